// The page's state in its address: pprof's web parameters with the Session's values, and the page's own beside them.
//
//   ?f=main&si=alloc_space&view=traces&q=json       a link that pprof's own page would understand as far as it goes
//
// Behind a `#`, which no server is told, stand the files that were dropped: of=cpu.pb.gz~16384~abcdef123456, with name, size and
// digest, and the part where it is a base.
//
// The page's own are the fields of Place, and profile, base, diff_base (links to open, each repeatable), and less (repeatable: what of
// a link was kept, less=3.nolabels:LINK; behind a file ~less:3.nolabels says the same). `off` is repeatable: an
// option that is switched off, with its value: off=focus:main. `zoom` is repeatable: the boxes of the flame graph down to the one that
// takes all of the width; `up` says that they lead from the pivot to its callers, and `part=0.25-0.5` which part of the width is
// stretched over the window.

import { readChoice, writeChoice } from "./less.js";

/** @import { Choice, State as SessionState, TrendQuery } from "../pkg/proflens.js" */

/**
 * Where the page stands besides the options: the view, the selected function (`sel`), the search (`q`), the table's `order`
 * where pprof's `sort` does not say it, how the flame graph stands (`flame`: leaf), around which function (`pivot`), what it is
 * zoomed into (`zoom`, `up`) and which `part` of that is stretched over the window, whether its widths leave the base out
 * (`newOnly`); what callers and callees of the selected function are shown as (`beside`: flames or lists, "" for what there is
 * room for); whether the call graph has boxes of `labels`; whether the Source view shows a `whole` file, which function where the selection is none of functions (`src`), of
 * which `file` the shown function is and which `line` of it is looked at first; which goroutines are the same (`alike`), in
 * which `states`, by what their groups are ordered (`groupsBy`) and whether the runtime's own are there (`system`); what the
 * rows of the trend are (`rows`), and by what they are ordered (`rank`, `rankUp`); which snapshots take no part in it
 * (`leftOut`), and the order that the user gave them (`snapshotOrder`), by the ids of the profiles, which are their numbers as
 * they were opened; the time zone (`tz`: local); options that are `off`.
 * @typedef {{view: string, sel: string, q: string, order: string, flame: string, pivot: string, zoom: string[], up: boolean,
 *   part: Part, newOnly: boolean, beside: "" | "flames" | "lists", labels: boolean, whole: boolean, src: string, file: string, line: number, alike: boolean, states: string[],
 *   groupsBy: string, system: boolean, rows: "lines" | "stacks" | "functions", rank: NonNullable<TrendQuery["sort"]>, rankUp:
 *   boolean, leftOut: number[], snapshotOrder: number[], tz: string, off: Map<string, string>}} Place
 */
/** A part of a width, as fractions of it. @typedef {{from: number, to: number}} Part */

/** All of a width. @type {Part} */
export const WHOLE = { from: 0, to: 1 };
/** Fractions of a width are written with so many digits: a part of a 250th is right to a few pixels. */
const DIGITS = 5;

/** What the rows of the trend can be ordered by. @type {NonNullable<TrendQuery["sort"]>[]} */
const RANKS = ["rank", "first", "last", "delta", "sure", "slope", "shape", "name"];

/** @param {string} search @param {string[]} views the first is shown where the address names none of them @returns {Place} */
export function readPlace(search, views) {
  const get = new URLSearchParams(search);
  const text = (/** @type {string} */ name) => get.get(name) ?? "";
  const off = get
    .getAll("off")
    .map((text) => /** @type {[string, string]} */ ([text.split(":", 1)[0], text.split(":").slice(1).join(":")]));
  return {
    off: new Map(off),
    view: views.find((view) => view === text("view")) ?? views[0],
    sel: text("sel"),
    q: text("q"),
    order: text("order"),
    flame: text("flame") === "leaf" ? "leaf" : "",
    pivot: text("pivot"),
    zoom: get.getAll("zoom"),
    up: text("up") === "1",
    part: partOf(text("part")),
    newOnly: text("new") === "1",
    beside: text("beside") === "flames" ? "flames" : text("beside") === "lists" ? "lists" : "",
    labels: text("labels") === "1",
    whole: text("whole") === "1",
    src: text("src"),
    file: text("file"),
    line: Number.parseInt(text("line"), 10) || 0,
    alike: text("alike") === "1",
    states: get.getAll("state"),
    groupsBy: text("groups"),
    system: text("system") === "1",
    rows: text("rows") === "stacks" ? "stacks" : text("rows") === "functions" ? "functions" : "lines",
    rank: RANKS.find((rank) => rank === text("rank").replace(/^-/, "")) ?? "rank",
    rankUp: text("rank").startsWith("-"),
    leftOut: numbers(text("out")),
    snapshotOrder: numbers(text("snapshots")),
    tz: text("tz") === "local" ? "local" : "UTC",
  };
}

/** @param {string} text `3,1,2` */
const numbers = (text) =>
  text
    .split(",")
    .map(Number)
    .filter((number) => number > 0);
/** @param {string} text `0.25-0.5`, or anything else for all of it @returns {Part} */
function partOf(text) {
  const [from, to] = (/^([01]?(?:\.\d+)?)-([01]?(?:\.\d+)?)$/.exec(text) ?? []).slice(1).map(Number);
  return from < to && to <= 1 ? { from, to } : WHOLE;
}
/** @param {Part} part */
const written = ({ from, to }) => [from, to].map((x) => Number(x.toFixed(DIGITS))).join("-");

/** @typedef {"source" | "base" | "diff_base"} LinkRole */
/** @param {string} search @returns {{url: string, role: LinkRole, choice?: Choice}[]} */
export function readLinks(search) {
  const get = new URLSearchParams(search);
  const chosen = get.getAll("less").map((text) => /^([^:]*):(.*)$/.exec(text) ?? ["", "", ""]);
  const links = [
    ...get.getAll("profile").map((url) => ({ url, role: /** @type {LinkRole} */ ("source") })),
    ...get.getAll("base").map((url) => ({ url, role: /** @type {LinkRole} */ ("base") })),
    ...get.getAll("diff_base").map((url) => ({ url, role: /** @type {LinkRole} */ ("diff_base") })),
  ].filter(({ url }) => url);
  return links.map((link) => {
    const choice = readChoice(chosen.find(([, , of]) => of === link.url)?.[1] ?? "");
    return choice ? { ...link, choice } : link;
  });
}

/**
 * A file that a profile was opened from: `digest` is the beginning of its SHA-256 in hex, "" where it is not known; `choice`: what of it was
 * kept, if not all.
 * @typedef {{name: string, size: number, digest: string, role: LinkRole, choice?: Choice}} FileMark
 */
/** Whether two marks are of one file. @param {Pick<FileMark, "name" | "size" | "digest">} one @param {Pick<FileMark, "name" | "size" | "digest">} other */
export const isSameFile = (one, other) =>
  one.digest && other.digest ? one.digest === other.digest : one.name === other.name && one.size === other.size;

/** More files than this are not named. */
const MOST_FILES = 4;

/** @param {string} hash of the address @returns {FileMark[]} */
export const readFiles = (hash) =>
  new URLSearchParams(hash.slice(1)).getAll("of").flatMap((text) => {
    const [, name, size, digest, role, less = ""] =
      /^(.+)~(\d+)~([\da-f]{12})?(?:~(base|diff_base))?(?:~less:([\w.]+))?$/.exec(text) ?? [];
    const choice = readChoice(less);
    return name
      ? [
          {
            name,
            size: Number(size),
            digest: digest ?? "",
            role: /** @type {LinkRole} */ (role ?? "source"),
            ...(choice && { choice }),
          },
        ]
      : [];
  });
/** The hash of an address, "" if there is none. @param {FileMark[]} files */
export function writeFiles(files) {
  if (files.length === 0 || files.length > MOST_FILES) return "";
  const marks = files.map(({ name, size, digest, role, choice }) => {
    const less = choice ? [`less:${writeChoice(choice)}`] : [];
    return [name, size, digest, ...(role === "source" ? [] : [role]), ...less].join("~");
  });
  return `#${writeParams(marks.map((mark) => ["of", mark]))}`;
}

/** Whether a query says anything about where the page stands. @param {string} search @param {Place} place that it was read as @param {string[]} views */
export const isPlace = (search, place, views) =>
  writeUrl([], { ...readPlace(search, views), view: place.view }, views, []) !== location.pathname;

/** A parameter of an address with its value, as the Session takes and answers them. @typedef {SessionState["params"][number]} Param */
/** @param {string} query with its question mark or without @returns {Param[]} */
export const readParams = (query) => [...new URLSearchParams(query)];
/** The query of parameters, without a question mark. @param {Param[]} params */
export const writeParams = (params) => params.map(([name, value]) => `${name}=${encode(value)}`).join("&");

/** @param {Param[]} params of the Session @param {Place} place @param {string[]} views @param {{url: string, role: string, choice?: Choice}[]} links */
export function writeUrl(params, place, views, links) {
  const all = [...params];
  const add = (/** @type {string} */ name, /** @type {string} */ value) => value && all.push([name, value]);
  const mark = (/** @type {string} */ name, /** @type {boolean} */ is) => add(name, is ? "1" : "");
  add("view", place.view === views[0] ? "" : place.view);
  add("sel", place.sel);
  add("q", place.q);
  add("order", place.order);
  add("flame", place.flame);
  add("pivot", place.pivot);
  for (const name of place.zoom) add("zoom", name);
  mark("up", place.up && place.zoom.length > 0);
  const part = written(place.part);
  add("part", part === written(WHOLE) ? "" : part);
  mark("new", place.newOnly);
  add("beside", place.beside);
  mark("labels", place.labels);
  mark("whole", place.whole);
  add("src", place.src);
  add("file", (place.src || place.sel) && place.file);
  add("line", place.sel || place.src ? String(place.line || "") : "");
  mark("alike", place.alike);
  // One state may be the empty one, of those that nothing tells.
  for (const state of place.states) all.push(["state", state]);
  add("groups", place.groupsBy);
  mark("system", place.system);
  add("rows", place.rows === "lines" ? "" : place.rows);
  add("rank", `${place.rankUp ? "-" : ""}${place.rank}`.replace(/^rank$/, ""));
  add("out", place.leftOut.join(","));
  add("snapshots", place.snapshotOrder.join(","));
  add("tz", place.tz === "local" ? "local" : "");
  for (const [name, value] of place.off) add("off", `${name}:${value}`);
  for (const { url, role } of links) add(role === "base" || role === "diff_base" ? role : "profile", url);
  for (const { url, choice } of links) if (choice) add("less", `${writeChoice(choice)}:${url}`);
  return all.length ? `?${writeParams(all)}` : location.pathname;
}

/** As little escaping as a query allows: such links are read by people. @param {string} text */
const encode = (text) =>
  encodeURIComponent(text).replace(/%(2F|3A|2C|24|40|28|29|2A)/g, (hex) => decodeURIComponent(hex));
