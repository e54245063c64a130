// Trend: what grows over the snapshots, at least how much, since when, and where.
//
// In: the Session's answer for all loaded profiles of the shown kind. Out: the verdict in sentences whose numbers lead to where they come
// from, the chart of the totals with two points to compare, and the rows that grow, what is surest first.

import { html, nothing, render } from "lit-html";
import { COPY_LINK, count, counted, lastOf, placeEnd, quoted } from "../text.js";
import { WHOLE } from "../state/address.js";
import { createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { make } from "../parts/make.js";
import { createName, nameOf } from "../parts/name.js";
import { tableTools } from "../parts/table-tools.js";
import { createChart } from "./trend-chart.js";
import { snapshotTable } from "./trend-table.js";
import { sentences } from "./trend-words.js";

/** @import { App } from "../state/app.js" */
/** @import { Place } from "../state/address.js" */
/** @import { Sought } from "../state/state.js" */
/** @import { TrendDetail, TrendQuery, TrendRow, TrendSentence } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */
/** @import { Span } from "./trend-chart.js" */

/** @type {(Heading & {sort: NonNullable<TrendQuery["sort"]>})[]} */
const COLUMNS = [
  {
    label: "at least",
    help: "growth that is sure: the lower end of a 95 % interval",
    cls: "num",
    sort: "sure",
    by: true,
  },
  { label: "first", help: "in the first snapshot", cls: "num", sort: "first", by: true },
  { label: "last", help: "in the last snapshot", cls: "num", sort: "last", by: true },
  { label: "change", help: "last minus first", cls: "num", sort: "delta", by: true },
  { label: "in time", help: "the median slope", cls: "num", sort: "slope", by: true },
  { label: "share", help: "of all sure growth", cls: "num", sort: "sure" },
  { label: "shape", help: "how it goes", cls: "text", sort: "shape", by: true },
  { label: "course", help: "its value in each snapshot; surest growth first", cls: "text", sort: "rank", by: true },
  { label: "where", help: "the name", cls: "text", sort: "name", by: true },
];
/** @type {{by: NonNullable<TrendQuery["by"]>, label: string, help: string}[]} */
const ROWS = [
  { by: "lines", label: "Lines", help: "lines of the program's own code" },
  { by: "stacks", label: "Stacks", help: "whole stacks" },
  { by: "functions", label: "Functions", help: "functions, with all that they call" },
];
/** The size of a course in a cell. */
const [WIDE, HIGH] = [84, 18];

/** @param {App} app */
export function createTrend(app) {
  const { state, actions } = app;
  const frame = createFrame(app, "trend");
  const said = make("div", "said");
  const figure = make("div", "figure");
  const bar = make("div", "bar-line slides");
  const under = make("div");
  /** The profiles at the ends of the chosen span; the first and the last point where they are none. @type {number[]} */
  let ends = [];

  const trend = app.ask.question(
    "trend",
    () => ({
      by: state.rows,
      sort: state.rank,
      up: state.rankUp,
      search: state.q,
      leftOut: state.leftOut,
      order: state.snapshotOrder,
    }),
    {
      also: () => state.profiles.map((p) => p.id),
      first: "rows",
      came({ info }) {
        grid.cursor = -1;
        grid.setCount(info.rows, state.revision);
        grid.list.toTop();
      },
      rows: () => grid.arrived(),
    },
  );
  const info = () => trend.answer?.info;

  const chart = createChart({
    chosen(span) {
      const points = info()?.points ?? [];
      ends = span.map((i) => points[i].id);
      actions.changed();
    },
    compare: () => compare(),
  });
  figure.append(chart.element, under);
  frame.element.insertBefore(said, frame.lines);
  frame.element.insertBefore(figure, frame.lines);
  frame.element.insertBefore(bar, frame.lines);

  /** The span that is chosen, by number of point. @returns {Span} */
  function span() {
    const points = info()?.points ?? [];
    const [a, b] = ends.map((id) => points.findIndex((p) => p.id === id));
    return a >= 0 && b > a ? [a, b] : [0, Math.max(0, points.length - 1)];
  }
  /** Compares the ends of the span. @param {string} [name] a function to select */
  function compare(name = "") {
    const points = info()?.points ?? [];
    const [a, b] = span().map((i) => points[i].id);
    void actions.compare(a, b, { view: "top", name: name || undefined });
  }

  /** Shows the last snapshot of the span: what has grown may not be in the first. @param {string} view @param {string} name @param {Partial<Place>} place */
  function atLast(view, name, place) {
    const last = info()?.points[span()[1]]?.id;
    const isShown = state.profiles.some((p) => p.id === last && p.role === "source");
    if (last === undefined || isShown) actions.setView(view, name, place);
    else void actions.show(last, { view, name, place });
  }

  /** @type {Grid<TrendRow>} */
  const table = {
    id: "trend",
    label: "What grows",
    rowHeight: 26,
    cells: ["num bar cum", "num", "num", "num", "num minor", "num minor", "text shape", "course", "text"],
    rows: trend.part("rows"),
    build(row) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      svg.setAttribute("width", String(WIDE));
      svg.setAttribute("height", String(HIGH));
      svg.setAttribute("aria-hidden", "true");
      svg.append(path);
      row.cells[7].append(svg);
      row.own = { path, name: createName(), place: make("span", "place") };
      row.own.quick = quick(row);
      row.cells[8].append(row.own.place, row.own.name.element, row.own.quick);
    },
    fill,
    isSelected: (_, index) => index === grid.cursor,
    moved: (data) => actions.select(data.function, "replace"),
    key(e, index) {
      if (index < 0 || e.key !== " ") return false;
      void grid.toggle(index);
      return true;
    },
    async detail(data, index) {
      const detail = await trend.detail(index);
      return detail && html`<div role="gridcell" class="grown">${opened(data, detail)}</div>`;
    },
  };
  /** @type {Made} */
  const grid = createGrid(table);
  frame.put(grid.element);

  /** What a click on a row under the pointer leads to at once; on the keyboard it is opened. @param {Row<TrendRow>} row */
  function quick(row) {
    const acts = make("span", "quick");
    /** @param {string} label @param {string} help @param {(data: TrendRow) => unknown} run */
    const act = (label, help, run) => {
      const button = make("button", "quiet", acts);
      Object.assign(button, { textContent: label, title: help, tabIndex: -1 });
      button.addEventListener("click", (e) => {
        e.stopPropagation();
        if (row.shown) run(row.shown);
      });
    };
    act("Compare", "Compare the ends of the span", (data) => compare(data.function));
    act("Flame", "Flame graph around it, in the last snapshot", (data) => around(data.function));
    act("Source", "Its line, in the last snapshot", source);
    act("Goroutines", "Those with it, in the last snapshot", (data) => goroutines(data.function));
    return acts;
  }

  /** @param {Row<TrendRow>} row @param {TrendRow} data */
  function fill(row, data) {
    const [sure, first, last, delta, slope, share, shape] = row.cells;
    row.dataset.fn = data.function;
    row.classList.toggle("named", data.named);
    grid.number(sure, data.sure, data.sureText || "–", { most: info()?.maxSure ?? 0, total: 0, diff: false });
    grid.amount(first, data.firstText);
    grid.amount(last, data.lastText);
    grid.amount(delta, data.deltaText);
    delta.classList.toggle("more", data.delta > 0);
    delta.classList.toggle("less", data.delta < 0);
    slope.textContent = data.slopeText;
    share.textContent = data.share;
    shape.textContent = data.shape;
    row.own.path.setAttribute("d", course(data.values));
    row.own.place.textContent = data.place;
    row.own.place.title = data.place ? `${data.file}:${data.line}` : "";
    // Where it is stands before it.
    const name = data.function || data.name;
    row.own.name.fill(name, "", data.place ? name.slice(placeEnd(name)) : name);
    row.own.quick.lastElementChild.hidden = !state.summary?.goroutines;
  }

  /** @param {TrendRow} data @param {TrendDetail} detail */
  function opened(data, detail) {
    const known = [
      detail.state && `${detail.state}${detail.derived ? " (read off the stack)" : ""}`,
      detail.creator && `started by ${detail.creator}`,
      detail.waited,
    ].filter(Boolean);
    const points = info()?.points ?? [];
    return html`<div class="acts">
        <button @click=${() => compare(data.function)}>Compare ${ends.length ? "the chosen two" : "first and last"}</button>
        <button class="quiet" @click=${() => around(data.function)}>Flame graph</button>
        <button class="quiet" @click=${() => source(data)}>Source</button>
        ${
          state.summary?.goroutines
            ? html`<button class="quiet" @click=${() => goroutines(data.function)}>Goroutines</button>`
            : nothing
        }
      </div>
      ${known.length ? html`<p>${known.join(", ")}.</p>` : nothing}
      <p class="num course">${points.map((p, i) => html`<span title=${p.time}>${detail.valueTexts[i]}</span> `)}</p>
      <ol>${detail.frames.map(
        (f) =>
          html`<li>${nameOf(f.function, "", f.line ? f.function.slice(placeEnd(f.function)) : f.function)}${
            f.line
              ? html` <button class="link place"
          @click=${() => source(f)}>${lastOf(f.file)}:${f.line}</button>`
              : nothing
          }</li>`,
      )}</ol>`;
  }

  /** @param {{function: string, file: string, line: number}} at */
  const source = ({ function: name, file, line }) => atLast("source", name, { file, src: "", line });
  /** @param {string} name */
  const around = (name) => atLast("flame", name, { pivot: name, part: WHOLE });
  /** @param {string} name */
  const goroutines = (name) => atLast("goroutines", name, { q: quoted(name) });

  /** @param {number} id */
  const alone = (id) => actions.show(id, { view: state.summary?.goroutines ? "goroutines" : "top" });

  /** @type {import("./trend-words.js").Ways} */
  const ways = {
    compare: (base, last) => actions.compare(base, last, { view: "top" }),
    alone,
    row: reveal,
    goroutines,
    source,
  };
  /** Opens a row, wherever in the table it is. @param {Sought} sought */
  async function reveal({ by, at, name }) {
    if (state.q) actions.setSearch("");
    actions.setRows({ rows: by, rank: "rank", rankUp: false });
    await trend.refresh();
    const [row] = (await trend.rows("rows", at, at + 1)) ?? [];
    if (row?.name !== name) return;
    grid.list.draw();
    grid.cursor = at;
    grid.focus();
    await grid.toggle(at);
  }

  /** Where there is little room the rows come first: whether the rest was asked for. */
  let isWhole = false;

  function drawSaid() {
    frame.element.classList.toggle("whole", isWhole);
    const of = info();
    if (!of) return render(nothing, said);
    const all = (/** @type {TrendSentence["role"]} */ role) => of.sentences.filter((s) => s.role === role);
    render(
      of.refused
        ? html`<p class="verdict">${of.refused}</p>`
        : html`<p class="verdict">${sentences(all("verdict"), ways)}
            <button class="quiet copy" title="Copy all of this as Markdown" @click=${copy}>Copy</button>
            <button class="quiet copy" title=${COPY_LINK} @click=${() => actions.copy(location.href, "the link")}>Copy link</button></p>
          ${all("caveat").length ? html`<p class="caveat">${sentences(all("caveat"), ways)}</p>` : nothing}
          <button class="quiet unfold" aria-expanded=${isWhole} title="The chart, the snapshots, and what to look at next"
            @click=${() => ((isWhole = !isWhole), actions.changed())}>${isWhole ? "Less" : "Chart and more"}</button>
          <p class="dim">${sentences([...all("next"), ...all("note")], ways)}
            ${of.warnings.map((text) => html` ${text[0].toUpperCase()}${text.slice(1)}.`)}</p>`,
      said,
    );
  }
  async function copy() {
    const [markdown] = (await trend.rows("markdown", 0, 1)) ?? [];
    if (markdown) await actions.copy(markdown, "the verdict as Markdown");
  }

  function drawFigure() {
    const of = info();
    figure.hidden = !of || of.snapshots.length < 2;
    if (!of || figure.hidden) return;
    const [a, b] = span();
    const [from, till] = [of.points[a], of.points[b]];
    const what =
      from && till && a !== b ? `from ${from.time}, ${from.totalText}, to ${till.time}, ${till.totalText}` : "";
    chart.element.hidden = of.points.length === 0;
    chart.show(of.points, [a, b], of.mostText, `${of.measure} over ${counted(of.points.length, "snapshot")}: ${what}`);
    const had = document.activeElement;
    render(
      html`<div class="acts">
          ${
            what
              ? html`<button @click=${() => compare()} title="What changed between the two points">Compare ${nameAt(from.id)} with ${nameAt(till.id)}</button>
                <span class="num">${from.totalText} → ${till.totalText}</span>`
              : nothing
          }
          ${ends.length ? html`<button class="quiet" @click=${() => ((ends = []), actions.changed())}>First and last</button>` : nothing}
        </div>
        <details ?open=${of.points.length < 2}><summary>${counted(of.snapshots.length, "snapshot")} as a table: leave some out, put them in order</summary>
        ${snapshotTable(app, of, {
          alone,
          from: from?.id ?? 0,
          to: till?.id ?? 0,
          choose(end, id) {
            const other = end === "from" ? (till?.id ?? 0) : (from?.id ?? 0);
            const order = (/** @type {number} */ own) => of.points.findIndex((p) => p.id === own);
            ends = [id, other].sort((one, two) => order(one) - order(two));
            actions.changed();
          },
          isMoved: state.snapshotOrder.length > 0 || state.leftOut.length > 0,
          back: () => actions.orderSnapshots([], []),
        })}</details>`,
      under,
    );
    // A row that was moved in the table has lost the focus.
    if (had instanceof HTMLElement && under.contains(had) && document.activeElement !== had) had.focus();
  }
  const nameAt = (/** @type {number} */ id) => state.profiles.find((p) => p.id === id)?.name ?? "";

  return {
    element: frame.element,
    draw() {
      void trend.refresh();
      if (state.sought) {
        const { sought } = state;
        state.sought = null;
        void reveal(sought);
      }
      const of = info();
      drawSaid();
      drawFigure();
      bar.hidden = !of || Boolean(of.refused);
      render(
        html`<div class="segments" role="group" aria-label="Rows">${ROWS.map(
          ({ by, label, help }) =>
            html`<button aria-pressed=${state.rows === by} title=${help} @click=${() => actions.setRows({ rows: by })}>${label}</button>`,
        )}</div>
        <span class="dim">${of ? counted(of.allRows, "row") : ""}</span>
        <span class="tools">${tableTools(app, { view: "trend", lines: () => trend.rows("table", 0, (of?.rows ?? 0) + 1) })}</span>`,
        bar,
      );
      grid.element.hidden = !of || Boolean(of.refused);
      // Of two snapshots no growth is sure, and of more there may be none that is.
      frame.element.classList.toggle("unsure", !of?.maxSure || of.points.length < 3);
      grid.headings(COLUMNS, {
        column: state.rank,
        descending: state.rank === "name" ? state.rankUp : !state.rankUp,
        sortBy: (column) => actions.setRows({ rank: column, rankUp: column === state.rank && !state.rankUp }),
      });
      frame.draw(
        of && !of.refused && of.rows === 0 ? (of.allRows ? "Nothing matches the search." : "Nothing is in it.") : "",
      );
      grid.draw();
    },
    focus: grid.focus,
    found: () => found(app, info(), (of) => `${count(of.rows)} of ${counted(of.allRows, "row")}`),
  };
}

/** The course of values as a path, from nothing at the bottom to the largest at the top. @param {number[]} values */
function course(values) {
  const most = Math.max(1e-9, ...values);
  const x = (/** @type {number} */ i) =>
    ((values.length > 1 ? i / (values.length - 1) : 0) * (WIDE - 4) + 2).toFixed(1);
  const y = (/** @type {number} */ v) => (HIGH - 2 - (Math.max(0, v) / most) * (HIGH - 4)).toFixed(1);
  return values.map((v, i) => `${i ? "L" : "M"}${x(i)},${y(v)}`).join("");
}
