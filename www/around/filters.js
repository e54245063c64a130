// One line of chips in the order in which pprof applies them, the field that makes the next one, presets, and the steps back and forward.
//
// Every option of pprof that is not at its default and has no switch of its own is a chip. A chip is removed, switched off without losing
// its expression, or clicked to be edited in the field; a value that pprof refuses stays where it was typed, with the reason.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo, Preset } from "../pkg/proflens.js" */
/** @import { Menu } from "./menu.js" */

/** Options that have a switch of their own on the page: no chip is needed for them. */
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

/** @param {App} app @param {Menu} menu */
export function createFilters(app, menu) {
  const { state, actions } = app;
  let kind = "focus";
  let draft = "";
  let refused = "";
  /** The chip that is being edited, "" for none. */
  let editing = "";
  const field = () =>
    /** @type {HTMLInputElement | HTMLSelectElement | null} */ (document.getElementById("filter-value"));

  const option = () => state.options.find((o) => o.name === kind);
  const pick = (/** @type {string} */ name, /** @type {string} */ value) => {
    kind = name;
    draft = value;
    refused = "";
    actions.draw();
    const input = field();
    input?.focus();
    if (input instanceof HTMLInputElement) input.select();
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
    const comesTo = o.grows && editing !== o.name && value !== "";
    refused = await (comesTo
      ? actions.addExpressions([[o.name, value]])
      : actions.setOption(o.name, value === "" ? o.default : value));
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

  /** Only what is not at its default, or waits, is a chip. */
  const chips = () =>
    state.options
      .filter((o) => !ELSEWHERE.has(o.name) && (o.value !== o.default || state.off.has(o.name)))
      .sort((a, b) => order(a) - order(b));
  const chipButtons = () => [
    .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#filters .chip button:first-child")),
  ];
  /** What the order of the chips says. */
  const applied = () => {
    const steps = state.options.filter((o) => o.applied).sort((a, b) => order(a) - order(b));
    return `In pprof's order of application, whatever the order of adding: ${steps.map((o) => o.name).join(", ")}. All else comes after them.`;
  };
  const isOff = (/** @type {OptionInfo} */ o) => o.value === o.default;

  /** The focus goes on to what stands where the chip stood. @param {OptionInfo} o */
  async function remove(o) {
    const at = chips().findIndex((c) => c.name === o.name);
    const had = document.activeElement?.closest(".chip");
    if (editing === o.name) leave();
    if (isOff(o)) actions.forgetOff(o.name);
    else await actions.resetOption(o.name);
    if (!had) return;
    actions.draw();
    const all = chipButtons();
    (
      all[Math.min(at, all.length - 1)] ??
      /** @type {HTMLElement | null} */ (document.querySelector("#filters .add select"))
    )?.focus();
  }

  /** @param {KeyboardEvent} e @param {OptionInfo} o */
  function chipKey(e, o) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const all = chipButtons();
    const at = all.indexOf(/** @type {HTMLElement} */ (e.currentTarget));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (step) all[at + step]?.focus();
    else if (e.key === " ") void actions.toggleOption(o.name);
    else if (e.key === "Delete" || e.key === "Backspace") void remove(o);
    else return;
    e.preventDefault();
  }
  // Some browsers press a button when Space goes up, whatever was said when it went down.
  const chipKeyUp = (/** @type {KeyboardEvent} */ e) => e.key === " " && e.preventDefault();

  /** @param {OptionInfo} o */
  function chip(o) {
    const off = isOff(o);
    const shown = off ? { ...o, value: state.off.get(o.name) ?? "" } : o;
    const toggle = () => actions.toggleOption(o.name);
    return html`<li class="chip ${o.group === "filter" ? "" : "plain"} ${editing === o.name ? "edited" : ""} ${off ? "off" : ""}">
      <button title=${off ? `${o.name} is off: switch it on again (Enter or Space), remove it (Del)` : `Edit (Enter), switch off (Space), remove (Del): ${o.help}`}
        aria-description=${off ? "off" : nothing}
        @click=${() => (off ? toggle() : edit(o))} @keydown=${(/** @type {KeyboardEvent} */ e) => chipKey(e, o)}
        @keyup=${chipKeyUp}>${chipText(shown)}</button>
      <button class="switch" role="switch" aria-checked=${!off}
        title=${off ? `Switch ${o.name} on again` : `Switch ${o.name} off; its expression is kept`} aria-label=${o.name}
        @click=${toggle}><i></i></button>
      <button class="x" title="Remove ${o.name}" aria-label="Remove ${o.name}" @click=${() => remove(o)}>×</button>
    </li>`;
  }

  // Presets

  /** @param {MouseEvent} e */
  async function openPresets(e) {
    const button = /** @type {HTMLElement} */ (e.currentTarget);
    if (menu.isOpen()) return menu.close();
    try {
      const presets = await app.ask.once("presets", {});
      const { left, bottom } = button.getBoundingClientRect();
      menu.open({
        label: "Presets",
        title: html`<b>Presets</b> <small>ordinary filters, to be edited like any others</small>`,
        groups: [
          {
            items: presets.map((preset) => ({
              label: preset.label,
              help: preset.add.map(([name, expression]) => `${name}=${expression}`).join(" "),
              note: preset.help,
              why: preset.why,
              run: () => applyPreset(preset),
            })),
          },
        ],
        x: left,
        y: bottom + 4,
        byKey: e.detail === 0,
        from: button,
      });
    } catch (error) {
      actions.failed(error);
    }
  }
  /** @param {Preset} preset */
  async function applyPreset({ label, add }) {
    const failed = await actions.addExpressions(add);
    if (failed) actions.failed(new Error(failed));
    else actions.said(label);
  }

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
    return html`<input id="filter-value" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"
      aria-label="Value of ${o.name}" placeholder=${o.kind === "regex" ? "regular expression" : o.help || o.kind}
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
      const all = chips();
      const o = option();
      const groups = /** @type {(keyof typeof GROUPS)[]} */ (Object.keys(GROUPS));
      return html`${
        all.length
          ? html`<ul class="chips" aria-label="Filters, in pprof's order of application"
            title=${applied()}>${repeat(all, (c) => c.name, chip)}</ul>`
          : nothing
      }
        <form class="add" @submit=${onSubmit}>
          <select aria-label="Kind of filter" .value=${live(kind)} title=${o?.help ?? ""} @change=${choose}>
            ${groups.map((g) => {
              const some = state.options
                .filter((x) => x.group === g && !ELSEWHERE.has(x.name))
                .sort((a, b) => order(a) - order(b));
              return some.length
                ? html`<optgroup label=${GROUPS[g]}>${some.map(
                    (x) => html`<option value=${x.name} title=${x.help}
                      ?selected=${x.name === kind}>${x.name}</option>`,
                  )}</optgroup>`
                : nothing;
            })}
          </select>
          ${o ? valueField(o) : nothing}
          <button class="quiet" title="Apply (Enter)">${editing ? "Change" : "Add"}</button>
          ${editing ? html`<button type="button" class="quiet" @click=${leave}>Keep as it was</button>` : nothing}
        </form>
        <button class="quiet presets" aria-haspopup="menu" title="Filters that people often want" @click=${openPresets}>Presets</button>
        <span class="steps">
          <button class="quiet icon" ?disabled=${!app.steps.canUndo()} title="Undo: one step back (u)" aria-label="Undo"
            @click=${actions.undo}>↶</button>
          <button class="quiet icon" ?disabled=${!app.steps.canRedo()} title="Redo: one step forward (U)"
            aria-label="Redo" @click=${actions.redo}>↷</button>
        </span>
        ${
          all.length > 1
            ? html`<button class="quiet clear" @click=${() => actions.resetAll(all.map((c) => c.name))}
              title="Remove all ${all.length} of them">Clear all ${all.length}</button>`
            : nothing
        }`;
    },
  };
}

/** pprof's order of application; what is no step follows in the order of the Session's table. @param {OptionInfo} o */
export const order = (o) => o.applied || 100 + (o.kind === "choice" ? 0 : 1);

/** @param {OptionInfo} o */
function chipText(o) {
  if (o.kind === "bool") return html`<i>${o.value === "true" ? o.name : `${o.name} off`}</i>`;
  return html`<i>${o.name}</i> <code>${o.value}</code>`;
}
