// Where the page cannot start it says so, where profiles are dropped: with the cause, and what to do about it.
//
// The hosts are a server with other headers or without a file; the browsers are this one with something switched off.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { built, builtPath } from "./built.mjs";
import { expectSoon, pressTab, text, topReady } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
beforeEach(() => (site.server.headers.clear(), site.server.routes.clear()));
after(() => site?.stop());

/** Waits for the sentence, which has to be all that the place of profiles says. @param {Page} page @param {RegExp} sentence */
async function expectWhy(page, sentence) {
  await page.locator("html[data-cannot]").waitFor();
  await page.locator("#cannot").waitFor();
  assert.match(
    (await page.locator("#cannot, #dropzone > :not([hidden])").allTextContents()).join(" ").replace(/\s+/g, " "),
    sentence,
  );
  assert.equal(await page.locator("#choose").isVisible(), false, "no button that does nothing");
  // A file that was on its way is given up a moment later.
  await expectSoon(() => page.locator(".notice").allTextContents(), [], "it is said once");
}
/** A file of the page, by what the sources call it, is answered so. @param {string} file @param {number} status @param {Record<string, string>} [headers] @param {string} [body] */
function answer(file, status, headers = {}, body = "") {
  site.server.routes.set(new URL(built(file), site.url).pathname, (_, response) =>
    response.writeHead(status, headers).end(body),
  );
}
const policy = (/** @type {string} */ text) => void site.server.headers.set("content-security-policy", text);

test("without a fault nothing is said, and the page is as quick as ever", async () => {
  const { page, check } = await site.openPage();
  await page.locator("html[data-started]").waitFor();
  assert.equal(await page.locator("#cannot").isVisible(), false);
  assert.ok(await page.locator("#choose").isVisible());
  assert.equal(await page.locator("button:visible:disabled").count(), 0);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0, "and nothing waits to be said");
  await check();
});

for (const file of ["proflens_bg.wasm", "worker.js"])
  test(`a host that does not answer for ${file} is named after ten seconds, until it does`, async () => {
    /** @type {import("node:http").ServerResponse[]} */
    const held = [];
    site.server.routes.set(new URL(built(file), site.url).pathname, (_, response) => held.push(response));
    const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
    await page.locator(".notice.load").waitFor();
    assert.equal(await page.locator(".notice.late").count(), 0, "not at once");
    assert.match(
      (await page.locator(".notice.late").textContent()) ?? "",
      new RegExp(`^The program of this page, ${built(file).replace(".", "[.]")}, has not come yet: .*`),
    );
    site.server.routes.clear();
    for (const response of held)
      response
        .writeHead(200, { "content-type": file.endsWith("wasm") ? "application/wasm" : "text/javascript" })
        .end(readFileSync(builtPath(file)));
    await topReady(page);
    assert.equal(await page.locator(".notice.late").count(), 0, "it goes when the file comes");
    await check();
  });

test("without scripts no button is there to be pressed, and it is said what to do", async () => {
  const { page, check } = await site.openPage("", { javaScriptEnabled: false });
  assert.match(
    (await page.locator("noscript").textContent()) ?? "",
    /It needs JavaScript and WebAssembly\.\s+Allow scripts for this page, then load it again\./,
  );
  const alive = page.locator("button:visible:enabled, input:visible:enabled");
  assert.deepEqual(await alive.evaluateAll((all) => all.map((e) => e.id)), []);
  await check();
});

/** What a host may send, and what is said then. @type {[string, string, RegExp][]} */
const POLICIES = [
  [
    "no WebAssembly",
    "default-src 'self'; worker-src 'self' blob:; img-src data:",
    /policy of this host forbids WebAssembly.*'wasm-unsafe-eval'/,
  ],
  ["no worker", "worker-src 'none'", /\(Content-Security-Policy: worker-src\).*worker-src 'self' blob:/],
  ["no worker from memory", "worker-src 'self'", /\(Content-Security-Policy: worker-src\).*worker-src 'self' blob:/],
  [
    "no policies of Trusted Types",
    "require-trusted-types-for 'script'; trusted-types 'none'",
    /Content-Security-Policy: trusted-types.*trusted-types lit-html proflens/,
  ],
  ["no files of its own", "connect-src 'none'", /\(Content-Security-Policy: connect-src\).*connect-src 'self'/],
  ["a sandbox", "sandbox allow-scripts", /shown in a sandbox.*in a tab of its own/],
];
for (const [name, header, sentence] of POLICIES) {
  test(`a policy of the host: ${name}`, async () => {
    policy(header);
    const { page } = await site.openPage("?profile=samples/cpu.pb.gz");
    await expectWhy(page, sentence);
    assert.equal(await page.locator(".notice.load").count(), 0, "nothing loads for ever");
    await page.context().close();
  });
}

test("a policy of the host: no style sheets", async () => {
  for (const header of ["style-src 'none'", "style-src https://elsewhere.example"]) {
    policy(header);
    const { page } = await site.openPage();
    const sentence = /\(Content-Security-Policy: style-src-elem\).*style-src 'self'/;
    await expectWhy(page, sentence);
    await page.goto(`${site.url}?profile=samples/cpu.pb.gz`);
    await topReady(page);
    await page.locator("#cannot").waitFor();
    assert.match(await text(page.locator("#cannot")), sentence, "also beside a profile");
    await page.context().close();
  }
});

test("a policy that forbids what somebody else brings is no fault of the page", async () => {
  policy("connect-src 'self'; style-src 'self'");
  const { page } = await site.openPage("?profile=samples/cpu.pb.gz");
  await topReady(page);
  const forbidden = await page.evaluate(async () => {
    /** @type {string[]} */
    const seen = [];
    document.addEventListener("securitypolicyviolation", (e) => seen.push(e.effectiveDirective));
    await fetch("https://elsewhere.example/a.js").catch(() => {});
    const link = Object.assign(document.createElement("link"), {
      rel: "stylesheet",
      href: "https://elsewhere.example/a.css",
    });
    document.head.append(link);
    await new Promise((resolve) => link.addEventListener("error", resolve));
    return [...new Set(seen)];
  });
  assert.deepEqual(forbidden, ["connect-src", "style-src-elem"]);
  assert.equal(await page.locator("html[data-cannot]").count(), 0);
  assert.ok(await page.locator(".sentence").isVisible());
  await page.context().close();
});

test("a policy that forbids all scripts: the page's text says so by itself after a while, and nothing lies across it", async () => {
  for (const header of ["script-src 'none'", "script-src https://elsewhere.example"])
    for (const reducedMotion of /** @type {const} */ (["no-preference", "reduce"]))
      for (const width of [1280, 375]) {
        policy(header);
        const { page } = await site.openPage("", { reducedMotion, viewport: { width, height: 800 } });
        const cannot = page.locator("#cannot");
        assert.equal(await cannot.isVisible(), false, "not while scripts may only be slow");
        await page.evaluate(() => {
          for (const animation of document.getAnimations()) animation.finish();
        });
        await cannot.waitFor();
        assert.match((await cannot.textContent()) ?? "", /has not started yet.*a policy of this host/s);
        const across = await cannot.evaluate((e) => {
          const { left, top, width, height } = e.getBoundingClientRect();
          const at = (/** @type {number} */ x, /** @type {number} */ y) =>
            document.elementFromPoint(left + 6 + ((width - 12) * x) / 40, top + 6 + ((height - 12) * y) / 40);
          const all = Array.from({ length: 41 * 41 }, (_, i) => at(i % 41, Math.floor(i / 41)));
          return all.filter((other) => other !== e).map((other) => other?.id ?? "");
        });
        assert.deepEqual([...new Set(across)], [], `${header}, ${reducedMotion}, ${width}`);
        await page.context().close();
      }
});

test("Trusted Types alone are no fault: profiles open, and graphs are drawn", async () => {
  policy("require-trusted-types-for 'script'");
  const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await topReady(page);
  await pressTab(page, "Graph");
  await page.locator("#view-graph g.node").first().waitFor();
  await check();
});

/** Files that do not come as they should, and what is said. @type {[string, string, number, Record<string, string>, string, RegExp][]} */
const FILES = [
  [
    "is missing",
    "main.js",
    404,
    {},
    "",
    /answers 404 for main-\w+\.js.*Reload: a newer version.*copy the whole folder/,
  ],
  ["is missing", "style.css", 404, {}, "", /answers 404 for style-\w+\.css/],
  [
    "is no script",
    "main.js",
    200,
    { "content-type": "text/plain" },
    "",
    /sends main-\w+\.js as text\/plain.*text\/javascript/,
  ],
  [
    "is not understood",
    "main.js",
    200,
    { "content-type": "text/javascript" },
    "let of the = future;",
    /too old.*Chrome or Edge 123, Firefox 125, Safari 17\.5/,
  ],
  [
    "stops",
    "main.js",
    200,
    { "content-type": "text/javascript" },
    "null.future();",
    /stopped while it started: .*TypeError.*Reload/,
  ],
  ["is missing", "worker.js", 404, {}, "", /analyzer could not be started: .*answers 404/],
  ["is missing", "proflens_bg.wasm", 404, {}, "", /proflens_bg-\w+\.wasm could not be loaded: the server answers 404/],
  ...["main.js", "worker.js", "proflens_bg.wasm"].map(
    (file) =>
      /** @type {[string, string, number, Record<string, string>, string, RegExp]} */ ([
        "is a page that says that it is not there",
        file,
        200,
        { "content-type": "text/html" },
        "<!doctype html><p>Nothing is here.",
        /server answers with a page in (the place of main|its place)/,
      ]),
  ),
];
for (const [fault, file, status, headers, body, sentence] of FILES) {
  test(`${file} ${fault}`, async () => {
    answer(file, status, headers, body);
    const { page } = await site.openPage();
    await expectWhy(page, sentence);
    await page.context().close();
  });
}

test("without boot.js the page works, and says as a notice why it does not", async () => {
  answer("boot.js", 404);
  const { page, drop } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  answer("worker.js", 404);
  await page.goto(site.url);
  await page.locator(".notice.error", { hasText: "The analyzer could not be started" }).waitFor();
  await page.context().close();
});

test("opened as a file", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL("../../dist/index.html", import.meta.url).href);
  await expectWhy(page, /opened as a file.*python3 -m http\.server.*cargo xtask serve/);
  await context.close();
});

test("a browser without WebAssembly", async () => {
  const bare = await start(["--js-flags=--jitless"]);
  try {
    const { page } = await bare.openPage("?profile=samples/cpu.pb.gz");
    await expectWhy(page, /WebAssembly, which proflens computes with, is switched off/);
    await page.context().close();
  } finally {
    await bare.stop();
  }
});
