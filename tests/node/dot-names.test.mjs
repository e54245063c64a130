// What `dot` writes is read by Graphviz itself: whatever functions are called, each is a box of its own, and what it is called is there as text.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { instance } from "@viz-js/viz";
import { DOMParser } from "linkedom";
import { HOSTILE, profileOf } from "../profiles.mjs";

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const { default: init, Session } = await import(file("www/pkg/proflens.js").href);
await init({ module_or_path: readFileSync(file("www/pkg/proflens_bg.wasm")) });
const graphviz = await instance();

/** Names that end something, begin something, or mean something elsewhere; beside those of `profiles.mjs`. */
const NAMES = [
  "<script>alert(1)</script>",
  "</script><script>alert(2)</script>",
  '"><svg onload=alert(3)>',
  "<img src=x onerror=alert(4)>",
  "</text><script>alert(5)</script>",
  "]]><script>alert(6)</script>",
  "<![CDATA[x]]>",
  "javascript:alert(7)",
  "&lt;b&gt;&amp;&#38;&nbsp;",
  '\\N\\G\\T\\l\\"]; evil [label="x" URL="javascript:alert(8)"]; "',
  '<<TABLE><TR><TD HREF="https://evil.test/">x</TD></TR></TABLE>>',
  "N1 -> N2; subgraph cluster_evil { evil }",
  "strict digraph {",
  "// no comment",
  "/* no comment */",
  "# no line of the preprocessor",
  "<!--",
  "-->",
  "<?xml version='1.0'?>",
  "%s %d %n",
  "$(touch x) `touch y`",
  "=cmd|' /C calc'!A0",
  "+1+1",
  "@SUM(1)",
  "-2+3",
  'a","b',
  "main.__proto__",
  "__proto__",
  "constructor",
  "toString",
  "main.(*T).f[go.shape.<script>]",
  "operator<<",
  "std::vector<int, std::allocator<int> >::at(unsigned long)",
  "  in front",
  "behind  ",
  "\u{1f600} \u05e9\u05dc\u05d5\u05dd \u4e2d\u6587",
  "e\u0301\u0308\u0323",
  "{{constructor}}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is no template
  "${alert(9)}",
  "a|b|{c|d}",
  "port:n",
  "digraph",
  "node",
];

/** What is left of a text in an SVG: blanks are one, and what is no character of XML is none. @param {string} text */
const plain = (text) => text.replace(/[\s\p{Cc}\p{Cf}\ufffd\ufffe\uffff]+/gu, "");

/** A text with its entities read: of an attribute, which the parser leaves as it is. @param {string} text */
const read = (text) => {
  const known = /** @type {Record<string, string>} */ ({ lt: "<", gt: ">", quot: '"', amp: "&", nbsp: "\u00a0" });
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code ? String.fromCodePoint(Number(code)) : (known[name] ?? whole),
  );
};

/** The boxes of a DOT, as Graphviz draws them: what is in each, and what it says of itself. @param {string} dot */
function boxesOf(dot) {
  const { status, output, errors } = graphviz.render(dot, { format: "svg", engine: "dot" });
  assert.equal(status, "success", JSON.stringify(errors));
  const svg = new DOMParser().parseFromString(output ?? "", "text/xml");
  assert.equal(svg.querySelectorAll("script, img, foreignObject").length, 0);
  const links = [...svg.querySelectorAll("a")].map((link) => link.getAttribute("xlink:href"));
  assert.deepEqual(links.filter(Boolean), []);
  return [...svg.querySelectorAll("g.node")].map((box) => ({
    text: [...box.querySelectorAll("text")].map((line) => line.textContent).join(""),
    title: read(box.querySelector("a")?.getAttribute("xlink:title") ?? ""),
  }));
}

test("every name is a box of its own, with its text", () => {
  // pprof writes a NUL as it is, and for Graphviz the text ends there: what `dot` writes stays pprof's. The page's own DOT has none.
  const strange = Object.values(HOSTILE).filter(
    (name) => typeof name === "string" && plain(name) && !name.includes("\0"),
  );
  const names = [...NAMES, .../** @type {string[]} */ (strange)];
  const session = new Session();
  session.open("profile", profileOf(names.map((name, i) => ({ stack: ["main.main", name], value: 1000 + i }))));
  for (const line of ["nodecount=0", "nodefraction=0", "edgefraction=0"]) session.run(line);
  const boxes = boxesOf(session.run("dot")).filter(({ title }) => title);
  session.free();
  assert.equal(boxes.length, names.length + 1);
  // A box says the name in short, and on a line for each part of it; its title says all of it. In a title Graphviz reads `\\\\N` as an escape of
  // its own, in a box it does not.
  const parts = (/** @type {string} */ text) => plain(text).replace(/::|\./g, "");
  for (const name of names) {
    // Graphviz reads entities in what it is given, and pprof gives it names as they are.
    const isOf = (/** @type {string} */ own, /** @type {typeof boxes[number]} */ { text, title }) =>
      plain(title).startsWith(`${plain(own)}(`) || parts(text).startsWith(parts(own));
    const found = boxes.filter((box) => isOf(name, box) || isOf(read(name), box));
    assert.ok(found.length > 0, `${JSON.stringify(name.slice(0, 80))} is not among ${boxes.length} boxes`);
  }
  for (const { text, title } of boxes) assert.ok(plain(text).length > 0, `nothing stands in the box of ${title}`);
});
