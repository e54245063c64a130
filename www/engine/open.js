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

/**
 * Reports `{bytes, total}` as it goes; resolves to the profile's id.
 * @param {Session} session @param {{name: string, source: Blob | MessagePort, choice?: Choice}} what `choice`: what of it is kept @param {Job} on
 * @param {MessagePort | null} beside leads to the worker that unpacks, if it is there
 */
export async function open(session, { name, source, choice }, { report, signal }, beside) {
  /** @type {Loader | undefined} */
  let loader;
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  try {
    if (signal.aborted) throw CANCEL;
    loader = guarded(() => new Loader(name, source instanceof File ? source.lastModified : undefined));
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
      for await (const { piece, bytes } of unpacked(beside, source, stop.signal)) {
        loader.pushUnpacked(piece);
        progress.bytes = bytes;
        await pause();
      }
    } else {
      const { body, total } =
        source instanceof Blob ? { body: source.stream(), total: source.size } : await received(source, stop.signal);
      if (total !== progress.total) report(Object.assign(progress, { total }));
      const reader = body.getReader();
      stop.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (let at = 0; at < value.length; at += PIECE) {
          loader.push(value.subarray(at, at + PIECE));
          progress.bytes = loader.bytesIn;
          await pause();
        }
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
