// The wasm of www/pkg/ from Node: what the page's worker uses, used by a script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session, Loader } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });
const profile = (/** @type {string} */ name) => new Uint8Array(readFileSync(file(`testdata/${name}`)));

test("a whole file at once: what is typed prints what pprof prints", () => {
  const session = new Session();
  const id = session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const [opened] = session.change().profiles;
  assert.equal(opened.id, id);
  assert.equal(opened.role, "source");
  // The golden text of a prompt holds one answer behind each "(pprof) ".
  const cases = readFileSync(file("testdata/golden/cases.tsv"), "utf8")
    .split("\n")
    .map((row) => row.split("\t"));
  const [, , typed] = cases.find(([name]) => name === "cpu.shell.top") ?? assert.fail("no such case");
  const answers = readFileSync(file("testdata/golden/cpu.shell.top.txt"), "utf8").split("(pprof) ").slice(1);
  const lines = JSON.parse(typed)
    .trim()
    .split("\n")
    .filter((/** @type {string} */ line) => line !== "quit");
  for (const [i, line] of lines.entries()) assert.equal(session.run(line), answers[i], line);
  session.free();
});

test("a file in chunks is the file at once", () => {
  const bytes = profile("cpu.pb.gz");
  const loader = new Loader("cpu.pb.gz");
  for (let at = 0; at < bytes.length; at += 1000) loader.push(bytes.subarray(at, at + 1000));
  assert.equal(loader.bytesIn, bytes.length);
  assert.ok(loader.bytesOut > bytes.length);
  const streamed = new Session();
  streamed.add(loader);
  const whole = new Session();
  whole.open("cpu.pb.gz", bytes);
  assert.equal(streamed.run("traces"), whole.run("traces"));
});

test("a stream is the command's text in pieces, until the sink has enough", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const decoder = new TextDecoder();
  let text = "";
  session.stream("traces", (/** @type {Uint8Array} */ chunk) => {
    text += decoder.decode(chunk, { stream: true });
    return true;
  });
  assert.equal(text, session.run("traces"));
  let chunks = 0;
  session.stream("traces", () => ++chunks < 1);
  assert.equal(chunks, 1);
});

test("what is wrong is an Error with a sentence, and loses nothing", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const top = session.run("top");
  const bytes = profile("cpu.pb.gz");
  for (const bad of [new Uint8Array(), bytes.subarray(0, bytes.length / 2), new TextEncoder().encode("no profile")]) {
    assert.throws(() => session.open("bad", bad), isSentence);
  }
  assert.throws(() => session.run("topp"), isSentence);
  for (const option of [
    ["focus", "("],
    ["no_such_option", "1"],
  ]) {
    const { refused, params } = session.change({ set: [option] });
    assert.equal(refused.length, 1);
    assert.match(refused[0], /\w+ \w+/);
    assert.deepEqual(params, []);
  }
  assert.equal(session.change().profiles.length, 1);
  assert.equal(session.run("top"), top);
});

test("rows of the top are the session's, by range", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const { ticket, info, rows: first } = session.ask("top", { sort: "flat" });
  const rows = session.rows(ticket, "rows", 0, info.rows);
  assert.equal(rows.length, info.rows);
  for (let i = 1; i < rows.length; i++) assert.ok(rows[i - 1].flat >= rows[i].flat);
  assert.deepEqual(first, rows.slice(0, first.length));
  assert.deepEqual(session.rows(ticket, "rows", 1, 3), rows.slice(1, 3));
  assert.notEqual(session.ask("top", { search: "(" }).info.searchError, "");
});

test("options in and out of pprof's web parameters", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  assert.deepEqual(session.change().params, []);
  assert.deepEqual(session.change({ set: [["focus", "main"]] }).params, [["f", "main"]]);
  const { refused, params } = session.change({ params: [["h", "runtime"]] });
  assert.deepEqual(refused, []);
  assert.deepEqual(params, [["h", "runtime"]]);
});

/** @param {unknown} error */
function isSentence(error) {
  assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), String(error));
  assert.match(error.message, /\w+ \w+/);
  return true;
}

test("a profile is handed on as it is, to be compressed by who saves it", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const top = session.run("top");
  /** @type {Uint8Array[]} */
  const parts = [];
  const download = session.download({ report: "proto" });
  assert.ok(download.isProfile && !session.download({ report: "raw" }).isProfile);
  while (download.step((chunk) => parts.push(chunk) > 0) < 1);
  for (const bytes of [Buffer.concat(parts), gzipSync(Buffer.concat(parts))]) {
    const again = new Session();
    again.open("cpu.proto.pb.gz", bytes);
    assert.equal(again.run("top"), top);
  }
});

test("source files that are handed over are the text of list, and of the source rows", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  session.change({ set: [["source_path", "programs/search"]] });
  for (const path of ["search/rank/rank.go", "search/rank/heap.go"])
    session.addSource(path, new Uint8Array(readFileSync(file(`testdata/programs/${path}`))));
  const text = readFileSync(file("testdata/golden/cpu.list=rank.source_path=programs_search.txt"), "utf8");
  assert.equal(session.run("list search/rank"), text);
  assert.deepEqual(session.ask("dropped", { paths: ["rank/rank.go"] }).info.named, [0]);
  const { ticket, info } = session.ask("source", { name: "shop.example/search/rank.dot" });
  assert.ok(info.open.found && info.open.rows > 1);
  const lines = session
    .rows(ticket, "lines", 0, info.open.rows)
    .map((/** @type {any} */ row) => `${row.line}:${row.text}\n`);
  assert.ok(text.replaceAll(/^ *\S+ +\S+ +(?=\d+:)/gm, "").includes(lines.join("")));
  session.free();
});

test("a ticket is good until its view is asked again or what is shown changes", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const traces = session.ask("traces").ticket;
  const first = session.ask("top").ticket;
  const second = session.ask("top", { sort: "name" }).ticket;
  assert.throws(() => session.rows(first, "rows", 0, 1), isStale);
  assert.equal(session.rows(second, "rows", 0, 1).length, 1);
  assert.ok(session.detail(traces, 0).frames.length > 0);
  session.change({ set: [["focus", "rank"]] });
  assert.throws(() => session.rows(second, "rows", 0, 1), isStale);
  assert.throws(() => session.detail(traces, 0), isStale);
  assert.throws(() => session.download({ report: "csv", ticket: second }), isStale);
});

test("what no view has is an Error with a sentence, and no stale answer", () => {
  const session = new Session();
  session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const { ticket } = session.ask("top");
  for (const wrong of [
    () => session.ask("tops"),
    () => session.ask("top", { sorted: "flat" }),
    () => session.ask("top", { sort: "sum" }),
    () => session.ask("top", "flat"),
    () => session.rows(ticket, "lines", 0, 1),
    () => session.detail(ticket, 0),
    () => session.change({ focus: "main" }),
    () => session.download({ name: "csv" }),
  ]) {
    assert.throws(wrong, (error) => isSentence(error) && error.name === "Refused", String(wrong));
  }
});

test("a question is read as JSON would be, and what it cannot be is said", () => {
  const session = new Session();
  const id = session.open("cpu.pb.gz", profile("cpu.pb.gz"));
  const all = session.ask("top").info;
  assert.deepEqual(session.ask("top", null).info, all);
  assert.deepEqual(session.ask("top", { sort: undefined, search: undefined, nosuch: undefined }).info, all);
  assert.deepEqual(session.ask("top", { sort: null, descending: null }).info, all);
  assert.deepEqual(session.change(undefined).refused, []);
  const unknown = "unknown field `nosuch`, expected";
  for (const [view, query, said] of [
    ["top", { nosuch: null }, `${unknown} one of \`sort\`, \`descending\`, \`search\``],
    ["top", { search: 1 }, "invalid type: integer `1`, expected a string"],
    ["top", { descending: "yes" }, 'invalid type: string "yes", expected a boolean'],
    ["top", { sort: "size" }, "unknown variant `size`, expected one of `flat`, `cum`, `name`"],
    ["top", "flat", 'invalid type: string "flat", expected an object'],
    ["top", ["flat"], "invalid type: a list, expected an object"],
    ["top", () => 1, "invalid type: neither a text nor a number, a list or an object, expected an object"],
    ["top", { sort: 1 }, "invalid type: integer `1`, expected a string"],
    ["presets", "all", 'invalid type: string "all", expected an object'],
    ["flame", { path: "main" }, 'invalid type: string "main", expected a list'],
  ])
    assert.throws(() => session.ask(view, query), { message: `${view} cannot be asked for this: ${said}` });
  const no = "this is no change of a session";
  const number = "expected a whole number from 0 to 4294967295";
  for (const [change, said] of [
    [{ close: [1.5] }, `${no}: invalid type: a number that is not whole, ${number}`],
    [{ close: [-1] }, `${no}: invalid type: integer \`-1\`, ${number}`],
    [{ close: [2 ** 32 + id] }, `${no}: invalid type: integer \`${2 ** 32 + id}\`, ${number}`],
    [{ close: [NaN] }, `${no}: invalid type: a number that is not whole, ${number}`],
    [{ roles: ["off"] }, `${no}: invalid type: string "off", expected an object`],
    [{ roles: [{ id, role: 1 }] }, `${no}: invalid type: integer \`1\`, expected a string`],
    [{ roles: [{ id, role: "off", nosuch: 1 }] }, `${no}: ${unknown} \`id\` or \`role\``],
    [{ roles: [{ id }] }, `${no}: missing field \`role\``],
    [{ set: [["focus"]] }, `${no}: invalid length 1, expected a list of 2`],
    [{ set: [["focus", "a", "b"]] }, `${no}: invalid length 3, expected a list of 2`],
    [{ set: ["focus"] }, `${no}: invalid type: string "focus", expected a list`],
    ["focus", `${no}: invalid type: string "focus", expected an object`],
  ])
    assert.throws(() => session.change(change), { message: said });
  assert.throws(() => session.download({ ticket: "7" }), {
    message: `this is no download: invalid type: string "7", ${number}`,
  });
  assert.throws(() => session.download("csv"), {
    message: 'this is no download: invalid type: string "csv", expected an object',
  });
  assert.throws(() => session.download({ report: "top", line: "top" }), {
    message: "a download is that of a report or that of a line, not both: leave one of them out",
  });
  assert.equal(session.change().profiles.length, 1);
});

/** @param {unknown} error */
function isStale(error) {
  return isSentence(error) && error.name === "StaleAnswer";
}
