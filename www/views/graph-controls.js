// The controls above the call graph: how many nodes, what a node is, labels, zoom, and the picture as a file.
//
// In: what is drawn, and pprof's own number of nodes. Out: a template whose controls set options and call the stage.

import { html, nothing } from "lit-html";
import { counted } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { GraphInfo } from "../pkg/proflens.js" */

/** So many nodes at a click. */
const COUNTS = [20, 40, 80, 160];

/** The nodes without those that are added. @param {GraphInfo} table */
const own = (table) => table.nodes.filter((node) => !node.added);

/** @param {App} app @param {{zoomBy: (factor: number) => void, fit: () => void, saveAs: (kind: "svg" | "png") => void}} to */
export function createGraphControls(app, { zoomBy, fit, saveAs }) {
  const { state, actions } = app;

  /** @param {number} nodes -1 for as many as can be read */
  async function setCount(nodes) {
    const refused = await actions.setOption("nodecount", String(nodes));
    if (refused) actions.failed(new Error(refused));
  }
  /** @param {Event} e */
  const typed = (e) => setCount(Math.round(Number(/** @type {HTMLInputElement} */ (e.target).value)) || -1);

  /** That there are fewer nodes than pprof draws, which ones, and the way to those of pprof. @param {GraphInfo | null} table */
  function fewer(table) {
    if (!table || app.optionValue("nodecount") !== "-1") return nothing;
    const [drawn, all] = [own(table).length, Math.min(table.usualNodes, table.ofNodes)];
    // Boxes of labels count, too: how many nodes they leave is not known before.
    if (drawn >= all || state.labels) return nothing;
    return html`<p class="fewer dim">${drawn} of ${counted(table.ofNodes, "node")}<span class="which">: ${
      state.summary?.changes ? "the largest changes" : "the heaviest, and pprof's next"
    }</span>
      <button class="link" title="As many as pprof draws, and those" @click=${() => setCount(table.usualNodes)}>${
        all === table.ofNodes ? `All ${all}` : `pprof's ${all}`
      }</button></p>`;
  }

  return {
    /** @param {GraphInfo | null} table what is drawn, null for nothing */
    template(table) {
      const count = Number(app.optionValue("nodecount"));
      const usual = table?.usualNodes;
      const tree = app.optionValue("call_tree") === "true";
      const drawn = table !== null && table.nodes.length > 0;
      /** @param {number} n @param {string} label @param {string} title */
      const countButton = (n, label, title) => html`<button aria-pressed=${count === n} title=${title}
        @click=${() => setCount(n)}>${label}</button>`;
      return html`<div class="segments" role="group" aria-label="How many nodes">
          ${countButton(-1, "Readable", "As many nodes as can be read with all in sight, and no more than pprof draws")}
          ${COUNTS.map((n) => countButton(n, String(n), n === usual ? "pprof's own number" : `At most ${n} nodes`))}</div>
        <label class="count">nodes <input type="number" min="1" inputmode="numeric"
          placeholder=${drawn ? own(table).length : ""} .value=${count < 0 ? "" : String(count)} @change=${typed} /></label>
        <button class="toggle" aria-pressed=${tree} title="pprof's call_tree: a node for each way to a function"
          @click=${() => actions.setOption("call_tree", tree ? "false" : "true")}>Call tree</button>
        <button class="toggle" aria-pressed=${state.labels} ?disabled=${!state.labels && !table?.hasLabels}
          title="Boxes for the labels of samples and for sizes, as in pprof's drawing"
          @click=${() => actions.setLabels(!state.labels)}>Labels</button>
        <span class="zooms" role="group" aria-label="Zoom">
          <button class="quiet icon" title="Closer (=)" aria-label="Closer" ?disabled=${!drawn}
            @click=${() => zoomBy(1.4)}>+</button>
          <button class="quiet icon" title="Farther (-)" aria-label="Farther" ?disabled=${!drawn}
            @click=${() => zoomBy(1 / 1.4)}>−</button>
          <button class="quiet" title="All of it (0)" ?disabled=${!drawn} @click=${() => fit()}>Fit</button></span>
        <span class="saves">
          <button class="quiet" title="Save the picture as SVG" ?disabled=${!drawn} @click=${() => saveAs("svg")}>SVG</button>
          <button class="quiet" title="Save the picture as PNG" ?disabled=${!drawn} @click=${() => saveAs("png")}>PNG</button>
        </span>`;
    },
    fewer,
  };
}
