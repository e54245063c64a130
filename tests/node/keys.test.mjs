// The sheet of keys is complete: whatever key a part of the page takes stands in the sheet, under that part.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseHTML } from "linkedom";

// What is told of the browser while modules are loaded.
const { document } = parseHTML("<!doctype html><html><body></body></html>");
const nothing = () => ({ matches: false, addEventListener: nothing });
Object.assign(globalThis, { document, addEventListener: nothing, matchMedia: nothing, innerHeight: 800 });
const { keyTable } = await import("../../www/around/keys.js");

const VIEWS = ["Top", "Goroutines", "Trend"].map((label, i) => ({
  id: label.toLowerCase(),
  label,
  key: `${i}`,
  when: () => true,
}));
const to = /** @type {any} */ (new Proxy({ views: VIEWS }, { get: (of, name) => Reflect.get(of, name) ?? (() => {}) }));
const app = /** @type {any} */ ({ state: { sel: "" }, actions: {} });
const table = keyTable(app, to);

/** As the sheet writes keys. @type {Record<string, string>} */
const WRITTEN = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
  Delete: "Del",
  " ": "Space",
};

/** By module, under which heads of the sheet its keys stand. @type {Record<string, string[]>} */
const PARTS = {
  "around/filter-field.js": ["Filters"],
  "around/filters.js": ["Filters"],
  "around/inspector.js": ["Inspector"],
  "around/tabs.js": ["Views", "Search"],
  "parts/grid.js": ["Tables"],
  "views/calls.js": ["Calls", "Tables"],
  "views/console.js": ["Console"],
  "views/flame.js": ["Flame graph"],
  "views/flame-boxes.js": ["Flame graph"],
  "views/goroutines.js": ["Goroutines", "Tables"],
  "views/graph.js": ["Graph"],
  "views/graph-walk.js": ["Graph"],
  "views/lines.js": ["Source", "Tables"],
  "views/source.js": ["Source", "Tables"],
  "views/tags.js": ["Tags"],
  "views/top.js": ["Tables"],
  "views/traces.js": ["Traces", "Tables"],
  "views/trend.js": ["Trend", "Tables"],
  "views/trend-chart.js": ["Trend"],
};
/** What opens above the page and has the keys of every such thing, and what has those of a button or of a field. */
const USUAL = [
  "around/keys.js",
  "around/menu.js",
  "around/options.js",
  "around/reports.js",
  "around/sandwich.js",
  "parts/words.js",
  "views/flame-legend.js",
  "views/host-link.js",
];

/** The keys that a text compares with, or has in a table of keys. @param {string} source */
function keysIn(source) {
  const compared = [...source.matchAll(/\bkey [!=]== "([^"]+)"/g)].map(([, key]) => key);
  const either = [...source.matchAll(/\/\^(\w)\$\/i\.test\(e\.key\)/g)].flatMap(([, key]) => [key, key.toUpperCase()]);
  const tables = [
    ...source.matchAll(/\{([^{}]*)\}\)?\[e\.key\]/g),
    ...source.matchAll(/const keys = \{([\s\S]*?)\n {4}\};/g),
  ];
  const listed = tables.flatMap(([, body]) =>
    [...body.matchAll(/(?:^|[\n,{])\s*(?:"([^"]+)"|(\w+)):/g)].map(([, quoted, word]) => quoted ?? word),
  );
  const arrows = [...source.matchAll(/"(Arrow\w+)"/g)].map(([, key]) => key);
  return new Set([...compared, ...either, ...listed, ...arrows].map((key) => WRITTEN[key] ?? key));
}

for (const folder of ["around", "views", "parts"]) {
  for (const file of readdirSync(new URL(`../../www/${folder}`, import.meta.url)).filter((f) => f.endsWith(".js"))) {
    const name = `${folder}/${file}`;
    const keys = keysIn(readFileSync(new URL(`../../www/${name}`, import.meta.url), "utf8"));
    if (keys.size === 0 || USUAL.includes(name)) continue;
    test(`the keys of ${name} stand in the sheet`, () => {
      const heads = PARTS[name] ?? assert.fail(`under which head do ${[...keys].join(" ")} stand?`);
      const told = new Set(table.filter((k) => heads.includes(k.group)).flatMap((k) => k.keys));
      const isTold = (/** @type {string} */ key) => told.has(key) || [...told].some((t) => t.endsWith(`+${key}`));
      assert.deepEqual(
        [...keys].filter((key) => !isTold(key)),
        [],
      );
    });
  }
}

test("a key of the whole page means one thing", () => {
  const bound = table.filter((k) => k.run).flatMap((k) => k.keys);
  assert.deepEqual(
    bound.filter((key, i) => bound.indexOf(key) !== i),
    [],
  );
});
