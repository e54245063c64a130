// One measured run of the analyzer in wasm, under Node: in, a profile; out, lines `stage milliseconds` and `count number`.
// `cargo xtask bench` starts it anew for each run, because a fresh instance is what a dropped file meets, not yet
// optimised by the engine; examples/bench_stages.rs does the same natively.

import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import init, { Loader, Session } from "../www/pkg/proflens.js";

/** Files come in pieces, as in the page's worker. */
const CHUNK = 1 << 20;

const [path, what] = process.argv.slice(2);
const profile = readFileSync(path);
const { memory } = await init({
  module_or_path: readFileSync(new URL("../www/pkg/proflens_bg.wasm", import.meta.url)),
});

if (path.endsWith(".txt")) timed("lines", () => new TextDecoder().decode(profile).split("\n").length);

if (what === "inflate") {
  // The boundary does not inflate alone. A file whose one field is unknown is inflated and skipped, which is the same work.
  const file = gzipSync(unknownField(profile[0] === 0x1f ? gunzipSync(profile) : profile));
  timed("inflate", () => push(file));
} else {
  const session = new Session();
  timed("open", () => session.add(push(profile)));
  timed("top", () => session.run("top"));
  console.log(`memory ${memory.buffer.byteLength}`);
  // As wide as a window, from the root; then with what is known.
  timed("flame", () => session.ask("flame", { smallest: 0.5 / 1280 }));
  timed("flame again", () => session.ask("flame", { smallest: 0.25 / 1280 }));
  timed("traces", () => session.stream("traces", () => true));
  // A filter for the first row, as its chip or its menu sets it, until the rows of Top are there.
  const [first] = session.ask("top").rows;
  timed("focus to top", () => {
    change({ filter: [["focus", first.name]] });
    session.ask("top");
  });
  // The view of stacks, until its first rows are there.
  change({ set: [["focus", ""]] });
  timed("traces rows", () => session.ask("traces"));

  /** @param {object} what */
  function change(what) {
    const { refused } = session.change(what);
    if (refused.length > 0) throw new Error(refused.join("\n"));
  }
}

/** @param {Uint8Array} file */
function push(file) {
  const loader = new Loader("bench");
  for (let at = 0; at < file.length; at += CHUNK) loader.push(file.subarray(at, at + CHUNK));
  return loader;
}

/** The bytes as a field that profile.proto does not have: number 100, with a length. @param {Uint8Array} bytes */
function unknownField(bytes) {
  const head = [0xa2, 0x06];
  let length = bytes.length;
  for (; length >= 0x80; length = Math.floor(length / 0x80)) head.push((length % 0x80) | 0x80);
  return Buffer.concat([Uint8Array.from([...head, length]), bytes]);
}

/** @param {string} stage @param {() => unknown} work */
function timed(stage, work) {
  const start = performance.now();
  work();
  console.log(`${stage} ${(performance.now() - start).toFixed(3)}`);
}
