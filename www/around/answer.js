// The answer first: one sentence that can go into a ticket, and, when they are asked for, pprof's own lines about the profile.

import { html, nothing } from "lit-html";
import { leading } from "../parts/words.js";

/** @import { App } from "../state/app.js" */
/** @import { SentencePiece } from "../pkg/proflens.js" */

/** Shows a function in a view. @typedef {(view: string, name: string) => unknown} Show */

/** @param {App} app @param {Show} show */
export function createAnswer({ state, actions }, show) {
  /** Whether pprof's lines are shown, and all of a sentence that is cut on a small screen. */
  let isOpen = false;
  const toggle = () => ((isOpen = !isOpen), actions.changed());
  return function template() {
    const { summary } = state;
    if (!summary?.ready) return nothing;
    return html`<h1 class="unseen">${summary.title}</h1>
      <p class="sentence ${isOpen ? "whole" : ""} ${summary.diff ? "compares" : ""}">${summary.pieces.map((piece) => words(piece, actions, show))}</p>
      <span class="acts"><button class="quiet copy" title="Copy the sentence" @click=${() => actions.copy(summary.sentence, "the sentence")}>Copy</button>
        <button class="quiet copy" title="Copy a link to this view: whoever opens it is asked for the same files" @click=${() => actions.copy(location.href, "the link")}>Copy link</button>
        <button class="quiet" aria-expanded=${isOpen} aria-controls="facts" title="What the profile says of itself: file, build, time, duration"
          @click=${toggle}>Details</button></span>
      <p class="lines" id="facts" ?hidden=${!isOpen}>${summary.profileLines.map(line)}</p>`;
  };

  /** A line of pprof about the profile. @param {{text: string, doubt: string}} line */
  function line({ text, doubt }) {
    const other = state.tz === "local" ? "UTC" : "local";
    return html`<span class=${doubt ? "doubtful" : ""} title=${doubt || nothing}>${text}${doubt ? " (doubtful)" : ""}${
      /^(Time|From): /.test(text)
        ? html` <button class="zone" @click=${() => actions.setTimeZone(other)}>${other === "UTC" ? "Show in UTC" : "Show in local time"}</button>`
        : nothing
    }</span>`;
  }
}

/**
 * Words of the sentence, leading to where what they say can be found.
 * @param {SentencePiece} piece @param {App["actions"]} actions @param {Show} show
 */
function words({ text, brief, function: name, view, search, states, sort, add, profile, doubt }, actions, show) {
  const link = (/** @type {string} */ title, /** @type {() => unknown} */ run) =>
    leading(text === name ? shortName(name) : text, run, { title, cls: "number" });
  if (profile) return link("Show it alone", () => actions.show(profile));
  if (view === "goroutines") {
    const place = { q: search, states, groupsBy: sort, alike: false };
    return link("These goroutines", () => actions.setView(view, undefined, place));
  }
  if (view) {
    const title = doubt || (add.length ? "With that filter, in the table" : "In the table");
    return link(title, async () => {
      const refused = await actions.addExpressions(add);
      if (refused) return actions.failed(new Error(refused));
      return name ? show(view, name) : actions.setView(view);
    });
  }
  // Where there is little room style sheets show what is brief instead.
  if (!name) return brief == null ? text : html`<span class="long" data-brief=${brief}><span>${text}</span></span>`;
  return leading(shortName(name), () => actions.select(name), { title: `Where ${name} gets it from`, name });
}

/** A name without the path of its package: `rank.dot` of `shop.example/search/rank.dot`. @param {string} name */
function shortName(name) {
  // What stands in brackets has paths of its own, and what has a word before its path is more than a path.
  const own = name.search(/[[(<{\s]/);
  const head = own < 0 ? name : name.slice(0, own);
  return name.slice(head.lastIndexOf("/") + 1);
}
