// Profiles: opened from files and links, with the part that each plays, and opened again after a trap.
//
// In: files, folders, addresses. Out: profiles in the Session, texts for its Source view, and what to say about both. A file that fails is
// a sentence and leaves the others alone.

import { Cancelled, CannotStart, TooLarge, Trap } from "../engine/client.js";
import { fileOf, fromUrl, isMaybe, isProfile, isSource, looksLikeSource, PROFILE_ENDS } from "../engine/files.js";
import { programsOf, sourcesOf } from "../engine/samples.js";
import { createSources, sourcesSentence } from "../engine/sources.js";
import { readLinks } from "./address.js";
import { createClosed } from "./closed.js";
import { createConsent } from "./consent.js";
import { createKept } from "./kept.js";
import { ways } from "./less.js";
import { createMarks } from "./marks.js";
import { createOffers } from "./offers.js";
import { optionValue } from "./state.js";
import { refusedOption, strange } from "./strange.js";
import { count, counted, kindOf, lastOf, unreadable } from "../text.js";

/** @import { Core } from "./app.js" */
/** @import { Found, Input } from "../engine/files.js" */
/** @import { Sight } from "./place.js" */
/** @import { Asked, Drop } from "./state.js" */
/** @import { ProfileInfo, Role } from "../pkg/proflens.js" */

/** @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place */
export function createProfiles(core, place) {
  const { state, page, client, ask, origins, notice, failed, attempt, change, taken } = core;
  const sources = createSources(state, client, ask, { changed: page.changed, failed });
  const offers = createOffers(core, place, setAllRoles);

  const consent = createConsent(core);
  const kept = createKept(core);
  /** The texts of samples that are here, or on their way. @type {Set<string>} */
  const brought = new Set();
  const marks = createMarks(core, place, setRoles, kept);
  const closed = createClosed(core, async ({ link, ...input }) => {
    const one = await load({ input, link }, true, []);
    if ("id" in one) return one.id;
    sayFailures([one], { files: 1, kinds: "" });
    return null;
  });

  /** Reads the source files that profiles name. The key is what decides, beside the files, which of them are read. */
  const offerSources = () =>
    sources.offer(
      JSON.stringify([
        state.profiles.map((p) => p.id),
        optionValue(state, "trim_path"),
        optionValue(state, "source_path"),
      ]),
    );

  /**
   * Opens one input; resolves to the id of its first profile, or to why there is none: an empty sentence where nobody wants to know.
   * @param {Asked} asked @param {boolean} waits it is shown when others are there, too
   * @param {string[]} refused where sentences go about what of the address was not taken
   * @param {boolean} [isAskedFor] by the user, and not for the sake of a step: what ends it in passing has it begin anew
   * @returns {Promise<{id: number} | {asked: Asked, input: Input, failure: Error}>}
   */
  async function load(asked, waits, refused, isAskedFor = false) {
    const { link } = asked;
    const input = marks.chosen(asked.input);
    const first = { params: place.wish(), questions: waits ? [] : ask.current() };
    const progress = ({ bytes = 0, total = 0 }) => {
      Object.assign(mine, { bytes, total });
      page.changed();
    };
    const { done, cancel } = client.open(input.name, input.source, progress, first, input.choice);
    const total = typeof input.source === "string" ? 0 : input.source.size;
    /** @type {import("./state.js").Load} */
    const mine = { name: input.name, bytes: 0, total, cancel: () => (delete mine.asked, cancel()) };
    if (isAskedFor) mine.asked = asked;
    state.loads = [...state.loads, mine];
    page.changed();
    try {
      const opened = await done;
      const origin = { ...input, link };
      origins.set(opened.id, origin);
      closed.opened(opened.id, origin);
      if (opened.state) {
        place.fulfilled();
        if (!waits) taken(opened.state, { questions: first.questions, answers: Promise.resolve(opened.answers) });
        refused.push(...opened.state.refused);
      }
      return { id: opened.id };
    } catch (error) {
      return { asked, input, failure: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      state.loads = state.loads.filter((l) => l !== mine);
      state.loaded = state.loads.length ? state.loaded + 1 : 0;
      page.changed();
    }
  }

  /**
   * Opens several; what came with the first is on screen already, so the state is asked for only where there are others, or other roles.
   * Resolves to the id of each, where it could be opened.
   * @param {Asked[]} all @param {import("./place.js").How} how @returns {Promise<(number | undefined)[]>}
   */
  async function loadAll(all, how) {
    state.offer = null;
    // One side of a comparison is not shown alone, nor is the first of many snapshots: everything would move when the others come.
    const isMany = state.profiles.length === 0 && all.length >= MANY;
    const waits = isMany || all.some(({ role }) => role);
    const [search, refused] = [place.asked(), /** @type {string[]} */ ([])];
    const before = new Set(state.profiles.map((p) => p.id));
    // What an empty page opens is nothing that the user has changed.
    if (before.size === 0 && how === "push") how = "replace";
    const loaded = await Promise.all(all.map((asked) => load(asked, waits, refused, true)));
    const drop = { files: all.length, kinds: "" };
    sayFailures(
      loaded.flatMap((one) => ("failure" in one ? [one] : [])),
      drop,
    );
    const each = loaded.map((one) => ("id" in one ? one.id : undefined));
    const ids = each.filter((id) => id !== undefined);
    if (ids.length === 0) {
      sayStrange(search, []);
      return each;
    }
    const roles = all.flatMap(({ role }, i) => {
      const one = loaded[i];
      return role && "id" in one ? [{ id: one.id, role }] : [];
    });
    if (roles.length || ids.some((id) => !state.profiles.some((p) => p.id === id))) await setRoles(roles, how);
    else place.remember(how);
    sayStrange(search, refused);
    const fresh = state.profiles.filter((p) => !before.has(p.id));
    drop.kinds = kindsOf(fresh, drop.files);
    sayNotes(fresh, drop);
    // Only who is waited for takes time before the rest.
    const isAwaited = marks.isWaiting();
    const known = marks.opened(ids);
    const came = isAwaited || offers.mayBeTwins(fresh) ? await known : "nothing";
    if (came !== "all")
      offers.make(
        fresh.map((p) => p.id),
        before.size === 0 && (came === "nothing" || state.view === "trend"),
        drop,
      );
    void offerSources();
    return each;
  }

  /**
   * Opens at once what needs no question, and asks for the rest of a link, which may never come. Bases are shown by themselves until then.
   * @param {Asked[]} near @param {Asked[]} far
   */
  function openApart(near, far) {
    const areBases = near.every(({ role }) => role);
    const here = loadAll(areBases ? near.map((one) => ({ ...one, role: undefined })) : near, "replace");
    const inputs = far.map(({ input }) => input);
    consent.ask(inputs, async () => {
      const bases = (await here).map((id, i) => ({ id, role: near[i].role }));
      const [source] = await loadAll(far, "replace");
      if (!areBases || source === undefined) return;
      const all = [...bases, { id: source, role: /** @type {Role} */ ("source") }];
      await setRoles(
        all.flatMap(({ id, role }) => (id !== undefined && role ? [{ id, role }] : [])),
        "replace",
      );
    });
    return here;
  }

  /** What was said of the address before. */
  let saidStrange = "";
  /** What the address asks for in vain, in one sentence. @param {string} search @param {string[]} refused */
  function sayStrange(search, refused) {
    const { options, summary } = state;
    const ready = summary?.ready ?? false;
    const has = (/** @type {string} */ view) => !ready || (page.has?.(view) ?? true);
    const text = strange(search, { views: page.views, has, shown: state.view, options, refused, summary });
    state.notices = state.notices.filter((n) => n.text !== saidStrange);
    saidStrange = text;
    if (text) notice({ kind: "note", text });
    // It would say that values are in it.
    const isUnit = !["", "minimum", "auto"].includes(optionValue(state, "unit"));
    if (ready && isUnit && summary?.units.length && !summary.shownUnit)
      void change({ set: [["unit", "minimum"]] }, "replace");
    for (const other of refused) if (!refusedOption(other)) notice({ kind: "error", text: unreadable(other) });
  }

  /** What could not be opened: many files are one notice, which lists each of them. @param {{asked: Asked, input: Input, failure: Error}[]} failures @param {Drop} of */
  function sayFailures(failures, of) {
    const meant = failures.filter(({ failure }) =>
      [Cancelled, CannotStart, Trap].some((kind) => failure instanceof kind),
    );
    for (const { failure } of meant) failed(failure);
    const others = failures.filter((one) => !meant.includes(one));
    const isAlone = others.length === of.files;
    const told = others.filter(({ input }) => isAlone || !input.isMaybe);
    const sentences = told.map(({ input, failure: { message } }) =>
      message.startsWith(input.name) || (typeof input.source === "string" && message.includes(input.source))
        ? message
        : `${input.name}: ${message}`,
    );
    if (told.length <= FEW) {
      for (const [i, text] of sentences.entries())
        notice({ kind: "error", text, of, brief: `${told[i].input.name} could not be opened`, ...lessOf(told[i]) });
      return;
    }
    /** By what is wrong, the files. @type {Map<string, string[]>} */
    const reasons = new Map();
    for (const { input, failure } of told)
      reasons.set(failure.message, [...(reasons.get(failure.message) ?? []), input.name]);
    const why = [...reasons].map(([reason, names]) => `${listed(names)}: ${reason}`).slice(0, FEW);
    notice({
      kind: "error",
      text: [`${count(told.length)} of ${counted(of.files, "file")} could not be opened.`, ...why].join(" "),
      list: sentences,
      of,
      brief: `${count(told.length)} could not be opened`,
    });
  }

  /** What can be done about a file that is too large: it is opened again, with less of it. @param {{asked: Asked, input: Input, failure: Error}} failed */
  function lessOf({ asked, input, failure }) {
    if (!(failure instanceof TooLarge)) return {};
    const [action, ...more] = ways(failure.extent, input.choice).map(({ label, choice }) => ({
      label,
      run: () => void loadAll([{ ...asked, input: { ...input, choice } }], "push"),
    }));
    return { action, more };
  }

  /** What has to be known about files that were opened, once for each. @param {ProfileInfo[]} fresh @param {Drop} of */
  function sayNotes(fresh, of) {
    const noted = new Map(
      fresh.flatMap((p) => (p.notes.length ? [[p.notes.join(" "), p.name.replace(/ #\d+$/, "")]] : [])),
    );
    const all = [...noted].map(([notes, name]) => `${name}: ${notes}`);
    if (all.length === 0) return;
    const more = all.length > FEW ? ` ${counted(all.length - FEW, "more file")} have notes: their chips say them.` : "";
    notice({
      kind: "note",
      text: `${all.slice(0, FEW).join(" ")}${more}`,
      of,
      brief: `a note about ${all.length === 1 ? [...noted.values()][0] : counted(all.length, "file")}`,
    });
  }

  /** @param {{id: number, role: Role}[]} roles @param {import("./place.js").How} [how] @param {Sight} [to] what is shown then, in the same step */
  async function setRoles(roles, how = "push", to) {
    const also = () => to && place.actions.setView(to.view, to.name, to.place, "none");
    for (const text of await change({ roles }, how, also)) failed(new Error(whyApart(text, roles)));
  }
  /** pprof's refusal of profiles that have nothing in common, with the cause and the cure; any other one as it is. @param {string} text @param {{id: number, role: Role}[]} roles that were wanted */
  function whyApart(text, roles) {
    const wanted = new Map(roles.map(({ id, role }) => [id, role]));
    const all = state.profiles.filter((p) => (wanted.get(p.id) ?? p.role) !== "off");
    if (!/empty common sample type list/.test(text) || all.length < 2) return text;
    const named = all.slice(0, MANY).map((p) => `${p.name} has ${p.sampleTypes.map((t) => t.type).join(", ")}`);
    const more = all.length > MANY ? `; and ${counted(all.length - MANY, "more profile")}` : "";
    return `These profiles measure different things, and can be neither compared nor merged: ${named.join("; ")}${more}. Take profiles of one kind, and switch the others off.`;
  }
  /** @param {(p: ProfileInfo) => Role} role @param {import("./place.js").How} [how] @param {Sight} [to] */
  async function setAllRoles(role, how, to) {
    const roles = state.profiles.map((p) => ({ id: p.id, role: role(p) }));
    await setRoles(roles, how, to);
  }
  /**
   * All is as a step has it: profiles that were closed since are opened again, and those that were not there yet are closed.
   * @param {{params: import("./address.js").Param[], parts: import("./steps.js").Part[] | null, zone: "UTC" | "local", place?: import("./address.js").Place}} there
   *   `place`: where the page is to stand, if it does not yet
   * @param {import("./place.js").How} how
   */
  async function stand({ params, parts, zone, place: at }, how) {
    const before = core.arrivals();
    // At once: whoever goes elsewhere in the meantime stays there.
    if (at) place.stand(at);
    if (parts) await closed.again(parts);
    if (core.arrivals() !== before) return;
    if (at) place.renumber(at);
    const { close, roles } = parts ? closed.split(parts) : { close: [], roles: [] };
    await shut(close, { params, zone, roles }, how);
  }
  /** Closes profiles, and changes what else there is to. @param {number[]} ids @param {import("../pkg/proflens.js").Change} [besides] @param {import("./place.js").How} [how] */
  async function shut(ids, besides = {}, how = "push") {
    if (ids.length > 0 && state.profiles.every((p) => ids.includes(p.id))) place.restart();
    closed.note(ids);
    for (const text of await change({ ...besides, close: ids }, how)) failed(new Error(text));
    void offerSources();
  }
  /** Opens what is open now, once it is not any more. */
  function again() {
    const all = state.profiles.flatMap(({ id, role }) => {
      const { link, ...input } = origins.get(id) ?? {};
      return "source" in input ? [{ input: /** @type {Input} */ (input), link, role }] : [];
    });
    return () => loadAll(all, "push");
  }
  /** The Session is a new one, without that. Answers how to open again what the old one had. */
  function lost() {
    const open = again();
    origins.clear();
    closed.lost();
    sources.lost();
    return open;
  }
  /** The Session was ended: its profiles are closed, all of them. Answers the same. @param {number[]} ids */
  function ended(ids) {
    const open = again();
    closed.note(ids);
    sources.lost();
    return open;
  }

  const actions = {
    /** Files, and links that the user has named by an event. @param {Input[]} inputs @param {Event} [by] */
    open(inputs, by) {
      if (by) consent.agree(inputs, by);
      const link = (/** @type {Input} */ { source }) => (typeof source === "string" ? linkOf(source) : undefined);
      return consent.ask(inputs, () =>
        loadAll(
          marks.inTurn(inputs).map((input) => ({ input, link: link(input) })),
          "push",
        ),
      );
    },

    /** Files and folders: profiles are opened, everything else is kept for the Source view. @param {Found[]} found */
    async take(found) {
      const paths = found.map((f) => f.path);
      // Profiles wait for no answer.
      const isKnown = state.profiles.length === 0 || found.every(isProfile);
      const dropped = isKnown ? undefined : await attempt(() => ask.once("dropped", { paths }));
      const named = new Set(dropped?.named);
      const isText = found.map((f, i) => isSource(f, named.has(i)));
      const texts = found.filter((_, i) => isText[i]);
      const profiles = found.filter((_, i) => !isText[i]);
      if (texts.length) sources.keep(texts);
      const inputs = await Promise.all(
        profiles.map((f) =>
          attempt(async () => ({ name: lastOf(f.path), source: await fileOf(f.file), isMaybe: isMaybe(f) })),
        ),
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
              `The folder ${folder} holds no profile: nothing in it ends in ${PROFILE_ENDS.slice(0, -1).join(", ")} or ${PROFILE_ENDS.at(-1)}. Nor does it hold a source file.`,
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
    /** The lines of a profile are looked at: samples bring the text of their programs, each once. */
    async bringSources() {
      const links = [...origins.values()].flatMap(({ link }) => link ?? []);
      for (const program of programsOf(links).filter((own) => !brought.has(own))) {
        brought.add(program);
        await attempt(async () => sources.keep(await sourcesOf(program)));
        await offerSources();
      }
    },

    /** What the address asks for, once the user has agreed to what is elsewhere. */
    async openLinks() {
      const links = readLinks(location.search).flatMap(({ url, role, choice }) => {
        try {
          return [{ input: { ...fromUrl(url), choice }, link: url, role: role === "source" ? undefined : role }];
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          failed(new Error(`A profile in the address was left out. ${why}`));
          return [];
        }
      });
      const inputs = links.map(({ input }) => input);
      const far = links.filter(({ input }) => consent.isStrange(input));
      const near = links.filter(({ input }) => !consent.isStrange(input));
      if (far.length && near.length) return openApart(near, far);
      if (links.length) return consent.ask(inputs, () => loadAll(links, "replace"));
      await core.made();
      sayStrange(location.search, []);
      const again = state.wanted.length ? await kept.wanted() : [];
      // Somebody may have been quicker.
      if (again.length && state.wanted.length)
        await loadAll(
          again.map((input) => ({ input })),
          "replace",
        );
    },

    /** @param {number} id @param {Role} role */
    setRole: (id, role) => setRoles([{ id, role }]),
    /** @param {number} id */
    close: (id) => actions.closeAll([id]),
    /** @param {number[]} ids */
    closeAll: (ids) => (state.busy ? core.on.stop(ids) : shut(ids)),
    /** A profile against another one as the base. @param {number} base @param {number} source @param {Sight} [to] where it is looked at */
    compare: (base, source, to) =>
      setAllRoles((p) => (p.id === source ? "source" : p.id === base ? "diff_base" : "off"), "push", to),
    /** A profile alone. @param {number} id @param {Sight} [to] where it is looked at */
    show: (id, to) => setAllRoles((p) => (p.id === id ? "source" : "off"), "push", to),
    /** Source and base change places. */
    swap: () =>
      setAllRoles((p) =>
        p.role === "source" ? (state.summary?.diff?.role ?? "base") : p.role === "off" ? "off" : "source",
      ),
    /** @param {"base" | "diff_base"} role */
    setDiff: (role) => setAllRoles((p) => (isBase(p.role) ? role : p.role)),
    endDiff: () => setAllRoles((p) => (isBase(p.role) ? "off" : p.role)),
    ...offers.actions,
    ...kept.actions,
  };

  return {
    actions,
    loadAll,
    lost,
    ended,
    stand,
    parts: closed.parts,
    shown: closed.shown,
    offerSources,
    pathOf: sources.pathOf,
  };
}

/** @param {Role} role */
export const isBase = (role) => role === "base" || role === "diff_base";
/** The names of the sample types that all of these have. @param {ProfileInfo[]} profiles */
export const commonTypes = ([first, ...others]) =>
  first.sampleTypes
    .map((t) => t.type)
    .filter((type) => others.every((p) => p.sampleTypes.some((t) => t.type === type)));

/**
 * Whether there are snapshots to compare: two or more of the kind that is shown, that go together and have its sample type in one unit.
 * @param {Pick<import("./state.js").State, "profiles" | "summary">} state
 */
export function hasTrend({ profiles, summary }) {
  const shown = profiles.find((p) => p.role === "source");
  // As everywhere, `inuse_space` is also called `space`.
  const bare = (/** @type {string} */ type) => type.replace(/^inuse_/, "");
  const unit = (/** @type {ProfileInfo} */ p) =>
    p.sampleTypes.find((t) => bare(t.type) === bare(summary?.type ?? ""))?.unit;
  const goesWith = (/** @type {ProfileInfo} */ p) =>
    p.kind === shown?.kind && !p.unfit && (!summary || unit(p) === unit(shown));
  return shown !== undefined && profiles.filter(goesWith).length > 1;
}

/** So many files that come together are likely to be snapshots. */
const MANY = 3;
/** So many files are spoken of one by one. */
const FEW = 2;
/** "9 heap, 1 cpu" @param {ProfileInfo[]} profiles @param {number} files that they came in: where these are fewer it is said what is counted */
function kindsOf(profiles, files) {
  const counts = new Map();
  for (const p of profiles) counts.set(kindOf(p), (counts.get(kindOf(p)) ?? 0) + 1);
  const kinds = [...counts].map(([kind, n]) => `${count(n)} ${kind}`).join(", ");
  return profiles.length > files ? `${kinds} profiles` : kinds;
}
/** "a, b and 38 more" @param {string[]} names */
const listed = (names) =>
  names.length > FEW + 1
    ? `${names.slice(0, FEW).join(", ")} and ${count(names.length - FEW)} more`
    : names.join(names.length === 2 ? " and " : ", ");

/** A link of this site is kept as it would be written by hand. @param {string} url */
function linkOf(url) {
  const base = document.baseURI.replace(/[^/]*([?#].*)?$/, "");
  return url.startsWith(base) ? url.slice(base.length) : url;
}
