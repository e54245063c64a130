// A view that asks, for the tests of engine/ask.js: a page whose query and revision the test changes, and a client whose answers the
// test gives.

import assert from "node:assert/strict";
import { createAsk } from "../../www/engine/ask.js";

/** @typedef {{name: string, args: any[], resolve: (value: any) => void, reject: (error: Error) => void}} Call */

/** Lets everything happen that needs no answer. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A promise from outside. */
export function deferred() {
  /** @type {any} */
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return /** @type {{promise: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void}} */ (made);
}

/** A page with one view, "top", and what it asked and got. @param {{first?: any, also?: () => unknown}} [on] */
export function asking({ first = "rows", also } = {}) {
  /** @type {Call[]} */
  const calls = [];
  const method =
    (/** @type {string} */ name) =>
    (/** @type {any[]} */ ...args) => {
      const { promise, ...call } = deferred();
      calls.push({ name, args, ...call });
      return promise;
    };
  const client = /** @type {any} */ ({ ask: method("ask"), rows: method("rows"), detail: method("detail") });
  const page = { ready: true, revision: 1, view: "top", changed: 0, failures: /** @type {string[]} */ ([]) };
  const ask = createAsk(client, {
    ready: () => page.ready,
    revision: () => page.revision,
    view: () => page.view,
    changed: () => page.changed++,
    failed: (error) => page.failures.push(/** @type {Error} */ (error).message),
  });
  const view = {
    query: /** @type {any} */ ({ search: "a" }),
    came: /** @type {any[]} */ ([]),
    rows: /** @type {string[]} */ ([]),
  };
  const top = ask.question("top", () => view.query, {
    also,
    first,
    came: (answer, query) => view.came.push([answer.ticket, query]),
    rows: (part) => view.rows.push(part),
  });
  const asked = (name = "ask") => calls.filter((call) => call.name === name).map((call) => call.args);
  /** What every drawing does; a question is on its way behind it. */
  const draw = async () => {
    void top.refresh();
    await settle();
  };
  /** The view asks, and gets an answer with so many rows, numbered from 0. @param {number} ticket @param {number} [rows] */
  async function answered(ticket, rows = 128) {
    const at = calls.length;
    await draw();
    assert.equal(calls.length, at + 1, "the view asks");
    calls[at].resolve({ ticket, rows: numbers(0, rows) });
    await settle();
  }
  return { ask, client, top, draw, part: /** @type {any} */ (top).part, page, view, calls, asked, answered };
}

export const numbers = (/** @type {number} */ start, /** @type {number} */ end) =>
  Array.from({ length: end - start }, (_, i) => start + i);
