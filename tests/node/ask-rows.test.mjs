// Rows, details and tickets of an answer: they never belong to another one, and only what is missing is fetched.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Stale } from "../../www/engine/client.js";
import { asking, numbers, settle } from "./asking.mjs";

// Rows

test("the first rows come with the answer; what is here is not fetched", async () => {
  const { draw, part, view, calls, asked } = asking();
  // A list that is there before its answer.
  const early = part("rows");
  await draw();
  calls[0].resolve({ ticket: 1, rows: numbers(0, 200) });
  await settle();
  assert.equal(part("rows"), early);
  assert.equal(early.get(17), 17);
  assert.equal(early.get(199), 199);
  assert.equal(early.get(200), undefined);
  early.want(0, 200);
  await settle();
  assert.deepEqual(asked("rows"), []);
  assert.deepEqual(view.rows, []);
});

test("a list that is made after its answer has the first rows too; another part has none", async () => {
  const { part, answered } = asking();
  await answered(1);
  assert.equal(part("rows").get(3), 3);
  assert.equal(part("lines").get(3), undefined);
});

test("only what is missing is fetched, by whole pages", async () => {
  const { part, view, calls, asked, answered } = asking();
  await answered(1);
  const rows = part("rows");
  /** @param {number} start @param {number} end */
  const wanted = async (start, end) => {
    rows.want(start, end);
    await settle();
    const [ticket, name, from, to] = asked("rows").at(-1) ?? [];
    calls.at(-1)?.resolve(numbers(from, to));
    await settle();
    return [ticket, name, from, to];
  };
  assert.deepEqual(await wanted(100, 140), [1, "rows", 128, 256]);
  assert.equal(rows.get(255), 255);
  assert.equal(rows.get(256), undefined);
  assert.deepEqual(await wanted(520, 530), [1, "rows", 512, 640]);
  // From the first page that is missing to the last one.
  assert.deepEqual(await wanted(0, 700), [1, "rows", 256, 768]);
  assert.equal(rows.get(300), 300);
  assert.deepEqual(view.rows, ["rows", "rows", "rows"]);
  rows.want(0, 768);
  await settle();
  assert.equal(asked("rows").length, 3);
});

test("what lies behind the end of a part is not fetched again", async () => {
  const { part, view, calls, asked, answered } = asking();
  await answered(1);
  const rows = part("rows");
  for (let frame = 0; frame < 3; frame++) {
    rows.want(100, 300);
    await settle();
    // Page 1 is cut short, page 2 is behind the end.
    if (frame === 0) calls.at(-1)?.resolve(numbers(128, 130));
    await settle();
  }
  assert.deepEqual(asked("rows"), [[1, "rows", 128, 384]]);
  assert.equal(rows.get(129), 129);
  assert.equal(rows.get(130), undefined);
  assert.deepEqual(view.rows, ["rows"]);
});

test("while a list scrolls one fetch is under way: what it brings is kept, and the newest wish is next", async () => {
  const { part, calls, asked, answered } = asking();
  await answered(1);
  const rows = part("rows");
  for (const at of [128, 512, 1024]) rows.want(at, at + 40);
  await settle();
  assert.equal(asked("rows").length, 1);
  calls[1].resolve(numbers(128, 256));
  await settle();
  assert.equal(rows.get(130), 130);
  assert.deepEqual(asked("rows"), [
    [1, "rows", 128, 256],
    [1, "rows", 1024, 1152],
  ]);
});

test("what was wanted twice is fetched once", async () => {
  const { part, calls, asked, answered } = asking();
  await answered(1);
  part("rows").want(128, 140);
  part("rows").want(130, 150);
  calls[1].resolve(numbers(128, 256));
  await settle();
  assert.equal(asked("rows").length, 1);
});

test("rows of another answer are dropped, those that are on their way and those that are here", async () => {
  const { part, view, calls, asked, answered } = asking();
  await answered(1);
  const [rows, lines] = [part("rows"), part("lines")];
  lines.want(0, 10);
  await settle();
  calls[1].resolve(["a line"]);
  await settle();
  assert.equal(lines.get(0), "a line");
  rows.want(128, 140);
  rows.want(512, 520);
  view.query = { search: "b" };
  await answered(2, 5);
  assert.equal(rows.get(4), 4);
  assert.equal(rows.get(5), undefined);
  assert.equal(lines.get(0), undefined);
  calls[2].resolve(numbers(128, 256));
  await settle();
  assert.equal(rows.get(130), undefined);
  assert.deepEqual(view.rows, ["lines"]);
  // The wish that waited was one for the answer before, too.
  assert.equal(asked("rows").length, 2);
  rows.want(0, 140);
  await settle();
  // A page has as many rows as came first: nothing is fetched twice, and nothing left out.
  assert.deepEqual(asked("rows").at(-1), [2, "rows", 5, 140]);
});

test("a list without an answer fetches nothing", async () => {
  const { part, asked } = asking();
  part("rows").want(0, 40);
  await settle();
  assert.deepEqual(asked("rows"), []);
});

test("many rows are not kept for ever: what is dropped is fetched again", async () => {
  const { part, calls, asked, answered } = asking();
  await answered(1);
  const rows = part("rows");
  rows.want(0, 401 * 128);
  calls[1].resolve(numbers(128, 401 * 128));
  await settle();
  assert.equal(rows.get(51_000), 51_000);
  rows.want(60_000, 60_010);
  await settle();
  calls[2].resolve(numbers(...asked("rows")[1].slice(2)));
  await settle();
  assert.equal(rows.get(60_000), 60_000);
  assert.equal(rows.get(0), undefined);
  rows.want(0, 10);
  await settle();
  assert.deepEqual(asked("rows").at(-1), [1, "rows", 0, 128]);
});

test("rows whose ticket is out of date make the view ask again, and say nothing", async () => {
  const { draw, part, page, calls, asked, answered } = asking();
  await answered(1);
  const drawn = page.changed;
  part("rows").want(128, 140);
  calls[1].reject(new Stale("out of date"));
  await settle();
  assert.deepEqual(page.failures, []);
  assert.equal(page.changed, drawn + 1);
  await draw();
  assert.equal(asked().length, 2);
});

test("they do not where the newer question is under way already", async () => {
  const { draw, top, part, page, calls, asked, answered } = asking();
  await answered(1);
  part("rows").want(128, 140);
  page.revision++;
  await draw();
  calls[1].reject(new Stale("out of date"));
  await settle();
  await draw();
  calls[2].resolve({ ticket: 2 });
  await settle();
  assert.equal(asked().length, 2);
  assert.equal(top.answer?.ticket, 2);
});

test("rows that fail are told, and nothing is asked again", async () => {
  const { draw, part, page, calls, asked, answered } = asking();
  await answered(1);
  part("rows").want(128, 140);
  calls[1].reject(new Error("no memory"));
  await settle();
  await draw();
  assert.deepEqual(page.failures, ["no memory"]);
  assert.equal(asked().length, 1);
});

for (const first of [100, 128, 300])
  test(`where ${first} rows come with an answer, the rest is fetched from there on`, async () => {
    const { part, calls, asked, answered } = asking();
    await answered(1, first);
    const rows = part("rows");
    rows.want(0, first);
    await settle();
    assert.deepEqual(asked("rows"), []);
    rows.want(first - 10, first + 10);
    await settle();
    assert.deepEqual(asked("rows"), [[1, "rows", first, 2 * first]]);
    calls[1].resolve(numbers(first, 2 * first));
    await settle();
    for (const at of [0, first - 1, first, 2 * first - 1]) assert.equal(rows.get(at), at);
    assert.equal(rows.get(2 * first), undefined);
  });

test("rows for another use are those of the answer that is here, and undefined if it is another one by then", async () => {
  const { top, view, page, calls, asked, answered } = asking();
  assert.equal(await top.rows("rows", 0, 10), undefined);
  assert.deepEqual(asked("rows"), []);
  await answered(1);
  const rows = top.rows("rows", 0, 2000);
  assert.deepEqual(asked("rows"), [[1, "rows", 0, 2000]]);
  calls[1].resolve(/** @type {any} */ (numbers(0, 2000)));
  assert.equal((await rows)?.length, 2000);
  const [late, failed] = [top.rows("rows", 0, 10), top.rows("rows", 10, 20)];
  view.query = { search: "b" };
  await answered(2);
  calls[2].resolve(numbers(0, 10));
  calls[3].reject(new Stale("out of date"));
  assert.deepEqual([await late, await failed], [undefined, undefined]);
  assert.equal(asked().length, 2, "what was overtaken makes nobody ask again");
  const refused = top.rows("rows", 0, 10);
  calls.at(-1)?.reject(new Error("no memory"));
  assert.equal(await refused, undefined);
  assert.deepEqual(page.failures, ["no memory"]);
});

test("an answer is about what it was asked for, until it is another one", async () => {
  const { top, view, page, draw, answered } = asking();
  assert.equal(top.isAbout("search", "a"), false, "there is none");
  await answered(1);
  assert.equal(top.isAbout("search", "a"), true);
  page.revision++;
  view.query = { search: "b" };
  await draw();
  assert.equal(top.isFresh(), false);
  assert.deepEqual([top.isAbout("search", "a"), top.isAbout("search", "b")], [true, false], "it is still here");
});

// Details and tickets

test("a detail is of the answer that is here", async () => {
  const { top, page, calls, asked, answered } = asking();
  assert.equal(await top.detail(3), undefined);
  assert.deepEqual(page.failures, []);
  await answered(1);
  const detail = top.detail(17);
  await settle();
  assert.deepEqual(asked("detail"), [[1, 17]]);
  calls[1].resolve({ file: "main.go" });
  assert.deepEqual(await detail, { file: "main.go" });
});

test("a detail that a newer one, or another answer, has overtaken is undefined", async () => {
  const { top, view, calls, asked, answered } = asking();
  await answered(1);
  const details = [top.detail(1), top.detail(2), top.detail(3)];
  await settle();
  calls[1].resolve("of 1");
  await settle();
  calls[2].resolve("of 3");
  assert.deepEqual(await Promise.all(details), [undefined, undefined, "of 3"]);
  assert.deepEqual(asked("detail"), [
    [1, 1],
    [1, 3],
  ]);
  const late = top.detail(4);
  view.query = { search: "b" };
  await answered(2);
  calls[3].resolve("of 4");
  assert.equal(await late, undefined);
});

test("a detail whose ticket is out of date makes the view ask again; one that fails says so", async () => {
  const { draw, top, page, calls, asked, answered } = asking();
  await answered(1);
  const failed = top.detail(1);
  calls[1].reject(new Error("no memory"));
  assert.equal(await failed, undefined);
  assert.deepEqual(page.failures, ["no memory"]);
  const stale = top.detail(1);
  calls[2].reject(new Stale("out of date"));
  assert.equal(await stale, undefined);
  assert.deepEqual(page.failures, ["no memory"]);
  await draw();
  assert.equal(asked().length, 2);
});

test("the ticket of a view is that of its answer where it asks the same still, or a new one", async () => {
  let also = 0;
  const { draw, ask, page, view, calls, asked, answered } = asking({ also: () => also });
  await answered(1);
  assert.equal(await ask.ticket("top"), 1);
  assert.equal(asked().length, 1);
  /** @param {import("../../www/pkg/proflens.js").Views["top"]["query"]} query @param {number} number */
  const fresh = async (query, number) => {
    view.query = query;
    const ticket = ask.ticket("top");
    assert.deepEqual(calls.at(-1)?.args, ["top", query]);
    calls.at(-1)?.resolve({ ticket: number });
    assert.equal(await ticket, number);
  };
  await fresh({ search: "b" }, 2);
  page.revision++;
  await fresh({ search: "a" }, 3);
  page.revision--;
  also++;
  await fresh({ search: "a" }, 4);
  also--;
  // While the view waits for something newer, what is here is not that, and may be out of date.
  page.revision++;
  await draw();
  await fresh({ search: "a" }, 7);
  page.revision--;
  await fresh({ search: "a" }, 5);
  // Who asks nothing, or is not there yet, has no ticket.
  const before = calls.length;
  view.query = null;
  assert.equal(await ask.ticket("top"), undefined);
  assert.equal(await ask.ticket("peek"), undefined);
  assert.equal(calls.length, before);
});
