// What is shown while profiles are open and none of them is the source: what there is to look at, a click each.

import { html, nothing } from "lit-html";
import { counted } from "../text.js";

/** @import { App } from "../state/app.js" */

/** So many profiles have buttons; all others are in the tray. */
const MOST = 12;

/** @param {App} app */
export function resting({ state, actions, steps }) {
  const { profiles, summary } = state;
  if (summary?.ready || profiles.length === 0) return nothing;
  const bases = profiles.filter((p) => p.role !== "off");
  const why =
    bases.length > 0
      ? `${bases.map((p) => p.name).join(", ")} is a base, and there is no source to compare with it.`
      : profiles.length === 1
        ? "It is off."
        : `All ${counted(profiles.length, "profile")} are off.`;
  const more = profiles.length - MOST;
  return html`<h1>Choose a source</h1>
    <p class="dim">${why} What is looked at is the source; several are merged.</p>
    <ul>${profiles
      .slice(0, MOST)
      .map(
        (p) =>
          html`<li><button @click=${() => actions.setRole(p.id, "source")}><b>${p.name}</b> <span>${p.kind}${p.time ? `, ${p.time}${p.timeDoubt && " (doubtful)"}` : ""}</span></button></li>`,
      )}</ul>
    ${more > 0 ? html`<p class="dim">${counted(more, "more profile")} in the tray above.</p>` : nothing}
    ${steps.canUndo() ? html`<p><button class="quiet" title="Undo: one step back (u)" @click=${actions.undo}>↶ As it was before</button></p>` : nothing}`;
}
