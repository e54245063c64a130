// Rows of the worker, fetched by the page as the list shows them.
//
// In: a way to fetch rows [start, end) of the last answer. Out: get(i), which is undefined until the row is here. Each new answer is a
// new generation: rows of an older one that arrive late are thrown away. Only one request is under way; the newest waits.

const PAGE = 128;
/** Pages kept: 50,000 rows, enough to scroll back and forth without asking again. */
const KEPT = 400;

/**
 * @template Row
 * @param {import("../engine/session.js").Client} client @param {string} kind
 * @param {(start: number, end: number) => Promise<Row[]>} fetch @param {() => void} arrived @param {(error: Error) => void} failed
 */
export function createPages(client, kind, fetch, arrived, failed) {
  /** @type {Map<number, Row[]>} */
  let pages = new Map();
  let generation = 0;
  return {
    /** Call it when a new answer has been asked for: what is fetched from now on belongs to that one. */
    next: () => ++generation,
    /** The answer of a generation is here, with its first rows. @param {Row[]} first */
    start(first) {
      pages = new Map();
      for (let at = 0; at < first.length; at += PAGE) pages.set(at / PAGE, first.slice(at, at + PAGE));
    },
    /** @param {number} index @returns {Row | undefined} */
    get: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    /** @param {number} start @param {number} end */
    want(start, end) {
      /** @type {number[]} */
      const missing = [];
      for (let page = Math.floor(start / PAGE); page * PAGE < end; page++) if (!pages.has(page)) missing.push(page);
      if (missing.length === 0) return;
      const asked = generation;
      client
        .latest(kind, async () => {
          if (asked !== generation) return;
          const from = missing[0];
          const rows = await fetch(from * PAGE, (missing[missing.length - 1] + 1) * PAGE);
          if (asked !== generation) return;
          if (pages.size > KEPT) pages.clear();
          for (let i = 0; i * PAGE < rows.length; i++) pages.set(from + i, rows.slice(i * PAGE, (i + 1) * PAGE));
          arrived();
        })
        .catch(failed);
    },
  };
}
export const FIRST_ROWS = PAGE;
