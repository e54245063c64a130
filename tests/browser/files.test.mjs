// Files: how they come in, what happens to bad ones, progress and cancel.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { built, builtPath } from "./built.mjs";
import { attribute, count, expectTop, fits, paste, place, pressTab, text, texts, topReady, until } from "./desk.mjs";
import { golden, topOf } from "./golden.mjs";
import { start, testdata } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const cpu = topOf(golden("cpu.top"));

test("the start page explains itself before anything else has loaded", async () => {
  const { page, check } = await site.openPage();
  await page.getByRole("heading", { level: 1 }).waitFor();
  for (const text of ["nothing is uploaded", "curl -fo", "go test -bench", "Drop profiles anywhere"])
    assert.ok((await page.locator("#start").textContent())?.includes(text), text);
  await check();
});

test("the samples are one click away", async () => {
  const { page, check } = await site.openPage();
  await page.locator("#samples a").first().click();
  await expectTop(page, cpu.rows);
  await check();
});

test("the file picker opens", async () => {
  const { page, check } = await site.openPage();
  await page.setInputFiles("#picker", [testdata("cpu.pb.gz")]);
  await expectTop(page, cpu.rows);
  await check();
});

test("a pasted file opens", async () => {
  const { page, check } = await site.openPage();
  const base64 = readFileSync(testdata("cpu.pb.gz")).toString("base64");
  await page.evaluate((base64) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], "cpu.pb.gz"));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, base64);
  await expectTop(page, cpu.rows);
  await check();
});

test("a dropped folder opens the profiles in it, however deep, and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "proflens-folder-"));
  mkdirSync(join(folder, "yesterday"));
  copyFileSync(testdata("cpu.pb.gz"), join(folder, "cpu.pb.gz"));
  copyFileSync(testdata("heap-1.pb.gz"), join(folder, "yesterday/heap.pb.gz"));
  writeFileSync(join(folder, "notes.txt"), "buy milk\n");
  const empty = mkdtempSync(join(tmpdir(), "proflens-empty-"));
  const { page, check } = await site.openPage();
  const devtools = await page.context().newCDPSession(page);
  const drag = async (/** @type {string[]} */ files) => {
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"]))
      await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  };
  try {
    await drag([folder]);
    await until(async () => (await count(page.locator(".profile"))) === 2, "both profiles are open");
    assert.deepEqual((await texts(page.locator(".profile b"))).sort(), ["cpu.pb.gz", "heap.pb.gz"]);
    assert.equal(await count(page.locator(".notice.error")), 0);
    await drag([empty]);
    await page.locator(".notice.error", { hasText: "holds no profile" }).waitFor();
    await check();
  } finally {
    for (const made of [folder, empty]) rmSync(made, { recursive: true });
  }
});

test("a bad file is one sentence that names it, and the loaded ones stay", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await drop([{ name: "notes.txt", bytes: Buffer.from("buy milk\n") }, "hostile/truncated.pb.gz"]);
  await until(async () => (await count(page.locator(".notice.error p"))) === 2, "both are refused");
  const said = await texts(page.locator(".notice.error p"));
  assert.ok(
    said.some((text) => text.includes("notes.txt")),
    said.join("\n"),
  );
  assert.ok(
    said.some((text) => text.includes("truncated.pb.gz")),
    said.join("\n"),
  );
  assert.equal(await count(page.locator(".profile")), 1);
  await expectTop(page, cpu.rows);
  await page.locator("#notices summary", { hasText: "2 errors" }).click();
  await page.locator(".notice.error .notice .x").first().click();
  await until(async () => (await count(page.locator(".notice.error"))) === 1, "one is dismissed");
  assert.ok(await page.locator(".notice.error p").isVisible(), "and the other one stays");
  await check();
});

test("loading shows bytes, and cancelling leaves everything as it was", async () => {
  const { page, drop, check } = await site.openPage();
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  const bytes = readFileSync(testdata("heap-2.pb.gz"));
  // Half of the file, and then nothing more: only a cancel ends this.
  site.server.routes.set("/slow.pb.gz", (_request, response) => {
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2));
  });
  await paste(page, `${site.server.origin}/slow.pb.gz`);
  await page.locator(".load").waitFor();
  await page.locator(".load .num", { hasText: " of " }).waitFor();
  await page.locator(".load").getByRole("button", { name: "Cancel" }).click();
  await page.locator(".load").waitFor({ state: "detached" });
  assert.equal(await count(page.locator(".notice")), 0);
  assert.equal(await count(page.locator(".profile")), 1);
  await expectTop(page, cpu.rows);
  await drop(["heap-2.pb.gz"]);
  await until(async () => (await count(page.locator(".profile"))) === 2, "the next file opens");
  await check();
});

for (const cause of [
  'new WebAssembly.RuntimeError("unreachable")',
  'new RangeError("Array buffer allocation failed")',
  'new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded")',
  'Object.assign(new Error("too much recursion"), { name: "InternalError" })',
  'new TypeError("closure invoked recursively or after being dropped")',
])
  test(`an analyzer that stops is replaced, the page says so, and opens the files again: ${cause}`, async () => {
    // A worker that traps when a row is looked into, as a mistake in the analyzer would.
    const script = readFileSync(builtPath("worker.js"), "utf8");
    const trap = `{
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (module, imports) => {
      const instance = await instantiate(module, imports);
      const fail = () => { throw ${cause}; };
      return { module, instance: { exports: { ...instance.exports, session_detail: fail } } };
    };
  }\n`;
    const place = `/some/where/${built("worker.js")}`;
    site.server.routes.set(place, (_request, response) =>
      response.writeHead(200, { "content-type": "text/javascript" }).end(trap + script),
    );
    const { page, drop, check } = await site.openPage();
    try {
      await drop(["cpu.pb.gz"]);
      await expectTop(page, cpu.rows);
      await pressTab(page, "Traces");
      await page.locator("#view-traces .row:not(.head):not(.blank)").first().click();
      await page.locator(".notice.error", { hasText: "The analyzer stopped" }).waitFor();
      // The fresh one needs no network, and is of the page's build whatever is on the host by now.
      site.server.routes.set(place, (_request, response) => response.writeHead(404).end());
      assert.equal(await count(page.locator(".profile")), 0);
      await page.getByRole("button", { name: "Open it again" }).click();
      await expectTop(page, cpu.rows);
      assert.deepEqual(await texts(page.locator(".notice")), []);
    } finally {
      site.server.routes.delete(place);
    }
    await check();
  });

test("a link that answers 404 says so", async () => {
  const { page, check } = await site.openPage("?profile=samples/nosuch.pb.gz");
  await page.locator(".notice.error").waitFor();
  const said = await text(page.locator(".notice.error p"));
  assert.ok(said.includes("nosuch.pb.gz") && said.includes("404"), said);
  await check({ errors: [/404/] });
});

test("a link that cannot be read says why, and nothing else is asked of that host", async () => {
  const { page, foreign, check } = await site.openPage("?profile=http://elsewhere.example/cpu.pb.gz");
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await page.locator(".notice.error").waitFor();
  assert.match(await text(page.locator(".notice.error p")), /elsewhere\.example.*CORS/);
  assert.deepEqual([...new Set(foreign())], ["http://elsewhere.example/cpu.pb.gz"]);
  await check({ errors: [/./] }).catch((error) => assert.match(String(error), /requests that left the origin/));
});

const WRONG = new TextEncoder().encode("no profile at all");
/** Drops six files that are none, one behind the other. @param {Awaited<ReturnType<typeof site.openPage>>} opened */
async function dropWrong({ page, drop }) {
  for (let i = 1; i <= 6; i++) {
    await drop([{ name: `wrong-${i}.pb.gz`, bytes: WRONG }]);
    await page
      .locator(".notice.error", { hasText: `wrong-${i}.pb.gz` })
      .first()
      .waitFor();
  }
  return page.locator("#notices p", { hasText: "wrong-" });
}

test("of many files that are refused the newest two are in sight, and the others behind a line", async () => {
  const opened = await site.openPage();
  const { page, check } = opened;
  const wrong = await dropWrong(opened);
  await until(async () => (await wrong.filter({ visible: true }).count()) === 2, "two are in sight");
  assert.match((await wrong.filter({ visible: true }).allTextContents()).join(), /wrong-5.*wrong-6/s);
  await page.getByText("4 earlier errors").click();
  await until(async () => (await wrong.filter({ visible: true }).count()) === 6, "all are");
  await page.getByRole("button", { name: "Dismiss 4 errors" }).click();
  await until(async () => (await wrong.count()) === 2, "the earlier ones are dismissed");
  await page.locator(".notice.error .x").first().click();
  await until(async () => (await wrong.count()) === 1, "and one of the others");
  await check();
});

test("over a profile all errors are one line, which says the last one and can be closed, before it opened or after", async () => {
  for (const isFirst of [true, false])
    for (const width of [1280, 375]) {
      const opened = await site.openPage("", { viewport: { width, height: 800 } });
      const { page, drop, check } = opened;
      const row = page.locator("#view-top .body .row").first();
      if (isFirst) await drop(["cpu.pb.gz"]);
      await dropWrong(opened);
      if (!isFirst) await drop(["cpu.pb.gz"]);
      await topReady(page);
      const line = page.locator("#notices > *");
      await until(async () => (await line.count()) === 1, "it is one line");
      const summary = line.locator("> details > summary");
      assert.match(await text(summary), /^6 errors, the last: wrong-6\.pb\.gz: /);
      assert.ok(await fits(page), "it is no wider than the window");
      assert.ok((await place(line)).height <= 46, `${(await place(line)).height}`);
      const begin = (await place(row)).y;
      await summary.click();
      await until(async () => (await line.locator("p:visible").count()) === 6, "it unfolds");
      await summary.click();
      await page.getByRole("button", { name: "Dismiss 6 errors" }).click();
      await until(async () => (await line.count()) === 0, "it is closed");
      assert.ok(begin - (await place(row)).y <= 52, "the rows were as far down as a line is high");
      await check();
    }
});

/** A file of its own. */
const made = (/** @type {string} */ name, bytes = name) => ({ name, bytes: Buffer.from(bytes) });

test("of files that could not be opened each is listed with its reason", async () => {
  const { page, drop, check } = await site.openPage();
  const files = [
    made("empty.pb.gz", ""),
    made("readme.txt", "hello"),
    made("a.png", "\x89PNG"),
    made("b.jpg", "\xff\xd8"),
  ];
  await drop(files);
  await page.locator(".notice.error", { hasText: "4 of 4 files could not be opened" }).waitFor();
  await page.getByText("All 4, and why").click();
  const listed = await texts(page.locator(".notice .list li"));
  assert.equal(listed.length, 4);
  for (const { name } of files)
    assert.ok(
      listed.some((line) => line.includes(name) && line.length > name.length + 10),
      name,
    );
  // Nothing of the start page is covered.
  const [headline, notices] = await Promise.all(["#start h1", "#notices"].map((at) => page.locator(at).boundingBox()));
  assert.ok(headline && notices && headline.y >= notices.y + notices.height - 1);
  await check();
});

test("what is said of one drop is a line, which unfolds, and rows are in sight on a phone", async () => {
  const heaps = Array.from({ length: 9 }, (_, i) => `trend/heap-leak/heap-0${i + 1}.pb.gz`);
  for (const [width, height, most] of [
    [1280, 800, 60],
    [375, 812, 130],
  ]) {
    const { page, drop, check } = await site.openPage("", { viewport: { width, height } });
    await drop([...heaps, "formats/gperftools-heap.txt", made("a.png", "\x89PNG"), made("readme.txt", "hello")]);
    await page.locator(".notice.drop").waitFor();
    const bar = await page.locator("#notices").boundingBox();
    assert.ok(bar && bar.height <= most, `${bar?.height} px at ${width}`);
    assert.match(
      await text(page.locator(".notice.drop > details > summary")),
      /^12 files: 10 heap; .*a\.png could not be opened/,
    );
    // What cannot be compared takes no part, and the others have their trend.
    const verdict = page.locator("#view-trend .verdict");
    await verdict.waitFor();
    await page.locator(".notice.drop > details > summary").click();
    assert.equal(await count(page.locator(".notice.drop .all .notice.error")), 2);
    assert.match(
      await text(page.locator(".notice.drop .all")),
      /they measure different things, so they cannot be compared/,
    );
    await page.locator(".notice.drop > .x").click();
    await until(async () => (await count(page.locator(".notice"))) === 0, "all of it is dismissed");
    await check();
  }
  const { page, drop, check } = await site.openPage("", { viewport: { width: 375, height: 812 } });
  await drop(["heap-1.pb.gz", "heap-2.pb.gz", "cpu.pb.gz"]);
  await page.locator(".notice.drop").waitFor();
  const row = await page.locator("#view-top .body .row").nth(5).boundingBox();
  assert.ok(row && row.y < 700, `${row?.y}`);
  await page.getByRole("button", { name: /^Compare: what changed/ }).click();
  await page.locator("[aria-label='Diff']").waitFor();
  await check();
});

test("of every kind that came at least twice a pair is offered in the line of a drop", async () => {
  const heaps = Array.from({ length: 9 }, (_, i) => `trend/heap-leak/heap-0${i + 1}.pb.gz`);
  const pairs = ["cpu.pb.gz", "cpu-2.pb.gz", "goroutine-1.pb.gz", "goroutine-2.pb.gz"];
  const files = [...heaps, ...pairs, "block.pb.gz", made("a.png", "\x89PNG")];
  const { page, drop, check } = await site.openPage();
  await drop(files);
  await page.locator(".notice.drop").waitFor();
  assert.deepEqual(await texts(page.locator(".notice.drop > button")), ["Compare cpu", "Compare goroutine", "×"]);
  await page.getByRole("button", { name: "Compare cpu" }).click();
  const shown = (/** @type {import("playwright-core").Page} */ on) => texts(on.locator("#tray .profile:not(.off) > b"));
  await until(async () => `${(await shown(page)).sort()}` === "cpu-2.pb.gz,cpu.pb.gz", "both are shown");
  await check();
  // Where there is no room for all of them they are behind one button.
  const phone = await site.openPage("", { viewport: { width: 375, height: 812 } });
  await phone.drop(files);
  await phone.page.locator(".notice.drop").waitFor();
  assert.deepEqual(await texts(phone.page.locator(".notice.drop > button")), ["Compare (2)", "×"]);
  await phone.page.getByRole("button", { name: "Compare (2)" }).click();
  await phone.page.getByRole("menuitem", { name: "Compare goroutine" }).click();
  const both = "goroutine-1.pb.gz,goroutine-2.pb.gz";
  await until(async () => `${(await shown(phone.page)).sort()}` === both, "both are shown there, too");
  await phone.check();
});

test("beside other pairs the first one says its kind, too, and two programs are said before they are compared", async () => {
  const heaps = ["heap-1.pb.gz", "trend/heap-leak/heap-01.pb.gz"];
  const cpus = ["cpu.pb.gz", "cpu-2.pb.gz"];
  const { page, drop, check } = await site.openPage();
  await drop([...heaps, ...cpus]);
  const notice = page.locator(".notice.drop");
  await notice.waitFor();
  await topReady(page);
  const first = notice.locator("> .primary");
  const kind = (await text(first)).replace("Compare ", "");
  const [other] = ["heap", "cpu"].filter((one) => one !== kind);
  const buttons = (await texts(notice.locator("> button"))).filter((label) => label !== "Trend");
  assert.deepEqual(buttons, [`Compare ${kind}`, `Compare ${other}`, "×"]);
  assert.match(await attribute(first, "aria-label"), new RegExp(`^Compare ${kind}: what changed since `));
  assert.match(await text(notice.locator("summary").first()), /heap of two programs/);
  await notice.locator("summary").first().click();
  assert.match(await text(notice), /are of two programs: heap-1\.pb\.gz of orders, heap-01\.pb\.gz of grow\./);
  await check();
  // Alone, too; and of one program nothing is said.
  for (const [files, isSaid] of /** @type {[string[], boolean][]} */ ([
    [heaps, true],
    [["heap-1.pb.gz", "heap-2.pb.gz"], false],
  ])) {
    const pair = await site.openPage();
    await pair.drop(files);
    await topReady(pair.page);
    assert.equal(/They are of two programs: /.test(await text(pair.page.locator(".offer"))), isSaid, files.join());
    await pair.check();
  }
});

test("files of other profilers open as profiles, each by what is in it", async () => {
  for (const [name, sentence] of [
    ["node.cpuprofile", /^A JavaScript wall profile over /],
    ["node.heapprofile", /^A JavaScript heap profile \(inuse_space\): /],
    ["py-spy.speedscope.json", /^A Python time profile: 1\.98s in total/],
    ["jemalloc.heap", /^The heap profile of alloc \(inuse_space\): /],
    ["perf.script.txt", /^The cpu-clock profile of work over /],
    ["py-spy.folded.txt", /^A Python samples profile: 99 in total/],
  ]) {
    const { page, drop, check } = await site.openPage();
    await drop([`foreign/${name}`]);
    await page.locator("#view-top .body .row").first().waitFor();
    assert.match(await text(page.locator("#answer .sentence")), /** @type {RegExp} */ (sentence));
    await check();
  }
});
