// Which of the files that were dropped is the one that a profile names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { byEnd, sourcesSentence } from "../../www/engine/sources.js";

test("files are found by the end of their path", () => {
  const find = byEnd([
    "app/main.go",
    "app/sub/main.go",
    "app/sub/deep/run.go",
    "alone.go",
    "lib/v2/x/util.go",
    "lib/x/util.go",
  ]);
  for (const [wanted, found] of [
    ["/home/me/app/main.go", "app/main.go"],
    ["/build/sub/main.go", "app/sub/main.go"],
    // The folder was renamed: its direct files are still found by name.
    ["/build/renamed/main.go", "app/main.go"],
    ["sub/deep/run.go", "app/sub/deep/run.go"],
    ["/elsewhere/run.go", undefined],
    ["run.go", "app/sub/deep/run.go"],
    ["/x/y/alone.go", "alone.go"],
    ["C:\\src\\app\\sub\\main.go", "app/sub/main.go"],
    ["/src/lib/x/util.go", "lib/x/util.go"],
    ["/src/x/util.go", "lib/x/util.go"],
    ["/other.go", undefined],
    ["", undefined],
  ]) {
    assert.equal(find(/** @type {string} */ (wanted)), found, wanted);
  }
});

test("a folder of 200,000 files of one name is searched at once", () => {
  const paths = Array.from({ length: 200_000 }, (_, i) => `node_modules/p${i}/index.js`);
  const find = byEnd(paths);
  const started = performance.now();
  for (let i = 0; i < 5000; i++) assert.equal(find(`/srv/app/node_modules/p${i * 3}/index.js`), paths[i * 3]);
  assert.equal(find("/srv/app/other/index.js"), undefined);
  assert.ok(performance.now() - started < 2000);
});

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
