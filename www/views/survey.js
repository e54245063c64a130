// What has to be known of all lines of a source before one can scroll to them: which are hot, and the colours of their text.
//
// In: the open function, and its rows. Out: the hot rows, the weight of each row for the strip beside the
// scroll bar, and the coloured pieces of each row's text, as they become known. Rows come in parts: the page never waits.

import { createSyntax } from "../engine/syntax.js";
import { make } from "../parts/make.js";

/** @import { App } from "../state/app.js" */
/** @import { LineRow, OpenInfo } from "../pkg/proflens.js" */

/** So many rows are asked for at once. */
const PART = 2000;
/** A line is hot if it has at least this share of the heaviest line's flat or cum. */
const HOT = 0.1;

/**
 * @param {App} app @param {(start: number, end: number) => Promise<LineRow[] | undefined>} rowsOf undefined if something else is open
 * @param {() => void} changed something has become known
 */
export function createSurvey({ actions }, rowsOf, changed) {
  const syntax = createSyntax();
  const known = {
    /** Rows, in their order. @type {number[]} */ hot: [],
    /** The share of the heaviest line, with the sign of its weight, by row. */ weights: new Float32Array(),
    /** @type {number[][] | null} */ colours: null,
  };

  /** @param {OpenInfo} source */
  async function look(source) {
    syntax.stop();
    Object.assign(known, { hot: [], weights: new Float32Array(), colours: null });
    const weights = new Float32Array(source.rows);
    /** @type {number[]} */
    const hot = [];
    /** @type {string[]} */
    const texts = [];
    const [flat, cum] = source.largestLine;
    const share = (/** @type {number} */ value, /** @type {number} */ most) => (most ? value / most : 0);
    for (let start = 0; start < source.rows; start += PART) {
      const rows = await rowsOf(start, start + PART);
      if (!rows) return;
      for (const [i, row] of rows.entries()) {
        const [own, all] = [share(row.flat, flat), share(row.cum, cum)];
        weights[start + i] = Math.abs(own) > Math.abs(all) ? own : all;
        if (Math.abs(weights[start + i]) >= HOT) hot.push(start + i);
        texts.push(row.text);
      }
    }
    Object.assign(known, { hot, weights });
    changed();
    if (!source.found) return;
    try {
      const colours = await syntax.colour(source.function.file, texts);
      if (!colours) return;
      known.colours = colours;
      changed();
    } catch (error) {
      actions.failed(error);
    }
  }

  return { known, look };
}

/** A line with its coloured pieces, as nodes. @param {string} text @param {number[]} pieces by threes: from, to, kind */
export function coloured(text, pieces) {
  /** @type {(string | HTMLElement)[]} */
  const nodes = [];
  let at = 0;
  for (let i = 0; i < pieces.length; i += 3) {
    const [from, to, kind] = pieces.slice(i, i + 3);
    if (from > at) nodes.push(text.slice(at, from));
    const piece = make("span", `tok${kind}`);
    piece.textContent = text.slice(from, to);
    nodes.push(piece);
    at = to;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}
