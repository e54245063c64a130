// What the files of the finished site are called: all but two are named by their content.

import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** What a file is called in a build. @param {string} name such as `main.js` @param {string} [folder] of the build */
export function built(name, folder = DIST) {
  const end = extname(name);
  const own = new RegExp(`^${name.slice(0, -end.length)}-[\\da-f]{10}\\${end}$`);
  const found = readdirSync(folder).filter((file) => own.test(file));
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} files that are ${name}: ${found}`);
  return found[0];
}

/** Where that file is, as a path on disk. @param {string} name @param {string} [folder] */
export const builtPath = (name, folder = DIST) => join(folder, built(name, folder));
