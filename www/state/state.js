// What the page knows: one object that everything is drawn from.
//
// The Session in the worker is the truth about profiles, roles and options; what it said last is copied here as it is. The
// place is the page's own and stands in the address; the rest is what is going on.

import { readPlace } from "./address.js";

/** @import { ComparisonInfo, OptionInfo, ProfileInfo, Role, State as SessionState, Summary, TrendQuery, TrendSentence } from "../pkg/proflens.js" */
/** @import { Saving } from "../engine/downloads.js" */
/** @import { KeptFile } from "../engine/kept-files.js" */
/** @import { FileMark, Param } from "./address.js" */
/** A file that is to be opened; `link`: how links of this page name it. @typedef {{input: import("../engine/files.js").Input, link?: string, role?: Role}} Asked */
/** A file that is being opened; `asked`: what the user has asked for, unless he wants it no more. @typedef {{name: string, bytes: number, total: number, cancel: () => void, asked?: Asked}} Load */
/** Files that came together: how many, and what the profiles among them are. @typedef {{files: number, kinds: string}} Drop */
/** What can be done about it; `brief`: that it compares two of that kind, which the line of a drop offers, too. @typedef {{label: string, brief?: string, run: (event: Event) => void}} Action */
/**
 * What has to be said, as long as it `holds`, or else until it is dismissed; `list` is all of what the text says a part of. What is said of one
 * drop is one line until it is unfolded: there `brief` stands for it.
 * @typedef {{kind: "error" | "note", text: string, list?: string[], holds?: () => boolean, action?: Action, more?: Action[], of?: Drop,
 *   brief?: string}} Notice
 */
/** A row of the trend by its place in the order of the rule, and its name. @typedef {{by: NonNullable<TrendQuery["by"]>, at: number, name: string}} Sought */
/**
 * What is offered to do with fresh profiles, and what is said of them: what the comparison of two will say, or a trend; or why there is none.
 * @typedef {{fresh: ProfileInfo[], source: ProfileInfo, older: ProfileInfo, newer: ProfileInfo, compared: ComparisonInfo | null,
 *   told: TrendSentence[], noTrend: string, of: Drop, isApart: boolean}} Offer `isApart`: the source was there before the others came
 */

/** @param {string} search the query of the address @param {string[]} views the first is shown where the address names none */
export function createState(search, views) {
  return {
    ...readPlace(search, views),
    /** The options that are not at their defaults, as parameters of the address. @type {Param[]} */ params: [],
    /** @type {ProfileInfo[]} */ profiles: [],
    /** @type {OptionInfo[]} */ options: [],
    /** @type {Summary | null} */ summary: null,
    /** Why no report can be made at present, "" if one can. */
    trouble: "",
    /** Files of the page that its host has not sent for long. */
    late: /** @type {string[]} */ ([]),
    /** How large the analyzer's memory is, in bytes. */
    memory: 0,
    /** Of the Session: what it answered before is out of date when this is another. */
    generation: -1,
    /** Grows whenever numbers may have changed: a view with an older revision asks again. */
    revision: 0,
    /** How long each stage took last, in milliseconds. @type {Map<string, number>} */ timings: new Map(),
    /** @type {Load[]} */ loads: [],
    /** How many of the files that are being opened together are done. */ loaded: 0,
    /** @type {Saving[]} */ saves: [],
    /** Folders that are looked through. @type {{name: string, files: number, cancel: () => void}[]} */ walks: [],
    /** Source files. @type {import("../engine/sources.js").Sources} */ sources: { files: 0, read: 0, revision: 0 },
    /** The files that the address is a view of, until they are there. @type {FileMark[]} */ wanted: [],
    /** Profiles that this browser keeps: whether it can, whether it is to, and which. @type {{can: boolean, is: boolean, files: KeptFile[]}} */
    keeps: { can: false, is: false, files: [] },
    /** @type {Notice[]} */ notices: [],
    /** @type {Offer | null} */ offer: null,
    /** What whoever comes to the trend wants to see. @type {Sought | null} */ sought: null,
    /** Something is computed. */
    busy: false,
    /** It takes so long that it can be stopped by hand. */
    isLong: false,
    /** What was stopped is put back to how it was: nothing is asked meanwhile. */
    returning: false,
    /** How many changes are on their way. */ changes: 0,
  };
}

/** @typedef {ReturnType<typeof createState>} State */

/** Takes over what the Session says. @param {State} state @param {SessionState} fresh */
export function take(state, fresh) {
  state.params = fresh.params;
  state.options = fresh.options;
  state.profiles = fresh.profiles;
  state.memory = fresh.memory;
  state.trouble = fresh.trouble;
  // Where no report can be made the last summary stays: the chips still have to show what is wrong.
  if (fresh.summary) state.summary = fresh.summary;
  for (const { stage, ms } of fresh.timings) state.timings.set(stage, ms);
  if (fresh.generation !== state.generation) state.revision++;
  state.generation = fresh.generation;
  // A filter that is off waits only as long as no other expression has its place.
  const waits = (/** @type {string} */ name, /** @type {string} */ value) =>
    state.options.some((o) => o.name === name && o.value === o.default && o.default !== value);
  state.off = new Map([...state.off].filter(([name, value]) => waits(name, value)));
  const isOff = (/** @type {ProfileInfo} */ f) => state.profiles.some((p) => p.id === f.id && p.role === "off");
  const { offer } = state;
  const isShown = state.profiles.some((p) => p.id === offer?.source.id && p.role === "source");
  if (offer && !(isShown && offer.fresh.every(isOff))) state.offer = null;
}

/** Nothing of the Session is left: it is a new one. @param {State} state */
export function forget(state) {
  Object.assign(state, {
    profiles: [],
    summary: null,
    loads: [],
    saves: [],
    offer: null,
    trouble: "",
    generation: -1,
  });
  state.revision++;
}

/** @param {State} state @param {string} name */
export const optionOf = (state, name) => state.options.find((o) => o.name === name);
/** Whether any filter is on. @param {State} state */
export const isFiltered = ({ options }) => options.some((o) => o.group === "filter" && o.value !== o.default);
/** @param {State} state @param {string} name */
export const optionValue = (state, name) => optionOf(state, name)?.value ?? "";

/**
 * How the table is ordered: "waiting" is the order of profiles of who waits, as long as nothing else is said.
 * @param {State} state @returns {{column: "flat" | "cum" | "name" | "waiting", descending: boolean}}
 */
export function orderOf(state) {
  if (state.order.endsWith("name")) return { column: "name", descending: state.order.startsWith("-") };
  const byCum = optionValue(state, "sort") === "cum";
  if (state.order === "" && !byCum && state.summary?.waiting) return { column: "waiting", descending: true };
  return { column: byCum ? "cum" : "flat", descending: state.order !== "up" };
}
