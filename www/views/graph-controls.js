// The controls above the call graph: how many nodes, what a node is, labels, zoom, and the picture as a file.
//
// In: what is drawn, and pprof's own number of nodes. Out: a template whose controls set options and call the stage.

import { html } from "lit-html";

/** @import { App } from "../state/app.js" */
/** @import { Drawing } from "../engine/graph-svg.js" */

/** So many nodes at a click, beside pprof's own number. */
const COUNTS = [20, 40, 80, 160];

/** @param {App} app @param {{zoomBy: (factor: number) => void, fit: () => void, saveAs: (kind: "svg" | "png") => void}} to */
export function createGraphControls(app, { zoomBy, fit, saveAs }) {
  const { actions } = app;

  /** @param {number} nodes */
  async function setCount(nodes) {
    const refused = await actions.setOption("nodecount", String(nodes));
    if (refused) actions.failed(new Error(refused));
  }
  /** @param {Event} e */
  const counted = (e) => setCount(Math.round(Number(/** @type {HTMLInputElement} */ (e.target).value)) || -1);

  return {
    /** @param {{usual: number, drawing: Drawing | null}} what `usual` is how many nodes there are unless the option says, -1 if nobody knows yet */
    template({ usual, drawing }) {
      const count = Number(app.optionValue("nodecount"));
      const now = count < 0 ? usual : count;
      const hidden = app.optionValue("taghide") === ".";
      const labels = (drawing?.labels.length ?? 0) > 0;
      const tree = app.optionValue("call_tree") === "true";
      /** @param {number} n */
      const countButton = (n) => html`<button aria-pressed=${now === n}
        title=${n === usual ? "pprof's own number" : `At most ${n} nodes`}
        @click=${() => setCount(n === usual ? -1 : n)}>${n}</button>`;
      return html`<div class="segments" role="group" aria-label="How many nodes">${COUNTS.map(countButton)}</div>
        <label class="count">nodes <input type="number" min="1" inputmode="numeric"
          .value=${now < 0 ? "" : String(now)} @change=${counted} /></label>
        <button class="toggle" aria-pressed=${tree} title="pprof's call_tree: a node for each way to a function"
          @click=${() => actions.setOption("call_tree", tree ? "false" : "true")}>Call tree</button>
        <button class="toggle" aria-pressed=${!hidden} ?disabled=${!hidden && !labels}
          title="The boxes of labels; without them it is pprof's taghide=."
          @click=${() => actions.setOption("taghide", hidden ? "" : ".")}>Labels</button>
        <span class="zooms" role="group" aria-label="Zoom">
          <button class="quiet icon" title="Closer (=)" aria-label="Closer" ?disabled=${!drawing}
            @click=${() => zoomBy(1.4)}>+</button>
          <button class="quiet icon" title="Farther (-)" aria-label="Farther" ?disabled=${!drawing}
            @click=${() => zoomBy(1 / 1.4)}>−</button>
          <button class="quiet" title="All of it (0)" ?disabled=${!drawing} @click=${() => fit()}>Fit</button></span>
        <span class="saves">
          <button class="quiet" title="Save the picture as SVG" ?disabled=${!drawing} @click=${() => saveAs("svg")}>SVG</button>
          <button class="quiet" title="Save the picture as PNG" ?disabled=${!drawing} @click=${() => saveAs("png")}>PNG</button>
        </span>`;
    },
  };
}
