// Why a view shows nothing, and the way out where that is a filter: it can be removed where the eyes are.

import { html, nothing } from "lit-html";
import { FILTERS_LEAVE_NOTHING, nothingLeft } from "../state/app.js";
import { chipNotes } from "../state/chip-notes.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo } from "../pkg/proflens.js" */

/** So many filters are offered one by one. */
const FEW = 3;

/** Nothing where there are rows. @param {App} app @param {number | undefined} rows @param {number | undefined} allRows */
export function whyNothing(app, rows, allRows) {
  const why = nothingLeft(app, rows, allRows);
  if (why !== FILTERS_LEAVE_NOTHING) return why || nothing;
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
