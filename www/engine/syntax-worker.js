// The colours of source text, worked out beside the page. Loaded when the first text is shown.
//
// In: a text and its language. Out: per line of it, numbers by threes: where a coloured piece begins, where it ends, and its kind.
//
//   go, "x := 1 // one"  ->  [[5, 6, 3, 7, 13, 4]]

import "./claim.js";
import hljs from "highlight.js/lib/core";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import kotlin from "highlight.js/lib/languages/kotlin";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import scala from "highlight.js/lib/languages/scala";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";

for (const [name, language] of Object.entries({
  c,
  cpp,
  csharp,
  go,
  java,
  javascript,
  kotlin,
  php,
  python,
  ruby,
  rust,
  scala,
  swift,
  typescript,
}))
  hljs.registerLanguage(name, language);

/**
 * Kinds by the library's scopes: few, so that weight stays what the eye finds first. 1 keyword, 2 text, 3 number, 4
 * comment, 5 name of a type or function.
 */
const KINDS = /** @type {Record<string, number>} */ ({
  keyword: 1,
  meta: 1,
  built_in: 1,
  string: 2,
  regexp: 2,
  char: 2,
  number: 3,
  literal: 3,
  comment: 4,
  doctag: 4,
  quote: 4,
  title: 5,
  type: 5,
  class: 5,
});
const ENTITIES = /** @type {Record<string, string>} */ ({
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
});

/**
 * The library answers HTML, in which pieces lie in pieces and run over line ends.
 * @param {string} html @returns {number[][]}
 */
function pieces(html) {
  const lines = [/** @type {number[]} */ ([])];
  let column = 0;
  const open = [0];
  for (const [part, scope] of html.matchAll(/<span class="hljs-([\w-]+)[^"]*">|<\/span>|[^<]+/g)) {
    if (scope !== undefined) open.push(KINDS[scope] ?? open[open.length - 1]);
    else if (part === "</span>") open.pop();
    else {
      const kind = open[open.length - 1];
      for (const [i, text] of part
        .replace(/&[^;]+;/g, (entity) => ENTITIES[entity] ?? entity)
        .split("\n")
        .entries()) {
        if (i) {
          lines.push([]);
          column = 0;
        }
        if (kind && text) lines[lines.length - 1].push(column, column + text.length, kind);
        column += text.length;
      }
    }
  }
  return lines;
}

addEventListener("message", ({ data: { id, language, text } }) => {
  postMessage({ id, lines: pieces(hljs.highlight(text, { language, ignoreIllegals: true }).value) });
});
