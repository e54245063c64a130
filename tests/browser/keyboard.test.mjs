// The whole path without a mouse, and the page in a narrow window.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  attribute,
  chips,
  expectTop,
  fits,
  hasFocus,
  place,
  pressTab,
  query,
  rowCount,
  topReady,
  until,
} from "./desk.mjs";
import { bare, golden, signedRows, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));

test("from the table to a filter and back, by keys alone", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "search");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await until(async () => (await query(page)).sel === bare(cpu.rows[1][5]), "the second row is selected");
  const grid = page.locator("#view-top .grid");
  const active = await attribute(grid, "aria-activedescendant");
  assert.equal(await attribute(page.locator(`[id="${active}"]`), "aria-rowindex"), "3");

  await page.locator("#inspector .edges button").first().waitFor();
  await page.keyboard.press("Enter");
  assert.ok(await hasFocus(page, "#inspector"), "Enter peeks");
  await page.keyboard.press("Escape");
  assert.ok(await hasFocus(page, "#view-top .grid"), "Esc returns to the table");

  await page.keyboard.press("f");
  await until(async () => (await chips(page)).length === 1, "f focuses");
  assert.equal((await query(page)).f, `^${bare(cpu.rows[1][5]).replace(/[.()*[\]]/g, "\\$&")}$`);
  await page.keyboard.press("u");
  await until(async () => (await chips(page)).length === 0, "u undoes");
  await page.keyboard.press("i");
  await until(async () => (await query(page)).i !== undefined, "i ignores");

  await page.keyboard.press("Escape");
  await until(async () => (await query(page)).sel === undefined, "Esc clears the selection");
  await pressTab(page, "Traces");
  await page.locator("#view-traces .body .row").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("#view-traces .detail").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await pressTab(page, "Top");
  await until(() => page.locator("#view-top").isVisible(), "1 is Top");
  await check();
});

test("the table is sorted by keys, and says so to assistive technology", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const header = page.locator("#view-top [role=columnheader]", { hasText: /^function/ });
  await header.locator("button").focus();
  await page.keyboard.press("Enter");
  await until(async () => (await attribute(header, "aria-sort")) === "ascending", "Enter sorts");
  assert.equal(await attribute(page.locator("#view-top .grid"), "role"), "grid");
  assert.equal(await rowCount(page), cpu.rows.length);
  await check();
});

for (const width of [375, 768, 2560]) {
  test(`nothing sticks out of a window ${width} px wide`, async () => {
    const { page, drop, check } = await site.openPage("?order=flat", { viewport: { width, height: 800 } });
    assert.ok(await fits(page), "the start page fits");
    await drop(["goroutine-2.pb.gz", "goroutine-1.pb.gz"]);
    await topReady(page);
    await page.locator(".offer").waitFor();
    assert.ok(await fits(page), "the offer fits");
    await page.getByRole("button", { name: /^Compare/ }).click();
    await expectTop(page, signedRows(topOf(golden("goroutine-2.top.diff_base=goroutine-1")).rows));
    await page.locator("#view-top .body .row").nth(1).click();
    await page.locator("#inspector .figures").waitFor();
    assert.ok(await fits(page), "table and inspector fit");
    assert.ok((await place(page.locator("#view-top .body .row .name").first())).width > 100, "names have room");
    await pressTab(page, "Traces");
    await page.locator("#view-traces .body .row").first().waitFor();
    assert.ok(await fits(page), "traces fit");
    await check();
  });
}
