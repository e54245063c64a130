// The call graph: pprof's nodes and edges in the drawing, and a way through it for every hand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { addFilter, besides, chips, count, fits, place, pressTab, query, text, topReady, until } from "./desk.mjs";
import { golden } from "./golden.mjs";
import { DOT, drawn, nodes, nodesOf, openGraph, said, transform } from "./graphs.mjs";
import { start } from "./harness.mjs";
import { HOSTILE, profileOf } from "../profiles.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {Parameters<typeof openGraph>[1]} profiles @param {string} [where] */
const open = (profiles, where) => openGraph(site, profiles, where);

test("the nodes are those of pprof's dot, and Graphviz is loaded for them and not before", async () => {
  const { page, drop, requests, check } = await site.openPage("?labels=1&n=80");
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const loaded = () => requests.some((url) => url.includes("graph-worker"));
  assert.ok(!loaded());
  await pressTab(page, "Graph");
  await drawn(page);
  assert.ok(loaded());
  const expected = nodesOf(golden("cpu.dot"));
  assert.ok(expected.length > 20);
  assert.deepEqual((await nodes(page)).sort(), expected.sort());
  const edges = golden("cpu.dot").match(/^N\d+ -> N\d+ \[/gm) ?? [];
  const labels = golden("cpu.dot").match(/^NN?\d+(_\d+)+ -> |^N\d+ -> NN?\d+_/gm) ?? [];
  assert.equal(await count(page.locator("#view-graph g.edge")), edges.length + labels.length);
  assert.match(
    await text(page.locator("#view-graph .facts")),
    /Showing nodes accounting for 4\.74s, 84\.79% of 5\.59s total/,
  );
  await check();
});

test("a click selects, and what is not next to it steps back", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator(`#view-graph g.node[data-fn="${DOT}"]`).click();
  await until(async () => (await query(page)).sel === DOT, "it is selected");
  await page.locator("#inspector h2", { hasText: "dot" }).waitFor();
  assert.equal(await count(page.locator("#view-graph g.node.selected")), 1);
  assert.ok((await count(page.locator("#view-graph g.edge.near"))) > 1);
  // A drag is no click.
  await page.keyboard.press("Escape");
  const before = await transform(page);
  const node = await place(page.locator(`#view-graph g.node[data-fn="${DOT}"]`));
  await page.mouse.move(node.x + node.width / 2, node.y + node.height / 2);
  await page.mouse.down();
  await page.mouse.move(node.x + 80, node.y + 40, { steps: 4 });
  await page.mouse.up();
  assert.notEqual(await transform(page), before);
  assert.equal((await query(page)).sel, undefined, "the node under it is not selected");
  await check();
});

test("wheel, buttons and keys zoom, and 0 fits the drawing again", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  await page.locator("#view-graph .stage").focus();
  await page.keyboard.press("0");
  const whole = await transform(page);
  const zoom = async () => Number(/scale\(([\d.]+)/.exec(await transform(page))?.[1]);
  const fitted = await zoom();
  const stage = await place(page.locator("#view-graph .stage"));
  await page.mouse.move(stage.x + 300, stage.y + 200);
  await page.mouse.wheel(0, -200);
  await until(async () => (await zoom()) > fitted * 1.3, "the wheel zooms");
  await page.getByRole("button", { name: "Farther" }).click();
  await page.locator("#view-graph .stage").focus();
  const before = await zoom();
  await page.keyboard.press("=");
  assert.ok((await zoom()) > before * 1.2, "= zooms");
  await page.keyboard.press("0");
  assert.equal(await transform(page), whole);
  await check();
});

test("by keys alone: along the heaviest calls, aside, and near; each says its weights and whom it calls", async () => {
  const { page, check } = await open(["cpu.pb.gz"], `?view=graph&n=80&labels=1&sel=${DOT}`);
  await page.locator("#view-graph .stage").focus();
  assert.match(
    await said(page),
    /^shop\.example\/search\/rank\.dot; 1\.94s \(34\.70%\) of 3\.02s \(54\.03%\); calls shop\.example\/search\/rank\.product 0\.96s \(inline\), runtime\.asyncPreempt 0\.12s; called by shop\.example\/search\/rank\.cosine 2\.20s/,
  );
  await page.keyboard.press("ArrowDown");
  await until(
    async () => (await query(page)).sel === "shop.example/search/rank.product",
    "down leads to the heaviest callee",
  );
  assert.match(await said(page), /^shop\.example\/search\/rank\.product; .*called by shop\.example\/search\/rank\.dot/);
  await page.keyboard.press("ArrowUp");
  await until(async () => (await query(page)).sel === DOT, "up leads back to the caller");
  await page.keyboard.press("ArrowUp");
  await until(async () => (await query(page)).sel === "shop.example/search/rank.cosine", "and to its heaviest");
  const before = await transform(page);
  await page.keyboard.press("Enter");
  assert.notEqual(await transform(page), before);
  await page.keyboard.press("f");
  await until(async () => (await chips(page)).some((chip) => chip.startsWith("focus")), "f focuses on it");
  await check();
});

test("the number of nodes is pprof's nodecount, filters hold, and call_tree is a switch", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph&labels=1&n=80");
  const all = (await nodes(page)).length;
  await page.getByRole("button", { name: "20", exact: true }).click();
  await until(async () => (await query(page)).n === "20", "nodecount is in the address");
  await until(async () => (await nodes(page)).length < all, "there are fewer nodes");
  await page.getByRole("button", { name: "80", exact: true }).click();
  await until(async () => (await nodes(page)).length === all, "80 is pprof's own number");
  assert.equal((await query(page)).n, "80");
  const same = async (/** @type {string} */ name) =>
    JSON.stringify((await nodes(page)).sort()) === JSON.stringify(nodesOf(golden(name)).sort());
  await page.fill("#view-graph .count input", "10");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Call tree" }).click();
  await until(() => same("cpu.dot.call_tree.nodecount=10"), "each way to a function has a node");
  await page.getByRole("button", { name: "Call tree" }).click();
  await page.fill("#view-graph .count input", "12");
  await page.keyboard.press("Enter");
  await until(async () => (await query(page)).n === "12", "the number is taken");
  await addFilter(page, "hide", "runtime");
  await until(() => same("cpu.dot.hide=runtime.nodecount=12"), "the filter holds");
  await addFilter(page, "focus", "nosuchfunction");
  await page.locator("#view-graph .none", { hasText: /\w/ }).waitFor();
  assert.equal(await count(page.locator("#view-graph g.node")), 0);
  await check();
});

test("a search marks the nodes that match, and says how many", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph&labels=1&n=80");
  await page.fill("#search", "(?i)RANK\\.");
  const wanted = nodesOf(golden("cpu.dot")).filter(([name]) => name.includes("rank.")).length;
  assert.equal(await count(page.locator("#view-graph g.match")), wanted, "the nodes are marked");
  assert.match(await text(page.locator("#tabs .found")), new RegExp(`^${wanted} of `));
  // The expression is Go's.
  await page.fill("#search", "(?P<package>rank)\\.(?U:.*)\\z");
  await until(async () => (await count(page.locator("#view-graph g.match"))) === wanted, "Go's expressions are read");
  await page.fill("#search", "rank(");
  await page
    .locator("#search-error", { hasText: "this is no regular expression: a parenthesis is open at its end (rank()" })
    .waitFor();
  await page.fill("#search", "");
  assert.equal(await count(page.locator("#view-graph g.missed")), 0, "without a search, none is missed");
  await check();
});

test("the menu's Show in leads to the box of a function", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.locator("#view-top .body .row").first().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Graph", exact: true }).click();
  await page.locator(`#view-graph g.node.selected[data-fn="${DOT}"]`).waitFor();
  const [box, stage] = [
    await place(page.locator("#view-graph g.node.selected")),
    await place(page.locator("#view-graph .stage")),
  ];
  assert.ok(
    box.x >= stage.x &&
      box.x + box.width <= stage.x + stage.width &&
      box.y >= stage.y &&
      box.y + box.height <= stage.y + stage.height,
    "it is in sight",
  );
  await page.locator("#view-graph g.node.selected").click({ button: "right" });
  await page.locator("#menu .about", { hasText: "dot" }).waitFor();
  await check();
});

test("what is drawn is saved as SVG, with what it is of above it, and as PNG", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph&n=20");
  const save = async (/** @type {string} */ name) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const svg = await save("SVG");
  assert.match(svg.name, /\.svg$/);
  const text = svg.bytes.toString();
  assert.ok(text.includes("</svg>") && text.includes("Type: cpu") && text.includes("of 3.02s"));
  assert.ok(
    text.includes("Showing top 20 nodes out of 105") && !text.includes("class=") && !text.includes("phase:rank"),
  );
  // What calls weigh stands on paper, whatever line passes below it.
  const calls = [...text.matchAll(/<text[^>]*paint-order="stroke"[^>]*>([^<]*)</g)].map((match) => match[1]);
  assert.deepEqual(calls.sort(), (await page.locator("#view-graph g.said text").allTextContents()).sort());
  const png = await save("PNG");
  assert.match(png.name, /\.png$/);
  assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
  const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
  const points = /width="(\d+)pt" height="(\d+)pt"/.exec(text)?.slice(1).map(Number) ?? [];
  assert.ok(width > points[0] && height > points[1], `${width} x ${height} for ${points} points`);
  await check();
});

test("whatever names and labels say, they are drawn as text, searched, and chosen", async () => {
  const samples = Object.values(HOSTILE).map((name, i) => ({
    stack: ["main", name],
    value: i + 1,
    labels: { key: name },
  }));
  const { page, check } = await open([{ name: "hostile.pb", bytes: profileOf(samples) }], "?view=graph&labels=1&n=80");
  const texts = Object.values(HOSTILE).filter((name) => typeof name === "string" && name);
  const drawnNames = new Set((await nodes(page)).map(([name]) => name));
  for (const name of texts) assert.ok(drawnNames.has(String(name)), JSON.stringify(name.slice(0, 50)));
  const lines = await page.locator("#view-graph g.node.label text").allTextContents();
  for (const line of ['key:say "hi"', "key:C:\\new\\lines\\", "key:before\ufffdbehind", "key:first second\ufffd third"])
    assert.ok(lines.includes(line), `${line} is not among ${lines.join(" | ")}`);
  const kinds = await page
    .locator("#view-graph .stage > svg *")
    .evaluateAll((all) => [...new Set(all.map((e) => e.localName))].sort());
  assert.deepEqual(kinds, ["g", "path", "polygon", "polyline", "text"]);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hurt), undefined);
  const longest = await page
    .locator("#view-graph g.node text")
    .evaluateAll((all) => Math.max(...all.map((e) => e.textContent?.length ?? 0)));
  assert.ok(longest <= 50, `a line of ${longest} characters`);

  await page.fill("#search", "y{1000}");
  await until(async () => (await page.locator("#view-graph g.match").count()) === 1, "the whole name is searched");
  assert.match((await page.locator("#tabs .found").textContent()) ?? "", /^1 of \d+ nodes · flat 15 \(7/);
  await page.fill("#search", "");
  await page.locator("#view-graph .stage").focus();
  await page.keyboard.press("ArrowUp");
  await until(async () => (await query(page)).sel === "main", "up leads to the caller");
  await page.locator("#view-graph g.node.selected text", { hasText: "main" }).waitFor();
  // The name without letters is the last one, and each weighs as much as its number.
  const [last, all] = [samples.length, samples.reduce((sum, { value }) => sum + value, 0)];
  assert.match(await said(page), new RegExp(`^main; 0 of ${all} \\(100%\\); calls <unknown> ${last}, `));
  for (const name of [HOSTILE.HTML, HOSTILE["a double quote"], HOSTILE["10,000 characters"]]) {
    await page
      .locator("#view-graph g.node[data-fn]")
      .evaluateAll(
        (all, name) =>
          all
            .find((e) => /** @type {SVGElement} */ (e).dataset.fn === name)
            ?.dispatchEvent(new MouseEvent("click", { bubbles: true })),
        name,
      );
    await until(async () => (await query(page)).sel === name, "it is chosen");
    assert.ok((await said(page)).startsWith(String(name).slice(0, 100)));
  }
  await check();
});

test("a picture is saved whole, however long names are and whatever labels say", async () => {
  const samples = Array.from({ length: 70 }, (_, i) => ({
    stack: ["main", `f${i}${"y".repeat(16_000)}`],
    value: 1 + (i % 5),
    labels: { key: '"<&' },
  }));
  const { page, check } = await open([{ name: "long.pb", bytes: profileOf(samples) }], "?view=graph&n=300&labels=1");
  const drawn = (await nodes(page)).length;
  assert.equal(drawn, samples.length + 1);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "SVG", exact: true }).click(),
  ]);
  const svg = readFileSync(await download.path(), "utf8");
  const [titles, labels] = await (await besides(page)).evaluate((svg) => {
    const picture = new DOMParser().parseFromString(svg, "image/svg+xml");
    const texts = (/** @type {string} */ what) => [...picture.querySelectorAll(what)].map((e) => e.textContent ?? "");
    return [texts("title"), texts("text").filter((text) => text.startsWith("key:"))];
  }, svg);
  assert.equal(titles.filter((title) => title.length > 16_000).length, samples.length, "names are whole");
  assert.equal(labels.length, samples.length);
  assert.ok(labels.every((label) => label === 'key:"<&'));
  await check();
});

test("a layout that takes its time can be stopped, and leaves the page alone", async () => {
  const { page, drop, check } = await site.openPage("?view=graph&trim=false&n=2000");
  // As long as Graphviz is on its way, there is nothing but waiting: it comes when the test says so.
  let come = () => {};
  const comes = new Promise((resolve) => (come = () => resolve(undefined)));
  await page.route("**/graph-worker-*.js", async (route) => (await comes, route.continue().catch(() => {})));
  await drop(["cpu.pb.gz"]);
  await page.locator("#view-graph .none", { hasText: /Laying out \d+ nodes/ }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator("#view-graph .none", { hasText: "stopped" }).waitFor();
  come();
  await pressTab(page, "Top");
  await topReady(page);
  await pressTab(page, "Graph");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "20", exact: true }).click();
  await drawn(page);
  await check();
});

for (const width of [375, 768, 2560]) {
  test(`at ${width} pixels nothing overflows, and the drawing has room`, async () => {
    const { page, check } = await open(["cpu.pb.gz"]);
    await page.setViewportSize({ width, height: 800 });
    assert.ok(await fits(page));
    for (const tab of await page.getByRole("tab").all()) {
      const box = await place(tab);
      assert.ok(box.x >= 0 && box.x + box.width <= width, `${await tab.textContent()} is in sight`);
    }
    const stage = await place(page.locator("#view-graph .stage"));
    assert.ok(stage.width <= width && stage.height >= 140);
    await check();
  });
}
