// The map in the corner of the flame graph while it is zoomed: all of it, small, and which part of it the window shows.
//
// In: the layout before the zoom, the path that was zoomed into, and the window. Out: a place that a click or a drag on the map asks for.
// It says nothing that the path above the graph does not say, so it is not there for those who cannot see it.

import { changeTone, oklch, packageTone, themeNow } from "./colours.js";
import { make } from "../parts/make.js";

/** @import { Flame } from "./flame.js" */
/** @import { Rows } from "./flame-boxes.js" */
/** @import { Window } from "./flame-canvas.js" */

/** What it takes of the view, in pixels, and how high a row of it is at most. */
const WIDTH = 170;
const HIGHEST = 72;
const ROW = 3;

/**
 * Where a path leads in a layout that is not zoomed: the part of the axis, from 0 to 1. It is what the Session follows: of boxes with one
 * name the widest.
 * @param {Flame} flame @param {string[]} path @param {boolean} up @returns {Window | null}
 */
export function partOf(flame, path, up) {
  let at = 0;
  for (const name of path) {
    let found = -1;
    const row = flame.rows[at] + (up ? -1 : 1);
    for (let i = at + 1; i < flame.names.length; i++) {
      if (flame.parents[i] !== at || flame.rows[i] !== row || flame.texts[flame.names[i]] !== name) continue;
      if (found < 0 || flame.widths[i] > flame.widths[found]) found = i;
    }
    if (found < 0) return null;
    at = found;
  }
  const all = flame.widths[0] || 1;
  return { from: flame.starts[at] / all, to: (flame.starts[at] + flame.widths[at]) / all };
}

/** @param {HTMLElement} view @param {{go: (share: number) => void}} to `go` is told the share of the width that shall be in the middle */
export function createMap(view, { go }) {
  const map = make("div", "map", view);
  map.setAttribute("aria-hidden", "true");
  map.hidden = true;
  const canvas = make("canvas", "", map);
  const frame = make("i", "part", map);
  /** What the canvas shows: it is painted again when that is another. @type {Flame | null} */
  let painted = null;
  let paintedFor = "";
  /** Where a path leads, which is asked once a frame. */
  let known = { flame: /** @type {Flame | null} */ (null), path: "", part: /** @type {Window | null} */ (null) };

  /** @param {PointerEvent} e */
  function follow(e) {
    const rect = map.getBoundingClientRect();
    go(Math.max(0, Math.min(1, (e.clientX - rect.left) / rect.width)));
  }
  map.addEventListener("pointerdown", (e) => {
    map.setPointerCapture(e.pointerId);
    follow(e);
  });
  map.addEventListener("pointermove", (e) => map.hasPointerCapture(e.pointerId) && follow(e));

  /** @param {Flame} flame @param {Rows} rows @param {boolean} diff */
  function paint(flame, rows, diff) {
    const theme = themeNow();
    const key = JSON.stringify([theme, diff, devicePixelRatio]);
    if (painted === flame && paintedFor === key) return;
    [painted, paintedFor] = [flame, key];
    const row = Math.min(ROW, HIGHEST / rows.count);
    const ratio = devicePixelRatio || 1;
    const height = Math.ceil(row * rows.count);
    [canvas.width, canvas.height] = [WIDTH * ratio, height * ratio];
    [canvas.style.width, canvas.style.height] = [`${WIDTH}px`, `${height}px`];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(ratio, ratio);
    const scale = WIDTH / (flame.widths[0] || 1);
    const fills = flame.packageTexts.map((name, n) =>
      oklch(packageTone(name, flame.runtime[n] === 1, theme, flame.hues)),
    );
    for (let i = 0; i < flame.names.length; i++) {
      const width = flame.widths[i] * scale;
      if (width < 0.5) continue;
      context.fillStyle = diff
        ? oklch(changeTone(flame.values[i] / (flame.total || 1), theme))
        : (fills[flame.belongs[flame.names[i]]] ?? oklch(packageTone("", true, theme)));
      context.fillRect(flame.starts[i] * scale, (flame.rows[i] - rows.first) * row, width, row);
    }
  }

  return {
    /** @param {Flame} flame @param {string[]} path @param {boolean} up */
    partOf(flame, path, up) {
      const key = JSON.stringify([path, up]);
      if (known.flame !== flame || known.path !== key) known = { flame, path: key, part: partOf(flame, path, up) };
      return known.part;
    },
    hide: () => void (map.hidden = true),
    /** @param {Flame} flame that is not zoomed @param {Rows} rows of it @param {boolean} diff @param {Window} part what is in sight, from 0 to 1 */
    show(flame, rows, diff, part) {
      map.hidden = false;
      paint(flame, rows, diff);
      frame.style.left = `${part.from * 100}%`;
      frame.style.width = `${Math.max(0.01, part.to - part.from) * 100}%`;
    },
  };
}
