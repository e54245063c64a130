// The inspector: the selected function, where its numbers come from, and what can be done with it.
//
// In: the Session's answer about the selected name. Out: flat and cum, callers and callees with bars (a click walks there), and actions.
// Who comes by keys gets the focus as soon as there is something to have it.

import { html, nothing, render } from "lit-html";
import { isFiltered } from "../state/state.js";
import { bothSides } from "../parts/frame.js";
import { createSandwich, isOverview, isSandwich, isWide } from "./sandwich.js";
import { nameOf } from "../parts/name.js";
import { styled } from "../parts/styled.js";
import { CHANGE_SHARE, counted, shareWithSign, signClass, withSign } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { Compared, PeekEdge, PeekInfo } from "../pkg/proflens.js" */

/** A finger that has moved as far, in pixels, has drawn the sheet. */
const PULLED = 24;

/** The folder of a file, without its name. @param {string} path */
const folder = (path) => path.slice(0, path.lastIndexOf("/") + 1);

/** What can be done with a function: option, key, label, meaning. */
export const ACTIONS = /** @type {const} */ ([
  { option: "focus", key: "f", label: "Focus", help: "only stacks through it" },
  { option: "ignore", key: "i", label: "Ignore", help: "no stacks through it" },
  { option: "hide", key: "h", label: "Hide", help: "stacks without its frame" },
  { option: "show", key: "w", label: "Show", help: "only its frames" },
  { option: "show_from", key: "s", label: "Show from", help: "stacks from it downwards" },
  { option: "prune_from", key: "b", label: "Prune below", help: "stacks down to it, without what it calls" },
]);

/**
 * @param {App} app @param {HTMLElement} element
 * @param {{menu: (at: Element) => void, uncover: () => void}} to the function's menu; what covers the inspector goes away
 */
export function createInspector(app, element, to) {
  const { state, actions } = app;
  /** The function whose name is shown whole, however long it is, and whether the one that is shown is cut. */
  let [whole, isCut] = ["", false];
  /** Whether a phone's sheet is drawn up: in a picture it begins low, so that the picture is seen. */
  let isUp = false;
  /** The function that is to have the focus as soon as its numbers are there. */
  let awaited = "";
  const peeked = app.ask.question("peek", () => (state.sel ? { name: state.sel } : null), {
    beside: true,
    also: () => state.sources.revision,
  });

  /**
   * What a call or a line weighs: its number and what stands beside it; in a comparison what it was, what it is, the change, and its share.
   * @param {number} value @param {string} text @param {Compared | null} sides @param {string} beside
   */
  const weights = (value, text, sides, beside) => {
    const change = html`<span class="num">${withSign(text, value, state.summary?.changes ?? false)}</span>`;
    return sides
      ? html`<span class="num minor before">${sides.beforeText}</span><span class="num minor">→ ${sides.afterText}</span>${change}
        <span class="num minor">${sides.percent}</span>`
      : html`${change}<span class="num minor">${beside}</span>`;
  };
  /** The class of a list whose rows have both sides: each has two lines then. @param {{compared: Compared | null}[]} all */
  const sided = (all) => (all[0]?.compared ? "sided" : "");
  /** What the numbers of a list are. @param {{compared: Compared | null}[]} all @param {string} beside what stands beside each weight */
  const headOf = (all, beside) =>
    sided(all)
      ? html`<p class="sides-head minor" aria-hidden="true"><span>before</span><span>→ after</span><span>change</span><span
          title=${CHANGE_SHARE}>change%</span></p>`
      : html`<p class="edges-head minor" aria-hidden="true"><span>cum</span><span>${beside}</span></p>`;

  /** @param {string} title @param {PeekEdge[]} edges @param {string} none */
  const edgeList = (title, edges, none) => {
    const changes = state.summary?.changes ?? false;
    const most = Math.max(0, ...edges.map((e) => Math.abs(e.weight)));
    return html`<section><h3>${title} <small>${edges.length || ""}</small></h3>
      ${
        edges.length
          ? html`${headOf(edges, "share")}<ul class="edges ${sided(edges)}">${edges.map(
              (e) => html`<li><button data-fn=${e.name} title="${e.name}${e.inline ? " (inline)" : ""}"
                class=${changes ? (e.weight < 0 ? "less" : "more") : ""}
                ${styled({ "--w": String(most ? Math.abs(e.weight) / most : 0) })}
                @click=${() => actions.select(e.name)}>
              ${weights(e.weight, e.text, e.compared, e.percent)}
              ${nameOf(e.name, e.inline ? "(inline)" : "")}</button></li>`,
            )}</ul>`
          : html`<p class="dim">${none}</p>`
      }</section>`;
  };

  /** Flat and cum; in a comparison what they were, what they are, and the change. @param {PeekInfo} peek */
  function figures(peek) {
    const changes = state.summary?.changes ?? false;
    const sign = (/** @type {number} */ v) => signClass(v, changes);
    const compared = peek.flatCompared !== null;
    /** @param {string} label @param {number} value @param {string} text @param {string} percent @param {Compared | null} sides */
    const row = (label, value, text, percent, sides) => html`<tr><th scope="row">${label}</th>
      ${sides ? html`<td class="minor">${sides.beforeText}</td><td class="minor">${sides.afterText}</td>` : nothing}
      <td class="figure ${sign(value)}">${withSign(text, value, changes)}</td>
      <td class="minor">${sides ? sides.percent : shareWithSign(percent, value, changes)}</td></tr>`;
    return html`<table class="figures">
      ${compared ? html`<thead><tr><td></td><th scope="col">before</th><th scope="col">after</th><th scope="col">change</th><th scope="col" title=${CHANGE_SHARE}>change%</th></tr></thead>` : nothing}
      <tbody>${row("flat", peek.flat, peek.flatText, peek.flatPercent, peek.flatCompared)}
        ${row("cum", peek.cum, peek.cumText, peek.cumPercent, peek.cumCompared)}</tbody></table>`;
  }

  /** What other sample types say of flat and of cum; in one line where that is the same. @param {PeekInfo} peek */
  function companions({ companions }) {
    if (companions.length === 0) return nothing;
    if (companions.every(({ flat, cum }) => flat === cum))
      return html`<p class="companions dim">${companions.map(({ title, cum }) => html`<span>${title} <b>${cum}</b></span> `)}</p>`;
    return html`<table class="companions"><thead><tr><td></td>${companions.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
      <tbody>${
        /** @type {const} */ (["flat", "cum"]).map(
          (of) =>
            html`<tr><th scope="row">${of}</th>${companions.map((told) => html`<td>${told[of] || "–"}</td>`)}</tr>`,
        )
      }</tbody></table>`;
  }

  /** The lines that weigh most; a click leads to each. @param {PeekInfo} peek */
  function hotLines(peek) {
    if (peek.lines.length === 0) return nothing;
    const changes = state.summary?.changes ?? false;
    const most = Math.max(...peek.lines.map((l) => Math.abs(l.cum)));
    return html`<h3>Hot lines</h3>${headOf(peek.lines, "line")}<ul class="edges hot ${sided(peek.lines)}">${peek.lines.map(
      (
        l,
      ) => html`<li><button title="Line ${l.line}${l.file ? ` of ${l.file}` : ""}" class=${changes ? (l.cum < 0 ? "less" : "more") : ""}
        ${styled({ "--w": String(most ? Math.abs(l.cum) / most : 0) })}
        @click=${() => actions.setView("source", state.sel, { file: l.file, src: "", line: l.line })}>
        ${weights(l.cum, l.cumText, l.compared, l.place)}
        <code>${l.compared ? html`<span class="dim">line</span> ${l.place} ` : nothing}${l.text}</code></button></li>`,
    )}</ul>`;
  }

  const sandwich = createSandwich(app);
  /** What callers and callees are shown as. @param {"flames" | "lists"} as @param {string} label @param {string} help */
  const shownAs = (
    as,
    label,
    help,
  ) => html`<button title=${help} aria-pressed=${(as === "flames") === isSandwich(state)}
    @click=${() => actions.setBeside(as)}>${label}</button>`;
  const switchBeside = () => html`<div class="as"><h3>Callers and callees</h3>
    <div class="segments" role="group" aria-label="Callers and callees as">${shownAs("lists", "Lists", "As lists, with their numbers (x)")}
      ${shownAs("flames", "Flames", "As two small flame graphs beside the view, a sandwich (x)")}</div></div>`;

  const [focusOn, ...others] = ACTIONS;
  /** @param {(typeof ACTIONS)[number]} action @param {string} cls */
  const action = ({ option, key, label, help }, cls) => {
    const why = app.expressions.refusal(option);
    return html`<button class=${cls} title=${why || `${help} (${key})`} ?disabled=${why !== ""}
      @click=${() => actions.filterBy(option, state.sel)}>${label}<kbd>${key}</kbd></button>`;
  };

  element.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    const all = [...element.querySelectorAll(".edges button")];
    const i = all.indexOf(/** @type {Element} */ (e.target));
    // From the name, which has the focus first, they lead to the lists below it.
    if (i < 0 && (e.key === "ArrowUp" || !(/** @type {Element} */ (e.target).matches("h2")))) return;
    e.preventDefault();
    /** @type {HTMLElement | undefined} */ (all[i + (e.key === "ArrowDown" ? 1 : -1)])?.focus();
  });

  /** The focus goes to the name, from where keys lead on: the key that led here, pressed again in haste, must not filter. */
  function focusAwaited() {
    if (!awaited) return;
    const isHere = awaited === state.sel && element.querySelector(":scope > :not(.stale) .actions") !== null;
    if (isHere) element.querySelector("h2")?.focus();
    // Of a function that is not there any more no numbers come.
    if (isHere || awaited !== state.sel || !app.ask.waits("peek")) awaited = "";
  }

  /** @param {boolean} is */
  function setUp(is) {
    isUp = is;
    element.scrollTop = 0;
    actions.changed();
  }
  /** Draws a phone's sheet up and down by its head. */
  let pulledFrom = 0;
  element.addEventListener("pointerdown", (e) => void (pulledFrom = e.clientY));
  element.addEventListener("pointerup", (e) => {
    const isHead = e.target instanceof Element && e.target.closest("header");
    const far = e.clientY - pulledFrom;
    if (!isHead || Math.abs(far) < PULLED || getComputedStyle(element).position !== "fixed") return;
    if (far > 0 && !isUp) actions.select("");
    else setUp(far < 0);
  });

  function template() {
    void peeked.refresh();
    const peek = peeked.answer?.info;
    if (state.summary?.ready && isOverview(state))
      return html`<header><h2>All stacks</h2>
        <button class="x" title="Close, for lists instead" aria-label="Close" @click=${() => actions.setBeside("lists")}>×</button></header>
        ${sandwich.element}`;
    if (!state.sel || !state.summary?.ready) return nothing;
    const stale = !peeked.isAbout("name", state.sel);
    const head = html`<header><h2 tabindex="-1" class=${whole === state.sel ? "whole" : ""}>${nameOf(state.sel)}</h2>
        <button class="quiet icon sheet" aria-expanded=${isUp} aria-label=${isUp ? "Less about it" : "More about it"}
          @click=${() => setUp(!isUp)}>${isUp ? "▾" : "▴"}</button>
        <button class="x" title="Close (Esc)" aria-label="Close" @click=${() => actions.select("")}>×</button></header>${
          isCut || whole === state.sel
            ? html`<p><button class="link" aria-expanded=${whole === state.sel}
                @click=${() => ((whole = whole === state.sel ? "" : state.sel), actions.changed())}>${
                  whole === state.sel ? "Less of the name" : "All of the name"
                }</button></p>`
            : nothing
        }`;
    if (!peek || (stale && !peek.found)) return head;
    if (!peek.found)
      return html`${head}<p class="dim">${
        isFiltered(state)
          ? "Nothing is left of this function under the filters above."
          : "No stack of these profiles has a function of this name."
      }</p>`;
    return html`${head}
        <div class=${stale ? "stale" : ""}>
        ${
          peek.place
            ? html`<p class="file" title=${peek.file}><button class="link" title="Its source lines (l)" @click=${() => actions.setView("source")}>${peek.place}</button>${
                peek.otherFiles
                  ? ` and ${counted(peek.otherFiles, "other file")}`
                  : html` <bdi>${folder(peek.file)}</bdi>`
              }</p>`
            : nothing
        }
        ${figures(peek)}
        <p class="one-side dim">${bothSides(app)}</p>
        ${companions(peek)}
        <div class="actions">${action(focusOn, "primary")} ${others.slice(0, 2).map((other) => action(other, ""))}
          <button title="All that can be done with it: filters, other views, copies (.)" aria-haspopup="menu"
            @click=${(/** @type {Event} */ e) => to.menu(/** @type {Element} */ (e.currentTarget))}>More<kbd>.</kbd></button></div>
        ${app.expressions.shared() ? html`<p class="dim shared">${app.expressions.shared()}</p>` : nothing}
        ${isSandwich(state) ? html`${switchBeside()}${sandwich.element}${hotLines(peek)}` : html`${hotLines(peek)}${switchBeside()}`}
        <div class="neighbours">${edgeList("Callers", peek.callers, "None: stacks begin here.")}
        ${edgeList("Callees", peek.callees, "None: it calls nothing that was sampled.")}</div>
        <details><summary>As pprof's peek prints it</summary><pre>${peek.text}</pre><button class="quiet"
          @click=${() => actions.copy(peek?.text ?? "", "the peek text")}>Copy</button></details>
        </div>`;
  }

  return {
    draw() {
      const hide = !state.summary?.ready || (!state.sel && !isOverview(state));
      element.hidden = hide;
      element.classList.toggle("flames", isSandwich(state));
      element.setAttribute("aria-label", state.sel ? "Selected function" : "All stacks");
      element.classList.toggle("up", isUp);
      element.classList.toggle("broad", isWide(state));
      render(template(), element);
      const name = element.querySelector("h2:not(.whole)");
      const cut = name !== null && name.scrollHeight > name.clientHeight + 2;
      if (name && !hide && cut !== isCut) {
        isCut = cut;
        render(template(), element);
      }
      sandwich.draw();
      focusAwaited();
    },
    /** Puts the focus into it. */
    focus() {
      app.actions.draw();
      // In a window that has room for one of them, the options cover it.
      if (!element.offsetParent) to.uncover();
      awaited = state.sel;
      focusAwaited();
    },
    isOpening: () => awaited !== "",
  };
}
