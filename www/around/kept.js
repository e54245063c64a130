// The profiles that were opened before, on the start page: for who has this browser keep them.

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { inputOf } from "../state/kept.js";
import { bytes } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { KeptFile } from "../engine/kept-files.js" */

/** @param {App} app */
export function kept({ state, actions }) {
  const { files } = state.keeps;
  if (files.length === 0) return nothing;
  return html`<h2>Opened before</h2>
    <ul>${repeat(files, ({ digest }) => digest, row)}</ul>
    <p class="dim">They are in this browser, at most 200 MB, and nowhere else. <button class="link" @click=${() => forget(actions.forgetAllKept)}>Forget all</button></p>`;

  /** @param {KeptFile} file */
  function row(file) {
    const when = new Date(file.when).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    return html`<li>
      <button class="link" title="SHA-256 ${file.digest}…" @click=${() => actions.open([inputOf(file)])}>${file.name}</button>
      <span class="dim">${bytes(file.size)}, ${when}</span>
      <button class="x" title="Forget it" aria-label="Forget ${file.name}" @click=${() => forget(() => actions.forgetKept(file.digest))}>×</button>
    </li>`;
  }

  /** The focus goes on to what is left. @param {() => Promise<unknown>} work */
  async function forget(work) {
    await work();
    actions.draw();
    const next = document.querySelector("#kept .x") ?? document.getElementById("keep");
    /** @type {HTMLElement | null} */ (next)?.focus();
  }
}
