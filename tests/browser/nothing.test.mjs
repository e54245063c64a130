// A filter that leaves nothing: the way out is where the eyes are, and nothing moves. And what a tag filter was taken for stands at its chip.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callersProfile, profileOf } from "../profiles.mjs";
import { addFilter, chips, hasFocus, place, query, settled, text, texts, topReady, topRows, until } from "./desk.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

test("the filter that matches nothing can be removed in every view, and the page does not jump", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await addFilter(page, "ignore", "rank");
  await topReady(page);
  const { y } = await place(page.locator("#answer"));
  await addFilter(page, "focus", "zzzz");
  const removes = page.getByRole("button", { name: "Remove focus=zzzz" });
  await removes.waitFor();
  assert.equal((await place(page.locator("#answer"))).y, y, "no banner pushes the page down");
  assert.deepEqual(await texts(page.locator(".notice")), []);
  assert.match(
    await text(page.locator("#filters .chip .told")),
    /^matches nothing: Focus expression matched no samples\.$/,
  );
  for (const tab of ["Flame", "Graph", "Source", "Traces", "Tags", "Top"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.locator(`#view-${tab.toLowerCase()}`).getByRole("button", { name: "Remove focus=zzzz" }).waitFor();
    assert.ok((await text(page.locator(`#view-${tab.toLowerCase()}`))).includes("The filters leave nothing."), tab);
  }
  // What matches nothing comes first.
  assert.deepEqual(await texts(page.locator("#view-top .ways button")), [
    "Remove focus=zzzz",
    "Remove ignore=rank",
    "Remove all 2",
  ]);
  await removes.click();
  await topReady(page);
  assert.deepEqual(await chips(page), ["ignore rank"]);
  assert.ok(await hasFocus(page, "#filter-value"), "and the focus is not lost");
  await page.keyboard.press("Escape");
  await page.locator("body").press("u");
  await removes.waitFor();
  await page.getByRole("button", { name: "Remove all 2" }).click();
  await topReady(page);
  assert.deepEqual(await query(page), {});
  await check();
});

test("when a key leaves nothing of the flame graph the focus is on the way out, and goes back with it", async () => {
  for (const [view, keys] of /** @type {const} */ ([
    ["flame", ["ArrowDown", "i", "v"]],
    ["top", ["ArrowDown", "i", "v"]],
    ["flame", ["ArrowDown", "v", "i"]],
    ["flame", ["ArrowDown", "v", "i", "1", "2"]],
  ])) {
    const { page, drop, check } = await site.openPage(`?view=${view}`);
    await drop(["heap-1.pb.gz"]);
    const [chart, ways] = [page.locator("#view-flame .chart"), page.locator("#view-flame .ways button")];
    await page.locator(`#view-${view} :is(.chart, .grid)`).first().waitFor();
    await settled(page);
    for (const key of keys) {
      await page.keyboard.press(key);
      await settled(page);
    }
    const what = `${view}: ${keys.join(" ")}`;
    await ways.first().waitFor();
    await until(
      async () => hasFocus(page, "#view-flame .ways button"),
      `${what}: the focus is on a button that is seen`,
    );
    await page.keyboard.press("Enter");
    await chart.waitFor();
    await page.keyboard.press("Escape");
    assert.ok(await hasFocus(page, "#view-flame .chart"), what);
    await check();
  }
});

test("the focus is on why there is no picture where nothing but the picture itself leads out", async () => {
  const { page, drop, check } = await site.openPage("?view=flame&pivot=nobody.calls.this");
  await drop(["heap-1.pb.gz"]);
  const none = page.locator("#view-flame .none");
  await until(async () => (await text(none)) === "No stack has nobody.calls.this any more.", "it says so");
  await page.keyboard.press("1");
  await topReady(page);
  await page.keyboard.press("2");
  await until(async () => hasFocus(page, "#view-flame .none"), "the focus is there");
  await check();
});

test("two filters that leave nothing together are both offered", async () => {
  const { page, drop, check } = await site.openPage("?f=gcBgMarkWorker&tf=rank");
  await drop(["cpu.pb.gz"]);
  await page.locator("#view-top .ways button").first().waitFor();
  assert.deepEqual(await texts(page.locator("#view-top .ways button")), [
    "Remove tagfocus=rank",
    "Remove focus=gcBgMarkWorker",
    "Remove all 2",
  ]);
  await check();
});

test("a tag filter says whether it was taken for a range, and the range that it proposes is one", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await addFilter(page, "tagfocus", "bytes=0:256B");
  const told = page.locator("#filters .chip .told");
  await told.waitFor();
  const said = await text(told);
  assert.match(said, /^as a text, no range: .*give both a unit: bytes=0B:256B\.$/);
  await page.getByRole("button", { name: "Remove tagfocus=bytes=0:256B" }).click();
  await addFilter(page, "tagfocus", /unit: (\S+)\.$/.exec(said)?.[1] ?? "");
  await topReady(page);
  await until(async () => (await text(told)).startsWith("as a range: "), "it is a range now");
  await settled(page);
  assert.deepEqual(await texts(page.locator(".notice")), []);
  await check();
});

test("a picture that is too large makes way for why, the way back is beside it, and nothing is left of the one before", async () => {
  const { page, drop, check } = await site.openPage();
  await drop([{ name: "callers.pb", bytes: callersProfile(5, 1000, 1000) }]);
  await topReady(page);
  await page.getByRole("tab", { name: "Flame" }).click();
  const [picture, save] = [page.locator("#flame-box"), page.getByRole("button", { name: "SVG" })];
  await picture.waitFor();
  await page.getByRole("button", { name: "From the leaf" }).click();
  const why = page.locator("#view-flame .refusal");
  await until(async () => (await text(why)) !== "", "there is no answer");
  assert.match(
    await text(why),
    /^Too large: these stacks part into a tree of more than 4,000,000 calls, .* noinlines /,
  );
  assert.ok(!(await picture.isVisible()), "the picture from the root is none from the leaf");
  assert.ok(await save.isDisabled());
  assert.deepEqual(await texts(page.locator(".notice")), [], "it is said once");
  await page.getByRole("button", { name: "From the root" }).click();
  await picture.waitFor();
  assert.equal(await text(why), "");
  // Beside a table, too.
  await page.getByRole("tab", { name: "Top" }).click();
  await page.locator('#view-top [data-fn="main.leaf"]').first().click();
  await page.locator("body").press("x");
  const beside = page.locator("#inspector .sandwich");
  await until(
    async () => (await text(beside.locator(".refusal"))).startsWith("Too large: "),
    "nor one beside the table",
  );
  assert.ok(!(await beside.locator(".chart").first().isVisible()));
  await check();
});

test("where each function is smaller than what pprof shows, that is said and not that there are no samples", async () => {
  const { page, drop, check } = await site.openPage();
  const samples = Array.from({ length: 1000 }, (_, i) => ({ stack: [`main.f${i}`], value: 10 }));
  await drop([{ name: "flat.pb", bytes: profileOf(samples) }]);
  await settled(page);
  for (const tab of ["Top", "Graph"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page
      .locator(`#view-${tab.toLowerCase()}`)
      .getByText("All 1,000 nodes are left out: each is below 0.5 % of the total (nodefraction).")
      .waitFor();
    assert.equal(await page.getByText("has no samples").count(), 0);
  }
  await page.getByRole("tab", { name: "Top" }).click();
  await page.getByRole("button", { name: "Show them all" }).click();
  await page.locator("#view-top .row", { hasText: "main.f" }).first().waitFor();
  await check();
});

test("a unit that was chosen for bytes is not that of objects, and is there again for bytes", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await page.getByLabel("Unit", { exact: true }).selectOption("kB");
  await page.locator("#view-top .row", { hasText: "kB" }).first().waitFor();
  await page.getByRole("button", { name: /^inuse_objects/ }).click();
  await page.locator(".sentence", { hasText: "159,693 in total" }).waitFor();
  await settled(page);
  assert.match((await topRows(page))[0][0], /^\d+$/);
  await page.getByRole("button", { name: /^inuse_space/ }).click();
  await page.locator(".sentence", { hasText: /kB in total/ }).waitFor();
  await check();
});
