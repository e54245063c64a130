// Source: where in the text of the program the weight is.
//
// In: the Session's answer for the page's search and the selected function. Out: all functions with source lines, heaviest first, and
// beside them the lines of the selected one, or of the heaviest.

import { html, nothing, render } from "lit-html";
import { count, counted, fromTo, orderedBy, shareWithSign } from "../text.js";
import { compares, createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { createLines } from "./lines.js";
import { make } from "../parts/make.js";
import { missingFiles } from "./missing.js";
import { createName } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";
import { isFiltered } from "../state/state.js";

/** @import { App } from "../state/app.js" */
/** @import { FunctionRow } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */

/** Of what was before stands what the table is ordered by. @param {string} sort @param {boolean} compared @returns {(Heading & {sort?: "flat" | "cum"})[]} */
const columns = (sort, compared) => [
  { label: "before", help: `${sort} in the base`, cls: "num side" },
  { label: "after", help: `${sort} now`, cls: "num side" },
  {
    label: compared ? "change" : "flat",
    help: `${compared ? "of flat, " : ""}in the function itself`,
    cls: "num",
    sort: "flat",
    by: true,
  },
  {
    label: compared ? "cum change" : "cum",
    help: `${compared ? "of cum, " : ""}in the function and what it calls, every sample once`,
    cls: "num",
    sort: "cum",
    by: true,
  },
  { label: "function", cls: "text" },
];

/** The line of the notice on missing files, until it is known how many are. */
const ROOM = html`<span class="room"></span>`;

/** @param {App} app @param {{pick: () => void, pickFolder: () => void}} to */
export function createSource(app, to) {
  const { state, actions } = app;
  const frame = createFrame(app, "source");
  const absent = make("div", "absent", frame.element);
  const split = make("div", "split", frame.element);
  const pane = make("div", "pane routines", split);

  /** The state and the search of which the list is, and how long it is: other lines do not change it. */
  let listed = "";

  const source = app.ask.question(
    "source",
    () => ({ search: state.q, ...wanted(), whole: state.whole, line: state.line }),
    {
      // The texts that were dropped are no part of the query.
      also: () => state.sources.revision,
      first: "functions",
      came({ info }, query) {
        const list = JSON.stringify([state.revision, query?.search, info.functions]);
        if (listed !== list) {
          listed = list;
          grid.setCount(info.functions, state.revision);
          grid.list.toTop();
        } else grid.refill();
        grid.cursor = info.open?.position ?? -1;
        source.part("lines").start(info.open?.first ?? []);
        code.show(info.open ?? undefined, query?.name ?? "");
      },
      rows: (part) => (part === "lines" ? code : grid).arrived(),
    },
  );
  const info = () => source.answer?.info;

  /** @type {Grid<FunctionRow>} */
  const table = {
    id: "routine",
    label: "Functions with source lines",
    rowHeight: 24,
    cells: ["num minor side", "num minor side", "num bar flat", "num bar cum", "text"],
    rows: source.part("functions"),
    build(row) {
      row.own = createName();
      row.cells[4].append(row.own.element);
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
  frame.put(grid.element, pane);
  const code = createLines(app, source.part("lines"), {
    select,
    detail: source.detail,
    lines: (start, end) => source.rows("lines", start, end),
  });
  split.append(code.element);

  /** @param {Row<FunctionRow>} row @param {FunctionRow} data */
  function fill(row, data) {
    const [flat, cum] = info()?.largest ?? [0, 0];
    const of = { total: state.summary?.total ?? 0, diff: Boolean(state.summary?.changes) };
    row.dataset.fn = data.name;
    grid.sides(row.cells, sort() === "cum" ? data.cumCompared : data.flatCompared);
    grid.number(row.cells[2], data.flat, data.flatText, { ...of, most: flat });
    grid.number(row.cells[3], data.cum, data.cumText, { ...of, most: cum });
    row.own.fill(data.name);
    const own = data.flatCompared ? fromTo(data.flatCompared) : shareWithSign(data.flatPercent, data.flat, of.diff);
    const all = data.cumCompared ? fromTo(data.cumCompared) : shareWithSign(data.cumPercent, data.cum, of.diff);
    row.title = `${data.name}\n${data.file || "the profile names no file"}\nflat ${own}\ncum ${all}`;
  }

  const sort = () => app.optionValue("sort");

  /** Whether the names of the other views are those of functions: at other granularities they cannot share the selection. */
  const selects = () => ["", "functions"].includes(app.optionValue("granularity"));

  /** The function to show: the selected one, or "" for the heaviest; or what was opened here where the selection is none of functions. */
  function wanted() {
    const name = selects() ? state.sel : state.src || state.sel;
    // The file is that of the function that was opened here last.
    return { name, file: name === (state.src || state.sel) ? state.file : "" };
  }

  /** @param {{name: string, file: string}} of @param {"push" | "replace"} [how] */
  function select(of, how) {
    if (selects()) actions.setSource(of, how);
    else actions.setSourceAlone(of, how);
  }

  function drawLines() {
    const of = info();
    const { files, read } = state.sources;
    const atHand =
      read === files
        ? `${counted(files, "source file")} at hand`
        : `${count(read)} of ${counted(files, "source file")} read: those that the profiles name`;
    render(
      html`${of ? html`<span>${counted(of.allFunctions, "function")} with weight, ${orderedBy(sort(), compares(app, of))}</span>` : nothing}
        ${of?.unlisted ? html`<span title="Its name or its file is not known; Top has it">${of.unlisted} in no function of this list</span>` : nothing}
        ${
          files
            ? html`<span>${atHand}</span>
              <button class="link" title="The page forgets the source files that were dropped"
                @click=${actions.forgetSources}>Forget ${files === 1 ? "it" : "them"}</button>`
            : nothing
        }`,
      frame.facts,
    );
  }

  return {
    element: frame.element,
    draw() {
      void source.refresh();
      void actions.bringSources();
      drawLines();
      const of = info();
      const compared = compares(app, of);
      frame.element.classList.toggle("compared", compared);
      render(of ? missingFiles(of.missing, to) : state.sources.files ? nothing : ROOM, absent);
      grid.headings(columns(sort(), compared), {
        column: sort(),
        descending: true,
        sortBy: (column) => actions.setOption("sort", column),
      });
      frame.draw(
        of?.allFunctions === 0 && (state.summary?.total ?? 0) !== 0 && !isFiltered(state)
          ? "No function has a name, so there is no source to show: this profile is not symbolized."
          : whyNothing(app, of?.functions, of?.allFunctions),
      );
      grid.draw();
      code.draw(compared);
    },
    focus: () => (state.sel ? code.focus() : grid.focus()),
    /** Its rows are what is found. */
    seek: grid.focus,
    /** A walk through the list does not wait for the lines of each function. @param {Element} target */
    isBehind: (target) => source.isBehind() && (target !== grid.element || !source.isAbout("search", state.q)),
    found: () => found(app, info(), (of) => `${count(of.functions)} of ${counted(of.allFunctions, "function")}`),
  };
}
