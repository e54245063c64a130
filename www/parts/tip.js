// A word about what is under the pointer, beside it and inside of the view.

import { render } from "lit-html";

/** @param {HTMLElement} view */
export function createTip(view) {
  const tip = view.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.hidden = true;
  return {
    /** @param {unknown} content a template @param {number} x in the window @param {number} y */
    show(content, x, y) {
      render(content, tip);
      tip.hidden = false;
      const rect = view.getBoundingClientRect();
      const left = Math.min(x - rect.left + 14, rect.width - tip.offsetWidth - 8);
      const below = y - rect.top + 18;
      const top = below + tip.offsetHeight > rect.height ? Math.max(0, y - rect.top - tip.offsetHeight - 12) : below;
      tip.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`;
    },
    hide: () => void (tip.hidden = true),
    isShown: () => !tip.hidden,
  };
}
