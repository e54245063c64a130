// The footer: what it cost, and that nothing left.

import { html, nothing } from "lit-html";
import { bytes, millis } from "../text.js";

/** @import { App } from "../state/app.js" */

/** Stages that the Session tells with its summary; the others are told as they happen. */
const EARLY = ["open", "combine", "summary"];

/** @param {App} app */
export function foot({ state }) {
  const early = (state.summary?.timings ?? [])
    .filter((t) => EARLY.includes(t.stage))
    .sort((a, b) => EARLY.indexOf(a.stage) - EARLY.indexOf(b.stage));
  const stages = [...early.map((t) => /** @type {[string, number]} */ ([t.stage, t.ms])), ...state.timings];
  return html`
  ${
    state.summary?.ready && stages.length
      ? html`<span class="stages"
        title="Time of each stage, last run">${stages.map(([stage, ms]) => html`<span>${stage} <b>${millis(ms)}</b></span>`)}</span>`
      : nothing
  }
  ${state.summary ? html`<span title="Memory of the analyzer">wasm <b>${bytes(state.summary.memory)}</b></span>` : nothing}
  <span class="private">Nothing left this tab</span>`;
}
