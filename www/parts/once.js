// Drawing once a frame, however often it is asked for.

/** @param {() => void} draw @returns {() => void} asks for it */
export function onceAFrame(draw) {
  let queued = false;
  return () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      draw();
    });
  };
}
