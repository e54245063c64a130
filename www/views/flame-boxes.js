// Boxes of a flame graph by their places: which of them is where, and which is beside another.
//
// In: the columns of a layout. Out: its boxes by row, from left to right, so that what is visible in a row is found by halving; the box at
// a place, and the one that an arrow leads to.

/** @import { FlameColumns } from "../pkg/proflens.js" */
/** @import { Hues } from "./colours.js" */
/** @import { Window } from "./flame-canvas.js" */
/** Laid out boxes, what all of them weigh, and where the words of a box are. @typedef {FlameColumns & {total: number, saidAt: Map<number, number>, hues?: Hues}} Boxes */
/** @typedef {ReturnType<typeof rowsOf>} Rows */

/** How high a row is, in pixels: of a deep graph, and of one that would leave its place empty. */
export const LOW = 19;
const HIGH = 28;

/** The names from behind the start to a box. @param {{parents: ArrayLike<number>, names: ArrayLike<number>, texts: string[]}} flame @param {number} i */
export function pathTo({ parents, names, texts }, i) {
  const path = [];
  for (let at = i; at !== 0; at = parents[at]) path.unshift(texts[names[at]]);
  return path;
}

/** Boxes by row. @param {{rows: ArrayLike<number>}} flame */
export function rowsOf(flame) {
  /** @type {Map<number, number[]>} */
  const rows = new Map();
  let first = 0;
  let last = 0;
  for (let i = 0; i < flame.rows.length; i++) {
    const row = flame.rows[i];
    const list = rows.get(row);
    if (list) list.push(i);
    else rows.set(row, [i]);
    first = Math.min(first, row);
    last = Math.max(last, row);
  }
  return { rows, first, last, count: last - first + 1 };
}

/** @param {FlameColumns} columns @param {number} total @param {Hues} hues @returns {Boxes} */
export const boxesOf = (columns, total, hues) => ({
  ...columns,
  total,
  hues,
  saidAt: new Map([...columns.said].map((box, at) => [box, at])),
});

/** How high a row is when so many are to fill a height. @param {number} count @param {number} height */
export const rowHeight = (count, height) => Math.max(LOW, Math.min(HIGH, Math.floor((0.95 * height) / count)));

/** The number in a row of the first box that ends behind a place. @param {number[]} row @param {Pick<Boxes, "starts" | "widths">} flame @param {number} x */
export function firstBehind(row, flame, x) {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const i = row[middle];
    if (flame.starts[i] + flame.widths[i] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows from one to another, as a picture of their own. @param {Rows} all @param {number} from @param {number} to @returns {Rows} */
export function rowsBetween(all, from, to) {
  const [first, last] = [Math.max(all.first, from), Math.min(all.last, to)];
  return { rows: all.rows, first, last, count: Math.max(0, last - first + 1) };
}

/**
 * The box in a row that lies over a share of the width, -1 for none.
 * @param {Pick<Boxes, "starts" | "widths">} flame @param {Rows} rows @param {number} row @param {Window} window @param {number} share from the left
 */
export function boxOver(flame, rows, row, { from, to }, share) {
  const list = row < rows.first || row > rows.last ? undefined : rows.rows.get(row);
  if (!list) return -1;
  const value = from + share * (to - from);
  const i = list[firstBehind(list, flame, value)];
  return i !== undefined && flame.starts[i] <= value ? i : -1;
}

/** The box that an arrow leads to. @param {Pick<Boxes, "rows" | "parents" | "starts" | "widths">} flame @param {Rows} rows @param {number} from @param {string} key @returns {number | undefined} */
export function neighbour(flame, rows, from, key) {
  const row = flame.rows[from];
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const list = rows.rows.get(row) ?? [];
    return list[list.indexOf(from) + (key === "ArrowLeft" ? -1 : 1)];
  }
  const away = key === "ArrowDown" ? row >= 0 : row <= 0;
  if (!away) return flame.parents[from];
  const list = rows.rows.get(row + (key === "ArrowDown" ? 1 : -1)) ?? [];
  return list.slice(firstBehind(list, flame, flame.starts[from])).find((i) => flame.parents[i] === from);
}
