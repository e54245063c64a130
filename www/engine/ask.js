// Questions of the views: which answer is wanted, which one is here, and what is out of date.
//
//     const top = ask.question("top", () => ({ search: state.q }), { came: (answer) => list.setCount(answer.info.rows) });
//     top.refresh();              // in draw(): asks if what is shown or the query is another than that of the answer
//     top.answer?.info.rows       // the last answer; it stays until the next one is here
//     top.part("rows").get(17)    // a row, undefined until it is here; want(0, 40) fetches
//     await top.rows("rows", 0, 2000)   // rows for another use than to be shown; undefined if the answer is another one by then
//     await top.detail(17)        // everything about a row; undefined in the same way
//     top.isAbout("search", state.q)   // whether the answer is one to this search, whatever else has changed since
//     top.refused()               // why there is no answer to that; "" if there is one, or while it is to come
//     await ask.once("presets", {})    // what is asked on a click and kept by nobody
//
// Three rules live here and nowhere else. Questions of one view (`question`) never queue up: while one is under way, the newest waits and the one
// before it is dropped. An answer that was overtaken is dropped. A ticket that is out of date is no error: the view asks again.

import { Cancelled, CannotStart, Stale, Trap } from "./client.js";

/** @import { Answer, Detail, Parts, Ticket, Views } from "../pkg/proflens.js" */
/** @import { Client, Question } from "./client.js" */

/** Rows are fetched in pages: of as many rows as came with the answer, or of so many if none did. */
const PAGE = 128;
/** Rows kept: enough to scroll back and forth without asking again. */
const KEPT = 50_000;

/**
 * What decides about answers besides the query: whether there is a profile, and which state it is in.
 * @typedef {{ready: () => boolean, revision: () => number, view: () => string, changed: () => void, failed: (error: unknown) => void}} Page
 */
/**
 * What a view asks, to those who do not know which view it is.
 * @typedef {{query: () => object | null, next: () => object | null, also: () => unknown, beside: boolean, waits: () => boolean, isBehind: () => boolean, refused: () => string,
 *   ticket: (key: string) => number | undefined, take: (key: string, answer: Promise<any>) => void}} Asking
 */

/** @param {Client} client @param {Page} page */
export function createAsk(client, page) {
  const latest = createLatest();
  /** By view, what it asks now. @type {Map<string, Asking>} */
  const questions = new Map();

  /** @param {object} query @param {unknown} also */
  const keyOf = (query, also) => JSON.stringify([page.revision(), query, also]);

  /**
   * @template {keyof Views} V
   * @param {V} view @param {() => Views[V]["query"] | null} query what to ask now, null for nothing
   * @param {{also?: () => unknown, next?: () => Views[V]["query"], beside?: boolean, first?: keyof Parts<V> & string,
   *   came?: (answer: Answer<V>, query: Views[V]["query"]) => void, rows?: (part: string) => void, showsWhy?: boolean}} [on]
   *   `also`: what decides about the answer besides the query; `next`: what will be asked behind a change, if that is something else; `beside`: it is on screen beside every view; `first`: the part whose
   *   first rows come with the answer; `came`: an answer is here; `rows`: rows of a part are here; `showsWhy`: though it is beside every view, it
   *   shows in its own place why there is no answer
   */
  function question(view, query, on = {}) {
    /** The key of the question that was asked last, and of the answer that is here. */
    let [asked, answered] = ["", ""];
    /** @type {Answer<V> | null} */
    let answer = null;
    /** An answer that was asked for together with a change. @type {{key: string, answer: Promise<Answer<V> | undefined>} | null} */
    let coming = null;
    /** The query that the answer is one to. @type {Views[V]["query"] | null} */
    let of = null;
    /** Why the question that was asked last has no answer. */
    let why = "";
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
        why = "";
        [answer, of] = [fresh, wanted];
        for (const [name, rows] of parts) rows.start(name === on.first ? rowsOf(fresh) : []);
        on.came?.(fresh, wanted);
      } catch (error) {
        if (asked !== key) return;
        if (error instanceof Stale) asked = "";
        // Whoever has closed the last profile meanwhile knows why there is no answer.
        else if (page.ready()) fail(error);
      } finally {
        waiting--;
      }
      page.changed();
    }

    /** What is on screen is no answer to what was asked: why stands in its place. The page tells what is no fault of the question. @param {unknown} error */
    function fail(error) {
      const isOfPage = [Cancelled, CannotStart, Trap].some((kind) => error instanceof kind);
      if (!isOfPage) why = error instanceof Error ? error.message : String(error);
      if (isOfPage || (on.beside && !on.showsWhy)) page.failed(error);
    }

    /** What a ticket is out of date for is asked for again, unless that is under way. @param {unknown} error */
    function lost(error) {
      if (!(error instanceof Stale)) return page.failed(error);
      if (asked === answered) asked = "";
      page.changed();
    }

    /**
     * What the Session says further of the answer that is here. Undefined if it is another one by then, or if it fails, which is said.
     * @template T @param {(ticket: Ticket<V>) => Promise<T>} tell @returns {Promise<T | undefined>}
     */
    async function further(tell) {
      const from = answer;
      if (!from) return undefined;
      try {
        const told = await tell(/** @type {Ticket<V>} */ (from.ticket));
        return from === answer ? told : undefined;
      } catch (error) {
        if (from === answer) lost(error);
      }
    }

    /** Whether an answer is to come to what is asked now, which may be more than what was asked when it was drawn last. */
    function isBehind() {
      void refresh();
      return waiting > 0;
    }

    /** Rows of a part of the answer, as they scroll into sight. @template {keyof Parts<V> & string} P @param {P} name */
    function part(name) {
      const known = parts.get(name);
      if (known) return /** @type {ReturnType<typeof createPart<Parts<V>[P]>>} */ (known);
      const made = createPart((missing) => {
        const from = answer;
        void latest(`${view} ${name}`, async () => {
          const range = from === answer ? missing() : null;
          const rows = range && (await further((ticket) => client.rows(ticket, name, ...range)));
          if (!rows) return;
          made.keep(...range, rows);
          on.rows?.(name);
        });
      });
      parts.set(name, made);
      if (name === on.first && answer) made.start(rowsOf(answer));
      return /** @type {ReturnType<typeof createPart<Parts<V>[P]>>} */ (/** @type {unknown} */ (made));
    }

    questions.set(view, {
      query,
      next: () => query() && (on.next ?? query)(),
      also: () => on.also?.(),
      beside: on.beside ?? false,
      waits: () => waiting > 0,
      isBehind,
      refused: () => why,
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
      isBehind,
      /** Why there is no answer to what was asked last; empty if there is one. */
      refused: () => why,
      /**
       * Whether the answer is one to a question with this value in a field, whatever else has changed since.
       * @template {keyof Views[V]["query"] & string} F @param {F} field @param {Views[V]["query"][F]} value
       */
      isAbout: (field, value) => of !== null && of[field] === value,
      refresh,
      part,
      /**
       * Rows of a part of the answer for another use than to be shown; undefined if the answer is another one by then.
       * @template {keyof Parts<V> & string} P
       * @param {P} name @param {number} start @param {number} end @returns {Promise<Parts<V>[P][] | undefined>}
       */
      rows: (name, start, end) => further((ticket) => client.rows(ticket, name, start, end)),
      /**
       * Everything about a row; undefined if a newer detail was asked for, or the answer is another one by then.
       * @param {number} number @returns {Promise<Detail<V> | undefined>}
       */
      detail: (number) => further((ticket) => latest(`${view} detail`, () => client.detail(ticket, number))),
    };
  }

  return {
    question,
    latest,

    /** Whether an answer to a view's question is still to come. @param {string} view */
    waits: (view) => questions.get(view)?.waits() ?? false,
    /** Why a view has no answer to what it asked last; empty if it has one. @param {string} view */
    refused: (view) => questions.get(view)?.refused() ?? "",
    /** Whether any answer is. */
    isWaiting: () => [...questions.values()].some(({ waits }) => waits()),
    /** The same of what the view asks now, though it has not been drawn since. @param {string} view */
    isBehind: (view) => questions.get(view)?.isBehind() ?? false,

    /**
     * The ticket of a view's answer to what it asks now: the one that is here, or a new one. Undefined for a view that asks nothing.
     * @param {keyof Views} view @returns {Promise<number | undefined>}
     */
    async ticket(view) {
      const known = questions.get(view);
      const query = known?.query();
      if (!known || !query) return undefined;
      return known.ticket(keyOf(query, known.also())) ?? (await client.ask(view, query)).ticket;
    },

    /**
     * What a view without rows says to a query that nobody asks again.
     * @template {keyof Views} V @param {V} view @param {Views[V]["query"]} query @returns {Promise<Views[V]["info"]>}
     */
    once: async (view, query) => (await client.ask(view, query)).info,

    /** What is asked by the view on screen, and by what is beside it: that goes with a change, so that one trip is enough. @returns {Question[]} */
    current() {
      const view = page.view();
      const live = [...questions].filter(([name, { beside }]) => beside || name === view);
      const asked = live.flatMap(([name, { next, also }]) => {
        const wanted = next();
        return wanted ? [{ view: /** @type {keyof Views} */ (name), query: wanted, also: also() }] : [];
      });
      // The view is what is waited for.
      return asked.sort((a, b) => Number(b.view === view) - Number(a.view === view));
    },
    /** The answers that came, or come, with a change, in the order of its questions. @param {Question[]} all @param {Promise<any[]>} answers */
    expect(all, answers) {
      for (const [i, { view, query, also }] of all.entries()) {
        const answer = answers.then((list) => list[i]);
        // A failure is that of the whole change, which says so.
        answer.catch(() => {});
        questions.get(view)?.take(keyOf(query, also), answer);
      }
      answers.catch(() => {});
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
  let size = PAGE;
  let wanted = [0, 0];

  /** @returns {[start: number, end: number] | null} */
  function missing() {
    /** @type {number[]} */
    const pagesWanted = [];
    for (let page = Math.floor(wanted[0] / size); page * size < wanted[1]; page++)
      if (!pages.has(page)) pagesWanted.push(page);
    const last = pagesWanted.at(-1);
    return last === undefined ? null : [pagesWanted[0] * size, (last + 1) * size];
  }

  return {
    /** Another answer is here, with its first rows. @param {Row[]} first */
    start(first) {
      pages = new Map();
      size = first.length || PAGE;
      this.keep(0, first.length, first);
    },
    /**
     * Rows are here. There are fewer than were asked for where the part ends, and nothing is behind that: it is not asked for again.
     * @param {number} start a multiple of a page @param {number} end up to which they were asked for @param {Row[]} rows
     */
    keep(start, end, rows) {
      if (pages.size * size > KEPT) pages.clear();
      for (let at = 0; start + at < end; at += size) pages.set((start + at) / size, rows.slice(at, at + size));
    },
    /** @param {number} index @returns {Row | undefined} */
    get: (index) => pages.get(Math.floor(index / size))?.[index % size],
    /** Fetches what is missing of some rows. @param {number} start @param {number} end */
    want(start, end) {
      wanted = [start, end];
      if (missing()) fetch(missing);
    },
  };
}

/** @typedef {ReturnType<typeof createAsk>} Ask */
