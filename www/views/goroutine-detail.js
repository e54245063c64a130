// A group of goroutines that is open: its stack, who began it and what it has begun, what it shares with others, its labels, and its
// goroutines one by one as they stand in the file.
//
// In: the group and the Session's detail of it. Out: an element; functions lead to where they are shown, groups to their rows.

import { html, nothing, render } from "lit-html";
import { count, counted, ranges, withSign } from "../text.js";
import { make } from "../parts/make.js";
import { nameOf } from "../parts/name.js";
import { styled } from "../parts/styled.js";
import { ABOUT_MINUTES } from "./waits.js";

/** @import { App } from "../state/app.js" */
/** @import { GoroutineDetail, GoroutineFrame, GoroutineRow, GoroutineText, Kin, Shared } from "../pkg/proflens.js" */

/**
 * @param {App} app
 * @param {{row: GoroutineRow, detail: GoroutineDetail, steps: string[]}} group
 * @param {{show: (view: string, name: string) => void, around: (name: string) => void, go: (row: number) => unknown,
 *   texts: (at: number) => Promise<GoroutineText[] | undefined>}} to
 *   a function in a view; the flame graph around it; another group; one of the group's goroutines
 */
export function createGoroutineDetail({ state, actions }, { row, detail, steps }, to) {
  const element = make("div", "goroutine");
  element.setAttribute("role", "gridcell");
  /** The goroutine whose text is shown, by its place in the group. */
  let at = 0;
  /** @type {GoroutineText | undefined} */
  let text;

  async function showText() {
    const wanted = at;
    const told = (await to.texts(wanted))?.[0];
    if (!told || wanted !== at) return;
    text = told;
    draw();
  }
  /** @param {number} step */
  function turn(step) {
    at = (at + step + detail.texts) % detail.texts;
    void showText();
  }

  /** @param {string} expression @param {string} said */
  async function only(expression, said) {
    const refused = await actions.setOption("tagfocus", expression);
    if (refused) actions.failed(new Error(refused));
    else actions.said(said);
  }

  /** Shows the line of a frame in the text of the program. @param {GoroutineFrame} [f] */
  const source = (f) => f && actions.setView("source", f.name, { file: f.file, src: "", line: f.line });

  const acts = () => html`<div class="acts">
    <button class="quiet" @click=${() => actions.copy(detail.markdown, "the group")}>Copy as Markdown</button>
    ${
      row.name
        ? html`<button class="quiet" title="Callers and callees of ${row.name}" @click=${() => to.around(row.name)}>Flame graph around it</button>
            <button class="quiet" @click=${() => source(detail.frames.find((f) => f.stands) ?? detail.frames[0])}>Source</button>
            <button class="quiet" @click=${() => to.show("top", row.name)}>Top</button>`
        : nothing
    }
    ${
      detail.stateFilter
        ? html`<button class="quiet" title="tagfocus: ${detail.stateFilter}"
            @click=${() => only(detail.stateFilter, `Only goroutines in ${row.state}`)}>Only ${row.state} in all views</button>`
        : nothing
    }</div>`;

  /** @param {GoroutineFrame} f @param {string} [before] */
  const frame = (f, before = "") => html`<li class="${f.owner}${f.stands ? " stands" : ""}">
    <span class="call">${before}<button class="frame" data-fn=${f.name} @click=${() => actions.select(f.name)}>${nameOf(f.name)}</button></span>
    ${
      f.place
        ? html`<button class="link place" title="${f.file}:${f.line}: to the source" @click=${() => source(f)}>${f.place}</button>`
        : nothing
    }
    ${f.text ? html`<code class="line">${f.text}</code>` : nothing}</li>`;

  /** In a comparison numbers are changes. @param {number} n */
  const signed = (n) => withSign(count(n), n, state.summary?.changes ?? false);

  /** @param {Kin} k */
  const kin = (k) => html`<li><span class="num">${detail.byNumber ? count(k.count) : signed(k.count)}</span>
    ${
      k.row < 0
        ? html`<span>${k.words}</span>`
        : html`<button class="link" title="To this group" @click=${() => to.go(k.row)}>${k.words}</button>`
    } <span class="dim">${k.name}</span></li>`;

  const guessed = () =>
    detail.byNumber ? nothing : html` <small>by function: which of these it was, the file does not say</small>`;

  const family = () => html`
    ${
      detail.parents.length || detail.gone
        ? html`<h2>Created by goroutines that are now <small>how many of these, and where</small> ${guessed()}</h2><ul class="kin">${detail.parents.map(kin)}
            ${detail.gone ? html`<li><span class="num">${count(detail.gone)}</span> <span>by goroutines that are not there any more</span></li>` : nothing}</ul>`
        : nothing
    }
    ${detail.children.length ? html`<h2>What they created that is still there ${guessed()}</h2><ul class="kin">${detail.children.map(kin)}</ul>` : nothing}
    ${detail.moreKin ? html`<p class="dim">and ${counted(detail.moreKin, "group")} more</p>` : nothing}`;

  /** @param {Shared} s @param {number} i */
  const shared = (s, i) => html`<li><b class="num">#${i + 1}</b> <code>${s.address}</code>
    <span class="dim">an argument of</span> <code>${s.of}</code>${s.stale ? html` <small>may be stale</small>` : nothing}:
    ${count(s.here)} here${s.groups.length ? ", and" : ""}
    ${s.groups.length ? html`<ul class="kin">${s.groups.map(kin)}</ul>` : nothing}
    ${s.more ? html`<p class="dim">and ${counted(s.more, "group")} more</p>` : nothing}</li>`;

  const waiting = () => {
    const most = Math.max(1, ...row.waits.map(Math.abs));
    const told = row.waits.map((n, i) => ({ n, name: steps[i] })).filter(({ n }) => n !== 0);
    return html`<h2>Waiting</h2>
      <ul class="waited">${told.map(
        ({ n, name }) =>
          html`<li><span>${name}</span><span class="num bar" ${styled({ "--w": String(Math.abs(n) / most) })}>${signed(n)}</span></li>`,
      )}</ul>
      <p class="dim">${ABOUT_MINUTES}</p>`;
  };

  const labels = () => html`<h2>Labels</h2>
    <ul class="kin">${detail.labels.map(
      (l) =>
        html`<li><span class="num">${signed(l.count)}</span> ${
          l.filter
            ? html`<button class="link" title="Only these, in all views: tagfocus ${l.filter}" @click=${() => only(l.filter, `Only goroutines with ${l.text}`)}>${l.text}</button>`
            : html`<span>${l.text}</span>`
        }</li>`,
    )}</ul>
    ${detail.moreLabels ? html`<p class="dim">and ${counted(detail.moreLabels, "label")} more</p>` : nothing}`;

  const one = () => html`<h2>Goroutine ${text?.id ?? ""}
      <small>${detail.texts > 1 ? `${count(at + 1)} of ${count(detail.texts)}, ` : ""}${
        text ? `line ${count(text.line)} of ${text.file || "the file"}` : ""
      }</small>
      ${
        detail.texts > 1
          ? html`<button class="quiet" aria-label="The goroutine before" @click=${() => turn(-1)}>‹</button>
              <button class="quiet" aria-label="The next goroutine" @click=${() => turn(1)}>›</button>`
          : nothing
      }
      ${text ? html`<button class="quiet" @click=${() => text && actions.copy(text.text, `goroutine ${text.id}`)}>Copy</button>` : nothing}</h2>
    <pre tabindex="0" aria-label="The text of the goroutine">${text?.text ?? ""}</pre>
    ${text?.missing ? html`<p class="dim">${text.missing}</p>` : nothing}`;

  function draw() {
    render(
      html`${acts()}
        ${detail.hint ? html`<p class="hint">${detail.hint}</p>` : nothing}
        <div class="halves">
          <section><h2>Stack <small>the leaf first</small></h2>
            <ol class="frames">${detail.frames.map((f) => frame(f))}${detail.creator ? frame(detail.creator, "created by ") : nothing}</ol>
            ${detail.texts ? one() : nothing}</section>
          <section>
            ${family()}
            ${detail.shared.length ? html`<h2>Shares an address</h2><ul class="shared">${detail.shared.map(shared)}</ul>` : nothing}
            ${row.longest ? waiting() : nothing}
            ${detail.labels.length ? labels() : nothing}
            ${
              detail.ids.length
                ? html`<details><summary>${detail.ids.length === 1 ? "Its number" : "Their numbers"}</summary><p class="ids num">${ranges(detail.ids)}${
                    row.count > detail.ids.length ? ` and ${count(row.count - detail.ids.length)} more` : ""
                  }</p></details>`
                : nothing
            }</section>
        </div>`,
      element,
    );
  }

  draw();
  if (detail.texts) void showText();
  return element;
}
