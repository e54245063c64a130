// The answer first: one sentence that can go into a ticket, and, when they are asked for, pprof's own lines about the profile.
//
// The sentence has a few lines, and says less where they do not hold all of it: first when it was, then the third function of each list, then
// fewer words, then the second function, then shares. So what is hot, and what is hot without the runtime, is read in any window.

import { html, nothing, render } from "lit-html";
import { pointOut } from "../parts/point-out.js";
import { leading } from "../parts/words.js";
import { COPY_LINK, count, isHiddenClass, packagePath, parts, placeEnd, shown } from "../text.js";
import { fitting, shorter } from "../views/flame-label.js";

/** @import { App } from "../state/app.js" */
/** @import { SentencePiece } from "../pkg/proflens.js" */

/** Shows a function in a view. @typedef {(view: string, name: string) => unknown} Show */

/** How much of the sentence can be left out, step by step: see `data-fit` in the style sheet. */
const STEPS = 5;
/** What sticks out of the last line is no line more, in pixels: what a finger may touch does. */
const HALF = 13;

/** So many of pprof's lines about the profile are shown. */
const MOST_LINES = 200;

/** @param {App} app @param {HTMLElement} element @param {Show} show */
export function createAnswer({ state, actions }, element, show) {
  /** Whether pprof's lines are shown, and all of a sentence that is cut on a small screen. */
  let isOpen = false;
  const toggle = () => ((isOpen = !isOpen), actions.changed());
  /** What the sentence was fitted for. */
  let fitted = "";
  function fit() {
    const sentence = /** @type {HTMLElement | null} */ (element.querySelector(".sentence"));
    if (!sentence) return;
    const lines = getComputedStyle(sentence).getPropertyValue("-webkit-line-clamp");
    const of = `${sentence.textContent} ${isOpen} ${element.clientWidth} ${lines}`;
    if (of === fitted) return;
    fitted = of;
    for (let step = 0; step <= STEPS; step++) {
      sentence.dataset.fit = "12345".slice(0, step);
      if (isOpen || sentence.scrollHeight <= sentence.clientHeight + HALF) return;
    }
  }
  new ResizeObserver(fit).observe(element);
  // What is left out for want of room, and names that a finger opens a menu on, are copied with the words around them.
  element.addEventListener("copy", (e) => {
    const selection = getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || !element.querySelector(".sentence")?.contains(range.commonAncestorContainer)) return;
    e.clipboardData?.setData("text/plain", range.cloneContents().textContent);
    e.preventDefault();
  });
  return {
    draw() {
      render(template(), element);
      fit();
    },
  };

  function template() {
    const { summary } = state;
    if (!summary?.ready) return nothing;
    return html`<h1 class="unseen">${summary.title}</h1>
      <p class="sentence ${isOpen ? "whole" : ""} ${summary.diff ? "compares" : ""}">${grouped(summary.pieces).map(
        ({ nth, pieces }) => {
          const said = pieces.map((piece) => words(piece, actions, show));
          return nth > 1 ? html`<span class="item" data-nth=${nth}><span>${said}</span></span>` : said;
        },
      )}</p>
      <span class="acts"><button class="quiet copy" title="Copy the sentence" @click=${() => actions.copy(summary.sentence, "the sentence")}>Copy</button>
        <button class="quiet copy" title=${COPY_LINK} @click=${() => actions.copy(location.href, "the link")}>Copy link</button>
        <button class="quiet" aria-expanded=${isOpen} aria-controls="facts" aria-label=${doubted(summary.profileLines)}
          title="What the profile says of itself: file, build, time, duration"
          @click=${toggle}>Details${doubted(summary.profileLines) === nothing ? nothing : html` <span aria-hidden="true">⚠</span>`}</button></span>
      <p class="lines" id="facts" ?hidden=${!isOpen}>${isOpen ? facts(summary.profileLines) : nothing}</p>`;
  }

  /** What the button of the details is called where one of them is doubtful: the sentence leaves that out. @param {{doubt: string}[]} lines */
  function doubted(lines) {
    return lines.some((line) => line.doubt) ? "Details: a time is doubtful" : nothing;
  }

  /** pprof's lines, as many of them as anybody reads: a file may have a comment for each of its samples. @param {{text: string, doubt: string}[]} lines */
  function facts(lines) {
    const more = lines.length - MOST_LINES;
    return html`${lines.slice(0, MOST_LINES).map(line)}${
      more > 0 ? html`<span>and ${count(more)} more, see the report comments</span>` : nothing
    }`;
  }

  /** A line of pprof about the profile. @param {{text: string, doubt: string}} line */
  function line({ text, doubt }) {
    const other = state.tz === "local" ? "UTC" : "local";
    return html`<span class=${doubt ? "doubtful" : ""}>${text}${doubt ? ` (doubtful: ${doubt})` : ""}${
      /^(Time|From): /.test(text)
        ? html` <button class="zone" @click=${() => actions.setTimeZone(other)}>${other === "UTC" ? "Show in UTC" : "Show in local time"}</button>`
        : nothing
    }</span>`;
  }
}

/**
 * The pieces by what can be left out: each function of a list behind its first one, with the comma before it and the weight behind it.
 * @param {SentencePiece[]} pieces
 */
function grouped(pieces) {
  /** @type {{nth: number, pieces: SentencePiece[]}[]} */
  const groups = [];
  /** How many functions the clause has named. */
  let named = 0;
  for (const [i, piece] of pieces.entries()) {
    const next = pieces[i + 1];
    if (piece.text.startsWith(";")) named = 0;
    const isItem = piece.text === ", " && named > 0 && next?.function && !next.view;
    if (isItem || /^[;,.]/.test(piece.text) || groups.length === 0)
      groups.push({ nth: isItem ? named + 1 : 1, pieces: [piece] });
    else groups[groups.length - 1].pieces.push(piece);
    if (piece.function && !piece.view) named++;
  }
  return groups;
}

/**
 * Words of the sentence, leading to where what they say can be found.
 * @param {SentencePiece} piece @param {App["actions"]} actions @param {Show} show
 */
function words({ text, brief, function: name, view, search, states, sort, add, profile, doubt }, actions, show) {
  const link = (/** @type {string} */ title, /** @type {() => unknown} */ run) =>
    leading(text === name ? shortName(name) : shown(text), run, { title, cls: "number" });
  /** What it says is true under its filters. @param {() => unknown} go */
  async function withFilters(go) {
    if (add.length === 0) return go();
    const refused = await actions.addExpressions(add);
    return refused ? actions.failed(new Error(refused)) : go();
  }
  if (profile) return link("Show it alone", () => actions.show(profile));
  if (view === "goroutines") {
    const place = { q: search, states, groupsBy: sort, alike: false };
    return link("These goroutines", () => withFilters(() => actions.setView(view, undefined, place)));
  }
  if (view) {
    const isType = add[0]?.[0] === "sample_index";
    const title =
      doubt ||
      (isType ? "That sample type, in the table" : add.length ? "With that filter, in the table" : "In the table");
    const go = () =>
      withFilters(async () => {
        if (name) return show(view, name);
        await actions.setView(view);
        // Where the table is already what is seen, nothing else would say where the total stands.
        pointOut(document.querySelector(`#view-${view} .facts`));
      });
    // "(4.57s, 5.36%)": the share can be read beside it.
    const [, amount, share] = (name && /^(\([^,]+)(, .*)\)$/.exec(text)) || [];
    if (!share) return link(title, go);
    return leading(html`${amount}<span class="share">${share}</span>)`, go, { title, cls: "number" });
  }
  // The two sides of a comparison stand side by side.
  const sides = brief == null ? /^(.*?)(\S+ → \S+)(.*)$/s.exec(text) : null;
  if (!name && sides)
    return html`<span>${shown(sides[1])}<span class="sides">${shown(sides[2])}</span>${shown(sides[3])}</span>`;
  if (!name && brief == null) return html`<span class=${text === "." ? "end" : ""}>${shown(text)}</span>`;
  // Where there is little room style sheets show what is brief instead. What leaves nothing but a sign is an aside.
  const cls = brief != null && /^\W*$/.test(brief) ? "long aside" : "long";
  if (!name)
    return html`<span class=${cls} data-brief=${shown(brief ?? "").replace(/ → /g, "\u00a0→\u00a0")}><span>${shown(text)}</span></span>`;
  return leading(shortName(name), () => withFilters(() => actions.select(name)), {
    title: `Where ${name} gets it from${add.length ? ", with that filter" : ""}`,
    name,
  });
}

/** Letters of a name in the sentence: more, as of one with all of its parameters, would be most of it. */
const LONGEST = 60;

/** A name without the path of its package, and not endless: `rank.dot` of `shop.example/search/rank.dot`, `cart.Cart.add` of `com.example.cart.Cart.add`. @param {string} whole */
function shortName(whole) {
  const name = whole.slice(placeEnd(whole));
  // What stands in brackets has paths of its own, and what has a word before its path is more than a path.
  const own = name.search(/[[(<{\s]/);
  const head = own < 0 ? name : name.slice(0, own);
  const path =
    head.includes("/") && !isHiddenClass(name) ? head.lastIndexOf("/") + 1 : packagePath(parts(name).prefix).length;
  const short = name.slice(path);
  // Of one without a name of its own the file tells enough.
  return fitting(
    shorter(short.replace(/^([(<[{][^)>\]}]*[)>\]}]+|anonymous [a-z]+(?:\/\d+)?) .*[/\\](?=[^/\\]+$)/, "$1 ")),
    LONGEST,
  ).text;
}
