// What an address asks for in vain is said in one sentence, and nothing that the page writes itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { strange, TAKES } from "../../www/state/strange.js";

const VIEWS = ["top", "flame", "goroutines"];
const option = (/** @type {string} */ name, url = name) => /** @type {any} */ ({ name, url });
const OPTIONS = [
  option("focus", "f"),
  option("granularity", "g"),
  option("sort"),
  option("unit"),
  option("sample_index", "si"),
];
/** @param {string} search @param {string[]} [refused] @param {string} [shownUnit] */
const said = (search, refused = [], shownUnit = "s") =>
  strange(search, {
    views: VIEWS,
    has: (view) => view !== "goroutines",
    shown: "top",
    options: OPTIONS,
    refused,
    summary: /** @type {any} */ ({ units: ["ms", "s"], shownUnit }),
  });

/** By parameter of the page, a value that it writes and one that it does not take; none where it takes any text. @type {Record<string, [string, string?]>} */
const VALUES = {
  view: ["flame", "foo"],
  less: ["0.3.nolabels:a.pb.gz", "all:a.pb.gz"],
  sel: ["main.run"],
  q: ["json|sort"],
  order: ["-name", "sideways"],
  flame: ["leaf", "root"],
  pivot: ["main.run"],
  zoom: ["main.run"],
  up: ["1", "yes"],
  part: ["0.25-0.5", "a-b"],
  new: ["1", "2"],
  beside: ["flames", "tables"],
  labels: ["1", "true"],
  whole: ["1", "on"],
  src: ["main.run"],
  file: ["/src/a.go"],
  line: ["53", "x"],
  alike: ["1", "no"],
  state: [""],
  groups: ["wait", "weight"],
  system: ["1", "yes"],
  rows: ["stacks", "files"],
  rank: ["-delta", "size"],
  out: ["3,4", "a"],
  snapshots: ["2,1,3", "new"],
  tz: ["local", "Mars"],
  off: ["focus:main", "nosuch:main"],
  profile: ["samples/cpu.pb.gz", ""],
  base: ["a.pb.gz", ""],
  diff_base: ["a.pb.gz", ""],
};

test("every parameter that an address is read or written with is known, and none besides", () => {
  const source = readFileSync(new URL("../../www/state/address.js", import.meta.url), "utf8");
  const names = [/\b(?:add|mark|text|getAll)\("(\w+)"/g, /\[\("(\w+)", |all\.push\(\["(\w+)"/g].flatMap((pattern) =>
    [...source.matchAll(pattern)].map((match) => match[1] ?? match[2]),
  );
  // What stands behind the #.
  const all = new Set(names.filter((name) => name !== "of"));
  assert.deepEqual([...all].sort(), Object.keys(TAKES).sort());
  assert.deepEqual(Object.keys(VALUES).sort(), Object.keys(TAKES).sort());
});

for (const [name, [good, bad]] of Object.entries(VALUES)) {
  test(`${name}=${good} is taken without a word${bad === undefined ? "" : `, and ${name}=${bad} is said`}`, () => {
    assert.equal(said(`?${name}=${encodeURIComponent(good)}`), "");
    if (bad === undefined) return;
    const instead = name === "view" ? "shown as Top instead" : "left out";
    assert.equal(said(`?${name}=${bad}`), `This link asks for ${name}=${bad}, which there is not here: ${instead}.`);
  });
}

test("all of it is one sentence, with what the core has refused", () => {
  assert.equal(
    said("?view=goroutines&type=nope&f=main&sort=xx&si=nope&granularity=lines&utm_source=mail&fbclid=1", [
      'error setting config field sort: invalid "sort" value "xx"',
      'sample_index "nope" must be one of: [samples cpu]',
      "parsing focus regexp: missing )",
    ]),
    "This link asks for view=goroutines, type=nope, sort=xx, si=nope and granularity=lines (here it is g=), which there is not here: shown as Top instead.",
  );
  assert.equal(said("?unit=ms"), "");
  assert.equal(said("?unit=minimum", [], ""), "");
  assert.match(said("?unit=parsec", [], ""), /unit=parsec/);
  assert.match(said(`?x=${"y".repeat(99)}`), /for x=y{40}…, which/);
});
