// Profiles as tests write them: stacks with names of any kind, which need not be texts.
//
//     profileOf([{ stack: ["main", 'say "hi"'], value: 30, labels: { path: "C:\\new" } }])
//
// In: samples, the root of a stack first. Out: a profile.proto, uncompressed, with one sample type, samples/count, if no other is said.

const encoder = new TextEncoder();

/** @param {number} n @returns {number[]} */
const varint = (n) => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))]);
/** A field that is a number. @param {number} field @param {number} n */
const number = (field, n) => [field << 3, ...varint(n)];
/** A field that is bytes: a text or a message. @param {number} field @param {ArrayLike<number>} bytes */
const bytes = (field, bytes) => [(field << 3) | 2, ...varint(bytes.length), ...Array.from(bytes)];

/** @typedef {string | Uint8Array} Name */
/**
 * @param {{stack: Name[], value: number | number[], labels?: Record<string, Name>}[]} samples @param {string} [unit] of the values
 * @param {string[]} [types] of the values of a sample, in their order
 */
export function profileOf(samples, unit = "count", types = ["samples"]) {
  /** @type {Map<string, {id: number, name: Name}>} */
  const strings = new Map();
  const string = (/** @type {Name} */ name) => {
    const key = typeof name === "string" ? `text ${name}` : `bytes ${name}`;
    const known = strings.get(key) ?? { id: strings.size, name };
    strings.set(key, known);
    return known.id;
  };
  string("");
  /** @type {Map<number, number>} */
  const functions = new Map();
  const place = (/** @type {Name} */ name) => {
    const id = string(name);
    functions.set(id, functions.get(id) ?? functions.size + 1);
    return functions.get(id) ?? 0;
  };
  const profile = types.map((type) => bytes(1, [...number(1, string(type)), ...number(2, string(unit))]));
  for (const { stack, value, labels = {} } of samples) {
    const sample = stack.toReversed().map((name) => number(1, place(name)));
    sample.push(...[value].flat().map((one) => number(2, one)));
    for (const [key, text] of Object.entries(labels))
      sample.push(bytes(3, [...number(1, string(key)), ...number(2, string(text))]));
    profile.push(bytes(2, sample.flat()));
  }
  for (const [name, id] of functions) {
    profile.push(bytes(4, [...number(1, id), ...bytes(4, number(1, id))]));
    profile.push(bytes(5, [...number(1, id), ...number(2, name)]));
  }
  for (const { name } of strings.values())
    profile.push(bytes(6, typeof name === "string" ? encoder.encode(name) : name));
  return new Uint8Array(profile.flat());
}

/**
 * A small file that means many frames: each sample is met at `depth` times the same place, which stands for so many inlined calls.
 * @param {number} samples @param {number} depth @param {number} calls
 */
export function inlinedProfile(samples, depth, calls) {
  const line = bytes(4, [...number(1, 1), ...number(2, 7)]);
  const stack = bytes(1, Array(depth).fill(1));
  const profile = [bytes(1, [...number(1, 1), ...number(2, 2)])];
  for (let nth = 0; nth < samples; nth++)
    profile.push(bytes(2, [...stack, ...number(2, 1), ...bytes(3, [...number(1, 4), ...number(3, nth + 1)])]));
  profile.push(bytes(4, [...number(1, 1), ...Array(calls).fill(line).flat()]));
  profile.push(bytes(5, [...number(1, 1), ...number(2, 3)]));
  for (const text of ["", "samples", "count", "main.again", "number"]) profile.push(bytes(6, encoder.encode(text)));
  return new Uint8Array(profile.flat());
}

/**
 * A small file that means few boxes from the root and as many as frames from the leaf: the leaf of all samples is called by another function
 * in each, and below that is the same place, `depth` times, which stands for so many inlined calls.
 * @param {number} samples @param {number} depth @param {number} calls
 */
export function callersProfile(samples, depth, calls) {
  const names = ["", "samples", "count", "main.again", "main.leaf"];
  const profile = [bytes(1, [...number(1, 1), ...number(2, 2)])];
  /** @param {number} id @param {number[]} lines */
  const place = (id, lines) => {
    profile.push(bytes(4, [...number(1, id), ...lines]));
    profile.push(bytes(5, [...number(1, id), ...number(2, id + 2)]));
  };
  const line = (/** @type {number} */ id) => bytes(4, number(1, id));
  place(1, Array(calls).fill(line(1)).flat());
  place(2, line(2));
  for (let nth = 0; nth < samples; nth++) {
    const id = names.push(`main.caller${nth}`) - 3;
    place(id, line(id));
    profile.push(bytes(2, [...bytes(1, [2, ...varint(id), ...Array(depth).fill(1)]), ...number(2, 1)]));
  }
  for (const name of names) profile.push(bytes(6, encoder.encode(name)));
  return new Uint8Array(profile.flat());
}

/**
 * A profile of one sample that has many of what most have few of: labels, sample types, comments.
 * @param {{labels?: number, types?: number, comments?: number}} many
 */
export function manyProfile({ labels = 0, types = 1, comments = 0 }) {
  const names = ["", "count", "main.main"];
  const name = (/** @type {string} */ text) => names.push(text) - 1;
  const profile = [];
  for (let nth = 0; nth < types; nth++) profile.push(bytes(1, [...number(1, name(`type${nth}`)), ...number(2, 1)]));
  const sample = [...number(1, 1), ...bytes(2, Array(types).fill(1))];
  for (let nth = 0; nth < labels; nth++) {
    const label = bytes(3, [...number(1, name(`key${nth}`)), ...number(2, name(`value${nth}`))]);
    for (const byte of label) sample.push(byte);
  }
  profile.push(bytes(2, sample));
  profile.push(bytes(4, [...number(1, 1), ...bytes(4, number(1, 1))]));
  profile.push(bytes(5, [...number(1, 1), ...number(2, 2)]));
  for (let nth = 0; nth < comments; nth++) profile.push(number(13, name(`comment ${nth}`)));
  for (const text of names) profile.push(bytes(6, encoder.encode(text)));
  return new Uint8Array(profile.flat());
}

/**
 * A profile with many samples, each with a stack and numbers of its own as labels, and with eight sample types: what takes memory.
 * @param {number} samples
 */
export function largeProfile(samples) {
  const [types, labels, places, depth] = [8, 3, 300, 20];
  const names = ["", "count"];
  const name = (/** @type {string} */ text) => names.push(text) - 1;
  const pieces = Array.from({ length: types }, (_, nth) =>
    bytes(1, [...number(1, name(`type${nth}`)), ...number(2, 1)]),
  );
  const keys = Array.from({ length: labels }, (_, nth) => name(`key${nth}`));
  for (let nth = 0; nth < samples; nth++) {
    const stack = Array.from({ length: depth }, (_, frame) =>
      varint(1 + ((nth * (frame + 7) + frame * frame) % places)),
    );
    const values = Array.from({ length: types }, (_, type) => varint(1 + ((nth * (type + 3)) % 100)));
    const own = keys.flatMap((key) => bytes(3, [...number(1, key), ...number(3, nth + 1)]));
    pieces.push(bytes(2, [...bytes(1, stack.flat()), ...bytes(2, values.flat()), ...own]));
  }
  for (let id = 1; id <= places; id++) {
    pieces.push(bytes(4, [...number(1, id), ...bytes(4, [...number(1, id), ...number(2, id)])]));
    pieces.push(bytes(5, [...number(1, id), ...number(2, name(`main.place${id}`))]));
  }
  for (const text of names) pieces.push(bytes(6, encoder.encode(text)));
  return Uint8Array.from(Buffer.concat(pieces.map((piece) => Uint8Array.from(piece))));
}

/** Names and texts that have broken drawings, pages and programs; each is legal in a profile. @type {Record<string, Name>} */
export const HOSTILE = {
  "a double quote": 'say "hi"',
  "a quote that ends a label": 'x" color="red',
  "a NUL": "before\0behind",
  "a line end": "first\nsecond\r\nthird",
  backslashes: "C:\\new\\lines\\",
  "escapes of Graphviz": "\\N\\G\\E\\l\\r",
  HTML: "<b>&lt;bold&gt;</b><script>window.hurt = 1</script>",
  "an HTML label": "<<table><tr><td>x</td></tr></table>>",
  DOT: "a -> b; } digraph { c",
  "control characters": "\x01\x02\x1b[31m\x7f",
  "no characters": "\ufffe\uffff\ufeff",
  "from right to left": "\u202eevil\u202c",
  "bytes that are no text": new Uint8Array([0xff, 0xfe, 0x61, 0xc3]),
  "half of a character": new Uint8Array([0xe6, 0xbc]),
  "10,000 characters": "y".repeat(10_000),
  "10,000 parts": "z.".repeat(10_000),
  "10,000 places": "a:1 - ".repeat(10_000),
  "10,000 inner classes": "a$".repeat(10_000),
  "a tab": "\t",
  nothing: "",
};
