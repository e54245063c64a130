// Profiles that were closed: which files they are in, so that a step back opens them again.
//
// In: files as they are opened, and profiles as they are closed. Out: a profile's number for good, whatever number it has now; and the parts
// of all profiles as a step has them, with those open again that were open then. Nothing of a closed profile is in memory: its file is
// read once more.

/** @import { Role } from "../pkg/proflens.js" */
/** @import { Core } from "./app.js" */
/** @import { Part } from "./steps.js" */
/** What was opened. @typedef {import("../engine/files.js").Input & {link?: string, file?: Omit<import("./address.js").FileMark, "role">}} Origin */

/** So many closed profiles can be opened again. */
const MOST = 200;

/** The numbers of profiles: those that they had first, by those that they have now. */
export function createNumbers() {
  /** @type {Map<number, number>} */
  const keys = new Map();
  const keyOf = (/** @type {number} */ id) => keys.get(id) ?? id;
  return {
    keyOf,
    idOf: (/** @type {number} */ key) => [...keys].findLast(([, own]) => own === key)?.[0] ?? key,
    /** @param {number} id @param {number} key */
    set: (id, key) => void keys.set(id, key),
    /** In the order in which they were opened first. @template {{id: number}} P @param {P[]} profiles */
    inOrder: (profiles) => profiles.toSorted((one, other) => keyOf(one.id) - keyOf(other.id)),
    forget: () => keys.clear(),
  };
}

/**
 * @param {Core} core
 * @param {(origin: Origin) => Promise<number | null>} open answers the number of the first profile in a file, null where it fails and that is said
 */
export function createClosed({ state, origins, numbers, client, attempt }, open) {
  /** Every file that was opened, by the number of its first profile. @type {Map<number, Origin>} */
  const files = new Map();
  /** Those that are closed, and where each is: in which file, as which profile of it. @type {Map<number, {first: number, nth: number}>} */
  const gone = new Map();
  /** Files that are being opened again. @type {Map<number, Promise<void>>} */
  const underway = new Map();
  /** Those that are open again and not shown yet: for the history they are closed until then. @type {Set<number>} */
  const unseen = new Set();

  /** @param {number} first @param {number[]} keys the profiles of that file that are wanted */
  async function reopen(first, keys) {
    const origin = files.get(first);
    const id = origin && (await open(origin));
    if (!origin || id == null) return;
    // What is in the file is known with the next state.
    await change({});
    files.set(id, origin);
    const spare = new Set(state.profiles.filter((p) => p.id >= id).map((p) => p.id));
    for (const key of keys) {
      const is = id + (gone.get(key)?.nth ?? 0);
      if (!spare.delete(is)) continue;
      numbers.set(is, key);
      gone.delete(key);
      unseen.add(key);
    }
    if (spare.has(id)) origins.delete(id);
    if (spare.size > 0) await change({ close: [...spare] });
  }
  /** Nothing of this is shown, before all are there. @param {import("../pkg/proflens.js").Change} wanted */
  async function change(wanted) {
    const { state: coming, answers } = client.change(wanted, []);
    answers.catch(() => {});
    const fresh = await attempt(() => coming);
    if (fresh) state.profiles = fresh.profiles;
  }

  /** The first profile of the file that a profile is in. @param {number} id */
  const fileOf = (id) => Math.max(...[...files.keys()].filter((own) => own <= id));

  return {
    /** A file is opened. @param {number} first @param {Origin} origin */
    opened: (first, origin) => void files.set(first, origin),
    /** Profiles are closed. @param {number[]} ids */
    note(ids) {
      for (const id of ids) {
        const first = fileOf(id);
        gone.set(numbers.keyOf(id), { first, nth: id - first });
        origins.delete(id);
      }
      // Those that were closed first are closed for good, and their files are let go of.
      for (const key of [...gone.keys()].slice(0, -MOST)) gone.delete(key);
      const open = state.profiles.map(({ id }) => id).filter((id) => !ids.includes(id));
      const used = new Set([...[...gone.values()].map(({ first }) => first), ...open.map(fileOf)]);
      // What was opened just now is in no state yet.
      const newest = Math.max(...state.profiles.map(({ id }) => id));
      for (const first of files.keys()) if (!used.has(first) && first <= newest) files.delete(first);
    },
    /** The parts of all profiles, with those that are closed. @returns {Part[]} */
    parts: () => [
      ...state.profiles.flatMap(({ id, role }) =>
        role === "off" || unseen.has(numbers.keyOf(id)) ? [] : [/** @type {Part} */ ([numbers.keyOf(id), role])],
      ),
      ...[...gone.keys(), ...unseen].map((key) => /** @type {Part} */ ([key, "closed"])),
    ],
    /** Opens those again that are not closed as a step has it. @param {Part[]} parts */
    async again(parts) {
      const then = new Map(parts);
      /** @type {Map<number, number[]>} */
      const wanted = new Map();
      for (const [key, { first }] of gone)
        if (then.get(key) !== "closed") wanted.set(first, [...(wanted.get(first) ?? []), key]);
      await Promise.all(underway.values());
      for (const [first, keys] of wanted) {
        const work = reopen(
          first,
          keys.filter((key) => gone.has(key)),
        ).finally(() => underway.delete(first));
        underway.set(first, work);
        await work;
      }
    },
    /** What a step has of the profiles that are open now. @param {Part[]} parts */
    split(parts) {
      const then = new Map(parts);
      const part = (/** @type {number} */ id) => then.get(numbers.keyOf(id)) ?? "off";
      const ids = state.profiles.map(({ id }) => id);
      return {
        close: ids.filter((id) => part(id) === "closed"),
        roles: ids.flatMap((id) => {
          const role = part(id);
          return role === "closed" ? [] : [{ id, role: /** @type {Role} */ (role) }];
        }),
      };
    },
    /** What is open is shown. */
    shown: () => unseen.clear(),
    /** The Session is a new one. */
    lost() {
      files.clear();
      gone.clear();
      unseen.clear();
      numbers.forget();
    },
  };
}
