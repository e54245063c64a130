// How many nodes the call graph has at first sight: the largest of some numbers that can be read, whatever was there before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createChoice } from "../../www/views/graph-choice.js";

const STAGE = { width: 1000, height: 600 };

/** What comes of a graph with so many nodes, of which so many can be read. @param {ReturnType<typeof createChoice>} choice @param {number} all @param {number} readable */
function chosen(choice, all, readable) {
  choice.begin();
  for (let asked = 1; asked < 9; asked++) {
    const drawn = Math.min(all, choice.nodes || 80);
    if (choice.tell(drawn, drawn === all, drawn <= readable, STAGE)) return { nodes: choice.nodes, drawn, asked };
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
    [3, 3, 26],
  ])
    assert.equal(chosen(createChoice(), all, readable).nodes, nodes, `${readable} of ${all}`);
});

test("it is the same one whatever was there before, also where more nodes can be read and fewer cannot", () => {
  const readable = (/** @type {number} */ drawn) => [60, 40, 16, 5].includes(drawn);
  const found = (/** @type {ReturnType<typeof createChoice>} */ choice) => {
    choice.begin();
    /** @type {number[]} */
    const tried = [];
    do tried.push(choice.nodes);
    while (!choice.tell(choice.nodes || 80, false, readable(choice.nodes || 80), STAGE));
    return tried;
  };
  const alone = found(createChoice());
  assert.ok(alone.length <= 5, `${alone}`);
  for (const before of [80, 40, 9, 1]) {
    const choice = createChoice();
    chosen(choice, 394, before);
    assert.deepEqual(found(choice), alone, `after ${before}`);
    assert.equal(alone[0], choice.first);
  }
});

test("where all nodes are within the first number and can be read, nothing else is tried", () => {
  for (const all of [3, 26]) assert.equal(chosen(createChoice(), all, 40).asked, 1, `${all}`);
  assert.ok(chosen(createChoice(), 27, 40).asked > 1);
});

test("where boxes of labels count, fewer nodes come than were asked for, and larger numbers are others", () => {
  const choice = createChoice();
  choice.begin();
  let drawn = 0;
  do drawn = Math.floor((choice.nodes || 80) / 2);
  while (!choice.tell(drawn, false, drawn <= 11, STAGE));
  assert.deepEqual([choice.nodes, drawn], [20, 10]);
});

test("where none of them can be read in a whole, there are some to look through", () => {
  assert.deepEqual(chosen(createChoice(), 394, 0).nodes, 20);
  assert.deepEqual(chosen(createChoice(), 4, 0).drawn, 4);
});

test("it is chosen anew for a stage that is much larger or smaller, whichever way", () => {
  const choice = createChoice();
  choice.begin();
  assert.ok(choice.suits({ width: 2000, height: 600 }), "while it is looked for");
  chosen(choice, 394, 20);
  for (const [width, height, suits] of /** @type {[number, number, boolean][]} */ ([
    [1000, 600, true],
    // A line more above the drawing is no reason.
    [1000, 570, true],
    [1060, 600, true],
    [1300, 600, false],
    [700, 600, false],
    [1000, 420, false],
  ]))
    assert.equal(choice.suits({ width, height }), suits, `${width}x${height}`);
});

test("a stage that is as it was before, for no other cause, is not chosen for again", () => {
  const choice = createChoice();
  choice.begin();
  const [low, high] = [
    { width: 400, height: 300 },
    { width: 400, height: 500 },
  ];
  const find = (/** @type {typeof low} */ stage) => {
    while (!choice.tell(choice.nodes || 80, false, (choice.nodes || 80) <= 11, stage));
  };
  find(low);
  assert.equal(choice.suits(high, "phone"), false);
  choice.again(high);
  find(low);
  assert.equal(choice.suits(high, "phone"), true, "what was found has made it high again");
  assert.equal(choice.suits(low, "phone"), true);
  assert.equal(choice.suits(high, "phone, turned"), false);
});
