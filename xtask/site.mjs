// Makes dist/, the finished site, from www/ and testdata/; `cargo xtask build` runs it after www/pkg/ is made.
//
//   main.js, worker.js, style.css   bundled, minified (not with --dev), with source maps; flat, whatever folder they come from
//   boot.js                         as it is, in the JavaScript that any browser of ten years reads
//   graph-worker.js, syntax-worker.js, service-worker.js   the same, loaded when they are needed first
//   pkg/proflens_bg.wasm            as it is, where worker.js looks for it
//   samples/NAME                    every profile of testdata/ that index.html links to as samples/NAME
//   samples/NAME.sources.json       the text of testdata/programs/NAME, by path, where www/engine/samples.js names it
//   everything else in www/         as it is
//
// Every URL stays relative, so the site works from any path of any static host. Prints what a first visit loads.

import { build, transform } from "esbuild";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const www = join(root, "www");
const dist = join(root, "dist");
const dev = process.argv.includes("--dev");
/** What every visit loads: its name in dist/, and where in www/ it begins. */
const first = { "main.js": "main.js", "worker.js": "engine/worker.js", "style.css": "style.css" };
/** What a visit loads when it comes to it. */
const later = {
  "service-worker.js": "service-worker.js",
  "graph-worker.js": "engine/graph-worker.js",
  "syntax-worker.js": "engine/syntax-worker.js",
};
const wasm = "pkg/proflens_bg.wasm";
/** What says why the rest does not run. */
const boot = "boot.js";

for (const file of ["index.html", boot, ...Object.values(first), ...Object.values(later), wasm]) {
  if (!existsSync(join(www, file))) fail(`www/${file} is missing`);
}
rmSync(dist, { recursive: true, force: true });

/** What a first visit may cost, in bytes of brotli. Compilers differ by a percent or so: this is said, and stops nobody. */
const BUDGETS = { [wasm]: 420_000, "a first visit": 528_000 };

await build({
  absWorkingDir: root,
  // esbuild adds the end of the name itself.
  entryPoints: Object.entries({ ...first, ...later }).map(([name, file]) => ({
    in: join(www, file),
    out: name.replace(extname(name), ""),
  })),
  outdir: dist,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !dev,
  sourcemap: true,
  legalComments: "linked",
  plugins: [{ name: "styles", setup: everyStyleSheet }],
  logLevel: "warning",
}).catch(() => fail("esbuild could not bundle the page"));

// What cannot be said in ES5 is refused here, and not first by an old browser.
const { code } = await transform(readFileSync(join(www, boot), "utf8"), { target: "es5", minify: !dev }).catch(() =>
  fail(`esbuild could not write www/${boot} in ES5`),
);
writeFileSync(join(dist, boot), code);

/** Ends of the names that do not go into the site as they are: what is bundled, and what is for people. */
const left = new Set([".js", ".css", ".ts", ".md"]);
for (const file of filesBelow(www)) {
  if (file.startsWith("pkg/") ? file === wasm : !left.has(extname(file))) copy(join(www, file), file);
}

const html = readFileSync(join(www, "index.html"), "utf8");
const samples = new Set([...html.matchAll(/\bsamples\/([\w.-]+)/g)].map((match) => match[1]));
for (const sample of samples) {
  const from = join(root, "testdata", sample);
  if (!existsSync(from)) fail(`index.html links to samples/${sample}, and testdata/${sample} is missing`);
  copy(from, `samples/${sample}`);
}

const named = readFileSync(join(www, "engine/samples.js"), "utf8");
for (const [file, program] of new Map(
  [...named.matchAll(/samples\/([\w-]+)\.sources\.json/g)].map((m) => [m[0], m[1]]),
)) {
  const from = join(root, "testdata/programs", program);
  if (!existsSync(from)) fail(`www/engine/samples.js names ${file}, and testdata/programs/${program} is missing`);
  const texts = filesBelow(from).map((path) => [`${program}/${path}`, readFileSync(join(from, path), "utf8")]);
  writeFileSync(join(dist, file), JSON.stringify(Object.fromEntries(texts.sort())));
}

printSizes(["index.html", boot, ...Object.keys(first), wasm], Object.keys(later));

/** `@import "./views/*.css"` stands for the style sheets of that folder that are not named, in the order of the alphabet. */
function everyStyleSheet(build) {
  build.onResolve({ filter: /\*\.css$/ }, ({ path, importer, resolveDir }) => ({
    path: join(resolveDir, path),
    namespace: "styles",
    pluginData: { folder: join(resolveDir, path, ".."), named: readFileSync(importer, "utf8") },
  }));
  build.onLoad({ filter: /./, namespace: "styles" }, ({ pluginData: { folder, named } }) => {
    const all = readdirSync(folder).filter((file) => file.endsWith(".css") && !named.includes(`/${file}"`));
    return {
      contents: all
        .sort()
        .map((file) => `@import "./${file}";`)
        .join("\n"),
      loader: "css",
      resolveDir: folder,
      watchDirs: [folder],
    };
  });
}

/** Paths of all files below a folder, relative to it, with slashes. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => statSync(join(folder, file)).isFile());
}

function copy(from, to) {
  mkdirSync(join(dist, to, ".."), { recursive: true });
  cpSync(from, join(dist, to));
}

function printSizes(files, later) {
  const sized = (file) => {
    const bytes = readFileSync(join(dist, file));
    return [file, bytes.length, brotliCompressSync(bytes).length];
  };
  const rows = files.map(sized);
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  rows.push(["a first visit", sum(1), sum(2)], ...later.map(sized));
  const width = Math.max(...rows.map(([name]) => name.length));
  const number = (bytes) => bytes.toLocaleString("en-US").padStart(11);
  console.log(`${"dist/".padEnd(width)} ${"bytes".padStart(11)} ${"brotli".padStart(11)}`);
  for (const [name, raw, brotli] of rows) {
    const over =
      !dev && brotli > BUDGETS[name]
        ? `   over its budget of ${number(BUDGETS[name]).trim()}`
        : later.includes(name)
          ? "   when it is needed first"
          : "";
    console.log(`${name.padEnd(width)} ${number(raw)} ${number(brotli)}${over}`);
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
