// Why there is no answer, in its place: what is wrong at large, and what to do about it below.

import { make } from "./make.js";

/** @param {HTMLElement} parent */
export function createRefusal(parent) {
  const element = make("p", "refusal", parent);
  element.setAttribute("role", "status");
  let said = "";
  return {
    element,
    /** @param {string} why a few sentences, or "" for nothing */
    say(why) {
      // Whoever listens is told once.
      if (why === said) return;
      said = why;
      const [, first = why, rest = ""] = /^(.+?[.!?])(\s.+)$/s.exec(why) ?? [];
      element.textContent = first;
      if (rest) make("small", "", element).textContent = rest;
    },
  };
}
