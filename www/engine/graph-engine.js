// Layouts as promises: DOT in, the SVG that Graphviz makes of it out.

import { startBeside } from "./beside.js";
import { createSolo } from "./solo.js";

export function createEngine() {
  /** @type {ReturnType<typeof createSolo<{svg: string, error?: string}>>} */
  const solo = createSolo(() => startBeside("graph-worker.js"), "Graphviz is not there: ");
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
