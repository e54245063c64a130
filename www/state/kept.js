// The profiles that this browser keeps: none, unless the user has said so on the start page. Without that word nothing is written.
//
// In: files that were opened, what the address wants, and what the user forgets. Out: the list of the start page, and files to open again.

import { forgetFile, forgetFiles, keepFile, keptFiles } from "../engine/kept-files.js";

/** @import { Core } from "./app.js" */
/** @import { Input } from "../engine/files.js" */
/** @import { KeptFile } from "../engine/kept-files.js" */

const CHOICE = "proflens.keep";

/** @param {Core} core */
export function createKept({ state, page, notice }) {
  state.keeps = { can: canKeep(), is: canKeep() && localStorage.getItem(CHOICE) === "yes", files: [] };

  async function list() {
    state.keeps.files = state.keeps.is ? await keptFiles() : [];
    page.changed();
  }
  /** @param {() => Promise<unknown>} work */
  async function attempt(work) {
    try {
      await work();
      await list();
    } catch (error) {
      const reason = error instanceof Error ? ` (${error.message})` : "";
      notice({ kind: "error", text: `This browser did not do what keeps or forgets profiles${reason}.` });
    }
  }
  /** It is listed before anything else asks. */
  const ready = state.keeps.is ? attempt(async () => {}) : Promise.resolve();

  return {
    /** Keeps a file that was opened, if that is wanted. @param {Omit<KeptFile, "when">} opened */
    async opened(opened) {
      if (state.keeps.is && opened.digest) await attempt(() => keepFile({ ...opened, when: Date.now() }));
    },
    /** The files that the address wants, if all of them are kept. @returns {Promise<Input[]>} */
    async wanted() {
      await ready;
      const found = state.wanted.map(({ digest }) => state.keeps.files.find((file) => file.digest === digest));
      return found.every((file) => file !== undefined) ? found.map(inputOf) : [];
    },
    actions: {
      /** Profiles that are opened from now on are kept, or none is, nor stays any. @param {boolean} is */
      async setKeeping(is) {
        state.keeps.is = is;
        await attempt(async () => {
          if (is) return localStorage.setItem(CHOICE, "yes");
          localStorage.removeItem(CHOICE);
          await forgetFiles();
        });
      },
      /** @param {string} digest */
      forgetKept: (digest) => attempt(() => forgetFile(digest)),
      forgetAllKept: () => attempt(forgetFiles),
    },
  };
}

/** @param {KeptFile} file @returns {Input} */
export const inputOf = ({ name, file }) => ({ name, source: file });

/** Files are told apart by their digest, which only a page that came by https can make. */
function canKeep() {
  try {
    return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB && globalThis.localStorage);
  } catch {
    return false;
  }
}
