// What the colours of the flame graph mean: the packages, the heaviest first, each with what it weighs itself; in a comparison, how much
// less and more. A package is a filter at a click, and the boxes of the others make way while it is pointed at.
//
// In one line above the graph are as many as there is room for; all of them lie on the graph when they are asked for. On a phone these
// are the only ones.

import { html, nothing } from "lit-html";
import { count, shareWithSign, weightAndShare, withSign } from "../text.js";
import { styled } from "../parts/styled.js";
import { changeTone, oklch, packageTone, themeNow } from "./colours.js";

/** @import { App } from "../state/app.js" */
/** @import { FlamePackage } from "../pkg/proflens.js" */
/** @import { Flame } from "./flame.js" */

/** Letters of a name that are written in the line, whatever it is. */
const SHORT = 16;
/** All but the last two elements of a path, or words of a package. */
const BEFORE_TWO = /^.+(?=\/[^/]+\/[^/]+$)|^[^/]+?(?=(?:\.|::)[\w$]+(?:\.|::)[\w$]+$)/;
/** How much room a package has in the line, in pixels, and what the line's other things take. */
const EACH = 172;
const REST = 150;
/** A line that is wider has room for the path that was zoomed into and for packages, in pixels. */
const BOTH = 1100;
/** The changes that the scale shows, as shares of the total. */
const STEPS = [-0.5, -0.1, -0.01, 0, 0.01, 0.1, 0.5];

/** @param {App} app @param {{changed: () => void, light: (name: string | null) => void}} to `light` has the other boxes make way */
export function createLegend(app, { changed, light }) {
  const { state, actions } = app;
  let isOpen = true;
  let hasAll = false;

  const nameOf = (/** @type {FlamePackage} */ p) => p.name || "(unknown)";
  /** The end of a long path tells packages of one program apart. @param {FlamePackage} p */
  const shortOf = (p) => (p.name.length > SHORT ? p.name.replace(BEFORE_TWO, "…") : nameOf(p));
  /** @param {FlamePackage} p @param {"focus" | "ignore"} option */
  async function filter(p, option) {
    light(null);
    const refused = await actions.addExpressions([[option, p.expression]]);
    if (refused) actions.failed(new Error(refused));
    else actions.said(`${option} ${nameOf(p)}`);
  }
  /** @param {Flame} flame @param {FlamePackage} p */
  function fill(flame, p) {
    const theme = themeNow();
    const tone = state.summary?.changes
      ? changeTone(p.own / (flame.total || 1), theme)
      : packageTone(p.name, p.runtime, theme, flame.hues);
    return html`<i aria-hidden="true" ${styled({ "--fill": oklch(tone) })}></i>`;
  }
  const text = (/** @type {FlamePackage} */ p) => withSign(p.text, p.own, Boolean(state.summary?.changes));

  const share = (/** @type {FlamePackage} */ p) => shareWithSign(p.percent, p.own, Boolean(state.summary?.changes));

  /** @param {Flame} flame @param {FlamePackage} p @param {string} name of it @param {unknown} said beside that */
  const entry = (flame, p, name, said) => html`<button class="package" ?disabled=${!p.expression}
      title=${p.expression ? `Focus on ${nameOf(p)}: ${weightAndShare(state.summary, p.text, p.percent)}, its own` : `Nothing is known about these functions${p.name && ", but that they are native"}`}
      @pointerenter=${() => light(p.name)} @pointerleave=${() => light(null)}
      @focus=${() => light(p.name)} @blur=${() => light(null)}
      @click=${() => filter(p, "focus")}>${fill(flame, p)}<bdi>${name}</bdi>${said}</button>`;

  /** @param {Flame} flame */
  function scale({ total }) {
    const { diff } = state.summary ?? {};
    const theme = themeNow();
    return html`<p class="scale minor"><span class="less">less</span>${STEPS.map(
      (share) => html`<span class="step num" ${styled({ "--fill": oklch(changeTone(total ? share : 0, theme)) })}
          >${share === 0 ? "0" : `${share > 0 ? "+" : "−"}${Math.abs(share) * 100}%`}</span>`,
    )}<span class="more">more</span>${
      diff
        ? html`<span class="num">base ${diff.baseText} → ${diff.normalize ? `${diff.baseText}, normalized` : diff.sourceText}</span>`
        : nothing
    }</p>`;
  }

  /** @param {Flame} flame */
  const all = (flame) => html`<div class="packages" role="group" aria-label="All packages"
      @keydown=${(/** @type {KeyboardEvent} */ e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        e.preventDefault();
        show(false);
      }}>
      <p class="minor">Packages by what they weigh themselves: a click is a filter
        <button class="x" aria-label="Close the list of packages" @click=${() => show(false)}>×</button></p>
      <ul>${flame.packages.map(
        (
          p,
        ) => html`<li>${entry(flame, p, isNarrow() ? shortOf(p) : nameOf(p), html`<span class="num">${text(p)}</span><span class="num">${share(p)}</span>`)}
          <button class="quiet" ?disabled=${!p.expression} title=${`Ignore ${nameOf(p)}: no stacks with a function of it`}
            aria-label=${`Ignore ${nameOf(p)}`} @click=${() => filter(p, "ignore")}>ignore</button></li>`,
      )}</ul>
      ${flame.morePackages ? html`<p class="minor">and ${count(flame.morePackages)} more with less</p>` : nothing}</div>`;

  /** @param {boolean} is */
  function show(is) {
    hasAll = is;
    if (!is) light(null);
    changed();
  }

  return {
    /** The button that opens and closes it. @param {Flame | null} flame */
    button: (flame) =>
      html`<button class="quiet legend-button" aria-expanded=${isNarrow() ? hasAll : isOpen} ?disabled=${!flame?.packages.length}
        title="What the colours mean"
        @click=${() => {
          if (isNarrow()) return show(!hasAll);
          isOpen = !isOpen;
          show(false);
        }}>Legend</button>`,
    /**
     * The line below the bar: the path that was zoomed into, and the packages that there is room for. It is there whatever is in it.
     * @param {Flame | null} flame @param {number} width of the line, in pixels; on paper there is no end of it @param {unknown} path
     */
    template(flame, width, path) {
      const isChange = Boolean(state.summary?.changes);
      const isPaper = width === Number.POSITIVE_INFINITY;
      const hasLegend = (isPaper || (isOpen && !isNarrow())) && flame !== null && flame.packages.length > 0;
      // Closed, it leaves its line to the boxes, and the path stands below them: no zoom moves them.
      if (flame && !isOpen && !isNarrow() && !isPaper)
        return path === nothing ? nothing : html`<div class="line apart">${path}</div>`;
      if (!flame || !hasLegend) return html`<div class="line">${path}</div>${flame && hasAll ? all(flame) : nothing}`;
      // Beside a path they have half of it; where that is nothing they have a line below the boxes, which stay where they are.
      const isApart = path !== nothing && width < BOTH;
      const room = path === nothing || isApart ? width : width / 2;
      const few = flame.packages.slice(0, Math.max(1, Math.floor((room - REST) / EACH)));
      const left = flame.packages.length + flame.morePackages;
      const line = html`<div class="few" role="group" aria-label="Packages"><span class="entries">${
        isChange
          ? scale(flame)
          : few.map((p) =>
              entry(flame, p, isPaper ? nameOf(p) : shortOf(p), html`<span class="num">${share(p)}</span>`),
            )
      }${isPaper && !isChange && flame.morePackages ? html`<span class="minor">and ${count(flame.morePackages)} more with less</span>` : nothing}</span><span class="own minor" title="The line at the foot of a box: so much of it was spent in the function itself (flat), and not in what it calls">own</span
      ><button class="quiet" aria-expanded=${hasAll} @click=${() => show(!hasAll)}>${
        isChange ? "Packages" : `All ${count(left)}`
      }</button></div>`;
      const lines = isApart
        ? html`<div class="line">${path}</div><div class="line apart">${line}</div>`
        : html`<div class="line">${path}${line}</div>`;
      return html`${lines}${hasAll ? all(flame) : nothing}`;
    },
  };
}

/** Whether it is a phone, whose lines are few. */
export const isNarrow = () => matchMedia("(max-width: 760px), (max-height: 480px)").matches;
