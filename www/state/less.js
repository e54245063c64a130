// Less of a profile than there is: what can be chosen of one that is too large, in words and as an address has it.
//
// In: how large a profile is that the memory does not hold. Out: the choices that keep less of it, each with what it is called.

/** @import { Choice, Extent } from "../pkg/proflens.js" */

/**
 * What keeps less, what is likely to be wanted first. What was left out already stays so.
 * @param {Extent} extent @param {Choice} [before] that it was opened with @returns {{label: string, choice: Choice}[]}
 */
export function ways({ sampleTypes, defaultType, labels }, before = {}) {
  const isDefault = (/** @type {Extent["sampleTypes"][number]} */ [number]) => number === defaultType;
  const several = sampleTypes.length > 1 ? sampleTypes : [];
  const only = (/** @type {Extent["sampleTypes"][number]} */ [number, name]) => ({
    label: `Open only ${name}`,
    choice: { ...before, sampleTypes: [number] },
  });
  const main = several.filter(isDefault).map(only);
  const bare = (/** @type {{label: string, choice: Choice}} */ { label, choice }) => ({
    label,
    choice: { ...choice, dropLabels: true },
  });
  return [
    ...main,
    ...(labels ? [bare({ label: "Open without labels", choice: before })] : []),
    ...(labels ? main.map(({ label, choice }) => bare({ label: `${label}, without labels`, choice })) : []),
    ...several.filter((own) => !isDefault(own)).map(only),
  ];
}

/** In an address: the numbers of sample types, and that labels were dropped, as in `0.3.nolabels`; "" where all is kept. @param {Choice} [choice] */
export const writeChoice = ({ sampleTypes = [], dropLabels } = {}) =>
  [...sampleTypes, ...(dropLabels ? [BARE] : [])].join(".");

/** @param {string} text @returns {Choice | undefined} */
export function readChoice(text) {
  const parts = text.split(".");
  const sampleTypes = parts.filter((part) => /^\d{1,4}$/.test(part)).map(Number);
  const dropLabels = parts.includes(BARE);
  return sampleTypes.length || dropLabels ? { sampleTypes, dropLabels } : undefined;
}

/** In an address: labels were dropped. */
const BARE = "nolabels";
