// Filters: chips, the field that makes them, and the address that keeps them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  addFilter,
  attribute,
  chips,
  expectSoon,
  expectTop,
  messages,
  query,
  settled,
  stall,
  text,
  texts,
  topReady,
  topRows,
  until,
} from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));
/** Ten rows may print in another unit, with other marks, than all of them: their names are compared. */
const top10 = cpu.rows
  .slice(0, 10)
  .map((row) => bare(row[5]))
  .join();
const names = async (/** @type {import("playwright-core").Page} */ page) =>
  (await topRows(page)).map((row) => bare(row[5]));
const focused = topOf(golden("cpu.top.focus=rank.nodecount=10"));

for (const view of ["top", "flame", "source", "graph"])
  test(`in ${view}, a filter is one question, also while the inspector shows a function`, async () => {
    const { page, drop, check } = await site.openPage(`?view=${view}&sel=shop.example/search/rank.dot`);
    await drop(["cpu.pb.gz"]);
    await page.locator("#inspector .figures").waitFor();
    const sent = await messages(page);
    await addFilter(page, "focus", "rank");
    await until(async () => (await query(page)).f === "rank", "it is set");
    // Words of the box under the cursor, lines that are surveyed and the layout of the graph come behind the answer.
    const asked = (await sent()).filter((message) => /^(?:ask|change)\b/.test(message));
    const [first, ...more] = asked;
    assert.equal(first, "change questions");
    // How many nodes can be read has to be tried: each number once, and nothing else is asked.
    assert.ok(view === "graph" || more.length === 0, `${more}`);
    assert.ok(more.length <= 4 && more.every((message) => message === "ask graph"), `${more}`);
    await check();
  });

test("in graph, nothing is tried where all nodes can be read, also while another function is selected than at first", async () => {
  const { page, drop, check } = await site.openPage("?view=graph&sel=shop.example/search/rank.dot");
  await drop(["cpu.pb.gz"]);
  await page.locator("#inspector .figures").waitFor();
  await page.locator('#view-graph g.node[data-fn="runtime.asyncPreempt"]').first().click();
  const sent = await messages(page);
  await addFilter(page, "show", "rank|asyncPreempt");
  await expectSoon(() => chips(page), ["show rank|asyncPreempt"]);
  assert.deepEqual(
    (await sent()).filter((message) => /^(?:ask|change)\b/.test(message)),
    ["change questions"],
  );
  await check();
});

test("Enter right behind the last letter, before the page has drawn it, makes the chip of what stands in the field", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.locator("#filter-value").evaluate((field) => {
    const input = /** @type {HTMLInputElement} */ (field);
    for (const value of ["focus=norm", "ignore=rank"]) {
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    input.form?.requestSubmit();
  });
  await expectSoon(() => chips(page), ["ignore rank"]);
  await check();
});

test("the next filter can be typed while the one before is on its way", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const release = await stall(page);
  await addFilter(page, "focus", "rank");
  await page.locator("#filter-value").pressSequentially("ignore=norm");
  await release();
  await expectSoon(() => chips(page), ["focus rank"]);
  assert.equal(await page.locator("#filter-value").inputValue(), "ignore=norm", "what is typed is left alone");
  await page.locator("#filter-value").press("Enter");
  await expectSoon(() => chips(page), ["focus rank", "ignore norm"]);
  await check();
});

test("filters can be typed one behind the other without a rest", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press("+");
  await page.keyboard.type("rank\nignore=scan\nhide=runtime\n");
  await expectSoon(() => chips(page), ["focus rank", "ignore scan", "hide runtime"]);
  await check();
});

test("a second filter of which pprof has one says whose place it takes, and both can be had", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press("+");
  await page.keyboard.type("rank\ndot\n");
  await expectSoon(() => chips(page), ["focus dot"]);
  const said = () => texts(page.locator(".notice.note p"));
  assert.deepEqual(await said(), ["focus is dot now, in place of rank: pprof has one focus."]);
  await page.getByRole("button", { name: "Either of them: rank|dot" }).click();
  await expectSoon(() => chips(page), ["focus rank|dot"]);
  assert.deepEqual(await said(), []);
  // By a key on rows, too.
  for (const row of [3, 4]) {
    await page.locator("#view-top .body .row").nth(row).click();
    await page.keyboard.press("f");
    await settled(page);
  }
  assert.match((await said()).join(), /^focus is .+ now, in place of .+: pprof has one focus/);
  for (let times = 0; times < 2; times++) await page.locator("body").press("u");
  await until(async () => (await said()).length === 0, "it says what is so");
  // What is edited is meant to be another one, and what grows loses nothing.
  await page.locator("#filters .chip .value").first().click();
  await page.keyboard.type("scan\nhide=a\n");
  await expectSoon(() => chips(page), ["focus scan", "hide a"]);
  await page.keyboard.type("hide=b\n");
  await expectSoon(() => chips(page), ["focus scan", "hide b|a"]);
  assert.deepEqual(await said(), []);
  await check();
});

test("a chip that is edited and goes away, or becomes another kind, is edited no more", async () => {
  const { page, drop, check } = await site.openPage("?f=rank");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const label = page.locator("label[for=filter-value]");
  const edit = () => page.locator("#filters .chip .value").first().click();
  await edit();
  assert.equal(await text(label), "focus");
  await page.getByLabel("Kind of the filter rank").selectOption("ignore");
  await expectSoon(() => chips(page), ["ignore rank"]);
  assert.equal(await text(label), "Filter");
  await edit();
  await page.getByRole("button", { name: "Undo" }).click();
  await expectSoon(() => chips(page), ["focus rank"]);
  assert.equal(await text(label), "Filter");
  // With the last profile the field is empty again.
  await edit();
  await page.getByRole("button", { name: "Close cpu.pb.gz" }).click();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  assert.equal(await text(label), "Filter");
  assert.equal(await page.locator("#filter-value").inputValue(), "");
  await check();
});

test("a filter becomes a chip, a parameter of the address, and pprof's numbers; back and forward undo and redo it", async () => {
  const { page, drop, check } = await site.openPage("?n=10");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await addFilter(page, "focus", "rank");
  await expectTop(page, focused.rows);
  assert.deepEqual(await chips(page), ["focus rank", "nodecount 10"]);
  assert.equal((await query(page)).f, "rank");
  assert.equal((await query(page)).n, "10");
  const lines = await text(page.locator("#view-top .facts"));
  assert.ok(lines.includes("focus=rank"), lines);

  await page.goBack();
  await until(async () => (await names(page)).join() === top10, "back takes the filter away");
  assert.deepEqual(await chips(page), ["nodecount 10"]);
  await page.goForward();
  await expectTop(page, focused.rows);

  await page.getByRole("button", { name: "Remove focus" }).click();
  await until(async () => (await names(page)).join() === top10, "the cross takes it away too");
  assert.equal((await query(page)).f, undefined);
  await check();
});

test("a link brings its filters, which wait for the profile", async () => {
  const { page, drop, check } = await site.openPage("?f=rank&n=10");
  await drop(["cpu.pb.gz"]);
  await expectTop(page, focused.rows);
  assert.deepEqual(await chips(page), ["focus rank", "nodecount 10"]);
  await check();
});

test("an expression that pprof refuses stays where it was typed, with the reason", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await addFilter(page, "focus", "rank(");
  assert.match(
    await text(page.locator("#filter-error")),
    /focus: this is no regular expression: a parenthesis is open/,
  );
  assert.equal(await page.inputValue("#filter-value"), "focus=rank(");
  assert.deepEqual(await chips(page), []);
  await expectTop(page, cpu.rows);
  await page.fill("#filter-value", "rank");
  await page.press("#filter-value", "Enter");
  await until(async () => (await chips(page)).join() === "focus rank", "the corrected one is taken");
  assert.equal(await page.inputValue("#filter-value"), "");
  await check();
});

test("a name that is none as an expression is taken as plain text with one click, in filters and in the search", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const plain = (/** @type {string} */ at) => page.locator(`${at} button.plain`);
  const merge = "query.merge\\[go\\.shape\\.int\\]";
  // As an expression it finds nothing.
  await addFilter(page, "hide", "query.merge[go.shape.int]");
  await plain("#filters .chip").click();
  await expectSoon(() => chips(page), [`hide ${merge.replace("y.m", "y\\.m")}`]);
  await page.locator("#filters .chip .x").first().click();
  await expectSoon(() => chips(page), []);
  // It cannot be read.
  await addFilter(page, "ignore", "merge[go.shape.int");
  await plain("#filter-error").click();
  await expectSoon(() => chips(page), ["ignore merge\\[go\\.shape\\.int"]);
  await page.locator("#filters .chip .x").first().click();
  await expectSoon(() => chips(page), []);
  await page.fill("#search", "(*Ranker).Best");
  await plain(".search").click();
  await expectSoon(() => page.inputValue("#search"), "\\(\\*Ranker\\)\\.Best");
  await until(async () => (await topRows(page)).length > 0, "it finds the method");
  await check();
});

test("a name that was typed and taken as plain text says so, to the eye and to the ear", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.fill("#filter-value", "rank.(*Ranker).Best");
  await page.press("#filter-value", "Enter");
  await expectSoon(() => chips(page), ["focus rank\\.\\(\\*Ranker\\)\\.Best"]);
  const value = page.locator("#filters .chip .value");
  const taken = "Taken as plain text, no regular expression: rank.(*Ranker).Best";
  assert.equal((await attribute(value, "title")).split("\n")[0], taken);
  assert.equal(await attribute(value, "aria-description"), taken);
  assert.equal(await text(page.locator("#said")), "focus: rank.(*Ranker).Best, taken as plain text");
  await page.locator("#filters .chip .x").click();
  await addFilter(page, "hide", "rank\\.dot");
  await expectSoon(() => chips(page), ["hide rank\\.dot"]);
  assert.doesNotMatch(await attribute(value, "title"), /plain text/, "an expression is one");
  await check();
});

test("a chip is edited in the field", async () => {
  const { page, drop, check } = await site.openPage("?f=query&n=10");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.locator("#filters .chip .value", { hasText: "query" }).click();
  await until(async () => (await page.inputValue("#filter-value")) === "query", "the field has its value");
  await page.fill("#filter-value", "rank");
  await page.press("#filter-value", "Enter");
  await expectTop(page, focused.rows);
  await check();
});

test("the chips stand in pprof's order of application, whatever the order of adding", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  for (const [kind, value] of [
    ["hide", "runtime"],
    ["focus", "rank"],
    ["tagfocus", "phase=rank"],
    ["ignore", "gc"],
  ]) {
    await addFilter(page, kind, value);
    await until(async () => (await chips(page)).includes(`${kind} ${value}`), `${kind} is a chip`);
  }
  assert.deepEqual(await chips(page), ["focus rank", "ignore gc", "hide runtime", "tagfocus phase=rank"]);
  await check();
});

test("a chip that is switched twice at once is as it was", async () => {
  const { page, drop, check } = await site.openPage("?f=rank&n=10");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const resume = await stall(page);
  const chip = page.locator("#filters .chip .value").first();
  await chip.focus();
  await chip.press(" ");
  await chip.press(" ");
  await resume();
  await expectTop(page, focused.rows);
  assert.deepEqual(await query(page), { f: "rank", n: "10" });
  await page.goBack();
  await expectSoon(() => query(page), { n: "10", off: "focus:rank" }, "both were steps");
  await check();
});

test("the sample type is a switch, and in the address", async () => {
  const { page, drop, check } = await site.openPage("?n=12");
  await drop(["heap-2.pb.gz"]);
  await topReady(page);
  await page.locator("#lens .segments button", { hasText: "alloc_space" }).click();
  await expectTop(page, topOf(golden("heap-2.top.sample_index=alloc_space.nodecount=12")).rows);
  assert.equal((await query(page)).si, "alloc_space");
  await check();
});
