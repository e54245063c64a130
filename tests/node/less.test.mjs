// What can be chosen of a profile that is too large.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ways } from "../../www/state/less.js";

/** @type {import("../../www/pkg/proflens.js").Extent} */
const HEAP = {
  samples: 9,
  bytes: 9,
  labels: true,
  sampleTypes: [
    [0, "alloc_objects"],
    [1, "alloc_space"],
    [3, "inuse_space"],
  ],
  defaultType: 3,
};
const said = (/** @type {Parameters<typeof ways>} */ ...asked) =>
  ways(...asked).map(({ label, choice }) => [label, choice.sampleTypes ?? "all", choice.dropLabels ?? false]);

test("the type that reports begin with comes first, then what has no labels, then the other types", () => {
  assert.deepEqual(said(HEAP), [
    ["Open only inuse_space", [3], false],
    ["Open without labels", "all", true],
    ["Open only inuse_space, without labels", [3], true],
    ["Open only alloc_objects", [0], false],
    ["Open only alloc_space", [1], false],
  ]);
  assert.deepEqual(said({ ...HEAP, labels: false }), [
    ["Open only inuse_space", [3], false],
    ["Open only alloc_objects", [0], false],
    ["Open only alloc_space", [1], false],
  ]);
});

test("what was left out before stays so, and cannot be left out again", () => {
  const one = { ...HEAP, sampleTypes: HEAP.sampleTypes.slice(1, 2), defaultType: 1 };
  assert.deepEqual(said(one, { sampleTypes: [1] }), [["Open without labels", [1], true]]);
  assert.deepEqual(said({ ...one, labels: false }, { sampleTypes: [1], dropLabels: true }), []);
  const bare = said({ ...HEAP, labels: false }, { dropLabels: true });
  assert.deepEqual(bare[0], ["Open only inuse_space", [3], true]);
  assert.equal(bare.length, 3);
});
