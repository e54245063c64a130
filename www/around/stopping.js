// What is computed for long can be stopped: a word about it over the view, which moves nothing.

import { html, nothing } from "lit-html";

/** @param {import("../state/app.js").App} app */
export const stopping = ({ state, actions }) =>
  state.isLong
    ? html`<p>Computing… <button title="End this, and have all as it was before (Esc)" @click=${actions.stop}>Stop</button></p>`
    : nothing;
