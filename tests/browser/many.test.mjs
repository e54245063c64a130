// Many of what most profiles have few of: the page has no more elements for them than anybody looks at.
//
// What is drawn is the page's own work, which no budget of the analyzer and no Stop reaches: so it is counted, with many and with twice as many.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { manyProfile } from "../profiles.mjs";
import { settled, topReady } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const MANY = 1000;
const VIEWS = ["top", "flame", "calls", "graph", "traces", "tags", "source", "console"];

/** How many elements the document has, by view, and with the facts open. @param {Parameters<typeof manyProfile>[0]} many */
async function elements(many) {
  const { page, drop, check } = await site.openPage();
  await drop([{ name: "many.pb", bytes: manyProfile(many) }]);
  await topReady(page);
  /** @type {Record<string, number>} */
  const counted = {};
  const count = async (/** @type {string} */ state) => {
    await settled(page);
    counted[state] = await page.evaluate(() => document.querySelectorAll("*").length);
  };
  for (const view of VIEWS) {
    await page.locator(`#tab-${view}`).click();
    await count(view);
  }
  await page.locator("#answer [aria-controls=facts]").click();
  await count("facts");
  await page.locator("#tune").click();
  await count("options");
  await check();
  await page.close();
  return counted;
}

for (const many of ["labels", "types", "comments"])
  test(`twice as many ${many} are no more elements, in any view`, async () => {
    const once = await elements({ [many]: MANY });
    const twice = await elements({ [many]: 2 * MANY });
    // Some more digits, and a list of as many as are listed.
    for (const [state, count] of Object.entries(twice))
      assert.ok(count < once[state] + MANY / 4, `${state}: ${once[state]} and ${count} elements`);
  });

test("all labels and types can be reached, and of the comments it is said how many more there are", async () => {
  const { page, drop, check } = await site.openPage("?view=tags");
  await drop([{ name: "many.pb", bytes: manyProfile({ labels: 250, types: 40, comments: 300 }) }]);
  await settled(page);
  const cards = page.locator("#view-tags .cards > section");
  assert.equal(await cards.count(), 100);
  for (const [shown, left] of [
    [200, /Show 100 of 150 more labels/],
    [250, /Show 50 more labels/],
  ]) {
    await page.locator("#view-tags button", { hasText: /** @type {RegExp} */ (left) }).click();
    await settled(page);
    assert.equal(await cards.count(), shown);
  }
  await page.locator("#controls .types").selectOption("type7");
  await settled(page);
  assert.match(page.url(), /[?&]si=type7/);
  await page.locator("#answer [aria-controls=facts]").click();
  await settled(page);
  assert.match((await page.locator("#facts").textContent()) ?? "", /and \d+ more, see the report comments/);
  await check();
});
