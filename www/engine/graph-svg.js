// From Graphviz's SVG and the Session's table to the drawing of the page.
//
// In: an SVG, in which everything has the id that it has in the table. Out: where everything is, and of that fresh elements with nothing in
// them but shapes: what they say and which colours they have comes from the table.

import { boundsOf, themed } from "./graph-look.js";
import { shown } from "../text.js";
import { ownMarkup } from "./own.js";

/** @import { Box } from "./graph-look.js" */
/** @import { GraphEdge, GraphInfo, GraphLabel, GraphNode } from "../pkg/proflens.js" */

const SVG = "http://www.w3.org/2000/svg";
/** What a shape keeps. Nothing of it loads or runs anything. */
const KEPT = ["points", "d", "x", "y", "text-anchor", "font-size", "stroke-width"];
const SHAPES = "polygon, polyline, path, text";
/** The font that Graphviz knows the measures of, and what stands in for it. */
const FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';
/** So much of a box stays free at each side of its text, in points; one of labels has a side that is seen from aside. */
const MARGIN = 3;
const SIDE = 4;

/** What Graphviz found out: the groups of its SVG by their ids, which lie `dx` and `dy` from where they say. @typedef {{width: number, height: number, dx: number, dy: number, groups: Map<string, Element>}} Geometry */
/** @typedef {Box & {row: GraphNode, element: SVGGElement}} Node */
/** A call: its line, and what it weighs, which lies above all lines. @typedef {{row: GraphEdge, element: SVGGElement, said: SVGGElement}} Edge */
/** A box of labels, the line to it, and the node that both belong to. @typedef {{row: GraphLabel, node: string, element: SVGGElement, line: SVGGElement}} Label */
/** @typedef {{root: SVGGElement, width: number, height: number, nodes: Map<string, Node>, edges: Edge[], labels: Label[]}} Drawing */

/** @param {string} svg @returns {Geometry} */
export function geometryOf(svg) {
  const source = new DOMParser().parseFromString(ownMarkup(svg), "image/svg+xml");
  const graph = /** @type {SVGGElement | null} */ (source.querySelector("g.graph"));
  if (source.querySelector("parsererror") || !graph) throw new Error("Graphviz answered something that is no drawing.");
  const [, , width, height] = (source.documentElement.getAttribute("viewBox") ?? "").split(" ").map(Number);
  // Graphviz writes `scale(1 1) rotate(0) translate(4 442)`: it neither turns nor scales what nobody asked it to.
  const [, dx, dy] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(graph.getAttribute("transform") ?? "") ?? [];
  const groups = new Map([...graph.children].map((group) => [group.id, group]));
  return { width: width || 1, height: height || 1, dx: Number(dx ?? 0), dy: Number(dy ?? 0), groups };
}

/** @param {Geometry} geometry @param {GraphInfo} table @param {boolean} diff whether red and green stand for more and less @returns {Drawing} */
export function drawingOf(geometry, table, diff) {
  const root = document.createElementNS(SVG, "g");
  root.setAttribute("transform", `translate(${geometry.dx} ${geometry.dy})`);
  root.style.fontFamily = FONT;
  const drawn = (/** @type {string} */ id, /** @type {string} */ kind, /** @type {string[]} */ lines) =>
    root.appendChild(groupOf(geometry.groups.get(id), kind, lines));
  // Lines first: they lie below the boxes.
  const edges = table.edges.map((row) => {
    const element = drawn(row.id, row.residual ? "edge dotted" : "edge", [edgeText(row)]);
    if (row.color) element.style.setProperty("--stroke", themed(row.color, "stroke", diff));
    // A thin line is hard to point at.
    const hit = /** @type {Element | undefined} */ (element.querySelector("path")?.cloneNode());
    hit?.setAttribute("class", "hit");
    if (hit) element.prepend(hit);
    const said = document.createElementNS(SVG, "g");
    said.setAttribute("class", "said");
    said.append(...element.querySelectorAll("text"));
    return { row, element, said };
  });
  root.append(...edges.map(({ said }) => said));
  const labels = table.nodes.flatMap((node) =>
    node.labels.map((row) => {
      const line = drawn(`to-${row.id}`, row.partial ? "edge dotted" : "edge", [row.text]);
      return { row, node: node.id, line, element: groupOf(geometry.groups.get(row.id), "node label", row.lines) };
    }),
  );
  const nodes = new Map(
    table.nodes.map((row) => {
      const element = drawn(row.id, row.added ? "node added" : "node", row.lines);
      element.dataset.fn = row.name;
      element.style.setProperty("--stroke", themed(row.color, "stroke", diff));
      element.style.setProperty("--fill", themed(row.fill, "fill", diff));
      const box = boundsOf(outlineOf(element));
      fit(element, box.width);
      return [row.id, { row, element, ...box, x: box.x + geometry.dx, y: box.y + geometry.dy }];
    }),
  );
  for (const label of labels) {
    root.append(label.element);
    fit(label.element, boundsOf(outlineOf(label.element)).width - 2 * SIDE);
  }
  return { root, width: geometry.width, height: geometry.height, nodes, edges, labels };
}

/** @param {GraphEdge} row */
const edgeText = ({ text, inline }) => (inline ? `${text} inline` : text);

/** @param {Element | undefined} source @param {string} kind @param {string[]} lines what its texts say, from top to bottom */
function groupOf(source, kind, lines) {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", kind);
  let line = 0;
  for (const shape of source?.querySelectorAll(SHAPES) ?? []) {
    const copy = group.appendChild(document.createElementNS(SVG, shape.localName));
    for (const name of KEPT) {
      const value = shape.getAttribute(name);
      if (value !== null) copy.setAttribute(name, value);
    }
    if (shape.localName === "text") copy.textContent = shown(lines[line++] ?? "");
  }
  return group;
}

/** The corners of a box, as SVG writes them; "" if it has none. @param {SVGGElement} element */
const outlineOf = (element) => element.querySelector("polygon")?.getAttribute("points") ?? "";

/** Measures texts; made with the first of them. @type {CanvasRenderingContext2D | null | undefined} */
let ruler;

/** A system without the font has one that may be wider than Graphviz thinks: the text stays inside of its box. @param {SVGGElement} element @param {number} width of the box, or of its front */
function fit(element, width) {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return;
  for (const text of element.querySelectorAll("text")) {
    ruler.font = `${Number(text.getAttribute("font-size")) || 14}px ${FONT}`;
    if (ruler.measureText(text.textContent ?? "").width <= width - 2 * MARGIN) continue;
    text.setAttribute("textLength", String(width - 2 * MARGIN));
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}
