// The call graph as a picture for others: what is drawn, all of it, in pprof's colours on white, and above it what it is of.
//
// In: a drawing, and lines of text. Out: an SVG whose shapes say all about themselves, since other programs know no style sheet of the page.

import { inPicture, inXml } from "./picture.js";

/** @import { Drawing } from "../engine/graph-svg.js" */

const SVG = "http://www.w3.org/2000/svg";
/** In points: what is free around, the letters above the drawing, and how far apart their lines are. */
const MARGIN = 12;
const SIZE = 12;
const LINE = 17;
/** A letter is hardly wider than this, of what it is high. */
const LETTER = 0.62;

const INK = "#16201c";
const LABEL = "#a8a8a8";
const PALE = "#f7f7f7";
const PAPER = "#ffffff";
/** What a call weighs is read where lines cross it, too. */
const HALO = { "paint-order": "stroke", stroke: PAPER, "stroke-width": 4, "stroke-linejoin": "round" };

/** @param {Drawing} drawing @param {string[]} lines */
export function graphSvg(drawing, lines) {
  const above = MARGIN + lines.length * LINE + 6;
  const longest = Math.max(0, ...lines.map((line) => line.length)) * SIZE * LETTER;
  const [width, height] = [Math.max(drawing.width, longest) + 2 * MARGIN, above + drawing.height + MARGIN].map(
    Math.ceil,
  );
  const svg = document.createElementNS(SVG, "svg");
  const set = (/** @type {Element} */ element, /** @type {Record<string, string | number>} */ values) => {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
    return element;
  };
  const add = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ values, text = "") => {
    const element = set(svg.appendChild(document.createElementNS(SVG, name)), values);
    element.textContent = text;
  };
  set(svg, { width: `${width}pt`, height: `${height}pt`, viewBox: `0 0 ${width} ${height}` });
  set(svg, { "font-family": "Arial, Liberation Sans, Helvetica, sans-serif", fill: INK });
  add("rect", { width, height, fill: PAPER });
  for (const [i, line] of lines.entries())
    add("text", { x: MARGIN, y: MARGIN + SIZE + i * LINE, "font-size": SIZE }, inPicture(line));

  const copies = document.createElementNS(SVG, "g");
  /** @param {Element} element @param {string} stroke @param {string} fill of boxes @param {string} [title] what is said to who points at it */
  const put = (element, stroke, fill, title) => {
    const copy = /** @type {Element} */ (element.cloneNode(true));
    for (const hit of copy.querySelectorAll(".hit")) hit.remove();
    const dotted = copy.classList.contains("dotted");
    const isCall = /\b(said|edge)\b/.test(copy.getAttribute("class") ?? "");
    copy.removeAttribute("class");
    copy.removeAttribute("style");
    copy.removeAttribute("data-fn");
    for (const shape of copy.querySelectorAll("polygon, polyline, path")) {
      const isLine = shape.localName === "path";
      set(shape, { stroke, fill: isLine || shape.localName === "polyline" ? "none" : fill });
      if (isLine && dotted) set(shape, { "stroke-dasharray": "1 5" });
    }
    if (isCall) for (const text of copy.querySelectorAll("text")) set(text, HALO);
    if (title) copy.prepend(document.createElementNS(SVG, "title"));
    if (title && copy.firstChild) copy.firstChild.textContent = title;
    copies.append(copy);
  };
  for (const { row, element } of drawing.edges) put(element, row.color || LABEL, row.color || LABEL);
  for (const { said } of drawing.edges) put(said, "none", "none");
  for (const { line } of drawing.labels) put(line, LABEL, LABEL);
  for (const { row, element } of drawing.nodes.values())
    put(element, row.color, row.fill, `${inPicture(row.name)}\n${row.weights}`);
  for (const { element } of drawing.labels) put(element, LABEL, PALE);
  const place = drawing.root.getAttribute("transform") ?? "";
  set(copies, { transform: `translate(${MARGIN} ${above}) ${place}` });
  svg.append(copies);
  return inXml(new XMLSerializer().serializeToString(svg));
}
