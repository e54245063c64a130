// Stop: whatever is computed ends at once, and all is as it was before; closing waits for nothing.
//
// The file is small and means 490 million frames, which Flame and Graph look at for seconds: what ended early has a second analyzer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inlinedProfile } from "../profiles.mjs";
import { addFilter, chips, expectSoon, hold, query, settled, text, topReady, topRows, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const LONG = { name: "long.pb", bytes: inlinedProfile(490, 1000, 1000) };

/** A page, and how many analyzers it has begun, each with another worker beside it. @param {string} [where] behind its address */
async function opened(where) {
  const it = await site.openPage(where);
  let begun = it.page.workers().length;
  it.page.on("worker", () => void begun++);
  return { ...it, begun: () => begun / 2 };
}
const stop = (/** @type {Page} */ page) => page.locator("#stop button");
const view = (/** @type {Page} */ page) =>
  page.locator("#tabs [aria-selected=true]").evaluate((tab) => tab.id.slice(4));

test("a computation is stopped by a click, and the view, its filter and its rows are those of before", async () => {
  const { page, drop, check, begun } = await opened();
  await drop([LONG]);
  await topReady(page);
  await addFilter(page, "tagfocus", "number=1:480");
  await until(async () => (await text(page.locator("#answer"))).includes("480"), "the filter is applied");
  const [rows, there, filters] = [await topRows(page), await query(page), await chips(page)];
  const before = begun();
  await page.locator("#tab-flame").click();
  await stop(page).click();
  await expectSoon(() => view(page), "top");
  await topReady(page);
  assert.deepEqual(await topRows(page), rows);
  assert.deepEqual(await query(page), there);
  assert.deepEqual(await chips(page), filters);
  await expectSoon(async () => begun(), before + 1);
  assert.equal(await stop(page).count(), 0);
  // What was changed before is still there to be undone.
  await page.locator("body").press("u");
  await until(async () => (await chips(page)).length === 0, "the filter is undone");
  await check();
});

test("a file that was still to be opened is opened all the same, one that was cancelled is not", async () => {
  const { page, drop, check } = await opened();
  await drop([LONG]);
  await topReady(page);
  const rows = await topRows(page);
  await page.locator("#tab-flame").click();
  await stop(page).waitFor();
  await drop(["cpu.pb.gz", "heap-1.pb.gz"]);
  const waiting = page.locator(".loads .load");
  await until(async () => (await waiting.count()) === 2, "both wait for the analyzer");
  await waiting.filter({ hasText: "heap-1" }).getByRole("button", { name: "Cancel" }).click();
  // It does not listen, and so it ends.
  await page.locator("#tray .profile", { hasText: "cpu.pb.gz" }).waitFor();
  await expectSoon(() => view(page), "top");
  await topReady(page);
  assert.deepEqual(await topRows(page), rows);
  assert.equal(await page.locator("#tray .profile").count(), 2);
  await check();
});

test("the Escape key stops, and a comparison stays one", async () => {
  const { page, drop, check } = await opened();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare: what changed/ }).click();
  await until(async () => (await text(page.locator("#answer"))).includes("changed from"), "it is a comparison");
  const rows = await topRows(page);
  await drop([LONG]);
  const role = page.locator("#tray .profile", { hasText: LONG.name }).locator("select");
  await role.waitFor();
  await page.locator("#tab-flame").click();
  await page.locator("#flame-box").waitFor();
  await role.selectOption("source");
  await page.getByLabel("Role of heap-1.pb.gz").selectOption("off");
  await page.getByLabel("Role of heap-2.pb.gz").selectOption("off");
  await stop(page).waitFor();
  // What is opened again takes its time, and nobody waits for it.
  const goOn = await hold(page, "");
  await page.keyboard.press("Escape");
  await page.locator("#tab-top").click();
  await goOn();
  await until(async () => (await text(page.locator("#answer"))).includes("changed from"), "the comparison is back");
  assert.deepEqual(await topRows(page), rows);
  await check();
});

test("a profile is closed while it is computed, and what is left is opened anew", async () => {
  const { page, drop, check, begun } = await opened();
  await drop([LONG]);
  await topReady(page);
  const before = begun();
  await page.locator("#tab-flame").click();
  await stop(page).waitFor();
  await page.getByRole("button", { name: "Close long.pb" }).click();
  await page.locator("#start").waitFor();
  await expectSoon(async () => begun(), before + 1);
  // The next one is opened as on any other day.
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await check();
});

test("a file that is cancelled does not open where its first answer comes sooner than it is given up", async () => {
  const { page, drop, check } = await opened("?view=graph");
  await drop([LONG]);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancel").waitFor({ state: "detached" });
  await page.locator("#start").waitFor();
  await drop(["cpu.pb.gz"]);
  // By now either has come first: then it is the graph that is shown, or the plain table.
  await page.locator("#desk").waitFor();
  await settled(page);
  assert.equal(await page.locator("#tray .profile").count(), 1);
  await check();
});

test("a file whose first answer takes long is cancelled, and the next one starts from the plain table", async () => {
  const { page, drop, check, begun } = await opened("?view=graph&calltree=true");
  // Where it was still being read, on a machine with much to do, nothing had to end: then it is given more time.
  for (const patience of [200, 2000, 8000]) {
    await drop([LONG]);
    const cancel = page.getByRole("button", { name: "Cancel" });
    await cancel.waitFor();
    await page.waitForTimeout(patience);
    await cancel.click();
    await page.getByText("Cancel").waitFor({ state: "detached" });
    await page.locator("#start").waitFor();
    await page.waitForTimeout(500);
    if (begun() > 1) break;
  }
  assert.equal(begun(), 2);
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await check();
});
