// Saved configurations: named sets of options, kept in this browser, as those of pprof's own page.
//
// A configuration is a query of pprof's parameters. It holds every option but those that belong to one profile or one machine (the
// Session says which): these stay as they are when it is chosen. One entry is always there: Default, which is no parameters at all.

import { readParams, writeParams } from "./address.js";

/** @import { OptionInfo } from "../pkg/proflens.js" */
/** @import { Param } from "./address.js" */
/** @typedef {{name: string, params: string}} Config */

const KEPT = "proflens.configs";
export const DEFAULT = "Default";

export function createConfigs() {
  /** What storage does not take is kept for as long as the page. @type {Config[]} */
  let own = [];
  let kept = true;

  function read() {
    // What was not kept is not in storage: reading would lose it.
    if (!kept) return own;
    try {
      const all = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
      if (Array.isArray(all)) own = all.filter((c) => typeof c?.name === "string" && typeof c.params === "string");
    } catch {
      // Storage that is forbidden, or holds something else, is as good as none.
    }
    return own;
  }

  /** @param {Config[]} all */
  function write(all) {
    own = all;
    try {
      localStorage.setItem(KEPT, JSON.stringify(all));
      kept = true;
    } catch {
      kept = false;
    }
  }

  read();
  addEventListener("storage", (e) => e.key === KEPT && read());
  return {
    /** @returns {Config[]} */
    list: () => [{ name: DEFAULT, params: "" }, ...own],
    /** Whether the last change will outlast this page. */
    isKept: () => kept,
    /** A configuration of the same name is replaced. @param {Config} config @returns {string} why it was refused, or "" */
    save({ name, params }) {
      name = name.trim();
      if (!name) return "A configuration needs a name.";
      if (name === DEFAULT) return "Default is always there: choose another name.";
      const all = read();
      write(
        all.some((c) => c.name === name)
          ? all.map((c) => (c.name === name ? { name, params } : c))
          : [...all, { name, params }],
      );
      return "";
    },
    /** @param {string} name */
    remove: (name) => write(read().filter((c) => c.name !== name)),
  };
}

/** The parameters that configurations hold, and the rest. @param {Param[]} params @param {OptionInfo[]} options */
export function split(params, options) {
  const saved = new Set(options.filter((o) => o.saved).map((o) => o.url));
  const is = (/** @type {Param} */ [name]) => saved.has(name);
  return { held: params.filter(is), rest: params.filter((param) => !is(param)) };
}

/** Whether a configuration says the same as parameters, whatever their order. @param {Config} config @param {Param[]} params */
export const says = ({ params: query }, params) => sorted(readParams(query)) === sorted(params);
/** @param {Param[]} params */
const sorted = (params) => writeParams(params).split("&").sort().join("&");
