// What an address asks for that there is not: names that no parameter has, and values that one does not take.
//
// In: a query, and what there is. Out: one sentence that names all of it, "" if there is nothing to say. The rest of the query applies.

/** @import { OptionInfo, Summary } from "../pkg/proflens.js" */

const flag = /^1?$/;
/** Of the page's own parameters, what they take: see Place in address.js. Those that stand for any text take all. @type {Record<string, RegExp>} */
export const TAKES = {
  view: /^\w*$/,
  sel: /^/,
  q: /^/,
  order: /^(|up|flat|-?name)$/,
  flame: /^(leaf)?$/,
  pivot: /^/,
  zoom: /^/,
  up: flag,
  part: /^([01]?(\.\d+)?-[01]?(\.\d+)?)?$/,
  new: flag,
  beside: /^(flames|lists)?$/,
  labels: flag,
  whole: flag,
  src: /^/,
  file: /^/,
  line: /^\d*$/,
  alike: flag,
  state: /^/,
  groups: /^(|count|state|creator|wait)$/,
  system: flag,
  rows: /^(|lines|stacks|functions)$/,
  rank: /^(|-?(rank|first|last|delta|sure|slope|shape|name))$/,
  out: /^[\d,]*$/,
  snapshots: /^[\d,]*$/,
  tz: /^(|local|UTC)$/,
  off: /^\w+(:|$)/,
  profile: /./,
  base: /./,
  diff_base: /./,
  less: /^(\d+\.)*(\d+|nolabels):./,
};
/** Of what others add to links to count who follows them, nobody wants to hear. */
const COUNTS = /^(utm_\w+|\w+clid)$/;
/** The option that a refusal of the core is about. */
const REFUSED = /^error setting config field (\w+):|^(\w+) "[^"]*" must be one of/;
/** So many letters of a value are said. */
const LONGEST = 40;

/** The option that a refusal is about, if this module says so. @param {string} refusal */
export const refusedOption = (refusal) => REFUSED.exec(refusal)?.slice(1).find(Boolean);

/**
 * @param {string} search
 * @param {{views: string[], has: (view: string) => boolean, shown: string, options: OptionInfo[], refused: string[], summary: Summary | null}} there
 *   `has`: whether the profile has a view, `shown` is the one that is shown instead, `refused` what the core has said of the options
 */
export function strange(search, { views, has, shown, options, refused, summary }) {
  const refusals = refused.map(refusedOption);
  let isElsewhere = false;
  /** @param {string} name @param {string} value */
  function isStrange(name, value) {
    if (COUNTS.test(name)) return false;
    const option = options.find(({ url }) => url === name);
    if (name === "view" && value && !(views.includes(value) && has(value))) return (isElsewhere = true);
    if (name === "off") return !options.some((o) => o.name === value.split(":", 1)[0]);
    // A unit of another kind than the values have is none.
    if (option?.name === "unit" && summary?.units.length)
      return !["", "minimum", "auto"].includes(value) && !summary.shownUnit;
    return option ? refusals.includes(option.name) : !TAKES[name]?.test(value);
  }
  const all = [...new URLSearchParams(search)].filter(([name, value]) => isStrange(name, value));
  if (all.length === 0) return "";
  const said = all.map(([name, value]) => {
    const option = options.find((o) => o.name === name && o.url !== name);
    const text = `${name}=${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}`;
    return option ? `${text} (here it is ${option.url}=)` : text;
  });
  const named = said.length > 1 ? `${said.slice(0, -1).join(", ")} and ${said.at(-1)}` : said[0];
  const instead = isElsewhere ? `shown as ${shown[0].toUpperCase()}${shown.slice(1)} instead` : "left out";
  return `This link asks for ${named}, which there is not here: ${instead}.`;
}
