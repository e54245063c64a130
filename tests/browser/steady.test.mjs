// Nothing that has been drawn moves because something else came later: what comes has its place kept, or takes one where nothing was.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { settled, unseenViews } from "./desk.mjs";
import { start } from "./harness.mjs";
import { STATES } from "./states.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

for (const [name, { where, shows }] of Object.entries(STATES)) {
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
  assert.deepEqual(await unseenViews(page, Object.values(STATES)), []);
  await check();
});
