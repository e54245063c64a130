// What the views of tables have around their table: what chooses its rows above, what is said about them below, and a word in its place
// where it is empty.

import { html, nothing, render } from "lit-html";
import { make } from "./make.js";

/** @import { App } from "../state/app.js" */

/** @param {App} app @param {string} name of the view */
export function createFrame({ state, actions }, name) {
  const element = make("section", `view ${name}`);
  const lines = make("div", "lines", element);
  const facts = make("div", "lines facts");
  const none = make("p", "none dim");
  const oneSide = make("div", "lines one-side");
  return {
    element,
    /** For what chooses what the table shows. */
    lines,
    /** For what is said about the table, below it: the rows come first. */
    facts,
    /** The table's place. @param {HTMLElement} table @param {HTMLElement} [parent] within the view */
    put(table, parent = element) {
      parent.append(table, none);
      element.append(oneSide, facts);
    },
    /** @param {unknown} why the table is empty: a sentence, or a template with a way out; nothing if it is not */
    draw(why) {
      element.classList.toggle("diff", Boolean(state.summary?.changes));
      render(why || nothing, none);
      render(name === "trend" ? nothing : bothSides({ state, actions }), oneSide);
    },
  };
}

/**
 * Where a base is subtracted nothing tells what is of it: the way to what was before and is after.
 * @param {Pick<App, "state" | "actions">} app
 */
export const bothSides = ({ state, actions }) =>
  state.summary?.diff?.role === "base"
    ? html`<span>The base is subtracted: what was before stands in no row. <button class="link" title="The same two sides, with the base kept apart: diff_base" @click=${() => actions.setDiff("diff_base")}>Compare shows both sides</button></span>`
    : nothing;

/**
 * Whether a table shows what was before: its columns are there before their numbers, so that nothing moves when these come.
 * @param {App} app @param {{compared: boolean} | null | undefined} info
 */
export const compares = ({ state }, info) => {
  const { diff, changes } = state.summary ?? {};
  // A difference that was saved tells it by its answers alone.
  return diff ? diff.role === "diff_base" && (info?.compared ?? true) : Boolean(changes && info?.compared);
};

/**
 * What the search says in a view: why it cannot be made, or what it finds.
 * @template {{searchError: string}} Info
 * @param {App} app @param {Info | null | undefined} info none until there is an answer to this search
 * @param {(info: Info) => string} text
 */
export const found = ({ state }, info, text) => ({
  error: info?.searchError ?? "",
  text: info && state.q && !info.searchError ? text(info) : "",
});
