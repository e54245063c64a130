// What the page offers to do with a second profile, and what becomes of the parts when the user decides.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOffers } from "../../www/state/offers.js";
import { textOf } from "../../www/views/trend-words.js";

/** @import { ProfileInfo, Role } from "../../www/pkg/proflens.js" */

/** @param {number} id @param {Role} role @param {object} [differs] @returns {ProfileInfo} */
const profile = (id, role, differs) =>
  /** @type {any} */ ({
    id,
    name: `${id}.pb.gz`,
    role,
    kind: "heap",
    article: "a",
    timeNanos: id * 1000,
    size: 100,
    samples: id,
    period: 1,
    defaultType: 0,
    openedType: 0,
    sampleTypes: [{ type: "space", unit: "bytes", total: id }],
    measures: "space/B by /",
    unfit: "",
    changes: false,
    ...differs,
  });

/**
 * A page with profiles on which some were just opened.
 * @param {ProfileInfo[]} profiles @param {number[]} opened @param {{isFirst?: boolean, trend?: number[], refused?: string}} [on] whether nothing was open before;
 *   the order in which the trend has the profiles, none if it cannot be asked
 */
function offered(profiles, opened, { isFirst = false, trend, refused = "" } = {}) {
  const state = /** @type {any} */ ({ profiles, offer: null });
  const told = { changed: 0, notices: /** @type {any[]} */ ([]) };
  const core = {
    state,
    // Nothing is known of their files.
    origins: new Map(),
    page: { changed: () => told.changed++ },
    notice: (/** @type {any} */ n) => told.notices.push(n),
    ask: {
      async once(/** @type {string} */ view, /** @type {{base: number, source: number}} */ query) {
        if (!trend) throw new Error("nothing is open");
        if (view === "comparison") return { sentence: `${query.base} changed to ${query.source}.`, pieces: [] };
        const said = (/** @type {string} */ role, /** @type {string} */ text) => ({
          role,
          pieces: [{ text }],
          markdown: text,
        });
        return {
          refused,
          sentences: [said("verdict", "In `select`, +3."), said("caveat", "No trend."), said("note", "By name.")],
          snapshots: trend.map((id) => ({ id, takesPart: true })),
        };
      },
    },
  };
  /** @param {string} view @param {string} [_] @param {{leftOut?: number[]}} [there] */
  const setView = (view, _, there) => Object.assign(state, { view, leftOut: there?.leftOut });
  const place = { actions: { setView } };
  const offers = createOffers(/** @type {any} */ (core), /** @type {any} */ (place), async (role) => {
    for (const p of state.profiles) p.role = role(p);
  });
  offers.make(opened, isFirst);
  const roles = () => state.profiles.map((/** @type {ProfileInfo} */ p) => p.role);
  return { state, told, roles, take: offers.actions.takeOffer, make: offers.make };
}

test("where nothing is shown yet, nothing is offered", () => {
  const { state, told } = offered([profile(1, "off"), profile(2, "off")], [1, 2]);
  assert.equal(state.offer, null);
  assert.deepEqual(told.notices, []);
});

test("what was open before, or plays a part already, is not offered", () => {
  const profiles = [profile(1, "source"), profile(2, "off"), profile(3, "base")];
  const { state, told } = offered(profiles, [3]);
  assert.equal(state.offer, null);
  assert.equal(told.changed, 0);
});

test("an offer knows which profile is the older one, by their times and else by their order", () => {
  const later = offered([profile(1, "source"), profile(2, "off")], [2]);
  assert.deepEqual([later.state.offer.older.id, later.state.offer.newer.id], [1, 2]);
  assert.equal(later.told.changed, 1);
  const earlier = offered([profile(1, "source"), profile(2, "off", { timeNanos: 1 })], [2]);
  assert.deepEqual([earlier.state.offer.older.id, earlier.state.offer.newer.id], [2, 1]);
  const timeless = offered([profile(2, "off", { timeNanos: 0 }), profile(1, "source", { timeNanos: 0 })], [2]);
  assert.deepEqual([timeless.state.offer.older.id, timeless.state.offer.newer.id], [1, 2]);
});

test("a time that cannot be tells no order", () => {
  const doubtful = { timeNanos: 1, timeDoubt: "No profile is from then." };
  const { state } = offered([profile(1, "source"), profile(2, "off", doubtful)], [2]);
  assert.deepEqual([state.offer.older.id, state.offer.newer.id], [1, 2]);
});

test("profiles that open with the same type are offered, whatever else they measure", () => {
  const php = {
    kind: "wall",
    measures: "wall, cpu and exceptions",
    defaultType: 2,
    openedType: 0,
    sampleTypes: ["wall", "cpu", "exceptions"].map((type) => ({ type, unit: "nanoseconds", total: 1 })),
  };
  const ruby = { kind: "wall", sampleTypes: [{ type: "wall", unit: "microseconds", total: 1 }] };
  const { state, told } = offered([profile(1, "source", php), profile(2, "off", ruby)], [2]);
  assert.deepEqual([state.offer.older.id, state.offer.newer.id, told.notices.length], [1, 2, 0]);
});

test("many that came together show their trend, others are offered it", async () => {
  const three = () => [profile(1, "source"), profile(2, "off"), profile(3, "off")];
  const together = offered(three(), [1, 2, 3], { isFirst: true });
  assert.deepEqual([together.state.view, together.state.offer], ["trend", null]);
  assert.deepEqual(together.roles(), ["off", "off", "source"], "what grows is in the last one");
  const later = offered(three(), [2, 3]);
  assert.equal(later.state.view, undefined);
  await later.take("trend");
  assert.deepEqual([later.state.view, later.state.offer], ["trend", null]);
  assert.deepEqual(later.roles(), ["source", "off", "off"]);
});

test("only those that were sampled alike make a trend; of fewer two are offered that were", async () => {
  const periods = (/** @type {number[]} */ ...all) =>
    all.map((period, i) => profile(i + 1, i ? "off" : "source", { period }));
  const two = offered(periods(1, 2, 2), [1, 2, 3], { isFirst: true });
  assert.deepEqual([two.state.view, two.state.offer.older.id, two.state.offer.newer.id], [undefined, 2, 3]);
  const three = offered(periods(2, 1, 2, 0), [1, 2, 3, 4], { isFirst: true });
  assert.deepEqual([three.state.view, three.state.leftOut], ["trend", [2]], "what does not say how goes with any");
});

test("an offer says what the trend says, and has the profiles in its order", async () => {
  const untimed = { timeNanos: 0 };
  const { state } = offered([profile(1, "source", untimed), profile(2, "off", untimed)], [1, 2], {
    isFirst: true,
    trend: [2, 1],
  });
  assert.deepEqual([state.offer.older.id, state.offer.told], [1, []]);
  await new Promise((done) => setTimeout(done));
  assert.deepEqual([state.offer.older.id, state.offer.newer.id], [2, 1]);
  // Of two that are compared by what functions weigh it is what stands above the comparison.
  assert.deepEqual([state.offer.told, state.offer.compared?.sentence], [[], "2 changed to 1."]);
  const goroutine = { kind: "goroutine" };
  const dumps = offered([profile(1, "source", goroutine), profile(2, "off", goroutine)], [2], { trend: [1, 2] });
  await new Promise((done) => setTimeout(done));
  assert.equal(textOf(dumps.state.offer.told), "In `select`, +3. No trend.");
  assert.equal(dumps.state.offer.compared, null);
});

test("what was opened later is after what was there, whatever its name, unless both say when they were taken", async () => {
  for (const [times, wanted] of /** @type {const} */ ([
    [
      [5, 5],
      [1, 2],
    ],
    [
      [5, 0],
      [1, 2],
    ],
    [
      [0, 0],
      [1, 2],
    ],
    [
      [5, 3],
      [2, 1],
    ],
  ])) {
    const [one, other] = times.map((timeNanos) => ({ timeNanos }));
    // The trend has them by their names where their times tell nothing.
    const { state } = offered([profile(1, "source", one), profile(2, "off", other)], [2], { trend: [2, 1] });
    await new Promise((done) => setTimeout(done));
    assert.deepEqual([state.offer.older.id, state.offer.newer.id], wanted, String(times));
    assert.equal(state.offer.isApart, true);
  }
});

test("what cannot be combined is not offered, and the reason is told", async () => {
  const unfit = "one was sampled by cpu/µs, the other by cpu/KiB";
  const one = offered([profile(1, "source"), profile(2, "off", { unfit })], [2]);
  assert.equal(one.state.offer, null);
  assert.match(
    one.told.notices[0].text,
    /: one was sampled by cpu\/µs, the other by cpu\/KiB, so they cannot be compared\./,
  );
  const two = offered(
    [profile(1, "source"), ...[2, 3].map((id) => profile(id, "off", { unfit, measures: `${id}` }))],
    [2, 3],
  );
  assert.match(
    two.told.notices[0].text,
    /^2 profiles cannot be compared with 1\.pb\.gz, 2\.pb\.gz for one: one was sampled/,
  );
  const { action, more } = two.told.notices[0];
  assert.deepEqual(
    [action, ...more].map((a) => a.label),
    ["Switch to 2.pb.gz", "Switch to 3.pb.gz"],
    "nor are they with each other",
  );
});

test("a trend that is refused is not offered, and the reason is told", async () => {
  const refused = "1.pb.gz has the period 1 and 2.pb.gz 2";
  const { state } = offered([profile(1, "source"), profile(2, "off")], [2], { trend: [], refused });
  await new Promise((done) => setTimeout(done));
  assert.equal(state.offer.noTrend, refused);
});

test("a change is not offered to be compared with an amount, also beside other kinds", async () => {
  const unfit = "it is a change already, as some values are negative, and what is shown is none";
  const change = (/** @type {number} */ id, kind = "heap") => profile(id, "off", { kind, unfit, changes: true });
  const one = offered([profile(1, "source"), change(2)], [2]);
  assert.equal(one.state.offer, null);
  assert.equal(
    one.told.notices[0].text,
    `2.pb.gz cannot be compared with 1.pb.gz: ${unfit}. It is in the tray and off.`,
  );
  const labels = (/** @type {any} */ { action, more }) => [action, ...more].map((a) => a.label);
  assert.deepEqual(labels(one.told.notices[0]), ["Switch to it"]);
  const two = offered([profile(1, "source"), profile(2, "off", { kind: "cpu" }), change(3, "cpu")], [2, 3]);
  assert.deepEqual(labels(two.told.notices[0]), ["Switch to 2.pb.gz", "Switch to 3.pb.gz"], "nor with another kind");
  const mixed = offered([profile(1, "source"), profile(2, "off", { kind: "cpu" }), change(3)], [2, 3]);
  assert.equal(
    mixed.told.notices[0].text,
    `2 profiles cannot be compared with 1.pb.gz, 3.pb.gz for one: ${unfit}. They are in the tray and off.`,
  );
});

test("of many kinds that come at once, those in the trend are told to be off elsewhere", () => {
  const heaps = () => [1, 2, 3, 4].map((id) => profile(id, id === 1 ? "source" : "off"));
  const others = () => [5, 6].map((id) => profile(id, "off", { kind: "cpu" }));
  const many = offered([...heaps(), ...others()], [1, 2, 3, 4, 5, 6], { isFirst: true });
  assert.equal(many.state.view, "trend");
  assert.equal(
    many.told.notices[0].text,
    "2 profiles of another kind (cpu) than heap are in the tray and off. The 3 other heap profiles are in the trend, and off elsewhere.",
  );
  const one = offered([...heaps(), others()[0]], [1, 2, 3, 4, 5], { isFirst: true });
  assert.match(one.told.notices[0].text, /tray and off\. The 3 other heap profiles are in the trend/);
  const few = offered([...heaps().slice(0, 2), ...others()], [1, 2, 5, 6], { isFirst: true });
  assert.ok(!few.told.notices[0].text.includes("trend"), "two are no trend");
});

test("many profiles of other kinds are one word", () => {
  const profiles = [profile(1, "source"), ...[2, 3, 4].map((id) => profile(id, "off", { kind: "cpu" }))];
  const { told } = offered(profiles, [2, 3, 4]);
  assert.equal(told.notices.length, 1);
  assert.match(told.notices[0].text, /^3 profiles of another kind \(cpu\)/);
});

/** Three profiles, the first of them shown: the roles after each answer. @type {[Parameters<ReturnType<typeof offered>["take"]>[0], Role[]][]} */
const ANSWERS = [
  ["compare", ["diff_base", "off", "source"]],
  ["merge", ["source", "source", "source"]],
  ["switch", ["off", "off", "source"]],
  ["none", ["source", "off", "off"]],
];
for (const [answer, expected] of ANSWERS)
  test(`the answer "${answer}" to an offer gives the profiles their parts, and the offer is gone`, async () => {
    const { state, roles, take } = offered([profile(1, "source"), profile(2, "off"), profile(3, "off")], [2, 3]);
    await take(answer);
    assert.deepEqual(roles(), expected);
    assert.equal(state.offer, null);
  });

test("a profile that was opened before stays off when others are merged", async () => {
  const { roles, take } = offered([profile(1, "source"), profile(2, "off"), profile(3, "off")], [3]);
  await take("merge");
  assert.deepEqual(roles(), ["source", "off", "source"]);
});

test("an answer to no offer changes nothing", async () => {
  const { roles, take } = offered([profile(1, "source"), profile(2, "off")], []);
  await take("switch");
  assert.deepEqual(roles(), ["source", "off"]);
});

test("of other kinds a pair is offered to be compared, and what measures other things says so", async () => {
  const pair = [2, 3].map((id) => profile(id, "off", { kind: "cpu" }));
  const { state, told, roles } = offered(
    [profile(1, "source"), ...pair, profile(4, "off", { kind: "block" })],
    [2, 3, 4],
  );
  assert.equal(state.offer, null);
  const [notice] = told.notices;
  assert.deepEqual(
    [notice.action, ...notice.more].map((a) => a.label),
    ["Compare 2.pb.gz with 3.pb.gz", "Switch to 4.pb.gz"],
  );
  await notice.action.run();
  assert.deepEqual(roles(), ["off", "diff_base", "source", "off"]);
  const other = profile(2, "off", {
    sampleTypes: [{ type: "objects", unit: "count" }],
    measures: "objects",
    unfit: "they measure different things",
  });
  const cpp = offered([profile(1, "source"), other], [2]);
  assert.equal(cpp.state.offer, null);
  assert.match(
    cpp.told.notices[0].text,
    /^2\.pb\.gz has objects\/count, and 1\.pb\.gz has space\/bytes: they measure different things/,
  );
});

test("a profile of another kind is only to be switched to", async () => {
  const profiles = [profile(1, "source"), profile(2, "off", { kind: "x", article: "an" }), profile(3, "off")];
  const { state, told, roles } = offered(profiles, [2, 3]);
  assert.deepEqual(
    state.offer.fresh.map((/** @type {ProfileInfo} */ p) => p.id),
    [3],
  );
  assert.equal(told.notices.length, 1);
  assert.equal(told.notices[0].text, "2.pb.gz is an x profile, not heap: it is in the tray and off.");
  await told.notices[0].action.run();
  assert.deepEqual(roles(), ["off", "source", "off"]);
});

test("the same profile once more is no second snapshot", () => {
  const again = { timeNanos: 1000, samples: 1, sampleTypes: [{ type: "space", unit: "bytes", total: 1 }] };
  const { state, told } = offered([profile(1, "source"), profile(2, "off", again)], [2]);
  assert.equal(state.offer, null);
  assert.match(told.notices[0].text, /^2\.pb\.gz is here already: the same profile was opened twice/);
  // A third one is offered all the same.
  const three = offered([profile(1, "source"), profile(2, "off", again), profile(3, "off")], [2, 3]);
  assert.equal(three.state.offer.newer.id, 3);
});

test("pairs of other kinds are offered, whatever else came with them", () => {
  const types = (/** @type {number} */ defaultType) => ({
    kind: "mem",
    defaultType,
    openedType: defaultType,
    sampleTypes: [
      { type: "alloc", unit: "bytes", total: 1 },
      { type: "inuse", unit: "bytes", total: 1 },
    ],
  });
  const all = [1, 2, 3, 4].map((id) =>
    profile(id, id === 1 ? "source" : "off", id === 1 ? {} : types(id === 4 ? 0 : 1)),
  );
  const { told } = offered(all, [2, 3, 4], { isFirst: true });
  const [{ action, more }] = told.notices;
  assert.deepEqual(
    [action, ...more].map((/** @type {any} */ a) => a.label),
    ["Compare 2.pb.gz with 3.pb.gz", "Switch to 4.pb.gz"],
  );
});

test("what is said of another kind holds as long as it is true, and a second of it makes a pair with the first", async () => {
  const cpu = { kind: "cpu", sampleTypes: [{ type: "cpu", unit: "nanoseconds", total: 1 }] };
  const { state, told, make } = offered([profile(1, "source"), profile(2, "off", cpu)], [2]);
  const [first] = told.notices;
  assert.equal(first.action.label, "Switch to it");
  assert.ok(first.holds());
  state.profiles.push(profile(3, "off", cpu));
  make([3], false);
  const [, both] = told.notices;
  assert.equal(both.action.label, "Compare 2.pb.gz with 3.pb.gz");
  assert.deepEqual([first.holds(), both.holds()], [false, true], "one of them is said");
  state.profiles[2].role = "source";
  assert.ok(!both.holds(), "it is not off any more");
  state.profiles[2].role = "off";
  state.profiles.splice(1, 1);
  assert.ok(!both.holds(), "nor is one that was closed");
});

test("the same profile twice is no pair, and of three others there is a trend", async () => {
  const cpu = (/** @type {number} */ id, /** @type {number} */ is) =>
    profile(id, "off", { kind: "cpu", timeNanos: is, samples: is });
  const labels = (/** @type {any} */ { action, more }) => [action, ...more].map((a) => a.label);
  const twins = offered(
    [profile(1, "source"), cpu(2, 7), { ...cpu(3, 7), sampleTypes: cpu(2, 7).sampleTypes }],
    [2, 3],
  );
  const other = twins.told.notices.find((n) => /another kind/.test(n.text));
  assert.deepEqual(labels(other), ["Switch to 3.pb.gz"]);
  const alone = offered([profile(1, "source"), cpu(2, 0)], [2]);
  assert.equal(alone.told.notices[0].action.label, "Switch to it", "one without a time is no pair with itself");
  const three = offered([profile(1, "source"), cpu(2, 7), cpu(3, 8), cpu(4, 9)], [2, 3, 4]);
  assert.deepEqual(labels(three.told.notices[0]), [
    "Compare 2.pb.gz with 4.pb.gz",
    "Trend of 3 cpu",
    "Switch to 4.pb.gz",
  ]);
  await three.told.notices[0].more[0].run();
  assert.deepEqual(three.roles(), ["off", "off", "off", "source"]);
});

test("a pair of another kind that is of two programs is told to be so", () => {
  const cpu = (/** @type {number} */ id, /** @type {string} */ program) => profile(id, "off", { kind: "cpu", program });
  const told = (/** @type {string[]} */ ...programs) =>
    offered([profile(1, "source"), ...programs.map((program, i) => cpu(i + 2, program))], [2, 3]).told.notices[0];
  const two = told("search", "orders");
  assert.match(
    two.text,
    /tray and off\. The cpu profiles are of two programs: 2\.pb\.gz of search, 3\.pb\.gz of orders\.$/,
  );
  assert.match(two.brief, /, cpu of two programs$/);
  for (const one of [told("search", "search"), told("search", "")])
    assert.doesNotMatch(one.text + one.brief, /two programs/);
});
