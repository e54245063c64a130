// What axe, the checker of WCAG's rules, has to say of every view and of what opens above one, in both themes: nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { compare, settled, topReady, type, unseenViews } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const DOT = "shop.example/search/rank.dot";
const rank = { name: "rank.go", bytes: readFileSync(testdata("programs/search/rank/rank.go")) };

/** @param {Page} page @param {string} name */
const opensRow = (page, name) =>
  page
    .locator(`#view-${name} .body .row[aria-expanded]`)
    .first()
    .click({ position: { x: 20, y: 8 } });

const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };
/** A profile with a period, which is field 12 of one. @param {number} period */
const sampledEach = (period) => ({
  name: `period-${period}.pb`,
  bytes: new Uint8Array([...profileOf([{ stack: ["main"], value: 1 }]), 12 << 3, period]),
});

/**
 * @type {Record<string, {where?: string, files?: (string | {name: string, bytes: Uint8Array})[], act?: (page: Page) => Promise<unknown>,
 *   shows: string, options?: import("playwright-core").BrowserContextOptions}>}
 */
const states = {
  "nothing is open yet": { files: [], shows: "#dropzone" },
  "Top, with a function in the inspector": { where: `?sel=${DOT}`, shows: "#inspector .edges button" },
  "Top, with a sandwich beside it": {
    where: `?beside=flames&sel=${DOT}`,
    shows: "#inspector .sandwich .chart",
  },
  "Top of a comparison": {
    files: ["heap-1.pb.gz", "heap-2.pb.gz"],
    act: compare,
    shows: "[aria-label=Diff]",
  },
  "Top of a comparison, with a function in the inspector": {
    files: ["heap-1.pb.gz", "heap-2.pb.gz"],
    act: async (page) => (
      await compare(page), await page.locator("#view-top.compared .body .row:not(.blank)").first().click()
    ),
    shows: "#inspector .figures thead",
  },
  "Graph of a profile that is all zero": {
    where: "?view=graph",
    files: [{ name: "zero.pb", bytes: profileOf([{ stack: ["main"], value: 0 }]) }],
    shows: "#view-graph .none:not(:empty)",
  },
  "Top on a phone, whose footer is longer than a line": {
    files: [{ name: "long.pb", bytes: profileOf([{ stack: ["main"], value: 1234567 }]) }],
    shows: "#view-top .facts span",
    options: PHONE,
  },
  "Graph on a phone, whose footer is longer than a line": {
    where: "?view=graph",
    shows: "#view-graph g.node",
    options: PHONE,
  },
  "the offer to compare": { files: ["heap-1.pb.gz", "heap-2.pb.gz"], shows: "#view-top .body .row" },
  "a search that is no expression, filters, one of them off": {
    where: "?q=rank(&f=rank&n=40&off=ignore:gcBgMarkWorker",
    shows: "#search-error",
  },
  "a file that cannot be read": {
    act: (page) =>
      page.setInputFiles("#picker", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("buy milk") }),
    shows: ".notice.error",
  },
  Flame: { where: `?view=flame&sel=${DOT}`, shows: "#flame-box:not(:empty)" },
  "Flame, around a function": { where: `?view=flame&pivot=${DOT}`, shows: "#flame-box:not(:empty)" },
  "Flame, with all packages, and a search": {
    where: "?view=flame&q=rank",
    act: (page) => page.getByRole("button", { name: /^All \d+$/ }).click(),
    shows: "#view-flame .packages",
  },
  "Flame of a comparison": {
    where: "?view=flame",
    files: ["heap-1.pb.gz", "heap-2.pb.gz"],
    act: compare,
    shows: "#view-flame .scale",
  },
  "Calls, with a function selected": { where: `?view=calls&sel=${DOT}`, shows: "#view-calls .body .row.selected" },
  "Calls of a comparison, with a search": {
    where: "?view=calls&q=decode",
    files: ["heap-1.pb.gz", "heap-2.pb.gz"],
    act: compare,
    shows: "#view-calls.compared .found",
  },
  Graph: { where: `?view=graph&n=20&sel=${DOT}`, shows: "#view-graph g.node.selected" },
  "Source, with a line opened": {
    where: "?view=source&f=rank",
    files: ["cpu.pb.gz", rank],
    act: async (page) => (
      await page.locator("#view-source .tok1").first().waitFor(), await opensRow(page, "source .code")
    ),
    shows: "#view-source .detail",
  },
  "Source without the text": { where: "?view=source", shows: "#view-source .absent summary" },
  "Traces, with a stack opened": {
    where: "?view=traces",
    act: (page) => opensRow(page, "traces"),
    shows: "#view-traces .detail",
  },
  "Trend, with a row opened": {
    files: [1, 2, 3, 4, 5, 6].map((n) => `trend/heap-leak/heap-0${n}.pb.gz`),
    act: async (page) => (await page.locator(".figure summary").click(), await opensRow(page, "trend")),
    shows: "#view-trend .detail",
  },
  "a trend that cannot be, with its snapshots": {
    where: "?view=trend",
    files: [sampledEach(2), sampledEach(3)],
    shows: "#view-trend .twin tbody tr",
  },
  Tags: { where: "?view=tags", shows: "#view-tags .pick" },
  "Goroutines, with a group opened and a state chosen": {
    where: "?view=goroutines&state=chan send",
    files: ["goroutine-leaked.debug2.txt"],
    act: (page) => opensRow(page, "goroutines"),
    shows: "#view-goroutines .detail pre:not(:empty)",
  },
  Console: {
    where: "?view=console",
    act: async (page) => (await type(page, "top5"), await type(page, "nosuch")),
    shows: ".console .refused",
  },
  "the menu of a function": {
    where: `?sel=${DOT}`,
    act: async (page) => (
      await topReady(page), await page.locator("#view-top .grid").focus(), await page.keyboard.press(".")
    ),
    shows: "#menu [role=menuitem]",
  },
  presets: { act: (page) => page.click("#filters .presets"), shows: "#menu [role=menuitem]" },
  options: { act: (page) => page.click("#tune"), shows: "#options h2" },
  reports: { act: (page) => page.click("#report"), shows: "#reports button" },
  keys: { act: (page) => page.keyboard.press("?"), shows: "#sheet dl" },
};

/** @param {Page} page @param {{ type: string, values: string[] }} runOnly the rules to be kept */
async function violations(page, runOnly) {
  await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { runOnly });
    return violations.map(
      (/** @type {any} */ v) =>
        `${v.impact} ${v.id}: ${v.help}\n${v.nodes.map((/** @type {any} */ n) => `    ${n.target} ${n.failureSummary}`).join("\n")}`,
    );
  }, runOnly);
}
/** @param {string} name @param {import("playwright-core").BrowserContextOptions} options */
async function open(name, options) {
  const { where = "", files = ["cpu.pb.gz"], act, shows, options: own } = states[name];
  const { page, drop } = await site.openPage(where, { ...options, ...own });
  if (files.length) {
    await drop(files);
    await page.locator("#desk:visible .sentence").waitFor({ state: "attached" });
  }
  await act?.(page);
  await page.locator(shows).first().waitFor({ state: "attached" });
  await settled(page);
  return page;
}

/** The rules of axe that are about colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

for (const name of Object.keys(states)) {
  test(`${name}, light and dark`, async () => {
    const page = await open(name, { colorScheme: "light" });
    const all = await violations(page, {
      type: "tag",
      values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    assert.deepEqual([...all, ...(await violations(page, { type: "rule", values: COLOURS }))], []);
    await page.context().close();
  });
}

for (const name of [
  "Top of a comparison",
  "Top, with a function in the inspector",
  "Source, with a line opened",
  "Tags",
  "Goroutines, with a group opened and a state chosen",
]) {
  test(`${name}, light and dark, for those who want strong contrasts`, async () => {
    const page = await open(name, { colorScheme: "light", contrast: "more" });
    const strong = { type: "rule", values: ["color-contrast-enhanced"] };
    const light = await violations(page, strong);
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    assert.deepEqual([...light, ...(await violations(page, strong))], []);
    await page.context().close();
  });
}

test("each view has a state here", async () => {
  const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await page.locator("#view-top .body .row").first().waitFor();
  await settled(page);
  assert.deepEqual(await unseenViews(page, Object.values(states)), []);
  await check();
});
