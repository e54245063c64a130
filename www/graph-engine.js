// Layouts as promises.
//
// In: DOT. Out: the SVG that Graphviz makes of it. A layout cannot be asked to stop: one that nobody waits for any more ends with its
// worker, and the next one starts another.

/** The layout was given up for a newer one, or by the user: nothing to say. */
export class Stopped extends Error {}

export function createEngine() {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {{id: number, resolve: (svg: string) => void, reject: (error: Error) => void} | null} */
  let waiting = null;
  let lastId = 0;

  /** @param {Error} error */
  function end(error) {
    worker?.terminate();
    worker = null;
    waiting?.reject(error);
    waiting = null;
  }

  return {
    stop: () => waiting && end(new Stopped()),
    /** It is not needed any more. */
    close: () => end(new Stopped()),
    /** @param {string} dot @returns {Promise<string>} */
    layOut(dot) {
      if (waiting) end(new Stopped());
      if (!worker) {
        worker = new Worker(new URL("./graph-worker.js", import.meta.url), { type: "module" });
        worker.onerror = () => end(new Error("Graphviz could not be loaded: graph-worker.js is missing, or this browser lacks WebAssembly."));
        worker.onmessage = ({ data }) => {
          if (waiting?.id !== data.id) return;
          const { resolve, reject } = /** @type {NonNullable<typeof waiting>} */ (waiting);
          waiting = null;
          if (data.error) reject(new Error(data.error));
          else resolve(data.svg);
        };
      }
      const id = ++lastId;
      worker.postMessage({ id, dot });
      return new Promise((resolve, reject) => (waiting = { id, resolve, reject }));
    },
  };
}
