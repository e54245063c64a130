// Words within a sentence that lead somewhere.
//
// A button is a box in every engine: a line may break between it and the comma behind it, its words cannot be copied with the others, and
// WebKit counts its lines among those of the sentence around it. So these are words, which are pressed as buttons are.

import { html, nothing } from "lit-html";

/**
 * @param {unknown} text @param {() => unknown} run
 * @param {{title: string, cls?: string, name?: string}} about `name`: the function that they name
 */
export function leading(text, run, { title, cls = "", name }) {
  /** @param {KeyboardEvent} e */
  const press = (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    e.preventDefault();
    run();
  };
  // No white space may come between it and its neighbours.
  return html`<span class="link ${cls}" role="button" tabindex="0" title=${title} data-fn=${name ?? nothing} @click=${run} @keydown=${press}>${text}</span>`;
}
