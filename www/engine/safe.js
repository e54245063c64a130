// What leaves the page, made safe for the programs that take it: spreadsheets, and systems that have rules for the names of files.

/** Systems refuse longer names; what is in them may take several bytes a letter. */
const LONGEST = 120;
/** What no name of a file may hold on one system or another, or what would show another name than it is. */
const NEVER =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd<>:"/\\|?*]+/g;
/** Half of a character. */
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Devices of Windows, whatever stands behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?=\s*(?:\.|$))/i;
/** What says what a file is, of a length that one has: `.pb.gz`, `.top.csv`. */
const END = /(?:\.[a-z\d]{1,12}){1,2}$/i;

/**
 * The name of a file that is offered, as every system takes it: no folders, no marks that cannot be seen, not hidden, no device, and not too
 * long for its ending.
 *
 *     ../../.bashrc    "bashrc"
 *     nul.pb.gz        "_nul.pb.gz"
 *     a\u202egz.exe    "a-gz.exe"
 *
 * @param {string} name
 */
export function fileName(name) {
  const plain = name.replace(LONE, "-").replace(NEVER, "-");
  const trimmed = plain.replace(/^[\s.-]+/, "").replace(/[\s.]+$/, "") || "profile";
  const own = DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  const letters = [...own];
  if (letters.length <= LONGEST) return own;
  const end = END.exec(own)?.[0] ?? "";
  const begin = letters.slice(0, LONGEST - end.length).join("");
  return begin.replace(/[\s.]+$/, "") + end;
}

/** What spreadsheets compute, also in the widths of East Asian letters, whatever cannot be seen before it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const FORMULA = /^[\s\u0000-\u001f\u007f\u200b\u2060]*["=+\-@＝＋－＠]/;
/** A number with its unit. */
const NUMBER = /^\s*[+-]?\d[\d,.]*(?:e[+-]?\d+)?\s?(?:[a-zµμ]{0,12}|%)(?:\/\w+)?$/i;

/**
 * Lines of cells as a spreadsheet takes them from the clipboard: with tabs between. A text that would be a formula there has an apostrophe before
 * it, which makes it one; so has one that begins with a quotation mark, which would be taken off. Numbers stay numbers.
 * @param {string[][]} rows
 */
export const pasted = (rows) => rows.map((cells) => cells.map(cell).join("\t")).join("\n");

/** @param {string} text */
function cell(text) {
  const flat = text.replace(/[\t\r\n]+/g, " ");
  return FORMULA.test(flat) && !NUMBER.test(flat) ? `'${flat}` : flat;
}
