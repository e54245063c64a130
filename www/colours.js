// Colours of packages: a hue for each, the same in every profile; lightness and chroma are constant, so that text on them is
// always readable. What belongs to the Go runtime is grey.

import { parts } from "./text.js";

/** The package of a printed name: `shop.example/search/rank.(*Ranker).Best` is of `shop.example/search/rank`. @param {string} name */
export const packageOf = (name) => /^[^[<(\s]*\/[^[<(\s./]+(?=\.)/.exec(name)?.[0] ?? parts(name).prefix.replace(/[.:/]+$/, "");

const RUNTIME = /^(runtime|internal\/runtime|internal\/abi|gcWriteBarrier)\b|^runtime$/;

/** FNV-1a of the package's name. @param {string} text */
function hueOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}

/**
 * The fill of a function's box. Every other hue of the circle is left to what means something: orange and blue boxes of a
 * comparison are those of `changeColour`.
 * @param {string} name @param {boolean} dark
 */
export function colourOf(name, dark) {
  const pkg = packageOf(name);
  const [light, chroma] = dark ? [0.4, 0.065] : [0.86, 0.075];
  const grey = RUNTIME.test(pkg) || name === "";
  return `oklch(${light} ${grey ? 0.008 : chroma} ${hueOf(pkg)})`;
}

/** The fill of a box by how much of the total it has changed: blue for less, orange for more, grey for nothing. @param {number} share from -1 to 1 @param {boolean} dark */
export function changeColour(share, dark) {
  // Small changes are seen, too: a percent of the total has a tenth of the strength.
  const strength = Math.min(1, Math.sqrt(Math.abs(share)));
  const [light, chroma] = dark ? [0.33 + 0.14 * strength, 0.12 * strength] : [0.93 - 0.13 * strength, 0.13 * strength];
  return `oklch(${light.toFixed(3)} ${chroma.toFixed(3)} ${share < 0 ? 255 : 60})`;
}
