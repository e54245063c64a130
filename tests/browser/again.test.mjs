// A link, or a reload, keeps how the page stands and not the profile: the page says which file that was, and goes on when it is dropped.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chips, query, settled, text, texts, topReady, until } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** The first twelve digits of the SHA-256 of a file. @param {string} name */
const digest = (name) =>
  createHash("sha256")
    .update(readFileSync(testdata(name)))
    .digest("hex")
    .slice(0, 12);
/** @param {string} name */
const mark = (name) => `${name}~${readFileSync(testdata(name)).length}~${digest(name)}`;
const hash = (/** @type {Page} */ page) => page.evaluate(() => decodeURIComponent(location.hash));
const role = async (/** @type {Page} */ page, /** @type {string} */ name) => (
  await settled(page), page.locator(`select[aria-label="Role of ${name}"]`).inputValue()
);
const wanted = async (/** @type {Page} */ page) => (await text(page.locator("#wanted"))).replace(/\s+/g, " ").trim();

test("a reload says what the link is a view of, and the same file brings it back without a word", async () => {
  const { page, drop, check } = await site.openPage("?f=rank&view=flame");
  assert.equal(
    await (await page.locator("#wanted p").waitFor(), wanted(page)),
    "This link is a view (Flame, focus=rank) of a profile that it does not name: drop it to continue.",
  );
  await drop(["cpu.pb.gz"]);
  await page.locator("#flame-box:not(:empty)").waitFor();
  await until(async () => (await hash(page)) === `#of=${mark("cpu.pb.gz")}`, "the address names the file");
  assert.equal(await page.getByRole("button", { name: "Undo" }).isDisabled(), true, "which is no step");
  await page.reload();
  await page.locator("#wanted b").waitFor();
  const size = `${Math.round(readFileSync(testdata("cpu.pb.gz")).length / 1024)}`;
  const said = await wanted(page);
  assert.match(said, /^This link is a view \(Flame, focus=rank\) of cpu\.pb\.gz \(/);
  assert.ok(said.includes(digest("cpu.pb.gz")) && said.includes(size), said);
  await drop(["cpu.pb.gz"]);
  await page.locator("#flame-box:not(:empty)").waitFor();
  assert.deepEqual(await chips(page), ["focus rank"]);
  assert.deepEqual(await texts(page.locator(".notice")), []);
  await check();
});

test("another file is said to be one, and opens all the same", async () => {
  const { page, drop, check } = await site.openPage(`?view=traces#of=${mark("cpu.pb.gz")}`);
  await drop([{ name: "cpu.pb.gz", bytes: readFileSync(testdata("heap-1.pb.gz")) }]);
  await page.locator("#view-traces .body .row").first().waitFor();
  const note = page.locator(".notice.note", { hasText: "another file of that name" });
  await note.waitFor();
  assert.ok((await text(note)).includes(digest("heap-1.pb.gz")));
  await until(async () => (await hash(page)).includes(digest("heap-1.pb.gz")), "the address names what is shown");
  await check();
});

test("the file that a link names takes the view when it comes behind another one", async () => {
  const { page, drop, check } = await site.openPage(`?view=flame&f=rank#of=${mark("cpu.pb.gz")}`);
  await drop(["heap-1.pb.gz"]);
  const note = page.locator(".notice.note", { hasText: "heap-1.pb.gz is another file" });
  await note.waitFor();
  await drop(["cpu.pb.gz"]);
  await until(async () => (await hash(page)) === `#of=${mark("cpu.pb.gz")}`, "the address names it");
  await page.locator("#flame-box:not(:empty)").waitFor();
  assert.deepEqual(await chips(page), ["focus rank"]);
  assert.deepEqual(await texts(page.locator("#notices .notice")), []);
  assert.equal(await page.getByLabel("Role of cpu.pb.gz").inputValue(), "source");
  assert.equal(await page.getByLabel("Role of heap-1.pb.gz").inputValue(), "off");
  // Whoever has closed the word about the link has another wish.
  await page.goto(`${page.url().split("?")[0]}?view=top#of=${mark("cpu.pb.gz")}`);
  await page.reload();
  await drop(["heap-1.pb.gz"]);
  await note.waitFor();
  await note.getByRole("button").first().click();
  await drop(["cpu.pb.gz"]);
  await page.locator("#tray .profile").nth(1).waitFor();
  await settled(page);
  assert.equal(await page.getByLabel("Role of heap-1.pb.gz").inputValue(), "source");
  await check();
});

test("both files of a comparison make it again, together or one after the other", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["heap-1.pb.gz"]);
  await topReady(page);
  await drop(["heap-2.pb.gz"]);
  await page.getByRole("button", { name: /^Compare/ }).click();
  const both = `#of=${mark("heap-1.pb.gz")}~diff_base&of=${mark("heap-2.pb.gz")}`;
  await until(async () => (await hash(page)) === both, "the address names both");
  await page.reload();
  await page.locator("#wanted b").first().waitFor();
  assert.match(await wanted(page), /of heap-2\.pb\.gz \(.*\) against heap-1\.pb\.gz \(.*\): drop them to continue\.$/);
  await drop(["heap-2.pb.gz", "heap-1.pb.gz"]);
  await page.locator("#view-top.diff").waitFor();
  await settled(page);
  assert.deepEqual(await texts(page.locator(".notice.offer")), []);
  const sent = await hash(page);
  await page.reload();
  await drop(["heap-2.pb.gz"]);
  const missing = page.locator(".notice.note", {
    hasText: /^\s*The link is about heap-1\.pb\.gz .*drop it to continue/,
  });
  await missing.waitFor();
  // The address is still that of both, whatever is done meanwhile, so that a reload waits for both again.
  await page.locator("#view-top .body .row").first().click();
  await until(async () => (await query(page)).sel !== undefined, "a step is made");
  assert.equal(await hash(page), sent);
  await page.reload();
  await page.locator("#wanted b").nth(1).waitFor();
  await drop(["heap-1.pb.gz"]);
  await page.locator(".notice.note", { hasText: "The link is about heap-2.pb.gz" }).waitFor();
  await drop(["heap-2.pb.gz"]);
  await page.locator("#view-top.diff").waitFor();
  // In whatever order they came.
  const named = (/** @type {string} */ of) => of.slice(1).split("&").sort().join();
  await until(async () => named(await hash(page)) === named(sent), "it stands as it was sent");
  assert.match(await text(page.locator(".sentence")), /changed from 10\.54MB .* to 38\.57MB/);
  assert.deepEqual(await texts(page.locator("#notices .notice")), [], "nothing is missing any more");
  // Another file is none of them: then the address is of what is shown.
  await page.reload();
  await drop(["heap-2.pb.gz"]);
  await missing.waitFor();
  await drop(["cpu.pb.gz"]);
  await page
    .locator(".notice.note", { hasText: /The link is a view of heap-1\.pb\.gz .* cpu\.pb\.gz is another file/ })
    .waitFor();
  assert.equal(await missing.count(), 0);
  await until(async () => (await hash(page)) === `#of=${mark("heap-2.pb.gz")}`, "of what is shown");
  await check();
});

test("a page that is no view says nothing, nor does one whose profiles are links", async () => {
  for (const where of ["", "?utm_source=x", "?profile=samples/cpu.pb.gz&view=traces"]) {
    const { page, check } = await site.openPage(where);
    await page
      .locator(where.includes("profile") ? "#view-traces .body .row" : "#choose")
      .first()
      .waitFor();
    await settled(page);
    assert.equal(await page.locator("#wanted p").count(), 0, where);
    assert.equal(await hash(page), "");
    if (where) assert.ok(await query(page));
    await check();
  }
});

test("the file of a link is shown in its view, whatever comes along with it and in which order", async () => {
  const where = `?view=flame&f=Rule#of=${mark("heap-2.pb.gz")}`;
  for (const files of [
    ["heap-1.pb.gz", "heap-2.pb.gz"],
    ["cpu.pb.gz", "heap-1.pb.gz", "heap-2.pb.gz"],
  ]) {
    const { page, drop, check } = await site.openPage(where);
    await drop(files);
    await page.locator(".notice, .offer").first().waitFor();
    await until(async () => (await role(page, "heap-2.pb.gz")) === "source", files.join());
    assert.equal(await hash(page), `#of=${mark("heap-2.pb.gz")}`);
    assert.deepEqual([(await query(page)).view, await chips(page)], ["flame", ["focus Rule"]]);
    for (const other of files.slice(0, -1)) assert.equal(await role(page, other), "off", other);
    await check();
    await page.close();
  }
});

test("a third file that comes along with the two of a comparison is off, which is said", async () => {
  const both = `#of=${mark("heap-1.pb.gz")}~diff_base&of=${mark("heap-2.pb.gz")}`;
  const { page, drop, check } = await site.openPage(`?view=top${both}`);
  await drop(["cpu.pb.gz", "heap-1.pb.gz", "heap-2.pb.gz"]);
  const said = page.locator(".notice", { hasText: "in the tray" });
  await said.waitFor();
  assert.match(
    (await text(said)).trim(),
    /^cpu\.pb\.gz is in the tray and off: the link is a view of heap-1\.pb\.gz and heap-2\.pb\.gz\./,
  );
  const roles = ["cpu.pb.gz", "heap-1.pb.gz", "heap-2.pb.gz"].map((name) => role(page, name));
  assert.deepEqual(await Promise.all(roles), ["off", "diff_base", "source"]);
  assert.equal(await hash(page), both);
  assert.equal(await page.locator(".notice.error").count(), 0);
  await check();
});
