// Questions of the views: which answer is wanted, which one is here, and what is out of date.
//
//     const top = ask.question("top", () => ({ search: state.q }), { came: (answer) => list.setCount(answer.info.rows) });
//     top.refresh();              // in draw(): asks if what is shown or the query is another than that of the answer
//     top.answer?.info.rows       // the last answer; it stays until the next one is here
//     top.part("rows").get(17)    // a row, undefined until it is here; want(0, 40) fetches
//     await top.detail(17)        // everything about it; undefined if the answer is another one by then
//
// Three rules live here and nowhere else. Questions of one view never queue up: while one is under way, the newest waits and the one
// before it is dropped. An answer that was overtaken is dropped. A ticket that is out of date is no error: the view asks again.

import { Stale } from "./client.js";

/** @import { Answer, Detail, Parts, Ticket, Views } from "../pkg/proflens.js" */
/** @import { Client, Question } from "./client.js" */

/** Rows are fetched in pages of so many; so many come with an answer, or fewer if there are no more. */
const PAGE = 128;
/** Pages kept: 50,000 rows, enough to scroll back and forth without asking again. */
const KEPT = 400;

/** What decides about answers besides the query: whether there is a profile, and which state it is in. @typedef {{ready: () => boolean, revision: () => number, view: () => string, changed: () => void, failed: (error: unknown) => void}} Page */

/** @param {Client} client @param {Page} page */
export function createAsk(client, page) {
  const latest = createLatest();
  /** By view, what it asks now. @type {Map<string, {query: () => object | null, also: () => unknown, waits: () => boolean, ticket: (key: string) => number | undefined, take: (key: string, answer: Promise<any>) => void}>} */
  const questions = new Map();

  /** @param {object} query @param {unknown} also */
  const keyOf = (query, also) => JSON.stringify([page.revision(), query, also]);

  /**
   * @template {keyof Views} V
   * @param {V} view @param {() => Views[V]["query"] | null} query what to ask now, null for nothing
   * @param {{also?: () => unknown, first?: keyof Parts<V> & string, came?: (answer: Answer<V>, query: Views[V]["query"]) => void, rows?: (part: string) => void}} [on]
   *   `also`: what decides about the answer besides the query; `first`: the part whose first rows come with the answer; `came`: an answer is here; `rows`: rows of a part are here
   */
  function question(view, query, on = {}) {
    /** The key of the question that was asked last, and of the answer that is here. */
    let [asked, answered] = ["", ""];
    /** @type {Answer<V> | null} */
    let answer = null;
    /** An answer that was asked for together with a change. @type {{key: string, answer: Promise<Answer<V> | undefined>} | null} */
    let coming = null;
    let loading = Promise.resolve();
    /** @type {Map<string, ReturnType<typeof createPart<any>>>} */
    const parts = new Map();

    function refresh() {
      const wanted = page.ready() ? query() : null;
      if (!wanted) return loading;
      const key = keyOf(wanted, on.also?.());
      if (key === asked) return loading;
      asked = key;
      loading = load(key, wanted);
      return loading;
    }

    /** How many answers are to come. */
    let waiting = 0;
    /** @param {string} key @param {Views[V]["query"]} wanted */
    async function load(key, wanted) {
      waiting++;
      const early = coming?.key === key ? coming.answer : null;
      coming = null;
      try {
        const fresh = (await early) ?? (await latest(view, () => client.ask(view, wanted)));
        if (!fresh || asked !== key) return;
        answered = key;
        answer = fresh;
        for (const [name, rows] of parts) rows.start(name === on.first ? rowsOf(fresh) : []);
        on.came?.(fresh, wanted);
      } catch (error) {
        if (asked !== key) return;
        if (error instanceof Stale) asked = "";
        else page.failed(error);
      } finally {
        waiting--;
      }
      page.changed();
    }

    /** What a ticket is out of date for is asked for again, unless that is under way. @param {unknown} error */
    function lost(error) {
      if (!(error instanceof Stale)) return page.failed(error);
      if (asked === answered) asked = "";
      page.changed();
    }

    /** Rows of a part of the answer. @template {keyof Parts<V> & string} P @param {P} name */
    function part(name) {
      const known = parts.get(name);
      if (known) return /** @type {ReturnType<typeof createPart<Parts<V>[P]>>} */ (known);
      const made = createPart((missing) => {
        const of = answer;
        const job = async () => {
          const range = of === answer ? missing() : null;
          if (!of || !range) return;
          const rows = await client.rows(/** @type {Ticket<V>} */ (of.ticket), name, ...range);
          if (of !== answer) return;
          made.keep(range[0], rows);
          on.rows?.(name);
        };
        latest(`${view} ${name}`, job).catch(lost);
      });
      parts.set(name, made);
      if (name === on.first && answer) made.start(rowsOf(answer));
      return /** @type {ReturnType<typeof createPart<Parts<V>[P]>>} */ (/** @type {unknown} */ (made));
    }

    questions.set(view, {
      query,
      also: () => on.also?.(),
      waits: () => waiting > 0,
      ticket: (key) => (key === answered && key === asked ? answer?.ticket : undefined),
      take(key, early) {
        coming = { key, answer: early };
      },
    });
    return {
      /** The answer that is here; it may be that of an older question. */
      get answer() {
        return answer;
      },
      /** Whether the answer is that of the present question. */
      isFresh: () => answer !== null && asked === answered,
      refresh,
      part,
      /**
       * Everything about a row; undefined if a newer detail was asked for, or the answer is another one by then.
       * @param {number} number @returns {Promise<Detail<V> | undefined>}
       */
      async detail(number) {
        const of = answer;
        if (!of) return undefined;
        try {
          const detail = await latest(`${view} detail`, () =>
            client.detail(/** @type {Ticket<V>} */ (of.ticket), number),
          );
          return of === answer ? detail : undefined;
        } catch (error) {
          lost(error);
        }
      },
    };
  }

  return {
    question,
    latest,

    /** Whether an answer to a view's question is still to come. @param {string} view */
    waits: (view) => questions.get(view)?.waits() ?? false,

    /**
     * The ticket of a view's answer to a query: the one that is here, if the view asks the same, or a new one.
     * @template {keyof Views} V @param {V} view @param {Views[V]["query"]} query @returns {Promise<number>}
     */
    async ticket(view, query) {
      const known = questions.get(view);
      const here = known?.ticket(keyOf(/** @type {object} */ (query), known.also()));
      return here ?? (await client.ask(view, query)).ticket;
    },

    /** What the view on screen asks: it goes with a change, so that one trip is enough. @returns {Question | null} */
    current() {
      const view = page.view();
      const known = questions.get(view);
      const query = known?.query();
      return query ? { view: /** @type {keyof Views} */ (view), query, also: known?.also() } : null;
    },
    /** The answer that came, or comes, with a change; `revision` is that of the state after it. @param {Question | null} question @param {Promise<any>} answer */
    expect(question, answer) {
      // A failure is that of the whole change, which says so.
      answer.catch(() => {});
      if (question) questions.get(question.view)?.take(keyOf(question.query, question.also), answer);
    },
  };
}

/**
 * Runs the newest job of a kind: while one is under way the newest waits, and the one before it resolves to undefined, as does the
 * one under way.
 */
export function createLatest() {
  /** @typedef {{run: () => Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void}} Job */
  /** @type {Map<string, {next: Job | null}>} */
  const kinds = new Map();

  /** @param {{next: Job | null}} line @param {string} kind @param {Job} job */
  async function go(line, kind, { run, resolve, reject }) {
    try {
      const value = await run();
      resolve(line.next ? undefined : value);
    } catch (error) {
      if (line.next) resolve(undefined);
      else reject(/** @type {Error} */ (error));
    }
    const { next } = line;
    line.next = null;
    if (next) void go(line, kind, next);
    else kinds.delete(kind);
  }

  /** @template T @param {string} kind @param {() => Promise<T>} run @returns {Promise<T | undefined>} */
  return (kind, run) =>
    new Promise((resolve, reject) => {
      const line = kinds.get(kind);
      if (line) {
        line.next?.resolve(undefined);
        line.next = { run, resolve, reject };
        return;
      }
      const fresh = { next: null };
      kinds.set(kind, fresh);
      void go(fresh, kind, { run, resolve, reject });
    });
}

/** The rows that came with an answer. @param {any} answer */
const rowsOf = (answer) => answer.rows ?? [];

/**
 * Rows of one part of an answer, by the page. Only one fetch is under way; what it brings is kept even if other rows are wanted by then,
 * so that a list that is scrolled without a rest fills.
 * @template Row
 * @param {(missing: () => [start: number, end: number] | null) => void} fetch `missing` tells what is wanted when the fetch begins
 */
function createPart(fetch) {
  /** @type {Map<number, Row[]>} */
  let pages = new Map();
  let wanted = [0, 0];

  /** @returns {[start: number, end: number] | null} */
  function missing() {
    /** @type {number[]} */
    const pagesWanted = [];
    for (let page = Math.floor(wanted[0] / PAGE); page * PAGE < wanted[1]; page++)
      if (!pages.has(page)) pagesWanted.push(page);
    const last = pagesWanted.at(-1);
    return last === undefined ? null : [pagesWanted[0] * PAGE, (last + 1) * PAGE];
  }

  return {
    /** Another answer is here, with its first rows. @param {Row[]} first */
    start(first) {
      pages = new Map();
      this.keep(0, first);
    },
    /** Rows are here. @param {number} start a multiple of a page @param {Row[]} rows */
    keep(start, rows) {
      if (pages.size > KEPT) pages.clear();
      for (let at = 0; at < rows.length; at += PAGE) pages.set((start + at) / PAGE, rows.slice(at, at + PAGE));
    },
    /** @param {number} index @returns {Row | undefined} */
    get: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    /** Fetches what is missing of some rows. @param {number} start @param {number} end */
    want(start, end) {
      wanted = [start, end];
      if (missing()) fetch(missing);
    },
  };
}

/** @typedef {ReturnType<typeof createAsk>} Ask */
