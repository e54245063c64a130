// Colours of source text as promises. The library that knows them is loaded, into a worker of its own, when the first text wants it.
//
// In: lines and the path of their file. Out: the coloured pieces of each line, see syntax-worker.js; null for a language that is not
// known. A text that nobody waits for any more is not coloured: the worker that has it is ended.

import { startBeside } from "./beside.js";
import { createSolo } from "./solo.js";

const LANGUAGES = /** @type {Record<string, string>} */ ({
  go: "go",
  c: "c",
  h: "cpp",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  hh: "cpp",
  hpp: "cpp",
  hxx: "cpp",
  inc: "cpp",
  rs: "rust",
  java: "java",
  kt: "kotlin",
  scala: "scala",
  cs: "csharp",
  py: "python",
  rb: "ruby",
  php: "php",
  swift: "swift",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  ts: "typescript",
  mts: "typescript",
  tsx: "typescript",
});
/** The longest text that is coloured, in characters: some hundred thousand lines. */
const LONGEST = 8_000_000;

export function createSyntax() {
  /** @type {ReturnType<typeof createSolo<{lines: number[][]}>>} */
  const solo = createSolo(() => startBeside("syntax-worker.js"));
  return {
    /** Nobody waits for the colours of a text any more. */
    stop: solo.stop,
    /** @param {string} path @param {string[]} lines @returns {Promise<number[][] | null>} */
    async colour(path, lines) {
      solo.stop();
      const language = LANGUAGES[/\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? ""];
      if (!language || lines.reduce((sum, line) => sum + line.length, 0) > LONGEST) return null;
      // Overtaken, or without the file: the text is as black as before.
      return solo.ask({ language, text: lines.join("\n") }).then(
        (answer) => answer.lines,
        () => null,
      );
    },
  };
}
