// Top: pprof's table of functions, all rows of it, in any order.
//
// In: the Session's answer for the page's search and order. Out: a grid whose cells say what pprof prints; the bar behind a number is its
// share of the largest, in a diff orange for more and blue for less.

import { html, nothing, render } from "lit-html";
import { CHANGE_SHARE, count, foldedNames, rowWord, shareWithSign, weightAndShare } from "../text.js";
import { compares, createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { createName } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";

/** @import { App } from "../state/app.js" */
/** @import { State } from "../state/state.js" */
/** @import { TopInfo, TopQuery, TopRow } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */

/** Most columns of other sample types. */
const COMPANIONS = 3;
/** A column of theirs is no wider, in letters, and top.css may have less room: titles are those of the profile, of any length. */
const COMPANION = 28;
/** So many columns are before those, and the column of the names. */
const NUMBERS = 11;
const NAME = NUMBERS + COMPANIONS;
/** So many rows at a time are looked through for one name. */
const REVEALED = 2000;
/** What stands above a column of another sample type. @param {boolean} compared @param {TopInfo["companionsOf"]} of @param {string} title */
const companionLabel = (compared, of, title) =>
  compared ? `${of === "cum" ? "cum " : ""}${title} change` : `${of} ${title}`;
/**
 * The columns of pprof; in a comparison those of the two sides beside each change, which `side` and `share` let the style sheet choose.
 * Beside these stands what other sample types say of flat, or of cum where that orders the rows.
 * @param {boolean} compared @param {TopInfo["companions"]} companions @param {TopInfo["companionsOf"]} of @param {string} word what a row is @returns {(Heading & {sort?: "flat" | "cum" | "name"})[]}
 */
const columns = (compared, companions, of, word) => [
  { label: "before", help: "flat in the base", cls: "num side" },
  { label: "after", help: "flat now", cls: "num side" },
  compared
    ? { label: "change", help: "of flat, in the function itself", cls: "num", sort: "flat", by: true }
    : { label: "flat", help: "in the function itself", cls: "num", sort: "flat", by: true },
  { label: "change%", help: CHANGE_SHARE, cls: "num side", sort: "flat" },
  { label: "flat%", help: "flat as a share of the total", cls: "num share", sort: "flat" },
  { label: "sum%", help: "flat% of this row and all above it", cls: "num share sum" },
  { label: "cum before", help: "with what it calls, in the base", cls: "num side wide" },
  { label: "cum after", help: "with what it calls, now", cls: "num side wide" },
  compared
    ? { label: "cum change", help: "of the function and what it calls", cls: "num", sort: "cum", by: true }
    : { label: "cum", help: "in the function and what it calls", cls: "num", sort: "cum", by: true },
  { label: "change%", help: "the change of cum as a share of what it was", cls: "num side", sort: "cum" },
  { label: "cum%", help: "cum as a share of the total", cls: "num share", sort: "cum" },
  ...companions.map(({ title, help }) => ({
    label: companionLabel(compared, of, title),
    help: `${companionLabel(compared, of, title)}: ${help}, ${of === "flat" ? "in the function itself; by cum where that orders the rows" : "with what it calls; of flat where that orders the rows"}`,
    cls: "num companion",
  })),
  { label: word, help: `the ${word}${word === "function" ? "'s name" : ""}`, cls: "text", sort: "name", by: true },
  { label: "where", help: "its file, and the line where it begins or one of its own", cls: "text where" },
];

/** What the table is asked for. Flat and cum are pprof's option, which the Session knows. @param {State} state @returns {TopQuery} */
const topQuery = (state) =>
  state.order.endsWith("name")
    ? { sort: "name", descending: state.order.startsWith("-"), search: state.q }
    : state.order
      ? { descending: state.order !== "up", search: state.q }
      : { search: state.q };

/** @param {App} app @param {{inspect: () => void}} to */
export function createTop(app, to) {
  const { state, actions } = app;
  const frame = createFrame(app, "top");

  const top = app.ask.question("top", () => topQuery(state), {
    first: "rows",
    came({ info }) {
      grid.cursor = -1;
      grid.setCount(info.rows, state.revision);
      grid.list.toTop();
    },
    rows: () => grid.arrived(),
  });
  const info = () => top.answer?.info;

  /** @type {Grid<TopRow>} */
  const table = {
    id: "top",
    label: "Top",
    rowHeight: 24,
    cells: [
      "num minor side before",
      "num minor side after",
      "num bar flat",
      "num minor side",
      "num minor share",
      "num minor share sum",
      "num minor side wide before",
      "num minor side wide after",
      "num bar cum",
      "num minor side",
      "num minor share",
      ...Array(COMPANIONS).fill("num minor companion"),
      "text",
      "text minor where",
    ],
    rows: top.part("rows"),
    build(row) {
      row.own = createName();
      row.cells[NAME].append(row.own.element);
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
  frame.put(grid.element);

  /** @param {Row<TopRow>} row @param {TopRow} data */
  function fill(row, data) {
    const of = info();
    if (!of) return;
    row.dataset.fn = data.name;
    const [before, after, flat, change, flatPercent, sumPercent, cumBefore, cumAfter, cum, cumChange, cumPercent] =
      row.cells;
    const weighed = { total: of.total, diff: Boolean(state.summary?.changes) };
    grid.number(flat, data.flat, data.flatText, { ...weighed, most: of.maxFlat });
    flatPercent.textContent = shareWithSign(data.flatPercent, data.flat, weighed.diff);
    sumPercent.textContent = data.sumPercent;
    grid.number(cum, data.cum, data.cumText, { ...weighed, most: of.maxCum });
    cumPercent.textContent = shareWithSign(data.cumPercent, data.cum, weighed.diff);
    grid.sides([before, after, change], data.flatCompared);
    grid.sides([cumBefore, cumAfter, cumChange], data.cumCompared);
    // Where there is room for one pair of sides, it is that of what has changed.
    row.classList.toggle("by-cum", data.flat === 0);
    row.own.fill(data.name, data.mark);
    for (let i = 0; i < COMPANIONS; i++) {
      row.cells[NUMBERS + i].textContent = data.companions[i] ?? "";
      row.cells[NUMBERS + i].hidden = i >= data.companions.length;
    }
    row.cells[NAME + 1].textContent = data.place;
  }

  function drawLines() {
    const of = info();
    if (!of) return render(nothing, frame.facts);
    const trimmed = app.optionValue("trim") === "false";
    render(
      html`${
        of.waiting
          ? html`<span title="A click on a column orders by that alone.">Ordered by cum; what only leads to waiting (runtime, sync, system calls) stands last.</span>`
          : nothing
      }${of.header.map((line) => html`<span>${line}</span>`)}
      ${
        of.droppedNodes
          ? html`<button class="link" title="Turns trimming off: trim=false"
            @click=${() => actions.setOption("trim", "false")}>Show all ${count(of.allRows + of.droppedNodes)}</button>`
          : nothing
      }
      ${
        state.summary?.nameless && app.optionValue("granularity") !== "addresses"
          ? html`<span>Rows in brackets are all of a program, whose functions have no names here. A profile that pprof saves with the program at hand has them. <button class="link"
            title="granularity=addresses: a row for each place" @click=${() => actions.setOption("granularity", "addresses")}>Show addresses</button></span>`
          : nothing
      }${
        state.summary?.foldedNames
          ? html`<span>${foldedNames(state.summary)}: <button class="link" title="Shows all of each name: demangle=full"
            @click=${() => actions.setOption("demangle", "full")}>show them</button></span>`
          : nothing
      }
      ${
        trimmed
          ? html`<button class="link"
            @click=${() => actions.resetOption("trim")}>All nodes are shown: drop the small ones</button>`
          : nothing
      }`,
      frame.facts,
    );
  }

  /** Scrolls to the function, wherever in the table it is: a search that would hide it is given up. @param {string} name */
  async function reveal(name) {
    try {
      if (state.q) actions.setSearch("");
      await top.refresh();
      for (let start = 0; start < (info()?.rows ?? 0); start += REVEALED) {
        const rows = await top.rows("rows", start, start + REVEALED);
        if (!rows || state.sel !== name) return;
        const at = rows.findIndex((row) => row.name === name);
        if (at < 0) continue;
        // The rows have their height only when they are drawn.
        grid.list.draw();
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
    element: frame.element,
    draw() {
      void top.refresh();
      const compared = compares(app, info());
      grid.compared(frame.element, compared);
      const companions = info()?.companions ?? [];
      frame.element.classList.toggle("paired", companions.length > 0);
      const of = info()?.companionsOf ?? "flat";
      const letters = companions.map(({ title }) => companionLabel(compared, of, title).length);
      frame.element.style.setProperty("--companions", String(companions.length));
      frame.element.style.setProperty("--companion", `${Math.min(COMPANION, Math.max(...letters, 11))}ch`);
      grid.headings(columns(compared, companions, of, rowWord(app.optionValue("granularity"))), {
        ...app.order(),
        sortBy: actions.sortBy,
      });
      drawLines();
      frame.draw(whyNothing(app, info()?.rows, info()?.allRows, { dropped: info()?.droppedNodes }));
      grid.draw();
    },
    focus: grid.focus,
    reveal,
    found: () =>
      found(
        app,
        info(),
        (of) =>
          `${count(of.rows)} of ${count(of.allRows)} · flat ${weightAndShare(state.summary, of.matchedFlatText, of.matchedFlatPercent)}`,
      ),
  };
}
