// A Firefox as users have it, by WebDriver BiDi, which it speaks itself: no driver stands between.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { PATIENCE } from "../browser/rest.mjs";
import { begin, call, clicking, typing } from "./engine.mjs";

/** It asks nobody for anything: not for news, and not whether it is up to date. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.update.enabled": false,
  "browser.search.update": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** @type {import("./engine.mjs").Open} */
export async function openFirefox(path) {
  const profile = mkdtempSync(join(tmpdir(), "proflens-firefox-"));
  const lines = Object.entries(PREFERENCES).map((entry) => `user_pref(${entry.map((e) => JSON.stringify(e))});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const firefox = await begin(path, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"], {
    says: /WebDriver BiDi listening on (ws:\S+)/,
  });
  const errors = /** @type {string[]} */ ([]);
  const send = await connect(`${firefox.place}/session`, (method, params) => {
    if (method === "log.entryAdded" && params.level === "error") errors.push(params.text);
  });
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  let { context } = (await send("browsingContext.getTree", {})).contexts[0];
  let viewport = {};

  /** @param {string} expression */
  async function evaluate(expression) {
    const { result, exceptionDetails } = await send("script.evaluate", {
      expression,
      target: { context },
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result;
  }
  return {
    async goto(url) {
      // In a tab of its own: a step of the history that the page before still takes would count as the end of this navigation.
      const before = context;
      ({ context } = await send("browsingContext.create", { type: "tab" }));
      await send("browsingContext.close", { context: before });
      await send("browsingContext.setViewport", { context, viewport });
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    run: async (fn, ...args) => JSON.parse((await evaluate(call(fn, args))).value),
    click: (x, y) => send("input.performActions", { context, actions: clicking(x, y) }),
    type: (text) => send("input.performActions", { context, actions: typing(text) }),
    async pick(selector, paths) {
      const { sharedId } = await evaluate(`document.querySelector(${JSON.stringify(selector)})`);
      await send("input.setFiles", { context, element: { sharedId }, files: paths });
    },
    resize(width, height) {
      viewport = { width, height };
      return send("browsingContext.setViewport", { context, viewport });
    },
    errors: async () => errors.splice(0),
    picture: async () => Buffer.from((await send("browsingContext.captureScreenshot", { context })).data, "base64"),
    async close() {
      await send("browser.close", {});
      await firefox.ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * A connection: what is sent, by name, is a promise of its result.
 * @param {string} url @param {(method: string, params: any) => void} happened
 * @returns {Promise<(method: string, params: object) => Promise<any>>}
 */
async function connect(url, happened) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => void socket.once("open", resolve).once("error", reject));
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  const waiting = new Map();
  socket.on("message", (data) => {
    const { id, method, params, result, error, message } = JSON.parse(String(data));
    if (method) return happened(method, params);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(`${error}: ${message}`));
    else asked?.resolve(result);
  });
  socket.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Firefox has gone away"));
  });
  let last = 0;
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      const lost = () => waiting.delete(id) && reject(new Error(`Firefox does not answer ${method}`));
      setTimeout(lost, PATIENCE).unref();
      socket.send(JSON.stringify({ id, method, params }));
    });
}
