// Why a view shows nothing, and the way out where that is a filter: it can be removed where the eyes are.

import { html, nothing } from "lit-html";
import { FILTERS_LEAVE_NOTHING, nothingLeft } from "../state/app.js";
import { chipNotes } from "../state/chip-notes.js";
import { counted } from "../text.js";
import { make } from "./make.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo } from "../pkg/proflens.js" */

/** So many filters are offered one by one. */
const FEW = 3;

/** The place of such words, in a view whose picture goes away with what it shows. @param {HTMLElement} parent */
export function makeNone(parent) {
  const none = make("p", "none", parent);
  none.tabIndex = -1;
  return none;
}
/** What the picture would do with the focus: it is on the way out, or on why there is none. @param {HTMLElement} none */
export const focusNone = (none) => (none.querySelector("button") ?? none).focus();

/**
 * Nothing where there are rows.
 * @param {App} app @param {number | undefined} rows @param {number | undefined} allRows
 * @param {{gone?: string, dropped?: number}} [more] what is not there, if more is left; how many are left out because they are small
 */
export function whyNothing(app, rows, allRows, { gone, dropped = 0 } = {}) {
  const left = nothingLeft(app, rows, allRows);
  const why = (left && gone) || left;
  if (left && !allRows && dropped) return tooSmall(app, dropped);
  if (left !== FILTERS_LEAVE_NOTHING) return why || nothing;
  const { state, actions } = app;
  const filters = state.options.filter((o) => o.group === "filter" && o.value !== o.default);
  const { notes } = chipNotes(state);
  // Those that match nothing are more likely to be the cause; any of them may be.
  const offered = filters.toSorted((a, b) => Number(notes.has(b.name)) - Number(notes.has(a.name))).slice(0, FEW);
  const names = filters.map((o) => o.name);
  const told = offered.flatMap(({ name }) => notes.get(name)?.full ?? []);
  const plain = offered.flatMap((o) => {
    const expression = app.plain(o.name, o.value);
    return expression
      ? [way(`Take ${o.name}=${shortened(o)} as plain text`, () => actions.setOption(o.name, expression))]
      : [];
  });
  return html`<span>${why}</span> ${told.map((full) => html`<small>${full}</small>`)}
    <span class="ways">${plain}${offered.map((o) => way(`Remove ${o.name}=${shortened(o)}`, () => actions.resetOption(o.name)))}
      ${filters.length > 1 ? way(`Remove all ${filters.length}`, () => actions.resetAll(names)) : nothing}</span>`;
}

/** Where each is less than the least that is shown, pprof shows none. @param {App} app @param {number} dropped */
function tooSmall({ actions, optionValue }, dropped) {
  const least = Number(optionValue("nodefraction"));
  return html`<span>All ${counted(dropped, "node")} are left out: each is below ${String(Number((least * 100).toPrecision(6)))} % of the total (nodefraction).</span>
    <span class="ways">${way("Show them all", () => actions.setOption("trim", "false"))}</span>`;
}

/** @param {string} label @param {() => Promise<unknown>} run */
function way(label, run) {
  const removed = async () => {
    await run();
    // The button has gone with what it removed.
    document.getElementById("filter-value")?.focus();
  };
  return html`<button @click=${removed}>${label}</button>`;
}

/** @param {OptionInfo} o */
const shortened = ({ value }) => (value.length > 40 ? `${value.slice(0, 39)}…` : value);
