// Options: every variable of pprof in the panel, each with its control, and pprof's numbers after it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  attribute,
  chips,
  count,
  expectTop,
  hasFocus,
  options,
  query,
  setOption,
  settled,
  text,
  texts,
  topReady,
  topRows,
  type,
  until,
} from "./desk.mjs";
import { bare, golden, topOf } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** Opens the panel beside a profile. @param {string} profile @param {string} [where] */
async function open(profile, where = "") {
  const opened = await site.openPage(where);
  await opened.drop([profile]);
  await topReady(opened.page);
  await opened.page.click("#tune");
  await opened.page.locator("#options").waitFor();
  return opened;
}

test("the panel has every option that pprof's `options` prints, source_path and demangle, with pprof's defaults", async () => {
  const { page, check } = await open("synthetic/recursion.pb.gz");
  // It is printed twice: as it is at the start, and after some have been set.
  const printed = readFileSync(testdata("golden/recursion.shell.options.err"), "utf8").split(/^(?= {2}call_tree)/m)[1];
  const expected = new Map([...printed.matchAll(/^ {2}(\w+) += (\S+)/gm)].map(([, name, value]) => [name, value]));
  assert.ok(expected.size > 25, printed);
  await settled(page);
  const shown = await page.locator("#options .option").evaluateAll((rows) =>
    rows.map((row) => {
      const control = row.querySelector("input, select, [role=switch]");
      const value =
        control instanceof HTMLInputElement || control instanceof HTMLSelectElement
          ? control.value
          : control?.getAttribute("aria-checked");
      return {
        name: row.querySelector("label")?.textContent ?? "",
        value: value ?? "",
        hint: control?.getAttribute("placeholder") ?? "",
        help: row.querySelector("p")?.textContent ?? "",
        changed: row.classList.contains("changed"),
      };
    }),
  );
  assert.deepEqual(shown.map((o) => o.name).sort(), [...expected.keys(), "source_path", "demangle"].sort());
  for (const { name, value, hint, help, changed } of shown) {
    assert.ok(help.length > 10, `${name} says what it does`);
    assert.ok(!changed, `${name} is at its default`);
    // A flag of pprof's: -symbolize=demangle=default.
    const wanted = name === "demangle" ? "default" : (expected.get(name) ?? '""');
    // The shell names the type that an empty sample_index stands for.
    const same =
      wanted === '""' || wanted === "(default)" || name === "sample_index" ? value === "" : (value || hint) === wanted;
    assert.ok(same, `${name} is ${wanted}, not ${value || hint}`);
  }
  await check();
});

// Every golden top of these profiles whose flags are options, set by hand in the panel.
const CHOICES = new Map([
  ["flat", "sort"],
  ["cum", "sort"],
  ...["functions", "filefunctions", "files", "lines", "addresses"].map(
    (name) => /** @type {const} */ ([name, "granularity"]),
  ),
]);
const cases = readFileSync(testdata("golden/cases.tsv"), "utf8")
  .split("\n")
  .map((row) => row.split("\t"))
  .filter(
    ([name]) =>
      /^(cpu|heap-2|recursion)\.top\./.test(name) &&
      !/regex|nosuch|base=|symbolize|buildid|browser|two-dashes|divide_by=0|\.unit=$|normalize/.test(name) &&
      !/\.(text|tree)/.test(name),
  )
  .map(([name, args]) => {
    /** @type {string[]} */
    const [, ...rest] = JSON.parse(args);
    const file = rest.pop();
    return { name, file, flags: rest.map((flag) => /^-(\w+)(?:=(.*))?$/s.exec(flag)?.slice(1) ?? []) };
  })
  // Aliases of sample types are for the command line.
  .filter(
    ({ flags, name }) =>
      flags.every(
        (flag) =>
          flag[0] &&
          (flag[0] !== "sample_index" || (/_/.test(flag[1]) && !/inuse_alloc/.test(flag[1]))) &&
          !/^(inuse|alloc)_/.test(flag[0]),
      ) && topOf(golden(name)).rows.length > 0,
  )
  // All of them are tested without a page; here each option of a file is set in it once.
  .filter(({ file, flags }, at, all) => {
    const earlier = all.slice(0, at).filter((other) => other.file === file);
    return flags.some(([flag]) => !earlier.some((other) => other.flags.some(([own]) => own === flag)));
  });

/** Of what is little of a unit the page says more digits than pprof, whose reports have two. @param {string} cell */
function inPprofsDigits(cell) {
  const [, number, unit] = /^(-?0\.00\d*)([a-zA-Z]+)$/.exec(cell) ?? [];
  if (!number) return /^-?<0\.0001[a-zA-Z]+$/.test(cell) ? "0" : cell;
  const rounded = Number(number).toFixed(2);
  return Number(rounded) === 0 ? "0" : rounded + unit;
}

for (const file of new Set(cases.map((c) => c.file))) {
  test(`options set in the panel give pprof's numbers for ${file}`, async () => {
    const { page, check } = await open(file);
    const all = (await topRows(page)).length;
    assert.ok(all > 0);
    for (const { name, flags } of cases.filter((c) => c.file === file)) {
      const reset = page.getByRole("button", { name: "Reset all" });
      await settled(page);
      if (await reset.isEnabled()) await reset.click();
      assert.deepEqual(
        Object.keys(await query(page)).filter((key) => key !== "sel"),
        [],
        "everything is at its default",
      );
      for (const [flag, value] of flags) {
        const choice = CHOICES.get(flag);
        await setOption(page, choice ?? flag, choice ? flag : (value ?? "true"));
      }
      const { rows } = topOf(golden(name));
      // pprof's reports choose a unit by the smallest value, the page by the total.
      const unit = rows
        .flat()
        .find((cell) => /^-?[\d.]+[a-zA-Z]+$/.test(cell))
        ?.replace(/^-?[\d.]+/, "");
      if (unit && !flags.some(([flag]) => flag === "unit")) await setOption(page, "unit", unit);
      // The page says of a frame that is a label whose value it is.
      const key = flags.find(([flag]) => flag === "tagleaf" || flag === "tagroot")?.[1];
      for (const row of rows) if (key && /^\d+$/.test(row[5])) row[5] = `${key}=${row[5]}`;
      await expectTop(page, rows, inPprofsDigits).catch((error) => assert.fail(`${name}: ${error}`));
    }
    await check();
  });
}

test("what pprof refuses stays where it was typed, with the reason, and can be corrected or given up", async () => {
  const { page, check } = await open("cpu.pb.gz");
  const rows = await topRows(page);
  for (const [name, value, reason] of [
    ["nodecount", "many", 'strconv.Atoi: parsing "many": invalid syntax'],
    ["nodefraction", "x", 'strconv.ParseFloat: parsing "x": invalid syntax'],
    ["hide", "(", "a parenthesis is open at its end"],
    ["tagfocus", "phase=(", "a parenthesis is open at its end"],
    ["divide_by", "0", "zero divisor specified"],
  ]) {
    await page.fill(`#option-${name}`, value);
    await page.press(`#option-${name}`, "Enter");
    const refused = await text(page.locator(`#refused-${name}`));
    assert.ok(refused.includes(reason), refused);
    assert.equal(await page.inputValue(`#option-${name}`), value);
    assert.equal(await page.getAttribute(`#option-${name}`, "aria-invalid"), "true");
  }
  assert.deepEqual(await chips(page), []);
  assert.deepEqual(await topRows(page), rows);
  await page.fill("#option-nodecount", "3");
  await page.press("#option-nodecount", "Enter");
  await until(async () => (await topRows(page)).length === 3, "the corrected one is taken");
  assert.equal(await count(page.locator("#refused-nodecount")), 0);
  await page.getByRole("button", { name: "Reset hide" }).click();
  await page.locator("#refused-hide").waitFor({ state: "detached" });
  assert.equal(await page.inputValue("#option-hide"), "");
  await check();
});

test("the panel, the chips, the console and the address are one state", async () => {
  const { page, check } = await open("cpu.pb.gz", "?f=rank&g=lines");
  await until(async () => (await page.inputValue("#option-focus")) === "rank", "the link is in the panel");
  assert.deepEqual(await options(page), { focus: "rank", granularity: "lines" });
  await setOption(page, "noinlines", "true");
  assert.deepEqual((await chips(page)).sort(), ["focus rank", "granularity lines", "noinlines"]);
  const { f, g, noinlines } = await query(page);
  assert.deepEqual([f, g, noinlines], ["rank", "lines", "t"]);
  await page.getByRole("button", { name: "Remove granularity" }).click();
  await until(
    async () => (await page.inputValue("#option-granularity")) === "",
    "a chip that is removed is reset in the panel",
  );
  await page.getByRole("button", { name: "Reset focus" }).click();
  await until(async () => (await chips(page)).join() === "noinlines", "an option that is reset is no chip");
  await page.click("#tab-console");
  await type(page, "tagroot=phase");
  assert.deepEqual(await options(page), { noinlines: "true", tagroot: "phase" });
  assert.match((await type(page, "options")).output, /^ {2}tagroot {19}= phase/m);
  await page.getByRole("button", { name: "Reset all" }).click();
  await until(async () => (await chips(page)).length === 0, "all are reset");
  assert.deepEqual(await options(page), {});
  await page.goBack();
  await until(async () => (await chips(page)).length === 2, "one step back brings all of them");
  await check();
});

test("an empty field completes with what the profile has", async () => {
  const { page, check } = await open("cpu.pb.gz");
  const hints = async () => (
    await settled(page),
    page.locator("#option-hints option").evaluateAll((all) => all.map((o) => o.getAttribute("value")))
  );
  await page.focus("#option-unit");
  await until(async () => (await hints()).includes("ms"), "units of time");
  assert.ok(!(await hints()).includes("MB"));
  await page.focus("#option-tagroot");
  await until(async () => (await hints()).join() === "phase,tenant,worker", "labels");
  await page.focus("#option-focus");
  await page.keyboard.type("rank.cos");
  await until(async () => (await hints()).includes("shop.example/search/rank.cosine"), "functions");
  await check();
});

test("the panel by keys alone: open, find, switch, close", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.keyboard.press(",");
  await page.keyboard.type("inlined func");
  assert.equal(await count(page.locator("#options .option")), 1, "one option is found");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await until(async () => (await query(page)).noinlines === "t", "it is switched");
  assert.equal(await attribute(page.locator("#option-noinlines"), "aria-checked"), "true");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await until(async () => (await query(page)).noinlines === undefined, "it is reset");
  assert.ok(await hasFocus(page, "#option-noinlines"), "the focus goes on from the option");
  await page.keyboard.press("Escape");
  assert.ok((await count(page.locator("#options .option"))) > 20, "Esc shows all options again");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#options").isHidden(), "and closes the panel");
  assert.ok(await hasFocus(page, "#tune"));
  await check();
});

test("options hold in every view", async () => {
  const { page, check } = await open("cpu.pb.gz");
  await setOption(page, "tagfocus", "phase=query");
  const [weight] = [topOf(golden("cpu.top.tagfocus=phase=query.nodecount=8"))];
  await until(async () => (await topRows(page))[0][0] === weight.rows[0][0], "Top is focused");
  assert.equal(bare((await topRows(page))[0][5]), bare(weight.rows[0][5]));
  const line =
    /^ *phase: Total (\S+) of/m.exec(golden("cpu.tags.tagfocus=phase=query.relative_percentages"))?.[1] ??
    assert.fail("no phase");
  await page.click("#tab-tags");
  const card = page.getByRole("region", { name: "Label phase" });
  await until(async () => (await text(card.locator("header b"))) === line, "so is Tags");
  await page.click("#tab-traces");
  await page.locator("#view-traces .body .row").first().waitFor();
  const labels = await texts(page.locator("#view-traces .body .row:visible .labels"));
  assert.ok(labels.length > 0 && labels.every((text) => text.includes("phase=query")), labels.join("\n"));
  await page.click("#tab-console");
  assert.match((await type(page, "top1")).output, /tagfocus=phase=query/);
  await check();
});
