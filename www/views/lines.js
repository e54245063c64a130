// The lines of one function: numbers as `list` prints them, bars behind them, the text beside them, and whom each line calls.
//
// In: the Session's source() for a function, and its lines as they scroll into sight. Out: a grid of any length; a line opens to its calls
// and its instructions; a call leads to the source of what is called. Without the text: the lines with weight, and a word on what is missing.

import { html, nothing, render } from "lit-html";
import { count, counted, exactly, parts } from "../text.js";
import { nameOf } from "./name.js";
import { createPages, FIRST_ROWS } from "./pages.js";
import { createScroller } from "./scroller.js";
import { styled } from "./styled.js";

/** @import { App } from "../app.js" */
/** @import { Source, SourceDetail, SourceLine, SourceRoutine } from "../pkg/proflens.js" */
/** @typedef {{pick: () => void, pickFolder: () => void, opened: (source: Source) => void, select: (routine: {name: string, file: string}) => void}} Links */

const ROW_HEIGHT = 20;

/**
 * A number with its bar: the length is its share of the largest, in a diff the strength its share of the total.
 * @param {HTMLElement} cell @param {number} value @param {string} text @param {number} most @param {number} total @param {boolean} diff
 */
export function signed(cell, value, text, most, total, diff) {
  cell.textContent = text;
  cell.style.setProperty("--w", String(most ? Math.abs(value) / most : 0));
  cell.style.setProperty("--strength", `${Math.round(30 + 70 * Math.min(1, Math.sqrt(Math.abs(value) / (total || 1))))}%`);
  cell.classList.toggle("more", diff && value > 0);
  cell.classList.toggle("less", diff && value < 0);
}

/** @param {App} app @param {Links} to */
export function createLines(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("div");
  element.className = "pane code";
  const top = element.appendChild(document.createElement("header"));
  const grid = element.appendChild(document.createElement("div"));
  grid.className = "grid";
  grid.tabIndex = 0;
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", "Source lines");
  const head = grid.appendChild(document.createElement("div"));
  head.className = "row head";
  head.setAttribute("role", "row");
  render(html`<span class="gutter">${["flat", "cum", "line"].map((label) => html`<span role="columnheader" class="num">${label}</span>`)}</span><span role="columnheader" class="text"></span>`, head);
  const body = grid.appendChild(document.createElement("div"));
  body.className = "body";
  body.setAttribute("role", "rowgroup");

  /** @type {Source | null} */
  let source = null;
  let asked = "";
  let failed = false;
  /** What the last question was about. */
  let wanted = { name: "", file: "" };
  let whole = false;
  let cursor = -1;
  let openedRow = -1;

  const pages = createPages(client, "sourceLines", (a, b) => client.call("sourceLines", a, b), () => list.invalidate(), actions.failed);
  const list = createScroller({ viewport: grid, body, rowHeight: ROW_HEIGHT, create: createRow, fill, drawn: (a, b) => source && pages.want(a, b) });

  function createRow() {
    const row = /** @type {HTMLDivElement & {cells: HTMLElement[], call: HTMLButtonElement, shown?: SourceLine | null}} */ (document.createElement("div"));
    row.className = "row";
    row.setAttribute("role", "row");
    const gutter = row.appendChild(document.createElement("span"));
    gutter.className = "gutter";
    gutter.setAttribute("role", "presentation");
    row.cells = ["num bar flat", "num bar cum", "num minor", "text"].map((cls, i) => {
      const cell = (i < 3 ? gutter : row).appendChild(document.createElement("span"));
      cell.className = cls;
      cell.setAttribute("role", "gridcell");
      return cell;
    });
    row.call = document.createElement("button");
    row.call.className = "call";
    // The keyboard has Shift+Enter on the line.
    row.call.tabIndex = -1;
    return row;
  }

  /** @param {ReturnType<typeof createRow>} row @param {number} index */
  function fill(row, index) {
    const data = pages.get(index);
    row.id = `line-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    row.classList.toggle("selected", index === cursor);
    if (data?.cum || data?.flat) row.setAttribute("aria-expanded", String(index === openedRow));
    else row.removeAttribute("aria-expanded");
    if (row.shown === data) return;
    row.shown = data;
    row.classList.toggle("blank", !data);
    if (!data || !source) return;
    const diff = Boolean(state.summary?.diff);
    const weight = Math.max(Math.abs(data.flat), Math.abs(data.cum));
    signed(row.cells[0], data.flat, data.flatText, source.maxFlat, Math.abs(source.total), diff);
    signed(row.cells[1], data.cum, data.cumText, source.maxCum, Math.abs(source.total), diff);
    row.cells[2].textContent = data.line > 0 ? String(data.line) : "?";
    row.cells[3].textContent = data.text;
    row.classList.toggle("cold", weight === 0);
    row.classList.toggle("more", diff && (data.cum || data.flat) > 0);
    row.classList.toggle("less", diff && (data.cum || data.flat) < 0);
    row.style.setProperty("--heat", `${Math.round(26 * Math.min(1, Math.sqrt(weight / (Math.abs(source.total) || 1))))}%`);
    if (!data.call) return;
    const { base, rest } = parts(data.call);
    row.call.textContent = `→ ${base}${rest}${data.calls > 1 ? ` +${data.calls - 1}` : ""}`;
    row.call.title = `To the source of ${data.call}${data.calls > 1 ? `, which it calls most; ${counted(data.calls - 1, "other")} behind the line` : ""}`;
    row.cells[3].append(row.call);
  }

  /** @param {{name: string, file: string}} routine */
  async function refresh(routine) {
    const key = JSON.stringify([state.revision, state.sources.revision, state.q && !routine.name, routine, whole]);
    if (key === asked || !state.summary?.ready) return;
    asked = key;
    wanted = routine;
    try {
      const answer = await client.latest("source", () => {
        pages.next();
        return Promise.all([client.call("source", { ...routine, whole }), client.call("sourceLines", 0, FIRST_ROWS)]);
      });
      if (!answer || asked !== key) return;
      const before = source;
      source = answer[0];
      failed = false;
      pages.start(answer[1]);
      close();
      const same = before?.routine?.name === source.routine?.name && before?.routine?.file === source.routine?.file && before?.rows === source.rows;
      if (!same) cursor = -1;
      grid.setAttribute("aria-rowcount", String(source.rows + 1));
      const first = answer[1].map((line) => Math.max(line.flatText.length, line.cumText.length));
      element.style.setProperty("--num", String(Math.max(7, (source.routine?.cumText.length ?? 0) + 1, ...first) + (state.summary?.diff ? 1 : 0)));
      element.style.setProperty("--digits", String(Math.max(4, String(source.fileLines || (answer[1].at(-1)?.line ?? 0)).length)));
      element.style.setProperty("--widest", String(source.widest));
      for (const row of body.children) /** @type {any} */ (row).shown = null;
      list.setCount(source.rows);
      to.opened(source);
      // The header has another height now.
      drawTop();
      if (!same) {
        grid.scrollLeft = 0;
        const page = list.rowsPerPage();
        // The function from its beginning, unless what is hot would be out of sight.
        list.place(source.hot - source.start < page ? Math.max(0, source.start - (whole ? 2 : 0)) : Math.max(0, source.hot - (page >> 1)));
      }
    } catch (error) {
      failed = true;
      actions.failed(error);
    }
    actions.changed();
  }

  function close() {
    openedRow = -1;
    list.open(-1, null);
  }

  /** @param {number} index */
  async function toggle(index) {
    const data = pages.get(index);
    if (openedRow === index) return close();
    if (!data || (!data.cum && !data.flat)) return;
    try {
      const of = asked;
      const detail = await client.latest("sourceDetail", () => client.call("sourceDetail", index));
      if (!detail || of !== asked) return;
      const box = document.createElement("div");
      box.className = "detail";
      render(behind(data, detail), box);
      openedRow = index;
      list.open(index, box);
    } catch (error) {
      actions.failed(error);
    }
  }

  /** What is behind a line. @param {SourceLine} line @param {SourceDetail} detail */
  function behind(line, detail) {
    const most = Math.max(0, ...detail.calls.map((call) => Math.abs(call.weight)));
    const diff = Boolean(state.summary?.diff);
    return html`${detail.calls.length
        ? html`<h3>Line ${line.line} calls</h3><ul class="edges">${detail.calls.map(
            (call) => html`<li><button title="To the source of ${call.name}" class=${diff ? (call.weight < 0 ? "less" : "more") : ""} ${styled({ "--w": String(most ? Math.abs(call.weight) / most : 0) })} @click=${() => to.select({ name: call.name, file: "" })}>
              <span class="num">${call.text}</span><span class="num minor">${call.percent}</span>${nameOf(call.name, call.inline ? "(inline)" : "")}</button></li>`,
          )}</ul>${detail.moreCalls ? html`<p class="dim">and ${count(detail.moreCalls)} more</p>` : nothing}`
        : html`<p class="dim">Line ${line.line} calls nothing that was sampled.</p>`}
      ${detail.places.length
        ? html`<h3>Its instructions <small>flat, cum, address; what was inlined into the line</small></h3>
            <table>${detail.places.map(
              (place) => html`<tr><td class="num">${place.flatText}</td><td class="num">${place.cumText}</td><td class="num dim">${place.address === "0" ? "" : place.address}</td>
                <td>${place.inlined.map(([name, where, text]) => html`<span class="inlined" title=${name}><span class="dim">${where}</span> ${text || short(name)}</span>`)}</td></tr>`,
            )}</table>${detail.morePlaces ? html`<p class="dim">and ${count(detail.morePlaces)} more</p>` : nothing}`
        : nothing}`;
  }

  /** @param {SourceRoutine} routine */
  async function copy({ name }) {
    try {
      // pprof's prompt takes words, and a name may have spaces.
      actions.copy(await client.call("run", `list ${exactly(name).replaceAll(" ", ".")}`), `the list of ${name}`);
    } catch (error) {
      actions.failed(error);
    }
  }

  function drawTop() {
    const routine = source?.routine;
    if (!source || !routine) {
      render(source && (wanted.name || failed) ? html`<p class="missing">Nothing is left of <b>${wanted.name}</b> under the filters above, or it has no source line.</p>` : nothing, top);
      return;
    }
    const sign = (/** @type {number} */ v) => (state.summary?.diff ? (v > 0 ? "signed more" : v < 0 ? "signed less" : "") : "");
    render(
      html`<div class="title"><h2 title=${routine.name}>${nameOf(routine.name)}</h2>
          <p class="figures"><span>flat</span> <b class=${sign(routine.flat)}>${routine.flatText}</b> ${routine.flatPercent} <span>cum</span> <b class=${sign(routine.cum)}>${routine.cumText}</b> ${routine.cumPercent}</p>
        </div>
        <div class="place"><p class="file" title="${routine.file}${source.path ? `\ntext: ${source.path}` : ""}"><bdi>${routine.file || "no file"}</bdi></p>
          ${routine.file ? html`<button class="toggle" aria-pressed=${whole} title="All lines of the file, with what all its functions weigh" @click=${() => ((whole = !whole), actions.changed())}>Whole file</button>` : nothing}
          <button class="quiet" title="Copy as pprof's list prints it" @click=${() => copy(routine)}>Copy</button></div>
        ${missing(source, routine)}`,
      top,
    );
  }

  /** @param {Source} source @param {SourceRoutine} routine */
  function missing(source, routine) {
    if (!routine.file) return html`<div class="missing"><p>The profile names no file for this function: it was built without line tables, or the frame is no function.</p></div>`;
    const file = routine.file.slice(routine.file.lastIndexOf("/") + 1);
    if (routine.found && !source.beyond) return nothing;
    if (routine.found) {
      return html`<div class="missing"><p><b>${source.path}</b> is another version: it has ${counted(source.fileLines, "line")}, and the profile has weight on ${counted(source.beyond, "line")} behind its end.
        Numbers and text may not belong together.</p></div>`;
    }
    return html`<div class="missing"><p><b>The text of ${file} is missing.</b> Below are the lines that carry weight. The profile names it <code>${routine.file}</code>:
        drop this file, or a folder that it is in, onto the page. It stays in this tab.</p>
      <p><button @click=${to.pick}>Choose the file</button> <button @click=${to.pickFolder}>Choose a folder</button></p>
      <details><summary>How a file is found</summary>
        <p>By the end of its path: <code>${source.wanted}</code> is looked for, and the dropped file that shares the most folders with it is taken. A file dropped by itself needs no folder.
          The option <code>trim_path</code> takes a prefix off the paths of the profile, and <code>source_path</code> cuts them behind the name of its folder, as in pprof.</p></details></div>`;
  }

  /** @param {number} index */
  function moveTo(index) {
    if (!source || source.rows === 0) return;
    cursor = Math.max(0, Math.min(source.rows - 1, index));
    list.reveal(cursor);
    grid.setAttribute("aria-activedescendant", `line-${cursor}`);
  }

  grid.addEventListener("keydown", (e) => {
    if (e.target !== grid || e.ctrlKey || e.metaKey || e.altKey || !source) return;
    const page = list.rowsPerPage();
    const at = cursor < 0 ? source.hot - 1 : cursor;
    const move = { ArrowDown: at + 1, ArrowUp: Math.max(0, cursor < 0 ? source.hot : cursor - 1), PageDown: at + page, PageUp: at - page, Home: 0, End: source.rows - 1 }[e.key];
    const call = pages.get(cursor)?.call;
    if (move !== undefined) moveTo(move);
    else if (e.key === "Enter" && e.shiftKey && call) to.select({ name: call, file: "" });
    else if (e.key === "Enter" && cursor >= 0) void toggle(cursor);
    else return;
    e.preventDefault();
  });
  element.addEventListener("keydown", (e) => {
    // Out of the detail, back to its line.
    if (e.key !== "Escape" || !(/** @type {HTMLElement} */ (e.target).closest(".detail"))) return;
    e.preventDefault();
    close();
    grid.focus();
  });
  body.addEventListener("click", (e) => {
    const target = /** @type {HTMLElement} */ (e.target);
    const row = target.closest(".row");
    if (!row || getSelection()?.toString()) return;
    const index = Number(row.id.slice("line-".length));
    const call = target.closest(".call") && pages.get(index)?.call;
    if (call) return to.select({ name: call, file: "" });
    moveTo(index);
    void toggle(index);
  });

  return {
    element,
    /** @param {{name: string, file: string}} routine */
    draw(routine) {
      void refresh(routine);
      drawTop();
      list.invalidate();
    },
    /** The list was asked for anew: so must the lines, if they depend on it. */
    stale() {
      if (!wanted.name) asked = "";
    },
    focus: () => grid.focus(),
  };
}

/** @param {string} name */
function short(name) {
  const { base, rest } = parts(name);
  return base + rest;
}
