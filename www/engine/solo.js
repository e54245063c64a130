// A worker for one job at a time, as promises. It starts with the first job.
//
// In: a message. Out: what the worker answers, `{id, ...}`. A job cannot be asked to stop: one that nobody waits for any more ends with its
// worker, and the next one starts another.

/** The job was given up for a newer one, or by the user: nothing to say. */
export class Stopped extends Error {}

/** @template Answer @param {() => Worker} start @param {() => Promise<string>} missing what to say if the worker cannot be loaded */
export function createSolo(start, missing) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {{id: number, resolve: (answer: Answer) => void, reject: (error: Error) => void} | null} */
  let waiting = null;
  let lastId = 0;

  /** @param {Error | Promise<Error>} error */
  function end(error) {
    worker?.terminate();
    worker = null;
    const job = waiting;
    waiting = null;
    if (job) void Promise.resolve(error).then(job.reject);
  }
  const stop = () => void (waiting && end(new Stopped()));

  return {
    stop,
    /** It is not needed any more. */
    close: () => end(new Stopped()),
    /** @param {object} message @returns {Promise<Answer>} */
    ask(message) {
      stop();
      if (!worker) {
        worker = start();
        worker.onerror = () => end(missing().then((text) => new Error(text)));
        worker.onmessage = ({ data }) => {
          if (waiting?.id !== data.id) return;
          const { resolve } = /** @type {NonNullable<typeof waiting>} */ (waiting);
          waiting = null;
          resolve(data);
        };
      }
      const id = ++lastId;
      worker.postMessage({ id, ...message });
      return new Promise((resolve, reject) => (waiting = { id, resolve, reject }));
    },
  };
}
