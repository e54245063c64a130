// A deploy never mixes versions: whatever the host does meanwhile, a page is of one build, and says so or works.
//
// Builds differ in every file. The host is none that looks like this machine, for which the service worker has an exception.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { until } from "./desk.mjs";
import { isWholly, kept, makeBuilds, marks, startBrowser, startHost, visit, works } from "./deploys.mjs";

/** @import { Browser, BrowserContext, Page } from "playwright-core" */

/** @type {ReturnType<typeof makeBuilds>} */
let made;
/** @type {import("./deploys.mjs").Build} */
let A, B, C;
/** @type {import("./deploys.mjs").Host} */
let host;
/** @type {Browser} */
let browser;
/** @type {BrowserContext} */
let context;
before(() => {
  made = makeBuilds(["A", "B", "C"]);
  [A, B, C] = made.builds;
});
after(() => made?.remove());
beforeEach(async () => {
  host = await startHost(A);
  browser = await startBrowser();
  context = await browser.newContext();
});
afterEach(async () => {
  await browser?.close();
  await host?.close();
});

/** Visits, waits until the build is kept as a whole, and leaves. @param {string[]} [marks] of the caches then */
async function visited(marks = [host.build.mark]) {
  const opened = await visit(context, host);
  await isWholly(opened, host.build);
  await kept(opened.page, made.builds, marks);
  await opened.page.close();
}
/** The page after a reload. @param {Page} page */
const reload = (page) => page.reload().catch(() => {});
/** What the page says where it cannot start. @param {Page} page */
async function cannot(page) {
  await page.locator("html[data-cannot]").waitFor({ state: "attached" });
  return (await page.locator("#cannot").textContent()) ?? "";
}

test("a first visit keeps the build as a whole, and the second needs no network", async () => {
  await visited();
  host.away = true;
  const again = await visit(context, host);
  await works(again.page);
  await isWholly(again, A);
});

test("a new build is seen at once, and takes the place of the old one as a whole", async () => {
  await visited();
  host.build = B;
  await visited();
  host.away = true;
  const again = await visit(context, host);
  await works(again.page);
  await isWholly(again, B);
});

test("a new build whose worker comes late, long after its page, takes the place of the old one in that visit", async () => {
  await visited();
  host.build = B;
  host.slow = (file) => (file === "service-worker.js" ? 8000 : 0);
  await visited();
});

test("two updates in a row, and back to the first build, each with the pages of before still open", async () => {
  await visited();
  const a = await visit(context, host);
  await marks(a.page);
  host.build = B;
  const b = await visit(context, host);
  await isWholly(b, B);
  await kept(b.page, made.builds, ["A", "B"]);
  host.build = C;
  const c = await visit(context, host);
  await isWholly(c, C);
  await kept(c.page, made.builds, ["A", "B", "C"]);
  host.build = A;
  const back = await visit(context, host);
  await isWholly(back, A);
  await kept(back.page, made.builds, ["A", "B", "C"]);
  // What they have not needed so far is of their own builds, which the host has no more.
  for (const [opened, build] of /** @type {[typeof a, typeof A][]} */ ([
    [a, A],
    [b, B],
    [c, C],
  ])) {
    await works(opened.page);
    await isWholly(opened, build);
    assert.ok(opened.said.includes(`graph-worker ${build.mark}`), `${opened.said}`);
    await opened.page.close();
  }
  await back.page.reload();
  await kept(back.page, made.builds, ["A"]);
  await isWholly(back, A);
});

test("a page that is open keeps its build when the host is away, and so does its analyzer when it stops", async () => {
  await visited();
  const a = await visit(context, host);
  await marks(a.page);
  host.build = B;
  const b = await visit(context, host);
  await kept(b.page, made.builds, ["A", "B"]);
  await b.page.close();
  host.away = true;
  await works(a.page);
  await isWholly(a, A);
  host.away = false;
  const fresh = a.said.length;
  // As if its WebAssembly had trapped: the page starts another one.
  await a.page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
      Worker.prototype.postMessage = postMessage;
      this.dispatchEvent(new MessageEvent("message", { data: { id: message.id, trapped: true } }));
      return postMessage.call(this, message, ...rest);
    };
  });
  await a.page.keyboard.press("1");
  await a.page.locator("#tab-tags").click();
  await a.page.getByRole("button", { name: "Open it again" }).click();
  await a.page.locator("#view-top .body .row:not(.blank):visible").first().waitFor();
  assert.deepEqual(
    a.said.slice(fresh).filter((text) => text.startsWith("worker ")),
    // The analyzer, and the one beside it.
    ["worker A", "worker A"],
  );
});

test("a host that answers in six seconds: no page is a mixture, neither before the update nor behind it", async () => {
  await visited();
  host.build = B;
  host.slow = () => 6000;
  const first = await visit(context, host);
  await works(first.page);
  await isWholly(first, A);
  // The update has all the time that it wants: this is not waited for.
  host.slow = () => 0;
  await kept(first.page, made.builds, ["A", "B"]);
  host.slow = () => 6000;
  first.said.length = 0;
  await reload(first.page);
  await works(first.page);
  await isWholly(first, B);
  // And back.
  host.build = A;
  const second = await visit(context, host);
  await works(second.page);
  await isWholly(second, B);
});

test("a network that goes away while an update is fetched leaves the build of before, as a whole", async () => {
  await visited();
  host.build = B;
  // The index is new, and comes; of the files only some do.
  host.lacks = (file) => file.startsWith("graph-worker");
  const half = await visit(context, host);
  await isWholly(half, B);
  await until(() => host.seen.some((file) => file.startsWith("graph-worker")), "the update was tried");
  await kept(half.page, made.builds, ["A"]);
  host.away = true;
  await half.page.close();
  const again = await visit(context, host);
  await works(again.page);
  await isWholly(again, A);
  await again.page.close();
  host.away = false;
  host.lacks = () => false;
  await visited();
});

for (const missing of /** @type {const} */ (["404", "page"])) {
  test(`half of a deploy, with ${missing} for what is missing: it is said, and the next reload works`, async () => {
    await visited();
    host.build = B;
    host.missing = missing;
    host.lacks = (file) => file.startsWith("main-");
    const { page, said } = await visit(context, host);
    assert.match(await cannot(page), /main-\w+\.js, a part of this page.*Reload/);
    said.length = 0;
    await reload(page);
    await works(page);
    await isWholly({ page, said }, A);
  });
}

test("half of a deploy at a first visit: it is said, and when all is there a reload works", async () => {
  host.lacks = (file) => file.startsWith("main-");
  const opened = await visit(context, host);
  assert.match(await cannot(opened.page), /answers 404 for main-\w+\.js.*Reload/);
  host.lacks = () => false;
  await reload(opened.page);
  await works(opened.page);
  await isWholly(opened, A);
});

test("somebody on the way who answers everything with a page gets nothing of it into the page", async () => {
  await visited();
  const open = await visit(context, host);
  await marks(open.page);
  host.build = B;
  host.portal = true;
  // His page is his, and no mixture; what is open goes on.
  const portal = await visit(context, host);
  assert.match(await portal.page.title(), /Sign in/);
  await works(open.page);
  await isWholly(open, A);
  host.portal = false;
  host.away = true;
  await reload(portal.page);
  await works(portal.page);
  await isWholly(portal, A);
  host.away = false;
  portal.said.length = 0;
  await reload(portal.page);
  await isWholly(portal, B);
});

test("a server that is ill is no reason not to start", async () => {
  await visited();
  host.build = { ...B, folder: "/nowhere" };
  host.extra.set("index.html", { type: "text/html", text: "<p>ill", status: 503 });
  const opened = await visit(context, host);
  await works(opened.page);
  await isWholly(opened, A);
});

/** The service worker of the version before this one, as short as can be: files without a hash in one cache, the network first. */
const BEFORE = `
  const FIRST = ["", "boot.js", "main.js", "worker.js", "style.css", "pkg/proflens_bg.wasm", "graph-worker.js"];
  addEventListener("install", (e) => {
    skipWaiting();
    e.waitUntil(caches.open("proflens").then((cache) => cache.addAll(FIRST.map((file) => registration.scope + file))));
  });
  addEventListener("activate", (e) => e.waitUntil(clients.claim()));
  addEventListener("fetch", (e) => {
    const name = e.request.url.replace(/[?#].*$/, "");
    if (!FIRST.includes(name.slice(registration.scope.length))) return;
    e.respondWith((async () => {
      const cache = await caches.open("proflens");
      const known = await cache.match(name);
      const asked = fetch(e.request).then(async (response) => {
        if (response.ok) await cache.put(name, response.clone());
        return response;
      });
      if (!known) return asked;
      return Promise.race([asked.catch(() => known), new Promise((resolve) => setTimeout(resolve, 4000, known))]);
    })());
  });`;

test("from the version before, whose files had no hash: its open page keeps them, and goes with its cache", async () => {
  const js = "text/javascript";
  const before = {
    "service-worker.js": BEFORE,
    "main.js": `navigator.serviceWorker.register("service-worker.js"); document.documentElement.dataset.main = "before";`,
    ...Object.fromEntries(["boot.js", "worker.js", "style.css", "pkg/proflens_bg.wasm"].map((file) => [file, ""])),
    "graph-worker.js": "'Graphviz of before'",
  };
  host.extra.set("index.html", { type: "text/html", text: `<!doctype html><script src="main.js"></script>` });
  for (const [file, text] of Object.entries(before)) host.extra.set(file, { type: js, text });
  const old = await visit(context, host);
  await until(
    () => old.page.evaluate(async () => Boolean(navigator.serviceWorker.controller)),
    "the page of before is looked after",
  );
  await kept(old.page, made.builds, ["before"]);
  host.extra.clear();
  const fresh = await visit(context, host);
  await isWholly(fresh, A);
  await kept(fresh.page, made.builds, ["A", "before"]);
  // What the old page has not needed so far is still its own.
  assert.equal(
    await old.page.evaluate(() => fetch("graph-worker.js").then((response) => response.text())),
    "'Graphviz of before'",
  );
  await old.page.close();
  await reload(fresh.page);
  await kept(fresh.page, made.builds, ["A"]);
  host.away = true;
  await reload(fresh.page);
  await works(fresh.page);
  await isWholly(fresh, A);
});
