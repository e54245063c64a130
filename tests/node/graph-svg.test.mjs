// From Graphviz's SVG and the table to the drawing: everything of the table is drawn once, says what the table says, and stands where
// Graphviz has put it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { instance } from "@viz-js/viz";
import { DOMParser, parseHTML } from "linkedom";
import { drawingOf, geometryOf } from "../../www/engine/graph-svg.js";
import { shown } from "../../www/text.js";
import { HOSTILE, profileOf } from "../profiles.mjs";

/** @import { GraphInfo } from "../../www/pkg/proflens.js" */

Object.assign(globalThis, { DOMParser, document: parseHTML("<!doctype html><html></html>").document });

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });
const graphviz = await instance();

/** @param {Uint8Array} bytes @returns {{graph: GraphInfo, svg: string}} */
function laidOut(bytes) {
  const session = new Session();
  session.open("profile", bytes);
  const { info: graph } = session.ask("graph", { labels: true });
  session.free();
  const { output } = graphviz.render(graph.dot, { format: "svg", engine: "dot" });
  return { graph, svg: output ?? "" };
}
/** @param {Element} group */
const textsOf = (group) => [...group.querySelectorAll("text")].map((text) => text.textContent);
/** A box, a line and a box of labels, written as Graphviz writes them. */
const SMALL = `<?xml version="1.0"?>
<svg width="100pt" height="80pt" viewBox="0.00 0.00 100.00 80.50" xmlns="http://www.w3.org/2000/svg">
<g id="graph0" class="graph" transform="scale(1 1) rotate(0) translate(4 76.5)">
<g id="N1" class="node"><title>N1</title><polygon fill="none" stroke="black" points="60,-36 10,-36 10,0 60,0 60,-36"/>
<text text-anchor="middle" x="35" y="-14" font-family="Arial" font-size="9.00">x</text></g>
<g id="E1" class="edge"><path d="M1,2C3,4 5,6 7,8" onclick="alert(1)"/><text x="3" y="4" font-size="14">x</text></g>
</g></svg>`;

test("where everything is comes from the SVG: its size, how far it is moved, its groups by their ids", () => {
  const { width, height, dx, dy, groups } = geometryOf(SMALL);
  assert.deepEqual([width, height, dx, dy, [...groups.keys()]], [100, 80.5, 4, 76.5, ["N1", "E1"]]);
});

test("an SVG without a graph is a sentence", () => {
  for (const svg of ["<svg xmlns='http://www.w3.org/2000/svg'></svg>", "<html></html>"])
    assert.throws(() => geometryOf(svg), { message: "Graphviz answered something that is no drawing." });
});

test("a drawing has the shapes of the SVG and the texts of the table, and nothing that loads or runs", () => {
  const node = { id: "N1", name: "main.main", lines: ["main.main"], labels: [], color: "#b20000", fill: "#edd5d5" };
  const edge = { id: "E1", from: "N1", to: "N1", text: "3 of 4", residual: true, inline: false, color: "" };
  const table = /** @type {any} */ ({ nodes: [node], edges: [edge] });
  const { root, nodes, edges } = drawingOf(geometryOf(SMALL), table, false);
  assert.equal(root.getAttribute("transform"), "translate(4 76.5)");
  const box = nodes.get("N1");
  assert.deepEqual([box?.x, box?.y, box?.width, box?.height], [14, 40.5, 50, 36]);
  assert.equal(box?.element.dataset.fn, "main.main");
  assert.deepEqual(textsOf(root), ["3 of 4", "main.main"], "lines lie below boxes");
  assert.equal(edges[0].element.getAttribute("class"), "edge dotted");
  const [hit, path] = edges[0].element.children;
  const attributes = (/** @type {Element} */ of) => [...of.attributes].map(({ name, value }) => `${name}=${value}`);
  assert.deepEqual(attributes(path), ["d=M1,2C3,4 5,6 7,8"]);
  assert.deepEqual(
    attributes(hit).sort(),
    ["class=hit", "d=M1,2C3,4 5,6 7,8"],
    "what is pointed at is wider than the line",
  );
});

test("what Graphviz has left out is an empty group", () => {
  const node = { id: "N9", name: "f", lines: ["f"], labels: [], color: "#b20000", fill: "#edd5d5" };
  const { nodes } = drawingOf(geometryOf(SMALL), /** @type {any} */ ({ nodes: [node], edges: [] }), false);
  const box = nodes.get("N9");
  assert.deepEqual([box?.width, box?.height, box?.element.children.length], [0, 0, 0]);
});

const hostile = Object.values(HOSTILE).map((name, i) => ({
  stack: ["main", name],
  value: i + 1,
  labels: { key: name },
}));
for (const [what, bytes] of Object.entries({
  "a real profile": new Uint8Array(readFileSync(file("testdata/cpu.pb.gz"))),
  "a profile of hostile names": profileOf(hostile),
}))
  test(`${what}: every box, line and label of the table is drawn with its own texts`, () => {
    const { graph, svg } = laidOut(bytes);
    const { width, height, nodes, edges, labels } = drawingOf(geometryOf(svg), graph, false);
    assert.equal(nodes.size, graph.nodes.length);
    assert.equal(edges.length, graph.edges.length);
    assert.equal(labels.length, graph.nodes.flatMap((node) => node.labels).length);
    assert.ok(labels.length > 0);
    for (const { row, element, ...box } of nodes.values()) {
      assert.deepEqual(textsOf(element), row.lines.map(shown));
      assert.ok(box.width > 0 && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height, row.name);
    }
    for (const { row, said } of edges) assert.deepEqual(textsOf(said), [row.inline ? `${row.text} inline` : row.text]);
    for (const { row, element, line } of labels) {
      assert.deepEqual(textsOf(element), row.lines.map(shown));
      assert.deepEqual(textsOf(line), [shown(row.text)]);
    }
  });
