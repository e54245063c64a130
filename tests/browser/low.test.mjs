// Little room: phones upright and on their side, and a page at twice its size. The rows come first in every view that is a table.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { attribute, besides, compare, count, place, settled, text, until } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const HEAPS = ["heap-1.pb.gz", "heap-2.pb.gz"];
const SERIES = readdirSync(testdata("trend/heap-leak"))
  .filter((file) => file.endsWith(".pb.gz"))
  .map((file) => `trend/heap-leak/${file}`);
/** @type {[string, {files: string[], views: string[], compares?: boolean}][]} */
const TABLES = [
  ["one profile", { files: ["cpu.pb.gz"], views: ["top", "calls", "source", "traces"] }],
  ["an offer to compare", { files: HEAPS, views: ["top"] }],
  ["a comparison", { files: HEAPS, views: ["top", "calls", "source", "traces"], compares: true }],
  ["goroutines", { files: ["goroutine-1.pb.gz"], views: ["goroutines"] }],
  ["goroutines of two", { files: ["goroutine-1.pb.gz", "goroutine-2.pb.gz"], views: ["goroutines"], compares: true }],
  ["a dump", { files: ["goroutine.debug2.txt"], views: ["goroutines"] }],
  ["a trend", { files: SERIES, views: ["trend"] }],
];

/** @param {number} width @param {number} height @param {boolean} touch @param {string[]} files */
async function open(width, height, touch, files) {
  const opened = await site.openPage("", { viewport: { width, height }, hasTouch: touch, isMobile: touch });
  await opened.drop(files);
  await opened.page.locator("#views .view:visible .body .row:not(.blank)").first().waitFor();
  await settled(opened.page);
  return opened;
}
/** @param {Page} page @param {string} view */
async function show(page, view) {
  await page.locator(`#tab-${view}`).evaluate((/** @type {HTMLElement} */ tab) => tab.click());
  await page.locator(`#view-${view} .body .row:not(.blank)`).first().waitFor();
  await settled(page);
}
/** Of each table of a view: where its first row begins, and for how many rows it has room in the window. @param {Page} page @param {string} view */
const tables = (page, view) =>
  page.locator(`#view-${view} .grid:visible`).evaluateAll((all) =>
    all.map((grid) => {
      const begin = grid.querySelector(".body")?.getBoundingClientRect().top ?? 0;
      const row = grid.querySelector(".body .row:not([hidden], .blank)")?.getBoundingClientRect().height ?? 0;
      const end = Math.min(innerHeight, grid.getBoundingClientRect().bottom);
      return { begin, rows: (end - begin + 1) / row };
    }),
  );

for (const [width, height, touch] of /** @type {const} */ ([
  [844, 390, true],
  [667, 375, true],
  [568, 320, true],
  [640, 400, false],
]))
  test(`each table has five rows in sight at ${width}x${height}`, async () => {
    for (const [name, { files, views, compares }] of TABLES) {
      const { page, check } = await open(width, height, touch, files);
      if (compares) await compare(page);
      for (const view of views) {
        await show(page, view);
        for (const { begin, rows } of await tables(page, view))
          assert.ok(rows >= 5, `${name}, ${view}: ${rows.toFixed(1)} rows from ${begin} on`);
      }
      await check();
    }
  });

test("on a phone the first row of each table is in the upper half of the window, or little below it", async () => {
  for (const [name, { files, views, compares }] of TABLES) {
    const { page, check } = await open(375, 812, true, files);
    if (compares) await compare(page);
    for (const view of views) {
      await show(page, view);
      const [{ begin }] = await tables(page, view);
      assert.ok(begin <= 420, `${name}, ${view}: ${begin}`);
    }
    await check();
  }
});

test("in a low window goroutines have a line each: state, place and function, and nothing lies over another thing", async () => {
  for (const files of [["goroutine-1.pb.gz"], ["goroutine.debug2.txt"]]) {
    const { page, check } = await open(844, 390, true, files);
    await show(page, "goroutines");
    const over = await page.locator("#view-goroutines .body .row:not(.blank):visible").evaluateAll((rows) =>
      rows.flatMap((row) => {
        const line = row.getBoundingClientRect();
        const cells = [...row.children].filter((cell) => cell.checkVisibility());
        return cells.flatMap((cell, i) => {
          const { left, right } = cell.getBoundingClientRect();
          const next = cells[i + 1]?.getBoundingClientRect().left ?? line.right;
          const parts = [...cell.children].map((part) => part.getBoundingClientRect()).filter((p) => p.width);
          const isOut = parts.some((p) => p.top < line.top - 1 || p.bottom > line.bottom + 1 || p.left < left - 1);
          return right <= next + 1 && !isOut ? [] : [row.textContent];
        });
      }),
    );
    assert.deepEqual(over, []);
    await check();
  }
});

test("the chips of states are as wide as their words, and the line of them is pushed", async () => {
  for (const width of [375, 430, 480, 844])
    for (const touch of [true, false]) {
      const { page, check } = await open(width, 812, touch, ["goroutine-1.pb.gz"]);
      await show(page, "goroutines");
      const chips = page.locator("#view-goroutines .states button");
      assert.ok((await count(chips)) > 3);
      const boxes = await chips.evaluateAll((all) =>
        all.map((chip) => {
          const { left, right } = chip.getBoundingClientRect();
          return { left, right, over: chip.scrollWidth - chip.clientWidth, text: chip.textContent };
        }),
      );
      for (const [i, { left, over, text }] of boxes.entries()) {
        assert.equal(over, 0, `${text} at ${width}`);
        if (width <= 480 && i) assert.ok(left >= boxes[i - 1].right, `${text} lies beside the one before it`);
      }
      await check();
    }
});

test("the chart of a trend and what to look at next make way, and come by a click", async () => {
  for (const [width, height] of [
    [375, 812],
    [844, 390],
  ]) {
    const { page, check } = await open(width, height, true, SERIES);
    await show(page, "trend");
    const [chart, more] = [page.locator("#view-trend .chart"), page.locator("#view-trend .unfold")];
    assert.equal(await chart.isVisible(), false);
    assert.equal(await attribute(more, "aria-expanded"), "false");
    await more.tap();
    await chart.waitFor();
    assert.ok((await place(page.locator("#view-trend .bar-line"))).height >= 40, "nothing is squeezed");
    assert.equal(await text(more), "Less");
    await more.tap();
    await until(async () => !(await chart.isVisible()), "it is gone again");
    await page.setViewportSize({ width: 1280, height: 800 });
    await chart.waitFor();
    assert.equal(await more.isVisible(), false, "where there is room, all is shown");
    await check();
  }
});

test("in a low window the notice of missing sources lies below the names, and over all of the view when it is open", async () => {
  const { page, check } = await open(844, 390, true, ["cpu.pb.gz"]);
  await show(page, "source");
  const [notice, names] = [page.locator(".absent"), page.locator(".routines")];
  const [at, above] = [await place(notice), await place(names)];
  assert.ok(at.y >= above.y + above.height - 1 && at.width <= above.width + 1);
  await notice.locator("summary").tap();
  await until(async () => (await place(notice)).width > 800, "it has the whole width");
  await notice.locator("summary").tap();
  await until(async () => (await place(notice)).width <= above.width + 1, "it is small again");
  await check();
});

test("a list of profiles that are off makes the bar no higher", async () => {
  for (const [width, height, touch] of /** @type {const} */ ([
    [1920, 1000, false],
    [1280, 800, false],
    [844, 390, true],
    [375, 812, true],
  ])) {
    const { page, check } = await open(width, height, touch, SERIES);
    const centre = async (/** @type {string} */ selector) => {
      const { y, height } = await place(page.locator(selector).first());
      return y + height / 2;
    };
    const chip = await centre("#tray .profile");
    assert.ok(Math.abs(chip - (await centre("#tray > .others"))) <= 1, `${width}: the list beside the chips`);
    assert.ok(Math.abs(chip - (await centre("#tools button:visible"))) <= 2, `${width}: the buttons`);
    await check();
  }
});

test("in no width do the tabs and the field beside them stick out, with as many views as there are", async () => {
  for (const [touch, search] of /** @type {const} */ ([
    [false, ""],
    [true, "runtime"],
  ])) {
    const { page, check } = await open(1400, 768, touch, ["goroutine-1.pb.gz", "goroutine-2.pb.gz"]);
    await compare(page);
    await page.locator("#view-top.compared").waitFor();
    assert.equal(await count(page.locator("[role=tab]")), 10);
    await page.locator("#search").fill(search);
    for (let width = 1400; width >= 320; width -= 20) {
      await page.setViewportSize({ width, height: 768 });
      await settled(page);
      const [all, tabs, field] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        ...["[role=tablist]", "#search"].map((s) => document.querySelector(s)?.getBoundingClientRect().toJSON()),
      ]);
      const what = `${width}, ${touch ? "touch" : "mouse"}`;
      assert.equal(all, width, `${what}: the page is as wide as its window`);
      assert.ok(tabs.right <= field.left + 5, `${what}: the field is beside the tabs`);
      assert.ok(field.width >= 40 && field.right <= width, `${what}: the field is in sight`);
    }
    await check();
  }
});

test("every line that is wider than its room fades at its edge, in every view", async () => {
  /** @type {Set<string>} */
  const met = new Set();
  for (const [width, height, touch, files] of /** @type {const} */ ([
    [375, 812, true, ["cpu.pb.gz"]],
    [860, 700, false, ["cpu.pb.gz", ...HEAPS, "block.pb.gz"]],
    [375, 812, false, ["goroutine-1.pb.gz", "goroutine-2.pb.gz"]],
    [640, 400, false, HEAPS],
    [812, 375, true, HEAPS],
  ])) {
    const { page, check } = await open(width, height, touch, [...files]);
    const beside = await besides(page);
    /** @type {Set<string>} */
    const seen = new Set();
    if (files.length === 2) await compare(page);
    for (const tab of await page.locator("[role=tab]").all()) {
      await tab.evaluate((/** @type {HTMLElement} */ tab) => tab.click());
      await settled(page);
      const bare = await page.locator("body :not(.slides)").evaluateAll((all) =>
        all
          .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
          .filter((e) => getComputedStyle(e).scrollbarWidth === "none" && getComputedStyle(e).overflowX === "auto")
          .map((e) => e.className),
      );
      assert.deepEqual(bare, [], `they have no sign that there is more: ${await text(tab)} at ${width}`);
      for (const line of await page.locator(".slides:visible").all()) {
        const room = await line.evaluate((e) => e.scrollWidth - e.clientWidth);
        if (room <= 28) continue;
        const [own, view] = await line.evaluate((e) => [
          e.id || (e.localName === "header" ? e.localName : e.className),
          e.closest("[role=tabpanel]")?.id ?? "",
        ]);
        // What stands above all views is looked at once in a window.
        if (seen.has(own + view)) continue;
        seen.add(own + view);
        const what = `${own}, ${await text(tab)} at ${width}`;
        met.add(what.replace(/,.*/, ""));
        const { x, y, width: wide, height: high } = await place(line);
        const clip = { x: Math.floor(x + wide) - 1, y: y + 6, width: 1, height: high - 12 };
        const png = (await page.screenshot({ clip })).toString("base64");
        const spread = await beside.evaluate(async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const context = document.createElement("canvas").getContext("2d");
          context?.drawImage(image, 0, 0);
          const { data: pixels = [] } = context?.getImageData(0, 0, 1, image.height) ?? {};
          const greens = [...pixels].filter((_, i) => i % 4 === 1);
          return Math.max(...greens) - Math.min(...greens);
        }, png);
        assert.ok(spread <= 24, `${what}: at its edge there is ${spread} of contrast`);
      }
    }
    await check();
  }
  for (const line of ["lens", "tray", "header", "stands slides", "slides"])
    assert.ok(met.has(line), `${line} of ${[...met].join(", ")}`);
});

test("a name in the tray that has no room is cut where that is seen, and what tells it from the next one stays", async () => {
  for (const [width, height, files] of /** @type {[number, number, string[]][]} */ ([
    [640, 400, ["goroutine.debug2.txt"]],
    [640, 400, ["heap-1.pb.gz", "heap-2.pb.gz"]],
    [375, 812, ["goroutine.debug2.txt", "goroutine-1.pb.gz"]],
  ])) {
    const { page, check } = await open(width, height, false, files);
    const names = page.locator("#tray .profile b");
    assert.equal(await names.count(), files.length);
    for (const name of await names.all()) {
      // Each part has an end that is seen: none is cut by what is around it, and the middle one is whole.
      const cut = await name.evaluate((b) => [b, b.children[1]].some((e) => e.scrollWidth > e.clientWidth));
      const [first] = await name.evaluate((b) => [...b.children].map((e) => e.clientWidth));
      assert.ok(!cut && first > 16, `${width}: ${await name.textContent()}`);
    }
    await check();
    await page.close();
  }
});
