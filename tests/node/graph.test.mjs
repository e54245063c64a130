// The call graph from the Session through Graphviz: whatever a profile says, its text for the layout is DOT, and what comes of it has every
// box and line of the table.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { instance } from "@viz-js/viz";
import { leastHeight } from "../../www/engine/graph-room.js";
import { HOSTILE, profileOf } from "../profiles.mjs";

/** @import { GraphInfo, GraphQuery } from "../../www/pkg/proflens.js" */

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });
const graphviz = await instance();

/** @param {Uint8Array} bytes @param {string} [options] @param {GraphQuery} [query] @returns {GraphInfo} */
function graphOf(bytes, options = "", query = { labels: true }) {
  const session = new Session();
  session.open("profile", bytes);
  assert.deepEqual(session.change({ params: [...new URLSearchParams(options)] }).refused, []);
  const { info } = session.ask("graph", query);
  session.free();
  return info;
}
/** The groups of the layout by their ids, with how many texts each has. @param {GraphInfo} graph */
function laidOut(graph) {
  const { status, output, errors } = graphviz.render(graph.dot, { format: "svg", engine: "dot" });
  assert.equal(status, "success", JSON.stringify(errors));
  const svg = output ?? "";
  // What XML has no way to write is not in it: a browser would refuse all of it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  assert.doesNotMatch(svg, /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
  const groups = [...svg.matchAll(/<g id="([^"]*)" class="(?:node|edge)">(.*?)<\/g>/gs)];
  return new Map(groups.map(([, id, inside]) => [id.replace("&#45;", "-"), inside.match(/<text /g)?.length ?? 0]));
}
/** @param {GraphInfo} graph */
function assertDrawn(graph) {
  const wanted = new Map();
  for (const node of graph.nodes) {
    wanted.set(node.id, node.lines.length);
    for (const label of node.labels) wanted.set(label.id, label.lines.length).set(`to-${label.id}`, 1);
  }
  for (const edge of graph.edges) wanted.set(edge.id, 1);
  assert.deepEqual([...laidOut(graph)].sort(), [...wanted].sort());
}

for (const [what, name] of Object.entries(HOSTILE)) {
  test(`a profile with ${what} for a name, a label and a unit is drawn`, () => {
    const profile = profileOf(
      [
        { stack: ["main", name], value: 3, labels: { key: name } },
        { stack: [name, "leaf"], value: 2, labels: { [typeof name === "string" ? name : "other"]: "value" } },
      ],
      typeof name === "string" ? name : "count",
    );
    const graph = graphOf(profile);
    assert.equal(graph.nodes.length, 3);
    assertDrawn(graph);
    assert.ok(graph.dot.length < 5000, `${graph.dot.length} characters`);
  });
}

test("a profile with all of them is drawn, as a graph and as a tree, at every granularity", () => {
  const samples = Object.values(HOSTILE).map((name, i) => ({
    stack: ["main", name],
    value: i + 1,
    labels: { key: name },
  }));
  for (const options of ["", "calltree=t", "g=lines", "g=files", "g=addresses"])
    assertDrawn(graphOf(profileOf(samples), options));
});

test("names stay whole in the table, and one of no characters is pprof's unknown", () => {
  const samples = Object.values(HOSTILE).map((name) => ({ stack: ["main", name], value: 1 }));
  const names = new Set(graphOf(profileOf(samples)).nodes.map((node) => node.name));
  for (const name of Object.values(HOSTILE).filter((name) => typeof name === "string"))
    assert.ok(names.has(name || "<unknown>"), name.slice(0, 50));
});

test("a real profile is drawn", () => {
  const graph = graphOf(new Uint8Array(readFileSync(file("testdata/cpu.pb.gz"))));
  assert.ok(graph.nodes.some((node) => node.labels.length > 0));
  assertDrawn(graph);
});

test("a graph of all that there is has bounds, and says what it leaves out", () => {
  const samples = Array.from({ length: 2500 }, (_, i) => ({
    stack: ["main", `f${i}`],
    value: i + 1,
    labels: { n: `${i}` },
  }));
  const graph = graphOf(profileOf(samples), "trim=f");
  const boxes = graph.nodes.length + graph.nodes.reduce((sum, node) => sum + node.labels.length, 0);
  assert.ok(graph.nodes.length > 500 && boxes < 4000, `${graph.nodes.length} nodes, ${boxes} boxes`);
  assert.match(graph.leftOut, /^Left out: \d+ nodes, for a drawing has at most 2000 nodes/);
  assert.ok(graph.dot.length < 1_000_000);
});

test("how high a drawing is at the least is known before it is laid out, and not far off", () => {
  for (const name of ["cpu", "cpu-2", "heap-2", "goroutine-2", "mutex"])
    for (const nodes of [0, 40, 12])
      for (const options of ["", "calltree=t"]) {
        const graph = graphOf(new Uint8Array(readFileSync(file(`testdata/${name}.pb.gz`))), options, { nodes });
        const { output } = graphviz.render(graph.dot, { format: "svg", engine: "dot" });
        const height = Number(/viewBox="[-\d.]+ [-\d.]+ [-\d.]+ ([-\d.]+)"/.exec(output ?? "")?.[1]);
        const least = leastHeight(graph);
        assert.ok(least < height && least > height * 0.55, `${name} ${nodes} ${options}: ${least} of ${height}`);
      }
});

test("a graph of calls in circles has a height, too", () => {
  const stack = (/** @type {string} */ names) => ({ stack: names.split(" "), value: 1 });
  const graph = graphOf(profileOf([stack("a b c a b"), stack("c b a"), stack("a a")]));
  assert.ok(leastHeight(graph) > 0 && leastHeight(graph) < 1000);
  assert.equal(leastHeight({ nodes: [], edges: [] }), 0);
});
