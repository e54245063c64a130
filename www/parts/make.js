// Elements that are made once, or in thousands: where a template of lit-html would be too much.

/**
 * An element with its classes, at the end of another one if it is to be somewhere already.
 * @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} [cls] @param {Node} [parent]
 */
export function make(tag, cls = "", parent = undefined) {
  const element = document.createElement(tag);
  if (cls) element.className = cls;
  parent?.appendChild(element);
  return element;
}
