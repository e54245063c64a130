// The menu of a function: one menu, by right click, long press and key, wherever a function's name is shown.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  attribute,
  chips,
  count,
  expectTop,
  hasFocus,
  place,
  pressTab,
  query,
  settled,
  stall,
  text,
  topReady,
  topRows,
  until,
  views,
} from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @import { Locator, Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));
const name = (/** @type {number} */ i) => bare(cpu.rows[i][5]);
const exact = (/** @type {string} */ text) => `^${text.replace(/[.()*[\]]/g, "\\$&")}$`;

/** @param {string} [where] @param {object} [options] */
async function openCpu(where, options) {
  const opened = await site.openPage(where, options);
  await opened.drop(["cpu.pb.gz"]);
  await opened.page.locator(".view:visible .body .row:visible").first().waitFor();
  return opened;
}
/** @param {Page} page */
const menu = (page) => page.locator("#menu");
/** The function that the open menu is about. @param {Page} page */
const about = (page) => attribute(menu(page).locator(".about .name"), "title");
/** @param {Page} page @param {string} label */
const item = (page, label) => page.getByRole("menuitem", { name: label, exact: true });
/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.querySelector(".label")?.textContent ?? "");
/** @param {Page} page @param {Locator} at */
async function rightClick(page, at) {
  await settled(page);
  await at.click({ button: "right" });
  await menu(page).waitFor();
}

test("a right click on a row of Top opens the menu of its function; Focus is a filter with exactly that name", async () => {
  const { page, check } = await openCpu();
  await topReady(page);
  await rightClick(page, page.locator("#view-top .body .row").nth(3));
  assert.equal(await about(page), name(3));
  assert.equal((await query(page)).sel, undefined, "it selects nothing");
  // A label is no function, and the console shows none.
  const shown = (await views(page)).map(({ label }) => label).filter((label) => !["Tags", "Console"].includes(label));
  assert.deepEqual(
    await page.getByRole("menuitem").evaluateAll((all) => all.map((e) => e.querySelector(".label")?.textContent)),
    [
      "Focus",
      "Ignore",
      "Hide",
      "Show",
      "Show from",
      "Prune below",
      ...shown,
      "Flame graph around it",
      "Peek",
      "Copy name",
      "Copy as expression",
    ],
  );
  await item(page, "Focus").click();
  await until(async () => (await query(page)).f === exact(name(3)), "the filter is in the address");
  assert.deepEqual(await chips(page), [`focus ${exact(name(3))}`]);
  await menu(page).waitFor({ state: "hidden" });
  await check();
});

test("each action sets the option of pprof that it is named after", async () => {
  const { page, check } = await openCpu("?n=10");
  for (const [label, parameter] of [
    ["Ignore", "i"],
    ["Hide", "h"],
    ["Show", "s"],
    ["Show from", "sf"],
    ["Prune below", "prunefrom"],
  ]) {
    await topReady(page);
    const first = bare((await topRows(page))[0][5]);
    await rightClick(page, page.locator("#view-top .body .row").first());
    assert.equal(await about(page), first);
    await item(page, label).click();
    await until(async () => (await query(page))[parameter] === exact(first), `${label} sets ${parameter}`);
    await page.keyboard.press("u");
    await until(async () => (await query(page))[parameter] === undefined, "u takes it back");
    await until(async () => bare((await topRows(page))[0][5]) === first, "the table is as it was");
  }
  await check();
});

test("prune_from, which sees no name behind a parenthesis, is refused for a method, in words", async () => {
  const { page, check } = await openCpu();
  const method = cpu.rows.findIndex((row) => row[5].includes("(*"));
  await topReady(page);
  await page.locator("#view-top .body .row").nth(method).click();
  await page.locator("#inspector .actions").waitFor();
  await page.keyboard.press("b");
  await page.locator(".notice", { hasText: "first parenthesis" }).waitFor();
  await rightClick(page, page.locator("#view-top .body .row").nth(method));
  assert.match(await text(item(page, "Prune below")), /first parenthesis/);
  await page.keyboard.press("b");
  await settled(page);
  assert.ok(await menu(page).isVisible(), "the item does nothing");
  assert.deepEqual(await chips(page), []);
  await check();
});

test("a row without a function is filtered by its binary, and what no filter finds is refused, in words", async () => {
  const opened = await site.openPage();
  const { page } = opened;
  await opened.drop(["synthetic/unsymbolised.pb.gz"]);
  await topReady(page);
  const row = (/** @type {string} */ name) => page.locator("#view-top .body .row", { hasText: name });
  await rightClick(page, row("[libcodec.so.6]"));
  await settled(page);
  assert.match(await text(item(page, "Show")), /show keeps no frame without a function/);
  assert.match(await text(item(page, "Prune below")), /by the name of their function alone/);
  await item(page, "Hide").click();
  const binary = "^/srv/lib/libcodec\\.so\\.6$";
  await until(async () => (await query(page)).h === binary, "the binary's path is in the address");
  await until(async () => (await count(row("[libcodec.so.6]"))) === 0, "its row is gone");
  await page.keyboard.press("u");
  await row("[libcodec.so.6]").waitFor();
  await rightClick(page, row("[server]"));
  await settled(page);
  assert.match((await attribute(item(page, "Focus"), "title")) ?? "", /it means 1 other row, too/);
  await page.keyboard.press("Escape");
  await row("<unknown>").click();
  await settled(page);
  assert.ok(await page.locator("#inspector .actions").getByRole("button", { name: "Focus" }).isDisabled());
  await page.keyboard.press("f");
  await page.locator(".notice", { hasText: "no function, no file and no binary" }).waitFor();
  assert.deepEqual(await chips(page), []);
  await opened.check();
});

test("the menu is there at once, and takes over the reasons when the analyzer has the time", async () => {
  const { page, check } = await openCpu();
  const method = cpu.rows.findIndex((row) => row[5].includes("(*"));
  await topReady(page);
  const resume = await stall(page);
  await page.locator("#view-top .body .row").nth(method).click({ button: "right" });
  await menu(page).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), "Ignore");
  assert.equal(await attribute(item(page, "Prune below"), "aria-disabled"), "");
  await resume();
  await settled(page);
  assert.match(await text(item(page, "Prune below")), /first parenthesis/);
  assert.equal(await focused(page), "Ignore", "the focus stays where it is");
  await check();
});

test("frames of Traces, callers and callees, functions of Source and the sentence have it too", async () => {
  const { page, check } = await openCpu("?view=traces");
  const frame = page.locator("#view-traces .frames [data-fn]").nth(1);
  const caller = await attribute(frame, "data-fn");
  await rightClick(page, frame);
  assert.equal(await about(page), caller);
  await page.keyboard.press("Escape");
  await page.locator("#view-traces .body .row .value").first().click();
  const opened = page.locator("#view-traces .detail .frame").nth(2);
  await rightClick(page, opened);
  assert.equal(await about(page), await text(opened.locator(".name")));
  await item(page, "Peek").click();
  const edge = page.locator("#inspector .edges:not(.hot) button").first();
  await edge.waitFor();
  assert.ok(await hasFocus(page, "#inspector"), "Peek puts the focus into the inspector");
  await rightClick(page, edge);
  assert.equal(await about(page), await edge.locator(".name .fn").evaluate((e) => e.parentElement?.title));
  await page.keyboard.press("Escape");
  await pressTab(page, "Source");
  const routine = page.locator("#view-source .routines .body .row").nth(1);
  await routine.waitFor();
  await rightClick(page, routine);
  assert.equal(await about(page), await text(routine.locator(".name")));
  await page.keyboard.press("Escape");
  await rightClick(page, page.locator(".sentence .link[data-fn]").first());
  assert.equal(await about(page), await attribute(page.locator(".sentence .link[data-fn]").first(), "data-fn"));
  await check();
});

test("a box of the flame graph has it, a name leads back to its widest box, and to the graph around it", async () => {
  const { page, check } = await openCpu();
  await pressTab(page, "Flame");
  const chart = page.locator("#view-flame .chart");
  await chart.focus();
  assert.equal(await text(page.locator("#flame-box")), "All stacks");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const box = await text(page.locator("#flame-box"));
  const { x, y } = await place(chart);
  await page.mouse.click(x + 20, y + 2 * 19 + 8, { button: "right" });
  await menu(page).waitFor();
  assert.equal(await about(page), box);
  assert.equal((await query(page)).f, undefined);
  await item(page, "Top").click();
  await page.locator("#view-top .selected").waitFor();
  assert.equal(await attribute(page.locator("#view-top .selected"), "data-fn"), box);
  await rightClick(page, page.locator("#view-top .selected"));
  await item(page, "Flame").click();
  assert.equal(await text(page.locator("#flame-box")), box, "its widest box has the cursor");
  await page.keyboard.press(".");
  await item(page, "Flame graph around it").click();
  await until(async () => (await query(page)).pivot === box, "it stands in the middle");
  await check();
});

test("by keys alone: the dot opens it, arrows, Home, End and letters move, Esc returns to the table", async () => {
  const { page, check } = await openCpu();
  await page.locator("#view-top .grid").focus();
  await page.keyboard.press(".");
  await settled(page);
  assert.ok(await menu(page).isHidden(), "nothing is selected: no menu");
  await page.keyboard.press("ArrowDown");
  await until(async () => (await query(page)).sel === name(0), "the first row is selected");
  await page.keyboard.press(".");
  await menu(page).waitFor();
  assert.equal(await about(page), name(0));
  assert.equal(await count(page.getByRole("menu")), 1);
  assert.equal(await focused(page), "Focus");
  for (const [key, expected] of [
    ["ArrowDown", "Ignore"],
    ["End", "Copy as expression"],
    ["ArrowDown", "Focus"],
    ["ArrowUp", "Copy as expression"],
    ["Home", "Focus"],
    ["T", "Top"],
    ["T", "Traces"],
    ["T", "Top"],
  ]) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), expected, `${key} leads to ${expected}`);
  }
  await page.keyboard.press("Escape");
  await menu(page).waitFor({ state: "hidden" });
  assert.ok(await hasFocus(page, "#view-top .grid"), "the focus is back");
  assert.equal((await query(page)).sel, name(0), "Esc closed the menu and nothing else");
  // The row that the keyboard is on has it, and an item's key chooses the item.
  await page.keyboard.press("Shift+F10");
  await menu(page).waitFor();
  assert.equal(await about(page), name(0));
  await page.keyboard.press("i");
  await until(async () => (await query(page)).i === exact(name(0)), "i ignores");
  await check();
});

test("of each view the menu shows the key of its tab, and that key leads there", async () => {
  const { page, check } = await openCpu();
  await page.locator("#view-top .grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(".");
  await menu(page).waitFor();
  const calls = page.getByRole("menuitem", { name: "Calls" });
  assert.equal(await attribute(calls, "aria-keyshortcuts"), "t");
  assert.equal(await text(calls.locator("kbd")), "t");
  await page.keyboard.press("t");
  await page.locator("#view-calls .body .row").first().waitFor();
  await check();
});

test("Show in leads to the function in another view, in one step back", async () => {
  const { page, check } = await openCpu();
  await topReady(page);
  await rightClick(page, page.locator("#view-top .body .row").nth(2));
  await item(page, "Source").click();
  await until(async () => (await text(page.locator("#view-source .code h2"))) === name(2), "its lines are shown");
  assert.equal((await query(page)).sel, name(2));
  await page.goBack();
  await until(() => page.locator("#view-top").isVisible(), "one step back is Top");
  assert.equal((await query(page)).sel, undefined);

  await rightClick(page, page.locator("#view-top .body .row").nth(2));
  await item(page, "Traces").click();
  await until(
    async () => (await page.inputValue("#search")) === exact(name(2)),
    "the stacks that have it are searched",
  );
  await page.locator("#view-traces .body .row").first().waitFor();

  // The last row is far below.
  const last = bare(cpu.rows[cpu.rows.length - 1][5]);
  await page.keyboard.press("1");
  await page.fill("#search", exact(last));
  await until(async () => (await topRows(page)).length === 1, "only it is there");
  await rightClick(page, page.locator("#view-top .body .row:visible"));
  await item(page, "Top").click();
  const row = page.locator("#view-top .body .row.selected:visible");
  await row.waitFor();
  assert.equal(await attribute(row, "data-fn"), last);
  await until(async () => (await page.inputValue("#search")) === "", "the search that hid the others is gone");
  await until(
    async () => (await count(row)) === 1 && (await attribute(row, "aria-rowindex")) === String(cpu.rows.length + 1),
    "it is scrolled to",
  );
  await check();
});

test("name and expression are copied", async () => {
  const { page, check } = await openCpu("", { permissions: ["clipboard-read", "clipboard-write"] });
  await topReady(page);
  const merge = cpu.rows.findIndex((row) => row[5].includes("["));
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await rightClick(page, page.locator("#view-top .body .row").nth(merge));
  await item(page, "Copy name").click();
  await until(async () => (await copied()) === name(merge), "the name is copied");
  await rightClick(page, page.locator("#view-top .body .row").nth(merge));
  await item(page, "Copy as expression").click();
  await until(async () => (await copied()) === exact(name(merge)), "the expression is copied");
  await page.locator("#view-top .body .row").nth(merge).click();
  await page.keyboard.press("c");
  await until(async () => (await copied()) === name(merge), "c copies the name");
  await page.keyboard.press("e");
  await until(async () => (await copied()) === exact(name(merge)), "e copies the expression");
  await check();
});

for (const [where, at] of /** @type {const} */ ([
  ["at the top", "first"],
  ["at the bottom", "last"],
])) {
  test(`in a window of a phone a long press opens it ${where}, inside of the window; lifting the finger chooses nothing`, async () => {
    const { page, check } = await openCpu("", {
      viewport: { width: 375, height: 560 },
      hasTouch: true,
      isMobile: true,
    });
    await topReady(page);
    await settled(page);
    const point = await page.evaluate((at) => {
      const rows = [
        .../** @type {NodeListOf<HTMLElement>} */ (
          document.querySelectorAll("#view-top .body .row:not([hidden]):not(.blank)")
        ),
      ];
      const places = rows
        .map((row) => ({ fn: row.dataset.fn, x: 340, y: row.getBoundingClientRect().top + 8 }))
        .sort((a, b) => a.y - b.y);
      const seen = places.filter(
        (p) => document.elementFromPoint(p.x, p.y)?.closest("[data-fn]")?.getAttribute("data-fn") === p.fn,
      );
      return seen[at === "first" ? 0 : seen.length - 1];
    }, at);
    const fn = point.fn;
    const touch = await page.context().newCDPSession(page);
    // A finger that moves scrolls.
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: point.x, y: point.y }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: point.x - 40, y: point.y }] });
    // Whatever the finger has begun comes to its end before it is lifted.
    await settled(page);
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    assert.ok(await menu(page).isHidden(), "a finger that moves does not open it");

    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: point.x, y: point.y }] });
    await menu(page).waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await settled(page);
    assert.ok(await menu(page).isVisible(), "it stays when the finger goes up");
    assert.equal(await about(page), fn);
    assert.equal((await query(page)).sel, undefined, "the press was no click");
    const is = await place(menu(page));
    assert.ok(
      is.x >= 0 && is.y >= 0 && is.x + is.width <= 375 && is.y + is.height <= 560,
      `inside of the window: ${JSON.stringify(is)}`,
    );
    await item(page, "Hide").tap();
    await until(async () => (await query(page)).h === exact(fn ?? ""), "a tap chooses");
    await check();
  });
}

test("a click elsewhere closes it, and a field keeps the browser's own menu", async () => {
  const { page, check } = await openCpu();
  await topReady(page);
  await rightClick(page, page.locator("#view-top .body .row").nth(1));
  await page.locator("#tabs").click({ position: { x: 780, y: 10 } });
  await menu(page).waitFor({ state: "hidden" });
  const kept = await page.evaluate(() => {
    const e = new MouseEvent("contextmenu", { bubbles: true, cancelable: true, button: 2 });
    return document.getElementById("search")?.dispatchEvent(e);
  });
  assert.equal(kept, true, "nobody took the event of the field");
  await settled(page);
  assert.ok(await menu(page).isHidden());
  await expectTop(page, cpu.rows);
  await check();
});
