// What stands above the flame graph: which way the stacks stand, what its widths are, the boxes that a search finds, the picture as a file,
// and what is too narrow to be seen; and below it the path that was zoomed into. Both are lines of one height, whatever is in them: a click
// must not move the boxes, since a second one may follow it.

import { html, nothing } from "lit-html";
import { count } from "../text.js";
import { nameOf } from "../parts/name.js";

/** @import { App } from "../state/app.js" */
/** What a search finds, on which of it the cursor is, and whether all of it is outside of the zoom. @typedef {{at: number, count: number, areOutside: boolean}} Hits */

/** How many names of the path are shown at its end. */
const CRUMBS = 3;

/**
 * @param {App} app
 * @param {{leftOut: number, hits: Hits | null, legend: unknown, canSave: boolean}} what `leftOut` boxes are too
 *   narrow; `hits` is none without a search, `at` is 0 where none of them has the cursor
 * @param {{toHit: (step: 1 | -1) => void, saveAs: (kind: "svg" | "png") => void}} to
 */
export function flameBar({ state, actions }, { leftOut, hits, legend, canSave }, { toHit, saveAs }) {
  const diff = state.summary?.diff;
  const fromLeaf = state.flame === "leaf";
  const middle = state.pivot || state.sel;
  const stand = actions.setFlame;
  return html`<div class="segments" role="group" aria-label="How stacks stand">
      ${way("From the root", !state.pivot && !fromLeaf, "Callers above what they call", () => stand({ flame: "", pivot: "" }))}
      ${way(
        "From the leaf",
        !state.pivot && fromLeaf,
        "Functions with their own weight first, their callers below",
        () => stand({ flame: "leaf", pivot: "" }),
      )}
      ${
        middle
          ? way("Around a function", state.pivot !== "", `Callers above, callees below: ${middle} (v)`, () =>
              stand({ pivot: state.sel || state.pivot }),
            )
          : nothing
      }
    </div>
    ${
      diff
        ? html`<div class="segments" role="group" aria-label="Width of the boxes">
          ${way("Both", !state.newOnly, "A box is as wide as it weighs in both profiles together", () =>
            actions.setNewOnly(false),
          )}
          ${way("New only", state.newOnly, "A box is as wide as it weighs in the profile, without its base", () =>
            actions.setNewOnly(true),
          )}
        </div>`
        : nothing
    }
    ${hits ? hitNav(hits, toHit) : nothing}
    <span class="tools">${legend}<button class="quiet" title="Save all of it as SVG" ?disabled=${!canSave}
        @click=${() => saveAs("svg")}>SVG</button><button class="quiet" title="Save all of it as PNG" ?disabled=${!canSave}
        @click=${() => saveAs("png")}>PNG</button></span>
    ${noteOf(leftOut)}`;
}

/**
 * The path that was zoomed into, each part of which leads back to it, and the way out of all of it; "nothing" where there is none.
 * @param {App} app @param {(length: number) => void} zoomOut leads back to so much of the path
 */
export function flamePath({ state }, zoomOut) {
  const { zoom, pivot } = state;
  if (!zoom.length && !pivot) return nothing;
  const hidden = Math.max(0, zoom.length - CRUMBS);
  /** @param {string} name @param {number} at */
  const crumb = (name, at) =>
    at === zoom.length
      ? html`<b>${nameOf(name)}</b>`
      : html`<button class="link" @click=${() => zoomOut(at)}>${nameOf(name)}</button>`;
  return html`<nav aria-label="Zoomed into">${
    zoom.length
      ? html`<button class="out" title="All boxes again (0)" @click=${() => zoomOut(0)}>Reset zoom</button>`
      : nothing
  }<button class="link" @click=${() => zoomOut(0)}>${pivot ? nameOf(pivot) : "All"}</button>
    ${hidden ? html`<span class="minor">› ${hidden} more</span>` : nothing}
    ${zoom.slice(hidden).map((name, i) => html`<span class="minor">›</span>${crumb(name, hidden + i + 1)}`)}</nav>`;
}

/** From box to box of those that a search finds. @param {Hits} hits @param {(step: 1 | -1) => void} toHit */
const hitNav = ({ at, count: all, areOutside }, toHit) =>
  html`<span class="hits"><span role="status">${areOutside ? "None in this box, some outside" : all === 0 ? "No box matches" : at ? `${count(at)} of ${boxes(all)}` : boxes(all)}</span
    ><button class="quiet icon" title="${areOutside ? "Out of the zoom, to the last box" : "The box before"} that matches (N)" aria-label="Previous match" ?disabled=${all === 0 && !areOutside}
      @click=${() => toHit(-1)}>↑</button><button class="quiet icon" title="${areOutside ? "Out of the zoom, to the first box" : "The next box"} that matches (n)" aria-label="Next match"
      ?disabled=${all === 0 && !areOutside} @click=${() => toHit(1)}>↓</button></span>`;

/** @param {number} n */
const boxes = (n) => (n === 1 ? "1 box" : `${count(n)} boxes`);
/** @param {number} n */
const tooNarrow = (n) =>
  `${boxes(n)} ${n === 1 ? "is" : "are"} narrower than half a pixel: zoom in to see ${n === 1 ? "it" : "them"}`;

/** That some boxes cannot be seen. @param {number} leftOut @param {string} [none] what is said where all are */
export function noteOf(leftOut, none = "") {
  const said = leftOut ? tooNarrow(leftOut) : none;
  return said && html`<p class="minor note" title=${said}>${said}</p>`;
}

/** One of several ways to stand. @param {string} label @param {boolean} is @param {string} title @param {() => void} pick */
const way = (label, is, title, pick) =>
  html`<button aria-pressed=${is} title=${title} @click=${pick}>${label}</button>`;
