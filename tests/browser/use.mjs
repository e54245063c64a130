// A user who goes on for long: opens, compares, filters, looks at every view and closes, again and again, while the page is weighed.
//
//     node tests/browser/use.mjs 30        half an hour of it, with a line for each tenth round
//
// In: minutes, or rounds. Out: for each round what the page holds after it: nodes (those of the document, and all that somebody holds), listeners
// and workers, bytes of JavaScript behind a collection of what nobody holds, and the memory of the analyzer. What is the same after each round may go on for as long as anybody likes.

import { fileURLToPath } from "node:url";
import { addFilter, settled, topReady, type, views } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */
/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof start>>["openPage"]>>} Opened */
/**
 * In numbers, and in bytes behind a collection; `nodes` are those of the document, comments among them, and `all` has those, too, that are in no
 * document and that somebody holds.
 * @typedef {{nodes: number, all: number, listeners: number, workers: number, js: number}} Weight
 */

/** So many texts are typed in a round. The browser remembers each, with its node, so that it could be undone: a thousand of them, on any page. */
export const TYPED = 6;

/** Opens two profiles, compares them, looks at all views with and without a filter, and closes both. Answers what the foot says of the analyzer's memory. @param {Opened} opened */
export async function round({ page, drop }) {
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare: what changed/ }).click();
  await page.locator("#answer", { hasText: "changed from" }).waitFor();
  for (const filter of ["", "focus"]) {
    if (filter) await addFilter(page, filter, "main");
    for (const { id } of await views(page)) await look(page, id);
  }
  await page.fill("#search", "main");
  await page.locator("#tab-top").click();
  await page.locator("#view-top .row:not(.head):not(.blank)").first().click();
  await page.locator("#inspector h2").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "End diff" }).click();
  const wasm = await page
    .locator("#foot", { hasText: "wasm" })
    .locator("[title='Memory of the analyzer'] b")
    .textContent();
  for (const name of ["heap-1.pb.gz", "heap-2.pb.gz"]) {
    const close = page.getByRole("button", { name: `Close ${name}` });
    await close.click();
    // The next chip comes into its place: a click that begins before that ends elsewhere.
    await close.waitFor({ state: "detached" });
  }
  await page.locator("#start").waitFor();
  return wasm;
}

/** @param {Page} page @param {string} view */
async function look(page, view) {
  await page.locator(`#tab-${view}`).click();
  if (view === "console") {
    await type(page, "top5");
    await page.fill("#console-input", "clear");
    await page.press("#console-input", "Enter");
    await page.locator(".console .entry").first().waitFor({ state: "detached" });
  }
  await settled(page);
  if (view === "graph") await page.locator("#view-graph g.node").first().waitFor();
}

/** What the page holds when nobody can hold anything any more that is not needed. @param {Page} page @returns {Promise<Weight>} */
export async function weigh(page) {
  await settled(page);
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Performance.enable");
  // What is let go of lets go of more.
  for (let times = 0; times < 3; times++) await protocol.send("HeapProfiler.collectGarbage");
  const { metrics } = await protocol.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => metrics.find((own) => own.name === name)?.value ?? 0;
  const [all, listeners] = ["Nodes", "JSEventListeners"].map(of);
  const js = await bytesOfValues(protocol);
  await protocol.detach();
  const nodes = await page.evaluate(() => {
    const walk = document.createTreeWalker(document);
    let nodes = 0;
    while (walk.nextNode()) nodes++;
    return nodes;
  });
  return { nodes, all, listeners, workers: page.workers().length, js };
}

/** What a script's values are, in the words of V8. */
const VALUES = ["object", "array", "string", "concatenated string", "sliced string", "number", "bigint", "closure"];

/** Bytes of what scripts hold: values, and no code, of which each question of a test makes some. @param {import("playwright-core").CDPSession} protocol */
async function bytesOfValues(protocol) {
  /** @type {string[]} */
  const chunks = [];
  protocol.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => void chunks.push(chunk));
  await protocol.send("HeapProfiler.takeHeapSnapshot");
  const { snapshot, nodes } = JSON.parse(chunks.join(""));
  /** @type {{node_fields: string[], node_types: [string[]]}} */
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = ["type", "self_size"].map((field) => fields.indexOf(field));
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length)
    if (VALUES.includes(types[0][nodes[at + type]])) bytes += nodes[at + size];
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const end = Date.now() + Number(process.argv[2] ?? 30) * 60_000;
  const site = await start();
  const opened = await site.openPage();
  for (let rounds = 1; Date.now() < end; rounds++) {
    const wasm = await round(opened);
    if (rounds > 3 && rounds % 10) continue;
    const { nodes, all, listeners, workers, js } = await weigh(opened.page);
    const bytes = `${(js / 1e6).toFixed(2)} MB of JavaScript, ${wasm} of WebAssembly`;
    console.log(
      `${rounds} rounds: ${nodes} nodes and ${all - nodes} others, ${listeners} listeners, ${workers} workers, ${bytes}`,
    );
  }
  await opened.check();
  await site.stop();
}
