// The analyzer in little memory: a wasm module in, the same out, whose memory may have so many pages of 64 kB and no more.
//
// Where such a memory ends is where 4 GB end for a profile that is a hundred times as large.

/** The number of the section of a module that says how large its memory is. */
const MEMORY = 5;

/** @param {Uint8Array} module @param {number} pages */
export function bounded(module, pages) {
  let at = 8;
  for (;;) {
    const start = at;
    const id = module[at++];
    if (id === undefined) throw new Error("the module has no memory of its own");
    const size = readNumber();
    const body = at;
    at += size;
    if (id !== MEMORY) continue;
    at = body + 2;
    const limits = [1, 1, ...number(readNumber()), ...number(pages)];
    return Uint8Array.from(
      Buffer.concat([
        module.subarray(0, start),
        Uint8Array.from([MEMORY, limits.length, ...limits]),
        module.subarray(body + size),
      ]),
    );
  }

  function readNumber() {
    let [sum, unit] = [0, 1];
    for (;;) {
      const byte = module[at++];
      sum += (byte & 127) * unit;
      if (byte < 128) return sum;
      unit *= 128;
    }
  }
}

/** @param {number} n @returns {number[]} */
const number = (n) => (n < 128 ? [n] : [(n % 128) | 128, ...number(Math.floor(n / 128))]);
