// The sentences of a trend: words that lead to where they come from.

import { html } from "lit-html";
import { leading } from "../parts/words.js";

/** @import { TrendPiece, TrendSentence } from "../pkg/proflens.js" */
/** @import { Sought } from "../state/state.js" */
/**
 * Where words lead: two profiles to compare, one to show alone, a row of the trend, the goroutines that a function has begun, a line.
 * @typedef {object} Ways
 * @property {(base: number, source: number) => unknown} compare
 * @property {(profile: number) => unknown} alone
 * @property {(row: Sought) => unknown} row
 * @property {(creator: string) => unknown} goroutines
 * @property {(at: {function: string, file: string, line: number}) => unknown} source
 */

/** Sentences of a role, one behind the other. No white space may come between the pieces. @param {TrendSentence[]} all @param {Ways} ways */
export const sentences = (all, ways) => all.map((s, i) => [i ? " " : "", s.pieces.map((piece) => words(piece, ways))]);

/** The same as Markdown. @param {TrendSentence[]} all */
export const textOf = (all) => all.map((s) => s.markdown).join(" ");

/** @param {TrendPiece} piece @param {Ways} ways */
function words(piece, ways) {
  const [first, last] = piece.profiles;
  const text = piece.code ? html`<code>${piece.text.slice(1, -1)}</code>` : piece.text;
  const link = (/** @type {string} */ title, /** @type {() => unknown} */ run) => leading(text, run, { title });
  if (last) return link("Compare them", () => ways.compare(first, last));
  if (first) return link("Show this snapshot alone", () => ways.alone(first));
  if (piece.by) return link("The row that it is of", () => ways.row(/** @type {Sought} */ (piece)));
  if (piece.creator) return link("The goroutines that it has begun", () => ways.goroutines(piece.creator));
  if (piece.function) return link(`${piece.function} in ${piece.file}`, () => ways.source(piece));
  return text;
}
