// Which of the profiles that a browser keeps have to go: those that were opened longest ago, when all are more than there is room for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beyond } from "../../www/engine/kept-files.js";

test("the oldest go where there is no room for all", () => {
  const files = [40, 50, 10, 1].map((size, i) => ({ size, name: `${i}` }));
  const gone = (/** @type {number} */ most) => beyond(files, most).map(({ name }) => name);
  assert.deepEqual(gone(101), []);
  assert.deepEqual(gone(100), ["3"]);
  assert.deepEqual(gone(99), ["2", "3"]);
  assert.deepEqual(gone(40), ["1", "2", "3"]);
});
