// How much the other sample types of a comparison have changed stands on their buttons, as long as it takes no line more there.

/** @param {HTMLElement} lens what has sample types, switches and filters in lines */
export function fitTotals(lens) {
  /** What the totals were fitted for. */
  let fitted = "";
  function fit() {
    const types = lens.querySelector(".segments.many:has(~ .diff)");
    if (!types || lens.hidden) return;
    const of = `${lens.textContent} ${lens.clientWidth}`;
    if (of === fitted) return;
    fitted = of;
    const height = (/** @type {boolean} */ isBrief) => {
      lens.classList.toggle("brief", isBrief);
      return lens.clientHeight;
    };
    lens.classList.toggle("brief", height(true) < height(false));
  }
  new ResizeObserver(fit).observe(lens);
  new MutationObserver(fit).observe(lens, { childList: true, characterData: true, subtree: true });
}
