// Two profiles before and after they are compared: what the page says of them first is what stands there then, and what cannot be is not offered.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { count, settled, text, texts, topReady, until } from "./desk.mjs";
import { profileOf } from "../profiles.mjs";
import { start } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

test("what is said of two profiles is what their comparison says, and leads to its row", async () => {
  for (const files of [
    ["cpu.pb.gz", "cpu-2.pb.gz"],
    ["heap-1.pb.gz", "heap-2.pb.gz"],
  ]) {
    const { page, drop, check } = await site.openPage();
    await drop(files);
    const told = page.locator(".offer .told");
    await told.filter({ hasText: "the largest changes are in" }).waitFor();
    const said = (await text(told)).replace(/\s+/g, " ");
    assert.doesNotMatch(said, /cores|Look at/);
    const [name, number] = (await texts(told.locator(".link"))).filter((t) => !/^[+-]?[\d.]+\w+$/.test(t));
    await told.getByText(number, { exact: true }).first().click();
    const row = page.locator("#view-top.compared .row.selected");
    await row.waitFor();
    assert.ok((await text(row)).includes(name.slice(name.lastIndexOf("/") + 1)), `${await text(row)} has ${name}`);
    assert.ok((await text(row)).includes(number.slice(1, -1)), `${await text(row)} has ${number}`);
    // The sentence of the comparison is the one that was read.
    const sentence = await page.locator(".sentence").evaluate((all) => all.textContent ?? "");
    assert.ok(sentence.includes(number), sentence);
    await check();
  }
});

test("on a phone the notice of two profiles says what changed without being unfolded, and nothing twice when it is", async () => {
  for (const [files, answer] of /** @type {[string[], RegExp][]} */ ([
    [["heap-1.pb.gz", "heap-2.pb.gz"], /10\.54MB → 38\.57MB, \+28\.03MB; largest in reflect\.growslice/],
    [["goroutine-1.pb.gz", "goroutine-2.pb.gz"], /a difference, not a trend: \+162 goroutines \(68 → 230\)/],
  ])) {
    const { page, drop, check } = await site.openPage("", { viewport: { width: 375, height: 800 } });
    await drop(files);
    await topReady(page);
    const brief = page.locator(".notice.drop summary .brief");
    await brief.filter({ hasText: answer }).waitFor();
    const drawn = /** @type {{height: number}} */ (await brief.boundingBox());
    assert.ok(drawn.height > 15 && drawn.height < 50, `one or two lines: ${drawn.height}`);
    await page.locator(".notice.drop summary").click();
    await page.locator(".notice.drop .told").waitFor();
    assert.ok(await brief.isHidden());
    await check();
  }
});

test("of a difference the number of the trend is in the row that it leads to, which is selected and in sight", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await topReady(page);
  await page.locator("#tab-trend").click();
  const number = page.locator("#view-trend .verdict .link", { hasText: /^[+-]/ }).nth(1);
  const said = await text(number);
  await number.click();
  const row = page.locator("#view-trend .body .row.selected:visible");
  await row.waitFor();
  assert.ok((await texts(row.locator(":scope > *"))).includes(said), `${await text(row)} has ${said}`);
  assert.equal(await count(page.locator('#view-trend .segments [aria-pressed="true"]', { hasText: "Lines" })), 1);
  await check();
});

test("who waits is not compared with who lets wait: the tray says why, and where a link does it the sentence names both", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["block.pb.gz", "mutex.pb.gz"]);
  await topReady(page);
  const role = page.getByLabel("Role of mutex.pb.gz");
  for (const base of ["base", "diff_base"]) {
    const option = role.locator(`option[value=${base}]`);
    assert.ok(await option.isDisabled());
    assert.match((await option.textContent()) ?? "", /one is of who waits, the other of who lets others wait/);
  }
  // As an old link would.
  await role.evaluate((/** @type {HTMLSelectElement} */ all) => {
    all.value = "diff_base";
    all.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.locator("#view-top.compared").waitFor();
  const sentence = await page.locator(".sentence").evaluate((all) => all.textContent ?? "");
  assert.match(sentence, /block profile .* has .*, the mutex profile .*no change/);
  assert.doesNotMatch(sentence, / changed from /);
  await check();
});

test("beside a table the flame graph of a comparison says both sides, as the flame graph itself does", async () => {
  const { page, drop, check } = await site.openPage("", { viewport: { width: 1920, height: 1000 } });
  // What the canvas draws is noted.
  await page.evaluate(() => {
    const { fillText } = CanvasRenderingContext2D.prototype;
    /** @type {any} */ (window).drawn = [];
    CanvasRenderingContext2D.prototype.fillText = function (...given) {
      /** @type {any} */ (window).drawn.push(given[0]);
      return fillText.apply(this, given);
    };
  });
  await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
  await page.locator(".offer .primary").click();
  await page.locator("#view-top.compared").waitFor();
  await page.keyboard.press("Escape");
  await settled(page);
  const drawn = () => page.evaluate(() => /** @type {string[]} */ (/** @type {any} */ (window).drawn));
  await until(async () => (await drawn()).some((t) => /inuse_space .* → /.test(t)), "the root says both");
  await check();
});

test("a second click in haste on Compare does nothing more", async (t) => {
  // On a machine with much to do the second one may come too late to be of the first.
  for (let tries = 0; tries < 5; tries++) {
    const { page, drop, check } = await site.openPage();
    await drop(["heap-1.pb.gz", "heap-2.pb.gz"]);
    const compare = page.getByRole("button", { name: /^Compare: what changed/ });
    await compare.waitFor();
    await settled(page);
    const box = await compare.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.evaluate(() => {
      Object.assign(window, { clicks: [] });
      addEventListener("click", (e) => /** @type {any} */ (window).clicks.push(e.timeStamp), true);
    });
    await page.mouse.click(x, y);
    await page.locator("#view-top.compared").waitFor();
    await compare.waitFor({ state: "hidden" });
    const before = page.url();
    await page.mouse.click(x, y);
    await settled(page);
    const [one, other] = await page.evaluate(() => /** @type {any} */ (window).clicks);
    const [after, isHasty] = [page.url(), other === undefined || other - one < 450];
    await check();
    if (isHasty) return assert.equal(after, before);
  }
  t.skip("no two clicks were near enough in time");
});

test("what is copied is said in sight, for a moment", async () => {
  const { page, drop, check } = await site.openPage("", { permissions: ["clipboard-read", "clipboard-write"] });
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  const said = page.locator("#said.seen", { hasText: "Copied the link" });
  await said.waitFor();
  await page.locator("#said.seen").waitFor({ state: "detached" });
  await check();
});

test("two files whose numbers are all alike are two profiles, and one file under two names is one", async () => {
  // They say the same time, in 2006.
  const time = [9 << 3, ...Array(8).fill(0x80), 0x10];
  const pod = (/** @type {string} */ name) =>
    new Uint8Array([...profileOf([{ stack: ["main.main", name], value: 10 }]), ...time]);
  const { page, drop, check } = await site.openPage();
  await drop([{ name: "pod-a.pb", bytes: pod("main.encode") }]);
  await topReady(page);
  await drop([{ name: "pod-b.pb", bytes: pod("main.decode") }]);
  await page.locator(".offer").waitFor();
  assert.doesNotMatch(await text(page.locator("#notices")), /here already/);
  await drop([{ name: "copy.pb", bytes: pod("main.encode") }]);
  await page.locator("#notices", { hasText: "copy.pb is here already" }).waitFor();
  await check();
});
