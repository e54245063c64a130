// Lists of texts that this tab keeps over a reload. What else is in its storage, by whatever way it came there, is as good as nothing.

/** @param {string} key @returns {string[]} */
export function textsOfTab(key) {
  try {
    const all = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return Array.isArray(all) ? all.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** A browser that forbids storage keeps them no longer than the page. @param {string} key @param {string[]} texts */
export function keepInTab(key, texts) {
  try {
    sessionStorage.setItem(key, JSON.stringify(texts));
  } catch {
    // Nothing else is lost.
  }
}
