// What is behind a source line: whom it calls, and the instructions that it became.
//
// In: a line and the Session's detail of it. Out: a template; a call leads to the source of what is called.

import { html, nothing } from "lit-html";
import { CHANGE_SHARE, count, fromTo, shareWithSign, signClass, withSign } from "../text.js";
import { nameOf } from "../parts/name.js";
import { styled } from "../parts/styled.js";

/** @import { App } from "../state/app.js" */
/** @import { CallRow, Compared, LineDetail, LineRow, PlaceRow } from "../pkg/proflens.js" */

/** `list` prints a dot where there is nothing. @param {number | string | undefined} value @param {string} text */
export const dot = (value, text) => (value ? text : ".");

/** @param {App} app @param {LineRow} line @param {LineDetail} detail @param {(of: {name: string, file: string}) => void} select */
export function lineDetail({ state }, line, { calls, places, morePlaces }, select) {
  const most = Math.max(0, ...calls.map((call) => Math.abs(call.cum)));
  const diff = Boolean(state.summary?.changes);

  /** @param {CallRow} call */
  const callItem = (call) => html`<li>
    <button data-fn=${call.name}
      title="To the source of ${call.name}${call.cumCompared ? `\n${fromTo(call.cumCompared)}` : ""}"
      class=${diff ? (call.cum < 0 ? "less" : "more") : ""}
      ${styled({ "--w": String(most ? Math.abs(call.cum) / most : 0) })}
      @click=${() => select({ name: call.name, file: "" })}>
      <span class="num">${withSign(call.cumText, call.cum, diff)}</span><span class="num minor" title=${call.cumCompared ? CHANGE_SHARE : nothing}>${
        call.cumCompared?.percent ?? shareWithSign(call.cumPercent, call.cum, diff)
      }</span>${nameOf(call.name, call.inline ? "(inline)" : "")}</button></li>`;

  const callList = () => html`<h3>Line ${line.line} calls</h3>
    <ul class="edges">${calls.map(callItem)}</ul>
    ${line.calls > calls.length ? html`<p class="dim">and ${count(line.calls - calls.length)} more</p>` : nothing}`;

  /** @param {PlaceRow["inlined"][number]} call */
  const inlined = (call) => html`<span class="inlined"><span class="dim">${call.place}</span> ${call.text}</span>`;
  /** @param {PlaceRow} place */
  const placeRow = (place) => html`<tr>
    <td class="num">${dot(place.flat, withSign(place.flatText, place.flat, diff))}</td>
    <td class="num">${dot(place.cum, withSign(place.cumText, place.cum, diff))}</td>
    <td class="num dim">${place.address === "0" ? "" : place.address}</td>
    <td>${place.inlined.map(inlined)}</td></tr>`;

  const heaviest = morePlaces ? `; the ${places.length} heaviest of ${count(places.length + morePlaces)}` : "";
  const placeTable = () => html`<h3>Its instructions
      <small>flat, cum, address; what was inlined into the line${heaviest}</small></h3>
    <table>${places.map(placeRow)}</table>`;

  /** @param {string} label @param {number} value @param {string} text @param {Compared | null} compared */
  const change = (label, value, text, compared) =>
    compared?.percent
      ? html`<span>${label} <b class="num ${signClass(value, diff)}">${withSign(text, value, diff)}</b> ${fromTo(compared)}</span>`
      : nothing;
  const sides = () => html`<p class="sides">${change("flat", line.flat, line.flatText, line.flatCompared)}
    ${change("cum", line.cum, line.cumText, line.cumCompared)}</p>`;

  return html`${line.cumCompared ? sides() : nothing}
    ${calls.length ? callList() : html`<p class="dim">Line ${line.line} calls nothing that was sampled.</p>`}
    ${places.length ? placeTable() : nothing}`;
}
