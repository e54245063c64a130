// Source without the text of the program: the lines with weight, one notice for all files, and the pickers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { attribute, count, expectSoon, pressTab, text, texts, topReady } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** A source of testdata/programs as a dropped file. @param {string} path */
const source = (path) => ({
  name: path.slice(path.lastIndexOf("/") + 1),
  bytes: readFileSync(testdata(`programs/${path}`)),
});

/** @param {Page} page @param {string} name */
const opens = (page, name) =>
  expectSoon(() => attribute(page.locator("#view-source .code h2"), "title"), name, `the source of ${name} is open`);

test("without the text the lines with weight are there, and a word on what is missing", async () => {
  const { page, drop, check } = await site.openPage("?unit=auto&view=source");
  await drop(["cpu.pb.gz"]);
  await opens(page, "shop.example/search/rank.dot");
  // As in the golden list of rank.
  const figures = page.locator("#view-source .code .figures b");
  await expectSoon(() => texts(figures), ["1.94s", "3.02s"]);
  assert.deepEqual(await texts(page.locator("#view-source .code .gutter > span:last-child:visible")), [
    "line",
    "90",
    "91",
  ]);
  assert.deepEqual(await texts(page.locator("#view-source .code .file")), ["shop.example/search/rank/rank.go no text"]);
  // One notice for all files, a line high; it unfolds to them.
  const absent = page.locator("#view-source .absent");
  assert.match(await text(absent.locator("summary")), /^The text of all 74 files is missing\. Drop the folder/);
  assert.deepEqual(await texts(absent.locator("button")), ["Choose a folder", "Choose files"]);
  const { height } = (await absent.boundingBox()) ?? assert.fail();
  assert.ok(height <= 34, `${height}`);
  await absent.locator("summary").click();
  assert.match(await text(absent.locator("p")), /end of its path.*vendor\/m\/x\.go.*trim_path.*source_path/s);
  const files = await texts(absent.locator("li"));
  assert.deepEqual([files.length, files[0]], [74, "shop.example/search/rank/rank.go"]);
  // Another function brings no other notice.
  await page.locator("#view-source .routines .row", { hasText: "merge" }).first().click();
  await opens(page, "shop.example/search/query.merge[go.shape.int]");
  assert.equal(await count(page.locator("#view-source :is(.absent, .misfit)")), 1);
  await drop([source("search/rank/rank.go")]);
  await absent.locator("summary", { hasText: "The text of 73 of 74 files is missing" }).waitFor();
  await check();
});

test("the picker takes sources, and a profile without names says why there is none", async () => {
  const { page, drop, check } = await site.openPage("?view=source");
  await drop(["cpu.pb.gz"]);
  await page.locator("#view-source .absent button").first().waitFor();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await chooser).setFiles(testdata("programs/search/rank/rank.go"));
  await page.locator("#view-source .code .text", { hasText: "sum += product(a, b, i)" }).waitFor();
  const folders = page.waitForEvent("filechooser");
  await page.fill("#search", "query.merge");
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await (await folders).setFiles(testdata("programs/search"));
  await page.locator("#view-source .code .text", { hasText: "func merge" }).waitFor();
  await check();
});

test("the samples of the start page bring the text of their programs when their lines are looked at", async () => {
  const { page, requests, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await topReady(page);
  const brought = () => requests.filter((url) => url.includes(".sources.json")).map((url) => url.replace(/^.*\//, ""));
  assert.deepEqual(brought(), [], "nothing is loaded before it is needed");
  await pressTab(page, "Source");
  const line91 = readFileSync(testdata("programs/search/rank/rank.go"), "utf8").split("\n")[90].trim();
  await page.locator("#view-source .code .src", { hasText: line91 }).first().waitFor();
  assert.deepEqual(await texts(page.locator("#view-source .code .file")), ["shop.example/search/rank/rank.go"]);
  assert.deepEqual(brought(), ["search.sources.json"]);
  // Once is enough; and what is forgotten stays away.
  await page.getByRole("button", { name: "Forget them" }).click();
  await pressTab(page, "Top");
  await pressTab(page, "Source");
  await opens(page, "shop.example/search/rank.dot");
  assert.deepEqual(await texts(page.locator("#view-source .code .file")), ["shop.example/search/rank/rank.go no text"]);
  assert.deepEqual(brought(), ["search.sources.json"]);
  await check();
});

test("the same profile from elsewhere brings nothing", async () => {
  const { page, drop, requests, check } = await site.openPage("?view=source");
  await drop(["cpu.pb.gz"]);
  await opens(page, "shop.example/search/rank.dot");
  assert.equal(await count(page.locator("#view-source .absent summary")), 1);
  assert.ok(!requests.some((url) => url.includes(".sources.json")));
  await check();
});
