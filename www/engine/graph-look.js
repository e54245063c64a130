// How pprof's graph looks on the page: its colours in both themes, and how large its boxes are.
//
// In: a colour as pprof names it, an outline as Graphviz writes it. Out: a colour for CSS, a box. Nothing here needs a browser.

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/**
 * What an outline takes up; nothing at all if it has no corners.
 * @param {string} points `x,y x,y ...`, as the attribute of a polygon @returns {Box}
 */
export function boundsOf(points) {
  const corners = points
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(",").map(Number));
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]).filter(Number.isFinite));
  if (xs.length === 0 || ys.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/**
 * pprof's colour in both themes: its hue and strength, as light as the ground wants it. In a comparison red and green become the page's
 * colours for more and less, which every eye can tell.
 * @param {string} colour `#rrggbb` @param {"fill" | "stroke"} part @param {boolean} diff
 */
export function themed(colour, part, diff) {
  const { hue, strength, light } = hueOf(colour);
  const turned = !diff || strength < 0.02 ? hue : hue > 80 && hue < 200 ? 213 : 28;
  const hsl = (/** @type {number} */ s, /** @type {number} */ l) =>
    `hsl(${turned.toFixed(0)} ${(s * 100).toFixed(0)}% ${(l * 100).toFixed(0)}%)`;
  // pprof's fills are pale and nearly of one lightness, its strokes strong and dark.
  return part === "fill"
    ? `light-dark(${hsl(strength * 0.9, Math.max(0.88, light))}, ${hsl(Math.min(0.5, strength * 1.1), 0.2)})`
    : `light-dark(${hsl(strength * 0.75, Math.min(light, 0.45))}, ${hsl(Math.min(0.65, strength * 0.7), 0.62)})`;
}

/** @param {string} colour `#rrggbb` @returns {{hue: number, strength: number, light: number}} */
function hueOf(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [span, light] = [most - least, (most + least) / 2];
  if (span === 0) return { hue: 0, strength: 0, light };
  const sixth = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return { hue: sixth * 60, strength: span / (1 - Math.abs(2 * light - 1)), light };
}
