// The worker's Session as promises.
//
// In: calls of the page. Out: promises of what the Session answers. Two rules live here and nowhere else: an answer belongs
// to the call that it was made for, and a trapped wasm instance is never used again.

import { startBeside } from "./beside.js";
import { startFetching } from "./fetching.js";
import { compiled } from "./wasm.js";

/** @import { Beside } from "./beside.js" */
/** @import { Answer, Change, Choice, Detail, Extent, Parts, Said, Session, State, Ticket, Views, Wanted } from "../pkg/proflens.js" */
/** @typedef {{bytes: number, total: number, share?: number}} Progress */
/** A question that goes with a change: what a view asks, and what decides about its answer besides. @typedef {{view: keyof Views, query: object, also?: unknown}} Question */
/** What a first profile brings with it: the options of the address, and the questions of the page. @typedef {{params: State["params"] | null, questions: Question[]}} First */
/** @typedef {{done: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void, early?: (value: any) => void, progress?: (p: Progress) => void, since: number, stage: string, why?: Error}} Waiting */
/** @typedef {{id: number, result?: any, early?: any, error?: string, name?: string, extent?: Extent, ms?: number, trapped?: boolean, cancelled?: boolean, bytes?: number, total?: number, share?: number}} Message */

/** The wasm instance trapped: the session and its profiles are gone. */
export class Trap extends Error {}
/** The worker cannot be started in this browser, or on this host: every call ends with this. */
export class CannotStart extends Error {}
/** The user cancelled: not a failure, nothing to say. */
export class Cancelled extends Error {}
/** The answer that rows or a detail were wanted of is out of date: ask again. */
export class Stale extends Error {}

/** The memory does not hold a profile: how large it is, and what could be left out of it. */
export class TooLarge extends Error {
  /** @param {string} message @param {Extent} extent */
  constructor(message, extent) {
    super(message);
    this.extent = extent;
  }
}

/** Work that takes longer than this shows that it works, in milliseconds. */
const BUSY_AFTER = 100;
/** Work that takes longer than this can be stopped by hand; and so long a worker that does not listen is waited for. */
const LONG_AFTER = 1000;

/**
 * `onTiming` is told how long a view's answer took, by its name, or "open"; `onBusy` whether something is computed, and whether that takes long;
 * `onDeaf`, that something was to be cancelled, and that the worker computes on and on.
 * @param {{onTrap: () => void, onBusy: (busy: boolean, isLong: boolean) => void, onTiming: (stage: string, ms: number) => void, onDeaf: () => void}} events
 * @param {(place: {nth: number, last: number}) => Beside} [start] makes the worker
 * @param {typeof startFetching} [fetching] begins to fetch an address
 */
export function connect(events, start = startAnalyzer, fetching = startFetching) {
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  let lastId = 0;
  let [busy, isLong] = [false, false];
  /** When the worker said something last. */
  let heard = 0;
  /** How many workers there were before. */
  let nth = 0;
  /** Why there is no worker that could answer, once that is known. @type {CannotStart | null} */
  let dead = null;
  let worker = begin();

  /** @param {number} [last] the highest number of the profiles so far, if those of the next ones are to be others */
  function begin(last = 0) {
    const fresh = start({ nth: nth++, last });
    fresh.onmessage = ({ data }) => receive(data);
    fresh.onfail = (why) => fail((dead = new CannotStart(`The analyzer could not be started: ${why}`)));
    return fresh;
  }

  /** @param {Message} message */
  function receive(message) {
    heard = performance.now();
    const job = waiting.get(message.id);
    if (!job) return;
    if (message.bytes !== undefined)
      return job.progress?.({ bytes: message.bytes, total: message.total ?? 0, share: message.share });
    if (message.early !== undefined) return job.early?.(message.early);
    if (message.trapped) return trap();
    waiting.delete(message.id);
    mark();
    if (message.cancelled) job.reject(job.why ?? new Cancelled());
    else if (message.error !== undefined) job.reject(errorOf(message.error, message));
    else {
      if (message.ms !== undefined && job.stage) events.onTiming(job.stage, message.ms);
      job.resolve(message.result);
    }
  }

  function trap() {
    worker.terminate();
    worker = begin();
    fail(new Trap("The analyzer stopped."));
    events.onTrap();
  }

  /** @param {Error} error */
  function fail(error) {
    const jobs = [...waiting.values()];
    waiting.clear();
    mark();
    for (const job of jobs) job.reject(error);
  }

  /** @param {object} message @param {{progress?: (p: Progress) => void, early?: (value: any) => void, stage?: string, transfer?: Transferable[]}} [on] @returns {{id: number, done: Promise<any>}} */
  function post(message, { progress, early, stage = "", transfer = [] } = {}) {
    const id = ++lastId;
    /** @type {any} */
    const job = { progress, early, since: performance.now(), stage };
    job.done = new Promise((resolve, reject) => Object.assign(job, { resolve, reject }));
    waiting.set(id, job);
    if (dead) {
      waiting.delete(id);
      job.reject(dead);
    }
    worker.postMessage({ id, ...message }, transfer);
    for (const after of [BUSY_AFTER, LONG_AFTER]) setTimeout(mark, after + 5);
    return { id, done: job.done };
  }

  function mark() {
    const now = performance.now();
    const jobs = [...waiting.values()];
    const is = jobs.some((job) => now - job.since > BUSY_AFTER);
    // What reports how far it is has a word of its own for that.
    const takesLong = jobs.some((job) => !job.progress && now - job.since > LONG_AFTER);
    if (is !== busy || takesLong !== isLong) events.onBusy((busy = is), (isLong = takesLong));
  }

  /** The answers that came with something else; how long each took is noted. @param {Question[]} questions @param {{answers?: {answer?: Answer<any>, took: number}[]}} result */
  function answered(questions, { answers = [] }) {
    return answers.map(({ answer, took }, i) => {
      if (answer) events.onTiming(questions[i].view, took);
      return answer;
    });
  }

  /** @param {number} id */
  const canceller = (id) => () => {
    const since = performance.now();
    worker.postMessage({ cancel: id });
    setTimeout(() => {
      if (waiting.has(id) && heard < since) events.onDeaf();
    }, LONG_AFTER);
  };

  return {
    /**
     * Ends whatever is computed, and all that waits for it, with the worker: a new one takes its place, which has no profiles.
     * @param {number} last the highest number that a profile had
     */
    stop(last) {
      worker.terminate();
      worker = begin(last);
      fail(new Cancelled("Stopped."));
    },

    /**
     * Calls a method of the Session.
     * @template {keyof Session} M
     * @param {M} method
     * @param {Session[M] extends (...args: infer A) => any ? A : never} args
     * @returns {Promise<Session[M] extends (...args: any) => infer R ? R : never>}
     */
    call: (method, ...args) => post({ call: [method, ...args] }).done,

    /**
     * Asks a view.
     * @template {keyof Views} V @param {V} view @param {Views[V]["query"]} query @returns {Promise<Answer<V>>}
     */
    ask: (view, query) => post({ call: ["ask", view, query] }, { stage: view }).done,

    /**
     * Rows of a part of an answer.
     * @template {keyof Views} V @template {keyof Parts<V>} P
     * @param {Ticket<V>} ticket @param {P} part @param {number} start @param {number} end @returns {Promise<Parts<V>[P][]>}
     */
    rows: (ticket, part, start, end) => post({ call: ["rows", ticket, part, start, end] }).done,

    /**
     * Everything about a row of an answer.
     * @template {keyof Views} V @param {Ticket<V>} ticket @param {number} number @returns {Promise<Detail<V>>}
     */
    detail: (ticket, number) => post({ call: ["detail", ticket, number] }).done,

    /**
     * Makes a change; in the same message questions are asked anew. The state is there before their answers, of which there are
     * none where nothing changed.
     * @param {Change} change @param {Question[]} questions
     * @returns {{state: Promise<State>, answers: Promise<(Answer<any> | undefined)[]>}}
     */
    change(change, questions) {
      /** @type {(state: State) => void} */
      let early = () => {};
      const state = new Promise((resolve) => (early = resolve));
      const { done } = post({ change, questions }, { early });
      const answers = done.then((result) => answered(questions, result));
      return { state: Promise.race([state, answers.then(() => state)]), answers };
    },

    /**
     * Carries out a line of the console: what it writes, or the file that it would write to. A state comes with it if it
     * changed what is shown.
     * @param {string} line @returns {Promise<Said & {state?: State}>}
     */
    run: (line) => post({ run: line }).done,

    /**
     * Opens a file, or what is fetched from an address. If the profile is shown at once, the state and answers come with its id.
     * @param {string} name @param {Blob | string} source @param {(p: Progress) => void} progress @param {First} first
     * @param {Choice} [choice] what of it is kept, if not all
     */
    open(name, source, progress, first, choice) {
      const fetched = typeof source === "string" ? fetching(source, (why) => giveUp(why)) : null;
      const transfer = fetched ? [fetched.port] : [];
      const opening = { open: { name, source: fetched?.port ?? source, first, ...(choice && { choice }) } };
      const { id, done } = post(opening, { progress, stage: "open", transfer });
      if (fetched) done.then(fetched.end, fetched.end);
      /** The worker has the last word: where it cannot start, either, that is what has to be said. @param {Error} why */
      function giveUp(why) {
        Object.assign(waiting.get(id) ?? {}, { why });
        canceller(id)();
      }
      /** @type {Promise<{id: number, state?: State, answers: (Answer<any> | undefined)[]}>} */
      const opened = done.then(({ id, state, ...result }) => ({
        id,
        state,
        answers: answered(first.questions, result),
      }));
      return { done: opened, cancel: canceller(id) };
    },

    /**
     * Writes a report, however long, to a file or else to a blob.
     * @param {Wanted & {handle?: FileSystemFileHandle}} what @param {(p: Progress) => void} progress
     */
    save(what, progress) {
      const { id, done } = post({ save: what }, { progress });
      return { done: /** @type {Promise<{blob?: Blob, size: number}>} */ (done), cancel: canceller(id) };
    },
  };
}

/** The worker, and beside it another one that takes large files apart. @param {{nth: number, last: number}} place of the worker among others */
function startAnalyzer(place) {
  const analyzer = startBeside("worker.js", async () => ({ module: await compiled(), ...place }), "analyzer");
  // With a single core both would only take turns.
  if (!(navigator.hardwareConcurrency > 1)) return analyzer;
  const { port1, port2 } = new MessageChannel();
  const unpacker = startBeside("worker.js", async () => ({ module: await compiled(), nth: 0, last: 0 }), "unpacker");
  analyzer.postMessage({ unpacker: port1 }, [port1]);
  unpacker.postMessage({ serve: port2 }, [port2]);
  const { terminate } = analyzer;
  analyzer.terminate = () => {
    terminate();
    unpacker.terminate();
  };
  return analyzer;
}

/** @param {string} text @param {Message} of */
function errorOf(text, { name, extent }) {
  if (extent) return new TooLarge(text, extent);
  return name === "StaleAnswer" ? new Stale(text) : name === "CannotStart" ? new CannotStart(text) : new Error(text);
}

/** @typedef {ReturnType<typeof connect>} Client */
