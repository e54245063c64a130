// What leaves the page does nothing in the program that takes it: names of files, cells of a spreadsheet, links, pictures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createDownloads, save } from "../../www/engine/downloads.js";
import { fileName, pasted } from "../../www/engine/safe.js";
import { createCodeHost, refusal } from "../../www/state/code-host.js";

test("the name of a file is one on every system", () => {
  for (const [name, wanted] of [
    ["heap-2.top.csv", "heap-2.top.csv"],
    ["größe 終.svg", "größe 終.svg"],
    ["../../etc/passwd", "etc-passwd"],
    ["C:\\Users\\me\\x.txt", "C-Users-me-x.txt"],
    [".bashrc", "bashrc"],
    ["..", "profile"],
    ["", "profile"],
    ["\u0000\u001b[31m\u007f\u009b.csv", "[31m-.csv"],
    ["a\u202egnp.exe", "a-gnp.exe"],
    ["\ufefftop\u200f.txt", "top-.txt"],
    ["\ud800x\udc00.csv", "x-.csv"],
    ["CON", "_CON"],
    ["nul.pb.gz", "_nul.pb.gz"],
    ["com1 .txt", "_com1 .txt"],
    ["LPT³.csv", "_LPT³.csv"],
    ["console.csv", "console.csv"],
    ["com10.csv", "com10.csv"],
    ["top.csv. . ", "top.csv"],
    ['a<b>:"|?*.txt', "a-b-.txt"],
    [`${"x".repeat(500)}.top.csv`, `${"x".repeat(112)}.top.csv`],
    ["y".repeat(500), "y".repeat(120)],
    [`${"\u{1f600}".repeat(500)}.svg`, `${"\u{1f600}".repeat(116)}.svg`],
  ])
    assert.equal(fileName(name), wanted, JSON.stringify(name.slice(0, 40)));
});

test("whoever saves a file, that is what it is called", async () => {
  /** @type {any} */
  const link = { click() {} };
  Object.assign(globalThis, { window: {}, document: { createElement: () => link } });
  URL.createObjectURL = () => "blob:";
  URL.revokeObjectURL = () => {};
  assert.equal(save(new Blob([]), "../aux.svg"), "aux.svg".replace("aux", "_aux"));
  assert.equal(link.download, "_aux.svg");

  /** @type {string[]} */
  const suggested = [];
  Object.assign(globalThis.window, {
    showSaveFilePicker: async (/** @type {{suggestedName: string}} */ o) => {
      suggested.push(o.suggestedName);
      throw new DOMException("", "AbortError");
    },
  });
  const page = { changed() {}, said() {}, note() {}, failed: assert.fail };
  const download = createDownloads({ saves: [], profiles: [{ samples: 1e6 }] }, /** @type {any} */ ({}), page);
  await download(/** @type {any} */ ({ report: "text" }), "\u202ea/b.txt", { long: true });
  assert.deepEqual(suggested, ["a-b.txt"]);
});

test("what is pasted into a spreadsheet is no formula, and numbers stay numbers", () => {
  const texts = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u0001=1",
    "＝1",
    '"=1"',
    "-A1",
    "-",
  ];
  assert.equal(pasted([texts]), texts.map((text) => `'${text}`).join("\t"));
  const numbers = [
    "-3.5",
    "+12",
    "-1.2s",
    "+6.52MB",
    "+400.11%",
    "-1,815",
    "+1e-05",
    "-5µs",
    "-3.2 ms",
    "",
    "main.f",
    "a=b",
  ];
  assert.equal(pasted([numbers]), numbers.join("\t"));
  assert.equal(pasted([["a\n=1", "b\t=2"], ["c"]]), "a =1\tb =2\nc");
});

test("a template for links that somebody else has stored leads nowhere", () => {
  const stored = (/** @type {string} */ text) => {
    Object.assign(globalThis, { localStorage: { getItem: () => text } });
    return createCodeHost();
  };
  for (const text of [
    "javascript:alert(document.domain)//{file}",
    "\u0001javascript:alert(1)//{file}",
    "java\nscript:alert(1)//{file}",
    "data:text/html,<script>{file}",
    "//evil.example/{file}",
    "{path}",
    "nothing",
    "https://{file}",
    "https://{path}/x",
    "https://git.example:{line}/{file}",
  ]) {
    assert.notEqual(refusal(text), "", text);
    assert.equal(stored(text).link("/src/x.go", "x.go", 7), "", text);
    assert.equal(stored(text).template(), "", text);
  }
  assert.equal(
    stored("https://git.example/{file}#L{line}").link("/src/x.go", "x.go", 7),
    "https://git.example/x.go#L7",
  );
});
