// Opens a profile in the worker: a file or an address, chunk by chunk.

import { Loader } from "../pkg/proflens.js";

/** @import { Session } from "../pkg/proflens.js" */
/** @import { Job } from "./worker.js" */

/** Thrown by what the user stopped. */
export const CANCEL = Symbol("cancelled");
/** How often a long job reports, in milliseconds: often enough to look alive, seldom enough to cost nothing. */
export const REPORT_EVERY = 50;
/** A chunk above this is fed in pieces, so that even a file that arrives whole can be cancelled. */
const PIECE = 1 << 20;

/**
 * Reports `{bytes, total}` as it goes; resolves to the profile's id.
 * @param {Session} session @param {string} name @param {Blob | string} source @param {Job} on
 */
export async function open(session, name, source, { report, signal }) {
  /** @type {Loader | undefined} */
  let loader;
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  try {
    if (signal.aborted) throw CANCEL;
    const { body, total } =
      typeof source === "string" ? await fetchBody(source, stop.signal) : { body: source.stream(), total: source.size };
    const reader = body.getReader();
    stop.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    loader = new Loader(name, source instanceof File ? source.lastModified : undefined);
    // The first one is shown; of many others most wait.
    if (session.count > 0) loader.keep();
    let reported = performance.now();
    report({ bytes: 0, total });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let at = 0; at < value.length; at += PIECE) {
        loader.push(value.subarray(at, at + PIECE));
        if (performance.now() - reported < REPORT_EVERY) continue;
        report({ bytes: loader.bytesIn, total });
        await breathe();
        reported = performance.now();
        if (signal.aborted) throw CANCEL;
      }
    }
    if (signal.aborted) throw CANCEL;
    const whole = loader;
    loader = undefined; // add() consumes it, also when it throws
    return session.add(whole);
  } finally {
    if (loader) release(loader);
    stop.abort();
  }
}

/** An instance that trapped refuses this, which must not hide the trap. @param {{free: () => void}} object */
export function release(object) {
  try {
    object.free();
  } catch {
    // The page is about to replace this worker.
  }
}

/** Lets the messages that wait, such as a cancel, be handled. A timer would do so too, but costs 4 ms each time. */
export function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}

/** Why a browser may not read what it was asked for: it tells no page more than that, so this says what to do, too. @param {string} url */
function whyUnread(url) {
  const { protocol, hostname, origin } = new URL(url);
  if (origin === location.origin) return "the network or the server does not answer. Try again when it does.";
  if (location.protocol === "https:" && protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(hostname))
    return "this page came by https, and browsers let such a page read nothing by http. Download it and drop the file here.";
  return "the server does not answer, or does not allow other pages to read it (CORS). Download it and drop the file here.";
}

/** @param {string} url @param {AbortSignal} signal */
async function fetchBody(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal });
  } catch {
    throw new Error(`${url} could not be fetched: ${whyUnread(url)}`);
  }
  if (!response.ok || !response.body)
    throw new Error(
      `${`${url} could not be fetched: the server answered ${response.status} ${response.statusText}`.trimEnd()}.`,
    );
  // A length that counts compressed bytes says nothing about the bytes that will arrive.
  const total = response.headers.get("content-encoding") ? 0 : Number(response.headers.get("content-length") ?? 0);
  return { body: response.body, total };
}
