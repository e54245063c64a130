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

test("where the system chooses all colours the boxes of a comparison keep theirs, however narrow, and the text on them is read", async () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    for (const theme of ["light", "dark"]) {
      const { page, drop, check } = await site.openPage("?view=flame", { colorScheme, forcedColors: "active" });
      await drop(["cpu.pb.gz", "cpu-2.pb.gz"]);
      await page.locator(".offer .primary").waitFor();
      await page.locator(".offer .primary").click();
      await page.locator("#view-flame .scale").waitFor();
      await page.evaluate((theme) => void (document.documentElement.dataset.theme = theme), theme);
      await settled(page);
      const { less, more, thin, light } = await page.locator("#view-flame .chart canvas").evaluate((canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        const context = /** @type {HTMLCanvasElement} */ (canvas).getContext("2d");
        const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
        /** Blue for less, orange for more. @param {number} at */
        const sign = (at) => (data[at + 3] < 250 ? 0 : Math.sign(Math.trunc((data[at] - data[at + 2]) / 12)) || 0);
        const found = { less: 0, more: 0, thin: 0, light: 0 };
        /** For how many rows of pixels each column has been in a narrow box. */
        const down = new Uint16Array(width);
        let all = 0;
        for (let y = 0; y < height; y++)
          for (let x = 2; x < width - 6; x++) {
            const at = 4 * (y * width + x);
            const is = sign(at);
            if (is < 0) found.less++;
            if (is > 0) found.more++;
            if (is) [found.light, all] = [found.light + data[at + 1], all + 1];
            // A run of a few pixels between others, longer down than a letter is.
            const isNarrow = is && sign(at - 4) !== is && [1, 2, 3, 4].some((n) => sign(at + 4 * n) !== is);
            down[x] = isNarrow ? down[x] + 1 : 0;
            if (down[x] === 14) found.thin++;
          }
        found.light /= all || 1;
        return found;
      });
      const what = `${colorScheme}, the page's theme ${theme}`;
      assert.ok(less > 3000 && more > 3000, `${what}: ${less} pixels of less, ${more} of more`);
      assert.ok(thin > 10, `${what}: ${thin} narrow boxes`);
      // Text is in the system's colour.
      assert.ok(colorScheme === "light" ? light > 170 : light < 90, `${what}: boxes are as light as ${light}`);
      await check();
    }
});
