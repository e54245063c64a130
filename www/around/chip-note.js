// A word in a chip about what its filter does: that it matches nothing, or what it was taken for.

import { html, nothing } from "lit-html";

/** @import { ChipNote } from "../state/chip-notes.js" */

/** A filter that finds nothing as an expression and would as it stands: one click takes it so. @param {string} plain its expression then, "" for none @param {() => unknown} take */
export const takePlain = (plain, take) =>
  plain
    ? html`<button class="link plain" title="Taken as plain text: ${plain}" @click=${take}>As plain text</button>`
    : nothing;

/** @param {ChipNote | undefined} note */
export const chipNote = (note) =>
  note
    ? html`<small class="told" role="status" title=${note.full}><span class="short">${note.short}</span><span class="unseen">: ${note.full}</span></small>`
    : nothing;
