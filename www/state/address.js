// The page's state in its address: pprof's web parameters as the Session writes them, and the page's own beside them.
//
//   ?f=main&si=alloc_space&view=traces&q=json       a link that pprof's own page would understand as far as it goes
//
// The page's own are the fields of Place, and profile, base, diff_base (links to open, each repeatable). `off` is repeatable: an
// option that is switched off, with its value: off=focus:main. `zoom` is repeatable: the boxes of the flame graph down to the one that
// takes all of the width; `up` says that they lead from the pivot to its callers.

/**
 * Where the page stands besides the options: the view, the selected function (`sel`), the search (`q`), the table's `order` where
 * pprof's `sort` does not say it, how the flame graph stands (`flame`: leaf), around which function (`pivot`), what it is zoomed into
 * (`zoom`, `up`), whether its widths leave the base out (`newOnly`); whether the Source view shows a `whole` file, and of which
 * `file` the selected function is; the time zone (`tz`: local); options that are `off`.
 * @typedef {{view: string, sel: string, q: string, order: string, flame: string, pivot: string, zoom: string[], up: boolean, newOnly: boolean, whole: boolean, file: string, tz: string, off: Map<string, string>}} Place
 */

/** The place of a page on which nothing was done yet, in a view. @param {string} view @returns {Place} */
export const startOf = (view) => ({ ...readPlace(""), view });

/** @param {string} search @returns {Place} */
export function readPlace(search) {
  const get = new URLSearchParams(search);
  const text = (/** @type {string} */ name) => get.get(name) ?? "";
  const off = get
    .getAll("off")
    .map((text) => /** @type {[string, string]} */ ([text.split(":", 1)[0], text.slice(text.indexOf(":") + 1)]));
  return {
    off: new Map(off),
    view: text("view"),
    sel: text("sel"),
    q: text("q"),
    order: text("order"),
    flame: text("flame") === "leaf" ? "leaf" : "",
    pivot: text("pivot"),
    zoom: get.getAll("zoom"),
    up: text("up") === "1",
    newOnly: text("new") === "1",
    whole: text("whole") === "1",
    file: text("file"),
    tz: text("tz") === "local" ? "local" : "UTC",
  };
}

/** @typedef {"source" | "base" | "diff_base"} LinkRole */
/** @param {string} search @returns {{url: string, role: LinkRole}[]} */
export function readLinks(search) {
  const get = new URLSearchParams(search);
  return [
    ...get.getAll("profile").map((url) => ({ url, role: /** @type {LinkRole} */ ("source") })),
    ...get.getAll("base").map((url) => ({ url, role: /** @type {LinkRole} */ ("base") })),
    ...get.getAll("diff_base").map((url) => ({ url, role: /** @type {LinkRole} */ ("diff_base") })),
  ].filter(({ url }) => url);
}

/** @param {string} params of the Session @param {Place} place @param {{url: string, role: string}[]} links */
export function writeUrl(params, place, links) {
  const all = params ? [params] : [];
  const add = (/** @type {string} */ name, /** @type {string} */ value) =>
    value && all.push(`${name}=${encode(value)}`);
  const mark = (/** @type {string} */ name, /** @type {boolean} */ is) => add(name, is ? "1" : "");
  add("view", place.view === "top" ? "" : place.view);
  add("sel", place.sel);
  add("q", place.q);
  add("order", place.order);
  add("flame", place.flame);
  add("pivot", place.pivot);
  for (const name of place.zoom) add("zoom", name);
  mark("up", place.up && place.zoom.length > 0);
  mark("new", place.newOnly);
  mark("whole", place.whole);
  add("file", place.sel && place.file);
  add("tz", place.tz === "local" ? "local" : "");
  for (const [name, value] of place.off) add("off", `${name}:${value}`);
  for (const { url, role } of links) add(role === "base" || role === "diff_base" ? role : "profile", url);
  return all.length ? `?${all.join("&")}` : location.pathname;
}

/** As little escaping as a query allows: such links are read by people. @param {string} text */
const encode = (text) =>
  encodeURIComponent(text).replace(/%(2F|3A|2C|24|40|28|29|2A)/g, (hex) => decodeURIComponent(hex));
