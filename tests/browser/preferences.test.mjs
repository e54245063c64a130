// What a user prefers: the theme, and the zone of times.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, settled, text, topReady, until } from "./desk.mjs";
import { golden } from "./golden.mjs";
import { start } from "./harness.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

/** How light the page's ground is: 0 black, 765 white. @param {Page} page */
const light = async (page) => (
  await settled(page),
  page.evaluate(() =>
    (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? [])
      .slice(0, 3)
      .reduce((sum, part) => sum + Number(part), 0),
  )
);

test("the theme is the system's until another is chosen, and the choice is kept", async () => {
  const { page, check } = await site.openPage("", { colorScheme: "dark" });
  assert.ok((await light(page)) < 200);
  await page.getByRole("button", { name: "Theme: follow the system" }).click();
  assert.ok((await light(page)) > 600);
  await page.reload();
  assert.ok((await light(page)) > 600, "kept over a reload");
  await page.getByRole("button", { name: "Theme: light" }).click();
  await page.emulateMedia({ colorScheme: "light" });
  assert.ok((await light(page)) < 200, "dark although the system is light");
  await page.getByRole("button", { name: "Theme: dark" }).click();
  assert.ok((await light(page)) > 600, "back to the system's");
  await check();
});

test("times are UTC until local time is asked for, and a link keeps the zone", async () => {
  const utc = /^Time: (\d+-\d+-\d+) (\d+):(\d+:\d+) UTC$/m.exec(golden("cpu.top"));
  assert.ok(utc, "pprof prints the time");
  // Browsers have no abbreviation for this zone, so it is numeric. Half an hour off, as no other zone that a machine is likely to be in; no summer time.
  const { page, drop, check } = await site.openPage("", { timezoneId: "Asia/Kolkata" });
  await drop(["cpu.pb.gz"]);
  await topReady(page);
  await page.getByRole("button", { name: "Details" }).click();
  const said = () => text(page.locator("#facts"));
  await until(async () => (await said()).includes(utc[0]), "pprof's own line stands there");
  await page.getByRole("button", { name: "Show in local time" }).click();
  const local = new Date(`${utc[1]}T${utc[2]}:${utc[3]}Z`).toLocaleTimeString("en-GB", { timeZone: "Asia/Kolkata" });
  await until(async () => (await said()).includes(` ${local} +0530`), `it is ${local}`);
  assert.match(await address(page), /tz=local/);
  await page.getByRole("button", { name: "Show in UTC" }).click();
  await until(async () => (await said()).includes(utc[0]), "UTC again");
  await check();
});
