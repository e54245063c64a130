// Saved configurations: kept in the browser where it keeps anything, else for as long as the page.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { readParams, writeParams } from "../../www/state/address.js";
import { createConfigs, says, split } from "../../www/state/configs.js";

const KEY = "proflens.configs";
/** What the browser keeps, and what it refuses. */
const storage = { kept: new Map(), reads: true, writes: true };
/** @type {((event: {key: string}) => void)[]} */
let listeners = [];

beforeEach(() => {
  Object.assign(storage, { kept: new Map(), reads: true, writes: true });
  listeners = [];
  const localStorage = {
    getItem(/** @type {string} */ key) {
      if (!storage.reads) throw new DOMException("no storage", "SecurityError");
      return storage.kept.get(key) ?? null;
    },
    setItem(/** @type {string} */ key, /** @type {string} */ value) {
      if (!storage.writes) throw new DOMException("full", "QuotaExceededError");
      storage.kept.set(key, value);
    },
  };
  const addEventListener = (/** @type {string} */ type, /** @type {(event: {key: string}) => void} */ heard) =>
    type === "storage" && listeners.push(heard);
  Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
  Object.assign(globalThis, { addEventListener });
});

const DEFAULT = { name: "Default", params: "" };
const MINE = { name: "Mine", params: "f=main&n=40" };
const OTHER = { name: "Other", params: "g=lines" };

test("Default is there before anything else, and is nobody's to change", () => {
  const configs = createConfigs();
  assert.deepEqual(configs.list(), [DEFAULT]);
  assert.match(configs.save({ name: " Default ", params: "f=x" }), /Default is always there/);
  configs.remove("Default");
  assert.deepEqual(configs.list(), [DEFAULT]);
});

test("what is saved is there after a reload, in its order, and a name is needed", () => {
  const configs = createConfigs();
  assert.equal(configs.save(MINE), "");
  assert.equal(configs.save({ ...OTHER, name: "  Other " }), "");
  assert.match(configs.save({ name: "  ", params: "f=x" }), /needs a name/);
  assert.equal(configs.isKept(), true);
  assert.deepEqual(createConfigs().list(), [DEFAULT, MINE, OTHER]);
  configs.remove("Mine");
  assert.deepEqual(configs.list(), [DEFAULT, OTHER]);
  assert.deepEqual(createConfigs().list(), [DEFAULT, OTHER]);
});

test("one of the same name takes its place", () => {
  const configs = createConfigs();
  for (const config of [MINE, OTHER, { name: "Mine", params: "i=runtime" }]) configs.save(config);
  assert.deepEqual(configs.list(), [DEFAULT, { name: "Mine", params: "i=runtime" }, OTHER]);
});

test("what another tab saves is seen, and not overwritten", () => {
  const [here, there] = [createConfigs(), createConfigs()];
  there.save(MINE);
  assert.deepEqual(here.list(), [DEFAULT]);
  for (const heard of listeners) heard({ key: "proflens.theme" });
  assert.deepEqual(here.list(), [DEFAULT], "another key is not ours");
  for (const heard of listeners) heard({ key: KEY });
  assert.deepEqual(here.list(), [DEFAULT, MINE]);
  // Before the browser has told.
  there.remove("Mine");
  there.save(OTHER);
  here.save({ name: "Third", params: "" });
  assert.deepEqual(
    createConfigs()
      .list()
      .map((c) => c.name),
    ["Default", "Other", "Third"],
  );
  there.save(MINE);
  here.remove("Third");
  assert.deepEqual(createConfigs().list(), [DEFAULT, OTHER, MINE]);
});

test("what storage holds besides configurations is as good as nothing", () => {
  for (const text of ["{", "null", "{}", '"text"', "7"]) {
    storage.kept.set(KEY, text);
    assert.deepEqual(createConfigs().list(), [DEFAULT], text);
  }
  storage.kept.set(KEY, JSON.stringify([null, 7, { name: "a" }, { params: "b" }, { name: 1, params: "" }, MINE]));
  assert.deepEqual(createConfigs().list(), [DEFAULT, MINE]);
});

for (const { what, reads } of [
  { what: "is forbidden", reads: false },
  { what: "is full", reads: true },
])
  test(`where storage ${what} a configuration lasts as long as the page`, () => {
    Object.assign(storage, { reads, writes: false });
    const configs = createConfigs();
    assert.deepEqual(configs.list(), [DEFAULT]);
    configs.save(MINE);
    assert.equal(configs.isKept(), false);
    configs.save(OTHER);
    assert.deepEqual(configs.list(), [DEFAULT, MINE, OTHER]);
    configs.remove("Mine");
    assert.deepEqual(configs.list(), [DEFAULT, OTHER]);
    // There is room again: what was not kept is kept now.
    Object.assign(storage, { reads: true, writes: true });
    configs.save(MINE);
    assert.equal(configs.isKept(), true);
    assert.deepEqual(createConfigs().list(), [DEFAULT, OTHER, MINE]);
  });

test("parameters part into what configurations hold and the rest", () => {
  const options = /** @type {any} */ ([
    { url: "f", saved: true },
    { url: "n", saved: true },
    { url: "tf", saved: true },
    { url: "si", saved: false },
  ]);
  const of = (/** @type {string} */ query) => {
    const { held, rest } = split(readParams(query), options);
    return [writeParams(held), writeParams(rest)];
  };
  assert.deepEqual(of("f=a%3Db&si=cpu&n=40&tf=x"), ["f=a%3Db&n=40&tf=x", "si=cpu"]);
  assert.deepEqual(of(""), ["", ""]);
  assert.deepEqual(of("&si=cpu&&f=a&"), ["f=a", "si=cpu"]);
  assert.deepEqual(of("view=f"), ["", "view=f"]);
});

test("a configuration says the same as parameters in whatever order, and however it is escaped", () => {
  const same = (/** @type {string} */ params, /** @type {string} */ query) =>
    says({ name: "", params }, readParams(query));
  assert.ok(same("f=a&n=40", "n=40&f=a"));
  assert.ok(same("n=40&f=a", "f=a&n=40"));
  assert.ok(same("", ""));
  assert.ok(same("f=a+b%21", "f=a%20b!"), "as earlier versions kept it");
  assert.ok(!same("f=a", "f=b"));
  assert.ok(!same("f=a", "f=a&n=40"));
});
