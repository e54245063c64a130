// Trend: snapshots that come together, what is said of them, the chart with its twin, the rows, and the ways from there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { after, before, test } from "node:test";
import { attribute, count, fits, hasFocus, place, pressTab, query, settled, text, texts, until } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** The files of a series, as they are in testdata. @param {string} name @param {RegExp} [which] */
const series = (name, which = /\.pb\.gz$/) =>
  readdirSync(testdata(`trend/${name}`))
    .filter((file) => which.test(file))
    .sort()
    .map((file) => `trend/${name}/${file}`);

/** @param {string[]} files */
async function opened(files) {
  const all = await site.openPage();
  await all.drop(files);
  await all.page.locator("#view-trend .verdict").waitFor();
  return all;
}
/** @param {import("playwright-core").Page} page @param {string} selector */
const words = async (page, selector) => (await text(page.locator(selector))).replace(/\s+/g, " ").trim();
/** @param {import("playwright-core").Page} page */
const row = (page) => page.locator("#view-trend .body .row:not(.blank)").first();

test("snapshots that come together open with what grows, at which line", async () => {
  const { page, check } = await opened(series("heap-leak"));
  const verdict = await words(page, ".trend .verdict");
  assert.match(
    verdict,
    /^At least \d+\.\d+MB more in 5\.\d s \(.*MB → .*MB (?:there|in all)\), steadily, about .* a second, at main\.go:144 \(main\.newSession\)/,
  );
  assert.match(await words(page, ".trend .caveat"), /It would look the same if load rose all that time/);
  assert.doesNotMatch(await words(page, ".trend .said"), /\bleak/i);
  assert.equal(await count(page.locator("#notices > *")), 0, "twelve files are no notice");
  assert.equal(await count(page.locator(".chart circle")), 12);
  assert.equal(await text(page.locator("#tray .others")), "+ 11 more");
  assert.match(await text(row(page)), /main\.go:144.*newSession/);
  assert.match(await attribute(row(page), "class"), /\bnamed\b/);
  await check();
});

test("nothing is named where nothing grows, and few collections are said", async () => {
  const healthy = await opened(series("heap-healthy"));
  assert.match(await words(healthy.page, ".trend .verdict"), /^No steady growth: the total went from/);
  assert.equal(await count(healthy.page.locator("#view-trend .row.named")), 0);
  await healthy.check();
  const { page, check } = await opened(series("heap-nogc"));
  assert.match(await words(page, ".trend .said"), /\d collections among 12 snapshots: fetch heap\?gc=1/);
  await check();
});

test("rows are lines, stacks or functions, sorted and searched, and all of it is in the address", async () => {
  const { page, check } = await opened(series("g-send"));
  await page.getByRole("button", { name: "Functions", exact: true }).click();
  await until(async () => (await texts(page.locator("#view-trend .row .fn"))).includes("way.snapshot"), "functions");
  await page.locator("#view-trend").getByRole("button", { name: "where" }).click();
  await until(async () => (await query(page)).rank === "name", "by name");
  assert.equal((await query(page)).rows, "functions");
  const names = (await texts(page.locator("#view-trend .body .row .name"))).filter(Boolean);
  assert.deepEqual(names, [...names].sort());
  await page.fill("#search", "sendResult|poolWork");
  await until(async () => (await text(page.locator(".found"))).startsWith("2 of "), "two are left");
  await check();
});

test("by keys: a row opens with its stack and leads to the comparison, the source and the goroutines", async () => {
  const { page, check } = await opened(series("g-send", /debug2/));
  assert.match(
    await words(page, ".trend .verdict"),
    /chan send at main\.go:170 \(main\.sendResult\), started by main\.startSend/,
  );
  assert.match(await words(page, ".trend .verdict"), /are still there in .*: it grows and does not come back/);
  await page.locator("#view-trend .grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const detail = page.locator("#view-trend .detail");
  await detail.waitFor();
  assert.match(await text(detail), /chan send, started by main\.startSend at main\.go:\d+/);
  await detail.getByRole("button", { name: "Goroutines" }).click();
  await page.locator("#view-goroutines .body .row").first().waitFor();
  assert.equal((await query(page)).q, "main\\.sendResult");
  assert.equal(await page.getByLabel("Role of goroutine-12.debug2.txt.gz").inputValue(), "source", "the last is shown");
  await page.goBack();
  await page.locator("#view-trend:not([hidden])").waitFor();
  await detail.getByRole("button", { name: /^Compare/ }).click();
  await until(async () => (await query(page)).sel === "main.sendResult", "the function is selected");
  await page.locator("#view-top .body .row").first().waitFor();
  assert.equal(await page.getByLabel("Role of goroutine-12.debug2.txt.gz").inputValue(), "source");
  assert.equal(await page.getByLabel("Role of goroutine-01.debug2.txt.gz").inputValue(), "diff_base");
  await check();
});

test("all rows are copied as a table, and a row under the pointer leads on at once", async () => {
  const { page, drop, check } = await site.openPage("", { permissions: ["clipboard-read", "clipboard-write"] });
  await drop(series("g-send"));
  await page.locator("#view-trend .verdict").waitFor();
  await page.locator("#view-trend").getByRole("button", { name: "Copy table" }).click();
  await page.locator("#said", { hasText: "Copied" }).waitFor({ state: "attached" });
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((line) => line.split("\t"));
  assert.deepEqual(lines[0].slice(0, 4), ["function", "file", "line", "first"]);
  assert.equal(lines[0].length, 11 + 12);
  assert.deepEqual([lines[1][0], lines[1][2]], ["main.sendResult", "170"]);
  assert.ok(lines.every((line) => line.length === lines[0].length));
  const download = page.waitForEvent("download");
  await page.locator("#view-trend").getByRole("button", { name: "CSV" }).click();
  assert.match((await download).suggestedFilename(), /\.trend\.csv$/);
  await row(page).hover();
  await row(page).getByRole("button", { name: "Source" }).click();
  await page.locator("#view-source:not([hidden])").waitFor();
  assert.equal((await query(page)).line, "170");
  await check();
});

test("two points of the chart are chosen by keys, by the mouse and in its table, and compared", async () => {
  const { page, check } = await opened(series("heap-leak"));
  const chart = page.locator(".chart");
  await chart.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("ArrowLeft");
  const button = page.locator(".figure .acts button").first();
  await until(async () => (await text(button)) === "Compare heap-02.pb.gz with heap-11.pb.gz", "by keys");
  const box = (await chart.boundingBox()) ?? assert.fail("no chart");
  await page.mouse.move(box.x + box.width * 0.36, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.64, box.y + 70, { steps: 4 });
  await page.mouse.up();
  await until(async () => (await text(button)) === "Compare heap-05.pb.gz with heap-08.pb.gz", "by the mouse");
  await page.locator(".figure summary").click();
  await page.getByRole("radio", { name: "Compare from heap-03.pb.gz" }).check();
  await until(async () => (await text(button)) === "Compare heap-03.pb.gz with heap-08.pb.gz", "in the table");
  await button.click();
  await page.locator("#view-top .body .row").first().waitFor();
  assert.equal(await page.getByLabel("Role of heap-08.pb.gz").inputValue(), "source");
  assert.equal(await page.getByLabel("Role of heap-03.pb.gz").inputValue(), "diff_base");
  await check();
});

test("snapshots are left out and put in another order, and back", async () => {
  const { page, check } = await opened(series("g-mutex"));
  const before = await words(page, ".trend .verdict");
  await page.locator(".figure summary").click();
  await page.getByRole("checkbox", { name: "goroutine-12.pb.gz takes part" }).uncheck();
  await until(async () => (await count(page.locator(".chart circle"))) === 11, "one is left out");
  await page.getByRole("checkbox", { name: "goroutine-01.pb.gz takes part" }).uncheck();
  await until(async () => (await count(page.locator(".chart circle"))) === 10, "two are left out");
  const boxes = page.locator(".twin input[type=checkbox]");
  assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => /** @type {HTMLInputElement} */ (box).checked)), [
    ...Array(10).fill(true),
    false,
    false,
  ]);
  await page.getByRole("button", { name: "Move goroutine-03.pb.gz before the one above" }).click();
  await until(
    async () => (await words(page, ".trend .said")).includes("in the order that was given"),
    "the order is said",
  );
  await page.goBack();
  await until(async () => !(await words(page, ".trend .said")).includes("that was given"), "the order was a step");
  await page.goBack();
  await until(async () => (await count(page.locator(".chart circle"))) === 11, "leaving out was one");
  await page.goForward();
  await until(async () => (await count(page.locator(".chart circle"))) === 10, "and is made again");
  await page.getByRole("button", { name: "As they say themselves, all of them" }).click();
  await until(async () => (await words(page, ".trend .verdict")) === before, "as before");
  await check();
});

test("counts of one day and a dump of the next: what is sent, where, begun by whom, for how long about", async () => {
  const { page, drop, check } = await site.openPage("", { permissions: ["clipboard-read", "clipboard-write"] });
  const dump = gunzipSync(readFileSync(testdata("trend/pair/goroutine-2.debug2.txt.gz")));
  await drop(["trend/pair/goroutine-1.debug1.txt", { name: "goroutine-2.debug2.txt", bytes: dump }]);
  const offer = page.locator(".offer");
  await offer.filter({ hasText: "Two snapshots show a difference, not a trend" }).waitFor();
  const said = (await text(offer)).replace(/\s+/g, " ");
  assert.match(said, /goroutine-2\.debug2\.txt is put after goroutine-1\.debug1\.txt/);
  assert.match(said, /\+[\d,]+ goroutines/);
  assert.match(said, /chan send at main\.go:170 \(main\.sendResult\), started by main\.startSend/);
  await offer.getByRole("button", { name: "Copy" }).click();
  await page.locator("#said", { hasText: "Copied" }).waitFor({ state: "attached" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^Two snapshots show a difference.* all in `chan send` at main\.go:170/);
  // Its first number leads to the comparison, and that is an answer to the offer.
  await offer
    .getByRole("button", { name: /^\+[\d,]+$/ })
    .first()
    .click();
  const older = page.getByLabel("Role of goroutine-1.debug1.txt");
  await until(async () => (await older.inputValue()) === "diff_base", "they are compared");
  assert.equal(await count(offer), 0);
  await page.locator("#tab-trend").click();
  await page.locator("#view-trend .verdict").waitFor();
  assert.match(await words(page, ".trend .said"), /about \d minutes/);
  await check();
});

test("one bad file among many loses none of the others, and many are one notice", async () => {
  const { page, drop, check } = await site.openPage();
  const bad = [1, 2, 3, 4].map((i) => ({ name: `bad-${i}.pb.gz`, bytes: Buffer.from(`nothing ${i}\n`) }));
  await drop([...series("heap-leak"), ...bad]);
  await page.locator("#view-trend .verdict").waitFor();
  await page.locator(".notice.error").waitFor();
  assert.equal(await count(page.locator("#notices > *")), 1);
  assert.match(await text(page.locator(".notice.error")), /4 of 16 files could not be opened\. bad-1\.pb\.gz/);
  assert.equal(await count(page.locator(".chart circle")), 12);
  await check();
});

test("profiles that are off have a list, from which they are shown or closed", async () => {
  const { page, check } = await opened(series("g-healthy"));
  await page.locator("#tray .others").click();
  await page.locator("#others").getByLabel("Role of goroutine-07.pb.gz").selectOption("diff_base");
  await until(async () => (await text(page.locator("#tray .others"))) === "+ 10 more", "one plays a part");
  await page.locator("#others").getByRole("button", { name: "Close all of them" }).click();
  await until(async () => (await count(page.locator(".profile"))) === 2, "two are left");
  await check();
});

test("it fits a phone, and the keyboard reaches all of it", async () => {
  const { page, check } = await opened(series("g-send", /debug2/));
  await page.setViewportSize({ width: 375, height: 700 });
  await settled(page);
  assert.ok(await fits(page));
  await page.setViewportSize({ width: 1280, height: 800 });
  await pressTab(page, "Top");
  await page.keyboard.press("9");
  assert.ok(await hasFocus(page, "#view-trend .grid"));
  await check();
});

test("in every width each row of a trend has a number: what is sure, or by how much it changed where nothing is", async () => {
  const few = ["heap-1.pb.gz", "heap-2.pb.gz"];
  for (const [width, height] of [
    [1280, 800],
    [900, 800],
    [640, 400],
    [480, 800],
    [375, 812],
    [320, 568],
  ])
    for (const [files, column] of /** @type {const} */ ([
      [few, "change"],
      [series("heap-leak"), "at least"],
    ])) {
      const { page, drop, check } = await site.openPage("?view=trend", { viewport: { width, height } });
      await drop([...files]);
      const row = page.locator("#view-trend .body .row:not(.blank)").first();
      await row.waitFor();
      await settled(page);
      const [heads, cells] = [page.locator("#view-trend .head > span:visible"), row.locator("> span:visible")];
      const at = (await texts(heads)).findIndex((head) => head.startsWith(column));
      assert.match((await texts(cells))[at] ?? "", /\d/, `${column} at ${width}`);
      const [number, where] = [await place(cells.nth(at)), await place(cells.last())];
      assert.ok(number.x >= 0 && number.x + number.width <= where.x, `it stands beside the name at ${width}`);
      assert.ok(where.x + where.width <= width && where.width >= 150, `the name has room at ${width}`);
      await check();
    }
});
