// The page's state in its address: what is written is read again, and a person can read it too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readLinks, readPlace, startOf, writeUrl } from "../../www/state/address.js";

/** @import { Place } from "../../www/state/address.js" */

Object.assign(globalThis, { location: { pathname: "/proflens/" } });

/** @type {Place} */
const START = {
  view: "",
  sel: "",
  q: "",
  order: "",
  flame: "",
  pivot: "",
  zoom: [],
  up: false,
  newOnly: false,
  whole: false,
  file: "",
  tz: "UTC",
  off: new Map(),
};
/** The address of a place that differs from the start so. @param {Partial<Place>} place */
const written = (place, params = "") => writeUrl(params, { ...START, ...place }, []);

test("an address that says nothing is the start, and the start is the plain address", () => {
  assert.deepEqual(readPlace(""), START);
  assert.deepEqual(startOf("flame"), { ...START, view: "flame" });
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
  [{ newOnly: true }, "?new=1"],
  [{ whole: true }, "?whole=1"],
  [{ sel: "main.f", file: "/src/a.go" }, "?sel=main.f&file=/src/a.go"],
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
    assert.deepEqual(readPlace(url), { ...START, ...place });
  });

test("all fields together are read again as they were", () => {
  const place = /** @type {Place} */ (Object.assign({}, START, ...FIELDS.map(([field]) => field)));
  for (const [field, value] of Object.entries(place))
    assert.notDeepEqual(value, START[/** @type {keyof Place} */ (field)], `${field} is not tried`);
  assert.deepEqual(readPlace(written(place, "f=main&si=cpu")), place);
});

test("what stands by itself is not written where it says nothing", () => {
  assert.equal(written({ view: "top" }), "/proflens/", "the view that is shown anyway");
  assert.equal(written({ up: true }), "/proflens/", "a direction without a zoom");
  assert.equal(written({ file: "/src/a.go" }), "/proflens/", "the file of no function");
});

test("pprof's parameters come first, as they are", () => {
  assert.equal(written({ view: "traces" }, "f=a%2Bb&n=40"), "?f=a%2Bb&n=40&view=traces");
  assert.equal(written({}, "f=main"), "?f=main");
});

test("only what would mean something else is escaped", () => {
  assert.equal(written({ sel: "a/b:c,d$e@f(g)*h" }), "?sel=a/b:c,d$e@f(g)*h");
  for (const text of ["a&b=c", "a+b", "100%", "%2F", "a#b?c", "a;b", "a b", "ä→😀", '"<>[]{}|\\^`', "line\nline"]) {
    const url = written({ q: text });
    assert.equal(readPlace(url).q, text);
    assert.match(url, /^\?q=[^&=+#;\s]*$/);
    // The browser itself sees the same: nothing of it ends the query.
    assert.equal(new URL(url, "https://example.test/").search.replace("?q=", ""), url.replace("?q=", ""));
  }
});

test("what an address says that no page wrote is taken for the start's", () => {
  const { flame, up, newOnly, whole, tz } = readPlace("?flame=root&up=yes&new=2&whole=&tz=Mars&nosuch=1");
  assert.deepEqual(
    { flame, up, newOnly, whole, tz },
    { flame: "", up: false, newOnly: false, whole: false, tz: "UTC" },
  );
  assert.equal(readPlace("?q=a+b").q, "a b", "as forms write it");
});

test("links are written with their roles and read again, those without an address not", () => {
  const links = [
    { url: "https://example.test/a.pb.gz?x=1&y=2", role: "source" },
    { url: "c.pb.gz", role: "source" },
    { url: "old.pb.gz", role: "base" },
    { url: "old-2.pb.gz", role: "base" },
    { url: "older.pb.gz", role: "diff_base" },
    { url: "older-2.pb.gz", role: "diff_base" },
  ];
  const url = writeUrl("", START, links);
  assert.equal(
    url,
    "?profile=https://example.test/a.pb.gz%3Fx%3D1%26y%3D2&profile=c.pb.gz&base=old.pb.gz&base=old-2.pb.gz&diff_base=older.pb.gz&diff_base=older-2.pb.gz",
  );
  assert.deepEqual(readLinks(url), links);
  // One that is off is a profile to open all the same.
  assert.equal(writeUrl("", START, [{ url: "a", role: "off" }]), "?profile=a");
  assert.deepEqual(readLinks("?profile=&base="), []);
  assert.deepEqual(readLinks("?view=top"), []);
});
