// The footer: what it cost, and that nothing left.

import { html, nothing } from "lit-html";
import { bytes, millis } from "../text.js";

/** @import { App } from "../app.js" */

/** @param {App} app */
export const foot = ({ state }) => html`
  ${state.summary?.timings.length ? html`<span class="stages" title="Time of each stage, last run">${state.summary.timings.map((t) => html`<span>${t.stage} <b>${millis(t.ms)}</b></span>`)}</span>` : nothing}
  ${state.summary ? html`<span title="Memory of the analyzer">wasm <b>${bytes(state.summary.memory)}</b></span>` : nothing}
  <span class="private">Nothing left this tab</span>`;
