// Which column of the profile is looked at, and how a base is used.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { foldedNames } from "../text.js";
import { LISTED } from "./options.js";

/** @import { App } from "../state/app.js" */
/** @import { Summary } from "../pkg/proflens.js" */

/** What pprof's modes of demangling show. */
const MODES = {
  default: { label: "short names", help: "neither parameters nor type arguments: pprof's default" },
  templates: { label: "with type arguments", help: "no parameters" },
  full: { label: "full names", help: "with parameters and type arguments" },
  none: { label: "linker's names", help: "as they are in the binary" },
};

/** @param {App} app */
export function controls(app) {
  const { summary } = app.state;
  if (!summary?.ready) return nothing;
  return html`${sampleTypes(app, summary)} ${units(app, summary)} ${names(app, summary)} ${summary.diff ? diffSwitches(app, summary.diff) : nothing}`;
}

/** More types than these are a list where there is no room for all. */
const FEW = 2;
/** More than these are a list alone; of more than are listed the others are named in the options, as `sample_index`. */
const MANY = 30;

/** @param {App} app @param {Summary} summary */
const sampleTypes = ({ actions }, summary) =>
  summary.sampleTypes.length > MANY
    ? typeList(actions, summary, "alone")
    : html`${summary.sampleTypes.length > FEW ? typeList(actions, summary) : nothing}
  <div class="segments ${summary.sampleTypes.length > FEW ? "many" : ""}" role="group" aria-label="Sample type">
  ${summary.sampleTypes.map(
    (t) => html`<button aria-pressed=${t.selected} title="${t.type} in ${t.unit}${t.totalText && `: ${t.totalText}`}"
      @click=${() => t.selected || actions.setOption("sample_index", t.type)}>${t.type}${
        t.totalText && !t.selected ? html` <small class="num">${t.totalText}</small>` : nothing
      }</button>`,
  )}
</div>`;

/** The same for a narrow window, of which style sheets show one. @param {App["actions"]} actions @param {Summary} summary */
const typeList = (
  actions,
  { sampleTypes: types },
  alone = "",
) => html`<select class="types ${alone}" aria-label="Sample type"
  .value=${live(types.find((t) => t.selected)?.type ?? "")}
  @change=${(/** @type {Event} */ e) => actions.setOption("sample_index", /** @type {HTMLSelectElement} */ (e.target).value)}>
  ${types.filter((t, i) => i < LISTED || t.selected).map((t) => html`<option value=${t.type} ?selected=${t.selected}>${t.type}${t.totalText && !t.selected ? ` ${t.totalText}` : ""}</option>`)}</select>`;

/** The unit of all values, if there is one to choose. @param {App} app @param {Summary} summary */
function units({ actions, optionValue }, summary) {
  if (summary.units.length === 0) return nothing;
  const chosen = optionValue("unit");
  const choices = [
    { value: "minimum", label: `${summary.shownUnit || "unit"}`, help: "the one that reads well for the total" },
    { value: "auto", label: "auto", help: "each value in its own" },
    // It may be written otherwise: `seconds` in a link.
    ...[...new Set([...summary.units, chosen])]
      .filter((unit) => !["minimum", "auto"].includes(unit))
      .map((unit) => ({ value: unit, label: unit, help: `all values in ${unit}` })),
  ];
  return html`<select class="unit" aria-label="Unit" title="The unit of all values" .value=${live(chosen)}
    @change=${(/** @type {Event} */ e) => actions.setOption("unit", /** @type {HTMLSelectElement} */ (e.target).value)}>
    ${choices.map(
      ({ value, label, help }) =>
        html`<option value=${value} title=${help} ?selected=${value === chosen}>${
          value === "minimum" && chosen !== "minimum" ? "as it suits" : label
        }</option>`,
    )}
  </select>`;
}

/** How much of the names of C++ and Rust is shown, where some leave out what tells functions apart. @param {App} app @param {Summary} summary */
function names({ actions, optionValue }, summary) {
  const chosen = optionValue("demangle");
  if (chosen === "default" && summary.foldedNames === 0) return nothing;
  return html`<select class="names" aria-label="Names" title=${foldedNames(summary) || "How much of each name is shown"}
    .value=${live(chosen)}
    @change=${(/** @type {Event} */ e) => actions.setOption("demangle", /** @type {HTMLSelectElement} */ (e.target).value)}>
    ${Object.entries(MODES).map(
      ([mode, { label, help }]) =>
        html`<option value=${mode} title=${help} ?selected=${mode === chosen}>${label}</option>`,
    )}
  </select>`;
}

/** So many profiles are named where two sides do not go together. */
const NAMED = 3;
/** @param {App} app @param {NonNullable<Summary["diff"]>} diff */
function diffSwitches({ state, actions }, diff) {
  /** Sides with other types cannot be scaled, by pprof's rule, though they can be compared. */
  async function normalize() {
    const refused = await actions.setOption("normalize", String(!diff.normalize));
    if (!refused) return;
    const named = state.profiles
      .filter((p) => p.role !== "off")
      .slice(0, NAMED)
      .map((p) => `${p.name} has ${p.sampleTypes.map((t) => t.type).join(", ")}`);
    const why = /incompatible sample types/.test(refused)
      ? `Only profiles with the same sample types can be normalized, as in pprof: ${named.join("; ")}.`
      : refused;
    actions.failed(new Error(why));
  }
  const way = (/** @type {"base" | "diff_base"} */ role, /** @type {string} */ label, /** @type {string} */ help) =>
    html`<button aria-pressed=${diff.role === role} title=${help} @click=${() => actions.setDiff(role)}>${label}</button>`;
  return html`<div class="segments diff" role="group" aria-label="Diff">
      ${way("diff_base", "Compare", "diff_base: percentages are of the base's total")} ${way("base", "Subtract", "base: percentages are of what remains")}
    </div>
    <button class="toggle" aria-pressed=${diff.normalize}
      title="Scale the source to the base's total before subtracting"
      @click=${normalize}>Normalize</button>
    <button class="quiet" title="Swap: source and base change places" aria-label="Swap source and base" @click=${actions.swap}>⇄</button>
    <button class="quiet" title="Switch the base off" @click=${actions.endDiff}>End diff</button>`;
}
