// The page as a user reads it: small readers of what is on screen, for the tests of this folder.
//
// Each of them waits until the page rests, so that nothing is read that is about to change.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { PATIENCE, settled } from "./rest.mjs";

/** @import { Locator, Page } from "playwright-core" */

export { settled };

/** The text of the one element. @param {Locator} locator */
export const text = async (locator) => (await settled(locator.page()), (await locator.textContent()) ?? "");
/** The texts of all elements, none if there is none. @param {Locator} locator */
export const texts = async (locator) => (await settled(locator.page()), locator.allTextContents());
/** How many elements there are. @param {Locator} locator */
export const count = async (locator) => (await settled(locator.page()), locator.count());
/** An attribute of the one element. @param {Locator} locator @param {string} name */
export const attribute = async (locator, name) => (
  await settled(locator.page()), (await locator.getAttribute(name)) ?? ""
);
/** Where an element is, which must be there. @param {Locator} locator */
export async function place(locator) {
  await settled(locator.page());
  return (await locator.boundingBox()) ?? assert.fail(`${locator} is nowhere`);
}
/** Whether the focus is on or in such an element. @param {Page} page @param {string} selector */
export const hasFocus = async (page, selector) => (
  await settled(page), page.evaluate((selector) => Boolean(document.activeElement?.closest(selector)), selector)
);
/** Whether nothing is wider than the window. @param {Page} page */
export const fits = async (page) => (
  await settled(page), page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
);

/** Takes the page's offer to compare what was opened. @param {Page} page */
export const compare = (page) =>
  page
    .getByRole("button", { name: /compare/i })
    .first()
    .click();

/** Waits until the table shows its rows. @param {Page} page */
export const topReady = (page) => page.locator("#view-top .body .row:not(.blank):visible").first().waitFor();

/** The visible rows of Top from the first one, each as the six texts of pprof's columns. @param {Page} page */
export async function topRows(page) {
  await topReady(page);
  await settled(page);
  return page
    .locator("#view-top .body")
    .evaluate((body) =>
      [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".row:not([hidden]):not(.blank)"))]
        .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
        .map((row) =>
          [...row.querySelectorAll(":scope > :not(.side, .where, .companion)")].map((cell) => cell.textContent ?? ""),
        ),
    );
}

/** Waits until the first rows are as expected: as many of them as are on screen. @param {Page} page @param {string[][]} expected @param {(cell: string) => string} [read] how cells are read */
export async function expectTop(page, expected, read = (cell) => cell) {
  const topRead = async () => (await topRows(page)).map((row) => row.map(read));
  const shown = (/** @type {string[][]} */ rows) =>
    rows.length <= expected.length && isDeepStrictEqual(rows, expected.slice(0, rows.length));
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause()) {
    if (shown(await topRead())) return;
  }
  const rows = await topRead();
  assert.deepEqual(rows, expected.slice(0, Math.max(1, rows.length)));
}

/** How many rows a table has, on screen or not. @param {Page} page @param {string} view */
export const rowCount = async (page, view = "top") =>
  Number(await attribute(page.locator(`#view-${view} .grid`), "aria-rowcount")) - 1;

/** Adds a filter through the field. @param {Page} page @param {string} kind @param {string} value */
export async function addFilter(page, kind, value) {
  await page.fill("#filter-value", `${kind}=${value}`);
  await page.press("#filter-value", "Enter");
}

/** The chips' texts. @param {Page} page */
export const chips = async (page) =>
  page.locator("#filters .chip").evaluateAll((all) =>
    all.map((chip) => {
      const kind = /** @type {HTMLSelectElement | null} */ (chip.querySelector("select.kind"))?.value ?? "";
      return `${kind} ${chip.querySelector(".value")?.textContent}`.replace(/\s+/g, " ").trim();
    }),
  );

/** Pastes a text as a user does: an event that a script makes counts for none. @param {Page} page @param {string} text */
export async function paste(page, text) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+V");
}

/** Drops a link as a user does. @param {Page} page @param {string} url */
export async function dropLink(page, url) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [{ mimeType: "text/uri-list", data: url }], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"]))
    await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await devtools.detach();
}

/** Types a line at the console's prompt and waits for its answer. @param {Page} page @param {string} line */
export async function type(page, line) {
  const before = await page.locator(".console .entry").count();
  await page.fill("#console-input", line);
  await page.press("#console-input", "Enter");
  const entry = page.locator(".console .entry").nth(before);
  await entry.waitFor();
  const output = (await texts(entry.locator("pre"))).join("\n");
  const error = (await texts(entry.locator(".refused"))).join("\n");
  return { output: output && `${output}\n`, error };
}

/** Goes to a view by the key that its tab names. @param {Page} page @param {string} label */
export async function pressTab(page, label) {
  const key = await page.locator("#tabs [role=tab]", { hasText: label }).locator("kbd").textContent();
  await page.keyboard.press(key ?? "");
}

/** The address behind the page's own, from the question mark. @param {Page} page */
export const address = async (page) => (await settled(page), page.evaluate(() => location.search));
/** The query parameters of the address. @param {Page} page @returns {Promise<Record<string, string>>} */
export const query = async (page) => Object.fromEntries(new URLSearchParams(await address(page)));

/** Between two looks at the page. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

/** An empty document beside the page, where no policy forbids to read text as markup. @param {Page} page */
export const besides = (page) => page.context().newPage();

/** Waits for a condition of the page. @param {() => boolean | Promise<boolean>} condition @param {string} what */
export async function until(condition, what) {
  for (const end = Date.now() + PATIENCE; !(await condition()); await pause())
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
}

/** Waits until the page says what is expected, and fails with the difference. @template T @param {() => Promise<T>} read @param {T} expected @param {string} [what] */
export async function expectSoon(read, expected, what) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause()) {
    if (isDeepStrictEqual(await read(), expected)) return;
  }
  assert.deepEqual(await read(), expected, what);
}

/** Sets an option in the panel, by its control. @param {Page} page @param {string} name @param {string} value */
export async function setOption(page, name, value) {
  const control = page.locator(`#option-${name}`);
  const before = await address(page);
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
  assert.notEqual(await address(page), before, `${name}=${value} is in the address`);
}

/** The options that the panel marks as changed. @param {Page} page */
export async function options(page) {
  await settled(page);
  return page.locator("#options .option.changed").evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((row) => {
        const control = row.querySelector("input, select, [role=switch]");
        return [
          row.querySelector("label")?.textContent ?? "",
          control instanceof HTMLInputElement || control instanceof HTMLSelectElement
            ? control.value
            : control?.getAttribute("aria-checked"),
        ];
      }),
    ),
  );
}

/**
 * Keeps the page's questions from the analyzer, as if it were busy with something long.
 * @param {Page} page @param {string} [which] only those that have this in them @returns {Promise<() => Promise<void>>} lets them go, in their order
 */
export async function stall(page, which = "") {
  await settled(page);
  return hold(page, which);
}

/** The same at once, whatever is computed. @param {Page} page @param {string} which @returns {Promise<() => Promise<void>>} */
export async function hold(page, which) {
  const resume = await page.evaluateHandle((which) => {
    const { postMessage } = Worker.prototype;
    /** @type {(() => void)[]} */
    const kept = [];
    Worker.prototype.postMessage = function (/** @type {any[]} */ ...message) {
      const send = () => postMessage.apply(this, /** @type {any} */ (message));
      if (JSON.stringify(message).includes(which)) kept.push(send);
      else send();
    };
    return () => {
      Worker.prototype.postMessage = postMessage;
      for (const send of kept) send();
    };
  }, which);
  return () => resume.evaluate((resume) => resume());
}

/** The ids and the labels of all views. @param {Page} page @returns {Promise<{id: string, label: string}[]>} */
export const views = (page) =>
  page.locator("#tabs [role=tab]").evaluateAll((all) =>
    all.map((tab) => {
      const words = [...tab.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      return {
        id: tab.id.replace("tab-", ""),
        label: words
          .map((node) => node.textContent)
          .join("")
          .trim(),
      };
    }),
  );

/** Of all views, those that none of these states shows. @param {Page} page @param {{where?: string, shows: string}[]} states */
export async function unseenViews(page, states) {
  const sees = (/** @type {string} */ id) =>
    states.some(({ where = "", shows }) => where.includes(`view=${id}`) || shows.includes(`#view-${id} `));
  return (await views(page)).filter(({ id }) => !sees(id)).map(({ label }) => label);
}

/**
 * What the page sends to its workers from now on: each call of the answer tells, when the page rests, for every message since the last
 * one which method it calls, or which fields it has.
 * @param {Page} page @returns {Promise<() => Promise<string[]>>}
 */
export async function messages(page) {
  await settled(page);
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    const all = /** @type {any} */ (globalThis);
    all.sent = [];
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
      const { id, call, ...fields } = message;
      all.sent.push(call ? call.slice(0, 2).join(" ") : Object.keys(fields).join(" "));
      return postMessage.call(this, message, ...rest);
    };
  });
  return async () => (await settled(page), page.evaluate(() => /** @type {any} */ (globalThis).sent.splice(0)));
}
