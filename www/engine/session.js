// The worker's Session as promises.
//
// In: calls of the page. Out: promises of what the Session returns. Three rules live here and nowhere else:
// requests of one kind never queue up (the newest waits, the one before it is dropped), an answer that was
// overtaken is dropped, and a trapped wasm instance is never used again.

/** @typedef {import("../pkg/proflens.js").Session} Session */
/** @typedef {{bytes: number, total: number, share?: number}} Progress */
/**
 * A report by its name, with the expression behind it, or by a line of the console.
 * @typedef {{report: string, pattern?: string} | {line: string}} Save
 */
/**
 * @typedef {{done: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void, progress?: (p: Progress) => void, since: number, method: string}} Waiting
 */

/** The wasm instance trapped: the session and its profiles are gone. */
export class Trap extends Error {}
/** The user cancelled: not a failure, nothing to say. */
export class Cancelled extends Error {}

/** Work that takes longer than this shows that it works. */
const BUSY_AFTER = 100;

/** @param {{onTrap: () => void, onBusy: (busy: boolean) => void, onTiming: (method: string, ms: number) => void}} events */
export function connect(events) {
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  /** @type {Map<string, {next: null | {run: () => Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void}}>} */
  const kinds = new Map();
  let lastId = 0;
  let busy = false;
  let worker = start();

  function start() {
    const fresh = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    fresh.onmessage = ({ data }) => receive(data);
    // Only a worker that cannot even start fires this: its own errors are answers.
    fresh.onerror = () =>
      fail(
        new Error(
          "The analyzer could not be started: this browser lacks WebAssembly or module workers, or a file of the page is missing.",
        ),
      );
    return fresh;
  }

  /**
   * @param {{id: number, result?: unknown, error?: string, ms?: number, trapped?: boolean, cancelled?: boolean, bytes?: number, total?: number, share?: number}} message
   */
  function receive(message) {
    const job = waiting.get(message.id);
    if (!job) return;
    if (message.bytes !== undefined)
      return job.progress?.({ bytes: message.bytes, total: message.total ?? 0, share: message.share });
    if (message.trapped) return trap();
    waiting.delete(message.id);
    mark();
    if (message.cancelled) job.reject(new Cancelled());
    else if (message.error !== undefined) job.reject(new Error(message.error));
    else {
      if (message.ms !== undefined && job.method) events.onTiming(job.method, message.ms);
      job.resolve(message.result);
    }
  }

  function trap() {
    worker.terminate();
    worker = start();
    fail(new Trap("The analyzer stopped."));
    events.onTrap();
  }

  /** @param {Error} error */
  function fail(error) {
    const jobs = [...waiting.values()];
    waiting.clear();
    mark();
    for (const job of jobs) job.reject(error);
  }

  /** @param {object} message @param {(p: Progress) => void} [progress] @returns {{id: number, done: Promise<any>}} */
  function post(message, progress) {
    const id = ++lastId;
    /** @type {any} */
    const job = {
      progress,
      since: performance.now(),
      method: "call" in message ? /** @type {[string]} */ (message.call)[0] : "",
    };
    job.done = new Promise((resolve, reject) => Object.assign(job, { resolve, reject }));
    waiting.set(id, job);
    worker.postMessage({ id, ...message });
    setTimeout(mark, BUSY_AFTER + 5);
    return { id, done: job.done };
  }

  function mark() {
    const now = performance.now();
    const is = [...waiting.values()].some((job) => now - job.since > BUSY_AFTER);
    if (is !== busy) events.onBusy((busy = is));
  }

  return {
    /**
     * @template {keyof Session} M
     * @param {M} method
     * @param {Session[M] extends (...args: infer A) => any ? A : never} args
     * @returns {Promise<Session[M] extends (...args: any) => infer R ? R : never>}
     */
    call: (method, ...args) => post({ call: [method, ...args] }).done,

    /**
     * Runs the newest request of a kind. Resolves to undefined if a newer one came before the answer did.
     * @template T @param {string} kind @param {() => Promise<T>} run @returns {Promise<T | undefined>}
     */
    latest(kind, run) {
      return new Promise((resolve, reject) => {
        const line = kinds.get(kind);
        if (line) {
          line.next?.resolve(undefined);
          line.next = { run, resolve, reject };
          return;
        }
        const mine = { next: /** @type {any} */ (null) };
        kinds.set(kind, mine);
        const go = (
          /** @type {() => Promise<any>} */ job,
          /** @type {(v: any) => void} */ yes,
          /** @type {(e: Error) => void} */ no,
        ) => {
          job().then(
            (value) => (yes(mine.next ? undefined : value), after()),
            (error) => (mine.next ? yes(undefined) : no(error), after()),
          );
        };
        const after = () => {
          const next = mine.next;
          mine.next = null;
          if (next) go(next.run, next.resolve, next.reject);
          else kinds.delete(kind);
        };
        go(run, resolve, reject);
      });
    },

    /**
     * Opens a file or the URL of one; resolves to the profile's id.
     * @param {string} name @param {Blob | string} source @param {(p: Progress) => void} progress
     */
    open(name, source, progress) {
      const { id, done } = post({ open: { name, source } }, progress);
      return { done: /** @type {Promise<number>} */ (done), cancel: () => worker.postMessage({ cancel: id }) };
    },

    /**
     * Writes a report, however long, to a file or else to a blob.
     * @param {Save & {handle?: FileSystemFileHandle}} what @param {(p: Progress) => void} progress
     */
    save(what, progress) {
      const { id, done } = post({ save: what }, progress);
      return {
        done: /** @type {Promise<{blob?: Blob, size: number}>} */ (done),
        cancel: () => worker.postMessage({ cancel: id }),
      };
    },
  };
}

/** @typedef {ReturnType<typeof connect>} Client */
