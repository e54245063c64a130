// Fetches what an address names: by a program of its own, the only one that may reach another host.
//
// In: an address, which the user has agreed to or which is of the page's own folder. Out: where the bytes come, for the worker that opens them.
// The page and whatever holds data cannot reach another host: their policy forbids it. This one comes from the network, so that the policy
// does not bind it; it is told one address, holds nothing but the bytes that pass through, and ends with them. Nobody tells it another one:
// what is called here was taken when the page started.

import { mayFetch } from "./agreed.js";
import { ownName, ownScript } from "./own.js";
import { whyRefused } from "./whys.js";

const { Worker } = globalThis;
const post = Worker?.prototype.postMessage;
const { apply } = Reflect;

/** @param {string} url @param {(why: Error) => void} failed */
export function startFetching(url, failed) {
  const { port1, port2 } = new MessageChannel();
  /** @type {Worker | undefined} */
  let worker;
  const refused = (/** @type {string} */ why) => failed(new Error(`${url} could not be fetched: ${why}`));
  const notRun = () => refused(whyRefused(ownName("fetcher.js")));
  if (!mayFetch(url)) queueMicrotask(() => refused("nobody has agreed to that."));
  else
    try {
      worker = new Worker(ownScript("fetcher.js"));
      // It takes the first word alone.
      apply(post, worker, [{ url, port: port1 }, [port1]]);
      worker.onerror = notRun;
    } catch {
      queueMicrotask(notRun);
    }
  return { port: port2, end: () => worker?.terminate() };
}
