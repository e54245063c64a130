// On paper: the sentence, the facts, and the first rows of a table or the picture, in light colours and no wider than the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { attribute, count, settled, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {Parameters<Awaited<ReturnType<typeof site.openPage>>["drop"]>[0]} files @param {string} [where] @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(files, where = "", options = {}) {
  const opened = await site.openPage(where, options);
  await opened.drop(files);
  await opened.page.locator(".view:visible").waitFor();
  await settled(opened.page);
  return opened;
}
/** What a browser does about printing, in its order. @param {Page} page */
async function toPaper(page) {
  await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
}
/** @param {Page} page */
async function toScreen(page) {
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
}
/** The mean brightness of the view's canvas from 0 to 255, of what is painted, right when the browser has said that it prints. @param {Page} page @param {string} event */
const brightness = (page, event) =>
  page.evaluate((event) => {
    dispatchEvent(new Event(event));
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#view-flame .chart canvas"));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [sum, n] = [0, 0];
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) [sum, n] = [sum + data[i + 1], n + 1];
    return sum / n;
  }, event);

test("on paper stand the sentence and the first fifty rows, one below the other, and it is said how many there are", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?trim=f");
  await topReady(page);
  await toPaper(page);
  await until(async () => (await count(page.locator("#view-top .body .row:visible"))) === 50, "fifty rows");
  assert.match(await attribute(page.locator("#view-top .body"), "data-printed"), /^The first 50 of \d+ rows\.$/);
  assert.ok(await page.locator(".sentence").isVisible());
  assert.ok(!(await page.locator("#tabs").isVisible()));
  const said = await page.locator("#view-top .body").evaluate((body) => {
    const { display, position } = getComputedStyle(body, "::after");
    const rows = [...body.querySelectorAll(".row:not([hidden])")].map((row) => ({
      at: Number(row.getAttribute("aria-rowindex")),
      top: row.getBoundingClientRect().top,
      whole: getComputedStyle(row).breakInside,
    }));
    return { display, position, rows, room: body.getBoundingClientRect().height };
  });
  assert.deepEqual([said.display, said.position], ["block", "static"], "in the page, below the rows");
  assert.ok(said.room >= 50 * 24 + 16, "and there is room for it");
  assert.deepEqual(
    said.rows.map(({ at }) => at),
    Array.from({ length: 50 }, (_, i) => i + 2),
  );
  assert.ok(said.rows.every(({ top }, i) => i === 0 || Math.abs(top - said.rows[i - 1].top - 24) < 0.1));
  assert.ok(said.rows.every(({ whole }) => whole === "avoid"));
  await toScreen(page);
  await until(async () => (await count(page.locator("#view-top .body .row:visible"))) < 50, "those in sight");
  await check();
});

for (const [view, files] of /** @type {[string, string[]][]} */ ([
  ["flame", ["cpu.pb.gz"]],
  ["calls", ["cpu.pb.gz"]],
  ["graph", ["cpu.pb.gz"]],
  ["source", ["cpu.pb.gz"]],
  ["traces", ["cpu.pb.gz"]],
  ["tags", ["cpu.pb.gz"]],
  ["console", ["cpu.pb.gz"]],
  ["goroutines", ["goroutine-2.pb.gz"]],
  ["trend", ["heap-1.pb.gz", "heap-2.pb.gz"]],
])) {
  test(`${view}: no controls and no tray on paper, which is light, and nothing wider than it`, async () => {
    const { page, check } = await open(files, `?view=${view}`, { viewport: { width: 1280, height: 800 } });
    await page.evaluate(() => void (document.documentElement.dataset.theme = "dark"));
    if (view === "trend") {
      await page.locator("#tab-trend").click();
      await page.locator("#notices .offer").waitFor();
    }
    await page.locator(`#view-${view}`).waitFor();
    await settled(page);
    await toPaper(page);
    const found = await page.evaluate(() => {
      const seen = (/** @type {string} */ of) =>
        [...document.querySelectorAll(of)].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 90));
      return {
        pressed: seen(
          "#tray, #notices, #lens, #tabs, #foot, .bar-line, .segments, input, select, #views button:not(.link, .head *, .package, .pick, .toggle, .frame, [data-fn])",
        ),
        scheme: getComputedStyle(document.documentElement).colorScheme,
        ground: getComputedStyle(document.body).getPropertyValue("color"),
      };
    });
    assert.deepEqual(found.pressed, []);
    assert.equal(found.scheme, "light");
    // As wide as A4 at 96 pixels to the inch.
    await page.setViewportSize({ width: 794, height: 1123 });
    await settled(page);
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("#views canvas, #views svg, .view")]
        .filter((e) => e.checkVisibility())
        .flatMap((e) =>
          Math.max(e.getBoundingClientRect().right, e.scrollWidth) > 795 ? e.outerHTML.slice(0, 90) : [],
        ),
    );
    assert.deepEqual(wide, []);
    await check();
  });
}

test("the flame graph of a dark page is painted light for paper, at once, and dark again after it", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=flame", { colorScheme: "dark" });
  await page.locator("#view-flame .chart canvas").waitFor();
  await settled(page);
  assert.ok((await brightness(page, "none")) < 130);
  assert.ok((await brightness(page, "beforeprint")) > 150);
  assert.ok((await brightness(page, "afterprint")) < 130);
  await check();
});

for (const [depth, said] of /** @type {[number, string][]} */ ([
  [100, ""],
  [400, "The first 240 of 401 rows."],
])) {
  test(`of a flame graph of ${depth} frames all rows are on paper, or it is said which are not, and all of its legend`, async () => {
    const stack = Array.from({ length: depth }, (_, i) => `example.com/package${i % 30}.Function${i}`);
    const values = stack.map((_, i) => ({ stack: stack.slice(0, i + 1), value: 1 }));
    const { page, check } = await open([{ name: "deep.pb", bytes: profileOf(values) }], "?view=flame", {
      viewport: { width: 800, height: 600 },
    });
    await page.locator("#flame-box:not(:empty)").waitFor({ state: "attached" });
    await settled(page);
    await toPaper(page);
    await page.setViewportSize({ width: 794, height: 1123 });
    const found = await page.locator("#view-flame").evaluate((view) => {
      const seen = (/** @type {string} */ of) =>
        /** @type {HTMLElement[]} */ ([...view.querySelectorAll(of)]).filter((e) => e.checkVisibility());
      const strips = /** @type {HTMLCanvasElement[]} */ (seen("canvas"));
      // Rows lie apart by a line without any paint.
      const rows = strips.map((canvas) => {
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const { data } = context.getImageData(2, 0, 1, canvas.height);
        const painted = (/** @type {number} */ y) => y >= 0 && data[4 * y + 3] > 0;
        return Array.from({ length: canvas.height }, (_, y) => Number(painted(y) && !painted(y - 1))).reduce(
          (a, b) => a + b,
        );
      });
      const bottoms = strips.map((strip) => strip.getBoundingClientRect().bottom);
      const right = Math.max(...seen(".legend .package").map((e) => e.getBoundingClientRect().right));
      return {
        rows: rows.reduce((a, b) => a + b, 0),
        isInOrder: bottoms.every((bottom, i) => i === 0 || bottom > bottoms[i - 1] + 20),
        isInFlow: document.documentElement.scrollHeight >= (bottoms.at(-1) ?? Infinity),
        said: seen(".unprinted")
          .map((e) => e.textContent)
          .join(),
        packages: new Set(seen(".legend .package bdi").map((e) => e.textContent)).size,
        isWithin: right <= innerWidth,
      };
    });
    const rows = said ? 240 : depth + 1;
    assert.deepEqual(found, { rows, isInOrder: true, isInFlow: true, said, packages: 30, isWithin: true });
    await toScreen(page);
    assert.equal(await count(page.locator("#view-flame .chart canvas")), 1, "and the window has its own picture");
    await check();
  });
}

test("a graph on paper shows what the window shows", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph");
  await page.locator("#view-graph .node").first().waitFor();
  const svg = page.locator("#view-graph .stage > svg");
  const { width, height } = (await svg.boundingBox()) ?? assert.fail("no drawing");
  await toPaper(page);
  assert.equal(await svg.getAttribute("viewBox"), `0 0 ${width} ${height}`);
  await toScreen(page);
  assert.equal(await svg.getAttribute("viewBox"), null);
  await check();
});

test("goroutines keep their labels and how long they wait on a page of A4", async () => {
  const { page, check } = await open(["goroutine.debug2.txt"], "?view=goroutines");
  await page.locator("#view-goroutines .row .waits").first().waitFor();
  await toPaper(page);
  await page.setViewportSize({ width: 794, height: 1123 });
  for (const part of [".waits", ".head > :nth-child(4)"])
    assert.ok(await page.locator(`#view-goroutines ${part}`).first().isVisible(), part);
  assert.equal(
    await page
      .locator("#view-goroutines .waits i")
      .first()
      .evaluate((bar) => getComputedStyle(bar).printColorAdjust),
    "exact",
  );
  const labels = page.locator("#view-goroutines .body .marks span");
  if (await labels.count()) assert.ok(await labels.first().isVisible());
  await check();
});

/** How many texts each page has, in whatever order. @param {Buffer} pdf */
function textsOfPages(pdf) {
  const all = [];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 1)) {
    const begin = at + "stream\n".length;
    if (pdf[begin] !== 0x78) continue;
    const content = inflateSync(pdf.subarray(begin, pdf.indexOf("endstream", begin))).toString("latin1");
    const texts = content.match(/^BT$/gm)?.length ?? 0;
    if (texts) all.push(texts);
  }
  return all;
}

test("on no page what is said of a table stands alone", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await page.locator(".offer .primary").click();
  await page.locator("#view-top.compared").waitFor();
  await settled(page);
  /** A row has as many numbers at least, beside what is below it. */
  const row = 6;
  let most = 0;
  // Wherever the page ends: between rows, and between those and the lines below.
  for (let height = 1000; height <= 1100; height += 10) {
    const pdf = await page.pdf({ width: "718px", height: `${height}px` });
    const pages = textsOfPages(pdf);
    most = Math.max(most, pages.length);
    assert.ok(Math.min(...pages) >= row + 1, `${pages.join(" and ")} texts on pages of ${height}`);
  }
  assert.equal(most, 2, "some of them are two pages");
  await check();
});

test("Source is printed as wide as the page: the lines, and below them the functions with their names", async () => {
  const { page, check } = await open(["heap-1.pb.gz"], "?view=source");
  await page.locator("#view-source .code .title").waitFor();
  await settled(page);
  await page.setViewportSize({ width: 718, height: 1000 });
  await toPaper(page);
  await until(async () => (await count(page.locator("#view-source .routines .row:visible"))) > 40, "the first rows");
  const [code, routines, name] = await page.evaluate(() =>
    [".code", ".routines", ".routines .body .row:not([hidden]) .name"].map((selector) => {
      const { top, bottom, width } = /** @type {Element} */ (
        document.querySelector(`#view-source ${selector}`)
      ).getBoundingClientRect();
      return { top, bottom, width };
    }),
  );
  assert.ok(code.bottom <= routines.top, "the lines stand above");
  assert.deepEqual([code.width, routines.width], [718, 718]);
  assert.ok(name.width > 400, `${name.width} for a name`);
  await check();
});
