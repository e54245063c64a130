// What is printed: light, drawn anew in those colours, and no wider than the page.
//
// In: how the theme is set, and the page's drawing. Out: the page as it is while it is printed, and as it was when that is over. All of it
// happens before `beforeprint` returns: nothing is drawn between that and the paper. What is left out says style/print.css.

/** @param {(isPrinted: boolean) => void} setTheme @param {() => void} draw */
export function bindPrint(setTheme, draw) {
  /** @param {boolean} is */
  function print(is) {
    setTheme(is);
    draw();
    // A drawing that is as large as the window shows on paper what it shows there.
    for (const svg of document.querySelectorAll("#views .stage > svg")) {
      const { width, height } = svg.getBoundingClientRect();
      svg.setAttribute("preserveAspectRatio", "xMidYMin");
      if (is && width) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      else svg.removeAttribute("viewBox");
    }
  }
  // Before the views, which draw with the colours that are there.
  addEventListener("beforeprint", () => print(true), { capture: true });
  addEventListener("afterprint", () => print(false), { capture: true });
}
