// WebKitGTK, by the classic WebDriver of its package, on a screen that nobody sees.
//
// This protocol does not say what the console says, so a script in front of the page's own notes it.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DIST } from "../browser/built.mjs";
import { PATIENCE } from "../browser/rest.mjs";
import { begin, call, clicking, typing } from "./engine.mjs";

/** The window has a bar above the page, and the screen is larger than both. */
const SCREEN = "2000x1200x24";

/** Runs in the page before its own scripts: everything that a console would show as an error. */
function note() {
  const page = /** @type {any} */ (globalThis);
  /** @type {string[]} */
  const errors = (page.errors = []);
  const { error } = console;
  console.error = (...what) => (errors.push(what.join(" ")), error.apply(console, what));
  addEventListener(
    "error",
    (e) => void errors.push(e.message ?? `${/** @type {any} */ (e.target)?.src} is not loaded`),
    true,
  );
  addEventListener("unhandledrejection", (e) => void errors.push(String(e.reason?.stack ?? e.reason)));
  addEventListener(
    "securitypolicyviolation",
    (e) => void errors.push(`${e.violatedDirective} forbids ${e.blockedURI}`),
  );
}

/** @type {import("./engine.mjs").Open} */
export async function openWebKit(path, server) {
  // Beside the page's own files, which the service worker takes as they are or not at all.
  const html = readFileSync(join(DIST, "index.html"), "utf8");
  /** @type {[string, string, string][]} */
  const files = [
    ["", "text/html", html.replace("<script ", '<script defer src="note.js"></script>\n$&')],
    ["note.js", "text/javascript", `(${note})();`],
  ];
  for (const [file, type, text] of files)
    server.routes.set(new URL(file, server.url).pathname, (_, response) =>
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(text),
    );
  const screen = await begin("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp"], {
    says: /^(\d+)\s/,
  });
  const port = await freePort();
  await begin(path, [`--port=${port}`], {
    env: { DISPLAY: `:${screen.place}`, GDK_BACKEND: "x11", LIBGL_ALWAYS_SOFTWARE: "1", NO_AT_BRIDGE: "1" },
  });
  const send = client(`http://127.0.0.1:${port}`);
  await until(() => send("GET", "/status"));
  const session = `/session/${(await send("POST", "/session", { capabilities: {} })).sessionId}`;
  const post = (/** @type {string} */ command, body = {}) => send("POST", session + command, body);

  const errors = /** @type {string[]} */ ([]);
  /** @type {import("./engine.mjs").Window["run"]} */
  async function run(fn, ...args) {
    const script = `const done = arguments[0]; ${call(fn, args)}.then((json) => done({ json }), (e) => done({ error: String(e) }))`;
    const { json, error } = await post("/execute/async", { script, args: [] });
    if (error) throw new Error(error);
    return JSON.parse(json);
  }
  /** What was noted goes with its document. */
  async function read() {
    errors.push(...(await run(() => /** @type {any} */ (globalThis).errors?.splice(0) ?? [])));
  }
  await post("/timeouts", { script: PATIENCE });
  return {
    async goto(url) {
      await read();
      await post("/url", { url });
    },
    run,
    click: (x, y) => post("/actions", { actions: clicking(x, y) }),
    type: (text) => post("/actions", { actions: typing(text) }),
    async pick(selector, paths) {
      const [id] = Object.values(await post("/element", { using: "css selector", value: selector }));
      await post(`/element/${id}/value`, { text: paths.join("\n") });
    },
    async resize(width, height) {
      // The window has a bar above the page, and is as large as it is told a moment later.
      await until(async () => {
        const { width: outerWidth, height: outerHeight } = await send("GET", `${session}/window/rect`);
        const [w, h] = await run(() => [innerWidth, innerHeight]);
        if (w === width && h === height) return;
        await post("/window/rect", { width: outerWidth + width - w, height: outerHeight + height - h });
        throw new Error(`the page is ${w} by ${h} pixels large, not ${width} by ${height}`);
      });
    },
    async errors() {
      await read();
      return errors.splice(0);
    },
    picture: async () => Buffer.from(await send("GET", `${session}/screenshot`), "base64"),
    close: () => send("DELETE", session),
  };
}

/** A port that nobody listens at: the driver does not say which one it has chosen. @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/** What sends commands to a driver. @param {string} url @returns {(method: string, path: string, body?: object) => Promise<any>} */
const client = (url) => async (method, path, body) => {
  const signal = AbortSignal.timeout(2 * PATIENCE);
  const response = await fetch(url + path, { method, body: body && JSON.stringify(body), signal });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.error}, ${value.message}`);
  return value;
};

/** Waits until something no longer fails. @param {() => Promise<unknown>} run */
async function until(run) {
  for (const end = Date.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await run();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
