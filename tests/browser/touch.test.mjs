// What a finger presses is 40 pixels wide and high, in every view, wherever the window has room for it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { compare, settled, topReady, unseenViews } from "./desk.mjs";
import { start } from "./harness.mjs";
import { STATES, cpu } from "./states.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const PHONE = { hasTouch: true, isMobile: true };
/** `opens`: what is pressed before it is measured, one behind the other. @type {Record<string, {where?: string, files?: string[], shows: string, opens?: string | string[]}>} */
const ALL = {
  ...STATES,
  "Top with the inspector": { where: `${cpu}&sel=shop.example/search/rank.dot`, shows: "#inspector .figures" },
  "Top with a filter": { where: `${cpu}&f=main&i=gcBgMarkWorker`, shows: "#filters .chip" },
  "Snapshots of a trend": { ...STATES.Trend, opens: ["#view-trend .unfold", "#view-trend .figure summary"] },
  "a trend of six snapshots": {
    files: [1, 2, 3, 4, 5, 6].map((n) => `trend/heap-leak/heap-0${n}.pb.gz`),
    shows: "#view-trend .verdict .link",
  },
  Goroutines: { files: ["goroutine.debug2.txt"], shows: "#view-goroutines .body .row" },
  "a group of goroutines": {
    files: ["goroutine.debug2.txt"],
    shows: "#view-goroutines .body .row",
    opens: "#view-goroutines .body .row",
  },
  "a stack": { ...STATES.Traces, opens: "#trace-1" },
  "a line of source": { ...STATES.Source, opens: "#line-2" },
  Options: { ...STATES.Top, opens: "#tune" },
  Reports: { ...STATES.Top, opens: "#report" },
  Presets: { ...STATES.Top, opens: ".presets" },
  Details: { ...STATES.Top, opens: "#answer .acts button:last-child" },
  "several files": { files: ["heap-1.pb.gz", "heap-2.pb.gz", "cpu.pb.gz", "cpu-2.pb.gz"], shows: ".notice.drop" },
};

/** Of these five rows are in sight, in a low window too. */
const ROWS = ["Top", "Top with the inspector", "Top with a filter", "Top of a comparison", "Calls", "Traces"];
/** How many rows of a table are wholly in sight. @param {Page} page */
const inSight = (page) =>
  page.locator(".body > [role=row]:visible:not(.detail)").evaluateAll(
    (all) =>
      all.filter((row) => {
        const [grid, { top, bottom }] = [row.closest(".grid"), row.getBoundingClientRect()];
        const from = grid?.querySelector(".head")?.getBoundingClientRect().bottom ?? 0;
        return top >= from - 1 && bottom <= Math.min(innerHeight, grid?.getBoundingClientRect().bottom ?? 0) + 1;
      }).length,
  );

/** Of all that is pressed what is lower or narrower than a finger, each kind once. @param {Page} page */
const small = (page) =>
  page
    .locator(
      "button, [role=button], select, input:not([type=checkbox], [type=radio]), label:has(input), summary, a[href], .body > [role=row]:not(.detail), [role=option]",
    )
    .evaluateAll((all) => [
      ...new Set(
        all.flatMap((e) => {
          const { width, height, left, right, top, bottom } = e.getBoundingClientRect();
          // In a low window five rows come first: they are as high as leaves five, and no lower than a finger needs at least.
          const grid = innerHeight <= 480 && e.closest(".grid");
          const room = grid
            ? grid.clientHeight - (grid.querySelector(".head")?.getBoundingClientRect().height ?? 0)
            : 0;
          const least = grid && !e.closest(".head") ? Math.max(28, Math.min(40, Math.floor(room / 5))) : 40;
          const isSeen =
            e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 1 && height > 1;
          const isInside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
          if (!isSeen || !isInside || (width >= 39.5 && height >= least - 0.5)) return [];
          const within = e.parentElement?.closest("[id], [class]");
          const name = `${within?.id ? `#${within.id}` : `.${within?.className}`} ${e.tagName.toLowerCase()}.${e.className}#${e.id}`;
          return [`${name} ${Math.round(width)}x${Math.round(height)} ${e.textContent?.trim().slice(0, 20)}`];
        }),
      ),
    ]);

for (const [width, height] of [
  [375, 812],
  [812, 375],
  [667, 375],
])
  for (const [name, { where, files, shows, opens }] of Object.entries(ALL))
    test(`${name} at ${width}x${height} has nothing too small for a finger`, async () => {
      const { page, drop, check } = await site.openPage(where, { ...PHONE, viewport: { width, height } });
      if (files) await drop(files);
      await page.locator(shows).first().waitFor({ state: "attached" });
      await settled(page);
      for (const selector of [opens ?? []].flat()) {
        await page
          .locator(selector)
          .first()
          .evaluate((/** @type {HTMLElement} */ e) => e.click());
        await settled(page);
      }
      assert.deepEqual(await small(page), []);
      if (ROWS.includes(name)) assert.ok((await inSight(page)) >= 5, `${await inSight(page)} rows are in sight`);
      await check();
    });

test("on its side nothing lies over what is pressed above the flame graph of a comparison", async () => {
  for (const width of [667, 812, 932]) {
    const { page, drop, check } = await site.openPage("", { ...PHONE, viewport: { width, height: 375 } });
    await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
    await topReady(page);
    await compare(page);
    await page.locator("#tab-flame").tap();
    await page.locator("#view-flame .legend .note").waitFor();
    const buttons = page.locator("#view-flame .stands button");
    assert.equal(await buttons.count(), 7);
    for (const button of await buttons.all()) {
      await button.evaluate((e) => e.scrollIntoView({ inline: "nearest" }));
      await settled(page);
      const at = await button.evaluate((e) => {
        const { left, right, top, bottom } = e.getBoundingClientRect();
        const note = document.querySelector("#view-flame .legend .note")?.getBoundingClientRect();
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return { isHit: e.contains(hit), isApart: note !== undefined && (right <= note.left || left >= note.right) };
      });
      assert.deepEqual(at, { isHit: true, isApart: true }, `${await button.textContent()} at ${width}`);
    }
    await check();
  }
});

test("each view has a state here", async () => {
  const { page, check } = await site.openPage(cpu);
  await page.locator("#view-top .body .row").first().waitFor();
  await settled(page);
  assert.deepEqual(await unseenViews(page, Object.values(ALL)), []);
  await check();
});
