// Where the tests' Chromium is: $PROFLENS_CHROMIUM, one on the PATH, or the one in playwright's cache.
// As a script it prints the path, or nothing; `cargo xtask test` installs one then.

import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The headless shell is Chromium without the window around the page, which nobody sees here and which is half of the work. */
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @returns {string} the path, or "" */
export function findChromium() {
  if (process.env.PROFLENS_CHROMIUM) return process.env.PROFLENS_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, chromium.executablePath()].find((path) => path && existsSync(path)) ?? "";
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(findChromium());
