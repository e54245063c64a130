// Presets, filters that are off, and undo as buttons: all of it ordinary filters, with pprof's numbers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  address,
  addFilter,
  attribute,
  chips,
  expectTop,
  fits,
  hasFocus,
  place,
  query,
  messages,
  settled,
  text,
  topReady,
  topRows,
  until,
} from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));
/** The paths of these profiles begin on no disk, so what stands behind the first "or", which is about those, finds nothing here. */
const RUNTIME = "^(internal/)?runtime[./]|/src/(internal/)?runtime/.*\\.s$";
const MODULE = "^main\\.|^shop\\.example/search[./]";
const WAITING = "^internal/poll\\.runtime_pollWait$|^(internal/runtime/)?syscall\\.|^os/signal\\.signal_recv$";

/** @param {string} [where] @param {string[]} [files] @param {object} [options] */
async function open(where = "", files = ["cpu.pb.gz"], options) {
  const opened = await site.openPage(where, options);
  await opened.drop(files);
  await topReady(opened.page);
  return opened;
}
/** @param {Page} page @param {RegExp} label */
async function choose(page, label) {
  await page.getByRole("button", { name: "Presets" }).click();
  await page.getByRole("menuitem", { name: label }).click();
}
/** The items of the menu that cannot be chosen, with the reasons. @param {Page} page */
const absent = async (page) => (
  await settled(page),
  page
    .locator("#menu [aria-disabled]")
    .evaluateAll((all) =>
      Object.fromEntries(
        all.map((e) => [e.querySelector(".label")?.textContent, e.querySelector("small")?.textContent]),
      ),
    )
);
/** @param {Page} page */
const switches = async (page) => (
  await settled(page),
  page
    .locator("#filters .chip .switch")
    .evaluateAll((all) =>
      Object.fromEntries(all.map((e) => [e.getAttribute("aria-label"), e.getAttribute("aria-checked")])),
    )
);
/** @param {Page} page @param {string} option */
const chip = (page, option) => page.locator("#filters .chip", { hasText: option });

for (const { preset, name, option, expression, file } of [
  {
    preset: /^Hide the Go runtime$/,
    name: "Hide the Go runtime",
    option: "hide",
    expression: RUNTIME,
    file: "cpu.top.hide=_internal_runtime",
  },
  {
    preset: /^Only frames of shop.example\/search$/,
    name: "Only frames of shop.example/search",
    option: "show",
    expression: MODULE,
    file: "cpu.top.show=_main__shop",
  },
  {
    preset: /^Only stacks through shop.example\/search$/,
    name: "Only stacks through shop.example/search",
    option: "focus",
    expression: MODULE,
    file: "cpu.top.focus=_main__shop",
  },
  {
    preset: /^No waiting/,
    name: "No waiting for network, system or signals",
    option: "ignore",
    expression: WAITING,
    file: "goroutine-2.top.ignore=waiting",
  },
]) {
  test(`${preset} is pprof's ${option}, a chip, and one step of undo`, async () => {
    const plain = topOf(golden(file.replace(/\.top\..*/, ".top")));
    // Goroutines have an order of their own: here that of pprof is asked for.
    const { page, check } = await open("?order=flat", [`${file.split(".")[0]}.pb.gz`]);
    await expectTop(page, plain.rows);
    await choose(page, preset);
    await expectTop(page, topOf(golden(file)).rows);
    assert.deepEqual(await chips(page), [name], "it is called what was chosen");
    const value = page.locator("#filters .chip .value");
    assert.ok((await attribute(value, "title")).startsWith(`${option}=${expression}\n`), "its tip is what pprof gets");
    await value.click();
    assert.equal(await page.locator("#filter-value").inputValue(), expression, "and that is edited");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo" }).click();
    await expectTop(page, plain.rows);
    assert.deepEqual(await chips(page), []);
    await check();
  });
}

test("a filter of a preset has its name wherever the expression comes from, also while it is off", async () => {
  for (const where of [
    `?h=${encodeURIComponent(RUNTIME)}`,
    `?s=${encodeURIComponent(MODULE)}`,
    `?off=${encodeURIComponent(`hide:${RUNTIME}`)}`,
  ]) {
    const { page, check } = await open(where);
    const name = where.startsWith("?s=") ? "Only frames of shop.example/search" : "Hide the Go runtime";
    await until(async () => (await chips(page)).join() === name, `${where}: ${await chips(page)}`);
    await check();
  }
  const { page, check } = await open();
  await addFilter(page, "hide", RUNTIME);
  await until(async () => (await chips(page)).join() === "Hide the Go runtime", "typed");
  await page.getByRole("switch", { name: "hide" }).click();
  await until(async () => (await switches(page)).hide === "false", "it is off");
  assert.deepEqual(await chips(page), ["Hide the Go runtime"]);
  // What is more than a preset is none.
  await page.getByRole("button", { name: "Remove hide" }).click();
  await addFilter(page, "hide", `${RUNTIME}|Sqrt`);
  await until(async () => (await chips(page)).join() === `hide ${RUNTIME}|Sqrt`, "an expression of its own");
  await check();
});

test("a preset adds to what is hidden, and says which focus it replaces", async () => {
  const { page, check } = await open("?h=Sqrt&f=rank");
  await choose(page, /^Hide the Go runtime$/);
  await until(async () => (await query(page)).h === `${RUNTIME}|Sqrt`, "both are hidden");
  await page.getByRole("button", { name: "Presets" }).click();
  await page.locator("#menu").waitFor();
  const through = page.getByRole("menuitem", { name: /^Only stacks through/ });
  assert.match(await text(through), /Replaces focus rank\./);
  assert.deepEqual(await absent(page), {
    "Hide the Go runtime": "It is set.",
    "No waiting for network, system or signals": "Only profiles of goroutines know who waits.",
  });
  // What cannot be chosen does nothing.
  await page.getByRole("menuitem", { name: /^Hide the Go runtime$/ }).click({ force: true });
  await settled(page);
  assert.ok(await page.locator("#menu").isVisible());
  await through.click();
  await until(async () => (await query(page)).f === MODULE, "focus is replaced");
  await page.keyboard.press("u");
  await until(async () => (await query(page)).f === "rank", "and comes back");
  assert.equal((await query(page)).h, `${RUNTIME}|Sqrt`);
  await check();
});

test("a click on Presets asks for nothing, and a choice is one message", async () => {
  const { page, check } = await open();
  const sent = await messages(page);
  await page.getByRole("button", { name: "Presets" }).click();
  await page.locator("#menu").waitFor();
  assert.deepEqual(await sent(), []);
  await page.getByRole("menuitem", { name: /^Hide the Go runtime$/ }).click();
  await until(async () => (await query(page)).h === RUNTIME, "it is chosen");
  assert.deepEqual(await sent(), ["change questions"]);
  await check();
});

test("presets that mean nothing for a profile are there with the reason", async () => {
  const java = readFileSync(testdata("formats/java-cpu-64.prof"));
  const { page, check } = await open("", [{ name: "java.prof", bytes: java }]);
  await page.getByRole("button", { name: "Presets" }).click();
  await page.locator("#menu").waitFor();
  const why = await absent(page);
  assert.equal(why["Hide the Go runtime"], "No function of Go's runtime is in the profile.");
  assert.match(why["Only frames of the main module"] ?? "", /import path/);
  assert.equal(Object.keys(why).length, 4);
  await check();
});

test("a class that the JVM hides is called by its name in the sentence, and not by its number", async () => {
  const stacks = "com/shop/Cart.total;com.acme.Foo$$Lambda/0x00007f1234.run 60\ncom/shop/Cart.total 10\n";
  const { page, check } = await open("", [{ name: "java.folded", bytes: new TextEncoder().encode(stacks) }]);
  assert.match(await text(page.locator("#answer .sentence")), /in acme\.Foo\$\$Lambda\/0x00007f1234\.run \(60/);
  await check();
});

test("the JVM is hidden as Go's runtime is, is grey in the flame graph and named in its legend", async () => {
  const stacks = [
    "java/lang/Thread.run;com/shop/Cart.total;com/shop/Price.of 20",
    "java/lang/Thread.run;com/shop/Cart.total;jbyte_disjoint_arraycopy 60",
    "G1ParScanThreadState::trim_queue 20",
  ];
  const file = { name: "java.folded", bytes: new TextEncoder().encode(`${stacks.join("\n")}\n`) };
  const { page, check } = await open("", [file]);
  const sentence = page.locator("#answer .sentence");
  assert.match(await text(sentence), /^A JVM samples profile: 100 in total; .* without the JVM: \S*Cart\.total \(60/);
  await page.locator("#tab-flame").click();
  const legend = page.locator("#view-flame .few .package");
  await legend.first().waitFor();
  const said = await legend.evaluateAll((all) =>
    all.map((e) => [
      e.querySelector("bdi")?.textContent,
      /oklch\(\S+ 0\.008 /.test(e.querySelector("i")?.style.getPropertyValue("--fill") ?? "") ? "grey" : "a hue",
    ]),
  );
  assert.deepEqual(said, [
    ["JVM", "grey"],
    ["com.shop", "a hue"],
  ]);
  await choose(page, /^Hide the JVM$/);
  await until(async () => (await chips(page)).join() === "Hide the JVM", "it is called what was chosen");
  await until(async () => (await legend.count()) === 1, "its own weight is its callers'");
  assert.match(await text(legend.first()), /^com\.shop/);
  await page.locator("#tab-top").click();
  await until(async () => (await topRows(page))[0]?.join(" ").includes("60 "), "the table has what is left");
  await check();
});

test("a filter is switched off and on again without losing its expression, in the address and with pprof's numbers", async () => {
  const focused = topOf(golden("cpu.top.focus=rank.nodecount=10"));
  const { page, check } = await open("?f=rank&n=10");
  await expectTop(page, focused.rows);
  await chip(page, "focus").getByRole("switch").click();
  await until(async () => (await query(page)).off === "focus:rank", "the address keeps the expression");
  assert.equal((await query(page)).f, undefined);
  assert.deepEqual(await chips(page), ["focus rank", "nodecount 10"], "the chip stays where it is");
  assert.deepEqual(await switches(page), { focus: "false", nodecount: "true" });
  await until(async () => bare((await topRows(page))[3][5]) === bare(cpu.rows[3][5]), "nothing is filtered");

  // By Space, with the focus where it was; and by Enter.
  const text = chip(page, "focus").getByRole("button").first();
  await text.focus();
  for (const [key, off] of /** @type {const} */ ([
    [" ", false],
    [" ", true],
    ["Enter", false],
  ])) {
    await page.keyboard.press(key);
    await until(
      async () => isDeepStrictEqual(await query(page), off ? { n: "10", off: "focus:rank" } : { f: "rank", n: "10" }),
      `${key || "Space"} switches it ${off ? "off" : "on"}`,
    );
    assert.ok(await text.evaluate((e) => e === document.activeElement), "the chip has the focus");
  }
  await expectTop(page, focused.rows);
  await page.keyboard.press("u");
  await until(async () => (await query(page)).off === "focus:rank", "u switches it off again");
  await page.reload();
  await page.locator("#picker").setInputFiles(testdata("cpu.pb.gz"));
  await topReady(page);
  assert.deepEqual(await switches(page), { focus: "false", nodecount: "true" }, "a link brings it");

  await addFilter(page, "focus", "merge");
  await until(async () => (await query(page)).f === "merge", "a new expression is taken");
  assert.equal((await query(page)).off, undefined, "and the old one is gone");
  assert.deepEqual(await chips(page), ["focus merge", "nodecount 10"]);
  await check();
});

test("a filter that is off can be removed, and an expression that came by a link and is none is refused in words", async () => {
  const { page, check } = await open("?off=ignore:gc&off=focus:rank(&off=nosuch:1&off=hide:");
  assert.deepEqual(await chips(page), ["focus rank(", "ignore gc"]);
  await chip(page, "focus").getByRole("switch").click();
  await page.locator(".notice", { hasText: /focus: this is no regular expression/ }).waitFor();
  assert.deepEqual(await switches(page), { focus: "false", ignore: "false" });
  await chip(page, "focus").getByRole("button").first().focus();
  await page.keyboard.press("Delete");
  await until(async () => (await chips(page)).join() === "ignore gc", "Del removes it");
  assert.ok(
    await chip(page, "ignore")
      .getByRole("button")
      .first()
      .evaluate((e) => e === document.activeElement),
    "the focus goes on to the next one",
  );
  await page.keyboard.press("Delete");
  await until(async () => (await chips(page)).length === 0, "and again");
  assert.ok(await hasFocus(page, "#filters .add"));
  await expectTop(page, cpu.rows);
  await check();
});

test("all filters go with one click that says how many, and come back with one", async () => {
  const { page, check } = await open("?f=rank&h=runtime&n=10&off=ignore:gc");
  const before = await address(page);
  await page.getByRole("button", { name: "Clear all 4" }).click();
  await until(async () => (await chips(page)).length === 0, "none is left");
  await expectTop(page, cpu.rows);
  assert.equal(await address(page), "");
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await address(page)) === before, "one step back has all of them");
  await until(async () => (await chips(page)).length === 4, "as chips");
  assert.equal((await switches(page)).ignore, "false");
  await check();
});

test("undo and redo say whether there is a step, and never leave the page", async () => {
  const { page, check } = await open("?n=10");
  const undo = page.getByRole("button", { name: "Undo" });
  const redo = page.getByRole("button", { name: "Redo" });
  const can = async () => (await settled(page), [await undo.isEnabled(), await redo.isEnabled()].join());
  assert.equal(await can(), "false,false");
  const before = await address(page);
  await page.keyboard.press("u");
  assert.equal(await address(page), before, "there is nothing to undo");
  // What stands behind the # is which file it is.
  assert.equal(page.url().split("#")[0], site.url + before, "and the page is the same");
  await addFilter(page, "focus", "rank");
  await until(async () => (await can()) === "true,false", "there is a step back");
  await addFilter(page, "ignore", "norm");
  await until(async () => (await query(page)).i === "norm", "and another one");
  await undo.click();
  await until(async () => (await can()) === "true,true", "there are steps both ways");
  await undo.click();
  await until(async () => (await can()) === "false,true", "the first step is here");
  assert.deepEqual(await chips(page), ["nodecount 10"]);
  await redo.focus();
  await page.keyboard.press("Enter");
  await until(async () => (await chips(page)).join() === "focus rank,nodecount 10", "redo");
  await addFilter(page, "hide", "dot");
  await until(async () => (await can()) === "true,false", "another way forward is gone");
  await check();
});

test("chips, presets and menu fit into a window of a phone, and the chips stand in pprof's order with labels that become frames first", async () => {
  const { page, check } = await open(
    `?h=${encodeURIComponent(RUNTIME)}&f=rank&tagroot=phase&off=ignore:${"x".repeat(80)}`,
    ["cpu.pb.gz"],
    { viewport: { width: 375, height: 700 } },
  );
  assert.deepEqual(
    (await chips(page)).map((text) => text.split(" ")[0]),
    ["tagroot", "focus", "ignore", "Hide"],
  );
  assert.match(await attribute(page.locator("#filters .chips"), "title"), /pprof's order of application/);
  assert.ok(await fits(page), "nothing sticks out");
  await page.getByRole("button", { name: "Presets" }).click();
  await page.locator("#menu").waitFor();
  const box = await place(page.locator("#menu"));
  assert.ok(box.x >= 0 && box.x + box.width <= 375 && box.y + box.height <= 700, JSON.stringify(box));
  await check();
});
