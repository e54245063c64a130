// Traces: the stacks, identical ones grouped, the heaviest first.
//
// In: the Session's answer for the page's search, and the whole of one group when it is opened. Out: a list with one line per group, leaf
// first as pprof prints it; one group at a time is open under its line.

import { html, nothing, render } from "lit-html";
import {
  CHANGE_SHARE,
  count,
  counted,
  fromTo,
  parts,
  shareWithSign,
  shown,
  weightAndShare,
  withSign,
} from "../text.js";
import { compares, createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { make } from "../parts/make.js";
import { nameOf } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";

/** @import { App } from "../state/app.js" */
/** @import { TraceDetail, TraceRow } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */

/** What is counted: the number of samples is one of the sample types, and another one. */
const RECORDS = "So the file has them: a record may stand for many samples, each sample type says for how many";

/** In a comparison those of the two sides stand beside each change. @param {boolean} compared @returns {Heading[]} */
const columns = (compared) => [
  { label: "before", help: "in the base", cls: "num side" },
  { label: "after", help: "now", cls: "num side" },
  { label: compared ? "change" : "value", cls: "num" },
  { label: "change%", help: CHANGE_SHARE, cls: "num side" },
  { label: "share", cls: "num share" },
  { label: "records", help: RECORDS, cls: "num size" },
  { label: "depth", cls: "num size" },
  { label: "stack, leaf first", cls: "text" },
];

/** @param {App} app */
export function createTraces(app) {
  const { state, actions } = app;
  const frame = createFrame(app, "traces");

  const traces = app.ask.question("traces", () => ({ search: state.q }), {
    first: "rows",
    came({ info }) {
      grid.cursor = -1;
      grid.setCount(info.groups, state.revision);
      grid.list.toTop();
    },
    rows: () => grid.arrived(),
  });
  const info = () => traces.answer?.info;

  /** @type {Grid<TraceRow>} */
  const table = {
    id: "trace",
    label: "Traces",
    rowHeight: 26,
    cells: [
      "num minor side before",
      "num minor side after",
      "num bar value",
      "num minor side",
      "num minor share",
      "num minor size",
      "num minor size",
      "text stack",
    ],
    rows: traces.part("rows"),
    fill,
    isSelected: (_, index) => index === grid.cursor,
    key(e, index) {
      if (index < 0 || (e.key !== "c" && e.key !== " ")) return false;
      if (e.key === " ") void grid.toggle(index);
      else void traces.detail(index).then((detail) => detail && actions.copy(detail.text, "the trace"));
      return true;
    },
    async detail(_, index) {
      const detail = await traces.detail(index);
      return detail && html`<div role="gridcell">${trace(detail)}</div>`;
    },
  };
  /** @type {Made} */
  const grid = createGrid(table);
  frame.put(grid.element);

  /** @param {Row<TraceRow>} row @param {TraceRow} data */
  function fill(row, data) {
    const [before, after, value, change, percent, samples, depth, stack] = row.cells;
    const of = { most: info()?.maxValue ?? 0, total: state.summary?.total ?? 0, diff: changes() };
    grid.number(value, data.value, data.valueText, of);
    grid.sides([before, after, change], data.compared);
    value.title = data.compared ? fromTo(data.compared) : "";
    percent.textContent = shareWithSign(data.percent, data.value, of.diff);
    samples.textContent = count(data.samples);
    depth.textContent = String(data.depth);
    const line = piece("span", "frames", "");
    line.append(...frames(data));
    const labels = data.labels && piece("span", "labels", shown(data.labels));
    if (labels) labels.title = data.labels;
    // They are the labels of the first sample: the others of the group may have others.
    const others = data.hasOtherLabels && piece("span", "others", data.labels ? "and others" : "labels");
    if (others) others.title = "Its samples have several sets of labels: all of them are in what a click opens";
    stack.replaceChildren(line, ...[labels, others].filter((e) => e instanceof Element));
    const more = moreThan(data);
    stack.title = `${data.frames.join("\n")}${more > 0 ? `\n… ${counted(more, "frame")} more` : ""}`;
  }

  const changes = () => Boolean(state.summary?.changes);

  /** How many callers are behind those of the line. @param {TraceRow} data */
  const moreThan = (data) => data.depth - data.frames.length - data.parked.length;

  /** The frames of a line: from the leaf on or, where it waits, from where it does for the user's sake. @param {TraceRow} data */
  function frames(data) {
    /** @type {Element[]} */
    const nodes = [];
    for (const [i, frame] of data.frames.entries()) {
      if (i) nodes.push(piece("i", "", "←"));
      const node = piece("span", i ? "caller" : "leaf", short(frame));
      node.dataset.fn = frame;
      nodes.push(node);
    }
    if (moreThan(data) > 0) nodes.push(piece("i", "", `← ${moreThan(data)} more`));
    if (data.parked.length) {
      const parked = piece("span", "parked", `in ${data.parked.map(short).reverse().join(" → ")}`);
      nodes.push(parked);
    }
    return nodes;
  }

  /** @param {TraceDetail} detail */
  const trace = (detail) => html`<div class="acts">
      <b class="num">${withSign(detail.valueText, detail.value, changes())}</b>
      <span>${detail.compared ? fromTo(detail.compared) : shareWithSign(detail.percent, detail.value, changes())} · <span title=${RECORDS}>${counted(detail.samples, "record")}</span> · ${counted(detail.frames.length, "frame")}</span>
      <button class="quiet" @click=${() => actions.copy(detail.text, "the trace")}>Copy</button>
    </div>
    ${
      detail.labels.length
        ? html`<dl class="labels">${detail.labels.map(
            (l) => html`<dt>${shown(l.key)}</dt>
              <dd>${l.values.map((v) => html`<span><code>${shown(v.text)}</code> ${withSign(v.valueText, v.value, changes())}</span>`)}
                ${l.more ? html`<span>and ${count(l.more)} more</span>` : nothing}</dd>`,
          )}</dl>`
        : nothing
    }
    <ol>${detail.frames.map(
      (f) => html`<li><button class="frame" data-fn=${f.name}
        @click=${() => actions.select(f.name)}>${nameOf(f.name, f.inline ? "(inline)" : "")}</button></li>`,
    )}</ol>`;

  return {
    element: frame.element,
    draw() {
      void traces.refresh();
      const of = info();
      const compared = compares(app, of);
      grid.compared(frame.element, compared);
      grid.headings(columns(compared));
      render(
        of
          ? html`<span title=${RECORDS}>${counted(of.groups, "group")} of identical stacks, ${counted(of.samples, "record")}${
              of.groups < of.allGroups ? ` of ${count(of.allGroups)} groups, ${count(of.allSamples)} records` : ""
            }</span>`
          : nothing,
        frame.facts,
      );
      frame.draw(whyNothing(app, of?.groups, of?.allGroups));
      grid.draw();
    },
    focus: grid.focus,
    /** The stacks that have the function. @param {string} name */
    reveal: (name) => app.expressions.of(name).then(({ printed }) => actions.setSearch(printed), actions.failed),
    found: () =>
      found(
        app,
        info(),
        (of) =>
          `${count(of.groups)} of ${count(of.allGroups)} · ${weightAndShare(state.summary, of.matchedText, of.matchedPercent)}`,
      ),
  };
}

/** A frame in a line of many: without the path of its package. @param {string} name */
function short(name) {
  const p = parts(shown(name));
  return p.prefix.slice(p.prefix.lastIndexOf("/") + 1) + p.base + (p.generic && "[…]") + p.rest;
}

/** @param {"span" | "i"} tag @param {string} cls @param {string} text */
function piece(tag, cls, text) {
  const element = make(tag, cls);
  element.textContent = text;
  return element;
}
