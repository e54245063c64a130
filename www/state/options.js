// Options: set, switched off and on, by configurations, and as filters of a function.
//
// In: what the user wants an option to be. Out: a change of the Session, in one trip, and one step in the history. What depends on how the
// options are waits until the changes that are under way are made: who adds a filter and saves a configuration means with the filter.

import { readParams, writeParams } from "./address.js";
import { chipNotes } from "./chip-notes.js";
import { createConfigs, DEFAULT, says, split } from "./configs.js";
import { orderAfter } from "./place.js";
import { optionOf, optionValue } from "./state.js";

/** @import { Change, OptionInfo } from "../pkg/proflens.js" */
/** @import { Param } from "./address.js" */
/** @import { Core } from "./app.js" */
/** @import { Config } from "./configs.js" */

/** @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place */
export function createOptions({ state, page, notice, failed, change, made }, place) {
  const configs = createConfigs();
  /** @param {string} refused @param {string} [said] what is said aloud if nothing was */
  const tell = (refused, said = "") => {
    if (refused) failed(new Error(refused));
    else if (said) page.said(said);
  };

  /** The filters that match nothing, as they are typed. */
  const inVain = () =>
    [...chipNotes(state).notes].flatMap(([name, { short }]) =>
      short.endsWith("matches nothing") ? [`${name}=${optionValue(state, name)}`] : [],
    );
  /** Other names are shown: which filters do not know them. @param {string[]} before what matched nothing before @param {string} mode of the names then */
  function sayLost(before, mode) {
    const lost = inVain().filter((text) => !before.includes(text));
    if (lost.length === 0) return;
    notice({
      kind: "note",
      text: `${lost.join(" and ")} ${lost.length > 1 ? "match" : "matches"} none of the names as they are shown now: ${lost.length > 1 ? "they were" : "it was"} written for those before.`,
      action: { label: "Show those names again", run: () => void actions.setOption("demangle", mode) },
    });
  }

  /** The filters of which pprof has one each, with their values. @param {OptionInfo[]} options */
  const single = (options) =>
    options.filter((o) => o.group === "filter" && !o.grows && o.kind === "regex" && o.value !== o.default);
  /** A second one takes the place of the first, which is said. @param {OptionInfo[]} before */
  function sayReplaced(before) {
    for (const { name, value: was } of single(before)) {
      const is = single(state.options).find((o) => o.name === name)?.value ?? was;
      if (is === was) continue;
      const either = `${was}|${is}`;
      const widen = { label: `Either of them: ${either}`, run: () => void actions.setOption(name, either) };
      const back = { label: `Only ${was} again`, run: () => void actions.setOption(name, was) };
      notice({
        kind: "note",
        text: `${name} is ${is} now, in place of ${was}: pprof has one ${name}.`,
        holds: () => optionValue(state, name) === is,
        // Filters of labels have a grammar of their own.
        ...(name.startsWith("tag") ? { action: back } : { action: widen, more: [back] }),
      });
    }
  }
  /** Adds filters, all or none. @param {Change} wanted @returns {Promise<string>} why it was refused, or "" */
  const add = async (wanted) => (await change(wanted, "push", sayReplaced)).join(" ");

  const actions = {
    /** @param {string} name @param {string} value @returns {Promise<string>} why it was refused, or "" */
    setOption: (name, value) => actions.setOptions([[name, value]]),
    /** Sets several options, all or none: one step back undoes it. @param {[name: string, value: string][]} set @returns {Promise<string>} why it was refused, or "" */
    async setOptions(set) {
      if (!set.some(([name]) => name === "demangle")) return (await change({ set })).join(" ");
      await made();
      const [mode, vain] = [optionValue(state, "demangle"), inVain()];
      const refused = (await change({ set })).join(" ");
      sayLost(vain, mode);
      return refused;
    },
    /** @param {string} name */
    resetOption: (name) => actions.setOption(name, optionOf(state, name)?.default ?? ""),
    /** Switches an option off, its value being kept, or on again. @param {string} name */
    async toggleOption(name) {
      await made();
      const o = optionOf(state, name);
      const kept = state.off.get(name);
      if (!o || (o.value === o.default && kept === undefined)) return;
      const on = o.value === o.default;
      if (!on) state.off = new Map(state.off).set(name, o.value);
      tell(await actions.setOption(name, on ? (kept ?? "") : o.default), `${name} ${on ? "on" : "off"}`);
    },
    /** Forgets the value of an option that is off. @param {string} name */
    forgetOff(name) {
      state.off = new Map([...state.off].filter(([n]) => n !== name));
      place.remember("push");
      page.changed();
    },
    /** These options are at their defaults again, and none is kept. @param {string[]} names */
    async resetAll(names) {
      state.off = new Map();
      tell(await actions.setOptions(names.map((name) => [name, optionOf(state, name)?.default ?? ""])));
    },
    /** Sets all options at once: one step back undoes it. @param {Param[]} params those that are not at their defaults */
    async setParams(params) {
      for (const text of await change({ params })) notice({ kind: "error", text });
    },
    /** @param {Config} config */
    async applyConfig({ params }) {
      await made();
      await actions.setParams([...split(state.params, state.options).rest, ...readParams(params)]);
    },
    /** @param {string} name @returns {Promise<string>} why it was refused, or "" */
    async saveConfig(name) {
      await made();
      const refused = configs.save({ name, params: writeParams(split(state.params, state.options).held) });
      if (!refused && !configs.isKept())
        notice({
          kind: "note",
          text: "This browser keeps nothing for this page: the configuration lasts until the tab is closed.",
        });
      page.changed();
      return refused;
    },
    /** @param {Config} config */
    removeConfig(config) {
      configs.remove(config.name);
      const undo = () => (configs.save(config), page.changed());
      notice({
        kind: "note",
        text: `The configuration ${config.name} is deleted.`,
        action: { label: "Undo", run: undo },
      });
    },
    /** Adds expressions to options, all or none: to what is there, or in its place. @param {[name: string, expression: string][]} expressions @returns {Promise<string>} why it was refused, or "" */
    addExpressions: (expressions) => add({ add: expressions }),
    /** Makes a filter one of another kind, in one step. @param {string} from @param {string} to @returns {Promise<string>} why it was refused, or "" */
    async moveExpression(from, to) {
      await made();
      const o = optionOf(state, from);
      if (!o || from === to) return "";
      return add({ set: [[from, o.default]], add: [[to, o.value]] });
    },
    /** Focus, ignore, hide ... what is shown under a name. @param {string} option @param {string} name */
    async filterBy(option, name) {
      tell(await add({ filter: [[option, name]] }), `${option} ${name}`);
    },
    /** The table's order: flat and cum are pprof's option `sort`, the rest is the page's own. @param {"flat" | "cum" | "name"} column */
    async sortBy(column) {
      await made();
      const { order, sort } = orderAfter(state, column);
      if (sort === null) return place.actions.setOrder(order);
      state.order = order;
      tell(await actions.setOption("sort", sort));
    },
    /** @param {"UTC" | "local"} zone */
    async setTimeZone(zone) {
      state.tz = zone;
      await change({ zone });
    },
  };

  return {
    actions,
    /** All configurations, and which one the options are: as in pprof's menu, the last one that fits. */
    configList() {
      const all = configs.list();
      const { held } = split(state.params, state.options);
      return { all, current: all.findLast((c) => says(c, held))?.name ?? "", fixed: DEFAULT };
    },
  };
}
