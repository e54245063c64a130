// Rows that are selected by the pointer are copied as lines with tabs between their cells, which is what a spreadsheet takes.

import { pasted } from "../engine/safe.js";

/** What of a row is in sight, cell by cell. @param {Element} row */
const cellsOf = (row) =>
  [...row.children].filter((cell) => cell.getClientRects().length > 0).map((cell) => (cell.textContent ?? "").trim());

/** @param {HTMLElement} body whose children are rows, in the order of the screen */
export function copyAsRows(body) {
  body.addEventListener("copy", (e) => {
    const selection = getSelection();
    if (!selection?.rangeCount) return;
    const { commonAncestorContainer: within } = selection.getRangeAt(0);
    const element = within instanceof Element ? within : within.parentElement;
    // A part of one cell is a text.
    if (element?.closest("[role=gridcell]")) return;
    const rows = [...body.querySelectorAll(":scope > .row:not(.blank, [hidden])")].filter((row) =>
      selection.containsNode(row, true),
    );
    if (rows.length === 0) return;
    e.clipboardData?.setData("text/plain", pasted(rows.map(cellsOf)));
    e.preventDefault();
  });
}
