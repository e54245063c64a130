// Programs of the page that run beside it, started from its memory.
//
// In: the name of a script. Out: a worker that runs it, there or on its way. The text of each is fetched once and kept: a worker that is
// started again is of the page's build, whatever the host has by then, and needs no network. And a worker whose text comes from the page
// is bound by the page's policy, which one that comes from the network is not: all that hold data are started here.

import { expected } from "./late.js";
import { ownAddress, ownName, ownText } from "./own.js";
import { isThere, whyMissing, whyRefused } from "./whys.js";

/** What the page needs of a worker. @typedef {{postMessage: (message: any, transfer?: Transferable[]) => void, terminate: () => void, onmessage: (event: {data: any}) => void, onfail: (why: string) => void}} Beside */

/** The addresses of texts that are here, or on their way. @type {Map<string, Promise<string>>} */
const texts = new Map();

/** @param {string} file @returns {Promise<string>} */
function textOf(file) {
  const known = texts.get(file);
  if (known) return known;
  const coming = expected(ownName(file), load(file));
  texts.set(file, coming);
  // The next one may have more luck.
  coming.catch(() => texts.delete(file));
  return coming;
}
/** @param {string} file */
async function load(file) {
  const response = await fetch(ownAddress(file)).catch(() => null);
  if (!isThere(response)) throw new Error(whyMissing(ownName(file), response));
  const text = await response.text().catch(() => null);
  if (text === null) throw new Error(whyMissing(ownName(file), null));
  return ownText(text);
}

/**
 * Starts a worker. What is sent to it before it is there waits.
 * @param {string} file @param {() => Promise<object>} [needs] a message that it needs before it can answer any other
 * @param {string} [name] what tools of browsers call it
 * @returns {Beside}
 */
export function startBeside(file, needs, name = file.replace(/\.js$/, "")) {
  /** @type {Worker | null} */
  let worker = null;
  let isOver = false;
  /** @type {[any, Transferable[]][]} */
  const waiting = [];
  /** @type {Beside} */
  const beside = {
    postMessage(message, transfer = []) {
      if (worker) worker.postMessage(message, transfer);
      else waiting.push([message, transfer]);
    },
    terminate() {
      isOver = true;
      worker?.terminate();
    },
    onmessage() {},
    onfail() {},
  };
  const fail = (/** @type {string} */ why) => {
    if (!isOver) beside.onfail(why);
  };
  async function begin() {
    // Both are on their way at the same time.
    const [text, needed] = [textOf(file), needs?.()];
    needed?.catch(() => {});
    const url = await text;
    if (isOver) return;
    try {
      worker = new Worker(url, { name });
    } catch {
      return fail(whyRefused(ownName(file)));
    }
    // Only a worker that cannot even start fires this: its own errors are answers.
    worker.onerror = () => fail(whyRefused(ownName(file)));
    worker.onmessage = (event) => beside.onmessage(event);
    for (const [message, transfer] of waiting.splice(0)) worker.postMessage(message, transfer);
    if (needed) worker.postMessage(await needed);
  }
  begin().catch((error) => fail(error.message));
  return beside;
}
