// A comparison as it is read: in the sentence of a narrow window, in the inspector, in every share and in the details of the profile.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFilter, attribute, count, place, pressTab, settled, text, texts, topReady, until } from "./desk.mjs";
import { start } from "./harness.mjs";
import { profileOf } from "../profiles.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const PHONE = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true };
const HEAPS = ["heap-1.pb.gz", "heap-2.pb.gz"];

/** @param {Parameters<Awaited<ReturnType<typeof site.openPage>>["drop"]>[0]} files @param {object} [options] @param {string} [where] */
async function compared(files, options = {}, where = "") {
  const opened = await site.openPage(where, options);
  await opened.drop(files);
  await topReady(opened.page);
  await opened.page.locator(".offer .primary").click();
  await opened.page.locator("#view-top.compared").waitFor();
  return opened;
}
/** The words of the sentence that are in sight. @param {Page} page */
const inSight = async (page) => (
  await settled(page),
  page.locator(".sentence").evaluate((sentence) =>
    [...sentence.childNodes]
      .filter((part) => part.nodeType !== Node.COMMENT_NODE)
      .map((part) => {
        const brief = part instanceof Element ? getComputedStyle(part, "::before").content : "none";
        return brief === "none" ? part.textContent : JSON.parse(brief.replace(/ \/ ""$/, ""));
      })
      .join("")
      .replace(/\s+/g, " "),
  )
);
/** Whether an element is wholly within the lines of the sentence that are shown. @param {Page} page @param {string} selector */
async function isShown(page, selector) {
  const [all, one] = [await place(page.locator(".sentence")), await place(page.locator(selector).first())];
  return one.y >= all.y - 1 && one.y + one.height <= all.y + all.height + 1;
}

test("on a phone the sentence of a comparison shows from, to and the largest change, whatever is filtered", async () => {
  for (const files of [HEAPS, ["cpu.pb.gz", "cpu-2.pb.gz"], ["goroutine-1.pb.gz", "goroutine-2.pb.gz"]]) {
    const { page, check } = await compared(files, PHONE);
    const [base, source] = await texts(page.locator(".sentence .link.number"));
    assert.ok((await inSight(page)).includes(`${base} → ${source}, `), await inSight(page));
    for (const filtered of [false, true]) {
      if (filtered) await addFilter(page, "hide", "^runtime\\.(mallocgc|selectgo|gopark)");
      await settled(page);
      assert.ok(await isShown(page, ".sentence .link[data-fn]"), `${files}: the largest change is in sight`);
      const weight = page.locator(".sentence .link[data-fn] + .link.number, .sentence .link[data-fn] ~ .link.number");
      assert.match(await text(weight.first()), /^\([+-]/);
      assert.ok(await isShown(page, ".sentence .link[data-fn] ~ .link.number"), `${files}: how much it changed`);
    }
    assert.ok((await place(page.locator("#view-top .body .row").first())).y <= 260);
    // All of it is behind Details.
    await page.getByRole("button", { name: "Details" }).tap();
    assert.match(await inSight(page), /^The .* changed from /);
    await check();
  }
});

test("the details of a comparison name both sides, and the time zone is that of both", async () => {
  const { page, check } = await compared(["cpu.pb.gz", "cpu-2.pb.gz"]);
  await page.getByRole("button", { name: "Details" }).click();
  const lines = await texts(page.locator("#facts span"));
  const sides = lines.filter((line) => /^(From|To|Time|Duration): /.test(line));
  assert.equal(sides.length, 2, lines.join("\n"));
  assert.match(sides[0], /^From: cpu\.pb\.gz, taken 2026-.* UTC over .*s Show in local time$/);
  assert.match(sides[1], /^To: cpu-2\.pb\.gz, taken 2026-.* UTC over .*s$/);
  await check();
});

test("a time that cannot be marks the button of the details, and its reason is read there without a pointer", async () => {
  // Field 9 is when it was taken: a second behind the beginning of 1970.
  const early = [9 << 3, 0x80, 0x94, 0xeb, 0xdc, 0x03];
  const bytes = profileOf([{ stack: ["main.main"], value: 5 }]);
  for (const options of [PHONE, { viewport: { width: 1280, height: 800 } }])
    for (const isDoubtful of [true, false]) {
      const { page, drop, check } = await site.openPage("", options);
      await drop([{ name: "early.pb", bytes: isDoubtful ? new Uint8Array([...bytes, ...early]) : bytes }]);
      await topReady(page);
      const details = page.getByRole("button", { name: /^Details/ });
      assert.equal((await text(details)).trim(), isDoubtful ? "Details ⚠" : "Details");
      assert.equal(await attribute(details, "aria-label"), isDoubtful ? "Details: a time is doubtful" : "");
      const box = await place(details);
      assert.ok(box.x + box.width <= (page.viewportSize()?.width ?? 0), "the mark is in sight");
      await details.click();
      const told = await text(page.locator("#facts"));
      if (isDoubtful) assert.match(told, /Time: 1970-01-01 \S+ UTC \(doubtful: \S.+\)/);
      else assert.doesNotMatch(told, /doubtful/);
      await check();
    }
});

test("callers, callees and hot lines of a comparison have both sides, the change and its share, one below the other", async () => {
  const { page, check } = await compared(HEAPS);
  await page.locator("#view-top .body .row", { hasText: "Sessions.func1.1" }).click();
  await page.locator("#inspector .neighbours .edges").first().waitFor();
  const lists = page.locator("#inspector .edges");
  assert.equal(await count(lists), 3);
  for (const list of await lists.all()) {
    const numbers = await texts(list.locator("li").first().locator(".num"));
    assert.equal(numbers.length, 4, numbers.join());
    assert.match(numbers[1], /^→ /);
    assert.match(numbers[2], /^\+/);
    assert.match(numbers[3], /^\+.*%$|^new$/);
    const right = await list
      .locator("li")
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll(".num")].map((e) => Math.round(e.getBoundingClientRect().right)).join(),
        ),
      );
    assert.equal(new Set(right).size, 1, "the numbers of all rows stand below each other");
  }
  assert.deepEqual(await texts(page.locator("#inspector .sides-head").first().locator("span")), [
    "before",
    "→ after",
    "change",
    "change%",
  ]);
  await page.locator("#inspector .neighbours .edges").last().locator("button").first().click();
  await until(async () => /Limit/.test(await text(page.locator("#inspector h2"))), "a click walks on");
  await check();
});

test("where the base is subtracted the page says so, and shares have signs; a click compares", async () => {
  const { page, check } = await compared(HEAPS);
  await page.getByRole("button", { name: "Subtract" }).click();
  const row = page.locator("#view-top .body .row", { hasText: "growslice" });
  await until(async () => /^\+.*%$/.test(await text(row.locator(".share").first())), "the share has a sign");
  // Names are not where a column of numbers was meant to be.
  assert.ok((await place(row.locator(".name"))).width > 120);
  await page.getByRole("tab", { name: "Traces" }).click();
  const shares = page.locator("#view-traces .body .row:visible .share");
  await shares.first().waitFor();
  assert.ok(
    (await texts(shares)).every((share) => /^[+-]|^0%$/.test(share)),
    (await texts(shares)).join(),
  );
  await page.locator("#view-traces").getByRole("button", { name: "Compare shows both sides" }).click();
  await page.locator("#view-traces.compared").waitFor();
  assert.equal(await count(page.getByRole("button", { name: "Compare shows both sides" })), 0);
  await check();
});

test("what a search finds has signs in every view, and says what it is a share of", async () => {
  const { page, check } = await compared(HEAPS, {}, "?q=growslice");
  const found = page.locator(".found");
  for (const view of ["Top", "Flame", "Calls", "Graph", "Traces"]) {
    await page.getByRole("tab", { name: view }).click();
    await until(
      // Stacks that have it weigh more than it does itself.
      async () => /\+\d+\.\d+MB \(\+\d+\.\d+% of the base's total\)/.test((await texts(found)).join()),
      `${view} says what it finds`,
    );
  }
  await page.getByRole("tab", { name: "Traces" }).click();
  const value = page.locator("#view-traces .body .row .value").first();
  assert.match(await attribute(value, "title"), / → .* \((\+.*% of what it was|new)\)$/);
  await check();
});

test("lines that scroll sideways on a phone fade where there is more of them, and only there", async () => {
  const { page, check } = await compared(HEAPS, PHONE);
  /** How much of each edge is covered by what fades: at the left, at the right. @param {string} selector @param {number} at */
  const fades = async (selector, at) => {
    await page.locator(selector).evaluate((e, at) => void (e.scrollLeft = at), at);
    await settled(page);
    return page.locator(selector).evaluate((line) => {
      const { left, right } = line.getBoundingClientRect();
      const shown = (/** @type {"::before" | "::after"} */ which) => Number(getComputedStyle(line, which).opacity);
      // What lies at an edge is behind what fades there unless that has gone on with the line's end.
      const rest = line.scrollWidth - line.clientWidth - line.scrollLeft;
      return {
        more: [line.scrollLeft > 0, rest > 28],
        seen: [shown("::before") > 0, shown("::after") > 0],
        left,
        right,
      };
    });
  };
  for (const selector of ["#lens", "[role=tablist]"]) {
    const begin = await fades(selector, 0);
    assert.deepEqual([begin.more, begin.seen[0]], [[false, true], false], `${selector} at its beginning`);
    const end = await fades(selector, 9999);
    assert.deepEqual([end.more, end.seen[0]], [[true, false], true], `${selector} at its end`);
    // At its end the last part is wholly in sight, before what fades.
    const last = await page.locator(`${selector} > :last-child`).evaluate((e) => e.getBoundingClientRect().right);
    assert.ok(last <= end.right - 28 + 1, `${selector}: ${last} of ${end.right}`);
  }
  await check();
});

test("on a phone a row of Top has both sides of what has changed, and says of what", async () => {
  const [one, two] = [1, 2].map((times) => ({
    name: `calls-${times}.pb`,
    bytes: profileOf([
      { stack: ["main.main", "work.Calls", "work.Grows"], value: 500 * times },
      { stack: ["main.main", "work.Stays"], value: 300 },
    ]),
  }));
  const { page, check } = await compared([one, two], PHONE);
  await settled(page);
  const rows = await page.locator("#view-top .body .row:not(.blank):visible").evaluateAll((rows) =>
    rows.map((row) => {
      const name = row.querySelector(".name")?.getBoundingClientRect();
      const seen = [...row.querySelectorAll(".side")].filter((side) => side.checkVisibility());
      return {
        name: row.querySelector(".name")?.textContent,
        sides: seen
          .map((side) => getComputedStyle(side, "::before").content.replace(/"|none/g, "") + side.textContent)
          .join(" "),
        isBelow: seen.every((side) => {
          const { left, top, right } = side.getBoundingClientRect();
          return name && left >= name.left - 8 && top >= name.bottom - 3 && right <= innerWidth;
        }),
      };
    }),
  );
  assert.deepEqual(
    rows.toSorted((a, b) => (a.name ?? "").localeCompare(b.name ?? "")),
    [
      { name: "main.main", sides: "cum 800 → 1300", isBelow: true },
      { name: "work.Calls", sides: "cum 500 → 1000", isBelow: true },
      { name: "work.Grows", sides: "flat 500 → 1000", isBelow: true },
    ],
  );
  await check();
});

test("every width of Top has before and after of a comparison, with a mouse as with a finger", async () => {
  for (const touch of [false, true])
    for (const [width, height] of [
      [640, 400],
      [568, 320],
      [375, 400],
      [600, 800],
      [430, 800],
      [375, 812],
    ]) {
      const { page, check } = await compared(HEAPS, { viewport: { width, height }, hasTouch: touch, isMobile: touch });
      await settled(page);
      const row = page.locator("#view-top .body .row").first();
      const sides = row.locator(".side:visible");
      const what = `${width}x${height}, ${touch ? "touch" : "mouse"}`;
      assert.deepEqual(await texts(sides), ["1.63MB", "8.15MB"], what);
      const [line, name] = [await place(row), await place(row.locator(".name"))];
      assert.ok(name.width >= 100, `${what}: the name has ${name.width}`);
      for (const side of await sides.all()) {
        const { x, y, width: wide, height: high } = await place(side);
        assert.ok(x >= 0 && x + wide <= width && y >= line.y - 1 && y + high <= line.y + line.height + 1, what);
      }
      await check();
    }
});

test("in a narrow comparison calls and traces have both sides below the name, and beside it where there is room", async () => {
  const first = {
    Traces: ["1.63MB", "8.15MB"],
    Calls: ["8.02MB", "35.93MB"],
  };
  for (const [width, isBelow] of /** @type {[number, boolean][]} */ ([
    [375, true],
    [600, true],
    [1280, false],
  ])) {
    const { page, check } = await compared(HEAPS, { viewport: { width, height: 812 } });
    for (const [view, sides] of Object.entries(first)) {
      await pressTab(page, view);
      await settled(page);
      const row = page.locator(`#view-${view.toLowerCase()} .body .row`).first();
      assert.deepEqual((await texts(row.locator(".side:visible"))).slice(0, 2), sides, `${view} at ${width}`);
      const [line, name] = [await place(row), await place(row.locator(".text"))];
      for (const side of [row.locator(".before"), row.locator(".after")]) {
        const { x, y, width: wide, height } = await place(side);
        assert.equal(y >= name.y + name.height - 1, isBelow, `${view} at ${width}`);
        assert.ok(y + height <= line.y + line.height + 1 && x + wide <= width, `${view} at ${width}`);
      }
    }
    await check();
  }
});

test("on a phone all that the footer says is in sight", async () => {
  const { page, check } = await compared(HEAPS, PHONE);
  for (const view of ["top", "graph"]) {
    await page.locator(`#tab-${view}`).tap();
    const line = page.locator(`#view-${view} .facts > span`, { hasText: /^Showing nodes that changed by .* before$/ });
    await line.waitFor();
    await settled(page);
    const right = await line.evaluate((e) => {
      const range = document.createRange();
      range.selectNodeContents(e);
      return range.getBoundingClientRect().right;
    });
    assert.ok(right <= 375, `${view}: ${right}`);
  }
  await check();
});

test("a sentence of which less is shown is copied whole", async () => {
  const wide = { viewport: { width: 1280, height: 800 } };
  for (const options of [PHONE, { viewport: { width: 768, height: 1024 } }, wide]) {
    const { page, check } = await compared(HEAPS, options);
    await settled(page);
    const [selected, copied, whole] = await page.locator(".sentence").evaluate((sentence) => {
      getSelection()?.selectAllChildren(sentence);
      const clipboardData = new DataTransfer();
      sentence.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
      return [String(getSelection()), clipboardData.getData("text/plain"), sentence.textContent];
    });
    assert.equal(copied, whole);
    // As a part of more, too.
    const words =
      /^The heap profile of orders \(inuse_space\) changed from 10\.54MB at .* UTC to 38\.57MB at .* UTC, \+28\.03MB; the largest changes are in /;
    for (const said of [selected, copied]) assert.match(said, words);
    await check();
  }
  const { page, drop, check } = await site.openPage("", PHONE);
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await settled(page);
  const said = await page.locator(".sentence").evaluate((sentence) => {
    getSelection()?.selectAllChildren(sentence);
    return String(getSelection());
  });
  assert.match(said, /^The cpu profile of search, taken .* over 5\.23s: 5\.59s in total; most of it is in /);
  await check();
});

// pprof's -top -sample_index=inuse_objects -diff_base says so.
test("beside the bytes of a comparison stands how many objects more or less they are, and the inspector says it", async () => {
  for (const way of ["Compare", "Subtract"]) {
    const { page, check } = await compared(HEAPS);
    await page.getByRole("button", { name: way, exact: true }).click();
    await settled(page);
    const companions = page.locator("#view-top .head .companion:visible");
    assert.deepEqual(await texts(companions), [way === "Compare" ? "objects change" : "flat objects"]);
    const rows = page.locator("#view-top .body .row");
    for (const [name, objects, cum] of [
      ["reflect.growslice", "+11462", "+11462"],
      ["encoding/json/v2.makeString", "+169231", "+169231"],
      ["shop.example/orders/api.decode", "+8195", "+212114"],
    ]) {
      const row = rows.filter({ hasText: name }).first();
      assert.equal(await text(row.locator(".companion:visible")), objects, `${way} ${name}`);
      await row.click();
      const told = page.locator("#inspector .companions");
      await until(async () => (await text(told)).includes(cum), `${way} ${name}: ${cum}`);
      await page.locator("#inspector").getByRole("button", { name: "Close" }).click();
    }
    await check();
  }
});

test("the other types of a comparison show how much they changed, where that takes no line more", async () => {
  const { page, check } = await compared(HEAPS);
  const types = page.locator("#controls .segments.many");
  const totals = types.locator("small:visible");
  for (const [width, height, lines, isTold] of /** @type {[number, number, number, boolean][]} */ ([
    [1024, 640, 2, true],
    [1100, 800, 2, true],
    [1200, 800, 1, false],
    [1920, 1080, 1, true],
    [1366, 768, 1, true],
    [1280, 800, 1, true],
  ])) {
    await page.setViewportSize({ width, height });
    await settled(page);
    assert.deepEqual(await texts(totals), isTold ? ["+1087024", "+132.69MB", "+445745"] : [], `${width}`);
    assert.ok((await place(page.locator("#lens"))).height <= lines * 30 + 1, `${width} has ${lines} lines`);
    const undo = await place(page.locator("#filters .steps button").last());
    assert.ok(undo.x + undo.width <= width, `${width}: all of it is in sight`);
    assert.ok((await place(page.locator("#filter-value"))).width >= 110, `${width}: the field has room`);
  }
  assert.ok((await place(page.locator("#view-top .body .row").first())).y <= 210, "the rows begin as soon");
  assert.equal(
    await attribute(types.getByRole("button", { name: "alloc_space" }), "title"),
    "alloc_space in bytes: +132.69MB",
  );
  await check();
});
