// The answer first: one sentence that can go into a ticket, and pprof's own lines about the profile.

import { html, nothing } from "lit-html";

/** @import { App } from "../app.js" */

/** @param {App} app */
export function answer({ state, actions }) {
  const { summary } = state;
  if (!summary?.ready) return nothing;
  const time = (/** @type {string} */ line) => /^Time: /.test(line);
  return html`<p class="sentence">${linked(summary.sentence, actions)}
      <button class="quiet copy" title="Copy the sentence" @click=${() => actions.copy(summary.sentence, "the sentence")}>Copy</button></p>
    <p class="lines">${summary.profileLines.map(
      (line) => html`<span>${line}${time(line) ? html` <button class="zone" title="Show times in ${state.tz === "local" ? "UTC" : "local time"}" @click=${() => actions.setTimeZone(state.tz === "local" ? "UTC" : "local")}>${state.tz === "local" ? "in UTC" : "in local time"}</button>` : nothing}</span>`,
    )}</p>`;
}

/**
 * The functions in "..., main.work (0.40s, 27.97%), ..." lead to where their numbers come from.
 * @param {string} sentence @param {App["actions"]} actions
 */
function linked(sentence, actions) {
  const pieces = [];
  let at = 0;
  for (const match of sentence.matchAll(/(\S+) (\([^\s()]+, [^\s()]+%\))/g)) {
    const [, name, numbers] = match;
    pieces.push(sentence.slice(at, match.index), html`<button class="link" title="Where ${name} gets it from" @click=${() => actions.select(name)}>${name}</button> ${numbers}`);
    at = match.index + match[0].length;
  }
  return [...pieces, sentence.slice(at)];
}
