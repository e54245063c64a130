// One line of chips in the order in which pprof applies them, and the field that makes the next one.
//
// Every option of pprof that is not at its default and has no switch of its own is a chip. A chip is removed, or clicked to be edited
// in the field; a value that pprof refuses stays where it was typed, with the reason.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";

/** @import { App } from "../app.js" */
/** @import { OptionInfo } from "../pkg/proflens.js" */

/** pprof's order of application; the other options follow in the order of the Session's table. */
const ORDER = ["focus", "ignore", "hide", "show", "show_from", "tagfocus", "tagignore", "tagshow", "taghide", "prune_from"];
/** Options that have a switch elsewhere on the page, all but that panel of options. */
const ELSEWHERE = new Set(["sample_index", "sort", "normalize", "compact_labels"]);
/** What options are about, in the order of what a person wants. */
export const GROUPS = /** @type {const} */ ({
  filter: "Which samples and frames",
  node: "What a node is",
  amount: "How much is shown",
  numbers: "How numbers look",
  names: "Names, paths and headers",
  graph: "Graph and listings",
});
/** What a new "or" is added to; a new value of the others replaces the old one. */
const GROWING = new Set(["ignore", "hide"]);

/** @param {App} app */
export function createFilters(app) {
  const { state, actions } = app;
  let kind = "focus";
  let draft = "";
  let refused = "";
  /** The chip that is being edited, "" for none. */
  let editing = "";
  const field = () => /** @type {HTMLInputElement | HTMLSelectElement | null} */ (document.getElementById("filter-value"));

  const option = () => state.options.find((o) => o.name === kind);
  const pick = (/** @type {string} */ name, /** @type {string} */ value) => {
    kind = name;
    draft = value;
    refused = "";
    app.actions.changed();
    requestAnimationFrame(() => {
      const input = field();
      input?.focus();
      if (input instanceof HTMLInputElement) input.select();
    });
  };
  // The focus stays on the select: the arrow keys of a closed one change it too.
  const choose = (/** @type {Event} */ e) => {
    kind = /** @type {HTMLSelectElement} */ (e.target).value;
    leave();
  };
  const edit = (/** @type {OptionInfo} */ o) => {
    editing = o.name;
    pick(o.name, o.value);
  };
  const leave = () => {
    editing = "";
    draft = "";
    refused = "";
    actions.changed();
  };
  async function apply() {
    const o = option();
    if (!o) return;
    let value = draft.trim();
    if (o.kind === "bool" && !value) value = o.default === "true" ? "false" : "true";
    if (value === "" && o.value === o.default) return;
    if (GROWING.has(o.name) && editing !== o.name && o.value && value) value = `${value}|${o.value}`;
    refused = await actions.setOption(o.name, value === "" ? o.default : value);
    if (!refused) leave();
    else actions.changed();
  }
  const onSubmit = (/** @type {Event} */ e) => {
    e.preventDefault();
    void apply();
  };
  const onKey = (/** @type {KeyboardEvent} */ e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    leave();
    /** @type {HTMLElement} */ (e.target).blur();
  };

  /** @param {OptionInfo} o */
  const chip = (o) => html`<span class="chip ${o.group === "filter" ? "" : "plain"} ${editing === o.name ? "edited" : ""}">
    <button title="Edit: ${o.help}" @click=${() => edit(o)}>${chipText(o)}</button>
    <button class="x" title="Remove ${o.name}" aria-label="Remove ${o.name}" @click=${() => actions.resetOption(o.name)}>×</button>
  </span>`;

  /** @param {OptionInfo} o */
  const valueField = (o) => {
    const choices = o.kind === "bool" ? ["true", "false"] : o.kind === "choice" ? o.choices : [];
    const common = html`${refused ? html`<span id="filter-error" class="refused" role="alert">${refused}</span>` : nothing}`;
    if (choices.length) {
      const value = draft || (o.kind === "bool" ? (o.value === "true" ? "false" : "true") : o.value);
      draft = value;
      return html`<select id="filter-value" aria-label="Value of ${o.name}" .value=${value} @keydown=${onKey}
        @change=${(/** @type {Event} */ e) => (draft = /** @type {HTMLSelectElement} */ (e.target).value)}>
        ${choices.map((c) => html`<option ?selected=${c === value}>${c}</option>`)}</select>${common}`;
    }
    return html`<input id="filter-value" type="text" spellcheck="false" autocomplete="off" autocapitalize="off" aria-label="Value of ${o.name}" placeholder=${o.kind === "regex" ? "regular expression" : o.help || o.kind}
      aria-invalid=${refused !== ""} aria-describedby="filter-error" .value=${live(draft)} @keydown=${onKey}
      @input=${(/** @type {Event} */ e) => {
        draft = /** @type {HTMLInputElement} */ (e.target).value;
        if (refused) (refused = ""), actions.changed();
      }} />${common}`;
  };

  return {
    /** Puts the cursor in the field. @param {string} name an option */
    focus: (name) => pick(name, ""),
    template() {
      if (!state.summary?.ready) return nothing;
      const set = state.options.filter((o) => o.value !== o.default && !ELSEWHERE.has(o.name));
      const chips = [...set].sort((a, b) => order(a) - order(b));
      const o = option();
      const groups = /** @type {(keyof typeof GROUPS)[]} */ (Object.keys(GROUPS));
      return html`${chips.map(chip)}
        <form class="add" @submit=${onSubmit}>
          <select aria-label="Kind of filter" .value=${live(kind)} title=${o?.help ?? ""} @change=${choose}>
            ${groups.map((g) => {
              const some = state.options.filter((x) => x.group === g && !ELSEWHERE.has(x.name)).sort((a, b) => order(a) - order(b));
              return some.length ? html`<optgroup label=${GROUPS[g]}>${some.map((x) => html`<option value=${x.name} title=${x.help} ?selected=${x.name === kind}>${x.name}</option>`)}</optgroup>` : nothing;
            })}
          </select>
          ${o ? valueField(o) : nothing}
          <button class="quiet" title="Apply (Enter)">${editing ? "Change" : "Add"}</button>
          ${editing ? html`<button type="button" class="quiet" @click=${leave}>Keep as it was</button>` : nothing}
        </form>
        ${chips.length > 1 ? html`<button class="quiet clear" @click=${actions.resetFilters} title="Remove all filters">Clear</button>` : nothing}`;
    },
  };
}

/** @param {OptionInfo} o */
export const order = (o) => (ORDER.includes(o.name) ? ORDER.indexOf(o.name) : ORDER.length + (o.kind === "choice" ? 0 : 1));

/** @param {OptionInfo} o */
function chipText(o) {
  if (o.kind === "bool") return html`<i>${o.value === "true" ? o.name : `${o.name} off`}</i>`;
  return html`<i>${o.name}</i> <code>${o.value}</code>`;
}
