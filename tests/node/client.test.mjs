// The way to the worker: an answer belongs to the call that it was made for, and a trapped worker is never used again.
//
// In: calls, and messages of a worker that is none. Out: what is sent to it, and how the promises of the calls end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Cancelled, CannotStart, connect, Stale, Trap } from "../../www/engine/client.js";

/** A worker that keeps what it is sent, and says what the test has it say. */
class FakeWorker {
  /** @type {any[]} */
  sent = [];
  terminated = 0;
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  onfail = (/** @type {string} */ _why) => {};
  postMessage(/** @type {any} */ message) {
    this.sent.push(message);
  }
  terminate() {
    this.terminated++;
  }
  /** What the worker says about its message number `i`. @param {number} i @param {object} message */
  says(i, message) {
    this.onmessage({ data: { id: this.sent[i].id, ...message } });
  }
}

/** A client, its workers, and what it told; the clock stands still until `pass`. @param {import("node:test").TestContext} t */
function connected(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 5000;
  t.mock.method(performance, "now", () => now);
  /** @type {FakeWorker[]} */
  const workers = [];
  /** @type {{url: string, failed: (why: Error) => void, ended: number}[]} */
  const fetches = [];
  const told = {
    traps: 0,
    deaf: 0,
    long: false,
    places: /** @type {{nth: number, last: number}[]} */ ([]),
    busy: /** @type {boolean[]} */ ([]),
    timings: /** @type {[string, number][]} */ ([]),
    /** What happens at a trap besides. */
    atTrap: () => {},
  };
  const client = connect(
    {
      onTrap: () => {
        told.traps++;
        told.atTrap();
      },
      onBusy(busy, isLong) {
        if (busy !== (told.busy.at(-1) ?? false)) told.busy.push(busy);
        told.long = isLong;
      },
      onDeaf: () => void told.deaf++,
      onTiming: (stage, ms) => told.timings.push([stage, ms]),
    },
    (place) => {
      told.places.push(place);
      workers.push(new FakeWorker());
      return /** @type {any} */ (workers.at(-1));
    },
    (url, failed) => {
      const fetched = {
        url,
        failed,
        port: /** @type {any} */ (`a port of ${url}`),
        ended: 0,
        end: () => void fetched.ended++,
      };
      fetches.push(fetched);
      return fetched;
    },
  );
  const pass = (/** @type {number} */ ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { client, workers, worker: workers[0], told, pass, fetches };
}

/** Whether a promise is settled by now. @param {Promise<any>} promise */
async function isSettled(promise) {
  const open = {};
  const first = await Promise.race([promise.catch(() => {}), new Promise((resolve) => setImmediate(resolve, open))]);
  return first !== open;
}

test("each method sends the message that the worker knows", (t) => {
  const { client, worker } = connected(t);
  const blob = new Blob(["x"]);
  const none = () => {};
  const question = { view: /** @type {"top"} */ ("top"), query: { search: "a" }, also: 7 };
  const change = { set: /** @type {[string, string][]} */ ([["focus", "main"]]) };
  const first = { params: [["f", "main"]], questions: [question] };
  void client.call("forgetSources");
  void client.ask("top", { search: "a" });
  void client.rows(/** @type {any} */ (3), "rows", 128, 256);
  void client.detail(/** @type {any} */ (3), 17);
  client.change(change, [question]);
  void client.run("top10");
  client.open("cpu.pb.gz", blob, none, first);
  client.save(/** @type {any} */ ({ report: "text" }), none);
  const messages = worker.sent.map(({ id, ...message }) => message);
  assert.deepEqual(messages, [
    { call: ["forgetSources"] },
    { call: ["ask", "top", { search: "a" }] },
    { call: ["rows", 3, "rows", 128, 256] },
    { call: ["detail", 3, 17] },
    { change, questions: [question] },
    { run: "top10" },
    { open: { name: "cpu.pb.gz", source: blob, first } },
    { save: { report: "text" } },
  ]);
  assert.equal(new Set(worker.sent.map(({ id }) => id)).size, worker.sent.length, "every message has its own number");
});

test("answers belong to the calls that they were made for, in whatever order they come", async (t) => {
  const { client, worker } = connected(t);
  const calls = [client.run("one"), client.run("two"), client.run("three")];
  worker.says(2, { result: "to three" });
  worker.says(0, { result: "to one" });
  assert.equal(await isSettled(calls[1]), false);
  worker.says(1, { error: "no" });
  assert.equal(await calls[0], "to one");
  await assert.rejects(calls[1], { message: "no" });
  assert.equal(await calls[2], "to three");
});

test("an answer to nobody, or a second one, changes nothing", async (t) => {
  const { client, worker, told } = connected(t);
  const opened = client.open("a", new Blob(), () => assert.fail("progress after the end"), {
    params: null,
    questions: [],
  });
  worker.says(0, { result: { id: 1 }, ms: 4 });
  worker.says(0, { bytes: 9, total: 9 });
  worker.says(0, { result: { id: 2 }, ms: 5 });
  worker.onmessage({ data: { id: 99, result: "what" } });
  worker.onmessage({ data: { id: 99, trapped: true } });
  assert.deepEqual(await opened.done, { id: 1, state: undefined, answers: [] });
  assert.deepEqual(told.timings, [["open", 4]]);
  assert.equal(told.traps, 0);
});

test("progress is told while the call goes on, with no total where none is known", async (t) => {
  const { client, worker } = connected(t);
  /** @type {object[]} */
  const heard = [];
  const { done } = client.save(/** @type {any} */ ({ report: "text" }), (p) => heard.push(p));
  const other = client.run("top");
  worker.says(0, { bytes: 0, share: 0 });
  worker.says(0, { bytes: 10, total: 40, share: 0.25 });
  // Progress that nobody listens to is no answer.
  worker.says(1, { bytes: 1, total: 2 });
  assert.equal(await isSettled(done), false);
  assert.equal(await isSettled(other), false);
  worker.says(0, { result: { size: 40 } });
  assert.deepEqual(await done, { size: 40 });
  assert.deepEqual(heard, [
    { bytes: 0, total: 0, share: 0 },
    { bytes: 10, total: 40, share: 0.25 },
  ]);
});

const QUESTION = { view: /** @type {"top"} */ ("top"), query: {} };
const PEEK = { view: /** @type {"peek"} */ ("peek"), query: { name: "main" } };

test("a change has its state before the answers", async (t) => {
  const { client, worker } = connected(t);
  const { state, answers } = client.change({}, [QUESTION, PEEK]);
  assert.equal(await isSettled(state), false);
  worker.says(0, { early: { params: [["f", "main"]] } });
  assert.deepEqual(await state, { params: [["f", "main"]] });
  assert.equal(await isSettled(answers), false);
  worker.says(0, { result: { answers: [{ answer: { ticket: 4 }, took: 3 }, { took: 1 }] } });
  assert.deepEqual(await answers, [{ ticket: 4 }, undefined]);

  const nothing = client.change({}, [QUESTION]);
  worker.says(1, { early: { params: [["f", "main"]] } });
  worker.says(1, { result: { answers: [] } });
  assert.deepEqual(await nothing.answers, []);
});

test("a change that fails has neither; one whose answer fails has its state", async (t) => {
  const { client, worker } = connected(t);
  const whole = client.change({}, []);
  worker.says(0, { error: "no such option" });
  await assert.rejects(whole.state, { message: "no such option" });
  await assert.rejects(whole.answers, { message: "no such option" });

  const half = client.change({}, [QUESTION]);
  worker.says(1, { early: { params: [] } });
  worker.says(1, { error: "no such column" });
  assert.deepEqual(await half.state, { params: [] });
  await assert.rejects(half.answers, { message: "no such column" });
});

test("what is out of date, what was cancelled and what failed are told apart", async (t) => {
  const { client, worker } = connected(t);
  const calls = ["stale", "cancelled", "failed", "a failure of another name"].map((line) => client.run(line));
  worker.says(0, { error: "ask again", name: "StaleAnswer" });
  worker.says(1, { cancelled: true });
  worker.says(2, { error: "no memory" });
  worker.says(3, { error: "not found", name: "NotFoundError" });
  const [stale, cancelled, failed, other] = await Promise.all(calls.map((call) => call.catch((error) => error)));
  assert.ok(stale instanceof Stale);
  assert.equal(stale.message, "ask again");
  assert.ok(cancelled instanceof Cancelled);
  for (const error of [failed, other])
    assert.ok(!(error instanceof Stale || error instanceof Cancelled || error instanceof Trap));
  assert.equal(failed.message, "no memory");
});

test("who cancels tells the worker which call, and the worker's answer ends it", async (t) => {
  const { client, worker } = connected(t);
  void client.run("something before");
  const opened = client.open("a", "https://example.test/a", () => {}, { params: null, questions: [] });
  const saved = client.save(/** @type {any} */ ({ report: "text" }), () => {});
  saved.cancel();
  opened.cancel();
  const [, open, save, ...cancels] = worker.sent;
  assert.deepEqual(cancels, [{ cancel: save.id }, { cancel: open.id }]);
  assert.equal(await isSettled(opened.done), false);
  worker.says(1, { cancelled: true });
  await assert.rejects(opened.done, Cancelled);
});

test("a trapped worker is replaced, every waiting call ends, and the trap is told once", async (t) => {
  const { client, workers, worker, told } = connected(t);
  /** @type {Promise<any> | undefined} */
  let next;
  told.atTrap = () => (next = client.run("after the trap"));
  const waiting = [client.run("the cause"), client.run("another"), client.ask("top", {})];
  worker.says(0, { trapped: true });
  worker.says(1, { trapped: true });
  for (const call of waiting) await assert.rejects(call, Trap);
  assert.equal(told.traps, 1);
  assert.equal(worker.terminated, 1);
  assert.equal(workers.length, 2);
  assert.equal(workers[1].terminated, 0);
  // The call that was made because of the trap is the new worker's, and it goes on.
  assert.equal(worker.sent.length, 3);
  assert.equal(workers[1].sent.length, 1);
  worker.says(2, { result: "too late" });
  assert.equal(await isSettled(/** @type {Promise<any>} */ (next)), false);
  workers[1].says(0, { result: "well" });
  assert.equal(await next, "well");
});

test("what takes long can be stopped: every waiting call ends, and the next worker goes on with other numbers", async (t) => {
  const { client, workers, worker, told, pass } = connected(t);
  const waiting = [client.ask("source", {}), client.run("top")];
  pass(900);
  assert.deepEqual([told.busy, told.long], [[true], false]);
  pass(200);
  assert.equal(told.long, true);
  client.stop(7);
  for (const call of waiting) await assert.rejects(call, Cancelled);
  assert.deepEqual([told.busy, told.long, told.traps], [[true, false], false, 0]);
  assert.deepEqual(told.places, [
    { nth: 0, last: 0 },
    { nth: 1, last: 7 },
  ]);
  assert.deepEqual([worker.terminated, workers[1].terminated], [1, 0]);
  const next = client.run("top");
  worker.says(1, { result: "too late" });
  assert.equal(await isSettled(next), false);
  workers[1].says(0, { result: "well" });
  assert.equal(await next, "well");
});

test("what says how far it is is stopped by its own word, and by force where the worker does not listen", async (t) => {
  const { client, worker, told, pass } = connected(t);
  const [first, second] = ["a", "b"].map((name) =>
    client.open(name, new Blob(["x"]), () => {}, { params: null, questions: [] }),
  );
  first.done.catch(() => {});
  second.done.catch(() => {});
  pass(5000);
  assert.equal(told.long, false);
  second.cancel();
  pass(600);
  worker.says(0, { bytes: 1, total: 2 });
  pass(600);
  assert.equal(told.deaf, 0, "it reads on, and will come to it");
  first.cancel();
  pass(600);
  assert.equal(told.deaf, 0);
  pass(600);
  assert.equal(told.deaf, 1);
});

test("a second trap is a second one: the new worker is replaced as well", async (t) => {
  const { client, workers, told } = connected(t);
  for (const i of [0, 1]) {
    const call = client.run("top");
    workers[i].says(0, { trapped: true });
    await assert.rejects(call, Trap);
  }
  assert.equal(told.traps, 2);
  assert.equal(workers.length, 3);
});

test("a worker that cannot start fails every call with a sentence", async (t) => {
  const { client, worker, told } = connected(t);
  const calls = [client.run("top"), client.ask("top", {})];
  worker.onfail("it is too old.");
  for (const call of calls)
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof Error && !(error instanceof Trap));
      assert.match(error.message, /^The analyzer could not be started: .*\.$/);
      return true;
    });
  assert.equal(told.traps, 0);
  const late = client.open("cpu.pb.gz", new Blob(), () => {}, { params: null, questions: [] });
  await assert.rejects(late.done, CannotStart, "and those that come later");
  await assert.rejects(client.change({}, []).state, CannotStart);
});

test("what is fetched comes to the worker by a port, and who fetches ends with it, however it ends", async (t) => {
  const { client, worker, fetches } = connected(t);
  const first = { params: null, questions: [] };
  const urls = ["https://a.test/a", "https://a.test/b", "https://a.test/c"];
  const [well, broken, missing] = urls.map((url) => client.open("a", url, () => {}, first).done);
  assert.deepEqual(
    worker.sent.map(({ open }) => open.source),
    urls.map((url) => `a port of ${url}`),
  );
  assert.deepEqual(
    fetches.map(({ ended }) => ended),
    [0, 0, 0],
  );
  worker.says(0, { result: { id: 1 } });
  worker.says(1, { error: "no profile" });
  await well;
  await assert.rejects(broken, { message: "no profile" });
  // It could not even begin: the worker stops to wait, and has the last word.
  fetches[2].failed(new Error("no worker of the network"));
  assert.deepEqual(worker.sent.at(-1), { cancel: worker.sent[2].id });
  assert.equal(await isSettled(missing), false);
  worker.says(2, { cancelled: true });
  await assert.rejects(missing, { message: "no worker of the network" });
  assert.deepEqual(
    fetches.map(({ url, ended }) => [url, ended]),
    urls.map((url) => [url, 1]),
  );
});

test("a worker says itself why its wasm does not run", async (t) => {
  const { client, worker } = connected(t);
  const call = client.run("top");
  worker.says(0, { error: "WebAssembly is switched off.", name: "CannotStart" });
  await assert.rejects(call, CannotStart);
});

test("only work that takes longer than a tenth of a second shows that it works", async (t) => {
  const { client, worker, told, pass } = connected(t);
  const quick = client.run("quick");
  pass(95);
  worker.says(0, { result: "" });
  await quick;
  pass(1000);
  assert.deepEqual(told.busy, []);

  const first = client.run("slow");
  pass(50);
  const second = client.run("slow too");
  pass(50);
  assert.deepEqual(told.busy, []);
  pass(10);
  assert.deepEqual(told.busy, [true]);
  pass(100);
  worker.says(1, { result: "" });
  await first;
  assert.deepEqual(told.busy, [true], "the second one still works");
  worker.says(2, { error: "no" });
  await assert.rejects(second);
  assert.deepEqual(told.busy, [true, false]);
});

test("progress is no end of the work, and a trap is one", async (t) => {
  const { client, worker, told, pass } = connected(t);
  const { done } = client.open("a", new Blob(), () => {}, { params: null, questions: [] });
  pass(200);
  worker.says(0, { bytes: 1, total: 2 });
  assert.deepEqual(told.busy, [true]);
  worker.says(0, { trapped: true });
  await assert.rejects(done, Trap);
  assert.deepEqual(told.busy, [true, false]);
});

test("how long a view's answer took is told by the name of the view, and of a file as open", async (t) => {
  const { client, worker, told } = connected(t);
  const calls = [
    client.ask("flame", /** @type {any} */ ({})),
    client.change({}, [QUESTION, PEEK]).answers,
    client.open("a", new Blob(), () => {}, { params: null, questions: [{ view: "tags", query: {} }] }).done,
    // What is no view's has no name to be told by; nor has a change without a view.
    client.run("top"),
    client.change({}, []).answers,
    // Nothing was computed for it, or it failed.
    client.ask("top", {}),
    client.ask("top", {}).catch(() => {}),
  ];
  // What comes with a file or a change has a time of its own.
  const results = [
    {},
    {
      answers: [
        { answer: {}, took: 7 },
        { answer: {}, took: 1 },
      ],
    },
    { answers: [{ answer: {}, took: 8 }] },
    {},
    {},
  ];
  for (const [i, result] of results.entries()) worker.says(i, { result, ms: i + 0.5 });
  worker.says(5, { result: {} });
  worker.says(6, { error: "no", ms: 9 });
  await Promise.all(calls);
  assert.deepEqual(told.timings, [
    ["flame", 0.5],
    ["open", 2.5],
    ["top", 7],
    ["peek", 1],
    ["tags", 8],
  ]);
});
