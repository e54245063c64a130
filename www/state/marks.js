// Which files the profiles came from, so that a link can name them: a name, a size and a digest, and nothing of what is in them.
//
// In: profiles that were opened, and the files that the address wants. Out: the address with the files of what is shown; a comparison as it
// was, once its files are there again; a word where a file is another one than the link's.

import { digestOf } from "../engine/files.js";
import { bytes, counted } from "../text.js";
import { isSameFile } from "./address.js";

/** @import { Core } from "./app.js" */
/** @import { FileMark } from "./address.js" */
/** @import { Input } from "../engine/files.js" */
/** @import { Role } from "../pkg/proflens.js" */
/** What of an address has come: `all` if it says which part each file plays, and none is left to be offered. @typedef {"nothing" | "some" | "all"} Came */

/**
 * @param {Core} core @param {ReturnType<typeof import("./place.js").createPlace>} place
 * @param {(roles: {id: number, role: Role}[], how: import("./place.js").How) => Promise<void>} setRoles
 * @param {{opened: (file: {name: string, size: number, digest: string, file: Blob}) => unknown}} kept
 */
export function createMarks({ state, origins, notice }, place, setRoles, kept) {
  /** Notes the files of profiles that were opened; answers what of the address came with them. @param {number[]} ids @returns {Promise<Came>} */
  async function opened(ids) {
    for (const id of ids) {
      const origin = origins.get(id);
      if (!origin || typeof origin.source === "string") continue;
      const { name, source } = origin;
      origin.file = { name, size: source.size, digest: "" };
      origin.file.digest = await digestOf(source);
      void kept.opened({ ...origin.file, file: source });
    }
    // A profile that was closed meanwhile is none.
    place.remember("replace");
    const fresh = ids.flatMap((id) => origins.get(id)?.file ?? []);
    return fresh.length ? arrived(fresh) : "nothing";
  }

  /** A file with what of it the address has, where it is one that is waited for: as far as its name and its size say. @param {Input} input @returns {Input} */
  function chosen(input) {
    const { name, source, choice } = input;
    if (choice || typeof source === "string") return input;
    const mark = state.wanted.find((own) => own.name === name && own.size === source.size);
    return mark?.choice ? { ...input, choice: mark.choice } : input;
  }

  /** Those that are waited for before others, since the first one is shown: as far as their names and sizes say. @param {Input[]} inputs */
  function inTurn(inputs) {
    const isMeant = (/** @type {Input} */ { name, source }) =>
      typeof source !== "string" && awaited().some((mark) => mark.name === name && mark.size === source.size);
    return [...inputs.filter(isMeant), ...inputs.filter((input) => !isMeant(input))];
  }

  /** What a link named, while another file has come in its place and the word about that stands. @type {{marks: FileMark[], text: string} | null} */
  let missed = null;
  /** The files that are waited for: those of the address or, while that is said, those that did not come with it. */
  const awaited = () => {
    if (missed && !state.notices.some(({ text }) => text === missed?.text)) missed = null;
    return state.wanted.length > 0 ? state.wanted : (missed?.marks ?? []);
  };

  /** @param {FileMark} mark */
  const isHere = (mark) => [...origins].some(([, { file }]) => file && isSameFile(file, mark));

  /** @param {Pick<FileMark, "name" | "size" | "digest">[]} fresh @returns {Promise<Came>} */
  async function arrived(fresh) {
    const wanted = awaited();
    if (wanted.length === 0) return "nothing";
    const isLate = state.wanted.length === 0;
    const found = wanted.map((mark) => [...origins].find(([, { file }]) => file && isSameFile(file, mark))?.[0]);
    const missing = wanted.filter((_, i) => found[i] === undefined);
    if (!fresh.some((file) => wanted.some((mark) => isSameFile(file, mark)))) {
      if (isLate) return "nothing";
      state.wanted = [];
      missed = { marks: wanted, text: another(fresh[0], missing[0] ?? wanted[0]) };
      notice({ kind: "note", text: missed.text, holds: () => !missing.every(isHere) });
      place.remember("replace");
      return "nothing";
    }
    if (missing.length) {
      // That is said already.
      if (isLate) return "some";
      notice({
        kind: "note",
        text: `The link is about ${missing.map(markText).join(" and ")}, too: drop ${missing.length === 1 ? "it" : "them"} to continue.`,
        // Others are missing later, or none.
        holds: () => state.wanted === wanted && missing.every((mark) => !isHere(mark)),
      });
      return "some";
    }
    state.wanted = [];
    missed = null;
    const roles = wanted.flatMap(({ role }, i) => (found[i] === undefined ? [] : [{ id: found[i], role }]));
    // Who came in their place, or along with them, has no part in what the link shows; what an address names itself has.
    const apart = state.profiles.filter(({ id }) => !found.includes(id) && (isLate || !origins.get(id)?.link));
    const others = apart
      .filter(({ role }) => isLate || role !== "off")
      .map(({ id }) => ({ id, role: /** @type {Role} */ ("off") }));
    // Of one file alone all is as the link has it, and others that came with it may be offered to be compared with it.
    const isOne = wanted.length === 1 && !isLate;
    if (!isOne || others.length) await setRoles([...roles, ...others], isLate ? "push" : "replace");
    if (isOne) return "some";
    if (apart.length && !isLate)
      notice({
        kind: "note",
        text: `${apart.length === 1 ? `${apart[0].name} is` : `${counted(apart.length, "other profile")} are`} in the tray and off: the link is a view of ${wanted.map(({ name }) => name).join(" and ")}.`,
        holds: () => apart.every(({ id }) => state.profiles.some((p) => p.id === id && p.role === "off")),
      });
    return "all";
  }

  return { opened, chosen, inTurn, isWaiting: () => awaited().length > 0 };
}

/** @param {Pick<FileMark, "size" | "digest">} mark */
export const markDetail = ({ size, digest }) => `${bytes(size)}${digest && `, SHA-256 ${digest}…`}`;
/** A file, as a person can find it again. @param {Pick<FileMark, "name" | "size" | "digest">} mark */
const markText = (mark) => `${mark.name} (${markDetail(mark)})`;

/** @param {Pick<FileMark, "name" | "size" | "digest">} file @param {FileMark} wanted */
const another = (file, wanted) =>
  `The link is a view of ${markText(wanted)}, and ${file.name} is another file${file.name === wanted.name ? ` of that name (${markDetail(file)})` : ` (${markDetail(file)})`}. The view is applied to it all the same.`;
