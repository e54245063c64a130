// The page without a network: what was loaded before is there again.
//
// In: requests of the page for its own files. Out: the files, from the network while there is one, so that a new version is seen at once,
// and else as they were last time. Profiles are no business of this: not even a sample is kept.

const KEPT = "proflens";
/** The files that every visit loads, below the folder that this one is in; what comes later is kept when it comes. */
const FIRST = ["", "boot.js", "main.js", "worker.js", "style.css", "pkg/proflens_bg.wasm"];
const FILES = new Set([...FIRST, "graph-worker.js", "syntax-worker.js"]);
/** How long the network may take before the file of last time has to do, in milliseconds. */
const PATIENCE = 4000;

/** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void}} Asked */
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
  if (request.method !== "GET" || !FILES.has(file)) return;
  respondWith.call(e, fresh(request, scope + file));
});

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
