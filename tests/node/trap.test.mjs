// What ends a worker, and what is a sentence for the user.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isTrap } from "../../www/engine/trap.js";

/** The end of the stack, as this engine says it. */
function endOfStack() {
  try {
    return endOfStack();
  } catch (error) {
    return error;
  }
}

test("whatever leaves the instance in pieces is a trap, by whichever name", () => {
  const left = [
    "recursive use of an object detected which would lead to unsafe aliasing in rust",
    "null pointer passed to rust",
  ];
  for (const error of [
    new WebAssembly.RuntimeError("unreachable"),
    endOfStack(),
    Object.assign(new Error("too much recursion"), { name: "InternalError" }),
    ...left.map((text) => new Error(text)),
  ])
    assert.ok(isTrap(error), String(error));
});

test("a sentence of the analyzer, a file that cannot be written and an array that is too long are none", () => {
  for (const error of [
    new Error("cpu.pb.gz: unrecognized profile format"),
    Object.assign(new Error("ask again"), { name: "StaleAnswer" }),
    new DOMException("no", "NotAllowedError"),
    new RangeError("Invalid array length"),
    "recursive use of an object detected",
    undefined,
  ])
    assert.ok(!isTrap(error), String(error));
});
