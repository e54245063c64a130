// A word in a chip about what its filter does: that it matches nothing, or what it was taken for.

import { html, nothing } from "lit-html";

/** @import { ChipNote } from "../state/chip-notes.js" */

/** @param {ChipNote | undefined} note */
export const chipNote = (note) =>
  note
    ? html`<small class="told" role="status" title=${note.full}><span class="short">${note.short}</span><span class="unseen">: ${note.full}</span></small>`
    : nothing;
