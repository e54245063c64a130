// Whether the wasm instance is of no use any more: what a call into it throws is a sentence of the analyzer, or a trap.
//
// The analyzer's own errors have names of their own. Whatever else comes out of a call, by whichever engine and in whichever words (no memory,
// the end of the stack, an object that another trap has left in use), has left the instance as nobody knows.

/** What the analyzer calls its errors, see `thrown` in src/web/convert.rs. */
const OWN = ["Refused", "StaleAnswer"];

/** The instance is not to be used again. */
export class Trapped extends Error {}

/** @param {unknown} error */
export const isTrap = (error) => error instanceof Trapped;

/** Calls into the instance. @template T @param {() => T} call @returns {T} */
function inside(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error && OWN.includes(error.name)) throw error;
    throw new Trapped(error instanceof Error ? error.message : String(error));
  }
}

/** An object of the instance that says of each call whether it was a trap. @template {object} T @param {() => T} make @returns {T} */
export function guarded(make) {
  return new Proxy(inside(make), {
    get(object, name) {
      const field = inside(() => Reflect.get(object, name));
      return typeof field === "function"
        ? (/** @type {any[]} */ ...args) => inside(() => field.apply(object, args))
        : field;
    },
  });
}

/** Lets go of an object of the instance. One that trapped refuses this, which must not hide the trap. @param {{free: () => void}} object */
export function release(object) {
  try {
    object.free();
  } catch {
    // The page is about to replace this worker.
  }
}
