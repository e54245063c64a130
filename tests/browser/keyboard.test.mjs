// The whole path without a mouse, and the page in a narrow window.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  addFilter,
  attribute,
  chips,
  expectTop,
  fits,
  hasFocus,
  place,
  pressTab,
  query,
  rowCount,
  settled,
  topReady,
  until,
} from "./desk.mjs";
import { bare, golden, signedRows, topOf } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

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

for (const view of ["top", "calls"]) {
  test(`in ${view}, Enter twice opens the inspector and does nothing else, and arrows lead on from there`, async () => {
    const { page, drop, check } = await site.openPage(`?view=${view}`);
    await drop(["cpu.pb.gz"]);
    await page.locator(`#view-${view} .body .row:not(.blank):visible`).first().waitFor();
    for (const key of ["ArrowDown", "Enter", "Enter"]) await page.keyboard.press(key);
    await until(() => hasFocus(page, "#inspector h2"), "the name has the focus");
    const before = await query(page);
    await page.keyboard.press("Enter");
    assert.deepEqual(await chips(page), []);
    assert.deepEqual(await query(page), before);
    await page.keyboard.press("ArrowDown");
    assert.ok(await hasFocus(page, "#inspector .edges button"), "an arrow leads to the lists");
    await page.keyboard.press("f");
    await until(async () => (await chips(page)).length === 1, "a key of its own filters");
    await check();
  });
}

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

/** What has the focus, in words. @param {import("playwright-core").Page} page */
const focused = async (page) => (
  await settled(page),
  page.evaluate(() => {
    const e = document.activeElement;
    return e?.getAttribute("aria-label") ?? (e?.id || e?.textContent?.trim() || e?.localName || "");
  })
);

test("who opens, adds or closes a profile, or goes a step back, goes on in the view", async () => {
  const { page, drop, check } = await site.openPage();
  const inView = () => hasFocus(page, "#view-top .grid");
  const toNobody = () => page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await page.locator("#samples a").first().focus();
  await page.keyboard.press("Enter");
  await topReady(page);
  assert.ok(await inView(), "a sample by its link");
  await page.keyboard.press("ArrowDown");
  assert.equal((await query(page)).sel, bare(cpu.rows[0][5]), "the first arrow selects the first row");
  await toNobody();
  await drop(["heap-1.pb.gz"]);
  await page.locator("#notices .notice").waitFor();
  assert.ok(await inView(), "a drop");
  await toNobody();
  await page.setInputFiles("#picker", testdata("heap-2.pb.gz"));
  await page.getByRole("button", { name: "Close heap-2.pb.gz" }).waitFor();
  assert.ok(await inView(), "files that were picked");
  await toNobody();
  await page.evaluate(() =>
    /** @type {HTMLElement} */ (document.querySelector("[aria-label='Close heap-2.pb.gz']")).click(),
  );
  await page.getByRole("button", { name: "Close heap-2.pb.gz" }).waitFor({ state: "detached" });
  assert.ok(await inView(), "a profile that was closed");
  await page.keyboard.press("i");
  await until(async () => (await chips(page)).length === 1, "i ignores");
  await toNobody();
  await page.keyboard.press("u");
  await until(async () => (await chips(page)).length === 0, "u undoes");
  assert.ok(await inView(), "a step back");
  await page.fill("#filter-value", "js");
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: "Close heap-2.pb.gz" }).waitFor();
  assert.ok(await hasFocus(page, "#filter-value"), "who types goes on typing");
  for (const name of ["heap-2.pb.gz", "heap-1.pb.gz", "cpu.pb.gz"]) {
    await toNobody();
    await page.evaluate(
      (name) => /** @type {HTMLElement} */ (document.querySelector(`[aria-label='Close ${name}']`)).click(),
      name,
    );
  }
  await page.locator("#start").waitFor();
  assert.ok(await hasFocus(page, "#choose"), "the last one that was closed");
  await check();
});

test("a chip that is closed gives the focus to the next one, the last one to the one before", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz", "heap-2.pb.gz", "goroutine-1.pb.gz"]);
  await topReady(page);
  await page.getByRole("button", { name: "Close heap-2.pb.gz" }).focus();
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)) === "Close goroutine-1.pb.gz", "the next one has it");
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)) === "Close heap-1.pb.gz", "the one before has it");
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)) === "choose", "on the start page, what opens files");
  await check();
});

test("in the list of profiles that are off, one after another is closed by Enter", async () => {
  const { page, drop, check } = await site.openPage();
  const bytes = readFileSync(testdata("heap-1.pb.gz"));
  await drop([...Array.from({ length: 8 }, (_, i) => ({ name: `heap-${i}.pb.gz`, bytes })), "cpu.pb.gz"]);
  const more = page.locator("#tray .others");
  await more.focus();
  await page.keyboard.press("Enter");
  await page.locator("#others .x").first().focus();
  for (let left = (await page.locator("#others .x").count()) - 1; left > 4; left--) {
    await page.keyboard.press("Enter");
    await until(async () => (await page.locator("#others .x").count()) === left, `${left} are left`);
    assert.match(await focused(page), /^Close /);
  }
  // So few stand in the tray, and there is no list any more.
  await page.keyboard.press("Enter");
  await until(async () => (await page.locator("#others").count()) === 0, "the list is gone");
  assert.match(await focused(page), /^Close /);
  await check();
});

test("a notice that is dismissed or obeyed gives the focus to the view", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await drop(["heap-1.pb.gz"]);
  await page.locator("#notices .x").focus();
  await page.keyboard.press("Enter");
  await page.locator("#notices .notice").waitFor({ state: "detached" });
  assert.ok(await hasFocus(page, "#view-top .grid"));
  await page.getByRole("button", { name: "Close heap-1.pb.gz" }).click();
  await drop(["heap-1.pb.gz"]);
  await page.getByRole("button", { name: "Switch to it" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#notices .notice").waitFor({ state: "detached" });
  assert.ok(await hasFocus(page, "#view-top .grid"));
  await check();
});

test("options that the menu of a phone has opened give the focus back to it", async () => {
  const { page, drop, check } = await site.openPage("", { viewport: { width: 375, height: 812 } });
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  for (const close of ["Escape", "Enter"]) {
    await page.locator("#more").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Options" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#options h2").waitFor();
    if (close === "Enter") await page.locator("#options header .x").focus();
    await page.keyboard.press(close);
    await page.locator("#options").waitFor({ state: "hidden" });
    assert.ok(await hasFocus(page, "#more"), close);
  }
  await check();
});

for (const key of ["x", "i"]) {
  test(`${key} in a chart of the sandwich, which goes away, gives the focus to the view`, async () => {
    const { page, drop, check } = await site.openPage("?sel=shop.example/search/rank.dot&beside=flames");
    await drop(["cpu.pb.gz"]);
    await topReady(page);
    await page.getByRole("tree", { name: "Callees as a flame graph" }).focus();
    await page.keyboard.press(key);
    await page.locator("#inspector .sandwich").waitFor({ state: "hidden" });
    await until(() => hasFocus(page, "#view-top .grid"), "the table has it");
    await check();
  });
}

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

for (const [width, expression] of /** @type {[number, string][]} */ ([
  [375, "x".repeat(60)],
  [320, "y".repeat(300)],
  [512, "z".repeat(300)],
])) {
  test(`a filter of ${expression.length} letters that finds nothing fits a window ${width} px wide`, async () => {
    const { page, drop, check } = await site.openPage("", { viewport: { width, height: 700 } });
    await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
    await page.getByRole("button", { name: /^Compare/ }).click();
    await page.locator("#view-top.compared").waitFor();
    await addFilter(page, "ignore", expression);
    await page.locator("#filters .told").waitFor();
    assert.ok(await fits(page));
    await check();
  });
}

test("in Trend the button that compares files of long names fits a phone", async () => {
  const { page, drop, check } = await site.openPage("", { viewport: { width: 375, height: 812 } });
  const long = (/** @type {string} */ n) => ({
    name: `a-rather-long-name-of-a-snapshot-of-the-heap-${n}.pb.gz`,
    bytes: readFileSync(testdata(`heap-${n}.pb.gz`)),
  });
  await drop([long("1"), long("2")]);
  await page.locator("#notices .offer").getByRole("button", { name: "Trend" }).click();
  await page.locator("#view-trend .unfold").click();
  const { x, width } = await place(page.locator("#view-trend .figure .acts button").first());
  assert.ok(x + width <= 375, `${x + width}`);
  assert.ok(await fits(page));
  await check();
});
