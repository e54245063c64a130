// The second click of a double click, where the first one has taken away what was clicked: it was meant for that, and not for what has come
// into its place. Where the same part of the page has the next one of its kind there, such as the x of the next chip, it is a click.

/** So soon a click is a second one, in milliseconds. */
const SOON = 500;
/** And so near, in pixels. */
const NEAR = 12;
const PARTS = "#notices, #tray, #controls, #filters, #answer, #tabs, #views, #inspector, #options, #start";

export function ignoreSecond() {
  /** @type {{target: Element, part: Element | null, x: number, y: number, at: number} | null} */
  let first = null;
  addEventListener(
    "click",
    (e) => {
      // A key presses whatever has the focus.
      if (!e.isTrusted || e.detail === 0 || !(e.target instanceof Element)) return;
      const { target, clientX: x, clientY: y, timeStamp: at } = e;
      const part = target.closest(PARTS);
      const isSecond = first && at - first.at < SOON && Math.hypot(x - first.x, y - first.y) < NEAR;
      if (first && isSecond && part !== first.part && !first.target.checkVisibility()) {
        e.preventDefault();
        e.stopImmediatePropagation();
        return;
      }
      first = { target, part, x, y, at };
    },
    true,
  );
}
