// The flame graph on paper: all of its rows, where a window has some. They are in strips, so that no page ends within a row.
//
// In: what the window shows, as it is painted there. Out: canvases below each other, and behind the most that are printed how many there are.

import { createPainter } from "./flame-canvas.js";
import { make } from "../parts/make.js";
import { count } from "../text.js";

/** @import { Painted } from "./flame-canvas.js" */

/** So many rows are printed, and so many of them are in a strip. */
const PRINTED = 240;
const STRIP = 8;

/** How wide they are painted, in pixels: on A4 letters are as large as in a footnote, however wide the window is. */
const WIDTH = 1100;

/** @param {HTMLElement} chart */
export function createPaper(chart) {
  const clear = () => {
    for (const part of chart.querySelectorAll(":scope > :is(.paper, .unprinted)")) part.remove();
  };
  return {
    /** @param {Omit<Painted, "top">} what */
    put(what) {
      clear();
      const { rows, row } = what;
      const most = Math.min(rows.count, PRINTED);
      for (let from = 0; from < most; from += STRIP) {
        const strip = make("canvas", "paper", chart);
        const painter = createPainter(strip);
        painter.resize(WIDTH, Math.min(STRIP, most - from) * row);
        painter.paint({ ...what, top: from * row });
        // On paper the style sheet knows how wide it is.
        strip.removeAttribute("style");
      }
      if (rows.count > most)
        make("p", "unprinted", chart).textContent = `The first ${most} of ${count(rows.count)} rows.`;
    },
    clear,
  };
}
