// The part of the flame graph's axis that the width shows: it is moved, stretched and shrunk, at once or gliding, and asks for more detail
// where it rests.
//
// In: how long the axis is, and what to do when it moves, rests or arrives. Out: the window, and the part of the axis that is wanted in
// more detail than the whole.

import { along } from "../parts/glide.js";
import { WHOLE } from "../state/address.js";

/** @import { Part } from "../state/address.js" */
/** @import { Window } from "./flame-canvas.js" */

/** How far the wheel zooms into one layout. */
const DEEPEST = 256;
/** Detail is asked for, and the address changed, when the hand has rested so many milliseconds. */
const REST = 120;
/** A zoom moves for so many milliseconds. */
const GLIDE = 150;

/**
 * @param {{axis: () => number, isHidden: () => boolean, draw: () => void, rested: (part: Part) => void, arrived: () => void, refine: () => void}} to
 *   `axis` is how long it is, `arrived` comes behind a glide, `refine` when more detail is wanted
 */
export function createWindow({ axis, isHidden, draw, rested, arrived, refine }) {
  /** What is in sight, and the part of the place that it stands for. @type {Window} */
  let win = { from: 0, to: 1 };
  let part = WHOLE;
  /** The part of the axis that is wanted in more detail than the whole, by a factor; the same place twice for none. */
  let closer = { from: 0, to: 0, by: 1 };
  let glide = 0;
  let rests = 0;
  /** A box is on its way to all of the width: what it is zoomed into is asked for when it is there. */
  let isGliding = false;

  /** What was moving moves no further. */
  function still() {
    cancelAnimationFrame(glide);
    clearTimeout(rests);
    isGliding = false;
  }
  /**
   * What was too small to be built may be large enough now. A part is asked for with half as much around it as is in it, at a pixel for a
   * box.
   */
  function look() {
    const all = axis();
    const span = win.to - win.from;
    const by = 2 ** Math.ceil(Math.log2(all / span));
    if (by <= 2 || (by <= closer.by && win.from >= closer.from && win.to <= closer.to)) return;
    closer = { from: Math.max(0, win.from - span / 2), to: Math.min(all, win.to + span / 2), by };
    refine();
  }
  /** @param {number} from @param {number} [span] */
  function slide(from, span = win.to - win.from) {
    still();
    const all = axis();
    const start = Math.max(0, Math.min(all - span, from));
    win = { from: start, to: start + span };
    draw();
    rests = setTimeout(() => {
      if (isHidden()) return;
      part = span < all ? { from: win.from / all, to: win.to / all } : WHOLE;
      rested(part);
      look();
    }, REST);
  }

  return {
    get now() {
      return win;
    },
    get closer() {
      return closer;
    },
    isGliding: () => isGliding,
    /** Whether the address says another part. @param {Part} wanted */
    isElsewhere: (wanted) => wanted !== part,
    /** Another picture begins without a closer look, and a part of the one before is none of it. */
    begin() {
      closer = { from: 0, to: 0, by: 1 };
      clearTimeout(rests);
    },
    /** Goes where the address says. @param {Part} wanted */
    follow(wanted) {
      still();
      const all = axis();
      part = wanted;
      win = { from: part.from * all, to: Math.max(part.to, part.from + 1 / DEEPEST) * all };
      look();
    },
    /** All of the axis, at once. */
    all() {
      still();
      win = { from: 0, to: axis() };
    },
    /** @param {Window} to */
    move(to) {
      still();
      isGliding = true;
      const from = win;
      const begun = performance.now();
      const atOnce = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const step = (/** @type {number} */ now) => {
        const t = atOnce ? 1 : along(now - begun, GLIDE);
        const e = 1 - (1 - t) ** 3;
        win = { from: from.from + (to.from - from.from) * e, to: from.to + (to.to - from.to) * e };
        draw();
        if (t < 1 && !isHidden()) glide = requestAnimationFrame(step);
        else {
          isGliding = false;
          arrived();
        }
      };
      glide = requestAnimationFrame(step);
    },
    slide,
    /** Slides by a share of what is in sight. @param {number} share */
    slideBy: (share) => slide(win.from + share * (win.to - win.from)),
    /** Has a place in the middle. @param {number} place */
    middle: (place) => slide(place - (win.to - win.from) / 2),
    /** Becomes smaller or larger around a place. @param {number} factor @param {number} share of the width, from the left */
    scale(factor, share) {
      const all = axis();
      const span = Math.min(all, Math.max(all / DEEPEST, (win.to - win.from) * factor));
      const centre = win.from + (win.to - win.from) * share;
      slide(centre - span * share, span);
    },
    /** Has a place in sight, without another stretch. @param {number} place */
    show(place) {
      if (place < win.from || place > win.to) slide(place - (win.to - win.from) / 2);
    },
    /** The same with another one. @param {{from: number, span: number}} to */
    stretch({ from, span }) {
      const all = axis();
      slide(from, Math.min(all, Math.max(all / DEEPEST, span)));
    },
  };
}
