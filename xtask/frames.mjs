// How smooth the flame graph is: in, profiles; out, per file and gesture a line `file gesture frames median p95 worst script`.
//
// The real page in a real Chromium, real wheel and mouse events. Times are milliseconds: those between frames while the gesture lasts (16.7
// is every frame of a screen with 60 a second), and what the page's own script takes of a frame. `cargo xtask bench --frames` starts it.

import { basename } from "node:path";
import { start } from "../tests/browser/harness.mjs";

/** The steps of a gesture: two seconds of a hand. */
const STEPS = 120;

const site = await start();
for (const file of process.argv.slice(2)) {
  const { page } = await site.openPage("?view=flame", { viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(300_000);
  await page.setInputFiles("#picker", file);
  await page.locator("#flame-box:not(:empty)").waitFor({ state: "attached" });
  await page.waitForTimeout(1500);
  const chart = await page.locator("#view-flame .chart").boundingBox();
  if (!chart) throw new Error("there is no flame graph");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const at = { x: chart.x + chart.width * 0.3, y: chart.y + 60 };
  await page.mouse.move(at.x, at.y);

  await measured(file, "zoom in", async (step) => {
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -30);
    if (step === STEPS - 1) await page.keyboard.up("Control");
  });
  await page.mouse.down();
  await measured(file, "pan", (step) => page.mouse.move(at.x + 300 * Math.sin(step / 10), at.y));
  await page.mouse.up();
  await measured(file, "zoom out", async (step) => {
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, 30);
    if (step === STEPS - 1) await page.keyboard.up("Control");
  });
  await measured(file, "hover", (step) => page.mouse.move(at.x + 3 * step, chart.y + 20 + (step % 40) * 12));
  await page.context().close();

  /** @param {string} file @param {string} gesture @param {(step: number) => Promise<unknown>} move */
  async function measured(file, gesture, move) {
    await page.evaluate(() => {
      const seen = /** @type {number[]} */ ([]);
      const next = (/** @type {number} */ now) => {
        seen.push(now);
        /** @type {any} */ (globalThis).frame = requestAnimationFrame(next);
      };
      /** @type {any} */ (globalThis).seen = seen;
      requestAnimationFrame(next);
    });
    const before = await scriptTime();
    for (let step = 0; step < STEPS; step++) {
      await move(step);
      await page.waitForTimeout(10);
    }
    const script = (await scriptTime()) - before;
    const frames = await page.evaluate(() => {
      cancelAnimationFrame(/** @type {any} */ (globalThis).frame);
      const seen = /** @type {number[]} */ (/** @type {any} */ (globalThis).seen);
      return seen.slice(1).map((now, i) => now - seen[i]);
    });
    frames.sort((a, b) => a - b);
    const part = (/** @type {number} */ share) =>
      frames[Math.min(frames.length - 1, Math.floor(frames.length * share))].toFixed(1);
    console.log(
      [
        basename(file),
        gesture,
        frames.length,
        part(0.5),
        part(0.95),
        part(1),
        (script / frames.length).toFixed(2),
      ].join("\t"),
    );
  }
  /** Milliseconds that the page's thread has run JavaScript. */
  async function scriptTime() {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * (metrics.find((m) => m.name === "ScriptDuration")?.value ?? 0);
  }
}
await site.stop();
