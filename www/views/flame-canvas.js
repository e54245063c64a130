// The canvas of the flame graph: boxes in, pixels out. It is as large as the window and no larger; what is not in it is not drawn.
//
//   rows      boxes by row, from left to right: what is visible in a row is found by halving
//   window    the part of the axis of values that the width shows, [from, to]

import { changeColour, colourOf, themeNow } from "./colours.js";
import { parts } from "../text.js";

/** @import { Flame } from "./flame.js" */
/** @typedef {{from: number, to: number}} Window */

export const ROW = 19;
/** Narrower boxes have no text. */
const TEXT_FROM = 26;
const PAD = 4;
/** Narrower boxes are not drawn, in pixels. */
const THINNEST = 0.4;

/** Boxes by row. @param {Flame} flame */
export function rowsOf(flame) {
  /** @type {Map<number, number[]>} */
  const rows = new Map();
  let first = 0;
  let last = 0;
  for (let i = 0; i < flame.rows.length; i++) {
    const row = flame.rows[i];
    const list = rows.get(row);
    if (list) list.push(i);
    else rows.set(row, [i]);
    first = Math.min(first, row);
    last = Math.max(last, row);
  }
  return { rows, first, last, count: last - first + 1 };
}

/** The number in a row of the first box that ends behind a place. @param {number[]} row @param {Flame} flame @param {number} x */
export function firstBehind(row, flame, x) {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const i = row[middle];
    if (flame.starts[i] + flame.widths[i] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A name cut to a number of characters: first its path goes, then its type arguments, then it is cut at the left.
 * @param {string} name @param {number} room
 */
function fitted(name, room) {
  if (name.length <= room) return name;
  const { prefix, base, generic, rest } = parts(name);
  const last = prefix.replace(/^.*\//, "");
  for (const shorter of [
    `${last}${base}${generic}${rest}`,
    `${last}${base}${generic && "[…]"}${rest}`,
    `${base}${generic && "[…]"}${rest}`,
  ]) {
    if (shorter.length <= room) return shorter;
  }
  const tail = `${base}${rest}`;
  return room < 3 ? "" : `…${tail.slice(tail.length - room + 1)}`;
}

/** @param {HTMLCanvasElement} canvas */
export function createPainter(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** Fills of the theme by name: reading a colour is slower than filling a box. @type {Map<string, string>} */
  const fills = new Map();
  let filledFor = "";
  let face = "";
  let letter = 7;

  /** @param {string} name @param {boolean} isRuntime @param {import("./colours.js").Theme} theme */
  function fillOf(name, isRuntime, theme) {
    const key = isRuntime ? `runtime ${name}` : name;
    let fill = fills.get(key);
    if (!fill) {
      if (fills.size > 100_000) fills.clear();
      fills.set(key, (fill = colourOf(name, isRuntime, theme)));
    }
    return fill;
  }

  return {
    /** Fits the canvas to its place, in the pixels of the device. @param {number} width @param {number} height */
    resize(width, height) {
      const ratio = devicePixelRatio || 1;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    },

    /**
     * @param {{flame: Flame, rows: ReturnType<typeof rowsOf>, window: Window, top: number, diff: boolean, searching: boolean,
     *   selected: string, hover: number, cursor: number, title: string, pivot: boolean}} what
     */
    paint({ flame, rows, window: { from, to }, top, diff, searching, selected, hover, cursor, title, pivot }) {
      const ratio = devicePixelRatio || 1;
      const width = canvas.width / ratio;
      const height = canvas.height / ratio;
      const style = getComputedStyle(canvas);
      const theme = themeNow();
      if (filledFor !== JSON.stringify(theme)) {
        filledFor = JSON.stringify(theme);
        fills.clear();
      }
      // Where the system chooses all colours, boxes are outlines.
      const forced = matchMedia("(forced-colors: active)").matches;
      const colours = {
        ink: style.getPropertyValue("color"),
        accent: style.getPropertyValue("outline-color"),
        ground: style.getPropertyValue("background-color"),
        onAccent: style.getPropertyValue("column-rule-color"),
      };
      const font = `11.5px ${style.fontFamily}`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.font = font;
      if (face !== font) {
        face = font;
        letter = context.measureText("0".repeat(50)).width / 50;
      }
      context.textBaseline = "middle";
      const scale = width / (to - from || 1);
      const snap = (/** @type {number} */ x) => Math.round(x * ratio) / ratio;
      const gap = 1 / ratio;
      const total = flame.total || 1;
      const firstLine = Math.max(0, Math.floor(top / ROW));
      const lastLine = Math.min(rows.count - 1, Math.ceil((top + height) / ROW));
      for (let line = firstLine; line <= lastLine; line++) {
        const list = rows.rows.get(rows.first + line);
        if (!list) continue;
        const y = line * ROW - top;
        for (let at = firstBehind(list, flame, from); at < list.length; at++) {
          const i = list[at];
          if (flame.starts[i] >= to) break;
          const left = Math.max(-2, (flame.starts[i] - from) * scale);
          const right = Math.min(width + 2, (flame.starts[i] + flame.widths[i] - from) * scale);
          if (right - left < THINNEST) {
            // It was built for a closer look. So were those beside it: the next one is a device pixel further.
            at = Math.max(at, firstBehind(list, flame, from + (left + THINNEST) / scale) - 1);
            continue;
          }
          const x = snap(left);
          const w = Math.max(gap, snap(right) - x - gap);
          const n = flame.names[i];
          const name = flame.texts[n];
          const matches = searching && flame.matches[n] === 1;
          context.globalAlpha = searching && !matches ? 0.3 : 1;
          context.fillStyle =
            matches && !diff
              ? colours.accent
              : forced
                ? colours.ground
                : diff
                  ? changeColour(flame.values[i] / total, theme)
                  : fillOf(name, flame.runtime[flame.names[i]] === 1, theme);
          context.fillRect(x, y, w, ROW - 1);
          if (forced) {
            context.strokeStyle = colours.ink;
            context.lineWidth = 1;
            context.strokeRect(x + 0.5, y + 0.5, Math.max(0.5, w - 1), ROW - 2);
          }
          if (pivot && flame.rows[i] === 0) {
            // What the others call, or are called by.
            context.globalAlpha = 1;
            context.fillStyle = colours.accent;
            context.fillRect(x, y, w, ROW - 1);
          }
          if (i === hover || (selected && name === selected)) {
            context.globalAlpha = 1;
            context.strokeStyle = i === hover ? colours.ink : colours.accent;
            context.lineWidth = i === cursor ? 2 : 1.5;
            context.strokeRect(x + 0.75, y + 0.75, Math.max(0.5, w - 1.5), ROW - 2.5);
          }
          if (i === cursor) {
            context.globalAlpha = 1;
            context.strokeStyle = colours.accent;
            context.lineWidth = 2;
            context.strokeRect(x + 1, y + 1, Math.max(1, w - 2), ROW - 3);
          }
          if (w < TEXT_FROM) continue;
          const text = fitted(name || title, Math.floor((w - 2 * PAD) / letter));
          if (!text) continue;
          context.globalAlpha = searching && !matches ? 0.65 : 1;
          context.fillStyle = (matches && !diff) || (pivot && flame.rows[i] === 0) ? colours.onAccent : colours.ink;
          context.fillText(text, Math.max(x, 0) + PAD, y + ROW / 2);
        }
      }
      context.globalAlpha = 1;
    },
  };
}
