// The page as a house: which floor may know which, how long a file may be, and that every style sheet is used.
//
// The imports are those that esbuild sees, and the types that comments take from another file: who needs a type of a floor above knows
// that floor.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The floors from top to bottom: imports lead downwards or stay. What is generated lies below all of them. */
const FLOORS = [
  { name: "main.js", is: (/** @type {string} */ path) => path === "www/main.js" },
  { name: "around/", is: (/** @type {string} */ path) => path.startsWith("www/around/") },
  { name: "views/", is: (/** @type {string} */ path) => path.startsWith("www/views/") },
  { name: "parts/", is: (/** @type {string} */ path) => path.startsWith("www/parts/") },
  { name: "state/", is: (/** @type {string} */ path) => path.startsWith("www/state/") },
  { name: "engine/", is: (/** @type {string} */ path) => path.startsWith("www/engine/") },
  { name: "text.js", is: (/** @type {string} */ path) => path === "www/text.js" },
  { name: "pkg/", is: (/** @type {string} */ path) => path.startsWith("www/pkg/") },
];
/** They stand outside, and nobody knows them: one serves the folder, one says why nothing else runs. They know what knows nobody. */
const OUTSIDE = ["www/service-worker.js", "www/boot.js"];

/** Every file of the page that is written by hand. */
const FILES = readdirSync(`${ROOT}www`, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length))
  .filter((path) => !path.startsWith("www/pkg/"))
  .sort();
/** @param {string} end */
const ending = (end) => FILES.filter((path) => path.endsWith(end));
/** @param {string} path */
const read = (path) => readFileSync(ROOT + path, "utf8");

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ending(".js"),
  outdir: "nowhere",
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  packages: "external",
  logLevel: "error",
});
/** Who imports whom among the page's own files. */
const IMPORTS = Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
  imports.filter(({ external }) => !external).map(({ path }) => ({ from, to: path })),
);

const knows = (/** @type {string} */ path) => IMPORTS.some(({ from }) => from === path);
const floorOf = (/** @type {string} */ path) => FLOORS.findIndex(({ is }) => is(path));

test("imports lead from main.js to around, views, parts, state, engine and text.js, and never back", () => {
  const scripts = ending(".js").filter((path) => !OUTSIDE.includes(path));
  assert.deepEqual(
    scripts.filter((path) => floorOf(path) < 0),
    [],
    "every script is on a floor",
  );
  const wrong = IMPORTS.filter(
    ({ from, to }) => OUTSIDE.includes(to) || (OUTSIDE.includes(from) ? knows(to) : floorOf(from) > floorOf(to)),
  );
  assert.deepEqual(wrong, []);
  // Each floor was seen: otherwise nothing would have been checked.
  for (const [i, { name }] of FLOORS.entries())
    assert.ok(i === 0 || IMPORTS.some(({ to }) => floorOf(to) === i), `${name} is imported by nobody`);
});

/** Who names a type of whom: `@import { T } from "PATH"` and `import("PATH").T`, which esbuild takes for comments. */
const TYPES = ending(".js").flatMap((from) =>
  [...read(from).matchAll(/@import [^"]*? from "(\.[^"]*)"|\bimport\("(\.[^"]*)"\)/g)].map(([, path, inline]) => ({
    from,
    to: posix.join(posix.dirname(from), path ?? inline),
  })),
);

test("types come from the same floors as what runs", () => {
  const wrong = TYPES.filter(({ from, to }) => floorOf(to) < 0 || floorOf(from) > floorOf(to));
  assert.deepEqual(wrong, []);
  for (const floor of ["views/", "parts/", "state/", "engine/", "pkg/"])
    assert.ok(
      TYPES.some(({ to }) => FLOORS[floorOf(to)].name === floor),
      `a type of ${floor} was seen`,
    );
});

test("what a file exports another one imports, or a test does", () => {
  const tests = readdirSync(`${ROOT}tests`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".mjs"))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length));
  /** Who imports a name: by an import, or by a constant of what a test imported when it ran. @param {string} name @param {string} path */
  const isImported = (name, path) =>
    [...ending(".js"), ...tests].some(
      (other) =>
        other !== path &&
        [...read(other).matchAll(/(?:import|const) \{([^}]*)\}/g)].some(([, names]) =>
          new RegExp(`\\b${name}\\b`).test(names),
        ),
    );
  const exported = ending(".js").flatMap((path) =>
    [...read(path).matchAll(/^export (?:async )?(?:const|function|class|let) (\w+)/gm)].map(([, name]) => ({
      name,
      path,
    })),
  );
  assert.ok(exported.length > 80, `${exported.length} exports were found`);
  assert.deepEqual(
    exported.filter(({ name, path }) => !isImported(name, path)),
    [],
  );
});

test("only the engine knows what is generated", () => {
  const others = IMPORTS.filter(({ from, to }) => to.startsWith("www/pkg/") && !/^www\/(engine|pkg)\//.test(from));
  assert.deepEqual(others, []);
});

test("no file of the page is longer than 500 lines", () => {
  const long = FILES.map((path) => `${path}: ${read(path).split("\n").length - 1}`).filter(
    (line) => Number(line.split(": ")[1]) > 500,
  );
  assert.deepEqual(long, [], "part it by its ideas");
  assert.ok(FILES.length > 60, "the files were found");
});

test("colours are in style/tokens.css, and nowhere else", () => {
  const colour = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|light-dark)\(/i;
  const coloured = (/** @type {string} */ path) =>
    read(path)
      .split("\n")
      .some((line) => colour.test(line));
  assert.deepEqual(ending(".css").filter(coloured), ["www/style/tokens.css"]);
});

test("sizes of text and rounds of corners have names, which style/tokens.css gives them", () => {
  const literal = /\b(?:font-size|border-radius):[^;]*?\dpx|\bfont:[^;/]*?\dpx/g;
  const found = ending(".css").flatMap((path) => [...read(path).matchAll(literal)].map(([rule]) => `${path}: ${rule}`));
  assert.deepEqual(found, []);
});

test("style.css knows every style sheet: by its name, or with all of its folder", () => {
  const named = [...read("www/style.css").matchAll(/^@import "\.\/(.*)";$/gm)].map(([, path]) => `www/${path}`);
  const all = ending(".css").filter((path) => path !== "www/style.css");
  const folders = named.filter((path) => path.endsWith("/*.css")).map((path) => posix.dirname(path));
  assert.deepEqual(folders, ["www/parts", "www/around", "www/views"]);
  const single = named.filter((path) => !path.endsWith("/*.css"));
  assert.deepEqual(
    single.filter((path) => !all.includes(path)),
    [],
  );
  assert.deepEqual(
    all.filter((path) => !single.includes(path) && !folders.includes(posix.dirname(path))),
    [],
  );
});
