// Source: where in the text of the program the weight is.
//
// In: the Session's answer for the page's search and the selected function. Out: all functions with source lines, heaviest first, and
// beside them the lines of the selected one, or of the heaviest.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { count, counted, functionOf } from "../text.js";
import { createGrid, number } from "./grid.js";
import { createLines } from "./lines.js";
import { createName } from "./name.js";

/** @import { App } from "../state/app.js" */
/** @import { FunctionRow } from "../pkg/proflens.js" */
/** @import { Grid, Made, Row } from "./grid.js" */

/** @param {App} app @param {{pick: () => void, pickFolder: () => void}} to */
export function createSource(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("section");
  element.className = "view source";
  const lines = element.appendChild(document.createElement("div"));
  lines.className = "lines";
  const split = element.appendChild(document.createElement("div"));
  split.className = "split";
  const pane = split.appendChild(document.createElement("div"));
  pane.className = "pane routines";

  /** The function that is wanted where the selection is not one of functions. @type {{name: string, file: string} | null} */
  let chosen = null;
  /** The search and the state of which the list is: other lines do not change it. */
  let listed = "";

  const source = app.ask.question("source", () => ({ search: state.q, ...wanted(), whole: state.whole }), {
    // The texts that were dropped are no part of the query.
    also: () => state.sources.revision,
    first: "functions",
    came({ info, rows }, query) {
      const widest = rows.map((row) => Math.max(row.flatText.length, row.cumText.length) + 1);
      pane.style.setProperty("--num", String(Math.max(7, ...widest)));
      const list = JSON.stringify([state.revision, state.q]);
      if (listed !== list) {
        listed = list;
        grid.setCount(info.functions);
        grid.list.toTop();
      } else grid.refill();
      grid.cursor = info.open?.position ?? -1;
      source.part("lines").start(info.open?.first ?? []);
      code.show(info.open ?? undefined, query?.name ?? "");
    },
    rows: (part) => (part === "lines" ? code : grid).arrived(),
  });
  const info = () => source.answer?.info;

  /** @type {Grid<FunctionRow>} */
  const table = {
    id: "routine",
    label: "Functions with source lines",
    rowHeight: 24,
    cells: ["num bar flat", "num bar cum", "text"],
    rows: source.part("functions"),
    build(row) {
      row.own = createName();
      row.cells[2].append(row.own.element);
    },
    fill,
    isSelected(data) {
      const open = info()?.open?.function;
      return data !== undefined && data.name === open?.name && data.file === open.file;
    },
    moved: (data) => select(data, "replace"),
    chosen: (data) => select(data),
    key(e) {
      if (e.key !== "Enter" && e.key !== "ArrowRight") return false;
      code.focus();
      return true;
    },
  };
  /** @type {Made} */
  const grid = createGrid(table);
  pane.append(grid.element);
  const none = pane.appendChild(document.createElement("p"));
  none.className = "none dim";
  const code = createLines(app, source.part("lines"), {
    ...to,
    select,
    detail: source.detail,
    async lines(start, end) {
      const of = source.answer;
      const rows = of && (await client.rows(of.ticket, "lines", start, end));
      return rows && of === source.answer ? rows : undefined;
    },
  });
  split.append(code.element);

  /** @param {Row<FunctionRow>} row @param {FunctionRow} data */
  function fill(row, data) {
    const [flat, cum] = info()?.largest ?? [0, 0];
    const of = { total: state.summary?.total ?? 0, diff: Boolean(state.summary?.diff) };
    row.dataset.fn = data.name;
    number(row.cells[0], data.flat, data.flatText, { ...of, most: flat });
    number(row.cells[1], data.cum, data.cumText, { ...of, most: cum });
    row.own.fill(data.name);
    row.title = `${data.name}\n${data.file || "the profile names no file"}\nflat ${data.flatPercent}, cum ${data.cumPercent}`;
  }

  /** Whether the names of the other views are those of functions: at other granularities they cannot share the selection. */
  const selects = () => ["", "functions"].includes(app.optionValue("granularity"));

  /** The function to show: the selected one, or "" for the heaviest; or what was chosen here where the selection is none of functions. */
  function wanted() {
    if (selects()) return { name: state.sel, file: state.file };
    return chosen ?? { name: state.sel && functionOf(state.sel, app.optionValue("granularity")), file: "" };
  }

  /** @param {{name: string, file: string}} of @param {"push" | "replace"} [how] */
  function select({ name, file }, how) {
    chosen = { name, file };
    if (selects()) actions.setSource(chosen, how);
    else actions.changed();
  }

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
      html`${info() ? html`<span>${counted(info()?.allFunctions ?? 0, "function")} with weight, by ${app.optionValue("sort")}</span>` : nothing}
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
      void source.refresh();
      element.classList.toggle("diff", Boolean(state.summary?.diff));
      drawLines();
      render(
        [
          heading("flat", "in the function itself"),
          heading("cum", "in the function and what it calls; recursion through several lines counts several times"),
          html`<span role="columnheader" class="text">function</span>`,
        ],
        grid.head,
      );
      const of = info();
      none.textContent =
        of?.allFunctions === 0 && (state.summary?.total ?? 0) !== 0
          ? "No function has a name, so there is no source to show: this profile is not symbolized."
          : nothingLeft(app, of?.functions, of?.allFunctions);
      grid.draw();
      code.draw();
    },
    focus: () => (state.sel ? code.focus() : grid.focus()),
    found() {
      const of = info();
      const text =
        of && state.q && !of.searchError ? `${count(of.functions)} of ${counted(of.allFunctions, "function")}` : "";
      return { error: of?.searchError ?? "", text };
    },
  };
}
