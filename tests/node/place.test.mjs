// Where the page stands: what each action does to the address, and what the address does to the page.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { WHOLE } from "../../www/state/address.js";
import { createNumbers } from "../../www/state/closed.js";
import { createPlace } from "../../www/state/place.js";
import { createState } from "../../www/state/state.js";

const VIEWS = ["top", "flame", "source"];
const BASE = "https://example.test/proflens/";

/** The browser's history, and its address. */
let entries = /** @type {string[]} */ ([]);
/** @param {string} search */
function at(search) {
  const { href, pathname } = new URL(search || BASE, BASE);
  Object.assign(globalThis, { location: { href, pathname, search: new URL(href).search, hash: new URL(href).hash } });
}
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  entries = [""];
  const history = {
    state: /** @type {any} */ (null),
    pushState(/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) {
      this.state = state;
      entries.push(url);
      at(url);
    },
    replaceState(/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) {
      this.state = state;
      entries[entries.length - 1] = url;
      at(url);
    },
  };
  Object.assign(globalThis, { history, navigation: undefined });
});

/** What the place is told of profiles. @param {ReturnType<typeof createState>} state */
const profiles = (state) => ({
  numbers: createNumbers(),
  on: { parts: () => state.profiles.flatMap(({ id, role }) => (role === "off" ? [] : [[id, role]])) },
});

/** A page at an address. Its first profile is there, unless it is said to be empty. @param {string} [search] @param {{empty?: true}} [is] */
function opened(search = "", { empty } = {}) {
  at(search);
  const told = { changed: 0, drawn: 0 };
  const state = createState(search, VIEWS);
  const page = { views: VIEWS, changed: () => told.changed++, draw: () => told.drawn++ };
  const place = createPlace(/** @type {any} */ ({ state, page, origins: new Map(), ...profiles(state) }));
  if (!empty) {
    state.summary = /** @type {any} */ ({ ready: true, firstView: "top" });
    state.profiles = /** @type {any} */ ([{ id: 1, role: "source" }]);
    place.fulfilled();
    // As when it was opened: from now on there is an entry of the history.
    place.remember("replace");
    entries = [""];
  }
  return { state, place, told, ...place.actions };
}

test("a step is an address at once; what is typed or moved is no step, and its address follows when it rests", () => {
  const { select, setSearch, setPart, told } = opened();
  select("main.run");
  assert.deepEqual(entries, ["", "?sel=main.run"]);
  for (const q of ["j", "js", "json"]) setSearch(q);
  assert.deepEqual(entries, ["", "?sel=main.run"], "not while somebody types");
  mock.timers.tick(200);
  assert.deepEqual(entries, ["", "?sel=main.run&q=json"]);
  setPart({ from: 0, to: 0.5 });
  mock.timers.tick(200);
  assert.deepEqual(entries, ["", "?sel=main.run&q=json&part=0-0.5"]);
  assert.equal(told.changed, 5, "each is drawn");
});

test("a step takes what was typed before it along", () => {
  const { setSearch, select } = opened();
  setSearch("json");
  select("main.run");
  mock.timers.tick(1000);
  assert.deepEqual(entries, ["", "?sel=main.run&q=json"]);
});

test("what changes nothing is no step", () => {
  const { select, setView, setSource, setSourceAlone, setWhole } = opened("?sel=main.run&file=/a.go");
  select("main.run");
  setView("top");
  setSource({ name: "main.run", file: "/a.go" });
  setWhole(false);
  assert.deepEqual(entries, [""]);
  setSourceAlone({ name: "main.go", file: "/b.go" });
  setSourceAlone({ name: "main.go", file: "/b.go" });
  assert.equal(entries.length, 2);
});

test("until a profile is there the address is a wish, and nothing is written", () => {
  const { state, place, select, setView } = opened("?f=main&si=cpu&view=flame", { empty: true });
  assert.equal(state.view, "flame");
  assert.deepEqual(place.wish(), [
    ["f", "main"],
    ["si", "cpu"],
    ["view", "flame"],
  ]);
  select("main.run");
  setView("top");
  assert.deepEqual(entries, [""]);
  place.fulfilled();
  assert.equal(place.wish(), null);
});

test("where a profile is opened for another view, that is shown first, unless one was named, and any view is said", () => {
  for (const [search, view, address] of [
    ["", "flame", "?view=flame&sel=main.run"],
    ["?view=top", "top", "?view=top&sel=main.run"],
  ]) {
    const { place, state, select } = opened(search);
    Object.assign(state.summary ?? {}, { firstView: "flame" });
    place.came();
    assert.equal(state.view, view);
    select("main.run");
    assert.equal(entries.at(-1), address);
  }
});

test("a wish alone is not enough: without a summary there is nothing to remember", () => {
  const { place, select } = opened("", { empty: true });
  place.fulfilled();
  select("main.run");
  assert.deepEqual(entries, [""]);
});

test("after the last profile is closed the page is plain, in its view and its time zone, and so is what comes next", () => {
  const { state, place } = opened("?f=main&view=flame&sel=main.run&q=json&zoom=main&part=0-0.5&tz=local&off=hide:x");
  place.restart();
  assert.deepEqual(
    [state.view, state.sel, state.q, state.zoom, state.part, state.tz, state.off.size],
    ["flame", "", "", [], WHOLE, "local", 0],
  );
  assert.deepEqual(place.wish(), []);
  state.profiles = [];
  place.remember("push");
  assert.deepEqual(entries, ["", "/proflens/"]);
  place.restart("top");
  assert.equal(state.view, "top");
});

test("back and forward: the page goes where the address is, and says which options that has", () => {
  const { state, place, select, told } = opened();
  select("main.run");
  at("?f=main&view=source&q=json");
  const there = place.returned();
  assert.deepEqual([state.view, state.sel, state.q], ["source", "", "json"]);
  assert.deepEqual(there?.params[0], ["f", "main"]);
  assert.equal(told.drawn, 1, "another view is there when the next key comes");
  at("?view=source");
  place.returned();
  assert.equal(told.drawn, 1);
});

test("a replacement that was still to come is not written over the address that was gone back to", () => {
  const { place, setSearch } = opened();
  setSearch("json");
  at("?view=flame");
  place.returned();
  mock.timers.tick(1000);
  assert.deepEqual(entries, [""]);
});

test("back to a page without profiles: its address is a wish again", () => {
  const { place } = opened("", { empty: true });
  place.fulfilled();
  at("?f=main");
  assert.equal(place.returned(), null);
  assert.deepEqual(place.wish(), [["f", "main"]]);
});

test("a view comes with what is to be seen in it, in one step, and is drawn at once", () => {
  const { state, setView, told } = opened("?sel=main.run&file=/a.go");
  setView("flame", "main.leaf", { pivot: "main.leaf" });
  assert.deepEqual(entries, ["", "?view=flame&sel=main.leaf&pivot=main.leaf"]);
  assert.equal(told.drawn, 1);
  assert.equal(state.file, "", "the file was that of another function");
});

test("another picture of the flame graph is seen as a whole", () => {
  const part = { from: 0.25, to: 0.5 };
  for (const act of /** @type {const} */ (["setFlame", "setZoom"])) {
    const page = opened("?view=flame&part=0.25-0.5");
    assert.deepEqual(page.state.part, part);
    if (act === "setFlame") page.setFlame({ flame: "leaf" });
    else page.setZoom(["main.main"], false);
    assert.equal(page.state.part, WHOLE, act);
  }
  const { state, setZoom, setFlame } = opened();
  setZoom(["main.main"], true);
  setFlame({ pivot: "main.run" });
  assert.deepEqual([state.zoom, state.up, state.pivot], [[], false, "main.run"]);
});

test("the file of the shown function goes with another one, and stays where the selection is none of functions", () => {
  const { state, select, setSource, setSourceAlone } = opened();
  setSource({ name: "main.run", file: "/a.go" });
  assert.deepEqual([state.sel, state.file], ["main.run", "/a.go"]);
  select("main.leaf");
  assert.deepEqual([state.sel, state.file], ["main.leaf", ""]);
  setSourceAlone({ name: "main.run", file: "/b.go" });
  select("main.go:12");
  assert.deepEqual([state.sel, state.src, state.file], ["main.go:12", "main.run", "/b.go"]);
  assert.equal(entries.at(-1), "?sel=main.go:12&src=main.run&file=/b.go");
  setSource({ name: "main.leaf", file: "/c.go" });
  assert.deepEqual([state.sel, state.src, state.file], ["main.leaf", "", "/c.go"]);
});

test("links stay in the address, with the parts that their profiles play", () => {
  at("");
  const state = createState("", VIEWS);
  const page = { views: VIEWS, changed() {}, draw() {} };
  const origins = new Map([
    [1, { link: "old.pb.gz" }],
    [2, { link: "new.pb.gz" }],
    [3, {}],
  ]);
  const place = createPlace(/** @type {any} */ ({ state, page, origins, ...profiles(state) }));
  place.fulfilled();
  Object.assign(state, {
    summary: { ready: true, firstView: "top" },
    params: [["f", "main"]],
    profiles: [
      { id: 1, role: "base" },
      { id: 2, role: "source" },
      { id: 3, role: "off" },
    ],
  });
  place.remember("none");
  assert.deepEqual(entries, [""]);
  place.remember("push");
  assert.deepEqual(entries, ["", "?f=main&base=old.pb.gz&profile=new.pb.gz"]);
});

test("which file a profile came from stands behind the address, and is no step of its own", () => {
  at("");
  const state = createState("", VIEWS);
  const page = { views: VIEWS, changed() {}, draw() {} };
  const file = { name: "cpu.pb.gz", size: 16, digest: "abcdef123456" };
  const off = { ...file, name: "other.pb.gz" };
  const origins = new Map([
    [1, { file }],
    [2, { file: off }],
  ]);
  const place = createPlace(/** @type {any} */ ({ state, page, origins, ...profiles(state) }));
  place.fulfilled();
  Object.assign(state, {
    summary: { ready: true, firstView: "top" },
    profiles: [
      { id: 1, role: "source" },
      { id: 2, role: "off" },
    ],
  });
  place.remember("push");
  assert.deepEqual(entries, ["/proflens/#of=cpu.pb.gz~16~abcdef123456"], "without one that is off");
  place.actions.select("main.run");
  assert.deepEqual(entries.slice(1), ["?sel=main.run#of=cpu.pb.gz~16~abcdef123456"]);
});

test("the files of the address are wanted until they are there, and again behind a step back to it", () => {
  const { state, place } = opened("?view=flame#of=cpu.pb.gz~16~abcdef123456", { empty: true });
  assert.deepEqual(state.wanted, [{ name: "cpu.pb.gz", size: 16, digest: "abcdef123456", role: "source" }]);
  place.restart();
  assert.deepEqual(state.wanted, []);
  at("#of=heap.pb.gz~9~");
  place.returned();
  assert.deepEqual(
    state.wanted.map(({ name }) => name),
    ["heap.pb.gz"],
  );
});
