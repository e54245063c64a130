// Calls: the tree of calls as a table, from the root or from the leaf, as the flame graph stands; who cannot see that reads this.
//
// In: the Session's rows of what is open, and the ways that are worth opening: to what a search finds, to the selected function, or to
// where the tree begins to branch. Out: a tree to walk through with the arrows. What is open is kept here by the names of functions, so
// that it is still open when filters have changed what the tree is made of.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { CHANGE_SHARE, count, counted, fromTo, rowWord, shareWithSign, weightAndShare } from "../text.js";
import { changeTone, huesFor, oklch, onTheme, packageTone, themeNow } from "./colours.js";
import { createFrame, found } from "../parts/frame.js";
import { createGrid } from "../parts/grid.js";
import { make } from "../parts/make.js";
import { createName } from "../parts/name.js";

/** @import { App } from "../state/app.js" */
/** @import { Answer, CallsQuery, CallsRow, CallStep } from "../pkg/proflens.js" */
/** @import { Grid, Heading, Made, Row } from "../parts/grid.js" */
/** A node that is open, with those below it that are. @typedef {{below: Map<string, Open>}} Open */

/** @param {boolean} compared @param {boolean} inverted @param {string} word what a row is @returns {Heading[]} */
const columns = (compared, inverted, word) => {
  const cum = inverted
    ? { name: "flat", help: "in the function at the top of the tree, as called this way" }
    : { name: "cum", help: "in the function and what it calls, as called this way" };
  return [
    { label: compared ? "flat change" : "flat", help: "in the function itself, as called this way", cls: "num own" },
    { label: "flat%", help: "flat as a share of the total", cls: "num share own" },
    { label: "before", help: `${cum.name} in the base`, cls: "num side" },
    { label: "after", help: `${cum.name} now`, cls: "num side" },
    { label: compared ? "change" : cum.name, help: cum.help, cls: "num" },
    { label: "change%", help: CHANGE_SHARE, cls: "num side" },
    { label: `${cum.name}%`, help: `${cum.name} as a share of the total`, cls: "num share" },
    { label: `${word}, ${inverted ? "callers" : "callees"} below`, cls: "text" },
  ];
};

/** @returns {Open} */
const closed = () => ({ below: new Map() });

/** @param {App} app @param {{inspect: () => void}} to */
export function createCalls(app, to) {
  const { state, actions } = app;
  const frame = createFrame(app, "calls");
  const tree = { root: closed(), leaf: closed() };
  const treeNow = () => (state.flame === "leaf" ? tree.leaf : tree.root);
  /** What is open as a question says it. It is the same list until something opens or closes. */
  let listed = { of: tree.root, steps: /** @type {CallStep[]} */ ([]) };
  /** By such a list, its nodes in their order. @type {WeakMap<CallStep[], Open[]>} */
  const nodesOf = new WeakMap([[listed.steps, []]]);
  /** What the answer was asked with. */
  let asked = { of: tree.root, steps: listed.steps };
  /** The function that is to be reached, and of which picture. */
  let [target, pictured] = ["", ""];
  /** Of which question the ways are open, and whether the function is still to be brought into sight. */
  let [went, seeking] = ["", false];
  /** The row that the cursor goes to when it is there; -1 if none. */
  let next = -1;
  /** Whether the next arrow goes to what the search finds. */
  let hunting = false;
  /** How many paths are on their way to be opened. */
  let unfolding = 0;
  /** The selection that the cursor knows of, and the theme of the colours. */
  let [selected, theme] = ["", ""];

  function steps() {
    if (listed.of === treeNow()) return listed.steps;
    /** @type {CallStep[]} */
    const steps = [];
    /** @type {Open[]} */
    const nodes = [];
    /** @type {[Open, number][]} */
    const ahead = [[treeNow(), 0]];
    for (const [node, within] of ahead) {
      for (const [name, open] of node.below) {
        steps.push({ within, name });
        ahead.push([open, steps.length]);
        nodes.push(open);
      }
    }
    nodesOf.set(steps, nodes);
    listed = { of: treeNow(), steps };
    return steps;
  }
  /** Something has been opened or closed. */
  function changed() {
    listed = { of: closed(), steps: [] };
    actions.changed();
  }
  /** Opens steps below a node; whether one of them was not open. @param {CallStep[]} way @param {Open} from */
  function open(way, from) {
    let isNew = false;
    /** @type {Open[]} */
    const nodes = [];
    for (const { within, name } of way) {
      const { below } = nodes[within - 1] ?? from;
      const node = below.get(name) ?? closed();
      isNew ||= !below.has(name);
      below.set(name, node);
      nodes.push(node);
    }
    return isNew;
  }
  /** The node that a row is below. @param {CallsRow} row */
  const above = (row) => nodesOf.get(asked.steps)?.[row.within - 1] ?? asked.of;
  /** Whether a row is open, or will be with the next answer. @param {CallsRow} row */
  const isOpen = (row) => above(row).below.has(row.name);

  /** @returns {CallsQuery} */
  function query() {
    const picture = JSON.stringify([state.revision, state.flame]);
    if (picture !== pictured) target = state.sel;
    pictured = picture;
    return { inverted: state.flame === "leaf", open: steps(), search: state.q, function: target };
  }
  const calls = app.ask.question("calls", query, { first: "rows", came: take, rows: () => grid.arrived() });
  const info = () => calls.answer?.info;

  /** @param {Answer<"calls">} answer @param {CallsQuery} query */
  function take({ info }, query) {
    asked = { of: query.inverted ? tree.leaf : tree.root, steps: query.open ?? [] };
    const way = JSON.stringify([state.revision, query.inverted, query.search, query.function]);
    const isOther = way !== went;
    went = way;
    if (isOther) {
      grid.cursor = -1;
      seeking = query.function !== "" && query.search === "";
    }
    grid.setCount(info.rows, state.revision);
    if (isOther && open(info.ways, asked.of)) return changed();
    if (next >= 0) grid.moveTo(next);
    else if (seeking && info.at >= 0) grid.cursor = info.at;
    [next, seeking] = [-1, false];
  }

  /** @type {Grid<CallsRow>} */
  const table = {
    id: "calls",
    label: "Calls",
    rowHeight: 24,
    cells: [
      "num bar flat own",
      "num minor share own",
      "num minor side before",
      "num minor side after",
      "num bar cum",
      "num minor side",
      "num minor share",
      "text branch",
    ],
    rows: calls.part("rows"),
    build(row) {
      const cell = row.cells[7];
      row.own = { twist: make("i", "twist", cell), tint: make("i", "tint", cell), name: createName() };
      cell.append(row.own.name.element);
      for (const e of [row.own.twist, row.own.tint]) e.setAttribute("aria-hidden", "true");
    },
    fill,
    node: ({ level, position, siblings, children, step }) => ({
      level,
      position,
      siblings,
      isOpen: children ? step > 0 : null,
    }),
    isSelected: (data, index) => (grid.cursor >= 0 ? index === grid.cursor : data?.name === state.sel),
    at: () => (hunting ? (info()?.hits[0] ?? 0) - 1 : whereSelected()),
    moved(data) {
      hunting = false;
      selected = data.name;
      actions.select(data.name, "replace");
    },
    chosen(data, _, e) {
      selected = data.name;
      actions.select(data.name);
      if (/** @type {Element} */ (e.target).closest(".twist")) toggle(data);
    },
    key,
  };
  /** @type {Made} */
  const grid = createGrid(table);
  frame.put(grid.element);
  grid.body.addEventListener("dblclick", () => {
    const data = table.rows.get(grid.cursor);
    if (data) toggle(data);
  });

  /** @param {Row<CallsRow>} row @param {CallsRow} data */
  function fill(row, data) {
    const of = info();
    if (!of) return;
    row.dataset.fn = data.name;
    row.classList.toggle("found", data.found);
    row.classList.toggle("same", data.name === state.sel);
    row.style.setProperty("--level", String(data.level));
    const [flat, flatPercent, before, after, cum, change, cumPercent] = row.cells;
    const isChange = Boolean(state.summary?.changes);
    const weighed = { total: of.total, diff: isChange };
    grid.number(flat, data.flat, data.flatText, { ...weighed, most: of.maxFlat });
    flat.title = data.flatCompared ? `flat ${fromTo(data.flatCompared)}` : "";
    flatPercent.textContent = shareWithSign(data.flatPercent, data.flat, isChange);
    grid.number(cum, data.cum, data.cumText, { ...weighed, most: of.maxCum });
    cumPercent.textContent = shareWithSign(data.cumPercent, data.cum, isChange);
    before.textContent = data.cumCompared?.beforeText ?? "";
    after.textContent = data.cumCompared?.afterText ?? "";
    change.textContent = data.cumCompared?.percent ?? "";
    row.own.twist.textContent = data.children ? (data.step > 0 ? "▾" : "▸") : "";
    const tone = isChange
      ? changeTone(of.total ? data.cum / of.total : 0, themeNow())
      : packageTone(data.package, data.runtime, themeNow(), huesFor(state.summary?.packages ?? []));
    row.own.tint.style.setProperty("--fill", oklch(tone));
    row.own.tint.title = data.package;
    row.own.name.fill(data.name, data.mark);
  }

  /** @param {CallsRow} row */
  function toggle(row) {
    if (!row.children) return;
    const { below } = above(row);
    if (!below.delete(row.name)) below.set(row.name, closed());
    changed();
  }
  /** Opens the heaviest path below a row, and goes to its end, or some hundred rows below it. @param {"heaviest" | "below"} which @param {number} index */
  async function unfold(which, index) {
    const row = table.rows.get(index);
    if (!row) return;
    unfolding++;
    const way = (await calls.detail(index))?.[which] ?? [];
    unfolding--;
    if (way.length) {
      if (which === "heaviest") next = index + way.length;
      if (open(way, above(row))) changed();
      else if (which === "heaviest") grid.moveTo(next);
    }
    // Keys wait.
    actions.changed();
  }
  /** To the next row that the search finds, or the one before. @param {1 | -1} step */
  function toHit(step) {
    const hits = info()?.hits ?? [];
    const at = step > 0 ? hits.find((hit) => hit > grid.cursor) : hits.findLast((hit) => hit < grid.cursor);
    const to = at ?? hits.at(step > 0 ? 0 : -1);
    if (to !== undefined) grid.moveTo(to);
  }

  /** @param {KeyboardEvent} e @param {number} cursor */
  function key(e, cursor) {
    const index = Math.max(0, cursor < 0 ? whereSelected() : cursor);
    const row = table.rows.get(index);
    if (e.key === "Enter" && state.sel) to.inspect();
    else if (/^n$/i.test(e.key) && info()?.hits.length) toHit(e.key === "n" ? 1 : -1);
    else if (!row) return false;
    else if (e.key === "d") void unfold("heaviest", index);
    else if (e.key === "*" || (e.key === "ArrowRight" && e.shiftKey)) void unfold("below", index);
    else if (e.key === "ArrowRight" && isOpen(row)) grid.moveTo(index + 1);
    else if (e.key === "ArrowRight") {
      grid.moveTo(index);
      toggle(row);
    } else if (e.key === "ArrowLeft" && isOpen(row)) toggle(row);
    else if (e.key === "ArrowLeft" && row.parent >= 0) grid.moveTo(row.parent);
    else return e.key === "ArrowLeft";
    return true;
  }

  /** Where the selected function is, if it is among the rows that are on screen. */
  function whereSelected() {
    grid.list.draw();
    const shown = grid.body.querySelector(".row.selected:not([hidden])");
    return shown ? Number(shown.id.slice("calls-".length)) : -1;
  }

  function drawLines() {
    const fromLeaf = state.flame === "leaf";
    const way = (/** @type {string} */ label, /** @type {boolean} */ is, /** @type {string} */ title) =>
      html`<button aria-pressed=${is} title=${title}
        @click=${() => actions.setFlame({ flame: is ? state.flame : fromLeaf ? "" : "leaf", pivot: "" })}>${label}</button>`;
    const none = !info()?.rows;
    const here = () => Math.max(0, grid.cursor < 0 ? whereSelected() : grid.cursor);
    const hits = state.q && calls.isAbout("search", state.q) && !info()?.searchError ? info()?.hits : undefined;
    render(
      html`<div class="segments" role="group" aria-label="How stacks stand">
          ${way("From the root", !fromLeaf, "Callers above what they call")}
          ${way("From the leaf", fromLeaf, "Functions with their own weight first, their callers below")}
        </div>
        <button class="quiet" ?disabled=${none} title="Opens the selected row, and the heaviest one below it, down to the end (d)"
          @click=${() => unfold("heaviest", here())}>Heaviest path</button>
        <button class="quiet all" ?disabled=${none} title="Opens what is below the selected row, up to some hundred rows (*)"
          @click=${() => unfold("below", here())}>All below</button>
        ${
          hits
            ? html`<span class="hits"><span role="status">${
                hits.length ? counted(hits.length, "row") : "No row matches"
              }</span><button class="quiet icon" title="The row before that matches (N)" aria-label="Previous match"
                ?disabled=${hits.length === 0} @click=${() => toHit(-1)}>↑</button><button class="quiet icon"
                title="The next row that matches (n)" aria-label="Next match" ?disabled=${hits.length === 0}
                @click=${() => toHit(1)}>↓</button></span>`
            : nothing
        }`,
      frame.lines,
    );
    render(
      info()
        ? html`<span>${counted(info()?.rows ?? 0, "row")} open</span><span class="keys">→ opens, ← closes, d the heaviest path, * all below</span>`
        : nothing,
      frame.facts,
    );
  }

  /** What the cursor and the colours know is what is chosen now. */
  function follow() {
    if (state.sel !== selected) {
      selected = state.sel;
      if (table.rows.get(grid.cursor)?.name !== selected) grid.cursor = -1;
    }
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (grid.body.querySelectorAll(".row")))
      row.classList.toggle("same", row.dataset.fn === state.sel && state.sel !== "");
    const now = JSON.stringify(themeNow());
    if (now !== theme) grid.refill();
    theme = now;
  }
  onTheme(actions.changed);

  return {
    element: frame.element,
    draw() {
      void calls.refresh();
      const compared = info()?.compared ?? false;
      const inverted = state.flame === "leaf";
      grid.compared(frame.element, compared);
      frame.element.classList.toggle("inverted", inverted);
      grid.headings(columns(compared, inverted, rowWord(app.optionValue("granularity"))));
      drawLines();
      frame.draw(nothingLeft(app, info()?.rows, 0));
      follow();
      grid.draw();
    },
    focus: grid.focus,
    seek() {
      hunting = true;
      grid.cursor = -1;
    },
    isBehind: () => unfolding > 0 || calls.isBehind(),
    /** Opens the way to the heaviest place of a function. @param {string} name */
    async reveal(name) {
      if (state.q) actions.setSearch("");
      [target, went] = [name, ""];
      pictured = JSON.stringify([state.revision, state.flame]);
      // An answer that is here is one to that question already: its ways are opened again.
      if (calls.answer && calls.isAbout("function", name)) open(calls.answer.info.ways, treeNow()) && changed();
      await calls.refresh();
      await calls.refresh();
      const at = info()?.at ?? -1;
      if (at >= 0) grid.cursor = at;
      else if (calls.isFresh() && state.sel === name) actions.note(`${name} is in no stack that is left.`);
      actions.changed();
    },
    found: () =>
      found(
        app,
        calls.isAbout("search", state.q) ? info() : null,
        (of) =>
          `${count(of.hits.length)} open · ${weightAndShare(state.summary, of.matchedText, of.matchedPercent)} in matching stacks`,
      ),
  };
}
