// The main job, from a file to an answer, in whichever engine it is run: what users of that browser must be able to do.
//
// In: how a window of the engine is opened. Out: tests of Node. Everything is read in the page, and what is expected is what pprof prints.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { built, DIST } from "../browser/built.mjs";
import { expectSoon, until } from "../browser/desk.mjs";
import { golden, signedRows, topOf } from "../browser/golden.mjs";
import { testdata } from "../browser/harness.mjs";
import { find } from "../browser/installed.mjs";
import { serve } from "../browser/server.mjs";
import { endAll } from "./engine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cpu = topOf(golden("cpu.top"));
const HOTTEST = cpu.rows[0][5].replace(/ \(.*\)$/, "");

/** Runs in a worker: tries to reach a host, and then says at its own that it has. @param {string} host @param {string} own */
async function tryHost(host, own) {
  const here = /** @type {any} */ (globalThis);
  const ways = [
    () => fetch(`http://${host}/fetch`),
    () => fetch(`http://${host}/blind`, { mode: "no-cors", method: "POST", body: "data" }),
    () => here.importScripts(`http://${host}/scripts.js`),
    () => import(`http://${host}/module.js`),
    () => new Promise((resolve) => (new EventSource(`http://${host}/events`).onerror = resolve)),
    () => new Promise((resolve) => (new WebSocket(`ws://${host}/socket`).onerror = resolve)),
    () => {
      const request = new XMLHttpRequest();
      request.open("GET", `http://${host}/xhr`, false);
      request.send();
    },
  ];
  for (const way of ways) {
    try {
      await way();
    } catch {
      // As it should be.
    }
  }
  await fetch(own);
}

/** @param {import("../browser/installed.mjs").Engine} name @param {import("./engine.mjs").Open} open */
export function smoke(name, open) {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  /** @type {import("./engine.mjs").Window} */
  let browser;
  before(async () => {
    const path = find(name);
    assert.ok(path, `there is no ${name}: \`cargo xtask test engines\` says how it comes here`);
    server = await serve(join(root, "dist"));
    browser = await open(path, server);
    await browser.resize(1280, 800);
  });
  after(async () => {
    await browser?.close();
    await endAll();
    await server?.close();
  });
  /** The picture of what was seen last says more than a difference. */
  let isDone = false;
  afterEach(async () => {
    if (isDone || !browser) return;
    mkdirSync(join(root, "test-results"), { recursive: true });
    writeFileSync(join(root, `test-results/${name}.png`), await browser.picture());
  });

  /** @param {string} title @param {(t: import("node:test").TestContext) => Promise<void>} run */
  const job = (title, run) =>
    test(`${name}: ${title}`, async (t) => {
      isDone = false;
      await run(t);
      isDone = true;
    });
  const noErrors = async () => assert.deepEqual(await browser.errors(), [], "errors in the console");

  /** Opens the page and gives it files. @param {string} where @param {string[]} files of testdata/ */
  async function opened(where, ...files) {
    await browser.goto(server.url + where);
    await until(() => browser.run(() => "started" in document.documentElement.dataset), "the page has started");
    for (const file of files) await browser.pick("#picker", [testdata(file)]);
    await until(() => browser.run(() => !document.body.classList.contains("empty")), "the files are open");
  }

  /** Where the middle of an element is, once it is in sight, and if nothing lies over it. @param {string} selector @param {string} words that it has */
  const middle = (selector, words) =>
    browser.run(
      (selector, words) => {
        const element = [...document.querySelectorAll(selector)].find((e) => e.textContent?.includes(words));
        // Tabs are slid where they have no room beside each other.
        element?.scrollIntoView({ block: "nearest", inline: "nearest" });
        const box = element?.getBoundingClientRect();
        if (!element || !box?.width) return null;
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return element.contains(document.elementFromPoint(x, y)) ? { x, y } : null;
      },
      selector,
      words,
    );
  /** Clicks on what stands still: what has just come may still be pushed away by what comes next. @param {string} selector @param {string} [words] */
  async function click(selector, words = "") {
    let place = await middle(selector, words);
    await until(async () => {
      const before = place;
      place = await middle(selector, words);
      return place !== null && isDeepStrictEqual(place, before);
    }, `${selector} ${words} can be clicked`);
    await browser.click(place?.x ?? 0, place?.y ?? 0);
  }
  /** Clicks on a tab, and waits for its view. @param {string} view */
  async function show(view) {
    await click(`#tab-${view}`);
    await until(
      () => browser.run((id) => Boolean(document.querySelector(id)?.clientHeight), `#view-${view}`),
      `${view} is shown`,
    );
  }
  /** Types into a field. @param {string} selector @param {string} line */
  async function fill(selector, line) {
    await click(selector);
    await browser.type(`${line}\n`);
  }

  /** The texts of what is in sight of these elements. @param {string} selector @returns {Promise<string[]>} */
  const texts = (selector) =>
    browser.run(
      (selector) =>
        [...document.querySelectorAll(selector)]
          .filter((e) => e.getClientRects().length)
          .map((e) => e.textContent ?? ""),
      selector,
    );
  /** The parameters of the address. @returns {Promise<Record<string, string>>} */
  const query = async () => Object.fromEntries(new URLSearchParams(await browser.run(() => location.search)));
  /** The rows of Top from the first one, each as the columns of pprof. @returns {Promise<string[][]>} */
  const topRows = () =>
    browser.run(() =>
      [...document.querySelectorAll("#view-top .body .row:not([hidden], .blank)")]
        .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
        .map((row) =>
          [...row.querySelectorAll(":scope > :not(.side, .where, .companion)")].map((cell) => cell.textContent ?? ""),
        ),
    );
  /** Waits until the rows in sight are those. @param {string[][]} expected */
  async function expectTop(expected) {
    const first = async () => (await topRows()).slice(0, expected.length);
    const isThere = async () => {
      const rows = await first();
      return rows.length > 4 && isDeepStrictEqual(rows, expected.slice(0, rows.length));
    };
    await until(isThere, "").catch(async () => assert.deepEqual(await first(), expected));
  }

  job("the programs that hold data are bound by the page's policy", async () => {
    const asked = /** @type {string[]} */ ([]);
    const other = createServer((request, response) => (asked.push(request.url ?? ""), void response.end()));
    other.on("upgrade", (request, socket) => (asked.push(request.url ?? ""), socket.destroy()));
    await new Promise((resolve) => other.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (other.address());
    const programs = ["worker.js", "graph-worker.js"].map((file) => new URL(built(file), server.url).pathname);
    for (const [i, path] of programs.entries()) {
      const text = readFileSync(join(DIST, path.replace(/.*[/]/, "")), "utf8");
      // This one's own host may be asked: so it says that all was tried.
      const tries = `;(${tryHost})("127.0.0.1:${port}", "${server.url}tried-${i}");`;
      server.routes.set(path, (_, response) =>
        response.writeHead(200, { "content-type": "text/javascript" }).end(text + tries),
      );
    }
    await opened("", "cpu.pb.gz");
    await show("graph");
    const tried = (/** @type {number} */ i) => server.seen.some((path) => path.endsWith(`tried-${i}`));
    await until(() => tried(0) && tried(1), "both have tried to reach a host");
    assert.deepEqual(asked, []);
    for (const path of programs) server.routes.delete(path);
    other.close();
    // The browser says what it has forbidden.
    await browser.errors();
  });

  job("a file is opened, and Top is what pprof prints", async () => {
    await opened("", "cpu.pb.gz");
    await expectTop(cpu.rows);
    const [sentence] = await texts(".sentence");
    assert.ok(sentence.includes(HOTTEST.replace(/^.*\//, "")), sentence);
    await click("#view-top .row .name");
    await until(async () => (await query()).sel === HOTTEST, "a click selects a function");
    await noErrors();
  });

  job("the flame graph is painted, and a click selects the box that is seen", async () => {
    // From the leaf, so that the hottest function has the first box.
    await opened("?view=flame&flame=leaf", "cpu.pb.gz");
    const colours = () =>
      browser.run(() => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#view-flame canvas"));
        if (!canvas?.width) return 0;
        const { width, height } = canvas;
        const picture = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const { buffer } = picture.getImageData(0, 0, width, height).data;
        return new Set(new Uint32Array(buffer)).size;
      });
    // Boxes of several packages, and letters with their soft edges.
    await until(async () => (await colours()) > 50, "the canvas has colours");
    const chart = await browser.run(() =>
      document.querySelector("#view-flame canvas")?.getBoundingClientRect().toJSON(),
    );
    // The widest box of the second row, which is at most 28 pixels high, and at least 19.
    await until(async () => {
      await browser.click(chart.x + 40, chart.y + 30);
      return (await query()).sel !== undefined;
    }, "a box is selected");
    assert.equal((await query()).sel, HOTTEST);
    await expectSoon(async () => (await texts("#inspector h2"))[0]?.includes(HOTTEST.replace(/^.*\//, "")), true);
    await noErrors();
  });

  job("the call graph is drawn", async () => {
    await opened("", "cpu.pb.gz");
    await show("graph");
    const nodes = () =>
      browser.run(() =>
        [...document.querySelectorAll("#view-graph g.node")]
          .filter((node) => node.getBoundingClientRect().width > 10 && node.textContent?.trim())
          .map((node) => node.getAttribute("data-fn") ?? ""),
      );
    await until(async () => (await nodes()).includes(HOTTEST), "the hottest function is drawn");
    assert.ok((await nodes()).length > 5, `${await nodes()}`);
    await click(`#view-graph g.node[data-fn="${HOTTEST}"]`);
    await until(async () => (await query()).sel === HOTTEST, "a click selects a node");
    await noErrors();
  });

  job("the console prints what pprof prints", async () => {
    await opened("", "cpu.pb.gz");
    await show("console");
    await fill("#console-input", "top5 -cum");
    await until(async () => (await texts(".console .entry pre")).length === 1, "there is an answer");
    // It stands at the prompt of the golden file as it was typed there.
    assert.equal(
      `(pprof) ${await texts(".console .entry pre")}\n`,
      golden("cpu.shell.top").split(/^(?=\(pprof\))/m)[0],
    );
    await noErrors();
  });

  job("two profiles are compared, with signs, from and to", async () => {
    await opened("?order=flat", "goroutine-2.pb.gz");
    await browser.pick("#picker", [testdata("goroutine-1.pb.gz")]);
    // What changed is said a moment later, and takes a line.
    await until(async () => (await texts(".offer p")).join().includes("+162"), "the offer says what changed");
    await click(".offer button", "Compare: what changed since goroutine-1");
    const compared = topOf(golden("goroutine-2.top.diff_base=goroutine-1"));
    await expectTop(signedRows(compared.rows));
    const { total } = topOf(golden("goroutine-2.top"));
    const [sentence] = await texts(".sentence");
    assert.match(
      sentence,
      new RegExp(`from ${compared.total} .*to ${total} .*\\+${Number(total) - Number(compared.total)}`),
    );
    await noErrors();
  });

  job("the address holds a filter and a view, also for who opens it anew", async () => {
    await opened("", "cpu.pb.gz");
    await show("flame");
    await fill("#filter-value", "focus=rank");
    await until(async () => (await query()).f === "rank", "the filter is in the address");
    const address = await browser.run(() => location.search);
    assert.equal((await query()).view, "flame");
    await opened("?f=query", "cpu.pb.gz");
    await opened(address, "cpu.pb.gz");
    await expectSoon(() => texts("#tabs [aria-selected=true]").then(([tab]) => /^\s*Flame/.test(tab)), true);
    await expectSoon(() => texts("#filters .chip .value"), ["rank"]);
    await show("top");
    await expectTop(topOf(golden("cpu.top.focus=rank.nodecount=10")).rows);
    await browser.run(() => history.back());
    await until(async () => (await query()).view === "flame", "back leads to the view before");
    await noErrors();
  });

  job("the sentence is whole, its links are underlined, and selects are no boxes of the system", async () => {
    await opened("?f=rank", "cpu.pb.gz");
    await expectSoon(() => texts("#filters .chip .value"), ["rank"]);
    const [sentence] = await texts(".sentence");
    assert.match(sentence, /focus=rank, 3\.89s \(69\.59%\) is left; .*%\), .*%\)\.$/);
    const look = await browser.run(() => {
      const element = /** @type {Element} */ (document.querySelector(".sentence"));
      const all = document.createRange();
      all.selectNodeContents(element);
      const line = Number.parseFloat(getComputedStyle(element).lineHeight);
      const style = (/** @type {string} */ selector, /** @type {"appearance" | "textDecorationLine"} */ name) => [
        ...new Set([...document.querySelectorAll(selector)].map((e) => getComputedStyle(e)[name])),
      ];
      return {
        lines: [element, all].map((part) => Math.round(part.getBoundingClientRect().height / line)),
        links: style(".sentence .link", "textDecorationLine"),
        selects: style("select", "appearance"),
      };
    });
    assert.deepEqual(look, { lines: [2, 2], links: ["underline"], selects: ["none"] });
    await noErrors();
  });

  job("in a narrow window nothing is wider than it", async () => {
    // No window of WebKitGTK's is narrower than its bar.
    await browser.resize(450, 800);
    await opened("", "cpu.pb.gz");
    await expectTop(cpu.rows);
    for (const view of ["top", "flame", "graph", "console"]) {
      await show(view);
      assert.deepEqual(await browser.run(() => [innerWidth, document.documentElement.scrollWidth]), [450, 450], view);
    }
    await browser.resize(1280, 800);
    await noErrors();
  });

  job("after one visit the page opens without its server", async (t) => {
    await browser.goto(server.url);
    if (!(await browser.run(() => "serviceWorker" in navigator)))
      return t.skip("this engine has no service workers here, so nothing keeps the page");
    const kept = () =>
      browser.run(async () => {
        const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return all.flatMap((requests) => requests.map(({ url }) => url)).join(" ");
      });
    await until(async () => /graph-worker.*cpu\.pb\.gz|cpu\.pb\.gz.*graph-worker/.test(await kept()), "all is kept");
    const isActive = async () => Boolean((await navigator.serviceWorker.getRegistration())?.active);
    await until(() => browser.run(isActive), "what keeps it has begun its work");
    await noErrors();
    // The port stays taken: another program's answers would be taken for the page.
    server.refuse();
    await opened("", "cpu.pb.gz");
    await expectTop(cpu.rows);
    await show("graph");
    await until(async () => (await texts("#view-graph g.node")).length > 10, "the graph is drawn");
  });
}
