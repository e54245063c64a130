// Whatever is in a tab's storage, the page goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepInTab, textsOfTab } from "../../www/engine/tab-texts.js";

/** @param {Map<string, string>} kept */
function storage(kept) {
  const item = { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: kept.set.bind(kept) };
  Object.defineProperty(globalThis, "sessionStorage", { value: item, configurable: true });
}

test("what is kept is there again", () => {
  storage(new Map());
  keepInTab("a", ["top", "peek main"]);
  assert.deepEqual(textsOfTab("a"), ["top", "peek main"]);
  assert.deepEqual(textsOfTab("b"), []);
});

test("what is no list of texts is nothing", () => {
  for (const text of ["", "{", "null", "7", '"top"', '{"length": 1}', "[7, null, {}]"]) {
    storage(new Map([["a", text]]));
    assert.deepEqual(textsOfTab("a"), [], text);
  }
  storage(new Map([["a", '["top", 7]']]));
  assert.deepEqual(textsOfTab("a"), ["top"]);
});

test("a browser that forbids storage keeps nothing, and says nothing", () => {
  Object.defineProperty(globalThis, "sessionStorage", {
    get() {
      throw new Error("forbidden");
    },
    configurable: true,
  });
  keepInTab("a", ["top"]);
  assert.deepEqual(textsOfTab("a"), []);
});
