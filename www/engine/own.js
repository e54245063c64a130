// The page's own scripts and drawings, as the browser wants them: where a host asks for Trusted Types, nothing else is run or read as markup.
//
// In: the name of a file beside main.js. Out: its address for a worker, or why it could not be loaded.

/** @typedef {{createScriptURL: (url: string) => any, createHTML: (text: string) => any}} Policy */
/** @type {Policy | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("proflens", {
  createScriptURL: (/** @type {string} */ url) => url,
  createHTML: (/** @type {string} */ text) => text,
});

const address = (/** @type {string} */ file) => new URL(`./${file}`, import.meta.url).href;

/** The address of a script of the page. @param {string} file @returns {string} */
export const ownScript = (file) => policy?.createScriptURL(address(file)) ?? address(file);

/** Markup that is parsed, and of which only known parts go into the page. @param {string} text @returns {string} */
export const ownMarkup = (text) => policy?.createHTML(text) ?? text;

/** Why a script of the page could not be loaded, and what to do about it. @param {string} file */
export async function whyMissing(file) {
  const response = await fetch(address(file), { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (!response)
    return `${file} could not be loaded, since the network or the server does not answer. Reload the page when it does.`;
  if (!response.ok)
    return `${file} could not be loaded: the server answers ${response.status}. Copy the whole folder of the page there, and reload.`;
  return `the browser refuses to run ${file}: it is too old, or a policy of the host forbids workers. The host has to send worker-src 'self' in its Content-Security-Policy, and the browser has to be Chrome or Edge 123, Firefox 125, Safari 17.5, or newer.`;
}
