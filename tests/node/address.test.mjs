// The page's state in its address: what is written is read again, and a person can read it too.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isPlace,
  readFiles,
  readLinks,
  readParams,
  readPlace,
  WHOLE,
  writeFiles,
  writeUrl,
} from "../../www/state/address.js";

/** @import { Place } from "../../www/state/address.js" */

Object.assign(globalThis, { location: { pathname: "/proflens/" } });

const VIEWS = ["top", "flame", "traces"];
/** @type {Place} */
const START = {
  view: "top",
  sel: "",
  q: "",
  order: "",
  flame: "",
  pivot: "",
  zoom: [],
  up: false,
  part: WHOLE,
  newOnly: false,
  beside: "",
  labels: false,
  whole: false,
  src: "",
  file: "",
  line: 0,
  alike: false,
  states: [],
  groupsBy: "",
  system: false,
  rows: "lines",
  rank: "rank",
  rankUp: false,
  leftOut: [],
  snapshotOrder: [],
  tz: "UTC",
  off: new Map(),
};
/** The address of a place that differs from the start so. @param {Partial<Place>} place */
const written = (place, params = "") => writeUrl(readParams(params), { ...START, ...place }, VIEWS, []);

test("an address that says nothing is the start, and the start is the plain address", () => {
  assert.deepEqual(readPlace("", VIEWS), START);
  assert.equal(written({}), "/proflens/");
});

/** Each field by itself, with its address. @type {[Partial<Place>, string][]} */
const FIELDS = [
  [{ view: "flame" }, "?view=flame"],
  [{ sel: "main.(*T).Run" }, "?sel=main.(*T).Run"],
  [{ q: "json|sort" }, "?q=json%7Csort"],
  [{ order: "-name" }, "?order=-name"],
  [{ flame: "leaf" }, "?flame=leaf"],
  [{ pivot: "main.run" }, "?pivot=main.run"],
  [{ zoom: ["main.main", "main.run"] }, "?zoom=main.main&zoom=main.run"],
  [{ zoom: ["main.main"], up: true }, "?zoom=main.main&up=1"],
  [{ part: { from: 0.25, to: 0.5 } }, "?part=0.25-0.5"],
  [{ part: { from: 0, to: 0.00391 } }, "?part=0-0.00391"],
  [{ newOnly: true }, "?new=1"],
  [{ beside: "flames" }, "?beside=flames"],
  [{ beside: "lists" }, "?beside=lists"],
  [{ labels: true }, "?labels=1"],
  [{ whole: true }, "?whole=1"],
  [{ sel: "main.f", file: "/src/a.go" }, "?sel=main.f&file=/src/a.go"],
  [{ src: "main.g", file: "/src/b.go" }, "?src=main.g&file=/src/b.go"],
  [{ sel: "main.f", line: 53 }, "?sel=main.f&line=53"],
  [{ alike: true }, "?alike=1"],
  [{ states: ["chan send", ""] }, "?state=chan%20send&state="],
  [{ groupsBy: "wait", system: true }, "?groups=wait&system=1"],
  [{ rows: "stacks", rank: "delta" }, "?rows=stacks&rank=delta"],
  [{ rows: "functions", rank: "name", rankUp: true }, "?rows=functions&rank=-name"],
  [{ rankUp: true }, "?rank=-rank"],
  [{ leftOut: [3], snapshotOrder: [2, 1, 3] }, "?out=3&snapshots=2,1,3"],
  [{ tz: "local" }, "?tz=local"],
  [
    {
      off: new Map([
        ["focus", "main"],
        ["hide", "a:b"],
        ["tagfocus", ""],
      ]),
    },
    "?off=focus:main&off=hide:a:b&off=tagfocus:",
  ],
];

for (const [place, url] of FIELDS)
  test(`written and read again: ${url}`, () => {
    assert.equal(written(place), url);
    assert.deepEqual(readPlace(url, VIEWS), { ...START, ...place });
  });

test("all fields together are read again as they were", () => {
  const place = /** @type {Place} */ (Object.assign({}, START, ...FIELDS.map(([field]) => field)));
  for (const [field, value] of Object.entries(place))
    assert.notDeepEqual(value, START[/** @type {keyof Place} */ (field)], `${field} is not tried`);
  assert.deepEqual(readPlace(written(place, "f=main&si=cpu"), VIEWS), place);
});

test("an option that is off without a value has none", () => {
  assert.deepEqual(
    [...readPlace("?off=focus&off=hide:a:b", VIEWS).off],
    [
      ["focus", ""],
      ["hide", "a:b"],
    ],
  );
});

test("what stands by itself is not written where it says nothing", () => {
  assert.equal(written({ view: "top" }), "/proflens/", "the view that is shown anyway");
  assert.equal(written({ up: true }), "/proflens/", "a direction without a zoom");
  assert.equal(written({ file: "/src/a.go" }), "/proflens/", "the file of no function");
  assert.equal(written({ part: { from: 0.000001, to: 0.999999 } }), "/proflens/", "all of the width");
});

test("pprof's parameters come first, as they are", () => {
  assert.equal(written({ view: "traces" }, "f=a%2Bb&n=40"), "?f=a%2Bb&n=40&view=traces");
  assert.equal(written({}, "f=main"), "?f=main");
});

test("only what would mean something else is escaped", () => {
  assert.equal(written({ sel: "a/b:c,d$e@f(g)*h" }), "?sel=a/b:c,d$e@f(g)*h");
  for (const text of ["a&b=c", "a+b", "100%", "%2F", "a#b?c", "a;b", "a b", "ä→😀", '"<>[]{}|\\^`', "line\nline"]) {
    const url = written({ q: text });
    assert.equal(readPlace(url, VIEWS).q, text);
    assert.match(url, /^\?q=[^&=+#;\s]*$/);
    // The browser itself sees the same: nothing of it ends the query.
    assert.equal(new URL(url, "https://example.test/").search.replace("?q=", ""), url.replace("?q=", ""));
  }
});

test("what an address says that no page wrote is taken for the start's", () => {
  assert.deepEqual(readPlace("?view=nosuch&flame=root&up=yes&new=2&whole=&tz=Mars&nosuch=1", VIEWS), START);
  for (const part of ["", "0.5", "0.5-0.25", "0.5-0.5", "0.5-1.5", "-1-1", "a-b", "-", "0.1-0.2-0.3"])
    assert.deepEqual(readPlace(`?part=${part}`, VIEWS).part, WHOLE, part);
  assert.deepEqual(readPlace("?out=a,-1,,2&snapshots=", VIEWS), { ...START, leftOut: [2] });
  assert.equal(readPlace("?q=a+b", VIEWS).q, "a b", "as forms write it");
});

test("a part of the width is written with few digits, and right to a few pixels where it is smallest", () => {
  const part = { from: 1 / 3, to: 1 / 3 + 1 / 256 };
  const url = written({ part });
  assert.equal(url, "?part=0.33333-0.33724");
  const read = readPlace(url, VIEWS).part;
  assert.ok(Math.abs(read.from - part.from) * 256 * 1500 < 4, "pixels of a window of 1500");
});

test("links are written with their roles and read again, those without an address not", () => {
  const links = [
    { url: "https://example.test/a.pb.gz?x=1&y=2", role: "source" },
    { url: "c.pb.gz", role: "source" },
    { url: "old.pb.gz", role: "base" },
    { url: "old-2.pb.gz", role: "base" },
    { url: "older.pb.gz", role: "diff_base" },
    { url: "older-2.pb.gz", role: "diff_base", choice: { sampleTypes: [0, 3], dropLabels: true } },
  ];
  const url = writeUrl([], START, VIEWS, links);
  assert.equal(
    url,
    "?profile=https://example.test/a.pb.gz%3Fx%3D1%26y%3D2&profile=c.pb.gz&base=old.pb.gz&base=old-2.pb.gz&diff_base=older.pb.gz&diff_base=older-2.pb.gz&less=0.3.nolabels:older-2.pb.gz",
  );
  assert.deepEqual(readLinks(url), links);
  // One that is off is a profile to open all the same.
  assert.equal(writeUrl([], START, VIEWS, [{ url: "a", role: "off" }]), "?profile=a");
  assert.deepEqual(readLinks("?profile=&base="), []);
  assert.deepEqual(readLinks("?view=top"), []);
  // What is no choice is none.
  for (const less of ["", "x:a", ":a", "3", "3:b"])
    assert.deepEqual(readLinks(`?profile=a&less=${less}`), [{ url: "a", role: "source" }], less);
});

test("files are named behind the #, with whatever is in their names", () => {
  /** @type {import("../../www/state/address.js").FileMark[]} */
  const files = [
    { name: "cpu.pb.gz", size: 16384, digest: "abcdef123456", role: "source" },
    { name: "a~1~b & c=ü#%?.pb.gz", size: 0, digest: "", role: "diff_base" },
    { name: "base", size: 12, digest: "000000000000", role: "base" },
    { name: "heap", size: 5, digest: "111111111111", role: "base", choice: { sampleTypes: [1], dropLabels: false } },
  ];
  assert.equal(writeFiles(files.slice(0, 1)), "#of=cpu.pb.gz~16384~abcdef123456");
  assert.deepEqual(readFiles(new URL(writeFiles(files), "https://example.test/").hash), files);
  assert.equal(writeFiles(files.slice(3)), "#of=heap~5~111111111111~base~less:1");
  assert.equal(writeFiles([]), "");
  assert.equal(writeFiles(Array(5).fill(files[0])), "", "many are more than a link should be long");
  for (const hash of [
    "",
    "#",
    "#top",
    "#of=",
    "#of=cpu.pb.gz",
    "#of=~12~abcdef123456",
    "#of=a~x~abcdef123456",
    "#of=a~1~ABC",
  ])
    assert.deepEqual(readFiles(hash), [], hash);
});

test("an address that says nothing about the page is no view of anything", () => {
  const is = (/** @type {string} */ search) => isPlace(search, readPlace(search, VIEWS), VIEWS);
  assert.ok(is("?q=json") && is("?sel=main.run"));
  for (const search of ["", "?utm_source=x", "?view=nosuch", "?view=top"]) assert.equal(is(search), false, search);
});
