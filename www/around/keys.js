// The keyboard, as a table: what the sheet of keys shows is what is bound.

import { html, nothing } from "lit-html";
import { ACTIONS } from "./inspector.js";
import { isSandwich } from "./sandwich.js";

/** @import { App } from "../state/app.js" */
/**
 * `when`: whether it means anything now.
 * @typedef {{keys: string[], label: string, run?: () => void, when?: () => boolean, group: "Everywhere" | "Selected function" | "Filters" | "Tables" | "Flame graph" | "Calls" | "Graph" | "Source" | "Tags" | "Goroutines" | "Trend" | "Console"}} Key
 */

/**
 * @param {App} app
 * @param {{views: {id: string, label: string, key: string, when: () => boolean}[], search: () => void, filter: () => void, inspect: () => void, around: (name: string) => void, show: (view: string, name: string) => void, menu: () => void, clear: () => void, sheet: () => void, pick: () => void, options: () => void, reports: () => void}} to
 * @returns {Key[]}
 */
export function keyTable({ state, actions }, to) {
  const hasGoroutines = () => to.views.some((v) => v.id === "goroutines" && v.when());
  const hasTrend = () => to.views.some((v) => v.id === "trend" && v.when());
  const onSelected = (/** @type {() => void} */ run) => () => state.sel && run();
  return [
    ...to.views.map((v) => ({
      keys: [v.key],
      label: v.label,
      when: v.when,
      run: () => actions.setView(v.id),
      group: /** @type {const} */ ("Everywhere"),
    })),
    { keys: ["/"], label: "Search", run: to.search, group: "Everywhere" },
    { keys: ["+"], label: "Add a filter", run: to.filter, group: "Everywhere" },
    { keys: [","], label: "Options and configurations", run: to.options, group: "Everywhere" },
    { keys: ["r"], label: "Reports: show or save one", run: to.reports, group: "Everywhere" },
    { keys: ["o"], label: "Open files", run: to.pick, group: "Everywhere" },
    { keys: ["u"], label: "Undo", run: actions.undo, group: "Everywhere" },
    { keys: ["U"], label: "Redo", run: actions.redo, group: "Everywhere" },
    { keys: ["Escape"], label: "Clear the search, then the selection", run: to.clear, group: "Everywhere" },
    { keys: ["?"], label: "This sheet", run: to.sheet, group: "Everywhere" },
    { keys: ["."], label: "Menu: all that can be done with it", run: onSelected(to.menu), group: "Selected function" },
    { keys: ["p"], label: "Peek: callers and callees", run: onSelected(to.inspect), group: "Selected function" },
    {
      keys: ["l"],
      label: "Source: its lines",
      run: onSelected(() => actions.setView("source")),
      group: "Selected function",
    },
    {
      keys: ["g"],
      label: "Call graph: its box",
      run: onSelected(() => to.show("graph", state.sel)),
      group: "Selected function",
    },
    {
      keys: ["v"],
      label: "Flame graph around it: callers above, callees below",
      run: onSelected(() => to.around(state.sel)),
      group: "Selected function",
    },
    {
      keys: ["x"],
      label: "Sandwich: its callers and callees as flame graphs beside the view, or as lists",
      run: onSelected(() => actions.setBeside(isSandwich(state) ? "lists" : "flames")),
      group: "Selected function",
    },
    ...ACTIONS.map((a) => ({
      keys: [a.key],
      label: `${a.label}: ${a.help}`,
      run: onSelected(() => actions.filterBy(a.option, state.sel)),
      group: /** @type {const} */ ("Selected function"),
    })),
    {
      keys: ["c"],
      label: "Copy its name",
      run: onSelected(() => actions.copy(state.sel, "the name")),
      group: "Selected function",
    },
    {
      keys: ["e"],
      label: "Copy it as an expression",
      run: onSelected(() => actions.copyExpression(state.sel)),
      group: "Selected function",
    },
    { keys: ["Enter"], label: "Edit, or switch on", group: "Filters" },
    { keys: ["Space"], label: "Off, its expression being kept, or on again", group: "Filters" },
    { keys: ["Del"], label: "Remove", group: "Filters" },
    { keys: ["←", "→"], label: "To another filter", group: "Filters" },
    { keys: ["↑", "↓", "PgUp", "PgDn", "Home", "End"], label: "Move", group: "Tables" },
    { keys: ["Enter"], label: "Top: peek; Traces: open or close", group: "Tables" },
    { keys: ["↑", "↓", "←", "→"], label: "To the boxes around", group: "Flame graph" },
    { keys: ["Enter"], label: "Zoom into the box", group: "Flame graph" },
    { keys: ["Backspace", "0"], label: "Zoom out by one box, or wholly", group: "Flame graph" },
    { keys: ["n", "N"], label: "To the next box that the search finds, or the one before", group: "Flame graph" },
    { keys: ["=", "-"], label: "Stretch and shrink; Ctrl with the wheel, two fingers", group: "Flame graph" },
    { keys: ["→", "←"], label: "Open, then to the first row below; close, then to the one above", group: "Calls" },
    { keys: ["d"], label: "Open the heaviest path, and go to its end", group: "Calls" },
    { keys: ["*", "Shift+→"], label: "Open all below, up to some hundred rows", group: "Calls" },
    { keys: ["Enter"], label: "Peek: callers and callees", group: "Calls" },
    { keys: ["n", "N"], label: "To the next row that the search finds, or the one before", group: "Calls" },
    { keys: ["↓", "↑"], label: "To the heaviest callee, or caller", group: "Graph" },
    { keys: ["←", "→"], label: "To the boxes beside", group: "Graph" },
    { keys: ["Enter", "0"], label: "Closer to the box, or all of it", group: "Graph" },
    { keys: ["=", "-"], label: "Zoom; the wheel, two fingers", group: "Graph" },
    { keys: ["Shift+arrows"], label: "Move the drawing", group: "Graph" },
    { keys: ["Enter"], label: "Functions: to the lines; lines: open or close", group: "Source" },
    { keys: ["Shift+Enter"], label: "To the function that the line calls most", group: "Source" },
    { keys: ["n", "N"], label: "To the next hot line, or the one before", group: "Source" },
    { keys: ["Enter", "f"], label: "Only samples with the value", group: "Tags" },
    { keys: ["i"], label: "No samples with the value", group: "Tags" },
    { keys: ["Enter"], label: "Open the group, or close it", when: hasGoroutines, group: "Goroutines" },
    { keys: ["→", "Esc"], label: "Into what is open, and out of it", when: hasGoroutines, group: "Goroutines" },
    { keys: ["a"], label: "Exact groups, or alike ones", when: hasGoroutines, group: "Goroutines" },
    { keys: ["c"], label: "Copy the group as Markdown", when: hasGoroutines, group: "Goroutines" },
    { keys: ["←", "→"], label: "Chart: move the end of the span to compare", when: hasTrend, group: "Trend" },
    { keys: ["Shift+← →"], label: "Chart: move its beginning", when: hasTrend, group: "Trend" },
    { keys: ["Home"], label: "Chart: from the first to the last", when: hasTrend, group: "Trend" },
    { keys: ["Enter"], label: "Chart: compare the ends; rows: open or close", when: hasTrend, group: "Trend" },
    { keys: ["Tab"], label: "Complete", group: "Console" },
    { keys: ["↑", "↓"], label: "Earlier and later lines", group: "Console" },
  ];
}

/** @param {Element} target */
const isField = (target) => target.matches("input:not([type=file]), textarea, select");
/** Keys that mean something else to the browser, to a field, or to what lies above the page. @param {KeyboardEvent} e */
const isElsewhere = (e) =>
  e.ctrlKey ||
  e.metaKey ||
  e.altKey ||
  document.querySelector("dialog[open], :popover-open") !== null ||
  (e.key !== "Escape" && isField(/** @type {Element} */ (e.target)));

/** Runs the key's row unless somebody is typing. @param {Key[]} table */
export function bindKeys(table) {
  addEventListener("keydown", (e) => {
    if (e.defaultPrevented || isElsewhere(e)) return;
    const row = table.find((k) => k.run && k.keys.includes(e.key) && (k.when?.() ?? true));
    if (!row) return;
    e.preventDefault();
    row.run?.();
  });
}

/** The keys that a view takes: letters and digits, and those that move and choose. */
const VIEW_KEYS = /^(.|Arrow\w+|Enter|Home|End|Page\w+|Backspace)$/;

/**
 * Holds the keys of a view that waits for an answer, which would be lost or mean the function selected before. Those that lead elsewhere
 * are not held.
 * @param {Key[]} table @param {(target: Element) => boolean} isBehind whether what has the focus waits for an answer
 */
export function holdKeys(table, isBehind) {
  /** @type {KeyboardEvent[]} */
  let held = [];
  const hold = (/** @type {KeyboardEvent} */ e) => {
    const leads = table.some((k) => k.group === "Everywhere" && k.keys.includes(e.key));
    if (leads || isElsewhere(e) || !VIEW_KEYS.test(e.key) || !isBehind(/** @type {Element} */ (e.target))) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    held.push(e);
  };
  addEventListener("keydown", hold, true);
  const drop = () => void (held = []);
  /** Gives them, in their order, to what has the focus now, unless that waits still. Those behind one that asks for something wait again. */
  const give = () => {
    const focused = () => /** @type {HTMLElement} */ (document.activeElement ?? document.body);
    if (held.length === 0 || isBehind(focused())) return;
    const all = held;
    drop();
    for (const e of all) {
      const target = focused();
      if (isField(target)) return;
      const isTaken = !target.dispatchEvent(new KeyboardEvent(e.type, e));
      // An event that is not the user's own presses no button.
      if (!isTaken && /^(Enter| )$/.test(e.key) && target.matches("a, button, summary, [role=button]")) target.click();
    }
  };
  return { give, drop };
}

/** @param {Key[]} table @param {() => void} close */
export const keySheet = (
  table,
  close,
) => html`<header><h2 id="sheet-title">Keys</h2><button class="x" aria-label="Close" @click=${close}>×</button></header>
  <div class="sheet">${[
    "Everywhere",
    "Selected function",
    "Filters",
    "Tables",
    "Flame graph",
    "Calls",
    "Graph",
    "Source",
    "Tags",
    "Goroutines",
    "Trend",
    "Console",
  ].map((group) => {
    const rows = table.filter((k) => k.group === group && (k.when?.() ?? true));
    return rows.length
      ? html`<section><h3>${group}</h3><dl>${rows.map((k) => html`<div><dt>${k.keys.map((key) => html`<kbd>${key === "Escape" ? "Esc" : key}</kbd>`)}</dt><dd>${k.label}</dd></div>`)}</dl></section>`
      : nothing;
  })}</div>`;
