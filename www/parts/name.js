// A function's name as the page shows it: package dimmed, the function's own name bright. Too long, it is cut from the left by the
// style sheet, so that selecting and copying still give all of it. What cannot be seen is a sign: a line's end would lie on other rows. Each says by `data-fn` which function it is: that is what the menu of
// a function asks for.

import { html } from "lit-html";
import { packagePath, parts, shown } from "../text.js";
import { make } from "./make.js";

/** For lit templates. @param {string} name @param {string} [mark] @param {string} [text] a part of the name, where the rest stands beside it */
export function nameOf(name, mark = "", text = name) {
  const { prefix, base, generic, rest } = parts(shown(text));
  const path = packagePath(prefix);
  // No space may be between its parts: it is copied as it stands.
  return html`<span class="name" title=${name} data-fn=${name}
    >${prefix && html`<span class="pkg"><bdi>${path && html`<span class="path">${path}</span>`}${prefix.slice(path.length)}</bdi></span>`}<span class="fn"
      ><span>${base}</span>${generic && html`<span class="gen">${generic}</span>`}${rest && html`<span>${rest}</span>`}</span
    >${mark && html`<span class="mark"> ${mark}</span>`}</span>`;
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
  const gen = make("span", "gen", fn);
  const rest = make("span", "", fn);
  const markText = make("span", "mark", element);
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
      gen.textContent = p.generic;
      rest.textContent = p.rest;
      markText.textContent = mark && ` ${mark}`;
    },
  };
}
