// The lines of one function: numbers as `list` prints them, bars behind them, the text beside them, and whom each line calls.
//
// In: what the Session says of the open function, and its lines as they scroll into sight. Out: a grid of any length; a line opens
// to its calls and its instructions; a call leads to the source of what is called; a strip and two keys lead from hot line to hot
// line. Without the text: the lines with weight, and a word on what is missing.

import { html, nothing, render } from "lit-html";
import { counted, fromTo, parts, shareWithSign, shown, signClass, withSign } from "../text.js";
import { createGrid } from "../parts/grid.js";
import { createHostLink } from "./host-link.js";
import { dot, lineDetail } from "./line-detail.js";
import { misfit } from "./missing.js";
import { nameOf } from "../parts/name.js";
import { createStrip } from "./strip.js";
import { coloured, createSurvey } from "./survey.js";

/** @import { App } from "../state/app.js" */
/** @import { Compared, FunctionRow, LineDetail, LineRow, OpenInfo } from "../pkg/proflens.js" */
/** @import { Grid, Made, Row, Rows } from "../parts/grid.js" */
/**
 * Where it leads: to another function, to the Session for what is behind a line and for lines.
 * @typedef {object} Links
 * @property {(of: {name: string, file: string}) => void} select
 * @property {(row: number) => Promise<LineDetail | undefined>} detail
 * @property {(start: number, end: number) => Promise<LineRow[] | undefined>} lines
 */

/** Whether anything is in a line, or was. @param {LineRow} line */
const weighs = ({ flat, cum, cumCompared }) => Boolean(flat || cum || cumCompared?.percent);

/** @param {App} app @param {Rows<LineRow>} rows @param {Links} to */
export function createLines(app, rows, to) {
  const { state, client, actions } = app;
  const element = document.createElement("div");
  element.className = "pane code";
  // It holds the focus until the lines are there to have it.
  element.tabIndex = -1;
  const top = element.appendChild(document.createElement("header"));
  top.className = "slides";

  /** What is open; null until the first answer, undefined if there is nothing. @type {OpenInfo | null | undefined} */
  let open = null;
  /** What was asked for. */
  let wanted = "";
  /** The row that was to be looked at first, or -1. */
  let sought = -1;

  const link = createHostLink(drawTop, (selector) =>
    /** @type {HTMLElement | null} */ (top.querySelector(selector))?.focus(),
  );

  const survey = createSurvey(app, to.lines, () => {
    grid.refill();
    strip.draw();
    drawTop();
  });
  /** @type {Grid<LineRow>} */
  const table = {
    id: "line",
    label: "Source lines",
    rowHeight: 20,
    cells: ["num minor side", "num minor side", "num bar flat", "num bar cum", "num minor", "text"],
    gutter: 5,
    rows,
    build(row) {
      const source = row.cells[5].appendChild(document.createElement("span"));
      source.className = "src";
      const call = document.createElement("button");
      call.className = "call";
      // The keyboard has Shift+Enter on the line.
      call.tabIndex = -1;
      row.own = { source, call };
    },
    fill,
    isSelected: (_, index) => index === grid.cursor,
    at: () => (open ? open.hot - 1 : -1),
    chosen(data, index, e) {
      const call = /** @type {HTMLElement} */ (e.target).closest(".call") && data.call;
      if (call) return to.select({ name: call, file: "" });
      grid.moveTo(index);
      void grid.toggle(index);
    },
    key(e, index) {
      const call = rows.get(index)?.call;
      if (e.key === "n" || e.key === "N") jump(e.key === "n" ? 1 : -1);
      else if (e.key === "Enter" && e.shiftKey && call) to.select({ name: call, file: "" });
      else return false;
      return true;
    },
    expands: (data) => Boolean(data && weighs(data)),
    async detail(data, index) {
      const detail = await to.detail(index);
      return detail && html`<div role="gridcell">${lineDetail(app, data, detail, to.select)}</div>`;
    },
    drawn: () => strip.draw(),
  };
  /** @type {Made} */
  const grid = createGrid(table);
  element.append(grid.element);
  // Until it is known what stands above it.
  grid.element.hidden = true;
  /** @param {boolean} compared */
  const drawHead = (compared) =>
    render(
      html`<span class="gutter"><span role="columnheader" class="num side" title="cum in the base">before</span
      ><span role="columnheader" class="num side" title="cum now">after</span
      >${[compared ? "change" : "flat", compared ? "cum change" : "cum", "line"].map(
        (label) => html`<span role="columnheader" class="num">${label}</span>`,
      )}</span
    ><span role="columnheader" class="text">text</span>`,
      grid.head,
    );
  drawHead(false);
  const { list } = grid;
  const strip = createStrip(
    element,
    grid.element,
    () => survey.known.weights,
    (index) => list.place(Math.max(0, index - (list.rowsPerPage() >> 1))),
  );

  /** @param {Row<LineRow>} row @param {LineRow} data @param {number} index */
  function fill(row, data, index) {
    if (!open) return;
    const diff = Boolean(state.summary?.changes);
    const total = Math.abs(state.summary?.total ?? 0);
    const weight = Math.max(Math.abs(data.flat), Math.abs(data.cum));
    const [flat, cum] = open.largestLine;
    const [before, after, own, all, place, text] = row.cells;
    const { source, call } = row.own;
    grid.sides([before, after], data.cumCompared?.percent ? data.cumCompared : null);
    grid.number(own, data.flat, dot(data.flat || data.flatCompared?.percent, data.flatText), {
      most: flat,
      total,
      diff,
    });
    grid.number(all, data.cum, dot(data.cum || data.cumCompared?.percent, data.cumText), { most: cum, total, diff });
    own.title = data.flatCompared?.percent ? `flat ${fromTo(data.flatCompared)}` : "";
    all.title = data.cumCompared?.percent ? `cum ${fromTo(data.cumCompared)}` : "";
    place.textContent = data.line > 0 ? String(data.line) : "?";
    source.replaceChildren(
      ...coloured(data.text.split("\t").map(shown).join("\t"), survey.known.colours?.[index] ?? []),
    );
    call.remove();
    row.classList.toggle("cold", !weighs(data));
    row.classList.toggle("more", diff && (data.cum || data.flat) > 0);
    row.classList.toggle("less", diff && (data.cum || data.flat) < 0);
    row.style.setProperty("--heat", `${Math.round(26 * Math.min(1, Math.sqrt(weight / (total || 1))))}%`);
    if (!data.call) return;
    const { base, rest } = parts(data.call);
    const others = data.calls - 1;
    call.textContent = `→ ${shown(base + rest)}${others > 0 ? ` +${others}` : ""}`;
    call.dataset.fn = data.call;
    call.title = `To the source of ${data.call}${others > 0 ? `, which it calls most; ${counted(others, "other")} behind the line` : ""}`;
    text.append(call);
  }

  /** @param {OpenInfo | null | undefined} next @param {string} name what was asked for */
  function show(next, name) {
    const same =
      open?.function.name === next?.function.name &&
      open?.function.file === next?.function.file &&
      open?.rows === next?.rows &&
      Boolean(open);
    const before = grid.cursor;
    [open, wanted] = [next, name];
    grid.element.hidden = false;
    if (document.activeElement === element) grid.focus();
    const at = open?.at ?? -1;
    grid.cursor = at >= 0 && (!same || at !== sought) ? at : same ? before : -1;
    const isSought = at >= 0 && at !== sought;
    sought = at;
    const first = open?.first ?? [];
    const digits = Math.max(4, String(open?.fileLines || (first.at(-1)?.line ?? 0)).length);
    element.style.setProperty("--digits", String(digits));
    element.style.setProperty("--widest", String(open?.widest ?? 0));
    grid.setCount(open?.rows ?? 0, state.revision);
    if (open) void survey.look(open);
    // The header has another height now.
    drawTop();
    if ((same && !isSought) || !open) return;
    grid.element.scrollLeft = 0;
    const page = list.rowsPerPage();
    if (at >= 0) return list.place(Math.max(0, at - (page >> 1)));
    // The function from its beginning, unless what is hot would be out of sight.
    const { hot, start } = open;
    list.place(hot - start < page ? Math.max(0, start - (state.whole ? 2 : 0)) : Math.max(0, hot - (page >> 1)));
  }

  /** @param {FunctionRow} of */
  async function copy({ name }) {
    try {
      const { function: expression } = await app.expressions.of(name);
      actions.copy(await client.call("run", `list ${expression}`), `the list of ${name}`);
    } catch (error) {
      actions.failed(error);
    }
  }

  function drawTop() {
    if (!open) {
      render(
        open === undefined && wanted
          ? html`<p class="missing">Nothing is left of <b>${wanted}</b> under the filters above, or it has no source line.</p>`
          : nothing,
        top,
      );
      return;
    }
    const { function: of, found } = open;
    const path = app.pathOf(open.wanted);
    const changes = state.summary?.changes ?? false;
    /** @param {string} label @param {number} value @param {string} text @param {string} percent @param {Compared | null} compared */
    const figure = (label, value, text, percent, compared) => html`<span>${label}</span>
      <b class=${signClass(value, changes)}>${withSign(text, value, changes)}</b> ${compared ? fromTo(compared) : shareWithSign(percent, value, changes)}`;
    render(
      html`<div class="title"><h2 title=${of.name}>${nameOf(of.name)}</h2>
          <p class="figures">${figure("flat", of.flat, of.flatText, of.flatPercent, of.flatCompared)}
            ${figure("cum", of.cum, of.cumText, of.cumPercent, of.cumCompared)}</p>
        </div>
        <div class="place"><p class="file" title="${of.file}${found ? `\ntext: ${path}` : ""}"><bdi>${of.file || "no file"}</bdi
          >${of.file && !found ? html` <span class="dim">no text</span>` : nothing}</p>
          ${hotNav()}
          ${of.file ? wholeFile() : nothing}
          <button class="quiet" title="Copy as pprof's list prints it" @click=${() => copy(of)}>Copy</button>
          ${of.file ? link.button(open, lineAtCursor(open)) : nothing}</div>
        ${link.form()}
        ${misfit(app, open)}`,
      top,
    );
  }

  const wholeFile = () => html`<button class="toggle" aria-pressed=${state.whole}
    title="All lines of the file, with what all its functions weigh"
    @click=${() => actions.setWhole(!state.whole)}>Whole file</button>`;

  /** The line that the cursor is on, else the first one. @param {OpenInfo} of */
  const lineAtCursor = ({ start }) => rows.get(grid.cursor)?.line || rows.get(start)?.line || rows.get(0)?.line || 0;

  /** From hot line to hot line. */
  function hotNav() {
    const { hot } = survey.known;
    if (hot.length < 2) return nothing;
    return html`<span class="hot">${counted(hot.length, "hot line")}<button class="quiet icon"
        title="The hot line before (N)" aria-label="Previous hot line" @click=${() => jump(-1)}>↑</button
      ><button class="quiet icon"
        title="The next hot line (n)" aria-label="Next hot line" @click=${() => jump(1)}>↓</button></span>`;
  }
  /** @param {1 | -1} step */
  function jump(step) {
    const { hot } = survey.known;
    if (hot.length === 0) return;
    const next =
      step > 0 ? hot.find((row) => row > grid.cursor) : hot.findLast((row) => grid.cursor >= 0 && row < grid.cursor);
    // Behind the last one the first one follows.
    grid.moveTo(next ?? (step > 0 ? hot[0] : hot[hot.length - 1]));
    list.invalidate();
    drawTop();
  }

  return {
    element,
    show,
    arrived: grid.arrived,
    /** @param {boolean} compared whether what was before stands beside each change */
    draw(compared) {
      drawHead(compared);
      drawTop();
      grid.draw();
    },
    focus: () => (grid.element.hidden ? element : grid.element).focus(),
  };
}
