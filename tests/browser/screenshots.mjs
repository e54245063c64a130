// The pictures of the README, in docs/, from the finished site in dist/; `cargo xtask pictures` makes both.
//
// With a folder as its argument it also writes there what is worth a look after a change of the style sheet: every state of the page, wide
// and narrow, light and dark.

import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { start, testdata } from "./harness.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const diff = "?profile=samples/heap-2.pb.gz&diff_base=samples/heap-1.pb.gz";

/** @typedef {import("playwright-core").Page} Page */
/** @type {Record<string, {where: string, act?: (page: Page) => Promise<void>}>} */
const states = {
  empty: { where: "" },
  top: { where: "?profile=samples/cpu.pb.gz&sel=shop.example/search/rank.dot" },
  diff: { where: diff },
  filtered: { where: "?profile=samples/cpu.pb.gz&f=rank&h=runtime&q=rank(" },
  off: { where: "?profile=samples/cpu.pb.gz&f=rank&h=runtime&n=40&off=ignore:gcBgMarkWorker" },
  menu: {
    where: "?profile=samples/cpu.pb.gz&sel=shop.example/search/rank.dot",
    act: (page) => page.keyboard.press("."),
  },
  presets: { where: "?profile=samples/cpu.pb.gz&f=rank", act: (page) => page.click("#filters .presets") },
  flame: {
    where: "?profile=samples/cpu.pb.gz&view=flame&sel=shop.example/search/rank.dot",
    act: (page) => page.locator("#flame-box:not(:empty)").waitFor({ state: "attached" }),
  },
  around: {
    where: "?profile=samples/cpu.pb.gz&view=flame&pivot=shop.example/search/rank.cosine",
    act: (page) => page.locator("#flame-box:not(:empty)").waitFor({ state: "attached" }),
  },
  flamediff: {
    where: `${diff}&view=flame`,
    act: (page) => page.locator("#flame-box:not(:empty)").waitFor({ state: "attached" }),
  },
  graph: {
    where: "?profile=samples/cpu.pb.gz&view=graph&n=40&th=.&sel=shop.example/search/rank.dot",
    act: (page) => page.locator("#view-graph g.node.selected").waitFor(),
  },
  graphdiff: { where: `${diff}&view=graph`, act: (page) => page.locator("#view-graph g.node").first().waitFor() },
  source: {
    where: "?profile=samples/cpu.pb.gz&view=source&sel=shop.example/search/rank.(*Ranker).vector",
    async act(page) {
      await page.setInputFiles("#picker", {
        name: "rank.go",
        mimeType: "text/plain",
        buffer: readFileSync(testdata("programs/search/rank/rank.go")),
      });
      await page.locator("#view-source .tok1").first().waitFor();
      await page.locator(".notice .x").click();
    },
  },
  missing: { where: "?profile=samples/cpu.pb.gz&view=source" },
  traces: {
    where: "?profile=samples/cpu.pb.gz&view=traces",
    act: (page) => page.locator("#view-traces .body .row").nth(1).click(),
  },
  console: {
    where: "?profile=samples/cpu.pb.gz&view=console",
    async act(page) {
      for (const line of ["top5 -cum", "nosuch"]) {
        await page.fill("#console-input", line);
        await page.press("#console-input", "Enter");
        await page.waitForTimeout(200);
      }
    },
  },
  error: {
    where: "?profile=samples/cpu.pb.gz",
    act: (page) =>
      page.setInputFiles("#picker", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("buy milk") }),
  },
  tags: {
    where: "?profile=samples/cpu.pb.gz&view=tags",
    act: (page) => page.locator("#view-tags .pick").first().waitFor(),
  },
  options: { where: "?profile=samples/cpu.pb.gz&f=rank", act: (page) => page.click("#tune") },
  reports: { where: "?profile=samples/cpu.pb.gz", act: (page) => page.click("#report") },
  keys: { where: "?profile=samples/cpu.pb.gz", act: (page) => page.keyboard.press("?") },
};

const site = await start();

/** @param {keyof typeof states} state @param {string} file @param {import("playwright-core").BrowserContextOptions} options */
async function shoot(state, file, options) {
  const { page } = await site.openPage(states[state].where, options);
  if (states[state].where)
    await page
      .locator(".view .body .row:visible, .view .cards:visible, #console-input, .chart:visible, .stage:visible")
      .first()
      .waitFor();
  await states[state].act?.(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: file });
  await page.context().close();
}

const folder = process.argv[2];
if (folder) {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const width of [375, 1280]) {
      for (const state of Object.keys(states))
        await shoot(state, join(folder, `${state}-${width}-${colorScheme}.png`), {
          viewport: { width, height: 800 },
          colorScheme,
        });
    }
  }
}
mkdirSync(join(root, "docs"), { recursive: true });
for (const state of ["top", "flame", "graph", "source", "flamediff"]) {
  const picture = join(root, `docs/${state}.png`);
  await shoot(state, picture, {
    viewport: { width: 1280, height: 720 },
    colorScheme: state === "flame" || state === "source" ? "dark" : "light",
  });
  console.log(`docs/${state}.png, ${Math.round(statSync(picture).size / 1000)} kB`);
}
await site.stop();
