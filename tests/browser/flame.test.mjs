// The flame graph: pprof's numbers in its boxes, and a way through them for every hand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  addFilter,
  address,
  attribute,
  besides,
  compare,
  expectSoon,
  place,
  query,
  settled,
  stall,
  text,
  topRows,
  until,
} from "./desk.mjs";
import { golden, topOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

const DOT = "shop.example/search/rank.dot";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {string[]} profiles @param {string} [where] */
async function open(profiles, where = "?view=flame") {
  const opened = await site.openPage(where);
  await opened.drop(profiles);
  await painted(opened.page);
  await settled(opened.page);
  await opened.page.locator("#view-flame .chart").focus();
  return opened;
}

/** Waits until the canvas has other colours than its ground. @param {Page} page */
const painted = (page) =>
  until(
    () =>
      page.evaluate(() => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#view-flame .chart canvas"));
        if (!canvas?.width) return false;
        const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return data.some((byte, i) => i % 4 === 3 && byte === 255);
      }),
    "the flame graph is painted",
  );

/** The lines of a golden top, without the marks of inlined functions. @param {string} name */
const rowsOf = (name) =>
  topOf(golden(name)).rows.map((row) => row.map((cell) => cell.replace(/ \((partial-)?inline\)$/, "")));

/** What a screen reader says of the box that has the cursor, once its weight has come. @param {Page} page */
async function box(page) {
  const label = await attribute(page.locator("#flame-box"), "aria-label");
  assert.ok(label.includes("%"), `${label} has its weight`);
  return label;
}
/** The name of that box. @param {Page} page */
const boxName = (page) => text(page.locator("#flame-box"));
/** @param {Page} page @param {string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}
/** @param {Page} page */
async function crumbs(page) {
  await settled(page);
  return (
    await page
      .locator("#view-flame nav[aria-label='Zoomed into'] .name")
      .evaluateAll((all) => all.map((e) => e.getAttribute("title") ?? ""))
  ).filter(Boolean);
}

test("from the leaf, the boxes next to the start are the rows of top", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=flame&flame=leaf");
  const rows = rowsOf("cpu.top");
  for (const [i, [, share, , , , name]] of rows.slice(0, 5).entries()) {
    await press(page, i ? "ArrowRight" : "ArrowDown");
    assert.equal(await boxName(page), name, `box ${i}`);
    // Top chooses one unit for all rows, a box has its own.
    assert.match(await box(page), /, [\d.]+m?s \(/);
    assert.ok((await box(page)).includes(` (${share})`), await box(page));
  }
  await check();
});

test("around a function, the start weighs what top calls its cum", async () => {
  const rows = rowsOf("cpu.top");
  for (const [, , , , share, name] of rows.slice(0, 3)) {
    const { page, check } = await open(["cpu.pb.gz"], `?view=flame&pivot=${encodeURIComponent(name)}`);
    const label = await box(page);
    assert.ok(label.startsWith(`${name}, `) && label.includes(` (${share})`), `${label} is not ${share}`);
    await check();
  }
});

test("a click zooms and selects, the path leads back, and so does Backspace", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await press(page, "ArrowDown", "ArrowDown");
  const label = await box(page);
  const name = await boxName(page);
  const chart = await place(page.locator("#view-flame .chart canvas"));
  await page.mouse.click(chart.x + 40, chart.y + 2 * 19 + 8);
  await until(async () => (await crumbs(page)).length === 2, "the path has two names");
  assert.equal((await crumbs(page))[1], name);
  assert.equal((await query(page)).sel, name);
  // What a box weighs does not depend on the zoom.
  await page.locator("#view-flame .chart").focus();
  assert.equal(await box(page), label);
  await press(page, "Backspace");
  await until(async () => (await crumbs(page)).length === 1, "one name is left");
  await page.getByRole("navigation", { name: "Zoomed into" }).getByRole("button", { name: "All" }).click();
  await until(async () => (await crumbs(page)).length === 0, "the whole is shown again");
  await check();
});

test("by keys alone: to a box, into it, and around its function", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await press(page, "ArrowDown", "ArrowDown", "ArrowDown");
  const name = await boxName(page);
  assert.ok(name.includes("."), name);
  assert.equal(await attribute(page.locator("#flame-box"), "aria-level"), "4");
  await press(page, "Enter");
  await until(async () => (await crumbs(page)).at(-1) === name, `${name} takes the width`);
  await press(page, "0");
  await until(async () => (await crumbs(page)).length === 0, "the whole is shown again");
  await until(async () => (await query(page)).sel === name, `${name} is selected`);
  await press(page, "v");
  await until(async () => (await query(page)).pivot === name, `${name} is in the middle`);
  await page.goBack();
  await until(async () => (await query(page)).pivot === undefined, "back leads to whole stacks");
  await check();
});

test("an undo right behind a zoom undoes that zoom, and nothing of a picture before comes later", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await press(page, "ArrowDown", "ArrowDown", "ArrowDown");
  const before = await address(page);
  await press(page, "Enter", "u");
  await until(async () => (await address(page)) === before, "it is not zoomed");
  assert.deepEqual(await crumbs(page), []);
  // A part that the hand has not rested on yet is none of what a filter leaves.
  await press(page, "=", "=", "i");
  await until(async () => (await query(page)).i !== undefined, "the filter is set");
  assert.equal((await query(page)).part, undefined);
  await check();
});

/** What is painted, as a text to compare. @param {Page} page */
const picture = async (page) => (
  await settled(page),
  page.locator("#view-flame .chart canvas").evaluate((/** @type {HTMLCanvasElement} */ c) => c.toDataURL())
);

test("a stretched part is in the address: a fresh page shows the same, a filter begins anew, and back leads there", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const whole = await picture(page);
  await press(page, "=", "=", "=", "=");
  // 0.7 of the width four times, around its middle.
  await until(async () => (await query(page)).part === "0.37995-0.62005", "the address has the part");
  const stretched = await picture(page);
  assert.notEqual(stretched, whole);
  const fresh = await open(["cpu.pb.gz"], await address(page));
  assert.equal(await picture(fresh.page), stretched, "on a fresh page");
  await fresh.check();
  await addFilter(page, "focus", "rank");
  await until(async () => (await query(page)).f === "rank", "the filter is on");
  assert.equal((await query(page)).part, undefined, "another picture is seen as a whole");
  await page.goBack();
  await until(async () => (await query(page)).f === undefined, "the filter is off");
  await page.locator("#view-flame .chart").focus();
  assert.equal(await picture(page), stretched, "one step back");
  await press(page, "0");
  await until(async () => (await query(page)).part === undefined, "all of it is in sight");
  assert.equal(await picture(page), whole);
  await check();
});

test("a search says what the stacks weigh that match, as Traces does", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.fill("#search", "rank\\.dot");
  const found = page.locator("#tabs .found");
  assert.match(await text(found), /in matching stacks/);
  const weight = (await text(found)).split(" in ")[0];
  await page.getByRole("tab", { name: /Traces/ }).click();
  assert.ok((await text(found)).includes(weight), `Traces says ${weight}`);
  await page.getByRole("tab", { name: /Flame/ }).click();
  await page.fill("#search", "rank(");
  await page.locator("#search-error").waitFor();
  await check();
});

test("keys and buttons lead from one box that a search finds to the next, the widest first, and to narrow ones, too", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.fill("#search", "Eval$|rank\\.dot$|scanobject$");
  const hits = page.locator("#view-flame .hits");
  await hits.waitFor();
  const all = Number(/^([\d,]+) boxes$/.exec((await text(hits)).replace(/[↑↓]/g, ""))?.[1].replace(",", ""));
  assert.ok(all > 3, `${all} boxes`);
  await page.locator("#view-flame .chart").focus();
  const seen = [];
  for (const key of ["n", "n", "N"]) {
    await press(page, key);
    seen.push(`${await boxName(page)} ${(await text(hits)).replace(/[↑↓]/g, "")}`);
  }
  assert.equal(seen[0], `shop.example/search/rank.dot 1 of ${all} boxes`);
  assert.match(seen[1], new RegExp(` 2 of ${all} boxes$`));
  assert.equal(seen[2], seen[0]);
  assert.equal((await query(page)).sel, "shop.example/search/rank.dot");
  assert.equal((await query(page)).part, undefined, "what is in sight moves nothing");
  // The last one is the narrowest: the part that is shown becomes smaller.
  await page.getByRole("button", { name: "Previous match" }).click();
  assert.match(await text(hits), new RegExp(`^${all} of ${all} boxes`));
  await until(async () => (await query(page)).part !== undefined, "the box is stretched");
  await page.fill("#search", "no such function");
  assert.match(await text(hits), /^No box matches/);
  assert.ok(await page.getByRole("button", { name: "Next match" }).isDisabled());
  await check();
});

test("of a search that finds nothing in what was zoomed into it is said that there is more outside, and the keys lead there", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator("#view-flame .chart").focus();
  await press(page, "ArrowDown", "ArrowDown", "Enter");
  const zoomed = await crumbs(page);
  assert.ok(zoomed.length > 0);
  const hits = page.locator("#view-flame .hits");
  await page.fill("#search", "^runtime\\.gcBgMarkWorker$");
  assert.match(await text(hits), /^None in this box, some outside/);
  await page.getByRole("button", { name: "Next match" }).click();
  await until(async () => (await crumbs(page)).length === 0, "the zoom is left");
  await until(async () => (await boxName(page)) === "runtime.gcBgMarkWorker", "for the first that matches");
  assert.match(await text(hits), /^1 of 1 box/);
  await page.goBack();
  await until(async () => (await crumbs(page)).length === zoomed.length, "back leads into the zoom");
  await page.fill("#search", "no such function");
  assert.match(await text(hits), /^No box matches/);
  await check();
});

test("the legend has each package with what it weighs itself, and a click is a filter", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const own = rowsOf("cpu.top")
    .filter((row) => row[5].startsWith("shop.example/search/rank."))
    .reduce((sum, row) => sum + Number.parseFloat(row[0]), 0);
  const first = page.locator("#view-flame .legend .package").first();
  const words = await text(first);
  assert.match(words, /search\/rank/);
  const share = Number(/([\d.]+)%/.exec(words)?.[1]);
  // pprof's top leaves out what has less than half a percent.
  const told = (own / 5.59) * 100;
  assert.ok(share >= told - 0.01 && share < told + 1, `${words}, and top says ${own}s of 5.59s`);
  await first.click();
  await until(async () => (await query(page)).f === "^shop\\.example/search/rank\\.", "the filter is on");
  await page.goBack();
  await page.getByRole("button", { name: /^All \d+$/ }).click();
  await page.getByRole("button", { name: "Ignore Go runtime" }).click();
  await until(async () => ((await query(page)).i ?? "").startsWith("^(internal/)?runtime"), "another filter is on");
  await page.getByRole("button", { name: "Close the list of packages" }).click();
  await page.getByRole("button", { name: "Legend" }).click();
  await until(async () => !(await first.isVisible()), "it is closed");
  await check();
});

test("a legend that is closed leaves its line to the boxes, and a zoom moves none of them", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const chart = page.locator("#view-flame .chart");
  const opened = await place(chart);
  await page.getByRole("button", { name: "Legend" }).click();
  await until(async () => (await place(chart)).y <= opened.y - 20, "the boxes begin where it was");
  const closed = await place(chart);
  await chart.click({ position: { x: closed.width / 3, y: 60 } });
  await page.keyboard.press("z");
  await page.locator("#view-flame .legend nav b").waitFor();
  assert.equal((await place(chart)).y, closed.y);
  const path = await place(page.locator("#view-flame .legend nav"));
  assert.ok(path.y >= closed.y + 100, "the path stands below them");
  await page.getByRole("button", { name: "Legend" }).click();
  await until(async () => (await place(chart)).y === opened.y, "it is back");
  await check();
});

test("beside the inspector a path and the legend have a line each, and the boxes stay where they are", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const chart = page.locator("#view-flame .chart");
  const { y } = await place(chart);
  await chart.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await page.locator("#view-flame .legend nav b").waitFor();
  await page.locator("#inspector .figures").first().waitFor();
  const [path, first, beside] = [
    await place(page.locator("#view-flame .legend nav")),
    await place(page.locator("#view-flame .legend .package").first()),
    await place(page.locator("#inspector")),
  ];
  assert.ok(path.x + path.width <= beside.x, "the path ends before the inspector");
  assert.ok(first.width > 40 && first.y > path.y + path.height, "the packages are below");
  assert.equal((await place(chart)).y, y);
  await check();
});

test("on a phone the legend is behind its button", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.setViewportSize({ width: 375, height: 740 });
  const first = page.locator("#view-flame .legend .package").first();
  await until(async () => !(await first.isVisible()), "it takes no room");
  await page.getByRole("button", { name: "Legend" }).click();
  await until(() => first.isVisible(), "it lies on the graph");
  await check();
});

test("the line above says what of a box is its own", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=flame&pivot=shop.example/search/rank.dot");
  const [[flat, share, , cum, cumShare, name]] = rowsOf("cpu.top");
  await press(page, "ArrowDown", "ArrowUp");
  assert.equal(await boxName(page), name);
  const now = page.locator("#view-flame .now");
  await until(async () => (await text(now)).includes("own"), "its weight is said");
  assert.equal(await text(now), `${name}: ${cum} (${cumShare}), ${flat} (${share}) of its own`);
  await check();
});

test("rows of a shallow graph are high, and stay as high while it is zoomed", async () => {
  const opened = await site.openPage("?view=flame");
  const { page, drop, check } = opened;
  await page.setViewportSize({ width: 1280, height: 1400 });
  await drop(["heap-1.pb.gz"]);
  await painted(page);
  const height = async () => (await place(page.locator("#view-flame .sizer"))).height;
  const whole = await height();
  assert.equal(whole % 28, 0, `${whole} px are rows of 28`);
  await page.locator("#view-flame .chart").focus();
  await press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Enter");
  await until(async () => (await crumbs(page)).length === 3, "it is zoomed");
  assert.equal((await height()) % 28, 0);
  await check();
});

test("a zoom stays that came while the picture before it was on its way", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator("#view-flame .chart").focus();
  await press(page, "ArrowDown", "ArrowDown");
  const resume = await stall(page);
  // The same boxes in another width are asked for.
  await page.setViewportSize({ width: 1100, height: 800 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await press(page, "Enter");
  await resume();
  await until(async () => (await crumbs(page)).length === 2, "it is zoomed");
  assert.equal((await address(page)).match(/zoom=/g)?.length, 2);
  await check();
});

test("the picture is all of the graph, with its text as text and what stands above it", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=flame&f=rank&q=dot");
  await page.setViewportSize({ width: 800, height: 500 });
  /** @param {string} kind */
  const saved = async (kind) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#view-flame").getByRole("button", { name: kind }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const { name, bytes } = await saved("SVG");
  assert.equal(name, "cpu-flame.svg");
  const svg = bytes.toString();
  assert.ok(svg.includes("The cpu profile of search"), "the sentence");
  assert.ok(svg.includes("from the root · focus=rank · search dot"), "what is shown");
  assert.match(svg, /<text [^>]*fill="#fff"[^>]*>[^<]*rank\.dot<\/text>/);
  const wellFormed = await (await besides(page)).evaluate((svg) => {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    return parsed.querySelector("parsererror") ? "" : parsed.documentElement.localName;
  }, svg);
  assert.equal(wellFormed, "svg");
  const png = await saved("PNG");
  assert.equal(png.name, "cpu-flame.png");
  assert.deepEqual(
    [...png.bytes.subarray(1, 4)],
    [..."PNG"].map((c) => c.charCodeAt(0)),
  );
  assert.equal(png.bytes.readUInt32BE(16), 3200, "twice as sharp");
  await check();
});

test("filters and sample types hold here, too", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=flame&flame=leaf");
  await press(page, "ArrowDown");
  const before = await box(page);
  const name = await boxName(page);
  await addFilter(page, "ignore", name.replace(/[.*()]/g, "\\$&"));
  await page.getByRole("tab", { name: /Top/ }).click();
  const [first] = await topRows(page);
  await page.getByRole("tab", { name: /Flame/ }).click();
  await page.locator("#view-flame .chart").focus();
  const wanted = first[5].replace(/ \((partial-)?inline\)$/, "");
  if ((await boxName(page)) === "All stacks") await press(page, "ArrowDown");
  const label = await box(page);
  assert.ok(
    label.startsWith(`${wanted}, `) && label.includes(` (${first[1]})`),
    `the widest box is ${wanted} with ${first[1]}, not ${label}`,
  );
  assert.notEqual(await box(page), before);
  await check();
});

for (const [where, filter, says] of /** @type {const} */ ([
  ["", "nothing_at_all", /focus/],
  [
    `&pivot=${DOT}`,
    "mallocgc",
    /^No stack has shop\.example\/search\/rank\.dot any more\.\s+Remove focus=mallocgc\s*$/,
  ],
]))
  test(`what a filter has emptied comes back without it${where && ", also around a function"}`, async () => {
    const { page, drop, check } = await site.openPage(`?view=flame${where}&f=${filter}`);
    await drop(["cpu.pb.gz"]);
    const none = page.locator("#view-flame .none");
    await expectSoon(async () => Boolean((await text(none)).trim()), true, "nothing is left");
    assert.match(await text(none), says);
    await page.locator("#filters").getByRole("button", { name: "Remove focus" }).click();
    await painted(page);
    assert.equal((await text(none)).trim(), "");
    await page.locator("#view-flame .chart").focus();
    assert.match(
      await box(page),
      where ? /^shop\.example\/search\/rank\.dot, 3\.02s \(54\.03%\)/ : /^All stacks, 5\.59s/,
    );
    assert.ok((await place(page.locator("#view-flame .chart"))).height > 300, "it has all of its room");
    await check();
  });

test("the canvas follows the theme, by the page's button and the system's", async () => {
  const { page, check } = await open(["cpu.pb.gz"], `?view=flame`);
  const inks = async () => {
    await settled(page);
    return page
      .locator("#view-flame .chart canvas")
      .evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  };
  const light = await inks();
  await page.locator("#theme").dispatchEvent("click");
  await page.locator("#theme").dispatchEvent("click");
  await until(async () => (await inks()) !== light, "dark by the button");
  await page.locator("#theme").dispatchEvent("click");
  await until(async () => (await inks()) === light, "light again");
  await page.emulateMedia({ colorScheme: "dark" });
  await until(async () => (await inks()) !== light, "dark by the system");
  await check();
});

test("in a comparison boxes say both weights, and the width can leave the base out", async () => {
  const { page, drop, check } = await open(["heap-1.pb.gz"]);
  await drop(["heap-2.pb.gz"]);
  await compare(page);
  const both = page.getByRole("button", { name: "Both" });
  await both.waitFor();
  await page.locator("#view-flame .chart").focus();
  assert.match(await box(page), /10\.54MB before, 38\.57MB after/);
  assert.match(await box(page), /\+28\.03MB \(\+[\d.]+% of the base's total\)/, "its share has a sign, too");
  await page.getByRole("button", { name: "New only" }).click();
  assert.equal(await attribute(both, "aria-pressed"), "false", "the base is left out");
  await check();
});

test("the boxes fit a small screen", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.setViewportSize({ width: 375, height: 740 });
  assert.ok(
    (await place(page.locator("#view-flame .chart canvas"))).width < 375,
    "the canvas is as wide as the window",
  );
  assert.ok((await place(page.locator("#view-flame .chart"))).height > 100, "there is room for it");
  await check();
});
