// A large file is taken out of its container in one worker and decoded in another: both at the same time.
//
//     serve(port)                    in the one that unpacks: says that it is there, and does what comes
//     for await (const { piece, bytes } of unpacked(port, file, signal))        in the one that decodes
//
// In: a file. Out: what it holds, in pieces that move and are not copied, each with how much of the file has been read by then. Each file has
// a channel of its own. The one that unpacks stays few pieces ahead: no file is in memory twice.

import { Unpacker } from "../pkg/proflens.js";
import { guarded, isTrap, release, Trapped } from "./trap.js";
import { warmUp } from "./warm.js";

/** So many pieces may be on their way, of a quarter of a megabyte each. */
const AHEAD = 16;
/** So many bytes of the file are unpacked before it is looked whether more are wanted. */
const CHUNK = 1 << 16;

/** @typedef {{piece?: Uint8Array<ArrayBuffer>, bytes?: number, done?: true, error?: string, name?: string, trapped?: boolean, isAboutSize?: boolean}} Part */

/** @param {MessagePort} port by which files come */
export function serve(port) {
  let isIdle = true;
  port.onmessage = ({ data }) => {
    isIdle = false;
    void unpack(data.file, data.port);
  };
  port.postMessage("ready");
  // Where it fails the first file takes longer, and nothing else is lost.
  warmUp(() => isIdle).catch(() => {});
}

/** @param {Blob} file @param {MessagePort} port */
async function unpack(file, port) {
  let [ahead, isOver, bytes] = [0, false, 0];
  let wake = () => {};
  port.onmessage = ({ data }) => {
    if (data === "stop") isOver = true;
    else ahead--;
    wake();
  };
  const say = (/** @type {Part} */ part, /** @type {Transferable[]} */ moved = []) => port.postMessage(part, moved);
  const give = (/** @type {Uint8Array<ArrayBuffer>} */ piece) => {
    ahead++;
    say({ piece, bytes }, [piece.buffer]);
    return true;
  };
  /** @type {Unpacker | undefined} */
  let unpacker;
  const reader = file.stream().getReader();
  try {
    unpacker = guarded(() => new Unpacker());
    for (;;) {
      const { done, value } = await reader.read();
      if (done || isOver) break;
      for (let at = 0; at < value.length && !isOver; at += CHUNK) {
        const chunk = value.subarray(at, at + CHUNK);
        bytes += chunk.length;
        unpacker.push(chunk, give);
        while (ahead > AHEAD && !isOver) await new Promise((resolve) => (wake = () => resolve(undefined)));
      }
    }
    if (!isOver) unpacker.finish(give);
    say({ done: true });
  } catch (e) {
    const [error, name] = e instanceof Error ? [e.message, e.name] : [String(e), ""];
    say({ error, name, trapped: isTrap(e), isAboutSize: e instanceof Error && "isAboutSize" in e });
  } finally {
    void reader.cancel().catch(() => {});
    if (unpacker) release(unpacker);
    port.close();
  }
}

/** The error of the analyzer that the other worker has met. @param {Part} part */
const told = ({ error, name, isAboutSize }) =>
  Object.assign(new Error(error), { name }, isAboutSize ? { isAboutSize } : {});

/**
 * What a file holds, piece by piece, and how many bytes of the file have been read by then.
 * @param {MessagePort} beside leads to the one that unpacks @param {Blob} file @param {AbortSignal} signal
 * @returns {AsyncGenerator<{piece: Uint8Array<ArrayBuffer>, bytes: number}>}
 */
export async function* unpacked(beside, file, signal) {
  const { port1: port, port2 } = new MessageChannel();
  /** @type {Part[]} */
  const here = [];
  let wake = () => {};
  port.onmessage = ({ data }) => {
    here.push(data);
    wake();
  };
  signal.addEventListener("abort", () => wake());
  beside.postMessage({ file, port: port2 }, [port2]);
  try {
    for (;;) {
      while (here.length === 0 && !signal.aborted) await new Promise((resolve) => (wake = () => resolve(undefined)));
      const part = here.shift();
      if (!part || part.done || signal.aborted) return;
      if (part.error !== undefined)
        // A trap there is one here: this worker ends, and the other one with it.
        throw part.trapped ? new Trapped(part.error) : told(part);
      port.postMessage("taken");
      if (part.piece) yield { piece: part.piece, bytes: part.bytes ?? 0 };
    }
  } finally {
    port.postMessage("stop");
    port.close();
  }
}
