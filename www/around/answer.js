// The answer first: one sentence that can go into a ticket, and pprof's own lines about the profile.

import { html, nothing } from "lit-html";

/** @import { App } from "../state/app.js" */
/** @import { Summary } from "../pkg/proflens.js" */

/** @param {App} app */
export function answer({ state, actions }) {
  const { summary } = state;
  if (!summary?.ready) return nothing;
  const time = (/** @type {string} */ line) => /^Time: /.test(line);
  return html`<h1 class="unseen">${summary.title}</h1>
    <p class="sentence">${linked(summary, actions)}
      <button class="quiet copy" title="Copy the sentence" @click=${() => actions.copy(summary.sentence, "the sentence")}>Copy</button></p>
    <p class="lines">${summary.profileLines.map(
      (line) =>
        html`<span>${line}${
          time(line)
            ? html` <button class="zone" title="Show times in ${state.tz === "local" ? "UTC" : "local time"}"
              @click=${() => actions.setTimeZone(state.tz === "local" ? "UTC" : "local")}>${state.tz === "local" ? "in UTC" : "in local time"}</button>`
            : nothing
        }</span>`,
    )}</p>`;
}

/**
 * The functions in "..., main.work (0.40s, 27.97%), ..." lead to where their numbers come from.
 * @param {Summary} summary @param {App["actions"]} actions
 */
function linked({ sentence, named }, actions) {
  /** @type {unknown[]} */
  const pieces = [];
  let end = sentence.length;
  // They are the end of it, so they are looked for from there: a filter in front of them may say the same.
  for (const name of [...named].reverse()) {
    const at = sentence.lastIndexOf(`${name} (`, end);
    if (at < 0) continue;
    pieces.unshift(
      html`<button class="link" data-fn=${name} title="Where ${name} gets it from" @click=${() => actions.select(name)}>${name}</button>`,
      sentence.slice(at + name.length, end),
    );
    end = at;
  }
  return [sentence.slice(0, end), ...pieces];
}
