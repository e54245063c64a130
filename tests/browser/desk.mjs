// The page as a user reads it: small readers of what is on screen, for the tests of this folder.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

/** @import { Page } from "playwright-core" */

/** How long a test waits for the page, in milliseconds: ten times what it takes on a quiet machine. */
export const PATIENCE = 30_000;

/** Waits until the table shows its rows. @param {Page} page */
export const topReady = (page) => page.locator("#view-top .body .row:not(.blank):visible").first().waitFor();

/** The visible rows of Top from the first one, each as the six texts of pprof's columns. @param {Page} page */
export async function topRows(page) {
  await topReady(page);
  return page.locator("#view-top .body").evaluate((body) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".row:not([hidden]):not(.blank)"))]
      .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
      .map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
  );
}

/** Waits until the first rows are as expected: as many of them as are on screen. @param {Page} page @param {string[][]} expected */
export async function expectTop(page, expected) {
  let rows = /** @type {string[][]} */ ([]);
  for (let tries = 0; tries < 100; tries++) {
    rows = await topRows(page);
    const shown = expected.slice(0, rows.length);
    if (rows.length > 0 && rows.length <= expected.length && rows.every((row, i) => row.join() === shown[i].join())) return;
    await page.waitForTimeout(50);
  }
  assert.deepEqual(rows, expected.slice(0, Math.max(1, rows.length)));
}

/** How many rows the table has, on screen or not. @param {Page} page @param {string} view */
export const rowCount = async (page, view = "top") => Number(await page.locator(`#view-${view} .grid`).getAttribute("aria-rowcount")) - 1;

/** Adds a filter through the field. @param {Page} page @param {string} kind @param {string} value */
export async function addFilter(page, kind, value) {
  await page.selectOption("#filters select", kind);
  await page.fill("#filter-value", value);
  await page.press("#filter-value", "Enter");
}

/** The chips' texts. @param {Page} page */
export const chips = async (page) => (await page.locator("#filters .chip button:first-child").allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());

/** Types a line at the console's prompt and waits for its answer. @param {Page} page @param {string} line */
export async function type(page, line) {
  const before = await page.locator(".console .entry").count();
  await page.fill("#console-input", line);
  await page.press("#console-input", "Enter");
  const entry = page.locator(".console .entry").nth(before);
  await entry.waitFor();
  const output = (await entry.locator("pre").allTextContents()).join("\n");
  const error = (await entry.locator(".refused").allTextContents()).join("\n");
  return { output: output && `${output}\n`, error };
}

/** Goes to a view by the key that its tab names. @param {Page} page @param {string} label */
export async function pressTab(page, label) {
  const key = await page.locator("#tabs [role=tab]", { hasText: label }).locator("kbd").textContent();
  await page.keyboard.press(key ?? "");
}

/** The query parameters of the address. @param {Page} page */
export const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);

/** Waits for a condition of the page. @param {() => Promise<boolean>} condition @param {string} what */
export async function until(condition, what) {
  for (let waited = 0; !(await condition()); waited += 50) {
    assert.ok(waited < 15_000, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until the page says what is expected, and fails with the difference. @template T @param {() => Promise<T>} read @param {T} expected @param {string} [what] */
export async function expectSoon(read, expected, what) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 30))) {
    if (isDeepStrictEqual(await read(), expected)) return;
  }
  assert.deepEqual(await read(), expected, what);
}

/** Sets an option in the panel, by its control. @param {Page} page @param {string} name @param {string} value */
export async function setOption(page, name, value) {
  const control = page.locator(`#option-${name}`);
  const before = page.url();
  const kind = await control.evaluate((e) => (e.getAttribute("role") === "switch" ? "switch" : e.tagName));
  if (kind === "switch") {
    if ((await control.getAttribute("aria-checked")) === value) return;
    await control.click();
  } else if (kind === "SELECT") {
    if ((await control.inputValue()) === value) return;
    await control.selectOption(value);
  } else {
    // The default is the hint of an empty field.
    if ((await control.getAttribute("placeholder")) === value) return;
    await control.fill(value);
    await control.press("Enter");
  }
  await until(async () => page.url() !== before, `${name}=${value} is in the address`);
}

/** The options that the panel marks as changed. @param {Page} page */
export const options = (page) =>
  page.locator("#options .option.changed").evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const control = row.querySelector("input, select, [role=switch]");
        return [row.querySelector("label")?.textContent ?? "", control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.value : control?.getAttribute("aria-checked")];
      }),
    ),
  );

/**
 * Keeps the page's questions from the analyzer, as if it were busy with something long.
 * @param {Page} page @returns {Promise<() => Promise<void>>} lets them go, in their order
 */
export async function stall(page) {
  const resume = await page.evaluateHandle(() => {
    const { postMessage } = Worker.prototype;
    /** @type {(() => void)[]} */
    const kept = [];
    Worker.prototype.postMessage = function (/** @type {any[]} */ ...message) {
      kept.push(() => postMessage.apply(this, /** @type {any} */ (message)));
    };
    return () => {
      Worker.prototype.postMessage = postMessage;
      for (const send of kept) send();
    };
  });
  return () => resume.evaluate((resume) => resume());
}
