// What holds data reaches no other host, whatever would get into it; and a link of a stranger fetches nothing by itself.
//
// Code is put into the page and into each of its workers, as a mistake in a template or in a library would, and tries every way out that there
// is but one: to send the whole tab elsewhere no policy forbids. The page is served without headers and with those of `_headers`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { built, DIST } from "./built.mjs";
import { count, dropLink, expectSoon, paste, pressTab, settled, text, texts, topReady, until } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page, Worker } from "playwright-core" */

/** Another host: what it was asked for, connections that asked for nothing too. */
async function startOther() {
  const seen = /** @type {string[]} */ ([]);
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const file = request.url?.endsWith(".pb.gz") ? readFileSync(testdata("cpu.pb.gz")) : "export {}";
    const type = request.url?.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": type }).end(file);
  });
  server.on("upgrade", (request, socket) => (seen.push(`upgrade ${request.url}`), socket.destroy()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    seen,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    close: () => void server.close().closeAllConnections(),
  };
}

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
/** @type {Awaited<ReturnType<typeof startOther>>[]} */
let others;
before(async () => {
  site = await start();
  others = [await startOther(), await startOther()];
});
beforeEach(() => {
  for (const { seen } of others) seen.length = 0;
  site.server.routes.clear();
});
after(() => {
  for (const other of others ?? []) other.close();
  return site?.stop();
});

/** Has the server send what `_headers` says, as the hosts that read it do. */
function sendHeaders() {
  const rules = readFileSync(join(DIST, "_headers"), "utf8")
    .split(/^(?=\S)/m)
    .map((rule) => {
      const [path, ...lines] = rule.trim().split(/\n\s*/);
      return {
        path,
        lines: lines.map((line) => /** @type {[string, string]} */ (/^([\w-]+): (.*)$/.exec(line)?.slice(1))),
      };
    });
  const all = rules.find(({ path }) => path === "/*")?.lines ?? [];
  for (const { path, lines } of rules.filter((rule) => rule.path !== "/*")) {
    const file = readFileSync(join(DIST, path === "/" ? "index.html" : path));
    const type = /\.js$/.test(path) ? "text/javascript" : /\.css$/.test(path) ? "text/css" : "text/html";
    const headers = {
      "content-type": path.endsWith(".wasm") ? "application/wasm" : type,
      ...Object.fromEntries([...all, ...lines]),
    };
    site.server.routes.set(new URL(`.${path}`, site.url).pathname, (_, response) =>
      response.writeHead(200, headers).end(file),
    );
  }
}

/** Runs where the data is: tries to reach a host, and says which ways did not fail. @param {{url: string, own: string}} to */
async function tryAll({ url, own }) {
  const here = /** @type {any} */ (globalThis);
  const socket = url.replace("http", "ws");
  const { document } = here;
  const element = (/** @type {string} */ name, /** @type {object} */ is) => {
    const made = Object.assign(document.createElement(name), is);
    document.body.append(made);
  };
  const happens = (/** @type {any} */ target, /** @type {string} */ good) =>
    new Promise((resolve, reject) => {
      target.addEventListener(good, resolve);
      target.addEventListener("error", () => reject(new Error()));
      setTimeout(() => reject(new Error()), 1000);
    });
  const told = (/** @type {any} */ worker) => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ url: `${url}/by-fetcher`, port: port1 }, [port1]);
    port2.postMessage("more");
  };
  /** @type {Record<string, () => unknown>} */
  const ways = {
    fetch: () => fetch(`${url}/fetch`),
    blind: () => fetch(`${url}/blind`, { mode: "no-cors", method: "POST", body: "data", keepalive: true }),
    xhr: () => {
      const request = new XMLHttpRequest();
      request.open("POST", `${url}/xhr`);
      request.send("data");
      return happens(request, "load");
    },
    socket: () => happens(new WebSocket(`${socket}/socket`), "open"),
    events: () => happens(new EventSource(`${url}/events`), "open"),
    transport: () => new here.WebTransport(`https://${new URL(url).host}/transport`).ready,
    import: () => import(`${url}/module.js`),
    scripts: () => here.importScripts(`${url}/scripts.js`),
    worker: () => told(new Worker(`${url}/worker.js`)),
    fetcher: () => told(new Worker(own)),
    "fetcher by a blob": () => told(new Worker(URL.createObjectURL(new Blob([`importScripts("${own}")`])))),
    policy: () =>
      told(
        new Worker(
          here.trustedTypes
            .createPolicy("proflens", { createScriptURL: (/** @type {string} */ u) => u })
            .createScriptURL(own),
        ),
      ),
    "another policy": () =>
      told(
        new Worker(
          here.trustedTypes
            .createPolicy("lit-html", { createScriptURL: (/** @type {string} */ u) => u })
            .createScriptURL(own),
        ),
      ),
    "shared worker": () => new here.SharedWorker(own),
    "service worker": () => here.navigator.serviceWorker.register(own),
    eval: () => here.eval("1"),
    ...(document && {
      beacon: () =>
        here.navigator.sendBeacon(`${url}/beacon`, "data") && Promise.reject(new Error("it is queued, and not sent")),
      image: () => happens(Object.assign(new Image(), { src: `${url}/image` }), "load"),
      elements: () => {
        element("iframe", { src: `${url}/iframe` });
        element("embed", { src: `${url}/embed` });
        element("video", { src: `${url}/video` });
        for (const rel of ["stylesheet", "prefetch", "preload", "modulepreload", "icon", "manifest"])
          element("link", { rel, href: `${url}/${rel}`, as: "script" });
        element("div", { style: `background: url(${url}/background)` });
        element("iframe", {});
        return here.frames[here.frames.length - 1].fetch(`${url}/frame`);
      },
      script: () => element("script", { src: `${url}/script.js` }),
      form: () => {
        const form = Object.assign(document.createElement("form"), {
          action: `${url}/form`,
          method: "post",
          target: "_blank",
        });
        document.body.append(form);
        form.submit();
        throw new Error("it is sent, or not");
      },
      ...byPage(),
    }),
  };
  /** What has the page itself reach it, by what a user does. What becomes of it is seen where it arrives. @returns {typeof ways} */
  function byPage() {
    const waits = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      throw new Error("it has arrived, or not");
    };
    const carrying = (/** @type {string} */ type, /** @type {string} */ text) => {
      const data = new here.DataTransfer();
      data.setData(type, text);
      return { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
    };
    const press = (/** @type {string} */ selector, /** @type {string} */ word) => {
      for (const button of document.querySelectorAll(selector)) if (button.textContent.trim() === word) button.click();
    };
    const goTo = async (/** @type {string} */ profile) => {
      press(".profile .x", "×");
      await waits().catch(() => {});
      here.history.pushState(null, "", `?profile=${profile}`);
      here.dispatchEvent(new here.PopStateEvent("popstate", { state: null }));
      await waits().catch(() => {});
    };
    return {
      paste: () => (
        document.body.dispatchEvent(new here.ClipboardEvent("paste", carrying("text/plain", `${url}/by-paste`))),
        waits()
      ),
      drop: () => (
        document.body.dispatchEvent(new here.DragEvent("drop", carrying("text/uri-list", `${url}/by-drop`))), waits()
      ),
      "step that was agreed to": async () => {
        here.sessionStorage.setItem("proflens.agreed", JSON.stringify([`${url}/by-agreed`]));
        await goTo(`${url}/by-agreed`);
        return waits();
      },
      button: async () => {
        await goTo(`${url}/by-button`);
        press(".notice button", "Load");
        return waits();
      },
      "other words for the fetcher": async () => {
        const { Worker, TrustedTypePolicy } = here;
        const [{ postMessage }, { includes }] = [Worker.prototype, Array.prototype];
        const createScriptURL = TrustedTypePolicy?.prototype.createScriptURL;
        Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ rest) {
          if (message.url) message.url = `${url}/by-word`;
          return postMessage.call(this, message, rest);
        };
        if (createScriptURL)
          TrustedTypePolicy.prototype.createScriptURL = function (/** @type {string} */ wanted) {
            told(new Worker(createScriptURL.call(this, own)));
            return createScriptURL.call(this, wanted);
          };
        await goTo("samples/cpu.pb.gz");
        Array.prototype.includes = () => true;
        await goTo(`${url}/by-list`);
        Array.prototype.includes = includes;
        Worker.prototype.postMessage = postMessage;
        if (createScriptURL) TrustedTypePolicy.prototype.createScriptURL = createScriptURL;
        return waits();
      },
    };
  }
  const open = [];
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way();
      open.push(name);
    } catch {
      // As it should be.
    }
  }
  return open;
}

/** The programs that hold data. */
const BESIDE = ["analyzer", "graph-worker", "syntax-worker", "unpacker"];

/** What the workers of a page are called. @param {Page} page */
const beside = async (page) => (await Promise.all(page.workers().map((worker) => worker.evaluate("name")))).sort();

/** Opens a profile, its graph and its source, so that all workers that there are have data. @param {string} [where] */
async function openAll(where = "?profile=samples/cpu.pb.gz") {
  const opened = await site.openPage(where, { serviceWorkers: "allow" });
  const { page } = opened;
  await topReady(page);
  await pressTab(page, "Graph");
  await page.locator("#view-graph g.node").first().waitFor();
  await pressTab(page, "Source");
  await page.locator("#view-source .code .row").first().waitFor();
  await expectSoon(() => beside(page), BESIDE, "all of them are there");
  return opened;
}

for (const [name, prepare] of /** @type {[string, () => void][]} */ ([
  ["without headers", () => {}],
  ["with those of _headers", sendHeaders],
])) {
  test(`what is put into the page or into a worker that holds data reaches no other host: ${name}`, async () => {
    prepare();
    const { page } = await openAll();
    assert.ok(
      page.workers().every((worker) => worker.url().startsWith("blob:")),
      `${page.workers().map((worker) => worker.url())}`,
    );
    const to = { url: others[0].url, own: new URL(built("fetcher.js"), site.url).href };
    for (const place of /** @type {(Page | Worker)[]} */ ([page, ...page.workers()]))
      assert.deepEqual(await place.evaluate(tryAll, to), [], `ways that are open in ${place.url()}`);
    // What was begun has its time to arrive.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(
      others.map(({ seen }) => seen),
      [[], []],
    );
    await page.context().close();
  });
}

test("the ways out are ways where no policy is: the test above can fail", async () => {
  const { page } = await site.openPage(built("style.css"));
  const to = { url: others[0].url, own: new URL(built("fetcher.js"), site.url).href };
  const open = await page.evaluate(tryAll, to);
  for (const way of ["fetch", "blind", "xhr", "import", "fetcher", "elements", "script"])
    assert.ok(open.includes(way), `${way} in ${open}`);
  await until(() => others[0].seen.includes("GET /by-fetcher"), "the fetcher fetches");
  for (const way of ["GET /fetch", "upgrade /socket", "POST /beacon", "POST /form", "GET /iframe", "GET /stylesheet"])
    await until(() => others[0].seen.includes(way), `${way} arrives`);
  await page.context().close();
});

test("a link to many files is asked about in a sentence, which unfolds to all of them", async () => {
  const [first] = others;
  const where = Array.from({ length: 300 }, (_, i) => `profile=${first.url}/${i}.pb.gz`).join("&");
  const { page } = await site.openPage(`?${where}`);
  const notice = page.locator(".notice", { hasText: "This link wants to load" });
  assert.equal(await text(notice.locator("p")), `This link wants to load 300 profiles from ${first.host}.`);
  await notice.getByText("All 300").click();
  assert.equal(await count(notice.locator("li")), 300);
  assert.deepEqual(first.seen, []);
  await page.context().close();
});

test("a link to another host is asked about by its name, and fetches nothing before", async () => {
  const [first, second] = others;
  const { page } = await site.openPage(`?profile=${first.url}/cpu.pb.gz&diff_base=${second.url}/old%E2%80%AEfdp.pb.gz`);
  const notice = page.locator(".notice", { hasText: "This link wants to load" });
  await notice.waitFor();
  assert.match(
    await text(notice.locator("p")),
    new RegExp(
      `^This link wants to load cpu\\.pb\\.gz and old fdp\\.pb\\.gz from ${first.host} and ${second.host}\\.$`,
    ),
  );
  await settled(page);
  assert.deepEqual([first.seen, second.seen, await count(page.locator(".load"))], [[], [], 0]);
  await notice.getByRole("button", { name: "Leave it" }).click();
  await notice.waitFor({ state: "detached" });
  await settled(page);
  assert.deepEqual([first.seen, second.seen], [[], []]);
  // It is the same question for who comes again.
  await page.reload();
  await notice.getByRole("button", { name: "Load", exact: true }).click();
  await page.locator("#view-top.diff").waitFor();
  assert.deepEqual([first.seen, second.seen.length], [["GET /cpu.pb.gz"], 1]);
  await until(() => page.workers().every((worker) => worker.url().startsWith("blob:")), "who fetched has ended");
  // What was agreed to is not asked again by a reload.
  await page.reload();
  await page.locator("#view-top.diff").waitFor();
  assert.equal(first.seen.length, 2);
  assert.deepEqual(await texts(page.locator(".notice")), []);
  await page.context().close();
});

for (const [which, near] of /** @type {const} */ ([
  ["the source", "profile"],
  ["the base", "diff_base"],
]))
  test(`of a link to two hosts what is near is opened at once, and only the other is asked about: ${which}`, async () => {
    const path = new URL("near.pb.gz", site.url).pathname;
    site.server.routes.set(path, (_, response) => response.end(readFileSync(testdata("cpu.pb.gz"))));
    const [other] = others;
    const far = near === "profile" ? "diff_base" : "profile";
    const { page } = await site.openPage(`?${near}=near.pb.gz&${far}=${other.url}/far.pb.gz`);
    const notice = page.locator(".notice", { hasText: "This link wants to load" });
    await topReady(page);
    await notice.waitFor();
    assert.equal(await text(notice.locator("p")), `This link wants to load far.pb.gz from ${other.host}.`);
    assert.deepEqual(
      [other.seen, await count(page.locator(".profile")), await count(page.locator("#view-top.diff"))],
      [[], 1, 0],
    );
    await notice.getByRole("button", { name: "Load", exact: true }).click();
    await page.locator("#view-top.diff").waitFor();
    await settled(page);
    assert.deepEqual(other.seen, ["GET /far.pb.gz"]);
    const parts = new URL(page.url()).searchParams;
    assert.match(parts.get(near) ?? "", /near\.pb\.gz$/);
    assert.match(parts.get(far) ?? "", /far\.pb\.gz$/);
    await page.context().close();
  });

test("with the headers of _headers a link that was agreed to is fetched, and everything runs", async () => {
  sendHeaders();
  const { page, errors } = await site.openPage(`?profile=${others[0].url}/cpu.pb.gz`);
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await topReady(page);
  await pressTab(page, "Graph");
  await page.locator("#view-graph g.node").first().waitFor();
  assert.deepEqual(errors, []);
  await page.context().close();
});

test("what is of this origin and outside of the page's folder is asked about, too; a link that is pasted or dropped is not", async () => {
  site.server.routes.set("/private/cpu.pb.gz", (_, response) => response.end(readFileSync(testdata("cpu.pb.gz"))));
  const { page } = await site.openPage("?profile=../../private/cpu.pb.gz");
  await page.locator(".notice", { hasText: `load cpu.pb.gz from ${new URL(site.url).host}` }).waitFor();
  assert.ok(!site.server.seen.includes("/private/cpu.pb.gz"));
  await paste(page, `${others[1].url}/pasted.pb.gz`);
  await topReady(page);
  assert.deepEqual(others[1].seen, ["GET /pasted.pb.gz"]);
  await dropLink(page, `${others[0].url}/dropped.pb.gz`);
  await until(async () => (await count(page.locator(".profile"))) === 2, "what was dropped is open, too");
  assert.deepEqual(others[0].seen, ["GET /dropped.pb.gz"]);
  await page.context().close();
});

test("a file of the page's own folder leads nowhere else", async () => {
  site.server.routes.set("/some/where/samples/away.pb.gz", (_, response) =>
    response.writeHead(302, { location: `${others[0].url}/cpu.pb.gz` }).end(),
  );
  const { page } = await site.openPage("?profile=samples/away.pb.gz");
  await page.locator(".notice.error", { hasText: "could not be fetched" }).waitFor();
  assert.deepEqual(others[0].seen, []);
  await page.context().close();
});
