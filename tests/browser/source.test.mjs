// Source: the lines of `list` on screen, with the text of files that were dropped, and without it.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  attribute,
  count,
  expectSoon,
  fits,
  hasFocus,
  place,
  pressTab,
  query,
  rowCount,
  settled,
  text,
  texts,
  topReady,
  type,
  until,
} from "./desk.mjs";
import { golden, signedLines } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const DOT = "shop.example/search/rank.dot";
const BEST = "shop.example/search/rank.(*Ranker).Best";

/** A source of testdata/programs as a dropped file. @param {string} path */
const source = (path) => ({
  name: path.slice(path.lastIndexOf("/") + 1),
  bytes: readFileSync(testdata(`programs/${path}`)),
});

/** The functions of a golden `list`: name, file, flat, cum, and the lines as flat, cum, number, text. @param {string} text */
function routinesOf(text) {
  return text
    .split("ROUTINE ======================== ")
    .slice(1)
    .map((part) => {
      const [head, sums, ...lines] = part.trimEnd().split("\n");
      const [name, file] = head.split(/ in (?=[^ ]*$)/);
      const [flat, cum] = sums.trim().split(/\s+/);
      const rows = lines
        .filter((line) => !line.startsWith(" Error:"))
        .map((line) => /^ *(\S+) +(\S+) +(\d+):(.*)$/.exec(line)?.slice(1) ?? assert.fail(line));
      return { name, file, flat, cum, rows };
    });
}
/** @param {string} text @param {string} name */
const routineOf = (text, name) =>
  routinesOf(text).find((r) => r.name === name) ?? assert.fail(`${name} is not in the golden text`);

/** The lines on screen from the first one: flat, cum, number, text. @param {Page} page */
const shownLines = async (page) => (
  await settled(page),
  page
    .locator("#view-source .code .body")
    .evaluate((body) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".row:not([hidden]):not(.blank)"))]
        .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
        .map((row) => [
          ...[...row.querySelectorAll(".gutter > span:not(.side)")].map((cell) => cell.textContent ?? ""),
          row.querySelector(".src")?.textContent ?? "",
        ]),
    )
);

/** @param {Page} page @param {string[][]} expected */
const expectLines = (page, expected) => expectSoon(() => shownLines(page), expected);

/** @param {Page} page */
const titles = async (page) => (
  await settled(page),
  page.locator("#view-source .code h2").evaluateAll((all) => all.map((e) => e.getAttribute("title")))
);
/** @param {Page} page @param {string} name */
const opens = (page, name) => expectSoon(() => titles(page), [name], `the source of ${name} is open`);

/** Drops real files and folders, as a file manager does. @param {Page} page @param {string[]} files */
async function drag(page, files) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"]))
    await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
}

test("a dropped source file is one, and its lines are those of list", async () => {
  const { page, drop, check } = await site.openPage("?unit=auto&source_path=programs/search");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await drop([source("search/rank/rank.go")]);
  await page.locator(".notice.note", { hasText: "1 source file: rank.go. Source and list show its text." }).waitFor();
  assert.equal(await count(page.locator(".notice.error")), 0);
  assert.equal(await count(page.locator(".profile")), 1);
  await pressTab(page, "Source");
  for (const routine of routinesOf(golden("cpu.list=rank.source_path=programs_search")).filter(
    (r) => r.file === "rank/rank.go" && r.rows.length < 20,
  )) {
    await page.fill("#search", `^${routine.name.replace(/[.()*[\]{}]/g, "\\$&")}$`);
    await opens(page, routine.name);
    await expectLines(page, routine.rows);
    assert.deepEqual(await texts(page.locator("#view-source .code .figures b")), [routine.flat, routine.cum]);
  }
  assert.equal(await count(page.locator("#view-source .code .file .dim")), 0);
  await check();
});

test("the prompt lists the text of dropped files, to the byte", async () => {
  const { page, drop, check } = await site.openPage("?view=console&source_path=programs/search");
  await drop(["cpu.pb.gz", source("search/rank/rank.go"), source("search/rank/heap.go")]);
  await page.locator(".notice.note", { hasText: "2 source files: rank.go and heap.go." }).waitFor();
  assert.deepEqual(await type(page, "list search/rank"), {
    output: golden("cpu.list=rank.source_path=programs_search"),
    error: "",
  });
  await check();
});

test("sources before the profile are kept for it", async () => {
  const { page, drop, check } = await site.openPage("?unit=auto");
  await drop([source("search/rank/rank.go")]);
  await page.locator(".notice.note", { hasText: "rank.go. A profile that names it shows its lines" }).waitFor();
  assert.equal(await count(page.locator(".notice.error")), 0);
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await pressTab(page, "Source");
  await opens(page, DOT);
  await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
  await page.getByRole("button", { name: "Forget it" }).click();
  await page.locator("#view-source .code .file", { hasText: "rank.go no text" }).waitFor();
  await check();
});

test("of a folder with everything in it the profiles open, and only the sources that they name are read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "proflens-mixed-"));
  const project = join(folder, "shop");
  cpSync(testdata("programs/search"), join(project, "search"), { recursive: true });
  cpSync(testdata("cpu.pb.gz"), join(project, "profiles/cpu.pb.gz"));
  mkdirSync(join(project, "node_modules/many"), { recursive: true });
  mkdirSync(join(project, ".git/rank"), { recursive: true });
  for (let i = 0; i < 1500; i++)
    writeFileSync(join(project, `node_modules/many/index${i}.js`), "no profile names this\n");
  // The same name elsewhere, what version control has, and a file that is no text.
  writeFileSync(join(project, "node_modules/rank.go"), "package wrong\n");
  writeFileSync(join(project, ".git/rank/rank.go"), "package wrong\n");
  writeFileSync(join(project, "search/query/sets.go"), Buffer.from([0x7f, 0x45, 0, 0, 1]));
  const { page, check } = await site.openPage();
  try {
    await drag(page, [project]);
    await topReady(page);
    assert.deepEqual(await texts(page.locator(".profile b")), ["cpu.pb.gz"]);
    await page.locator(".notice.note", { hasText: "of which the profiles name 5" }).waitFor();
    assert.equal(await count(page.locator(".notice.error")), 0);
    await pressTab(page, "Source");
    await opens(page, DOT);
    await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
    // 1500, another rank.go, and the six of the program.
    assert.match(await text(page.locator("#view-source > .facts")), /5 of 1,507 source files read/);
    await page.fill("#search", "query.merge");
    await page.locator("#view-source .code .file", { hasText: "sets.go no text" }).waitFor();
    await check();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a source that was changed and dropped again is shown anew, and another version is noticed", async () => {
  const { page, drop, check } = await site.openPage("?unit=auto&view=source");
  await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
  await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
  const text = source("search/rank/rank.go")
    .bytes.toString()
    .split("\n")
    .slice(0, 90)
    .join("\n")
    .replace("range a", "range other");
  await drop([{ name: "rank.go", bytes: Buffer.from(text) }]);
  await page.locator("#view-source .code .text", { hasText: "range other" }).waitFor();
  await page
    .locator("#view-source .misfit", {
      hasText: "rank.go is another version: it has 90 lines, and the profile has weight on 1 line behind its end",
    })
    .waitFor();
  assert.deepEqual((await shownLines(page)).at(-1)?.slice(2), ["91", "???"]);
  await check();
});

test("a line opens to its calls and instructions, and a call leads to its source; back returns", async () => {
  const { page, drop, check } = await site.openPage(`?view=source&sel=${BEST}`);
  await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
  await opens(page, BEST);
  const line = page.locator("#view-source .code .row", { hasText: "best.offer" });
  await line.locator(".gutter").click();
  const detail = page.locator("#view-source .detail");
  await detail.waitFor();
  await settled(page);
  const calls = await detail
    .locator(".edges .name")
    .evaluateAll((names) => names.map((name) => name.getAttribute("title")));
  assert.equal(calls[0], "shop.example/search/rank.cosine");
  assert.ok(calls.includes("shop.example/search/rank.(*Ranker).vector"));
  assert.match(await text(detail.locator("table tr").first()), /3\.10s\s*4f[0-9a-f]+/);
  await detail.locator(".edges button").first().click();
  await opens(page, "shop.example/search/rank.cosine");
  await until(async () => (await query(page)).sel === "shop.example/search/rank.cosine", "the address names it");
  // A call beside the text does the same.
  await page.locator("#view-source .call", { hasText: "dot" }).first().click();
  await opens(page, DOT);
  await page.goBack();
  await opens(page, "shop.example/search/rank.cosine");
  await page.goBack();
  await opens(page, BEST);
  await page.goForward();
  await opens(page, "shop.example/search/rank.cosine");
  await check();
});

test("the whole file shows what all its functions weigh", async () => {
  const { page, drop, check } = await site.openPage(`?view=source&sel=${BEST}`);
  await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
  await opens(page, BEST);
  await page.getByRole("button", { name: "Whole file" }).click();
  const lines = source("search/rank/rank.go").bytes.toString().trimEnd().split("\n");
  await until(async () => (await rowCount(page, "source .code")) === lines.length, "all lines are rows");
  // It stays where the function is.
  await until(
    async () => (await shownLines(page)).some((row) => row[3].startsWith("func (r *Ranker) Best")),
    "the function is in sight",
  );
  await page.locator("#view-source .code .grid").focus();
  await page.keyboard.press("End");
  await until(
    async () => (await shownLines(page)).some((row) => row[2] === String(lines.length)),
    "the end is reached",
  );
  const hot = (await shownLines(page)).find((row) => row[3].includes("sum += product"));
  assert.deepEqual(
    hot?.slice(0, 3),
    routineOf(golden("cpu.list=rank.source_path=programs_search"), DOT)
      .rows.find((row) => row[3].includes("sum += product"))
      ?.slice(0, 3),
  );
  await check();
});

test("a file of 50,000 long lines is a handful of rows", async () => {
  const { page, drop, check } = await site.openPage("?view=source");
  const text =
    readFileSync(testdata("programs/search/rank/rank.go"), "utf8") + `${"// ".padEnd(180, "long ")}\n`.repeat(50_000);
  await drop(["cpu.pb.gz"]);
  await opens(page, DOT);
  await drop([{ name: "rank.go", bytes: Buffer.from(text) }]);
  await page
    .locator(".notice.error", { hasText: "rank.go has 8.6 MB: source files of more than 8.0 MB are not read." })
    .waitFor();
  const shorter =
    readFileSync(testdata("programs/search/rank/rank.go"), "utf8") + `${"// ".padEnd(150, "long ")}\n`.repeat(50_000);
  await drop([{ name: "rank.go", bytes: Buffer.from(shorter) }]);
  await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
  await page.getByRole("button", { name: "Whole file" }).click();
  await until(async () => (await rowCount(page, "source .code")) > 50_000, "all lines are rows");
  await page.locator("#view-source .code .grid").focus();
  await page.keyboard.press("End");
  await until(async () => (await shownLines(page)).at(-1)?.[3].startsWith("// long") ?? false, "the end is there");
  assert.ok((await count(page.locator("#view-source .code .body .row"))) < 100);
  // The numbers stay in sight when a line is read to its end.
  const grid = page.locator("#view-source .code .grid");
  await grid.evaluate((element) => (element.scrollLeft = 500));
  const [edge, gutter] = [
    await place(grid),
    await place(page.locator("#view-source .code .body .row:visible .gutter").first()),
  ];
  assert.equal(Math.round(gutter.x), Math.round(edge.x));
  await check();
});

test("by keys alone: from the selected function to its lines, into one, to its callee", async () => {
  const { page, drop, check } = await site.openPage(`?sel=${BEST}`);
  await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
  await topReady(page);
  await page.keyboard.press("l");
  await opens(page, BEST);
  await until(async () => (await query(page)).view === "source", "the address names the view");
  assert.ok(await hasFocus(page, ".code .grid"), "the lines have the focus");
  // The first step goes to the line that weighs most.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await attribute(page.locator("#view-source .code .grid"), "aria-activedescendant");
  assert.ok((await text(page.locator(`[id="${active}"] .text`))).includes("best.offer"), "the line is active");
  await page.keyboard.press("Enter");
  await page.locator("#view-source .detail").waitFor();
  assert.equal(await attribute(page.locator(`[id="${active}"]`), "aria-expanded"), "true");
  await page.keyboard.press("Enter");
  await page.locator("#view-source .detail").waitFor({ state: "detached" });
  await page.keyboard.press("Shift+Enter");
  await opens(page, "shop.example/search/rank.cosine");
  // The list: its arrows walk along the functions, Enter goes to the lines.
  await page.locator("#view-source .routines .grid").focus();
  await page.keyboard.press("Home");
  await opens(page, DOT);
  await page.keyboard.press("ArrowDown");
  await opens(page, "shop.example/search/rank.at");
  await until(async () => (await query(page)).sel === "shop.example/search/rank.at", "the address names it");
  await page.keyboard.press("Enter");
  assert.ok(await hasFocus(page, ".code .grid"));
  await page.keyboard.press("/");
  await page.keyboard.type("merge");
  await until(async () => (await rowCount(page, "source .routines")) < 20, "the list is searched");
  await check();
});

test("the address holds the view and the function, and pprof's f opens what it focuses on", async () => {
  const { page, drop, check } = await site.openPage("?view=source&f=rank.embed|Ranker..embed");
  await drop(["cpu.pb.gz"]);
  await until(async () => (await titles(page)).join().includes("embed"), "what is focused on is open");
  await page.keyboard.press("/");
  await page.keyboard.type("index.Tokens");
  await opens(page, "shop.example/search/index.Tokens");
  await until(async () => (await query(page)).q === "index.Tokens", "the address holds the search");
  await check();
});

test("a diff has signs and colours", async () => {
  const { page, drop, check } = await site.openPage("?unit=auto&view=source&source_path=programs/search");
  await drop(["cpu-2.pb.gz", "cpu.pb.gz"]);
  await page.getByRole("button", { name: /^Compare/ }).click();
  await drop([source("search/rank/rank.go"), source("search/rank/heap.go")]);
  const name = "shop.example/search/rank.(*Ranker).vector";
  await page.locator("#search").fill("Ranker..vector");
  await opens(page, name);
  const { rows } = routineOf(golden("cpu-2.list=dot.diff_base=cpu.source_path=programs_search"), name);
  await expectLines(page, signedLines(rows));
  const cell = (/** @type {string} */ text) =>
    page.locator("#view-source .code .bar.cum", { hasText: new RegExp(`^${text}$`) }).first();
  assert.match(await attribute(cell("\\+5\\.13s"), "class"), /more/);
  assert.match(await attribute(cell("-420ms"), "class"), /less/);
  await check();
});

test("the list of a function can be copied, as pprof prints it", async () => {
  const { page, drop, check } = await site.openPage("?view=source&source_path=programs/search&q=query.merge", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await drop(["cpu.pb.gz", source("search/query/sets.go")]);
  await opens(page, "shop.example/search/query.merge[go.shape.int]");
  await page.locator("#view-source .code .text", { hasText: "func merge" }).waitFor();
  await page.locator("#view-source .code").getByRole("button", { name: "Copy" }).click();
  // The expression of the golden text matches another function, too.
  const expected = golden("cpu.list=merge.trim_path=shop.example_search.source_path=programs_search").replace(
    /ROUTINE =+ runtime[\s\S]*?(?=ROUTINE)/,
    "",
  );
  await expectSoon(() => page.evaluate(() => navigator.clipboard.readText()), expected);
  await check();
});

for (const width of [375, 768, 1280, 2560]) {
  test(`at ${width} pixels nothing overflows, and the lines have room`, async () => {
    const { page, drop, check } = await site.openPage("?view=source", { viewport: { width, height: 800 } });
    await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
    await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
    assert.ok(await fits(page));
    await page.locator("#view-source .routines .row[id=routine-1]").click();
    await opens(page, "shop.example/search/rank.at");
    assert.ok(await fits(page));
    const grid = await place(page.locator("#view-source .code .grid"));
    assert.ok(grid.height > 90 && grid.width > 300, JSON.stringify(grid));
    await check();
  });
}

test("text has colours, which are loaded with the first text", async () => {
  const { page, drop, requests, check } = await site.openPage("?view=source");
  await drop(["cpu.pb.gz"]);
  await opens(page, DOT);
  const loaded = () => requests.some((url) => url.includes("syntax-worker"));
  await settled(page);
  assert.ok(!loaded(), "there is no text yet");
  await drop([source("search/rank/rank.go")]);
  await page.locator("#view-source .code .tok1", { hasText: "range" }).waitFor();
  assert.ok(loaded());
  await check();
});

test("one goes from hot line to hot line, by keys, buttons and the strip", async () => {
  const { page, drop, check } = await site.openPage("?view=source");
  await drop(["cpu.pb.gz", source("search/rank/rank.go")]);
  await opens(page, DOT);
  const grid = page.locator("#view-source .code .grid");
  const line = () => text(page.locator("#view-source .code .row.selected .gutter > span").last());
  await page.locator("#view-source .hot", { hasText: "2 hot lines" }).waitFor();
  await grid.focus();
  for (const [key, number] of [
    ["n", "90"],
    ["n", "91"],
    ["n", "90"],
    ["N", "91"],
  ]) {
    await page.keyboard.press(key);
    await until(async () => (await line()) === number, `${key} leads to line ${number}`);
  }
  await page.getByRole("button", { name: "Whole file" }).click();
  await page
    .locator("#view-source .hot", { hasText: /\d+ hot lines/ })
    .filter({ hasNotText: "2 hot" })
    .waitFor();
  const strip = page.locator("#view-source .strip");
  await strip.waitFor();
  await settled(page);
  const marks = await strip.evaluate((e) => {
    const canvas = /** @type {HTMLCanvasElement} */ (e);
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(
      0,
      0,
      1,
      canvas.height,
    );
    return data.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + Number(alpha > 0), 0);
  });
  assert.ok(marks > 3, `${marks} pixels of the strip are marked`);
  await grid.evaluate((e) => e.scrollTo(0, 0));
  const box = await place(strip);
  await page.mouse.click(box.x + 4, box.y + box.height - 3);
  await until(async () => (await grid.evaluate((e) => e.scrollTop)) > 100, "the strip scrolls");
  await page.getByRole("button", { name: "Next hot line" }).click();
  assert.match(await line(), /^\d+$/, "the button selects a line");
  await check();
});

test("a line leads to a code host by the user's template, and what is refused says why", async () => {
  const { page, drop, check } = await site.openPage("?view=source&trim_path=shop.example/search");
  await drop(["cpu.pb.gz"]);
  await opens(page, DOT);
  await page.getByRole("button", { name: "Link to a code host" }).click();
  await page.fill("#link-template", "javascript:alert({line})");
  await page.keyboard.press("Enter");
  await page.locator("#link-help.refused", { hasText: "begins with https://" }).waitFor();
  await page.fill("#link-template", "https://git.example/shop/{file}#L{line}");
  await page.keyboard.press("Enter");
  const link = page.locator("#view-source .code a.button");
  await link.waitFor();
  assert.equal(await text(link), "git.example ↗");
  assert.equal(await attribute(link, "href"), "https://git.example/shop/rank/rank.go#L90");
  await page.fill("#search", "runtime\\.memmove$");
  await until(
    async () => (await attribute(link, "href")).startsWith("https://github.com/golang/go/blob/"),
    "Go's own files are on GitHub",
  );
  // The template outlasts the page.
  await page.fill("#search", "");
  await settled(page);
  await page.reload();
  await drop(["cpu.pb.gz"]);
  await opens(page, DOT);
  await link.waitFor();
  await check();
});
