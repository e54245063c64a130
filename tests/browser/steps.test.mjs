// What is undone and gone back to: roles, comparisons and closed profiles as much as filters, and the address always says what is shown.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { address, chips, pressTab, query, settled, stall, text, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** The part that each open profile plays. @param {Page} page */
const roles = (page) =>
  page
    .locator("#tray .profile")
    .evaluateAll((all) =>
      Object.fromEntries(all.map((p) => [p.querySelector("b")?.textContent, p.querySelector("select")?.value])),
    );
const view = (/** @type {Page} */ page) =>
  page.locator("#tabs [aria-selected=true]").evaluate((tab) => tab.id.slice(4));
/** The files that the address names, with their parts. @param {Page} page */
const named = async (page) =>
  new URLSearchParams(new URL(page.url()).hash.slice(1)).getAll("of").map((of) => of.replace(/~\d+~[\da-f]*/, ""));
/** @param {Page} page @param {Record<string, string>} expected */
const areRoles = (page, expected) =>
  until(async () => JSON.stringify(await roles(page)) === JSON.stringify(expected), JSON.stringify(expected));
const [OLD, NEW] = ["heap-1.pb.gz", "heap-2.pb.gz"];
const ALONE = { [OLD]: "source", [NEW]: "off" };
const COMPARED = { [OLD]: "diff_base", [NEW]: "source" };

async function twoHeaps() {
  const opened = await site.openPage();
  await opened.drop([OLD]);
  await topReady(opened.page);
  await opened.drop([NEW]);
  await opened.page.locator(".offer").waitFor();
  await settled(opened.page);
  return opened;
}

test("a comparison, its end and other parts are steps, for Back and Forward and for undo and redo", async () => {
  const { page, check } = await twoHeaps();
  await page.getByRole("button", { name: /^Compare: what changed/ }).click();
  await areRoles(page, COMPARED);
  assert.equal(await page.getByRole("button", { name: "Undo" }).isEnabled(), true);
  await page.goBack();
  await areRoles(page, ALONE);
  await settled(page);
  assert.deepEqual(await named(page), [OLD]);
  await page.goForward();
  await areRoles(page, COMPARED);
  await page.getByRole("button", { name: "End diff" }).click();
  await areRoles(page, { [OLD]: "off", [NEW]: "source" });
  await page.getByLabel(`Role of ${OLD}`).selectOption("source");
  await areRoles(page, { [OLD]: "source", [NEW]: "source" });
  await page.locator("body").press("u");
  await areRoles(page, { [OLD]: "off", [NEW]: "source" });
  await page.locator("body").press("u");
  await areRoles(page, COMPARED);
  await page.locator("body").press("u");
  await areRoles(page, ALONE);
  assert.equal(await page.getByRole("button", { name: "Undo" }).isDisabled(), true);
  await page.locator("body").press("U");
  await areRoles(page, COMPARED);
  await until(async () => (await named(page)).join() === `${OLD}~diff_base,${NEW}`, "the address says so");
  await check();
});

test("a comparison from the trend leads back to the trend as it was", async () => {
  for (const back of /** @type {((page: Page) => Promise<unknown>)[]} */ ([
    (page) => page.goBack(),
    (page) => page.locator("body").press("u"),
  ])) {
    const { page, check } = await twoHeaps();
    await pressTab(page, "Trend");
    await page.locator("#view-trend .body .row:visible").first().click();
    await page.locator("#view-trend .acts button", { hasText: "Compare first and last" }).first().click();
    await areRoles(page, COMPARED);
    await until(async () => (await view(page)) === "top", "in the table");
    await back(page);
    await areRoles(page, ALONE);
    assert.equal(await view(page), "trend");
    await check();
  }
});

test("a profile that was closed is opened again, in its part, and closed again", async () => {
  const { page, check } = await twoHeaps();
  await page.getByRole("button", { name: /^Compare: what changed/ }).click();
  await areRoles(page, COMPARED);
  const compared = await text(page.locator(".sentence"));
  await page.getByRole("button", { name: `Close ${OLD}` }).click();
  await areRoles(page, { [NEW]: "source" });
  assert.deepEqual(await named(page), [NEW]);
  for (const [back, forth] of /** @type {(() => Promise<unknown>)[][]} */ ([
    [() => page.goBack(), () => page.goForward()],
    [() => page.locator("body").press("u"), () => page.locator("body").press("U")],
  ])) {
    await back();
    // In its place, too.
    await areRoles(page, COMPARED);
    await settled(page);
    assert.equal(await text(page.locator(".sentence")), compared);
    await until(async () => (await named(page)).join() === `${OLD}~diff_base,${NEW}`, "the address says so");
    await forth();
    await areRoles(page, { [NEW]: "source" });
    await until(async () => (await named(page)).join() === NEW, "and so again");
  }
  await check();
});

test("what is typed while a step opens a profile again takes no half of the step along", async () => {
  const { page, check } = await twoHeaps();
  await page.getByRole("button", { name: `Close ${OLD}` }).click();
  await areRoles(page, { [NEW]: "source" });
  const resume = await stall(page, '"roles"');
  await page.locator("body").press("u");
  await page.locator("#search").fill("alloc");
  await until(async () => (await query(page)).q === "alloc", "it is in the address");
  await resume();
  await areRoles(page, ALONE);
  await settled(page);
  await page.getByRole("button", { name: "Redo" }).click();
  await areRoles(page, { [NEW]: "source" });
  assert.deepEqual(await named(page), [NEW]);
  await check();
});

test("of a file with several profiles the one that was closed is opened again, and no other one twice", async () => {
  const { page, drop, check } = await site.openPage();
  const dump = readFileSync(new URL("../../testdata/goroutine.debug2.txt", import.meta.url));
  await drop([{ name: "log.txt", bytes: Buffer.concat([dump, Buffer.from("\n\nagain\n\n"), dump]) }]);
  await page.locator("#tray .profile").nth(1).waitFor();
  await settled(page);
  const before = await roles(page);
  const last = Object.keys(before).at(-1) ?? "";
  await page.getByRole("button", { name: `Close ${last}` }).click();
  await until(async () => (await page.locator("#tray .profile").count()) === 1, "it is closed");
  await page.locator("body").press("u");
  await areRoles(page, before);
  await check();
});

test("behind the last profile that was closed nothing is asked for, and Back has it again as it was", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await pressTab(page, "Flame");
  await page.getByRole("button", { name: "Close cpu.pb.gz" }).click();
  await page.locator("#start").waitFor();
  assert.equal(await address(page), "");
  assert.equal(await text(page.locator("#wanted")), "");
  await page.goBack();
  await areRoles(page, { "cpu.pb.gz": "source" });
  assert.equal(await view(page), "flame");
  await page.goForward();
  await page.locator("#start").waitFor();
  await drop([OLD]);
  await areRoles(page, { [OLD]: "source" });
  await settled(page);
  assert.deepEqual(await texts(page.locator(".notice.note p")), []);
  await page.goBack();
  await areRoles(page, { "cpu.pb.gz": "source", [OLD]: "off" });
  assert.deepEqual(await texts(page.locator(".notice.note p")), []);
  await check();
});

test("undo is of changes: views that were looked at since stay", async () => {
  const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await topReady(page);
  await page.locator("#view-top .body .row").nth(2).click();
  await page.keyboard.press("i");
  await until(async () => (await chips(page)).length === 1, "one filter is set");
  for (const name of ["Flame", "Graph", "Traces", "Tags", "Flame"]) await pressTab(page, name);
  await page.locator("body").press("u");
  await until(async () => (await chips(page)).length === 0, "one press undoes it");
  assert.equal(await view(page), "flame");
  await page.locator("body").press("U");
  await until(async () => (await chips(page)).length === 1, "and one makes it again");
  assert.equal((await query(page)).view, "flame");
  await check();
});

test("without a source there is one to choose, by a click each, and a step back", async () => {
  const { page, check } = await twoHeaps();
  await page.getByLabel(`Role of ${OLD}`).selectOption("off");
  await page.getByRole("heading", { name: "Choose a source" }).waitFor();
  assert.equal(await page.locator(".offer").count(), 0);
  assert.deepEqual(await named(page), []);
  await page.locator("#resting").getByRole("button", { name: NEW }).click();
  await areRoles(page, { [OLD]: "off", [NEW]: "source" });
  await page.getByLabel(`Role of ${NEW}`).selectOption("off");
  await page.getByRole("button", { name: "As it was before" }).click();
  await areRoles(page, { [OLD]: "off", [NEW]: "source" });
  await check();
});

test("who measures other things cannot be a base, and says why; as a source it is looked at alone", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await drop([OLD]);
  const role = page.getByLabel(`Role of ${OLD}`);
  await role.waitFor();
  for (const base of ["base", "diff_base"]) {
    const option = role.locator(`option[value=${base}]`);
    assert.ok(await option.isDisabled());
    assert.match((await option.textContent()) ?? "", /they measure different things/);
  }
  // What an option says does not take the room of the name.
  const [strange, first] = await page
    .locator(".profile b")
    .evaluateAll((names) => names.map((name) => [name.textContent, name.clientWidth, name.scrollWidth]).reverse());
  assert.deepEqual([strange[0], first[0]], [OLD, "cpu.pb.gz"]);
  assert.equal(strange[1], strange[2], "all of the name is in sight");
  await role.selectOption("source");
  await areRoles(page, { "cpu.pb.gz": "off", [OLD]: "source" });
  await check();
  const link = await site.openPage("?profile=samples/cpu.pb.gz&diff_base=samples/heap-1.pb.gz");
  await link.page.locator(".notice.error").waitFor();
  const said = await text(link.page.locator(".notice.error p"));
  assert.match(
    said,
    /^These profiles measure different things, .*cpu\.pb\.gz has samples, cpu; heap-1\.pb\.gz has alloc_objects/,
  );
  assert.doesNotMatch(said, /sample type list/);
});
