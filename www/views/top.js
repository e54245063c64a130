// Top: pprof's table of functions, all rows of it, in any order.
//
// In: the Session's answer for the page's search and order. Out: a grid whose cells say what pprof prints; the bar behind a number is its
// share of the largest, in a diff orange for more and blue for less.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { count } from "../text.js";
import { createGrid, number } from "./grid.js";
import { createName } from "./name.js";

/** @import { App } from "../state/app.js" */
/** @import { State } from "../state/state.js" */
/** @import { TopQuery, TopRow } from "../pkg/proflens.js" */
/** @import { Grid, Made, Row } from "./grid.js" */

/** So many rows at a time are looked through for one name. */
const REVEALED = 2000;
/** Numbers are as wide as this many characters at least. */
const NARROWEST = 7;

/** @type {{label: string, help: string, text: (row: TopRow) => string, sort?: "flat" | "cum" | "name", by?: true, weight?: "flat" | "cum"}[]} */
const COLUMNS = [
  { label: "flat", help: "in the function itself", text: (r) => r.flatText, sort: "flat", by: true, weight: "flat" },
  { label: "flat%", help: "flat as a share of the total", text: (r) => r.flatPercent, sort: "flat" },
  { label: "sum%", help: "flat% of this row and all above it", text: (r) => r.sumPercent },
  {
    label: "cum",
    help: "in the function and what it calls",
    text: (r) => r.cumText,
    sort: "cum",
    by: true,
    weight: "cum",
  },
  { label: "cum%", help: "cum as a share of the total", text: (r) => r.cumPercent, sort: "cum" },
  { label: "function", help: "the function's name", text: (r) => r.name, sort: "name", by: true },
];

/** What the table is asked for. Flat and cum are pprof's option, which the Session knows. @param {State} state @returns {TopQuery} */
export const topQuery = (state) =>
  state.order.endsWith("name")
    ? { sort: "name", descending: state.order.startsWith("-"), search: state.q }
    : { descending: state.order !== "up", search: state.q };

/** @param {App} app @param {{inspect: () => void}} to */
export function createTop(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("section");
  element.className = "view top";
  const lines = element.appendChild(document.createElement("div"));
  lines.className = "lines";

  const top = app.ask.question("top", () => topQuery(state), {
    first: "rows",
    came({ info }) {
      grid.cursor = -1;
      // A search or another order does not narrow the columns.
      if (widestOf !== state.revision) widest = 0;
      widestOf = state.revision;
      widen(NARROWEST);
      grid.setCount(info.rows);
      grid.list.toTop();
    },
    rows: () => grid.arrived(),
  });
  const info = () => top.answer?.info;
  /** Characters of the widest number so far, its sign included, and the revision of which they are. */
  let [widest, widestOf] = [0, -1];

  /** @type {Grid<TopRow>} */
  const table = {
    id: "top",
    label: "Top",
    rowHeight: 24,
    cells: COLUMNS.map((c) => (c.weight ? `num bar ${c.weight}` : c.sort === "name" ? "text" : "num minor")),
    rows: top.part("rows"),
    build(row) {
      row.own = createName();
      row.cells[COLUMNS.length - 1].append(row.own.element);
    },
    fill,
    isSelected: (data) => data !== undefined && data.name === state.sel,
    at: whereSelected,
    moved: (data) => actions.select(data.name, "replace"),
    chosen: (data) => actions.select(data.name),
    key(e) {
      if (e.key !== "Enter" || !state.sel) return false;
      to.inspect();
      return true;
    },
  };
  /** @type {Made} */
  const grid = createGrid(table);
  grid.element.setAttribute("aria-colcount", String(COLUMNS.length));
  element.append(grid.element);
  const none = element.appendChild(document.createElement("p"));
  none.className = "none dim";

  /** @param {Row<TopRow>} row @param {TopRow} data */
  function fill(row, data) {
    const of = info();
    if (!of) return;
    row.dataset.fn = data.name;
    const diff = Boolean(state.summary?.diff);
    widen(Math.max(data.flatText.length, data.cumText.length) + (diff ? 1 : 0));
    COLUMNS.forEach(({ weight, sort, text }, i) => {
      const most = weight === "flat" ? of.maxFlat : of.maxCum;
      if (weight) number(row.cells[i], data[weight], text(data), { most, total: of.total, diff });
      else if (sort !== "name") row.cells[i].textContent = text(data);
    });
    row.own.fill(data.name, data.mark);
  }

  /** @param {number} length */
  function widen(length) {
    if (length > widest) element.style.setProperty("--num", String((widest = length)));
  }

  function drawHead() {
    const { column, descending } = app.order();
    render(
      COLUMNS.map((c) => {
        const on = c.sort === column;
        const ariaSort = c.by && on ? (descending ? "descending" : "ascending") : nothing;
        const arrow = c.by && on ? html`<i aria-hidden="true">${descending ? "▾" : "▴"}</i>` : nothing;
        const sort = () => actions.sortBy(/** @type {"flat" | "cum" | "name"} */ (c.sort));
        const label = c.sort
          ? html`<button title="${c.help}; sort" @click=${sort}>${c.label}${arrow}</button>`
          : html`<span title=${c.help}>${c.label}</span>`;
        return html`<span role="columnheader" class=${c.sort === "name" ? "text" : "num"} aria-sort=${ariaSort}>${label}</span>`;
      }),
      grid.head,
    );
  }

  function drawLines() {
    const of = info();
    if (!of) return render(nothing, lines);
    const trimmed = app.optionValue("trim") === "false";
    render(
      html`${of.header.map((line) => html`<span>${line}</span>`)}
      ${of.droppedNodes ? html`<button class="link" title="Turns trimming off: trim=false" @click=${() => actions.setOption("trim", "false")}>Show all ${count(of.allRows + of.droppedNodes)}</button>` : nothing}
      ${trimmed ? html`<button class="link" @click=${() => actions.resetOption("trim")}>All nodes are shown: drop the small ones</button>` : nothing}`,
      lines,
    );
  }

  /** Scrolls to the function, wherever in the table it is: a search that would hide it is given up. @param {string} name */
  async function reveal(name) {
    try {
      if (state.q) actions.setSearch("");
      await top.refresh();
      const of = top.answer;
      for (let start = 0; of && start < of.info.rows; start += REVEALED) {
        const rows = await client.rows(of.ticket, "rows", start, start + REVEALED);
        if (top.answer !== of || state.sel !== name) return;
        const at = rows.findIndex((row) => row.name === name);
        if (at < 0) continue;
        // The rows have their height only when they are drawn.
        await new Promise(requestAnimationFrame);
        if (top.answer !== of) return;
        grid.cursor = start + at;
        return actions.changed();
      }
      const trimmed = app.optionValue("trim") === "true";
      const all = { label: "Show all functions", run: () => void actions.setOption("trim", "false") };
      actions.note(
        `${name} is not in the table${trimmed ? ": its share is too small" : ""}.`,
        trimmed ? all : undefined,
      );
    } catch (error) {
      actions.failed(error);
    }
  }

  /** Where the selected function is, if it is among the rows that are on screen. */
  function whereSelected() {
    grid.list.draw();
    const shown = grid.body.querySelector(".row.selected:not([hidden])");
    return shown ? Number(shown.id.slice("top-".length)) : -1;
  }

  return {
    element,
    draw() {
      void top.refresh();
      element.classList.toggle("diff", Boolean(state.summary?.diff));
      drawHead();
      drawLines();
      none.textContent = nothingLeft(app, info()?.rows, info()?.allRows);
      grid.draw();
    },
    focus: grid.focus,
    reveal,
    found() {
      const of = info();
      const text =
        of && state.q && !of.searchError
          ? `${count(of.rows)} of ${count(of.allRows)} · flat ${of.matchedFlatText} (${of.matchedFlatPercent})`
          : "";
      return { error: of?.searchError ?? "", text };
    },
  };
}
