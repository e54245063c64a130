// What a user waits for: in, a profile; out, lines `stage milliseconds` and `memory bytes`, measured in a real Chromium that was just started.
//
//     node xtask/waits.mjs FILE        the file is dropped on a fresh page, every view is opened, and the file is dropped again
//
// A stage begins with the event that the browser hands to the page (a file is chosen, a click, a key) and ends when what it was for has been
// painted: for `drop to top` the first rows, for all others everything that the page then does, after which it rests, and a frame more. `cargo xtask bench` starts it, each time in a browser of its own.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { start } from "../tests/browser/harness.mjs";
import { settled } from "../tests/browser/rest.mjs";

/** A user takes so long from the page to the file, in milliseconds: what the page prepares meanwhile is no wait. */
const THINKING = 1000;
/** Nothing takes longer, in milliseconds. */
const PATIENCE = 300_000;
/** A small profile, which is opened beside and stays off. */
const SMALL = fileURLToPath(new URL("../testdata/cpu.pb.gz", import.meta.url));

const [file] = process.argv.slice(2);
const site = await start();
const { page } = await site.openPage();
page.setDefaultTimeout(PATIENCE);
await page.evaluate(clock, PATIENCE);
await sleep(THINKING);

const ROWS = "#view-top .body .row:not(.blank)";
const drop = (/** @type {string} */ path) => () => page.setInputFiles("#picker", path);
const click = (/** @type {string} */ selector) => () => page.locator(selector).first().click();
const rest = () => settled(page, PATIENCE);

await timed("drop to top", drop(file), ROWS);
await rest();
console.log(`memory of top ${await memory()}`);
// Who calls it and what it calls, beside the table.
await timed("select", click(ROWS));
for (const view of ["flame", "calls", "graph", "source", "traces", "tags"]) await timed(view, click(`#tab-${view}`));
console.log(`memory ${await memory()}`);
await click("#tab-top")();
await rest();
const type = page.locator(".segments [aria-pressed=false]").first();
if (await type.isVisible()) await timed("sample type", () => type.click());
// As the command prints it, without the mark of inlining.
const name = (await page.locator(`${ROWS} .name`).nth(1).textContent())?.replace(/ \((partial-)?inline\)$/, "") ?? "";
await page.fill("#filter-value", `focus=${name.trim().replace(/[^\w ]/g, "\\$&")}`);
await timed("focus", () => page.press("#filter-value", "Enter"));
await timed("beside", drop(SMALL));
const close = page.getByRole("button", { name: /^Close / });
// Each that goes makes the next one the first.
for (let left = await close.count(); left > 0; left = await close.count()) {
  await close.first().click();
  await rest();
}
await rest();
// The same page, which has compiled everything by now.
await timed("again to top", drop(file), ROWS);
await rest();
await site.stop();

/** @param {string} stage @param {() => Promise<unknown>} act @param {string} [shown] what is to be seen then; without it, the page rests */
async function timed(stage, act, shown = "") {
  await rest();
  // It is there before the event is.
  const clock = await page.evaluateHandle((shown) => /** @type {any} */ (globalThis).clocked(shown), shown);
  await act();
  const ms = await clock.evaluate(({ done }) => done);
  console.log(`${stage} ${ms.toFixed(3)}`);
}

/** What the foot says of the analyzer's memory, in bytes. */
async function memory() {
  const [, number, unit] =
    /([\d.]+) ?(\w+)/.exec((await page.locator("[title='Memory of the analyzer']").textContent()) ?? "") ?? [];
  return Number(number) * ({ kB: 1e3, MB: 1e6, GB: 1e9 }[unit] ?? Number.NaN);
}

/** Runs in the page: a clock that starts with the next event of the user. @param {number} patience */
function clock(patience) {
  const page = /** @type {any} */ (globalThis);
  page.clocked = (/** @type {string} */ shown) => {
    const done = new Promise((resolve) => {
      let isOver = false;
      const begin = (/** @type {Event} */ event) => {
        if (isOver || (event instanceof KeyboardEvent && event.key !== "Enter")) return;
        isOver = true;
        for (const name of EVENTS) removeEventListener(name, begin, true);
        const from = performance.now();
        /** Calls back after each frame, when it has been laid out and painted: a message comes behind all that a frame does. */
        const everyFrame = (/** @type {() => boolean} */ isLast) => {
          const { port1, port2 } = new MessageChannel();
          const next = () => requestAnimationFrame(() => port2.postMessage(0));
          port1.onmessage = () => (isLast() ? resolve(performance.now() - from) : next());
          next();
        };
        if (!shown) return void page.settle(patience).then(() => everyFrame(() => true));
        everyFrame(() => document.querySelector(shown)?.checkVisibility() ?? false);
      };
      const EVENTS = ["change", "click", "keydown"];
      for (const name of EVENTS) addEventListener(name, begin, true);
    });
    return { done };
  };
}
