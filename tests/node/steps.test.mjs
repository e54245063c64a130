// Undo and redo: which changes there are, by what the page's entries of the browser's history carry.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createSteps } from "../../www/state/steps.js";

/** A history as the browser keeps it. */
class FakeHistory {
  entries = [{ state: /** @type {any} */ (null), url: "/" }];
  at = 0;
  get state() {
    return this.entries[this.at].state;
  }
  pushState(/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) {
    this.entries.splice(++this.at, Infinity, { state, url });
  }
  replaceState(/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) {
    this.entries[this.at] = { state, url };
  }
  back() {
    this.at--;
  }
  forward() {
    this.at++;
  }
}

/** @type {FakeHistory} */
let history;
beforeEach(() => {
  history = new FakeHistory();
  Object.assign(globalThis, { history, navigation: undefined });
});

/** @param {ReturnType<typeof createSteps>} steps */
const ways = (steps) => [steps.canUndo(), steps.canRedo()];
/** How things stand. @param {Partial<import("../../www/state/steps.js").Stand>} [is] */
const stand = (is) => ({ options: "", place: "", parts: [], view: "top", ...is });
/** Does what a step leads to, as the page does. @param {ReturnType<typeof createSteps>} steps @param {"undo" | "redo"} how @param {string} view that is looked at */
function go(steps, how, view) {
  const step = steps.step(how);
  if (!step) return null;
  const { options, place, parts } = step.to;
  const shown = step.isOfPlace || step.to.led === view ? step.to.view : view;
  steps.moved(how, `?${options}`, stand({ options, place, parts, view: shown }));
  return [options, shown];
}

test("a page that was just opened has no steps, and undo leads to no other page", () => {
  history.entries.unshift({ state: null, url: "https://example.test/" });
  history.at = 1;
  const steps = createSteps();
  steps.replace("?profile=a", stand());
  assert.deepEqual(ways(steps), [false, false]);
  assert.equal(steps.step("undo"), null);
  steps.moved("undo", "/", stand());
  assert.equal(history.at, 1);
});

test("a change that was taken back in its own entry is none", () => {
  const steps = createSteps();
  steps.replace("?a", stand({ options: "a" }));
  steps.push("?b", stand({ options: "b" }));
  steps.push("?c", stand({ options: "c" }));
  steps.replace("?b", stand({ options: "b" }));
  assert.deepEqual(go(steps, "undo", "top"), ["a", "top"]);
  assert.deepEqual(ways(steps), [false, true]);
});

test("undo is of changes, and of no view that was looked at; the browser goes back through all", () => {
  const steps = createSteps();
  steps.replace("/", stand());
  steps.push("?f=a", stand({ options: "f=a" }));
  for (const view of ["flame", "graph", "source"]) steps.push(`?f=a&view=${view}`, stand({ options: "f=a", view }));
  assert.deepEqual(ways(steps), [true, false]);
  assert.deepEqual(go(steps, "undo", "source"), ["", "source"], "one step, and the view stays");
  assert.deepEqual(ways(steps), [false, true]);
  assert.deepEqual(go(steps, "redo", "source"), ["f=a", "source"]);
  assert.deepEqual(ways(steps), [true, false]);
  assert.equal(history.at, 6, "each is an entry");
  history.back();
  steps.arrived();
  assert.deepEqual(ways(steps), [false, true], "what was undone there can be made again");
  for (let i = 0; i < 4; i++) history.back();
  assert.equal(steps.arrived()?.options, "f=a");
  assert.deepEqual(ways(steps), [true, false]);
});

test("a change that led to another view leads back from it, as long as that is looked at", () => {
  const steps = createSteps();
  steps.replace("?view=trend", stand({ view: "trend" }));
  steps.push("/", stand({ parts: [[1, "diff_base"]], view: "top" }));
  assert.deepEqual(go(steps, "undo", "top"), ["", "trend"]);
  assert.deepEqual(go(steps, "redo", "trend"), ["", "top"]);
  steps.push("?view=graph", stand({ parts: [[1, "diff_base"]], view: "graph" }));
  assert.deepEqual(go(steps, "undo", "graph"), ["", "graph"]);
});

test("what changes nothing but a view is undone in sight", () => {
  const steps = createSteps();
  steps.replace("?view=flame", stand({ view: "flame" }));
  steps.push("?view=flame&zoom=a", stand({ place: "?zoom=a", view: "flame" }));
  steps.push("/", stand({ place: "?zoom=a", view: "top" }));
  assert.deepEqual(go(steps, "undo", "top"), ["", "flame"]);
});

test("other parts of profiles are a change, and so is a closed one", () => {
  const steps = createSteps();
  steps.replace("/", stand({ parts: [[1, "source"]] }));
  assert.equal(steps.haveOther([[1, "source"]]), false);
  /** @type {import("../../www/state/steps.js").Part[][]} */
  const others = [
    [
      [1, "diff_base"],
      [2, "source"],
    ],
    [
      [2, "source"],
      [1, "closed"],
    ],
  ];
  for (const parts of others) {
    assert.ok(steps.haveOther(parts));
    steps.push("/", stand({ parts }));
  }
  assert.deepEqual(steps.step("undo")?.parts, others[0]);
  history.back();
  assert.deepEqual(steps.arrived()?.parts, others[0]);
});

test("of another visit, or behind a trap, the numbers of profiles hold no more, and the rest does", () => {
  const first = createSteps();
  first.replace("/", stand({ parts: [[1, "source"]] }));
  first.push("?f=a", stand({ options: "f=a", parts: [[1, "source"]] }));
  const steps = createSteps();
  assert.deepEqual(ways(steps), [true, false], "a reload keeps what can be undone");
  steps.replace("?f=a", stand({ options: "f=a", parts: [[1, "off"]] }));
  assert.deepEqual([steps.step("undo")?.parts, steps.step("undo")?.to.options], [null, ""]);
  history.back();
  assert.equal(steps.arrived(), null);
  steps.push("?f=b", stand({ options: "f=b", parts: [[1, "source"]] }));
  assert.ok(steps.step("undo"));
  steps.lost();
  assert.equal(steps.step("undo")?.parts, null);
  assert.equal(steps.isBegun(), false);
});

test("a change in the middle ends what was ahead, and a replacement does not", () => {
  const steps = createSteps();
  for (const options of ["f=a", "f=b", "f=c"]) steps.push(`?${options}`, stand({ options }));
  for (let i = 0; i < 2; i++) go(steps, "undo", "top");
  steps.replace("?f=a&q=x", stand({ options: "f=a" }));
  assert.deepEqual(ways(steps), [true, true]);
  steps.push("?f=d", stand({ options: "f=d" }));
  assert.deepEqual(ways(steps), [true, false]);
  assert.deepEqual(go(steps, "undo", "top"), ["f=a", "top"]);
});
