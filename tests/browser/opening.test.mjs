// What is typed while a view opens belongs to that view: no key is lost, and none means what it meant in the view before.
//
// The analyzer is kept from answering meanwhile, so that the view is as late as can be.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, chips, expectSoon, hasFocus, pressTab, query, stall, text, topReady } from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const names = topOf(golden("cpu.top")).rows.map((row) => bare(row[5]));
/** A function that no test leads to. */
const OTHER = names[9];
const quoted = (/** @type {string} */ name) => `^${name.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")}$`;

/** @param {string} [where] */
async function open(where = `?sel=${OTHER}`) {
  const opened = await site.openPage(where);
  await opened.drop(["cpu.pb.gz"]);
  await opened.page.locator("#tabs").waitFor();
  return opened;
}
/** @param {Page} page @param {string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

test("Top: the rows that the arrows lead to, and what is done with one", async () => {
  const { page, check } = await open(`?view=console&sel=${OTHER}`);
  await page.locator("#tab-console").focus();
  const resume = await stall(page);
  await press(page, "1", "ArrowDown", "ArrowDown", "f");
  assert.deepEqual(await query(page), { sel: OTHER }, "nothing has been done so far");
  await resume();
  // From the row that was selected.
  await expectSoon(() => query(page), { sel: names[11], f: quoted(names[11]) });
  await check();
});

test("Traces: a stack is opened", async () => {
  const { page, check } = await open();
  await topReady(page);
  const resume = await stall(page);
  await pressTab(page, "Traces");
  await press(page, "ArrowDown", "ArrowDown", "Enter");
  await resume();
  await page.locator("#view-traces .detail").waitFor();
  assert.equal(await attribute(page.locator("#view-traces [aria-expanded=true]"), "aria-rowindex"), "3");
  await check();
});

test("Tags: f and i are about the values, not about the function that was selected", async () => {
  const { page, check } = await open();
  await topReady(page);
  const resume = await stall(page);
  await pressTab(page, "Tags");
  await press(page, "ArrowDown", "f");
  await resume();
  await expectSoon(async () => (await chips(page)).map((chip) => chip.split(" ")[0]), ["tagfocus"]);
  await check();
});

test("Source: a line is opened", async () => {
  const { page, check } = await open();
  await topReady(page);
  const resume = await stall(page);
  await press(page, "l", "ArrowDown", "Enter");
  assert.ok(
    await page.evaluate(() => document.activeElement?.matches(".pane.code")),
    "the place of the lines has the focus before they are there",
  );
  await resume();
  await page.locator("#view-source .detail").waitFor();
  assert.ok(await hasFocus(page, ".code .grid"), "and the lines have it then");
  await check();
});

test("Flame and Graph: the box that the arrows lead to", async () => {
  for (const [label, stage] of [
    ["Flame", "#view-flame .chart"],
    ["Graph", "#view-graph .stage"],
  ]) {
    const { page, check } = await open("");
    await topReady(page);
    // Where the arrow leads to when there is time.
    await pressTab(page, label);
    const item = page.locator(`${stage} [role=treeitem]`);
    await page.locator(`${stage}:has([role=treeitem]:not(:empty))`).waitFor();
    await press(page, "ArrowDown");
    const there = await text(item);
    const again = await open("");
    await topReady(again.page);
    const resume = await stall(again.page);
    await pressTab(again.page, label);
    await press(again.page, "ArrowDown");
    await resume();
    assert.equal(await text(again.page.locator(`${stage} [role=treeitem]`)), there, label);
    await again.check();
    await check();
  }
});

test("the inspector: keys go on there, and not in the table; Enter, by which one comes, filters nothing", async () => {
  const { page, check } = await open("");
  await topReady(page);
  await press(page, "/", "Enter", "ArrowDown");
  await page.locator("#inspector .actions").waitFor();
  const resume = await stall(page);
  // The second row: the numbers of the first one are still there.
  await press(page, "ArrowDown", "p", "Enter", "f");
  assert.deepEqual(await chips(page), []);
  await resume();
  await expectSoon(async () => (await query(page)).f, quoted(names[1]));
  await check();
});

test("what leads elsewhere waits for nothing, and what was held is forgotten", async () => {
  const { page, check } = await open("");
  await topReady(page);
  await press(page, "/", "Enter", "ArrowDown");
  await expectSoon(async () => (await query(page)).sel, names[0]);
  const resume = await stall(page);
  await pressTab(page, "Flame");
  await press(page, "ArrowDown", "ArrowDown");
  await pressTab(page, "Console");
  await page.keyboard.type("top1i");
  assert.equal(await page.inputValue("#console-input"), "top1i");
  await resume();
  await page.locator("#tab-top").click();
  await topReady(page);
  await press(page, "ArrowDown");
  await expectSoon(() => query(page), { sel: names[1] });
  await check();
});

test("fields: what is typed after the key that leads to one stands in it", async () => {
  const { page, check } = await open(`?view=tags&sel=${OTHER}`);
  await page.locator("#view-tags .pick").first().waitFor();
  // All in one go, as fast as the browser takes it.
  const typed = (/** @type {string} */ text) => Promise.all([...text].map((key) => page.keyboard.press(key)));
  await typed("+fig");
  assert.equal(await page.inputValue("#filter-value"), "fig");
  await press(page, "Escape", "Escape");
  await typed(",sort");
  assert.equal(await page.inputValue("#option-find"), "sort");
  await press(page, "Escape", "Escape");
  await typed("1/fig");
  assert.equal(await page.inputValue("#search"), "fig");
  await press(page, "Escape");
  await typed("7top3");
  assert.equal(await page.inputValue("#console-input"), "top3");
  assert.deepEqual(await chips(page), []);
  await check();
});
