// What a box of the flame graph says, to those who point at it and to those who hear it.
//
// In: what the Session knows of a box. Out: sentences, and the tip beside the pointer.

import { html, nothing } from "lit-html";
import { nameOf } from "../parts/name.js";
import { shareWithSign, signOf, weightAndShare, withSign } from "../text.js";
import { fitting, shorter } from "./flame-label.js";

/** @import { FlameBox } from "../pkg/proflens.js" */
/** @import { State } from "../state/state.js" */
/** @import { Boxes } from "./flame-boxes.js" */

/** Letters of a name in a line. */
const IN_SHORT = 36;

/** @param {string} name of a function; the box of all stacks has none */
export const boxName = (name) => name || "All stacks";

/** What the box of all stacks says. @param {State} state @param {Boxes} flame */
export function titleOf({ summary }, flame) {
  const at = flame.saidAt.get(0);
  // The total of changes is what shares are of, and not what they come to.
  const net = at !== undefined && summary?.changes ? withSign(flame.weights[at], flame.values[0], true) : "";
  const total = summary?.diff
    ? `${summary.diff.baseText} → ${summary.diff.normalize ? `${summary.diff.baseText}, normalized` : summary.diff.sourceText}`
    : net
      ? `${net} net`
      : summary?.totalText;
  return `${summary?.type ?? ""} ${total ?? ""}`;
}

/** Whether the graph begins with the leaves, or leads from the pivot to its callers. @param {State} state */
export const isInverted = ({ pivot, flame, up }) => (pivot ? up : flame === "leaf");

/** What is its own, whose share is of the same as that before it. @param {State} state @param {string} text @param {string} share */
function signed({ summary }, text, share) {
  const isChange = Boolean(summary?.changes);
  return `${withSign(text, signOf(text), isChange)} (${shareWithSign(share, signOf(text), isChange)})`;
}

/** @param {State} state @param {FlameBox} box @param {boolean} [around] whether it is of a graph around a function */
export function sentences(state, box, around = state.pivot !== "") {
  const { flame } = state;
  return [
    weightAndShare(state.summary, box.text, box.percent),
    // Of a change the changes below it may be many times as much.
    box.name && !state.summary?.changes && box.ofParent !== box.percent
      ? `${box.ofParent} of ${around ? "the box before it" : flame === "leaf" ? "what it calls here" : "its caller"}`
      : "",
    box.name && box.ownText !== "0"
      ? `${signed(state, box.ownText, box.ownPercent)} ${isInverted(state) ? "begins here" : "of its own"}`
      : "",
    box.sourceText ? `${box.baseText} before, ${box.sourceText} after` : "",
  ].filter(Boolean);
}

/** The same in a line: the name, its weight and what of it is its own. @param {State} state @param {FlameBox} box */
export function inShort(state, box) {
  const name = box.name ? fitting(shorter(box.name), IN_SHORT).text : boxName("");
  const own =
    box.ownText !== "0"
      ? `${signed(state, box.ownText, box.ownPercent)} ${isInverted(state) ? "begins here" : "of its own"}`
      : isInverted(state)
        ? ""
        : "nothing of its own";
  return [`${name}: ${weightAndShare(state.summary, box.text, box.percent)}`, own].filter(Boolean).join(", ");
}

/** @param {string} name @param {boolean} inline @param {FlameBox | null} box what is known of it so far @param {string[]} said */
export const tipOf = (name, inline, box, said) => html`<p>${nameOf(name)}${
  inline ? html` <span class="minor">(inline)</span>` : nothing
}</p>
  ${box?.file ? html`<p class="minor">${box.file}${box.line ? `:${box.line}` : ""}</p>` : nothing}
  ${said.map((sentence) => html`<p class="num">${sentence}</p>`)}`;
