// Traces: the stacks, identical ones grouped, the heaviest first.
//
// In: the Session's traces() for the page's search, its rows, and the whole of one when it is opened. Out: a list with one line per
// group, leaf first as pprof prints it; one group at a time is open under its line.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { count, counted, exactly, parts } from "../text.js";
import { nameOf } from "./name.js";
import { createPages, FIRST_ROWS } from "./pages.js";
import { createScroller } from "./scroller.js";

/** @import { App } from "../state/app.js" */
/** @import { TracesInfo, TraceRow, TraceDetail } from "../pkg/proflens.js" */

const ROW_HEIGHT = 26;

/** @param {App} app */
export function createTraces(app) {
  const { state, client, actions } = app;
  const element = document.createElement("section");
  element.className = "view traces";
  const lines = element.appendChild(document.createElement("div"));
  lines.className = "lines";
  const grid = element.appendChild(document.createElement("div"));
  grid.className = "grid";
  grid.tabIndex = 0;
  grid.setAttribute("role", "treegrid");
  grid.setAttribute("aria-label", "Traces");
  const head = grid.appendChild(document.createElement("div"));
  head.className = "row head";
  head.setAttribute("role", "row");
  render(
    ["value", "share", "samples", "depth", "stack, leaf first"].map(
      (label, i) => html`<span role="columnheader" class=${i < 4 ? "num" : "text"}>${label}</span>`,
    ),
    head,
  );
  const none = element.appendChild(document.createElement("p"));
  none.className = "none dim";
  const body = grid.appendChild(document.createElement("div"));
  body.className = "body";
  body.setAttribute("role", "rowgroup");

  /** @type {TracesInfo | null} */
  let info = null;
  let asked = "";
  let cursor = -1;
  let opened = -1;

  const pages = createPages(
    client,
    "traceRows",
    (a, b) => client.call("traceRows", a, b),
    () => list.invalidate(),
    actions.failed,
  );
  const list = createScroller({
    viewport: grid,
    body,
    rowHeight: ROW_HEIGHT,
    create: createRow,
    fill,
    drawn: (a, b) => info && pages.want(a, b),
  });

  function createRow() {
    const row = /** @type {HTMLDivElement & {shown?: TraceRow | null}} */ (document.createElement("div"));
    row.className = "row";
    row.setAttribute("role", "row");
    for (const cls of ["num bar value", "num minor", "num minor", "num minor", "text stack"]) {
      const cell = row.appendChild(document.createElement("span"));
      cell.className = cls;
      cell.setAttribute("role", "gridcell");
    }
    return row;
  }

  /** @param {ReturnType<typeof createRow>} row @param {number} index */
  function fill(row, index) {
    const data = pages.get(index);
    row.id = `trace-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    row.setAttribute("aria-expanded", String(index === opened));
    row.classList.toggle("selected", index === cursor);
    row.classList.toggle("odd", index % 2 === 1);
    if (row.shown === data) return;
    row.shown = data;
    row.classList.toggle("blank", !data);
    if (!data) return;
    const [value, percent, samples, depth, stack] = /** @type {HTMLElement[]} */ ([...row.children]);
    value.textContent = data.valueText;
    value.style.setProperty("--w", String(info?.maxValue ? Math.abs(data.value) / info.maxValue : 0));
    value.style.setProperty("--strength", "70%");
    value.classList.toggle("more", Boolean(state.summary?.diff) && data.value > 0);
    value.classList.toggle("less", Boolean(state.summary?.diff) && data.value < 0);
    percent.textContent = data.percent;
    samples.textContent = count(data.samples);
    depth.textContent = String(data.depth);
    const line = element_("span", "frames", "");
    line.append(...frames(data));
    // They are the labels of the first sample: the others of the group may have others.
    stack.replaceChildren(
      line,
      ...(data.labels ? [element_("span", "labels", data.samples > 1 ? `${data.labels} …` : data.labels)] : []),
    );
    stack.title = `${data.frames.join("\n")}${data.depth > data.frames.length ? `\n… ${counted(data.depth - data.frames.length, "frame")} more` : ""}`;
  }

  /** @param {TraceRow} data */
  function frames(data) {
    const nodes = [];
    for (const [i, frame] of data.frames.entries()) {
      if (i) nodes.push(element_("i", "", "←"));
      const node = element_("span", i ? "caller" : "leaf", short(frame));
      node.dataset.fn = frame;
      nodes.push(node);
    }
    if (data.depth > data.frames.length) nodes.push(element_("i", "", `← ${data.depth - data.frames.length} more`));
    return nodes;
  }

  async function refresh() {
    const query = { search: state.q };
    const key = JSON.stringify([state.revision, query]);
    if (key === asked || !state.summary?.ready) return;
    asked = key;
    try {
      const answer = await client.latest("traces", () => {
        pages.next();
        return Promise.all([client.call("traces", query), client.call("traceRows", 0, FIRST_ROWS)]);
      });
      if (!answer || asked !== key) return;
      info = answer[0];
      element.style.setProperty("--num", String(Math.max(7, ...answer[1].map((row) => row.valueText.length + 1))));
      pages.start(answer[1]);
      cursor = -1;
      close();
      grid.setAttribute("aria-rowcount", String(info.groups + 1));
      for (const row of body.children) /** @type {any} */ (row).shown = null;
      list.setCount(info.groups);
      list.toTop();
    } catch (error) {
      actions.failed(error);
    }
    app.actions.changed();
  }

  function close() {
    opened = -1;
    list.open(-1, null);
  }

  /** @param {number} index */
  async function toggle(index) {
    if (opened === index) return close();
    try {
      const detail = await client.latest("trace", () => client.call("trace", index));
      if (!detail) return;
      const box = document.createElement("div");
      box.className = "detail";
      render(html`<div role="gridcell">${trace(detail)}</div>`, box);
      opened = index;
      list.open(index, box);
    } catch (error) {
      actions.failed(error);
    }
  }

  /** @param {TraceDetail} detail */
  const trace = (detail) => html`<div class="acts">
      <b class="num">${detail.valueText}</b> <span>${detail.percent} · ${counted(detail.samples, "sample")} · ${counted(detail.frames.length, "frame")}</span>
      <button class="quiet" @click=${() => actions.copy(detail.text, "the trace")}>Copy</button>
    </div>
    ${
      detail.labels.length
        ? html`<dl class="labels">${detail.labels.map((l) => html`<dt>${l.key}</dt><dd>${l.values.map((v) => html`<span><code>${v.text}</code> ${v.valueText}</span>`)}${l.more ? html`<span>and ${count(l.more)} more</span>` : nothing}</dd>`)}</dl>`
        : nothing
    }
    <ol>${detail.frames.map(
      (f) => html`<li><button class="frame" data-fn=${f.name}
        @click=${() => actions.select(f.name)}>${nameOf(f.name, f.inline ? "(inline)" : "")}</button></li>`,
    )}</ol>`;

  /** @param {number} index */
  function moveTo(index) {
    if (!info || info.groups === 0) return;
    cursor = Math.max(0, Math.min(info.groups - 1, index));
    grid.setAttribute("aria-activedescendant", `trace-${cursor}`);
    list.reveal(cursor);
  }

  grid.addEventListener("keydown", (e) => {
    if (e.target !== grid || e.ctrlKey || e.metaKey || e.altKey || !info) return;
    const move = {
      ArrowDown: cursor + 1,
      ArrowUp: Math.max(0, cursor - 1),
      PageDown: cursor + list.rowsPerPage(),
      PageUp: cursor - list.rowsPerPage(),
      Home: 0,
      End: info.groups - 1,
    }[e.key];
    if (move !== undefined) moveTo(move);
    else if ((e.key === "Enter" || e.key === " ") && cursor >= 0) void toggle(cursor);
    else if (e.key === "ArrowRight" && cursor >= 0 && opened !== cursor) void toggle(cursor);
    else if (e.key === "ArrowLeft" && opened >= 0) close();
    else if (e.key === "c" && cursor >= 0)
      client.call("trace", cursor).then((d) => actions.copy(d.text, "the trace"), actions.failed);
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  body.addEventListener("click", (e) => {
    const target = /** @type {HTMLElement} */ (e.target);
    const row = target.closest(".row");
    if (!row || getSelection()?.toString()) return;
    cursor = Number(row.id.slice("trace-".length));
    void toggle(cursor);
    list.invalidate();
  });

  return {
    element,
    draw() {
      void refresh();
      element.classList.toggle("diff", Boolean(state.summary?.diff));
      render(
        info
          ? html`<span>${counted(info.groups, "group")} of identical stacks, ${counted(info.samples, "sample")}${info.groups < info.allGroups ? html` of ${count(info.allGroups)} groups, ${count(info.allSamples)} samples` : nothing}</span>`
          : nothing,
        lines,
      );
      none.textContent = nothingLeft(app, info?.groups, info?.allGroups);
      list.invalidate();
    },
    focus: () => grid.focus(),
    /** The stacks that have the function. @param {string} name */
    reveal: (name) => actions.setSearch(exactly(name)),
    found: () => ({
      error: info?.searchError ?? "",
      text:
        info && state.q && !info.searchError
          ? `${count(info.groups)} of ${count(info.allGroups)} · ${info.matchedText} (${info.matchedPercent})`
          : "",
    }),
  };
}

/** A frame in a line of many: without the path of its package. @param {string} name */
function short(name) {
  const p = parts(name);
  return p.prefix.slice(p.prefix.lastIndexOf("/") + 1) + p.base + (p.generic && "[…]") + p.rest;
}

/** @param {string} tag @param {string} cls @param {string} text */
function element_(tag, cls, text) {
  const e = document.createElement(tag);
  e.className = cls;
  e.textContent = text;
  return e;
}
