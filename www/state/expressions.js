// The expressions that mean what is shown under a name: as filters, to be copied, to search for.
//
// In: a printed name. Out: the Session's answer. That about the selected function is asked for whenever it may have changed, so that it
// is there when somebody wants it.

/** @import { ExpressionsInfo } from "../pkg/proflens.js" */
/** @import { Core } from "./app.js" */

/** @param {Core} core */
export function createExpressions({ state, ask }) {
  const selected = ask.question("expressions", () => (state.sel ? { name: state.sel } : null), {
    beside: true,
  });
  /** What is known without asking. @param {string} name */
  const known = (name) => {
    void selected.refresh();
    return selected.isFresh() && selected.answer?.info.name === name ? selected.answer.info : null;
  };

  /** What is known of the selected function: until a newer answer is here, what was known is likelier than nothing. */
  const last = () => {
    known(state.sel);
    return selected.isAbout("name", state.sel) ? selected.answer?.info : null;
  };

  return {
    known,
    /** What the filters of the selected function mean beside it, as a sentence; "" if nothing, or nobody knows yet. */
    shared: () => last()?.shared ?? "",
    /** @param {string} name @returns {Promise<ExpressionsInfo>} */
    of: async (name) => known(name) ?? (await ask.once("expressions", { name })),
    /** Why a filter cannot mean what is selected; "" if it can, or nobody knows yet. @param {string} option */
    refusal(option) {
      return last()?.filters.find((f) => f.option === option)?.why ?? "";
    },
  };
}
