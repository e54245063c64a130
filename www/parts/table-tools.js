// What can be done with all rows of a table: copied to be pasted into a spreadsheet, or saved as comma-separated values.

import { html } from "lit-html";
import { pasted } from "../engine/safe.js";
import { counted } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { Views } from "../pkg/proflens.js" */

/**
 * Two buttons.
 * @param {App} app @param {{view: keyof Views, lines: () => Promise<string[] | undefined>}} table its view, whose report is the file, and
 *   its lines, the heading first, with tabs between their cells
 */
export function tableTools({ actions, ask }, { view, lines }) {
  async function copy() {
    const rows = await lines();
    if (rows) await actions.copy(pasted(rows.map((row) => row.split("\t"))), counted(rows.length - 1, "row"));
  }
  async function save() {
    try {
      const reports = await ask.once("reports", {});
      const report = reports.find((r) => r.view === view);
      const wanted = async () => ({ report: report?.name ?? "", ticket: await ask.ticket(view) });
      if (report) void actions.download(wanted, report.file, { long: true });
    } catch (error) {
      actions.failed(error);
    }
  }
  return html`<button class="quiet" title="All rows, to paste into a spreadsheet" @click=${copy}>Copy table</button>
    <button class="quiet" title="All rows as comma-separated values" @click=${save}>CSV<i aria-hidden="true"> ↓</i></button>`;
}
