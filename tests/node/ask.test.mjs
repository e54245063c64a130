// Questions of the views: one at a time, the newest wins, and what is out of date is asked for again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLatest } from "../../www/engine/ask.js";
import { Stale, Trap } from "../../www/engine/client.js";
import { asking, deferred, settle } from "./asking.mjs";

// Latest

test("of the jobs of a kind the newest waits, the one before it is dropped, and so is what the running one brings", async () => {
  const latest = createLatest();
  const jobs = [deferred(), deferred(), deferred()];
  /** @type {number[]} */
  const begun = [];
  const results = jobs.map(({ promise }, i) => latest("top", () => (begun.push(i), promise)));
  await settle();
  assert.deepEqual(begun, [0]);
  assert.equal(await results[1], undefined, "dropped as soon as a newer one waits");
  jobs[0].resolve("first");
  assert.equal(await results[0], undefined);
  await settle();
  assert.deepEqual(begun, [0, 2]);
  jobs[2].resolve("third");
  assert.equal(await results[2], "third");
  assert.equal(await latest("top", async () => "later"), "later");
});

test("jobs of other kinds do not wait", async () => {
  const latest = createLatest();
  const slow = deferred();
  const first = latest("top", () => slow.promise);
  assert.equal(await latest("flame", async () => "at once"), "at once");
  slow.resolve("slow");
  assert.equal(await first, "slow");
});

test("the failure of a job that was overtaken is nobody's; that of the newest is told, and the next one runs", async () => {
  const latest = createLatest();
  const [one, two] = [deferred(), deferred()];
  const results = [latest("top", () => one.promise), latest("top", () => two.promise)];
  one.reject(new Error("one"));
  assert.equal(await results[0], undefined);
  two.reject(new Error("two"));
  await assert.rejects(results[1], { message: "two" });
  const thrown = latest("top", () => {
    throw new Error("at once");
  });
  await assert.rejects(thrown, { message: "at once" });
  assert.equal(await latest("top", async () => "well"), "well");
});

// Questions

test("a view asks once for what it shows, and again for another query, revision or whatever else decides", async () => {
  let also = 0;
  const { draw, page, view, asked, answered } = asking({ also: () => also });
  await answered(1);
  await draw();
  view.query = { search: "a" };
  await draw();
  assert.equal(asked().length, 1, "the same query in another object");
  view.query = { search: "b" };
  await answered(2);
  page.revision++;
  await answered(3);
  also++;
  await answered(4);
  await draw();
  assert.deepEqual(asked(), [
    ["top", { search: "a" }],
    ["top", { search: "b" }],
    ["top", { search: "b" }],
    ["top", { search: "b" }],
  ]);
  assert.deepEqual(
    view.came.map(([ticket]) => ticket),
    [1, 2, 3, 4],
  );
});

test("nothing is asked without a profile, or by a view that has nothing to ask", async () => {
  const { draw, top, page, view, asked } = asking();
  page.ready = false;
  await top.refresh();
  page.ready = true;
  view.query = null;
  await top.refresh();
  assert.deepEqual(asked(), []);
  view.query = {};
  await draw();
  assert.deepEqual(asked(), [["top", {}]]);
});

test("the last answer stays until the next one is here, and who refreshes may wait for it", async () => {
  const { top, page, view, calls, answered } = asking();
  assert.equal(top.answer, null);
  assert.equal(top.isFresh(), false);
  await answered(1);
  assert.equal(top.isFresh(), true);
  const drawn = page.changed;
  view.query = { search: "b" };
  const waited = top.refresh();
  assert.equal(top.refresh(), waited, "the same question is the same wait");
  assert.equal(top.isFresh(), false);
  assert.equal(top.answer?.ticket, 1);
  assert.equal(page.changed, drawn);
  await settle();
  // What the next drawing will ask is not what this is the answer to.
  view.query = { search: "c" };
  calls[1].resolve({ ticket: 2 });
  await waited;
  assert.equal(top.isFresh(), true);
  assert.equal(top.answer?.ticket, 2);
  assert.deepEqual(view.came.at(-1), [2, { search: "b" }]);
  assert.equal(page.changed, drawn + 1);
});

test("an answer that was overtaken is dropped, and of the questions meanwhile only the newest is asked", async () => {
  const { draw, top, view, calls, asked } = asking();
  for (const search of ["a", "b", "c"]) {
    view.query = { search };
    await draw();
  }
  assert.equal(asked().length, 1);
  calls[0].resolve({ ticket: 1 });
  await settle();
  assert.equal(top.answer, null);
  assert.deepEqual(asked(), [
    ["top", { search: "a" }],
    ["top", { search: "c" }],
  ]);
  calls[1].resolve({ ticket: 2 });
  await settle();
  assert.deepEqual(view.came, [[2, { search: "c" }]]);
});

test("why there is no answer is known until there is one, and it is not asked for again until something changes", async () => {
  const { ask, top, draw, page, view, calls, asked } = asking();
  await draw();
  calls[0].reject(new Error("no such column"));
  await settle();
  await draw();
  assert.equal(top.refused(), "no such column");
  assert.equal(ask.refused("top"), "no such column");
  assert.deepEqual(page.failures, [], "the view shows it");
  assert.equal(asked().length, 1);
  view.query = { search: "b" };
  await draw();
  assert.equal(asked().length, 2);
  // One that was overtaken is no failure any more.
  view.query = { search: "c" };
  await draw();
  calls[1].reject(new Error("no such function"));
  await settle();
  assert.equal(top.refused(), "no such column");
  calls[2].resolve({ ticket: 1, rows: [] });
  await settle();
  assert.equal(top.refused(), "");
  assert.equal(ask.refused("flame"), "", "nobody asks that");
  // What is no fault of the question is told by the page.
  view.query = { search: "d" };
  await draw();
  calls[3].reject(new Trap("it ended"));
  await settle();
  assert.deepEqual([top.refused(), page.failures], ["", ["it ended"]]);
});

test("a question that was out of date when it came is asked again by the next drawing, without a word", async () => {
  const { draw, page, calls, asked } = asking();
  await draw();
  calls[0].reject(new Stale("out of date"));
  await settle();
  assert.deepEqual(page.failures, []);
  assert.equal(page.changed, 1, "a drawing is asked for");
  assert.equal(asked().length, 1);
  await draw();
  assert.equal(asked().length, 2);
});

test("whether an answer is still to come", async () => {
  const { draw, ask, view, calls } = asking();
  assert.equal(ask.waits("top"), false);
  assert.equal(ask.waits("nosuch"), false);
  await draw();
  assert.equal(ask.waits("top"), true);
  view.query = { search: "b" };
  await draw();
  calls[0].resolve({ ticket: 1 });
  await settle();
  assert.equal(ask.waits("top"), true, "the one that overtook it");
  calls[1].reject(new Error("no"));
  await settle();
  assert.equal(ask.waits("top"), false);
});

// Together with a change

test("an answer that came with a change is used, and no second message is sent", async () => {
  const { draw, ask, top, page, view, asked, answered } = asking();
  await answered(1);
  const questions = ask.current();
  assert.deepEqual(questions, [{ view: "top", query: { search: "a" }, also: undefined }]);
  const coming = deferred();
  page.revision++;
  ask.expect(questions, coming.promise);
  await draw();
  assert.equal(ask.waits("top"), true);
  assert.equal(top.answer?.ticket, 1);
  coming.resolve([{ ticket: 2 }]);
  await settle();
  assert.equal(asked().length, 1);
  assert.deepEqual(view.came.at(-1), [2, { search: "a" }]);
  assert.equal(top.isFresh(), true);
});

for (const what of ["query", "revision", "also"])
  test(`it is not used if the ${what} is another by then`, async () => {
    let also = "before";
    const { draw, ask, top, page, view, asked } = asking({ also: () => also });
    ask.expect(ask.current(), Promise.resolve([{ ticket: 7 }]));
    if (what === "query") view.query = { search: "b" };
    if (what === "revision") page.revision++;
    if (what === "also") also = "after";
    await draw();
    assert.equal(top.answer, null);
    assert.deepEqual(asked(), [["top", view.query]]);
  });

test("it is used once: the same question at another time is asked", async () => {
  const { draw, ask, top, view, asked, answered } = asking();
  ask.expect(ask.current(), Promise.resolve([{ ticket: 1 }]));
  await draw();
  assert.equal(top.answer?.ticket, 1);
  view.query = { search: "b" };
  await answered(2);
  view.query = { search: "a" };
  await answered(3);
  assert.equal(asked().length, 2);
});

test("where nothing changed there is no answer: the view asks itself", async () => {
  const { draw, ask, asked } = asking();
  ask.expect(ask.current(), Promise.resolve([]));
  await draw();
  await settle();
  assert.deepEqual(asked(), [["top", { search: "a" }]]);
});

test("one that was overtaken by a question is dropped", async () => {
  const { draw, ask, top, view, calls } = asking();
  const coming = deferred();
  ask.expect(ask.current(), coming.promise);
  await draw();
  view.query = { search: "b" };
  await draw();
  coming.resolve([{ ticket: 1 }]);
  await settle();
  assert.equal(top.answer, null);
  calls[0].resolve({ ticket: 2 });
  await settle();
  assert.equal(top.answer?.ticket, 2);
});

test("the failure of one that was overtaken is nobody's", async () => {
  for (const error of [new Error("no such column"), new Stale("out of date")]) {
    const { draw, ask, top, page, view, calls, asked } = asking();
    const coming = deferred();
    ask.expect(ask.current(), coming.promise);
    await draw();
    view.query = { search: "b" };
    await draw();
    coming.reject(error);
    await settle();
    assert.deepEqual(page.failures, []);
    calls[0].resolve({ ticket: 1 });
    await settle();
    await draw();
    assert.equal(top.answer?.ticket, 1);
    assert.equal(asked().length, 1);
  }
});

test("a change that failed is not the question's failure, nor that of a view nobody knows", async () => {
  const { ask, page } = asking();
  ask.expect(ask.current(), Promise.reject(new Error("refused")));
  ask.expect([], Promise.reject(new Error("refused")));
  // A rejection that nobody takes would end this test.
  await settle();
  assert.deepEqual(page.failures, []);
});

test("what goes with a change is what the view on screen asks, and what is beside every view behind it", () => {
  const { ask, page, view } = asking({ also: () => "local" });
  const top = { view: "top", query: { search: "a" }, also: "local" };
  assert.deepEqual(ask.current(), [top]);
  let selected = "";
  ask.question("peek", () => (selected ? { name: selected } : null), { beside: true });
  ask.question("tags", () => ({}));
  assert.deepEqual(ask.current(), [top], "nothing is selected");
  selected = "main.f";
  const peek = { view: "peek", query: { name: "main.f" }, also: undefined };
  assert.deepEqual(ask.current(), [top, peek]);
  page.view = "tags";
  assert.deepEqual(ask.current(), [{ view: "tags", query: {}, also: undefined }, peek]);
  page.view = "console";
  assert.deepEqual(ask.current(), [peek]);
  page.view = "top";
  view.query = null;
  selected = "";
  assert.deepEqual(ask.current(), []);
});

test("each question has the answer that came to it", async () => {
  const { draw, ask, top, page, asked } = asking();
  const peek = ask.question("peek", () => ({ name: "main.f" }), { beside: true });
  page.revision++;
  ask.expect(ask.current(), Promise.resolve([undefined, { ticket: 8 }]));
  await draw();
  await peek.refresh();
  assert.equal(peek.answer?.ticket, 8);
  assert.equal(top.answer, null);
  assert.deepEqual(asked(), [["top", { search: "a" }]], "what has no answer is asked for itself");
});
