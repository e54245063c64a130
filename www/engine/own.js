// The page's own scripts and drawings, as the browser wants them: where Trusted Types are asked for, nothing else is run or read as markup.
//
// In: the name of a file beside main.js. Out: what it is called in this build, its address, and that address for a worker.

import { NAMES } from "./names.js";

/** @typedef {{createScriptURL: (url: string) => any, createHTML: (text: string) => any}} Policy */
/** @type {Policy | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("proflens", {
  createScriptURL: (/** @type {string} */ url) => url,
  createHTML: (/** @type {string} */ text) => text,
});

/** Taken here: whoever replaces them later is neither handed the policy nor chooses its addresses. */
const [makeUrl, makeMarkup] = [policy?.createScriptURL.bind(policy), policy?.createHTML.bind(policy)];
const { Blob, URL } = globalThis;
const { createObjectURL } = URL;

/** What a file is called in this build. @param {string} file */
export const ownName = (file) => NAMES[file] ?? file;
/** @param {string} file */
export const ownAddress = (file) => new URL(`./${ownName(file)}`, import.meta.url).href;

/** An address that a worker may be started from: that of a script of the page, or of its text. @param {string} url @returns {string} */
const trusted = (url) => makeUrl?.(url) ?? url;
/** The address of a script of the page. @param {string} file */
export const ownScript = (file) => trusted(ownAddress(file));
/** The address of the text of a script of the page, from the memory of the page. @param {string} text */
export const ownText = (text) => trusted(createObjectURL(new Blob([text], { type: "text/javascript" })));

/** Markup that is parsed, and of which only known parts go into the page. @param {string} text @returns {string} */
export const ownMarkup = (text) => makeMarkup?.(text) ?? text;
