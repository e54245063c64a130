// What the page knows: taken over from the Session, and what becomes of the page's own beside it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { orderAfter } from "../../www/state/place.js";
import { createState, forget, optionValue, orderOf, take } from "../../www/state/state.js";

/** @typedef {{name: string, value: string, default: string}} Option */

const VIEWS = ["top", "flame"];
/** What a Session says that has one profile. @param {object} [differs] @returns {any} */
const said = (differs) => ({
  params: [["f", "main"]],
  options: [option("focus", "main"), option("sort", "flat", "flat")],
  profiles: [{ id: 1, role: "source" }],
  memory: 1024,
  trouble: "",
  summary: { ready: true, type: "cpu" },
  timings: [],
  generation: 3,
  ...differs,
});
/** @param {string} name @param {string} value @param {string} [normal] @returns {Option} */
const option = (name, value, normal = "") => ({ name, value, default: normal });
/** A state that has taken what a Session said. @param {object} [differs] */
function taken(differs) {
  const state = createState("", VIEWS);
  take(state, said(differs));
  return state;
}

test("a state begins where its address says, and in the first view where the address names none that there is", () => {
  const state = createState("?view=flame&sel=main.run&off=focus:main", VIEWS);
  assert.equal(state.view, "flame");
  assert.equal(state.sel, "main.run");
  assert.deepEqual([...state.off], [["focus", "main"]]);
  assert.equal(createState("?view=nosuch", VIEWS).view, "top");
  assert.equal(createState("", VIEWS).view, "top");
});

test("what the Session says is taken as it is", () => {
  const fresh = said({ trouble: "no samples" });
  const state = createState("", VIEWS);
  take(state, fresh);
  for (const field of /** @type {const} */ (["params", "options", "profiles", "memory", "trouble", "summary"]))
    assert.equal(state[field], fresh[field], field);
  assert.equal(optionValue(state, "focus"), "main");
  assert.equal(optionValue(state, "nosuch"), "");
});

test("the revision grows with every other generation, and only then", () => {
  const state = createState("", VIEWS);
  take(state, said({ generation: 0 }));
  assert.equal(state.revision, 1, "the first one counts");
  take(state, said({ generation: 0 }));
  assert.equal(state.revision, 1);
  take(state, said({ generation: 1 }));
  take(state, said({ generation: 4 }));
  assert.equal(state.revision, 3);
  // A new Session counts from the beginning again.
  take(state, said({ generation: 1 }));
  assert.equal(state.revision, 4);
});

test("where no report can be made the last summary stays", () => {
  const state = taken();
  const { summary } = state;
  take(state, said({ summary: null, trouble: "focus: missing )" }));
  assert.equal(state.summary, summary);
  assert.equal(state.trouble, "focus: missing )");
});

test("timings are the last ones of each stage", () => {
  const state = taken({
    timings: [
      { stage: "read", ms: 10 },
      { stage: "merge", ms: 5 },
    ],
  });
  take(state, said({ timings: [{ stage: "read", ms: 7 }] }));
  assert.deepEqual(Object.fromEntries(state.timings), { read: 7, merge: 5 });
});

test("a filter that is off waits as long as nothing else has its place", () => {
  const options = [option("focus", ""), option("hide", "other"), option("sort", "flat", "flat")];
  const state = taken({ options });
  state.off = new Map([
    ["focus", "main"],
    ["hide", "runtime"],
    ["nosuch", "x"],
    ["sort", "flat"],
  ]);
  take(state, said({ options }));
  assert.deepEqual([...state.off], [["focus", "main"]]);
  take(state, said({ options: [option("focus", "main")] }));
  assert.deepEqual([...state.off], [], "it is on");
});

test("an offer about profiles is void as soon as one of them plays a part", () => {
  const profiles = ["source", "off", "off"].map((role, i) => ({ id: i + 1, role }));
  const state = taken({ profiles });
  const offer = /** @type {any} */ ({ fresh: [profiles[1], profiles[2]], source: profiles[0] });
  state.offer = offer;
  take(state, said({ profiles: profiles.map((p) => ({ ...p })) }));
  assert.equal(state.offer, offer);
  take(state, said({ profiles: profiles.map((p) => (p.id === 3 ? { ...p, role: "source" } : p)) }));
  assert.equal(state.offer, null);
  state.offer = offer;
  take(state, said({ profiles: profiles.slice(0, 2) }));
  assert.equal(state.offer, null, "one of them is closed");
});

test("after a trap nothing of the Session is left, and every answer is out of date", () => {
  const state = taken({ trouble: "no samples", timings: [{ stage: "read", ms: 1 }] });
  Object.assign(state, {
    loads: [{}],
    saves: [{}],
    offer: {},
    sel: "main.run",
    notices: [{ kind: "note", text: "a" }],
  });
  const { revision } = state;
  forget(state);
  const { profiles, summary, loads, saves, offer, trouble } = state;
  assert.deepEqual(
    { profiles, summary, loads, saves, offer, trouble },
    { profiles: [], summary: null, loads: [], saves: [], offer: null, trouble: "" },
  );
  assert.equal(state.revision, revision + 1);
  assert.equal(state.notices.length, 1);
  assert.equal(state.sel, "main.run");
  // The same generation of another Session is another state.
  take(state, said());
  assert.equal(state.revision, revision + 2);
});

/** How the table stands, and how it stands after a click on a column. */
const CLICKS = /** @type {const} */ ([
  // order, sort, is, click, next order, next sort
  ["", "flat", "flat down", "flat", "up", null],
  ["up", "flat", "flat up", "flat", "", null],
  ["", "flat", "flat down", "cum", "", "cum"],
  ["up", "flat", "flat up", "cum", "", "cum"],
  ["", "cum", "cum down", "cum", "up", null],
  ["up", "cum", "cum up", "cum", "", null],
  ["", "cum", "cum down", "flat", "", "flat"],
  ["", "flat", "flat down", "name", "name", null],
  ["up", "cum", "cum up", "name", "name", null],
  ["name", "flat", "name up", "name", "-name", null],
  ["-name", "cum", "name down", "name", "name", null],
  ["name", "cum", "name up", "cum", "", null],
  ["-name", "cum", "name down", "flat", "", "flat"],
]);

for (const [order, sort, is, column, nextOrder, nextSort] of CLICKS)
  test(`a click on ${column} where the table stands ${is}`, () => {
    const state = taken({ options: [option("sort", sort, "flat")] });
    state.order = order;
    const now = orderOf(state);
    assert.equal(`${now.column} ${now.descending ? "down" : "up"}`, is);
    assert.deepEqual(orderAfter(state, column), { order: nextOrder, sort: nextSort });
  });

test("an order that nobody wrote is the usual one", () => {
  const state = taken();
  state.order = "sideways";
  assert.deepEqual(orderOf(state), { column: "flat", descending: true });
});
