// The page loads, and the watch that the other tests rely on sees what it should.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { built } from "./built.mjs";
import { settled, until } from "./desk.mjs";
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
  const { page, foreign } = await site.openPage(built("style.css"));
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

test("a page rests when everything that was begun has come to its end", async () => {
  const { page } = await site.openPage(built("style.css"));
  /** @type {Record<string, () => void>} */
  const begins = {
    timer: () => void setTimeout(() => /** @type {any} */ (globalThis).ended.push("timer"), 300),
    frames: () => {
      let left = 20;
      const next = () =>
        void (--left ? requestAnimationFrame(next) : /** @type {any} */ (globalThis).ended.push("frames"));
      next();
    },
    worker: () => {
      const script = "onmessage = ({ data }) => setTimeout(() => postMessage({ id: data.id }), 300)";
      const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
      worker.onmessage = () => void (/** @type {any} */ (globalThis).ended.push("worker"));
      worker.postMessage({ id: 1 });
    },
    history: () => {
      addEventListener("popstate", () => void (/** @type {any} */ (globalThis).ended.push("history")), { once: true });
      history.pushState(null, "", "#there");
      history.back();
    },
    animation: () =>
      void (document.documentElement.animate({ opacity: [0, 1] }, 300).onfinish = () =>
        /** @type {any} */ (globalThis).ended.push("animation")),
  };
  await page.evaluate(() => void (/** @type {any} */ ((globalThis.ended = []))));
  const ended = () => page.evaluate(() => /** @type {any} */ (globalThis).ended);
  for (const [i, [name, begin]] of Object.entries(begins).entries()) {
    await page.evaluate(begin);
    await settled(page);
    assert.deepEqual(await ended(), Object.keys(begins).slice(0, i + 1), `${name} is waited for`);
  }
  // What tells how far it is may go on.
  await page.evaluate(() => {
    const worker = new Worker(
      URL.createObjectURL(
        new Blob(["onmessage = ({ data }) => postMessage({ id: data.id, bytes: 0 })"], { type: "text/javascript" }),
      ),
    );
    worker.postMessage({ id: 1 });
  });
  await settled(page);
  await page.context().close();
});
