// The worker: loads the wasm, owns one Session, and has no logic of its own.
//
//   in   {id, call: ["top", {...}]}         out  {id, result} or {id, error, trapped}
//   in   {id, open: {name, source}}         out  {id, bytes, total}*, then {id, result: profile id}
//   in   {id, stream: "traces"}             out  {id, bytes}*, then {id, result: Blob}
//   in   {cancel: id}                       an open that is under way ends with {id, cancelled: true}
//
// Messages are answered in the order in which they came, except that a long open lets others pass between its chunks.

import init, { Loader, Session } from "./pkg/proflens.js";

/** How often a long job reports, in milliseconds: often enough to look alive, seldom enough to cost nothing. */
const REPORT_EVERY = 50;
/** A chunk above this is fed in pieces, so that even a file that arrives whole can be cancelled. */
const PIECE = 1 << 20;
/** Parts of a streamed report are folded into one Blob at this size: browsers keep big Blobs on disk, arrays never. */
const FOLD = 16 << 20;

/** @type {Session} */
let session;
const ready = init({ module_or_path: new URL("./pkg/proflens_bg.wasm", import.meta.url) }).then(() => {
  session = new Session();
});
/** @type {Set<number>} */
const cancelled = new Set();
/** How to wake the open that waits for bytes, by id. @type {Map<number, () => void>} */
const wake = new Map();
/** Opens run one after another: profile ids follow the order of the files. */
let opens = Promise.resolve();

self.onmessage = ({ data }) => {
  if ("cancel" in data) {
    cancelled.add(data.cancel);
    wake.get(data.cancel)?.();
    return;
  }
  if ("open" in data) {
    opens = opens.then(() => answer(data.id, () => open(data.id, data.open)));
    return;
  }
  void answer(data.id, () => ("stream" in data ? stream(data.id, data.stream) : call(data.call)));
};

/** @param {number} id @param {() => unknown} job */
async function answer(id, job) {
  try {
    await ready;
    self.postMessage({ id, result: await job() });
  } catch (e) {
    if (e === CANCEL) return self.postMessage({ id, cancelled: true });
    const error = e instanceof Error ? e.message : String(e);
    self.postMessage({ id, error, trapped: e instanceof WebAssembly.RuntimeError });
  }
}

/** @param {[string, ...unknown[]]} request */
function call([method, ...args]) {
  return /** @type {any} */ (session)[method](...args);
}

const CANCEL = Symbol("cancelled");

/** @param {number} id @param {{name: string, source: Blob | string}} what */
async function open(id, { name, source }) {
  const stop = new AbortController();
  wake.set(id, () => stop.abort());
  /** @type {Loader | undefined} */
  let loader;
  try {
    if (cancelled.has(id)) throw CANCEL;
    const { body, total } = typeof source === "string" ? await fetchBody(source, stop.signal) : { body: source.stream(), total: source.size };
    const reader = body.getReader();
    stop.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    loader = new Loader(name);
    let reported = performance.now();
    self.postMessage({ id, bytes: 0, total });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let at = 0; at < value.length; at += PIECE) {
        loader.push(value.subarray(at, at + PIECE));
        if (performance.now() - reported < REPORT_EVERY) continue;
        self.postMessage({ id, bytes: loader.bytesIn, total });
        await breathe();
        reported = performance.now();
        if (cancelled.has(id)) throw CANCEL;
      }
    }
    if (cancelled.has(id)) throw CANCEL;
    const whole = loader;
    loader = undefined; // add() consumes it, also when it throws
    return session.add(whole);
  } catch (e) {
    throw cancelled.has(id) ? CANCEL : e;
  } finally {
    loader?.free();
    wake.delete(id);
    cancelled.delete(id);
    stop.abort();
  }
}

/** Lets the messages that wait, such as a cancel, be handled. A timer would do so too, but costs 4 ms each time. */
function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}

/** @param {string} url @param {AbortSignal} signal */
async function fetchBody(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal });
  } catch {
    throw new Error(`${url} could not be fetched: the server does not answer, or does not allow other pages to read it (CORS). Download it and drop the file here.`);
  }
  if (!response.ok || !response.body) throw new Error(`${url} could not be fetched: the server answered ${response.status} ${response.statusText}`.trimEnd() + ".");
  // A length that counts compressed bytes says nothing about the bytes that will arrive.
  const total = response.headers.get("content-encoding") ? 0 : Number(response.headers.get("content-length") ?? 0);
  return { body: response.body, total };
}

/** @param {number} id @param {string} line */
function stream(id, line) {
  let whole = new Blob([], { type: "text/plain" });
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let parts = [];
  let pending = 0;
  let bytes = 0;
  let reported = performance.now();
  const fold = () => {
    whole = new Blob([whole, ...parts], { type: "text/plain" });
    parts = [];
    pending = 0;
  };
  session.stream(line, (/** @type {Uint8Array} */ chunk) => {
    parts.push(new Uint8Array(chunk)); // a copy: the chunk may be a view into the wasm memory
    pending += chunk.length;
    bytes += chunk.length;
    if (pending >= FOLD) fold();
    if (performance.now() - reported >= REPORT_EVERY) {
      reported = performance.now();
      self.postMessage({ id, bytes, total: 0 });
    }
    return true;
  });
  fold();
  return whole;
}
