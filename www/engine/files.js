// What the user drops, pastes or picks: links to open, and files with their paths. Nothing is opened or read here.
//
// The whole window takes part at all times. A folder counts as everything in it, except what version control keeps for itself.

import { lastOf } from "../text.js";

/** @import { Choice } from "../pkg/proflens.js" */
/**
 * `isMaybe`: it is tried, and worth no word if it is no profile; `choice`: what of it is kept, if not all.
 * @typedef {{name: string, source: Blob | string, isMaybe?: boolean, choice?: Choice}} Input
 */
/**
 * A file and its path from the dropped folder on; `folder` is that folder's name, "" for a file by itself.
 * @typedef {{path: string, folder: string, file: File | FileSystemFileEntry}} Found
 */
/**
 * Looking through a folder: it counts, and may be stopped.
 * @typedef {{count: (files: number) => void, stopped: () => boolean, done: () => void}} Walk
 */

/** What the name of a profile in a folder ends in; a file that is dropped by itself is tried whatever its name, unless it is a source. */
export const PROFILE_ENDS = [".pb", ".gz", ".prof", ".pprof", ".profile", ".out", ".proto"];
/** What a text in a folder ends in that may be a dump of goroutines, or a log with one: it is tried. */
const TEXT_ENDS = [".txt", ".log", ".dump", ".trace", ".stack"];
/** What a source file is called, for those that no profile names yet. */
const SOURCE_NAME =
  /\.(go|s|asm|c|h|cc|cpp|cxx|c\+\+|hh|hpp|hxx|inc|inl|ipp|tcc|m|mm|cu|rs|zig|nim|d|swift|java|kt|kts|scala|groovy|clj|cs|fs|vb|py|pyx|pxd|rb|php|pl|pm|lua|r|jl|js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|dart|ex|exs|erl|hs|ml|mli|f|f90|ada|adb|pas|v|sol|y|l|re|templ)$/i;
/** Folders in which nobody's sources are. */
const SKIPPED = new Set([".git", ".hg", ".svn", ".jj"]);
/** More files than this are not looked at in one drop. */
const MOST_FILES = 200_000;

/** Whether nothing else is called so. @param {Found} found */
export const isProfile = ({ path }) => PROFILE_ENDS.some((end) => path.toLowerCase().endsWith(end));

/** @param {Found} found @param {boolean} isNamed whether the loaded profiles name a file that is called so */
export function isSource({ path, folder }, isNamed) {
  if (isNamed) return true;
  const name = lastOf(path);
  const isTried = [...PROFILE_ENDS, ...TEXT_ENDS].some((end) => name.toLowerCase().endsWith(end));
  return folder ? !isTried : SOURCE_NAME.test(name);
}

/** Whether it is a text that lies in a folder: many are anything but a dump. @param {Found} found */
export const isMaybe = ({ path, folder }) => folder !== "" && TEXT_ENDS.some((end) => path.toLowerCase().endsWith(end));

/** Whether it looks like a source file, rather than just anything that lies in a folder. @param {Found} found */
export const looksLikeSource = ({ path }) => SOURCE_NAME.test(path);

/** What a file picker gave. @param {Iterable<File>} files @returns {Found[]} */
export function picked(files) {
  return [...files]
    .map((file) => ({
      path: file.webkitRelativePath || file.name,
      folder: file.webkitRelativePath.split("/")[0],
      file,
    }))
    .filter(({ path }) => !path.split("/").some((part) => SKIPPED.has(part)));
}

/**
 * `opened` is told by which event the user has named the links.
 * @param {{opened: (inputs: Input[], by: Event) => void, found: (files: Found[]) => void, walk: (folder: string) => Walk, refused: (sentence: string) => void, over: (is: boolean) => void}} to
 */
export function acceptFiles(to) {
  let depth = 0;
  function openLink(/** @type {string} */ url, /** @type {Event} */ by) {
    try {
      to.opened([fromUrl(url)], by);
    } catch (error) {
      to.refused(error instanceof Error ? error.message : String(error));
    }
  }
  const carriesFiles = (/** @type {DragEvent} */ e) =>
    [...(e.dataTransfer?.types ?? [])].some((t) => t === "Files" || t === "text/uri-list");
  addEventListener("dragenter", (e) => {
    if (!carriesFiles(e)) return;
    e.preventDefault();
    if (++depth === 1) to.over(true);
  });
  addEventListener("dragleave", () => {
    if (depth > 0 && --depth === 0) to.over(false);
  });
  addEventListener("dragover", (e) => {
    if (carriesFiles(e)) e.preventDefault();
  });
  addEventListener("drop", async (e) => {
    depth = 0;
    to.over(false);
    if (!e.dataTransfer || !carriesFiles(e)) return;
    e.preventDefault();
    const link = e.dataTransfer.getData("text/uri-list");
    // The items die with the event: take all of them before the first await.
    const dropped = [...e.dataTransfer.items]
      .filter((item) => item.kind === "file")
      .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
    if (dropped.length === 0) return link && openLink(link.split(/\s/)[0], e);
    /** @type {Found[]} */
    const found = [];
    for (const { entry, file } of dropped) {
      if (!entry?.isDirectory) {
        if (file) found.push({ path: file.name, folder: "", file });
        continue;
      }
      const progress = to.walk(entry.name);
      const inside = await walk(/** @type {FileSystemDirectoryEntry} */ (entry), progress);
      progress.done();
      if (inside.length === 0 && !progress.stopped())
        to.refused(`The folder ${entry.name} holds no profile and no source file: it is empty.`);
      if (inside.length >= MOST_FILES)
        to.refused(
          `The folder ${entry.name} has more than ${MOST_FILES.toLocaleString("en")} files: the others were not looked at. Drop the part of it that you need.`,
        );
      for (const f of inside) found.push(f);
    }
    if (found.length) to.found(found);
  });
  addEventListener("paste", (e) => {
    const files = [...(e.clipboardData?.files ?? [])];
    if (files.length) {
      e.preventDefault();
      return to.found(files.map((file) => ({ path: file.name || "pasted profile", folder: "", file })));
    }
    if (e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement) return;
    const text = e.clipboardData?.getData("text/plain").trim() ?? "";
    if (/^https?:\/\/\S+$/.test(text)) openLink(text, e);
    else if (text) to.refused("What was pasted is neither a file nor a link to one.");
  });
}

/** What can be fetched; an address without a scheme is one of the page's own. */
const SCHEMES = ["http:", "https:", "data:", "blob:"];

/** The host that an address leads to: "" for the page's own folder, and for what stands in the address itself. @param {string} href */
export function otherHost(href) {
  const { protocol, host } = new URL(href);
  const isNear = !/^https?:$/.test(protocol) || href.startsWith(new URL(".", document.baseURI).href);
  return isNear ? "" : host;
}

/** Throws a sentence where it is no address that can be fetched. @param {string} url @returns {Input} */
export function fromUrl(url) {
  const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
  if (!URL.canParse(url, document.baseURI)) throw new Error(`${shown} is no URL.`);
  const { protocol, username, href } = new URL(url, document.baseURI);
  if (!SCHEMES.includes(protocol))
    throw new Error(
      `${shown} cannot be opened: a browser fetches http and https, and not ${protocol} Save the file and drop it here.`,
    );
  if (username)
    throw new Error(
      `${shown} cannot be opened: browsers fetch no address with a name and a password in it. Download it and drop the file here.`,
    );
  const path = url.split(/[?#]/)[0];
  let name = lastOf(path);
  try {
    name = decodeURIComponent(name);
  } catch {
    // A stray percent sign belongs to the name.
  }
  return { name: name || url, source: href };
}

/**
 * All files below a folder, folder by folder and not by recursion.
 * @param {FileSystemDirectoryEntry} root @param {Walk} progress @returns {Promise<Found[]>}
 */
async function walk(root, progress) {
  /** @type {Found[]} */
  const found = [];
  const folders = [root];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const reader = folder.createReader();
    for (;;) {
      const some = await new Promise((/** @type {(e: FileSystemEntry[]) => void} */ resolve) =>
        reader.readEntries(resolve, () => resolve([])),
      );
      if (some.length === 0) break;
      for (const entry of some) {
        if (!entry.isDirectory)
          found.push({
            path: entry.fullPath.slice(1),
            folder: root.name,
            file: /** @type {FileSystemFileEntry} */ (entry),
          });
        else if (!SKIPPED.has(entry.name)) folders.push(/** @type {FileSystemDirectoryEntry} */ (entry));
      }
      progress.count(found.length);
      if (progress.stopped()) return [];
      if (found.length >= MOST_FILES) return found.slice(0, MOST_FILES);
    }
  }
  return found;
}

/** Larger files than this are told apart by name and size alone: to be digested, a file has to be in memory as a whole. */
const MOST_DIGESTED = 256 << 20;
/** The first twelve digits of a file's SHA-256; "" where the browser has none (by plain http), or no memory. @param {Blob} file */
export async function digestOf(file) {
  if (file.size > MOST_DIGESTED || !globalThis.crypto?.subtle) return "";
  try {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...digest.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

/** The file behind a handle. @param {Found["file"]} handle @returns {Promise<File>} */
export const fileOf = (handle) =>
  handle instanceof File ? Promise.resolve(handle) : new Promise((resolve, reject) => handle.file(resolve, reject));
