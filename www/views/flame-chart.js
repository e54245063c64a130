// The elements of a flame graph: a window that scrolls over a canvas no larger than itself, walked through by keys.

import { make } from "../parts/make.js";
import { createWalk } from "../parts/walk.js";

/** @param {HTMLElement} parent @param {string} id of the item that keys stand on @param {string} label */
export function createChart(parent, id, label) {
  const chart = make("div", "chart", parent);
  // As high as all rows, so that the window scrolls.
  const sizer = make("div", "sizer", chart);
  const canvas = make("canvas", "", sizer);
  canvas.setAttribute("aria-hidden", "true");
  return { chart, sizer, canvas, walk: createWalk(chart, id, label) };
}
