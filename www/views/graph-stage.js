// The stage of the call graph: a drawing that is dragged, zoomed and fitted.
//
// In: a drawing. Out: it on the page, moved by mouse, wheel, two fingers, and by whoever calls these functions, and for each move a word to
// `moved`. Moving changes one transform: nothing is laid out again.

import { along } from "../parts/glide.js";

/** @import { Drawing } from "../engine/graph-svg.js" */

const SVG = "http://www.w3.org/2000/svg";
/** How near and how far one can go: pixels for a point of the drawing. */
const NEAREST = 8;
const FARTHEST = 0.02;
/** A fitted drawing is no larger than this: a graph of three nodes need not fill a wall. */
const FITTED = 1.4;
/** A little of a hair less than what can be read can be read, too. */
const HAIR = 0.995;
/** All of a drawing in sight is worth letters that are a ninth smaller. */
const LEGIBLE = 8 / 9;
/** So much is empty around a drawing that is looked at from near, in pixels. */
const EDGE = 24;
/** As much as so many others matters what is beside a selected box. */
const MATTER = 5;
/** A move takes so many milliseconds. */
const GLIDE = 150;
/** A pointer that moves so far drags, and clicks nothing. */
const STILL = 4;

/** @typedef {{width: number, height: number}} Size */
/** @typedef {Size & {x: number, y: number}} Box */

/** @param {HTMLElement} stage @param {(part: Box) => void} moved with the part of the drawing that the stage shows */
export function createStage(stage, moved) {
  const svg = stage.appendChild(document.createElementNS(SVG, "svg"));
  svg.setAttribute("aria-hidden", "true");
  const world = svg.appendChild(document.createElementNS(SVG, "g"));
  let size = { width: 1, height: 1 };
  let at = { x: 0, y: 0, zoom: 1 };
  /** Whether nobody has moved it since it was fitted. */
  let fitted = true;
  /** The same, also of a drawing that is shown in part. */
  let untouched = true;
  /** Shows the part around what is selected anew, while nobody has moved it since. @type {(() => void) | null} */
  let again = null;
  let glide = 0;
  let dragged = 0;
  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();

  function place() {
    world.setAttribute("transform", `translate(${at.x.toFixed(2)} ${at.y.toFixed(2)}) scale(${at.zoom.toFixed(5)})`);
    moved({
      x: -at.x / at.zoom,
      y: -at.y / at.zoom,
      width: stage.clientWidth / at.zoom,
      height: stage.clientHeight / at.zoom,
    });
  }
  /** @param {typeof at} to @param {boolean} [atOnce] */
  function move(to, atOnce = false) {
    cancelAnimationFrame(glide);
    const from = at;
    const begun = performance.now();
    const still = atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = (/** @type {number} */ now) => {
      const t = still ? 1 : along(now - begun, GLIDE);
      const e = 1 - (1 - t) ** 3;
      at = {
        x: from.x + (to.x - from.x) * e,
        y: from.y + (to.y - from.y) * e,
        zoom: from.zoom + (to.zoom - from.zoom) * e,
      };
      place();
      if (t < 1) glide = requestAnimationFrame(step);
    };
    if (still) step(begun);
    else glide = requestAnimationFrame(step);
  }
  const limited = (/** @type {number} */ zoom) => Math.max(FARTHEST, Math.min(NEAREST, zoom));

  /** How large it is. */
  const room = () => ({ width: stage.clientWidth, height: stage.clientHeight });
  /** How near a drawing is that is fitted. @param {Size} drawing @param {Size} into */
  const whole = (drawing = size, into = room()) =>
    limited(Math.min((into.width - 16) / drawing.width, (into.height - 16) / drawing.height, FITTED));
  /** @param {boolean} [atOnce] */
  function fit(atOnce = false) {
    const [width, height] = [stage.clientWidth, stage.clientHeight];
    if (!width || !height) return;
    fitted = untouched = true;
    const zoom = whole();
    move({ x: (width - size.width * zoom) / 2, y: (height - size.height * zoom) / 2, zoom }, atOnce);
  }
  /** Zooms around a place of the stage. @param {number} factor @param {number} [x] @param {number} [y] @param {boolean} [atOnce] */
  function zoomBy(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2, atOnce = false) {
    fitted = untouched = false;
    again = null;
    const zoom = limited(at.zoom * factor);
    const real = zoom / at.zoom;
    move({ x: x - (x - at.x) * real, y: y - (y - at.y) * real, zoom }, atOnce);
  }
  /** @param {number} dx @param {number} dy */
  function panBy(dx, dy) {
    fitted = untouched = false;
    again = null;
    move({ ...at, x: at.x + dx, y: at.y + dy }, true);
  }
  /** Where the drawing is with a place of it in the middle. @param {number} x @param {number} y @param {number} zoom */
  function centred(x, y, zoom) {
    // Of a drawing that is smaller than the stage in one direction, nothing is out of sight in it.
    const place = (/** @type {number} */ want, /** @type {number} */ room, /** @type {number} */ all) =>
      all * zoom <= room
        ? (room - all * zoom) / 2
        : // Beyond its edges there is nothing to be seen.
          Math.min(EDGE, Math.max(room - all * zoom - EDGE, room / 2 - want * zoom));
    return { x: place(x, stage.clientWidth, size.width), y: place(y, stage.clientHeight, size.height), zoom };
  }
  /** A place of the drawing comes into the middle. @param {number} x @param {number} y @param {number} zoom @param {boolean} [atOnce] */
  function centre(x, y, zoom, atOnce) {
    fitted = untouched = false;
    again = null;
    move(centred(x, y, zoom), atOnce);
  }
  /** Of the places that have a box in sight, the one that has most of all boxes in sight. @param {Box} first @param {Box[]} boxes @param {number} zoom */
  function fullest(first, boxes, zoom) {
    const room = { width: stage.clientWidth / zoom, height: stage.clientHeight / zoom };
    const overlap = (
      /** @type {number} */ from,
      /** @type {number} */ long,
      /** @type {number} */ at,
      /** @type {number} */ all,
    ) => Math.max(0, Math.min(from + long, at + all) - Math.max(from, at));
    const middleOf = (/** @type {Box} */ box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    const start = middleOf(first);
    let best = { ...start, seen: -1 };
    for (const box of boxes) {
      const other = middleOf(box);
      for (const middle of [other, { x: (start.x + other.x) / 2, y: (start.y + other.y) / 2 }]) {
        const at = centred(middle.x, middle.y, zoom);
        const [left, top] = [-at.x / zoom, -at.y / zoom];
        const sight = (/** @type {Box} */ box) =>
          overlap(box.x, box.width, left, room.width) * overlap(box.y, box.height, top, room.height);
        if (sight(first) < first.width * first.height * HAIR) continue;
        const seen = boxes.reduce((sum, box) => sum + sight(box), 0);
        if (seen > best.seen) best = { ...middle, seen };
      }
    }
    return best;
  }
  /** Where a rectangle of the drawing is on the stage. @param {Box} box in the coordinates of the drawing */
  const onStage = ({ x, y, width, height }) => ({
    x: at.x + x * at.zoom,
    y: at.y + y * at.zoom,
    width: width * at.zoom,
    height: height * at.zoom,
  });

  stage.addEventListener(
    "wheel",
    (e) => {
      e.preventDefault();
      const rect = stage.getBoundingClientRect();
      zoomBy(
        Math.exp(-Math.max(-1, Math.min(1, (e.deltaY * (e.deltaMode ? 30 : 1)) / (e.ctrlKey ? 100 : 300)))),
        e.clientX - rect.left,
        e.clientY - rect.top,
        true,
      );
    },
    { passive: false },
  );
  stage.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (pointers.size === 1) dragged = 0;
  });
  addEventListener("pointermove", (e) => {
    const before = pointers.get(e.pointerId);
    if (!before) return;
    const [dx, dy] = [e.clientX - before.x, e.clientY - before.y];
    dragged += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== e.pointerId)?.[1] ?? before;
      const far = (/** @type {{x: number, y: number}} */ p) => Math.hypot(p.x - other.x, p.y - other.y);
      const rect = stage.getBoundingClientRect();
      if (far(before) > 10)
        zoomBy(
          far({ x: e.clientX, y: e.clientY }) / far(before),
          (e.clientX + other.x) / 2 - rect.left,
          (e.clientY + other.y) / 2 - rect.top,
          true,
        );
    } else if (dragged > STILL) {
      stage.classList.add("dragging");
      panBy(dx, dy);
    }
    pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, (e) => {
      pointers.delete(/** @type {PointerEvent} */ (e).pointerId);
      stage.classList.remove("dragging");
    });
  }
  new ResizeObserver(() => (fitted ? fit(true) : again ? again() : place())).observe(stage);

  return {
    svg,
    room,
    /** Whether all of a drawing can be in sight so near, on a stage of a size. @param {Size} drawing @param {number} near @param {Size} into */
    hasRoom: (drawing, near, into) => whole(drawing, into) >= near * HAIR,
    /** Whether nobody has moved the drawing since it was shown or fitted. */
    isUntouched: () => untouched,
    /**
     * Shows a drawing: all of it if it can be read then, or else the part around a box that has most of it.
     * @param {Drawing} drawing @param {Box} first @param {number} near how near it can be read
     * @param {Box[]} beside boxes that matter as much as several others
     */
    show(drawing, first, near, beside) {
      size = { width: drawing.width, height: drawing.height };
      world.replaceChildren(drawing.root);
      if (whole() >= near * LEGIBLE) return fit(true);
      const boxes = [...drawing.nodes.values(), ...Array(MATTER).fill(beside).flat()];
      const around = () => {
        const { x, y } = fullest(first, boxes, near);
        centre(x, y, near, true);
        // What stands beside the stage may come a moment later.
        again = beside.length ? around : null;
        untouched = true;
      };
      around();
    },
    /** The same drawing with other texts or colours stays where it is. @param {Drawing} drawing */
    replace: (drawing) => world.replaceChildren(drawing.root),
    /** @param {number} x @param {number} y */
    centre: (x, y) => centre(x, y, at.zoom, true),
    clear: () => world.replaceChildren(),
    fit,
    zoomBy,
    panBy,
    /** Brings a box of the drawing into sight, and with `near` so close that it can be read. @param {Box} box @param {boolean} near */
    reveal(box, near) {
      if (fitted && !near) return;
      const zoom = near ? limited(Math.max(at.zoom, 1.2)) : at.zoom;
      const [width, height] = [stage.clientWidth, stage.clientHeight];
      const is = onStage(box);
      const margin = 30;
      const inside =
        is.x >= margin && is.y >= margin && is.x + is.width <= width - margin && is.y + is.height <= height - margin;
      if (inside && zoom === at.zoom) return;
      centre(box.x + box.width / 2, box.y + box.height / 2, zoom);
    },
    /** Whether the pointer that was last down has dragged: then its click is none. */
    hasDragged: () => dragged > STILL,
  };
}
