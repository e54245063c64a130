// Makes dist/, the finished site, from www/ and testdata/; `cargo xtask build` runs it after www/pkg/ is made.
//
//   index.html                  with the names that its files have in this build, and the build's own
//   main-HASH.js, style-HASH.css    bundled, minified (not with --dev), with source maps; flat, whatever folder they come from
//   boot-HASH.js                as it is, in the JavaScript that any browser of ten years reads
//   worker-HASH.js, graph-worker-HASH.js, syntax-worker-HASH.js, fetcher-HASH.js    classic scripts: the page starts most of them from memory
//   proflens_bg-HASH.wasm       as it is
//   service-worker.js           under the name that browsers ask for again, with the list of all those
//   licenses-HASH.txt           our own licence, and those of the crates and packages that are in it
//   samples/NAME                every profile of testdata/ that index.html links to as samples/NAME
//   samples/NAME.sources.json   the text of testdata/programs/NAME, by path, where www/engine/samples.js names it
//   _headers                    what Netlify and Cloudflare Pages are to send with each file
//
// HASH is of the content: what has another content has another name, so that no file is ever taken for one of another build. index.html and
// service-worker.js keep their names, since people and browsers ask for them, and so do the samples: they stand in links, and any
// build reads them. Every URL stays relative, so the site works from any path of any static host. Prints what a first visit loads.
//
// `--www FOLDER --dist FOLDER` take the page from elsewhere, and put it elsewhere: tests make builds that differ.

import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { headers } from "./headers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [www, dist] = ["www", "dist"].map((name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? resolve(process.argv[at + 1]) : join(root, name);
});
const dev = process.argv.includes("--dev");
/** Programs of their own, by what the page calls them, and where in www/ they begin. */
const workers = {
  "worker.js": "engine/worker.js",
  "graph-worker.js": "engine/graph-worker.js",
  "syntax-worker.js": "engine/syntax-worker.js",
  "fetcher.js": "engine/fetcher.js",
};
const wasm = "proflens_bg.wasm";
/** What every visit loads, and what a visit loads when it comes to it. */
const FIRST = ["boot.js", "main.js", "worker.js", "style.css", wasm];
const LATER = ["graph-worker.js", "syntax-worker.js", "fetcher.js", "licenses.txt"];

for (const file of ["index.html", "boot.js", "main.js", "style.css", ...Object.values(workers), `pkg/${wasm}`]) {
  if (!existsSync(join(www, file))) fail(`www/${file} is missing`);
}
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

/** What a first visit may cost, in bytes of brotli. Compilers differ by a percent or so: this is said, and stops nobody. */
const BUDGETS = { [wasm]: 584_000, "a first visit": 710_000 };

/** The name of each file in this build, by what the sources call it. @type {Record<string, string>} */
const names = {};
/** SHA-256 of the files that the service worker keeps, by their names in this build. @type {Record<string, string>} */
const digests = {};
/** The folders of the npm packages of which something is in a bundle. @type {Set<string>} */
const packages = new Set();
/** Those whose licences are written. */
let licensed = new Set();

put(wasm, readFileSync(join(www, "pkg", wasm)));
// The page starts a worker from memory, where nobody finds a map beside it.
for (const [name, file] of Object.entries(workers))
  await bundle(name, file, { format: "iife", sourcemap: dev && name !== "graph-worker.js" && "inline" });
await bundle("style.css", "style.css", { plugins: [{ name: "styles", setup: everyStyleSheet }] });
await bundle("main.js", "main.js", { format: "esm", plugins: [{ name: "names", setup: namesOfThisBuild }] });
// What cannot be said in ES5 is refused here, and not first by an old browser.
const { code } = await transform(readFileSync(join(www, "boot.js"), "utf8"), { target: "es5", minify: !dev }).catch(
  () => fail("esbuild could not write www/boot.js in ES5"),
);
put("boot.js", code);
put("licenses.txt", licenses());

/** Ends of the names that do not go into the site as they are: what is bundled, and what is for people. */
const left = new Set([".js", ".css", ".ts", ".md", ".html"]);
for (const file of filesBelow(www)) {
  if (!file.startsWith("pkg/") && !left.has(extname(file))) copy(join(www, file), file);
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

/** The build's own name: that of everything in it. */
const id = hashOf(JSON.stringify([html, digests]));
const page = html
  .replace(/<html\b/, `$& data-build="${id}"`)
  .replace(/\b(src|href)="([\w.-]+\.(?:js|css|txt))"/g, (_, attribute, file) =>
    names[file] ? `${attribute}="${names[file]}"` : fail(`index.html takes ${file}, which is no file of the page`),
  );
writeFileSync(join(dist, "index.html"), page);
await bundle("service-worker.js", "service-worker.js", {
  define: {
    "globalThis.BUILD": JSON.stringify({
      id,
      files: Object.fromEntries(FIRST.map((file) => [names[file], digests[names[file]]])),
      later: Object.fromEntries(LATER.map((file) => [names[file], digests[names[file]]])),
      samples: filesBelow(join(dist, "samples"))
        .map((file) => `samples/${file}`)
        .sort(),
    }),
  },
});
writeFileSync(join(dist, "_headers"), headers(page, names));
for (const folder of packages) if (!licensed.has(folder)) fail(`${folder} came into the site behind licenses.txt`);

printSizes(["index.html", ...FIRST], ["service-worker.js", ...LATER]);
console.log(`all of dist/ is sha256 ${digestOfAll()}`);

/** Bundles what begins with a file of www/. @param {string} name @param {string} file @param {import("esbuild").BuildOptions} [options] */
async function bundle(name, file, options = {}) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    // esbuild adds the end of the name itself.
    entryPoints: [{ in: join(www, file), out: name.replace(extname(name), "") }],
    outdir: dist,
    bundle: true,
    write: false,
    target: "es2022",
    minify: !dev,
    sourcemap: true,
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  }).catch(() => fail(`esbuild could not bundle www/${file}`));
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = /^.*node_modules[/](?:@[^/]+[/])?[^/]+/.exec(input) ?? [];
      if (folder && bytesInOutput > 0) packages.add(folder);
    }
  for (const { path, text } of outputFiles) if (basename(path) === name) put(name, text);
  for (const { path, contents } of outputFiles)
    if (path.endsWith(".map")) writeFileSync(join(dist, `${names[name] ?? name}.map`), contents);
}

/** Writes a file of the page under the name of its content. @param {string} name @param {string | Uint8Array} content */
function put(name, content) {
  if (name === "service-worker.js") return writeFileSync(join(dist, name), content);
  const end = extname(name);
  names[name] = `${name.slice(0, -end.length)}-${hashOf(content)}${end}`;
  const written =
    typeof content === "string"
      ? content.replace(`sourceMappingURL=${name}.map`, `sourceMappingURL=${names[name]}.map`)
      : content;
  digests[names[name]] = createHash("sha256").update(written).digest("hex");
  writeFileSync(join(dist, names[name]), written);
}

/** Ten digits: enough to tell the builds of a page apart, and to be read. @param {string | Uint8Array} content */
function hashOf(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 10);
}

/** Whose work the site is made of, and what they ask for. */
function licenses() {
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const files = readdirSync(join(root, folder))
      .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
      .map((file) => join(root, folder, file));
    // What a package does not bring along, for itself or for what it has compiled into it.
    const ours = join(root, "docs/licenses", `${name.replace("@", "").replace("/", "-")}.txt`);
    if (existsSync(ours)) files.push(ours);
    if (files.length === 0) fail(`${name} has no licence beside it: put its text into ${ours}`);
    const all = files.sort().map((file) => readFileSync(file, "utf8").trim());
    return [`${name} ${version}, ${license}`, ...all].join("\n\n");
  });
  licensed = new Set(packages);
  const own = ["LICENSE", "docs/licenses/crates.txt", "docs/licenses/rust-std.txt"].map((file) =>
    readFileSync(join(root, file), "utf8").trim(),
  );
  return `${[...own, ...texts].join(`\n\n${"-".repeat(72)}\n`)}\n`;
}

/** What tells two builds apart, and says that two are the same: `find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` in dist/. */
function digestOfAll() {
  const digest = (/** @type {string | Uint8Array} */ content) => createHash("sha256").update(content).digest("hex");
  const files = filesBelow(dist)
    .map((file) => `./${file}`)
    .sort();
  return digest(files.map((file) => `${digest(readFileSync(join(dist, file)))}  ${file}\n`).join(""));
}

/** engine/names.js with the names of this build. @param {import("esbuild").PluginBuild} build */
function namesOfThisBuild(build) {
  build.onLoad({ filter: /[\\/]engine[\\/]names\.js$/ }, () => ({
    contents: `export const NAMES = ${JSON.stringify(names)};`,
  }));
}

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
    const bytes = readFileSync(join(dist, names[file] ?? file));
    return [file, bytes.length, brotliCompressSync(bytes).length];
  };
  const rows = files.map(sized);
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  rows.push(["a first visit", sum(1), sum(2)], ...later.map(sized));
  const width = Math.max(...rows.map(([name]) => name.length));
  const number = (bytes) => bytes.toLocaleString("en-US").padStart(11);
  console.log(`build ${id}`);
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
