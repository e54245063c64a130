// What a browser test starts from: the finished site on a local server, in a real Chromium that is watched.
//
//     const site = await start();                      // once a file; `cargo xtask build` makes dist/ first
//     after(() => site.stop());
//     test("...", async () => {
//       const { page, drop, check } = await site.openPage();
//       await drop(page.locator("body"), ["cpu.pb.gz"]); // files of testdata/
//       ...
//       await check();                                 // no error in the console, no request to another origin
//     });
//
// Requests are watched in two ways. Playwright reports those of pages and dedicated workers; and a proxy that answers
// nothing notes whatever else the browser asks a foreign host for, so that no kind of worker can hide from the test.

import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { find } from "./installed.mjs";
import { LONG, PATIENCE, watch } from "./rest.mjs";
import { serve } from "./server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of testdata/. @param {string} name */
export const testdata = (name) => join(root, "testdata", name);

/**
 * @typedef {object} Opened
 * @property {import("playwright-core").Page} page
 * @property {string[]} errors console errors, and exceptions that nobody caught
 * @property {string[]} requests every URL that the page and its workers asked for
 * @property {(files: (string | {name: string, bytes: Uint8Array})[], selector?: string) => Promise<void>} drop drops files on the page
 * @property {(name: string) => Promise<void>} screenshot writes test-results/NAME.png
 * @property {() => string[]} foreign the requests that left the origin
 * @property {(expected?: {errors?: RegExp[]}) => Promise<void>} check fails on an error or a request that was not expected; closes the page
 */

/** Starts server and browser. @param {string[]} [args] of the browser, besides */
export async function start(args = []) {
  if (!existsSync(join(root, "dist/index.html"))) throw new Error("there is no dist/ yet: run `cargo xtask build`");
  const executablePath = find("chromium");
  if (!executablePath) throw new Error("no Chromium found: `cargo xtask test` installs one, or set PROFLENS_CHROMIUM");
  const server = await serve(join(root, "dist"));
  const trap = await startTrap();
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    // The server's own host is reached directly, everything else ends in the trap.
    proxy: { server: trap.url, bypass: "127.0.0.1" },
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });

  /**
   * Opens the site in a fresh profile.
   * @param {string} [where] behind the site's address, such as "?f=main"
   * @param {import("playwright-core").BrowserContextOptions} [options]
   * @returns {Promise<Opened>}
   */
  async function openPage(where = "", options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      serviceWorkers: "block",
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.addInitScript(watch, LONG);
    const errors = /** @type {string[]} */ ([]);
    const requests = /** @type {string[]} */ ([]);
    page.on(
      "console",
      (message) => void (message.type() === "error" && errors.push(`${message.text()} (${message.location().url})`)),
    );
    page.on("pageerror", (error) => void errors.push(String(error.stack ?? error)));
    page.on("crash", () => void errors.push("the page crashed"));
    context.on("request", (request) => void requests.push(request.url()));
    const trapped = trap.seen.length;
    const foreign = () => [...requests.filter((url) => isForeign(url, server.origin)), ...trap.seen.slice(trapped)];
    await page.goto(server.url + where);
    return {
      page,
      errors,
      requests,
      foreign,
      drop: (files, selector = "body") => drop(page, files, selector),
      screenshot: async (name) => {
        mkdirSync(join(root, "test-results"), { recursive: true });
        await page.screenshot({ path: join(root, "test-results", `${name}.png`) });
      },
      check: async (expected = {}) => {
        await context.close();
        const unexpected = errors.filter((error) => !expected.errors?.some((pattern) => pattern.test(error)));
        assert.deepEqual(unexpected, [], "errors in the console");
        assert.deepEqual(foreign(), [], "requests that left the origin");
      },
    };
  }

  return {
    url: server.url,
    server,
    browser,
    openPage,
    stop: async () => {
      await browser.close();
      await server.close();
      await trap.close();
    },
  };
}

/** Data and blob URLs load nothing. @param {string} url @param {string} origin */
function isForeign(url, origin) {
  return !/^(data|blob|about):/.test(url) && new URL(url).origin !== origin;
}

/** Hosts that Chromium itself asks (updates, autofill, accounts), page or no page. Those of a page are seen by playwright. */
const ERRANDS = /^https?:\/\/([\w-]+\.)*(google\.com|googleapis\.com|gvt1\.com|gstatic\.com)[:/]/;

/** A proxy that notes what it is asked for, and refuses. */
async function startTrap() {
  const seen = /** @type {string[]} */ ([]);
  const note = (/** @type {string} */ url) => void (ERRANDS.test(url) || seen.push(url));
  const proxy = createServer((request, response) => {
    note(request.url ?? "?");
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, socket) => {
    note(`https://${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  const close = () =>
    new Promise((resolve) => {
      proxy.close(() => resolve(undefined));
      proxy.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, seen, close };
}

/**
 * Drags files over an element and lets go: the events that a browser sends, with a real DataTransfer.
 * @param {import("playwright-core").Page} page
 * @param {(string | {name: string, bytes: Uint8Array})[]} files names in testdata/, or files made up by the test
 * @param {string} selector
 */
async function drop(page, files, selector) {
  const contents = files.map((file) => {
    const { name, bytes } =
      typeof file === "string" ? { name: basename(file), bytes: readFileSync(testdata(file)) } : file;
    return { name, base64: Buffer.from(bytes).toString("base64") };
  });
  const transfer = await page.evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of contents) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, contents);
  for (const event of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent(selector, event, { dataTransfer: transfer });
  await transfer.dispose();
}
