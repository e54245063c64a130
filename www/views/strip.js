// A strip beside a scroll bar: where in a long list the weight is, and a click leads there.
//
// In: a weight between -1 and 1 for each row. Out: a mark for each place that has any, as high as a pixel at least, and as strong as the
// heaviest row in it. It says nothing that the rows do not say, so it is not there for those who cannot see it.

import { onTheme } from "./colours.js";

/**
 * @param {HTMLElement} parent @param {HTMLElement} beside @param {() => Float32Array} weights @param {(row: number) => void} go
 */
export function createStrip(parent, beside, weights, go) {
  const canvas = parent.appendChild(document.createElement("canvas"));
  canvas.className = "strip";
  canvas.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  canvas.addEventListener("pointerdown", (e) => {
    const all = weights();
    if (all.length) go(Math.floor((e.offsetY / canvas.clientHeight) * all.length));
  });
  onTheme(draw);
  let drawn = { all: /** @type {Float32Array | null} */ (null), size: "", ink: "" };

  /** A colour of the style sheet as a canvas knows it. @param {string} name */
  function colour(name) {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  }

  function draw() {
    const all = weights();
    // Where all is in sight there is nowhere to go.
    canvas.hidden = all.length === 0 || beside.scrollHeight <= beside.clientHeight + 1;
    if (canvas.hidden) return;
    canvas.style.top = `${beside.offsetTop}px`;
    canvas.style.height = `${beside.clientHeight}px`;
    const [width, height] = [canvas.clientWidth, beside.clientHeight].map((size) =>
      Math.round(size * devicePixelRatio),
    );
    const ink = colour("--ink");
    if (drawn.all === all && drawn.size === `${width} ${height}` && drawn.ink === ink) return;
    drawn = { all, size: `${width} ${height}`, ink };
    const diff = all.some((weight) => weight < 0);
    const colours = (diff ? ["--more", "--less"] : ["--accent"]).map(colour);
    [canvas.width, canvas.height] = [width, height];
    /** The heaviest row of each pixel. */
    const heaviest = new Float32Array(height);
    for (let row = 0; row < all.length; row++) {
      const y = Math.floor((row / all.length) * height);
      if (Math.abs(all[row]) > Math.abs(heaviest[y])) heaviest[y] = all[row];
    }
    const mark = Math.max(1, Math.min(height / all.length, 3 * devicePixelRatio));
    for (let y = 0; y < height; y++) {
      if (!heaviest[y]) continue;
      context.globalAlpha = 0.25 + 0.75 * Math.sqrt(Math.abs(heaviest[y]));
      context.fillStyle = colours[diff && heaviest[y] < 0 ? 1 : 0];
      context.fillRect(0, y, width, mark);
    }
  }

  return { draw };
}
