// The footer: what it cost, and that nothing left.

import { html, nothing } from "lit-html";
import { bytes, millis } from "../text.js";

/** @import { App } from "../state/app.js" */

/** The stages before any view, in their order; those of views follow as they came. */
const EARLY = ["open", "combine", "select", "summary"];

/** @param {App} app */
export function foot({ state }) {
  const place = (/** @type {string} */ stage) => (EARLY.includes(stage) ? EARLY.indexOf(stage) : EARLY.length);
  const stages = [...state.timings].sort(([one], [other]) => place(one) - place(other));
  return html`
  ${state.summary?.ready && stages.length ? html`<span class="stages" title="Time of each stage, last run">${stages.map(([stage, ms]) => html`<span>${stage} <b>${millis(ms)}</b></span>`)}</span>` : nothing}
  ${state.summary?.ready && state.memory ? html`<span title="Memory of the analyzer">wasm <b>${bytes(state.memory)}</b></span>` : nothing}
  <span class="private" title="No profile, name or number is sent to anybody">Your data stays in this tab</span>`;
}
