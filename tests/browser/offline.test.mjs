// Without a network: the page opens again, with what was loaded before, and keeps no profile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expectSoon, pressTab, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

test("after one visit the page opens without its server, and so does the graph that was opened once", async () => {
  const site = await start();
  try {
    const { page, drop, errors } = await site.openPage("?profile=samples/cpu.pb.gz", { serviceWorkers: "allow" });
    await topReady(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), "the page is looked after");
    await pressTab(page, "Graph");
    await page.locator("#view-graph g.node").first().waitFor();
    // What was asked for is kept beside the answer, not before it.
    const kept = () =>
      page.evaluate(async () =>
        (await (await caches.open("proflens")).keys())
          .map((request) => new URL(request.url).pathname.replace(/^.*where\//, ""))
          .sort(),
      );
    await expectSoon(kept, ["", "graph-worker.js", "main.js", "pkg/proflens_bg.wasm", "style.css", "worker.js"]);
    assert.deepEqual(errors, []);
    await site.server.close();
    await page.goto(site.url);
    await page.locator("#dropzone").waitFor();
    await drop(["cpu.pb.gz"]);
    await topReady(page);
    await pressTab(page, "Graph");
    await page.locator("#view-graph g.node").first().waitFor();
  } finally {
    await site.browser.close();
    await site.stop().catch(() => {});
  }
});
