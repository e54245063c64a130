// What crosses the boundary is what src/web/*.d.ts say, field by field and in both directions.
//
// In: real answers of every view, of several profiles. They are written down as TypeScript, each as a literal of the type that it
// is declared to have, and TypeScript says what is wrong: a literal that lacks a field, has one more, or has one of another
// type, does not compile. What can be asked is compared by its names: the core lists them when it refuses one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });

/** Gives two profiles their parts. @param {string} one @param {string} other */
const roles =
  (one, other) =>
  (/** @type {number[]} */ [first, second]) => ({
    roles: [
      { id: first, role: one },
      { id: second, role: other },
    ],
  });
const set = (/** @type {string} */ name, /** @type {string} */ value) => () => ({ set: [[name, value]] });

/**
 * What is opened, and what is changed then: comparisons, labels, inlined calls with and without their sources, frames without
 * names, nothing, and a sample type that what is shown does not have.
 */
const CASES = [
  { files: ["cpu.pb.gz"], sources: ["search/rank/rank.go", "search/rank/heap.go"] },
  { files: ["heap-1.pb.gz", "heap-2.pb.gz"], changes: [roles("diff_base", "source")] },
  { files: ["goroutine-1.pb.gz", "goroutine-2.pb.gz"], changes: [roles("base", "source"), set("normalize", "true")] },
  { files: [1, 2, 3, 4, 5, 6].map((n) => `trend/heap-leak/heap-0${n}.pb.gz`) },
  { files: ["goroutine.debug2.txt"], sources: ["orders/notify/notify.go"] },
  { files: ["synthetic/labels.pb.gz"] },
  { files: ["synthetic/unsymbolised.pb.gz"], changes: [set("granularity", "lines")] },
  { files: ["synthetic/header.pb.gz", "cpu.pb.gz"] },
  { files: ["synthetic/empty.pb.gz"] },
  { files: ["heap-1.pb.gz", "cpu.pb.gz"], changes: [set("sample_index", "alloc_space"), roles("off", "source")] },
  { files: [] },
];

test("every object that crosses the boundary has the fields that are declared", () => {
  /** @type {string[]} */
  const literals = [];
  /** How many values of each type there were. @type {Map<string, number>} */
  const seen = new Map();
  const is = (/** @type {string} */ type, /** @type {unknown} */ value) => {
    seen.set(type, (seen.get(type) ?? 0) + 1);
    literals.push(`export const _${literals.length}: ${type} = ${literal(value)};`);
  };
  let troubled = 0;
  for (const { files, sources = [], changes = [] } of CASES) {
    const session = new Session();
    const ids = files.map((name) => session.open(name, bytes(`testdata/${name}`)));
    for (const path of sources) session.addSource(path, bytes(`testdata/programs/${path}`));
    for (const change of changes) assert.deepEqual(session.change(change(ids)).refused, [], String(files));
    const state = session.change();
    if (state.trouble) troubled++;
    is("State", state);
    is("State", session.change({ set: [["nosuch", "1"]] }));
    for (const line of ["top3", "topp", "top > a.txt"]) is("Said", session.typeIn(line));
    const nothing = state.trouble !== "" || !state.summary.ready;
    for (const view of nothing ? ["reports"] : views(session)) {
      for (const query of queries(session, view)) {
        const answer = session.ask(view, query);
        is(`Answer<"${view}">`, answer);
        const parts = view === "tags" ? Object.keys(answer.info.keys) : partsOf(session, answer.ticket).filter(isPart);
        // Goroutines have their texts once everything about their group was asked for.
        for (const detail of detailsOf(session, answer.ticket)) is(`Detail<"${view}">`, detail);
        for (const part of parts) {
          const type = `Parts<"${view}">["${part}"]`;
          for (const row of rowsOf(session, answer.ticket, part)) is(type, row);
        }
      }
    }
    session.free();
  }
  for (const type of [
    'Detail<"source">',
    'Parts<"source">["lines"]',
    'Parts<"tags">["0"]',
    'Parts<"goroutines">["0"]',
    'Parts<"trend">["rows"]',
  ])
    assert.ok((seen.get(type) ?? 0) > 20, `${type}: ${seen.get(type)}`);
  assert.equal(troubled, 1);
  assert.equal(compile([...literals, ...WRONG]), "");
});

/** What TypeScript must refuse: otherwise this test could not fail. */
const WRONG = [
  "// @ts-expect-error a field is missing",
  `export const missing: FlameInfo = { total: 1, leftOut: 2, path: 0, matchedText: "", matchedPercent: "" };`,
  "// @ts-expect-error there is one field more",
  `export const more: PeekEdge = { name: "", weight: 1, text: "", percent: "", inline: true, extra: 1 };`,
  "// @ts-expect-error there is one field more further inside",
  `export const deeper: Answer<"source"> = { ticket: 1, info: { searchError: "", functions: 0, allFunctions: 0, largest: [0, 0], open: null, x: 1 }, rows: [] };`,
  "// @ts-expect-error a number is no text",
  `export const other: PeekEdge = { name: 1, weight: 1, text: "", percent: "", inline: true };`,
  "// @ts-expect-error no such kind of numbers",
  `export const array: FlameColumns["rows"] = new Float64Array([1]);`,
];

test("what can be asked is what is declared", () => {
  const session = new Session();
  session.open("cpu.pb.gz", bytes("testdata/cpu.pb.gz"));
  const lines = [
    "type Keys<T> = T extends unknown ? keyof T : never;",
    `export const views: Record<keyof Views, true> = ${literal(switches(views(session)))};`,
  ];
  for (const view of views(session)) {
    const fields = listed(() => session.ask(view, { nosuch: 1 }));
    const declared = view === "reports" ? "never" : `keyof Views["${view}"]["query"]`;
    lines.push(`export const ${view}: Record<${declared}, true> = ${literal(switches(fields))};`);
    if (view !== "tags") {
      const parts = literal(switches(partsOf(session, session.ask(view).ticket).filter(isPart)));
      lines.push(
        `export const ${view}Parts: Record<Views["${view}"] extends { parts: infer P } ? keyof P : never, true> = ${parts};`,
      );
    }
  }
  const change = listed(() => session.change({ nosuch: 1 }));
  lines.push(`export const change: Record<keyof Change, true> = ${literal(switches(change))};`);
  const wanted = listed(() => session.download({ nosuch: 1 }));
  lines.push(`export const wanted: Record<Keys<Wanted>, true> = ${literal(switches(wanted))};`);
  assert.equal(compile(lines), "");
});

const bytes = (/** @type {string} */ path) => new Uint8Array(readFileSync(file(path)));

/** All views. @param {any} session @returns {string[]} */
const views = (session) => listed(() => session.ask("nosuch"));

/** The parts that an answer has. @param {any} session @param {number} ticket */
const partsOf = (session, ticket) => listed(() => session.rows(ticket, "nosuch", 0, 1));

/** Of parts that are numbers two are named, and words that stand for the others. @param {string} part */
const isPart = (part) => !part.includes(" ");

/** The first rows of a part; none of a number that is no row. @param {any} session @param {number} ticket @param {string} part */
function rowsOf(session, ticket, part) {
  try {
    return session.rows(ticket, part, 0, 40);
  } catch (error) {
    assert.match(/** @type {Error} */ (error).message, /there is no/);
    return [];
  }
}

/** Details of the first rows of an answer, as far as there are any. @param {any} session @param {number} ticket */
function detailsOf(session, ticket) {
  const details = [];
  try {
    for (let row = 0; row < 5; row++) details.push(session.detail(ticket, row));
  } catch (error) {
    assert.match(/** @type {Error} */ (error).message, /has no details|there is no/);
  }
  return details;
}

/** What a view is asked. @param {any} session @param {string} view @returns {object[]} */
function queries(session, view) {
  if (view === "reports" || view === "presets") return [{}];
  if (view === "comparison") {
    const fit = session.change().profiles.every((/** @type {{unfit: string}} */ p) => p.unfit === "");
    return [{}, ...(fit ? [{ base: 1, source: 2 }] : [])];
  }
  if (view === "source") return [{}, { name: "shop.example/search/rank.(*Ranker).Best" }, { whole: true }];
  if (view === "plain") return [{ text: "main(" }, { option: "focus", text: "main.(*T)" }];
  if (view === "dropped") return [{}, { paths: ["search/rank/rank.go", "notes.txt"] }];
  if (!["peek", "flame", "sandwich", "expressions"].includes(view)) return [{}, { search: "(" }];
  const name = session.ask("top").rows[0]?.name ?? "";
  return view !== "flame" ? [{ name }, { name: "nosuch" }] : [{}, { pivot: name, search: "main" }];
}

/** The names that the core lists when it refuses one: `there are a, b`, or "expected one of `a`, `b`". @param {() => unknown} refused */
function listed(refused) {
  try {
    refused();
  } catch (error) {
    const said = /** @type {Error} */ (error).message;
    if (/there are no (fields|parts)$/.test(said)) return [];
    const list = said.match(/(?:there are|expected(?: one of)?) (.+)$/)?.[1];
    assert.ok(list, said);
    return list.replaceAll("`", "").split(/, | or /);
  }
  return assert.fail("it was not refused");
}

const switches = (/** @type {string[]} */ names) => Object.fromEntries(names.map((name) => [name, true]));

/** A value as TypeScript. Long columns of numbers are cut. @param {any} value @returns {string} */
function literal(value) {
  if (ArrayBuffer.isView(value)) {
    const numbers = /** @type {any} */ (value).subarray(0, 3);
    return `new ${value.constructor.name}([${numbers.join()}])`;
  }
  if (Array.isArray(value)) return `[${value.slice(0, 40).map(literal).join(", ")}]`;
  if (value === null || typeof value !== "object")
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  const fields = Object.entries(value).map(([name, own]) => `${JSON.stringify(name)}: ${literal(own)}`);
  return `{ ${fields.join(", ")} }`;
}

/** What TypeScript says of lines that use the declared types. @param {string[]} lines */
function compile(lines) {
  const folder = mkdtempSync(join(tmpdir(), "proflens-types-"));
  try {
    const types = fileURLToPath(file("www/pkg/proflens.js"));
    const names = "Answer, Change, Detail, FlameColumns, FlameInfo, Parts, PeekEdge, Said, State, Views, Wanted";
    writeFileSync(
      join(folder, "answers.ts"),
      `import type { ${names} } from ${JSON.stringify(types)};\n${lines.join("\n")}\n`,
    );
    const tsc = fileURLToPath(file("node_modules/typescript/bin/tsc"));
    const options =
      "--noEmit --strict --target es2023 --module esnext --moduleResolution bundler --lib es2023,dom,ESNext.Disposable";
    execFileSync(process.execPath, [tsc, ...options.split(" "), "answers.ts"], { cwd: folder, encoding: "utf8" });
    return "";
  } catch (error) {
    return /** @type {any} */ (error).stdout || String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
