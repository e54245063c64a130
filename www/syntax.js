// Colours of source text as promises. The library that knows them is loaded, into a worker of its own, when the first text wants it.
//
// In: lines and the path of their file. Out: the coloured pieces of each line, see syntax-worker.js; null for a language that is not
// known. A text that nobody waits for any more is not coloured: the worker that has it is ended.

const LANGUAGES = /** @type {Record<string, string>} */ ({
  go: "go", c: "c", h: "cpp", cc: "cpp", cpp: "cpp", cxx: "cpp", hh: "cpp", hpp: "cpp", hxx: "cpp", inc: "cpp", rs: "rust", java: "java", kt: "kotlin", scala: "scala", cs: "csharp", py: "python", rb: "ruby", php: "php", swift: "swift",
  js: "javascript", mjs: "javascript", cjs: "javascript", jsx: "javascript", ts: "typescript", mts: "typescript", tsx: "typescript",
});
/** The longest text that is coloured, in characters: some hundred thousand lines. */
const LONGEST = 8_000_000;

export function createSyntax() {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {{id: number, resolve: (lines: number[][] | null) => void} | null} */
  let waiting = null;
  let lastId = 0;

  function end() {
    worker?.terminate();
    worker = null;
    waiting?.resolve(null);
    waiting = null;
  }

  return {
    /** @param {string} path @param {string[]} lines @returns {Promise<number[][] | null>} */
    colour(path, lines) {
      if (waiting) end();
      const language = LANGUAGES[/\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? ""];
      if (!language || lines.reduce((sum, line) => sum + line.length, 0) > LONGEST) return Promise.resolve(null);
      if (!worker) {
        worker = new Worker(new URL("./syntax-worker.js", import.meta.url), { type: "module" });
        // Without the file, text is as black as before.
        worker.onerror = end;
        worker.onmessage = ({ data }) => {
          if (waiting?.id !== data.id) return;
          waiting?.resolve(data.lines);
          waiting = null;
        };
      }
      const id = ++lastId;
      worker.postMessage({ id, language, text: lines.join("\n") });
      return new Promise((resolve) => (waiting = { id, resolve }));
    },
  };
}
