// Which module a program is made of, and what the presets make of it: from the files and functions that a profile names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findPresets, moduleOf } from "../../www/state/presets.js";
import { prunable } from "../../www/text.js";

/** What the page knows of a profile with these functions and files. @param {string[]} names @param {string[]} files */
const known = (names, files, mainFile = "", type = "cpu") => ({
  type,
  files,
  mainFile,
  probe: async (/** @type {string} */ text) => names.filter((name) => name.includes(text)),
});

for (const { what, names, files, mainFile, path, expression } of [
  {
    what: "built with -trimpath: dependencies are those with a version",
    names: [
      "main.main",
      "github.com/me/app/store.Put",
      "github.com/me/app/store.(*DB).Get",
      "github.com/you/lib.Do",
      "github.com/you/lib.More",
      "github.com/you/lib.Most",
      "strings.Cut",
    ],
    files: [
      "github.com/me/app/main.go",
      "github.com/me/app/store/store.go",
      "github.com/you/lib@v1.2.3/lib.go",
      "strings/strings.go",
    ],
    path: "github.com/me/app",
    expression: "^main\\.|^github\\.com/me/app[./]",
  },
  {
    what: "built in a folder: the module cache and vendor are known by their paths, capitals by their exclamation marks",
    names: [
      "main.run",
      "corp.example/team/app/a.F",
      "corp.example/team/app/b.G",
      "github.com/BurntSushi/toml.Decode",
      "golang.org/x/sync/errgroup.(*Group).Go",
    ],
    files: [
      "/home/me/app/cmd/app/main.go",
      "/home/me/app/a/f.go",
      "/home/me/app/b/g.go",
      "/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go",
      "/home/me/app/vendor/golang.org/x/sync/errgroup/errgroup.go",
    ],
    path: "corp.example/team/app",
    expression: "^main\\.|^corp\\.example/team/app[./]",
  },
  {
    what: "installed with a version: the program itself is in the module cache",
    names: ["main.main", "github.com/me/app/x.F", "github.com/you/lib.Do"],
    files: ["github.com/me/app@v1.0.0/main.go", "github.com/me/app@v1.0.0/x/f.go", "github.com/you/lib@v1.2.3/lib.go"],
    mainFile: "github.com/me/app@v1.0.0/main.go",
    path: "github.com/me/app",
    expression: "^main\\.|^github\\.com/me/app[./]",
  },
  {
    what: "on Windows",
    names: ["main.main", "corp.example/app/a.F", "corp.example/app/b.F", "github.com/you/lib.Do"],
    files: [
      "C:\\src\\app\\main.go",
      "C:\\src\\app\\a\\f.go",
      "C:\\src\\app\\b\\f.go",
      "C:\\go\\pkg\\mod\\github.com\\you\\lib@v1.2.3\\lib.go",
    ],
    path: "corp.example/app",
    expression: "^main\\.|^corp\\.example/app[./]",
  },
  {
    what: "a package main and nothing else",
    names: ["main.main", "runtime.main"],
    files: ["/x/main.go"],
    path: "package main",
    expression: "^main\\.",
  },
  {
    what: "not Go",
    names: ["std::vector<int>::push_back", "com.example.App.main"],
    files: ["/src/example.com/a.cc", "App.java"],
    path: "",
    expression: "",
  },
]) {
  test(`the module of a program ${what}`, async () => {
    assert.deepEqual(await moduleOf(known(names, files, mainFile)), { path, expression });
  });
}

test("the runtime's own names match its preset, and none that only look like them", async () => {
  const [runtime] = await findPresets(known(["runtime.mallocgc"], []));
  const [[option, expression]] = runtime.set;
  assert.equal(option, "hide");
  const hidden = new RegExp(expression);
  for (const name of [
    "runtime.gopark",
    "runtime.(*mheap).alloc",
    "runtime/pprof.Do",
    "internal/runtime/maps.(*Map).getWithKey",
  ])
    assert.match(name, hidden);
  for (const name of ["main.runtime", "runtimes.New", "corp.example/runtime.Run", "internal/poll.runtime_pollWait"])
    assert.doesNotMatch(name, hidden);
});

test("a preset that would match nothing says so", async () => {
  const why = async (/** @type {ReturnType<typeof known>} */ k) =>
    (await findPresets(k)).map((preset) => Boolean(preset.why));
  assert.deepEqual(await why(known(["main.main", "runtime.main"], [])), [false, false, false, true]);
  assert.deepEqual(await why(known(["corp.example/runtime.Run"], [])), [true, true, true, true]);
  assert.deepEqual(await why(known(["internal/poll.runtime_pollWait"], [], "", "goroutine")), [
    true,
    true,
    true,
    false,
  ]);
  assert.deepEqual(await why(known(["example.com/syscall.Call"], [], "", "goroutine")), [true, true, true, true]);
});

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
