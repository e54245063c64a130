// The page's one state and everything that may happen to it.
//
// In: what the user does, as one function each. Out: a new state, then one call of `changed`. The analyzer's Session is the truth
// about profiles, roles and options; after each change the page asks it anew instead of guessing.

import { createConfigs, DEFAULT, same, split } from "./configs.js";
import { createDownloads } from "../engine/downloads.js";
import { fileOf, isSource, looksLikeSource } from "../engine/files.js";
import { Cancelled, connect, Trap } from "../engine/session.js";
import { createSources, lastOf, sourcesSentence } from "../engine/sources.js";
import { createSteps } from "./steps.js";
import { exactly, functionOf, prunable } from "../text.js";
import { readLinks, readPlace, writeUrl } from "./url.js";

/** @import { ProfileInfo, OptionInfo, Summary, Role } from "../pkg/proflens.js" */
/** @import { Found, Input } from "../engine/files.js" */
/** @import { Saving } from "../engine/downloads.js" */
/** @import { Config } from "./configs.js" */
/** @typedef {{name: string, bytes: number, total: number, cancel: () => void}} Load */
/** @typedef {{kind: "error" | "note", text: string, action?: {label: string, run: () => void}}} Notice */
/** @typedef {{fresh: ProfileInfo[], source: ProfileInfo, older: ProfileInfo, newer: ProfileInfo}} Offer */

/** Options whose expression grows by "or" when one more function is added; the others are replaced, as on pprof's own page. */
export const GROWING = new Set(["ignore", "hide", "prune_from"]);

/** Calls of the Session that are the work of a view. */
const STAGES = new Set(["top", "flame", "traces", "tags", "source", "peek"]);

/** @param {{changed: () => void, said: (text: string) => void, views: string[]}} page */
export function createApp(page) {
  const state = {
    ...readPlace(location.search),
    params: "",
    /** @type {ProfileInfo[]} */ profiles: [],
    /** @type {OptionInfo[]} */ options: [],
    /** @type {Summary | null} */ summary: null,
    /** Grows whenever numbers may have changed: a view with an older revision asks again. */
    revision: 0,
    /** How long each view's stage took last, in milliseconds. @type {Map<string, number>} */ timings: new Map(),
    /** @type {Load[]} */ loads: [],
    /** @type {Saving[]} */ saves: [],
    /** Folders that are looked through. @type {{name: string, files: number, cancel: () => void}[]} */ walks: [],
    /** Source files. @type {import("../engine/sources.js").Sources} */ sources: { files: 0, read: 0, revision: 0 },
    /** @type {Notice[]} */ notices: [],
    /** @type {Offer | null} */ offer: null,
    busy: false,
    /** Why no report can be made at present, "" if one can. */
    trouble: "",
  };
  if (!page.views.includes(state.view)) state.view = page.views[0];
  /** The address as it was when no profile was there to apply it to. @type {string | null} */
  let wanted = location.search;
  /** Where each profile came from: to open them again after a trap, and to keep links in the address. @type {Map<number, Input & {link?: string}>} */
  const origins = new Map();

  const client = connect({
    onTiming(method, ms) {
      if (STAGES.has(method)) state.timings.set(method, ms);
    },
    onBusy(busy) {
      state.busy = busy;
      page.changed();
    },
    onTrap() {
      const kept = state.profiles.map((p) => ({ role: p.role, input: origins.get(p.id) }));
      origins.clear();
      sources.lost();
      Object.assign(state, { profiles: [], summary: null, loads: [], saves: [], offer: null, trouble: "" });
      // What was asked for last may have been the cause: start from the plain table. The address before it is one step back.
      wanted = "";
      Object.assign(state, { view: page.views[0], sel: "", q: "", order: "", flame: "", pivot: "" });
      const again = async () => {
        /** @type {{id: number, role: Role}[]} */
        const roles = [];
        for (const { role, input } of kept) {
          if (!input) continue;
          const id = await load(input, input.link);
          if (id !== undefined) roles.push({ id, role });
        }
        await applyWanted();
        await attempt(() => client.call("setRoles", roles));
        await sync("push");
      };
      notice({
        kind: "error",
        text: "The analyzer stopped: a mistake of its own, or no more memory. It has been started afresh; the profiles that were open are not in it any more.",
        action: kept.length
          ? { label: `Open ${kept.length === 1 ? "it" : `the ${kept.length}`} again`, run: again }
          : undefined,
      });
      void client.call("setTimeZone", state.tz === "local" ? "local" : "UTC");
      void sync("none");
    },
  });

  /** @param {Notice} n */
  function notice(n) {
    state.notices = [...state.notices.filter((m) => m.text !== n.text), n];
    page.changed();
  }
  /** @param {unknown} error */
  function failed(error) {
    if (error instanceof Cancelled || error instanceof Trap) return;
    const text = error instanceof Error ? error.message : String(error);
    if (text !== state.trouble) notice({ kind: "error", text });
  }
  /** @template T @param {() => Promise<T>} job @returns {Promise<T | undefined>} */
  async function attempt(job) {
    try {
      return await job();
    } catch (error) {
      failed(error);
    }
  }

  const download = createDownloads(state, client, { changed: page.changed, said: page.said, failed });
  const configs = createConfigs();
  const steps = createSteps();
  const sources = createSources(state, client, { changed: page.changed, failed });
  /** What decides, beside the files, which of them are read. */
  const offerSources = () =>
    sources.offer(
      JSON.stringify([state.profiles.map((p) => p.id), optionValue("trim_path"), optionValue("source_path")]),
    );

  let syncs = 0;
  /** Asks the Session for everything that is shown outside the views, then writes the address. @param {"push" | "replace" | "none"} history */
  async function sync(history) {
    const asked = ++syncs;
    // The console may set an expression that no report can be made with: then the chips still have to show it.
    const summary = client.call("summary").catch((error) => /** @type {Error} */ (error));
    const answers = await attempt(() =>
      Promise.all([client.call("params"), client.call("options"), client.call("profiles"), summary]),
    );
    if (!answers || asked !== syncs) return;
    const last = answers[3];
    [state.params, state.options, state.profiles] = answers;
    if (!(last instanceof Error)) state.summary = last;
    state.trouble = last instanceof Error && !(last instanceof Trap) ? last.message : "";
    // A filter that is off waits only as long as no other expression has its place.
    state.off = new Map(
      [...state.off].filter(([name, value]) =>
        state.options.some((o) => o.name === name && o.value === o.default && o.default !== value),
      ),
    );
    state.revision++;
    if (state.offer && !state.offer.fresh.every((f) => state.profiles.some((p) => p.id === f.id && p.role === "off")))
      state.offer = null;
    remember(history);
    page.changed();
    void offerSources();
  }

  let later = 0;
  /** A replacement waits a little: while somebody types, browsers refuse more than some hundred a minute. @param {"push" | "replace" | "none"} how */
  function remember(how) {
    clearTimeout(later);
    if (how === "replace") later = setTimeout(() => write(how), 200);
    else if (how === "push") write(how);
  }
  /** @param {"push" | "replace"} how */
  function write(how) {
    // Until a profile is there the address is a wish, not a state.
    if (!state.summary?.ready || wanted !== null) return;
    const links = state.profiles.flatMap((p) => {
      const url = origins.get(p.id)?.link;
      return url ? [{ url, role: p.role }] : [];
    });
    const url = writeUrl(state.params, state, links);
    if (new URL(url, location.href).href === location.href) return;
    steps[how](url);
  }

  /** Opens one input; its failure is a sentence and leaves the others alone. @param {Input} input @param {string} [link] */
  async function load(input, link) {
    const { done, cancel } = client.open(input.name, input.source, ({ bytes, total }) => {
      mine.bytes = bytes;
      mine.total = total;
      page.changed();
    });
    const mine = {
      name: input.name,
      bytes: 0,
      total: typeof input.source === "string" ? 0 : input.source.size,
      cancel,
    };
    state.loads = [...state.loads, mine];
    page.changed();
    try {
      const id = await done;
      origins.set(id, { ...input, link });
      return id;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const named = text.startsWith(input.name) || (typeof input.source === "string" && text.includes(input.source));
      failed(
        error instanceof Cancelled || error instanceof Trap || named ? error : new Error(`${input.name}: ${text}`),
      );
    } finally {
      state.loads = state.loads.filter((l) => l !== mine);
      page.changed();
    }
  }

  /** The first profile brings the address's options with it. */
  async function applyWanted() {
    if (wanted === null) return;
    const query = wanted;
    wanted = null;
    for (const text of (await attempt(() => client.call("setParams", query))) ?? []) notice({ kind: "error", text });
  }

  /** @param {number[]} ids just opened */
  function makeOffer(ids) {
    const source = state.profiles.find((p) => p.role === "source");
    if (!source) return;
    const off = state.profiles.filter((p) => ids.includes(p.id) && p.role === "off");
    for (const p of off.filter((p) => p.kind !== source.kind)) {
      const run = () => setAllRoles((q) => (q.id === p.id ? "source" : "off"));
      notice({
        kind: "note",
        text: `${p.name} is a ${p.kind} profile, not ${source.kind}: it is in the tray and off.`,
        action: { label: "Switch to it", run },
      });
    }
    const fresh = off.filter((p) => p.kind === source.kind);
    if (fresh.length === 0) return;
    const inTime = [source, ...fresh].sort((a, b) => a.timeNanos - b.timeNanos || a.id - b.id);
    state.offer = { fresh, source, older: inTime[0], newer: inTime[inTime.length - 1] };
    page.changed();
  }

  /** @param {{id: number, role: Role}[]} roles */
  async function setRoles(roles) {
    await attempt(() => client.call("setRoles", roles));
    await sync("push");
  }
  /** @param {(p: ProfileInfo) => Role} role */
  const setAllRoles = (role) => setRoles(state.profiles.map((p) => ({ id: p.id, role: role(p) })));

  const actions = {
    /** @param {Input[]} inputs */
    async open(inputs) {
      state.offer = null;
      const loaded = await Promise.all(
        inputs.map((input) => load(input, typeof input.source === "string" ? linkOf(input.source) : undefined)),
      );
      const ids = loaded.filter((id) => id !== undefined);
      if (ids.length === 0) return;
      await applyWanted();
      await sync("push");
      makeOffer(ids);
    },

    /** Files and folders: profiles are opened, everything else is kept for the Source view. @param {Found[]} found */
    async take(found) {
      const known = new Set(
        (state.profiles.length ? await attempt(() => client.call("sourceFiles")) : [])?.map(lastOf),
      );
      const texts = found.filter((f) => isSource(f, known));
      const profiles = found.filter((f) => !isSource(f, known));
      if (texts.length) sources.keep(texts);
      const inputs = await Promise.all(
        profiles.map((f) => attempt(async () => ({ name: lastOf(f.path), source: await fileOf(f.file) }))),
      );
      if (profiles.length) await actions.open(inputs.filter((input) => input !== undefined));
      if (texts.length === 0) return;
      await offerSources();
      // What merely lies in a folder is worth no word, unless it is of use or nothing else is there.
      const told = texts.filter((f) => !f.folder || looksLikeSource(f) || sources.isRead(f.path));
      if (told.length) notice({ kind: "note", text: sourcesSentence(told, sources.isRead, state.profiles.length > 0) });
      for (const folder of new Set(found.map((f) => f.folder))) {
        const holds = (/** @type {Found} */ f) => f.folder === folder;
        if (folder && !told.some(holds) && !profiles.some(holds))
          failed(
            new Error(
              `The folder ${folder} holds no profile: nothing in it ends in .pb.gz, .pb, .prof, .pprof or .out. Nor does it hold a source file.`,
            ),
          );
      }
    },
    /** A folder is looked through: the page says so, and it can be stopped. @param {string} name */
    walk(name) {
      let stopped = false;
      const mine = { name, files: 0, cancel: () => (stopped = true) };
      state.walks = [...state.walks, mine];
      return {
        count(/** @type {number} */ files) {
          mine.files = files;
          page.changed();
        },
        stopped: () => stopped,
        done() {
          state.walks = state.walks.filter((w) => w !== mine);
          page.changed();
        },
      };
    },
    forgetSources: () => attempt(sources.forget),

    /** What the address asks for. */
    async openLinks() {
      const links = readLinks(location.search);
      if (links.length === 0) return;
      const ids = await Promise.all(
        links.map(({ url }) => {
          const source = new URL(url, document.baseURI);
          const name = decodeURIComponent(source.pathname.split("/").pop() ?? "") || url;
          return load({ name, source: source.href }, url);
        }),
      );
      const roles = links.flatMap(({ role }, i) =>
        role !== "source" && ids[i] !== undefined ? [{ id: /** @type {number} */ (ids[i]), role }] : [],
      );
      if (roles.length) await attempt(() => client.call("setRoles", roles));
      if (ids.some((id) => id !== undefined)) await applyWanted();
      await sync("replace");
      makeOffer(ids.filter((id) => id !== undefined));
    },

    /** @param {number} id @param {Role} role */
    setRole: (id, role) => setRoles([{ id, role }]),
    /** @param {number} id */
    async close(id) {
      const rest = state.profiles.filter((p) => p.id !== id);
      const heir = rest.some((p) => p.role === "source") ? undefined : rest[0];
      await attempt(() => client.call("close", id));
      if (heir) await attempt(() => client.call("setRole", heir.id, "source"));
      origins.delete(id);
      if (rest.length === 0) {
        wanted = "";
        state.sel = state.q = state.order = state.flame = state.pivot = "";
        state.off = new Map();
      }
      await sync("push");
      if (rest.length === 0) steps.push(location.pathname);
    },
    /** Source and base change places. */
    swap: () =>
      setAllRoles((p) =>
        p.role === "source"
          ? /** @type {Role} */ (state.summary?.diff?.role ?? "base")
          : p.role === "off"
            ? "off"
            : "source",
      ),
    /** @param {"base" | "diff_base"} role */
    setDiff: (role) => setAllRoles((p) => (p.role === "base" || p.role === "diff_base" ? role : p.role)),
    endDiff: () => setAllRoles((p) => (p.role === "base" || p.role === "diff_base" ? "off" : p.role)),

    /** The three answers to the offer. @param {"compare" | "merge" | "switch" | "none"} choice */
    async takeOffer(choice) {
      const offer = state.offer;
      state.offer = null;
      if (!offer || choice === "none") return page.changed();
      const fresh = new Set(offer.fresh.map((p) => p.id));
      if (choice === "compare")
        await setAllRoles((p) => (p.id === offer.newer.id ? "source" : p.id === offer.older.id ? "diff_base" : "off"));
      if (choice === "merge") await setAllRoles((p) => (fresh.has(p.id) ? "source" : p.role));
      const last = offer.fresh[offer.fresh.length - 1];
      if (choice === "switch") await setAllRoles((p) => (p.id === last.id ? "source" : "off"));
    },

    /** @param {string} name @param {string} value @returns {Promise<string>} why it was refused, or "" */
    setOption: (name, value) => actions.setOptions([[name, value]]),
    /**
     * Sets several options, all or none: one step back undoes it.
     * @param {[name: string, value: string][]} values @returns {Promise<string>} why it was refused, or ""
     */
    async setOptions(values) {
      /** @type {[string, string][]} */
      const before = [];
      try {
        for (const [name, value] of values) {
          const old = optionValue(name);
          await client.call("setOption", name, value);
          before.unshift([name, old]);
        }
      } catch (error) {
        if (error instanceof Trap) return "";
        for (const [name, value] of before) await attempt(() => client.call("setOption", name, value));
        return error instanceof Error ? error.message : String(error);
      }
      await sync("push");
      return "";
    },
    /** @param {string} name */
    resetOption: (name) => actions.setOption(name, option(name)?.default ?? ""),
    /** Switches an option off, its value being kept, or on again. @param {string} name */
    async toggleOption(name) {
      const o = option(name);
      const kept = state.off.get(name);
      if (!o || (o.value === o.default && kept === undefined)) return;
      const on = o.value === o.default;
      if (!on) state.off = new Map(state.off).set(name, o.value);
      const refused = await actions.setOption(name, on ? (kept ?? "") : o.default);
      if (refused) failed(new Error(refused));
      else page.said(`${name} ${on ? "on" : "off"}`);
    },
    /** Forgets the value of an option that is off. @param {string} name */
    forgetOff(name) {
      state.off = new Map([...state.off].filter(([n]) => n !== name));
      remember("push");
      page.changed();
    },
    /** These options are at their defaults again, and none is kept. @param {string[]} names */
    async resetAll(names) {
      state.off = new Map();
      const refused = await actions.setOptions(names.map((name) => [name, option(name)?.default ?? ""]));
      if (refused) failed(new Error(refused));
    },
    undo: steps.undo,
    redo: steps.redo,
    /** Sets all options at once: one step back undoes it. @param {string} params those that are not at their defaults */
    async setParams(params) {
      for (const text of (await attempt(() => client.call("setParams", params))) ?? []) notice({ kind: "error", text });
      await sync("push");
    },
    /** @param {Config} config */
    applyConfig: ({ params }) =>
      actions.setParams([split(state.params, state.options).rest, params].filter(Boolean).join("&")),
    /** @param {string} name @returns {string} why it was refused, or "" */
    saveConfig(name) {
      const refused = configs.save({ name, params: split(state.params, state.options).held });
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
    /** Focus, ignore, hide ... a function by its name. @param {string} option @param {string} name */
    async filterBy(option, name) {
      const why = refusal(option, name);
      if (why) return failed(new Error(why));
      const plain = functionOf(name, optionValue("granularity"));
      const expression = exactly(option === "prune_from" ? prunable(plain) : plain);
      const old = optionValue(option);
      const refused = await actions.setOption(option, GROWING.has(option) && old ? `${expression}|${old}` : expression);
      if (refused) failed(new Error(refused));
      else page.said(`${option} ${name}`);
    },

    /** One line of the console; the state may be another one after it. @param {string} line */
    async run(line) {
      try {
        return { output: await client.call("run", line), error: "" };
      } catch (error) {
        return { output: "", error: error instanceof Error ? error.message : String(error) };
      } finally {
        await sync("push");
      }
    },

    /** @param {string} name @param {"push" | "replace"} [how] */
    select(name, how = "push") {
      if (name === state.sel) return;
      state.sel = name;
      remember(how);
      page.changed();
    },
    /** @param {string} view @param {string} [name] a function to select there, in the same step */
    setView(view, name = state.sel) {
      if (view === state.view && name === state.sel) return;
      Object.assign(state, { view, sel: name });
      remember("push");
      page.changed();
    },
    /** @param {string} q */
    setSearch(q) {
      state.q = q;
      remember("replace");
      page.changed();
    },
    /** How the flame graph stands: on the root ("") or on the leaf ("leaf"), or around a function. @param {{flame?: string, pivot?: string}} place */
    setFlame(place) {
      Object.assign(state, place);
      remember("push");
      page.changed();
    },
    /** The table's order: flat and cum are pprof's option `sort`, the rest is the page's own. @param {"flat" | "cum" | "name"} column */
    async sortBy(column) {
      const { column: now, descending } = order();
      const again = now === column;
      const first = column !== "name";
      const down = again ? !descending : first;
      state.order = column === "name" ? (down ? "-name" : "name") : down ? "" : "up";
      if (column !== "name" && optionValue("sort") !== column) return void (await actions.setOption("sort", column));
      remember("push");
      page.changed();
    },
    /** @param {"UTC" | "local"} tz */
    async setTimeZone(tz) {
      state.tz = tz;
      await attempt(() => client.call("setTimeZone", tz));
      await sync("push");
    },
    /** @param {Notice} n */
    dismiss(n) {
      state.notices = state.notices.filter((m) => m !== n);
      page.changed();
    },
    /** @param {string} text @param {string} what */
    async copy(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        page.said(`Copied ${what}`);
      } catch {
        notice({ kind: "error", text: "The browser refused to copy. Select the text and copy it by hand." });
      }
    },
    download,
    said: page.said,
    /** A word that stays until it is dismissed, with something to do about it. @param {string} text @param {Notice["action"]} [action] */
    note: (text, action) => notice({ kind: "note", text, action }),
    failed,
    changed: page.changed,
  };

  /** @param {string} name */
  const option = (name) => state.options.find((o) => o.name === name);
  /** @param {string} name */
  const optionValue = (name) => option(name)?.value ?? "";
  /** Why an option cannot mean one function, or "". @param {string} option @param {string} name */
  const refusal = (option, name) =>
    option === "prune_from" && !prunable(functionOf(name, optionValue("granularity")))
      ? "pprof's prune_from sees names only up to their first parenthesis: it cannot tell this method from others."
      : "";
  /** @returns {{column: "flat" | "cum" | "name", descending: boolean}} */
  function order() {
    if (state.order.endsWith("name")) return { column: "name", descending: state.order.startsWith("-") };
    return { column: optionValue("sort") === "cum" ? "cum" : "flat", descending: state.order !== "up" };
  }

  /** All configurations, and which one the options are: as in pprof's menu, the last one that fits. */
  function configList() {
    const all = configs.list();
    const { held } = split(state.params, state.options);
    return { all, current: all.findLast((c) => same(c.params, held))?.name ?? "", fixed: DEFAULT };
  }

  /** The address changed under us: back, forward. */
  async function returned() {
    clearTimeout(later);
    steps.arrived();
    Object.assign(state, readPlace(location.search));
    if (!page.views.includes(state.view)) state.view = page.views[0];
    if (!state.summary?.ready) {
      wanted = location.search;
      return void actions.openLinks();
    }
    await attempt(() => client.call("setTimeZone", state.tz === "local" ? "local" : "UTC"));
    for (const text of (await attempt(() => client.call("setParams", location.search))) ?? [])
      notice({ kind: "error", text });
    await sync("none");
  }
  addEventListener("popstate", returned);

  void client.call("setTimeZone", state.tz === "local" ? "local" : "UTC").catch(failed);
  void sync("none");
  return { state, client, actions, optionValue, order, refusal, configList, pathOf: sources.pathOf, steps };
}

/** Why a view shows nothing, or "" if it shows something. @param {App} app @param {number | undefined} rows @param {number | undefined} allRows */
export function nothingLeft({ state }, rows, allRows) {
  if (rows !== 0) return "";
  if (allRows) return "Nothing matches the search.";
  if (state.options.some((o) => o.group === "filter" && o.value !== o.default)) return "The filters leave nothing.";
  if (state.summary?.diff) return "No difference is left.";
  return `This profile has no samples of ${state.summary?.type}.${(state.summary?.sampleTypes.length ?? 0) > 1 ? " Try another sample type above." : ""}`;
}

/** A link of this site is kept as it would be written by hand. @param {string} url */
function linkOf(url) {
  const base = document.baseURI.replace(/[^/]*([?#].*)?$/, "");
  return url.startsWith(base) ? url.slice(base.length) : url;
}

/** @typedef {ReturnType<typeof createApp>} App */
