// What is written is seen whole: names of profiles, underscores below links, amounts beside each other, what a filter was taken for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { besides, chips, compare, count, place, settled, text, until } from "./desk.mjs";
import { start } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {Parameters<Awaited<ReturnType<typeof site.openPage>>["drop"]>[0]} files @param {object} [options] */
async function open(files, options = {}) {
  const opened = await site.openPage("", options);
  await opened.drop(files);
  await opened.page.locator("#views .view:visible .body .row:not(.blank)").first().waitFor();
  await settled(opened.page);
  return opened;
}

test("names and times of two profiles are whole where there is room", async () => {
  for (const width of [1280, 1920]) {
    const { page, check } = await open(["goroutine-1.pb.gz", "goroutine-2.pb.gz"], {
      viewport: { width, height: 800 },
    });
    await compare(page);
    await settled(page);
    const cut = await page
      .locator(".profile :is(b, small)")
      .evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent));
    assert.deepEqual(cut, [], `at ${width}`);
    await check();
  }
});

test("a profile is as wide as what its chip says, and many stay in their line", async () => {
  const all = [1, 2].map((n) => ({
    name: `${"a-long-name-of-a-service-".repeat(6)}${n}.pb`,
    bytes: profileOf([{ stack: ["main.main"], value: n }]),
  }));
  for (const files of [["cpu.pb.gz"], all]) {
    const { page, check } = await open(files, { viewport: { width: 1280, height: 800 } });
    if (files.length > 1) await compare(page);
    await settled(page);
    const tray = await place(page.locator("#tray"));
    for (const chip of await page.locator("#tray > .profile").all()) {
      const [all, close] = [await place(chip), await place(chip.locator(".x"))];
      assert.ok(all.x + all.width - close.x - close.width <= 4, "nothing is behind what closes it");
      assert.ok(all.x + all.width <= tray.x + tray.width + 1, "it is in the bar");
    }
    await check();
  }
});

test("underscores are seen above the line of a link", async () => {
  const { page, check } = await open(["cpu.pb.gz"], { deviceScaleFactor: 3 });
  await page.locator('#view-top .row[data-fn="runtime.asyncPreempt"]').click();
  const link = page.locator("#inspector .file .link");
  await link.waitFor();
  await settled(page);
  const beside = await besides(page);
  /** How many lines of ink lie one below the other under such letters. @param {string} letters */
  async function bands(letters) {
    await link.evaluate((e, letters) => void (e.textContent = letters), letters);
    const { x, y, width, height } = await place(link);
    const png = await page.screenshot({ clip: { x: x + 4, y: y - 2, width: width - 8, height: height + 8 } });
    return beside.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const { width, height } = image;
      const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
      if (!context) return -1;
      context.drawImage(image, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, width, height);
      const red = (/** @type {number} */ y) => pixels[4 * (y * width + Math.floor(width / 2))];
      const inked = Array.from({ length: height }, (_, y) => red(y) < 150);
      return inked.filter((is, y) => is && !inked[y - 1]).length;
    }, png.toString("base64"));
  }
  assert.equal(await bands("\u00a0".repeat(12)), 1, "the line of the link alone");
  assert.equal(await bands("_".repeat(12)), 2, "and the underscores above it");
  await check();
});

test("what other labels a stack has stands on the line of those that are shown", async () => {
  const { page, check } = await open(["goroutine.debug2.txt"]);
  await page.locator("#tab-traces").click();
  await page.locator("#view-traces .body .row").first().waitFor();
  await settled(page);
  const off = await page.locator("#view-traces .stack:has(.labels):has(.others)").evaluateAll((all) =>
    all.map((stack) => {
      const [labels, others] = [".labels", ".others"].map((s) => stack.querySelector(s)?.getBoundingClientRect());
      return labels && others ? Math.abs((labels.top + labels.bottom - others.top - others.bottom) / 2) : 99;
    }),
  );
  assert.ok(off.length > 0 && off.every((by) => by <= 1), off.join());
  await check();
});

test("amounts of a trend stand apart from each other, however long they are", async () => {
  const files = [1, 2, 3].map((n) => ({
    name: `wide-${n}.pb`,
    bytes: profileOf(
      [
        { stack: ["main.main", "main.grows"], value: 123_456_789_012 * n },
        { stack: ["main.main", "main.stays"], value: 98_765_432_109 },
      ],
      "widgets",
    ),
  }));
  for (const width of [1280, 800]) {
    const { page, check } = await open(files, { viewport: { width, height: 800 } });
    await page.locator("#tab-trend").click();
    const row = page.locator("#view-trend .body .row:not(.blank)").first();
    await row.waitFor();
    await settled(page);
    const edges = await row.locator("> .num:visible").evaluateAll((all) =>
      all.map((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        const { left, right } = range.getBoundingClientRect();
        return { left, right, text: cell.textContent };
      }),
    );
    for (const [i, { left, text }] of edges.entries())
      if (i) assert.ok(left >= edges[i - 1].right + 6, `${text} behind ${edges[i - 1].text} at ${width}`);
    await check();
  }
});

test("headings of other sample types never lie over each other: where there is room they are whole, else they end in dots", async () => {
  const types = ["flat_out", "a_sample_type_with_a_long_name_0", "a_sample_type_with_a_long_name_1", "bytes"];
  const files = [1, 2].map((n) => ({
    name: `types-${n}.pb`,
    bytes: profileOf([{ stack: ["main.main", "main.work"], value: [5 * n, 7 * n, 9 * n, 4 * n] }], "count", types),
  }));
  const { page, check } = await open(files, { viewport: { width: 1920, height: 800 } });
  for (const compared of [false, true]) {
    await page.setViewportSize({ width: 1920, height: 800 });
    if (compared) {
      await compare(page);
      await page.locator("#view-top.compared").waitFor();
    }
    for (const width of [1920, 1500, 1366, 1280, 1100, 900, 640]) {
      await page.setViewportSize({ width, height: 800 });
      await settled(page);
      const headings = await page.locator("#view-top .head > span:visible").evaluateAll((all) =>
        all.map((heading) => {
          const range = document.createRange();
          range.selectNodeContents(heading);
          const [cell, written] = [heading.getBoundingClientRect(), range.getBoundingClientRect()];
          const { overflowX, textOverflow } = getComputedStyle(heading);
          const ends = overflowX === "hidden" && textOverflow === "ellipsis";
          return {
            text: heading.textContent ?? "",
            title: heading.title,
            left: Math.max(written.left, ends ? cell.left : 0),
            right: Math.min(written.right, ends ? cell.right : Number.POSITIVE_INFINITY),
          };
        }),
      );
      const what = `at ${width}${compared ? ", compared" : ""}`;
      for (const [i, { left, text }] of headings.entries())
        if (i) assert.ok(left >= headings[i - 1].right, `${text} lies over ${headings[i - 1].text} ${what}`);
      const long = headings.filter(({ text }) => text.includes("long_name"));
      assert.ok(long.length === 2 || compared || width < 1500, what);
      assert.ok(
        long.every(({ text, title }) => title.startsWith(`${text}: `)),
        `all of a heading is in its title ${what}`,
      );
    }
  }
  await check();
});

test("a filter that is plain text says so in sight, with a mouse and with a finger", async () => {
  for (const options of [{}, { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true }]) {
    const { page, check } = await open(["cpu.pb.gz"], options);
    await page.locator("#filter-value").fill("rank.(*Ranker).Best");
    await page.locator("#filter-kind-0", { hasText: "as it stands" }).click();
    await until(async () => (await chips(page)).length === 1, "it is a filter");
    assert.equal(await text(page.locator("#filters .chip .as:visible")), "as text");
    await page.locator("#filter-value").fill("hide=runtime");
    await page.locator("#filter-value").press("Enter");
    await until(async () => (await chips(page)).length === 2, "there is another one");
    assert.equal(await count(page.locator("#filters .chip .as:visible")), 1, "which is an expression");
    await check();
  }
});

test("each value of a label can be ignored, without a pointer on it", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator("#tab-tags").click();
  await page.locator("#view-tags .cards li").first().waitFor();
  await page.mouse.move(2, 2);
  await settled(page);
  const seen = await page
    .locator("#view-tags .cards li .quiet")
    .evaluateAll((all) => all.map((e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })));
  assert.ok(seen.length > 3 && seen.every(Boolean));
  await check();
});
