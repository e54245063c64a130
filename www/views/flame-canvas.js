// The canvas of the flame graph: boxes in, pixels out. It is as large as the window and no larger; what is not in it is not drawn.
//
//   rows      boxes by row, see flame-boxes.js
//   window    the part of the axis of values that the width shows, [from, to]

import { firstBehind } from "./flame-boxes.js";
import { changeTone, oklch, packageTone, themeNow } from "./colours.js";
import { APART, room, shorter, written } from "./flame-label.js";
import { withSign } from "../text.js";

/** @import { Boxes, Rows } from "./flame-boxes.js" */
/** @import { Label } from "./flame-label.js" */
/** @typedef {{from: number, to: number}} Window */
/**
 * What is painted, from `top` on; `lit` is the package that the others make way for, null for none.
 * @typedef {{flame: Boxes, rows: Rows, row: number, window: Window, top: number, diff: boolean, searching: boolean,
 *   selected: string, hover: number, cursor: number, title: string, pivot: boolean, lit: string | null}} Painted
 */

/** Narrower boxes have no text. */
const TEXT_FROM = 26;
const PAD = 4;
/** Narrower boxes are not drawn, in pixels. */
const THINNEST = 0.4;
/** Of narrower boxes an outline would leave nothing: they have a line below them. */
const OUTLINED = 5;
/** So many names are remembered as they were taken apart. */
const MOST_LABELS = 20_000;

/** The change that a box is painted as: a line of a few pixels has at least a tenth, so that it is seen whether it is more or less. @param {number} share @param {boolean} isLine */
const shareOf = (share, isLine) => (isLine ? Math.sign(share) * Math.max(Math.abs(share), 0.1) : share);

/** What a box weighs, from long to short; nothing where it is said of none as wide. @param {Boxes} flame @param {number} i @param {boolean} isChange */
export function weightsOf(flame, i, isChange) {
  const at = flame.saidAt.get(i);
  if (at === undefined) return [];
  const weight = withSign(flame.weights[at], flame.values[i], isChange);
  // The table says of a change how much it is of what was: a box has no room to say that its share is of something else. Its tip says both.
  return isChange ? [weight] : [`${weight} ${flame.shares[at]}`, weight];
}

/** @param {HTMLCanvasElement} canvas */
export function createPainter(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** By name: taking one apart is slower than filling a box. @type {Map<string, Label[]>} */
  const labels = new Map();
  /** The fills of the packages of the flame graph that was painted last. @type {string[]} */
  let fills = [];
  let madeFor = { flame: /** @type {Boxes | null} */ (null), theme: "" };
  let face = "";
  let letter = 7;

  /** @param {string} name */
  function labelsOf(name) {
    let found = labels.get(name);
    if (!found) {
      if (labels.size > MOST_LABELS) labels.clear();
      labels.set(name, (found = shorter(name)));
    }
    return found;
  }
  /** @param {Boxes} flame @param {import("./colours.js").Theme} theme */
  function prepare(flame, theme) {
    const key = JSON.stringify(theme);
    if (madeFor.flame === flame && madeFor.theme === key) return;
    fills = flame.packageTexts.map((name, n) => oklch(packageTone(name, flame.runtime[n] === 1, theme, flame.hues)));
    madeFor = { flame, theme: key };
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

    /** @param {Painted} what */
    paint({
      flame,
      rows,
      row,
      window: { from, to },
      top,
      diff,
      searching,
      selected,
      hover,
      cursor,
      title,
      pivot,
      lit,
    }) {
      const ratio = devicePixelRatio || 1;
      const width = canvas.width / ratio;
      const height = canvas.height / ratio;
      const style = getComputedStyle(canvas);
      const theme = themeNow();
      prepare(flame, theme);
      // Where the system chooses all colours, boxes have outlines, too: their own colours mean something, and stay.
      const forced = matchMedia("(forced-colors: active)").matches;
      const colours = {
        ink: style.getPropertyValue("color"),
        accent: style.getPropertyValue("outline-color"),
        onAccent: style.getPropertyValue("column-rule-color"),
      };
      const font = `${row > 23 ? 12 : 11.5}px ${style.fontFamily}`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.font = font;
      if (face !== font) {
        face = font;
        letter = context.measureText("0".repeat(50)).width / 50;
      }
      context.textBaseline = "middle";
      const quiet = theme.strong || forced ? 0.9 : 0.66;
      const scale = width / (to - from || 1);
      const snap = (/** @type {number} */ x) => Math.round(x * ratio) / ratio;
      const gap = 1 / ratio;
      const total = flame.total || 1;
      const litPackage = lit === null ? -2 : flame.packageTexts.indexOf(lit);
      const firstLine = Math.max(0, Math.floor(top / row));
      const lastLine = Math.min(rows.count - 1, Math.ceil((top + height) / row));
      for (let line = firstLine; line <= lastLine; line++) {
        const list = rows.rows.get(rows.first + line);
        if (!list) continue;
        const y = line * row - top;
        for (let at = firstBehind(list, flame, from); at < list.length; at++) {
          const i = list[at];
          if (flame.starts[i] >= to) break;
          const end = flame.starts[i] + flame.widths[i];
          const left = Math.max(-2, (flame.starts[i] - from) * scale);
          const right = Math.min(width + 2, (end - from) * scale);
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
          const isMiddle = pivot && flame.rows[i] === 0;
          const isFaint = (searching && !matches) || (litPackage > -2 && flame.belongs[n] !== litPackage);
          const onAccent = (matches && !diff) || isMiddle;
          context.globalAlpha = isFaint && !isMiddle ? 0.3 : 1;
          context.fillStyle = onAccent
            ? colours.accent
            : diff
              ? oklch(changeTone(shareOf(flame.values[i] / total, forced && w < OUTLINED), theme))
              : (fills[flame.belongs[n]] ?? oklch(packageTone("", true, theme)));
          context.fillRect(x, y, w, row - 1);
          if (forced && w < OUTLINED) {
            context.fillStyle = colours.ink;
            context.fillRect(x, y + row - 2, w, 1);
          } else if (forced) {
            context.strokeStyle = colours.ink;
            context.lineWidth = 1;
            context.strokeRect(x + 0.5, y + 0.5, w - 1, row - 2);
          }
          if (flame.owns[i] > 0) {
            // What is its own lies at its end, where no other box stands on it.
            const own = Math.max(
              left,
              right < width ? right - flame.owns[i] * scale : (end - flame.owns[i] - from) * scale,
            );
            context.globalAlpha = isFaint ? 0.15 : 0.4;
            context.fillStyle = onAccent ? colours.onAccent : colours.ink;
            if (own < x + w)
              context.fillRect(snap(Math.max(own, x)), y + row - 3, Math.max(gap, x + w - snap(Math.max(own, x))), 2);
          }
          context.globalAlpha = 1;
          if (i === hover || (selected && name === selected)) {
            context.strokeStyle = i === hover ? colours.ink : colours.accent;
            context.lineWidth = i === cursor ? 2 : 1.5;
            context.strokeRect(x + 0.75, y + 0.75, Math.max(0.5, w - 1.5), row - 2.5);
          }
          if (i === cursor) {
            context.strokeStyle = colours.accent;
            context.lineWidth = 2;
            context.strokeRect(x + 1, y + 1, Math.max(1, w - 2), row - 3);
          }
          if (w < TEXT_FROM) continue;
          const start = Math.max(x, 0) + PAD;
          const letters = Math.floor((Math.min(x + w, width) - start - PAD / 2) / letter);
          const { text, dim, weight } = name
            ? written(labelsOf(name), letters, weightsOf(flame, i, diff))
            : { text: title.length <= letters ? title : "", dim: 0, weight: "" };
          if (!text) continue;
          const clear = isFaint && !isMiddle ? 0.65 : 1;
          context.fillStyle = onAccent ? colours.onAccent : colours.ink;
          const middle = y + row / 2;
          if (dim) {
            context.globalAlpha = clear * quiet;
            context.fillText(text.slice(0, dim), start, middle);
          }
          context.globalAlpha = clear;
          context.fillText(dim ? text.slice(dim) : text, start + room(text.slice(0, dim)) * letter, middle);
          if (!weight) continue;
          context.globalAlpha = clear * quiet;
          context.fillText(weight, start + (room(text) + APART) * letter, middle);
        }
      }
      context.globalAlpha = 1;
    },
  };
}
