// Profiles are kept in the browser by consent alone, and can be forgotten; with it a reload brings back what was there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chips, expectSoon, hasFocus, settled, text, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** What this browser has stored for the page, of any kind. @param {Page} page */
const stored = (page) =>
  page.evaluate(async () => [...(await indexedDB.databases()).map(({ name }) => name), ...Object.keys(localStorage)]);
const names = async (/** @type {Page} */ page) =>
  (await texts(page.locator("#kept li .link"))).map((name) => name.trim());
const choice = (/** @type {Page} */ page) =>
  page.getByRole("checkbox", { name: "Keep the profiles that I open in this browser" });

test("without a word nothing is kept", async () => {
  const { page, drop, check } = await site.openPage();
  assert.equal(await choice(page).isChecked(), false);
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await until(async () => (await page.evaluate(() => location.hash)) !== "", "the file is known");
  assert.deepEqual(await stored(page), []);
  await page.goto(site.url);
  await page.locator("html[data-started]").waitFor();
  assert.equal(await page.locator("#kept li").count(), 0);
  await check();
});

test("with it a reload brings the view back, profiles can be opened again, and forgotten one by one or all", async () => {
  const { page, drop, check } = await site.openPage("?f=rank");
  await choice(page).check();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await until(async () => (await page.evaluate(() => location.hash)) !== "", "the file is known");
  await until(async () => (await stored(page)).includes("proflens"), "it is kept");
  await page.reload();
  await topReady(page);
  assert.deepEqual(await chips(page), ["focus rank"]);
  assert.deepEqual(await texts(page.locator(".notice")), []);

  await page.goto(site.url);
  await expectSoon(() => names(page), ["cpu.pb.gz"]);
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await page.goto(site.url);
  // What was opened last comes first.
  await expectSoon(() => names(page), ["heap-1.pb.gz", "cpu.pb.gz"]);
  assert.match(await text(page.locator("#kept li").nth(1)), /16 kB, .*\d{4}/);
  await page.getByRole("button", { name: "cpu.pb.gz", exact: true }).click();
  await topReady(page);
  assert.ok((await text(page.locator("#tray"))).includes("cpu.pb.gz"));

  await page.goto(site.url);
  await expectSoon(() => names(page), ["cpu.pb.gz", "heap-1.pb.gz"]);
  await page.getByRole("button", { name: "Forget cpu.pb.gz" }).click();
  await expectSoon(() => names(page), ["heap-1.pb.gz"]);
  assert.ok(await hasFocus(page, "#kept .x"), "the focus is on the next one");
  await page.getByRole("button", { name: "Forget all" }).click();
  await expectSoon(() => names(page), []);
  assert.ok(await hasFocus(page, "#keep"));
  assert.ok(await choice(page).isChecked(), "what is opened from now on is kept again");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.goto(site.url);
  await expectSoon(() => names(page), ["cpu.pb.gz"]);
  await choice(page).uncheck();
  await expectSoon(() => names(page), []);
  await settled(page);
  assert.deepEqual(await stored(page), [], "without the word all of it is gone");
  await check();
});

test("both files of a comparison come back by themselves", async () => {
  const { page, drop, check } = await site.openPage();
  await choice(page).check();
  await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare/ }).click();
  await page.locator("#view-top.diff").waitFor();
  await until(async () => (await page.evaluate(() => location.hash)).includes("diff_base"), "the address names both");
  await page.reload();
  await page.locator("#view-top.diff").waitFor();
  assert.deepEqual(await texts(page.locator(".notice")), []);
  await check();
});
