// The tabs, the search field beside them, and the view that they show.
//
// In: the views in the order of their tabs, and the view of the page's state. Out: that view on screen, made when it is first shown, with
// the focus when the keyboard led there; whether it is still opening.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { createRefusal } from "../parts/refusal.js";
import { unreadable } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { Views } from "../pkg/proflens.js" */
/** @import { State } from "../state/state.js" */
/**
 * What a view is to those around it, see README.md.
 * @typedef {object} View
 * @property {HTMLElement} element
 * @property {() => void} draw
 * @property {() => void} focus
 * @property {() => {error: string, text: string}} found what the search says in it
 * @property {(name: string) => unknown} [reveal] brings a function into sight
 * @property {(target: Element, x: number, y: number) => string} [nameAt] the function that is drawn at a place of it
 * @property {() => boolean} [isLate] whether it works on although the Session has answered
 * @property {(target: Element) => boolean} [isBehind] whether keys there wait for an answer, if not for any of the view's question
 * @property {() => void} [seek] the search leads into it: the next arrow goes to the first of what it finds
 * @property {(line: string) => unknown} [run] a line at the prompt
 * @property {(line: string) => unknown} [begin] the beginning of one, to be typed on
 */
/**
 * `key` is its digit or letter; `searches` says whether the search field means something there, `names: false` that no function can be shown in
 * it; `when` says of what state it is a view, if not of every one.
 * @typedef {{id: keyof Views | "console", key: string, label: string, searches: boolean, names?: false,
 *   when?: (state: State) => boolean, create: () => View}} Tab
 */

/**
 * @param {App} app @param {Tab[]} all
 * @param {{bar: HTMLElement, room: HTMLElement, opens: () => void}} at where tabs and views go; another view opens
 */
export function createTabs(app, all, { bar, room, opens }) {
  const { state, actions } = app;
  /** @type {Map<string, View>} */
  const views = new Map();
  const refusal = createRefusal(room);
  let shown = "";
  /** The view that is shown has not had its first answer since then. */
  let opening = false;
  /** The arrow keys walk along the tabs: the focus stays there. */
  let walking = false;

  const present = () => all.filter((tab) => tab.when?.(state) ?? true);
  /** The first one stands for those that are not there. @param {string} id */
  const tabOf = (id) => present().find((tab) => tab.id === id) ?? all[0];
  const tabNow = () => tabOf(state.view);
  const focus = () => views.get(state.view)?.focus();
  /** @param {string} id */
  const buttonOf = (id) => /** @type {HTMLElement | null} */ (bar.querySelector(`#tab-${id}`));

  /** @param {Tab} tab @returns {View} */
  function viewOf(tab) {
    const known = views.get(tab.id);
    if (known) return known;
    const view = tab.create();
    views.set(tab.id, view);
    room.append(view.element);
    view.element.id = `view-${tab.id}`;
    view.element.setAttribute("role", "tabpanel");
    view.element.setAttribute("aria-labelledby", `tab-${tab.id}`);
    view.element.hidden = true;
    return view;
  }

  function draw() {
    const tab = tabNow();
    const view = viewOf(tab);
    for (const [id, v] of views) v.element.hidden = id !== tab.id;
    view.draw();
    // What is drawn is no answer to what was asked: why stands in its place.
    const why = app.ask.refused(tab.id);
    view.element.classList.toggle("refused", why !== "");
    if (refusal.element.parentElement !== view.element) view.element.append(refusal.element);
    refusal.say(why);
    render([tabList(tab), tab.searches ? search(view.found()) : nothing], bar);
    if (shown !== tab.id) {
      // The focus follows a change of view, but is not taken at the start.
      if (shown && !walking && document.activeElement?.id !== "search") view.focus();
      walking = false;
      opening = true;
      opens();
      // In a window that has no room for all tabs.
      buttonOf(tab.id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
      shown = tab.id;
    }
    opening &&= app.ask.waits(tab.id) || Boolean(view.isLate?.());
  }

  /** @param {Tab} current */
  const tabList = (current) =>
    html`<div role="tablist" class="slides" aria-label="Views" @keydown=${tabKey}>${repeat(
      present(),
      (tab) => tab.id,
      (tab) =>
        html`<button role="tab" id="tab-${tab.id}" aria-controls="view-${tab.id}" aria-selected=${tab === current}
        title="${tab.label} (${tab.key})" @click=${() => actions.setView(tab.id)}>${tab.label}<kbd>${tab.key}</kbd></button>`,
    )}</div>`;

  /** @param {{error: string, text: string}} found */
  const search = ({ error, text }, plain = app.plain("", state.q)) => html`<div class="search">
    ${error ? html`<span class="refused" id="search-error" role="alert">${unreadable(error)}</span>` : nothing}
    ${plain ? html`<button class="link plain" title="Taken as plain text: ${plain}" @click=${() => actions.setSearch(plain)}>As plain text</button>` : nothing}
    ${text && !error ? html`<span class="found" role="status">${text}</span>` : nothing}
    <input id="search" type="search" placeholder="Find in ${tabNow().label}"
      aria-label="Find in ${tabNow().label}, by regular expression" title="Finds rows or boxes by a regular expression, and changes no number (/)" spellcheck="false" autocomplete="off" autocapitalize="off"
      aria-invalid=${error !== ""} aria-describedby="search-error" .value=${live(state.q)}
      @input=${(/** @type {Event} */ e) => actions.setSearch(/** @type {HTMLInputElement} */ (e.target).value)}
      @keydown=${searchKey} />${state.q ? nothing : html`<kbd>/</kbd>`}</div>`;

  /** @param {KeyboardEvent} e */
  function tabKey(e) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!step) return;
    e.preventDefault();
    walking = true;
    const there = present();
    const next = there[(there.indexOf(tabNow()) + step + there.length) % there.length];
    actions.setView(next.id);
    buttonOf(next.id)?.focus();
  }

  /** @param {KeyboardEvent} e */
  function searchKey(e) {
    if (e.key === "Enter" || e.key === "ArrowDown") {
      e.preventDefault();
      focus();
      if (state.q) views.get(state.view)?.seek?.();
      // The arrow is one of the table or the chart already. Of values, the first one has the focus now.
      const chart =
        e.key === "ArrowDown" && document.activeElement?.closest("[role=grid], [role=treegrid], [role=tree]");
      if (chart) chart.dispatchEvent(new KeyboardEvent(e.type, e));
    }
    if (e.key === "Escape") {
      e.stopPropagation();
      actions.setSearch("");
      focus();
    }
  }

  return {
    draw,
    focus,
    /** A view is there before it is shown, and with it what it asks: with the first profile, or for a file. @param {string} id */
    prepare: (id) => void viewOf(all.find((tab) => tab.id === id) ?? all[0]),
    /** A view that has been shown. @param {string} id */
    view: (id) => views.get(id),
    /** Whether keys wait, since what they are about is not here yet. @param {Element} target what they go to */
    isBehind(target) {
      const { id } = tabNow();
      if (opening || state.changes) return true;
      return views.get(id)?.isBehind?.(target) ?? app.ask.isBehind(id);
    },
  };
}
