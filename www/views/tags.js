// Tags: the labels of the samples, and what the samples weigh that have them.
//
// In: the Session's answer for the page's search. Out: one card per label with its values, heaviest first. A click on a value keeps only
// its samples (tagfocus) or drops them (tagignore); a label becomes frames at the root or at the leaf (tagroot, tagleaf).

import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { CHANGE_SHARE, count, counted, shareWithSign, shown, signOf, withSign } from "../text.js";
import { found } from "../parts/frame.js";
import { whyNothing } from "../parts/nothing.js";
import { isFiltered } from "../state/state.js";
import { styled } from "../parts/styled.js";

/** @import { App } from "../state/app.js" */
/** @import { Compared, TagKey, TagValue } from "../pkg/proflens.js" */

/** How many values come at a click. */
const MORE = 100;
/** How many labels are there at first, and come at a click: a profile may have as many as samples. */
const LABELS = 100;

/** @param {App} app */
export function createTags(app) {
  const { state, actions } = app;
  const element = document.createElement("section");
  element.className = "view tags";
  // It holds the focus until there is a value to have it.
  element.tabIndex = -1;
  /** How many labels are drawn. */
  let drawn = LABELS;
  /** Values beyond the first ones, by label. @type {Map<string, TagValue[]>} */
  const more = new Map();

  const tags = app.ask.question("tags", () => ({ search: state.q }), { came: () => (more.clear(), (drawn = LABELS)) });

  /** @param {number} index @param {TagKey} label */
  async function showMore(index, label) {
    const known = more.get(label.name) ?? [];
    const from = label.first.length + known.length;
    const next = await tags.rows(`${index}`, from, from + MORE);
    if (next) more.set(label.name, [...known, ...next]);
    actions.changed();
  }

  /** @param {string} option @param {string} value @param {string} said */
  async function apply(option, value, said) {
    const refused = await actions.setOption(option, value);
    if (refused) actions.failed(new Error(refused));
    else actions.said(said);
  }
  /** @param {TagKey} label @param {TagValue} v */
  function focusOn(label, v) {
    if (!v.filter) return;
    const is = app.optionValue("tagfocus") === v.filter;
    void apply("tagfocus", is ? "" : v.filter, is ? `no tagfocus` : `tagfocus ${label.name} ${v.text}`);
  }
  /** Texts are ignored besides those that already are; a range cannot be joined with anything. @param {TagKey} label @param {TagValue} v */
  async function ignore(label, v) {
    if (!v.filter) return;
    const [before, expression] = [app.optionValue("tagignore"), v.joinable || v.filter];
    const refused = await actions.addExpressions([["tagignore", expression]]);
    if (refused) return actions.failed(new Error(refused));
    const replaced = before && before !== expression && app.optionValue("tagignore") === expression;
    actions.said(`tagignore ${label.name} ${v.text}${replaced ? `, in place of ${before}` : ""}`);
  }

  /** A label in the list of an option, or out of it. @param {"tagroot" | "tagleaf"} option @param {string} name */
  function toggle(option, name) {
    const all = app.optionValue(option).split(",").filter(Boolean);
    const is = all.includes(name);
    void apply(
      option,
      (is ? all.filter((n) => n !== name) : [...all, name]).join(","),
      `${option} ${is ? "without" : "with"} ${name}`,
    );
  }
  /** @param {"tagroot" | "tagleaf"} option @param {string} text @param {string} help @param {string} name */
  const grouping = (option, text, help, name) =>
    name.includes(",") || !name
      ? nothing
      : html`<button class="toggle" aria-pressed=${app.optionValue(option).split(",").includes(name)}
        title="${help}: ${option}=${name}" @click=${() => toggle(option, name)}>${text}</button>`;

  const changes = () => state.summary?.changes ?? false;
  /** The share of what the label has, of the total or of what it was. @param {TagKey} label */
  const shareOf = ({ compared, percent, totalText }) =>
    compared
      ? html`<span title=${CHANGE_SHARE}>${compared.percent}</span>`
      : shareWithSign(percent, signOf(totalText), changes());

  /** @param {TagKey} label @param {number} index */
  function card(label, index) {
    const values = [...label.first, ...(more.get(label.name) ?? [])];
    const left = label.values - values.length;
    return html`<section aria-label="Label ${label.name}">
      <header><h2 title=${label.name}>${shown(label.name) || "(no name)"}</h2>
        ${grouping("tagroot", "As root", "Its values become the outermost frames", label.name)}
        ${grouping("tagleaf", "As leaf", "Its values become the innermost frames", label.name)}
        <p class="minor"><b class="num">${label.compared ? sides(label.compared) : withSign(label.totalText, signOf(label.totalText), changes())}</b> ${shareOf(label)} · ${counted(label.values, "value")}</p></header>
      <ul class="edges">${repeat(
        values,
        (v) => v.text,
        (v) => value(label, v),
      )}</ul>
      ${
        left > 0
          ? html`<button class="link"
            @click=${() => showMore(index, label)}>Show ${left > MORE ? `${MORE} of ` : ""}${count(left)} more</button>`
          : nothing
      }
    </section>`;
  }

  /** @param {number} left */
  const moreLabels = (left) =>
    html`<p class="lines"><button class="link" @click=${() => ((drawn += LABELS), actions.changed())}>Show ${
      left > LABELS ? `${LABELS} of ` : ""
    }${counted(left, "more label")}</button></p>`;

  /** @param {TagKey} label @param {TagValue} v */
  function value(label, v) {
    const sign = changes() ? (v.value < 0 ? "less" : "more") : "";
    const is = v.filter !== "" && app.optionValue("tagfocus") === v.filter;
    const why = v.filter ? "" : "No tag filter can name this value alone";
    return html`<li>
      <button class="pick ${sign}" aria-pressed=${is} ?disabled=${!v.filter}
        title=${why || `${is ? "Show all samples again" : "Only samples that have it"} (f): tagfocus=${v.filter}`}
        ${styled({ "--w": String(label.maxValue ? Math.abs(v.value) / label.maxValue : 0) })}
        @click=${() => focusOn(label, v)} @keydown=${(/** @type {KeyboardEvent} */ e) => onKey(e, label, v)}>
        <span class="num">${withSign(v.valueText, v.value, changes())}</span><span class="num minor" title=${v.compared ? CHANGE_SHARE : nothing}>${
          v.compared ? v.compared.percent : shareWithSign(v.percent, v.value, changes())
        }</span>${v.compared ? html`<span class="both">${name(v)}<span class="num minor">${sides(v.compared)}</span></span>` : name(v)}</button>
      <button class="quiet" ?disabled=${!v.filter} title="No samples that have it (i)"
        aria-label="Ignore ${label.name} ${v.text}" @click=${() => ignore(label, v)}>Ignore</button>
    </li>`;
  }

  /** All of it: values differ at their ends. @param {TagValue} v */
  const name = (v) => html`<span class="name">${shown(v.text) || "(empty)"}</span>`;

  /** What it was and what it is. @param {Compared} compared */
  const sides = ({ beforeText, afterText }) => `${beforeText} → ${afterText}`;

  const picks = () => [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".pick:not(:disabled)"))];
  /** @param {KeyboardEvent} e @param {TagKey} label @param {TagValue} v */
  function onKey(e, label, v) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const all = picks();
    const at = all.indexOf(/** @type {HTMLElement} */ (e.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) all[to]?.focus();
    else if (e.key === "f") focusOn(label, v);
    else if (e.key === "i") void ignore(label, v);
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  const hint = () => html`<p>No sample of this profile has a label.</p>
    <p class="dim">A Go program sets them with <code>pprof.Do(ctx, pprof.Labels("tenant", name), work)</code> of <code>runtime/pprof</code>.</p>`;

  return {
    element,
    draw() {
      void tags.refresh();
      const info = tags.answer?.info;
      if (!info) return;
      const had = element.contains(document.activeElement);
      render(
        info.keys.length
          ? html`<div class="lines"><span>${counted(info.keys.length, "label")}${info.keys.length < info.allKeys ? ` of ${count(info.allKeys)}` : ""}; ${
              info.keys.some((key) => key.compared)
                ? "changes, as shares of what was before, and both sides"
                : `shares are of ${info.totalText}`
            }</span></div>
              <div class="cards">${repeat(info.keys.slice(0, drawn), (k) => k.name, card)}</div>
              ${info.keys.length > drawn ? moreLabels(info.keys.length - drawn) : nothing}`
          : html`<div class="blank">${info.allKeys === 0 && !isFiltered(state) ? hint() : html`<p class="dim">${whyNothing(app, 0, info.allKeys)}</p>`}</div>`,
        element,
      );
      // What had the focus may be gone with its value.
      if (had && (!element.contains(document.activeElement) || document.activeElement === element)) this.focus();
    },
    focus: () => (picks()[0] ?? element).focus(),
    found() {
      const values = (/** @type {TagKey[]} */ keys) => keys.reduce((sum, key) => sum + key.values, 0);
      return found(
        app,
        tags.answer?.info,
        ({ keys }) => `${counted(values(keys), "value")} of ${counted(keys.length, "label")}`,
      );
    },
  };
}
