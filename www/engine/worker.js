// The worker: loads the wasm, owns one Session, and has no logic of its own.
//
//   in   {id, call: ["top", {...}]}         out  {id, result, ms} or {id, error, trapped}
//   in   {id, open: {name, source}}         out  {id, bytes, total}*, then {id, result: profile id}
//   in   {id, save: {report, pattern}}      out  {id, bytes, share}*, then {id, result: {blob, size}}
//   in   {id, save: {line, handle}}         out  the same without a blob: it is in the file
//   in   {cancel: id}                       an open or a save that is under way ends with {id, cancelled: true}
//
// Messages are answered in the order in which they came, except that a long open or save lets others pass between its parts.

import init, { Loader, Session } from "../pkg/proflens.js";

/** How often a long job reports, in milliseconds: often enough to look alive, seldom enough to cost nothing. */
const REPORT_EVERY = 50;
/** A chunk above this is fed in pieces, so that even a file that arrives whole can be cancelled. */
const PIECE = 1 << 20;
/** So much of a report is in memory before it becomes a Blob. */
const FOLD = 16 << 20;

/** @type {Session} */
let session;
// Addresses of files are seen from dist/, where every script is beside index.html.
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
  void answer(data.id, () => ("save" in data ? save(data.id, data.save) : call(data.call)));
};

/** @param {number} id @param {() => unknown} job */
async function answer(id, job) {
  try {
    await ready;
    const start = performance.now();
    const result = await job();
    // Columns move to the page instead of being copied: the Session has made them for it.
    const columns =
      result && typeof result === "object" ? Object.values(result).filter((value) => ArrayBuffer.isView(value)) : [];
    self.postMessage(
      { id, result, ms: performance.now() - start },
      { transfer: columns.map((column) => /** @type {ArrayBuffer} */ (column.buffer)) },
    );
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
    const { body, total } =
      typeof source === "string" ? await fetchBody(source, stop.signal) : { body: source.stream(), total: source.size };
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
    if (loader) release(loader);
    wake.delete(id);
    cancelled.delete(id);
    stop.abort();
  }
}

/** An instance that trapped refuses this, which must not hide the trap. @param {{free: () => void}} object */
function release(object) {
  try {
    object.free();
  } catch {
    // The page is about to replace this worker.
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
    throw new Error(
      `${url} could not be fetched: the server does not answer, or does not allow other pages to read it (CORS). Download it and drop the file here.`,
    );
  }
  if (!response.ok || !response.body) {
    const status = `${response.status} ${response.statusText}`.trimEnd();
    throw new Error(`${url} could not be fetched: the server answered ${status}.`);
  }
  // A length that counts compressed bytes says nothing about the bytes that will arrive.
  const total = response.headers.get("content-encoding") ? 0 : Number(response.headers.get("content-length") ?? 0);
  return { body: response.body, total };
}

/** @param {number} id @param {{report: string, pattern?: string, line?: string, handle?: FileSystemFileHandle}} what */
async function save(id, { report, pattern, line, handle }) {
  // It is made at once: what is asked of the session before the file is open belongs to other views.
  const job = line === undefined ? session.download(report, pattern) : session.downloadLine(line);
  /** @type {Target | undefined} */
  let open;
  try {
    const file = handle ? await toFile(handle) : toBlob();
    const to = (open = job.isProfile ? compressed(file, () => cancelled.has(id)) : file);
    let size = 0;
    let reported = performance.now();
    for (let share = 0; share < 1; ) {
      share = job.step((chunk) => {
        to.push(chunk);
        size += chunk.length;
        // A report in one part gets its turn here.
        if (performance.now() - reported >= REPORT_EVERY) {
          reported = performance.now();
          self.postMessage({ id, bytes: size, share });
        }
        return true;
      });
      await to.flush();
      await breathe();
      if (cancelled.has(id)) throw CANCEL;
    }
    const done = await to.end();
    open = undefined;
    return done;
  } finally {
    cancelled.delete(id);
    release(job);
    await open?.undo();
  }
}

/**
 * Where a report goes. `push` takes what there is, `flush` waits until it has gone.
 * @typedef {{push: (chunk: Uint8Array<ArrayBuffer>) => void, flush: () => Promise<void>, end: () => Promise<{blob?: Blob, size: number}>, undo: () => Promise<void>}} Target
 */

/** Parts of a report are folded into one Blob now and then: browsers keep big Blobs on disk, arrays never. @returns {Target} */
function toBlob() {
  let whole = new Blob([]);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pending = [];
  let size = 0;
  const fold = () => {
    whole = new Blob([whole, ...pending]);
    pending = [];
    size = 0;
    return whole;
  };
  return {
    push(chunk) {
      pending.push(chunk);
      size += chunk.length;
      if (size >= FOLD) fold();
    },
    async flush() {},
    end: async () => ({ blob: fold(), size: whole.size }),
    async undo() {},
  };
}

/**
 * The file takes a part before the next one is made, so that no more than one is in memory.
 * @param {FileSystemFileHandle} handle @returns {Promise<Target>}
 */
async function toFile(handle) {
  const file = await handle.createWritable();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pending = [];
  let size = 0;
  const flush = async () => {
    const part = new Blob(pending);
    pending = [];
    size += part.size;
    await file.write(part);
  };
  return {
    push: (chunk) => void pending.push(chunk),
    flush,
    async end() {
      await flush();
      await file.close();
      return { size };
    },
    undo: () => file.abort(),
  };
}

/**
 * Profiles leave in gzip, as pprof writes them; the browser's compressor saves the core one.
 * @param {Target} file @param {() => boolean} stopped @returns {Target}
 */
function compressed(file, stopped) {
  const plain = toBlob();
  return {
    ...plain,
    async end() {
      const { blob } = await plain.end();
      const reader = /** @type {Blob} */ (blob).stream().pipeThrough(new CompressionStream("gzip")).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return file.end();
        if (stopped()) throw CANCEL;
        file.push(value);
        await file.flush();
      }
    },
    undo: file.undo,
  };
}
