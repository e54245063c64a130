// What leaves the page, of a profile whose names were made to hurt: pictures, tables, names of files, links.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { besides, pressTab, settled, topReady } from "./desk.mjs";
import { start, testdata } from "./harness.mjs";

/** @import { Page } from "playwright-core" */

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => void (site = await start()));
after(() => site?.stop());

const BYTES = readFileSync(testdata("hostile/names-of-code.pb.gz"));

/** What a button saves. @param {Page} page @param {string} name */
async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/** What another program finds in an SVG. @param {Page} page @param {string} svg */
async function readAsXml(page, svg) {
  return (await besides(page)).evaluate((svg) => {
    const read = new DOMParser().parseFromString(svg, "image/svg+xml");
    const all = [...read.querySelectorAll("*")];
    return {
      elements: [...new Set(all.map((e) => e.localName))].sort(),
      attributes: [...new Set(all.flatMap((e) => e.getAttributeNames()))].sort(),
      values: [...new Set(all.flatMap((e) => [...e.attributes].map(({ value }) => value)))].filter((value) =>
        /:\/\/|url\(|javascript:/i.test(value),
      ),
      texts: [...read.querySelectorAll("title, text")].map((e) => e.textContent ?? ""),
    };
  }, svg);
}
/** All that a saved picture is made of: shapes and texts, and how they look. */
const ELEMENTS = ["g", "path", "polygon", "polyline", "rect", "svg", "text", "title", "tspan"];
const ATTRIBUTES =
  /^(d|fill|font-family|font-size|font-weight|height|lengthAdjust|opacity|paint-order|points|stroke(-dasharray|-linejoin|-width)?|text-anchor|textLength|transform|viewBox|width|x|xml:space|xmlns|y)$/;

for (const view of ["Flame", "Graph"])
  test(`the picture of ${view} is inert, and any program can read it`, async () => {
    const { page, drop, check } = await site.openPage();
    await drop([{ name: "\u202e..con.pb.gz", bytes: BYTES }]);
    await topReady(page);
    await pressTab(page, view);
    const { name, text } = await saved(page, "SVG");
    assert.match(name, /^_?con[\w-]*\.svg$/);
    const { elements, attributes, values, texts } = await readAsXml(page, text);
    assert.deepEqual(
      elements.filter((e) => !ELEMENTS.includes(e)),
      [],
    );
    assert.deepEqual(
      attributes.filter((a) => !ATTRIBUTES.test(a)),
      [],
    );
    assert.deepEqual(values, ["http://www.w3.org/2000/svg"]);
    assert.ok(
      texts.some((text) => text.includes("<script>")),
      "names are text",
    );
    assert.ok(!texts.some((text) => /[\u202a-\u202e\u2066-\u2069]/.test(text)), "no name turns what is around it");
    await check();
  });

test("a table is saved and copied without formulas", async () => {
  const { page, drop, check } = await site.openPage("?trim=false");
  await drop([{ name: "names.pb.gz", bytes: BYTES }]);
  await topReady(page);
  await page.click("#report");
  const { text } = await saved(page, "Save names.top.csv");
  assert.ok(text.includes("'=cmd|' /C calc'!A0"), text.slice(0, 500));
  assert.ok(text.includes("'@SUM(1)") && !/^[=@]/m.test(text));
  await page.keyboard.press("Escape");

  await page.fill("#search", "^=cmd");
  await settled(page);
  const copied = await page.evaluate(() => {
    const row = document.querySelector("#top-0");
    getSelection()?.setBaseAndExtent(row, 0, row, row?.childNodes.length ?? 0);
    const data = new DataTransfer();
    row?.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
  });
  assert.match(copied, /\t'=cmd\|' \/C calc'!A0$/);
  await check();
});

test("a template for links that somebody has put into the storage leads nowhere", async () => {
  const { page, drop, check } = await site.openPage("?view=source");
  for (const template of ["javascript:window.hurt=1//{file}", "nonsense"]) {
    await page.evaluate((template) => localStorage.setItem("proflens.codehost", template), template);
    await page.reload();
    await drop(["cpu.pb.gz"]);
    await page.locator("#view-source .routines .row:not(.blank)").first().click();
    await page.getByRole("button", { name: "Link to a code host …" }).waitFor();
    assert.equal(await page.locator('#view-source a[href^="javascript:"]').count(), 0);
  }
  await check();
});

test("the start page leads to the licences of all that is in the page", async () => {
  const { page, check } = await site.openPage();
  const address = await page.getByRole("link", { name: "Licenses" }).getAttribute("href");
  const text = await (await besides(page)).goto(new URL(address ?? "", site.url).href).then((r) => r?.text() ?? "");
  for (const part of [
    "proflens is licensed",
    "wasm-bindgen 0",
    "lit-html 3",
    "highlight.js 11",
    "Graphviz",
    "Eclipse Public License - v 2.0",
  ])
    assert.ok(text.includes(part), `${part} is missing`);
  await check();
});
