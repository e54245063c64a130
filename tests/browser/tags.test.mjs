// Tags: the labels with pprof's weights, and filters that are one click away.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  attribute,
  chips,
  compare,
  count,
  expectTop,
  hasFocus,
  options,
  pressTab,
  query,
  settled,
  text,
  topReady,
  topRows,
  until,
} from "./desk.mjs";
import { golden, signed, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** The report of `tags` as cards: label, total and share, values with theirs. @param {string} text */
function tagsOf(text) {
  /** @type {{name: string, total: string, percent: string, values: string[][]}[]} */
  const cards = [];
  for (const line of text.split("\n")) {
    const head = /^ *(.+): Total (\S+) of \S+(?: \( *(\S+)\))?$/.exec(line);
    if (head) cards.push({ name: head[1], total: head[2], percent: head[3], values: [] });
    else if (line.trim())
      cards.at(-1)?.values.push(/^ *(\S+) \( *(\S+)\): (.*)$/.exec(line)?.slice(1) ?? assert.fail(line));
  }
  return cards;
}

/** What the page shows of them. @param {Page} page */
const shown = async (page) => (
  await settled(page),
  page.locator("#view-tags .cards > section").evaluateAll((cards) =>
    cards.map((card) => {
      const [total, rest] = [
        card.querySelector("header b")?.textContent ?? "",
        card.querySelector("header p")?.textContent ?? "",
      ];
      return {
        name: card.querySelector("h2")?.textContent ?? "",
        total,
        percent: rest.replace(total, "").trim().split(" ")[0],
        values: [...card.querySelectorAll(".pick")].map((pick) =>
          [...pick.querySelectorAll(".num, .name")].map((cell) => cell.textContent ?? ""),
        ),
      };
    }),
  )
);

/** Each value has a unit of its own, as in pprof's tags. @param {string[]} profiles @param {string} [where] */
async function open(profiles, where = "?view=tags&unit=auto") {
  const opened = await site.openPage(where);
  await opened.drop(profiles);
  await opened.page.locator("#view-tags .cards section").first().waitFor();
  return opened;
}

/** @param {Page} page @param {string} key @param {string} value */
const pick = (page, key, value) =>
  page.getByRole("region", { name: `Label ${key}` }).locator(".pick", { hasText: new RegExp(`%${value}$`) });

test("labels and values are those of pprof's tags", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  assert.deepEqual(await shown(page), tagsOf(golden("cpu.tags")));
  await page.locator("#lens .segments button", { hasText: "samples" }).click();
  await until(
    async () => (await text(page.locator("#view-tags header b").first())) !== tagsOf(golden("cpu.tags"))[0].total,
    "another sample type weighs otherwise",
  );
  await check();
});

test("a label with many values shows the first, and the others on demand", async () => {
  const { page, check } = await open(["heap-2.pb.gz"]);
  const [bytes] = tagsOf(golden("heap-2.tags"));
  const [first] = await shown(page);
  assert.ok(first.values.length < bytes.values.length);
  assert.deepEqual(first.values, bytes.values.slice(0, first.values.length));
  await page.getByRole("button", { name: `Show ${bytes.values.length - first.values.length} more` }).click();
  await until(async () => (await shown(page))[0].values.length === bytes.values.length, "all values are there");
  assert.deepEqual(await shown(page), [bytes]);
  await check();
});

test("a click keeps the samples of a value, another one all, and Ignore drops them", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await pick(page, "phase", "query").click();
  await until(async () => (await chips(page)).join() === "tagfocus phase=^query$", "it is focused on");
  const focused = tagsOf(golden("cpu.tags.tagfocus=phase=query.relative_percentages"));
  await until(
    async () => (await shown(page)).map((card) => card.total).join() === focused.map((card) => card.total).join(),
    "the weights are pprof's",
  );
  await page.click("#tab-top");
  await until(
    async () => (await topRows(page))[0][1] === topOf(golden("cpu.top.tagfocus=phase=query.nodecount=8")).rows[0][1],
    "Top shows those samples",
  );
  await page.click("#tab-tags");
  assert.equal(await attribute(pick(page, "phase", "query"), "aria-pressed"), "true");
  await pick(page, "phase", "query").click();
  await until(async () => (await chips(page)).length === 0, "a second click lets go");

  await page.getByRole("button", { name: "Ignore tenant acme" }).click();
  await until(async () => (await query(page)).ti === "^tenant:acme$", "it is ignored");
  const ignored = tagsOf(golden("cpu.tags.tagignore=tenant=acme"));
  await until(async () => JSON.stringify(await shown(page)) === JSON.stringify(ignored), "the weights are pprof's");
  await page.getByRole("button", { name: "Ignore tenant globex" }).click();
  await until(async () => (await query(page)).ti === "^tenant:globex$|^tenant:acme$", "so is the next one");
  const left = async () => (await shown(page)).find((card) => card.name === "tenant")?.values.map(([, , text]) => text);
  await until(async () => (await left())?.join() === "initech", "one tenant is left");
  await check();
});

test("numbers are focused on by a range in their unit", async () => {
  const { page, check } = await open(["heap-2.pb.gz"], "?view=tags&si=alloc_objects");
  await page.getByRole("button", { name: /^Show \d+ more/ }).click();
  await pick(page, "bytes", "1kB").click();
  await until(async () => (await query(page)).tf === "bytes=1024bytes", "the filter is a range");
  const [expected] = tagsOf(golden("heap-2.tags.tagfocus=1024b.sample_index=alloc_objects"));
  await until(async () => (await shown(page))[0].total === expected.total, "only those are left");
  assert.deepEqual(await shown(page), [expected]);
  await check();
});

test("a label becomes frames at the root or at the leaf by one click", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=tags&sort=cum&n=8");
  const card = (/** @type {string} */ key) => page.getByRole("region", { name: `Label ${key}` });
  await card("tenant").getByRole("button", { name: "As root" }).click();
  await until(async () => (await query(page)).tagroot === "tenant", "the first label");
  await card("phase").getByRole("button", { name: "As root" }).click();
  await until(async () => (await query(page)).tagroot === "tenant,phase", "and the second, inside of it");
  await page.click("#tab-top");
  await expectTop(page, topOf(golden("cpu.top.tagroot=tenant,phase.cum.nodecount=8")).rows);
  await page.click("#tab-tags");
  await card("tenant").getByRole("button", { name: "As root" }).click();
  await until(async () => (await query(page)).tagroot === "phase", "the first one is taken out again");
  await page.click("#tab-top");
  await expectTop(page, topOf(golden("cpu.top.tagroot=phase.cum.nodecount=8")).rows);
  await page.click("#tab-tags");
  await card("phase").getByRole("button", { name: "As root" }).click();
  for (const key of ["tenant", "phase"]) {
    await card(key).getByRole("button", { name: "As leaf" }).click();
    await until(
      async () =>
        card(key)
          .getByRole("button", { name: "As leaf" })
          .getAttribute("aria-pressed")
          .then((is) => is === "true"),
      `${key} is at the leaf`,
    );
  }
  await page.click("#tune");
  assert.deepEqual(await options(page), { sort: "cum", nodecount: "8", tagleaf: "tenant,phase" });
  await page.click("#tab-top");
  await expectTop(page, topOf(golden("cpu.top.tagleaf=tenant,phase.cum.nodecount=8")).rows);
  await check();
});

test("a search looks at labels and values", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.fill("#search", "^(phase:q|tenant:)");
  await until(
    async () => (await shown(page)).map((card) => `${card.name} ${card.values.length}`).join() === "phase 1,tenant 3",
    "only those that match",
  );
  assert.equal(await text(page.locator(".found")), "4 values of 2 labels");
  await page.fill("#search", "(");
  await page.locator("#search-error").waitFor();
  await page.fill("#search", "nothing like this");
  await page.getByText("Nothing matches the search.").waitFor();
  await check();
});

test("a comparison weighs its labels with signs, and says what they weighed before and after", async () => {
  const { page, check } = await site.openPage(
    "?profile=samples/goroutine-2.pb.gz&diff_base=samples/goroutine-1.pb.gz&view=tags",
  );
  await page.locator("#view-tags .cards section").first().waitFor();
  // What marks the samples of the base is no label of the program.
  const expected = tagsOf(golden("goroutine-2.tags.diff_base=goroutine-1")).filter(
    ({ name }) => name !== "pprof::base",
  );
  const now = tagsOf(golden("goroutine-2.tags"));
  /** Both sides of a change, as counts of goroutines. @param {string} change @param {string} [after] */
  const sides = (change, after = "0") => {
    const before = Number(after) - Number(change);
    const share = before ? `${((Number(change) / before) * 100).toFixed(2)}%` : "new";
    return [before ? signed(share) : share, `${before} → ${after}`];
  };
  for (const card of expected) {
    const after = now.find(({ name }) => name === card.name);
    [card.percent, card.total] = sides(card.total, after?.total);
    card.values = card.values.map(([change, , name]) => {
      const [share, both] = sides(change, after?.values.find((value) => value[2] === name)?.[0]);
      return [signed(change), share, name, both];
    });
  }
  assert.deepEqual(await shown(page), expected);
  // The other way round all of it is less.
  await page.getByRole("button", { name: /Swap/ }).click();
  const picks = page.locator("#view-tags .pick");
  await until(
    () => picks.evaluateAll((all) => all.some((b) => b.children[0].textContent?.startsWith("-"))),
    "the sides have changed places",
  );
  const signs = await picks.evaluateAll((all) =>
    all.map((b) => [b.children[0].textContent?.startsWith("-"), b.classList.contains("less")]),
  );
  assert.ok(
    signs.every(([negative, less]) => negative === less) && signs.some(([negative]) => negative),
    "less is marked, and only that",
  );
  await check();
});

test("a profile without labels says so, and how to have some", async () => {
  const { page, drop, check } = await site.openPage("?view=tags");
  await drop(["threadcreate.pb.gz"]);
  await page.getByText("No sample of this profile has a label.").waitFor();
  assert.ok(await page.getByText("pprof.Labels").isVisible());
  await check();
});

test("tags by keys alone", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await pressTab(page, "Tags");
  const values = () => count(page.locator("#view-tags .pick"));

  assert.ok(await hasFocus(page, ".pick"), "the first value has the focus");
  await page.keyboard.press("ArrowDown");
  const all = await values();
  await page.keyboard.press("f");
  await until(
    async () => (await query(page)).tf === "phase=^query$" && (await values()) < all,
    "f focuses on the second value",
  );
  assert.ok(await hasFocus(page, ".pick"), "the focus stays in the view");
  await page.keyboard.press("u");
  await until(async () => (await query(page)).tf === undefined && (await values()) === all, "u undoes");
  await page.keyboard.press("End");
  await page.keyboard.press("i");
  await until(async () => (await query(page)).ti === "^worker:1$", "i ignores the last value");
  await check();
});

test("values and labels that differ at their ends are read to their ends, whatever stands beside them", async () => {
  const values = ["9007199254740993", "9007199254740995", `/srv/${"path/".repeat(30)}a`, `/srv/${"path/".repeat(30)}b`];
  const key = "a.label.whose.name.is.longer.than.a.card.of.a.phone.is.wide.1";
  const bytes = (/** @type {number} */ times) =>
    profileOf(
      values.map((value, i) => ({ stack: ["main.main"], value: 1e8 * (3 + times * i), labels: { [key]: value } })),
      "nanoseconds",
    );
  for (const width of [375, 1280])
    for (const files of [[1], [1, 2]]) {
      const { page, drop, check } = await site.openPage("", {
        viewport: { width, height: 800 },
        hasTouch: width < 500,
      });
      await drop(files.map((times) => ({ name: `spans-${times}.pb`, bytes: bytes(times) })));
      await topReady(page);
      if (files.length > 1) await compare(page);
      await page.click("#tab-tags");
      await page.locator("#view-tags .pick").nth(3).waitFor();
      await settled(page);
      const said = await page.locator("#view-tags").evaluate((view) => {
        const within = (/** @type {Element} */ part, /** @type {Element} */ whole) => {
          const range = document.createRange();
          range.selectNodeContents(part);
          const [a, b] = [range.getBoundingClientRect(), whole.getBoundingClientRect()];
          return a.right <= b.right + 1 && a.bottom <= b.bottom + 1 && part.scrollWidth <= part.clientWidth + 1;
        };
        const cut = [...view.querySelectorAll(".pick .name, .cards h2")].filter(
          (e) => !within(e, e.closest("li, header") ?? e),
        );
        return { cut: cut.map((e) => e.textContent), sides: view.querySelectorAll(".pick .both > .num").length };
      });
      assert.deepEqual(said, { cut: [], sides: files.length > 1 ? 4 : 0 }, `${files.length} at ${width}`);
      await check();
    }
});
