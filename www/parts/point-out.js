// What words have led to is marked for a moment, where it is no row that could be selected.

/** So long it is marked, in milliseconds. */
const SEEN = 1600;

/** @param {Element | null} element */
export function pointOut(element) {
  if (!element) return;
  element.scrollIntoView({ block: "nearest" });
  element.classList.add("pointed-out");
  setTimeout(() => element.classList.remove("pointed-out"), SEEN);
}
