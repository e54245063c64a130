// The sandwich: callers and callees of the selected function as two small flame graphs beside the view.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, hasFocus, place, query, settled, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const DOT = "shop.example/search/rank.dot";

/** @param {string} where @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(where, options) {
  const opened = await site.openPage(where, options);
  await opened.drop(["cpu.pb.gz"]);
  await topReady(opened.page);
  await settled(opened.page);
  return opened;
}
/** A chart, by the heading above it. @param {Page} page @param {"Callers" | "Callees"} label */
const chart = (page, label) => page.getByRole("tree", { name: `${label} as a flame graph` });
/** What is said of the box that has the cursor. @param {Page} page @param {"Callers" | "Callees"} label */
const box = (page, label) => attribute(chart(page, label).getByRole("treeitem"), "aria-label");
/** How many colours a chart is painted in. @param {Page} page @param {"Callers" | "Callees"} label */
async function colours(page, label) {
  await settled(page);
  return chart(page, label)
    .locator("canvas")
    .evaluate((canvas) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
      const context = /** @type {HTMLCanvasElement} */ (canvas).getContext("2d");
      return new Set(new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? [])).size;
    });
}

test("x puts the callers and callees beside the table as flame graphs, in the address, and takes them away again", async () => {
  const { page, check } = await open(`?sel=${DOT}`);
  await page.locator("#inspector .edges").first().waitFor();
  const lists = (await place(page.locator("#inspector"))).width;
  await page.locator("body").press("x");
  await chart(page, "Callers").waitFor();
  assert.equal((await query(page)).beside, "flames");
  for (const label of /** @type {const} */ (["Callers", "Callees"]))
    assert.ok((await colours(page, label)) > 5, `${label} are painted`);
  assert.ok((await place(page.locator("#inspector"))).width > lists + 100, "there is more room for it");
  assert.ok((await place(page.locator("#view-top"))).width > 600, "and the table stays beside it");
  // The lists with their numbers stay below.
  assert.equal(await page.locator("#inspector .edges:not(.hot)").count(), 2);
  await page.getByRole("button", { name: "Lists" }).click();
  await chart(page, "Callers").waitFor({ state: "detached" });
  assert.equal((await query(page)).beside, "lists");
  await page.locator("body").press("u");
  await chart(page, "Callers").waitFor();
  await check();
});

test("by keys: the boxes beside the function, what they weigh, and Enter goes there", async () => {
  const { page, check } = await open(`?sel=${DOT}&beside=flames`);
  await chart(page, "Callees").focus();
  assert.match(await box(page, "Callees"), /^shop\.example\/search\/rank\.dot, 3\.02s \(54\.03%\)/);
  await page.keyboard.press("ArrowDown");
  const [callee] = (await box(page, "Callees")).split(", ");
  const listed = await texts(page.locator("#inspector .neighbours section").nth(1).locator(".name"));
  assert.equal(callee, listed[0].replace(" (inline)", ""), "the widest box is the first of the list");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.match(await box(page, "Callees"), /rank\.dot, /, "callers are in the other chart");
  await chart(page, "Callers").focus();
  const [caller] = (await box(page, "Callers")).split(", ");
  await page.keyboard.press("Enter");
  await until(async () => (await query(page)).sel === caller, "the caller is selected");
  await chart(page, "Callees").focus();
  assert.ok((await box(page, "Callees")).startsWith(`${caller}, `), "and the sandwich is about it");
  await check();
});

test("its canvases follow the page's theme and the system's", async () => {
  const { page, check } = await open(`?sel=${DOT}&beside=flames`);
  await chart(page, "Callers").waitFor();
  const painted = async () => {
    await settled(page);
    return chart(page, "Callers")
      .locator("canvas")
      .evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  };
  const light = await painted();
  const button = page.locator("#theme");
  await button.dispatchEvent("click");
  await button.dispatchEvent("click");
  await until(async () => (await painted()) !== light, "dark by the button");
  await button.dispatchEvent("click");
  await until(async () => (await painted()) === light, "light again");
  await page.emulateMedia({ colorScheme: "dark" });
  await until(async () => (await painted()) !== light, "dark by the system");
  await check();
});

test("a click on a box selects its function, and pointing at one says what it weighs", async () => {
  const { page, check } = await open(`?sel=${DOT}&beside=flames`);
  const { x, y, height } = await place(chart(page, "Callers"));
  await page.mouse.move(x + 30, y + height - 8);
  const tip = page.locator("#inspector .tip");
  await tip.waitFor();
  assert.match((await tip.textContent()) ?? "", /rank\.cosine.*2\.20s \(39\.36%\)/s);
  await page.mouse.click(x + 30, y + height - 8);
  await until(async () => (await query(page)).sel === "shop.example/search/rank.cosine", "it is selected");
  await check();
});

test("a wide window has it until lists are asked for, and the flame graph has none", async () => {
  const { page, check } = await open(`?sel=${DOT}`, { viewport: { width: 1920, height: 1000 } });
  await chart(page, "Callers").waitFor();
  assert.equal((await query(page)).beside, undefined);
  await page.getByRole("tab", { name: "Flame" }).click();
  await chart(page, "Callers").waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "Top" }).click();
  await chart(page, "Callers").waitFor();
  await page.locator("body").press("x");
  await chart(page, "Callers").waitFor({ state: "detached" });
  assert.equal((await query(page)).beside, "lists");
  await check();
});

test("in a wide window all stacks stand beside the table until a function is selected, or they are closed", async () => {
  const { page, check } = await open("", { viewport: { width: 1920, height: 1000 } });
  const all = page.getByRole("tree", { name: "All stacks as a flame graph" });
  await all.waitFor();
  const top = await place(page.locator("#view-top"));
  assert.ok(top.width > 900 && (await place(all)).x > top.x + top.width - 1, "they stand side by side");
  await all.focus();
  await page.keyboard.press("ArrowDown");
  const item = all.getByRole("treeitem");
  await until(
    async () => /5\.31s \(94\.99%\)/.test((await attribute(item, "aria-label")) ?? ""),
    "it says what it weighs",
  );
  await page.keyboard.press("Enter");
  await until(async () => (await query(page)).sel === "sync.(*WaitGroup).Go.func1", "the function is selected");
  await chart(page, "Callees").waitFor();
  await page.getByRole("tab", { name: "Top" }).focus();
  await page.keyboard.press("Escape");
  await all.waitFor();
  await page.locator("#inspector").getByRole("button", { name: "Close" }).click();
  await page.locator("#inspector").waitFor({ state: "hidden" });
  assert.equal((await query(page)).beside, "lists");
  await check();
});

test("what stands beside the view is as wide in each of them", async () => {
  const { page, check } = await open(`?sel=${DOT}`, { viewport: { width: 1920, height: 1000 } });
  const widths = new Set();
  for (const view of ["top", "flame", "graph", "traces", "calls"]) {
    await page.locator(`#tab-${view}`).click();
    await settled(page);
    widths.add((await place(page.locator("#inspector"))).width);
  }
  assert.equal(widths.size, 1, `${[...widths]}`);
  await check();
});

test("on a phone the sheet has them, too", async () => {
  const { page, check } = await open(`?sel=${DOT}&beside=flames`, {
    viewport: { width: 375, height: 812 },
    hasTouch: true,
    isMobile: true,
  });
  const sheet = await place(page.locator("#inspector"));
  assert.ok(sheet.width === 375 && sheet.height > 200, JSON.stringify(sheet));
  await chart(page, "Callees").scrollIntoViewIfNeeded();
  assert.ok((await colours(page, "Callers")) > 5);
  await check();
});

test("when a key leaves nothing of the function in the sandwich the focus goes to the table", async () => {
  const { page, check } = await open(`?sel=${DOT}`, { viewport: { width: 1920, height: 1000 } });
  await chart(page, "Callers").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("i");
  await chart(page, "Callers").waitFor({ state: "hidden" });
  await until(() => hasFocus(page, "#view-top .grid"), "the table has it");
  await check();
});
