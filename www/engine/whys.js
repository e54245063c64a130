// Why a part of the page is not there or does not run, as sentences with their cures.

const BROWSERS = "Chrome or Edge 123, Firefox 125, Safari 17.5, or a newer one";

/** Whether an answer is the file that was asked for, as far as it says itself. @param {Response | null} response @returns {response is Response} */
export const isThere = (response) => Boolean(response?.ok && !/html/.test(response.headers.get("content-type") ?? ""));

/** Why a file could not be loaded. @param {string} name of the file @param {Response | null} response what was answered, if anything */
export function whyMissing(name, response) {
  if (!response)
    return `${name} could not be loaded, since the network or the server does not answer. Reload the page when it does.`;
  const answer = response.ok ? "with a page in its place" : response.status;
  return `${name} could not be loaded: the server answers ${answer}. Reload: a newer version of the page may be there by now. If that does not help, copy the whole folder of the page there.`;
}

/** Why a script does not run that is there. @param {string} name */
export const whyRefused = (name) =>
  `the browser refuses to run ${name}: it is too old, or a policy of the host forbids workers. The host has to send worker-src 'self' blob: in its Content-Security-Policy, and the browser has to be ${BROWSERS}.`;

/** Why WebAssembly that is there does not run. @param {string} name @param {unknown} error */
export const whyNotRun = (name, error) =>
  `${name} does not run in this browser (${error instanceof Error ? error.message : error}). Use ${BROWSERS}; if this is one, the file is broken: copy it again.`;
