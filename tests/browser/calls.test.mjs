// Calls: the tree of calls as a table, from the root and from the leaf.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { attribute, expectSoon, hasFocus, pressTab, query, settled, topReady, until } from "./desk.mjs";
import { golden, tracesOf } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const NOTIFY = "shop.example/orders/notify.(*Dispatcher).Notify.func1";

/** What pprof's traces weigh by their paths, from the root on or from the leaf. @param {boolean} fromLeaf @returns {Map<string, number>} */
function paths(fromLeaf) {
  const paths = new Map();
  for (const { value, frames } of tracesOf(golden("goroutine-2.traces"))) {
    const names = frames.map((name) => name.replace(/ \(inline\)$/, ""));
    if (!fromLeaf) names.reverse();
    for (let end = 1; end <= names.length; end++) {
      const path = names.slice(0, end).join("\n");
      paths.set(path, (paths.get(path) ?? 0) + Number(value));
    }
  }
  return paths;
}

/** @param {string} where */
async function open(where, files = ["goroutine-2.pb.gz"]) {
  const opened = await site.openPage(where);
  await opened.drop(files);
  await opened.page.locator("#view-calls .body .row:not(.blank)").first().waitFor();
  return opened;
}

/** The rows on screen, from the first: their paths, what leads there, and how they are said. @param {Page} page */
async function rows(page) {
  await settled(page);
  const shown = await page.locator("#view-calls .body").evaluate((body) =>
    [.../** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".row:not([hidden]):not(.blank)"))]
      .sort((a, b) => Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")))
      .map((row) => ({
        name: row.dataset.fn ?? "",
        level: Number(row.getAttribute("aria-level")),
        place: `${row.getAttribute("aria-posinset")} of ${row.getAttribute("aria-setsize")}`,
        expanded: row.getAttribute("aria-expanded"),
        cum: Number(row.querySelector(".cum")?.textContent),
        isFound: row.classList.contains("found"),
      })),
  );
  /** @type {string[]} */
  const names = [];
  return shown.map((row) => {
    names.splice(row.level - 1, names.length, row.name);
    return { ...row, path: names.join("\n") };
  });
}
/** The name and the level of the row that the keyboard is on. @param {Page} page */
async function here(page) {
  const id = await attribute(page.locator("#view-calls .grid"), "aria-activedescendant");
  const all = await page
    .locator(`#${id}`)
    .evaluate((row) => [row.dataset.fn, row.getAttribute("aria-level"), row.getAttribute("aria-expanded")]);
  return all.join(" ");
}

for (const fromLeaf of [false, true]) {
  test(`rows weigh what the traces say, from the ${fromLeaf ? "leaf" : "root"}`, async () => {
    const { page, check } = await open(`?view=calls${fromLeaf ? "&flame=leaf" : ""}`);
    assert.equal(await attribute(page.locator("#view-calls .grid"), "role"), "treegrid");
    await page.locator("#view-calls .grid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("*");
    await until(async () => (await rows(page)).filter((row) => row.level > 2).length > 2, "all below is open");
    const wanted = paths(fromLeaf);
    for (const row of await rows(page)) assert.equal(row.cum, wanted.get(row.path), row.path);
    const first = (await rows(page)).filter((row) => row.level === 1);
    const tops = [...wanted].filter(([path]) => !path.includes("\n"));
    assert.equal(first[0].place, `1 of ${tops.length}`);
    assert.equal(first[0].cum, Math.max(...tops.map(([, value]) => value)));
    await check();
  });
}

test("the arrows open and close, and d leads down the heaviest path", async () => {
  const { page, check } = await open("?view=calls&flame=leaf");
  await page.locator("#view-calls .grid").focus();
  await page.keyboard.press("Home");
  await expectSoon(() => here(page), "runtime.gopark 1 true", "what has half of everything is open");
  await page.keyboard.press("ArrowLeft");
  await expectSoon(() => here(page), "runtime.gopark 1 false", "closed");
  await page.keyboard.press("ArrowRight");
  await expectSoon(() => here(page), "runtime.gopark 1 true", "open");
  await page.keyboard.press("ArrowRight");
  await expectSoon(() => here(page), "runtime.chansend 2 false", "to the first below");
  await page.keyboard.press("ArrowLeft");
  await expectSoon(() => here(page), "runtime.gopark 1 true", "back to the one above");
  await page.keyboard.press("ArrowLeft");
  await expectSoon(() => here(page), "runtime.gopark 1 false", "closed");
  // Faster than answers come, and than anything is drawn.
  await page.locator("#view-calls .grid").evaluate((grid) => {
    for (const key of ["ArrowRight", "ArrowRight", "d"]) grid.dispatchEvent(new KeyboardEvent("keydown", { key }));
  });
  await until(async () => !(await here(page)).endsWith("true") && !(await here(page)).endsWith("false"), "at the end");
  const [end] = (await here(page)).split(" ");
  const heaviest = [...paths(true)].filter(([path]) => path.startsWith("runtime.gopark\nruntime.chansend\n"));
  assert.ok(
    heaviest.some(([path]) => path.endsWith(end)),
    end,
  );
  assert.equal((await query(page)).sel, end, "the row is selected");
  await page.keyboard.press("Enter");
  assert.ok(await hasFocus(page, "#inspector"), "Enter leads to the inspector");
  await check();
});

test("a click on the triangle opens, one on the row selects", async () => {
  const { page, check } = await open("?view=calls&flame=leaf");
  const row = page.locator("#view-calls .body .row", { hasText: "gopark" }).first();
  await row.click();
  await until(async () => (await query(page)).sel === "runtime.gopark", "it is selected");
  for (const after of ["false", "true"]) {
    assert.notEqual(await attribute(row, "aria-expanded"), after);
    await row.locator(".twist").click();
    await until(async () => (await attribute(row, "aria-expanded")) === after, `aria-expanded is ${after}`);
  }
  await page.getByRole("button", { name: "From the root" }).click();
  await until(async () => (await query(page)).flame === undefined, "the direction is in the address");
  await until(
    async () => (await rows(page)).some((row) => row.name === "runtime.gopark"),
    "the selected one is reached",
  );
  await check();
});

test("a search opens the ways to what it finds, and n goes from one to the next", async () => {
  const { page, check } = await open("?view=calls");
  await page.fill("#search", "Notify\\.func1$");
  await until(async () => (await rows(page)).some((row) => row.isFound), "a row is found");
  for (const row of await rows(page)) assert.equal(row.isFound, row.name === NOTIFY, row.name);
  await page.press("#search", "Enter");
  await page.keyboard.press("n");
  await until(async () => (await here(page)).startsWith(NOTIFY), "n goes there");
  await page.fill("#search", "Notify(");
  await page.locator("#search-error").waitFor();
  await check();
});

test("a function is reached from elsewhere, by a reload too, and what is open survives a filter", async () => {
  const { page, drop, check } = await site.openPage(`?sel=${encodeURIComponent(NOTIFY)}`);
  await drop(["goroutine-2.pb.gz"]);
  await topReady(page);
  await pressTab(page, "Calls");
  await until(async () => (await rows(page)).some((row) => row.name === NOTIFY), "its row is there");
  await until(async () => (await here(page)).startsWith(NOTIFY), "the cursor is on it");
  const before = (await rows(page)).filter((row) => row.name === NOTIFY).map((row) => row.path);
  await page.fill("#filter-value", "focus=Dispatcher");
  await page.press("#filter-value", "Enter");
  await until(async () => (await query(page)).f === "Dispatcher", "the filter is there");
  assert.deepEqual(
    (await rows(page)).filter((row) => row.name === NOTIFY).map((row) => row.path),
    before,
  );
  await check();
});

test("a comparison has before, after and the change", async () => {
  const { page, check } = await site.openPage(
    "?profile=samples/heap-2.pb.gz&diff_base=samples/heap-1.pb.gz&view=calls&flame=leaf",
  );
  await page.locator("#view-calls.compared .body .row:not(.blank)").first().waitFor();
  await settled(page);
  const first = await page
    .locator("#calls-0")
    .evaluate((row) => [...row.querySelectorAll(":scope > .side, :scope > .cum")].map((cell) => cell.textContent));
  assert.match(first.join(" "), /^\S+B \S+B \+\S+B (\+[\d.]+%|new)$/);
  await check();
});
