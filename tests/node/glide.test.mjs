// How far a movement is: never before its start, never behind its end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { along } from "../../www/parts/glide.js";

test("a frame whose time lies before the start of a movement moves nothing, and a late one no further than its end", () => {
  assert.deepEqual(
    [-20, 0, 75, 150, 900].map((passed) => along(passed, 150)),
    [0, 0, 0.5, 1, 1],
  );
});
