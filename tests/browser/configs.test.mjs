// Saved configurations: sets of options under a name, as in pprof's Config menu.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFilter, chips, options, query, setOption, settled, stall, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {string} [where] */
async function open(where = "") {
  const opened = await site.openPage(where);
  await opened.drop(["heap-2.pb.gz"]);
  await topReady(opened.page);
  await opened.page.click("#tune");
  return opened;
}

/** @param {Page} page @param {string} name */
async function save(page, name) {
  await page.getByRole("button", { name: "Save as" }).click();
  await page.fill("#config-name", name);
  await page.press("#config-name", "Enter");
}
/** The configurations, the current one with a star. @param {Page} page */
const configs = async (page) => (
  await settled(page),
  page
    .locator(".configs .chip button:first-child")
    .evaluateAll((all) =>
      all.map((b) => (b.getAttribute("aria-pressed") === "true" ? `${b.textContent}*` : (b.textContent ?? ""))),
    )
);
/** @param {Page} page @param {string} name */
const choose = (page, name) => page.locator(".configs").getByRole("button", { name, exact: true }).click();

test("a configuration is saved, chosen in one step, replaced and deleted", async () => {
  const { page, drop, check } = await open();
  assert.deepEqual(await configs(page), ["Default*"]);
  await setOption(page, "focus", "json");
  await setOption(page, "granularity", "lines");
  await setOption(page, "trim", "false");
  await setOption(page, "tagroot", "bytes");
  assert.deepEqual(await configs(page), ["Default"]);
  await save(page, "json lines");
  await until(async () => (await configs(page)).join() === "Default,json lines*", "it is the current one");

  const steps = await page.evaluate(() => history.length);
  await choose(page, "Default");
  await until(async () => (await chips(page)).length === 0, "Default is all defaults");
  await choose(page, "json lines");
  await until(async () => (await chips(page)).length === 4, "all of its options are back");
  assert.equal(await page.evaluate(() => history.length), steps + 2, "each choice is one step");
  assert.deepEqual(await options(page), { focus: "json", granularity: "lines", trim: "false", tagroot: "bytes" });
  await page.goBack();
  await until(async () => (await configs(page)).join() === "Default*,json lines", "and one step back");

  await addFilter(page, "hide", "runtime");
  await save(page, "json lines");
  await until(async () => (await configs(page)).join() === "Default,json lines*", "the one of that name is replaced");
  assert.deepEqual(await options(page), { hide: "runtime" });
  await page.reload();
  await drop(["heap-2.pb.gz"]);
  await topReady(page);
  await page.click("#tune");
  await until(async () => (await configs(page)).join() === "Default,json lines*", "it outlasts the page");

  await page.getByRole("button", { name: "Delete json lines" }).click();
  await until(async () => (await configs(page)).join() === "Default", "it is gone");
  await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
  await until(async () => (await configs(page)).join() === "Default,json lines*", "and back");
  await check();
});

test("what is under way when a configuration is saved or chosen is not lost", async () => {
  const { page, check } = await open();
  let resume = await stall(page);
  await addFilter(page, "hide", "runtime");
  await save(page, "mine");
  await resume();
  await until(async () => (await configs(page)).join() === "Default,mine*", "the filter is a part of it");
  assert.deepEqual(await options(page), { hide: "runtime" });

  resume = await stall(page);
  await page.locator("#lens .segments button", { hasText: "alloc_space" }).click();
  await choose(page, "Default");
  await resume();
  await until(async () => (await chips(page)).length === 0, "Default is all defaults");
  assert.equal((await query(page)).si, "alloc_space", "and no other sample type");
  await check();
});

test("what belongs to a profile or a machine is not part of it, as in pprof", async () => {
  const { page, check } = await open("?si=alloc_space&divide_by=2&trim_path=%2Fgo&source_path=%2Fsrc&f=json");
  await save(page, "mine");
  await until(async () => (await configs(page)).join() === "Default,mine*", "it is saved");
  assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem("proflens.configs") ?? "")), [
    { name: "mine", params: "f=json" },
  ]);
  await choose(page, "Default");
  await until(async () => (await query(page)).f === undefined, "the filter is gone");
  const { si, divide_by, trim_path, source_path } = await query(page);
  assert.deepEqual(
    { si, divide_by, trim_path, source_path },
    { si: "alloc_space", divide_by: "2", trim_path: "/go", source_path: "/src" },
  );
  assert.deepEqual(await configs(page), ["Default*", "mine"]);
  await check();
});

test("of several that fit, the last one is the current one", async () => {
  const { page, check } = await open("?f=json&h=runtime");
  await save(page, "one");
  await save(page, "two");
  await until(async () => (await configs(page)).join() === "Default,one,two*", "the last one");
  await check();
});

test("a name that cannot be is refused where it was typed", async () => {
  const { page, check } = await open("?f=json");
  await save(page, " ");
  await page.getByText("needs a name").waitFor();
  await page.fill("#config-name", "Default");
  await page.press("#config-name", "Enter");
  await page.getByText("always there").waitFor();
  await page.press("#config-name", "Escape");
  await page.locator("#config-name").waitFor({ state: "detached" });
  assert.ok(await page.locator("#options").isVisible(), "Esc ends the naming and nothing else");
  await check();
});

test("without storage a configuration lasts as long as the page, which says so", async () => {
  const { page, drop, check } = await site.openPage();
  await page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new Error("forbidden");
      },
    }),
  );
  await page.goto(`${site.url}?f=json`);
  await drop(["heap-2.pb.gz"]);
  await topReady(page);
  await page.click("#tune");
  await save(page, "mine");
  await page.locator(".notice.note", { hasText: "keeps nothing" }).waitFor();
  assert.deepEqual(await configs(page), ["Default", "mine*"]);
  await choose(page, "Default");
  await until(async () => (await chips(page)).length === 0, "it works");
  await choose(page, "mine");
  await until(async () => (await chips(page)).join() === "focus json", "both ways");
  await check();
});

test("what another program left in the storage does no harm", async () => {
  const { page, drop, check } = await site.openPage();
  for (const left of ["{", "7", '[{"name":"a"},null,{"name":"good","params":"f=json&n=x&nosuch=1"}]']) {
    await page.evaluate((text) => localStorage.setItem("proflens.configs", text), left);
    await page.reload();
    await drop(["heap-2.pb.gz"]);
    await topReady(page);
    await page.click("#tune");
    if (left.includes("good")) {
      assert.deepEqual(await configs(page), ["Default*", "good"]);
      await choose(page, "good");
      await until(async () => (await chips(page)).join() === "focus json", "what can be read counts");
      await page.locator(".notice.error", { hasText: "nodecount" }).waitFor();
    } else assert.deepEqual(await configs(page), ["Default*"]);
  }
  await check();
});
