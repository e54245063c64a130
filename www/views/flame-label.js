// What is written in a box: a function's name as long as there is room for it.
//
// In: a printed name, and how many letters fit. Out: the name, or a shorter one. The package goes first, then what stands in brackets,
// then the receiver or class; a name of its own that is still too long loses its end, never its beginning.
//
//     cmd/compile/internal/ssa.(*Func).newValue1A   ssa.(*Func).newValue1A   (*Func).newValue1A   newValue1A   newVal…
//
// Nothing here needs a browser: letters are counted, which is as good as measuring them in a face where all are equally wide.

import { FILE_END, moduleEnd, parts, placeEnd, shown } from "../text.js";

/** `dim`: how many letters at its beginning are those of the package. @typedef {{text: string, dim: number}} Label */

/** A name that does not fit is written where so many letters are seen, the last one being "…". */
const LEAST = 7;
/** Names longer than this are looked at no further: nothing as long fits a window. */
const LONGEST = 600;
/** So many letters are between a name and what it weighs. */
export const APART = 2;
/** A box with so many letters, some 120 pixels, has room for a name and what it weighs. */
const BOTH = 16;
/** So many words of a name are dropped one by one. */
const NEAR = 12;

/** What says nothing without what stands before it: closures, numbers, constructors, lambdas. */
const DEPENDENT =
  /^(?:\d+|func\d+|gowrap\d+|fm|\{\{[^}]*\}\}|\{[^}]*\}|<(?:init|clinit|lambda|locals|listcomp|genexpr|dictcomp|setcomp|anonymous|module)>|\(anonymous\)|lambda\$.*|\$?anonfun.*|isra|part|constprop|cold|llvm|lto_priv|h[0-9a-f]{16}|call_once|operator\(\))$/;
/** A version in the middle of a Go package's path. */
const VERSION = /^v\d+$/;
/** An operator's name in C++ has the brackets of others. */
const OPERATOR = /\boperator\s*(?:\(\)|\[\]|->\*?|<=>|<<=?|>>=?|[<>]=?|(?:new|delete)(?:\[\])?)/y;
const OPERATOR_END = new RegExp(`${OPERATOR.source}$`);

/** Letters that take the room of two: of East Asian scripts, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u;
const ASCII = /^[ -~…]*$/;

/** How much room a text takes, in letters. @param {string} text */
export function room(text) {
  if (ASCII.test(text)) return text.length;
  let letters = 0;
  for (const letter of text) letters += WIDE.test(letter) ? 2 : 1;
  return letters;
}

/** The beginning of a text that leaves room for "…" behind it. @param {string} text @param {number} letters */
function cut(text, letters) {
  if (ASCII.test(text)) return `${text.slice(0, letters - 1).trimEnd()}…`;
  let end = "";
  let left = letters - 1;
  for (const letter of text) {
    left -= WIDE.test(letter) ? 2 : 1;
    if (left < 0) break;
    end += letter;
  }
  return `${end}…`;
}

const OPEN = "([<{";
const CLOSE = ")]>}";

/**
 * The words of a name outside of brackets, each with the separator behind it: "ssa." "(*Func)." "newValue".
 * @param {string} name
 */
function words(name) {
  /** @type {string[]} */
  const found = [];
  let depth = 0;
  let from = 0;
  const isFile = FILE_END.test(name);
  for (let i = 0; i < name.length; i++) {
    OPERATOR.lastIndex = i;
    const operator = name[i] === "o" ? OPERATOR.exec(name) : null;
    if (operator) {
      i += operator[0].length - 1;
      continue;
    }
    const letter = name[i];
    if (OPEN.includes(letter)) depth++;
    else if (CLOSE.includes(letter)) depth -= Number(depth > 0 && name[i - 1] !== "-" && name[i - 1] !== "=");
    if (depth > 0) continue;
    const length =
      letter === ":" && name[i + 1] === ":" ? 2 : letter === "/" || letter === "\\" || letter === "#" ? 1 : 0;
    // A dot at the beginning of a word, or behind another one, is a part of it: `.text`, `glob..func1`.
    const isDot = letter === "." && !isFile && i > from && name[i + 1] !== undefined && name[i + 1] !== ".";
    if (!length && !isDot) continue;
    found.push(name.slice(from, i + (length || 1)));
    i += (length || 1) - 1;
    from = i + 1;
  }
  found.push(name.slice(from));
  return found;
}

/** What stands in brackets behind a word: type arguments become "…", a list of parameters goes. @param {string} text */
function withoutArguments(text) {
  let short = "";
  for (let i = 0; i < text.length; i++) {
    OPERATOR.lastIndex = i;
    const operator = text[i] === "o" ? OPERATOR.exec(text) : null;
    if (operator) {
      short += operator[0];
      i += operator[0].length - 1;
      continue;
    }
    const at = OPEN.indexOf(text[i]);
    if (at < 0) {
      short += text[i];
      continue;
    }
    const end = closing(text, i);
    const isBehind = (/[\w>\])]$/.test(short) || OPERATOR_END.test(short)) && end > 0;
    if (!isBehind || (end === i + 1 && OPEN[at] !== "(")) {
      short += text[i];
      continue;
    }
    if (OPEN[at] !== "(") short += `${OPEN[at]}…${CLOSE[at]}`;
    i = end;
  }
  return short.replace(/(?: (?:const|volatile|noexcept|&&?))+$/, "");
}

/** Where the bracket that opens at a place closes, -1 for nowhere. @param {string} text @param {number} from */
function closing(text, from) {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (OPEN.includes(text[i])) depth++;
    else if (CLOSE.includes(text[i]) && text[i - 1] !== "-" && text[i - 1] !== "=" && --depth === 0) return i;
  }
  return -1;
}

/** A name without what compilers and tools put around it: a result's type, a thunk's words, a mangling's hash, a hidden class's number. @param {string} name */
function bare(name) {
  const text = name
    .replace(/ \[clone [^\]]*\]$| \(\.[a-z.\d]+\)$/g, "")
    .replace(/::h[0-9a-f]{16}$/, "")
    .replace(/(\$[^/.\s]*)\/(?:0x)?[0-9a-f]+(?=\.|$)/, "$1")
    .replace(/(\boperator\S+) </, "$1<");
  // C++ with its parameters may have the type of its result in front.
  if (!/[\w>\])]\([^)]*\).*$/.test(text) || !/^[\w:~<]/.test(text)) return text;
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    OPERATOR.lastIndex = i;
    const operator = text[i] === "o" ? OPERATOR.exec(text) : null;
    if (operator) i += operator[0].length - 1;
    else if (text[i] === "(" && depth === 0 && i > start) break;
    else if (OPEN.includes(text[i])) depth++;
    else if (CLOSE.includes(text[i]) && text[i - 1] !== "-") depth--;
    else if (text[i] === " " && depth === 0 && !/\boperator$/.test(text.slice(0, i))) start = i + 1;
  }
  return text.slice(start);
}

/** The place that views at finer granularities, and functions without names of their own, have behind the name. */
const PLACE = /^(\S.*?) ((?:[^\s()<>]*[/\\])?[^\s()<>/\\]+\.\w+(?::\d+){0,2})$/;

/**
 * A name from long to short, the last one being the name that has to be left.
 * @param {string} name @returns {Label[]}
 */
export function shorter(name) {
  name = shown(name.length > LONGEST ? name.slice(0, LONGEST) : name);
  const whole = { text: name, dim: parts(name).prefix.length };
  const [address] = /^[0-9a-f]{16} (?=.)/.exec(name) ?? [""];
  if (address) return [whole, ...shorter(name.slice(address.length))];
  const before = placeEnd(name);
  if (before) return [whole, ...shorter(name.slice(before))];
  const module = moduleEnd(name);
  // A class is no package.
  if (module) return [whole, ...shorter(name.slice(module)).map(({ text }) => ({ text, dim: 0 }))];
  const place = PLACE.exec(name);
  if (place && !FILE_END.test(name)) return [whole, ...placed(place[1], place[2])];
  const text = bare(name);
  const all = [whole];
  const add = (/** @type {string} */ shorter, dim = 0) => {
    if (shorter && room(shorter) < room(/** @type {Label} */ (all.at(-1)).text)) all.push({ text: shorter, dim });
  };
  // A method of a trait is one of its type: `<alloc::vec::Vec<T> as Drop>::drop` is `Vec::drop`.
  const trait = /^<(?:[&*]|mut |dyn )*(.+?)(?: as .+)?>::([^:].*)$/.exec(text);
  if (trait && closing(text, 0) === text.length - trait[2].length - 3) {
    const type = withoutArguments(words(trait[1]).at(-1) ?? "").replace(/<…>/g, "");
    for (const label of [
      `${type}::${trait[2]}`,
      withoutArguments(trait[2]),
      withoutArguments(words(trait[2]).at(-1) ?? ""),
    ])
      add(label);
    return all;
  }
  const each = words(text);
  const prefix = parts(text).prefix.length;
  let own = each.length - 1;
  while (own > 0 && DEPENDENT.test(each[own].replace(/(?:\.|::|[/\\#])$/, ""))) own--;
  let dropped = 0;
  for (let at = 0; at <= own; dropped += each[at++].length) {
    if (at > 0 && at < own - NEAR) continue;
    const isPath = /[/\\]$/.test(each[at]);
    const rest = each.slice(at).join("");
    // Of a path all goes at once: half of it is no name of anything.
    const isInPath = at > 0 && at < own && each.slice(at, own).some((word) => /[/\\]$/.test(word));
    const isVersion = VERSION.test(each[at].replace(/\.$/, "")) && at < own;
    // So it is of a package in Java.
    const isInPackage = dropped > 0 && dropped < prefix && each[at - 1].endsWith(".");
    if (!isPath && !isInPath && !isVersion && !isInPackage) {
      const short = withoutArguments(rest);
      if (at > 0 || text !== name) add(rest, Math.max(0, prefix - dropped));
      add(short, Math.max(0, Math.min(prefix - dropped, short.length)));
    }
  }
  const last = each.slice(own).join("");
  add(withoutArguments(last).replace(/[[<]…[\]>]/g, ""));
  return all;
}

/** @param {string} name @param {string} place @returns {Label[]} */
function placed(name, place) {
  const file = place.replace(/^.*[/\\]/, "");
  const line = /:\d+(?::\d+)?$/.exec(place)?.[0] ?? "";
  const isNameless = /^[(<]\w+[)>]$/.test(name.replace(/^.*\./, ""));
  const [, ...rest] = shorter(name);
  /** @type {Label[]} */
  const all = [{ text: `${name} ${file}`, dim: parts(name).prefix.length }];
  for (const { text, dim } of rest) all.push({ text: `${text} ${file}`, dim });
  if (isNameless) return [...all, { text: file, dim: 0 }];
  const short = rest.at(-1)?.text ?? name;
  return [...all, { text: `${short} ${line}`.trim(), dim: 0 }, { text: short, dim: 0 }];
}

/**
 * What fits into a box of so many letters; an empty text where nothing does.
 * @param {Label[]} labels of the name, see `shorter` @param {number} letters @returns {Label}
 */
export function fitting(labels, letters) {
  for (const label of labels) if (room(label.text) <= letters) return label;
  const { text } = labels[labels.length - 1];
  return letters < LEAST ? { text: "", dim: 0 } : { text: cut(text, letters), dim: 0 };
}

/**
 * The same with what the box weighs behind it. In a box of some width the name is shortened before that is left out.
 * @param {Label[]} labels @param {number} letters @param {string[]} weights from long to short, none where nothing is said
 * @returns {Label & {weight: string}}
 */
export function written(labels, letters, weights) {
  /** @param {Label} label */
  const weighed = (label) => {
    const weight = label.text && weights.find((weight) => room(label.text) + APART + weight.length <= letters);
    return weight ? { ...label, weight } : null;
  };
  const label = fitting(labels, letters);
  const all = letters < BOTH ? [label] : [label, ...labels];
  for (const one of all) {
    const both = room(one.text) <= letters && weighed(one);
    if (both) return both;
  }
  return { ...label, weight: "" };
}
