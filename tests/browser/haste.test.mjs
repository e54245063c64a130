// Keys that come faster than answers: none is lost, and they mean what they would have meant had one waited.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, expectSoon, query, settled, stall } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {string} where @param {string} file */
async function open(where, file = "cpu.pb.gz") {
  const opened = await site.openPage(where);
  await opened.drop([file]);
  await opened.page.locator("#desk").waitFor();
  await settled(opened.page);
  return opened;
}

/** Where the keyboard is: the row of a table, or the box of a chart. @param {Page} page @param {string} view */
const cursor = (page, view) =>
  view === "flame" || view === "graph"
    ? query(page).then(({ sel }) => sel)
    : attribute(page.locator(`#view-${view} [aria-activedescendant]`).first(), "aria-activedescendant");

/** Presses keys as somebody does who waits for each answer. @param {Page} page @param {string[]} keys */
async function pressPatiently(page, keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(20);
    await settled(page);
  }
}

/** Of views, keys that ask for something and then go on. @type {[view: string, file: string, keys: string[]][]} */
const WALKS = [
  ["top", "cpu.pb.gz", ["/", "r", "a", "n", "k", "Enter", "ArrowDown", "ArrowDown"]],
  ["traces", "cpu.pb.gz", ["/", "r", "a", "n", "k", "Enter", "ArrowDown", "ArrowDown"]],
  ["source", "cpu.pb.gz", ["/", "r", "a", "n", "k", "Enter", "ArrowDown", "ArrowDown"]],
  ["goroutines", "goroutine.debug2.txt", ["/", "m", "a", "i", "n", "Enter", "ArrowDown", "ArrowDown"]],
  ["goroutines", "goroutine.debug2.txt", ["ArrowDown", "ArrowDown", "a", "ArrowDown", "ArrowDown", "ArrowDown"]],
  ["calls", "cpu.pb.gz", ["ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"]],
  ["calls", "cpu.pb.gz", ["/", "r", "a", "n", "k", "Enter", "ArrowDown", "ArrowDown"]],
  ["flame", "cpu.pb.gz", ["ArrowDown", "ArrowDown", "Enter", "ArrowDown", "ArrowDown"]],
  ["flame", "cpu.pb.gz", ["ArrowDown", "ArrowDown", "f", "ArrowDown", "ArrowDown"]],
  ["graph", "cpu.pb.gz", ["ArrowDown", "f", "ArrowUp", "ArrowUp"]],
];

for (const view of ["top", "source", "flame", "calls", "graph"]) {
  for (const keys of [["ArrowDown"], ["Enter", "ArrowDown"]])
    test(`in ${view}, the first hit of a search is reached by ${keys.join(" ")}`, async () => {
      const { page, check } = await open(`?view=${view}&sel=shop.example/search/rank.dot`);
      await page.keyboard.press("/");
      await page.keyboard.type("Ranker.*Best$");
      for (const key of keys) await page.keyboard.press(key);
      await expectSoon(async () => (await query(page)).sel, "shop.example/search/rank.(*Ranker).Best");
      await check();
    });
}

for (const [view, file, keys] of WALKS)
  test(`in ${view}, ${keys.join(" ")} leads to the same place in haste as with patience`, async () => {
    const patient = await open(`?view=${view}`, file);
    await patient.page.locator(`#view-${view} [tabindex="0"]`).first().focus();
    await pressPatiently(patient.page, keys);
    const expected = await cursor(patient.page, view);
    assert.ok(expected);
    await patient.check();

    const { page, check } = await open(`?view=${view}`, file);
    await page.locator(`#view-${view} [tabindex="0"]`).first().focus();
    const goOn = await stall(page);
    for (const key of keys) await page.keyboard.press(key);
    await goOn();
    await expectSoon(() => cursor(page, view), expected);
    await check();
  });

for (const keys of [
  ["ArrowDown", "s", "i", "2"],
  ["ArrowDown", "f", "h", "5"],
  ["ArrowDown", "i", "v", "5"],
  ["ArrowDown", "s", "i", "t", "ArrowDown"],
])
  test(`${keys.join(" ")} filters and then goes to the view, in haste as with patience`, async () => {
    const patient = await open("");
    await patient.page.locator("#view-top .grid").focus();
    await pressPatiently(patient.page, keys);
    const expected = await query(patient.page);
    const steps = await patient.page.evaluate(() => history.length);
    await patient.check();

    const { page, check } = await open("");
    await page.locator("#view-top .grid").focus();
    const goOn = await stall(page);
    for (const key of keys) await page.keyboard.press(key);
    await goOn();
    await expectSoon(() => query(page), expected);
    assert.equal(await page.evaluate(() => history.length), steps);
    await check();
  });
