// Steps: what was changed and can be undone, beside the browser's own history of what was looked at.
//
// In: addresses to remember, each with how things stand there. Out: whether there is a step back or forward, and what it leads to. Every
// entry of the browser's history carries the changes before and after it, so that Back brings them along, and a reload keeps them. Looking
// at something else is an entry and no change: the browser goes back from it, and undo leaves it as it is.

/** @import { Role } from "../pkg/proflens.js" */
/** A profile, by the number that it had first, and its part; who is in no list is open and off. @typedef {[key: number, role: Role | "closed"]} Part */
/**
 * How things stand: what can be undone, as queries of options and of the place, the parts of profiles, and the view in
 * which it is so. `visit`: of which the profiles are, since another one has others.
 * @typedef {{options: string, place: string, parts: Part[], view: string, visit: string}} Stand
 */
/** A change leads to how things stood before it, or after; who still looks at the view that it led to goes along. @typedef {Stand & {led: string}} Step */
/** What an entry of the history carries; `step` tells it from others. @typedef {{step: number, at: Stand, past: Step[], future: Step[]}} Entry */

/** So many changes can be undone. */
const MOST = 100;

/** Whether parts are others. @param {Part[]} before @param {Part[]} now */
function areOther(before, now) {
  const [was, is] = [new Map(before), new Map(now)];
  return before.length !== now.length || before.some(([key]) => is.get(key) !== was.get(key));
}

export function createSteps() {
  const begun = () => String(Math.random());
  let visit = begun();
  /** Whether the page has an entry in the history yet: it is written at once. */
  let isBegun = false;
  /** One of which nothing is known. @returns {Entry} */
  const blank = () => ({ step: 0, at: { options: "", place: "", parts: [], view: "", visit }, past: [], future: [] });
  let entry = blank();
  const read = () => void (history.state?.at && (entry = history.state));
  read();

  /** @param {"pushState" | "replaceState"} how @param {string} url @param {Entry} fresh */
  function enter(how, url, fresh) {
    entry = fresh;
    isBegun = true;
    history[how](entry, "", url);
  }
  /** @param {Omit<Stand, "visit">} stand @returns {Stand} */
  const own = (stand) => ({ ...stand, visit });
  /** Whether profiles have other parts than at the last entry. @param {Part[]} parts */
  const haveOther = (parts) => isBegun && entry.at.visit === visit && areOther(entry.at.parts, parts);

  return {
    haveOther,
    isBegun: () => isBegun,
    /** Whether it is what the last entry has. @param {Omit<Stand, "visit">} stand */
    isSame: (stand) => isBegun && JSON.stringify(own(stand)) === JSON.stringify(entry.at),
    /** @param {string} url @param {Omit<Stand, "visit">} stand */
    push(url, stand) {
      const { at, past, future } = entry;
      const isChange = at.options !== stand.options || at.place !== stand.place || haveOther(stand.parts);
      const step = { ...at, led: stand.view };
      const lists = isChange ? { past: [...past, step].slice(-MOST), future: [] } : { past, future };
      enter("pushState", url, { step: entry.step + 1, at: own(stand), ...lists });
    },
    /** @param {string} url @param {Omit<Stand, "visit">} stand */
    replace(url, stand) {
      const at = own(stand);
      // A change that was taken back is none.
      const isOther = (/** @type {Step} */ { led, ...before }) => JSON.stringify(before) !== JSON.stringify(at);
      const past = entry.past.slice(0, entry.past.findLastIndex(isOther) + 1);
      enter("replaceState", url, { ...entry, at, past });
    },
    /** A change is undone, or made again: an entry of its own. @param {"undo" | "redo"} how @param {string} url @param {Omit<Stand, "visit">} stand */
    moved(how, url, stand) {
      const { at } = entry;
      const [past, future] = [[...entry.past], [...entry.future]];
      const to = how === "undo" ? past.pop() : future.shift();
      if (!to) return;
      const step = { ...at, view: to.led, led: to.view };
      if (how === "undo") future.unshift(step);
      else past.push(step);
      enter("pushState", url, { step: entry.step + 1, at: own(stand), past, future });
    },
    /** The browser has gone to another entry. Answers how things stand there, null if nobody knows. */
    arrived() {
      const isKnown = Boolean(history.state?.at);
      entry = blank();
      read();
      return isKnown && entry.at.visit === visit ? entry.at : null;
    },
    /** The profiles of this visit are lost, and their numbers are given anew. */
    lost: () => void ([visit, isBegun] = [begun(), false]),
    /** Where a step leads, and which part of it is another one there. @param {"undo" | "redo"} how */
    step(how) {
      const to = how === "undo" ? entry.past.at(-1) : entry.future[0];
      if (!to) return null;
      const { at } = entry;
      const parts = to.visit === visit ? to.parts : null;
      const isOfPlace = to.options === at.options && !(parts && haveOther(parts));
      return { to, parts, isOfPlace };
    },
    canUndo: () => entry.past.length > 0,
    canRedo: () => entry.future.length > 0,
  };
}
