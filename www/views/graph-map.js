// The map beside the stage: all boxes of the drawing, small, and which part of them the stage shows, while that is not all of it.
//
// In: a drawing, and where the stage is. Out: a place of the drawing that a click or a drag on the map asks for. It says nothing that the
// drawing does not say, so it is not there for those who cannot see it. It lies over nothing: it has a place of its own, and a window
// that has none to spare has no map, but two fingers and Fit.

/** @import { Drawing } from "../engine/graph-svg.js" */

const SVG = "http://www.w3.org/2000/svg";
/** The most that it takes, in pixels. */
const WIDEST = 130;
const HIGHEST = 360;

/** @param {HTMLElement} beside what is beside the stage @param {(x: number, y: number) => void} go the place of the drawing that shall be in the middle */
export function createMap(beside, go) {
  const svg = beside.appendChild(document.createElementNS(SVG, "svg"));
  svg.setAttribute("class", "map");
  svg.setAttribute("aria-hidden", "true");
  beside.hidden = true;
  const boxes = svg.appendChild(document.createElementNS(SVG, "g"));
  const frame = svg.appendChild(document.createElementNS(SVG, "rect"));
  frame.setAttribute("class", "part");
  frame.setAttribute("vector-effect", "non-scaling-stroke");
  let size = { width: 1, height: 1 };

  /** @param {PointerEvent} e */
  function follow(e) {
    const rect = svg.getBoundingClientRect();
    go(((e.clientX - rect.left) / rect.width) * size.width, ((e.clientY - rect.top) / rect.height) * size.height);
  }
  svg.addEventListener("pointerdown", (e) => {
    e.stopPropagation();
    svg.setPointerCapture(e.pointerId);
    follow(e);
  });
  svg.addEventListener("pointermove", (e) => svg.hasPointerCapture(e.pointerId) && follow(e));
  svg.addEventListener("click", (e) => e.stopPropagation());

  return {
    /** @param {Drawing} drawing */
    show(drawing) {
      size = { width: drawing.width, height: drawing.height };
      const scale = Math.min(WIDEST / size.width, HIGHEST / size.height);
      svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
      svg.setAttribute("width", String(size.width * scale));
      svg.setAttribute("height", String(size.height * scale));
      boxes.replaceChildren(
        ...[...drawing.nodes.values()].map(({ x, y, width, height, element }) => {
          const rect = document.createElementNS(SVG, "rect");
          for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, String(value));
          rect.style.setProperty("--fill", element.style.getPropertyValue("--stroke"));
          return rect;
        }),
      );
    },
    clear: () => void (beside.hidden = true),
    /** What the stage shows of the drawing. With all of it there, the map is of no use. @param {{x: number, y: number, width: number, height: number}} part */
    moved(part) {
      const all =
        part.x <= 1 && part.y <= 1 && part.x + part.width >= size.width - 1 && part.y + part.height >= size.height - 1;
      beside.hidden = all;
      for (const [name, value] of Object.entries(part)) frame.setAttribute(name, value.toFixed(1));
    },
  };
}
