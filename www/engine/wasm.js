// The WebAssembly of the analyzer, compiled once for all the workers that this page starts, or why it cannot be, as a sentence with its cure.

import { expected } from "./late.js";
import { ownAddress, ownName } from "./own.js";
import { isThere, whyMissing, whyNotRun } from "./whys.js";

/** The smallest module there is: whoever refuses it refuses all. */
const SMALLEST = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const FILE = "proflens_bg.wasm";

/** @type {Promise<WebAssembly.Module> | null} */
let compiling = null;

/** It is kept: a worker that is started again is of this build, and needs no network. @returns {Promise<WebAssembly.Module>} */
export function compiled() {
  compiling ??= expected(ownName(FILE), compile()).catch((error) => {
    compiling = null;
    throw error;
  });
  return compiling;
}

async function compile() {
  if (typeof WebAssembly !== "object")
    throw new Error(
      "WebAssembly, which proflens computes with, is switched off in this browser, or unknown to it. Allow it for this site, or use another browser.",
    );
  if (!isAllowed())
    throw new Error(
      "A policy of this host forbids WebAssembly: its Content-Security-Policy lacks 'wasm-unsafe-eval'. Have the host send script-src 'self' 'wasm-unsafe-eval' for this folder, or put the folder on another host.",
    );
  const response = await fetch(ownAddress(FILE)).catch(() => null);
  if (!isThere(response)) throw new Error(whyMissing(ownName(FILE), response));
  try {
    // What is sent as another type is compiled when it is there as a whole.
    return await (/^application[/]wasm/.test(response.headers.get("content-type") ?? "")
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    throw new Error(whyNotRun(ownName(FILE), error));
  }
}

function isAllowed() {
  try {
    return Boolean(new WebAssembly.Module(SMALLEST));
  } catch {
    return false;
  }
}
