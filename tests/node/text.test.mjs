// Names as the page takes them apart, to dim what matters less.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parts } from "../../www/text.js";

test("a name parts into its package, its base, and what may be cut first", () => {
  for (const [name, prefix, base, generic, rest] of [
    ["main.run", "main.", "run"],
    ["cmd/compile/internal/ssa.(*Func).newValue", "cmd/compile/internal/ssa.", "(*Func).newValue"],
    ["slices.SortFunc[go.shape.[]int,go.shape.int]", "slices.", "SortFunc", "[go.shape.[]int,go.shape.int]"],
    ["com.example.App$Inner.run", "com.example.", "App$Inner.run"],
    ["std::vector<int>::push_back", "std::", "vector", "<int>", "::push_back"],
    ["malloc", "", "malloc"],
    ["/src/search/rank.go", "/src/search/", "rank.go"],
    ["rank.go:120", "", "rank.go:120"],
    ["<unknown>", "", "<unknown>"],
    ["[libc.so]", "", "[libc.so]"],
    ["", "", ""],
  ]) {
    const wanted = { prefix, base, generic: generic ?? "", rest: rest ?? "" };
    assert.deepEqual(parts(name), wanted, name);
  }
});
