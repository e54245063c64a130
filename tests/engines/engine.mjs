// What the smoke needs of a browser, whichever protocol it speaks: so little that one test runs in all of them.

import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * A window, in a profile of its own.
 * @typedef {object} Window
 * @property {(url: string) => Promise<void>} goto opens an address, and comes back when it is loaded
 * @property {<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A) => Promise<R>} run runs a function in the page; what goes in
 *   and comes out is JSON
 * @property {(x: number, y: number) => Promise<void>} click by the mouse, in pixels of the page's window
 * @property {(text: string) => Promise<void>} type by the keyboard; a line break is Enter
 * @property {(selector: string, paths: string[]) => Promise<void>} pick gives files to a file field
 * @property {() => Promise<string[]>} errors what the page has complained of since it was asked last
 * @property {(width: number, height: number) => Promise<void>} resize makes the page so large, in pixels
 * @property {() => Promise<Buffer>} picture what is seen, as a PNG
 * @property {() => Promise<void>} close ends the browser
 */
/** @import { serve } from "../browser/server.mjs" */
/** Begins a browser for the pages of a server. @typedef {(path: string, server: Awaited<ReturnType<typeof serve>>) => Promise<Window>} Open */

/** A call as an expression whose value is a promise of JSON. @param {Function} fn @param {unknown[]} args */
export const call = (fn, args) =>
  `Promise.resolve((${fn})(...${JSON.stringify(args)})).then((value) => JSON.stringify(value ?? null))`;

/** How WebDriver, the old one and BiDi, is told of a click. @param {number} x @param {number} y */
export const clicking = (x, y) => [
  {
    type: "pointer",
    id: "mouse",
    actions: [
      { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ],
  },
];
/** The same of keys. @param {string} text */
export const typing = (text) => [
  {
    type: "key",
    id: "keys",
    actions: [...text.replaceAll("\n", "\uE007")].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]),
  },
];

/** What ends the programs that were begun. @type {Set<() => Promise<void>>} */
const ends = new Set();
/** Ends all programs that were begun and still run, also those of a browser that did not come as far as its window. */
export const endAll = async () => void (await Promise.all([...ends].map((end) => end())));

/** How long a program may take until it listens, in milliseconds. */
const START = 60_000;

/**
 * Begins a program, and waits until it says where it is to be found. It ends with `endAll`, or with this process.
 * @param {string} path @param {string[]} args
 * @param {{env?: Record<string, string>, says?: RegExp}} [options] `says`: the first group is what is waited for
 */
export async function begin(path, args, { env = {}, says } = {}) {
  // The fourth channel is for Xvfb, which writes there which display it is.
  const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const ended = once(child, "exit").catch(() => {});
  const kill = () => void child.kill();
  process.once("exit", kill);
  let told = "";
  const place = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${path} ended with ${code}: ${told}`)));
    for (const channel of child.stdio.slice(1))
      channel?.on("data", (data) => {
        told = (told + data).slice(-4000);
        const found = says?.exec(told);
        if (found) resolve(found[1]);
      });
    setTimeout(() => reject(new Error(`${path} does not say where it is: ${told}`)), START).unref();
  });
  place.catch(() => {});
  ends.add(async () => {
    kill();
    await ended;
  });
  return {
    /** @type {string} what it said */
    place: says ? await place : "",
    ended,
  };
}
