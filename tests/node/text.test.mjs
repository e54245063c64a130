// Names as the page takes them apart, to dim what matters less.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  isSpecial,
  packagePath,
  parts,
  ranges,
  shareWithSign,
  shown,
  unreadable,
  withArguments,
} from "../../www/text.js";

test("why an expression cannot be read is said without the words of a library", () => {
  for (const [refusal, wanted] of [
    [
      "parsing focus regexp: error parsing regexp: missing closing ): `a(b`",
      "focus: this is no regular expression: a parenthesis is open at its end (a(b).",
    ],
    [
      "error parsing regexp: missing argument to repetition operator: `*`",
      "This is no regular expression: nothing stands before what repeats it (*).",
    ],
    [
      "error parsing regexp: trailing backslash at end of expression: ``",
      "This is no regular expression: it ends in a backslash.",
    ],
    ["there is no option x", "there is no option x"],
  ])
    assert.equal(unreadable(refusal), wanted);
  assert.deepEqual(["main.run", "a-b", "f[1]", "a+b", "Foo$bar", "a(b"].map(isSpecial), [
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});

test("a name parts into its package, its base, and what may be cut first", () => {
  for (const [name, prefix, base, generic, rest] of [
    ["main.run", "main.", "run"],
    ["cmd/compile/internal/ssa.(*Func).newValue", "cmd/compile/internal/ssa.", "(*Func).newValue"],
    ["slices.SortFunc[go.shape.[]int,go.shape.int]", "slices.", "SortFunc", "[go.shape.[]int,go.shape.int]"],
    ["com.example.App$Inner.run", "com.example.", "App$Inner.run"],
    ["com.example.App$$Lambda$47/0x0000000800c8.run", "com.example.", "App$$Lambda$47/0x0000000800c8.run"],
    ["com/example/App$$Lambda$47/1873653341.run", "com/example/", "App$$Lambda$47/1873653341.run"],
    ["Lambda$47.0x0000000800c8.run", "", "Lambda$47.0x0000000800c8.run"],
    ["std::vector<int>::push_back", "std::", "vector", "<int>", "::push_back"],
    ["net/http.serverHandler.ServeHTTP", "net/http.", "serverHandler.ServeHTTP"],
    ["internal/poll.fdMutex.Lock", "internal/poll.", "fdMutex.Lock"],
    ["gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.v3.", "Unmarshal"],
    ["gopkg.in/yaml%2ev3.(*parser).parse", "gopkg.in/yaml%2ev3.", "(*parser).parse"],
    ["sort.reverse.Less", "sort.", "reverse.Less"],
    ["java.lang.Thread.run", "java.lang.", "Thread.run"],
    ["java/io/PrintStream.<init>", "java/io/", "PrintStream.<init>"],
    ["com.example.App.<init>", "com.example.", "App.<init>"],
    ["alloc::vec::Vec<T>::push", "alloc::vec::", "Vec", "<T>", "::push"],
    ["malloc", "", "malloc"],
    ["lib/utility/utility.py:-1 - find_nearest_vehicle", "lib/utility/utility.py:-1 - ", "find_nearest_vehicle"],
    ["<internal:timev>:-1 - initialize", "<internal:timev>:-1 - ", "initialize"],
    ["(unknown):-1 - - [c function]", "(unknown):-1 - ", "- ", "[c function]"],
    ["lib.rs:137 - scoped_tls::ScopedKey<T>::set", "lib.rs:137 - scoped_tls::", "ScopedKey", "<T>", "::set"],
    [":0 - __rust_try", ":0 - ", "__rust_try"],
    ["Shop.Orders!Cart.<Add>d__9.MoveNext", "Shop.Orders!", "Cart.<Add>d__9.MoveNext"],
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

test("each list of type arguments in a name is one by itself", () => {
  for (const [name, ...wanted] of [
    ["main.run", "run"],
    ["slices.SortFunc[go.shape.[]int,go.shape.int]", "SortFunc", "[go.shape.[]int,go.shape.int]", ""],
    ["cache.(*shard[K,V]).All[K].func1", "(*shard", "[K,V]", ").All", "[K]", ".func1"],
    ["f.Wait[<-chan int]", "Wait", "[<-chan int]", ""],
    [
      "std::vector<std::pair<int, char>>::push_back<int>",
      "vector",
      "<std::pair<int, char>>",
      "::push_back",
      "<int>",
      "",
    ],
    ["f::call<fn(u8) -> u8>", "call", "<fn(u8) -> u8>", ""],
    ["a.b[c][d]", "b", "[c]", "", "[d]", ""],
    ["(unknown):-1 - - [c function]", "- [c function]"],
    ["a.b[c", "b[c"],
  ]) {
    const { base, generic, rest } = parts(name);
    assert.deepEqual(withArguments(base, generic, rest), wanted, name);
  }
  const many = `main.f[${"x".repeat(1_000_000)}].g`;
  const { base, generic, rest } = parts(many);
  assert.deepEqual(withArguments(base, generic, rest), ["f", many.slice(6, -2), ".g"]);
});

test("of a name without an end the first letters say what its package is, in as little time as of any other", () => {
  // Each made an expression look ahead and back for minutes, or called a function once for each part, before.
  for (const part of ["a$", "a:1 - ", "x/", "a::", "a.", "a!", "($", "x/Y$", ".go:1", "a/b.", "-", "[", "é"])
    for (const many of [1, 2]) {
      const name = part.repeat(many * 400_000);
      const { prefix, base, generic, rest } = parts(name);
      assert.equal(prefix + base + generic + rest, name);
      assert.ok(prefix.length <= 2000, `${part}: ${prefix.length}`);
      assert.ok(packagePath(prefix).length <= prefix.length);
    }
});

/** @param {string} name */
const packageOf = (name) => parts(name).prefix.replace(/[.:/]+$/, "");

test("a package is what a name's parts say, without what stands behind it", () => {
  // Of Go's names it is what the core's rule says, whose test reads the same table.
  const table = readFileSync(new URL("../../testdata/names/packages.tsv", import.meta.url), "utf8");
  const shared = table.trimEnd().split("\n");
  assert.ok(shared.length > 10);
  for (const [name, of] of [
    ...shared.map((line) => line.split("\t")),
    ["std::vector<int>::push_back", "std"],
    ["malloc", ""],
  ])
    assert.equal(packageOf(name), of, name);
});

test("numbers that follow one another are a range", () => {
  for (const [numbers, wanted] of [
    ["", ""],
    ["7", "7"],
    ["7 8", "7–8"],
    ["7 8 9 12 14 15", "7–9, 12, 14–15"],
    ["18446744073709551614 18446744073709551615", "18446744073709551614–18446744073709551615"],
  ])
    assert.equal(ranges(numbers.split(" ").filter(Boolean)), wanted);
});

test("of a package only what leads to its last part is its path", () => {
  for (const [prefix, path] of [
    ["shop.example/search/rank.", "shop.example/search/"],
    ["rank.", ""],
    ["com.example.app.", "com.example."],
    ["java/io/", "java/"],
    ["core::iter::traits::", "core::iter::"],
    ["std::", ""],
    ["lib/utility/utility.py:-1 - ", "lib/utility/"],
    ["lib.rs:137 - tokio::runtime::", "lib.rs:137 - tokio::"],
    ["Shop.Orders!", "Shop."],
    ["", ""],
  ])
    assert.equal(packagePath(prefix), path, prefix);
});

test("a share of a change has the sign of what it is a share of", () => {
  assert.deepEqual(
    [-3, 0, 3].map((value) => shareWithSign("54.03%", value, true)),
    ["-54.03%", "54.03%", "+54.03%"],
  );
  assert.equal(shareWithSign("54.03%", -3, false), "54.03%");
});

test("what moves or hides the letters around it is a sign, and other letters stay", () => {
  for (const [text, is] of [
    ["main.\u202eevil", "main.�evil"],
    ["x\ny\tz\0", "x␤y␉z␀"],
    ["\u2066a\u2069\u200f\x7f", "�a��␡"],
    ["main.שלום.λ.名前", "main.שלום.λ.名前"],
    ["net/http.(*conn).serve", "net/http.(*conn).serve"],
  ])
    assert.equal(shown(text), is);
});
