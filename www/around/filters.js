// One line of chips in the order in which pprof applies them, the field that makes the next one, presets, and the steps back and forward.
//
// Every option of pprof that is not at its default and has no switch of its own is a chip. A chip is removed, switched off without losing
// its expression, made one of another kind, or clicked to be edited in the field (filter-field.js).

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { chipNotes } from "../state/chip-notes.js";
import { shown, unquoted } from "../text.js";
import { chipNote, takePlain } from "./chip-note.js";
import { createFilterField, kinds } from "./filter-field.js";
import { createPresetNames } from "./preset-names.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo, Preset } from "../pkg/proflens.js" */
/** @import { Menu } from "./menu.js" */

/** Options that have a switch of their own on the page: no chip is needed for them. */
const ELSEWHERE = new Set(["sample_index", "sort", "normalize", "compact_labels", "unit", "demangle"]);
/** @param {App} app @param {Menu} menu @param {() => void} toView the focus goes back to the view */
export function createFilters(app, menu, toView) {
  const { state, actions } = app;
  const field = createFilterField(app, toView);
  const presets = createPresetNames(app);

  /** Only what is not at its default, or waits, is a chip. */
  const chips = () =>
    state.options
      .filter((o) => !ELSEWHERE.has(o.name) && (o.value !== o.default || state.off.has(o.name)))
      .sort((a, b) => order(a) - order(b));
  const chipButtons = () => [
    .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#filters .chip .value")),
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
    if (field.editing() === o.name) field.leave();
    if (isOff(o)) actions.forgetOff(o.name);
    else await actions.resetOption(o.name);
    if (!had) return;
    actions.draw();
    const all = chipButtons();
    (
      all[Math.min(at, all.length - 1)] ?? /** @type {HTMLElement | null} */ (document.getElementById("filter-value"))
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

  /** What kind of filter it is: another one can be chosen, and the expression goes there. @param {OptionInfo} o @param {boolean} off */
  function kindOf(o, off) {
    if (o.group !== "filter" || off) return nothing;
    return html`<select class="kind" aria-label="Kind of the filter ${o.value}" title=${o.help} .value=${live(o.name)}
      @change=${(/** @type {Event} */ e) => become(o, /** @type {HTMLSelectElement} */ (e.target).value)}>
      ${kinds(state.options).map((k) => html`<option value=${k.name} title=${k.help} ?selected=${k.name === o.name}>${k.name}</option>`)}
    </select>`;
  }
  /** @param {OptionInfo} o @param {string} name of another option */
  async function become(o, name) {
    if (field.editing() === o.name) field.leave();
    const failed = await actions.moveExpression(o.name, name);
    if (failed) actions.failed(new Error(failed));
  }

  /** @param {OptionInfo} o */
  function chip(o) {
    const off = isOff(o);
    const told = off ? { ...o, value: state.off.get(o.name) ?? "" } : o;
    const note = chipNotes(state).notes.get(o.name);
    const plain = note ? app.plain(o.name, o.value) : "";
    const toggle = () => actions.toggleOption(o.name);
    const preset = o.group === "filter" ? presets.of(o.name, told.value) : "";
    const literal = o.group === "filter" ? unquoted(told.value) : "";
    const taken = literal && `Taken as plain text, no regular expression: ${literal}`;
    const tip = off
      ? `${o.name} is off: switch it on again (Enter or Space), remove it (Del)`
      : `Edit (Enter), switch off (Space), remove (Del): ${o.help}`;
    return html`<li class="chip ${o.group === "filter" ? "" : "plain"} ${field.editing() === o.name ? "edited" : ""} ${off ? "off" : ""}">
      ${preset ? nothing : kindOf(o, off)}<button class="value" title=${[preset && `${o.name}=${told.value}`, taken, tip].filter(Boolean).join("\n")}
        aria-description=${[off && "off", taken].filter(Boolean).join(", ") || nothing}
        @click=${() => (off ? toggle() : field.edit(o))} @keydown=${(/** @type {KeyboardEvent} */ e) => chipKey(e, o)}
        @keyup=${chipKeyUp}>${preset ? html`<i>${preset}</i>` : chipText(told, o.group === "filter" && !off)}</button>${literal && !preset ? html`<small class="as" title=${taken} aria-hidden="true">as text</small>` : nothing}${chipNote(note)}${note ? takePlain(plain, () => actions.setOption(o.name, plain)) : nothing}
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
      const all = await presets.all();
      const { left, bottom } = button.getBoundingClientRect();
      menu.open({
        label: "Presets",
        title: html`<b>Presets</b> <small>ordinary filters, to be edited like any others</small>`,
        groups: [
          {
            items: all.map((preset) => ({
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

  return {
    focus: field.focus,
    template() {
      if (!state.summary?.ready) {
        field.forget();
        return nothing;
      }
      presets.refresh();
      const all = chips();
      return html`${
        all.length
          ? html`<ul class="chips" aria-label="Filters, in pprof's order of application"
            title=${applied()}>${repeat(all, (c) => c.name, chip)}</ul>`
          : nothing
      }
        ${field.template()}
        <span class="beside"><button class="quiet presets" aria-haspopup="menu" title="Filters that people often want" @click=${openPresets}>Presets</button>
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
        }</span>`;
    },
  };
}

/** pprof's order of application; what is no step follows in the order of the Session's table. @param {OptionInfo} o */
export const order = (o) => o.applied || 100 + (o.kind === "choice" ? 0 : 1);

/** @param {OptionInfo} o @param {boolean} isNamed its kind stands beside it */
function chipText(o, isNamed) {
  if (isNamed) return html`<code>${shown(o.value)}</code>`;
  if (o.kind === "bool") return html`<i>${o.value === "true" ? o.name : `${o.name} off`}</i>`;
  return html`<i>${o.name}</i> <code>${shown(o.value)}</code>`;
}
