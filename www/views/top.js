// Top: pprof's table of functions, all rows of it, in any order.
//
// In: the Session's top() for the page's search and order, and its rows as they scroll into sight. Out: a grid whose cells say what pprof
// prints; the bar behind a number is its share of the largest, in a diff orange for more and blue for less.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { count } from "../text.js";
import { createName } from "./name.js";
import { createPages, FIRST_ROWS } from "./pages.js";
import { createScroller } from "./scroller.js";

/** @import { App } from "../state/app.js" */
/** @import { TopInfo, TopRow } from "../pkg/proflens.js" */

const ROW_HEIGHT = 24;
/** So many rows at a time are looked through for one name. */
const REVEALED = 2000;

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

/** @param {App} app @param {{inspect: () => void}} to */
export function createTop(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("section");
  element.className = "view top";
  const lines = element.appendChild(document.createElement("div"));
  lines.className = "lines";
  const grid = element.appendChild(document.createElement("div"));
  grid.className = "grid";
  grid.tabIndex = 0;
  set(grid, { role: "grid", "aria-label": "Top", "aria-colcount": String(COLUMNS.length) });
  const head = grid.appendChild(document.createElement("div"));
  head.className = "row head";
  set(head, { role: "row", "aria-rowindex": "1" });
  const none = element.appendChild(document.createElement("p"));
  none.className = "none dim";
  const body = grid.appendChild(document.createElement("div"));
  body.className = "body";
  body.setAttribute("role", "rowgroup");

  /** @type {TopInfo | null} */
  let info = null;
  let asked = "";
  /** The row that the keyboard is on; -1 if none. */
  let cursor = -1;
  /** Characters of the widest number so far, its sign included; a search or another order does not narrow the columns. */
  let widest = 0;
  let widestOf = -1;
  /** The cursor moved to a row that is not here yet: it is selected when it comes. */
  let selectLater = false;

  const pages = createPages(client, "topRows", (a, b) => client.call("topRows", a, b), arrived, actions.failed);
  const list = createScroller({
    viewport: grid,
    body,
    rowHeight: ROW_HEIGHT,
    create: createRow,
    fill,
    drawn: (a, b) => info && pages.want(a, b),
  });

  function createRow() {
    const row =
      /** @type {HTMLDivElement & {cells: HTMLElement[], name: ReturnType<typeof createName>, shown?: TopRow}} */ (
        document.createElement("div")
      );
    row.className = "row";
    row.setAttribute("role", "row");
    row.name = createName();
    row.cells = COLUMNS.map((column, i) => {
      const cell = row.appendChild(document.createElement("span"));
      cell.setAttribute("role", "gridcell");
      cell.className = column.weight ? `num bar ${column.weight}` : column.sort === "name" ? "text" : "num minor";
      if (i === COLUMNS.length - 1) cell.append(row.name.element);
      return cell;
    });
    return row;
  }

  /** @param {ReturnType<typeof createRow>} row @param {number} index */
  function fill(row, index) {
    const data = pages.get(index);
    row.id = `top-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    const selected = data !== undefined && data.name === state.sel;
    row.classList.toggle("selected", selected);
    row.setAttribute("aria-selected", String(selected));
    row.classList.toggle("odd", index % 2 === 1);
    if (row.shown === data) return;
    row.shown = data;
    row.dataset.index = String(index);
    row.dataset.fn = data?.name ?? "";
    row.classList.toggle("blank", !data);
    if (!data || !info) return;
    const diff = state.summary?.diff;
    widen(Math.max(data.flatText.length, data.cumText.length) + (diff ? 1 : 0));
    COLUMNS.forEach((column, i) => {
      const cell = row.cells[i];
      if (column.sort !== "name") cell.textContent = column.text(data);
      if (!column.weight || !info) return;
      const value = data[column.weight];
      const most = column.weight === "flat" ? info.maxFlat : info.maxCum;
      cell.style.setProperty("--w", String(most ? Math.abs(value) / most : 0));
      // Strength says how much of the total it is, the length how much of the largest.
      if (diff)
        cell.style.setProperty(
          "--strength",
          `${Math.round(30 + 70 * Math.min(1, Math.sqrt(Math.abs(value) / (Math.abs(info.total) || 1))))}%`,
        );
      cell.classList.toggle("more", Boolean(diff) && value > 0);
      cell.classList.toggle("less", Boolean(diff) && value < 0);
    });
    row.name.fill(data.name, data.mark);
  }

  /** @param {number} length */
  function widen(length) {
    if (length > widest) element.style.setProperty("--num", String((widest = length)));
  }

  async function refresh() {
    const { column, descending } = app.order();
    const query = { sort: column, descending, search: state.q };
    const key = JSON.stringify([state.revision, query]);
    if (key === asked || !state.summary?.ready) return;
    asked = key;
    try {
      const answer = await client.latest("top", () => {
        pages.next();
        return Promise.all([client.call("top", query), client.call("topRows", 0, FIRST_ROWS)]);
      });
      if (!answer || asked !== key) return;
      info = answer[0];
      pages.start(answer[1]);
      cursor = -1;
      if (widestOf !== state.revision) widest = 0;
      widestOf = state.revision;
      widen(7);
      grid.setAttribute("aria-rowcount", String(info.rows + 1));
      for (const row of body.children) /** @type {any} */ (row).shown = null;
      list.setCount(info.rows);
      list.toTop();
    } catch (error) {
      actions.failed(error);
    }
    app.actions.changed();
  }

  function drawHead() {
    const { column, descending } = app.order();
    render(
      COLUMNS.map((c) => {
        const on = c.sort === column;
        const ariaSort = c.by && on ? (descending ? "descending" : "ascending") : nothing;
        const arrow = c.by && on ? html`<i aria-hidden="true">${descending ? "▾" : "▴"}</i>` : nothing;
        return html`<span role="columnheader" class=${c.sort === "name" ? "text" : "num"} aria-sort=${ariaSort}>${
          c.sort
            ? html`<button title="${c.help}; sort"
              @click=${() => actions.sortBy(/** @type {"flat" | "cum" | "name"} */ (c.sort))}>${c.label}${arrow}</button>`
            : html`<span title=${c.help}>${c.label}</span>`
        }</span>`;
      }),
      head,
    );
  }

  function drawLines() {
    if (!info) return render(nothing, lines);
    const trimmed = app.optionValue("trim") === "false";
    render(
      html`${info.header.map((line) => html`<span>${line}</span>`)}
      ${
        info.droppedNodes
          ? html`<button class="link" title="Turns trimming off: trim=false"
            @click=${() => actions.setOption("trim", "false")}>Show all ${count(info.allRows + info.droppedNodes)}</button>`
          : nothing
      }
      ${
        trimmed
          ? html`<button class="link"
            @click=${() => actions.resetOption("trim")}>All nodes are shown: drop the small ones</button>`
          : nothing
      }`,
      lines,
    );
  }

  /** @param {number} index */
  function moveTo(index) {
    if (!info || info.rows === 0) return;
    cursor = Math.max(0, Math.min(info.rows - 1, index));
    list.reveal(cursor);
    const row = pages.get(cursor);
    selectLater = !row;
    if (row) actions.select(row.name, "replace");
  }

  function arrived() {
    list.invalidate();
    const row = selectLater && cursor >= 0 ? pages.get(cursor) : undefined;
    if (!row) return;
    selectLater = false;
    actions.select(row.name, "replace");
  }

  /** Scrolls to the function, wherever in the table it is: a search that would hide it is given up. @param {string} name */
  async function reveal(name) {
    try {
      if (state.q) actions.setSearch("");
      await refresh();
      const of = asked;
      for (let start = 0; info && start < info.rows; start += REVEALED) {
        const rows = await client.call("topRows", start, start + REVEALED);
        if (asked !== of || state.sel !== name) return;
        const at = rows.findIndex((row) => row.name === name);
        if (at < 0) continue;
        // The rows have their height only when they are drawn.
        await new Promise(requestAnimationFrame);
        if (asked !== of) return;
        cursor = start + at;
        list.reveal(cursor);
        return actions.changed();
      }
      const trimmed = app.optionValue("trim") === "true";
      actions.note(
        `${name} is not in the table${trimmed ? ": its share is too small" : ""}.`,
        trimmed ? { label: "Show all functions", run: () => void actions.setOption("trim", "false") } : undefined,
      );
    } catch (error) {
      actions.failed(error);
    }
  }

  /** Where the selected function is, if it is among the rows that are on screen. */
  function whereSelected() {
    if (cursor >= 0) return cursor;
    const shown = [...body.querySelectorAll(".row.selected:not([hidden])")][0];
    return shown ? Number(/** @type {HTMLElement} */ (shown).id.slice(4)) : -1;
  }

  grid.addEventListener("keydown", (e) => {
    if (e.target !== grid || e.ctrlKey || e.metaKey || e.altKey || !info) return;
    const at = whereSelected();
    const move = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + list.rowsPerPage(),
      PageUp: at - list.rowsPerPage(),
      Home: 0,
      End: info.rows - 1,
    }[e.key];
    if (move !== undefined) {
      e.preventDefault();
      moveTo(move);
    } else if (e.key === "Enter" && state.sel) {
      e.preventDefault();
      to.inspect();
    }
  });
  body.addEventListener("click", (e) => {
    const row = /** @type {HTMLElement} */ (e.target).closest(".row");
    // A click that ends a selection of text is not a click.
    if (!row || getSelection()?.toString()) return;
    cursor = Number(row.id.slice(4));
    const data = pages.get(cursor);
    if (data) actions.select(data.name);
  });

  return {
    element,
    draw() {
      void refresh();
      element.classList.toggle("diff", Boolean(state.summary?.diff));
      drawHead();
      drawLines();
      none.textContent = nothingLeft(app, info?.rows, info?.allRows);
      list.invalidate();
      const active = cursor >= 0 && list.row(cursor) ? `top-${cursor}` : "";
      if (active) grid.setAttribute("aria-activedescendant", active);
      else grid.removeAttribute("aria-activedescendant");
    },
    focus: () => grid.focus(),
    reveal,
    found: () => ({
      error: info?.searchError ?? "",
      text:
        info && state.q && !info.searchError
          ? `${count(info.rows)} of ${count(info.allRows)} · flat ${info.matchedFlatText} (${info.matchedFlatPercent})`
          : "",
    }),
  };
}

/** @param {Element} element @param {Record<string, string>} attributes */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
