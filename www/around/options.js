// Options: every variable of pprof with its value, what it does, and a control that fits it; and the saved configurations.
//
// In: the Session's options. Out: one change of the state per control, which chips, console and address show too. A value that pprof
// refuses stays where it was typed, with the reason. The panel stands beside the view, so that the numbers change under one's eyes.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { unreadable } from "../text.js";
import { takePlain } from "./chip-note.js";
import { order } from "./filters.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo } from "../pkg/proflens.js" */

/** What options are about, in the order of what a person wants. */
const GROUPS = /** @type {const} */ ({
  filter: "Which samples and frames",
  node: "What a node is",
  amount: "How much is shown",
  numbers: "How numbers look",
  names: "Names, paths and headers",
  graph: "Graph and listings",
});

/** What an option may complete to is asked for these kinds of values. */
const COMPLETED = new Set(["regex", "text"]);
/** More choices than these are no list: who wants one of them writes its name. */
export const LISTED = 500;

/**
 * @param {App} app @param {HTMLElement} element the panel
 * @param {{button: HTMLElement, menu: HTMLElement}} by opens and closes it; where the button is not in sight, the menu that has it
 */
export function createOptions(app, element, { button, menu }) {
  const { state, client, actions } = app;
  let find = "";
  /** What was typed and refused, by option, and what the option was then. @type {Map<string, {text: string, error: string, was: string}>} */
  const drafts = new Map();
  /** On Enter browsers say twice that a field has changed. */
  let asking = "";
  /** @type {{of: string, values: string[]}} */
  let hints = { of: "", values: [] };
  /** The name of a new configuration, null while none is being named. @type {string | null} */
  let naming = null;
  let namingError = "";

  /** @param {OptionInfo} o @param {string} text */
  async function set(o, text) {
    const value = text.trim() === "" ? o.default : text;
    const ask = `${o.name}=${value}`;
    if (ask === asking) return;
    asking = ask;
    const error = value === o.value ? "" : await actions.setOption(o.name, value);
    asking = "";
    if (error) drafts.set(o.name, { text, error, was: o.value });
    else drafts.delete(o.name);
    actions.changed();
  }
  /** @param {OptionInfo} o */
  const draftOf = (o) => (drafts.get(o.name)?.was === o.value ? drafts.get(o.name) : undefined);

  /** @param {OptionInfo} o @param {MouseEvent} e */
  async function reset(o, e) {
    drafts.delete(o.name);
    await set(o, "");
    // The button is of no more use: who pressed it with a key goes on from the field.
    if (e.detail === 0) document.getElementById(`option-${o.name}`)?.focus();
  }

  /** @param {OptionInfo} o @param {string} text */
  async function complete(o, text) {
    if (!COMPLETED.has(o.kind)) return;
    const start = `${o.name}=`;
    try {
      const lines = await app.ask.latest("hints", () => client.call("complete", start + text));
      if (!lines) return;
      hints = { of: o.name, values: lines.map((line) => line.slice(start.length)) };
      actions.changed();
    } catch (error) {
      actions.failed(error);
    }
  }

  /** @param {OptionInfo} o */
  function control(o) {
    const id = `option-${o.name}`;
    const draft = draftOf(o);
    if (o.kind === "bool") {
      return html`<button id=${id} class="switch" role="switch" aria-checked=${o.value}
        aria-describedby="about-${o.name}" @click=${() => set(o, String(o.value !== "true"))}><i></i></button>`;
    }
    const { choices, value } = o;
    if (choices.length > 0 && choices.length <= LISTED) {
      // A choice without a default is one that the report makes.
      const all = choices.includes(o.default) ? choices : [o.default, ...choices];
      return html`<select id=${id} aria-describedby="about-${o.name}" .value=${live(value)}
        @change=${(/** @type {Event} */ e) => set(o, /** @type {HTMLSelectElement} */ (e.target).value)}>
        ${all.map((c) => html`<option value=${c} ?selected=${c === value}>${c || "default"}</option>`)}</select>`;
    }
    const number = o.kind === "int" || o.kind === "float";
    const hint = o.default || o.example || "regular expression";
    return html`<input id=${id} type="text" inputmode=${number ? "decimal" : "text"}
      list=${hints.of === o.name ? "option-hints" : nothing} spellcheck="false" autocomplete="off" autocapitalize="off"
      placeholder=${hint} aria-invalid=${Boolean(draft)} aria-describedby="about-${o.name} refused-${o.name}"
      .value=${live(draft?.text ?? typed(id) ?? (o.value === o.default ? "" : o.value))}
      @focus=${(/** @type {Event} */ e) => complete(o, /** @type {HTMLInputElement} */ (e.target).value)}
      @input=${(/** @type {Event} */ e) => complete(o, /** @type {HTMLInputElement} */ (e.target).value)}
      @keydown=${(/** @type {KeyboardEvent} */ e) => e.key === "Enter" && set(o, /** @type {HTMLInputElement} */ (e.target).value)}
      @change=${(/** @type {Event} */ e) => set(o, /** @type {HTMLInputElement} */ (e.target).value)} />`;
  }

  /** What stands in a field that somebody is typing in: a redraw must not take it away. @param {string} id */
  function typed(id) {
    const active = document.activeElement;
    return active instanceof HTMLInputElement && active.id === id ? active.value : undefined;
  }

  /** @param {OptionInfo} o */
  function row(o) {
    const [summary, ...more] = o.help.split("\n");
    const changed = o.value !== o.default;
    const draft = draftOf(o);
    const plain = draft && o.group === "filter" ? app.plain(o.name, draft.text) : "";
    return html`<li class="option ${changed ? "changed" : ""}">
      <label for="option-${o.name}">${o.name}</label>
      ${control(o)}
      <button class="x" ?disabled=${!changed && !draft} title="Back to ${o.default === "" ? "nothing" : o.default}" aria-label="Reset ${o.name}"
        @click=${(/** @type {MouseEvent} */ e) => reset(o, e)}>${changed || draft ? "↺" : nothing}</button>
      <p id="about-${o.name}">${summary}${more.length ? html`<span>. ${more.join(" ")}</span>` : nothing}</p>
      ${draft ? html`<p class="refused" id="refused-${o.name}" role="alert">${unreadable(draft.error)} ${takePlain(plain, () => (drafts.delete(o.name), set(o, plain)))}</p>` : nothing}
    </li>`;
  }

  function configurations() {
    const { all, current, fixed } = app.configList();
    const save = async (/** @type {Event} */ e) => {
      e.preventDefault();
      namingError = await actions.saveConfig(naming ?? "");
      if (!namingError) naming = null;
      actions.changed();
    };
    const stop = (/** @type {KeyboardEvent} */ e) => {
      if (e.key !== "Escape") return;
      e.stopPropagation();
      naming = null;
      actions.changed();
    };
    const start = () => {
      naming = current === fixed ? "" : current;
      namingError = "";
      actions.draw();
      document.getElementById("config-name")?.focus();
    };
    return html`<h3 id="configs-title">Configuration</h3>
      <div class="configs" role="group" aria-labelledby="configs-title">
        ${repeat(
          all,
          (c) => c.name,
          (c) => html`<span class="chip ${c.name === current ? "" : "plain"}">
          <button aria-pressed=${c.name === current} title=${c.params || "All options as they are at the start"}
            @click=${() => actions.applyConfig(c)}>${c.name}</button>${
              c.name === fixed
                ? nothing
                : html`<button class="x" title="Delete ${c.name}" aria-label="Delete ${c.name}" @click=${() => actions.removeConfig(c)}>×</button>`
            }</span>`,
        )}
        ${
          naming === null
            ? html`<button class="quiet" title="Keep the options under a name, in this browser" @click=${start}>Save as …</button>`
            : html`<form @submit=${save}><input id="config-name" type="text" aria-label="Name of the configuration"
              placeholder="name" spellcheck="false" autocomplete="off" aria-invalid=${namingError !== ""}
              aria-describedby="config-error" .value=${live(naming)} @keydown=${stop}
              @input=${(/** @type {Event} */ e) => ((naming = /** @type {HTMLInputElement} */ (e.target).value), (namingError = ""), actions.changed())}
              />
              <button>${all.some((c) => c.name === naming?.trim() && c.name !== fixed) ? "Replace" : "Save"}</button></form>`
        }
        ${namingError ? html`<p class="refused" id="config-error" role="alert">${namingError}</p>` : nothing}
      </div>`;
  }

  const hasFocus = () => element.contains(document.activeElement);
  /** @param {boolean} open @param {{byKey: boolean}} [how] */
  function show(open, { byKey } = { byKey: true }) {
    if (!state.summary?.ready) return;
    const had = hasFocus();
    element.hidden = !open;
    actions.draw();
    // Who came by touch would get a keyboard over half of the page.
    if (open && byKey) document.getElementById("option-find")?.focus();
    else if (!open && had) (button.offsetParent ? button : menu).focus();
  }
  const close = () => show(false);
  button.addEventListener("click", (e) => show(Boolean(element.hidden), { byKey: e.detail === 0 }));

  function template() {
    const changed = state.options.filter((o) => o.value !== o.default);
    const words = find.toLowerCase().split(/\s+/);
    const found = state.options.filter((o) => words.every((w) => `${o.name} ${o.help}`.toLowerCase().includes(w)));
    const groups = /** @type {(keyof typeof GROUPS)[]} */ (Object.keys(GROUPS));
    return html`<header><h2>Options</h2>
          <button class="quiet" ?disabled=${changed.length === 0} title="All options as they are at the start"
            @click=${() => (drafts.clear(), actions.setParams([]))}>Reset all</button>
          <button class="x" title="Close (Esc)" aria-label="Close" @click=${close}>×</button></header>
        ${configurations()}
        <input id="option-find" type="search" placeholder="Find an option" aria-label="Find an option"
          autocomplete="off" .value=${live(find)}
          @input=${(/** @type {Event} */ e) => ((find = /** @type {HTMLInputElement} */ (e.target).value), actions.changed())}
          />
        ${groups.map((g) => {
          const some = found.filter((o) => o.group === g).sort((a, b) => order(a) - order(b));
          return some.length
            ? html`<section><h3>${GROUPS[g]}</h3><ul>${repeat(some, (o) => o.name, row)}</ul></section>`
            : nothing;
        })}
        ${found.length ? nothing : html`<p class="dim">No option has ${find} in its name or description.</p>`}
        <datalist id="option-hints">${hints.values.map((v) => html`<option value=${v}></option>`)}</datalist>`;
  }

  return {
    draw() {
      const ready = state.summary?.ready ?? false;
      button.hidden = !ready;
      if (!ready) element.hidden = true;
      button.setAttribute("aria-expanded", String(!element.hidden));
      render(element.hidden ? nothing : template(), element);
    },
    toggle: () => show(Boolean(element.hidden)),
    close,
    hasFocus,
    /** Esc: what is typed goes first, then the panel. */
    clear() {
      if (!find) return close();
      find = "";
      actions.changed();
    },
  };
}
