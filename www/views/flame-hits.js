// The boxes of a flame graph that a search finds, from one to the next. Nothing here needs a browser.

/** @import { Flame } from "./flame.js" */

/**
 * The widest first: that is where a search wants to lead. Of equal ones, those above and to the left.
 * @param {Pick<Flame, "names" | "matches" | "widths" | "rows" | "starts">} flame
 */
export function hitsOf({ names, matches, widths, rows, starts }) {
  const hits = [];
  for (let i = 0; i < names.length; i++) if (matches[names[i]] === 1) hits.push(i);
  return hits.sort((a, b) => widths[b] - widths[a] || Math.abs(rows[a]) - Math.abs(rows[b]) || starts[a] - starts[b]);
}

/**
 * Whether what a search finds is all outside of what was zoomed into: what matches weighs something, and nothing of it is drawn. Around a
 * function there may be none even without the zoom.
 * @param {Pick<import("../state/state.js").State, "zoom" | "pivot">} state @param {Pick<Flame, "matchedText"> | null} flame @param {number[]} hits
 */
export const areOutside = ({ zoom, pivot }, flame, hits) =>
  hits.length === 0 && zoom.length > 0 && !pivot && /[1-9]/.test(flame?.matchedText ?? "");

/**
 * The hit behind another box, or before it, around the end. From a box that is none, it is the first or the last.
 * @param {number[]} hits @param {number} from @param {1 | -1} step
 */
export function hitBeside(hits, from, step) {
  const at = hits.indexOf(from);
  if (at < 0) return step > 0 ? hits[0] : hits[hits.length - 1];
  return hits[(at + step + hits.length) % hits.length];
}

/**
 * The window in which a box can be seen and read, as near to the present one as may be.
 * @param {{start: number, width: number}} box @param {{from: number, to: number}} window @param {number} pixels how many the window shows
 * @returns {{from: number, span: number} | null} null if the box is seen already
 */
export function windowFor({ start, width }, { from, to }, pixels) {
  const span = to - from;
  const shown = Math.min(start + width, to) - Math.max(start, from);
  const isWide = (width / span) * pixels >= SEEN;
  if (isWide && shown >= Math.min(width, span) * 0.5) return null;
  const fresh = isWide ? span : (width * pixels) / READ;
  return { from: start + width / 2 - fresh / 2, span: fresh };
}

/** Narrower boxes are stretched until they have room for a name, in pixels. */
const SEEN = 24;
const READ = 120;
