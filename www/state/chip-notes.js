// What the core says about single options, for their chips: pprof's warnings name them. What is about none of them is for all.

/** @import { State } from "./state.js" */
/** What stands in a chip, and the whole sentence about it. @typedef {{short: string, full: string}} ChipNote */

/** A range of pprof without its units, or with others than it can compare: `bytes=0:256B`. */
const LIKE_A_RANGE = /^(?:([^=]*)=)?(?:([+-]?\d+)([a-z]*))?:(?:([+-]?\d+)([a-z]*))?$/i;

/** @param {Pick<State, "options" | "summary">} state @returns {{notes: Map<string, ChipNote>, rest: string[]}} by the names of options, and what is left */
export function chipNotes({ options, summary }) {
  /** @type {Map<string, ChipNote>} */
  const notes = new Map();
  const rest = [];
  /** Those that the core took as ranges, whatever else it says of them. */
  const ranges = new Set();
  for (const warning of summary?.warnings ?? []) {
    const [, vain] = /^(\w+) expression matched no samples$/.exec(warning) ?? [];
    const [, ranged] = /^(\w+):Interpreted /.exec(warning) ?? [];
    const named = (vain ?? ranged ?? "").toLowerCase();
    const option = named && options.find((o) => o.name.replaceAll("_", "") === named.replaceAll("_", ""));
    if (!option || option.value === option.default) rest.push(warning);
    else {
      if (ranged) ranges.add(option.name);
      const earlier = notes.get(option.name);
      const short = vain ? "matches nothing" : "as a range";
      const keeps = option.name === "tagignore" ? "leaves out" : "keeps";
      const full = vain ? `${warning}.` : `${warning}: it ${keeps} numbers between its ends, each included.`;
      // Both may be said of one: a range that no number is in.
      notes.set(option.name, {
        short: [earlier?.short, short].filter(Boolean).join(", "),
        full: [earlier?.full, full].filter(Boolean).join(" "),
      });
    }
  }
  for (const { name, value, default: none } of options) {
    const note = /^tag(focus|ignore)$/.test(name) && value !== none ? asText(value) : null;
    const said = notes.get(name);
    if (note && !ranges.has(name))
      notes.set(name, { short: note.short, full: [said?.full, note.full].filter(Boolean).join(" ") });
  }
  return { notes, rest };
}

/** Of what looks like a range and was not taken as one. @param {string} value @returns {ChipNote | null} */
function asText(value) {
  const [whole, key, least, unit, most, otherUnit] = LIKE_A_RANGE.exec(value) ?? [];
  if (whole === undefined || !(least || most)) return null;
  const where = key ? `of the label ${key}` : "of all labels";
  const common = unit || otherUnit;
  const cure =
    least && most && !(unit && otherUnit) && common
      ? `For numbers between both, give both a unit: ${key ? `${key}=` : ""}${least}${common}:${most}${common}.`
      : "As a range its ends need units that can be compared.";
  return {
    short: "as a text, no range",
    full: `pprof takes it as a regular expression for the texts ${where}, and not as a range. ${cure}`,
  };
}
