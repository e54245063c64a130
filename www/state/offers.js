// What to do with a second profile: the page offers, the user decides.

import { counted } from "../text.js";

/** @import { Core } from "./app.js" */
/** @import { ProfileInfo, Role } from "../pkg/proflens.js" */

/** @param {Core} core @param {(role: (p: ProfileInfo) => Role) => Promise<void>} setAllRoles */
export function createOffers({ state, page, notice }, setAllRoles) {
  return {
    /** Profiles of the shown kind are offered to be compared, merged or switched to; of another kind, only to be switched to. @param {number[]} ids just opened */
    make(ids) {
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
      state.offer = { fresh, source, older: inTime[0], newer: inTime[inTime.length - 1] };
      page.changed();
    },

    actions: {
      /** The three answers to the offer. @param {"compare" | "merge" | "switch" | "none"} choice */
      async takeOffer(choice) {
        const offer = state.offer;
        state.offer = null;
        if (!offer || choice === "none") return page.changed();
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
