// A function's name as the page shows it: package dimmed, the function's own name bright. Too long, it is shortened by the style sheet,
// type arguments first, so that selecting and copying still give all of it. What cannot be seen is a sign: a line's end would lie on other
// rows. Each says by `data-fn` which function it is: that is what the menu of a function asks for.

import { html } from "lit-html";
import { packagePath, parts, shown, withArguments } from "../text.js";
import { make } from "./make.js";

/** Type arguments that say more than so many letters are left out where there is little room. */
const LONG = 16;
/** @param {string} text type arguments with their brackets */
const genClass = (text) => (text.length > LONG + 2 ? "gen long" : "gen");

/** For lit templates. @param {string} name @param {string} [mark] @param {string} [text] a part of the name, where the rest stands beside it */
export function nameOf(name, mark = "", text = name) {
  const { prefix, base, generic, rest } = parts(shown(text));
  const path = packagePath(prefix);
  const own = withArguments(base, generic, rest).map((text, i) =>
    i % 2
      ? html`<span class=${genClass(text)}>${text[0]}<span>${text.slice(1, -1)}</span>${text.slice(-1)}</span>`
      : html`<span>${text}</span>`,
  );
  // No space may be between its parts: it is copied as it stands.
  return html`<span class="name" title=${name} data-fn=${name}
    >${prefix && html`<span class="pkg"><bdi>${path && html`<span class="path">${path}</span>`}${prefix.slice(path.length)}</bdi></span>`}<span class="fn"
      >${own}</span>${mark && html`<span class="mark"> ${mark}</span>`}</span>`;
}

/** The same in plain elements, for rows that are reused: they are filled in thousands. */
export function createName() {
  const element = make("span", "name");
  const pkg = make("span", "pkg", element);
  const pkgText = make("bdi", "", pkg);
  const path = make("span", "path", pkgText);
  const own = pkgText.appendChild(document.createTextNode(""));
  const fn = make("span", "fn", element);
  const base = make("span", "", fn);
  const markText = make("span", "mark", element);
  /** @param {string} text @param {number} i */
  function piece(text, i) {
    if (i === 0) return base;
    const span = make("span", i % 2 ? genClass(text) : "");
    if (i % 2) {
      span.append(text[0], make("span", ""), text.slice(-1));
      /** @type {Element} */ (span.firstElementChild).textContent = text.slice(1, -1);
    } else span.textContent = text;
    return span;
  }
  return {
    element,
    /** @param {string} name @param {string} [mark] @param {string} [text] */
    fill(name, mark = "", text = name) {
      const p = parts(shown(text));
      element.title = name;
      element.dataset.fn = name;
      pkg.hidden = p.prefix === "";
      path.textContent = packagePath(p.prefix);
      own.data = p.prefix.slice(path.textContent.length);
      base.textContent = p.base;
      if (p.generic || fn.children.length > 1)
        fn.replaceChildren(...withArguments(p.base, p.generic, p.rest).map(piece));
      markText.textContent = mark && ` ${mark}`;
    },
  };
}
