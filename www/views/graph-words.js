// What nodes and calls of the graph say, to those who point at them and to those who hear them.
//
// In: rows of the Session's table. Out: tips beside the pointer, and sentences.

import { html, nothing } from "lit-html";
import { nameOf } from "../parts/name.js";
import { fromTo } from "../text.js";

/** @import { Compared, GraphEdge, GraphNode } from "../pkg/proflens.js" */

/** So many characters of a name are said. */
const SPOKEN = 200;
/** So many calls to each side are said. */
const MOST = 4;

/** Nobody hears a name of thousands of characters to its end. @param {string} name */
const spoken = (name) => (name.length > SPOKEN ? `${name.slice(0, SPOKEN)}…` : name);
/** A change as text: of what is more with a plus. @param {number} value @param {string} text */
const signed = (value, text) => (value > 0 && text !== "0" ? `+${text}` : text);

/** Why a node is there that does not belong there. @param {GraphNode} row @param {string} selected @param {string} among which nodes it is not */
const whyAdded = (row, selected, among) =>
  row.added
    ? `not among ${among}: added because it is ${row.name === selected ? "selected" : "next to the selected function"}`
    : "";

/** @param {{label: string, sides: Compared | null, change: string}[]} rows */
const sidesTable = (
  rows,
) => html`<table class="sides num"><thead><tr><td></td><th scope="col">before</th><th scope="col">after</th>
    <th scope="col">change</th><th scope="col">of what it was</th></tr></thead><tbody>${rows.map(
      ({ label, sides, change }) =>
        sides &&
        html`<tr><th scope="row">${label}</th><td>${sides.beforeText}</td><td>${sides.afterText}</td><td>${change}</td>
          <td>${sides.percent}</td></tr>`,
    )}</tbody></table>`;

/** @param {GraphNode} row @param {string} selected @param {string} among which nodes it is not if it is added */
export function nodeTip(row, selected, among) {
  const why = whyAdded(row, selected, among);
  const { flatCompared, cumCompared } = row;
  return html`<p>${nameOf(row.name, row.mark)}</p>
    ${
      cumCompared
        ? sidesTable([
            { label: "flat", sides: flatCompared, change: signed(row.flat, row.flatText) },
            { label: "cum", sides: cumCompared, change: signed(row.cum, row.cumText) },
          ])
        : html`<p class="num">${row.weights}</p>`
    }
    ${why ? html`<p class="minor">${why}</p>` : nothing}`;
}

/** @param {GraphEdge} row @param {string} from the names of its ends @param {string} to */
export const edgeTip = (
  row,
  from,
  to,
) => html`<p>${nameOf(from)}</p><p>→ ${nameOf(to, row.inline ? "(inline)" : "")}</p>
  ${row.compared ? sidesTable([{ label: "", sides: row.compared, change: row.text }]) : html`<p class="num">${row.text}</p>`}
  ${row.residual ? html`<p class="minor">over functions that are not drawn</p>` : nothing}`;

/**
 * A node for those who hear it: its weights, whom it calls and who calls it, the heaviest first.
 * @param {GraphNode} row @param {string} selected @param {string} among which nodes it is not if it is added
 * @param {{name: string, call: GraphEdge}[]} callees @param {{name: string, call: GraphEdge}[]} callers
 */
export function nodeInWords(row, selected, among, callees, callers) {
  const side = (/** @type {string} */ verb, /** @type {typeof callees} */ calls) => {
    const said = calls.slice(0, MOST).map(({ name, call }) => {
      const sides = call.compared ? `, ${fromTo(call.compared)}` : "";
      return `${spoken(name)} ${call.text}${call.inline ? " (inline)" : ""}${sides}`;
    });
    const more = calls.length > MOST ? ` and ${calls.length - MOST} more` : "";
    return said.length ? `${verb} ${said.join(", ")}${more}` : "";
  };
  return [
    spoken(row.name),
    row.weights,
    row.flatCompared && row.flatText !== "0" ? `flat ${fromTo(row.flatCompared)}` : "",
    row.cumCompared ? `cum ${fromTo(row.cumCompared)}` : "",
    whyAdded(row, selected, among),
    side("calls", callees),
    side("called by", callers),
  ]
    .filter(Boolean)
    .join("; ");
}
