// Words in passing: what was done, for those who hear it, and for a moment in sight where nothing else on the page shows it.

/** So long it can be read, in milliseconds. */
const SEEN_FOR = 2500;

/** @param {HTMLElement} element a region that is read aloud when its text changes */
export function createSaid(element) {
  let timer = 0;
  /** @param {string} text @param {"seen" | "unseen"} how */
  function say(text, how) {
    clearTimeout(timer);
    element.textContent = text;
    element.className = how;
  }
  return {
    /** What the page shows as well. @param {string} text */
    said: (text) => say(text, "unseen"),
    /** What nothing else shows: a copy, a file that was saved. @param {string} text */
    told(text) {
      say(text, "seen");
      timer = setTimeout(() => say(text, "unseen"), SEEN_FOR);
    },
  };
}
