// The way through a call graph: from a box along its calls, and to what stands beside it.
//
// In: a drawing and the id of a node. Out: its calls, and the node that an arrow leads to. Nothing here needs a browser.

/** @import { Drawing, Edge } from "../engine/graph-svg.js" */

/** The calls of a node, the heaviest first. @param {Drawing | null} drawing @param {string} id @param {"from" | "to"} end @returns {Edge[]} */
export const edgesAt = (drawing, id, end) =>
  (drawing?.edges ?? [])
    .filter(({ row }) => row[end] === id && row.from !== row.to)
    .sort((a, b) => b.row.weight - a.row.weight);

/** The node that an arrow leads to. @param {Drawing} drawing @param {string} from @param {string} key @returns {string | undefined} */
export function neighbour(drawing, from, key) {
  if (key === "ArrowDown") return edgesAt(drawing, from, "from")[0]?.row.to;
  if (key === "ArrowUp") return edgesAt(drawing, from, "to")[0]?.row.from;
  const at = drawing.nodes.get(from);
  if (!at) return undefined;
  // Boxes beside it are those that it would meet if it moved aside.
  const middle = at.x + at.width / 2;
  const far = (/** @type {{x: number, width: number}} */ n) => Math.abs(n.x + n.width / 2 - middle);
  const beside = [...drawing.nodes.values()].filter(
    (n) =>
      n !== at &&
      n.y < at.y + at.height &&
      n.y + n.height > at.y &&
      n.x + n.width / 2 < middle === (key === "ArrowLeft"),
  );
  return beside.sort((a, b) => far(a) - far(b))[0]?.row.id;
}
