// The page loads, and the watch that the other tests rely on sees what it should.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

test("the page loads without an error and without a foreign request", async () => {
  const { page, requests, screenshot, check } = await site.openPage();
  assert.match(await page.title(), /proflens/);
  // The worker and its wasm load without being asked; waiting for them makes the check below cover them.
  await until(() => requests.some((url) => url.endsWith(".wasm")), "the wasm is loaded");
  await page.waitForLoadState("networkidle");
  await screenshot("empty");
  await check();
});

test("a foreign request is seen wherever it comes from", async () => {
  // A document without the page's policy, which would stop the requests before they are made.
  const { page, foreign } = await site.openPage("style.css");
  await page.evaluate(() => fetch("http://page.example/a").catch(() => {}));
  await page.evaluate(() => {
    const script = "fetch('http://worker.example/b').catch(() => {}).finally(() => postMessage(0))";
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(url, { type: "module" });
    return new Promise((resolve) => void (worker.onmessage = resolve));
  });
  await page.evaluate(() => void new WebSocket("wss://socket.example/c"));
  await until(() => foreign().some((url) => url.includes("socket.example")), "the trap sees the socket");
  const seen = foreign().join(" ");
  for (const host of ["page.example", "worker.example", "socket.example"])
    assert.ok(seen.includes(host), `${host} in ${seen}`);
  await page.context().close();
});

/** @param {() => boolean} condition @param {string} what */
async function until(condition, what) {
  for (let waited = 0; !condition(); waited += 50) {
    assert.ok(waited < 20_000, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
