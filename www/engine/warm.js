// Engines compile WebAssembly in haste at first, and better what has run for a while: for all workers of a page at once. So the one that has
// nothing to do yet opens a small profile again and again, while the user looks for his file.
//
// In: nothing. Out: nothing but time: what opens the first file runs as fast as for the next one.

import { Loader, Session, Unpacker } from "../pkg/proflens.js";
import { breathe } from "./breathe.js";

/** How often it is opened: a twelfth of a second's work, behind which most of what runs for each sample is compiled well. */
const ROUNDS = 10;
/** Of what it is made: ids of places have two bytes, as in most files. */
const [PLACES, SAMPLES, DEPTH] = [600, 4000, 30];

/** @param {() => boolean} isWanted whether there is still nothing else to do */
export async function warmUp(isWanted) {
  const packed = await gzip(madeUp());
  for (let round = 0; round < ROUNDS; round++) {
    await breathe();
    if (!isWanted()) return;
    const [unpacker, loader, session] = [new Unpacker(), new Loader(""), new Session()];
    const take = (/** @type {Uint8Array<ArrayBuffer>} */ piece) => (loader.pushUnpacked(piece), true);
    unpacker.push(packed, take);
    unpacker.finish(take);
    session.add(loader);
    session.change({});
    session.ask("top", {});
    unpacker.free();
    session.free();
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function gzip(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** A profile that nobody has measured, as the bytes of profile.proto. */
function madeUp() {
  /** @type {number[]} */
  const out = [];
  const varint = (/** @type {number[]} */ to, /** @type {number} */ n) => {
    for (; n > 0x7f; n = Math.floor(n / 128)) to.push((n & 0x7f) | 0x80);
    to.push(n);
  };
  /** A field with a length. @param {number[]} to @param {number} number @param {ArrayLike<number>} content */
  const field = (to, number, content) => {
    varint(to, (number << 3) | 2);
    varint(to, content.length);
    for (let i = 0; i < content.length; i++) to.push(content[i]);
  };
  /** A message of numbers, by their fields. @param {...[number, number]} numbers */
  const message = (...numbers) => {
    const content = /** @type {number[]} */ ([]);
    for (const [number, value] of numbers) {
      varint(content, number << 3);
      varint(content, value);
    }
    return content;
  };
  field(out, 1, message([1, 1], [2, 2]));
  const text = new TextEncoder();
  for (const word of ["", "cpu", "nanoseconds"]) field(out, 6, text.encode(word));
  for (let i = 1; i <= PLACES; i++) {
    field(out, 6, text.encode(`main.f${i}`));
    field(out, 5, message([1, i], [2, i + 2]));
    const line = /** @type {number[]} */ ([]);
    field(line, 4, message([1, i], [2, i]));
    field(out, 4, [...message([1, i], [3, 0x1000 + i]), ...line]);
  }
  for (let i = 0; i < SAMPLES; i++) {
    const [sample, ids] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let at = 0; at < DEPTH; at++) varint(ids, 1 + ((i * (at + 7) + at * at * 31) % PLACES));
    field(sample, 1, ids);
    field(sample, 2, [1 + (i % 100)]);
    field(out, 2, sample);
  }
  return Uint8Array.from(out);
}
