// The twin of the chart as a table: every snapshot with its time and total, to be left out, moved, or chosen as an end of a comparison.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";

/** @import { App } from "../state/app.js" */
/** @import { TrendInfo, TrendSnapshot } from "../pkg/proflens.js" */

/**
 * @param {App} app @param {TrendInfo} info
 * @param {{from: number, to: number, choose: (end: "from" | "to", id: number) => void, isMoved: boolean, back: () => void,
 *   alone: (id: number) => unknown}} of the ids of
 *   the two ends, and whether somebody has changed the order or left something out
 */
export function snapshotTable({ state, actions }, info, of) {
  const ids = info.snapshots.map((s) => s.id);
  const points = new Map(info.points.map((p) => [p.id, p]));
  /** @param {TrendSnapshot} s @param {number} i */
  const row = (s, i) => {
    const point = points.get(s.id);
    // What the user has said, before the answer to it is here.
    const isOut = state.leftOut.includes(s.id);
    /** @param {"from" | "to"} end @param {string} label */
    const radio = (end, label) =>
      point
        ? html`<label class="tick"><input type="radio" name="trend-${end}" aria-label="${label} ${s.name}" .checked=${live(of[end] === s.id)}
            @change=${() => of.choose(end, s.id)} /></label>`
        : nothing;
    const why = s.leftOut
      ? "left out"
      : point
        ? ""
        : s.takesPart
          ? "the start of rates, or a repeated collection"
          : "takes no part";
    return html`<tr class=${point ? "" : "dim"}>
      <td><label class="tick"><input type="checkbox" aria-label="${s.name} takes part" .checked=${live(!isOut)}
        @change=${() => actions.leaveOut(s.id, !isOut)} /></label></td>
      <td class="text"><button class="link" title="Show this snapshot alone" @click=${() => of.alone(s.id)}>${s.name}</button></td>
      <td>${point?.time || s.time}</td>
      <td class="num">${point?.totalText ?? s.totalText}${point && point.snapshots > 1 ? html` <small>${point.snapshots} of one collection</small>` : nothing}</td>
      <td>${radio("from", "Compare from")}</td><td>${radio("to", "Compare to")}</td>
      <td>${why}<span class="moves">
        <button class="quiet icon" title="Earlier" aria-label="Move ${s.name} before the one above" ?disabled=${i === 0}
          @click=${() => actions.orderSnapshots(moved(ids, i, i - 1))}>↑</button>
        <button class="quiet icon" title="Later" aria-label="Move ${s.name} behind the one below" ?disabled=${i === ids.length - 1}
          @click=${() => actions.orderSnapshots(moved(ids, i, i + 1))}>↓</button></span></td>
    </tr>`;
  };
  return html`<div class="twin"><table>
    <thead><tr><th scope="col"><span class="unseen">takes part</span></th><th scope="col">snapshot</th><th scope="col">taken</th>
      <th scope="col" class="num">${info.measure || html`<span class="unseen">total</span>`}</th><th scope="col">from</th><th scope="col">to</th><th scope="col"><span class="unseen">order</span></th></tr></thead>
    <tbody>${repeat(info.snapshots, (s) => s.id, row)}</tbody></table>
    ${of.isMoved ? html`<p><button class="link" @click=${of.back}>As they say themselves, all of them</button></p>` : nothing}</div>`;
}

/** @param {number[]} ids @param {number} from @param {number} to */
function moved(ids, from, to) {
  const all = [...ids];
  const [id] = all.splice(from, 1);
  all.splice(to, 0, id);
  return all;
}
