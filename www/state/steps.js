// Undo and redo: the browser's own history, whose entries of this page are numbered so that the page knows where it stands.
//
// In: addresses to remember. Out: whether there is a step back or forward. Step 0 is the page as it was opened: what lies before it is
// another page, to which undo never leads.

export function createSteps() {
  const here = () => Number(/** @type {{step?: number} | null} */ (history.state)?.step ?? 0);
  let at = here();
  /** The step that undo does not go behind: what was open before is not there any more. */
  let first = 0;
  /** The last step there is. A page that was reloaded in the middle cannot know it, and then lets the browser decide. */
  let last = history.state ? Infinity : 0;
  const known = () =>
    /** @type {{canGoForward?: boolean} | undefined} */ (/** @type {any} */ (globalThis).navigation)?.canGoForward;

  /** The step that the browser is going: -1 back, 1 forward, 0 none. And those that were wished for meanwhile. */
  let [going, wished] = [0, 0];

  function undo() {
    // Steps are counted as they are wished for: the browser goes them later, and would go on to another page.
    if (at + going + wished <= first) return;
    if (going) return void wished--;
    going = -1;
    history.back();
  }
  function redo() {
    if (going) return void (at + going + wished < last && wished++);
    // Whether there is such a step is not always known: if there is none, nothing comes of it.
    if (at < last && last < Infinity) going = 1;
    history.forward();
  }

  return {
    /** @param {string} url */
    push(url) {
      history.pushState({ step: ++at }, "", url);
      last = at;
      [going, wished] = [0, 0];
    },
    /** @param {string} url */
    replace: (url) => history.replaceState({ step: at }, "", url),
    /** The browser has gone to another step. */
    arrived() {
      [at, going] = [here(), 0];
      const next = Math.sign(wished);
      wished -= next;
      if (next < 0) undo();
      else if (next > 0) redo();
    },
    /** What is undone from now on begins here. */
    begin: () => void (first = at),
    canUndo: () => at > first,
    canRedo: () => at < last && (known() ?? true),
    undo,
    redo,
  };
}
