// A worker for one job at a time, as promises. It starts with the first job.
//
// In: a message. Out: what the worker answers, `{id, ...}`. A job cannot be asked to stop: one that nobody waits for any more ends with its
// worker, and the next one starts another.

/** The job was given up for a newer one, or by the user: nothing to say. */
export class Stopped extends Error {}

/** @import { Beside } from "./beside.js" */

/** @template Answer @param {() => Beside} start @param {string} [missing] what is not there if the worker cannot be started */
export function createSolo(start, missing = "") {
  /** @type {Beside | null} */
  let worker = null;
  /** @type {{id: number, resolve: (answer: Answer) => void, reject: (error: Error) => void} | null} */
  let waiting = null;
  let lastId = 0;

  /** @param {Error} error */
  function end(error) {
    worker?.terminate();
    worker = null;
    const job = waiting;
    waiting = null;
    job?.reject(error);
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
        worker.onfail = (why) => end(new Error(`${missing}${why}`));
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
