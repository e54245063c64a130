// Without a network: the page opens again, with what was loaded before, and keeps no profile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { built } from "./built.mjs";
import { expectSoon, pressTab, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** Waits until the page is looked after. @param {Page} page */
async function lookedAfter(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), "the page is looked after");
}
/** The files of the builds that are kept. @param {Page} page */
const kept = (page) =>
  page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all
      .flat()
      .map((request) => new URL(request.url).pathname.replace(/^.*where\//, ""))
      .sort();
  });
const FILES = [
  "boot.js",
  "main.js",
  "worker.js",
  "style.css",
  "proflens_bg.wasm",
  "graph-worker.js",
  "syntax-worker.js",
  "fetcher.js",
  "licenses.txt",
].map((file) => built(file));
const SAMPLES = [
  "samples/cpu.pb.gz",
  "samples/goroutine-1.pb.gz",
  "samples/goroutine-2.pb.gz",
  "samples/heap-1.pb.gz",
  "samples/heap-2.pb.gz",
  "samples/orders.sources.json",
  "samples/search.sources.json",
];

test("after one visit the page opens without its server, and so do the graph that nobody has opened and the samples", async () => {
  const site = await start();
  try {
    const { page, drop, errors } = await site.openPage("", { serviceWorkers: "allow" });
    await page.locator("html[data-started]").waitFor();
    // What a first visit loads is no more than it needs: the rest comes when the page is at rest.
    assert.ok(!site.server.seen.some((path) => /graph-worker|syntax-worker|fetcher|licenses|samples/.test(path)));
    await lookedAfter(page);
    await expectSoon(() => kept(page), ["", ...FILES, ...SAMPLES].sort());
    assert.deepEqual(errors, []);
    await site.server.close();
    await page.goto(site.url);
    await page.locator("#dropzone").waitFor();
    await drop(["cpu.pb.gz"]);
    await topReady(page);
    await pressTab(page, "Graph");
    await page.locator("#view-graph g.node").first().waitFor();
    await page.goto(site.url);
    await page.getByRole("link", { name: /^A heap that grows/ }).click();
    await page.locator("#view-top.diff").waitFor();
    assert.deepEqual(await texts(page.locator(".notice.error")), []);
  } finally {
    await site.browser.close();
    await site.stop().catch(() => {});
  }
});

test("what is not there without a network is said to be the network's fault", async () => {
  const site = await start();
  try {
    const { page } = await site.openPage("?profile=samples/cpu.pb.gz");
    await topReady(page);
    await site.server.close();
    await pressTab(page, "Graph");
    await expectSoon(
      async () =>
        (await texts(page.locator("#view-graph"))).join(" ").includes("network or the server does not answer"),
      true,
    );
    assert.ok(!(await texts(page.locator("body"))).join(" ").includes("lacks WebAssembly"));
  } finally {
    await site.browser.close();
    await site.stop().catch(() => {});
  }
});
