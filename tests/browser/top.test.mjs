// Top: a dropped profile becomes pprof's table, in any order, searched.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, expectTop, query, rowCount, settled, text, texts, topReady, topRows, until } from "./desk.mjs";
import { bare, golden, number, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));

test("a dropped profile shows pprof's table and pprof's lines about it", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await expectTop(page, cpu.rows);
  assert.equal(await rowCount(page), cpu.rows.length);
  await page.getByRole("button", { name: "Details" }).click();
  await page.locator("#facts:not([hidden])").waitFor();
  const said = [
    ...(await texts(page.locator("#facts span"))),
    ...(await texts(page.locator("#view-top .facts span"))),
  ].join("\n");
  for (const line of cpu.header.filter((line) => !line.startsWith("Showing top")))
    assert.ok(said.includes(line), `${line}\nin\n${said}`);
  assert.ok(
    (await attribute(page.locator(".sentence [data-fn]").first(), "data-fn")) === bare(cpu.rows[0][5]),
    "the sentence names the hottest function",
  );
  assert.ok((await text(page.locator(".sentence"))).includes(`${cpu.total} in total`));
  await check();
});

test("the last row is pprof's last row", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.focus("#view-top .grid");
  await page.keyboard.press("End");
  const last = cpu.rows[cpu.rows.length - 1];
  await until(async () => (await topRows(page)).at(-1)?.join() === last.join(), "the last row is shown");
  await check();
});

test("rows stand in the document as they stand on the screen, wherever one scrolls", async () => {
  const { page, drop, check } = await site.openPage("", { viewport: { width: 1280, height: 500 } });
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const element = page.locator("#view-top .grid");
  for (const to of [0.5, 0.2, 1, 0.9, 0, 0.1]) {
    await element.evaluate((grid, share) => {
      const scrolls = /** @type {HTMLElement} */ (grid.closest(".viewport") ?? grid);
      scrolls.scrollTop = share * scrolls.scrollHeight;
    }, to);
    await settled(page);
    const places = await page
      .locator("#view-top .body > .row:not([hidden])")
      .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().top)));
    assert.ok(places.length > 5);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      `at ${to}`,
    );
  }
  await check();
});

test("a click on the total shows where it stands, though the table is there already", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.locator(".sentence .link", { hasText: cpu.total }).first().click();
  const lines = page.locator("#view-top .facts.pointed-out");
  await lines.waitFor();
  assert.ok((await text(lines)).includes(`${cpu.total} total`));
  await page.locator("#view-top .facts:not(.pointed-out)").waitFor();
  await check();
});

test("columns sort by a click, and again the other way round", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const header = (/** @type {string} */ name) =>
    page.locator("#view-top [role=columnheader]", { hasText: new RegExp(`^${name}[▾▴]?$`) });
  await header("cum").locator("button").click();
  await until(async () => (await attribute(header("cum"), "aria-sort")) === "descending", "cum sorts");
  const byCum = [...cpu.rows].sort((a, b) => number(b[3]) - number(a[3]));
  await until(async () => (await topRows(page))[0][3] === byCum[0][3], "the largest cum is first");
  assert.deepEqual(
    (await topRows(page)).map((row) => row[3]),
    byCum.slice(0, (await topRows(page)).length).map((row) => row[3]),
  );
  assert.equal((await query(page)).sort, "cum");

  await header("function").locator("button").click();
  const byName = cpu.rows.map((row) => bare(row[5])).sort();
  await until(async () => (await topRows(page))[0][5].startsWith(byName[0]), "names sort");
  await header("function").locator("button").click();
  await until(async () => (await topRows(page))[0][5].startsWith(byName[byName.length - 1]), "names sort backwards");
  assert.equal(await attribute(header("function"), "aria-sort"), "descending");
  await page.goBack();
  await page.goBack();
  await until(async () => (await topRows(page))[0][3] === byCum[0][3], "back undoes the sorting");
  await check();
});

test("a search keeps the rows that match and adds up what they weigh", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press("/");
  await page.keyboard.type("rank\\.dot$");
  const expected = cpu.rows.filter((row) => /rank\.dot$/.test(bare(row[5])));
  await expectTop(page, expected);
  const found = await text(page.locator(".found"));
  assert.ok(found.startsWith(`${expected.length} of ${cpu.rows.length} `), found);
  assert.ok(found.includes(expected[0][1]), `${found} has ${expected[0][1]}`);
  await until(async () => (await query(page)).q === "rank\\.dot$", "the search is in the address");
  await check();
});

test("an empty table says why it is empty", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["synthetic/empty.pb.gz"]);
  await page.getByText("All 2 sample types of this profile are 0: samples, cpu.").waitFor();
  await drop(["cpu.pb.gz"]);
  await page.getByRole("button", { name: "Switch to cpu.pb.gz" }).click();
  await expectTop(page, cpu.rows);
  await page.fill("#search", "no such function");
  await page.getByText("Nothing matches the search.").waitFor();
  await check();
});

test("a bad expression is refused where it was typed, and the table stays", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.fill("#search", "rank(");
  assert.notEqual((await text(page.locator("#search-error"))).trim(), "");
  assert.equal(await attribute(page.locator("#search"), "aria-invalid"), "true");
  await expectTop(page, cpu.rows);
  await page.fill("#search", "rank");
  await page.locator("#search-error").waitFor({ state: "detached" });
  await check();
});

test("what was dropped is said, and one click shows it", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.getByRole("button", { name: /^Show all/ }).click();
  await until(async () => (await rowCount(page)) === cpu.rows.length + cpu.dropped, "all nodes are rows");
  assert.equal((await query(page)).trim, "f");
  await page.goBack();
  await until(async () => (await rowCount(page)) === cpu.rows.length, "back drops them again");
  await check();
});

test("a click on a function shows its callers and callees, and they lead on", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const text = golden("cpu.peek=rank.dot");
  const row = cpu.rows.find((row) => bare(row[5]) === "shop.example/search/rank.dot");
  assert.ok(row);
  await page.fill("#search", "rank\\.dot$");
  await expectTop(page, [row]);
  await page.locator("#view-top .body .row").first().click();
  const inspector = page.locator("#inspector");
  await inspector.locator(".edges button").first().waitFor();
  assert.deepEqual(await texts(inspector.locator(".figures td")), [row[0], row[1], row[3], row[4]]);
  const edges = await inspector
    .locator(".edges:not(.hot) button")
    .evaluateAll((buttons) =>
      buttons.map((b) => [b.children[0].textContent, b.children[1].textContent, b.getAttribute("title")]),
    );
  const expected = text
    .split("\n")
    .map((line) => /^\s+(\S+)\s+(\S+) \| {3}(.*?)\s*$/.exec(line)?.slice(1))
    .filter((edge) => edge !== undefined);
  assert.deepEqual(edges, expected);
  await inspector.locator(".edges:not(.hot) button").first().click();
  await until(async () => (await query(page)).sel === bare(expected[0][2]), "the caller is selected");
  await check();
});

test("where rows are whole programs, a click leads to their addresses", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["synthetic/unsymbolised.pb.gz"]);
  await topReady(page);
  const rows = await rowCount(page);
  const show = page.getByRole("button", { name: "Show addresses" });
  await show.click();
  await until(async () => (await query(page)).g === "addresses", "it is the granularity");
  await show.waitFor({ state: "detached" });
  assert.ok((await rowCount(page)) > rows, "a row for each place");
  await check();
});

test("a profile whose functions have names says nothing of addresses", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  assert.doesNotMatch(await text(page.locator("#view-top .facts")), /addresses/);
  await check();
});
