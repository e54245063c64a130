// A profile that is too large for the memory: the page says how large it is, opens less of it by a click, and keeps to that.
//
// The analyzer has a memory of some megabytes, so that a small file is what a huge one is otherwise.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { bounded } from "../bounded.mjs";
import { largeProfile } from "../profiles.mjs";
import { built, builtPath } from "./built.mjs";
import { address, expectSoon, text, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

const LARGE = { name: "large.pb.gz", bytes: new Uint8Array(gzipSync(largeProfile(40_000))) };
/** So many pages of 64 kB hold one sample type of it without labels, and not the whole. */
const PAGES = 150;
const WASM = "proflens_bg.wasm";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => {
  site = await start();
  const little = bounded(readFileSync(builtPath(WASM)), PAGES);
  site.server.routes.set(new URL(built(WASM), site.url).pathname, (_, response) =>
    response.writeHead(200, { "content-type": "application/wasm" }).end(little),
  );
  site.server.routes.set(new URL("large.pb.gz", site.url).pathname, (_, response) =>
    response.writeHead(200).end(LARGE.bytes),
  );
});
after(() => site?.stop());

const SAID = "Of 8 sample types only type7 was kept, and labels were dropped.";
const error = (/** @type {Page} */ page) => page.locator("#notices .notice.error");
const chip = (/** @type {Page} */ page) => page.locator("#tray .profile");
const title = async (/** @type {Page} */ page) => (await chip(page).getAttribute("title")) ?? "";
const isLess = async (/** @type {Page} */ page) => {
  await topReady(page);
  await until(async () => (await title(page)).split("\n").includes(SAID), "the chip says what was left out");
};

test("what is too large says how large it is, and less of it opens by a click and stays less", async () => {
  const { page, drop, check } = await site.openPage();
  await drop([LARGE]);
  await error(page).waitFor();
  assert.match(
    await text(error(page).locator("p")),
    /^large\.pb\.gz: Too large: this profile does not fit into the memory: it has 40,000 samples, and 3 MB unpacked\. Less of it may fit: one sample type, or what there is without the labels\. \d+ MB of memory are in use\. The native command has no such limit\.$/,
  );
  assert.deepEqual(await texts(error(page).locator("button:not(.x)")), [
    "Open only type7",
    "Open without labels",
    "Open only type7, without labels",
    ...[0, 1, 2, 3, 4, 5, 6].map((number) => `Open only type${number}`),
  ]);
  await page.getByRole("button", { name: "Open only type7, without labels" }).click();
  await isLess(page);
  assert.equal(await error(page).count(), 0);
  await expectSoon(() => texts(page.locator("#notices .notice.note p")), [`large.pb.gz: ${SAID}`]);
  const hash = () => page.evaluate(() => location.hash);
  await until(
    async () => /^#of=large\.pb\.gz~\d+~[\da-f]{12}~less:7\.nolabels$/.test(await hash()),
    "the address says it",
  );

  // What was closed comes back as it was.
  await page.getByRole("button", { name: "Close large.pb.gz" }).click();
  await page.locator("#start").waitFor();
  await page.locator("body").press("u");
  await isLess(page);

  // A link names the file, and what of it was kept.
  await page.reload();
  await page.locator("#start").waitFor();
  await drop([LARGE]);
  await isLess(page);
  await check();
});

test("a link to what is too large says what of it is kept", async () => {
  const { page, check } = await site.openPage("?profile=large.pb.gz");
  await page.getByRole("button", { name: "Open only type7, without labels" }).click();
  await isLess(page);
  await expectSoon(() => address(page), "?profile=large.pb.gz&less=7.nolabels:large.pb.gz");
  await page.reload();
  await isLess(page);
  await check();
});
