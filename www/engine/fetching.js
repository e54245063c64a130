// Fetches what an address names: by a program of its own, the only one that may reach another host.
//
// In: an address, which the user has agreed to or which is of the page's own folder. Out: where the bytes come, for the worker that opens them.
// The page and whatever holds data cannot reach another host: their policy forbids it. This one comes from the network, so that the policy
// does not bind it; it is told one address, holds nothing but the bytes that pass through, and ends with them.

import { ownName, ownScript } from "./own.js";
import { whyRefused } from "./whys.js";

/** @param {string} url @param {(why: Error) => void} failed */
export function startFetching(url, failed) {
  const { port1, port2 } = new MessageChannel();
  /** @type {Worker | undefined} */
  let worker;
  const refused = () => failed(new Error(`${url} could not be fetched: ${whyRefused(ownName("fetcher.js"))}`));
  try {
    worker = new Worker(ownScript("fetcher.js"));
    worker.onerror = refused;
    worker.postMessage({ url, port: port1 }, [port1]);
  } catch {
    queueMicrotask(refused);
  }
  return { port: port2, end: () => worker?.terminate() };
}
