// The address is the state: after any walk through the page, a fresh page opened at its address shows the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFilter, chips, rowCount, topReady, type, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** A small generator, so that a walk that fails can be walked again. @param {number} seed */
function random(seed) {
  return (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** @type {((page: Page, pick: (below: number) => number) => Promise<unknown>)[]} */
const steps = [
  (page, pick) =>
    addFilter(
      page,
      ["focus", "ignore", "hide", "show"][pick(4)],
      ["json", "orders", "reflect|runtime", "api", "nosuch"][pick(5)],
    ),
  (page) => page.locator("#filters .chip .x").first().click({ timeout: 300 }),
  (page, pick) => page.locator("#lens .segments").first().locator("button").nth(pick(4)).click(),
  (page, pick) => page.fill("#search", ["json", "", "a.*b", "(", "\\."][pick(5)]),
  (page, pick) => page.locator("#view-top [role=columnheader] button").nth(pick(5)).click({ timeout: 300 }),
  (page, pick) => page.locator("#view-top .body .row:visible").nth(pick(6)).click({ timeout: 300 }),
  (page, pick) => page.locator("#tabs [role=tab]").nth(pick(3)).click(),
  (page, pick) => page.locator("body").press(["f", "h", "Escape", "u", "U"][pick(5)]),
  (page) => page.evaluate(() => history.back()),
  (page) => page.evaluate(() => history.forward()),
  (page, pick) => page.locator("#view-tags .pick:visible").nth(pick(3)).click({ timeout: 300 }),
  (page, pick) => page.locator("#view-tags header .toggle:visible").nth(pick(2)).click({ timeout: 300 }),
  async (page, pick) => {
    await page.locator("#tune").click();
    if (await page.locator("#options").isHidden()) return;
    await page
      .locator(["#option-noinlines", "#option-trim", "#option-relative_percentages"][pick(3)])
      .click({ timeout: 300 });
    await page
      .locator(".configs button")
      .first()
      .click({ timeout: 300, trial: pick(3) > 0 });
  },
  async (page, pick) => {
    await page.locator("#tab-console").click();
    await type(page, ["granularity=files", "nodecount=5", ":", "sort=cum", "trim=0"][pick(5)]);
    await page.locator("#tab-top").click();
  },
];

/** Everything that the address should bring back. @param {Page} page */
async function shown(page) {
  if (new URL(page.url()).searchParams.get("view") === "console") await page.locator("#console-input").waitFor();
  const view = await page.locator("#tabs [aria-selected=true]").textContent();
  const rows = await page.locator(".view:visible .body .row:visible, .view:visible .cards li").evaluateAll((rows) =>
    rows
      .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
      .slice(0, 12)
      .map((row) => row.textContent),
  );
  return {
    view,
    rows,
    chips: await chips(page),
    total: await page.locator(".totals").textContent(),
    type: await page.locator("#lens .segments").first().locator("[aria-pressed=true]").textContent(),
    sorted: view?.startsWith("Top")
      ? await page
          .locator("#view-top [aria-sort]")
          .evaluateAll((cells) => cells.map((c) => c.textContent + (c.getAttribute("aria-sort") ?? "")))
      : [],
    count: view?.startsWith("Top") ? await rowCount(page) : 0,
    search: view?.startsWith("Console") ? "" : await page.inputValue("#search"),
    selected: (await page.locator("#inspector h2").allTextContents()).join(),
    figures: (await page.locator("#inspector .figures").allTextContents()).join(),
  };
}

/** @param {Page} page */
async function settled(page) {
  let last = "";
  await until(async () => {
    await page.waitForTimeout(300);
    const now = page.url() + JSON.stringify(await shown(page));
    const same = now === last;
    last = now;
    return same;
  }, "the page settles");
}

for (const seed of [2, 11, 14, 16]) {
  test(`a fresh page at the address of walk ${seed} shows the same`, async () => {
    const pick = random(seed);
    const { page, drop, check } = await site.openPage();
    await drop(["heap-2.pb.gz"]);
    await topReady(page);
    const origin = page.url();
    for (let i = 0; i < 40; i++) {
      await steps[pick(steps.length)](page, pick).catch((error) => {
        // What is not there cannot be clicked; anything else is a failure.
        if (!/Timeout|element is not (visible|enabled)|context was destroyed/.test(String(error))) throw error;
      });
      // Back beyond the first page leaves it, and the profile with it.
      if (page.url() !== "about:blank") continue;
      await page.goForward();
      await drop(["heap-2.pb.gz"]);
      await page.locator("#desk").waitFor();
    }
    assert.ok(page.url().startsWith(origin.split("?")[0]));
    await settled(page);
    const expected = await shown(page);
    const where = new URL(page.url()).search;
    const fresh = await site.openPage(where);
    await fresh.drop(["heap-2.pb.gz"]);
    await fresh.page.locator("#desk").waitFor();
    await settled(fresh.page);
    assert.deepEqual(await shown(fresh.page), expected, `at ${where}`);
    await fresh.check();
    await check();
  });
}
