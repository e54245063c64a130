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

/** How well the texts of the drawing can be read: each with its contrast to what it stands on, as WCAG reckons it. @param {Page} page */
export const contrasts = async (page) => (
  await settled(page),
  page.evaluate(() => {
    /** @typedef {[red: number, green: number, blue: number]} Colour */
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    /** The colour that is seen where another one lies over a ground. @param {Colour} ground @param {string} colour @param {number} opacity @returns {Colour} */
    const over = (ground, colour, opacity) => {
      context.globalAlpha = 1;
      context.fillStyle = `rgb(${ground.join(" ")})`;
      context.fillRect(0, 0, 1, 1);
      context.globalAlpha = opacity;
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      return [red, green, blue];
    };
    /** @param {Colour} colour */
    const light = (colour) => {
      const [r, g, b] = colour.map((byte) =>
        byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const stage = /** @type {Element} */ (document.querySelector("#view-graph .stage"));
    /** @param {Element} element */
    const opacity = (element) => {
      let product = 1;
      for (let at = /** @type {Element | null} */ (element); at && at !== stage; at = at.parentElement)
        product *= Number(getComputedStyle(at).opacity);
      return product;
    };
    /** @type {Colour} */
    let sheet = [255, 255, 255];
    for (let at = /** @type {Element | null} */ (stage), all = []; ; at = at.parentElement) {
      if (at) all.unshift(getComputedStyle(at).backgroundColor);
      else {
        for (const colour of all) sheet = over(sheet, colour, 1);
        break;
      }
    }
    return [...stage.querySelectorAll(":is(g.node, g.said) text")].map((text) => {
      // A box of labels has a front, which is its first shape.
      const box = text.parentElement?.querySelector("polygon");
      const ground = box ? over(sheet, getComputedStyle(box).fill, opacity(box)) : sheet;
      const [one, other] = [light(ground), light(over(ground, getComputedStyle(text).fill, opacity(text)))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      return { text: text.textContent, of: text.parentElement?.getAttribute("class"), contrast };
    });
  })
);
