// One measured run of the analyzer in wasm, under Node: in, a profile; out, lines `stage milliseconds` and `count number`.
// `cargo xtask bench` starts it anew for each run, because a fresh instance is what a dropped file meets, not yet
// optimised by the engine; examples/bench_stages.rs does the same natively.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import init, { Loader, Session } from "../www/pkg/proflens.js";

/** Files come in pieces, as in the page's worker. */
const CHUNK = 1 << 20;

const [path, what] = process.argv.slice(2);
const bytes = readFileSync(path);
const file = what === "decode" && bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
const { memory } = await init({ module_or_path: readFileSync(new URL("../www/pkg/proflens_bg.wasm", import.meta.url)) });

const session = new Session();
// An inflated file tells what decoding alone costs, in an instance of its own.
timed(what === "decode" ? "decode" : "open", () => {
  const loader = new Loader("bench");
  for (let at = 0; at < file.length; at += CHUNK) loader.push(file.subarray(at, at + CHUNK));
  session.add(loader);
});
if (what !== "decode") {
  timed("top", () => session.run("top"));
  console.log(`memory ${memory.buffer.byteLength}`);
  timed("traces", () => session.stream("traces", () => true));
}

/** @param {string} stage @param {() => unknown} work */
function timed(stage, work) {
  const start = performance.now();
  work();
  console.log(`${stage} ${(performance.now() - start).toFixed(3)}`);
}
