// Files that no reader takes as they stand: the page opens what is in them, and says what it did.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { text, topReady } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** What a file opens as, and what is said. @type {[file: string, chips: RegExp[], note: RegExp][]} */
const FILES = [
  [
    "two-in-one-plain.pb",
    [/two-in-one-plain\.pb #1/, /two-in-one-plain\.pb #2/],
    /It is 2 profiles, one behind the other/,
  ],
  ["http-headers.pb.gz", [/http-headers\.pb\.gz/], /The headers of the server's answer in front of it were left out/],
  ["gzip-twice.pb.gz", [/gzip-twice\.pb\.gz/], /It was compressed more than once/],
  ["recursion.pb.zst", [/recursion\.pb\.zst/], /It was compressed with zstd/],
  [
    "bundle.zip",
    [/cpu\.pb\.gz in bundle\.zip/, /heap\.txt in bundle\.zip/],
    /1 file in it is no profile and was left out: bundle\/notes\.txt/,
  ],
  ["bundle.tar.gz", [/cpu\.pb\.gz in bundle\.tar\.gz/, /heap\.txt in bundle\.tar\.gz/], /It is a tar of 3 files/],
  ["heap-total-negative.heap", [/heap-total-negative\.heap/], /a counter of 32 bits overflowed/],
  ["symbols-in-front.heap", [/symbols-in-front\.heap/], /Its names are those of its section of symbols/],
  [
    "function-ids-zero.pb.gz",
    [/function-ids-zero\.pb\.gz/],
    /nothing tells its frames apart, and all of them are <unknown>/,
  ],
];

for (const [file, chips, note] of FILES)
  test(`${file} opens, and it is said how`, async () => {
    const { page, drop, check } = await site.openPage();
    await drop([{ name: file, bytes: readFileSync(testdata(`rescue/${file}`)) }]);
    await topReady(page);
    const open = await page.locator("#tray .profile").allInnerTexts();
    assert.equal(open.length, chips.length, open.join());
    for (const [i, chip] of chips.entries()) assert.match(open[i].replace(/\s+/g, " "), chip);
    assert.match((await page.locator("#notices").textContent()) ?? "", note);
    await check();
  });

test("what comes from an address is not asked for a second time", async () => {
  const bytes = readFileSync(testdata("rescue/http-headers.pb.gz"));
  let times = 0;
  site.server.routes.set(new URL("once.pb.gz", site.url).pathname, (_, answer) => {
    times++;
    answer.end(bytes);
  });
  const { page, check } = await site.openPage("?profile=once.pb.gz");
  await topReady(page);
  assert.match(await text(page.locator("#notices")), /headers of the server's answer/);
  assert.equal(times, 1);
  await check();
});

test("an archive without profiles is refused by its name", async () => {
  const { page, drop } = await site.openPage();
  await drop([{ name: "notes.zip", bytes: readFileSync(testdata("rescue/notes.zip")) }]);
  await page.locator(".notice.error", { hasText: "It is a zip archive in which no profile was found." }).waitFor();
  await page.context().close();
});
