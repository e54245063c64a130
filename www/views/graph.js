// The call graph: pprof's nodes and edges, laid out by Graphviz, to be moved through.
//
// In: the Session's table of it, and where Graphviz would put what. Out: the drawing, a way through it from caller to callee for mouse and
// keys, how many nodes it shall have, and its picture as a file. Who cannot see it goes the same way, and hears what a box says and what it
// calls.

import { html, nothing, render } from "lit-html";
import { save } from "../engine/downloads.js";
import { createEngine } from "../engine/graph-engine.js";
import { drawingOf, geometryOf } from "../engine/graph-svg.js";
import { pngOf } from "./picture.js";
import { Stopped } from "../engine/solo.js";
import { count, counted } from "../text.js";
import { found } from "../parts/frame.js";
import { createGraphControls } from "./graph-controls.js";
import { createMap } from "./graph-map.js";
import { createStage } from "./graph-stage.js";
import { make } from "../parts/make.js";
import { nameOf } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";
import { createTip } from "../parts/tip.js";

/** @import { App } from "../state/app.js" */
/** @import { Drawing, Edge, Geometry } from "../engine/graph-svg.js" */
/** @import { GraphInfo } from "../pkg/proflens.js" */

/** A layout that takes longer says how to make it shorter, in milliseconds. */
const LONG = 8000;
/** So many characters of a name are said. */
const SPOKEN = 200;
/** How far a key pans, in pixels. */
const STRIDE = 60;

/** @param {App} app */
export function createGraph(app) {
  const { state, client, actions } = app;
  const element = make("section", "view graph");
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
  const controls = createGraphControls(app, { zoomBy: stageOf.zoomBy, fit: stageOf.fit, saveAs });
  const word = make("div", "none", element);
  word.setAttribute("role", "status");

  // The inspector takes a part of the stage: what it is about stays in sight.
  new ResizeObserver(() => {
    const selected = named(state.sel);
    if (selected) stageOf.reveal(selected, false);
  }).observe(stage);

  const engine = createEngine();
  /** The last answer, and the search that it is about. @type {GraphInfo | null} */
  let table = null;
  let searched = "";
  /** The layout that was asked for last: of which text, and what comes of it. @type {{dot: string, done: Promise<Geometry> | null}} */
  let layout = { dot: "", done: null };
  /** @type {Drawing | null} */
  let drawing = null;
  /** Whether its nodes say which of them a search finds. */
  let searching = false;
  /** What the drawing was made of. */
  let drawn = { revision: -1, geometry: /** @type {Geometry | null} */ (null) };
  /** What is going on instead of a drawing: a layout since then, or why there is none. */
  let working = 0;
  let trouble = "";
  let cursor = "";
  /** The revision that is asked about, and the drawing of the last answer on its way. */
  let revision = 0;
  let showing = Promise.resolve();

  const question = app.ask.question("graph", () => ({ search: state.q }), {
    came({ info }, query) {
      table = info;
      searched = query.search ?? "";
      showing = show(info);
    },
  });
  function refresh() {
    revision = state.revision;
    return question.refresh();
  }
  /** @param {GraphInfo} info */
  async function show(info) {
    const [of, diff] = [revision, Boolean(state.summary?.changes)];
    if (info.nodes.length === 0) return leave("");
    try {
      const geometry = await laidOut(info.dot);
      if (table !== info) return;
      working = 0;
      trouble = "";
      searching = searched !== "" && !info.searchError;
      if (drawing && drawn.revision === of && drawn.geometry === geometry) update(drawing, info);
      else take(drawingOf(geometry, info, diff), of, geometry);
    } catch (error) {
      if (table !== info) return;
      layout = { dot: "", done: null };
      // A newer layout is under way, unless the user has stopped this one.
      leave(
        error instanceof Stopped ? "The layout was stopped." : error instanceof Error ? error.message : String(error),
      );
    }
    actions.changed();
  }
  /** Where everything goes. What changes no text of it, such as a search, lays nothing out anew. @param {string} dot */
  function laidOut(dot) {
    if (layout.done && layout.dot === dot) return layout.done;
    const begun = (working = performance.now());
    setTimeout(actions.changed, LONG + 50);
    actions.changed();
    const done = engine.layOut(dot).then((svg) => {
      state.timings.set("layout", performance.now() - begun);
      return geometryOf(svg);
    });
    layout = { dot, done };
    return done;
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

  /** Another search finds other nodes of the same drawing. @param {Drawing} same @param {GraphInfo} answer */
  function update(same, answer) {
    for (const row of answer.nodes) Object.assign(same.nodes.get(row.id) ?? {}, { row });
    mark();
  }
  /** @param {Drawing} fresh @param {number} of the revision @param {Geometry} geometry */
  function take(fresh, of, geometry) {
    const before = drawing?.nodes.get(cursor)?.row.name ?? "";
    const isMoved = geometry !== drawn.geometry || !drawing;
    drawing = fresh;
    drawn = { revision: of, geometry };
    const heaviest = [...fresh.nodes.values()].sort((a, b) => Math.abs(b.row.flat) - Math.abs(a.row.flat))[0];
    const first = named(state.sel) ?? heaviest;
    cursor = (named(state.sel) ?? named(before) ?? heaviest).row.id;
    map.show(fresh);
    if (isMoved) stageOf.show(fresh, first);
    else stageOf.replace(fresh);
    tip.hide();
    tell();
    mark();
  }

  /** The node of a function; with several of one name, the first. @param {string} name */
  const named = (name) =>
    name && drawing ? [...drawing.nodes.values()].find((node) => node.row.name === name) : undefined;
  /** @param {string} id @param {"from" | "to"} end @returns {Edge[]} the heaviest first */
  const edgesAt = (id, end) =>
    (drawing?.edges ?? [])
      .filter(({ row }) => row[end] === id && row.from !== row.to)
      .sort((a, b) => b.row.weight - a.row.weight);

  /** Says by classes what is chosen, near it, under the pointer and found. */
  function mark() {
    if (!drawing) return;
    const selected = named(state.sel)?.row.id ?? "";
    const beside = new Set(
      drawing.edges.flatMap(({ row: { from, to } }) => (from === selected ? [to] : to === selected ? [from] : [])),
    );
    for (const { row, element } of drawing.nodes.values())
      classes(element, {
        selected: row.id === selected,
        cursor: row.id === cursor && document.activeElement === stage,
        match: searching && row.found,
        missed: searching && !row.found,
        near: beside.has(row.id),
      });
    for (const { row, element } of drawing.edges)
      classes(element, { near: selected !== "" && (row.from === selected || row.to === selected), missed: searching });
    for (const { row, line, element } of drawing.labels)
      for (const part of [line, element])
        classes(part, { near: selected !== "" && row.from === selected, missed: searching });
    stageOf.svg.classList.toggle("chosen", selected !== "" && !searching);
  }
  /** @param {Element} element @param {Record<string, boolean>} is */
  function classes(element, is) {
    for (const [name, on] of Object.entries(is)) element.classList.toggle(name, on);
  }

  // What a node says

  /** Nobody hears a name of thousands of characters to its end. @param {string} name */
  const spoken = (name) => (name.length > SPOKEN ? `${name.slice(0, SPOKEN)}…` : name);
  /** The cursor's node, for those who hear it. */
  function tell() {
    const row = drawing?.nodes.get(cursor)?.row;
    if (!row) return;
    const side = (/** @type {string} */ verb, /** @type {Edge[]} */ edges, /** @type {"from" | "to"} */ end) =>
      edges.length
        ? `${verb} ${edges
            .slice(0, 4)
            .map(
              ({ row: call }) =>
                `${spoken(drawing?.nodes.get(call[end])?.row.name ?? "")} ${call.text}${call.inline ? " (inline)" : ""}`,
            )
            .join(", ")}${edges.length > 4 ? ` and ${edges.length - 4} more` : ""}`
        : "";
    item.textContent = row.name;
    item.dataset.fn = row.name;
    item.setAttribute(
      "aria-label",
      [
        spoken(row.name),
        row.weights,
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
    if (!node) return;
    cursor = node.row.id;
    tell();
    actions.select(node.row.name);
  });
  stage.addEventListener("dblclick", (e) => {
    const node = nodeAt(e.target);
    if (node) stageOf.reveal(node, true);
  });
  stage.addEventListener("pointermove", (e) => {
    const node = e.buttons || e.pointerType === "touch" ? undefined : nodeAt(e.target);
    if (node) {
      const { name, mark, weights } = node.row;
      tip.show(html`<p>${nameOf(name, mark)}</p><p class="num">${weights}</p>`, e.clientX, e.clientY);
    } else tip.hide();
  });
  for (const what of ["pointerleave", "wheel", "pointerdown"])
    stage.addEventListener(what, tip.hide, { passive: true });
  for (const what of ["focus", "blur"]) stage.addEventListener(what, () => (tell(), mark()));

  // Keys

  /** The node that an arrow leads to. @param {string} key */
  function neighbour(key) {
    if (key === "ArrowDown") return edgesAt(cursor, "from")[0]?.row.to;
    if (key === "ArrowUp") return edgesAt(cursor, "to")[0]?.row.from;
    const at = drawing?.nodes.get(cursor);
    if (!at || !drawing) return undefined;
    // Boxes beside it are those that it would meet if it moved aside.
    const middle = at.x + at.width / 2;
    const beside = [...drawing.nodes.values()].filter(
      (n) =>
        n !== at &&
        n.y < at.y + at.height &&
        n.y + n.height > at.y &&
        n.x + n.width / 2 < middle === (key === "ArrowLeft"),
    );
    return beside.sort((a, b) => Math.abs(a.x + a.width / 2 - middle) - Math.abs(b.x + b.width / 2 - middle))[0]?.row
      .id;
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
        cursor = next.row.id;
        tell();
        actions.select(next.row.name, "replace");
        stageOf.reveal(next, false);
        mark();
      }
    } else if (e.key === "Enter" && node) stageOf.reveal(node, true);
    else if (e.key === "=" || e.key === "+") stageOf.zoomBy(1.3);
    else if (e.key === "-") stageOf.zoomBy(1 / 1.3);
    else if (e.key === "0") stageOf.fit();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });

  // Above the stage

  /** @param {string} dot as pprof writes it */
  async function pprofsOwn(dot) {
    const own = createEngine();
    try {
      return await own.layOut(dot);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The picture is made from pprof's own text of the graph, the report dot, and that cannot be read: it has labels and ` +
          `the file's name as they are, double quotes for instance. ${reason}`,
      );
    } finally {
      own.close();
    }
  }
  /** @param {"svg" | "png"} kind */
  async function saveAs(kind) {
    try {
      const file = `${table?.stem}.${kind}`;
      // A picture for others is pprof's own, with its header and on white.
      const { blob: dot } = await client.save({ report: "dot" }, () => {}).done;
      const svg = await pprofsOwn((await dot?.text()) ?? "");
      const blob = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg);
      save(blob, file);
      actions.said(`Saved ${file}`);
    } catch (error) {
      actions.failed(error);
    }
  }
  const template = () => html`${controls.template({ usual: table?.usualNodes ?? -1, drawing })}
    <p class="lines">${drawing ? said().map((line) => html`<span>${line}</span>`) : nothing}</p>`;
  /** What the drawing shows and what it does not. */
  const said = () => [...(table?.header ?? []), ...(table?.leftOut ? [table.leftOut] : [])];
  /** Instead of a drawing. */
  function status() {
    if (working) {
      const nodes = table?.nodes.length ?? 0;
      const long = performance.now() - working > LONG;
      return html`<p>Laying out ${counted(nodes, "node")} …</p>
        ${long ? html`<p class="dim">Fewer nodes are quicker.</p>` : nothing}
        <p><button @click=${() => engine.stop()}>Stop</button></p>`;
    }
    const of = table;
    if (trouble && of)
      return html`<p>${trouble}</p><p><button @click=${() => (showing = show(of))}>Try again</button></p>`;
    return drawing || !table ? nothing : whyNothing(app, 0, 0);
  }

  return {
    element,
    draw() {
      void refresh();
      render(template(), bar);
      render(status(), word);
      word.hidden = Boolean(drawing) && !working;
      stage.classList.toggle("stale", working > 0);
      mark();
    },
    focus: () => stage.focus(),
    /** Graphviz is at work. */
    isLate: () => working > 0,
    found: () =>
      found(app, state.q === searched ? table : null, (info) =>
        // What is found is told when it is marked.
        drawing && searching
          ? `${count(info.matched)} of ${counted(info.nodes.length, "node")} · flat ${info.matchedFlatText} (${info.matchedFlatPercent})`
          : "",
      ),
    /** Brings a function into sight. @param {string} name */
    async reveal(name) {
      await refresh();
      await showing;
      const node = named(name);
      if (!node)
        return actions.note(`${name} is not among the nodes that are shown.`, {
          label: "Focus on it",
          run: () => void actions.filterBy("focus", name),
        });
      cursor = node.row.id;
      tell();
      mark();
      stageOf.reveal(node, true);
    },
  };
}
