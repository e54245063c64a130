// The flame graph under a hand: a click moves no box, a second click means what the first one did, and a phone shows boxes above its sheet.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { place, query, settled, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };
/** How high a row is, and which one has `main.run.func1`. */
const ROW = 19;
const RUN = 2;

/** @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(options) {
  const opened = await site.openPage("?view=flame", options);
  await opened.drop(["cpu.pb.gz"]);
  await opened.page.locator("#view-flame .chart canvas").waitFor();
  await settled(opened.page);
  return opened;
}
/** @param {Page} page */
const chart = (page) => place(page.locator("#view-flame .chart"));
/** The last name of the path that was zoomed into. @param {Page} page */
const end = async (page) => {
  await settled(page);
  return page.locator("#view-flame nav[aria-label='Zoomed into'] b .name").getAttribute("title");
};

for (const width of [1280, 900])
  test(`the boxes stay where they are while one is clicked: ${width}`, async () => {
    const { page, check } = await open({ viewport: { width, height: 800 } });
    const before = await chart(page);
    for (const row of [RUN, RUN + 1, RUN + 6]) {
      await page.mouse.click(before.x + 60, before.y + (row + 0.5) * ROW);
      await settled(page);
      assert.equal((await chart(page)).y, before.y, `row ${row}`);
    }
    assert.equal(await end(page), "main.(*server).answerWith.func1");
    await page.locator("#inspector .x").click();
    await page.locator("#inspector").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Reset zoom" }).click();
    await until(async () => (await query(page)).zoom === undefined, "all boxes are there again");
    assert.equal((await chart(page)).y, before.y);
    await check();
  });

test("two clicks at the pace of a hand are one: what the first one opens below the pointer is not pressed", async () => {
  const { page, check } = await open({ viewport: { width: 1280, height: 800 } });
  const { x, y } = await chart(page);
  await page.mouse.click(x + 60, y + (RUN + 0.5) * ROW);
  await page.waitForTimeout(200);
  await page.mouse.click(x + 60, y + (RUN + 0.5) * ROW);
  assert.equal(await end(page), "main.run.func1");
  await page.locator("#view-flame .out").click();
  await page.locator("#inspector .x").click();
  await settled(page);
  // This box lies where the inspector comes, with its buttons.
  await page.locator("#view-flame .chart").focus();
  const focus = page.locator("#inspector .actions .primary");
  await page.mouse.click(x + 60, y + (RUN + 0.5) * ROW);
  await focus.waitFor();
  const button = await place(focus);
  await page.locator("#inspector .x").click();
  await page.locator("#view-flame .out").click();
  await settled(page);
  const at = { x: button.x + 20, y: button.y + button.height / 2 };
  await page.mouse.click(at.x, at.y);
  await page.waitForTimeout(200);
  await page.mouse.click(at.x, at.y);
  await settled(page);
  assert.equal((await query(page)).f, undefined, "no filter has come of it");
  await check();
});

for (const view of ["flame", "graph"])
  test(`on a phone the sheet leaves room for the picture, and can be drawn up: ${view}`, async () => {
    const { page, check } = await open(PHONE);
    const { x, y } = await chart(page);
    await page.touchscreen.tap(x + 60, y + (RUN + 0.5) * ROW);
    await page.locator("#inspector .actions").waitFor();
    await page.locator(`#tab-${view}`).click();
    await page.locator(`#view-${view} :is(canvas, g.node)`).first().waitFor();
    await settled(page);
    const sheet = await place(page.locator("#inspector"));
    const picture = await place(page.locator(`#view-${view} :is(.chart, .stage)`));
    assert.ok(Math.min(picture.y + picture.height, sheet.y + 1) - picture.y >= 10 * ROW, "ten rows of it are in sight");
    for (const part of ["h2", ".figures", ".actions .primary"]) {
      const { y, height } = await place(page.locator(`#inspector ${part}`));
      assert.ok(y >= sheet.y && y + height <= 812, `${part} is in the sheet`);
    }
    if (view === "graph") {
      const node = await place(page.locator("#view-graph g.node.selected"));
      assert.ok(node.y >= picture.y && node.y + node.height <= sheet.y + 1, "the selected node is above the sheet");
    }
    await page.getByRole("button", { name: "More about it" }).tap();
    await until(async () => (await place(page.locator("#inspector"))).height > 300, "the sheet is high");
    assert.deepEqual(await place(page.locator(`#view-${view} :is(.chart, .stage)`)), picture, "and the picture stays");
    await page.getByRole("button", { name: "Less about it" }).tap();
    await until(async () => (await place(page.locator("#inspector"))).height < 200, "it is low again");
    await check();
  });
