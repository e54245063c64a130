// The chart of a trend: the total at each snapshot, and two of them chosen to be compared.
//
// In: the points. Out: a picture as wide as its place, whose table twin stands beside it (trend-table.js). A click or a drag chooses a
// span; on the keyboard the arrows move its end, with Shift its beginning.

import { html, render, svg } from "lit-html";
import { make } from "../parts/make.js";

/** @import { TrendPoint } from "../pkg/proflens.js" */
/** The numbers of the first and the last point of a span. @typedef {[number, number]} Span */

const HEIGHT = 150;
/** Room for the labels and for the points at the edges. */
const [LEFT, RIGHT, TOP, BOTTOM] = [14, 14, 18, 20];

/** @param {{chosen: (span: Span) => void, compare: () => void}} to */
export function createChart(to) {
  const element = make("div", "chart");
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  /** @type {TrendPoint[]} */
  let points = [];
  /** @type {Span} */
  let span = [0, 0];
  let most = "";
  /** Where a drag began, -1 if none is under way. */
  let from = -1;
  let width = 0;

  new ResizeObserver(([entry]) => {
    const wide = Math.round(entry.contentRect.width);
    if (wide === width) return;
    width = wide;
    draw();
  }).observe(element);

  const last = () => points.length - 1;
  const right = () => Math.max(LEFT + 1, width - RIGHT);
  const top = () => Math.max(1e-9, ...points.map((p) => p.total));
  const length = () => points[last()]?.at || 1;
  const x = (/** @type {number} */ i) => LEFT + (points[i].at / length()) * (right() - LEFT);
  const y = (/** @type {number} */ i) => TOP + (1 - Math.max(0, points[i].total) / top()) * (HEIGHT - TOP - BOTTOM);

  /** The point that is nearest to a place. @param {PointerEvent} e */
  function nearest(e) {
    const at = e.clientX - element.getBoundingClientRect().left;
    const distances = points.map((_, i) => Math.abs(x(i) - at));
    return distances.indexOf(Math.min(...distances));
  }

  /** The next key or movement goes on from here, whether it has been drawn or not. @param {number} one @param {number} other */
  function choose(one, other) {
    span = [Math.min(one, other), Math.max(one, other)];
    to.chosen(span);
  }

  element.addEventListener("pointerdown", (e) => {
    if (e.button || points.length < 2) return;
    from = nearest(e);
    element.setPointerCapture(e.pointerId);
  });
  element.addEventListener("pointermove", (e) => {
    if (from < 0) return;
    const at = nearest(e);
    if (at !== from) choose(from, at);
  });
  element.addEventListener("pointerup", (e) => {
    const at = nearest(e);
    // A click moves the nearer end of the span.
    if (from === at) choose(at, Math.abs(at - span[0]) < Math.abs(at - span[1]) ? span[1] : span[0]);
    from = -1;
  });
  element.addEventListener("pointercancel", () => (from = -1));
  element.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    const clamp = (/** @type {number} */ i) => Math.max(0, Math.min(last(), i));
    if (step && e.shiftKey) choose(Math.min(clamp(span[0] + step), span[1] - 1), span[1]);
    else if (step) choose(span[0], Math.max(clamp(span[1] + step), span[0] + 1));
    else if (e.key === "Home") choose(0, last());
    else if (e.key === "Enter") to.compare();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });

  function draw() {
    if (points.length === 0 || width === 0) return render(html``, element);
    const line = points.map((_, i) => `${i ? "L" : "M"}${x(i).toFixed(1)},${y(i).toFixed(1)}`).join("");
    const floor = HEIGHT - BOTTOM;
    const area = `${line}L${x(last()).toFixed(1)},${floor}L${x(0).toFixed(1)},${floor}Z`;
    const [a, b] = span;
    const ends = points.length > 1 ? [0, last()] : [0];
    // Where points lie closer together than they are large, the line alone shows them.
    const radius = (right() - LEFT) / points.length > 9 ? 3 : 0;
    render(
      html`<svg width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true">
        <path class="ground" d="M${LEFT},${floor}H${right()}M${LEFT},${TOP}H${right()}"></path>
        <rect class="span" x=${x(a)} y=${TOP} width=${Math.max(1, x(b) - x(a))} height=${floor - TOP}></rect>
        <path class="area" d=${area}></path><path class="line" d=${line}></path>
        ${points.map((_, i) => svg`<circle class=${i === a || i === b ? "end" : ""} cx=${x(i)} cy=${y(i)} r=${i === a || i === b ? 5 : radius}></circle>`)}
        <text x=${LEFT} y=${TOP - 6}>${most}</text>
        ${ends.map((i) => svg`<text x=${x(i)} y=${HEIGHT - 5} class=${i ? "right" : ""}>${points[i].time}</text>`)}
      </svg>`,
      element,
    );
  }

  return {
    element,
    /** @param {TrendPoint[]} all @param {Span} chosen @param {string} mostText what the line at the top stands for @param {string} label */
    show(all, chosen, mostText, label) {
      [points, span, most] = [all, chosen, mostText];
      element.setAttribute("aria-label", label);
      draw();
    },
  };
}
