// Reports: all of pprof's, and what is on screen for other programs. A click shows one in the console, another one saves it.
//
// In: the Session's list of reports, and what is selected, which reports about functions are about. Out: a line for the console, or a file.

import { html, nothing, render } from "lit-html";

/** @import { App } from "../state/app.js" */
/** @import { ReportInfo } from "../pkg/proflens.js" */

/** What most people want first: the rows as text, a function's lines, the profile itself. */
const USUAL = ["top", "list", "proto"];
/** At its prompt pprof prints ten rows of these, unless a number stands behind them; as files they have all. */
const TEN_ROWS = ["top", "text"];

/**
 * @param {App} app @param {HTMLElement} element a popover
 * @param {{show: (line: string, isWhole: boolean) => void, prepare: (view: string) => void}} to a line into the console, run if it is
 *   whole; a view, that it asks
 */
export function createReports(app, element, to) {
  const { state, actions } = app;
  /** @type {ReportInfo[]} */
  let list = [];

  /** What a report about functions is about: what is selected. @param {ReportInfo} r */
  async function pattern(r) {
    if (!r.about || !state.sel) return "";
    const expressions = await app.expressions.of(state.sel);
    return expressions[r.about] || expressions.printed;
  }

  /** @param {ReportInfo} r */
  async function toConsole(r) {
    element.hidePopover();
    try {
      const about = await pattern(r);
      // Which functions a report is about can be typed there.
      const isCut = TEN_ROWS.includes(r.name) && app.optionValue("nodecount") === "-1";
      to.show(
        `${r.name}${isCut ? "0" : ""} ${about}`.trimEnd() + (r.about && !about ? " " : ""),
        !r.about || about !== "",
      );
    } catch (error) {
      actions.failed(error);
    }
  }

  /** Rows of a view are those of the answer to what it asks: it is made where it was not looked at yet. @param {ReportInfo} r */
  async function ticket({ view }) {
    if (!view) return undefined;
    to.prepare(view);
    return app.ask.ticket(view);
  }

  /** @param {ReportInfo} r */
  function save(r) {
    element.hidePopover();
    const wanted = async () => ({
      report: r.name,
      pattern: (await pattern(r)) || undefined,
      ticket: await ticket(r),
    });
    void actions.download(wanted, r.file, { long: r.long });
  }

  const usual = () => USUAL.flatMap((name) => list.find((r) => r.name === name) ?? []);

  /** @param {ReportInfo} r */
  function row(r) {
    const without = r.about && !state.sel;
    const why = without ? "Select a function first, or type its name behind it in the console" : "";
    const twin = usual().find((other) => other.help === r.help);
    return html`<li>
      ${
        r.readable
          ? html`<button class="show" title=${without ? `Type the function behind ${r.name}` : `Show it in the console: ${r.name}`}
            @click=${() => toConsole(r)}>${r.name}${without ? " …" : ""}</button>`
          : html`<span class="show">${r.name}</span>`
      }
      <span>${twin && twin !== r ? `The same as ${twin.name}` : r.help}${r.about && state.sel ? html` <small>${state.sel}</small>` : nothing}</span>
      <button class="quiet save" ?disabled=${without} title=${why || `Save ${r.file}`} aria-label="Save ${r.file}"
        @click=${() => save(r)}><span>${r.file}</span><i aria-hidden="true">↓</i></button>
    </li>`;
  }

  function draw() {
    const part = (/** @type {boolean} */ command) =>
      list.filter((r) => r.command === command && !USUAL.includes(r.name));
    render(
      html`<h2>Reports</h2>
        <p class="dim">With the filters and options of this page, as <code>go tool pprof -NAME</code> prints them.</p>
        <p class="columns dim" aria-hidden="true"><span>show here</span><span>save as a file</span></p>
        <ul>${usual().map(row)}</ul>
        <h3>All others of pprof</h3>
        <ul>${part(true).map(row)}</ul>
        <h3>What is on screen, for other programs</h3>
        <ul>${part(false).map(row)}</ul>`,
      element,
    );
  }

  element.addEventListener("beforetoggle", async (e) => {
    if (/** @type {ToggleEvent} */ (e).newState !== "open") return;
    draw();
    try {
      list = await app.ask.once("reports", {});
    } catch (error) {
      actions.failed(error);
    }
    draw();
    // The dialog itself has had the focus until now, unless it has gone elsewhere.
    if (document.activeElement === element)
      /** @type {HTMLElement | null} */ (element.querySelector("button.show:not(:disabled)"))?.focus();
  });
  element.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const at = /** @type {HTMLElement} */ (e.target);
    if (!step || !at.matches("button")) return;
    e.preventDefault();
    // Up and down stay in the column.
    const column = [
      .../** @type {NodeListOf<HTMLElement>} */ (
        element.querySelectorAll(at.matches(".save") ? ".save" : "button.show")
      ),
    ].filter((b) => !(/** @type {HTMLButtonElement} */ (b).disabled));
    column[(column.indexOf(at) + step + column.length) % column.length].focus();
  });
}
