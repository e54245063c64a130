// The keyboard, as a table: what the sheet of keys shows is what is bound.

import { html, nothing } from "lit-html";
import { ACTIONS } from "./inspector.js";
import { isSandwich } from "./sandwich.js";

/** @import { App } from "../state/app.js" */
/** The parts of the sheet, in their order. */
const GROUPS = /** @type {const} */ ([
  "Views",
  "Everywhere",
  "Selected function",
  "Inspector",
  "Search",
  "Filters",
  "Tables",
  "Flame graph",
  "Calls",
  "Graph",
  "Source",
  "Traces",
  "Tags",
  "Goroutines",
  "Trend",
  "Console",
]);

/**
 * `when`: whether it means anything now.
 * @typedef {{keys: string[], label: string, run?: () => void, when?: () => boolean, group: (typeof GROUPS)[number]}} Key
 */

/**
 * @param {App} app
 * @param {{views: {id: string, label: string, key: string, when: () => boolean}[], view: (id: string) => void, search: () => void, filter: () => void, inspect: () => void, around: (name: string) => void, show: (view: string, name: string) => void, menu: () => void, clear: () => void, sheet: () => void, pick: () => void, options: () => void, reports: () => void}} to
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
      run: () => to.view(v.id),
      group: /** @type {const} */ ("Views"),
    })),
    { keys: ["its key"], label: "Again: into its table or chart", group: "Views" },
    { keys: ["←", "→"], label: "On a tab: to the one beside", group: "Views" },
    { keys: ["/"], label: "Search", run: to.search, group: "Everywhere" },
    { keys: ["+"], label: "Add a filter", run: to.filter, group: "Everywhere" },
    { keys: [","], label: "Options and configurations", run: to.options, group: "Everywhere" },
    { keys: ["r"], label: "Reports: show or save one", run: to.reports, group: "Everywhere" },
    { keys: ["o"], label: "Open files", run: to.pick, group: "Everywhere" },
    { keys: ["u"], label: "Undo", run: actions.undo, group: "Everywhere" },
    { keys: ["U"], label: "Redo", run: actions.redo, group: "Everywhere" },
    {
      keys: ["Escape"],
      label: "Stop computing; back to the view; clear search, selection",
      run: to.clear,
      group: "Everywhere",
    },
    { keys: ["?"], label: "This sheet", run: to.sheet, group: "Everywhere" },
    {
      keys: ["."],
      label: "Menu of all that can be done with it",
      run: onSelected(to.menu),
      group: "Selected function",
    },
    { keys: ["p"], label: "Peek: into the inspector", run: onSelected(to.inspect), group: "Selected function" },
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
      label: "Flame graph around it",
      run: onSelected(() => to.around(state.sel)),
      group: "Selected function",
    },
    {
      keys: ["x"],
      label: "Sandwich: callers, callees as flame graphs",
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
    { keys: ["↓", "↑"], label: "To its lines, callers and callees", group: "Inspector" },
    { keys: ["Enter"], label: "To the one that has the focus", group: "Inspector" },
    { keys: ["Tab"], label: "To Focus and the other actions", group: "Inspector" },
    { keys: ["↓"], label: "Into the view, to the first hit", group: "Search" },
    { keys: ["Enter"], label: "Into the view", group: "Search" },
    { keys: ["Esc"], label: "Clear it, and into the view", group: "Search" },
    { keys: ["↓", "↑"], label: "In the field: another kind of filter", group: "Filters" },
    { keys: ["Enter"], label: "Add it; a chip: edit, or switch on", group: "Filters" },
    { keys: ["Space"], label: "Off, but kept, or on again", group: "Filters" },
    { keys: ["Del", "Backspace"], label: "Remove", group: "Filters" },
    { keys: ["←", "→"], label: "To another chip", group: "Filters" },
    { keys: ["Esc"], label: "Clear the field, then leave it", group: "Filters" },
    { keys: ["↑", "↓", "PgUp", "PgDn", "Home", "End"], label: "Move", group: "Tables" },
    {
      keys: ["Enter"],
      label: "Top: into the inspector; a second one does no more. Else: open or close",
      group: "Tables",
    },
    { keys: ["→", "←", "Esc"], label: "Open, then into it; close; out of it", group: "Tables" },
    { keys: ["↑", "↓", "←", "→"], label: "To the boxes around", group: "Flame graph" },
    { keys: ["Enter"], label: "Zoom into the box", group: "Flame graph" },
    { keys: ["Backspace", "0"], label: "Zoom out by one, or wholly", group: "Flame graph" },
    { keys: ["n", "N"], label: "To the next hit, or the one before", group: "Flame graph" },
    { keys: ["=", "-"], label: "Stretch, shrink; Ctrl and the wheel", group: "Flame graph" },
    { keys: ["→", "←"], label: "Open, then down; close, then up", group: "Calls" },
    { keys: ["d"], label: "Open the heaviest path", group: "Calls" },
    { keys: ["*", "Shift+→"], label: "Open all below", group: "Calls" },
    { keys: ["Enter"], label: "Into the inspector", group: "Calls" },
    { keys: ["n", "N"], label: "To the next hit, or the one before", group: "Calls" },
    { keys: ["↓", "↑"], label: "To the heaviest callee, or caller", group: "Graph" },
    { keys: ["←", "→"], label: "To the boxes beside", group: "Graph" },
    { keys: ["Enter", "0"], label: "Closer to the box, or all of it", group: "Graph" },
    { keys: ["=", "+", "-"], label: "Zoom; the wheel, two fingers", group: "Graph" },
    { keys: ["Shift+arrows"], label: "Move the drawing", group: "Graph" },
    { keys: ["Enter", "→"], label: "List: into the lines", group: "Source" },
    { keys: ["Enter"], label: "Line: open or close", group: "Source" },
    { keys: ["Shift+Enter"], label: "To what the line calls most", group: "Source" },
    { keys: ["n", "N"], label: "To the next hot line, or the one before", group: "Source" },
    { keys: ["Space"], label: "Open or close", group: "Traces" },
    { keys: ["c"], label: "Copy the stack", group: "Traces" },
    { keys: ["↑", "↓", "Home", "End"], label: "To another value", group: "Tags" },
    { keys: ["Enter", "f"], label: "Only samples with the value", group: "Tags" },
    { keys: ["i"], label: "No samples with the value", group: "Tags" },
    { keys: ["Enter", "Space"], label: "Open the group, or close it", when: hasGoroutines, group: "Goroutines" },
    { keys: ["a"], label: "Exact groups, or alike ones", when: hasGoroutines, group: "Goroutines" },
    { keys: ["c"], label: "Copy the group as Markdown", when: hasGoroutines, group: "Goroutines" },
    { keys: ["←", "→"], label: "Chart: move the end of the span", when: hasTrend, group: "Trend" },
    { keys: ["Shift+← →"], label: "Chart: move its beginning", when: hasTrend, group: "Trend" },
    { keys: ["Home"], label: "Chart: first to last", when: hasTrend, group: "Trend" },
    { keys: ["Enter", "Space"], label: "Chart: compare the ends; rows: open", when: hasTrend, group: "Trend" },
    { keys: ["Tab"], label: "Complete", group: "Console" },
    { keys: ["↑", "↓"], label: "Earlier and later lines", group: "Console" },
    { keys: ["Enter"], label: "Run the line", group: "Console" },
    { keys: ["Ctrl+l", "Esc"], label: "Clear what it said; leave it", group: "Console" },
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
 * are not held, but for a view's digit behind a key that does something with the selected function: that has to be done before.
 * @param {Key[]} table @param {(target: Element) => boolean} isBehind whether what has the focus waits for an answer
 */
export function holdKeys(table, isBehind) {
  /** @type {KeyboardEvent[]} */
  let held = [];
  /** Whether a key is one of these groups. @param {string} key @param {Key["group"][]} groups */
  const isOf = (key, groups) => table.some((k) => k.run && groups.includes(k.group) && k.keys.includes(key));
  const hold = (/** @type {KeyboardEvent} */ e) => {
    const isOwed = held.some(({ key }) => isOf(key, ["Selected function"]));
    const leads = isOf(e.key, isOwed ? ["Everywhere"] : ["Views", "Everywhere"]);
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
  <div class="sheet">${GROUPS.map((group) => {
    const rows = table.filter((k) => k.group === group && (k.when?.() ?? true));
    return rows.length
      ? html`<section><h3>${group}</h3><dl>${rows.map((k) => html`<div><dt>${k.keys.map((key) => html`<kbd>${key === "Escape" ? "Esc" : key}</kbd>`)}</dt><dd>${k.label}</dd></div>`)}</dl></section>`
      : nothing;
  })}</div>`;
