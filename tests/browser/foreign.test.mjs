// Foreign texts on the page: names that are written from the right, have lines, or thousands of letters, change nothing around them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { place, settled, topReady } from "./desk.mjs";
import { start } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const EVIL = "main.\u202eevil";
const LINES = "x\ny";
const LONG = `main.${"long".repeat(1250)}`;
const bytes = profileOf([
  { stack: ["main.main", EVIL], value: 400, labels: { "\u202ekey": "\u202evalue" } },
  { stack: ["main.main", LINES], value: 300 },
  { stack: ["main.main", "main.שלום"], value: 250 },
  { stack: ["main.main", LONG], value: 50 },
]);

/** @param {string} where @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(where, options) {
  const opened = await site.openPage(where, options);
  await opened.drop([{ name: "evil\u202e.pb", bytes }]);
  await settled(opened.page);
  return opened;
}
/** Elements with text that changes the direction of what is around them. @param {Page} page */
const turning = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    /** @type {string[]} */
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent ?? "";
      if (!parent?.checkVisibility() || parent.closest("script, style, [role=tree]")) continue;
      const isTurned = /[\u202a-\u202e\u2066-\u2069]/.test(text);
      const isHebrew = /[\u0590-\u05ff]/.test(text);
      const style = getComputedStyle(parent);
      const isApart = style.display !== "inline" || /isolate|plaintext/.test(style.unicodeBidi);
      if (isTurned || (isHebrew && !isApart)) found.push(parent.outerHTML.slice(0, 120));
    }
    return found;
  });

for (const view of ["top", "flame", "graph", "source", "traces", "tags", "calls"])
  test(`${view}: no foreign text turns what is around it`, async () => {
    const { page, check } = await open(`?view=${view}&f=evil%7Cmain&sel=${encodeURIComponent(EVIL)}`);
    await page.locator(`#view-${view}`).waitFor();
    await settled(page);
    assert.deepEqual(await turning(page), []);
    await check();
  });

test("the start page isolates the name of the file that a link is about", async () => {
  const { page, check } = await open("?f=%E2%80%AEevil");
  const link = page.url();
  const { page: other } = await site.openPage(link.slice(link.indexOf("?")));
  await other.locator("#wanted strong").waitFor();
  assert.deepEqual(await turning(other), []);
  await check();
});

test("a name with lines is one line, in rows that are as high as all others", async () => {
  const { page, check } = await open("");
  await topReady(page);
  const row = page.locator("#view-top .row", { hasText: "x␤y" });
  assert.ok((await place(row.locator(".name"))).height <= 24);
  assert.equal(await row.locator(".name").getAttribute("data-fn"), LINES);
  await check();
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 375, height: 812 },
])
  test(`a name of 5000 letters leaves its numbers in sight, and can be shown whole: ${viewport.width}`, async () => {
    const { page, check } = await open(`?sel=${LONG}`, { viewport });
    const actions = page.locator("#inspector .actions .primary");
    await actions.waitFor();
    const inspector = await place(page.locator("#inspector"));
    const { y, height } = await place(actions);
    assert.ok(y + height <= inspector.y + Math.min(inspector.height, 400), "what can be done with it is in sight");
    await page.getByRole("button", { name: "All of the name" }).click();
    assert.ok((await place(page.locator("#inspector h2"))).height > 500);
    await page.getByRole("button", { name: "Less of the name" }).click();
    assert.ok((await place(page.locator("#inspector h2"))).height < 150);
    await check();
  });
