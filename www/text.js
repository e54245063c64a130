// Text for people, where pprof has no say: bytes and milliseconds of the page's own, and how a long function name is taken apart.

/** 5767168 -> "5.5 MB" @param {number} n */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  for (const unit of ["kB", "MB", "GB"]) {
    n /= 1024;
    if (n < 999.5) return `${n < 9.95 ? n.toFixed(1) : Math.round(n)} ${unit}`;
  }
  return `${(n / 1024).toFixed(1)} TB`;
}

/** 0.4 -> "0.4 ms", 1234 -> "1.23 s" @param {number} ms */
export function millis(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** The last element of a path: "/src/a.go" -> "a.go" @param {string} path */
export const lastOf = (path) =>
  path.slice(Math.max(path.lastIndexOf("/"), /^([a-z]:\\|\\\\)/i.test(path) ? path.lastIndexOf("\\") : -1) + 1);

/**
 * What a profile is called: of two of the heap the one that is opened for what was allocated is Go's allocs, as the sentence has it.
 * @param {{kind: string, defaultType: number, sampleTypes: {type: string}[]}} profile
 */
export const kindOf = ({ kind, defaultType, sampleTypes }) =>
  kind === "heap" && sampleTypes[defaultType]?.type.startsWith("alloc_") ? "allocs" : kind;

/** 1815 -> "1,815" @param {number} n */
export const count = (n) => n.toLocaleString("en");

/** What a list is ordered by: in a comparison its columns are those of changes. @param {string} sort @param {boolean} compared */
export const orderedBy = (sort, compared) => `by ${compared ? (sort === "cum" ? "cum change" : "change") : sort}`;

/** count(1, "row") -> "1 row" @param {number} n @param {string} word */
export const counted = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;

/** Whole numbers in their order, however large: ["7", "8", "9", "12"] -> "7–9, 12" @param {string[]} numbers */
export function ranges(numbers) {
  /** @type {[bigint, bigint][]} */
  const found = [];
  for (const n of numbers.map(BigInt)) {
    const last = found.at(-1);
    if (last && n === last[1] + 1n) last[1] = n;
    else found.push([n, n]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

/** At the granularity of files a name is a path: its dot is not a package's. */
export const FILE_END = /^[^\s(]*\.(go|s|S|c|cc|cpp|cxx|h|hpp|rs|py|java|kt|js|ts|rb)(:\d+)*$/;

/** The package behind the last slash, as Go has it: up to a dot, and a version before that one. */
const GO_PACKAGE = /^[^.:\s[<(]*(?:\.v\d+)?\.(?=.)/;

/** Java's packages as the machine writes them: no dot in front of a class, as there is in Go's paths. */
const JAVA_PACKAGE = /^(?:[\w$]+\/)+(?=[A-Z])/;

/** A class that the Java machine hides, or has made of a lambda: the number behind its slash is no function of a package. */
const HIDDEN_CLASS = /^([^[<(\s]*\$[^[<(\s/]*)\/(?:0x)?[\da-f]+(?=\.|$)/;

/** Whether a name is of such a class: its last slash ends no path. @param {string} name */
export const isHiddenClass = (name) => HIDDEN_CLASS.test(name);

/** A lambda of which nobody says whose it is. */
const BARE_LAMBDA = /^\$*Lambda\$/;

/** The package by language: Java's up to the class that has a method, a C++ or Rust path, else the first word (Go, after its path). */
const PREFIX = /^(?:[a-z_]\w*\.)+(?=[A-Z][\w$]*\.)|^(?:[a-z_]\w*::)+(?=.)|^[^.:\s[<(]*(?:\.|::)(?=.)/;

/** Where a function is, which Pyroscope writes in front of its name: `lib/bike.py:-1 - order`, `<internal:timev>:-1 - now`. */
const PLACE_BEFORE = /^.{0,500}?:-?\d+ - (?=\S)/;

/** What .NET says of where a class is: `Shop.Orders!Cart.Add`. */
const MODULE = /^[^!\s[<({]+!(?=.)/;

/** How much of a name is the place before it. @param {string} name */
export const placeEnd = (name) => PLACE_BEFORE.exec(name)?.[0].length ?? 0;

/** How much of a name is .NET's module, its sign included. @param {string} name */
export const moduleEnd = (name) => MODULE.exec(name)?.[0].length ?? 0;

/** So many letters of a name say where its package ends: expressions that look ahead and back take long for a text without an end. */
const HEAD = 2000;

/** Where the package at the beginning of a name ends, its separator included. @param {string} name @returns {number} */
function packageEnd(name) {
  let from = 0;
  for (let place = placeEnd(name); place; place = placeEnd(name.slice(from))) from += place;
  return from + ownPackageEnd(name.slice(from));
}

/** The same of a name with no place before it. @param {string} name @returns {number} */
function ownPackageEnd(name) {
  if (MODULE.test(name)) return moduleEnd(name);
  if (BARE_LAMBDA.test(name)) return 0;
  const hidden = HIDDEN_CLASS.exec(name)?.[1];
  if (hidden) return /^(?:[a-z_]\w*[./])+/.exec(hidden)?.[0].length ?? 0;
  const plain = /^[^[<(\s]*/.exec(name)?.[0] ?? "";
  const java = JAVA_PACKAGE.exec(plain);
  if (java && java[0].length === plain.lastIndexOf("/") + 1) return java[0].length;
  const slash = plain.lastIndexOf("/") + 1;
  return slash + ((slash ? GO_PACKAGE : PREFIX).exec(name.slice(slash))?.[0].length ?? 0);
}

/**
 * A printed name in parts: what is dimmed, what is bright, and what may be cut first of the bright part.
 *
 *     cmd/compile/internal/ssa.(*Func).newValue   "cmd/compile/internal/ssa." "(*Func).newValue"
 *     slices.SortFunc[go.shape.[]int,go.shape.int] "slices." "SortFunc" "[go.shape.[]int,go.shape.int]"
 *     com.example.App$Inner.run                    "com.example." "App$Inner.run"
 *     java/io/PrintStream.<init>                   "java/io/" "PrintStream.<init>"
 *     std::vector<int>::push_back                  "std::" "vector" "<int>" "::push_back"
 *     lib/bike.py:-1 - order                       "lib/bike.py:-1 - " "order"
 *     Shop.Orders!Cart.Add                         "Shop.Orders!" "Cart.Add"
 *
 * @param {string} name @returns {{prefix: string, base: string, generic: string, rest: string}}
 */
export function parts(name) {
  const head = name.slice(0, HEAD);
  const cut = FILE_END.test(head) ? head.lastIndexOf("/") + 1 : packageEnd(head);
  const prefix = name.slice(0, cut);
  const tail = name.slice(cut);
  // Java's constructors have no type arguments: `App.<init>`.
  const from = tail.search(/\[|(?<!\.)</);
  const to = Math.max(tail.lastIndexOf("]"), tail.lastIndexOf(">"));
  if (from <= 0 || to < from) return { prefix, base: tail, generic: "", rest: "" };
  return { prefix, base: tail.slice(0, from), generic: tail.slice(from, to + 1), rest: tail.slice(to + 1) };
}

const [OPEN, CLOSE] = ["[<", "]>"];

/**
 * A function's own name, and each list of type arguments in it by itself: "(*Map" "[K,V]" ").All" "[K]" "". Every second one is such a list.
 * @param {string} base @param {string} generic from the first list to the last one @param {string} rest
 */
export function withArguments(base, generic, rest) {
  // Brackets that are all of a name: `[c function]`.
  if (!/[\p{L}\p{N}_)]/u.test(base)) return [base + generic + rest];
  const all = [base];
  let [depth, from] = [0, 0];
  for (let i = 0; i < generic.length; i++) {
    // A channel's arrow is no bracket.
    if (OPEN.includes(generic[i]) && generic[i + 1] !== "-") {
      if (depth++ === 0 && i > from) all.push(generic.slice(from, i));
      if (depth === 1) from = i;
    } else if (CLOSE.includes(generic[i]) && depth > 0 && generic[i - 1] !== "-" && --depth === 0) {
      all.push(generic.slice(from, i + 1));
      from = i + 1;
      // Between two lists there is a text, or none.
      if (generic[from] && OPEN.includes(generic[from])) all.push("");
    }
  }
  // One that does not end is a part of the name.
  if (all.length % 2) return [...all.slice(0, -1), all.at(-1) + generic.slice(from) + rest];
  return [...all, generic.slice(from) + rest];
}

/** What of a package leads to its last part: "shop.example/search/" of "shop.example/search/rank.". @param {string} prefix @returns {string} */
export function packagePath(prefix) {
  const place = /^.*:-?\d+ - /.exec(prefix)?.[0] ?? "";
  // A package says more than a line; where there is none, the file is what tells functions apart.
  const rest = prefix.slice(place.length);
  if (place && !rest) return prefix.slice(0, place.lastIndexOf("/") + 1);
  return place + (/^.*[/.:](?=[^/.:]+[/.:!]+$)/.exec(rest)?.[0] ?? "");
}

/** What rows of a table stand for, by the option `granularity`. @type {Record<string, string>} */
const ROWS = { files: "file", lines: "line", addresses: "address" };

/** What the column of names is called. @param {string} granularity */
export const rowWord = (granularity) => ROWS[granularity] ?? "function";

/** A value as text: of a change with its sign, also where it is more. @param {string} text @param {number} value @param {boolean} isChange */
export const withSign = (text, value, isChange) => (isChange && value > 0 ? `+${text}` : text);

/** The same of a share, whose text has no sign by itself. @param {string} text @param {number} value that it is the share of @param {boolean} isChange */
export const shareWithSign = (text, value, isChange) =>
  isChange && value < 0 ? `-${text}` : withSign(text, value, isChange);

/** Less than nothing, nothing or more. @param {string} text of a weight */
export const signOf = (text) => (/^[^1-9]*$/.test(text) ? 0 : text.startsWith("-") ? -1 : 1);

/** What values are, as far as words of shares need it. @typedef {{changes: boolean, diff?: {role: "base" | "diff_base"} | null} | null | undefined} Compares */

/** What shares of a total are of, where there are shares of what was before, too. @param {Compares} summary */
export const ofTotal = (summary) =>
  summary?.diff ? { diff_base: " of the base's total", base: " of what remains" }[summary.diff.role] : "";

/** A weight and its share of the total; of a change with their signs, and of what it is a share. @param {Compares} summary @param {string} text @param {string} share */
export function weightAndShare(summary, text, share) {
  const isChange = Boolean(summary?.changes);
  return `${withSign(text, signOf(text), isChange)} (${shareWithSign(share, signOf(text), isChange)}${ofTotal(summary)})`;
}

/**
 * What was before and is after, and the change in per cent: `10.54MB → 38.57MB (+265.94% of what it was)`.
 * @param {{beforeText: string, afterText: string, percent: string}} compared
 */
export const fromTo = ({ beforeText, afterText, percent }) =>
  `${beforeText} → ${afterText}${percent ? ` (${percent}${/^[+-]/.test(percent) ? " of what it was" : ""})` : ""}`;

/** What the heading of a share of what was before means. */
export const CHANGE_SHARE = "the change as a share of what it was";

/** What a link to the page is good for. */
export const COPY_LINK = "Copy a link to this view: whoever opens it is asked for the same files";

/** The class of a value that is a change: its colour. @param {number} value @param {boolean} isChange */
export const signClass = (value, isChange) =>
  !isChange || value === 0 ? "" : value > 0 ? "signed more" : "signed less";

/**
 * What the names of a profile do not tell, in a sentence; "" where they tell all.
 * @param {{foldedNames: number, foldedExample: string}} summary
 */
export const foldedNames = ({ foldedNames: names, foldedExample: example }) =>
  names === 0
    ? ""
    : names === 1
      ? `The name ${example} leaves out the types that tell its functions apart`
      : `${counted(names, "name")}, such as ${example}, leave out the types that tell functions apart`;

/** What moves or hides the letters around it: control characters, and marks of the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A foreign text as it can be shown in a line among others: what cannot be seen is a sign, `x\ny` is `x␤y`. It is copied as it is from
 * menus and tables.
 * @param {string} text
 */
export const shown = (text) => (/^[ -~]*$/.test(text) ? text : text.replace(UNSEEN, signFor));

/** @param {string} letter */
function signFor(letter) {
  const code = letter.charCodeAt(0);
  if (letter === "\n") return "␤";
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : "�";
}

/** What Go says of an expression that it cannot read, and what that means. */
const UNREADABLE = {
  "missing closing )": "a parenthesis is open at its end",
  "missing closing ]": "a bracket is open at its end",
  "unexpected )": "a parenthesis closes that was not opened",
  "missing argument to repetition operator": "nothing stands before what repeats it",
  "invalid nested repetition operator": "a repetition is repeated",
  "invalid repeat count": "it repeats too often",
  "trailing backslash at end of expression": "it ends in a backslash",
  "invalid escape sequence": "a backslash stands before a letter that means nothing so",
  "invalid character class": "a range in brackets runs backwards",
  "invalid or unsupported Perl syntax": "what begins with (? is not known",
};

/**
 * Why an expression cannot be read, in a sentence that needs no knowledge of Go; what is about something else stays.
 * @param {string} refusal as the core says it
 */
export function unreadable(refusal) {
  const [, about, reason, part = ""] = /^(.*?)error parsing regexp: ([^:`]+)(?:: `([\s\S]*)`)?$/.exec(refusal) ?? [];
  if (reason === undefined) return refusal;
  const [, meant = reason] = Object.entries(UNREADABLE).find(([said]) => reason.startsWith(said)) ?? [];
  const option = /(\w+) regexp/.exec(about)?.[1];
  return `${option ? `${option}: this` : "This"} is no regular expression: ${meant}${part ? ` (${part})` : ""}.`;
}

/** A text as a regular expression that means it alone. @param {string} text */
export const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The text that an expression means alone, where more than its dots are escaped: `w.(*Pool).run` of `w\.\(\*Pool\)\.run`; else "". @param {string} expression */
export function unquoted(expression) {
  const text = expression.replace(/\\(.)/g, "$1");
  return quoted(text) === expression && isSpecial(text) ? text : "";
}

/** Whether a text means something else as an expression than as it stands. @param {string} text */
export const isSpecial = (text) => /[*+?^${}()|[\]\\]/.test(text);
