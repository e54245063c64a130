// The answer first: one sentence that can go into a ticket, and pprof's own lines about the profile.

import { html, nothing } from "lit-html";

/** @import { App } from "../state/app.js" */
/** @import { SentencePiece } from "../pkg/proflens.js" */

/** Shows a function in a view. @typedef {(view: string, name: string) => unknown} Show */

/** @param {App} app @param {Show} show */
export function answer({ state, actions }, show) {
  const { summary } = state;
  if (!summary?.ready) return nothing;
  const time = (/** @type {string} */ line) => /^Time: /.test(line);
  return html`<h1 class="unseen">${summary.title}</h1>
    <p class="sentence">${summary.pieces.map((piece) => words(piece, actions, show))}
      ${summary.next && state.profiles.length === 1 ? html`<span class="dim">${summary.next}</span>` : nothing}
      <button class="quiet copy" title="Copy the sentence" @click=${() => actions.copy(summary.sentence, "the sentence")}>Copy</button></p>
    <p class="lines">${summary.profileLines.map(
      ({ text: line, doubt }) =>
        html`<span class=${doubt ? "doubtful" : ""} title=${doubt || nothing}>${line}${doubt ? " (doubtful)" : ""}${
          time(line)
            ? html` <button class="zone" title="Show times in ${state.tz === "local" ? "UTC" : "local time"}"
              @click=${() => actions.setTimeZone(state.tz === "local" ? "UTC" : "local")}>${state.tz === "local" ? "in UTC" : "in local time"}</button>`
            : nothing
        }</span>`,
    )}</p>`;
}

/**
 * Words of the sentence, leading to where what they say can be found.
 * @param {SentencePiece} piece @param {App["actions"]} actions @param {Show} show
 */
function words({ text, function: name, view, search, states, sort, add, profile }, actions, show) {
  const link = (/** @type {string} */ title, /** @type {() => unknown} */ run) =>
    html`<button class="link number" title=${title} @click=${run}>${text}</button>`;
  if (profile) return link("Show it alone", () => actions.show(profile));
  if (view === "goroutines") {
    const place = { q: search, states, groupsBy: sort, alike: false };
    return link("These goroutines", () => actions.setView(view, undefined, place));
  }
  if (view) {
    const title = add.length ? "With that filter, in the table" : "In the table";
    return link(title, async () => {
      const refused = await actions.addExpressions(add);
      if (refused) return actions.failed(new Error(refused));
      return name ? show(view, name) : actions.setView(view);
    });
  }
  if (!name) return text;
  return html`<button class="link" data-fn=${name} title="Where ${name} gets it from" @click=${() => actions.select(name)}>${name}</button>`;
}
