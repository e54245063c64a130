// When the page rests: everything that was begun has come to its end, so that what is read now is what stays.
//
// In: a page that `watch` has run in before its own scripts. Out: `settled`, which waits until no worker owes an answer, no timer of less than a
// second runs, no frame is asked for, no step of the history is on its way and no animation that ends is going on, for two frames on end.
// That nothing happens is shown by this: what would have happened has had its turn. A worker that tells how far it is (a file that
// opens, a report that is saved) is something to be looked at, not to be waited for.

import assert from "node:assert/strict";

/** @import { Page } from "playwright-core" */

/** How long a test waits for the page, in milliseconds: far more than it takes on a machine that is three times slower than this one. */
export const PATIENCE = 60_000;
/** Timers that take longer, in milliseconds, are none that anybody waits for. */
export const LONG = 1000;

/** Runs in the page: counts what is going on by taking the place of what begins it. @param {number} long */
export function watch(long) {
  const going = new Set();
  const page = /** @type {any} */ (globalThis);
  const frame = requestAnimationFrame;
  const later = setTimeout;

  for (const [begin, end, counts] of /** @type {[string, string, (rest: any[]) => boolean][]} */ ([
    ["setTimeout", "clearTimeout", ([ms = 0]) => ms < long],
    ["requestAnimationFrame", "cancelAnimationFrame", () => true],
  ])) {
    const [first, last] = [page[begin], page[end]];
    page[begin] = (/** @type {Function} */ run, /** @type {any[]} */ ...rest) => {
      const id = first((/** @type {any[]} */ ...given) => (going.delete(`${begin} ${id}`), run(...given)), ...rest);
      if (counts(rest)) going.add(`${begin} ${id}`);
      return id;
    };
    page[end] = (/** @type {number} */ id) => (going.delete(`${begin} ${id}`), last(id));
  }

  // What is fetched and compiled, until it is there: the texts of workers, and the wasm.
  for (const [owner, name] of /** @type {[any, string][]} */ ([
    [page, "fetch"],
    [Response.prototype, "text"],
    [page.WebAssembly ?? {}, "compileStreaming"],
    [page.WebAssembly ?? {}, "compile"],
  ])) {
    const begun = owner[name];
    if (!begun) continue;
    /** @this {any} @param {any[]} given */
    owner[name] = function (...given) {
      const is = `${name} ${Math.random()}`;
      going.add(is);
      const done = begun.apply(this, given);
      const end = () => void going.delete(is);
      done.then(end, end);
      return done;
    };
  }

  // A question has an id, and its answer the same one.
  let workers = 0;
  const names = new WeakMap();
  const { postMessage, terminate } = Worker.prototype;
  const is = (/** @type {Worker} */ worker) => `${names.get(worker)} owes an answer to `;
  const forget = (/** @type {Worker} */ worker) => {
    for (const what of going) if (what.startsWith(is(worker))) going.delete(what);
  };
  Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
    if (!names.has(this)) {
      names.set(this, `worker ${++workers}`);
      // A part of an answer that comes early is not all of it.
      this.addEventListener("message", ({ data }) => void (data.early ?? going.delete(is(this) + data.id)));
      this.addEventListener("error", () => forget(this));
    }
    if (message.id) going.add(is(this) + message.id);
    return postMessage.call(this, message, ...rest);
  };
  Worker.prototype.terminate = function () {
    forget(this);
    return terminate.call(this);
  };

  // A step that is not there is none.
  for (const [step, can] of [
    ["back", "canGoBack"],
    ["forward", "canGoForward"],
  ]) {
    const go = /** @type {any} */ (history)[step];
    /** @type {any} */ (history)[step] = () => {
      if (page.navigation[can]) going.add("a step of the history");
      // One that a new address has overtaken never arrives.
      later(() => going.delete("a step of the history"), 5 * long);
      return go.call(history);
    };
  }
  addEventListener("popstate", () => void going.delete("a step of the history"), true);

  const animations = () =>
    document
      .getAnimations()
      // What follows how far a line is scrolled is never at its end, and moves nothing by itself.
      .filter((a) => a.timeline === document.timeline)
      .filter((a) => a.playState === "running" && a.effect?.getComputedTiming().endTime !== Infinity);
  /** What does not come to its end within so many milliseconds, "" if all does. @param {number} patience */
  page.settle = async (patience) => {
    const end = performance.now() + patience;
    for (let quiet = 0; quiet < 2 && performance.now() < end; ) {
      await new Promise((resolve) => frame.call(page, resolve));
      quiet = going.size || animations().length ? 0 : quiet + 1;
    }
    return performance.now() < end
      ? ""
      : [
          ...going,
          ...animations().map((a) => `an animation of ${/** @type {any} */ (a.effect)?.target?.className}`),
        ].join(", ") || "it is never at rest for long";
  };
}
/** Waits until the page rests. @param {Page} page @param {number} [patience] */
export async function settled(page, patience = PATIENCE) {
  for (const end = Date.now() + patience; ; ) {
    // The page may be on its way to another document.
    const what = await page
      .evaluate((patience) => /** @type {any} */ (globalThis).settle?.(patience) ?? "", patience)
      .catch((error) => {
        if (Date.now() > end || !/context was destroyed|navigat/.test(String(error))) throw error;
      });
    if (what === "") return;
    assert.equal(what, undefined, `the page does not come to rest: ${what}`);
  }
}
