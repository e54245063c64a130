// What stands above the flame graph: which way the stacks stand, what its widths are, the path that was zoomed into, and what is too
// narrow to be seen.

import { html, nothing } from "lit-html";
import { count } from "../text.js";
import { nameOf } from "../parts/name.js";

/** @import { App } from "../state/app.js" */

/** How many names of the path are shown at its end. */
const CRUMBS = 3;

/**
 * @param {App} app @param {number} leftOut how many boxes are too narrow
 * @param {(length: number) => void} zoomOut back to so much of the path
 */
export function flameBar({ state, actions }, leftOut, zoomOut) {
  const diff = state.summary?.diff;
  const names = state.zoom;
  const fromLeaf = state.flame === "leaf";
  const middle = state.pivot || state.sel;
  const stand = actions.setFlame;
  const hidden = Math.max(0, names.length - CRUMBS);
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
        </div>
        <p class="scale minor"><span class="less">less</span><i aria-hidden="true"></i><span class="more">more</span>
          <span class="num">base ${diff.baseText} → ${diff.sourceText}</span></p>`
        : nothing
    }
    ${
      names.length || state.pivot
        ? html`<nav aria-label="Zoomed into"><button class="link"
            @click=${() => zoomOut(0)}>${state.pivot ? nameOf(state.pivot) : "All"}</button>
          ${hidden ? html`<span class="minor">› ${hidden} more</span>` : nothing}
          ${names
            .slice(hidden)
            .map(
              (name, i) =>
                html`<span class="minor">›</span>${
                  hidden + i === names.length - 1
                    ? html`<b>${nameOf(name)}</b>`
                    : html`<button class="link" @click=${() => zoomOut(hidden + i + 1)}>${nameOf(name)}</button>`
                }`,
            )}</nav>`
        : nothing
    }
    ${leftOut ? html`<p class="minor note">${tooNarrow(leftOut)}</p>` : nothing}`;
}

/** @param {number} boxes */
const tooNarrow = (boxes) =>
  boxes === 1
    ? "1 box is narrower than half a pixel: zoom in to see it"
    : `${count(boxes)} boxes are narrower than half a pixel: zoom in to see them`;

/** One of several ways to stand. @param {string} label @param {boolean} is @param {string} title @param {() => void} pick */
const way = (label, is, title, pick) =>
  html`<button aria-pressed=${is} title=${title} @click=${pick}>${label}</button>`;
