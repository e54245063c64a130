// A text as it stands: names are pasted that mean something else as expressions (`f[1]`, `a+b`) or that are none (`run(int*`).
//
// In: a text, and the filter that it is for. Out: the expression for the text itself, where the Session says that it finds something and
// the text as it is finds nothing; "" until that is known.

import { isSpecial } from "../text.js";

/** @import { Core } from "./app.js" */

/** @param {Core} core */
export function createPlain({ state, ask, page }) {
  let revision = -1;
  /** What is known of what is shown now. @type {Map<string, string>} */
  const known = new Map();

  /** @param {string} option "" for the search of a view @param {string} text */
  return (option, text) => {
    if (!isSpecial(text) || !state.summary?.ready) return "";
    if (revision !== state.revision) known.clear();
    revision = state.revision;
    const key = `${option}=${text}`;
    const told = known.get(key);
    if (told === undefined) {
      known.set(key, "");
      const keep = (/** @type {{expression: string}} */ { expression }) => {
        if (revision !== state.revision || !expression) return;
        known.set(key, expression);
        page.changed();
      };
      // Without an answer nothing is offered.
      ask.once("plain", { option, text }).then(keep, () => {});
    }
    return told ?? "";
  };
}
