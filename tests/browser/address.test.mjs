// The address is the state: after any walk through the page, a fresh page opened at its address shows the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  address,
  addFilter,
  attribute,
  chips,
  count,
  expectSoon,
  pressTab,
  query,
  rowCount,
  settled,
  stall,
  texts,
  topReady,
  type,
  until,
} from "./desk.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** A small generator, so that a walk that fails can be walked again. @param {number} seed */
function random(seed) {
  return (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** Clicks it if it is there, which is known only of a page that rests. @param {import("playwright-core").Locator} locator */
async function clickIfThere(locator) {
  if ((await count(locator)) > 0 && (await locator.isVisible()) && (await locator.isEnabled())) await locator.click();
}

/** Those that do not look at the page first come as fast as the browser takes them. @type {((page: Page, pick: (below: number) => number) => Promise<unknown>)[]} */
const steps = [
  (page, pick) =>
    addFilter(
      page,
      ["focus", "ignore", "hide", "show"][pick(4)],
      ["json", "orders", "reflect|runtime", "api", "nosuch"][pick(5)],
    ),
  (page) => clickIfThere(page.locator("#filters .chip .x").first()),
  (page, pick) => page.locator("#lens .segments").first().locator("button").nth(pick(4)).click(),
  async (page, pick) => {
    const text = ["json", "", "a.*b", "(", "\\."][pick(5)];
    if ((await count(page.locator("#search"))) > 0) await page.fill("#search", text);
  },
  (page, pick) => clickIfThere(page.locator("#view-top [role=columnheader] button").nth(pick(5))),
  (page, pick) => clickIfThere(page.locator("#view-top .body .row:visible").nth(pick(6))),
  (page, pick) => page.locator("#tabs [role=tab]").nth(pick(3)).click(),
  (page, pick) => page.locator("body").press(["f", "h", "Escape", "u", "U"][pick(5)]),
  // It may leave the page.
  async (page) => (await page.evaluate(() => history.back()), settled(page)),
  (page) => page.evaluate(() => history.forward()),
  (page, pick) => clickIfThere(page.locator("#view-tags .pick:visible").nth(pick(3))),
  (page, pick) => clickIfThere(page.locator("#view-tags header .toggle:visible").nth(pick(2))),
  async (page, pick) => {
    await page.locator("#tune").click();
    if (await page.locator("#options").isHidden()) return;
    await page.locator(["#option-noinlines", "#option-trim", "#option-relative_percentages"][pick(3)]).click();
    if (pick(3) === 0) await page.locator(".configs button").first().click();
  },
  async (page, pick) => {
    await page.locator("#tab-console").click();
    await type(page, ["granularity=files", "nodecount=5", ":", "sort=cum", "trim=0"][pick(5)]);
    await page.locator("#tab-top").click();
  },
];

/** Everything that the address should bring back. @param {Page} page */
async function shown(page) {
  await settled(page);
  const view = await page.locator("#tabs [aria-selected=true]").textContent();
  const rows = await page.locator(".view:visible .body .row:visible, .view:visible .cards li").evaluateAll((rows) =>
    rows
      .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
      .slice(0, 12)
      .map((row) => row.textContent),
  );
  return {
    view,
    rows,
    chips: await chips(page),
    total: await page.locator("#controls").textContent(),
    type: await page.locator("#lens .segments").first().locator("[aria-pressed=true]").textContent(),
    sorted: view?.startsWith("Top")
      ? await page
          .locator("#view-top [aria-sort]")
          .evaluateAll((cells) => cells.map((c) => c.textContent + (c.getAttribute("aria-sort") ?? "")))
      : [],
    count: view?.startsWith("Top") ? await rowCount(page) : 0,
    search: view?.startsWith("Console") ? "" : await page.inputValue("#search"),
    selected: (await page.locator("#inspector h2").allTextContents()).join(),
    figures: (await page.locator("#inspector .figures").allTextContents()).join(),
  };
}

for (const seed of [2, 11, 14, 16]) {
  test(`a fresh page at the address of walk ${seed} shows the same`, async () => {
    const pick = random(seed);
    const { page, drop, check } = await site.openPage();
    await drop(["heap-2.pb.gz"]);
    await topReady(page);
    const origin = page.url();
    /** Back beyond the first page leaves it, and the profile with it. */
    const comeBack = async () => {
      if (page.url() !== "about:blank") return;
      await page.goForward();
      await drop(["heap-2.pb.gz"]);
      await page.locator("#desk").waitFor();
    };
    for (let i = 0; i < 40; i++) {
      await steps[pick(steps.length)](page, pick).catch((error) => {
        // A step back may have left the page meanwhile.
        if (!/context was destroyed/.test(String(error))) throw error;
      });
      await comeBack();
    }
    // The last step may be one that leaves the page, which takes its time.
    await page.waitForTimeout(300);
    await comeBack();
    assert.ok(page.url().startsWith(origin.split(/[?#]/)[0]), page.url());
    const expected = await shown(page);
    const where = await address(page);
    const fresh = await site.openPage(where);
    await fresh.drop(["heap-2.pb.gz"]);
    await fresh.page.locator("#desk").waitFor();
    assert.deepEqual(await shown(fresh.page), expected, `at ${where}`);
    await fresh.check();
    await check();
  });
}

test("where the selection is none of functions, the function whose lines are open is in the address by itself", async () => {
  const { page, drop, check } = await site.openPage("?view=source&g=files");
  await drop(["cpu.pb.gz"]);
  const title = (/** @type {Page} */ page) => attribute(page.locator("#view-source .code h2"), "title");
  const rows = page.locator("#view-source .routines .body .row:visible");
  await rows.nth(2).waitFor();
  const heaviest = await title(page);
  await rows.nth(2).locator(".name").click();
  await until(async () => (await title(page)) !== heaviest, "another function is open");
  const opened = await title(page);
  const { sel, src } = await query(page);
  assert.deepEqual({ sel, src }, { sel: undefined, src: opened });
  // Another view selects a file, and leaves what is open here.
  await pressTab(page, "Top");
  await page.locator("#view-top .body .row:visible").first().click();
  await pressTab(page, "Source");
  assert.equal(await title(page), opened);
  const where = await address(page);
  const fresh = await site.openPage(where);
  await fresh.drop(["cpu.pb.gz"]);
  await fresh.page.locator("#view-source .code h2").waitFor();
  assert.equal(await title(fresh.page), opened, `at ${where}`);
  assert.equal(await address(fresh.page), where);
  await fresh.check();
  for (let i = 0; (await query(page)).src && i < 4; i++) await page.goBack();
  await until(async () => (await title(page)) === heaviest, "back leads to the heaviest");
  await check();
});

test("undo right behind a filter undoes that filter, and many of them lead to the page as it was opened", async () => {
  const { page, check } = await site.openPage("?profile=samples/cpu.pb.gz");
  await topReady(page);
  await page.locator("#view-top .body .row").nth(2).click();
  const first = await address(page);
  await page.keyboard.press("i");
  await until(async () => (await chips(page)).length === 1, "one filter is set");
  const before = await address(page);
  const goOn = await stall(page);
  await page.locator("body").press("h");
  await page.locator("body").press("u");
  await goOn();
  await until(async () => (await address(page)) === before, "the filter is a step, and that step is undone");
  assert.equal((await chips(page)).length, 1);
  assert.equal(await page.getByRole("button", { name: "Redo" }).isEnabled(), true);
  for (let times = 0; times < 8; times++) await page.locator("body").press("u");
  await until(async () => (await address(page)) === first, "the page is still there, without a filter");
  assert.deepEqual(await chips(page), []);
  await check();
});

test("of a link whose profiles are broken in many ways each is said, and what is left opens with its part", async () => {
  const { page } = await site.openPage(
    "?sel=%E0%A4%A&profile=ftp://example.test/a.pb.gz&profile=%&profile=samples/heap-2.pb.gz&diff_base=http://[bad&base=samples/nosuch.pb.gz",
  );
  await topReady(page);
  const said = (await texts(page.locator(".notice.error p"))).join(" ");
  for (const part of ["not ftp:", "http://[bad is no URL", "nosuch.pb.gz", "404"]) assert.ok(said.includes(part), said);
  assert.equal((await query(page)).profile, "samples/heap-2.pb.gz");
  await page.context().close();
});

test("what a link asks for in vain is one sentence, and the rest applies", async () => {
  const { page, drop, check } = await site.openPage("?view=foo&f=rank&sort=xx&granularity=abc&unit=parsec");
  const said = () => texts(page.locator("#notices .notice p"));
  await until(async () => (await said()).length === 1, "it is said on the start page");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  assert.deepEqual(await said(), [
    "This link asks for view=foo, sort=xx, granularity=abc (here it is g=) and unit=parsec, which there is not here: shown as Top instead.",
  ]);
  assert.equal((await chips(page)).length, 1);
  assert.equal(await page.getByLabel("Unit").inputValue(), "minimum");
  await check();
  const empty = await site.openPage("?profile=");
  await until(
    async () => (await texts(empty.page.locator("#notices"))).join().includes("This link asks for profile="),
    "an empty address of a profile is said",
  );
  await empty.check();
});

test("a profile in the address that is no URL is said, and the others are opened", async () => {
  const { page } = await site.openPage("?profile=http://&profile=samples/cpu.pb.gz&profile=samples/%25zz.pb.gz");
  await topReady(page);
  const said = await texts(page.locator(".notice.error"));
  assert.ok(
    said.some((text) => text.includes("A profile in the address was left out. http:// is no URL.")),
    said.join("\n"),
  );
  assert.ok(
    said.some((text) => text.includes("%zz.pb.gz")),
    said.join("\n"),
  );
});

test("the link of a view is copied by a button, and names the file", async () => {
  const { page, drop, check } = await site.openPage("?view=flame&f=json", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await drop(["heap-2.pb.gz"]);
  await page.locator("#desk").waitFor();
  await settled(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  await settled(page);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, page.url());
  assert.match(copied, /\?f=json&view=flame#of=heap-2\.pb\.gz~\d+~[\da-f]{12}$/);
  await check();
});

test("an expression of an address that cannot be read is said in plain words, and the rest applies", async () => {
  const { page, drop, check } = await site.openPage("?f=(&i=gc");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await expectSoon(
    () => texts(page.locator("#notices .notice.error p")),
    ["focus: this is no regular expression: a parenthesis is open at its end (()."],
  );
  assert.deepEqual(await chips(page), ["ignore gc"]);
  await check();
});
