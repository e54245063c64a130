// Names: how much of those of C++ and Rust is shown, chosen on the page; and functions without one of their own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  addFilter,
  attribute,
  chips,
  count,
  expectSoon,
  pressTab,
  query,
  rowCount,
  settled,
  text,
  texts,
  topReady,
  until,
} from "./desk.mjs";
import { start, testdata } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

test("names that do not tell functions apart can be shown whole, and the address keeps it", async () => {
  const { page, drop, check } = await site.openPage("?trim=f");
  await drop(["synthetic/names.pb.gz"]);
  const names = page.locator("#controls .names");
  await expectSoon(() => names.inputValue(), "default", "the switch is there");
  const rows = page.locator("#view-top .body .row:visible .name");
  await expectSoon(async () => (await texts(rows)).includes("::drop"), true, "pprof leaves the type out");
  await rows.filter({ hasText: "::drop" }).click();
  await page.getByRole("button", { name: "show them" }).click();
  await expectSoon(
    async () => (await texts(rows)).includes("<alloc::vec::Vec<T> as core::ops::Drop>::drop"),
    true,
    "the type is there",
  );
  assert.equal(await names.inputValue(), "full");
  assert.equal((await query(page)).demangle, "full");
  // What is selected stays selected under its new name.
  assert.equal((await query(page)).sel, "<alloc::vec::Vec<T> as core::ops::Drop>::drop");
  await page.getByRole("button", { name: "Undo" }).click();
  await expectSoon(async () => (await texts(rows)).includes("::drop"), true, "undone");
  await names.selectOption("templates");
  await expectSoon(async () => (await query(page)).demangle, "templates", "the address names it");
  await check();
  // A profile whose names tell all has no such switch.
  const other = await site.openPage();
  await other.drop(["cpu.pb.gz"]);
  await topReady(other.page);
  assert.equal(await count(other.page.locator("#controls .names")), 0);
  await other.check();
});

/** The profile of a recursion with two functions that have no names of their own, in one file. */
function nameless() {
  let bytes = readFileSync(testdata("synthetic/recursion.pb"));
  for (const name of ["\x06isEven", "\x05isOdd"]) {
    const at = bytes.indexOf(name);
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from("\x0b(anonymous)"), bytes.subarray(at + name.length)]);
  }
  return { name: "nameless.pb", bytes };
}

test("names in angle brackets stay whole, with their place, and pprof's text has none of them", async () => {
  const { page, drop, check } = await site.openPage();
  let { bytes } = nameless();
  for (;;) {
    const at = bytes.indexOf("\x0b(anonymous)");
    if (at < 0) break;
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from("\x0b<anonymous>"), bytes.subarray(at + 12)]);
  }
  await drop([{ name: "brackets.pb", bytes }]);
  await topReady(page);
  const names = () =>
    page.locator("#view-top .body .row:not(.blank) .name").evaluateAll((all) => all.map((one) => one.title));
  await until(
    async () => (await names()).filter((name) => name.startsWith("<anonymous> /src/tree/walk.c:")).length === 2,
    "both are there",
  );
  assert.doesNotMatch(await text(page.locator("#view-top .facts")), /leaves? out/);
  await addFilter(page, "granularity", "files");
  await until(async () => /^file/.test(await text(page.locator("#view-top .head .text").first())), "a row is a file");
  await check();
});

test("functions without a name of their own are chosen and filtered one by one, and it is said what pprof makes of that", async () => {
  const { page, drop, check } = await site.openPage("?view=source");
  await drop([nameless()]);
  const [first, second] = ["(anonymous) /src/tree/walk.c:31", "(anonymous) /src/tree/walk.c:41"];
  const row = (/** @type {string} */ name) =>
    page.locator(`#view-source .routines .row:not([hidden]) .name[data-fn="${name}"]`);
  const opened = () => attribute(page.locator("#view-source .code h2 .name"), "data-fn");
  for (const name of [second, first]) {
    await row(name).click();
    await expectSoon(opened, name);
    await expectSoon(async () => (await query(page)).sel, name);
    assert.equal(await attribute(page.locator("#view-source .routines .row.selected .name"), "data-fn"), name);
  }
  const said = page.locator('#answer .link[data-fn^="(anonymous) /src/tree/"]').first();
  assert.match(await text(said), /^\(anonymous\) walk\.c:\d+$/, "the sentence needs no folders");
  const sentence =
    "pprof's filters know functions by name and file, which others share: these mean it by its place, and find nothing in pprof itself.";
  await row(first).click({ button: "right" });
  await expectSoon(() => texts(page.locator("#menu .note")), [sentence]);
  await page.keyboard.press("Escape");
  await pressTab(page, "Top");
  await topReady(page);
  assert.equal((await text(page.locator("#inspector .shared"))).trim(), sentence);
  await page.keyboard.press("f");
  await expectSoon(() => chips(page), ["focus ^\\(anonymous\\) /src/tree/walk\\.c:31$"]);
  // A function with a name is alone with it. Its row is another element once the answer to the filter is here.
  await settled(page);
  await page.locator("#view-top .body .row:visible .name", { hasText: /^main$/ }).click();
  await settled(page);
  assert.equal(await count(page.locator("#inspector .shared")), 0);
  await check();
});

test("a filter that knows none of the names that are chosen is said, with the way back", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["synthetic/names.pb.gz"]);
  await topReady(page);
  await addFilter(page, "focus", "^::drop$");
  await until(async () => (await chips(page)).length === 1, "it is a chip");
  const rows = await rowCount(page);
  await page.locator("#controls .names").selectOption("full");
  const said = page.locator("#notices .notice", {
    hasText: "focus=^::drop$ matches none of the names as they are shown now",
  });
  await said.getByRole("button", { name: "Show those names again" }).click();
  await until(async () => (await rowCount(page)) === rows, "the rows are there again");
  assert.equal(await page.locator("#notices .notice").count(), 0);
  await check();
});

test("names in the sentence are without the paths of their packages, in any language, and without lists of parameters", async () => {
  const { page, drop, check } = await site.openPage();
  const many = Array.from({ length: 9 }, (_, i) => `::Vector{Float${i}}`).join(", ");
  const names = ["com.example.shop.checkout.Cart.submit", `optimize_ticks(${many})`, "gopkg.in/yaml.v2.Unmarshal"];
  const bytes = profileOf(names.map((name, i) => ({ stack: ["main", name], value: 9 - i })));
  await drop([{ name: "names.pb", bytes }]);
  await topReady(page);
  const links = await texts(page.locator("#answer .sentence .link[data-fn]"));
  assert.deepEqual(links, ["checkout.Cart.submit", "optimize_ticks", "yaml.v2.Unmarshal"]);
  await check();
});

test("type arguments of any length give way to the package and the name around them, in every width, and are in the title and the copy", async () => {
  const type = `go.shape.struct { ${["Article", "Price", "Weight"].map((field) => `${field} string "json:\\"${field}\\""`).join("; ")} }`;
  const long = `shop.example/orders/cache.(*shard[${type}]).each[${type}]`;
  const short = "shop.example/orders/cache.newEntry[int]";
  const bytes = profileOf([
    { stack: ["main.main", long], value: 5 },
    { stack: ["main.main", short], value: 3 },
  ]);
  for (const width of [1920, 1280, 1000, 700, 375]) {
    const { page, drop, check } = await site.openPage("", { viewport: { width, height: 800 } });
    await drop([{ name: "types.pb", bytes }]);
    const names = page.locator("#view-top .body .row:visible .name");
    await names.first().waitFor();
    await settled(page);
    const name = names.filter({ hasText: "each" });
    const seen = await name.evaluate((name) => {
      const cut = (/** @type {Element} */ e) => e.scrollWidth > e.clientWidth + 1;
      const end = name.getBoundingClientRect().right;
      const own = [...name.querySelectorAll(".fn > span:not(.gen)")];
      return {
        package: [...name.querySelectorAll(".pkg")].some(cut),
        own: own.some((e) => cut(e) || e.getBoundingClientRect().right > end + 1),
        words: own.map((e) => e.textContent),
        // Of each list there are its brackets, and what is between them is longer than its room, or has none.
        lists: [...name.querySelectorAll(".gen > span")].map((e) => cut(e) || getComputedStyle(e).fontSize === "0px"),
        title: /** @type {HTMLElement} */ (name).title,
        text: name.textContent,
      };
    });
    assert.deepEqual(
      seen,
      {
        package: false,
        own: false,
        words: ["(*shard", ").each", ""],
        lists: [true, true],
        title: long,
        text: long,
      },
      `at ${width}`,
    );
    const whole = names.filter({ hasText: "newEntry" });
    assert.equal(await whole.locator(".gen > span").evaluate((e) => e.scrollWidth <= e.clientWidth + 1), true);
    await check();
  }
});
