// Source files that the user handed over: which of them the profiles name, and the text of those alone.
//
// In: files and folders of any size, as handles. Out: the Session has the text of every file that a loaded profile names, and state.sources
// says so. A folder of 100,000 files costs its names: nothing is read that no profile asks for, and nothing is forgotten, because the next
// profile may ask for it.

import { fileOf } from "./files.js";
import { bytes, counted, lastOf } from "../text.js";

/** @import { Ask } from "./ask.js" */
/** @import { Client } from "./client.js" */
/** @import { Found } from "./files.js" */
/**
 * How many files there are, how many were read; `revision` grows with every text.
 * @typedef {{files: number, read: number, revision: number}} Sources
 */

/** A source file of more is generated: nobody reads it line by line. */
const LARGEST = 8 << 20;
/** So much text is held at most. */
const ROOM = 96 << 20;
/** Where a file that is no text shows it. */
const HEAD = 8192;

/**
 * @param {{sources: Sources}} state @param {Client} client @param {Pick<Ask, "once">} ask
 * @param {{changed: () => void, failed: (error: unknown) => void}} page
 */
export function createSources(state, client, ask, page) {
  /** @type {Map<string, Found["file"]>} */
  const handles = new Map();
  /** What the Session has, by the path that the profiles name. @type {Map<string, {path: string, file: Found["file"], size: number}>} */
  const given = new Map();
  /** Files that are no text, too large or unreadable. @type {Set<Found["file"]>} */
  const refused = new Set();
  let asked = "";
  let generation = 0;
  let work = Promise.resolve();

  const mark = () => {
    state.sources = {
      files: handles.size,
      read: new Set([...given.values()].map((text) => text.path)).size,
      revision: state.sources.revision + 1,
    };
    page.changed();
  };

  /** @param {string} wanted @param {string} path */
  async function give(wanted, path) {
    const handle = handles.get(path);
    if (!handle || refused.has(handle) || given.get(wanted)?.file === handle) return;
    refused.add(handle);
    const file = await fileOf(handle);
    if (file.size > LARGEST)
      throw new Error(`${path} has ${bytes(file.size)}: source files of more than ${bytes(LARGEST)} are not read.`);
    const held = [...given.values()].reduce((sum, text) => sum + text.size, 0);
    if (held + file.size > ROOM)
      throw new Error(
        `${path} is not read: the source files at hand already have ${bytes(held)}, and more than ${bytes(ROOM)} are not held. Forget them in the Source view, and drop fewer.`,
      );
    const text = new Uint8Array(await file.arrayBuffer());
    // What has a zero byte is no text: an object file with the name of a source is not worth a word.
    if (text.subarray(0, HEAD).includes(0)) return;
    await client.call("addSource", wanted, text);
    refused.delete(handle);
    given.set(wanted, { path, file: handle, size: text.length });
  }

  /** @param {string} key */
  async function read(key) {
    if (key === asked || handles.size === 0) return;
    asked = key;
    const paths = [...handles.keys()];
    const { files } = await ask.once("dropped", { paths });
    /** @type {unknown[]} */
    const failures = [];
    for (const [wanted, path] of files) await give(wanted, paths[path]).catch((error) => failures.push(error));
    for (const error of failures.slice(0, 3)) page.failed(error);
    if (failures.length > 3)
      page.failed(new Error(`${counted(failures.length - 3, "more source file")} could not be read.`));
    mark();
  }

  return {
    /** @param {Found[]} found */
    keep(found) {
      for (const { path, file } of found) handles.set(path, file);
      generation++;
      mark();
    },
    /** Reads what the loaded profiles name and the Session has not. `key` says what decides that beside the files. @param {string} key */
    offer(key) {
      work = work.then(() => read(`${generation} ${key}`)).catch(page.failed);
      return work;
    },
    /** @param {string} path */
    isRead: (path) => [...given.values()].some((text) => text.path === path),
    /** Which file was taken for a path of the profile. @param {string} wanted */
    pathOf: (wanted) => given.get(wanted)?.path ?? "",
    /** The Session is a new one and has nothing. */
    lost() {
      given.clear();
      asked = "";
      mark();
    },
    async forget() {
      handles.clear();
      given.clear();
      refused.clear();
      asked = "";
      await client.call("forgetSources");
      mark();
    },
  };
}

/**
 * What was found in a drop beside profiles, in a sentence.
 * @param {Found[]} found @param {(path: string) => boolean} isRead @param {boolean} hasProfiles
 */
export function sourcesSentence(found, isRead, hasProfiles) {
  const read = found.filter((f) => isRead(f.path));
  const names = (/** @type {Found[]} */ files) => {
    const some = files.slice(0, 3).map((f) => lastOf(f.path));
    const more = files.length - some.length;
    return more
      ? `${some.join(", ")} and ${more.toLocaleString("en")} more`
      : some.length > 1
        ? `${some.slice(0, -1).join(", ")} and ${some[some.length - 1]}`
        : some[0];
  };
  const all = `${counted(found.length, "source file")}: ${names(found)}.`;
  if (!hasProfiles)
    return `${all} A profile that names ${found.length === 1 ? "it" : "them"} shows ${found.length === 1 ? "its" : "their"} lines: drop one.`;
  if (read.length === found.length) return `${all} Source and list show ${read.length === 1 ? "its" : "their"} text.`;
  if (read.length)
    return `${counted(found.length, "file")}, of which the profiles name ${read.length.toLocaleString("en")}: ${names(read)}. Source and list show their text; the others are kept for the next profile.`;
  return `${all} No loaded profile names a file whose path ends like ${found.length === 1 ? "this" : "these"}; kept for the next one.`;
}
