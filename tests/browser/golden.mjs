// What `go tool pprof` prints for the profiles of testdata/, taken apart so that a table can be compared with it.
//
// The numbers that the browser tests expect come from here and nowhere else: never from our own output.

import { readFileSync } from "node:fs";
import { testdata } from "./harness.mjs";

/** The text of a golden file. @param {string} name */
export const golden = (name) => readFileSync(testdata(`golden/${name}.txt`), "utf8");

/**
 * The report of `top` in parts: the lines above the table, and its rows as their six columns.
 *
 *       flat  flat%   sum%        cum   cum%
 *     1940ms 34.70% 34.70%     3020ms 54.03%  shop.example/search/rank.dot
 *
 * @param {string} text
 */
export function topOf(text) {
  const lines = text.trimEnd().split("\n");
  const head = lines.findIndex((line) => /^\s*flat\s+flat%/.test(line));
  const header = lines.slice(0, head);
  const rows = lines.slice(head + 1).map((line) => {
    const match = /^\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+) {2}(.*)$/.exec(line);
    if (!match) throw new Error(`not a row of top: ${line}`);
    return match.slice(1);
  });
  const total = / of (\S+) total/.exec(text)?.[1] ?? "";
  const dropped = Number(/Dropped (\d+) nodes/.exec(text)?.[1] ?? 0);
  const time = /^Time: (.*)$/m.exec(text)?.[1] ?? "";
  return { header, rows, total, dropped, time };
}

/** A name without pprof's mark. @param {string} name */
export const bare = (name) => name.replace(/ \((partial-)?inline\)$/, "");

/** One number of a report without its unit. @param {string} text */
export const number = (text) => Number(/^-?[\d.]+/.exec(text)?.[0]);

/** The stacks of `traces`: value and frames, leaf first; identical ones added up is the page's business. @param {string} text */
export function tracesOf(text) {
  return text
    .split(/^-+\+-+\n/m)
    .slice(1)
    .filter((block) => block.trim())
    .map((block) => {
      const lines = block.trimEnd().split("\n");
      const first = lines.findIndex((line) => /^\s{0,10}\S+\s{3}\S/.test(line) && !/^\s*\S+:\s/.test(line));
      const [, value, leaf] = /** @type {RegExpExecArray} */ (/^\s*(\S+)\s+(.*)$/.exec(lines[first]));
      return { value, frames: [leaf, ...lines.slice(first + 1).map((line) => line.trim())] };
    });
}

/** A number of pprof's as the page shows it where it is a change: more has its sign, too. @param {string} text */
export const signed = (text) => (["0", "."].includes(text) || text.startsWith("-") ? text : `+${text}`);
/** A share as the page shows it where its number is a change. @param {string} share @param {string} text of the number */
const signedShare = (share, text) => (text === "0" ? share : `${text.startsWith("-") ? "-" : "+"}${share}`);
/** The same for flat and cum of rows of `top`, and their shares. @param {string[][]} rows */
export const signedRows = (rows) =>
  rows.map(([flat, share, sum, cum, shareOfCum, ...rest]) => [
    signed(flat),
    signedShare(share, flat),
    sum,
    signed(cum),
    signedShare(shareOfCum, cum),
    ...rest,
  ]);
/** The same for those of lines of `list`. @param {string[][]} lines */
export const signedLines = (lines) => lines.map(([flat, cum, ...rest]) => [signed(flat), signed(cum), ...rest]);
