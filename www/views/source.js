// Source: where in the text of the program the weight is.
//
// In: the Session's source() for the page's search and the selected function. Out: all functions with source lines, heaviest first, and
// beside them the lines of the selected one, or of the heaviest.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { count, counted, functionOf } from "../text.js";
import { createLines, signed } from "./lines.js";
import { createName } from "./name.js";
import { createPages, FIRST_ROWS } from "./pages.js";
import { createScroller } from "./scroller.js";

/** @import { App } from "../state/app.js" */
/** @import { Source, SourceRow } from "../pkg/proflens.js" */

const ROW_HEIGHT = 24;

/** @param {App} app @param {{pick: () => void, pickFolder: () => void}} to */
export function createSource(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("section");
  element.className = "view source";
  const split = document.createElement("div");
  split.className = "split";
  const lines = element.appendChild(document.createElement("div"));
  lines.className = "lines";
  element.append(split);
  const pane = split.appendChild(document.createElement("div"));
  pane.className = "pane routines";
  const grid = pane.appendChild(document.createElement("div"));
  grid.className = "grid";
  grid.tabIndex = 0;
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", "Functions with source lines");
  const head = grid.appendChild(document.createElement("div"));
  head.className = "row head";
  head.setAttribute("role", "row");
  const body = grid.appendChild(document.createElement("div"));
  body.className = "body";
  body.setAttribute("role", "rowgroup");
  const none = pane.appendChild(document.createElement("p"));
  none.className = "none dim";
  const code = createLines(app, { ...to, select, redraw: refreshLater });
  split.append(code.element);

  /** @type {Source | null} */
  let info = null;
  let asked = "";
  /** The search and the state of which the list is: other lines do not change it. */
  let listed = "";
  /** The function of the list that is wanted: its file tells it from others of its name. @type {{name: string, file: string} | null} */
  let chosen = null;
  /** @type {SourceRow | null} */
  let open = null;
  let cursor = -1;
  let selectLater = false;

  const pages = createPages(
    client,
    "sourceRoutines",
    (a, b) => client.call("sourceRows", "routines", a, b),
    arrived,
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
    const row =
      /** @type {HTMLDivElement & {cells: HTMLElement[], name: ReturnType<typeof createName>, shown?: SourceRow}} */ (
        document.createElement("div")
      );
    row.className = "row";
    row.setAttribute("role", "row");
    row.name = createName();
    row.cells = ["num bar flat", "num bar cum", "text"].map((cls) => {
      const cell = row.appendChild(document.createElement("span"));
      cell.className = cls;
      cell.setAttribute("role", "gridcell");
      return cell;
    });
    row.cells[2].append(row.name.element);
    return row;
  }

  /** @param {ReturnType<typeof createRow>} row @param {number} index */
  function fill(row, index) {
    const data = pages.get(index);
    row.id = `routine-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    const is = data !== undefined && data.name === open?.name && data.text === open.text;
    row.classList.toggle("selected", is);
    row.setAttribute("aria-selected", String(is));
    row.classList.toggle("odd", index % 2 === 1);
    if (row.shown === data) return;
    row.shown = data;
    row.dataset.fn = data?.name ?? "";
    row.classList.toggle("blank", !data);
    if (!data || !info) return;
    const total = Math.abs(state.summary?.total ?? 0);
    signed(row.cells[0], data.flat, data.flatText, info.largest[0], total, Boolean(state.summary?.diff));
    signed(row.cells[1], data.cum, data.cumText, info.largest[1], total, Boolean(state.summary?.diff));
    row.name.fill(data.name);
    row.title = `${data.name}\n${data.text || "the profile names no file"}\nflat ${data.flatPercent}, cum ${data.cumPercent}`;
  }

  function refreshLater() {
    asked = "";
    actions.changed();
  }
  async function refresh() {
    const list_ = JSON.stringify([state.revision, state.q]);
    const { name, file } = wanted();
    const key = JSON.stringify([list_, state.sources.revision, name, file, code.whole()]);
    if (key === asked || !state.summary?.ready) return;
    asked = key;
    try {
      const answer = await client.latest("source", () => {
        pages.next();
        code.next();
        const rows = (/** @type {"routines" | "lines" | "open"} */ which) =>
          client.call("sourceRows", which, 0, FIRST_ROWS);
        return Promise.all([
          client.call("source", state.q, name, file, code.whole()),
          rows("routines"),
          rows("open"),
          rows("lines"),
        ]);
      });
      if (!answer || asked !== key) return;
      const [source, routines, [routine], first] = answer;
      info = source;
      open = routine ?? null;
      pages.start(routines);
      pane.style.setProperty(
        "--num",
        String(Math.max(7, ...routines.map((r) => Math.max(r.flatText.length, r.cumText.length) + 1))),
      );
      if (listed !== list_) {
        listed = list_;
        grid.setAttribute("aria-rowcount", String(info.routines + 1));
        for (const row of body.children) /** @type {any} */ (row).shown = null;
        list.setCount(info.routines);
        list.toTop();
      }
      cursor = source.position;
      if (cursor >= 0) list.reveal(cursor);
      code.show(source, open, first, name);
    } catch (error) {
      actions.failed(error);
    }
    actions.changed();
  }

  /** The function to show: the one that was chosen here, as long as it is the selected one, or the selected one, or "" for the heaviest. */
  function wanted() {
    const granularity = app.optionValue("granularity");
    const name = state.sel && functionOf(state.sel, granularity);
    if (chosen && (chosen.name === name || !selects())) return chosen;
    return { name, file: "" };
  }
  /** Whether the names of the other views are those of functions: at other granularities they cannot share the selection. */
  const selects = () => ["", "functions"].includes(app.optionValue("granularity"));

  /** @param {{name: string, file: string}} routine @param {"push" | "replace"} [how] */
  function select({ name, file }, how) {
    chosen = { name, file };
    if (selects()) actions.select(name, how);
    actions.changed();
  }

  /** @param {number} index */
  function moveTo(index) {
    if (!info || info.routines === 0) return;
    cursor = Math.max(0, Math.min(info.routines - 1, index));
    list.reveal(cursor);
    const row = pages.get(cursor);
    selectLater = !row;
    if (row) select({ name: row.name, file: row.text }, "replace");
  }
  function arrived() {
    list.invalidate();
    const row = selectLater && cursor >= 0 ? pages.get(cursor) : undefined;
    if (!row) return;
    selectLater = false;
    select({ name: row.name, file: row.text }, "replace");
  }

  grid.addEventListener("keydown", (e) => {
    if (e.target !== grid || e.ctrlKey || e.metaKey || e.altKey || !info) return;
    const page = list.rowsPerPage();
    const move = {
      ArrowDown: cursor + 1,
      ArrowUp: Math.max(0, cursor - 1),
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: info.routines - 1,
    }[e.key];
    if (move !== undefined) moveTo(move);
    else if (e.key === "Enter" || e.key === "ArrowRight") code.focus();
    else return;
    e.preventDefault();
  });
  body.addEventListener("click", (e) => {
    const row = /** @type {HTMLElement} */ (e.target).closest(".row");
    if (!row || getSelection()?.toString()) return;
    const data = pages.get((cursor = Number(row.id.slice("routine-".length))));
    if (data) select({ name: data.name, file: data.text });
  });

  /** @param {"flat" | "cum"} column @param {string} help */
  const heading = (column, help) => {
    const on = app.optionValue("sort") === column;
    return html`<span role="columnheader" class="num"
      aria-sort=${on ? "descending" : nothing}><button title="${help}; sort"
        @click=${() => actions.setOption("sort", column)}>${column}${on ? html`<i aria-hidden="true">▾</i>` : nothing}</button></span>`;
  };

  function drawLines() {
    const { files, read } = state.sources;
    render(
      html`${info ? html`<span>${counted(info.allRoutines, "function")} with weight, by ${app.optionValue("sort")}</span>` : nothing}
        ${
          files
            ? html`<span>${read === files ? `${counted(files, "source file")} at hand` : `${count(read)} of ${counted(files, "dropped file")} read: those that the profiles name`}</span>
              <button class="link" title="The page forgets the source files that were dropped"
                @click=${actions.forgetSources}>Forget ${files === 1 ? "it" : "them"}</button>`
            : nothing
        }`,
      lines,
    );
  }

  return {
    element,
    draw() {
      if (chosen && !state.sel && selects()) chosen = null;
      void refresh();
      element.classList.toggle("diff", Boolean(state.summary?.diff));
      drawLines();
      render(
        [
          heading("flat", "in the function itself"),
          heading("cum", "in the function and what it calls; recursion through several lines counts several times"),
          html`<span role="columnheader" class="text">function</span>`,
        ],
        head,
      );
      none.textContent =
        info?.allRoutines === 0 && (state.summary?.total ?? 0) !== 0
          ? "No function has a name, so there is no source to show: this profile is not symbolized."
          : nothingLeft(app, info?.routines, info?.allRoutines);
      list.invalidate();
      const active = cursor >= 0 && list.row(cursor) ? `routine-${cursor}` : "";
      if (active) grid.setAttribute("aria-activedescendant", active);
      else grid.removeAttribute("aria-activedescendant");
      code.draw();
    },
    focus: () => (state.sel ? code.focus() : grid.focus()),
    found: () => ({
      error: info?.searchError ?? "",
      text:
        info && state.q && !info.searchError
          ? `${count(info.routines)} of ${counted(info.allRoutines, "function")}`
          : "",
    }),
  };
}
