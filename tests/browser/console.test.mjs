// Console: pprof's prompt, with history and completion, over the same state as the rest of the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chips, pressTab, query, settled, topReady, type, until } from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

async function openConsole(profile = "cpu.pb.gz") {
  const opened = await site.openPage("?view=console");
  await opened.drop([profile]);
  await opened.page.locator("#console-input").waitFor();
  return opened;
}

test("a command prints what pprof prints", async () => {
  const { page, check } = await openConsole();
  const { output } = await type(page, "top5 -cum");
  assert.ok(golden("cpu.shell.top").includes(output), output);
  await type(page, "compact_labels=false");
  assert.equal((await type(page, "tags")).output, golden("cpu.tags"));
  await check();
});

test("an assignment is a chip, and a chip is an assignment", async () => {
  const { page, check } = await openConsole();
  assert.equal((await type(page, "focus=rank")).output, "");
  assert.deepEqual(await chips(page), ["focus rank"]);
  assert.equal((await query(page)).f, "rank");
  await page.getByRole("button", { name: "Remove focus" }).click();
  await until(async () => (await chips(page)).length === 0, "the chip is gone");
  assert.match((await type(page, "options")).output, /^ {2}focus {21}= "" /m);
  await check();
});

test("an error is pprof's, and the prompt goes on", async () => {
  const { page, check } = await openConsole();
  assert.match((await type(page, "nosuch")).error, /unrecognized command: "nosuch"/);
  // Where pprof takes the expression and refuses the next report, the page refuses it at once: all views are drawn from it.
  assert.match((await type(page, "focus=(")).error, /focus regexp/);
  assert.deepEqual(await chips(page), []);
  const rows = topOf(golden("cpu.top")).rows;
  assert.ok((await type(page, "top1")).output.includes(bare(rows[0][5])));
  await check();
});

test("an option that the next profile cannot have is a notice until it is set right", async () => {
  const { page, drop, check } = await openConsole("heap-1.pb.gz");
  await type(page, "alloc_space");
  await drop(["cpu.pb.gz"]);
  await page.getByRole("button", { name: "Close heap-1.pb.gz" }).click();
  await page.locator(".notice.error", { hasText: 'sample_index "alloc_space" must be one of' }).waitFor();
  await type(page, "cpu");
  await page.locator(".notice.error").waitFor({ state: "detached" });
  const rows = topOf(golden("cpu.top")).rows;
  assert.ok((await type(page, "top1")).output.includes(bare(rows[0][5])));
  await check();
});

test("arrows recall earlier lines, also after the page was loaded again", async () => {
  const { page, drop, check } = await openConsole();
  await type(page, "top1");
  await type(page, "top2");
  await page.press("#console-input", "ArrowUp");
  await page.press("#console-input", "ArrowUp");
  assert.equal(await page.inputValue("#console-input"), "top1");
  await page.press("#console-input", "ArrowDown");
  await page.press("#console-input", "ArrowDown");
  assert.equal(await page.inputValue("#console-input"), "");
  await settled(page);
  await page.reload();
  await drop(["cpu.pb.gz"]);
  await page.locator("#console-input").waitFor();
  await page.press("#console-input", "ArrowUp");
  assert.equal(await page.inputValue("#console-input"), "top2");
  await check();
});

test("Tab completes", async () => {
  const { page, check } = await openConsole();
  await page.fill("#console-input", "tracefo");
  await page.fill("#console-input", "trac");
  await page.press("#console-input", "Tab");
  await until(async () => (await page.inputValue("#console-input")).startsWith("traces"), "the command is completed");
  await check();
});

test("the focus follows to the prompt, and digits typed there are text", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await pressTab(page, "Console");
  await page.keyboard.type("top1");
  assert.equal(await page.inputValue("#console-input"), "top1");
  await check();
});
