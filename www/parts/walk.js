// A picture that is walked through by keys: those who cannot see it meet it as a tree, one item at a time.
//
// In: the element of the picture. Out: its one item, which says what the keys stand on and which function that is.

import { make } from "./make.js";

/** @param {HTMLElement} element @param {string} id of the item @param {string} label of the picture */
export function createWalk(element, id, label) {
  const item = make("div", "unseen", element);
  element.tabIndex = 0;
  element.setAttribute("role", "tree");
  element.setAttribute("aria-label", label);
  item.id = id;
  item.setAttribute("role", "treeitem");
  item.hidden = true;
  return {
    /** There is nothing to stand on: a tree without an item. */
    leave() {
      item.hidden = true;
      element.removeAttribute("aria-activedescendant");
    },
    /**
     * The keys stand on something else. @param {string} name of its function, "" if it has none @param {string} text what it is called
     * @param {{words?: string, level?: number}} [more] all that it says, if that is known, and how deep it lies, from 1
     */
    stand(name, text, { words = text, level } = {}) {
      item.hidden = false;
      item.dataset.fn = name;
      item.textContent = text;
      if (level !== undefined) item.setAttribute("aria-level", String(level));
      element.setAttribute("aria-activedescendant", id);
      item.setAttribute("aria-label", words);
    },
    /** All that it says. @param {string[]} words */
    say: (words) => item.setAttribute("aria-label", words.join(", ")),
  };
}
