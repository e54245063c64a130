// The flame graph without a browser: what is written in a box, which boxes a search leads to, and the picture as a file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hex, huesFor, packageTone } from "../../www/views/colours.js";
import { rowHeight, rowsOf } from "../../www/views/flame-boxes.js";
import { weightsOf } from "../../www/views/flame-canvas.js";
import { hitBeside, hitsOf, windowFor } from "../../www/views/flame-hits.js";
import { fitting, room, shorter, written } from "../../www/views/flame-label.js";
import { partOf } from "../../www/views/flame-map.js";
import { flameSvg } from "../../www/views/flame-picture.js";
import { HOSTILE } from "../profiles.mjs";

/** @import { Flame } from "../../www/views/flame.js" */

/** Names, and what is written of them in boxes of so many letters. @type {[name: string, ...[letters: number, label: string][]][]} */
const LABELS = [
  // Go: the package, then the receiver, then the end.
  [
    "cmd/compile/internal/ssa.(*Func).newValue1A",
    [60, "cmd/compile/internal/ssa.(*Func).newValue1A"],
    [30, "ssa.(*Func).newValue1A"],
    [20, "(*Func).newValue1A"],
    [12, "newValue1A"],
    [8, "newValu…"],
    [7, "newVal…"],
    [6, ""],
  ],
  ["main.run.func1", [13, "run.func1"], [8, "run.fun…"]],
  ["main.(*Server).serve.func1.2", [25, "(*Server).serve.func1.2"], [20, "serve.func1.2"], [9, "serve.fu…"]],
  ["main.init.0", [10, "init.0"]],
  ["slices.SortFunc[go.shape.[]int,go.shape.int]", [40, "slices.SortFunc[…]"], [12, "SortFunc[…]"], [8, "SortFunc"]],
  ["pkg/list.(*List[go.shape.int]).Push", [20, "list.(*List[…]).Push"], [15, "(*List[…]).Push"], [8, "Push"]],
  ["gopkg.in/yaml.v2.(*decoder).scalar", [30, "yaml.v2.(*decoder).scalar"], [20, "(*decoder).scalar"]],
  ["grow", [4, "grow"], [3, ""]],
  // Java: a constructor keeps its class.
  ["com.example.App$Inner.run", [20, "App$Inner.run"], [6, "run"]],
  ["com.example.App$$Lambda$47/0x0000000800c8.run", [31, "com.example.App$$Lambda$47.run"], [20, "App$$Lambda$47.run"]],
  ["com.example.App.<init>", [12, "App.<init>"], [8, "App.<in…"]],
  ["java/io/PrintStream.println", [20, "PrintStream.println"], [9, "println"]],
  // C++: parameters and type arguments go, the result's type with them.
  [
    "std::vector<int, std::allocator<int>>::push_back(int const&)",
    [40, "std::vector<…>::push_back"],
    [20, "vector<…>::push_back"],
    [9, "push_back"],
  ],
  ["void ns::foo<int>(std::string const&)", [12, "ns::foo<…>"], [4, "foo"]],
  ["std::ostream& std::operator<< <char>(std::ostream&, char)", [12, "operator<<"]],
  ["Foo::operator()(int) const", [17, "Foo::operator()"]],
  ["ns::(anonymous namespace)::Parser::next() const", [15, "Parser::next"], [5, "next"]],
  ["do_work [clone .isra.0]", [10, "do_work"]],
  // Rust: a method of a trait is one of its type, a closure one of its function.
  ["<alloc::vec::Vec<T> as core::iter::Extend<T>>::extend", [20, "Vec::extend"], [8, "extend"]],
  ["core::ptr::drop_in_place<alloc::vec::Vec<u8>>", [30, "core::ptr::drop_in_place<…>"], [14, "drop_in_place"]],
  ["app::run::{{closure}}", [20, "run::{{closure}}"], [9, "run::{{c…"]],
  ["alloc::vec::Vec<T,A>::push::h0123456789abcdef", [15, "Vec<T,A>::push"], [5, "push"]],
  // JavaScript and Python, with the place of what has no name.
  ["(anonymous) /src/app/view.js:12", [25, "(anonymous) view.js:12"], [12, "view.js:12"], [8, "view.js…"]],
  ["Module._compile", [10, "_compile"]],
  ["Object.<anonymous>", [10, "Object.<a…"]],
  ["django.core.handlers.base.get_response", [20, "base.get_response"], [14, "get_response"], [9, "get_resp…"]],
  ["Class.method.<locals>.<lambda>", [26, "method.<locals>.<lambda>"], [8, "method.…"]],
  // What tools write in front of a name: the place, the module.
  [
    "lib/utility/utility.py:-1 - find_nearest_vehicle",
    [60, "lib/utility/utility.py:-1 - find_nearest_vehicle"],
    [40, "find_nearest_vehicle"],
    [10, "find_near…"],
  ],
  ["(unknown):-1 - new [c function]", [20, "new [c function]"]],
  ["main.rs:127 - server::find_nearest_vehicle", [30, "server::find_nearest_vehicle"], [20, "find_nearest_vehicle"]],
  ["Shop.Orders!Cart.Add", [20, "Shop.Orders!Cart.Add"], [12, "Cart.Add"], [4, "Add"]],
  // Other granularities, and what has no name.
  ["/src/a/b.go", [8, "b.go"]],
  ["main.f /src/main.go:12", [14, "f main.go:12"], [6, "f :12"]],
  ["00000000004a2b3c main.f /src/main.go:12", [30, "main.f /src/main.go:12"]],
  ["[libc.so.6]", [11, "[libc.so.6]"], [8, "[libc.s…"]],
  ["日本語.関数名前です", [20, "日本語.関数名前です"], [13, "関数名前です"], [9, "関数名前…"]],
];

test("a name loses its package, then its brackets and its receiver, then its end", () => {
  for (const [name, ...wanted] of LABELS) {
    const labels = shorter(name);
    for (const [letters, label] of wanted) {
      const { text } = fitting(labels, letters);
      assert.equal(text, label, `${name} in ${letters} letters`);
      assert.ok(room(text) <= letters, `${text} has room in ${letters} letters`);
    }
  }
});

test("no name makes it slow or loses its beginning", () => {
  const begun = performance.now();
  for (const name of ["(".repeat(1e6), "<".repeat(1e6), "a::".repeat(4e5), "a.".repeat(5e5), " a.go".repeat(2e5), ""])
    fitting(shorter(name), 40);
  assert.ok(performance.now() - begun < 1000);
  for (let letters = 7; letters < 18; letters++) {
    const { text } = fitting(shorter("main.prepareFilesForBuild"), letters);
    assert.ok(text.startsWith("prepar"), text);
  }
});

test("the package is what is dimmed, as far as it is written", () => {
  const dimmed = (/** @type {number} */ letters) => {
    const { text, dim } = fitting(shorter("net/http.(*conn).serve"), letters);
    return [text.slice(0, dim), text.slice(dim)];
  };
  assert.deepEqual(dimmed(30), ["net/http.", "(*conn).serve"]);
  assert.deepEqual(dimmed(20), ["http.", "(*conn).serve"]);
  assert.deepEqual(dimmed(14), ["", "(*conn).serve"]);
});

test("rows are high where they would leave their place empty, and low where there are many", () => {
  assert.equal(rowHeight(8, 600), 28);
  assert.equal(rowHeight(24, 600), 23);
  assert.equal(rowHeight(80, 600), 19);
});

/** `main` (100) calls `a.f` (60), which calls `b.g` (20), and `b.g` (40). @returns {Flame} */
const small = () =>
  /** @type {any} */ ({
    names: [0, 1, 2, 3, 3],
    texts: ["", "main.main", "a.f", 'b.g<"&>'],
    rows: [0, 1, 2, 2, 3],
    parents: [0, 0, 1, 1, 2],
    starts: [0, 0, 0, 60, 0],
    widths: [100, 100, 60, 40, 20],
    values: [100, 100, 60, 40, 20],
    owns: [0, 0, 40, 40, 20],
    inline: [0, 0, 0, 0, 0],
    matches: [0, 0, 0, 1],
    belongs: [-1, 0, 1, 2],
    packageTexts: ["main", "a", "b"],
    runtime: [0, 0, 0],
    total: 100,
    said: [1, 2],
    saidAt: new Map([
      [1, 0],
      [2, 1],
    ]),
    weights: ["1s", "600ms"],
    shares: ["100%", "60.00%"],
  });

test("a box says what it weighs and its share, and of a change the change alone, whose share its tip explains", () => {
  assert.deepEqual(weightsOf(small(), 2, false), ["600ms 60.00%", "600ms"]);
  assert.deepEqual(weightsOf(small(), 2, true), ["+600ms"]);
});

test("a name makes way for what its box weighs, what is least of it first, from some width on", () => {
  const told = (
    /** @type {number} */ letters,
    name = "shop.example/ui.(*Table[go.shape.int]).Lookup",
    all = ["+0.50MB"],
  ) => {
    const { text, dim, weight } = written(shorter(name), letters, all);
    assert.ok(room(text) + (weight && room(weight) + 2) <= letters);
    return [text.slice(0, dim), text.slice(dim), weight];
  };
  assert.deepEqual(told(60), ["shop.example/ui.", "(*Table[go.shape.int]).Lookup", "+0.50MB"]);
  assert.deepEqual(told(50), ["shop.example/ui.", "(*Table[…]).Lookup", "+0.50MB"]);
  assert.deepEqual(told(28), ["", "(*Table[…]).Lookup", "+0.50MB"]);
  assert.deepEqual(told(21), ["", "Lookup", "+0.50MB"]);
  assert.deepEqual(told(16), ["", "Lookup", "+0.50MB"]);
  assert.deepEqual(told(15, "rank.Best.func1"), ["rank.", "Best.func1", ""], "a narrow box has its name");
  assert.deepEqual(told(16, "makeSliceArshaler"), ["", "makeSliceArshal…", ""], "its own name makes way for nothing");
  assert.deepEqual(told(30, "net/http.serve", ["600ms 60.00%", "600ms"]), ["net/http.", "serve", "600ms 60.00%"]);
  assert.deepEqual(told(22, "net/http.serve", ["600ms 60.00%", "600ms"]), ["net/http.", "serve", "600ms"]);
  assert.deepEqual(told(60, "main.run", []), ["main.", "run", ""]);
});

test("a search leads from the widest box to the next, around the end", () => {
  const hits = hitsOf(small());
  assert.deepEqual(hits, [3, 4]);
  assert.equal(hitBeside(hits, 0, 1), 3);
  assert.equal(hitBeside(hits, 0, -1), 4);
  assert.equal(hitBeside(hits, 3, 1), 4);
  assert.equal(hitBeside(hits, 4, 1), 3);
  assert.equal(hitBeside([], 0, 1), undefined);
});

test("the window moves only as far as a box needs it to be seen and read", () => {
  const all = { from: 0, to: 100 };
  assert.equal(windowFor({ start: 60, width: 40 }, all, 1000), null);
  assert.deepEqual(windowFor({ start: 50, width: 1 }, all, 1200), { from: 45.5, span: 10 });
  // It is wide enough, and only out of sight.
  assert.deepEqual(windowFor({ start: 50, width: 4 }, { from: 0, to: 40 }, 1000), { from: 32, span: 40 });
});

test("the map knows where a path leads", () => {
  assert.deepEqual(partOf(small(), [], false), { from: 0, to: 1 });
  assert.deepEqual(partOf(small(), ["main.main", 'b.g<"&>'], false), { from: 0.6, to: 1 });
  assert.deepEqual(partOf(small(), ["main.main", "a.f", 'b.g<"&>'], false), { from: 0, to: 0.2 });
  assert.equal(partOf(small(), ["main.main", "gone"], false), null);
  assert.equal(partOf(small(), ["main.main"], true), null);
});

/** @param {Partial<Parameters<typeof flameSvg>[0]>} how */
const picture = (how = {}) =>
  flameSvg({
    flame: small(),
    rows: rowsOf(small()),
    diff: false,
    searching: false,
    pivot: false,
    title: "search (cpu)",
    total: "cpu 1s",
    said: ["One & two.", "from the root"],
    ...how,
  });

test("the picture has all boxes, their text as text, and what they weigh", () => {
  const svg = picture();
  assert.equal(svg.match(/<g[ >]/g)?.length, 5);
  assert.match(svg, /<title>search \(cpu\)<\/title>/);
  assert.match(svg, /One &amp; two\./);
  assert.match(svg, /<tspan fill="#56635d">main\.<\/tspan>main<tspan fill="#56635d"> {2}1s 100%<\/tspan>/);
  assert.match(svg, /<title>b\.g&lt;&quot;&amp;&gt;\n20\.00%<\/title>/);
  assert.ok(svg.includes(`fill="${hex(packageTone("a", false, { dark: false, strong: false }))}"`));
  assert.doesNotMatch(svg, /oklch|var\(/);
  // What does not match makes way.
  assert.equal(picture({ searching: true }).match(/opacity="\.4"/g)?.length, 3);
});

test("the picture runs and loads nothing, is XML, and turns no text around, whatever names are", () => {
  const names = Object.values(HOSTILE).filter((name) => typeof name === "string");
  const what = { ...small(), texts: ["", ...names] };
  for (const [i, name] of names.entries()) {
    const svg = picture({
      flame: { ...what, names: what.names.map(() => i + 1) },
      title: name,
      total: name,
      said: [name],
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
    assert.doesNotMatch(svg, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\u202a-\u202e]/);
    const tags = new Set(svg.match(/<(?!\/)[^\s>]*/g));
    assert.deepEqual(
      [...tags].sort(),
      ["<g", "<rect", "<svg", "<text", "<title", "<tspan"].filter((tag) => tags.has(tag)),
    );
    const attributes = new Set([...svg.matchAll(/<[^>]*>/g)].flatMap(([tag]) => tag.match(/\s[\w:-]+(?==)/g) ?? []));
    for (const attribute of attributes) assert.doesNotMatch(attribute, /^\s(on|href|xlink|style|src)/);
  }
});

test("colours are those of the screen", () => {
  assert.equal(hex({ light: 1, chroma: 0, hue: 0 }), "#ffffff");
  assert.equal(hex({ light: 0, chroma: 0, hue: 0 }), "#000000");
  // Red, as CSS Color 4 has it.
  assert.equal(hex({ light: 0.62796, chroma: 0.25768, hue: 29.234 }), "#ff0000");
});

test("the heaviest packages have hues that are told apart, whatever their names are, and the others have their own", () => {
  const heaviest = ["shop.example/search/rank", "shop.example/search/query", ..."abcdefghij"];
  const hues = huesFor(heaviest);
  const apart = (/** @type {string} */ one, /** @type {string} */ other) => {
    const far = Math.abs(hues(one) - hues(other));
    return Math.min(far, 360 - far);
  };
  for (const [i, one] of heaviest.entries())
    for (const other of heaviest.slice(0, i))
      assert.ok(apart(one, other) >= (i < 4 ? 45 : 10), `${one} and ${other}: ${apart(one, other)}`);
  // The heaviest one has the hue that it has in every profile, and so have those that are not among them.
  assert.equal(hues(heaviest[0]), huesFor([])(heaviest[0]));
  assert.equal(hues("net/http"), huesFor([])("net/http"));
  assert.deepEqual(heaviest.map(huesFor(heaviest)), heaviest.map(hues), "the same each time");
});

test("text on every hue has a contrast of 4.5 at least, in light and dark", () => {
  const light = (/** @type {string} */ colour) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  for (let hue = 0; hue < 360; hue++)
    for (const [dark, ink] of /** @type {const} */ ([
      [false, "#16201c"],
      [true, "#e3ebe7"],
    ])) {
      const fill = hex(packageTone("a", false, { dark, strong: false }, () => hue));
      const [one, other] = [light(fill), light(ink)];
      assert.ok(Math.max(one, other) / Math.min(one, other) >= 4.5, `${fill} below ${ink}`);
    }
});
