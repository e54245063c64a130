// Two profiles of one kind: the offer, and the diff as a state of every view.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  attribute,
  count,
  expectTop,
  pressTab,
  query,
  settled,
  stall,
  text,
  topReady,
  topRows,
  type,
  until,
} from "./desk.mjs";
import { golden, signedRows, topOf } from "./golden.mjs";
import { profileOf } from "../profiles.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const later = topOf(golden("goroutine-2.top"));
const compared = topOf(golden("goroutine-2.top.diff_base=goroutine-1"));
const subtracted = topOf(golden("goroutine-2.top.base=goroutine-1"));
const normalized = topOf(golden("goroutine-2.top.diff_base=goroutine-1.normalize"));

/**
 * Drops the newer profile first: which one is older must come from the files. Profiles of goroutines have an order of their own; here
 * pprof's is asked for.
 */
async function compare() {
  const opened = await site.openPage("?order=flat");
  await opened.drop(["goroutine-2.pb.gz"]);
  await topReady(opened.page);
  await opened.drop(["goroutine-1.pb.gz"]);
  await opened.page.locator(".offer").waitFor();
  await opened.page.getByRole("button", { name: /^Compare: what changed since goroutine-1/ }).click();
  return opened;
}

test("a second profile is offered for comparison, the older as the base", async () => {
  const { page, check } = await compare();
  await expectTop(page, signedRows(compared.rows));
  assert.match(
    await text(page.locator(".sentence")),
    new RegExp(`from ${compared.total} .*to ${later.total} .*\\+${Number(later.total) - Number(compared.total)}`),
  );
  const first = page.locator("#view-top .body .row").first().locator(".flat");
  assert.match(await attribute(first, "class"), /\bmore\b/);
  assert.match(await text(first), /^\+/, "its sign is copied with it");
  assert.equal(await page.getByLabel("Role of goroutine-1.pb.gz").inputValue(), "diff_base");
  await check();
});

test("the console prints the same diff", async () => {
  const { page, check } = await compare();
  await expectTop(page, signedRows(compared.rows));
  await pressTab(page, "Console");
  await type(page, "compact_labels=false");
  const { output } = await type(page, "top0");
  assert.equal(output, golden("goroutine-2.top.diff_base=goroutine-1"));
  await check();
});

test("subtract, normalize and swap are switches", async () => {
  const { page, check } = await compare();
  await expectTop(page, signedRows(compared.rows));
  await page.getByRole("button", { name: "Normalize" }).click();
  await expectTop(page, signedRows(normalized.rows));
  assert.equal((await query(page)).norm, "t");
  await page.getByRole("button", { name: "Normalize" }).click();
  await page.getByRole("button", { name: "Subtract" }).click();
  await expectTop(page, signedRows(subtracted.rows));
  await page.getByRole("button", { name: /Swap/ }).click();
  await until(async () => (await topRows(page))[0][0] === `-${subtracted.rows[0][0]}`, "the signs turn");
  assert.match(await attribute(page.locator("#view-top .body .row").first().locator(".flat"), "class"), /\bless\b/);
  await page.getByRole("button", { name: "End diff" }).click();
  await until(async () => (await page.getByRole("group", { name: "Diff" }).count()) === 0, "the diff ends");
  await check();
});

test("sides with other sample types are not normalized, and the page says why", async () => {
  const { page, drop, check } = await site.openPage();
  const side = (/** @type {string[]} */ types) =>
    profileOf([{ stack: ["main", "work"], value: types.map((_, i) => 10 + i) }], "bytes", types);
  await drop([
    { name: "all.pb", bytes: side(["alloc_space", "inuse_space"]) },
    { name: "inuse.pb", bytes: side(["inuse_space"]) },
  ]);
  await topReady(page);
  await page
    .getByRole("button", { name: /^Compare/ })
    .first()
    .click();
  const normalize = page.getByRole("button", { name: "Normalize" });
  await normalize.click();
  await page.locator(".notice.error").waitFor();
  const said = await text(page.locator(".notice.error"));
  assert.match(said, /Only profiles with the same sample types can be normalized, as in pprof: /);
  assert.match(said, /all\.pb has alloc_space, inuse_space; inuse\.pb has inuse_space\./);
  assert.equal(await attribute(normalize, "aria-pressed"), "false");
  await check();
});

test("the offer merges, switches, or goes away", async () => {
  const { page, drop, check } = await site.openPage("?order=flat");
  await drop(["goroutine-2.pb.gz", "goroutine-1.pb.gz"]);
  await page.getByRole("button", { name: "Merge" }).click();
  const sum = String(Number(later.total) + Number(compared.total));
  await until(async () => (await text(page.locator(".sentence"))).includes(` ${sum} in total`), "the totals add up");
  await page.getByRole("button", { name: "Close goroutine-1.pb.gz" }).click();
  await expectTop(page, later.rows);
  await drop(["goroutine-1.pb.gz"]);
  await page.getByRole("button", { name: "Switch to goroutine-1.pb.gz" }).click();
  await until(
    async () => (await text(page.locator(".sentence"))).includes(` ${compared.total} in total`),
    "the other one is shown",
  );
  await drop(["cpu.pb.gz"]);
  await page.locator(".notice.note").waitFor();
  assert.equal(await count(page.locator(".offer")), 0, "a profile of another kind is not compared");
  await check();
});

test("a link opens two profiles as a diff", async () => {
  const { page, check } = await site.openPage(
    "?order=flat&profile=samples/goroutine-2.pb.gz&diff_base=samples/goroutine-1.pb.gz",
  );
  await expectTop(page, signedRows(compared.rows));
  assert.equal((await query(page)).diff_base, "samples/goroutine-1.pb.gz");
  await check();
});

test("a click on the offer that what was found out comes into is a click", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  const resume = await stall(page, '"trend"');
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare: what changed since heap-1/ }).hover();
  await page.mouse.down();
  await resume();
  await page.locator(".offer", { hasText: "the largest changes" }).waitFor();
  await page.mouse.up();
  await page.locator("#answer", { hasText: "changed from" }).waitFor();
  await check();
});

test("in every table the numbers have room, with their signs", async () => {
  const { page, drop, check } = await site.openPage("?unit=kB");
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare: what changed since heap-1/ }).click();
  // The bars reach over the next column.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".bar::after { display: none }");
    document.adoptedStyleSheets.push(sheet);
  });
  for (const [view, pane] of [
    ["Top", "#view-top"],
    ["Traces", "#view-traces"],
    ["Source", "#view-source .routines"],
  ]) {
    await pressTab(page, view);
    const rows = page.locator(`${pane} .body .row:not(.blank):visible`);
    await rows.first().locator(".more").first().waitFor();
    await settled(page);
    const cells = await rows.locator(".num.bar").evaluateAll((all) =>
      all.map((cell) => ({
        text: getComputedStyle(cell, "::before").content.replaceAll('"', "").replace("none", "") + cell.textContent,
        cut: cell.scrollWidth > cell.clientWidth,
      })),
    );
    // Longer than the narrowest column, so that it is made for them.
    assert.ok(
      cells.some(({ text }) => text.length > 7),
      JSON.stringify(cells),
    );
    assert.deepEqual(
      cells.filter(({ cut }) => cut),
      [],
      view,
    );
  }
  await check();
});

/** A number of bytes as it is shown. @param {string} text */
const megabytes = (text) => Number(/^\+?(-?[\d.]+)(MB)?$/.exec(text)?.[1] ?? assert.fail(text));

test("stacks and lines say what was before and is after, beside a change with its sign", async () => {
  const { page, drop, check } = await site.openPage("?unit=MB", { viewport: { width: 1920, height: 900 } });
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare: what changed since heap-1/ }).click();
  for (const [view, pane, order] of /** @type {const} */ ([
    ["Traces", "#view-traces", [0, 1, 2]],
    ["Source", "#view-source .routines", [0, 1, 2]],
    ["Source", "#view-source .code", [0, 1, 3]],
  ])) {
    await pressTab(page, view);
    const row = page.locator(`${pane} .body .row:not(.blank):visible`).first();
    await row.locator(".more").first().waitFor();
    await settled(page);
    const cells = await row.locator("[role=gridcell]").evaluateAll((all) => all.map((cell) => cell.textContent ?? ""));
    const [before, after, change] = order.map((at) => cells[at]);
    assert.ok(change.startsWith("+"), `${view}: ${cells}`);
    assert.ok(megabytes(after) > megabytes(before), `${view}: ${cells}`);
    assert.ok(Math.abs(megabytes(after) - megabytes(before) - megabytes(change)) < 0.02, `${view}: ${cells}`);
  }
  // What a row opens to says the same, in every width.
  const opened = page.locator("#view-source .code .detail .sides");
  await page.locator("#view-source .code .body .row:visible").first().click();
  assert.match(await text(opened), /cum \+[\d.]+MB [\d.]+MB → [\d.]+MB \(\+[\d.]+% of what it was\)/);
  await pressTab(page, "Traces");
  await page.locator("#view-traces .body .row:visible").first().click();
  const acts = page.locator("#view-traces .detail .acts");
  assert.match(await text(acts), /^\s*\+[\d.]+MB\s+[\d.]+MB → [\d.]+MB \(\+[\d.]+% of what it was\) · \d+ records/);
  await check();
});

test("rows that are copied are lines with tabs between their cells, signs included; a part of a cell is a text", async () => {
  const { page, check } = await site.openPage("?profile=samples/heap-2.pb.gz&diff_base=samples/heap-1.pb.gz");
  await topReady(page);
  await settled(page);
  const copied = (/** @type {string} */ from, /** @type {string} */ to) =>
    page.evaluate(
      ([from, to]) => {
        const [first, last] = [document.querySelector(from), document.querySelector(to)];
        if (!first || !last) return "";
        getSelection()?.setBaseAndExtent(first, 0, last, last.childNodes.length);
        const data = new DataTransfer();
        const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
        first.dispatchEvent(event);
        return data.getData("text/plain") || `left to the browser: ${getSelection()}`;
      },
      [from, to],
    );
  const [one, two, ...more] = (await copied("#top-0", "#top-1")).split("\n");
  assert.deepEqual(more, []);
  assert.equal(
    one.split("\t").join(" | "),
    "1.63MB | 8.15MB | +6.52MB | +400.11% | 1.63MB | 8.15MB | +6.52MB | +400.11% | +11462 | reflect.growslice",
  );
  assert.match(two, /\t\+3\.88MB\t.*pricing\.\(\*Rule\)\.apply$/);
  assert.equal(await copied("#top-0 .flat", "#top-0 .flat"), "left to the browser: +6.52MB");
  await check();
});

test("a type that did not change says which others did, and leads to them", async () => {
  const { page, drop, check } = await site.openPage();
  /** Of 512 bytes in use, so many were allocated. @param {number} allocated */
  const heap = (allocated) =>
    Buffer.from(
      `heap profile: 1: 512 [9: ${allocated}] @ heap/1\n1: 512 [9: ${allocated}] @ 0x10\n#\t0x10\tmain.work+0x1\t/src/main.go:4\n`,
    );
  await drop([{ name: "before.txt", bytes: heap(1024) }]);
  await topReady(page);
  await drop([{ name: "after.txt", bytes: heap(10240) }]);
  await page.getByRole("button", { name: /^Compare/ }).click();
  const others = page.locator(".sentence", { hasText: "others changed: alloc_space +9kB." });
  await others.waitFor();
  await page.getByText("inuse_space did not change. Others did: alloc_space +9kB.").waitFor();
  await others.getByRole("button", { name: "alloc_space +9kB" }).click();
  await until(async () => (await query(page)).si === "alloc_space", "the other type is shown");
  await until(async () => (await text(page.locator(".sentence"))).includes("+9kB; the largest"), "it has changed");
  await check();
});
