// What is said about source files that were dropped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sourcesSentence } from "../../www/engine/sources.js";

test("a drop is said in a sentence", () => {
  const found = (/** @type {string[]} */ ...paths) =>
    paths.map((path) => ({ path, folder: "", file: /** @type {any} */ (null) }));
  const all = () => true;
  const none = () => false;
  assert.equal(
    sourcesSentence(found("a/main.go"), all, true),
    "1 source file: main.go. Source and list show its text.",
  );
  assert.equal(
    sourcesSentence(found("main.go", "x/rank.go", "y.c"), all, true),
    "3 source files: main.go, rank.go and y.c. Source and list show their text.",
  );
  assert.equal(
    sourcesSentence(found("a.go", "b.go", "c.go", "d.go", "e.go"), none, true),
    "5 source files: a.go, b.go, c.go and 2 more. No loaded profile names a file whose path ends like these; kept for the next one.",
  );
  assert.equal(
    sourcesSentence(found("a.go", "b.go"), (path) => path === "b.go", true),
    "2 files, of which the profiles name 1: b.go. Source and list show their text; the others are kept for the next profile.",
  );
  assert.equal(
    sourcesSentence(found("main.go"), none, false),
    "1 source file: main.go. A profile that names it shows its lines: drop one.",
  );
});
