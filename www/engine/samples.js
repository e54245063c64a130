// The text of the programs that the start page's samples are of: fetched when the lines of a sample are looked at, and not before.
//
// In: where profiles came from. Out: source files as if they had been dropped. The programs are those of `testdata/programs`; the build
// writes each as one file of paths and texts.

import { lastOf } from "../text.js";

/** @import { Found } from "./files.js" */

/** By sample, where the text of its program is, seen from the page. @type {Record<string, string>} */
const PROGRAMS = {
  "samples/cpu.pb.gz": "samples/search.sources.json",
  "samples/heap-1.pb.gz": "samples/orders.sources.json",
  "samples/heap-2.pb.gz": "samples/orders.sources.json",
  "samples/goroutine-1.pb.gz": "samples/orders.sources.json",
  "samples/goroutine-2.pb.gz": "samples/orders.sources.json",
};

/** The texts of samples, each once. @param {Iterable<string>} samples their addresses from the page on; others have none */
export const programsOf = (samples) => [
  ...new Set([...samples].flatMap((sample) => (Object.hasOwn(PROGRAMS, sample) ? [PROGRAMS[sample]] : []))),
];

/** @param {string} program one of those @returns {Promise<Found[]>} */
export async function sourcesOf(program) {
  const response = await fetch(program).catch(() => null);
  if (!response?.ok)
    throw new Error("The source files of this sample could not be fetched: the network or the server does not answer.");
  /** @type {Record<string, string>} */
  const texts = await response.json();
  return Object.entries(texts).map(([path, text]) => ({ path, folder: "", file: new File([text], lastOf(path)) }));
}
