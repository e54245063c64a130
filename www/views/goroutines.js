// Goroutines: those that are the same in groups, the largest first: what they wait for, at which line, who began them, since about when.
//
// In: the Session's answer for what is wanted of the groups, and everything about one when it is opened. Out: chips of the states to
// choose from, and a table whose rows have two lines; one group at a time is open under its own.

import { html, nothing, render } from "lit-html";
import { count, counted, packagePath, parts, shown, withSign } from "../text.js";
import { createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { make } from "../parts/make.js";
import { tableTools } from "../parts/table-tools.js";
import { createName } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";
import { createGoroutineDetail } from "./goroutine-detail.js";
import { ABOUT_MINUTES, createWaits } from "./waits.js";

/** @import { App } from "../state/app.js" */
/** @import { GoroutineRow, GoroutinesInfo, GoroutinesQuery } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */

/** @typedef {NonNullable<GoroutinesQuery["sort"]>} Sort */
/** @returns {(Heading & {sort?: Sort})[]} */
const columns = (/** @type {string[]} */ steps) => [
  { label: "count", help: "how many goroutines are the same", cls: "num", sort: "count", by: true },
  { label: "state and line", help: "what they wait for, and where", cls: "text", sort: "state", by: true },
  { label: "created by", help: "the go statement that began them", cls: "text", sort: "creator", by: true },
  {
    label: "waiting",
    help: `for about how long: a bar for each of ${steps.join(", ")}, as high as so many of the group have waited`,
    cls: "text",
    sort: "wait",
    by: true,
  },
  { label: "labels", cls: "text" },
];

/** What goroutines are called whose state nothing tells. */
const UNTOLD = "not told";

/** @param {App} app @param {{show: (view: string, name: string) => void, around: (name: string) => void}} to */
export function createGoroutines(app, to) {
  const { state, actions } = app;
  const frame = createFrame(app, "goroutines");
  frame.lines.classList.add("slides");

  const goroutines = app.ask.question("goroutines", query, {
    first: "rows",
    came({ info }) {
      grid.cursor = -1;
      grid.setCount(info.groups, state.revision);
      grid.list.toTop();
      // Columns that say nothing have no room.
      for (const part of /** @type {const} */ (["creators", "minutes", "labels"]))
        frame.element.classList.toggle(`no-${part}`, !info[part]);
    },
    rows: () => grid.arrived(),
  });
  const info = () => goroutines.answer?.info;

  /** @returns {GoroutinesQuery} */
  function query() {
    const { alike, states, system, q } = state;
    return { alike, states, system, search: q, sort: sort() };
  }
  const sort = () => columns([]).find((c) => c.sort === state.groupsBy)?.sort ?? "count";

  /** @type {Grid<GoroutineRow>} */
  const table = {
    id: "group",
    label: "Goroutines",
    rowHeight: 44,
    cells: ["num bar value", "text at", "text by", "text wait", "text marks"],
    rows: goroutines.part("rows"),
    build(row) {
      const [, at, by, wait] = row.cells;
      const names = [createName(), createName()];
      const [words, created] = [make("span", "words", at), make("span", "words", by)];
      at.append(names[0].element);
      by.prepend(names[1].element);
      const waits = createWaits();
      wait.append(waits.element);
      row.own = { words, created, names, waits, about: make("span", "about", wait) };
    },
    fill,
    isSelected: (_, index) => index === grid.cursor,
    key(e, index) {
      if (e.key === "a") return (actions.setGoroutines({ alike: !state.alike }), true);
      if (index < 0 || (e.key !== "c" && e.key !== " ")) return false;
      if (e.key === " ") void grid.toggle(index);
      else void goroutines.detail(index).then((detail) => detail && actions.copy(detail.markdown, "the group"));
      return true;
    },
    async detail(row, index) {
      const detail = await goroutines.detail(index);
      const texts = (/** @type {number} */ at) => goroutines.rows(`${index}`, at, at + 1);
      return detail && createGoroutineDetail(app, { row, detail, steps: info()?.steps ?? [] }, { ...to, texts, go });
    },
  };
  /** @type {Made} */
  const grid = createGrid(table);
  frame.put(grid.element);

  /** Opens another group. @param {number} index */
  async function go(index) {
    grid.moveTo(index);
    grid.focus();
    await goroutines.rows("rows", index, index + 1);
    await grid.toggle(index);
    grid.list.place(index);
  }

  /** @param {Row<GoroutineRow>} row @param {GoroutineRow} data */
  function fill(row, data) {
    const [value, , , , marks] = row.cells;
    const { words, created, names, waits, about } = row.own;
    const of = { most: info()?.maxCount ?? 0, total: state.summary?.total ?? 0, diff: Boolean(state.summary?.changes) };
    row.dataset.fn = data.name;
    grid.number(value, data.count, count(data.count), of);
    // Both sides of a comparison.
    if (state.summary?.diff?.role === "diff_base")
      value.append(piece("small", `${count(data.before)} → ${count(data.before + data.count)}`));
    row.classList.toggle("library", !data.own);
    // The state in front of the words is the brighter one; derived ones say what they are.
    const doing = data.state && data.words.startsWith(data.state) ? data.state : "";
    const what = piece("b", doing);
    if (data.derived && doing) {
      what.className = "derived";
      what.title = "Read off the stack: this file does not say states.";
    }
    // Where there is no room for all, the line at the end stays.
    const rest = data.words.slice(doing.length);
    const line = data.place && rest.endsWith(data.place) ? ` at ${data.place}` : "";
    const through = piece("span", rest.slice(0, rest.length - line.length));
    words.replaceChildren(what, through, piece("span", line));
    through.className = "through";
    if (data.leaked) {
      const leaked = piece("em", "leaked");
      leaked.title = "Nothing that can still run holds what they wait for: so the runtime says of channels and locks.";
      words.append(leaked);
    }
    words.title = data.words;
    if (data.deep) {
      const deep = piece("small", `, ${count(data.deep)} calls deep`);
      deep.className = "apart";
      words.append(deep);
      words.title += "\nOthers that read alike differ in how deep they are in the same calls";
    } else if (data.apart.length) {
      const text = (/** @type {{name: string, place: string}} */ { name, place }, isShort = true) =>
        `${isShort ? name.slice(packagePath(parts(name).prefix).length) : name}${place && ` at ${place}`}`;
      const via = piece("small", `, via ${data.apart.map((at) => text(at)).join(", ")}`);
      via.className = "apart";
      words.append(via);
      words.title += `\nUnlike others that read alike, via ${data.apart.map((at) => text(at, false)).join(", then ")}`;
    }
    names[0].fill(data.name);
    names[1].element.hidden = !data.creator;
    names[1].fill(data.creator);
    created.textContent = data.creatorPlace && `at ${data.creatorPlace}`;
    waits.fill(data.waits, data.waitsText);
    about.textContent = data.longest;
    about.title = `${data.waitsText}. ${ABOUT_MINUTES}`;
    const labels = data.labels.map((label) => piece("span", label));
    if (data.moreLabels) labels.push(piece("small", `+${data.moreLabels}`));
    marks.replaceChildren(...labels);
    marks.title = data.labels.join("\n");
  }

  /** In a comparison numbers are changes. @param {number} n */
  const signed = (n) => withSign(count(n), n, state.summary?.changes ?? false);

  /** @param {string} text */
  function toggleState(text) {
    const is = state.states.includes(text);
    actions.setGoroutines({ states: is ? state.states.filter((s) => s !== text) : [...state.states, text] });
  }

  /** @param {GoroutinesInfo["states"][number]} s */
  const chip = (s) => html`<button class="toggle" aria-pressed=${state.states.includes(s.text)}
    title=${s.text ? (s.derived ? "Read off the stacks: this file does not say states" : nothing) : "The stacks of this file do not tell what these wait for"}
    @click=${() => toggleState(s.text)}>${s.text || UNTOLD} <span class="num">${signed(s.count)}</span></button>`;

  /** @param {GoroutinesInfo} of */
  function lines(of) {
    const way = (/** @type {boolean} */ alike, /** @type {string} */ label, /** @type {string} */ help) =>
      html`<button aria-pressed=${state.alike === alike} title=${help}
        @click=${() => state.alike === alike || actions.setGoroutines({ alike })}>${label}</button>`;
    const left = (/** @type {number} */ some, /** @type {number} */ all, /** @type {string} */ word) =>
      some === all ? counted(all, word) : `${count(some)} of ${counted(all, word)}`;
    const number = state.summary?.changes
      ? `${signed(of.goroutines)} goroutines`
      : left(of.goroutines, of.allGoroutines, "goroutine");
    return html`<div class="facts slides">
        <span>${number} in ${left(of.groups, of.allGroups, "group")}${state.summary?.diff ? " that changed" : ""}</span>
        ${
          of.system
            ? html`<span class="dim">${counted(of.system, "system goroutine")} ${state.system ? "shown" : "hidden"} <button class="link"
                title="Begun by the runtime, and running nothing but it"
                @click=${() => actions.setGoroutines({ system: !state.system })}>${state.system ? "Hide" : "Show"}</button></span>`
            : nothing
        }
        ${
          of.derived
            ? html`<span class="dim" title="A file of this kind does not say states, but the calls next to the leaf often do.">states are read off the stacks</span>`
            : nothing
        }
        <span class="tools"><span class="segments" role="group" aria-label="Goroutines are the same">
          ${way(false, "Exact", "The same functions and lines, state and creator")}
          ${way(true, "Alike", "Lines, numbers of closures and types do not count")}</span>
        ${tableTools(app, { view: "goroutines", lines: () => goroutines.rows("table", 0, of.groups + 1) })}</span>
      </div>
      ${
        of.states.length > 1 || state.states.length
          ? html`<div class="states slides" role="group" aria-label="States">${of.states.map(chip)}
              ${state.states.length ? html`<button class="link" @click=${() => actions.setGoroutines({ states: [] })}>All states</button>` : nothing}</div>`
          : nothing
      }`;
  }

  /** Why there are no rows. @param {GoroutinesInfo | undefined} of */
  function empty(of) {
    if (!of || of.groups) return "";
    if (!of.allGroups && of.system && !state.system) return "All goroutines are the runtime's own.";
    if (of.allGroups && state.states.length)
      return state.q ? "No goroutine in these states matches the search." : "No goroutine is in these states.";
    return whyNothing(app, of.groups, of.allGroups);
  }

  return {
    element: frame.element,
    draw() {
      void goroutines.refresh();
      const of = info();
      const sortBy = (/** @type {Sort} */ column) =>
        actions.setGoroutines({ groupsBy: column === "count" ? "" : column });
      const column = sort();
      grid.headings(columns(of?.steps ?? []), { column, descending: column === "count" || column === "wait", sortBy });
      render(of ? lines(of) : nothing, frame.lines);
      frame.draw(empty(of));
      grid.draw();
    },
    focus: grid.focus,
    /** The groups that have the function. @param {string} name */
    reveal: (name) =>
      app.expressions.of(name).then((told) => actions.setSearch(told.function || told.printed), actions.failed),
    found: () =>
      found(
        app,
        info(),
        (of) =>
          `${count(of.groups)} of ${count(of.allGroups)} groups · ${state.summary?.changes ? `${signed(of.goroutines)} goroutines` : counted(of.goroutines, "goroutine")}`,
      ),
  };
}

/** @param {"b" | "em" | "span" | "small"} tag @param {string} text */
function piece(tag, text) {
  const element = document.createElement(tag);
  element.textContent = shown(text);
  return element;
}
