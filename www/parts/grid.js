// A table of any length: rows that scroll, a cursor for the keyboard, and one row at a time that is open.
//
// In: which cells a row has, how one is filled, and where the rows come from (a part of an answer). Out: an element with the roles that a
// screen reader wants, moved through by arrows, Page and Home keys, whose rows are filled when their data are here.
//
//     const grid = createGrid({ id: "top", label: "Top", rowHeight: 24, cells: ["num bar flat", "text"],
//       rows: top.part("rows"), fill: (row, data) => (row.cells[0].textContent = data.flatText), moved: (data) => select(data.name) });
//     grid.setCount(500_000);

import { html, nothing, render } from "lit-html";
import { withSign } from "../text.js";
import { copyAsRows } from "./copy-rows.js";
import { make } from "./make.js";
import { createScroller } from "./scroller.js";

/** @import { Compared } from "../pkg/proflens.js" */

/** Where the rows are: `get` is undefined until a row is here. @template Data @typedef {{get: (index: number) => Data | undefined, want: (start: number, end: number) => void}} Rows */
/** A row and its cells; `shown` is what they say, `own` what the view has built into it. @template Data @typedef {HTMLDivElement & {cells: HTMLElement[], shown?: Data, own?: any}} Row */
/**
 * What stands above a column: `sort` is what a click orders the table by, and `by` says that the arrow is at this one of all columns that do.
 * @typedef {{label: string, help?: string, cls: string, sort?: string, by?: true}} Heading
 */
/** Where a row is in a tree, counted from 1; `isOpen` is null where nothing is below it. @typedef {{level: number, position: number, siblings: number, isOpen: boolean | null}} Place */
/** What a view does with its table. @typedef {ReturnType<typeof createGrid>} Made */

/** A row that is chosen by a finger is as high, in pixels. */
const TOUCHED = 40;
/**
 * On a phone that lies on its side five rows are in sight first: where a view has lines of its own above them, 40 pixels for each would leave
 * three. There a row is as high as leaves five, and as this at least; 24 is the least that a finger is sure of.
 */
const TOUCHED_LOW = 28;
const IN_SIGHT = 5;
/** Numbers have room for this many characters at least. */
const NARROWEST = 7;

/**
 * @template Data
 * @typedef {object} Grid
 * @property {string} id of each row, before its number
 * @property {string} label what it is, for those who hear it
 * @property {number} rowHeight in pixels, unless the view's sheet has another one (--row-own); a finger needs more
 * @property {string[]} cells the classes of each cell of a row
 * @property {number} [gutter] so many cells at the beginning stay in sight while the rest scrolls sideways
 * @property {Rows<Data>} rows
 * @property {(row: Row<Data>) => void} [build] finishes a new row
 * @property {(row: Row<Data>, data: Data, index: number) => void} fill writes the data of a row
 * @property {(data: Data | undefined, index: number) => boolean} isSelected
 * @property {() => number} [at] where the cursor is if no key has moved it yet
 * @property {(data: Data, index: number) => void} [moved] a key has moved the cursor onto a row
 * @property {(data: Data, index: number, event: MouseEvent) => void} [chosen] a row was clicked
 * @property {(event: KeyboardEvent, index: number) => boolean} [key] another key, with the row that the cursor is on; whether it was one
 * @property {(data: Data, index: number) => Promise<unknown>} [detail] what is behind a row, a template; undefined for nothing
 * @property {(data: Data | undefined) => boolean} [expands] whether there is something behind a row
 * @property {(data: Data) => Place} [node] where a row is in a tree, if the table is one
 * @property {(start: number, end: number) => void} [drawn]
 */

/** @template Data @param {Grid<Data>} grid */
export function createGrid(grid) {
  const { id, rows } = grid;
  const element = make("div", "grid");
  element.tabIndex = 0;
  element.setAttribute("role", grid.detail || grid.node ? "treegrid" : "grid");
  element.setAttribute("aria-label", grid.label);
  const part = (/** @type {string} */ cls, /** @type {string} */ role) => {
    const e = make("div", cls, element);
    e.setAttribute("role", role);
    return e;
  };
  const head = part("row head", "row");
  head.setAttribute("aria-rowindex", "1");
  const body = part("body", "rowgroup");
  // Lines of text are copied as text.
  if (!grid.gutter) copyAsRows(body);

  let count = 0;
  /** The row that the keyboard is on, and the one that is open; -1 if none. */
  let [cursor, opened] = [-1, -1];
  /** The cursor moved to a row that is not here yet: it is told when it comes. */
  let tellLater = false;
  /** The row whose detail is wanted; -1 if none. */
  let opening = -1;
  /** Characters of the widest number so far, and the revision of the state whose numbers these are. */
  let [widest, widestOf] = [0, -1];

  const [fingers, low] = [matchMedia("(pointer: coarse)"), matchMedia("(max-height: 480px)")];
  function rowHeight() {
    const room = low.matches && element.clientHeight ? (element.clientHeight - head.offsetHeight) / IN_SIGHT : TOUCHED;
    const least = fingers.matches ? Math.max(TOUCHED_LOW, Math.min(TOUCHED, Math.floor(room))) : 0;
    const own = Number(getComputedStyle(element).getPropertyValue("--row-own")) || grid.rowHeight;
    const height = Math.max(own, least);
    element.style.setProperty("--row", `${height}px`);
    return height;
  }
  const list = createScroller({
    viewport: element,
    body,
    rowHeight,
    create,
    fill,
    keeps: () => cursor,
    drawn(start, end) {
      if (count) rows.want(start, end);
      grid.drawn?.(start, end);
    },
  });

  for (const window of [fingers, low]) window.addEventListener("change", list.measure);

  function create() {
    const row = /** @type {Row<Data>} */ (make("div", "row"));
    row.setAttribute("role", "row");
    const gutter = grid.gutter ? make("span", "gutter", row) : null;
    gutter?.setAttribute("role", "presentation");
    row.cells = grid.cells.map((cls, i) => {
      const cell = make("span", cls, gutter && i < (grid.gutter ?? 0) ? gutter : row);
      cell.setAttribute("role", "gridcell");
      return cell;
    });
    grid.build?.(row);
    return row;
  }

  /** @param {Row<Data>} row @param {number} index */
  function fill(row, index) {
    const data = rows.get(index);
    row.id = `${id}-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    const selected = grid.isSelected(data, index);
    row.classList.toggle("selected", selected);
    if (!grid.detail) row.setAttribute("aria-selected", String(selected));
    else if (grid.expands?.(data) ?? true) row.setAttribute("aria-expanded", String(index === opened));
    else row.removeAttribute("aria-expanded");
    if (grid.node && data) setPlace(row, grid.node(data));
    // Lines of text have the bands of their heat instead.
    row.classList.toggle("odd", !grid.gutter && index % 2 === 1);
    if (row.shown === data) return;
    row.shown = data;
    row.classList.toggle("blank", !data);
    if (data) grid.fill(row, data, index);
    else delete row.dataset.fn;
  }

  function mark() {
    const row = cursor >= 0 && list.row(cursor);
    if (row) element.setAttribute("aria-activedescendant", row.id);
    else element.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  function moveTo(index) {
    if (count === 0) return;
    cursor = Math.max(0, Math.min(count - 1, index));
    list.reveal(cursor);
    const data = rows.get(cursor);
    tellLater = !data;
    if (data) grid.moved?.(data, cursor);
    mark();
  }

  function close() {
    opening = opened = -1;
    list.open(-1, null);
  }

  /** Opens a row under its line, or closes it. @param {number} index */
  async function toggle(index) {
    if (opened === index) return close();
    const data = rows.get(index);
    if (!data || !grid.detail || !(grid.expands?.(data) ?? true)) return;
    opening = index;
    const template = await grid.detail(data, index);
    if (template === undefined || opening !== index) return;
    const box = make("div", "detail");
    render(template, box);
    opened = index;
    list.open(index, box);
  }

  /** The focus goes into what is open. */
  function enter() {
    const first = body.querySelector(".detail :is(button:not(:disabled), a, [tabindex])");
    if (first instanceof HTMLElement) first.focus();
  }

  element.addEventListener("keydown", (e) => {
    if (e.target !== element || e.ctrlKey || e.metaKey || e.altKey || count === 0) return;
    const at = cursor < 0 && grid.at ? grid.at() : cursor;
    const page = list.rowsPerPage();
    const to = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    }[e.key];
    // Where rows scroll sideways, the arrows do that.
    /** @type {Record<string, number>} */
    const sideways = grid.gutter ? {} : { ArrowRight: opened === cursor ? -1 : cursor, ArrowLeft: opened };
    const expand = e.key === "Enter" ? cursor : (sideways[e.key] ?? -1);
    if (to !== undefined) moveTo(to);
    else if (grid.key?.(e, cursor)) e.stopPropagation();
    else if (grid.detail && expand >= 0) void toggle(expand);
    else if (e.key === "ArrowRight" && opened >= 0 && opened === cursor) enter();
    else return;
    e.preventDefault();
  });
  element.addEventListener("keydown", (e) => {
    // Out of the detail, back to its line.
    if (e.key !== "Escape" || !(/** @type {HTMLElement} */ (e.target).closest(".detail"))) return;
    e.preventDefault();
    e.stopPropagation();
    close();
    element.focus();
  });
  body.addEventListener("click", (e) => {
    const row = /** @type {HTMLElement} */ (e.target).closest(".row");
    // A click that ends a selection of text is not a click.
    if (!row || row.closest(".detail") || getSelection()?.toString()) return;
    cursor = Number(row.id.slice(id.length + 1));
    const data = rows.get(cursor);
    if (data && grid.chosen) grid.chosen(data, cursor, e);
    else void toggle(cursor);
    list.invalidate();
    mark();
  });

  /** @param {number} length */
  function widen(length) {
    if (length > widest) element.style.setProperty("--num", String((widest = length)));
  }

  function refill() {
    for (const row of body.children) /** @type {any} */ (row).shown = null;
    list.invalidate();
  }

  return {
    element,
    head,
    body,
    list,
    get cursor() {
      return cursor;
    },
    /** Puts the cursor on a row without telling anybody; -1 takes it away. */
    set cursor(index) {
      cursor = index;
      tellLater = false;
      if (index >= 0) list.reveal(index);
      mark();
    },
    /**
     * Another answer is here: the rows are new, and none is open. Columns become narrow again with another revision, not with another
     * search or order. @param {number} n @param {number} [revision] of the state whose numbers they are
     */
    setCount(n, revision = widestOf) {
      count = n;
      if (revision !== widestOf) {
        [widest, widestOf] = [0, revision];
        widen(NARROWEST);
      }
      close();
      element.setAttribute("aria-rowcount", String(n + 1));
      refill();
      list.setCount(n);
    },
    /** A number with its bar, see below, in a column that is as wide as its widest number. @type {typeof number} */
    number(cell, value, text, of) {
      number(cell, value, text, of);
      widen(withSign(text, value, of.diff).length);
    },
    /** An amount that has no bar, in a column as wide as those of numbers. @param {HTMLElement} cell @param {string} text */
    amount(cell, text) {
      cell.textContent = text;
      widen(text.length);
    },
    /**
     * What was before and is after, and if there is a cell for it the change in per cent: in columns as wide as those of numbers.
     * @param {HTMLElement[]} cells @param {Compared | null} compared
     */
    sides([before, after, change], compared) {
      before.textContent = compared?.beforeText ?? "";
      after.textContent = compared?.afterText ?? "";
      if (change) change.textContent = compared?.percent ?? "";
      widen(Math.max(before.textContent.length, after.textContent.length));
    },
    /** Rows with both sides may be higher. @param {HTMLElement} view that the table is in @param {boolean} compared */
    compared(view, compared) {
      if (view.classList.contains("compared") === compared) return;
      view.classList.toggle("compared", compared);
      list.measure();
    },
    /**
     * @template {Heading} H @param {H[]} columns
     * @param {{column: string, descending: boolean, sortBy: (column: NonNullable<H["sort"]>) => void}} [order] how the table is ordered
     */
    headings(columns, order) {
      const heading = (/** @type {H} */ { label, help, cls, sort, by }) => {
        const is = by && sort === order?.column ? (order?.descending ? "descending" : "ascending") : nothing;
        const arrow = is === nothing ? nothing : html`<i aria-hidden="true">${is === "descending" ? "▾" : "▴"}</i>`;
        return html`<span role="columnheader" class=${cls} title=${sort ? nothing : (help ?? nothing)} aria-sort=${is}>${
          sort
            ? html`<button title="${help}; sort" @click=${() => order?.sortBy(sort)}>${label}${arrow}</button>`
            : label
        }</span>`;
      };
      render(columns.map(heading), head);
    },
    /** The same rows are to be written anew. */
    refill,
    /** Rows are here. */
    arrived() {
      list.invalidate();
      const data = tellLater && cursor >= 0 ? rows.get(cursor) : undefined;
      if (!data) return;
      tellLater = false;
      grid.moved?.(data, cursor);
    },
    draw() {
      list.invalidate();
      mark();
    },
    moveTo,
    toggle,
    close,
    focus: () => element.focus(),
  };
}

/** Says where a row is in a tree, and whether it is open. @param {HTMLElement} row @param {Place} place */
function setPlace(row, { level, position, siblings, isOpen }) {
  row.setAttribute("aria-level", String(level));
  row.setAttribute("aria-posinset", String(position));
  row.setAttribute("aria-setsize", String(siblings));
  if (isOpen === null) row.removeAttribute("aria-expanded");
  else row.setAttribute("aria-expanded", String(isOpen));
}

/**
 * A number with its bar: the length is its share of the largest, and in a comparison the strength its share of the total.
 * @param {HTMLElement} cell @param {number} value @param {string} text @param {{most: number, total: number, diff: boolean}} of
 */
function number(cell, value, text, { most, total, diff }) {
  cell.textContent = withSign(text, value, diff);
  cell.style.setProperty("--w", String(most ? Math.abs(value) / most : 0));
  const strength = Math.round(30 + 70 * Math.min(1, Math.sqrt(Math.abs(value) / (Math.abs(total) || 1))));
  cell.style.setProperty("--strength", `${strength}%`);
  cell.classList.toggle("more", diff && value > 0);
  cell.classList.toggle("less", diff && value < 0);
}
