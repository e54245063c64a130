// The way to a line of source on the web: a link where one is known, and the form for the template that makes more of them.
//
// In: a function with its file, and a line. Out: two templates; the form stays open until it is kept or left.

import { html, nothing } from "lit-html";
import { createCodeHost } from "../state/code-host.js";

/** @import { OpenInfo } from "../pkg/proflens.js" */

/** @param {() => void} draw @param {(selector: string) => void} focus on an element of what was drawn */
export function createHostLink(draw, focus) {
  const host = createCodeHost();
  /** Whether the template for links is being written, and why it was refused. */
  let [isOpen, refused] = [false, ""];

  function toggle(open = !isOpen) {
    [isOpen, refused] = [open, ""];
    draw();
    focus(open ? "#link-template" : ".place [aria-expanded]");
  }
  /** @param {SubmitEvent} e */
  function keep(e) {
    e.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (e.target));
    refused = host.set(form.get("template")?.toString() ?? "");
    if (refused) draw();
    else toggle(false);
  }
  /** @param {KeyboardEvent} e */
  function leave(e) {
    if (e.key !== "Escape") return;
    e.preventDefault();
    toggle(false);
  }

  const help = html`<code>{file}</code> is the path that <code>trim_path</code> leaves, <code>{path}</code> all of it,
    <code>{line}</code> the line. Modules from GitHub and Go's own files need none.`;
  /** @param {string} url */
  const anchor = (url) => html`<a class="button" href=${url} target="_blank" rel="noreferrer"
    title="Opens ${url}">${new URL(url).host} ↗</a>`;

  return {
    /** @param {OpenInfo} of @param {number} line */
    button({ function: { file }, wanted }, line) {
      const url = host.link(file, wanted, line);
      return html`${url ? anchor(url) : nothing}
        <button class="quiet" aria-expanded=${isOpen} title="How files of this program are found on a code host"
          @click=${() => toggle()}>${url ? "Link" : "Link to a code host"} …</button>`;
    },
    form: () =>
      isOpen
        ? html`<form class="linking" @submit=${keep} @keydown=${leave}>
            <label for="link-template">Link of a line</label>
            <input id="link-template" name="template" type="text" spellcheck="false" autocapitalize="off"
              autocomplete="off" placeholder="https://git.example/shop/blob/main/{file}#L{line}" .value=${host.template()}
              aria-invalid=${refused !== ""} aria-describedby="link-help" />
            <button>Keep</button>
            <p id="link-help" class=${refused ? "refused" : "dim"}>${refused || help}</p>
          </form>`
        : nothing,
  };
}
