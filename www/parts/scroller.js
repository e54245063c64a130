// A list of any length in which only the visible rows exist.
//
// In: how many rows there are, how to make one and how to fill one. Out: rows in a scrolling element, all of one height.
// One row may be opened: its detail lies under it, as high as it is, and the rows after it move down.
//
// A fixed height keeps this at a multiplication; a library for rows of any height would be longer than this file.

import { onceAFrame } from "./once.js";

/** Browsers lay out nothing beyond some 17 to 33 million pixels: above this, the scroll bar is scaled. */
const TALLEST = 15_000_000;
/** Rows beyond the edges, so that a small scroll shows nothing blank. */
const OVERSCAN = 6;
/** So many rows are printed, from the first one on. */
const PRINTED = 50;

/**
 * @template {HTMLElement} Row
 * @param {{viewport: HTMLElement, body: HTMLElement, rowHeight: () => number, create: () => Row, fill: (row: Row, index: number) => void, drawn?: (start: number, end: number) => void,
 *   keeps?: () => number}} list `keeps` is the row that stays in sight when the room changes, -1 for none
 */
export function createScroller({ viewport, body, rowHeight: heightNow, create, fill, drawn, keeps }) {
  let rowHeight = heightNow();
  let count = 0;
  /** @type {{index: number, element: HTMLElement, height: number} | null} */
  let opened = null;
  /** @type {Map<number, Row>} */
  const rows = new Map();
  /** @type {Row[]} */
  const spare = [];

  /** On paper there is no scrolling: the first rows stand there. */
  let isPrinted = false;

  const fullHeight = () => count * rowHeight + (opened?.height ?? 0);
  const topOf = (/** @type {number} */ index) =>
    index * rowHeight + (opened && index > opened.index ? opened.height : 0);
  const indexAt = (/** @type {number} */ y) => {
    if (opened && y >= topOf(opened.index + 1)) return Math.floor((y - opened.height) / rowHeight);
    return Math.min(Math.floor(y / rowHeight), opened ? opened.index : Infinity);
  };
  /** What lies above the body inside the viewport: a sticky header. */
  const headHeight = () => body.offsetTop;
  const room = () => Math.max(0, viewport.clientHeight - headHeight());
  /** How many pixels of the list one pixel of the scroll bar stands for. */
  const scale = () => {
    const [beyond, ofBar] = [fullHeight() - room(), Math.min(fullHeight(), TALLEST) - room()];
    // What fits the room, to the pixel too, does not scroll.
    return ofBar > 0 ? Math.max(1, beyond / ofBar) : 1;
  };

  function draw() {
    if (!viewport.offsetParent) return;
    const onPaper = Math.min(count, PRINTED);
    body.style.height = isPrinted ? "" : `${Math.min(fullHeight(), TALLEST)}px`;
    const top = isPrinted ? 0 : viewport.scrollTop * scale();
    const shift = viewport.scrollTop - top;
    const start = Math.max(0, indexAt(top) - OVERSCAN);
    const end = isPrinted ? onPaper : Math.min(count, indexAt(top + room()) + 1 + OVERSCAN);
    for (const [index, row] of rows) {
      if (index >= start && index < end) continue;
      rows.delete(index);
      row.hidden = true;
      // It is not the row of that number any more.
      row.removeAttribute("id");
      spare.push(row);
    }
    /** What a new row stands behind: rows are in the document as they are on the screen, for who listens and for who copies. @type {HTMLElement | null} */
    let before = null;
    for (let index = start; index < end; index++) {
      let row = rows.get(index);
      if (!row) {
        row = spare.pop() ?? create();
        row.hidden = false;
        rows.set(index, row);
        if (before) before.after(row);
        else body.prepend(row);
      }
      before = row;
      if (opened?.index === index) {
        if (row.nextElementSibling !== opened.element) move(opened.element, row);
        before = opened.element;
      }
      put(row, topOf(index) + shift);
      fill(row, index);
      if (isPrinted && opened?.index === index) put(opened.element, 0);
    }
    if (opened && !isPrinted) put(opened.element, topOf(opened.index) + rowHeight + shift);
    drawn?.(start, end);
  }

  /** Puts an element behind another one; what has the focus in it keeps it. @param {HTMLElement} element @param {HTMLElement} before */
  function move(element, before) {
    const focused = document.activeElement;
    before.after(element);
    if (focused instanceof HTMLElement && element.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** On paper they follow each other, so that pages break between them. @param {HTMLElement} element @param {number} y */
  function put(element, y) {
    element.style.transform = isPrinted ? "" : `translateY(${y}px)`;
    if (isPrinted) body.append(element);
  }

  const invalidate = onceAFrame(draw);

  /** Scrolls as little as is needed to show a row. @param {number} index */
  function reveal(index) {
    const top = viewport.scrollTop * scale();
    const y = topOf(index);
    const to = y < top ? y : y + rowHeight > top + room() ? y + rowHeight - room() : top;
    if (to !== top) viewport.scrollTop = to / scale();
    invalidate();
  }

  viewport.addEventListener("scroll", invalidate, { passive: true });
  for (const [event, is] of /** @type {[string, boolean][]} */ ([
    ["beforeprint", true],
    ["afterprint", false],
  ])) {
    addEventListener(event, () => {
      isPrinted = is;
      if (count > PRINTED) body.dataset.printed = `The first ${PRINTED} of ${count.toLocaleString("en")} rows.`;
      else delete body.dataset.printed;
      draw();
    });
  }

  /** How high the room was before it changed. */
  let had = 0;
  new ResizeObserver(() => {
    rowHeight = heightNow();
    const index = keeps?.() ?? -1;
    const top = viewport.scrollTop * scale();
    // What was in sight stays so: a sheet that comes up must not cover the row that it is about.
    if (index >= 0 && topOf(index) >= top && topOf(index) + rowHeight <= top + had) reveal(index);
    had = room();
    invalidate();
  }).observe(viewport);
  const grown = new ResizeObserver(() => {
    if (!opened || opened.height === opened.element.offsetHeight) return;
    opened.height = opened.element.offsetHeight;
    invalidate();
  });

  return {
    invalidate,
    /** Rows are as high as they say by now. */
    measure() {
      rowHeight = heightNow();
      invalidate();
    },
    /** Draws at once, for those who look at the rows. */
    draw,
    /** @param {number} n */
    setCount(n) {
      count = n;
      invalidate();
    },
    toTop() {
      viewport.scrollTop = 0;
      invalidate();
    },
    /** Scrolls a row to the top. @param {number} index */
    place(index) {
      draw();
      viewport.scrollTop = topOf(index) / scale();
      invalidate();
    },
    reveal,
    rowsPerPage: () => Math.max(1, Math.floor(room() / rowHeight) - 1),
    /** @param {number} index */
    row: (index) => rows.get(index),
    /** Opens one row's detail under it, or closes it with null. @param {number} index @param {HTMLElement | null} element */
    open(index, element) {
      if (opened) {
        grown.unobserve(opened.element);
        opened.element.remove();
      }
      opened = null;
      if (element) {
        // Between rows, to a screen reader it is one more of them.
        element.setAttribute("role", "row");
        body.append(element);
        opened = { index, element, height: element.offsetHeight };
        grown.observe(element);
      }
      invalidate();
    },
  };
}
