// The focus is never lost when what had it goes away.
//
// In: a drawing, and where the focus goes at last. Out: the focus where it was, or at what is nearest: the next one of its kind in the same
// part of the page, such as the x of the next chip, the one before, or else the view. No part needs to think of it.

/** What stands around a view, and a view: the focus goes on inside of one of them. */
const PARTS = "#tray, #notices, #controls, #filters, #answer, #tabs, #inspector, #options, .view";

/** Whether it can have the focus. @param {Element} e */
const isThere = (e) => e.isConnected && e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled");

/** @param {() => void} draw @param {() => void} leave puts the focus into the view */
export function keepFocus(draw, leave) {
  const had = document.activeElement;
  if (!had || had === document.body) return draw();
  const isAlike = (/** @type {Element} */ e) => e.className === had.className;
  // Of tables and charts there is one.
  const alike = (/** @type {Element} */ room) =>
    had.localName === "div" ? [] : [...room.querySelectorAll(had.localName)].filter(isAlike);
  const rooms = [had.closest("[popover]"), had.closest(PARTS)].flatMap((room) =>
    room ? [{ room, at: alike(room).indexOf(had) }] : [],
  );
  draw();
  const has = document.activeElement;
  if (isThere(had) || (has && has !== had && has !== document.body)) return;
  for (const { room, at } of rooms) {
    const left = /** @type {HTMLElement[]} */ (alike(room).filter(isThere));
    if (left.length) return left[Math.min(at, left.length - 1)].focus();
  }
  leave();
}
