// Reports: all of pprof's in a menu, shown in the console or saved as files with pprof's text, and what is on screen for other programs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  addFilter,
  count,
  expectTop,
  hasFocus,
  rowCount,
  setOption,
  settled,
  text,
  texts,
  topReady,
  topRows,
  type,
  until,
} from "./desk.mjs";
import { bare, golden, number, topOf, tracesOf } from "./golden.mjs";
import { start } from "./harness.mjs";
import { PATIENCE } from "./rest.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));

/** @param {(string | {name: string, bytes: Uint8Array})[]} profiles @param {string} [where] */
async function open(profiles, where = "") {
  const opened = await site.openPage(where);
  await opened.drop(profiles);
  await topReady(opened.page);
  return opened;
}

/** What a click downloads. @param {Page} page @param {() => Promise<unknown>} click */
async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
/** Saves a report from the menu. @param {Page} page @param {string} file */
async function save(page, file) {
  await page.click("#report");
  return downloaded(page, () => page.getByRole("button", { name: `Save ${file}` }).click());
}

test("a report that is shown here has the rows of its file", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  for (const name of ["top", "text"]) {
    const { bytes } = await save(page, `cpu.${name}.txt`);
    await page.click("#report");
    await page.locator("#reports button.show", { hasText: new RegExp(`^${name}$`) }).click();
    const output = page.locator("#view-console .entry").last();
    await until(async () => (await text(output)).includes("flat%"), "it is printed");
    const rows = (/** @type {string} */ printed) => printed.match(/\d% +\S+ +\S+% /g)?.length;
    assert.equal(rows(await text(output)), rows(bytes.toString()));
  }
  await check();
});

test("a report is saved as the command prints it", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?sel=shop.example/search/rank.dot");
  for (const [file, expected] of [
    ["cpu.top.txt", "cpu.top"],
    ["cpu.text.txt", "cpu.top"],
    ["cpu.tags.txt", "cpu.tags"],
    ["cpu.peek.txt", "cpu.peek=rank.dot"],
  ]) {
    const { name, bytes } = await save(page, file);
    assert.equal(name, file);
    assert.equal(bytes.toString(), golden(expected), file);
  }
  await addFilter(page, "focus", "rank");
  await addFilter(page, "nodecount", "10");
  await until(async () => (await topRows(page)).length === 10, "the filters hold");
  assert.equal(
    (await save(page, "cpu.top.txt")).bytes.toString(),
    golden("cpu.top.focus=rank.nodecount=10"),
    "with the filters of the page",
  );
  await check();
});

test("traces, tree and comments of other profiles", async () => {
  for (const [profile, file, expected] of [
    ["goroutine-2.pb.gz", "goroutine-2.traces.txt", "goroutine-2.traces"],
    ["goroutine-2.pb.gz", "goroutine-2.tree.txt", "goroutine-2.tree"],
    ["synthetic/header.pb.gz", "header.comments.txt", "header.comments"],
  ]) {
    const { page, check } = await open([profile]);
    assert.equal((await save(page, file)).bytes.toString(), golden(expected));
    await check();
  }
});

test("names and paths are options of reports, too", async () => {
  const { page, check } = await open(["goroutine-2.pb.gz"]);
  await page.click("#tune");
  await setOption(page, "granularity", "lines");
  await setOption(page, "trim_path", "shop.example");
  assert.equal(
    (await save(page, "goroutine-2.traces.txt")).bytes.toString(),
    golden("goroutine-2.traces.trim_path=shop.example.lines"),
  );
  await check();
});

test("the menu has every report that is built, and what needs a function says so", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.click("#tab-console");
  const help = (await type(page, "help")).output.split("Options:")[0];
  const built = [...help.matchAll(/^ {4}(\w+) +(?!.*\(needs the binary\))/gm)]
    .map((m) => m[1])
    .filter((name) => name !== "o" && name !== "q");
  assert.ok(built.includes("topproto"), built.join());
  await page.click("#report");
  const shown = (await texts(page.locator("#reports .show"))).map((name) => name.replace(" …", ""));
  assert.deepEqual(shown.slice(0, 3), ["top", "list", "proto"], "what most people want comes first");
  assert.deepEqual(shown.sort(), [...built, "csv", "folded"].sort());
  assert.match(await text(page.locator("#reports li", { hasText: "cpu.text.txt" })), /The same as top/);
  const save = page.getByRole("button", { name: "Save cpu.peek.txt" });
  assert.ok(await save.isDisabled());
  assert.match((await save.getAttribute("title")) ?? "", /^Select a function first/);
  // Without one its name is typed at the prompt.
  await page.getByRole("button", { name: "peek …" }).click();
  assert.ok(await hasFocus(page, "#console-input"));
  assert.equal(await page.locator("#console-input").inputValue(), "peek ");
  await check();
});

test("a click on a name shows the report in the console", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?sel=shop.example/search/rank.dot");
  await page.click("#report");
  await page.getByRole("button", { name: "peek", exact: true }).click();
  const entry = page.locator(".console .entry");
  await entry.locator("pre").waitFor();
  assert.match(await text(entry.locator(".line")), /peek \^shop\\\.example\/search\/rank\\\.dot\$/);
  const block = golden("cpu.peek=rank.dot")
    .split(/^(?=-{58}\+)/m)
    .slice(1)
    .join("");
  assert.ok(`${await text(entry.locator("pre"))}\n`.endsWith(block));
  await check();
});

test("the menu by keys alone", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.keyboard.press("r");
  const current = async () => (await settled(page), page.evaluate(() => document.activeElement?.textContent));
  assert.equal(await current(), "top", "the first report has the focus");
  for (const expected of ["list …", "comments", "dot", "peek …"]) {
    await page.keyboard.press("ArrowDown");
    assert.equal(await current(), expected);
  }
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  const { name, bytes } = await downloaded(page, () => page.keyboard.press("Enter"));
  assert.equal(name, "cpu.dot");
  assert.match(bytes.toString(), /^digraph /);
  assert.ok(await page.locator("#reports").isHidden());
  await page.keyboard.press("r");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#reports").isHidden(), "Esc closes it");
  await check();
});

test("proto is a profile again, with the same numbers", async () => {
  const { page, drop, check } = await open(["cpu.pb.gz"]);
  const { bytes } = await save(page, "cpu.proto.pb.gz");
  assert.ok(gunzipSync(bytes).length > bytes.length);
  await page.getByRole("button", { name: "Close cpu.pb.gz" }).click();
  await drop([{ name: "again.pb.gz", bytes }]);
  await expectTop(page, cpu.rows);
  await check();
});

test("the table is saved as it is on screen", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const lines = (await save(page, "cpu.top.csv")).bytes.toString().trimEnd().split("\n");
  assert.equal(lines.shift(), "function,inline,flat (nanoseconds),flat %,sum %,cum (nanoseconds),cum %");
  const tails = lines.map(
    (line) => /(inline|partial|),(\d+),([^,]+),([^,]+),(\d+),([^,]+)$/.exec(line)?.slice(1) ?? assert.fail(line),
  );
  assert.deepEqual(
    tails.map(([, , flat, sum, , cum]) => [`${flat}%`, `${sum}%`, `${cum}%`]),
    cpu.rows.map((row) => [row[1], row[2], row[4]]),
  );
  assert.ok(lines[0].startsWith(bare(cpu.rows[0][5])));
  // pprof prints 1.94s where the file has 1940000000.
  assert.equal(
    Math.round(Number(tails[0][1]) / 1e7),
    Math.round(number(cpu.rows[0][0]) * (cpu.rows[0][0].endsWith("ms") ? 0.1 : 100)),
  );

  await page.locator("#view-top [role=columnheader]", { hasText: "function" }).locator("button").click();
  await page.fill("#search", "rank\\.");
  const expected = cpu.rows
    .map((row) => bare(row[5]))
    .filter((name) => /rank\./.test(name))
    .sort();
  await until(async () => (await rowCount(page)) === expected.length, "the search is done");
  const names = (await save(page, "cpu.top.csv")).bytes
    .toString()
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/,[a-z]*,\d+,.*$/, "").replace(/^"|"$/g, ""));
  assert.deepEqual(names, expected);
  await check();
});

test("stacks are saved folded", async () => {
  const { page, check } = await open(["goroutine-2.pb.gz"]);
  const stacks = new Map();
  for (const { value, frames } of tracesOf(golden("goroutine-2.traces"))) {
    const key = frames
      .map((frame) => frame.replace(/ \(inline\)$/, ""))
      .reverse()
      .join(";");
    stacks.set(key, (stacks.get(key) ?? 0) + Number(value));
  }
  const read = async () =>
    new Map(
      (await save(page, "goroutine-2.folded")).bytes
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
    );
  assert.deepEqual([...(await read())].sort(), [...stacks].sort());
  await page.fill("#search", "Webhook");
  await until(async () => (await topRows(page)).every((row) => /Webhook/.test(row[5])), "the search is done");
  assert.deepEqual([...(await read())].sort(), [...stacks].filter(([stack]) => /Webhook/.test(stack)).sort());
  await check();
});

test("a line of the console that writes to a file saves one", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.click("#tab-console");
  const { name, bytes } = await downloaded(page, () => type(page, "top10 >some/where.txt"));
  assert.equal(name, "where.txt");
  const shown = (await type(page, "top10")).output;
  assert.equal(bytes.toString(), shown);
  const proto = await downloaded(page, () => type(page, "proto"));
  assert.equal(proto.name, "cpu.proto.pb.gz");
  assert.match(await text(page.locator(".console .entry").last()), /Saved cpu\.proto\.pb\.gz, /);
  await type(page, "output=all.txt");
  assert.equal((await downloaded(page, () => type(page, "tags"))).name, "all.txt");
  await check();
});

/** A profile of many samples with deep stacks: its traces are much longer than itself. @param {number} samples */
function longProfile(samples) {
  const depth = 30;
  const varint = (/** @type {number} */ n) => {
    const bytes = [];
    for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
    return [...bytes, n];
  };
  const field = (/** @type {number} */ tag, /** @type {number[]} */ content) => [
    tag * 8 + 2,
    ...varint(content.length),
    ...content,
  ];
  const number = (/** @type {number} */ tag, /** @type {number} */ n) => [tag * 8, ...varint(n)];
  const texts = [
    "",
    "samples",
    "count",
    ...Array.from({ length: depth }, (_, i) => `some.example/a/rather/long/path/to/package${i}.Function${i}`),
  ];
  const sample = field(2, [
    ...field(
      1,
      Array.from({ length: depth }, (_, i) => i + 1),
    ),
    ...field(2, [1]),
  ]);
  const rest = [
    ...field(1, [...number(1, 1), ...number(2, 2)]),
    ...Array.from({ length: depth }, (_, i) => field(4, [...number(1, i + 1), ...field(4, number(1, i + 1))])).flat(),
    ...Array.from({ length: depth }, (_, i) => field(5, [...number(1, i + 1), ...number(2, i + 3)])).flat(),
    ...texts.flatMap((text) => field(6, [...Buffer.from(text)])),
  ];
  return Buffer.concat([...Array.from({ length: samples }, () => Buffer.from(sample)), Buffer.from(rest)]);
}

test("a long report shows its progress, leaves the other views alone, and can be cancelled", async () => {
  const { page, drop, check } = await site.openPage();
  // Without a place to choose, it goes to the folder for downloads.
  await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }));
  await drop([{ name: "long.pb", bytes: longProfile(250_000) }]);
  await topReady(page);
  let downloads = 0;
  page.on("download", () => void downloads++);
  await page.click("#report");
  await page.getByRole("button", { name: "Save long.traces.txt" }).click();
  const progress = page.locator(".load");
  await progress.waitFor();
  await until(
    async () => Number(await progress.getByRole("progressbar").getAttribute("aria-valuenow")) > 0,
    "the share is known",
  );
  await progress.locator(".num", { hasText: "MB" }).waitFor();
  await page.fill("#search", "Function7$");
  await until(async () => (await rowCount(page)) === 1, "the table answers");
  assert.ok(await progress.isVisible(), "while the report is written");
  await progress.getByRole("button", { name: "Cancel" }).click();
  await progress.waitFor({ state: "detached" });
  assert.equal(await count(page.locator(".notice.error")), 0);
  await page.fill("#search", "");
  await until(async () => (await rowCount(page)) === 30, "nothing else has changed");
  assert.equal(downloads, 0);
  await check();
});

test("where the browser lets one choose a file, a long report goes straight into it", async () => {
  const { page, drop, check } = await site.openPage();
  // The dialog cannot be clicked by a test: a file of the page's own stands for the one that would be chosen.
  await page.evaluate(() =>
    Object.assign(window, {
      showSaveFilePicker: async (/** @type {{suggestedName: string}} */ { suggestedName }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true }),
    }),
  );
  const samples = 200_001;
  await drop([{ name: "long.pb", bytes: longProfile(samples) }]);
  await topReady(page);
  await page.click("#report");
  await page.getByRole("button", { name: "Save long.raw.txt" }).click();
  // Tens of megabytes.
  await page
    .locator("#said", { hasText: /^Saved long\.raw\.txt/ })
    .waitFor({ state: "attached", timeout: 3 * PATIENCE });
  const [head, stacks, tail] = await page.evaluate(async () => {
    const file = await (await (await navigator.storage.getDirectory()).getFileHandle("long.raw.txt")).getFile();
    const text = await file.text();
    return [
      text.slice(0, 60),
      text.split("          1: 1 2 3 ").length - 1,
      text.slice(text.indexOf("Locations"), text.indexOf("Locations") + 30),
    ];
  });
  assert.ok(head.startsWith("PeriodType: "), head);
  assert.equal(stacks, samples);
  assert.ok(tail.startsWith("Locations\n"), tail);
  // Dismissing the dialog is no error, and is said.
  await page.evaluate(() =>
    Object.assign(window, {
      showSaveFilePicker: async () => Promise.reject(new DOMException("dismissed", "AbortError")),
    }),
  );
  await page.click("#report");
  await page.getByRole("button", { name: "Save long.raw.txt" }).click();
  await page.locator(".notice.note", { hasText: "long.raw.txt is not saved" }).waitFor();
  assert.equal(await count(page.locator(".notice.error, .load")), 0);
  // A browser that shows no dialog never answers: there is another way.
  await page.evaluate(() => Object.assign(window, { showSaveFilePicker: () => new Promise(() => {}) }));
  await page.click("#report");
  await page.getByRole("button", { name: "Save long.raw.txt" }).click();
  await page.locator(".notice.load", { hasText: "the browser asks where to" }).waitFor();
  const { name } = await downloaded(page, () =>
    page.getByRole("button", { name: "Into the downloads folder" }).click(),
  );
  assert.equal(name, "long.raw.txt");
  await check();
});
