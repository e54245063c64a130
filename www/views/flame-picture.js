// The flame graph as a picture for others: all of it, not only what the window shows, in light colours and with its text as text.
//
// In: boxes as the Session lays them out, and what stands above them. Out: an SVG; other programs know neither the page's colours nor its
// style sheet, and a style of its own would be refused by the page's policy. A box says all about itself when it is pointed at. Nothing here needs a browser.

import { changeTone, hex, ON_PAPER, packageTone } from "./colours.js";
import { weightsOf } from "./flame-canvas.js";
import { shorter, written } from "./flame-label.js";
import { boxName } from "./flame-words.js";
import { inPicture } from "./picture.js";

/** @import { Flame } from "./flame.js" */
/** @import { Rows } from "./flame-boxes.js" */

/** In pixels: the picture's width and margin, a row, the text in it, how wide a letter of it is at most, what is written above. */
const WIDTH = 1600;
const MARGIN = 16;
const ROW = 20;
const SIZE = 11.5;
const LETTER = SIZE * 0.605;
const LINE = 18;
/** Letters in a line above the picture. */
const LINE_LETTERS = 210;
/** Narrower boxes are not drawn, and those without room have no text, in pixels. */
const THINNEST = 0.3;
const TEXT_FROM = 26;
const PAD = 4;

const INK = "#16201c";
const DIM = "#56635d";
const ACCENT = "#08705a";
const FACE = "ui-monospace, SF Mono, Menlo, Consolas, DejaVu Sans Mono, monospace";
const WORDS = "system-ui, Segoe UI, Roboto, Helvetica Neue, sans-serif";

/** @param {string} text */
const escaped = (text) =>
  inPicture(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);

/** Lines of so many letters, broken between words. @param {string} text */
function wrapped(text) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines[lines.length - 1];
    if (line && line.length + 1 + word.length > LINE_LETTERS) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.filter(Boolean);
}

/**
 * @param {{flame: Flame, rows: Rows, diff: boolean, searching: boolean, pivot: boolean, title: string, total: string, said: string[]}} what
 *   `total` is what the box of all stacks says, `said` the lines below the title
 * @returns {string}
 */
export function flameSvg({ flame, rows, diff, searching, pivot, title, total, said }) {
  const lines = said.flatMap(wrapped);
  const above = MARGIN + 26 + lines.length * LINE + 8;
  const inner = WIDTH - 2 * MARGIN;
  const height = above + rows.count * ROW + MARGIN;
  const all = flame.widths[0] || 1;
  const scale = inner / all;
  const of = flame.total || 1;
  const fills = flame.packageTexts.map((name, n) =>
    hex(packageTone(name, flame.runtime[n] === 1, ON_PAPER, flame.hues)),
  );
  const grey = hex(packageTone("", true, ON_PAPER));
  /** @type {ReturnType<typeof shorter>[]} */
  const labels = [];
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ` font-family="${FACE}" font-size="${SIZE}" fill="${INK}" xml:space="preserve"><title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 16}" font-family="${WORDS}" font-size="17" font-weight="600">${escaped(title)}</text>`,
    ...lines.map(
      (line, i) =>
        `<text x="${MARGIN}" y="${MARGIN + 38 + i * LINE}" font-family="${WORDS}" font-size="13">${escaped(line)}</text>`,
    ),
  ];
  const px = (/** @type {number} */ n) => Number(n.toFixed(2));
  for (let i = 0; i < flame.names.length; i++) {
    const w = flame.widths[i] * scale;
    if (w < THINNEST) continue;
    const n = flame.names[i];
    const name = flame.texts[n];
    const [x, y] = [MARGIN + flame.starts[i] * scale, above + (flame.rows[i] - rows.first) * ROW];
    const matches = searching && flame.matches[n] === 1;
    const isMiddle = pivot && flame.rows[i] === 0;
    const onAccent = (matches && !diff) || isMiddle;
    const fill = onAccent
      ? ACCENT
      : diff
        ? hex(changeTone(flame.values[i] / of, ON_PAPER))
        : (fills[flame.belongs[n]] ?? grey);
    const faint = searching && !matches && !isMiddle;
    const share = `${((flame.values[i] / of) * 100).toFixed(2)}%`;
    const weights = weightsOf(flame, i, diff);
    out.push(`<g><title>${escaped(name ? boxName(name) : total)}\n${escaped(weights[0] ?? share)}</title>`);
    out.push(
      `<rect x="${px(x)}" y="${y}" width="${px(Math.max(0.2, w - 0.6))}" height="${ROW - 1}" fill="${fill}"${faint ? ' opacity=".4"' : ""}/>`,
    );
    if (w >= TEXT_FROM) {
      const letters = Math.floor((w - 2 * PAD) / LETTER);
      const { text, dim, weight } = name
        ? written((labels[n] ??= shorter(name)), letters, weights)
        : { text: total.length <= letters ? total : "", dim: 0, weight: "" };
      const quiet = (/** @type {string} */ words) => words && `<tspan fill="${DIM}">${escaped(words)}</tspan>`;
      if (text && onAccent) out.push(`<text x="${px(x + PAD)}" y="${y + 14}" fill="#fff">${escaped(text)}</text>`);
      else if (text)
        out.push(
          `<text x="${px(x + PAD)}" y="${y + 14}"${faint ? ' opacity=".7"' : ""}>${quiet(text.slice(0, dim))}${escaped(text.slice(dim))}${weight && quiet(`  ${weight}`)}</text>`,
        );
    }
    out.push("</g>");
  }
  out.push("</svg>");
  return out.join("\n");
}
