// One measured run of the analyzer in wasm, under Node: in, a profile; out, lines `stage milliseconds` and `count number`.
// `cargo xtask bench` starts it anew for each run, because a fresh instance is what a dropped file meets, not yet
// optimised by the engine; examples/bench_stages.rs does the same natively.

import { readFileSync } from "node:fs";
import init, { Loader, Session, Unpacker } from "../www/pkg/proflens.js";

/** Files come in pieces, as in the page's worker. */
const CHUNK = 1 << 20;

const [path, what] = process.argv.slice(2);
const profile = readFileSync(path);
const { memory } = await init({
  module_or_path: readFileSync(new URL("../www/pkg/proflens_bg.wasm", import.meta.url)),
});

if (path.endsWith(".txt")) timed("lines", () => new TextDecoder().decode(profile).split("\n").length);

if (what === "inflate") {
  // As the worker does it that unpacks for the other.
  timed("inflate", () => {
    const unpacker = new Unpacker();
    const take = () => true;
    for (let at = 0; at < profile.length; at += CHUNK) unpacker.push(profile.subarray(at, at + CHUNK), take);
    unpacker.finish(take);
  });
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
  timed("peek", () => session.ask("peek", { name: first.name }));
  // A window tries several numbers of nodes until their names can be read.
  timed("graph", () => [40, 20].map((nodes) => session.ask("graph", { nodes })));
  timed("source", () => session.ask("source"));
  timed("type to top", () => {
    change({ set: [["sample_index", "0"]] });
    session.ask("top");
  });

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

/** @param {string} stage @param {() => unknown} work */
function timed(stage, work) {
  const start = performance.now();
  work();
  console.log(`${stage} ${(performance.now() - start).toFixed(3)}`);
}
