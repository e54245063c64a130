// The histogram of how long goroutines have waited: a bar for each step, the first one apart, since nothing is known of those.
//
// In: how many have waited so long, by step, and the same in words. Out: an element that is a picture to whoever hears it.

import { make } from "../parts/make.js";

/** What every number of minutes is worth. */
export const ABOUT_MINUTES =
  "About so many minutes: the runtime notes the time when a garbage collection first finds a goroutine waiting, and says whole minutes since then. Without a number it waits for less than a minute, or no collection has found it yet.";

/** For rows that are reused. */
export function createWaits() {
  const element = make("span", "waits");
  element.setAttribute("role", "img");
  /** @type {HTMLElement[]} */
  const bars = [];
  return {
    element,
    /** @param {number[]} waits @param {string} words */
    fill(waits, words) {
      while (bars.length < waits.length) bars.push(make("i", "", element));
      const most = Math.max(1, ...waits.map(Math.abs));
      // What is there can be seen, however little of all it is.
      for (const [i, n] of waits.entries())
        bars[i].style.setProperty("--h", String(n ? Math.max(0.14, Math.abs(n) / most) : 0));
      element.setAttribute("aria-label", words && `waited: ${words}`);
      element.title = words;
    },
  };
}
