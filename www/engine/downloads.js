// Reports on their way into files.
//
// In: which report, and what its file is called. Out: the file, in the folder for downloads. A report that is as long as a large profile
// goes straight to disk where the browser lets the user choose a place first; elsewhere the browser keeps its parts until all are there.

import { Cancelled, Stale, Trap } from "./client.js";
import { fileName } from "./safe.js";
import { bytes } from "../text.js";

/** @import { Wanted } from "../pkg/proflens.js" */
/** @import { Client } from "./client.js" */
/** Something on its way into a file; `instead` takes the folder for downloads, as long as the browser asks for a place. @typedef {{name: string, bytes: number, share: number, cancel: () => void, instead?: () => void}} Saving */

/** A report of this many samples is worth the question where to put it. */
const MANY = 200_000;
/** A download that is done before this shows no progress. */
const SHOW_AFTER = 150;

/**
 * @param {{saves: Saving[], profiles: {samples: number}[]}} state
 * @param {Client} client
 * @param {{changed: () => void, told: (text: string) => void, note: (text: string) => void, failed: (error: unknown) => void}} page
 */
export function createDownloads(state, client, page) {
  /** @param {string} name @param {boolean} long @returns {Promise<FileSystemFileHandle | null | undefined>} null for "not at all" */
  async function place(name, long) {
    const ask = /** @type {{showSaveFilePicker?: (o: {suggestedName: string}) => Promise<FileSystemFileHandle>}} */ (
      window
    ).showSaveFilePicker;
    if (!ask || !long || state.profiles.every((p) => p.samples < MANY)) return;
    /** Some browsers show no question, and never answer. */
    let answer = (/** @type {null | undefined} */ _) => {};
    const answered = new Promise((/** @type {(is: null | undefined) => void} */ resolve) => (answer = resolve));
    /** @type {Saving} */
    const asking = { name, bytes: 0, share: 0, cancel: () => answer(null), instead: () => answer(undefined) };
    state.saves = [...state.saves, asking];
    page.changed();
    try {
      return await Promise.race([ask.call(window, { suggestedName: name }), answered]);
    } catch (error) {
      // A page that may not ask, in a frame for instance, still may download.
      if (error instanceof DOMException && error.name === "AbortError") return null;
    } finally {
      state.saves = state.saves.filter((s) => s !== asking);
      page.changed();
    }
  }

  /**
   * @param {Wanted | (() => Promise<Wanted>)} what is asked for when its place is known @param {string} name of the file
   * @param {{long?: boolean}} [how]
   * @returns {Promise<string>} what was saved, "" if nothing
   */
  return async function download(what, name, { long = false } = {}) {
    name = fileName(name);
    const handle = await place(name, long);
    if (handle === null) {
      page.note(`${name} is not saved: no place was chosen for it.`);
      return "";
    }
    // Before the save has begun, and between two tries, a cancel is only remembered.
    let cancelled = false;
    let cancel = () => {};
    const begin = async () => {
      const wanted = typeof what === "function" ? await what() : what;
      if (cancelled) throw new Cancelled();
      const saving = client.save({ ...wanted, handle }, (p) => {
        mine.bytes = p.bytes;
        mine.share = p.share ?? 0;
        page.changed();
      });
      cancel = saving.cancel;
      return saving.done;
    };
    /** @type {Saving} */
    const mine = {
      name: handle?.name ?? name,
      bytes: 0,
      share: 0,
      cancel() {
        cancelled = true;
        cancel();
        gone();
      },
    };
    const gone = () => {
      clearTimeout(timer);
      state.saves = state.saves.filter((s) => s !== mine);
      page.changed();
    };
    const timer = setTimeout(() => {
      state.saves = [...state.saves, mine];
      page.changed();
    }, SHOW_AFTER);
    try {
      // What the rows are of may have changed between the question and the save: once more, then.
      const { blob, size } = await begin().catch((error) => (error instanceof Stale ? begin() : Promise.reject(error)));
      if (blob) save(blob, name);
      const text = `Saved ${mine.name}, ${bytes(size)}`;
      page.told(text);
      return text;
    } catch (error) {
      if (!(error instanceof Cancelled || error instanceof Trap)) page.failed(error);
      return "";
    } finally {
      gone();
    }
  };
}

/** Hands a file over. @param {Blob} blob @param {string} name as it may come from a profile @returns {string} what it is called */
export function save(blob, name) {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = fileName(name);
  a.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
  return a.download;
}
