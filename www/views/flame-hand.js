// What mouse, fingers and wheel do with the flame graph: point, click, drag, pinch, scroll sideways.
//
// In: an element, and what is to happen. Out: nothing; places are in the window's pixels, shares are of the element's width.

/** A pointer that has moved further, in pixels, means no click. */
const STILL = 4;
/** Two clicks at one place are one that was doubled if no more time is between them, in milliseconds. */
const TWICE = 500;

/**
 * @param {HTMLElement} chart
 * @param {{point: (x: number, y: number, isTouch: boolean) => void, leave: () => void, click: (x: number, y: number) => void, slideBy: (share: number) => void, scale: (factor: number, at: number) => void, busy: () => void}} to
 *   `busy`: the hand moves the graph now and points at nothing
 */
export function bindHand(chart, { point, leave, click, slideBy, scale, busy }) {
  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  /** What the pointer did since it went down. */
  let dragged = 0;
  const shareAt = (/** @type {number} */ x) => (x - chart.getBoundingClientRect().left) / chart.clientWidth;
  chart.addEventListener("pointerdown", (e) => {
    pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    dragged = 0;
  });
  addEventListener("pointerup", (e) => pointers.delete(e.pointerId));
  addEventListener("pointercancel", (e) => pointers.delete(e.pointerId));
  chart.addEventListener("pointermove", (e) => {
    const before = pointers.get(e.pointerId);
    if (before && pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== e.pointerId)?.[1] ?? before;
      const [old, now] = [Math.abs(before.x - other.x), Math.abs(e.clientX - other.x)];
      if (old > 10 && now > 10) scale(old / now, shareAt((e.clientX + other.x) / 2));
      dragged = 100;
    } else if (before && e.buttons) {
      const dx = e.clientX - before.x;
      dragged += Math.abs(dx);
      if (dragged > STILL) slideBy(-dx / chart.clientWidth);
    }
    if (before) pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (dragged > STILL && before) return busy();
    point(e.clientX, e.clientY, e.pointerType === "touch");
  });
  chart.addEventListener("pointerleave", leave);
  /** The last click: when and where it was. */
  let last = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0 };
  // Behind the first of two clicks another box may be there, or a button of what it has opened: the second one means neither.
  addEventListener(
    "click",
    (e) => {
      const isSecond = e.timeStamp - last.at < TWICE && Math.hypot(e.clientX - last.x, e.clientY - last.y) <= STILL;
      last.at = Number.NEGATIVE_INFINITY;
      if (!isSecond) return;
      e.stopPropagation();
      e.preventDefault();
    },
    true,
  );
  chart.addEventListener("click", (e) => {
    if (dragged > STILL) return;
    last = { at: e.timeStamp, x: e.clientX, y: e.clientY };
    click(e.clientX, e.clientY);
  });
  chart.addEventListener(
    "wheel",
    (e) => {
      const sideways = Math.abs(e.deltaX) > Math.abs(e.deltaY);
      if (!e.ctrlKey && !e.metaKey && !sideways) return;
      e.preventDefault();
      busy();
      if (sideways && !e.ctrlKey) return slideBy(e.deltaX / chart.clientWidth);
      scale(Math.exp(Math.max(-1, Math.min(1, e.deltaY / 200))), shareAt(e.clientX));
    },
    { passive: false },
  );
}
