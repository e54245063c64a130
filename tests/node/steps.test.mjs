// Undo and redo: which steps there are, by the numbers that the page gives to its entries of the browser's history.

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

test("a page that was just opened has no steps, and undo leads to no other page", () => {
  history.entries.unshift({ state: null, url: "https://example.test/" });
  history.at = 1;
  const steps = createSteps();
  assert.deepEqual(ways(steps), [false, false]);
  steps.undo();
  assert.equal(history.at, 1);
});

test("undo does not go behind where another profile was closed", () => {
  const steps = createSteps();
  steps.push("?view=flame");
  steps.push("/");
  steps.begin();
  assert.deepEqual(ways(steps), [false, false]);
  steps.undo();
  assert.equal(history.at, 2);
  steps.push("?view=graph");
  assert.deepEqual(ways(steps), [true, false]);
});

test("each push is a step that leads back, and back again", () => {
  const steps = createSteps();
  steps.push("?view=flame");
  steps.push("?view=graph");
  assert.deepEqual(
    history.entries.map(({ url, state }) => [url, state?.step]),
    [
      ["/", undefined],
      ["?view=flame", 1],
      ["?view=graph", 2],
    ],
  );
  assert.deepEqual(ways(steps), [true, false]);
  for (const expected of [
    [true, true],
    [false, true],
  ]) {
    steps.undo();
    steps.arrived();
    assert.deepEqual(ways(steps), expected);
  }
  steps.undo();
  assert.equal(history.at, 0, "step 0 is where the page begins");
  steps.redo();
  steps.arrived();
  assert.deepEqual(ways(steps), [true, true]);
  steps.redo();
  steps.arrived();
  assert.deepEqual(ways(steps), [true, false]);
});

test("a push in the middle ends what was ahead", () => {
  const steps = createSteps();
  for (const url of ["?q=a", "?q=b", "?q=c"]) steps.push(url);
  for (let i = 0; i < 2; i++) {
    steps.undo();
    steps.arrived();
  }
  steps.push("?q=d");
  assert.deepEqual(ways(steps), [true, false]);
  assert.deepEqual(
    history.entries.map(({ url }) => url),
    ["/", "?q=a", "?q=d"],
  );
  assert.equal(history.state.step, 2);
});

test("a replacement is the same step with another address", () => {
  const steps = createSteps();
  steps.replace("?q=a");
  assert.deepEqual(ways(steps), [false, false]);
  steps.push("?q=b");
  steps.replace("?q=bc");
  assert.deepEqual(history.entries, [
    { state: { step: 0 }, url: "?q=a" },
    { state: { step: 1 }, url: "?q=bc" },
  ]);
  steps.undo();
  steps.arrived();
  steps.replace("?q=aa");
  assert.deepEqual(ways(steps), [false, true], "what is ahead stays");
});

test("a page that was reloaded in the middle knows its step, and asks the browser about the rest", () => {
  history.entries = [0, 1, 2].map((step) => ({ state: { step }, url: `?q=${step}` }));
  history.at = 1;
  const steps = createSteps();
  assert.deepEqual(ways(steps), [true, true], "a browser that does not say lets the user try");
  Object.assign(globalThis, { navigation: { canGoForward: false } });
  assert.deepEqual(ways(steps), [true, false]);
  Object.assign(globalThis, { navigation: { canGoForward: true } });
  assert.deepEqual(ways(steps), [true, true]);
  steps.push("?q=new");
  assert.deepEqual(ways(steps), [true, false], "now it is the last one");
  assert.equal(history.state.step, 2);
});

test("steps that are wished for faster than the browser goes are all gone, and none leads to another page", () => {
  history.entries.unshift({ state: null, url: "https://example.test/" });
  history.at = 1;
  const steps = createSteps();
  for (const url of ["?n=1", "?n=2", "?n=3"]) steps.push(url);
  // The browser goes later than it is asked.
  const asked = /** @type {number[]} */ ([]);
  history.back = () => void asked.push(-1);
  history.forward = () => void asked.push(1);
  const goes = () => {
    history.at += asked.shift() ?? 0;
    steps.arrived();
  };
  for (let press = 0; press < 6; press++) steps.undo();
  assert.equal(asked.length, 1, "one at a time");
  for (let press = 0; press < 6; press++) goes();
  assert.equal(history.at, 1, "the page as it was opened");
  assert.deepEqual(asked, []);
  for (let press = 0; press < 2; press++) steps.redo();
  for (let press = 0; press < 4; press++) goes();
  assert.equal(history.entries[history.at].url, "?n=2");
  assert.deepEqual(ways(steps), [true, true]);
});
