// The worker: owns one Session, and has no logic of its own. It asks no network for anything: the page hands it the wasm, compiled, and what
// is opened.
//
//   in   {module, nth, last}                     once: the wasm, how many workers were before this one, and their last profile's number
//   in   {unpacker: port}                        once, perhaps: leads to another worker of this kind, which takes large files apart
//   in   {serve: port}                           in place of all others: this one is that worker
//   in   {id, call: ["ask", "top", {...}]}       out  {id, result, ms} or {id, error, name, extent, trapped}
//   in   {id, change: {...}, questions: [...]}   out  {id, early: state}, then {id, result: {answers: [{answer, took}]}}
//   in   {id, run: "focus=json"}                 out  {id, result: {file, output, error, whole, state}}
//   in   {id, open: {name, source, first, choice}} out  {id, bytes, total}*, then {id, result: {id, state, answers}}
//   in   {id, save: {report, pattern}}           out  {id, bytes, share}*, then {id, result: {blob, size}}
//   in   {id, save: {line, handle}}              out  the same without a blob: it is in the file
//   in   {cancel: id}                            an open or a save that is under way ends with {id, cancelled: true}
//
// Messages are answered in the order in which they came, except that a long open or save lets others pass between its parts.

import "./claim.js";
import init, { Session } from "../pkg/proflens.js";
import { CANCEL, open, REPORT_EVERY } from "./open.js";
import { save } from "./save.js";
import { guarded, isTrap } from "./trap.js";
import { serve } from "./unpacking.js";
import { whyNotRun } from "./whys.js";

/** @import { Change, Choice, Extent } from "../pkg/proflens.js" */
/** @import { First, Question } from "./client.js" */
/** @typedef {{module: WebAssembly.Module, nth: number, last: number}} Needed */
/** What a long job is given: how to report, and whether it is to stop. @typedef {{report: (progress: object) => void, signal: AbortSignal}} Job */

/** @type {Session} */
let session;
/** @type {(needed: Needed) => void} */
let given = () => {};
const ready = new Promise((/** @type {typeof given} */ resolve) => (given = resolve)).then(begin);
// Whoever asks is told; until then nobody is.
ready.catch(() => {});
/** Leads to the worker that unpacks, once it is there. @type {MessagePort | null} */
let unpacker = null;
/** How to stop what is under way, by its id. @type {Map<number, AbortController>} */
const jobs = new Map();
/** Opens run one after another: profile ids follow the order of the files. */
let opens = Promise.resolve();

self.onmessage = ({ data }) => {
  if ("module" in data) return given(data);
  if ("serve" in data) return void ready.then(() => serve(data.serve));
  if ("unpacker" in data) return void (data.unpacker.onmessage = () => (unpacker = data.unpacker));
  if ("cancel" in data) return jobs.get(data.cancel)?.abort();
  if (!("open" in data)) return void answer(data.id, () => dispatch(data));
  jobs.set(data.id, new AbortController());
  opens = opens.then(() => answer(data.id, () => dispatch(data)));
};

/** @param {Needed} needed */
async function begin({ module, nth, last }) {
  try {
    await init({ module_or_path: module });
    session = guarded(() => new Session(nth, last));
  } catch (error) {
    throw Object.assign(new Error(whyNotRun("The analyzer", error)), { name: "CannotStart" });
  }
}

/** @param {any} message */
function dispatch({ id, ...message }) {
  if ("change" in message) return change(id, message.change, message.questions);
  if ("run" in message) return run(message.run);
  if ("open" in message) return job(id, (on) => opened(message.open, on));
  if ("save" in message) return job(id, (on) => save(session, message.save, on));
  const [method, ...args] = message.call;
  return /** @type {any} */ (session)[method](...args);
}

/** @param {number} id @param {() => unknown} work */
async function answer(id, work) {
  try {
    await ready;
    const start = performance.now();
    /** @type {any} */
    const result = await work();
    const ms = result?.ms ?? performance.now() - start;
    self.postMessage({ id, result, ms }, { transfer: buffersOf(result) });
  } catch (e) {
    if (e === CANCEL) return self.postMessage({ id, cancelled: true });
    const [error, name] = e instanceof Error ? [e.message, e.name] : [String(e), ""];
    const { extent } = /** @type {{extent?: Extent}} */ (e);
    self.postMessage({ id, error, name, extent, trapped: isTrap(e) });
  }
}

/** Columns move to the page instead of being copied: the Session has made them for it. @param {any} result */
function buffersOf(result) {
  const answers = result?.answers?.map((/** @type {any} */ asked) => asked.answer) ?? [result];
  return answers
    .flatMap((/** @type {any} */ answer) => Object.values(answer?.columns ?? {}))
    .filter((/** @type {unknown} */ column) => ArrayBuffer.isView(column))
    .map((/** @type {ArrayBufferView} */ column) => column.buffer);
}

/** Something that takes its time, says how far it is, and can be stopped. @template T @param {number} id @param {(on: Job) => Promise<T>} work */
async function job(id, work) {
  const stop = jobs.get(id) ?? new AbortController();
  jobs.set(id, stop);
  try {
    return await work({ report: (progress) => self.postMessage({ id, ...progress }), signal: stop.signal });
  } catch (e) {
    throw stop.signal.aborted && !isTrap(e) ? CANCEL : e;
  } finally {
    jobs.delete(id);
  }
}

/** @param {number} id @param {Change} change @param {Question[]} questions */
function change(id, change, questions) {
  const before = session.generation;
  self.postMessage({ id, early: session.change(change) });
  return { answers: session.generation === before ? [] : questions.map(asked) };
}

/** An answer, and how long it took; who asked asks again, and says so, where there is none. @param {Question} question */
function asked({ view, query }) {
  const start = performance.now();
  try {
    const answer = session.ask(view, query);
    return { answer, took: performance.now() - start };
  } catch (e) {
    if (isTrap(e)) throw e;
    return { took: performance.now() - start };
  }
}

/** @param {string} line */
function run(line) {
  const before = session.generation;
  const said = session.typeIn(line);
  return { ...said, state: session.generation === before ? undefined : session.change() };
}

/** @param {{name: string, source: Blob | MessagePort, first: First, choice?: Choice}} what @param {Job} on */
async function opened({ first, ...what }, on) {
  const [before, start] = [session.generation, performance.now()];
  const id = await open(session, what, on, unpacker);
  // What is shown of it has times of its own.
  const ms = performance.now() - start;
  // Only the first profile is shown at once; further ones wait, and nothing else changes.
  if (session.generation === before) return { id, ms };
  const state = session.change(first.params === null ? {} : { params: first.params });
  const answers = first.questions.map(asked);
  if (performance.now() - start > REPORT_EVERY) {
    // Whoever has cancelled it meanwhile does not want it: his message waits.
    await new Promise((resolve) => setTimeout(resolve));
    if (on.signal.aborted) {
      session.change({ close: state.profiles.flatMap((/** @type {{id: number}} */ p) => (p.id >= id ? [p.id] : [])) });
      throw CANCEL;
    }
  }
  return { id, ms, state, answers };
}
