// What ends a worker, and what is a sentence for the user: what the analyzer says is one, and what else comes out of it is a trap.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });
const { CANCEL, open } = await import("../../www/engine/open.js");
const { save } = await import("../../www/engine/save.js");
const { guarded, isTrap } = await import("../../www/engine/trap.js");

/** What a call throws. @param {() => unknown} call */
async function thrown(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  assert.fail("it throws");
}

/** The end of the stack, as this engine says it. @returns {never} */
const endOfStack = () => endOfStack();
/** What has been seen to come out of a call, and what nobody has seen yet. */
const CAUSES = [
  new WebAssembly.RuntimeError("unreachable"),
  Object.assign(new Error("too much recursion"), { name: "InternalError" }),
  new Error("recursive use of an object detected which would lead to unsafe aliasing in rust"),
  new RangeError("Array buffer allocation failed"),
  new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded"),
  new TypeError("closure invoked recursively or after being dropped"),
  "no error at all",
];

test("whatever comes out of a call and is no sentence of the analyzer's is a trap, by whichever name", async () => {
  const calls = CAUSES.map((cause) => () => {
    throw cause;
  });
  for (const fail of [endOfStack, ...calls]) {
    const object = guarded(() => ({ fail, get field() { return fail(); } })); // biome-ignore format: it is short
    for (const call of [() => object.fail(), () => object.field, () => guarded(fail)])
      assert.ok(isTrap(await thrown(call)), String(fail));
  }
});

test("what the analyzer says is a sentence and stays what it is", async () => {
  const session = guarded(() => new Session());
  for (const wrong of [
    () => session.open("a.txt", new Uint8Array(9)),
    () => session.ask("nosuch"),
    () => session.rows(7, "functions", 0, 1),
  ]) {
    const error = await thrown(wrong);
    assert.ok(error instanceof Error && !isTrap(error) && /\w+ \w+/.test(error.message), String(error));
    assert.match(error.name, /^(Refused|StaleAnswer)$/);
  }
  assert.equal(session.count, 0);
});

/** How a long job is told of. */
const on = () => ({ report: () => {}, signal: new AbortController().signal });

test("a file that cannot be read is a sentence, and what fails in the session behind it a trap", async () => {
  class Gone extends Blob {
    stream() {
      return new ReadableStream({
        pull: () => Promise.reject(new DOMException("The file is gone", "NotReadableError")),
      });
    }
  }
  const session = guarded(() => new Session());
  const gone = await thrown(() => open(session, { name: "a.pb", source: new Gone(["abc"]) }, on(), null));
  assert.ok(gone instanceof DOMException && !isTrap(gone));
  const full = guarded(() => ({ count: 0, add: () => assert.fail(new RangeError("Array buffer allocation failed")) }));
  const cpu = new Blob([readFileSync(file("testdata/cpu.pb.gz"))]);
  assert.ok(
    isTrap(await thrown(() => open(/** @type {any} */ (full), { name: "cpu.pb.gz", source: cpu }, on(), null))),
  );
});

test("a place that takes nothing is a sentence, and a report that fails while it is written a trap", async () => {
  const session = guarded(() => new Session());
  session.open("cpu.pb.gz", new Uint8Array(readFileSync(file("testdata/cpu.pb.gz"))));
  session.change({});
  const handle = { createWritable: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
  const refused = await thrown(() => save(session, /** @type {any} */ ({ report: "top", handle }), on()));
  assert.ok(refused instanceof DOMException && !isTrap(refused));
  const step = () => assert.fail(new RangeError("WebAssembly.Memory.grow()"));
  const broken = guarded(() => ({ download: () => ({ isProfile: false, step, free() {} }) }));
  assert.ok(isTrap(await thrown(() => save(/** @type {any} */ (broken), { report: "top" }, on()))));
  const stop = new AbortController();
  stop.abort();
  assert.equal(await thrown(() => save(session, { report: "top" }, { ...on(), signal: stop.signal })), CANCEL);
});
