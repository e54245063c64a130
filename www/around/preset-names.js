// The presets of what is shown, and what filters are called that they have made, or that say the same.
//
// In: an option and its expression. Out: the preset's name. The presets come with every change, as what is beside a view does: a chip
// has its name when it is there.

/** @import { App } from "../state/app.js" */
/** @import { Preset } from "../pkg/proflens.js" */

/** @param {App} app */
export function createPresetNames({ ask }) {
  const presets = ask.question("presets", () => ({}), { beside: true });

  return {
    refresh: () => void presets.refresh(),
    /** All of them as they are now. @returns {Promise<Preset[]>} */
    all: async () => (presets.isFresh() && presets.answer ? presets.answer.info : await ask.once("presets", {})),
    /** The name of the one that is an expression of an option; "" if none is. @param {string} option @param {string} expression */
    of: (option, expression) =>
      presets.answer?.info.find(
        ({ add }) => expression && add.length === 1 && add[0][0] === option && add[0][1] === expression,
      )?.label ?? "",
  };
}
