// The call graph: pprof's nodes and edges, laid out by Graphviz, to be moved through.
//
// In: the DOT that the Session prints for the page's options. Out: the drawing, a way through it from caller to callee for mouse and keys, how
// many nodes it shall have, and its picture as a file. Who cannot see it goes the same way, and hears what a box says and what it calls.

import { html, nothing, render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { save } from "../engine/downloads.js";
import { createEngine } from "../engine/graph-engine.js";
import { drawingOf, forPage } from "../engine/graph-svg.js";
import { pngOf } from "./picture.js";
import { Stopped } from "../engine/solo.js";
import { counted } from "../text.js";
import { createMap } from "./graph-map.js";
import { createStage } from "./graph-stage.js";
import { nameOf } from "./name.js";
import { createTip } from "./tip.js";

/** @import { App } from "../state/app.js" */
/** @import { Drawing, Edge, Node } from "../engine/graph-svg.js" */

/** So many nodes at a click. pprof's own number is 80. */
const COUNTS = [20, 40, 80, 160];
const USUAL = 80;
/** A layout that takes longer says how to make it shorter, in milliseconds. */
const LONG = 8000;
/** How far a key pans, in pixels. */
const STRIDE = 60;

/** @param {App} app */
export function createGraph(app) {
  const { state, client, actions } = app;
  const make = (/** @type {string} */ tag, /** @type {string} */ cls, /** @type {Node | HTMLElement} */ parent) => {
    const e = document.createElement(tag);
    e.className = cls;
    return /** @type {HTMLElement} */ (parent).appendChild(e);
  };
  const element = document.createElement("section");
  element.className = "view graph";
  const bar = make("div", "bar-line", element);
  const stage = make("div", "stage", element);
  stage.tabIndex = 0;
  stage.setAttribute("role", "tree");
  stage.setAttribute("aria-label", "Call graph");
  const item = make("div", "unseen", stage);
  item.id = "graph-node";
  item.setAttribute("role", "treeitem");
  const stageOf = createStage(stage, (part) => map.moved(part));
  const map = createMap(stage, stageOf.centre);
  const tip = createTip(element);
  const state_ = make("div", "none", element);
  state_.setAttribute("role", "status");

  // The inspector takes a part of the stage: what it is about stays in sight.
  new ResizeObserver(() => {
    const selected = named(state.sel);
    if (selected) stageOf.reveal(placeOf(selected), false);
  }).observe(stage);

  const engine = createEngine();
  /** @type {Drawing | null} */
  let drawing = null;
  /** The DOT that is shown, as pprof prints it, and its header lines. */
  let shown = { dot: "", header: /** @type {string[]} */ ([]) };
  let asked = "";
  /** What is going on instead of a drawing: a layout since then, or why there is none. */
  let working = 0;
  let trouble = "";
  let cursor = "";
  let searchError = "";
  /** The names that the search finds; null without a search. @type {Set<string> | null} */
  let matches = null;
  let searched = "";

  /** @type {Promise<void>} */
  let loading = Promise.resolve();
  function refresh() {
    const key = JSON.stringify([state.revision]);
    if (!state.summary?.ready || key === asked) return loading;
    asked = key;
    loading = load(key);
    return loading;
  }
  /** @param {string} key */
  async function load(key) {
    const diff = Boolean(state.summary?.diff);
    try {
      const dot = await client.latest("dot", () => client.call("run", "dot"));
      if (dot === undefined || asked !== key) return;
      if (dot !== shown.dot || !drawing) {
        const { header, weights, page } = forPage(dot);
        shown = { dot, header };
        if (!/^N\d+ \[/m.test(page)) return leave("");
        working = performance.now();
        setTimeout(actions.changed, LONG + 50);
        actions.changed();
        const svg = await engine.layOut(page);
        if (asked !== key) return;
        state.timings.set("graph", performance.now() - working);
        take(drawingOf(svg, weights, diff));
      }
      working = 0;
      trouble = "";
    } catch (error) {
      if (error instanceof Stopped) {
        // A newer layout is under way, unless the user has stopped this one.
        if (asked === key) leave("The layout was stopped.");
      } else if (asked === key) leave(error instanceof Error ? error.message : String(error));
    }
    actions.changed();
  }
  /** There is no drawing. @param {string} why "" if nothing is left to draw */
  function leave(why) {
    drawing = null;
    stageOf.clear();
    map.clear();
    working = 0;
    trouble = why;
    actions.changed();
  }

  /** @param {Drawing} fresh */
  function take(fresh) {
    const before = drawing?.nodes.get(cursor)?.name;
    drawing = fresh;
    // The larger pprof writes a box, the more weight is in it.
    const heaviest = functions().sort((a, b) => letters(b) - letters(a))[0];
    const first = named(state.sel) ?? heaviest;
    cursor = (named(state.sel) ?? named(before ?? "") ?? heaviest)?.id ?? "";
    map.show(fresh, placeOf);
    stageOf.show(fresh, first && placeOf(first));
    tip.hide();
    tell();
    mark();
  }
  const letters = (/** @type {Node} */ node) =>
    Number(node.element.querySelector("text")?.getAttribute("font-size") ?? 0);

  /** The node of a function; with several of one name, the first. @param {string} name */
  const named = (name) =>
    name && drawing ? [...drawing.nodes.values()].find((node) => node.name === name) : undefined;
  /** Where a node is on the drawing, whose own transform turns its axes. @param {Node} node */
  function placeOf(node) {
    const [, dx, dy] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/
      .exec(drawing?.root.getAttribute("transform") ?? "")
      ?.map(Number) ?? [0, 0, 0];
    return { x: node.x + dx, y: node.y + dy, width: node.width, height: node.height };
  }
  /** @param {string} id @param {"from" | "to"} end @returns {Edge[]} the heaviest first */
  const edgesAt = (id, end) =>
    (drawing?.edges ?? [])
      .filter(
        (edge) =>
          edge[end] === id && edge.from !== edge.to && drawing?.nodes.get(end === "from" ? edge.to : edge.from)?.name,
      )
      .sort((a, b) => b.weight - a.weight);

  /** Says by classes what is chosen, near it, under the pointer and found. */
  function mark() {
    if (!drawing) return;
    const selected = named(state.sel)?.id ?? "";
    const beside = new Set(
      drawing.edges.flatMap(({ from, to }) => (from === selected ? [to] : to === selected ? [from] : [])),
    );
    for (const node of drawing.nodes.values()) {
      const is = matches?.has(node.name) ?? false;
      classes(node.element, {
        selected: node.id === selected,
        cursor: node.id === cursor && document.activeElement === stage,
        match: is,
        missed: matches !== null && !is,
        near: beside.has(node.id),
      });
    }
    for (const { from, to, element } of drawing.edges)
      classes(element, { near: selected !== "" && (from === selected || to === selected), missed: matches !== null });
    stageOf.svg.classList.toggle("chosen", selected !== "" && matches === null);
  }
  /** @param {Element} element @param {Record<string, boolean>} is */
  function classes(element, is) {
    for (const [name, on] of Object.entries(is)) element.classList.toggle(name, on);
  }
  /** Asks which nodes the search finds: Go's expressions are the Session's to read. */
  async function search() {
    const names = functions().map((node) => node.name);
    const key = JSON.stringify([state.q, names]);
    if (key === searched) return;
    searched = key;
    try {
      const flags = state.q ? await client.latest("matching", () => client.call("matching", state.q, names)) : null;
      if (flags === undefined || searched !== key) return;
      matches = flags && new Set(names.filter((_, i) => flags[i]));
      searchError = "";
    } catch (error) {
      if (searched !== key) return;
      matches = null;
      searchError = error instanceof Error ? error.message : String(error);
    }
    actions.changed();
  }
  const functions = () => [...(drawing?.nodes.values() ?? [])].filter((node) => node.name);

  // What a node says

  /** @param {Node} node */
  const weights = (node) =>
    node.says.slice(node.says.findIndex((line) => /^-?[\d.]+\S*( of | \(|$)/.test(line))).join(" ");
  /** The cursor's node, for those who hear it. */
  function tell() {
    const node = drawing?.nodes.get(cursor);
    if (!node) return;
    const side = (/** @type {string} */ verb, /** @type {Edge[]} */ edges, /** @type {"from" | "to"} */ end) =>
      edges.length
        ? `${verb} ${edges
            .slice(0, 4)
            .map((e) => `${drawing?.nodes.get(e[end])?.name} ${e.says}`.trim())
            .join(", ")}${edges.length > 4 ? ` and ${edges.length - 4} more` : ""}`
        : "";
    item.textContent = node.name;
    item.dataset.fn = node.name;
    item.setAttribute(
      "aria-label",
      [
        node.name,
        weights(node),
        side("calls", edgesAt(cursor, "from"), "to"),
        side("called by", edgesAt(cursor, "to"), "from"),
      ]
        .filter(Boolean)
        .join("; "),
    );
    stage.setAttribute("aria-activedescendant", item.id);
  }

  /** @param {EventTarget | null} target */
  function nodeAt(target) {
    const group = target instanceof Element ? target.closest("g.node") : null;
    return group && drawing ? [...drawing.nodes.values()].find((node) => node.element === group) : undefined;
  }
  stage.addEventListener("click", (e) => {
    if (stageOf.hasDragged()) return;
    const node = nodeAt(e.target);
    if (!node?.name) return;
    cursor = node.id;
    tell();
    actions.select(node.name);
  });
  stage.addEventListener("dblclick", (e) => {
    const node = nodeAt(e.target);
    if (node?.name) stageOf.reveal(placeOf(node), true);
  });
  stage.addEventListener("pointermove", (e) => {
    const node = e.buttons || e.pointerType === "touch" ? undefined : nodeAt(e.target);
    if (node?.name)
      tip.show(html`<p>${nameOf(node.name)}</p><p class="num">${weights(node)}</p>`, e.clientX, e.clientY);
    else tip.hide();
  });
  for (const what of ["pointerleave", "wheel", "pointerdown"])
    stage.addEventListener(what, tip.hide, { passive: true });
  for (const what of ["focus", "blur"]) stage.addEventListener(what, () => (tell(), mark()));

  // Keys

  /** The node that an arrow leads to. @param {string} key */
  function neighbour(key) {
    if (key === "ArrowDown") return edgesAt(cursor, "from")[0]?.to;
    if (key === "ArrowUp") return edgesAt(cursor, "to")[0]?.from;
    const at = drawing?.nodes.get(cursor);
    if (!at || !drawing) return undefined;
    // Boxes beside it are those that it would meet if it moved aside.
    const middle = at.x + at.width / 2;
    const beside = [...drawing.nodes.values()].filter(
      (n) =>
        n.name &&
        n.id !== cursor &&
        n.y < at.y + at.height &&
        n.y + n.height > at.y &&
        n.x + n.width / 2 < middle === (key === "ArrowLeft"),
    );
    return beside.sort((a, b) => Math.abs(a.x + a.width / 2 - middle) - Math.abs(b.x + b.width / 2 - middle))[0]?.id;
  }
  stage.addEventListener("keydown", (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || !drawing) return;
    const arrow = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [1, 0],
      ArrowRight: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    })[e.key];
    const node = drawing.nodes.get(cursor);
    if (arrow && e.shiftKey) stageOf.panBy(arrow[0] * STRIDE, arrow[1] * STRIDE);
    else if (arrow) {
      const next = drawing.nodes.get(neighbour(e.key) ?? "");
      if (next) {
        cursor = next.id;
        tell();
        actions.select(next.name, "replace");
        stageOf.reveal(placeOf(next), false);
        mark();
      }
    } else if (e.key === "Enter" && node) stageOf.reveal(placeOf(node), true);
    else if (e.key === "=" || e.key === "+") stageOf.zoomBy(1.3);
    else if (e.key === "-") stageOf.zoomBy(1 / 1.3);
    else if (e.key === "0") stageOf.fit();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });

  // Above the stage

  /** @param {number} nodes */
  async function setCount(nodes) {
    const refused = await actions.setOption("nodecount", String(nodes));
    if (refused) actions.failed(new Error(refused));
  }
  /** @param {"svg" | "png"} kind */
  async function saveAs(kind) {
    try {
      const file = ((await client.call("reports")).find((r) => r.name === "dot")?.file ?? "graph.dot").replace(
        /\.dot$/,
        `.${kind}`,
      );
      // A picture for others is pprof's own, with its header and on white.
      const own = createEngine();
      const svg = await own.layOut(shown.dot).finally(own.close);
      const blob = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg);
      save(blob, file);
      actions.said(`Saved ${file}`);
    } catch (error) {
      actions.failed(error);
    }
  }
  function template() {
    // The page says above what the profile is: the header lines are what is shown of it.
    const count = Number(app.optionValue("nodecount"));
    const now = count < 0 ? USUAL : count;
    const hidden = app.optionValue("taghide") === ".";
    const labels = [...(drawing?.nodes.values() ?? [])].some((node) => !node.name);
    const tree = app.optionValue("call_tree") === "true";
    return html`<div class="segments" role="group" aria-label="How many nodes">${COUNTS.map(
      (n) =>
        html`<button aria-pressed=${now === n} title=${n === USUAL ? "pprof's own number" : `At most ${n} nodes`}
          @click=${() => setCount(n === USUAL ? -1 : n)}>${n}</button>`,
    )}</div>
      <label class="count">nodes <input type="number" min="1" max="2000" inputmode="numeric" .value=${String(now)}
        @change=${(/** @type {Event} */ e) => setCount(Math.round(Number(/** @type {HTMLInputElement} */ (e.target).value)) || -1)}
        /></label>
      <button class="toggle" aria-pressed=${tree} title="pprof's call_tree: a node for each way to a function"
        @click=${() => actions.setOption("call_tree", tree ? "false" : "true")}>Call tree</button>
      <button class="toggle" aria-pressed=${!hidden} ?disabled=${!hidden && !labels}
        title="The boxes of labels; without them it is pprof's taghide=."
        @click=${() => actions.setOption("taghide", hidden ? "" : ".")}>Labels</button>
      <span class="zooms" role="group" aria-label="Zoom">
        <button class="quiet icon" title="Closer (=)" aria-label="Closer" ?disabled=${!drawing} @click=${() => stageOf.zoomBy(1.4)}>+</button>
        <button class="quiet icon" title="Farther (-)" aria-label="Farther" ?disabled=${!drawing} @click=${() => stageOf.zoomBy(1 / 1.4)}>−</button>
        <button class="quiet" title="All of it (0)" ?disabled=${!drawing} @click=${() => stageOf.fit()}>Fit</button></span>
      <span class="saves"><button class="quiet" title="Save the picture as SVG" ?disabled=${!drawing}
        @click=${() => saveAs("svg")}>SVG</button><button class="quiet" title="Save the picture as PNG"
          ?disabled=${!drawing} @click=${() => saveAs("png")}>PNG</button></span>
      <p class="lines">${drawing ? shown.header.filter((line) => /^(Active filters|Showing|Dropped| {2})/.test(line)).map((line) => html`<span>${line}</span>`) : nothing}</p>`;
  }
  /** Instead of a drawing. */
  function status() {
    if (working) {
      const nodes = shown.dot.match(/^N\d+ \[/gm)?.length ?? 0;
      const long = performance.now() - working > LONG;
      return html`<p>Laying out ${counted(nodes, "node")} …</p>${long ? html`<p class="dim">Fewer nodes are quicker.</p>` : nothing}<p><button @click=${() => engine.stop()}>Stop</button></p>`;
    }
    if (trouble)
      return html`<p>${trouble}</p><p><button @click=${() => ((asked = ""), (shown.dot = ""), actions.changed())}>Try again</button></p>`;
    return drawing || !asked ? nothing : nothingLeft(app, 0, 0);
  }

  return {
    element,
    draw() {
      void refresh();
      render(template(), bar);
      render(status(), state_);
      state_.hidden = Boolean(drawing) && !working;
      stage.classList.toggle("stale", working > 0);
      void search();
      mark();
    },
    focus: () => stage.focus(),
    found: () => ({
      error: searchError,
      text:
        drawing && matches
          ? `${functions().filter((node) => matches?.has(node.name)).length} of ${counted(functions().length, "node")}`
          : "",
    }),
    /** Brings a function into sight. @param {string} name */
    async reveal(name) {
      await refresh();
      const node = named(name);
      if (!node)
        return actions.note(`${name} is not among the nodes that are shown.`, {
          label: "Focus on it",
          run: () => void actions.filterBy("focus", name),
        });
      cursor = node.id;
      tell();
      mark();
      stageOf.reveal(placeOf(node), true);
    },
  };
}
