// Writes a report in the worker, part by part, into a file or a Blob.

import { breathe } from "./breathe.js";
import { CANCEL, REPORT_EVERY } from "./open.js";
import { guarded, release } from "./trap.js";

/** @import { Session, Wanted } from "../pkg/proflens.js" */
/** @import { Job } from "./worker.js" */

/** So much of a report is in memory before it becomes a Blob, in bytes. */
const FOLD = 16 << 20;

/**
 * Reports `{bytes, share}` as it goes; resolves to the size, and to the Blob where no file was given.
 * @param {Session} session @param {Wanted & {handle?: FileSystemFileHandle}} what @param {Job} on
 */
export async function save(session, { handle, ...wanted }, { report, signal }) {
  // It is made at once: what is asked of the session before the file is open belongs to other views.
  const download = guarded(() => session.download(wanted));
  /** @type {Target | undefined} */
  let open;
  try {
    const file = handle ? await toFile(handle) : toBlob();
    const to = (open = download.isProfile ? compressed(file, signal) : file);
    let size = 0;
    let reported = performance.now();
    for (let share = 0; share < 1; ) {
      share = download.step((chunk) => {
        to.push(chunk);
        size += chunk.length;
        // A report in one part gets its turn here.
        if (performance.now() - reported >= REPORT_EVERY) {
          reported = performance.now();
          report({ bytes: size, share });
        }
        return true;
      });
      await to.flush();
      await breathe();
      if (signal.aborted) throw CANCEL;
    }
    const done = await to.end();
    open = undefined;
    return done;
  } finally {
    release(download);
    await open?.undo();
  }
}

/**
 * Where a report goes. `push` takes what there is, `flush` waits until it has gone.
 * @typedef {{push: (chunk: Uint8Array<ArrayBuffer>) => void, flush: () => Promise<void>, end: () => Promise<{blob?: Blob, size: number}>, undo: () => Promise<void>}} Target
 */

/** Parts of a report are folded into one Blob now and then: browsers keep big Blobs on disk, arrays never. @returns {Target} */
function toBlob() {
  let whole = new Blob([]);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pending = [];
  let size = 0;
  const fold = () => {
    whole = new Blob([whole, ...pending]);
    pending = [];
    size = 0;
    return whole;
  };
  return {
    push(chunk) {
      pending.push(chunk);
      size += chunk.length;
      if (size >= FOLD) fold();
    },
    async flush() {},
    end: async () => ({ blob: fold(), size: whole.size }),
    async undo() {},
  };
}

/** The file takes a part before the next one is made, so that no more than one is in memory. @param {FileSystemFileHandle} handle @returns {Promise<Target>} */
async function toFile(handle) {
  const file = await handle.createWritable();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pending = [];
  let size = 0;
  const flush = async () => {
    const part = new Blob(pending);
    pending = [];
    size += part.size;
    await file.write(part);
  };
  return {
    push: (chunk) => void pending.push(chunk),
    flush,
    async end() {
      await flush();
      await file.close();
      return { size };
    },
    undo: () => file.abort(),
  };
}

/** Profiles leave in gzip, as pprof writes them; the browser's compressor saves the core one. @param {Target} file @param {AbortSignal} signal @returns {Target} */
function compressed(file, signal) {
  const plain = toBlob();
  return {
    ...plain,
    async end() {
      const { blob } = await plain.end();
      const reader = /** @type {Blob} */ (blob).stream().pipeThrough(new CompressionStream("gzip")).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return file.end();
        if (signal.aborted) throw CANCEL;
        file.push(value);
        await file.flush();
      }
    },
    undo: file.undo,
  };
}
