// The call graph as a user reads it, and as pprof's text of it says: for the tests about it.

import { attribute, settled } from "./desk.mjs";

/** @import { Page } from "playwright-core" */
/** @typedef {Awaited<ReturnType<typeof import("./harness.mjs").start>>} Site */

export const DOT = "shop.example/search/rank.dot";

/** Waits for a drawing. @param {Page} page */
export const drawn = (page) => page.locator("#view-graph .stage:not(.stale) g.node").first().waitFor();
/**
 * Opens profiles and waits for their call graph.
 * @param {Site} site @param {Parameters<Awaited<ReturnType<Site["openPage"]>>["drop"]>[0]} profiles @param {string} [where]
 * @param {Parameters<Site["openPage"]>[1]} [options]
 */
export async function openGraph(site, profiles, where = "?view=graph", options) {
  const opened = await site.openPage(where, options);
  await opened.drop(profiles);
  await drawn(opened.page);
  return opened;
}
/** What a box says, without what parts lines and names: pprof begins a line at every dot, the page where one is full. @param {string} text */
export const squashed = (text) => text.replace(/\\[nl]|[\s.:]/g, "");
/** The functions of the drawing: name, and what the box says. @param {Page} page */
export const nodes = async (page) => (
  await settled(page),
  page
    .locator("#view-graph g.node[data-fn]")
    .evaluateAll((all) =>
      all.map((e) => [
        /** @type {SVGElement} */ (e).dataset.fn ?? "",
        [...e.querySelectorAll("text")].map((t) => (t.textContent ?? "").replace(/[\s.:]/g, "")).join(""),
      ]),
    )
);
/** The same of pprof's text. @param {string} dot */
export const nodesOf = (dot) =>
  [...dot.matchAll(/^N\d+ \[label="((?:[^"\\]|\\.)*)".* tooltip="((?:[^"\\]|\\.)*) \([^()]*\)"/gm)].map((match) => [
    match[2],
    squashed(match[1]),
  ]);
/** @param {Page} page */
export const transform = (page) => attribute(page.locator("#view-graph .stage > svg > g"), "transform");
/** How large the smallest letters of the drawing are, and whether all of it is in sight. @param {Page} page */
export const sight = async (page) => (
  await settled(page),
  page.evaluate(() => {
    const stage = /** @type {Element} */ (document.querySelector("#view-graph .stage"));
    const [world, room] = [/** @type {SVGGElement} */ (stage.querySelector("svg > g")), stage.getBoundingClientRect()];
    const zoom = Number(/scale\(([\d.]+)/.exec(world.getAttribute("transform") ?? "")?.[1]);
    const sizes = [...stage.querySelectorAll("g.node text")].map((text) => Number(text.getAttribute("font-size")));
    const boxes = [...stage.querySelectorAll("g.node > polygon")].map((box) => box.getBoundingClientRect());
    const isIn = (/** @type {DOMRect} */ box) =>
      box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
    return {
      letters: zoom * Math.min(...sizes),
      all: boxes.every(isIn),
      some: boxes.filter(isIn).length,
      nodes: boxes.length,
    };
  })
);
/** What a screen reader says of the cursor's node. @param {Page} page */
export const said = (page) => attribute(page.locator("#graph-node"), "aria-label");
