// How pprof's graph looks on the page: its colours in both themes, and the bounds of Graphviz's outlines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, themed } from "../../www/engine/graph-look.js";

/** The hue of a colour's stroke, which is all that differs between colours of full strength. @param {string} colour @param {boolean} [diff] */
function hueOf(colour, diff = false) {
  const [, hue] = /^light-dark\(hsl\((\d+) 75% 45%\), hsl\(\1 65% 62%\)\)$/.exec(themed(colour, "stroke", diff)) ?? [];
  return Number(hue);
}

test("a colour keeps its hue, wherever on the circle it is", () => {
  const colours = ["#ff0000", "#ffff00", "#00ff00", "#00ffff", "#0000ff", "#ff00ff"];
  assert.deepEqual(
    colours.map((colour) => hueOf(colour)),
    [0, 60, 120, 180, 240, 300],
  );
});

test("fills are pale on light ground and dark on dark ground, strokes the other way round", () => {
  assert.equal(themed("#edd5d5", "fill", false), "light-dark(hsl(0 36% 88%), hsl(0 44% 20%))");
  assert.equal(themed("#b20000", "stroke", false), "light-dark(hsl(0 75% 35%), hsl(0 65% 62%))");
  assert.equal(themed("#ffffff", "fill", false), "light-dark(hsl(0 0% 100%), hsl(0 0% 20%))");
});

test("grey stays grey, also in a comparison", () => {
  for (const diff of [false, true])
    assert.equal(themed("#b2b2b2", "stroke", diff), "light-dark(hsl(0 0% 45%), hsl(0 0% 62%))");
});

test("in a comparison green is the page's blue for less, and any other colour its orange for more", () => {
  assert.equal(hueOf("#00ff00", true), 213);
  for (const colour of ["#ff0000", "#ffff00", "#ff00ff"]) assert.equal(hueOf(colour, true), 28, colour);
});

test("the bounds of an outline are those of its corners", () => {
  // A box as Graphviz writes it: it ends where it begins, and y is negative.
  assert.deepEqual(boundsOf("90,-36 0,-36 0,0 90,0 90,-36"), { x: 0, y: -36, width: 90, height: 36 });
  assert.deepEqual(boundsOf(" 1.5,-2.25  -3,4 "), { x: -3, y: -2.25, width: 4.5, height: 6.25 });
  assert.deepEqual(boundsOf("7,8"), { x: 7, y: 8, width: 0, height: 0 });
});

test("an outline without corners takes up nothing", () => {
  for (const points of ["", "  ", "none", "1"])
    assert.deepEqual(Object.values(boundsOf(points)).filter(Boolean), [], points);
});
