// The page's one state and everything that may happen to it, put together from its parts.
//
//     state.js     what the page knows            place.js     where it stands: selection, view, search, and the address
//     profiles.js  files, links, roles            options.js   filters, configurations
//     offers.js    what to do with a second profile
//     expressions.js  what means a function in filters and searches
//     plain.js        a text as it stands, where it is no expression
//
// In: what the user does, as one function each (`actions`). Out: a new state, then one call of `page.changed`. The Session is the truth
// about profiles, roles and options: a change is one message, and what comes back is taken as it is.

import { createAsk } from "../engine/ask.js";
import { Cancelled, CannotStart, connect, Stale, Trap } from "../engine/client.js";
import { createDownloads } from "../engine/downloads.js";
import { onLate } from "../engine/late.js";
import { unreadable } from "../text.js";
import { WHOLE } from "./address.js";
import { createNumbers } from "./closed.js";
import { createExpressions } from "./expressions.js";
import { createPlain } from "./plain.js";
import { createOptions } from "./options.js";
import { createPlace } from "./place.js";
import { createProfiles } from "./profiles.js";
import { createStop } from "./stop.js";
import { createState, forget, isFiltered, optionValue, orderOf, take } from "./state.js";

/** @import { Change, OptionInfo, State as SessionState } from "../pkg/proflens.js" */
/** @import { Question } from "../engine/client.js" */
/** @import { Origin } from "./closed.js" */
/** @import { How } from "./place.js" */
/** @import { Notice } from "./state.js" */

/** `changed` has the page drawn soon, `draw` at once, `said` is heard, `told` seen as well; `has`: whether there is such a view of what is open; `cannotStart` is told why nothing will ever be, and
 * answers whether it is said somewhere. @typedef {{changed: () => void, draw: () => void, said: (text: string) => void, told: (text: string) => void, cannotStart: (why: string) => boolean, views: string[], has?: (view: string) => boolean}} Page */
/** @typedef {(was: OptionInfo[]) => void} Also */
/** What all parts have in common. @typedef {ReturnType<typeof createCore>} Core */

/** @param {Page} page */
function createCore(page) {
  const state = createState(location.search, page.views);
  /** Where each profile came from: to open them again after a trap, and to keep links in the address. @type {Map<number, Origin>} */
  const origins = new Map();
  const numbers = createNumbers();
  /** What happens when the first profile is there, after a state was taken, and after a trap. */
  const on = {
    came: () => {},
    taken: () => {},
    trapped: () => {},
    /** Whatever is computed ends, and with it the profiles of these numbers. */
    stop: async (/** @type {number[]} */ _closing) => {},
    remember: (/** @type {How} */ _how) => {},
    parts: /** @returns {import("./steps.js").Part[]} */ () => [],
  };

  const client = connect({
    onTiming: (stage, ms) => state.timings.set(stage, ms),
    onBusy(busy, isLong) {
      Object.assign(state, { busy, isLong });
      page.changed();
    },
    onTrap: () => on.trapped(),
    onDeaf: () => void on.stop([]),
  });
  onLate((names) => {
    state.late = names;
    page.changed();
  });
  const ask = createAsk(client, {
    ready: () => (state.summary?.ready ?? false) && !state.returning,
    revision: () => state.revision,
    view: () => state.view,
    changed: page.changed,
    failed,
  });

  /** @param {Notice} n */
  function notice(n) {
    state.notices = [...state.notices.filter((m) => m.text !== n.text), n];
    page.changed();
  }
  /** @param {unknown} error */
  function failed(error) {
    // What is out of date is asked again by whoever needs it.
    if (error instanceof Cancelled || error instanceof Trap || error instanceof Stale) return;
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof CannotStart && page.cannotStart(text)) return;
    // What the warning says, or the sentence of what is too large, is said.
    const [told] = text.split(". ");
    const isSaid = text === state.trouble || state.summary?.sentence.startsWith(`${told}.`);
    if (!isSaid) notice({ kind: "error", text: unreadable(text) });
  }
  /** @template T @param {() => Promise<T>} job @returns {Promise<T | undefined>} */
  async function attempt(job) {
    try {
      return await job();
    } catch (error) {
      failed(error);
    }
  }

  /** What the user has changed makes another picture: a part of the one before is none of it. @param {number} before the revision then */
  function changedFrom(before) {
    if (state.revision !== before) state.part = WHOLE;
  }

  /** A state is here, and with it come answers. @param {SessionState} fresh @param {{questions: Question[], answers: Promise<any[]>}} [asked] */
  function taken(fresh, asked) {
    const was = state.summary?.ready;
    // What is opened again has its place again.
    take(state, { ...fresh, profiles: numbers.inOrder(fresh.profiles) });
    if (!was && state.summary?.ready) on.came();
    // More files may be on their way that the view is one of.
    const isAll = state.loads.length < 2;
    if (isAll && state.summary?.ready && !(page.has?.(state.view) ?? true)) state.view = page.views[0];
    if (asked) ask.expect(asked.questions, asked.answers);
    on.taken();
    page.changed();
  }

  /** How often the browser has gone to another step: what was begun before that makes no step of its own. */
  let arrivals = 0;
  /** The last change, until it is made and is a step. @type {Promise<unknown>} */
  let underway = Promise.resolve();

  /** Changes the Session, in one message; `also` belongs to the same step, and is told the options before. @param {Change} wanted @param {How} [how] @param {Also} [also] @returns {Promise<string[]>} sentences about what was refused */
  function change(wanted, how = "push", also) {
    state.changes++;
    const refused = changed(wanted, how, also).finally(() => {
      state.changes--;
      page.changed();
    });
    underway = refused.catch(() => {});
    return refused;
  }
  /** @param {Change} wanted @param {How} how @param {Also} [also] @returns {Promise<string[]>} */
  async function changed(wanted, how, also) {
    const questions = ask.current();
    const [{ revision }, before] = [state, arrivals];
    const { state: coming, answers } = client.change({ ...wanted, function: state.sel }, questions);
    // A failure of an answer alone is met again, and said, when it is asked for itself.
    answers.catch(() => {});
    const fresh = await attempt(() => coming);
    if (!fresh) return [];
    if (fresh.renamed && arrivals === before) state.sel = fresh.renamed;
    const was = state.options;
    taken(fresh, { questions, answers });
    if (arrivals !== before) return fresh.refused;
    if (how === "push") changedFrom(revision);
    if (fresh.refused.length === 0) also?.(was);
    on.remember(how);
    return fresh.refused;
  }

  return {
    state,
    page,
    client,
    ask,
    origins,
    numbers,
    on,
    notice,
    failed,
    attempt,
    taken,
    changedFrom,
    change,
    /** Waits for the changes that are under way, until each is a step in the history. */
    made: async () => void (await underway),
    /** The browser has gone to another step. */
    arrived: () => void arrivals++,
    arrivals: () => arrivals,
  };
}

/** @param {Page} page */
export function createApp(page) {
  const core = createCore(page);
  const { state, client, ask, on, notice, failed, change, taken, changedFrom } = core;
  const place = createPlace(core);
  const profiles = createProfiles(core, place);
  const options = createOptions(core, place);
  const expressions = createExpressions(core);
  const plain = createPlain(core);
  const zone = () => (state.tz === "local" ? "local" : "UTC");

  on.parts = profiles.parts;
  on.remember = place.remember;
  on.came = place.came;
  on.taken = () => {
    profiles.shown();
    void profiles.offerSources();
  };
  on.trapped = () => {
    const { length: count } = state.profiles;
    const open = profiles.lost();
    place.lost();
    forget(state);
    // What was asked for last may have been the cause: start from the plain table. The address before it is one step back.
    place.restart(page.views[0]);
    notice({
      kind: "error",
      text: "The analyzer stopped: a mistake of its own, or no more memory. It has been started afresh; the profiles that were open are not in it any more.",
      action: count ? { label: `Open ${count === 1 ? "it" : `the ${count}`} again`, run: open } : undefined,
    });
    void change({ zone: zone() }, "none");
  };

  const { stop, settle } = createStop(core, place, profiles, zone);
  on.stop = stop;

  const actions = {
    ...profiles.actions,
    ...options.actions,
    ...place.actions,
    /** Ends what is computed: all is as it was before. */
    stop: () => void stop(),
    undo: () => step("undo"),
    redo: () => step("redo"),
    /** One line of the console. @param {string} line */
    async run(line) {
      try {
        const { state: fresh, ...answer } = await client.run(line);
        if (fresh) {
          const { revision } = state;
          taken(fresh);
          changedFrom(revision);
          place.remember("push");
        }
        return answer;
      } catch (error) {
        return { file: "", output: "", whole: "", error: error instanceof Error ? error.message : String(error) };
      }
    },
    /** @param {Notice} n */
    dismiss(n) {
      state.notices = state.notices.filter((m) => m !== n);
      page.changed();
    },
    /** Copies the expression that means what is shown under a name. @param {string} name */
    async copyExpression(name) {
      try {
        await actions.copy((await expressions.of(name)).copy, "the expression");
      } catch (error) {
        failed(error);
      }
    },
    /** @param {string} text @param {string} what */
    async copy(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        page.told(`Copied ${what}`);
      } catch {
        notice({ kind: "error", text: "The browser refused to copy. Select the text and copy it by hand." });
      }
    },
    download: createDownloads(state, client, {
      changed: page.changed,
      told: page.told,
      note: (text) => notice({ kind: "note", text }),
      failed,
    }),
    said: page.said,
    told: page.told,
    /** A word that stays until it is dismissed, with something to do about it. @param {string} text @param {Notice["action"]} [action] */
    note: (text, action) => notice({ kind: "note", text, action }),
    failed,
    changed: page.changed,
    /** Draws at once, for the focus that goes to what has just come. */
    draw: page.draw,
  };

  addEventListener("popstate", async () => {
    core.arrived();
    const there = place.returned();
    if (there === null) return void actions.openLinks();
    await profiles.stand({ ...there, zone: zone() }, "replace");
  });

  /** One after another, however fast they are wished for. */
  let stepping = Promise.resolve();
  /** @param {"undo" | "redo"} how */
  function step(how) {
    stepping = stepping.then(async () => {
      await core.made();
      const there = place.stepped(how);
      if (there) await profiles.stand({ ...there, zone: zone() }, how);
    });
    return stepping;
  }

  void change({ zone: zone() }, "none");
  return {
    state,
    client,
    ask,
    actions,
    optionValue: (/** @type {string} */ name) => optionValue(state, name),
    order: () => orderOf(state),
    expressions,
    plain,
    configList: options.configList,
    pathOf: profiles.pathOf,
    steps: place.steps,
    /** All is drawn: if nothing is waited for, this is what to come back to. */
    settle,
  };
}

/** What the filters are to blame for. */
export const FILTERS_LEAVE_NOTHING = "The filters leave nothing.";

/** So many other sample types that changed are named. */
const MANY_TYPES = 4;

/** Why a view shows nothing, or "" if it shows something. @param {App} app @param {number | undefined} rows @param {number | undefined} allRows */
export function nothingLeft({ state }, rows, allRows) {
  if (rows !== 0) return "";
  if (allRows) return "Nothing matches the search.";
  if (isFiltered(state)) return FILTERS_LEAVE_NOTHING;
  const types = state.summary?.sampleTypes ?? [];
  const others = types.filter((t) => !t.selected);
  if (state.summary?.diff) {
    // Where both sides are scaled to one total there are none to tell.
    const changed = others.filter((t) => t.totalText && t.totalText !== "0").map((t) => `${t.type} ${t.totalText}`);
    if (changed.length === 0) return "No difference is left.";
    return `${state.summary.type} did not change. Others did: ${changed.slice(0, MANY_TYPES).join(", ")}${changed.length > MANY_TYPES ? " and more" : ""}.`;
  }
  if (others.length === 0) return `This profile has no samples of ${state.summary?.type}.`;
  // Elsewhere one with weight was opened: that all of them are 0 is why this one is.
  return others.some((t) => t.totalText !== "0")
    ? `This profile has no samples of ${state.summary?.type}. Try another sample type above.`
    : `All ${types.length} sample types of this profile are 0: ${types.map((t) => t.type).join(", ")}.`;
}

/** @typedef {ReturnType<typeof createApp>} App */
