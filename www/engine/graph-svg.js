// From Graphviz's SVG and the Session's table to the drawing of the page.
//
// In: an SVG, in which everything has the id that it has in the table. Out: where everything is, and of that fresh elements with nothing in
// them but shapes: what they say and which colours they have comes from the table.

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

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** What Graphviz found out: the groups of its SVG by their ids, which lie `dx` and `dy` from where they say. @typedef {{width: number, height: number, dx: number, dy: number, groups: Map<string, Element>}} Geometry */
/** @typedef {Box & {row: GraphNode, element: SVGGElement}} Node */
/** @typedef {{row: GraphEdge, element: SVGGElement}} Edge */
/** A box of labels, the line to it, and the node that both belong to. @typedef {{row: GraphLabel, node: string, element: SVGGElement, line: SVGGElement}} Label */
/** @typedef {{root: SVGGElement, width: number, height: number, nodes: Map<string, Node>, edges: Edge[], labels: Label[]}} Drawing */

/** @param {string} svg @returns {Geometry} */
export function geometryOf(svg) {
  const source = new DOMParser().parseFromString(svg, "image/svg+xml");
  const graph = /** @type {SVGGElement | null} */ (source.querySelector("g.graph"));
  if (source.querySelector("parsererror") || !graph) throw new Error("Graphviz answered something that is no drawing.");
  const [, , width, height] = (source.documentElement.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const moved = graph.transform.baseVal.consolidate()?.matrix;
  const groups = new Map([...graph.children].map((group) => [group.id, group]));
  return { width: width || 1, height: height || 1, dx: moved?.e ?? 0, dy: moved?.f ?? 0, groups };
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
    const element = drawn(row.id, row.residual ? "edge dotted" : "edge", [row.text, "(inline)"]);
    if (row.color) element.style.setProperty("--stroke", themed(row.color, "stroke", diff));
    return { row, element };
  });
  const labels = table.nodes.flatMap((node) =>
    node.labels.map((row) => {
      const line = drawn(`to-${row.id}`, row.partial ? "edge dotted" : "edge", [row.text]);
      return { row, node: node.id, line, element: groupOf(geometry.groups.get(row.id), "node label", row.lines) };
    }),
  );
  const nodes = new Map(
    table.nodes.map((row) => {
      const element = drawn(row.id, "node", row.lines);
      element.dataset.fn = row.name;
      element.style.setProperty("--stroke", themed(row.color, "stroke", diff));
      element.style.setProperty("--fill", themed(row.fill, "fill", diff));
      const box = boundsOf(element);
      fit(element, box.width);
      return [row.id, { row, element, ...box, x: box.x + geometry.dx, y: box.y + geometry.dy }];
    }),
  );
  for (const label of labels) {
    root.append(label.element);
    fit(label.element, boundsOf(label.element).width - 2 * SIDE);
  }
  return { root, width: geometry.width, height: geometry.height, nodes, edges, labels };
}

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
    if (shape.localName === "text") copy.textContent = lines[line++] ?? "";
  }
  return group;
}

/** The corners of a box's outline. @param {SVGGElement} element @returns {Box} */
function boundsOf(element) {
  const points = (element.querySelector("polygon")?.getAttribute("points") ?? "")
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(",").map(Number));
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]).filter(Number.isFinite));
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

const ruler = document.createElement("canvas").getContext("2d");

/** A system without the font has one that may be wider than Graphviz thinks: the text stays inside of its box. @param {SVGGElement} element @param {number} width of the box, or of its front */
function fit(element, width) {
  if (!ruler) return;
  for (const text of element.querySelectorAll("text")) {
    ruler.font = `${Number(text.getAttribute("font-size")) || 14}px ${FONT}`;
    if (ruler.measureText(text.textContent ?? "").width <= width - 2 * MARGIN) continue;
    text.setAttribute("textLength", String(width - 2 * MARGIN));
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/**
 * pprof's colour in both themes: its hue and strength, as light as the ground wants it. In a comparison red and green become the page's
 * colours for more and less, which every eye can tell.
 * @param {string} colour `#rrggbb` @param {"fill" | "stroke"} part @param {boolean} diff
 */
export function themed(colour, part, diff) {
  const { hue, strength, light } = hueOf(colour);
  const turned = !diff || strength < 0.02 ? hue : hue > 80 && hue < 200 ? 213 : 28;
  const hsl = (/** @type {number} */ s, /** @type {number} */ l) =>
    `hsl(${turned.toFixed(0)} ${(s * 100).toFixed(0)}% ${(l * 100).toFixed(0)}%)`;
  // pprof's fills are pale and nearly of one lightness, its strokes strong and dark.
  return part === "fill"
    ? `light-dark(${hsl(strength * 0.9, Math.max(0.88, light))}, ${hsl(Math.min(0.5, strength * 1.1), 0.2)})`
    : `light-dark(${hsl(strength * 0.75, Math.min(light, 0.45))}, ${hsl(Math.min(0.65, strength * 0.7), 0.62)})`;
}

/** @param {string} colour `#rrggbb` @returns {{hue: number, strength: number, light: number}} */
function hueOf(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [span, light] = [most - least, (most + least) / 2];
  if (span === 0) return { hue: 0, strength: 0, light };
  const sixth = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return { hue: sixth * 60, strength: span / (1 - Math.abs(2 * light - 1)), light };
}
