// From pprof's DOT and Graphviz's SVG to the drawing of the page.
//
// In: the text that `dot` prints. Out: the same for the page, without the box of header lines, in a font that every system has the measures
// of; and of the SVG that Graphviz makes of it, fresh elements with nothing in them but shapes and text, and which node is which function.

const SVG = "http://www.w3.org/2000/svg";
/** What a shape may have. Nothing of it loads or runs anything. */
const KEPT = [
  "points",
  "d",
  "x",
  "y",
  "cx",
  "cy",
  "rx",
  "ry",
  "text-anchor",
  "font-size",
  "stroke-width",
  "stroke-dasharray",
  "transform",
];
const SHAPES = new Set(["polygon", "polyline", "path", "ellipse", "text"]);

/**
 * `name` is the printed name of the function, "" for a box of labels; `says` are the lines of the box.
 * @typedef {{id: string, name: string, says: string[], element: SVGGElement, x: number, y: number, width: number, height: number}} Node
 */
/** @typedef {{from: string, to: string, says: string, element: SVGGElement, weight: number}} Edge */
/** @typedef {{root: SVGGElement, width: number, height: number, nodes: Map<string, Node>, edges: Edge[]}} Drawing */

/**
 * The header lines of the graph, the weights of its edges by `from->to`, and the graph without the lines, closer
 * together: a window is smaller than paper.
 * @param {string} dot
 */
export function forPage(dot) {
  const legend = /^subgraph cluster_L \{.*\}\n/m.exec(dot)?.[0] ?? "";
  const label = /label="((?:[^"\\]|\\.)*)"/.exec(legend)?.[1] ?? "";
  const header = label
    .split(/\\[ln]/)
    .map((line) => line.replace(/\\(.)/g, "$1"))
    .filter(Boolean);
  const page = dot
    .replace(legend, "")
    .replace(/^node \[/m, 'graph [nodesep=0.15 ranksep=0.25]\nedge [fontname="Arial"]\nnode [fontname="Arial" ');
  /** @type {Map<string, number>} */
  const weights = new Map();
  for (const [, from, to, weight] of dot.matchAll(/^(\S+) -> (\S+) \[label=".*? weight=(\d+)/gm))
    weights.set(`${from}->${to}`, Number(weight));
  return { header, weights, page };
}

/**
 * @param {string} svg @param {Map<string, number>} weights of edges
 * @param {boolean} diff whether red and green stand for more and less @returns {Drawing}
 */
export function drawingOf(svg, weights, diff) {
  const source = new DOMParser().parseFromString(svg, "image/svg+xml");
  const graph = source.querySelector("g.graph");
  if (source.querySelector("parsererror") || !graph) throw new Error("Graphviz answered something that is no drawing.");
  const size = (source.documentElement.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const root = document.createElementNS(SVG, "g");
  root.setAttribute("transform", graph.getAttribute("transform") ?? "");
  /** @type {Drawing} */
  const drawing = { root, width: size[2] || 1, height: size[3] || 1, nodes: new Map(), edges: [] };
  // Edges first: they lie below the boxes.
  for (const kind of ["edge", "node"]) {
    for (const group of graph.querySelectorAll(`:scope > g.${kind}`)) {
      const element = document.createElementNS(SVG, "g");
      element.setAttribute("class", kind);
      for (const shape of group.querySelectorAll("*"))
        if (SHAPES.has(shape.localName)) element.append(copied(shape, kind === "edge", diff));
      root.append(element);
      const title = group.querySelector("title")?.textContent ?? "";
      const tip = group.querySelector("a")?.getAttribute("xlink:title") ?? "";
      const says = [...element.querySelectorAll("text")].map((text) => text.textContent ?? "");
      if (kind === "node") {
        const isFunction = /^N\d+$/.test(title);
        const name = isFunction ? tip.replace(/ \([^()]*\)$/, "") : "";
        if (isFunction) element.dataset.fn = name;
        else element.classList.add("label");
        drawing.nodes.set(title, { id: title, name, says, element, ...boundsOf(element) });
      } else {
        const [from, to] = title.split("->");
        drawing.edges.push({
          from,
          to,
          says: says.map((line) => line.trim()).join(" "),
          element,
          weight: weights.get(title) ?? 0,
        });
      }
    }
  }
  return drawing;
}

/** @param {Element} shape @param {boolean} isEdge @param {boolean} diff */
function copied(shape, isEdge, diff) {
  const element = document.createElementNS(SVG, shape.localName);
  for (const name of KEPT) {
    const value = shape.getAttribute(name);
    if (value !== null) element.setAttribute(name, value);
  }
  if (shape.localName === "text") element.textContent = shape.textContent;
  else {
    for (const part of /** @type {const} */ (["fill", "stroke"])) {
      const colour = shape.getAttribute(part) ?? "none";
      element.style.setProperty(
        `--${part}`,
        colour === "none" ? "transparent" : themed(colour, isEdge ? "stroke" : part, diff),
      );
    }
  }
  return element;
}

/** The corners of a node's first shape. @param {SVGGElement} element */
function boundsOf(element) {
  const points = (element.querySelector("polygon, polyline")?.getAttribute("points") ?? "")
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(",").map(Number));
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]).filter(Number.isFinite));
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/**
 * pprof's colour in both themes: its hue and strength, as light as the ground wants it. In a comparison red and green become the page's
 * colours for more and less, which every eye can tell.
 * @param {string} colour @param {"fill" | "stroke"} part @param {boolean} diff
 */
export function themed(colour, part, diff) {
  const { hue, strength, light } = hueOf(colour);
  // What pprof has given no colour: the ways to boxes of labels, and these.
  if (colour === "black") return "light-dark(hsl(0 0% 66%), hsl(0 0% 42%))";
  const turned = !diff || strength < 0.02 ? hue : hue > 80 && hue < 200 ? 213 : 28;
  const hsl = (/** @type {number} */ s, /** @type {number} */ l) =>
    `hsl(${turned.toFixed(0)} ${(s * 100).toFixed(0)}% ${(l * 100).toFixed(0)}%)`;
  // pprof's fills are pale and nearly of one lightness, its strokes strong and dark.
  return part === "fill"
    ? `light-dark(${hsl(strength * 0.9, Math.max(0.88, light))}, ${hsl(Math.min(0.5, strength * 1.1), 0.2)})`
    : `light-dark(${hsl(strength * 0.75, Math.min(light, 0.45))}, ${hsl(Math.min(0.65, strength * 0.7), 0.62)})`;
}

/** @param {string} colour `#rrggbb`, or "black" @returns {{hue: number, strength: number, light: number}} */
function hueOf(colour) {
  const parts = /^#(..)(..)(..)$/
    .exec(colour)
    ?.slice(1)
    .map((hex) => parseInt(hex, 16) / 255) ?? [0.35, 0.35, 0.35];
  const [most, least] = [Math.max(...parts), Math.min(...parts)];
  const [span, light] = [most - least, (most + least) / 2];
  if (span === 0) return { hue: 0, strength: 0, light };
  const [r, g, b] = parts;
  const sixth = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return { hue: sixth * 60, strength: span / (1 - Math.abs(2 * light - 1)), light };
}
