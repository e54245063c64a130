// Hosts of the page that change under it: builds that differ in every file, a host that can be slow, half, wrong or away, and a browser
// that does not know it for this machine.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { until } from "./desk.mjs";
import { find } from "./installed.mjs";
import { PATIENCE } from "./rest.mjs";
import { TYPES } from "./server.mjs";

/** @import { BrowserContext, Page } from "playwright-core" */

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Browsers trust names that end so without a certificate, and to the service worker it is a host as any other. */
const NAME = "proflens.localhost";

/** A build of the page whose every file says which one it is of. @typedef {{mark: string, folder: string, files: string[]}} Build */

/** @param {string[]} marks @returns {{builds: Build[], remove: () => void}} */
export function makeBuilds(marks) {
  // Below the folder that has what the page is made with.
  mkdirSync(join(root, "test-results"), { recursive: true });
  const folder = mkdtempSync(join(root, "test-results/builds-"));
  const builds = marks.map((mark) => {
    const [www, dist] = [join(folder, `www-${mark}`), join(folder, mark)];
    cpSync(join(root, "www"), www, { recursive: true });
    const append = (/** @type {string} */ file, /** @type {string} */ text) =>
      writeFileSync(join(www, file), `${readFileSync(join(www, file), "utf8")}\n${text}\n`);
    append("main.js", `document.documentElement.dataset.main = "${mark}";`);
    append("boot.js", `document.documentElement.setAttribute("data-boot", "${mark}");`);
    append("style.css", `:root { --mark: ${mark}; }`);
    for (const worker of ["worker", "graph-worker", "syntax-worker"])
      append(`engine/${worker}.js`, `console.info("${worker} ${mark}");`);
    append("engine/fetcher.js", `self.name = "${mark}";`);
    // A section that nobody reads, by its name, which is the mark.
    const section = Buffer.from([0, mark.length + 1, mark.length, ...Buffer.from(mark)]);
    const wasm = join(www, "pkg/proflens_bg.wasm");
    writeFileSync(wasm, Buffer.concat([readFileSync(wasm), section]));
    execFileSync("node", [join(root, "xtask/site.mjs"), "--dev", "--www", www, "--dist", dist], { stdio: "pipe" });
    return { mark, folder: dist, files: readdirSync(dist) };
  });
  return { builds, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * A host of one build after the other.
 * @typedef {object} Host
 * @property {string} url
 * @property {Build} build that is on it
 * @property {(file: string) => number} slow how long an answer takes, in milliseconds
 * @property {boolean} away whether it does not answer
 * @property {"404" | "page"} missing what stands in the place of what is not there
 * @property {boolean} portal whether somebody on the way answers everything with a page
 * @property {(file: string) => boolean} lacks files that it has not got yet
 * @property {Map<string, {type: string, text: string, status?: number}>} extra files besides
 * @property {string[]} seen what it was asked for
 * @property {() => Promise<void>} close
 */

/** @param {Build} build @returns {Promise<Host>} */
export async function startHost(build) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const file = pathname.replace(/^[/]some[/]/, "") || "index.html";
    if (host.away) return request.socket.destroy();
    host.seen.push(file);
    await new Promise((resolve) => setTimeout(resolve, host.slow(file)));
    const page = (/** @type {string} */ text) => response.writeHead(200, { "content-type": "text/html" }).end(text);
    if (host.portal) return page("<!doctype html><title>Sign in</title><p>Sign in to use this network.");
    const extra = host.extra.get(file);
    if (extra) return response.writeHead(extra.status ?? 200, { "content-type": extra.type }).end(extra.text);
    const path = join(host.build.folder, file);
    if (host.lacks(file) || !existsSync(path))
      return host.missing === "page" ? page("<!doctype html><p>Not here.") : response.writeHead(404).end();
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "cache-control": "max-age=600" }).end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  /** @type {Host} */
  const host = {
    url: `http://${NAME}:${port}/some/`,
    build,
    slow: () => 0,
    away: false,
    missing: "404",
    portal: false,
    lacks: () => false,
    extra: new Map(),
    seen: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}

/** A browser that finds the host under its name. */
export const startBrowser = () =>
  chromium.launch({
    executablePath: find("chromium"),
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      `--host-resolver-rules=MAP ${NAME} 127.0.0.1`,
    ],
  });

/** @param {BrowserContext} context @param {Host} host @param {string} [where] */
export async function visit(context, host, where = "") {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE / 4);
  /** What its workers have said. @type {string[]} */
  const said = [];
  page.on("console", (message) => void said.push(message.text()));
  await page.goto(host.url + where).catch(() => {});
  return { page, said };
}

/** Waits until the page has started, and says of which build each part of it is. @param {Page} page */
export async function marks(page) {
  await page.locator("html[data-started]").waitFor({ state: "attached" });
  return page.evaluate(() => {
    const { main = "", boot = "" } = document.documentElement.dataset;
    return [main, boot, getComputedStyle(document.documentElement).getPropertyValue("--mark").trim()];
  });
}

/** Everything that the page uses is of that build: what it shows, and what its workers say. @param {Awaited<ReturnType<typeof visit>>} visited @param {Build} build */
export async function isWholly({ page, said }, { mark, files }) {
  assert.deepEqual(await marks(page), [mark, mark, mark]);
  const used = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => name.replace(/.*[/]/, "")),
  );
  const named = used.filter((file) => /-[\da-f]{10}\./.test(file));
  assert.ok(named.length >= 3, `${used}`);
  assert.deepEqual(
    named.filter((file) => !files.includes(file)),
    [],
    `files of another build than ${mark}`,
  );
  const others = said.filter((text) => /^[\w-]*worker [A-Z]$/.test(text) && !text.endsWith(` ${mark}`));
  assert.deepEqual(others, [], `workers of another build than ${mark}`);
}

/** Opens a profile, and shows its graph: the analyzer, its wasm and Graphviz do what they are for. @param {Page} page */
export async function works(page) {
  await page.setInputFiles("#picker", join(root, "testdata/cpu.pb.gz"));
  await page.locator("#tab-top").click();
  await page.locator("#view-top .body .row:not(.blank):visible").first().waitFor();
  await page.locator("#tab-graph").click();
  await page.locator("#view-graph g.node").first().waitFor();
}

/** The caches that there are, by the marks of their builds; "before" is that of the old version. @param {Page} page @param {Build[]} builds */
export const caches = async (page, builds) => {
  const all = await page.evaluate(async () => {
    const names = await globalThis.caches.keys();
    const keys = await Promise.all(names.map(async (name) => (await globalThis.caches.open(name)).keys()));
    return names.map((name, i) => ({ name, urls: keys[i].map(({ url }) => url.replace(/^.*[/]some[/]/, "")) }));
  });
  return all
    .map(({ name, urls }) => {
      if (name === "proflens") return "before";
      const build = builds.find(({ files }) => urls.some((url) => /^main-/.test(url) && files.includes(url)));
      // What is begun and not whole is none.
      return urls.includes("") ? (build?.mark ?? "?") : "half";
    })
    .sort();
};

/** Waits until the caches are those, and no update is under way. @param {Page} page @param {Build[]} builds @param {string[]} expected */
export const kept = (page, builds, expected) =>
  until(async () => {
    const isDone = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return !registration?.installing && !registration?.waiting && registration?.active?.state === "activated";
    });
    return isDone && (await caches(page, builds)).join() === expected.join();
  }, `the caches are ${expected.join()}`);
