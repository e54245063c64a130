// Names as the page takes them apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { prunable } from "../../www/text.js";

test("what prune_from sees of a name", () => {
  for (const [name, seen] of [
    ["main.run", "main.run"],
    ["main.(*server).run", ""],
    ["scan(int, char const*)", "scan"],
    ["(anonymous namespace)::f(int)", "(anonymous namespace)::f"],
    ["F::operator()(int) const", "F::operator()"],
    [".elf", "elf"],
  ]) {
    assert.equal(prunable(name), seen, name);
  }
});
