// Nothing that has been drawn moves because something else came later: what comes has its place kept, or takes one where nothing was.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { settled, unseenViews } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = "?profile=samples/cpu.pb.gz";
const states = {
  "the start page": { where: "", shows: "#dropzone" },
  Top: { where: cpu, shows: "#view-top .body .row" },
  "Top of a comparison": {
    where: "?profile=samples/heap-2.pb.gz&diff_base=samples/heap-1.pb.gz",
    shows: "#view-top .body .row",
  },
  Flame: { where: `${cpu}&view=flame`, shows: "#flame-box:not(:empty)" },
  Calls: { where: `${cpu}&view=calls`, shows: "#view-calls .body .row" },
  Graph: { where: `${cpu}&view=graph`, shows: "#view-graph g.node" },
  Source: { where: `${cpu}&view=source`, shows: "#view-source .code .row:not(.head)" },
  Traces: { where: `${cpu}&view=traces`, shows: "#view-traces .body .row" },
  Trend: {
    where: "?profile=samples/heap-1.pb.gz&profile=samples/heap-2.pb.gz&profile=samples/heap-1.pb.gz&view=trend",
    shows: "#view-trend .body .row",
  },
  Tags: { where: `${cpu}&view=tags`, shows: "#view-tags .pick" },
  Console: { where: `${cpu}&view=console`, shows: "#console-input" },
};

for (const [name, { where, shows }] of Object.entries(states)) {
  test(`${name} comes without a shift`, async () => {
    const { page, check } = await site.openPage();
    await page.addInitScript(() => {
      /** @type {[number, ...string[]][]} */
      const shifts = [];
      const take = (/** @type {PerformanceEntryList} */ entries) =>
        shifts.push(
          ...entries.map(
            (/** @type {any} */ e) =>
              /** @type {[number, ...string[]]} */ ([
                e.value,
                ...e.sources.map((/** @type {any} */ s) => s.node?.id || s.node?.className || s.node?.nodeName),
              ]),
          ),
        );
      const observer = new PerformanceObserver((list) => void take(list.getEntries()));
      observer.observe({ type: "layout-shift", buffered: true });
      /** @type {any} */ (globalThis).shifts = () => (take(observer.takeRecords()), shifts);
    });
    await page.goto(site.url + where);
    await page.locator(shows).first().waitFor({ state: "attached" });
    await settled(page);
    const shifts = /** @type {[number, ...string[]][]} */ (
      await page.evaluate(() => /** @type {any} */ (globalThis).shifts())
    );
    const sum = shifts.reduce((sum, [value]) => sum + value, 0);
    // A tenth is what is called good; this is one that nobody sees.
    assert.ok(sum < 0.02, `${sum.toFixed(3)}: ${JSON.stringify(shifts)}`);
    await check();
  });
}

test("each view has a state here", async () => {
  const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await page.locator("#view-top .body .row").first().waitFor();
  await settled(page);
  assert.deepEqual(await unseenViews(page, Object.values(states)), []);
  await check();
});
