// Where the browsers of the tests are: $PROFLENS_CHROMIUM, $PROFLENS_FIREFOX and $PROFLENS_WEBKIT, which is WebKitGTK's driver; on the PATH; or
// in playwright's cache. As a script it takes an engine's name and prints the path, or nothing; `cargo xtask test` installs one then.

import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/** @type {Record<Engine, () => string>} */
const finders = {
  /** The headless shell is Chromium without the window around the page, which nobody sees here and which is half of the work. */
  chromium: () =>
    onPath("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable") ||
    [chromium.executablePath()].find((path) => path && existsSync(path)) ||
    "",
  firefox: () => onPath("firefox-esr", "firefox"),
  // It has a window, so it needs a screen.
  webkit: () => onPath("Xvfb") && onPath("WebKitWebDriver"),
};

/** The first of these programs that there is, or "". @param {string[]} names */
function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? "";
}

/** @param {Engine} engine @returns {string} the path, or "" */
export const find = (engine) => process.env[`PROFLENS_${engine.toUpperCase()}`] || finders[engine]();

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(find(/** @type {Engine} */ (process.argv[2])));
