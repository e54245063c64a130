// What the call graph shows at first sight: as much as can be read, the selected function, and in a comparison what was before and after.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addFilter, attribute, chips, compare, count, place, query, settled, text, until } from "./desk.mjs";
import { golden } from "./golden.mjs";
import { contrasts, DOT, drawn, nodes, nodesOf, openGraph, said, sight } from "./graphs.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** @param {Parameters<typeof openGraph>[1]} profiles @param {string} [where] */
const open = (profiles, where) => openGraph(site, profiles, where);

test("a drawing that is too large to be read begins at its heaviest box, and the map leads elsewhere", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph&n=80");
  const [box, stage] = [
    await place(page.locator(`#view-graph g.node[data-fn="${DOT}"]`)),
    await place(page.locator("#view-graph .stage")),
  ];
  assert.ok(box.y > stage.y && box.y + box.height < stage.y + stage.height, "it is in sight");
  const { letters, all, some } = await sight(page);
  assert.ok(letters > 8.9 && !all && some >= 8, `${some} boxes with letters of ${letters} pixels`);
  const map = await place(page.locator("#view-graph .map"));
  assert.ok(map.x >= stage.x + stage.width, "the map lies beside the drawing");
  await page.mouse.click(map.x + map.width / 2, map.y + 2);
  assert.ok(
    (await place(page.locator(`#view-graph g.node[data-fn="${DOT}"]`))).y > box.y + 50,
    "the top of the drawing is shown",
  );
  assert.equal((await query(page)).sel, undefined);
  await page.getByRole("button", { name: "Fit" }).click();
  await page.locator("#view-graph .map").waitFor({ state: "hidden" });
  await check();
});

test("labels are boxes only if they are wanted, without a filter, and the address says so", async () => {
  const { page, check } = await open(["cpu.pb.gz"], "?view=graph&n=15");
  const labels = page.locator("#view-graph g.node.label");
  assert.equal(await count(labels), 0);
  assert.deepEqual(
    (await nodes(page)).sort(),
    nodesOf(golden("cpu.dot.taghide=..nodecount=15")).sort(),
    "all nodes are functions",
  );
  await page.getByRole("button", { name: "Labels" }).click();
  await labels.first().waitFor();
  assert.deepEqual([(await query(page)).labels, (await query(page)).th], ["1", undefined]);
  assert.deepEqual(await chips(page), ["nodecount 15"]);
  // They count for what can be read, too.
  await page.getByRole("button", { name: "Readable" }).click();
  await until(async () => (await query(page)).n === undefined, "the number is free");
  const { letters, all } = await sight(page);
  assert.ok(all && letters >= 8.9 && (await count(labels)) > 0, `${letters}`);
  await page.goBack();
  await page.goBack();
  await until(async () => (await count(labels)) === 0, "a step back takes them away");
  await check();
});

for (const [width, height] of [
  [1280, 800],
  [375, 800],
  [1920, 1080],
])
  test(`at first sight all of the drawing is there and can be read: ${width}x${height}`, async () => {
    for (const file of ["cpu.pb.gz", "heap-2.pb.gz", "goroutine-1.pb.gz"]) {
      const { page, drop, check } = await site.openPage("?view=graph", { viewport: { width, height } });
      await drop([file]);
      await drawn(page);
      const { letters, all, nodes } = await sight(page);
      assert.ok(letters >= 8.9, `${file}: ${letters} pixels`);
      assert.ok(all && nodes >= 5, `${file}: ${nodes} nodes`);
      assert.equal(await count(page.locator("#view-graph .map:visible")), 0, "a map of it would say nothing");
      const [, of] = /out of (\d+)/.exec(await text(page.locator("#view-graph .facts"))) ?? [];
      const said = page.locator("#view-graph .fewer", { hasText: `${nodes} of ${of} nodes: the heaviest` });
      assert.equal(await count(said), of ? 1 : 0, `${file}: ${nodes} of ${of}`);
      assert.equal((await query(page)).n, undefined);
      await check();
    }
  });

test("all nodes are a click away, and a number that was set is kept", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const few = (await sight(page)).nodes;
  assert.ok(few >= 16 && few < 80, `${few}`);
  await page.getByRole("button", { name: "pprof's 80" }).click();
  await until(async () => (await sight(page)).nodes === 80, "pprof's nodes are there");
  assert.equal((await query(page)).n, "80");
  assert.equal(await count(page.locator("#view-graph .fewer")), 0);
  await page.getByRole("button", { name: "Readable" }).click();
  await until(async () => (await sight(page)).nodes === few, "it is as it was");
  // With fewer of them there is room for more.
  await addFilter(page, "focus", "embed");
  await until(
    async () => (await text(page.locator("#view-graph .facts"))).includes("Active filters"),
    "it is filtered",
  );
  const { all, letters } = await sight(page);
  assert.ok(all && letters >= 8.9);
  await check();
});

test("a selected function that pprof does not draw is added with its callers and callees, and says so", async () => {
  const name = "shop.example/search/rank.shift";
  const { page, check } = await open(["cpu.pb.gz"], `?view=graph&n=5&sel=${name}`);
  const selected = page.locator("#view-graph g.node.selected");
  assert.equal(await attribute(selected, "data-fn"), name);
  assert.match(await attribute(selected, "class"), /\badded\b/);
  assert.match(
    await text(page.locator("#view-graph .fewer")),
    /shift is not among pprof's nodes: added because it is selected/,
  );
  await page.locator("#view-graph .stage").focus();
  assert.match(
    await said(page),
    new RegExp(`^${name}; .*not among pprof's nodes: added because it is selected; .*called by`),
  );
  const five = nodesOf(golden("cpu.dot.nodecount=5")).length;
  assert.ok((await nodes(page)).length > five);
  // A walk to what was added with it moves nothing.
  const before = (await nodes(page)).map(([name]) => name);
  await page.keyboard.press("ArrowUp");
  await until(async () => (await query(page)).sel !== name, "its caller is selected");
  assert.deepEqual(
    (await nodes(page)).map(([name]) => name),
    before,
  );
  assert.equal(await attribute(selected, "data-fn"), (await query(page)).sel);
  assert.equal(await count(page.locator("#view-graph g.node.cursor:not(.selected)")), 0);
  await page.keyboard.press("Escape");
  await until(async () => (await count(page.locator("#view-graph g.node.added"))) === 0, "nothing is added any more");
  await check();
});

test("a selected function that the filters leave nothing of is told, and no other one looks selected", async () => {
  const { page, check } = await open(["cpu.pb.gz"], `?view=graph&sel=${DOT}&i=rank`);
  assert.match(
    await text(page.locator("#view-graph .fewer").last()),
    /dot is not drawn: it is in no sample that the filters leave/,
  );
  await page.locator("#view-graph .stage").focus();
  assert.equal(await count(page.locator("#view-graph :is(.selected, .cursor)")), 0);
  await check();
});

test("the hottest function is drawn however few nodes can be read", async () => {
  const { page, drop, check } = await site.openPage("?view=graph");
  await drop(["cpu.pb.gz", "cpu-2.pb.gz"]);
  await compare(page);
  await page.locator(`#view-graph g.node[data-fn="${DOT}"]`).waitFor();
  assert.match(await text(page.locator("#view-graph .fewer")), /^\d+ of \d+ nodes: the largest changes/);
  // What changed most with all that it calls is there, and none of what changed by a hundredth of a second.
  const names = (await nodes(page)).join(" ");
  for (const name of ["(*Ranker).embed", "rank.cosine"]) assert.ok(names.includes(name), `${name} in ${names}`);
  assert.ok(!names.includes("doPrintf"), names);
  await check();
});

test("the same address has the same graph, whatever was there before", async () => {
  const { page, check } = await open(["cpu.pb.gz"]);
  const alone = (await nodes(page)).map(([name]) => name);
  for (const filter of ["embed", "mallocgc", "rank"]) {
    await addFilter(page, "focus", filter);
    await page.locator("#view-graph .facts", { hasText: `focus=${filter}` }).waitFor();
    await settled(page);
    await page.goBack();
    await page.locator("#view-graph .facts", { hasText: "focus" }).waitFor({ state: "detached" });
    assert.deepEqual(
      (await nodes(page)).map(([name]) => name),
      alone,
      `after ${filter}`,
    );
  }
  await check();
});

for (const [width, height] of [
  [1280, 800],
  [375, 800],
])
  test(`with a function selected all of it is there and can be read, and the same address has the same graph: ${width}x${height}`, async () => {
    const options = { viewport: { width, height } };
    const names = async (/** @type {Page} */ page) => (await nodes(page)).map(([name]) => name).join();
    const none = await openGraph(site, ["cpu.pb.gz"], "?view=graph", options);
    const alone = await names(none.page);
    await none.check();
    for (const name of ["main.run.func1", DOT]) {
      const { page, check } = await openGraph(site, ["cpu.pb.gz"], `?view=graph&sel=${name}`, options);
      const { letters, all } = await sight(page);
      // On a phone what is added may be more than can be read in whole: then it is in sight with what is beside it.
      const isIn = (/** @type {boolean} */ all) => all || width < 760;
      assert.ok(isIn(all) && letters >= 7.9, `${name}: ${letters} pixels`);
      const chosen = await names(page);
      assert.notEqual(chosen, alone);
      await page.locator("#view-graph .stage").focus();
      await page.keyboard.press("Escape");
      await until(async () => (await names(page)) === alone, `${name} is left`);
      await page.goBack();
      await until(async () => (await names(page)) === chosen, `${name} is selected again`);
      const again = await sight(page);
      assert.ok(isIn(again.all) && again.letters >= 7.9, `${name}: ${again.letters} pixels`);
      await check();
    }
  });

for (const colorScheme of /** @type {const} */ (["light", "dark"]))
  for (const [what, where] of [
    ["far from what is selected", `?view=graph&n=40&sel=${DOT}`],
    ["that a search has not found", "?view=graph&n=40&q=rank"],
    ["in a comparison", "?view=graph&n=40&sel=main.traffic"],
  ])
    test(`every box can be read, also ${what}, ${colorScheme}`, async () => {
      const files = what.includes("comparison") ? ["heap-1.pb.gz", "heap-2.pb.gz"] : ["cpu.pb.gz"];
      const { page, check } = await openGraph(site, files, where, { colorScheme });
      if (files.length > 1) await compare(page);
      await page.locator("#view-graph :is(.chosen .selected, .missed)").first().waitFor();
      const found = await contrasts(page);
      assert.ok(found.length > 60, `${found.length}`);
      const faint = found.filter(({ contrast }) => contrast < 4.5);
      assert.deepEqual(faint.slice(0, 5), []);
      await check();
    });

test("in a comparison more and less have the page's colours", async () => {
  const { page, drop, check } = await site.openPage("?view=graph");
  await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await compare(page);
  await page.locator("#view-graph .facts", { hasText: "of the 10.54MB before" }).waitFor();
  await settled(page);
  const hues = await page.locator("#view-graph g.node[data-fn]").evaluateAll((all) => [
    ...new Set(
      all
        .map((e) => /hsl\((\d+) (\d+)%/.exec(/** @type {SVGElement} */ (e).style.getPropertyValue("--stroke")))
        .filter((m) => m && Number(m[2]) > 2)
        .map((m) => m?.[1]),
    ),
  ]);
  assert.ok(hues.length > 0 && hues.every((hue) => hue === "28" || hue === "213"), `${hues}`);
  await check();
});

test("in a comparison values have signs, and boxes and calls say what was before and after", async () => {
  const { page, drop, check } = await site.openPage("?view=graph");
  await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await compare(page);
  await page.locator("#view-graph g.said text", { hasText: /^\+/ }).first().waitFor();
  await settled(page);
  const values = await page.locator("#view-graph :is(g.said, g.node:not(.label)) text").allTextContents();
  const weights = values.filter((text) => /\d(kB|MB|B)/.test(text));
  assert.ok(weights.length > 20, `${weights.length}`);
  for (const text of weights) assert.match(text, /^(0 )?(of )?[+-]\d/);
  const shares = values.join("  ").match(/.[\d.]+%/g) ?? [];
  assert.ok(shares.length > 10 && shares.every((share) => /^[+-]/.test(share)), `${shares}`);
  const tip = page.locator("#view-graph .tip");
  await page.locator('#view-graph g.node[data-fn="reflect.growslice"] text').last().hover();
  assert.equal(
    (await text(tip)).replace(/\s+/g, " ").trim(),
    "reflect.growslice beforeafter changeof what it wasflat1.63MB8.15MB+6.52MB +400.11%cum1.63MB8.15MB+6.52MB +400.11%",
  );
  await page.locator("#view-graph g.said text", { hasText: "+27.91MB" }).first().hover();
  assert.match(
    await text(tip),
    /main\.traffic.*→ .*api\.Recover\.func1.*before.*after.*change.*8\.02MB.*35\.93MB.*\+27\.91MB.*\+347\.93%/s,
  );
  // The keys lead to the same words.
  await page.locator("#view-graph .stage").focus();
  await page.keyboard.press("ArrowUp");
  await until(async () => (await query(page)).sel !== undefined, "its caller is selected");
  assert.match(await text(tip), /before/);
  assert.match(await said(page), /; cum \S+MB → \S+MB \(\+[\d.]+% of what it was\); calls .* \+\S+MB, \S+MB → \S+MB/);
  await check();
});
