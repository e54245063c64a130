// Colours of packages: a hue for each, the same in every profile; lightness and chroma are constant, so that text on them is
// always readable. What belongs to the Go runtime is grey.

import { packageOf } from "../text.js";

/** FNV-1a of the package's name. @param {string} text */
function hueOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}

/** What decides about fills: the theme, and whether the user wants strong contrasts. @typedef {{dark: boolean, strong: boolean}} Theme */

/** @returns {Theme} */
export function themeNow() {
  const chosen = document.documentElement.dataset.theme;
  return {
    dark: chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches,
    strong: matchMedia("(prefers-contrast: more)").matches,
  };
}

/**
 * The fill of a function's box. Every other hue of the circle is left to what means something: orange and blue boxes of a
 * comparison are those of `changeColour`.
 * @param {string} name @param {boolean} isRuntime whether it is of Go's runtime @param {Theme} theme
 */
export function colourOf(name, isRuntime, { dark, strong }) {
  const pkg = packageOf(name);
  const [light, chroma] = dark ? [strong ? 0.3 : 0.4, 0.065] : [strong ? 0.93 : 0.86, strong ? 0.045 : 0.075];
  const grey = isRuntime || name === "";
  return `oklch(${light} ${grey ? 0.008 : chroma} ${hueOf(pkg)})`;
}

/**
 * The fill of a box by how much of the total it has changed: blue for less, orange for more, grey for nothing.
 * @param {number} share from -1 to 1 @param {Theme} theme
 */
export function changeColour(share, { dark, strong: high }) {
  // Small changes are seen, too: a percent of the total has a tenth of the strength.
  const strength = Math.min(1, Math.sqrt(Math.abs(share)));
  const [light, chroma] = dark
    ? [(high ? 0.26 : 0.33) + 0.14 * strength * (high ? 0.5 : 1), 0.12 * strength]
    : [(high ? 0.97 : 0.93) - 0.13 * strength * (high ? 0.6 : 1), 0.13 * strength];
  return `oklch(${light.toFixed(3)} ${chroma.toFixed(3)} ${share < 0 ? 255 : 60})`;
}
