// Undo and redo: the browser's own history, whose entries of this page are numbered so that the page knows where it stands.
//
// In: addresses to remember. Out: whether there is a step back or forward. Step 0 is the page as it was opened: what lies before it is
// another page, to which undo never leads.

export function createSteps() {
  const here = () => Number(/** @type {{step?: number} | null} */ (history.state)?.step ?? 0);
  let at = here();
  /** The last step there is. A page that was reloaded in the middle cannot know it, and then lets the browser decide. */
  let last = history.state ? Infinity : 0;
  const known = () =>
    /** @type {{canGoForward?: boolean} | undefined} */ (/** @type {any} */ (globalThis).navigation)?.canGoForward;

  return {
    /** @param {string} url */
    push(url) {
      history.pushState({ step: ++at }, "", url);
      last = at;
    },
    /** @param {string} url */
    replace: (url) => history.replaceState({ step: at }, "", url),
    /** The browser has gone to another step. */
    arrived: () => void (at = here()),
    canUndo: () => at > 0,
    canRedo: () => at < last && (known() ?? true),
    undo: () => at > 0 && history.back(),
    redo: () => history.forward(),
  };
}
