// Why the wasm of the page does not run, as a sentence with its cure.

/** The smallest module there is: whoever refuses it refuses all. */
const SMALLEST = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** @param {URL} url of the wasm @param {unknown} error that its start ended with @returns {Promise<string>} */
export async function whyNoWasm(url, error) {
  if (typeof WebAssembly !== "object")
    return "WebAssembly, which proflens computes with, is switched off in this browser, or unknown to it. Allow it for this site, or use another browser.";
  if (!isAllowed())
    return "A policy of this host forbids WebAssembly: its Content-Security-Policy for worker.js lacks 'wasm-unsafe-eval'. Have the host send script-src 'self' 'wasm-unsafe-eval' for this folder, or put the folder on another host.";
  const file = url.pathname.replace(/.*[/]/, "");
  const response = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (!response)
    return `${file} could not be loaded, since the network or the server does not answer. Reload the page when it does.`;
  if (!response.ok)
    return `${file} could not be loaded: the server answers ${response.status}. Copy the whole folder of the page there, and reload.`;
  const reason = error instanceof Error ? error.message : String(error);
  return `${file} does not run in this browser (${reason}). Use Chrome or Edge 123, Firefox 125, Safari 17.5, or a newer one; if this is one, the file is broken: copy it again.`;
}

function isAllowed() {
  try {
    return Boolean(new WebAssembly.Module(SMALLEST));
  } catch {
    return false;
  }
}
