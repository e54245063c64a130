// Stop: what is computed ends with the worker, and all is as it was when everything had been answered last.
//
// In: how things stand whenever nothing is waited for; that somebody wants no more of what is computed now. Out: the profiles opened again
// in the next worker, with their parts, options and place. What was stopped is not asked again by itself, since nothing asks for it any more.

/** @import { Core } from "./app.js" */
/** @import { Place } from "./address.js" */
/** @import { Part } from "./steps.js" */
/** How things stand: `params` are the options, `place` what is looked at. @typedef {{place: Place, params: import("./address.js").Param[], parts: Part[]}} Settled */

/**
 * @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place
 * @param {ReturnType<typeof import("./profiles.js").createProfiles>} profiles
 * @param {() => "UTC" | "local"} zone
 */
export function createStop(
  { state, client, ask, origins, numbers, notice, on, change, page, arrived },
  place,
  profiles,
  zone,
) {
  /** @type {Settled | null} */
  let settled = null;
  /** The highest number that any profile has had. */
  let last = 0;
  /** Counts stops: one may come while what the one before has stopped is opened again. */
  let stops = 0;
  /** What was still being opened, which nobody wanted to stop. @type {import("./state.js").Asked[]} */
  let halted = [];

  /** Everything that was asked for may be here: then this is how things stand. */
  function settle() {
    last = Math.max(last, ...state.profiles.map(({ id }) => id));
    const isQuiet =
      !state.returning && state.changes === 0 && !state.trouble && state.loads.length === 0 && !ask.isWaiting();
    if (isQuiet && state.summary?.ready) settled = { place: place.here(), params: state.params, parts: on.parts() };
  }

  /** @param {number[]} [closing] profiles that are not to come back */
  async function stop(closing = []) {
    const own = ++stops;
    // What was opened just now is in no state yet.
    last = Math.max(last, ...origins.keys());
    const ids = state.profiles.map(({ id }) => id);
    const names = state.profiles.filter(({ role }) => role !== "off").map(({ name }) => name);
    const again = profiles.ended(ids);
    client.stop(last);
    arrived();
    halted.push(...state.loads.flatMap(({ asked }) => asked ?? []));
    state.loads = [];
    // What the next Session says is news, whatever the last one said.
    state.generation = -1;
    const closed = closing.map(numbers.keyOf);
    const isLast = ids.every((id) => closing.includes(id));
    if (!settled || isLast) {
      await leave(closing.length > 0 ? null : { names, again });
      return own === stops ? goOn() : undefined;
    }
    const { params, parts } = settled;
    state.returning = true;
    try {
      /** @type {Part[]} */
      const there = [
        ...parts.filter(([key]) => !closed.includes(key)),
        ...closed.map((key) => /** @type {Part} */ ([key, "closed"])),
      ];
      await profiles.stand(
        { place: settled.place, params, parts: there, zone: zone() },
        closing.length > 0 ? "push" : "replace",
      );
    } finally {
      if (own === stops) state.returning = false;
    }
    if (own !== stops) return;
    if (closing.length === 0) page.told("Stopped: all is as it was before.");
    page.changed();
    await goOn();
  }

  /** Other files that were being opened begin anew. */
  async function goOn() {
    const all = halted;
    halted = [];
    if (all.length > 0) await profiles.loadAll(all, "push");
  }

  /** There is nothing to come back to. @param {{names: string[], again: () => void} | null} stopped what was to be shown; null if it was closed */
  async function leave(stopped) {
    settled = null;
    state.returning = false;
    place.restart(page.views[0]);
    await change({ zone: zone() }, stopped ? "replace" : "push");
    if (!stopped?.names.length) return;
    const { names, again } = stopped;
    notice({
      kind: "note",
      text: `Stopped: ${names.join(", ")} ${names.length === 1 ? "is" : "are"} not open any more.`,
      action: { label: "Open again", run: again },
    });
  }

  return { stop, settle };
}
