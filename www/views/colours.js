// Colours of packages: a hue for each, from its name; lightness and chroma are constant, so that text on them is always readable. The
// heaviest packages of a profile keep a distance from each other, whatever their names are, and the same one in every view and under every
// filter. What belongs to a runtime, to a binary whose functions have no names, or to nothing that is known, is grey.
//
// A tone is a place in OKLCH, where equal steps look equal. Canvas and page know it by that name; pictures for other programs want it as
// `#rrggbb`.

/** @typedef {{light: number, chroma: number, hue: number}} Tone */
/** What decides about fills: the theme, and whether the user wants strong contrasts. @typedef {{dark: boolean, strong: boolean}} Theme */

/** @type {Theme} */
export const ON_PAPER = { dark: false, strong: false };

/** FNV-1a of the package's name. @param {string} text */
function hueOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 360;
}

/** How far hues are from each other on their circle. @param {number} one @param {number} other */
const apart = (one, other) => Math.min((one - other + 360) % 360, (other - one + 360) % 360);
/** The distance that is kept, in degrees, and by how much it shrinks where the circle is full. */
const APART = 45;
const LESS = 5;

/** The hues of packages. @typedef {(name: string) => number} Hues */
let spread = { of: "", hues: /** @type {Hues} */ (hueOf) };
/**
 * Hues that tell the heaviest packages apart: each has the one that is nearest to that of its name, and free. All others have that of their
 * name. @param {string[]} heaviest the heaviest first @returns {Hues}
 */
export function huesFor(heaviest) {
  const of = heaviest.join("\n");
  if (spread.of === of) return spread.hues;
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const name of heaviest) {
    const want = hueOf(name);
    const others = [...taken.values()];
    const isFree = (/** @type {number} */ hue, /** @type {number} */ far) => others.every((o) => apart(hue, o) >= far);
    let found;
    for (let far = APART; found === undefined; far -= LESS)
      for (let step = 0; step <= 180 && found === undefined; step++)
        found = [(want + step) % 360, (want - step + 360) % 360].find((hue) => isFree(hue, far));
    taken.set(name, found);
  }
  spread = { of, hues: (name) => taken.get(name) ?? hueOf(name) };
  return spread.hues;
}

/** Where the system chooses all colours, text is in one of those: what it lies on is as light as they are, whatever theme the page has. @returns {Theme} */
export function themeNow() {
  const isForced = matchMedia("(forced-colors: active)").matches;
  const chosen = isForced ? "" : document.documentElement.dataset.theme;
  return {
    dark: chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches,
    strong: isForced || matchMedia("(prefers-contrast: more)").matches,
  };
}

/** Calls whenever colours are others: by the system's theme, the page's own, or a wish for contrast. @param {() => void} then */
export function onTheme(then) {
  for (const what of ["prefers-color-scheme: dark", "prefers-contrast: more", "forced-colors: active"])
    matchMedia(`(${what})`).addEventListener("change", then);
  new MutationObserver(then).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/**
 * The fill of a package's boxes. Every other hue of the circle is left to what means something: orange and blue boxes of a
 * comparison are those of `changeTone`.
 * @param {string} name of the package @param {boolean} isRuntime whether it is what runs the program, and not it @param {Theme} theme
 * @param {Hues} [hues] those of the profile
 * @returns {Tone}
 */
export function packageTone(name, isRuntime, { dark, strong }, hues = hueOf) {
  const [light, chroma] = dark ? [strong ? 0.3 : 0.4, 0.065] : [strong ? 0.93 : 0.86, strong ? 0.045 : 0.075];
  return { light, chroma: isRuntime || name === "" ? 0.008 : chroma, hue: hues(name) };
}

/**
 * The fill of a box by how much of the total it has changed: blue for less, orange for more, grey for nothing.
 * @param {number} share from -1 to 1 @param {Theme} theme @returns {Tone}
 */
export function changeTone(share, { dark, strong: high }) {
  // Small changes are seen, too: a percent of the total has a tenth of the strength.
  const strength = Math.min(1, Math.sqrt(Math.abs(share)));
  const [light, chroma] = dark
    ? [(high ? 0.26 : 0.33) + 0.14 * strength * (high ? 0.5 : 1), 0.12 * strength]
    : [(high ? 0.97 : 0.93) - 0.13 * strength * (high ? 0.6 : 1), 0.13 * strength];
  return { light, chroma, hue: share < 0 ? 255 : 60 };
}

/** For CSS and canvas. @param {Tone} tone */
export const oklch = ({ light, chroma, hue }) => `oklch(${light.toFixed(3)} ${chroma.toFixed(3)} ${hue})`;

/**
 * For programs that know nothing else: `#rrggbb` of the screen's colours, by the matrices that define OKLab.
 * @param {Tone} tone
 */
export function hex({ light, chroma, hue }) {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const byte = (/** @type {number} */ x) => {
    const bent = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, bent)))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${linear.map(byte).join("")}`;
}
