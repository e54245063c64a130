// Layouts as promises: DOT in, the SVG that Graphviz makes of it out.

import { createSolo } from "./solo.js";

export function createEngine() {
  /** @type {ReturnType<typeof createSolo<{svg: string, error?: string}>>} */
  const solo = createSolo(
    () => new Worker(new URL("./graph-worker.js", import.meta.url), { type: "module" }),
    "Graphviz could not be loaded: graph-worker.js is missing, or this browser lacks WebAssembly.",
  );
  return {
    stop: solo.stop,
    close: solo.close,
    /** @param {string} dot @returns {Promise<string>} */
    async layOut(dot) {
      const { svg, error } = await solo.ask({ dot });
      if (error) throw new Error(error);
      return svg;
    },
  };
}
