// The field of the filters: a text becomes a chip. What kind of filter it is is chosen from the list under it, or typed before it.
//
//     rank            keeps samples with it, which is what focus does and most people want first
//     rank  ↓ Enter   drops them: ignore is the next one of the list
//     ignore=rank     the same, as at pprof's prompt; every option can be typed so, nodecount=20 too
//
// A chip that is edited comes here, too: then the field is about its option alone.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { styled } from "../parts/styled.js";
import { isSpecial, quoted, unquoted, unreadable } from "../text.js";
import { takePlain } from "./chip-note.js";

/** @import { App } from "../state/app.js" */
/** @import { OptionInfo } from "../pkg/proflens.js" */
/** One way to take the text. @typedef {{option: OptionInfo, value: string, text: string, help: string}} Way */

/** The kinds of filters, in the order of what people want; what is not named follows. */
const KINDS = [
  "focus",
  "ignore",
  "hide",
  "show",
  "show_from",
  "prune_from",
  "tagfocus",
  "tagignore",
  "tagshow",
  "taghide",
];
/** What Go writes into names and regular expressions read as something else: `(*T)`, `[go.shape.int]`, `(...)`. */
const IS_NAME = /\(\*\w|\[go\.|\[\.\.\.\]|^[\w./-]+\.\(/;

/** What no name has, and expressions have often. */
const IS_EXPRESSION = /^\^|\$$|\.[*+?]|\||\\/;

/** The options that are filters, the likeliest first. @param {OptionInfo[]} options */
export const kinds = (options) =>
  KINDS.flatMap((name) => options.find((o) => o.group === "filter" && o.name === name) ?? []);

/** So wide the list of kinds may become, in pixels. */
const LIST = 520;

/** @param {App} app @param {() => void} toView where the focus goes when nothing is left to take back */
export function createFilterField(app, toView) {
  const { state, actions } = app;
  let draft = "";
  let refused = "";
  /** What was refused, and as which filter: it may find something as it stands. */
  let vain = { name: "", value: "" };
  /** The option whose chip is being edited, "" for none. */
  let editing = "";
  /** The kind that is asked for, first in the list. */
  let first = "focus";
  /** Which way of the list Enter takes, and whether the list is there. */
  let [at, isOpen] = [0, false];
  /** Where the list stands in the window. */
  let place = { "--x": "0px", "--y": "0px" };

  const field = () =>
    /** @type {HTMLInputElement | HTMLSelectElement | null} */ (document.getElementById("filter-value"));
  const edited = () => state.options.find((o) => o.name === editing);

  /** What the text may mean. @returns {Way[]} */
  function ways() {
    const text = draft.trim();
    const own = edited();
    if (own) return [{ option: own, value: text, text: own.name, help: own.help }];
    if (!text) return [];
    const [, name, value = ""] = /^(\w+)\s*=\s*(.*)$/s.exec(text) ?? [];
    const typed = state.options.find((o) => o.name === name);
    if (typed) return [{ option: typed, value, text: typed.name, help: typed.help }];
    const all = kinds(state.options).map((option) => ({
      option,
      value: text,
      text: option.name,
      help: option.help.split("\n")[0],
    }));
    all.sort((a, b) => Number(b.option.name === first) - Number(a.option.name === first));
    if (!isSpecial(text) || (IS_EXPRESSION.test(text) && !IS_NAME.test(text))) return all;
    const help = `A name, no regular expression: ${quoted(text)}`;
    const plain = { ...all[0], value: quoted(text), text: `${all[0].option.name}, as it stands`, help };
    // What reads as an expression, too, is one first.
    return IS_NAME.test(text) ? [plain, ...all] : [all[0], plain, ...all.slice(1)];
  }

  /** The way that Enter takes: of the text as it is now, which may be ahead of what was drawn last. */
  function chosen() {
    const all = ways();
    return all[Math.min(at, all.length - 1)];
  }

  /** @param {string} name @param {string} value @returns {Way | undefined} */
  function wayOf(name, value) {
    const option = state.options.find((o) => o.name === name);
    return option && { option, value, text: name, help: "" };
  }

  const forget = () => void ([draft, refused, editing, first, at, isOpen] = ["", "", "", "focus", 0, false]);
  /** At once: the next letter is one of the next text. */
  function leave() {
    forget();
    actions.draw();
  }

  /** @param {Way | undefined} way */
  async function apply(way) {
    if (!way) return;
    const { option: o } = way;
    let { value } = way;
    if (o.kind === "bool" && !value) value = o.default === "true" ? "false" : "true";
    if (value === "" && o.value === o.default) return;
    const comesTo = o.group === "filter" && editing !== o.name && value !== "";
    // The next one can be typed while this one is on its way.
    const was = { draft, editing, first };
    leave();
    const why = await (comesTo
      ? actions.addExpressions([[o.name, value]])
      : actions.setOption(o.name, value === "" ? o.default : value));
    if (!why) {
      const text = unquoted(value);
      if (comesTo && text) actions.said(`${o.name}: ${text}, taken as plain text`);
      return;
    }
    // It stays where it was typed, to be corrected, unless something else stands there by now.
    if (draft || editing) return actions.failed(new Error(`${o.name}=${value}: ${why}`));
    ({ draft, editing, first } = was);
    vain = { name: o.name, value };
    refused = unreadable(why);
    actions.changed();
  }

  /** @param {KeyboardEvent} e */
  function onKey(e) {
    // What an input method takes is not meant for the field.
    if (e.isComposing) return;
    const all = ways();
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && all.length > 1) {
      at = (at + step + all.length) % all.length;
      isOpen = true;
      actions.draw();
    } else if (e.key === "Escape") {
      e.stopPropagation();
      // What was typed goes first; the focus goes when there is nothing.
      if (draft || editing) leave();
      else toView();
    } else return;
    e.preventDefault();
  }

  /** @param {Event} e */
  function onInput(e) {
    const input = /** @type {HTMLInputElement} */ (e.target);
    draft = input.value;
    [refused, at, isOpen] = ["", 0, draft.trim() !== "" && !editing];
    const { left, bottom } = input.getBoundingClientRect();
    // In a narrow window it has all of the width.
    const x = Math.max(8, Math.min(left, innerWidth - LIST));
    place = { "--x": `${Math.round(x)}px`, "--y": `${Math.round(bottom + 4)}px` };
    actions.changed();
  }

  /** @param {string} name @param {string} value */
  function enter(name, value) {
    draft = value;
    refused = "";
    at = 0;
    editing = value === "" && !name ? "" : name;
    actions.draw();
    const input = field();
    input?.focus();
    if (input instanceof HTMLInputElement) input.select();
  }

  /** @param {Way[]} all */
  const list = (all) =>
    html`<ul id="filter-kinds" role="listbox" aria-label="Kinds of filter" ${styled(place)}>${all.map(
      (way, i) => html`<li role="option" id="filter-kind-${i}" aria-selected=${i === at}
        @pointerdown=${(/** @type {Event} */ e) => e.preventDefault()} @click=${() => apply(way)}>
        <b>${way.text}</b> <span>${way.help}</span></li>`,
    )}</ul>`;

  return {
    /** Puts the cursor in the field, for a filter of a kind. @param {string} name */
    focus(name) {
      enter("", "");
      first = name;
    },
    /** A chip is to be edited. @param {OptionInfo} o */
    edit: (o) => enter(o.name, o.value),
    /** The option whose chip is edited, "" for none. */
    editing: () => editing,
    leave,
    forget,
    template() {
      // A chip that is gone, by undo for instance, is not edited any more.
      if (editing && edited()?.value === edited()?.default) forget();
      const all = ways();
      const own = edited();
      const choices = own?.kind === "bool" ? ["true", "false"] : own?.kind === "choice" ? own.choices : [];
      const plain = refused ? app.plain(vain.name, vain.value) : "";
      const takeVain = () => apply(wayOf(vain.name, plain));
      const isListed = isOpen && all.length > 0;
      if (choices.length && !draft) draft = own?.value ?? "";
      return html`<form class="add" @submit=${(/** @type {Event} */ e) => (e.preventDefault(), apply(chosen()))}>
        <label for="filter-value">${own ? own.name : "Filter"}</label>
        ${
          choices.length
            ? html`<select id="filter-value" .value=${draft} @keydown=${onKey}
                @change=${(/** @type {Event} */ e) => ((draft = /** @type {HTMLSelectElement} */ (e.target).value), void apply(ways()[0]))}>
                ${choices.map((c) => html`<option ?selected=${c === draft}>${c}</option>`)}</select>`
            : html`<input id="filter-value" type="text" role="combobox" spellcheck="false" autocomplete="off" autocapitalize="off"
                title="Keeps samples with it. Other kinds of filter are in the list that comes (↓), or typed before it: ignore=rank"
                placeholder=${own && own.kind !== "regex" ? own.help.split("\n")[0] : "regular expression"}
                aria-expanded=${isListed} aria-controls="filter-kinds" aria-autocomplete="list"
                aria-activedescendant=${isListed ? `filter-kind-${at}` : nothing}
                aria-invalid=${refused !== ""} aria-describedby="filter-error" .value=${live(draft)}
                @keydown=${onKey} @input=${onInput} @focus=${onInput} @blur=${() => isOpen && (((isOpen = false), actions.changed()))} />`
        }
        ${own ? html`<button type="button" class="quiet" @click=${leave}>Keep as it was</button>` : nothing}
        ${refused ? html`<span id="filter-error" class="refused" role="alert" ${styled(place)}>${refused} ${takePlain(plain, takeVain)}</span>` : nothing}
        ${isListed ? list(all) : nothing}
      </form>`;
    },
  };
}
