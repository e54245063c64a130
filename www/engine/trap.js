// Whether the wasm instance is of no use any more: what it throws is a sentence for the user, or a trap.

/** What the code around the wasm says of an object that a trap has left in use. */
const LEFT =
  /^(recursive use of an object detected|attempted to take ownership of Rust value|null pointer passed to rust)/;

/**
 * A trap is one, whatever was wanted and whatever the engine calls it: where the stack ends, Firefox has a name of its own, and others say it of
 * any script.
 * @param {unknown} error
 */
export function isTrap(error) {
  if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) return true;
  if (!(error instanceof Error)) return false;
  const isStack = error.name === "InternalError" || (error instanceof RangeError && /call stack/.test(error.message));
  return isStack || LEFT.test(error.message);
}

/** Lets go of an object of the instance. One that trapped refuses this, which must not hide the trap. @param {{free: () => void}} object */
export function release(object) {
  try {
    object.free();
  } catch {
    // The page is about to replace this worker.
  }
}
