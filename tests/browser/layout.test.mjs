// Where things stand: how soon the rows begin, on which screens; the one field of the filters; both sides of a comparison.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  addFilter,
  attribute,
  chips,
  count,
  hasFocus,
  place,
  query,
  settled,
  text,
  texts,
  topReady,
  until,
} from "./desk.mjs";
import { start, testdata } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** A phone is touched: what is pressed is as large as a finger. */
const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };

/** @param {string[]} files @param {object} [options] @param {string} [where] */
async function open(files, options = {}, where = "") {
  const opened = await site.openPage(where, options);
  await opened.drop(files);
  await topReady(opened.page);
  return opened;
}
/** @param {Page} page */
const firstRow = async (page) => (await place(page.locator("#view-top .body .row").first())).y;
/** How many rows stand wholly in sight. @param {Page} page */
async function rowsInSight(page) {
  const grid = await place(page.locator("#view-top .grid"));
  await settled(page);
  const boxes = await page.locator("#view-top .body .row:visible").evaluateAll((all) =>
    all.map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return { top, bottom };
    }),
  );
  return boxes.filter(({ top, bottom }) => top >= grid.y + 20 && bottom <= grid.y + grid.height + 1).length;
}
/** @param {Page} page */
async function compare(page) {
  await page.locator(".offer .primary").click();
  await page.locator("#view-top.compared").waitFor();
}

test("the rows begin soon, with one profile, in a comparison and on a phone", async () => {
  const laptop = { viewport: { width: 1280, height: 800 } };
  for (const file of ["cpu.pb.gz", "goroutine-2.pb.gz", "block.pb.gz"]) {
    const { page, check } = await open([file], laptop);
    assert.ok((await firstRow(page)) <= 170, `${file}: ${await firstRow(page)}`);
    assert.ok(await page.locator(".sentence").isVisible());
    await check();
  }
  for (const file of ["cpu.pb.gz", "heap-2.pb.gz", "goroutine-2.pb.gz"]) {
    const { page, check } = await open([file], PHONE);
    assert.ok((await firstRow(page)) <= 260, `${file}, on a phone: ${await firstRow(page)}`);
    await check();
  }
  for (const [options, most] of /** @type {const} */ ([
    [laptop, 210],
    [PHONE, 260],
  ])) {
    const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], options);
    await compare(page);
    assert.ok((await firstRow(page)) <= most, `${options.viewport.width}: ${await firstRow(page)}`);
    assert.ok(await page.locator(".sentence").isVisible());
    await check();
  }
});

test("in a comparison with filters the rows begin as soon, and what is beside the field goes to the next line together", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], { viewport: { width: 1280, height: 800 } });
  await compare(page);
  await addFilter(page, "ignore", "runtime");
  await until(async () => (await chips(page)).length === 1, "there is a chip");
  assert.ok((await firstRow(page)) <= 210, `${await firstRow(page)}`);
  assert.match(await text(page.locator(".sentence")), /38\.57MB.*with ignore=runtime/);
  for (const [kind, value] of [
    ["hide", "Grow"],
    ["focus", "api"],
  ])
    await addFilter(page, kind, value);
  for (let length = 4; length <= 30; length += 2) {
    await addFilter(page, "show", `shop|${"x".repeat(length)}`);
    await until(
      async () => (await chips(page)).some((chip) => chip.includes(`shop|${"x".repeat(length)}`)),
      "it is there",
    );
    const [presets, clear] = [
      await place(page.locator("#filters .presets")),
      await place(page.locator("#filters .clear")),
    ];
    assert.equal(clear.y, presets.y, `${length} letters`);
  }
  await check();
});

test("a phone on its side and a page at twice its size show five rows at least", async () => {
  for (const options of [
    { ...PHONE, viewport: { width: 812, height: 375 } },
    { ...PHONE, viewport: { width: 667, height: 375 } },
    { viewport: { width: 640, height: 400 } },
  ]) {
    const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], options);
    await compare(page);
    assert.ok((await rowsInSight(page)) >= 5, `${options.viewport.width}: ${await rowsInSight(page)}`);
    await check();
  }
});

test("on a phone the row that was tapped stays in sight above its sheet", async () => {
  const { page, check } = await open(["cpu.pb.gz"], PHONE);
  const row = page.locator("#top-12");
  await row.tap();
  await page.locator("#inspector .figures").waitFor();
  const sheet = await place(page.locator("#inspector"));
  await until(async () => (await place(row)).y + 24 <= sheet.y, "the row is above the sheet");
  await check();
});

test("with an offer above, too, and the offer is there again when the sheet is gone", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], PHONE);
  await page.locator("#notices .offer").waitFor();
  const row = page.locator("#top-0");
  await row.tap();
  await page.locator("#inspector .figures").waitFor();
  const sheet = await place(page.locator("#inspector"));
  await until(async () => (await place(row)).y + 24 <= sheet.y, "the row is above the sheet");
  await page.locator("#inspector header .x").tap();
  await page.locator("#notices .offer").waitFor();
  await check();
});

test("in a low window the inspector stands beside the table", async () => {
  for (const options of [
    { viewport: { width: 640, height: 400 } },
    { ...PHONE, viewport: { width: 812, height: 375 } },
  ]) {
    const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], options);
    await compare(page);
    await page.locator("#top-1").click();
    await page.locator("#inspector .figures").waitFor();
    const [beside, table] = [await place(page.locator("#inspector")), await place(page.locator("#view-top .grid"))];
    const { width } = options.viewport;
    assert.ok(table.x + table.width <= beside.x + 1, `${width}: beside the table`);
    assert.ok(beside.x + beside.width <= width, `${width}: inside of the window`);
    assert.ok((await rowsInSight(page)) >= 5, `${width}: ${await rowsInSight(page)}`);
    await check();
  }
});

test("where one line of the sentence is in sight, it is a whole one", async () => {
  const { page, check } = await open(["cpu.pb.gz"], { ...PHONE, viewport: { width: 812, height: 375 } });
  const { height } = await place(page.locator(".sentence"));
  assert.equal(height, 22);
  await check();
});

test("what is typed is a filter of the kind that the list has, and a chip can become another kind", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const field = page.locator("#filter-value");
  await field.fill("rank");
  const list = page.getByRole("listbox", { name: "Kinds of filter" });
  const named = await texts(list.locator("b"));
  assert.deepEqual(named.slice(0, 3), ["focus", "ignore", "hide"]);
  assert.ok(!named.includes("nodecount") && !named.includes("unit"), "what is no filter is not in its list");
  await field.press("ArrowDown");
  assert.equal(await attribute(field, "aria-activedescendant"), "filter-kind-1");
  await field.press("Enter");
  await until(async () => (await chips(page)).join() === "ignore rank", "the second kind was chosen");
  await page.getByLabel("Kind of the filter rank").selectOption("focus");
  await until(async () => (await chips(page)).join() === "focus rank", "it is of another kind now");
  assert.equal((await query(page)).i, undefined);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await chips(page)).join() === "ignore rank", "that was one step");
  await check();
});

test("a name of Go is offered as it stands", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator("#filter-value").fill("rank.(*Ranker).Best");
  await page.locator("#filter-kind-0", { hasText: "as it stands" }).click();
  await until(async () => (await chips(page))[0] === "focus rank\\.\\(\\*Ranker\\)\\.Best", "it is quoted");
  assert.match(await text(page.locator("#view-top .body .row").first()), /search/);
  await addFilter(page, "nodecount", "5");
  await until(async () => (await chips(page)).includes("nodecount 5"), "every option can be typed");
  await check();
});

test("Escape takes back what was typed first, then the focus", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const field = page.locator("#filter-value");
  await page.keyboard.press("+");
  await page.keyboard.type("rank");
  await page.keyboard.press("Escape");
  await until(async () => (await field.inputValue()) === "", "the text is taken back");
  assert.ok(await field.evaluate((e) => e === document.activeElement));
  await page.keyboard.press("Escape");
  assert.ok(await hasFocus(page, "#view-top .grid"), "the view has the focus, and not nothing");
  await check();
});

test("all views have one unit, which can be chosen", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], {}, "?order=flat");
  await compare(page);
  const change = page.locator("#view-top .body .row").first().locator(".flat");
  assert.equal(await text(change), "+6.52MB");
  await page.getByLabel("Unit").selectOption("kB");
  await until(async () => (await text(change)) === "+6678.34kB", "the table follows");
  assert.match(await text(page.locator(".sentence")), /\+6678\.34kB/);
  assert.equal((await query(page)).unit, "kB");
  await check();
});

test("a comparison shows before, after, the change and its share, in the table and beside it", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], {}, "?order=flat");
  await compare(page);
  const cells = page.locator("#view-top .body .row").first().locator(":scope > span:visible");
  assert.deepEqual((await texts(cells)).slice(0, 4), ["1.63MB", "8.15MB", "+6.52MB", "+400.11%"]);
  const heads = await texts(page.locator("#view-top .head [role=columnheader]:visible"));
  assert.ok(!heads.includes("sum%"), heads.join());
  assert.deepEqual(
    heads.slice(0, 4).map((head) => head.replace(/▾/, "")),
    ["before", "after", "change", "change%"],
  );
  await page.locator("#view-top .body .row").first().click();
  await page.locator("#inspector .figures").waitFor();
  const figures = await texts(page.locator("#inspector .figures tr").nth(1).locator("td"));
  assert.deepEqual(figures, ["1.63MB", "8.15MB", "+6.52MB", "+400.11%"]);
  assert.ok((await count(page.locator("#inspector .hot li"))) > 0, "its lines that weigh most");
  await check();
});

test("on a phone the tools are in a menu, the sample types are a list, and what is pressed is as large as a finger", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], PHONE);
  await compare(page);
  await page.getByRole("button", { name: "More" }).tap();
  assert.deepEqual(await texts(page.locator("#menu .label")), [
    "Open profiles",
    "Reports: show or save one",
    "Options and configurations",
    "Theme: follow the system",
    "Keys",
    "Copy a link to this view",
  ]);
  await page.getByRole("menuitem", { name: "Reports" }).tap();
  await page.locator("#reports h2").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Sample type" }).selectOption("alloc_space");
  await until(async () => (await query(page)).si === "alloc_space", "the type is another one");
  // The x of a profile stands beside the role, which is the rest of its chip; links in the sentence and headings reach over what is beside them.
  const small = await page
    .locator("button:visible, select:visible, [role=tab]:visible, input:visible")
    .evaluateAll((all) =>
      all
        .filter((e) => e.getBoundingClientRect().height < 39 && !e.matches(".x, .sentence *, .head *, [role=switch]"))
        .map((e) => e.outerHTML.slice(0, 80)),
    );
  assert.deepEqual(small, []);
  await check();
});

test("an offer, details of the inspector, a link to a code host and the shortest tab are as large as a finger", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], PHONE);
  await page.locator("#notices .offer").waitFor();
  /** Of all such elements those that are lower, or narrower, than 40 px. @param {string} selector */
  const small = (selector) =>
    page.locator(selector).evaluateAll((all) =>
      all
        .map((e) => e.getBoundingClientRect())
        .filter(({ width, height }) => height < 39 || width < 39)
        .map(({ width, height }) => `${width} x ${height}`),
    );
  assert.deepEqual(await small("#notices .notice > button"), []);
  assert.deepEqual(await small("[role=tab]"), []);
  await page.locator("#top-0").tap();
  await page.locator("#inspector summary").waitFor();
  assert.deepEqual(await small("#inspector summary"), []);
  await page.locator("#inspector header .x").tap();
  await page.getByRole("tab", { name: "Source" }).tap();
  await page.getByRole("button", { name: /Link to a code host|Link …/ }).tap();
  await page.locator("#link-template").fill("https://git.example/{file}#L{line}");
  await page.getByRole("button", { name: "Keep" }).tap();
  await page.locator(".place a.button").waitFor();
  assert.deepEqual(await small(".place a.button"), []);
  await check();
});

test("on a phone names begin below each other, without paths, which are copied, and headings stand apart", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], PHONE);
  await compare(page);
  await settled(page);
  const names = await page.locator("#view-top .body .row:visible .name").evaluateAll((all) =>
    all.map((name) => {
      const seen = [...name.querySelectorAll("span, bdi")].flatMap((part) =>
        [...part.childNodes].flatMap((node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          const { left, width } = range.getBoundingClientRect();
          return node.nodeType === Node.TEXT_NODE && width > 0 ? [left] : [];
        }),
      );
      return { begins: Math.round(Math.min(...seen)), left: Math.round(name.getBoundingClientRect().left) };
    }),
  );
  assert.ok(names.every(({ begins, left }) => begins === left));
  // What is not displayed would not be copied.
  const path = page.locator("#view-top .body .row:visible .name .path", { hasText: "shop.example/" }).first();
  assert.deepEqual(
    await path.evaluate((e) => {
      const { display, fontSize } = getComputedStyle(e);
      return [display, fontSize];
    }),
    ["inline", "0px"],
  );
  for (const by of ["change", "cum change"]) {
    if (by !== "change") await page.getByRole("button", { name: by }).click();
    await settled(page);
    const heads = await page.locator("#view-top .head [role=columnheader]:visible button").evaluateAll((all) =>
      all.map((head) => {
        const { left, right } = head.getBoundingClientRect();
        return { left, right };
      }),
    );
    assert.ok(
      heads.every(({ left }, i) => i === 0 || left >= heads[i - 1].right + 3),
      JSON.stringify(heads),
    );
  }
  await check();
});

/** The sheet of keys with all of its parts, and where they are. @param {number} width @param {number} height */
async function keySheet(width, height) {
  const { page, drop, check } = await site.openPage("", { viewport: { width, height } });
  const dump = readFileSync(testdata("goroutine.debug2.txt"));
  await drop(["a.txt", "b.txt"].map((name) => ({ name, bytes: dump })));
  await page.locator("#tab-trend").waitFor();
  await page.keyboard.press("?");
  await page.locator("#sheet dl").first().waitFor();
  const seen = await page.locator("#sheet").evaluate((sheet) => {
    /** By its left edge, where each column ends. @type {Map<number, number>} */
    const columns = new Map();
    for (const section of sheet.querySelectorAll("section")) {
      const { left, bottom } = section.getBoundingClientRect();
      columns.set(Math.round(left), Math.max(columns.get(Math.round(left)) ?? 0, bottom));
    }
    const top = sheet.querySelector("section")?.getBoundingClientRect().top ?? 0;
    const heights = [...columns.values()].map((bottom) => bottom - top);
    return { heights, over: sheet.scrollHeight - sheet.clientHeight, wide: sheet.scrollWidth - sheet.clientWidth };
  });
  await check();
  return seen;
}

test("the sheet of keys fits a laptop with all of its parts, in columns of about one height", async () => {
  const { heights, over } = await keySheet(1280, 800);
  assert.equal(over, 0, "nothing of it scrolls");
  assert.equal(heights.length, 4);
  assert.ok(Math.min(...heights) > 0.7 * Math.max(...heights), heights.join(" "));
});

test("on a phone the sheet of keys is one column", async () => {
  const { heights, wide } = await keySheet(375, 812);
  assert.deepEqual([heights.length, wide], [1, 0]);
});

test("what is hot, and what is hot without the runtime, can be read in the few lines of the sentence", async () => {
  const own = "example.com/compiler/internal/intermediate.(*registerAllocationState).allocateRegisters";
  const names = ["runtime.scanobject", "runtime.memclrNoHeapPointers", "runtime.asyncPreempt"];
  const stacks = names.map((name, i) => ({ stack: ["main.main", own, name], value: 4000 - i * 900 }));
  const others = Array.from({ length: 40 }, (_, i) => ({ stack: ["main.main", `other.f${i}`], value: 300 }));
  const bytes = profileOf([...stacks, ...others]);
  for (const [width, height] of [
    [1280, 800],
    [1000, 800],
    [375, 812],
  ]) {
    const { page, drop, check } = await site.openPage("", { viewport: { width, height } });
    await drop([{ name: "hot.pb", bytes }]);
    await topReady(page);
    const sentence = page.locator("#answer .sentence");
    const { y, height: high } = await place(sentence);
    for (const name of [names[0], own]) {
      const link = await place(sentence.locator(`[data-fn="${name}"]`).first());
      assert.ok(link.y + link.height <= y + high + 3, `${name} at ${width}`);
    }
    // The sentence that is copied says all of it.
    assert.match(await text(sentence), /asyncPreempt/);
    await check();
  }
});

test("the sentence of a narrow window ends with a number, and not in the middle of one", async () => {
  const own = "example.com/compiler/ssa.(*registerAllocationState).allocateRegisters";
  const stacks = ["scanobject", "memclrNoHeapPointers", "asyncPreempt"].map((name, i) => ({
    stack: ["main.main", own, `runtime.${name}`],
    value: 400e7 - i * 90e7,
  }));
  const others = Array.from({ length: 40 }, (_, i) => ({ stack: ["main.main", `other.f${i}`], value: 100e7 }));
  const bytes = profileOf([...stacks, ...others], "nanoseconds");
  const { page, drop, check } = await site.openPage("", { viewport: { width: 640, height: 1024 } });
  await drop([{ name: "hot.pb", bytes }]);
  await topReady(page);
  for (let width = 640; width <= 900; width += 20) {
    await page.setViewportSize({ width, height: 1024 });
    await settled(page);
    const sentence = page.locator("#answer .sentence");
    const [all, seen] = await sentence.evaluate((e) => [e.scrollHeight, e.clientHeight]);
    assert.ok(all <= seen + 12, `${width}: ${all} in ${seen}`);
  }
  await check();
});

test("in a comparison the numbers of the inspector stay inside of it, in a low window, too", async () => {
  const { page, check } = await open(["heap-1.pb.gz", "heap-2.pb.gz"], { viewport: { width: 640, height: 400 } });
  await compare(page);
  await page.locator("#view-top .body .row").first().click();
  const figures = page.locator("#inspector .figures");
  await figures.waitFor();
  const { x, width } = await place(page.locator("#inspector"));
  for (const cell of await figures.locator("td, th").all()) {
    const at = await place(cell);
    assert.ok(at.x + at.width <= x + width - 5, await text(cell));
  }
  await check();
});

test("the names stand beside the numbers, however many of these there are", async () => {
  const { page, check } = await open(["cpu.pb.gz"], { viewport: { width: 1280, height: 800 } });
  const heads = page.locator("#view-top .head > :visible");
  const last = await place(heads.nth((await count(heads)) - 2));
  const name = await place(page.getByRole("columnheader", { name: "function" }));
  assert.ok(name.x - last.x - last.width < 20, "no gap is between them");
  await check();
});

test("on a phone what is pressed is as large as a finger, and the filter is a button that opens over its line", async () => {
  const { page, check } = await open(["cpu.pb.gz"], PHONE);
  const pressed = page.locator(
    ".sentence .link, #view-top .head button, #controls :is(select, button), #filters label",
  );
  const small = await pressed.evaluateAll((all) =>
    all.flatMap((e) => {
      const { width, height } = e.getBoundingClientRect();
      return width > 0 && (width < 40 || height < 40) ? [`${e.textContent}: ${width}x${height}`] : [];
    }),
  );
  assert.deepEqual(small, []);
  const row = await place(page.locator("#view-top .body .row").first());
  assert.ok(row.height >= 40, `${row.height}`);
  const button = await place(page.locator("#filters label"));
  assert.ok(button.x + button.width < 375, "it is in sight");
  await page.locator("#filter-value").tap();
  const [field, next] = [
    await place(page.locator("#filter-value")),
    await place(page.locator("#view-top .body .row").first()),
  ];
  assert.ok(field.width > 250 && field.x >= 0 && field.x + field.width <= 375, `${field.x}, ${field.width}`);
  assert.equal(next.y, row.y, "nothing moves");
  await page.keyboard.type("rank");
  await page.keyboard.press("Enter");
  await page.locator("#filters .chip").waitFor();
  await check();
});
