// The focus is never lost when what had it goes away, and is where one goes on when something has come.
//
// In: a drawing, and where the focus goes at last. Out: the focus where it was, or at what is nearest: the next one of its kind in the same
// part of the page, such as the x of the next chip, the one before, or else the view. No part needs to think of it.

/** @import { State } from "../state/state.js" */

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

/**
 * Who has opened or closed a profile, or gone a step back, goes on in the view: nothing else has the focus then, since it was a link of
 * another page, a drop or a window of the system. Whatever has it keeps it.
 * @param {() => void} leave puts the focus there @returns {(state: Pick<State, "profiles">) => void} called behind each drawing
 */
export function createArrival(leave) {
  let [had, step] = ["", -1];
  return ({ profiles }) => {
    const has = profiles.map((p) => p.id).join();
    const at = history.state?.step ?? 0;
    const isOther = has !== had || (has && at !== step);
    [had, step] = [has, at];
    const isFree = document.activeElement === document.body && !document.querySelector("dialog[open], :popover-open");
    if (isOther && isFree) leave();
  };
}
