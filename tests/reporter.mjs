// A second reporter of `node --test`, for `cargo xtask test`: how long the tests of each file took, and which failed or were
// skipped in which file.
//
// In: the runner's events. Out: lines that begin with "for xtask: ", which are not shown.

import { relative } from "node:path";

/** @param {AsyncIterable<{type: string, data: any}>} events */
export default async function* report(events) {
  /** Seconds by file. @type {Map<string, number>} */
  const files = new Map();
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting > 0) continue;
    const file = relative("", data.file ?? "");
    files.set(file, (files.get(file) ?? 0) + data.details.duration_ms / 1000);
    if (data.skip) yield `for xtask: skipped ${file}: ${data.name}${data.skip === true ? "" : `, ${data.skip}`}\n`;
    if (type === "test:fail") yield `for xtask: failed ${file}: ${data.name}\n`;
  }
  for (const [file, seconds] of files) yield `for xtask: ${seconds.toFixed(2)} ${file}\n`;
}
