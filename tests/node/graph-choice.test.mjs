// How many nodes the call graph has at first sight: the largest of some numbers that can be read, whatever was tried first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createChoice } from "../../www/views/graph-choice.js";

/** What comes of a graph with so many nodes, of which so many can be read. @param {ReturnType<typeof createChoice>} choice @param {number} all @param {number} readable */
function chosen(choice, all, readable) {
  choice.begin();
  for (let asked = 1; asked < 9; asked++) {
    const drawn = Math.min(all, choice.nodes || 80);
    if (choice.tell(drawn, drawn === all, drawn <= readable)) return { nodes: choice.nodes, drawn, asked };
  }
  assert.fail("it never ends");
}

test("the largest number is taken that can be read", () => {
  for (const [all, readable, nodes] of [
    [394, 80, 0],
    [394, 79, 60],
    [394, 45, 40],
    [394, 20, 20],
    [394, 5, 5],
    [53, 50, 50],
    [53, 53, 0],
    [15, 12, 12],
    [3, 3, 0],
  ])
    assert.equal(chosen(createChoice(), all, readable).nodes, nodes, `${readable} of ${all}`);
});

test("it is the same one whatever was right before, and what was right before is tried first", () => {
  for (const before of [80, 40, 9, 1]) {
    const choice = createChoice();
    chosen(choice, 394, before);
    for (const [all, readable, nodes] of [
      [394, 33, 32],
      [30, 33, 0],
      [394, 80, 0],
      [394, 6, 5],
    ])
      assert.equal(chosen(choice, all, readable).nodes, nodes, `${readable} of ${all} after ${before}`);
    // It, the next larger one, and it again, whose drawing is kept.
    assert.ok(chosen(choice, 394, 6).asked <= 3);
  }
});

test("where boxes of labels count, fewer nodes come than were asked for, and larger numbers are others", () => {
  const choice = createChoice();
  choice.begin();
  let drawn = 0;
  do drawn = Math.floor((choice.nodes || 80) / 2);
  while (!choice.tell(drawn, false, drawn <= 11));
  assert.deepEqual([choice.nodes, drawn], [20, 10]);
});

test("where none of them can be read in a whole, there are some to look through", () => {
  assert.deepEqual(chosen(createChoice(), 394, 0).nodes, 20);
  assert.deepEqual(chosen(createChoice(), 4, 0).drawn, 4);
});
