// Reports on their way into files: what is shown meanwhile, what is said at the end, and when nothing is.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Cancelled, Stale, Trap } from "../../www/engine/client.js";
import { createDownloads } from "../../www/engine/downloads.js";

const settle = () => new Promise((resolve) => setImmediate(resolve));
const TEXT = /** @type {any} */ ({ report: "text" });

/** Files that were handed to the browser. @type {{name: string, href: string}[]} */
let handed;
/** Addresses of blobs that are there. @type {Set<string>} */
let blobs;

beforeEach(() => {
  handed = [];
  blobs = new Set();
  const a = () => {
    const link = { href: "", download: "", click: () => handed.push({ name: link.download, href: link.href }) };
    return link;
  };
  Object.assign(globalThis, { window: {}, document: { createElement: a } });
  URL.createObjectURL = () => {
    blobs.add(`blob:${blobs.size}`);
    return [...blobs].at(-1) ?? "";
  };
  URL.revokeObjectURL = (url) => void blobs.delete(url);
});

/** Downloads whose saves the test ends; the clock stands still until `pass`. @param {import("node:test").TestContext} t @param {number[]} samples of the profiles */
function downloading(t, samples = [10]) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const state = { saves: /** @type {any[]} */ ([]), profiles: samples.map((n) => ({ samples: n })) };
  /** @type {any[]} */
  const saves = [];
  const told = {
    changed: 0,
    said: /** @type {string[]} */ ([]),
    noted: /** @type {string[]} */ ([]),
    failed: /** @type {unknown[]} */ ([]),
  };
  const client = /** @type {any} */ ({
    save(/** @type {any} */ what, /** @type {any} */ progress) {
      const save = { what, progress, cancelled: 0, end: /** @type {any} */ (null), fail: /** @type {any} */ (null) };
      const done = new Promise((resolve, reject) => Object.assign(save, { end: resolve, fail: reject }));
      saves.push(save);
      return { done, cancel: () => save.cancelled++ };
    },
  });
  const download = createDownloads(state, client, {
    changed: () => told.changed++,
    told: (text) => told.said.push(text),
    note: (text) => told.noted.push(text),
    failed: (error) => told.failed.push(error),
  });
  return { download, state, saves, told, pass: (/** @type {number} */ ms) => t.mock.timers.tick(ms) };
}

test("a report becomes a file, and it is said how large it is", async (t) => {
  const { download, saves, told, pass } = downloading(t);
  const done = download(TEXT, "top.txt");
  await settle();
  assert.deepEqual(saves[0].what, { report: "text", handle: undefined });
  saves[0].end({ blob: new Blob(["x"]), size: 2048 });
  assert.equal(await done, "Saved top.txt, 2.0 kB");
  assert.deepEqual(told.said, ["Saved top.txt, 2.0 kB"]);
  assert.deepEqual(handed, [{ name: "top.txt", href: "blob:0" }]);
  // The browser has begun to read it by then.
  pass(59_999);
  assert.equal(blobs.size, 1);
  pass(1);
  assert.equal(blobs.size, 0);
});

test("one that is soon there shows no progress", async (t) => {
  const { download, state, saves, pass } = downloading(t);
  const done = download(TEXT, "top.txt");
  await settle();
  saves[0].progress({ bytes: 100, share: 0.5 });
  pass(149);
  assert.deepEqual(state.saves, []);
  saves[0].end({ size: 200 });
  await done;
  pass(1000);
  assert.deepEqual(state.saves, [], "nor afterwards");
});

test("one that takes longer shows how far it is until it is there", async (t) => {
  const { download, state, saves, told, pass } = downloading(t);
  const other = { name: "other" };
  state.saves = [other];
  const done = download(TEXT, "traces.txt");
  await settle();
  pass(150);
  const shown = () => state.saves.map(({ name, bytes, share }) => [name, bytes, share]);
  assert.deepEqual(shown()[1], ["traces.txt", 0, 0]);
  assert.equal(told.changed, 1);
  saves[0].progress({ bytes: 100, total: 0, share: 0.25 });
  assert.deepEqual(shown()[1], ["traces.txt", 100, 0.25]);
  saves[0].progress({ bytes: 300, total: 0 });
  assert.deepEqual(shown()[1], ["traces.txt", 300, 0]);
  assert.equal(told.changed, 3);
  saves[0].end({ size: 400 });
  await done;
  assert.deepEqual(state.saves, [other]);
  assert.equal(told.changed, 4);
});

test("what is to be saved may first have to be asked for", async (t) => {
  const { download, saves } = downloading(t);
  const done = download(async () => TEXT, "top.csv");
  await settle();
  assert.equal(saves[0].what.report, "text");
  saves[0].end({ size: 1 });
  assert.equal(await done, "Saved top.csv, 1 B");
  assert.deepEqual(handed, [], "without a blob it is in its place already");
});

test("where the answer is out of date it is asked for once more, and only once", async (t) => {
  const { download, saves, told } = downloading(t);
  let asked = 0;
  const again = async () => /** @type {any} */ ({ report: "csv", ticket: ++asked });
  const done = download(again, "top.csv");
  await settle();
  saves[0].fail(new Stale("out of date"));
  await settle();
  assert.deepEqual(
    saves.map(({ what }) => what.ticket),
    [1, 2],
  );
  saves[1].end({ size: 1 });
  assert.equal(await done, "Saved top.csv, 1 B");
  assert.deepEqual(told.failed, []);

  const twice = download(again, "top.csv");
  await settle();
  saves[2].fail(new Stale("out of date"));
  await settle();
  const error = new Stale("out of date again");
  saves[3].fail(error);
  assert.equal(await twice, "");
  assert.equal(saves.length, 4);
  assert.deepEqual(told.failed, [error]);
});

test("a failure is told, whether of the question or of the file", async (t) => {
  const { download, state, saves, told, pass } = downloading(t);
  const error = new Error("no space left");
  const done = download(TEXT, "top.txt");
  await settle();
  pass(200);
  saves[0].fail(error);
  assert.equal(await done, "");
  assert.deepEqual(state.saves, []);
  assert.equal(await download(() => Promise.reject(error), "top.csv"), "");
  assert.deepEqual(told.failed, [error, error]);
  assert.equal(saves.length, 1);
  assert.deepEqual(told.said, []);
});

test("who cancels sees it go at once and hears nothing; nor is a trap said twice", async (t) => {
  const { download, state, saves, told, pass } = downloading(t);
  const done = download(TEXT, "traces.txt");
  await settle();
  pass(150);
  state.saves[0].cancel();
  assert.deepEqual(state.saves, []);
  assert.equal(saves[0].cancelled, 1);
  saves[0].fail(new Cancelled());
  assert.equal(await done, "");

  const trapped = download(TEXT, "traces.txt");
  await settle();
  saves[1].fail(new Trap("The analyzer stopped."));
  assert.equal(await trapped, "");
  assert.deepEqual(told.failed, []);
  assert.deepEqual(told.said, []);
});

test("who cancels before the save has begun, or between its two tries, gets no file", async (t) => {
  const { download, state, saves, told, pass } = downloading(t);
  for (const begun of [0, 1]) {
    /** @type {((wanted: any) => void)[]} */
    const answers = [];
    const done = download(() => new Promise((resolve) => answers.push(resolve)), "top.csv");
    await settle();
    pass(150);
    if (begun) {
      answers[0](TEXT);
      await settle();
      saves[0].fail(new Stale("out of date"));
      await settle();
    }
    state.saves[0].cancel();
    answers[begun](TEXT);
    await settle();
    assert.equal(saves.length, begun, "no other save");
    assert.equal(await done, "");
  }
  assert.deepEqual([told.said, told.failed, handed], [[], [], []]);
});

test("after a second try it is that one which is cancelled", async (t) => {
  const { download, state, saves, pass } = downloading(t);
  void download(TEXT, "top.csv");
  await settle();
  saves[0].fail(new Stale("out of date"));
  await settle();
  pass(150);
  state.saves[0].cancel();
  assert.deepEqual(
    saves.map(({ cancelled }) => cancelled),
    [0, 1],
  );
});

// The place of a long report

/** A browser that asks where a file goes. @param {() => Promise<any>} answer */
function picking(answer) {
  /** @type {any[]} */
  const asked = [];
  Object.assign(window, {
    showSaveFilePicker(/** @type {any} */ how) {
      assert.equal(this, window);
      asked.push(how);
      return answer();
    },
  });
  return asked;
}

test("a long report of a large profile goes where the user says, by the name that it has there", async (t) => {
  const { download, saves } = downloading(t, [10, 200_000]);
  const handle = { name: "mine.txt" };
  const asked = picking(async () => handle);
  const done = download(TEXT, "traces.txt", { long: true });
  await settle();
  assert.deepEqual(asked, [{ suggestedName: "traces.txt" }]);
  assert.equal(saves[0].what.handle, handle);
  saves[0].end({ size: 3 });
  assert.equal(await done, "Saved mine.txt, 3 B");
});

test("nobody is asked for a place where the profile is small, the report is short or the browser cannot", async (t) => {
  const { download, state, saves } = downloading(t, [199_999]);
  const asked = picking(async () => assert.fail("asked"));
  void download(TEXT, "traces.txt", { long: true });
  state.profiles = [{ samples: 1_000_000 }];
  void download(TEXT, "top.txt");
  void download(TEXT, "top.txt", { long: false });
  Object.assign(globalThis, { window: {} });
  void download(TEXT, "traces.txt", { long: true });
  await settle();
  assert.deepEqual(asked, []);
  assert.equal(saves.length, 4);
});

test("who closes the question saves nothing, and nothing is said", async (t) => {
  const { download, state, saves, told, pass } = downloading(t, [200_000]);
  picking(() => Promise.reject(new DOMException("closed", "AbortError")));
  assert.equal(await download(TEXT, "traces.txt", { long: true }), "");
  pass(1000);
  assert.deepEqual([saves, state.saves, told.said, told.failed], [[], [], [], []]);
});

test("a page that may not ask still downloads", async (t) => {
  const { download, saves } = downloading(t, [200_000]);
  picking(() => Promise.reject(new DOMException("in a frame", "SecurityError")));
  const done = download(TEXT, "traces.txt", { long: true });
  await settle();
  assert.equal(saves[0].what.handle, undefined);
  saves[0].end({ blob: new Blob(["x"]), size: 1 });
  assert.equal(await done, "Saved traces.txt, 1 B");
  assert.equal(handed[0].name, "traces.txt");
});

test("while the browser asks for a place that is said, and there is a way without an answer", async (t) => {
  const { download, state, saves, told } = downloading(t, [300_000]);
  /** @type {any} */ (globalThis).window.showSaveFilePicker = () => new Promise(() => {});
  for (const way of /** @type {const} */ (["instead", "cancel"])) {
    const done = download(TEXT, "traces.txt", { long: true });
    await settle();
    assert.deepEqual(
      state.saves.map(({ name }) => name),
      ["traces.txt"],
      "at once",
    );
    state.saves[0][way]();
    await settle();
    assert.deepEqual(state.saves, []);
    if (way === "instead") saves[0].end({ blob: new Blob(["x"]), size: 1 });
    assert.equal(await done, way === "instead" ? "Saved traces.txt, 1 B" : "");
  }
  assert.equal(saves.length, 1);
  assert.deepEqual(told.noted, ["traces.txt is not saved: no place was chosen for it."]);
});
