// Which addresses may be fetched: those of the page's own folder, and those that the user has named or agreed to. No others.
//
// In: an address, and the event by which the user has named it or agreed to it. Out: whether it may be fetched. What was agreed to in this tab
// may be fetched again after a reload.
// Code that somebody has put into the page can make up events, write into the storage of the tab and replace what scripts call. So an event has
// to be one of the user, the storage is read once, when the page starts, and what is called here was taken by then.

import { keepInTab, textsOfTab } from "./tab-texts.js";

const AGREED = "proflens.agreed";
/** The events by which somebody names an address, or agrees to it. */
const WAYS = /** @type {Record<string, boolean>} */ (
  Object.assign(Object.create(null), { click: 1, drop: 1, paste: 1 })
);
/** What leads to no other host. */
const NEAR = ["data:", "blob:", new URL(".", globalThis.document?.baseURI ?? import.meta.url).href];

const { apply } = Reflect;
const { keys } = Object;
const isTrusted = Object.getOwnPropertyDescriptor(new Event("own"), "isTrusted")?.get;
const typeOf = Object.getOwnPropertyDescriptor(Event.prototype, "type")?.get;

/** @type {Record<string, true>} */
const agreed = Object.create(null);
for (const url of textsOfTab(AGREED)) agreed[url] = true;

/** Whether it is the user's own: scripts can make none. @param {Event} event */
function isOfUser(event) {
  try {
    const type = apply(/** @type {() => string} */ (typeOf), event, []);
    return WAYS[type] !== undefined && apply(/** @type {() => boolean} */ (isTrusted), event, []);
  } catch {
    return false;
  }
}

/** The user has named these addresses, or agreed to them; anybody else has not. @param {string[]} urls @param {Event} event */
export function agree(urls, event) {
  if (!isOfUser(event)) return;
  for (let i = 0; i < urls.length; i++) agreed[urls[i]] = true;
  keepInTab(AGREED, keys(agreed));
}

/** @param {string} url */
export function mayFetch(url) {
  if (typeof url !== "string") return false;
  for (let i = 0; i < NEAR.length; i++) if (begins(url, NEAR[i])) return true;
  return agreed[url] === true;
}

/** @param {string} url @param {string} start */
function begins(url, start) {
  for (let i = 0; i < start.length; i++) if (url[i] !== start[i]) return false;
  return true;
}
