// A static server for the browser tests: dist/ under a sub-path, so that every test also proves that all URLs of the
// site are relative. Tests may add routes: answers that are slow, broken or from "elsewhere".

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** The types of files, by the ends of their names. @type {Record<string, string>} */
export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** Where the site lies on the server, as on a host that serves many. */
const base = "/some/where/";

/**
 * @param {string} folder what to serve
 * @returns {Promise<{url: string, origin: string, seen: string[], headers: Map<string, string>, routes: Map<string, import("node:http").RequestListener>, refuse: () => void, close: () => Promise<void>}>}
 *   `seen`: the paths asked for; `headers`: what goes with every file besides; `routes`: answers by path, asked before the files;
 *   `refuse`: from now on every connection is cut, as if there were no network, and the port stays ours
 */
export async function serve(folder) {
  const seen = /** @type {string[]} */ ([]);
  const routes = new Map();
  const headers = /** @type {Map<string, string>} */ (new Map());
  let isCut = false;
  const server = createServer((request, response) => {
    if (isCut) return request.socket.destroy();
    const path = decoded(new URL(request.url ?? "/", "http://x").pathname);
    seen.push(path);
    const route = routes.get(path);
    if (route) return route(request, response);
    const below = normalize(path.slice(base.length - 1) || "/");
    const file = join(folder, below.endsWith("/") ? `${below}index.html` : below);
    if (!path.startsWith(base) || !statSync(file, { throwIfNoEntry: false })?.isFile())
      return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
      "cache-control": "no-store",
      ...Object.fromEntries(headers),
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const refuse = () => {
    isCut = true;
    server.closeAllConnections();
  };
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve(undefined));
      server.closeAllConnections();
    });
  return { url: origin + base, origin, seen, headers, routes, refuse, close };
}

/** A path whose percent signs are no escapes is as it is. @param {string} path */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
