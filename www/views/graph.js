// The call graph: pprof's nodes and edges, laid out by Graphviz, to be moved through.
//
// In: the Session's table of it, and where Graphviz would put what. Out: the drawing, a way through it from caller to callee for mouse and
// keys, how many nodes it shall have, and its picture as a file. Who cannot see it goes the same way, and hears what a box says and what it
// calls. Unless the user has said how many nodes there are, they are as many as can be read with all of them in sight, and the selected
// function is one of them.

import { html, nothing, render } from "lit-html";
import { save } from "../engine/downloads.js";
import { createEngine } from "../engine/graph-engine.js";
import { leastHeight } from "../engine/graph-room.js";
import { drawingOf, geometryOf } from "../engine/graph-svg.js";
import { pngOf } from "./picture.js";
import { Stopped } from "../engine/solo.js";
import { count, counted, ofTotal } from "../text.js";
import { found } from "../parts/frame.js";
import { createChoice, READABLE } from "./graph-choice.js";
import { createGraphControls } from "./graph-controls.js";
import { createMap } from "./graph-map.js";
import { graphSvg } from "./graph-picture.js";
import { createStage } from "./graph-stage.js";
import { edgesAt, neighbour } from "./graph-walk.js";
import { edgeTip, nodeInWords, nodeTip } from "./graph-words.js";
import { make } from "../parts/make.js";
import { nameOf } from "../parts/name.js";
import { whyNothing } from "../parts/nothing.js";
import { createTip } from "../parts/tip.js";
import { createWalk } from "../parts/walk.js";
import { isFiltered } from "../state/state.js";

/** @import { App } from "../state/app.js" */
/** @import { Drawing, Edge, Geometry } from "../engine/graph-svg.js" */
/** @import { GraphInfo } from "../pkg/proflens.js" */

/** A layout that takes longer says how to make it shorter, in milliseconds. */
const LONG = 8000;
/** So many layouts are kept: of the numbers of nodes that are tried, and of what was drawn before. */
const KEPT = 8;
/** How many answers there may be before the one that is drawn: more than there are numbers to try. */
const TRIES = 20;
/** A window that is no wider has narrow boxes, in pixels. */
const NARROW = 760;
/** How far a key pans, in pixels. */
const STRIDE = 60;

/** @param {App} app */
export function createGraph(app) {
  const { state, actions } = app;
  const element = make("section", "view graph");
  const top = make("div", "above", element);
  const bar = make("div", "bar-line slides", top);
  const fewer = make("div", "fewer-line", top);
  const room = make("div", "room", element);
  const stage = make("div", "stage", room);
  const facts = make("div", "lines facts", element);
  const walk = createWalk(stage, "graph-node", "Call graph");
  const stageOf = createStage(stage, (part) => {
    if (drawing) map.moved(part);
    tipAtCursor();
  });
  const beside = make("div", "beside", room);
  const map = createMap(beside, stageOf.centre);
  const tip = createTip(element);
  const controls = createGraphControls(app, { zoomBy: stageOf.zoomBy, fit: stageOf.fit, saveAs });
  const word = make("div", "none", element);
  word.setAttribute("role", "status");

  /** Who waits for the stage to have a size: it has none while the view is not shown. @type {(() => void)[]} */
  const unsized = [];
  const sized = () => (stage.clientHeight ? null : new Promise((resolve) => unsized.push(() => resolve(null))));
  // The inspector takes a part of the stage: what it is about stays in sight.
  new ResizeObserver(() => {
    if (stage.clientHeight) for (const go of unsized.splice(0)) go();
    chooseAgain();
    const selected = named(state.sel);
    if (selected) stageOf.reveal(selected, false);
  }).observe(stage);

  const engine = createEngine();
  /** The last answer, and what it is an answer to. @type {GraphInfo | null} */
  let table = null;
  let searched = "";
  /** The answer that is drawn, and the one that is told of around the drawing. @type {GraphInfo | null} */
  let shown = null;
  /** @type {GraphInfo | null} */
  let told = null;
  /** The layouts that were asked for, by their texts, the last one at the end. @type {Map<string, Promise<Geometry>>} */
  const layouts = new Map();
  /** @type {Drawing | null} */
  let drawing = null;
  /** Whether its nodes say which of them a search finds. */
  let searching = false;
  /** What the drawing was made of. */
  let drawn = { revision: -1, geometry: /** @type {Geometry | null} */ (null) };
  /** What is going on instead of a drawing: a layout since then, or why there is none. */
  let [working, trouble] = [0, ""];
  /** The node that the keys are on, and whether the next arrow goes to what the search finds. */
  let [cursor, hunting] = ["", false];
  /** The revision that is asked about, and the drawing of the last answer on its way. */
  let revision = 0;
  let showing = Promise.resolve();

  const choice = createChoice();
  const isFree = () => app.optionValue("nodecount") === "-1";
  const isChosen = () => !isFree() || choice.isDone();
  /** What the nodes are chosen from, and the function that is added to them if it is not among them. */
  let chosenFrom = "";
  let added = "";
  let narrow = false;
  const question = app.ask.question(
    "graph",
    () => ({
      search: state.q,
      labels: state.labels,
      nodes: isFree() ? choice.nodes : 0,
      // How many nodes there are does not depend on what is added to them: the same address has the same graph.
      selected: isChosen() ? added : "",
      narrow,
    }),
    {
      // Behind a change the search for what can be read begins anew.
      next: () => ({
        search: state.q,
        labels: state.labels,
        nodes: isFree() ? choice.first : 0,
        selected: isFree() ? "" : state.sel,
        narrow: innerWidth <= NARROW,
      }),
      came({ info }, query) {
        table = info;
        searched = query.search ?? "";
        showing = show(info);
      },
    },
  );
  function refresh() {
    revision = state.revision;
    const from = `${revision} ${state.labels}`;
    if (from !== chosenFrom) {
      chosenFrom = from;
      choice.begin();
      added = state.sel;
      narrow = innerWidth <= NARROW;
      table = null;
    } else if (!state.sel) added = "";
    // While what is drawn has the function, whatever was added stays: a walk from box to box moves none of them.
    else if (table && !table.nodes.some(({ name }) => name === state.sel)) added = state.sel;
    return question.refresh();
  }
  /** How large the stage is with all of a drawing in sight: then there is no map beside it. */
  function roomForAll() {
    const was = beside.hidden;
    beside.hidden = true;
    const size = stageOf.room();
    beside.hidden = was;
    return size;
  }
  /** The stage has become another one: maybe another number of nodes suits it, unless the user has begun to look around. */
  function chooseAgain() {
    if (!isFree() || !shown || !stage.clientHeight || !stageOf.isUntouched()) return;
    const size = roomForAll();
    if (choice.suits(size, `${innerWidth} ${innerHeight} ${state.sel !== ""}`)) return;
    choice.again(size);
    void refresh();
    // The number that is tried first may be that of the answer that is here.
    if (table && !question.isBehind()) showing = show(table);
  }
  /** How near a drawing can be read. @param {GraphInfo} info */
  const nearness = ({ nodes }) => READABLE / Math.min(...nodes.map(({ letters }) => letters));
  /** @param {GraphInfo} info */
  async function show(info) {
    const [of, diff] = [revision, Boolean(state.summary?.changes)];
    if (info.nodes.length === 0) return leave("", info);
    try {
      await sized();
      if (table !== info) return;
      // What is said around the drawing takes room, too.
      told = info;
      tellAround();
      const [near, chosen] = [nearness(info), isChosen()];
      const into = roomForAll();
      const mayFit = stageOf.hasRoom({ width: 1, height: leastHeight(info) }, near, into);
      // What cannot be read anyhow need not be laid out.
      const geometry = chosen || mayFit ? await laidOut(info.dot) : null;
      if (table !== info) return;
      if (!chosen) {
        const own = info.nodes.filter((node) => !node.added).length;
        const canBeRead = geometry !== null && stageOf.hasRoom(geometry, near, into);
        const isIt = choice.tell(own, own === info.ofNodes, canBeRead, into);
        // Then what is selected is asked for, too, where it is not among them.
        if (isIt && info.nodes.some(({ name }) => name === added)) added = "";
        if (!isIt || !geometry || added) return actions.changed();
      }
      if (!geometry) return;
      [working, trouble] = [0, ""];
      searching = searched !== "" && !info.searchError;
      shown = info;
      if (drawing && drawn.revision === of && drawn.geometry === geometry) update(drawing, info);
      else take(drawingOf(geometry, info, diff), of, geometry, near);
    } catch (error) {
      if (table !== info) return;
      // A newer layout is under way, unless the user has stopped this one.
      leave(
        error instanceof Stopped ? "The layout was stopped." : error instanceof Error ? error.message : String(error),
        info,
      );
    }
    actions.changed();
  }
  /** Where everything goes. What changes no text of it, such as a search, lays nothing out anew. @param {string} dot */
  function laidOut(dot) {
    const known = layouts.get(dot);
    if (known) return known;
    const begun = performance.now();
    working ||= begun;
    setTimeout(actions.changed, LONG + 50);
    actions.changed();
    const done = engine.layOut(dot).then((svg) => {
      state.timings.set("layout", performance.now() - begun);
      return geometryOf(svg);
    });
    layouts.set(dot, done);
    if (layouts.size > KEPT) layouts.delete([...layouts.keys()][0]);
    done.catch(() => layouts.delete(dot));
    return done;
  }
  /** There is no drawing. @param {string} why "" if nothing is left to draw @param {GraphInfo} info */
  function leave(why, info) {
    drawing = null;
    shown = told = info;
    stageOf.clear();
    map.clear();
    walk.leave();
    [working, trouble] = [0, why];
    actions.changed();
  }

  /** Another search finds other nodes of the same drawing. @param {Drawing} same @param {GraphInfo} answer */
  function update(same, answer) {
    for (const row of answer.nodes) Object.assign(same.nodes.get(row.id) ?? {}, { row });
    mark();
  }
  /** @param {Drawing} fresh @param {number} of the revision @param {Geometry} geometry @param {number} near how near it can be read */
  function take(fresh, of, geometry, near) {
    const before = drawing?.nodes.get(cursor)?.row.name ?? "";
    const isMoved = geometry !== drawn.geometry || !drawing;
    drawing = fresh;
    drawn = { revision: of, geometry };
    const heaviest = [...fresh.nodes.values()].sort((a, b) => Math.abs(b.row.flat) - Math.abs(a.row.flat))[0];
    const first = named(state.sel) ?? heaviest;
    cursor = (named(state.sel) ?? named(before) ?? heaviest).row.id;
    map.show(fresh);
    const calls = [...edgesAt(fresh, first.row.id, "from"), ...edgesAt(fresh, first.row.id, "to")];
    const beside = calls.flatMap(({ row: { from, to } }) => fresh.nodes.get(from === first.row.id ? to : from) ?? []);
    if (isMoved) stageOf.show(fresh, first, near, named(state.sel) ? beside : []);
    else stageOf.replace(fresh);
    tip.hide();
    tell();
    mark();
  }

  /** The node of a function; with several of one name, that of the cursor, or the first. @param {string} name */
  const named = (name) => {
    const at = drawing?.nodes.get(cursor);
    if (at?.row.name === name) return at;
    return name && drawing ? [...drawing.nodes.values()].find((node) => node.row.name === name) : undefined;
  };
  /** Says by classes what is chosen, near it, under the pointer and found. */
  function mark() {
    if (!drawing) return;
    const selected = named(state.sel)?.row.id ?? "";
    // The keys go on from what is selected, wherever that was done.
    if (selected) cursor = selected;
    const beside = new Set(
      drawing.edges.flatMap(({ row: { from, to } }) => (from === selected ? [to] : to === selected ? [from] : [])),
    );
    for (const { row, element } of drawing.nodes.values())
      classes(element, {
        selected: row.id === selected,
        cursor: row.id === cursor && (selected !== "" || !state.sel) && document.activeElement === stage,
        match: searching && row.found,
        missed: searching && !row.found,
        near: beside.has(row.id),
      });
    for (const { row, element, said } of drawing.edges)
      for (const part of [element, said])
        classes(part, { near: selected !== "" && (row.from === selected || row.to === selected), missed: searching });
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

  /** Which nodes what is added is not among: pprof's, or those of them that can be read. */
  function among() {
    const own = told?.nodes.filter((node) => !node.added).length ?? 0;
    return isFree() && told && own < Math.min(told.usualNodes, told.ofNodes)
      ? `the ${counted(own, "node")}`
      : "pprof's nodes";
  }
  /** The calls of a node, with what is at their other end. @param {Edge[]} edges @param {"from" | "to"} end */
  const calls = (edges, end) =>
    edges.map(({ row: call }) => ({ name: drawing?.nodes.get(call[end])?.row.name ?? "", call }));
  /** The cursor's node, for those who hear it. */
  function tell() {
    const row = drawing?.nodes.get(cursor)?.row;
    if (!row) return;
    const [callees, callers] = [edgesAt(drawing, cursor, "from"), edgesAt(drawing, cursor, "to")];
    walk.stand(row.name, row.name, {
      words: nodeInWords(row, state.sel, among(), calls(callees, "to"), calls(callers, "from")),
    });
  }
  /** Whether the tip is about the cursor's node, since keys have led there. */
  let tipped = false;
  function tipAtCursor() {
    const node = tipped && tip.isShown() ? drawing?.nodes.get(cursor) : undefined;
    if (!node) return;
    const box = node.element.getBoundingClientRect();
    tip.show(nodeTip(node.row, state.sel, among()), box.right, box.top);
  }
  function hideTip() {
    tipped = false;
    tip.hide();
  }

  /** @param {EventTarget | null} target */
  function nodeAt(target) {
    const group = target instanceof Element ? target.closest("g.node") : null;
    return group && drawing ? [...drawing.nodes.values()].find((node) => node.element === group) : undefined;
  }
  /** @param {EventTarget | null} target */
  function edgeAt(target) {
    const group = target instanceof Element ? target.closest("g.edge, g.said") : null;
    return group ? drawing?.edges.find(({ element, said }) => element === group || said === group)?.row : undefined;
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
    const edge = e.buttons || e.pointerType === "touch" || node ? undefined : edgeAt(e.target);
    tipped = false;
    if (node) tip.show(nodeTip(node.row, state.sel, among()), e.clientX, e.clientY);
    else if (edge) {
      const name = (/** @type {string} */ id) => drawing?.nodes.get(id)?.row.name ?? "";
      tip.show(edgeTip(edge, name(edge.from), name(edge.to)), e.clientX, e.clientY);
    } else tip.hide();
  });
  for (const what of ["pointerleave", "wheel", "pointerdown", "blur"])
    stage.addEventListener(what, hideTip, { passive: true });
  for (const what of ["focus", "blur"]) stage.addEventListener(what, () => (tell(), mark()));

  // Keys

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
      const hit = hunting && searching && [...drawing.nodes.values()].find(({ row }) => row.found);
      hunting = false;
      const next = hit || drawing.nodes.get(neighbour(drawing, cursor, e.key) ?? "");
      if (next) {
        cursor = next.row.id;
        tell();
        actions.select(next.row.name, "replace");
        stageOf.reveal(next, false);
        mark();
        // What it was before stands in the tip alone.
        if (next.row.cumCompared) {
          tip.show(nodeTip(next.row, state.sel, among()), 0, 0);
          tipped = true;
          tipAtCursor();
        }
      }
    } else if (e.key === "Enter" && node) stageOf.reveal(node, true);
    else if (e.key === "=" || e.key === "+") stageOf.zoomBy(1.3);
    else if (e.key === "-") stageOf.zoomBy(1 / 1.3);
    else if (e.key === "0") stageOf.fit();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });

  // Around the stage

  /** @param {"svg" | "png"} kind */
  async function saveAs(kind) {
    if (!drawing || !shown) return;
    try {
      const file = `${shown.stem}.${kind}`;
      const about = state.summary?.profileLines.map(({ text }) => text) ?? [];
      const svg = graphSvg(drawing, [...about, ...said()]);
      const blob = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg);
      actions.told(`Saved ${save(blob, file)}`);
    } catch (error) {
      actions.failed(error);
    }
  }
  /** What the drawing shows and what it does not. */
  const said = () => (told?.nodes.length ? [...told.header, ...(told.leftOut ? [told.leftOut] : [])] : []);
  function tellAround() {
    render(controls.template(drawing ? shown : null), bar);
    render([controls.fewer(told), aboutSelected()], fewer);
    render(
      said().map((line) => html`<span>${line}</span>`),
      facts,
    );
  }
  /** Why the selected function is drawn although pprof does not, or is not drawn at all. */
  function aboutSelected() {
    const { sel } = state;
    if (!told || !sel || added !== sel) return nothing;
    const name = nameOf(sel);
    if (told.selected === "added")
      return html`<p class="fewer dim">${name} is not among ${among()}: added because it is selected</p>`;
    if (told.selected !== "absent") return nothing;
    const why = isFiltered(state) ? "in no sample that the filters leave" : "in no sample of this type";
    return html`<p class="fewer dim">${name} is not drawn: it is ${why}</p>`;
  }
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
    return drawing || !table ? nothing : whyNothing(app, 0, 0, { dropped: table.droppedNodes });
  }

  /** Graphviz is at work. */
  const isLate = () => working > 0 || (table !== null && table !== shown);

  return {
    element,
    draw() {
      void refresh();
      tellAround();
      render(status(), word);
      word.hidden = Boolean(drawing) && !working;
      stage.classList.toggle("stale", working > 0);
      mark();
    },
    focus: () => stage.focus(),
    seek: () => void (hunting = true),
    isLate,
    isBehind() {
      void refresh();
      return question.isBehind() || isLate();
    },
    found: () =>
      found(app, state.q === searched ? table : null, (info) =>
        // What is found is told when it is marked.
        drawing && searching
          ? `${count(info.matched)} of ${counted(info.nodes.length, "node")} · flat ${info.matchedFlatText} (${info.matchedFlatPercent}${ofTotal(state.summary)})`
          : "",
      ),
    /** Brings a function into sight. @param {string} name */
    async reveal(name) {
      // While it is tried how many nodes can be read, answers follow each other.
      for (let i = 0; i < TRIES && (i === 0 || table !== shown); i++) {
        await refresh();
        await showing;
      }
      const node = named(name);
      // It is added to the nodes, unless it is in no sample: that is said above the drawing.
      if (!node) return;
      cursor = node.row.id;
      tell();
      mark();
      stageOf.reveal(node, true);
    },
  };
}
