// What to do with a second profile: the page offers, the user decides. Many snapshots of one kind that came together show their trend.

import { counted } from "../text.js";

/** @import { Core } from "./app.js" */
/** @import { ProfileInfo, Role } from "../pkg/proflens.js" */

/** From so many snapshots on, the trend is what they were brought for. */
const TREND = 3;

/** @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place @param {(role: (p: ProfileInfo) => Role) => Promise<void>} setAllRoles */
export function createOffers({ state, page, notice, ask }, place, setAllRoles) {
  /** What the trend says in a sentence or two, under the offer: of two, that they are a difference. */
  async function judge() {
    const offer = state.offer;
    try {
      const { sentences, snapshots } = await ask.once("trend", { leftOut: state.leftOut, order: state.snapshotOrder });
      const told = sentences.filter((s) => s.role === "verdict" || s.role === "caveat");
      if (!offer || state.offer !== offer) return;
      // Not all profiles have times: names and files may tell the order, too.
      const all = [offer.source, ...offer.fresh];
      const inOrder = snapshots.flatMap(({ id, takesPart }) => all.filter((p) => takesPart && p.id === id));
      if (inOrder.length > 1) [offer.older, offer.newer] = [inOrder[0], inOrder[inOrder.length - 1]];
      offer.told = told;
      page.changed();
    } catch {
      // The offer stands without it.
    }
  }

  return {
    /**
     * Profiles of the shown kind are offered to be compared, merged or switched to; of another kind, only to be switched to.
     * @param {number[]} ids just opened @param {boolean} isFirst nothing was open before
     */
    make(ids, isFirst) {
      const source = state.profiles.find((p) => p.role === "source");
      if (!source) return;
      const off = state.profiles.filter((p) => ids.includes(p.id) && p.role === "off");
      const others = off.filter((p) => p.kind !== source.kind);
      if (others.length > 0) {
        const [p] = others;
        const run = () => setAllRoles((q) => (q.id === p.id ? "source" : "off"));
        const kinds = [...new Set(others.map((q) => q.kind))];
        const text =
          others.length === 1
            ? `${p.name} is a ${p.kind} profile, not ${source.kind}: it is in the tray and off.`
            : `${counted(others.length, "profile")} of another kind (${kinds.join(", ")}) than ${source.kind} are in the tray and off.`;
        notice({
          kind: "note",
          text,
          action: { label: others.length === 1 ? "Switch to it" : `Switch to ${p.name}`, run },
        });
      }
      const fresh = off.filter((p) => p.kind === source.kind);
      if (fresh.length === 0) return;
      const inTime = [source, ...fresh].sort((a, b) => a.timeNanos - b.timeNanos || a.id - b.id);
      const [older, newer] = [inTime[0], inTime[inTime.length - 1]];
      if (isFirst && fresh.length + 1 >= TREND) {
        // What grows is in the last one.
        if (newer !== source) void setAllRoles((p) => (p.id === newer.id ? "source" : "off"));
        return place.actions.setView("trend");
      }
      state.offer = { fresh, source, older, newer, told: [] };
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
