// The page without a network, and without a mixture: every file that a page gets is of the build that the page is of.
//
// In: requests of pages for the files of the folder that this one is in. Out: a build as a whole. Each has a cache of its own, which is filled
// as a whole when this worker is installed, or not at all; files are named by their content, and what comes under a name is compared
// with its digest. Which build a page is of its index.html says, which the network is asked for first; all else follows from that. A page that
// is open keeps the cache of its build by a lock (engine/offline.js), also when the host has another build by then, or none.
// The user's profiles are no business of this; the samples are files of the page.

import { isLocal } from "./engine/local.js";

/** Files by name, with their SHA-256: `later` are those that not every visit needs. @typedef {{id: string, files: Record<string, string>, later: Record<string, string>, samples: string[]}} Build */
/** @type {Build} */
const BUILD = /** @type {any} */ (globalThis).BUILD;
/** What the version before kept its files in, under names that say nothing of their content. */
const BEFORE = "proflens";
const BEFORES = [
  "main.js",
  "boot.js",
  "worker.js",
  "style.css",
  "graph-worker.js",
  "syntax-worker.js",
  "pkg/proflens_bg.wasm",
];
/** A file that is named by its content. */
const NAMED = /^[\w-]+-[\da-f]{10}\.(?:js|css|wasm|txt)$/;
const isFile = (/** @type {string} */ file) =>
  NAMED.test(file) || BEFORES.includes(file) || /^samples[/][\w.-]+$/.test(file);
/** How long the network may take before the index of this build has to do, in milliseconds. */
const PATIENCE = 4000;
/** So long after it was asked for, a page has said which build it is of, in milliseconds. */
const BEGINNING = 5000;
/** For so long a build that the host has not all of yet is left alone, in milliseconds. */
const HALF = 60_000;

/** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void}} Asked */
/** @typedef {{url: string}} Client */
/** @typedef {{installing: unknown, waiting: unknown, scope: string}} Registration */
const worker =
  /** @type {EventTarget & {skipWaiting: () => Promise<void>, clients: {claim: () => Promise<void>, matchAll: (of: object) => Promise<Client[]>}, registration: Registration}} */ (
    /** @type {unknown} */ (globalThis)
  );
const { scope } = worker.registration;
/** The caches and the locks of all builds of this folder begin so. */
const BUILDS = `proflens ${new URL(scope).pathname} `;
const OWN = BUILDS + BUILD.id;
/** When a file of a build could not be had. */
let missed = -HALF;

worker.addEventListener("install", (e) => {
  void worker.skipWaiting();
  /** @type {Asked} */ (e).waitUntil(fill());
});
worker.addEventListener("activate", (e) => /** @type {Asked} */ (e).waitUntil(worker.clients.claim().then(tidy)));
worker.addEventListener("fetch", (e) => {
  const { request } = /** @type {Asked} */ (e);
  const file = request.url.startsWith(scope) ? request.url.slice(scope.length).replace(/[?#].*$/, "") : "?";
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && /^(index\.html)?$/.test(file)) {
    /** @type {Asked} */ (e).respondWith(index(request));
    const begun = new Promise((resolve) => setTimeout(resolve, BEGINNING));
    /** @type {Asked} */ (e).waitUntil(begun.then(tidy));
  } else if (isFile(file)) /** @type {Asked} */ (e).respondWith(fileOf(/** @type {Asked} */ (e), file));
});

/** The cache of this build, all of it: its index comes last. Of what did not come nothing stays. */
async function fill() {
  const cache = await caches.open(OWN);
  // Back to a build that a page still holds.
  if (await cache.match(scope)) return;
  // Who counts bytes is asked for none that may never be needed.
  const isLean = /** @type {any} */ (navigator).connection?.saveData;
  try {
    const files = { ...BUILD.files, ...(isLean ? {} : BUILD.later) };
    await Promise.all(Object.keys(files).map((file) => bring(cache, file)));
    const page = await fetch(scope, { cache: "no-cache" });
    const text = await page.text();
    if (!page.ok || !text.includes(`data-build="${BUILD.id}"`)) throw new Error("the index is of another build");
    // A page that was redirected is none that may be answered with.
    await cache.put(scope, new Response(text, { headers: page.headers }));
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
  // Any build reads them: they are no part of the whole.
  if (!isLean)
    await Promise.allSettled(
      BUILD.samples.map(async (sample) => {
        const response = await fetch(scope + sample, { cache: "no-cache" });
        if (response.ok && !isPage(response)) await cache.put(scope + sample, response);
      }),
    );
}

/** A page in the place of a file: the host has not got it, or somebody on the way answers for it. @param {Response} response */
const isPage = (response) => /html/.test(response.headers.get("content-type") ?? "");

/** Brings a file of this build, from another build that has it too, or from the network. @param {Cache} cache @param {string} file */
async function bring(cache, file) {
  const known = await caches.match(scope + file);
  if (known) return cache.put(scope + file, known);
  const digest = BUILD.files[file] ?? BUILD.later[file];
  // The browser may have it at hand, and what it has may be something else.
  for (const how of /** @type {RequestCache[]} */ (["default", "reload"])) {
    const response = await fetch(scope + file, { cache: how });
    const bytes = await response.clone().arrayBuffer();
    const own = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
    if (response.ok && own.map((byte) => byte.toString(16).padStart(2, "0")).join("") === digest)
      return cache.put(scope + file, response);
  }
  throw new Error(`${file} is not there, or something else is`);
}

/** The page: that of the network, so that a new build is seen at once, or else that of this build. @param {Request} request */
async function index(request) {
  const known = await (await caches.open(OWN)).match(scope);
  // Of another build not all is there yet.
  if (known && Date.now() - missed < HALF) return known;
  const asked = fetch(request, { cache: "no-cache" });
  if (!known) return asked;
  // What a host says that is well is its word: it may be another page by now, or one to sign in at.
  const sure = asked.then(
    (response) => (response.status < 500 ? response : known),
    () => known,
  );
  // A server on this machine may be another program's by now, and a slow one.
  if (isLocal(new URL(scope).hostname)) return sure;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, known));
  return Promise.race([sure, patience]);
}

/** A file, from whichever build has it: its name says its content. @param {Asked} e @param {string} file */
async function fileOf(e, file) {
  const cache = await caches.open(OWN);
  const known = (await cache.match(scope + file)) ?? (await caches.match(scope + file));
  if (known) return known;
  try {
    const response = await fetch(e.request);
    if (NAMED.test(file) && (!response.ok || isPage(response))) missed = Date.now();
    else if (file in BUILD.later) e.waitUntil(bring(cache, file).catch(() => {}));
    return response;
  } catch (error) {
    missed = Date.now();
    throw error;
  }
}

/** Lets go of builds that no open page is of. */
async function tidy() {
  if (isChanging()) return;
  const names = await caches.keys();
  const pages = (await worker.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(({ url }) =>
    url.startsWith(scope),
  );
  const { held = [] } = await navigator.locks.query();
  const builds = held.flatMap(({ name }) => (name?.startsWith(BUILDS) ? [name] : []));
  // One that does not say its build has just begun, or is of the version before.
  if (builds.length < pages.length || isChanging()) return;
  const over = names.filter((name) => name.startsWith(BUILDS) && name !== OWN && !builds.includes(name));
  await Promise.all(over.map((name) => caches.delete(name)));
  if (!names.includes(BEFORE)) return;
  // Other folders of this origin may have a page of that version, too.
  const before = await caches.open(BEFORE);
  for (const { url } of await before.keys()) if (url.startsWith(scope)) await before.delete(url);
  if ((await before.keys()).length === 0) await caches.delete(BEFORE);
}
/** Another build is being installed: its cache is no one's yet. */
const isChanging = () => Boolean(worker.registration.installing ?? worker.registration.waiting);
