// The page's state in its address: pprof's web parameters as the Session writes them, and the page's own beside them.
//
//   ?f=main&si=alloc_space&view=traces&q=json       a link that pprof's own page would understand as far as it goes
//
// The page's own: view, sel (selected function), q (search), order (of the table, where pprof's `sort` does not say it),
// flame (leaf: stacks stand on their leaf), pivot (a function between its callers and callees), tz (local), off (an option that is
// switched off, with its value: off=focus:main; repeatable), and profile, base, diff_base (links to open, each repeatable).

/** @typedef {{view: string, sel: string, q: string, order: string, flame: string, pivot: string, tz: string, off: Map<string, string>}} Place */

/** @param {string} search @returns {Place} */
export function readPlace(search) {
  const get = new URLSearchParams(search);
  const off = get
    .getAll("off")
    .map((text) => /** @type {[string, string]} */ ([text.split(":", 1)[0], text.slice(text.indexOf(":") + 1)]));
  return {
    off: new Map(off),
    view: get.get("view") ?? "",
    sel: get.get("sel") ?? "",
    q: get.get("q") ?? "",
    order: get.get("order") ?? "",
    flame: get.get("flame") === "leaf" ? "leaf" : "",
    pivot: get.get("pivot") ?? "",
    tz: get.get("tz") === "local" ? "local" : "UTC",
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
  add("view", place.view === "top" ? "" : place.view);
  add("sel", place.sel);
  add("q", place.q);
  add("order", place.order);
  add("flame", place.flame);
  add("pivot", place.pivot);
  add("tz", place.tz === "local" ? "local" : "");
  for (const [name, value] of place.off) add("off", `${name}:${value}`);
  for (const { url, role } of links) add(role === "base" || role === "diff_base" ? role : "profile", url);
  return all.length ? `?${all.join("&")}` : location.pathname;
}

/** As little escaping as a query allows: such links are read by people. @param {string} text */
const encode = (text) =>
  encodeURIComponent(text).replace(/%(2F|3A|2C|24|40|28|29|2A)/g, (hex) => decodeURIComponent(hex));
