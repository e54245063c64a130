// Chromium, by what drives it in all other tests.

import { chromium } from "playwright-core";
import { call } from "./engine.mjs";

/** @type {import("./engine.mjs").Open} */
export async function openChromium(executablePath) {
  const browser = await chromium.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
  });
  const page = await browser.newPage();
  const errors = /** @type {string[]} */ ([]);
  page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  page.on("pageerror", (error) => void errors.push(String(error)));
  return {
    goto: async (url) => void (await page.goto(url)),
    run: async (fn, ...args) => JSON.parse(await page.evaluate(call(fn, args))),
    click: (x, y) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    pick: (selector, paths) => page.setInputFiles(selector, paths),
    resize: (width, height) => page.setViewportSize({ width, height }),
    errors: async () => errors.splice(0),
    picture: () => page.screenshot(),
    close: () => browser.close(),
  };
}
