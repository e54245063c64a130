// A page that is used for long holds no more than one that was used for a while. What is weighed, and by whom it is used, is in use.mjs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./harness.mjs";
import { round, TYPED, weigh } from "./use.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** Caches and lists that have an end are full by then. */
const FIRST = 4;
const MORE = 8;
/** What a round may leave in JavaScript, in bytes: steps of the history, and files that a step back would open again. */
const LEFT = 20_000;

test("neither nodes nor listeners, workers nor memory grow while the page is used", async () => {
  const opened = await site.openPage();
  let wasm;
  for (let rounds = 0; rounds < FIRST; rounds++) wasm = await round(opened);
  const { js: before, all: held, ...counts } = await weigh(opened.page);
  for (let rounds = 0; rounds < MORE; rounds++) assert.equal(await round(opened), wasm);
  const { js, all, ...now } = await weigh(opened.page);
  assert.deepEqual(now, counts);
  assert.ok(all - held <= MORE * TYPED, `${all - held} nodes more, in the document or not`);
  assert.ok(js - before < MORE * LEFT, `${js - before} bytes of JavaScript more`);
  await opened.check();
});
