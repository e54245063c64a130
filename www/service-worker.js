// The page without a network: what was loaded before is there again.
//
// In: requests of the page for its own files. Out: the files, from the network while there is one, so that a new version is seen at once,
// and else as they were last time. The user's profiles are no business of this; the samples are files of the page.

const KEPT = "proflens";
/** The files that every visit loads, below the folder that this one is in; what comes later is kept when it comes, or when the page says so. */
const FIRST = ["", "boot.js", "main.js", "worker.js", "style.css", "pkg/proflens_bg.wasm"];
const FILES = new Set([...FIRST, "graph-worker.js", "syntax-worker.js"]);
const isOwn = (/** @type {string} */ file) => FILES.has(file) || /^samples[/][\w.-]+$/.test(file);
/** How long the network may take before the file of last time has to do, in milliseconds. */
const PATIENCE = 4000;

/** @typedef {Event & {request: Request, data?: {keep?: string[]}, respondWith: (answer: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void}} Asked */
const worker =
  /** @type {EventTarget & {skipWaiting: () => Promise<void>, clients: {claim: () => Promise<void>}, registration: {scope: string}}} */ (
    /** @type {unknown} */ (globalThis)
  );

worker.addEventListener("install", (e) => {
  void worker.skipWaiting();
  // The browser has them at hand: the page has just loaded them.
  const { scope } = worker.registration;
  /** @type {Asked} */ (e).waitUntil(
    caches.open(KEPT).then((cache) => cache.addAll(FIRST.map((file) => scope + file))),
  );
});
worker.addEventListener("activate", (e) => /** @type {Asked} */ (e).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (e) => {
  const { request, respondWith } = /** @type {Asked} */ (e);
  const { scope } = worker.registration;
  const file = request.url.startsWith(scope) ? request.url.slice(scope.length).replace(/[?#].*$/, "") : "?";
  if (request.method !== "GET" || !isOwn(file)) return;
  respondWith.call(e, fresh(request, scope + file));
});

// The page is at rest: what it has not needed so far is kept, too. What has not changed comes from the browser's own cache.
worker.addEventListener("message", (e) => {
  const { data, waitUntil } = /** @type {Asked} */ (e);
  const files = /** @type {string[]} */ (data?.keep ?? []).filter(isOwn);
  waitUntil.call(e, Promise.all(files.map((file) => keep(worker.registration.scope + file))));
});

/** @param {string} name */
async function keep(name) {
  const response = await fetch(name).catch(() => null);
  if (response?.ok) await (await caches.open(KEPT)).put(name, response);
}

/** @param {Request} request @param {string} name without a query: every link opens the same page */
async function fresh(request, name) {
  const cache = await caches.open(KEPT);
  const known = await cache.match(name);
  const asked = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(name, response.clone());
    return response;
  });
  if (!known) return asked;
  // A server on this machine may be another program's by now, and a slow one.
  if (/^(localhost|127\.|\[::1\])/.test(new URL(name).hostname)) return asked.catch(() => known);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, known));
  return Promise.race([asked.catch(() => known), patience]);
}
