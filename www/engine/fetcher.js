// The fetcher: the only program of the page that may reach another host. It fetches one address, and holds no profile.
//
//   in   {url, port}                                             once
//   port in   "more"                 port out  {total}, then {chunk}*, then {done: true}; or {error}
//
// Who reads asks for every part, so that no more than one is on its way.

import { isLocal } from "./local.js";

self.onmessage = ({ data: { url, port } }) => {
  self.onmessage = null;
  const parts = read(url);
  port.onmessage = async () => {
    try {
      const { value } = await parts.next();
      port.postMessage(value ?? { done: true }, value?.chunk ? [value.chunk.buffer] : []);
    } catch (error) {
      port.postMessage({ error: error instanceof Error ? error.message : String(error) });
    }
  };
};

/** @param {string} url */
async function* read(url) {
  const isOwn = url.startsWith(new URL("./", location.href).href);
  /** @type {Response} */
  let response;
  try {
    // The page's own files lead nowhere else.
    response = await fetch(url, { mode: isOwn ? "same-origin" : "cors", referrerPolicy: "no-referrer" });
  } catch {
    throw new Error(`${url} could not be fetched: ${whyUnread(url)}`);
  }
  if (!response.ok || !response.body)
    throw new Error(
      `${`${url} could not be fetched: the server answered ${response.status} ${response.statusText}`.trimEnd()}.`,
    );
  // A length that counts compressed bytes says nothing about the bytes that will arrive.
  const isKnown = !response.headers.get("content-encoding");
  yield { total: isKnown ? Number(response.headers.get("content-length") ?? 0) : 0 };
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield { chunk: value };
  }
}

/** Why a browser may not read what it was asked for: it tells no page more than that, so this says what to do, too. @param {string} url */
function whyUnread(url) {
  const { protocol, hostname, origin } = new URL(url);
  if (origin === location.origin) return "the network or the server does not answer. Try again when it does.";
  if (location.protocol === "https:" && protocol === "http:" && !isLocal(hostname))
    return "this page came by https, and browsers let such a page read nothing by http. Download it and drop the file here.";
  return "the server does not answer, or does not allow other pages to read it (CORS). Download it and drop the file here.";
}
