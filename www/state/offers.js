// What to do with a second profile: the page offers, the user decides. Many snapshots of one kind that came together show their trend.

import { count, counted, kindOf } from "../text.js";

/** @import { Core } from "./app.js" */
/** @import { Action, Drop } from "./state.js" */
/** @import { ProfileInfo, Role } from "../pkg/proflens.js" */

/** From so many snapshots on, the trend is what they were brought for. */
const TREND = 3;

/** The sample types of a profile, as words. @param {ProfileInfo} p */
const types = (p) => p.sampleTypes.map((t) => `${t.type}/${t.unit}`).join(", ");
/** What it is opened with: of profiles with the same the types stay that all have. @param {ProfileInfo} p */
const opened = (p) => p.sampleTypes[p.openedType]?.type;

/** In the order in which they were taken; where one does not say when, or cannot have been taken then, in that in which they came. @param {ProfileInfo[]} all */
const inOrder = (all) => {
  const isKnown = all.every((p) => p.timeNanos && !p.timeDoubt);
  return [...all].sort((a, b) => (isKnown ? a.timeNanos - b.timeNanos : 0) || a.id - b.id);
};

/** Whether both say when they were taken, and one before the other. @param {ProfileInfo} one @param {ProfileInfo} other */
export const isOlder = (one, other) =>
  Boolean(one.timeNanos && other.timeNanos && !one.timeDoubt && !other.timeDoubt && one.timeNanos < other.timeNanos);

/** Whether two may be one profile: without a time two that are alike may be two moments of a program that does nothing. @param {ProfileInfo} a @param {ProfileInfo} b */
const isLike = (a, b) =>
  a.timeNanos !== 0 &&
  a.timeNanos === b.timeNanos &&
  a.size === b.size &&
  a.samples === b.samples &&
  a.functions === b.functions &&
  a.locations === b.locations &&
  a.sampleTypes.every((t, i) => t.type === b.sampleTypes[i]?.type && t.total === b.sampleTypes[i]?.total);

/** That two profiles are of two programs, where both say of which; "" if they are of one. @param {ProfileInfo} a @param {ProfileInfo} b */
export const ofTwoPrograms = (a, b) =>
  a.program && b.program && a.program !== b.program
    ? `They are of two programs: ${a.name} of ${a.program}, ${b.name} of ${b.program}.`
    : "";

/** The most that were sampled alike, which a trend wants; a profile that does not say how goes with any. @param {ProfileInfo[]} all */
const alike = (all) =>
  [...new Set(all.map(({ period }) => period))]
    .map((period) => all.filter((p) => p.period === 0 || p.period === period))
    .reduce((most, some) => (some.length > most.length ? some : most));

/** @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place @param {(role: (p: ProfileInfo) => Role, how?: import("./place.js").How, to?: import("./place.js").Sight) => Promise<void>} setAllRoles */
export function createOffers({ state, page, notice, ask, origins }, place, setAllRoles) {
  const digest = (/** @type {ProfileInfo} */ p) => origins.get(p.id)?.file?.digest ?? "";
  /** Whether two are one profile: of two programs all numbers may be alike, but not the files. What came from a link, and what is very large, has no digest. @param {ProfileInfo} a @param {ProfileInfo} b */
  const isSame = (a, b) => isLike(a, b) && (!digest(a) || !digest(b) || digest(a) === digest(b));
  /** Those of another kind that the page tells of now. @type {ProfileInfo[]} */
  let strangers = [];
  /** Whether all of them are here and take no part: what is said of them holds as long. @param {ProfileInfo[]} all */
  const areOff = (all) => all.every(({ id }) => state.profiles.some((p) => p.id === id && p.role === "off"));

  /**
   * What is said under the offer. Of two profiles it is what their comparison will say; of goroutines, where the trend knows what they wait for
   * and who began them, and of several, what the trend says.
   */
  async function judge() {
    const offer = state.offer;
    try {
      const { sentences, snapshots, refused } = await ask.once("trend", {
        leftOut: state.leftOut,
        order: state.snapshotOrder,
        unasked: true,
      });
      const told = sentences.filter((s) => s.role === "verdict" || s.role === "caveat");
      if (!offer || state.offer !== offer) return;
      // Not all profiles have times: names and files may tell the order, too.
      const all = [offer.source, ...offer.fresh];
      const inOrder = snapshots.flatMap(({ id, takesPart }) => all.filter((p) => takesPart && p.id === id));
      const [first, last] = [inOrder[0], inOrder[inOrder.length - 1]];
      // What was opened after the other is not put before it by its name.
      const isPair = offer.fresh.length === 1 && offer.source.kind !== "goroutine";
      if (inOrder.length > 1 && !refused && (!isPair || !offer.isApart || isOlder(first, last)))
        [offer.older, offer.newer] = [first, last];
      [offer.told, offer.noTrend] = [isPair ? [] : told, refused];
      page.changed();
      if (!isPair) return;
      const compared = await ask.once("comparison", { base: offer.older.id, source: offer.newer.id });
      if (compared.sentence) offer.compared = compared;
      page.changed();
    } catch {
      // The offer stands without it.
    }
  }

  /** Profiles that cannot be compared with the source: what they are, and what can be done with those of each kind. @param {ProfileInfo[]} others @param {ProfileInfo} source @param {Drop} of @param {number} inTrend how many of the source's kind are in a trend alone */
  function tellOthers(others, source, of, inTrend) {
    /** @type {Map<string, ProfileInfo[]>} */
    const kinds = new Map();
    for (const q of others) {
      // A profile of allocations measures what one of the heap does, and is about something else; a change is no amount.
      const kind = [q.kind, q.measures, opened(q), q.changes].join(" ");
      kinds.set(kind, [...(kinds.get(kind) ?? []), q]);
    }
    // What is of the same kind and cannot be compared is what wants a reason.
    const p = others.find((q) => q.kind === source.kind) ?? others[0];
    const names = [...new Set(others.map((q) => q.kind))].join(", ");
    const isSameWord = p.kind === source.kind;
    const why = p.unfit || "they measure different things";
    const cannot = `cannot be compared with ${source.name}`;
    const ofOne = !isSameWord
      ? `${p.name} is ${p.article} ${kindOf(p)} profile, not ${kindOf(source)}: it is in the tray and off.`
      : p.changes !== source.changes
        ? `${p.name} ${cannot}: ${why}. It is in the tray and off.`
        : `${p.name} has ${types(p)}, and ${source.name} has ${types(source)}: ${why}, so they cannot be compared. It is in the tray and off.`;
    const ofMany = isSameWord
      ? `${counted(others.length, "profile")} ${cannot}, ${p.name} for one: ${why}. They are in the tray and off.`
      : `${counted(others.length, "profile")} of another kind (${names}) than ${source.kind} are in the tray and off.`;
    const rest =
      inTrend > 1 ? `${count(inTrend)} other ${source.kind} profiles are` : `other ${source.kind} profile is`;
    const told = `${others.length > 1 ? ofMany : ofOne}${inTrend > 0 ? ` The ${rest} in the trend, and off elsewhere.` : ""}`;
    /** What is to be known of pairs before they are compared. @type {string[]} */
    const ofPairs = [];
    /** The kinds of those that are of two programs. @type {string[]} */
    const mixed = [];
    const [pairs, trends, switches] = /** @type {Action[][]} */ ([[], [], []]);
    for (const all of kinds.values()) {
      const inTime = inOrder(all);
      const [older, newer] = [inTime[0], inTime[inTime.length - 1]];
      const unlike = all.filter((q, i) => !all.slice(0, i).some((earlier) => isSame(earlier, q)));
      const alone = (/** @type {ProfileInfo} */ q) => (q.id === newer.id ? "source" : "off");
      const compare = () => setAllRoles((q) => (q.id === older.id ? "diff_base" : alone(q)));
      const isPair = older !== newer && !isSame(older, newer);
      if (isPair) {
        const programs = ofTwoPrograms(older, newer);
        if (programs) {
          ofPairs.push(programs.replace("They", `The ${newer.kind} profiles`));
          mixed.push(newer.kind);
        }
        pairs.push({ label: `Compare ${older.name} with ${newer.name}`, brief: newer.kind, run: compare });
      }
      if (unlike.length >= TREND)
        trends.push({
          label: `Trend of ${count(unlike.length)} ${newer.kind}`,
          run: () => setAllRoles(alone, "push", { view: "trend" }),
        });
      if (!isPair || all.length !== 2)
        switches.push({
          label: others.length === 1 ? "Switch to it" : `Switch to ${newer.name}`,
          run: () => setAllRoles(alone),
        });
    }
    const text = [told, ...ofPairs].join(" ");
    const actions = [...pairs, ...trends, ...switches];
    const isOther = () => state.profiles.some((q) => q.role === "source" && q.kind === source.kind);
    const holds = () => others === strangers && areOff(others) && isOther();
    const brief = `${others.length === 1 ? p.name : count(others.length)} not comparable with ${source.name}${mixed.map((kind) => `, ${kind} of two programs`).join("")}`;
    notice({ kind: "note", text, holds, action: actions[0], more: actions.slice(1), of, brief });
  }

  return {
    /** Whether the digests of files must be known before anything is said of these. @param {ProfileInfo[]} fresh */
    mayBeTwins: (fresh) => fresh.some((p) => state.profiles.some((q) => q.id < p.id && isLike(q, p))),

    /**
     * Profiles of the shown kind are offered to be compared, merged or switched to; of another kind, only to be switched to.
     * @param {number[]} ids just opened @param {boolean} isFirst nothing was open before @param {Drop} of
     */
    make(ids, isFirst, of) {
      const source = state.profiles.find((p) => p.role === "source");
      if (!source) return;
      const off = state.profiles.filter((p) => ids.includes(p.id) && p.role === "off");
      const isAlike = (/** @type {ProfileInfo} */ p) =>
        p.kind === source.kind && !p.unfit && (p.measures === source.measures || opened(p) === opened(source));
      const others = off.filter((p) => !isAlike(p));
      // One of a kind that was told of before makes a pair with it.
      const earlier = strangers.filter((p) => areOff([p]) && !ids.includes(p.id) && !isAlike(p));
      const twins = off.filter((p) => state.profiles.some((q) => q.id < p.id && isSame(q, p)));
      const fresh = off.filter((p) => isAlike(p) && !twins.includes(p));
      const sampled = alike([source, ...fresh]);
      // Many files were brought for their trend, which says of itself which of them came twice.
      const isTrend = isFirst && fresh.length > 0 && sampled.length + twins.filter(isAlike).length >= TREND;
      // Of those in the trend all but the last one are off as well, which is no matter of their kind.
      if (others.length > 0)
        tellOthers((strangers = [...earlier, ...others]), source, of, isTrend ? sampled.length - 1 : 0);
      if (twins.length > 0 && !isTrend) {
        const [p] = twins;
        const text =
          twins.length > 1
            ? `${counted(twins.length, "profile")} of those that were opened are here already: they are in the tray and off.`
            : `${p.name} is here already: the same profile was opened twice. It is in the tray and off.`;
        const brief = `${twins.length === 1 ? p.name : count(twins.length)} here already`;
        notice({ kind: "note", text, holds: () => areOff(twins), of, brief });
      }
      if (fresh.length === 0) return;
      const inTime = inOrder(sampled.length > 1 ? sampled : [source, ...fresh]);
      const [older, newer] = [inTime[0], inTime[inTime.length - 1]];
      if (isTrend) {
        // What grows is in the last one.
        if (newer !== source) void setAllRoles((p) => (p.id === newer.id ? "source" : "off"), "replace");
        // The page begins with it: there is no way back to the table of one of them. What measures other things takes no part.
        const apart = [source, ...fresh].filter((p) => !sampled.includes(p));
        const leftOut = [...others.filter((p) => p.kind === source.kind), ...apart].map((p) => p.id);
        return place.actions.setView("trend", undefined, leftOut.length ? { leftOut } : {}, "replace");
      }
      state.offer = {
        fresh,
        source,
        older,
        newer,
        compared: null,
        told: [],
        noTrend: "",
        of,
        isApart: !ids.includes(source.id),
      };
      page.changed();
      void judge();
    },

    actions: {
      /** The answers to the offer. @param {"trend" | "compare" | "merge" | "switch" | "none"} choice */
      async takeOffer(choice) {
        const offer = state.offer;
        state.offer = null;
        if (!offer || choice === "none") return page.changed();
        if (choice === "trend") return place.actions.setView("trend");
        const fresh = new Set(offer.fresh.map((p) => p.id));
        const last = offer.fresh[offer.fresh.length - 1];
        /** @type {Record<string, (p: ProfileInfo) => Role>} */
        const roles = {
          compare: (p) => (p.id === offer.newer.id ? "source" : p.id === offer.older.id ? "diff_base" : "off"),
          merge: (p) => (fresh.has(p.id) ? "source" : p.role),
          switch: (p) => (p.id === last.id ? "source" : "off"),
        };
        await setAllRoles(roles[choice]);
      },
    },
  };
}
