// The pictures of the README, in docs/, from the finished site in dist/; `cargo xtask pictures` makes both.
//
// With a folder as its argument it also writes there what is worth a look after a change of the page: every view and what opens above one,
// at the widths of a phone (which is touched), a tablet, a laptop and a large screen, light and dark. With names behind the folder, only
// the states of these names.

import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { settled } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WIDTHS = [375, 768, 1280, 1920];
const HEIGHTS = new Map([
  [375, 812],
  [1920, 1080],
]);
const DOT = "shop.example/search/rank.dot";
const CPU = ["cpu.pb.gz"];
const HEAPS = ["heap-1.pb.gz", "heap-2.pb.gz"];
const DUMP = ["goroutine.debug2.txt"];
const SERIES = readdirSync(testdata("trend/heap-leak"))
  .filter((file) => file.endsWith(".pb.gz"))
  .sort()
  .map((file) => `trend/heap-leak/${file}`);

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{where?: string, files?: string[], sources?: string[], act?: (page: Page) => Promise<unknown>}} State */

/** Takes the offer to compare, which waits behind the sheet of a selected function on a phone. @param {Page} page */
const compare = (page) =>
  page.locator(".offer .primary").evaluate((button) => /** @type {HTMLElement} */ (button).click());
/** Opens a row of a table. @param {string} view */
const opened = (view) => (/** @type {Page} */ page) =>
  page
    .locator(`#view-${view} .body .row[aria-expanded]`)
    .first()
    .click({ position: { x: 12, y: 8 } });
/** @param {string[]} keys */
const press =
  (...keys) =>
  async (/** @type {Page} */ page) => {
    for (const key of keys) await page.locator("body").press(key);
  };
/** Of each view, what is shown of one profile and of a comparison. @param {string} view @param {Partial<State>} [more] @returns {Record<string, State>} */
const both = (view, more = {}) => ({
  [view]: { where: `?view=${view}&sel=${DOT}`, files: CPU, ...more },
  [`${view}-compared`]: { where: `?view=${view}`, files: HEAPS, act: compare },
});

/** @type {Record<string, State>} */
const states = {
  start: {},
  wanted: { where: "?view=flame&f=rank#of=cpu.pb.gz~16384~abcdef123456" },
  top: { files: CPU },
  inspector: { files: CPU, where: `?sel=${DOT}`, sources: ["programs/search/rank/rank.go"] },
  sandwich: { files: CPU, where: `?sel=${DOT}&beside=flames` },
  offer: { files: HEAPS },
  "top-compared": { files: HEAPS, act: compare },
  "inspector-compared": { files: HEAPS, where: "?sel=shop.example/orders/api.decode", act: compare },
  "top-waiting": { files: ["goroutine-2.pb.gz"] },
  "top-heap": { files: ["heap-2.pb.gz"] },
  "top-block": { files: ["block.pb.gz"] },
  filtered: { files: CPU, where: "?f=rank&h=runtime&q=rank(" },
  off: { files: CPU, where: "?f=rank&h=runtime&n=40&off=ignore:gcBgMarkWorker" },
  nothing: { files: CPU, where: "?f=zzzz" },
  typing: { files: CPU, act: (page) => page.fill("#filter-value", "rank.(*Ranker).Best") },
  ...both("flame"),
  "flame-leaf": { files: CPU, where: "?view=flame&flame=leaf" },
  "flame-around": { files: CPU, where: "?view=flame&pivot=shop.example/search/rank.cosine" },
  "flame-search": { files: CPU, where: "?view=flame&q=rank" },
  ...both("calls"),
  ...both("graph"),
  ...both("source", {
    where: "?view=source&sel=shop.example/search/rank.(*Ranker).vector",
    sources: ["programs/search/rank/rank.go"],
  }),
  missing: { files: CPU, where: "?view=source" },
  ...both("traces", { where: "?view=traces", act: opened("traces") }),
  ...both("tags"),
  console: {
    files: CPU,
    where: "?view=console",
    async act(page) {
      for (const line of ["top5 -cum", "nosuch"]) {
        await page.fill("#console-input", line);
        await page.press("#console-input", "Enter");
        await settled(page);
      }
    },
  },
  goroutines: { files: DUMP, where: "?view=goroutines", act: opened("goroutines") },
  trend: { files: SERIES, where: "?view=trend", act: opened("trend") },
  error: {
    files: CPU,
    act: (page) =>
      page.setInputFiles("#picker", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("buy milk") }),
  },
  menu: { files: CPU, where: `?sel=${DOT}`, act: press(".") },
  presets: { files: CPU, act: (page) => page.getByRole("button", { name: "Presets" }).click() },
  options: { files: CPU, where: "?f=rank", act: press(",") },
  reports: { files: CPU, act: press("r") },
  keys: { files: CPU, act: press("?") },
};

const site = await start();

/** @param {string} name @param {string} file @param {import("playwright-core").BrowserContextOptions} options */
async function shoot(name, file, options) {
  const { where, files = [], sources = [], act } = states[name];
  const { page, drop } = await site.openPage(where, options);
  if (files.length) {
    await drop(files);
    await page.locator("#desk:not([hidden])").waitFor();
    await settled(page);
  }
  if (sources.length) {
    await drop(sources);
    await settled(page);
    // So do notices.
    await page.evaluate(() => {
      for (const close of document.querySelectorAll("#notices .x")) /** @type {HTMLElement} */ (close).click();
    });
  }
  await act?.(page);
  await settled(page);
  // The layout of a graph is on its way when the Session has answered.
  if (/graph/.test(name)) await page.locator("#view-graph g.node").first().waitFor();
  await settled(page);
  await page.screenshot({ path: file });
  await page.context().close();
}

const [folder, ...wanted] = process.argv.slice(2);
if (folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(states).filter((name) => wanted.length === 0 || wanted.includes(name))) {
    for (const width of WIDTHS) {
      for (const colorScheme of /** @type {const} */ (["light", "dark"]))
        await shoot(name, join(folder, `${name}-${width}-${colorScheme}.png`), {
          viewport: { width, height: HEIGHTS.get(width) ?? 800 },
          colorScheme,
          ...(width < 500 ? { hasTouch: true, isMobile: true } : {}),
        });
    }
    console.log(name);
  }
}
if (wanted.length === 0) {
  mkdirSync(join(root, "docs"), { recursive: true });
  /** @type {[state: string, picture: string][]} */
  const pictures = [
    ["inspector", "top"],
    ["flame", "flame"],
    ["graph", "graph"],
    ["source", "source"],
    ["flame-compared", "flamediff"],
  ];
  for (const [state, name] of pictures) {
    const picture = join(root, `docs/${name}.png`);
    await shoot(state, picture, {
      viewport: { width: 1280, height: 720 },
      colorScheme: name === "flame" || name === "source" ? "dark" : "light",
    });
    console.log(`docs/${name}.png, ${Math.round(statSync(picture).size / 1000)} kB`);
  }
}
await site.stop();
