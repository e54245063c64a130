// Graphviz, in a worker of its own: DOT in, SVG out. It is loaded when a graph is shown first.

import "./claim.js";
import { instance } from "@viz-js/viz";

const graphviz = instance();

addEventListener("message", async ({ data: { id, dot } }) => {
  try {
    const { output, errors } = (await graphviz).render(dot, { format: "svg", engine: "dot" });
    if (output === undefined) throw new Error(errors.map((e) => e.message).join("; ") || "it gave no reason");
    postMessage({ id, svg: output });
  } catch (error) {
    postMessage({
      id,
      error: `Graphviz could not lay the graph out: ${error instanceof Error ? error.message : error}`,
    });
  }
});
