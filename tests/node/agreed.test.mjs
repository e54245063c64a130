// What may be fetched: nothing that only a script has agreed to. That a user can, tests/browser/privacy.test.mjs shows.

import assert from "node:assert/strict";
import { test } from "node:test";

const texts = new Map([["proflens.agreed", '["https://one.test/a.pb.gz"]']]);
Object.assign(globalThis, {
  document: { baseURI: "https://example.test/app/?q" },
  sessionStorage: { getItem: (/** @type {string} */ key) => texts.get(key) ?? null, setItem: texts.set.bind(texts) },
});
const { agree, mayFetch } = await import("../../www/engine/agreed.js");

test("the page's own folder may be fetched, and what was agreed to before it started", () => {
  for (const url of ["https://example.test/app/samples/cpu.pb.gz", "data:,x", "https://one.test/a.pb.gz"])
    assert.ok(mayFetch(url), url);
  for (const url of [
    "https://example.test/app",
    "https://example.test/other/a.pb.gz",
    "https://one.test/a.pb.gz?secret",
  ])
    assert.ok(!mayFetch(url), url);
});

test("what is written into the tab's storage later counts for the next start alone", () => {
  texts.set("proflens.agreed", '["https://two.test/planted"]');
  assert.ok(!mayFetch("https://two.test/planted"));
});

test("an event that a script has made agrees to nothing, however it is dressed", () => {
  const url = "https://three.test/?secret";
  const dressed = Object.create(Event.prototype, { isTrusted: { value: true }, type: { value: "paste" } });
  const masked = new Proxy(new Event("paste"), { get: (_, name) => (name === "isTrusted" ? true : "paste") });
  for (const event of [new Event("paste"), new Event("click"), dressed, masked, { isTrusted: true, type: "drop" }]) {
    agree([url], /** @type {Event} */ (event));
    assert.ok(!mayFetch(url));
  }
});

test("who replaces what scripts call gets no further, nor does an address that is another one each time", () => {
  const [{ includes }, { startsWith }, { has }] = [Array.prototype, String.prototype, Set.prototype];
  Array.prototype.includes = String.prototype.startsWith = Set.prototype.has = () => true;
  const may = mayFetch("https://three.test/?secret");
  Object.assign(Array.prototype, { includes });
  Object.assign(String.prototype, { startsWith });
  Object.assign(Set.prototype, { has });
  assert.ok(!may);
  assert.ok(!mayFetch(/** @type {any} */ ({ toString: () => "https://one.test/a.pb.gz" })));
});
