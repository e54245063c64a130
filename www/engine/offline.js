// Has the service worker keep the page for when there is no network, where the browser and the address allow it.
//
// Everything is fetched when the page has come to rest, so that it takes nobody's time: the second visit may be one without a network.
// The page says which build it is of for as long as it is open: the files of that build stay for as long.

import { ownScript } from "./own.js";

/** The page has this long to show what it was opened for, in milliseconds. */
const REST = 3000;

/** This page is of a build, whose files are kept for as long as it is open: a lock that nobody else waits for says so. */
export function holdBuild() {
  const { build } = document.documentElement.dataset;
  const folder = new URL(".", document.baseURI).pathname;
  if (build) navigator.locks?.request(`proflens ${folder} ${build}`, { mode: "shared" }, () => new Promise(() => {}));
}

export async function keepOffline() {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  try {
    await new Promise((resolve) => setTimeout(resolve, REST));
    await new Promise((resolve) => globalThis.requestIdleCallback?.(resolve) ?? resolve(undefined));
    // It is sent nothing: where a message has come to it, Chromium has the worker of a new build wait for half a minute.
    await navigator.serviceWorker.register(ownScript("service-worker.js"));
  } catch {
    // A browser that keeps nothing, or a policy that forbids it: the page needs its network, as any other does.
  }
}
