// What the views of tables have around their table: what chooses its rows above, what is said about them below, and a word in its place
// where it is empty.

import { nothing, render } from "lit-html";
import { make } from "./make.js";

/** @import { App } from "../state/app.js" */

/** @param {App} app @param {string} name of the view */
export function createFrame({ state }, name) {
  const element = make("section", `view ${name}`);
  const lines = make("div", "lines", element);
  const facts = make("div", "lines facts");
  const none = make("p", "none dim");
  return {
    element,
    /** For what chooses what the table shows. */
    lines,
    /** For what is said about the table, below it: the rows come first. */
    facts,
    /** The table's place. @param {HTMLElement} table @param {HTMLElement} [parent] within the view */
    put(table, parent = element) {
      parent.append(table, none);
      element.append(facts);
    },
    /** @param {unknown} why the table is empty: a sentence, or a template with a way out; nothing if it is not */
    draw(why) {
      element.classList.toggle("diff", Boolean(state.summary?.changes));
      render(why || nothing, none);
    },
  };
}

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
