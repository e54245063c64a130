// Traces: identical stacks grouped, the heaviest first, opened under their line.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { query, rowCount, text, texts, until } from "./desk.mjs";
import { golden, tracesOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** pprof's traces, those with the same stack added up: numbers of goroutines have no unit. */
const groups = new Map();
for (const { value, frames } of tracesOf(golden("goroutine-2.traces")))
  groups.set(frames.join("\n"), (groups.get(frames.join("\n")) ?? 0) + Number(value));
const [heaviest, weight] = [...groups].sort((a, b) => b[1] - a[1])[0];

async function openTraces() {
  const opened = await site.openPage("?view=traces", { permissions: ["clipboard-read", "clipboard-write"] });
  await opened.drop(["goroutine-2.pb.gz"]);
  await opened.page.locator("#view-traces .body .row").first().waitFor();
  return opened;
}

test("identical stacks are one row, the heaviest first", async () => {
  const { page, check } = await openTraces();
  await until(async () => (await rowCount(page, "traces")) === groups.size, `there are ${groups.size} groups`);
  assert.equal(await text(page.locator("#view-traces .row .value").first()), String(weight));
  await check();
});

test("a click opens the whole stack, its frames lead to the inspector, and it can be copied", async () => {
  const { page, check } = await openTraces();
  await page.locator("#view-traces .body .row").first().click();
  const detail = page.locator("#view-traces .detail");
  await detail.waitFor();
  assert.deepEqual(await texts(detail.locator("li")), heaviest.split("\n"));
  await detail.getByRole("button", { name: "Copy" }).click();
  await page.locator("#said", { hasText: "Copied" }).waitFor({ state: "attached" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(
    tracesOf(`${"-".repeat(11)}+${"-".repeat(55)}\n${copied.replace(/^-+\+-+\n/gm, "")}`)[0]?.frames,
    heaviest.split("\n"),
  );
  const last = heaviest.split("\n").at(-1) ?? "";
  await detail.locator("li button").last().click();
  await until(async () => (await query(page)).sel === last, "the frame is selected");
  await page.locator("#inspector .figures").waitFor();
  await check();
});

test("a search keeps the stacks that have a frame of that name", async () => {
  const { page, check } = await openTraces();
  const matching = [...groups].filter(([stack]) => /Webhook/.test(stack));
  await page.fill("#search", "Webhook");
  await until(async () => (await rowCount(page, "traces")) === matching.length, "only those are left");
  const weight = String(matching.reduce((sum, [, value]) => sum + value, 0));
  await page.locator(".found", { hasText: weight }).waitFor();
  await page.fill("#search", "Webhook[");
  await page.locator("#search-error").waitFor();
  await check();
});

test("who waits is read from the user's frame, and a line that is too long ends in an ellipsis", async () => {
  const { page, check } = await openTraces();
  const first = page.locator("#view-traces .body .row .stack").first();
  assert.match(await text(first.locator(".leaf")), /Notify\.func1$/);
  assert.match(await text(first.locator(".parked")), /^in .*chansend → .*gopark$/);
  const looks = await first
    .locator(".frames")
    .evaluate((e) => [getComputedStyle(e).textOverflow, getComputedStyle(e).overflow, getComputedStyle(e).display]);
  assert.deepEqual(looks, ["ellipsis", "hidden", "block"]);
  assert.equal(await text(first.locator(".labels")), "gateway=email");
  await check();
});
