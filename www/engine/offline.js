// Has the service worker keep the page for when there is no network, where the browser and the address allow it.
//
// What every visit loads is kept with it. The rest, that only some visits load, is fetched when the page has come to rest, so that it takes
// nobody's time: the second visit may be one without a network.

import { ownScript } from "./own.js";

/** What is not loaded before it is needed. */
const LATER = ["graph-worker.js", "syntax-worker.js"];
/** The page has this long to show what it was opened for, in milliseconds. */
const REST = 3000;

/** @param {string[]} samples their addresses, from the page on */
export async function keepOffline(samples) {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(ownScript("service-worker.js"));
    const { active } = await navigator.serviceWorker.ready;
    // Who counts bytes is asked for none that may never be needed.
    if (/** @type {any} */ (navigator).connection?.saveData) return;
    await new Promise((resolve) => setTimeout(resolve, REST));
    await new Promise((resolve) => globalThis.requestIdleCallback?.(resolve) ?? resolve(undefined));
    active?.postMessage({ keep: [...LATER, ...samples] });
  } catch {
    // A browser that keeps nothing, or a policy that forbids it: the page needs its network, as any other does.
  }
}
