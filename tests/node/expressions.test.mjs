// The expressions that mean what is shown under a name: asked once for what is selected, and again for anything else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createExpressions } from "../../www/state/expressions.js";
import { asking, settle } from "./asking.mjs";

/** A page on which a function is selected, with its expressions. @param {string} sel */
function selected(sel) {
  const { ask, page, calls } = asking();
  const state = { sel };
  const expressions = createExpressions(/** @type {any} */ ({ state, ask }));
  /** Answers the newest question. @param {object} [differs] */
  async function answer(differs) {
    await settle();
    const { args, resolve } = calls[calls.length - 1];
    resolve({ ticket: calls.length, info: { name: args[1].name, copy: `^${args[1].name}$`, filters: [], ...differs } });
    await settle();
  }
  const asked = () => calls.map(({ args }) => args[1].name);
  return { state, page, expressions, answer, asked };
}

test("what is known of the selected function is asked for once", async () => {
  const { expressions, answer, asked } = selected("main.run");
  assert.equal(expressions.known("main.run"), null);
  await answer();
  assert.equal(expressions.known("main.run")?.copy, "^main.run$");
  assert.equal((await expressions.of("main.run")).copy, "^main.run$");
  assert.deepEqual(asked(), ["main.run"]);
});

test("another name has its own answer, and what is selected stays known", async () => {
  const { expressions, answer, asked } = selected("main.run");
  expressions.known("main.run");
  await answer();
  assert.equal(expressions.known("main.other"), null);
  const other = expressions.of("main.other");
  await answer();
  assert.equal((await other).name, "main.other");
  assert.ok(expressions.known("main.run"));
  assert.deepEqual(asked(), ["main.run", "main.other"]);
});

test("after a change nothing is known until the answer is another one", async () => {
  const { expressions, page, answer, asked } = selected("main.run");
  expressions.known("main.run");
  await answer({ copy: "old" });
  page.revision++;
  assert.equal(expressions.known("main.run"), null);
  await answer({ copy: "new" });
  assert.equal(expressions.known("main.run")?.copy, "new");
  assert.deepEqual(asked(), ["main.run", "main.run"]);
});

test("where nothing is selected nobody is asked", async () => {
  const { expressions, asked } = selected("");
  assert.equal(expressions.known("main.run"), null);
  assert.equal(expressions.refusal("focus"), "");
  await settle();
  assert.deepEqual(asked(), []);
});

test("why a filter cannot mean what is selected is said from the last answer about it", async () => {
  const { state, expressions, page, answer } = selected("[vdso]");
  const filters = [
    { option: "focus", why: "" },
    { option: "hide", why: "a mapping has no frame of its own" },
  ];
  assert.equal(expressions.refusal("hide"), "", "nobody knows yet");
  await answer({ filters });
  assert.equal(expressions.refusal("hide"), "a mapping has no frame of its own");
  assert.equal(expressions.refusal("focus"), "");
  assert.equal(expressions.refusal("nosuch"), "");
  // While the newer answer is on its way, what was known is likelier than nothing.
  page.revision++;
  assert.equal(expressions.refusal("hide"), "a mapping has no frame of its own");
  state.sel = "main.run";
  assert.equal(expressions.refusal("hide"), "", "that was about another one");
});
