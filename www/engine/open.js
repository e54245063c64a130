// Opens a profile in the worker: a file, or what is fetched beside it, chunk by chunk.

import { Loader } from "../pkg/proflens.js";
import { breathe } from "./breathe.js";
import { guarded, release } from "./trap.js";
import { unpacked } from "./unpacking.js";

/** @import { Choice, Session } from "../pkg/proflens.js" */
/** @import { Job } from "./worker.js" */

/** Thrown by what the user stopped. */
export const CANCEL = Symbol("cancelled");
/** How often a long job reports, in milliseconds: often enough to look alive, seldom enough to cost nothing. */
export const REPORT_EVERY = 50;
/** A chunk above this is fed in pieces, so that even a file that arrives whole can be cancelled. */
const PIECE = 1 << 20;
/** A file above this is unpacked beside, in bytes: a smaller one is open before the first piece of it would be here. */
const LARGE = 1 << 18;

/** So much of what is fetched is kept until it is open, in bytes: it may not come a second time as it has come now. */
const KEPT = 1 << 26;

/** A file, and what of it is kept if not all. @typedef {{name: string, source: Blob | MessagePort, choice?: Choice}} What */

/**
 * Reports `{bytes, total}` as it goes; resolves to the profile's id. What no reader takes as it stands is looked through for profiles.
 * @param {Session} session @param {What} what @param {Job} on
 * @param {MessagePort | null} beside leads to the worker that unpacks, if it is there
 */
export async function open(session, what, on, beside) {
  const stop = new AbortController();
  on.signal.addEventListener("abort", () => stop.abort());
  try {
    if (on.signal.aborted) throw CANCEL;
    const { name, source } = what;
    const modified = source instanceof File ? source.lastModified : undefined;
    /** What has come of a source that comes once. @type {Blob[] | null} */
    let came = source instanceof Blob ? null : [];
    let kept = 0;
    const keep = (/** @type {Uint8Array} */ chunk) => {
      kept += chunk.length;
      if (kept > KEPT) came = null;
      came?.push(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (chunk)]));
    };
    try {
      return await read(
        session,
        guarded(() => new Loader(name, modified)),
        what,
        on,
        stop.signal,
        keep,
        beside,
      );
    } catch (error) {
      const again = source instanceof Blob ? source : came && new Blob(came);
      if (!again || !mayBeInside(error)) throw error;
      const rescuing = guarded(() => Loader.rescuing(name, modified));
      const whole = { ...what, source: again };
      return await read(session, rescuing, whole, on, stop.signal, () => {}, null).catch((second) => {
        // What was said first is about the file as it is.
        throw second instanceof Error && second.name === "Refused" ? error : second;
      });
    }
  } finally {
    stop.abort();
  }
}

/** Whether a refusal says that it is no profile as it stands: of what is too large, no part is looked for. @param {unknown} error @returns {error is Error} */
const mayBeInside = (error) => error instanceof Error && error.name === "Refused" && !("isAboutSize" in error);

/**
 * Reads a source into a loader, and hands it over to the session.
 * @param {Session} session @param {Loader} loader @param {What} what @param {Job} on @param {AbortSignal} stopped
 * @param {(chunk: Uint8Array) => void} keep @param {MessagePort | null} beside
 */
async function read(session, loader, { source, choice }, { report, signal }, stopped, keep, beside) {
  /** @type {Loader | undefined} */
  let mine = loader;
  try {
    if (choice) loader.choose(Uint32Array.from(choice.sampleTypes ?? []), choice.dropLabels ?? false);
    // The first one is shown; of many others most wait, beside their files.
    const waits = session.count > 0;
    if (waits) loader.keep();
    const isBeside = beside && source instanceof Blob && source.size > LARGE && !waits;
    const progress = { bytes: 0, total: source instanceof Blob ? source.size : 0 };
    let reported = performance.now();
    report(progress);
    /** Says how far it is, lets others pass, and ends what was cancelled, once in a while. */
    const pause = async () => {
      if (performance.now() - reported < REPORT_EVERY) return;
      report(progress);
      await breathe();
      reported = performance.now();
      if (signal.aborted) throw CANCEL;
    };
    if (isBeside) {
      for await (const { piece, bytes } of unpacked(beside, source, stopped)) {
        loader.pushUnpacked(piece);
        progress.bytes = bytes;
        await pause();
      }
    } else {
      const { body, total } =
        source instanceof Blob ? { body: source.stream(), total: source.size } : await received(source, stopped);
      if (total !== progress.total) report(Object.assign(progress, { total }));
      const reader = body.getReader();
      stopped.addEventListener("abort", () => void reader.cancel().catch(() => {}));
      /** Why it is none; what is still to come may be part of what is inside. @type {unknown} */
      let refused;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        keep(value);
        for (let at = 0; at < value.length && !refused; at += PIECE) {
          try {
            loader.push(value.subarray(at, at + PIECE));
          } catch (error) {
            if (!mayBeInside(error) || source instanceof Blob) throw error;
            refused = error;
          }
          progress.bytes = loader.bytesIn;
          await pause();
        }
      }
      if (refused) throw refused;
    }
    if (signal.aborted) throw CANCEL;
    mine = undefined; // add() consumes it, also when it throws
    return session.add(loader);
  } finally {
    if (mine) release(mine);
  }
}

/** What is fetched beside this worker, part by part, see fetcher.js. @param {MessagePort} port @param {AbortSignal} signal */
async function received(port, signal) {
  const next = () =>
    new Promise(
      (
        /** @type {(part: {total?: number, chunk?: Uint8Array, done?: true, error?: string}) => void} */ resolve,
        reject,
      ) => {
        signal.addEventListener("abort", () => reject(CANCEL));
        port.onmessage = ({ data }) => resolve(data);
        port.postMessage("more");
      },
    ).then((part) => {
      if (part.error !== undefined) throw new Error(part.error);
      return part;
    });
  const { total = 0 } = await next();
  /** @type {ReadableStream<Uint8Array>} */
  const body = new ReadableStream({
    async pull(to) {
      const { chunk } = await next();
      if (chunk) to.enqueue(chunk);
      else to.close();
    },
  });
  return { body, total };
}
