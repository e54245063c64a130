// What is dropped, pasted or picked: which of it is a source, what a folder holds, and what is a link.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { acceptFiles, fileOf, fromUrl, isMaybe, isSource, looksLikeSource, picked } from "../../www/engine/files.js";

class Input {}
class TextArea {}
/** What the page listens for. @type {Record<string, (event: any) => any>} */
let heard;
/** What was told, in order. @type {any[][]} */
let told;
/** After so many files the walk through a folder is stopped. */
let stopAfter = Infinity;

beforeEach(() => {
  [heard, told, stopAfter] = [{}, [], Infinity];
  Object.assign(globalThis, {
    addEventListener: (/** @type {string} */ type, /** @type {(event: any) => any} */ f) => (heard[type] = f),
    HTMLInputElement: Input,
    HTMLTextAreaElement: TextArea,
    document: { baseURI: "https://example.test/app/" },
  });
  let counted = 0;
  acceptFiles({
    opened: (inputs) => told.push(["opened", ...inputs]),
    found: (files) => told.push(["found", ...files.map((f) => [f.path, f.folder])]),
    refused: (sentence) => told.push(["refused", sentence]),
    over: (is) => told.push(["over", is]),
    walk: (folder) => {
      told.push(["walk", folder]);
      return { count: (n) => (counted = n), stopped: () => counted >= stopAfter, done: () => told.push(["done"]) };
    },
  });
});

/** @param {string} path @param {string} [folder] */
const found = (path, folder = "") => ({ path, folder, file: new File([], path) });

test("a file by itself is a profile unless it is called as sources are", () => {
  for (const name of ["main.go", "rank.cc", "x.RS", "a.c++", "page.tsx"])
    assert.equal(isSource(found(name), false), true, name);
  for (const name of ["cpu.pb.gz", "heap", "cpu.prof", "profile.txt", "perf.data", "go", "main.go.pb.gz", "x.go.bak"])
    assert.equal(isSource(found(name), false), false, name);
});

test("of a folder only what is called as profiles are is one", () => {
  for (const name of ["cpu.pb.gz", "cpu.pb", "a.prof", "b.pprof", "c.profile", "mem.OUT", "d.proto"]) {
    assert.equal(isSource(found(`app/${name}`, "app"), false), false, name);
    assert.equal(isMaybe(found(`app/${name}`, "app")), false, name);
  }
  for (const name of ["main.go", "README.md", "Makefile", "perf.data", "gz"])
    assert.equal(isSource(found(`app/${name}`, "app"), false), true, name);
});

test("a text in a folder may hold a dump: it is tried, and worth no word if it does not", () => {
  for (const name of ["crash.log", "goroutines.TXT", "cpu.pb.gz.txt"]) {
    assert.equal(isSource(found(`app/${name}`, "app"), false), false, name);
    assert.equal(isMaybe(found(`app/${name}`, "app")), true, name);
    assert.equal(isMaybe(found(name)), false, `${name} by itself`);
  }
});

test("a name that a profile names is a source, whatever it looks like", () => {
  assert.equal(isSource(found("gen.out"), true), true);
  assert.equal(isSource(found("cpu.pb.gz"), true), true);
  assert.equal(isSource(found("app/sub/gen.out", "app"), true), true);
});

test("what merely lies in a folder does not look like a source", () => {
  assert.equal(looksLikeSource(found("app/main.go", "app")), true);
  assert.equal(looksLikeSource(found("app/README.md", "app")), false);
  assert.equal(looksLikeSource(found("app.go/README", "app.go")), false);
});

test("what a picker gives has its path in the folder; what version control keeps is left out", () => {
  const file = (/** @type {string} */ path) =>
    Object.assign(new File([], path.split("/").at(-1) ?? ""), { webkitRelativePath: path });
  const files = ["app/main.go", "app/.git/config", "app/sub/.svn/x/y.c", "app/.github/a.go", "app/x.git/b.go"].map(
    file,
  );
  const one = Object.assign(new File([], "cpu.pb.gz"), { webkitRelativePath: "" });
  assert.deepEqual(
    picked([...files, one]).map(({ path, folder }) => [path, folder]),
    [
      ["app/main.go", "app"],
      ["app/.github/a.go", "app"],
      ["app/x.git/b.go", "app"],
      ["cpu.pb.gz", ""],
    ],
  );
  assert.equal(picked([one])[0].file, one);
});

test("a link is called as the end of its path", () => {
  const source = "https://example.test/p/cpu%20a.pb.gz?x=/b.pb#c/d";
  assert.deepEqual(fromUrl(source), { name: "cpu a.pb.gz", source });
  assert.deepEqual(fromUrl("data/heap.pb.gz"), {
    name: "heap.pb.gz",
    source: "https://example.test/app/data/heap.pb.gz",
  });
  assert.equal(fromUrl("https://example.test/100%").name, "100%");
  assert.equal(fromUrl("https://example.test/debug/").name, "https://example.test/debug/");
});

test("what no browser fetches is a sentence, also where it is dropped", async () => {
  /** @type {[string, RegExp][]} */
  const refused = [
    ["http://[bad", /^http:\/\/\[bad is no URL\.$/],
    ["ftp://example.test/cpu.pb.gz", /cannot be opened: a browser fetches http and https, and not ftp: Save the file/],
    ["file:///tmp/cpu.pb.gz", /not file: Save/],
    ["https://me:secret@example.test/cpu.pb.gz", /no address with a name and a password in it/],
    [`http://[${"x".repeat(900)}`, /^http:\/\/\[x{192}… is no URL\.$/],
  ];
  for (const [url, sentence] of refused) {
    assert.throws(() => fromUrl(url), { message: sentence });
    await heard.drop(event({ types: ["text/uri-list"], getData: () => url }));
    assert.match(told.at(-1)?.[1], sentence);
  }
});

test("the file behind an entry is asked for, a file is its own", async () => {
  const file = new File([], "a");
  assert.equal(await fileOf(file), file);
  const entry = (/** @type {any} */ ask) => /** @type {any} */ ({ file: ask });
  assert.equal(await fileOf(entry((/** @type {any} */ resolve) => resolve(file))), file);
  const fails = entry((/** @type {any} */ _, /** @type {any} */ reject) => reject(new Error("gone")));
  await assert.rejects(fileOf(fails), { message: "gone" });
});

// Dragging and dropping

/** @param {object} data @param {string[]} [types] */
const event = (data = {}, types = ["Files"]) => {
  const e = { dataTransfer: { types, getData: () => "", items: [], ...data }, prevented: 0 };
  return Object.assign(e, { preventDefault: () => e.prevented++ });
};

test("the window says that something is over it until the last of it has left", () => {
  for (const type of ["dragenter", "dragenter", "dragleave"]) heard[type](event());
  assert.deepEqual(told, [["over", true]]);
  heard.dragleave(event());
  heard.dragleave(event());
  assert.deepEqual(told, [
    ["over", true],
    ["over", false],
  ]);
  heard.dragenter(event());
  assert.deepEqual(told.at(-1), ["over", true]);
});

test("only what carries files or a link is taken", async () => {
  const text = event({}, ["text/plain"]);
  for (const type of ["dragenter", "dragover"]) heard[type](text);
  await heard.drop(text);
  assert.equal(text.prevented, 0);
  assert.deepEqual(told, [["over", false]]);
  const link = event({ getData: () => "https://example.test/a.pb.gz\r\nhttps://example.test/b" }, ["text/uri-list"]);
  heard.dragover(link);
  await heard.drop(link);
  assert.equal(link.prevented, 2);
  assert.deepEqual(told.at(-1), ["opened", { name: "a.pb.gz", source: "https://example.test/a.pb.gz" }]);
});

/** An item of a drop: a file by itself. @param {string} name */
const file = (name) => ({ kind: "file", getAsFile: () => new File([], name), webkitGetAsEntry: () => null });
/** @typedef {{name: string, isDirectory: boolean, fullPath: string, createReader?: () => object}} Entry */
/** @param {string} path @returns {Entry} */
const leaf = (path) => ({ name: path.split("/").at(-1) ?? "", isDirectory: false, fullPath: path });
/** A folder, whose entries come in parts as a browser gives them. @param {string} path @param {Entry[][]} parts @returns {Entry} */
const folder = (path, ...parts) => ({
  ...leaf(path),
  isDirectory: true,
  createReader: () => {
    const left = [...parts];
    return { readEntries: (/** @type {(e: Entry[]) => void} */ resolve) => resolve(left.shift() ?? []) };
  },
});
/** @param {Entry} entry */
const item = (entry) => ({ kind: "file", getAsFile: () => null, webkitGetAsEntry: () => entry });

test("files are taken together with all that is in a folder, except what version control keeps", async () => {
  const app = folder(
    "/app",
    [leaf("/app/main.go"), folder("/app/.git", [leaf("/app/.git/config")])],
    [folder("/app/sub", [leaf("/app/sub/a.go")]), leaf("/app/cpu.pb.gz")],
  );
  const drop = event({ items: [file("heap.pb.gz"), item(app), { kind: "string" }] });
  await heard.drop(drop);
  assert.equal(drop.prevented, 1);
  assert.deepEqual(told, [
    ["over", false],
    ["walk", "app"],
    ["done"],
    ["found", ["heap.pb.gz", ""], ["app/main.go", "app"], ["app/cpu.pb.gz", "app"], ["app/sub/a.go", "app"]],
  ]);
});

test("an empty folder, and one that cannot be read, are refused with a sentence", async () => {
  const unreadable = {
    ...leaf("/locked"),
    isDirectory: true,
    createReader: () => ({ readEntries: (/** @type {any} */ _, /** @type {() => void} */ reject) => reject() }),
  };
  for (const entry of [folder("/bare"), unreadable]) {
    told.length = 0;
    await heard.drop(event({ items: [item(entry)] }));
    assert.deepEqual(told.slice(3), [
      ["refused", `The folder ${entry.name} holds no profile and no source file: it is empty.`],
    ]);
  }
});

test("a walk that is stopped takes nothing, and says nothing", async () => {
  stopAfter = 1;
  await heard.drop(event({ items: [item(folder("/app", [leaf("/app/a.go")], [leaf("/app/b.go")]))] }));
  assert.deepEqual(told, [["over", false], ["walk", "app"], ["done"]]);
});

test("of a folder that has too many files the first are taken, and it is said", async () => {
  const many = Array.from({ length: 200_001 }, (_, i) => leaf(`/app/${i}.go`));
  await heard.drop(event({ items: [item(folder("/app", many, [leaf("/app/more.go")]))] }));
  assert.match(told[3][1], /^The folder app has more than 200,000 files: /);
  assert.equal(told[4].length, 1 + 200_000);
});

// Pasting

/** @param {{files?: File[], text?: string, target?: object}} what */
const pasted = ({ files = [], text = "", target = {} }) => ({
  target,
  clipboardData: { files, getData: () => text },
  preventDefault: () => told.push(["prevented"]),
});

test("pasted files are taken, whatever has the focus; one without a name gets one", () => {
  heard.paste(pasted({ files: [new File([], "cpu.pb.gz"), new File([], "")], target: new Input() }));
  assert.deepEqual(told, [["prevented"], ["found", ["cpu.pb.gz", ""], ["pasted profile", ""]]]);
});

test("a pasted link is opened, other text is refused, and a field keeps what is pasted into it", () => {
  for (const target of [new Input(), new TextArea()]) heard.paste(pasted({ text: "https://example.test/a", target }));
  heard.paste(pasted({ text: "  " }));
  assert.deepEqual(told, []);
  heard.paste(pasted({ text: " https://example.test/a.pb.gz\n" }));
  heard.paste(pasted({ text: "see https://example.test/a.pb.gz" }));
  assert.deepEqual(told, [
    ["opened", { name: "a.pb.gz", source: "https://example.test/a.pb.gz" }],
    ["refused", "What was pasted is neither a file nor a link to one."],
  ]);
});
