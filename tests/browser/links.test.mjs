// From every view to every other one: the selected function is one, and each key leads to it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, chips, count, hasFocus, pressTab, query, settled, text, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const DOT = "shop.example/search/rank.dot";

/** How a function is selected in each view; answers which one. @type {Record<string, (page: Page) => Promise<void>>} */
const selects = {
  Top: (page) => page.locator(`#view-top .row[data-fn="${DOT}"] .name`).click(),
  async Flame(page) {
    // The stacks from their leaf: its box is the first one.
    await page.getByRole("button", { name: "From the leaf" }).click();
    await page.locator("#view-flame .chart").focus();
    await settled(page);
    await page.keyboard.press("ArrowDown");
    assert.equal(await text(page.locator("#flame-box")), DOT, "the first box is the hottest function");
  },
  Graph: (page) => page.locator(`#view-graph g.node[data-fn="${DOT}"]`).click(),
  Source: (page) => page.locator(`#view-source .routines .row[data-fn="${DOT}"] .name`).click(),
  async Traces(page) {
    await page.locator("#view-traces .body .row .value").first().click();
    await page.locator(`#view-traces .detail .frame[data-fn="${DOT}"]`).first().click();
  },
};

for (const [from, select] of Object.entries(selects)) {
  test(`what is selected in ${from} is there in every other view`, async () => {
    const { page, drop, check } = await site.openPage();
    await drop(["cpu.pb.gz"]);
    await topReady(page);
    await pressTab(page, from);
    await page.locator(`#view-${from.toLowerCase()}`).waitFor();
    await select(page);
    await until(async () => (await query(page)).sel === DOT, "it is selected");

    await page.keyboard.press("g");
    await page.locator(`#view-graph g.node.selected[data-fn="${DOT}"]`).waitFor();
    await page.keyboard.press("l");
    await until(
      async () => (await attribute(page.locator("#view-source .code h2"), "title")) === DOT,
      "Source shows its lines",
    );
    await page.keyboard.press("v");
    await until(
      async () => (await query(page)).pivot === DOT && (await query(page)).view === "flame",
      "the flame graph stands around it",
    );
    await pressTab(page, "Top");
    await page.locator(`#view-top .row.selected[data-fn="${DOT}"]`).waitFor();
    await page.keyboard.press("p");
    assert.ok(await hasFocus(page, "#inspector"), "p leads to its callers and callees");
    await page.keyboard.press(".");
    assert.equal(await attribute(page.locator("#menu .about .name"), "title"), DOT);
    await page.keyboard.press("i");
    await until(async () => (await chips(page)).length === 1, "and what is ignored is gone everywhere");
    await pressTab(page, "Graph");
    await page.locator("#view-graph .stage:not(.stale) g.node").first().waitFor();
    assert.equal(await count(page.locator(`#view-graph g.node[data-fn="${DOT}"]`)), 0, "from the graph, too");
    await check();
  });
}

test("a function that the graph would not show is drawn when it is shown there", async () => {
  const name = "shop.example/search/rank.shift";
  const { page, drop, check } = await site.openPage(`?n=5&sel=${name}`);
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press("g");
  await page.locator(`#view-graph g.node.added.selected[data-fn="${name}"]`).waitFor();
  await page.locator("#view-graph .fewer", { hasText: "added because it is selected" }).waitFor();
  await check();
});
