// Saved configurations: named sets of options, kept in this browser, as those of pprof's own page.
//
// A configuration is a query of pprof's parameters. It holds every option but those that belong to one profile or one machine (the
// Session says which): these stay as they are when it is chosen. One entry is always there: Default, which is no parameters at all.

/** @import { OptionInfo } from "../pkg/proflens.js" */
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

/** The part of a query that configurations hold, and the rest. @param {string} params @param {OptionInfo[]} options */
export function split(params, options) {
  const held = new Set(options.filter((o) => o.saved).map((o) => o.url));
  const pairs = params.split("&").filter(Boolean);
  const is = (/** @type {string} */ pair) => held.has(pair.split("=")[0]);
  return { held: pairs.filter(is).join("&"), rest: pairs.filter((pair) => !is(pair)).join("&") };
}

/** Whether two queries say the same. @param {string} one @param {string} other */
export const same = (one, other) => one.split("&").sort().join("&") === other.split("&").sort().join("&");
