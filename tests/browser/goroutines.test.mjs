// Goroutines: in groups, with the line that they wait at; what is known of one group, and of one goroutine.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  address,
  attribute,
  expectSoon,
  fits,
  hasFocus,
  query,
  rowCount,
  text,
  texts,
  topReady,
  topRows,
  until,
  views,
} from "./desk.mjs";
import { golden, topOf } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const DUMP = readFileSync(testdata("goroutine.debug2.txt"), "utf8");
/** The goroutines of the dump by their state. @type {Map<string, number>} */
const STATES = new Map();
for (const [, state] of DUMP.matchAll(/^goroutine \d+ \[([^,\]]+)/gm)) STATES.set(state, (STATES.get(state) ?? 0) + 1);
const ALL = [...STATES.values()].reduce((sum, n) => sum + n, 0);

async function openGoroutines(where = "?view=goroutines", options = {}) {
  const opened = await site.openPage(where, { permissions: ["clipboard-read", "clipboard-write"], ...options });
  await opened.drop(["goroutine.debug2.txt"]);
  await opened.page.locator("#view-goroutines .body .row").first().waitFor();
  return opened;
}
/** @param {Page} page */
const facts = async (page) => (await text(page.locator("#view-goroutines .facts > span").first())).trim();
/** @param {Page} page */
const words = (page) => texts(page.locator("#view-goroutines .body .row:not([hidden]) .at .words"));

for (const [files, where, view] of /** @type {[string[], string, string][]} */ ([
  [["goroutine.debug2.txt"], "", "goroutines"],
  [["goroutine.debug2.txt"], "?view=top", "top"],
  [["goroutine.debug2.txt"], "?view=flame", "flame"],
  [["goroutine-2.pb.gz"], "", "top"],
  [["goroutine.debug2.txt", "cpu.pb.gz"], "", "goroutines"],
  [["cpu.pb.gz", "goroutine.debug2.txt"], "", "top"],
]))
  test(`${files.join(" and ")} at "${where}" opens in ${view}, and does so again at its own address`, async () => {
    const shown = (/** @type {Page} */ page) => attribute(page.locator("#tabs [aria-selected=true]"), "id");
    const { page, drop, check } = await site.openPage(where);
    await drop(files);
    await page.locator("#desk").waitFor();
    await expectSoon(() => shown(page), `tab-${view}`);
    assert.ok(await page.getByRole("button", { name: "Undo" }).isDisabled(), "nothing is to be undone");
    const other = view === "top" ? "flame" : "top";
    for (const at of [view, other]) {
      await page.locator(`#tab-${at}`).click();
      const again = await site.openPage(await address(page));
      await again.drop(files);
      await again.page.locator("#desk").waitFor();
      await expectSoon(() => shown(again.page), `tab-${at}`);
      await again.check();
    }
    assert.ok(await page.getByRole("button", { name: "Undo" }).isDisabled(), "looking at another view is no change");
    await page.goBack();
    await expectSoon(() => shown(page), `tab-${view}`);
    await check();
  });

test("a dump opens: groups say what they wait for, where, and who created them", async () => {
  const { page, check } = await openGoroutines();
  const groups = await rowCount(page, "goroutines");
  assert.equal(await facts(page), `${ALL} goroutines in ${groups} groups`);
  const first = page.locator("#group-0");
  assert.equal(await text(first.locator(".value")), String(STATES.get("chan send")));
  assert.equal(await text(first.locator(".at .words")), "chan send at notify.go:73");
  assert.equal(await text(first.locator(".at .name")), "shop.example/orders/notify.(*Dispatcher).Notify.func1");
  assert.equal(await text(first.locator(".by .name")), "shop.example/orders/notify.(*Dispatcher).Notify");
  assert.match(await attribute(first.locator(".waits"), "aria-label"), /^waited: none \d+, 1–2 min \d+$/);
  assert.equal(await text(first.locator(".about")), "about 1 minute");
  assert.match((await texts(first.locator(".marks span"))).join(), /gateway=email \d+,gateway=sms \d+/);
  await check();
});

test("states are chips that filter, and the address has them", async () => {
  const { page, check } = await openGoroutines();
  const chips = page.locator("#view-goroutines .states button.toggle");
  const shown = (await texts(chips)).map((chip) => chip.replace(/\s+/g, " ").trim());
  const wanted = [...STATES].map(([state, n]) => `${state} ${n}`);
  assert.deepEqual(shown.toSorted(), wanted.toSorted());
  await page.getByRole("button", { name: /^select \d/ }).click();
  await page.getByRole("button", { name: /^sleep \d/ }).click();
  const left = (STATES.get("select") ?? 0) + (STATES.get("sleep") ?? 0);
  await until(async () => (await facts(page)).startsWith(`${left} of ${ALL} goroutines`), "only those are left");
  assert.ok((await words(page)).every((line) => /^(select|sleep) at /.test(line)));
  assert.deepEqual(await page.evaluate(() => new URLSearchParams(location.search).getAll("state")), [
    "select",
    "sleep",
  ]);
  await check();
});

/** Closures of one function, at lines of their own. */
const CLOSURES = [3, 4, 5].map(
  (n) => `goroutine ${n} [chan send${n === 5 ? " (leaked)" : ""}]:
main.start.func${n}()
\t/p/main.go:${n}0 +0x1d
created by main.start in goroutine 1
\t/p/main.go:${n} +0x25
`,
);

test("alike groups are fewer, by a click and by a key", async () => {
  const { page, drop, check } = await site.openPage("?view=goroutines");
  await drop([{ name: "closures.txt", bytes: Buffer.from(CLOSURES.join("\n")) }]);
  await page.locator("#group-0").waitFor();
  assert.equal(await rowCount(page, "goroutines"), 3);
  assert.equal((await texts(page.locator("#view-goroutines .body em"))).join(), "leaked");
  await page.getByRole("button", { name: "Alike" }).click();
  await until(async () => (await rowCount(page, "goroutines")) === 2, "two come together");
  assert.equal((await query(page)).alike, "1");
  await page.locator("#view-goroutines .grid").focus();
  await page.keyboard.press("a");
  await until(async () => (await rowCount(page, "goroutines")) === 3, "they part again");
  await check();
});

test("a row opens to its stack, its goroutines as they are in the file, and its kin", async () => {
  const { page, drop, check } = await openGoroutines();
  await drop(["programs/orders/notify/notify.go"]);
  await page.locator("#notices", { hasText: "notify.go" }).waitFor();
  await page.locator("#group-0").click();
  const detail = page.locator("#view-goroutines .detail");
  const text = detail.locator("pre");
  await until(async () => ((await text.textContent()) ?? "").startsWith("goroutine "), "the text is here");
  const told = (await text.textContent()) ?? "";
  assert.ok(DUMP.includes(told), told);
  // The line of the program, with its text since the file was dropped.
  assert.match(await attribute(detail.locator(".frames li").first(), "class"), /own stands/);
  assert.match((await detail.locator(".stands .line").textContent()) ?? "", /sent <- deliver/);
  assert.match((await detail.locator(".frames li").last().textContent()) ?? "", /^\s*created by /);
  await detail.getByRole("button", { name: "The next goroutine" }).click();
  await until(async () => (await text.textContent()) !== told, "another one is here");
  assert.ok(DUMP.includes((await text.textContent()) ?? ""));
  await detail.getByRole("button", { name: "Copy as Markdown" }).click();
  await page.locator("#said", { hasText: "Copied" }).waitFor({ state: "attached" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^\*\*\d+ goroutines: chan send at notify\.go:73\*\*, in `shop\.example/);
  // The line of a frame leads to that line of the text.
  await detail.locator(".stands .place").click();
  const line = page.locator("#view-source .code .row.selected");
  await until(async () => /73\s*go pprof/.test((await line.textContent()) ?? ""), "the line is looked at");
  await page.goBack();
  await page.locator("#view-goroutines:not([hidden])").waitFor();
  // Its workers have created it: the way to their group.
  await detail.getByRole("button", { name: "select at notify.go:60" }).click();
  await until(
    async () => (await attribute(page.locator("#group-2"), "aria-expanded")) === "true",
    "the group of the workers is open",
  );
  assert.match(
    (await detail.textContent()) ?? "",
    /Created by goroutines that are now.*What they created that is still there/s,
  );
  await check();
});

test("the keyboard alone: along the rows, into one and out of it", async () => {
  const { page, drop, check } = await site.openPage("", { permissions: ["clipboard-read", "clipboard-write"] });
  await drop(["goroutine.debug2.txt"]);
  await page.locator("#group-0").waitFor();
  await until(() => hasFocus(page, "#view-goroutines .grid"), "the table has the focus");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("#view-goroutines .detail").waitFor();
  assert.equal(await attribute(page.locator("#group-1"), "aria-expanded"), "true");
  await page.keyboard.press("ArrowRight");
  await until(() => hasFocus(page, "#view-goroutines .detail"), "the detail has it");
  await page.keyboard.press("Escape");
  await until(() => hasFocus(page, "#view-goroutines .grid"), "the table has it again");
  assert.equal(await page.locator("#view-goroutines .detail").count(), 0);
  await page.keyboard.press("c");
  await page.locator("#said", { hasText: "Copied the group" }).waitFor({ state: "attached" });
  await page.keyboard.press("?");
  await page.locator("#sheet h3", { hasText: "Goroutines" }).waitFor();
  await check();
});

test("the table pastes into a spreadsheet, and is searched", async () => {
  const { page, check } = await openGoroutines();
  await page.getByRole("button", { name: "Copy table" }).click();
  await page.locator("#said", { hasText: "Copied" }).waitFor({ state: "attached" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const cells = copied.split("\n").map((line) => line.split("\t"));
  assert.equal(cells.length, (await rowCount(page, "goroutines")) + 1);
  assert.deepEqual(new Set(cells.map((line) => line.length)).size, 1);
  assert.equal(
    cells.slice(1).reduce((sum, [n]) => sum + Number(n), 0),
    ALL,
  );
  await page.fill("#search", "Webhook");
  await until(async () => (await rowCount(page, "goroutines")) === 1, "one is left");
  await page.locator(".found", { hasText: "1 of" }).waitFor();
  await page.fill("#search", "nothing like it");
  await page.locator("#view-goroutines .none", { hasText: "Nothing matches the search." }).waitFor();
  await check();
});

test("only profiles of goroutines have the view: a link to it shows another one else", async () => {
  const { page, drop, check } = await site.openPage("?view=goroutines");
  await drop(["heap-2.pb.gz"]);
  await topReady(page);
  assert.ok(!(await views(page)).some(({ id }) => id === "goroutines"));
  assert.equal((await query(page)).view, undefined);
  await page.keyboard.press("8");
  assert.equal((await query(page)).view, undefined);
  await page.keyboard.press("7");
  await until(() => hasFocus(page, "#view-console"), "digits of other views are what they were");
  await check();
});

test("states of Go's own profiles are read off the stacks, and it is said", async () => {
  const { page, drop, check } = await site.openPage("?view=goroutines");
  await drop(["goroutine-2.pb.gz"]);
  await page.locator("#group-0").waitFor();
  await page.locator("#view-goroutines .facts", { hasText: "read off the stacks" }).waitFor();
  assert.equal(await text(page.locator("#group-0 .at .words")), "chan send at notify.go:73");
  assert.match(await attribute(page.locator("#group-0 .at b"), "class"), /derived/);
  await check();
});

test("Top of who waits is ordered by cum, and what only leads to waiting comes last; a click is plain", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["goroutine-2.pb.gz"]);
  await topReady(page);
  const pprofs = topOf(golden("goroutine-2.top"));
  assert.match(pprofs.rows[0][5], /^runtime\.gopark/);
  await expectSoon(
    async () => (await topRows(page))[0][5],
    "shop.example/orders/notify.(*Dispatcher).Notify.func1",
    "the first row",
  );
  await page.locator("#view-top .facts", { hasText: "Ordered by cum; what only leads to waiting" }).waitFor();
  const header = page.locator("#view-top [role=columnheader]", { hasText: /^flat/ }).first();
  await header.locator("button").click();
  await expectSoon(async () => (await topRows(page))[0], pprofs.rows[0]);
  assert.equal(await attribute(header, "aria-sort"), "descending");
  assert.equal((await query(page)).order, "flat");
  await check();
});

for (const width of [375, 1920]) {
  test(`nothing sticks out of a window ${width} px wide, in the dark`, async () => {
    const { page, check } = await openGoroutines(undefined, {
      viewport: { width, height: 800 },
      colorScheme: "dark",
    });
    await page.locator("#group-0").click();
    await page.locator("#view-goroutines .detail pre").waitFor();
    assert.ok(await fits(page), "an open group fits");
    await check();
  });
}

test("the numbers of the sentence lead to the goroutines that they count", async () => {
  const { page, drop, check } = await site.openPage("");
  await drop(["goroutine.debug2.txt"]);
  const most = STATES.get("chan send") ?? 0;
  await page.locator(".sentence .link", { hasText: `${most} in chan send at notify.go:73` }).click();
  await page.locator("#view-goroutines .body .row").first().waitFor();
  await expectSoon(
    () => facts(page),
    `${most} of ${ALL} goroutines in 1 of ${await groupsOf(page)} groups`,
    "those of that line",
  );
  assert.deepEqual(await words(page), ["chan send at notify.go:73"]);
  await page.locator(".sentence .link", { hasText: "about 1 minute" }).click();
  await until(async () => (await query(page)).groups === "wait", "they are ordered by how long they wait");
  await page.locator(".sentence .link", { hasText: `${ALL} in total` }).click();
  await expectSoon(() => facts(page), `${ALL} goroutines in ${await groupsOf(page)} groups`, "all of them");
  await page.keyboard.press("1");
  await topReady(page);
  await page.locator(".sentence [data-fn]").first().click();
  await page.locator("#inspector").waitFor();
  await check();
});
/** How many groups there are, said or hidden by a search. @param {Page} page */
const groupsOf = async (page) => / (\d+) groups/.exec(await facts(page))?.[1];

test("in a comparison more has one sign, and both sides stand beside it", async () => {
  const { page, check } = await site.openPage(
    "?profile=samples/goroutine-2.pb.gz&diff_base=samples/goroutine-1.pb.gz&view=goroutines",
  );
  const first = page.locator("#group-0 .value");
  await first.waitFor();
  assert.equal(await text(first), "+10932 → 141");
  await check();
});

test("groups that read alike say in which call they differ", async () => {
  const { page, drop, check } = await site.openPage();
  const stack = (/** @type {number} */ number, /** @type {string} */ through) =>
    `goroutine ${number} [chan receive]:\nmain.wait()\n\t/p/wait.go:9 +0x1d\nmain.${through}()\n\t/p/${through}.go:3 +0x1d\n\n`;
  const dump = stack(7, "load") + stack(8, "store");
  await drop([{ name: "dump.txt", bytes: Buffer.from(dump) }]);
  await page.locator("#group-1").waitFor();
  const apart = await Promise.all(["#group-0", "#group-1"].map((row) => text(page.locator(`${row} .apart`))));
  assert.deepEqual(apart.toSorted(), [", via main.load at load.go:3", ", via main.store at store.go:3"]);
  await check();
});
