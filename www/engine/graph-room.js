// How high a graph is at the least, known before it is laid out: what cannot be read then need not be laid out.
//
// In: the Session's table. Out: points. Callers stand above callees, so the longest way down the calls says it: its boxes above each other,
// and between them what each call says. Graphviz makes no drawing that is lower.

/** @import { GraphInfo } from "../pkg/proflens.js" */

/** A line of text, of what it is high as letters; what a box has above and below its text; a call between two boxes. In points. */
const LINE = 1.1;
const FRAME = 5;
const CALL = 21;

/** @param {Pick<GraphInfo, "nodes" | "edges">} table */
export function leastHeight({ nodes, edges }) {
  /** @type {Map<string, string[]>} */
  const callees = new Map(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) callees.get(from)?.push(to);
  const own = new Map(nodes.map(({ id, lines, letters }) => [id, lines.length * letters * LINE + FRAME]));
  /** How high a node is with all that is below it, known when all of that is. @type {Map<string, number>} */
  const heights = new Map();
  /** The way to the node that is looked at: a call back to it leads upwards, and makes nothing higher. @type {Set<string>} */
  const way = new Set();
  for (const { id } of nodes) {
    const stack = heights.has(id) ? [] : [{ id, next: 0, below: 0 }];
    way.clear();
    way.add(id);
    while (stack.length) {
      const at = stack[stack.length - 1];
      const callee = callees.get(at.id)?.[at.next];
      if (callee === undefined) {
        heights.set(at.id, (own.get(at.id) ?? 0) + at.below);
        way.delete(at.id);
        stack.pop();
        continue;
      }
      const height = heights.get(callee);
      if (height === undefined && !way.has(callee)) {
        way.add(callee);
        stack.push({ id: callee, next: 0, below: 0 });
        continue;
      }
      if (height !== undefined) at.below = Math.max(at.below, CALL + height);
      at.next++;
    }
  }
  return Math.max(0, ...heights.values());
}
