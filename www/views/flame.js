// The flame graph: the Session lays it out, the canvas paints it, and this is what the hand does with it.
//
// In: the Session's answer for the page's options and search, for the way that the stacks stand (from the root, from the leaf, around a
// function) and for the path of boxes that was zoomed into. Out: boxes to zoom into by click, wheel, pinch and keys, a path back, and for
// each box its weight in words. Who cannot see it walks through the same boxes as a tree.

import { nothing, render } from "lit-html";
import { huesFor, onTheme } from "./colours.js";
import { flameBar, flamePath, noteOf } from "./flame-bar.js";
import { boxesOf, boxOver, firstBehind, neighbour, pathTo, rowHeight, rowsOf } from "./flame-boxes.js";
import { createPainter } from "./flame-canvas.js";
import { createChart } from "./flame-chart.js";
import { bindHand } from "./flame-hand.js";
import { areOutside, hitBeside, hitsOf, windowFor } from "./flame-hits.js";
import { createLegend, isNarrow } from "./flame-legend.js";
import { createMap } from "./flame-map.js";
import { createPaper } from "./flame-paper.js";
import { saveFlame } from "./flame-save.js";
import { createWindow } from "./flame-window.js";
import { boxName, inShort, isInverted, sentences, tipOf, titleOf } from "./flame-words.js";
import { found } from "../parts/frame.js";
import { make } from "../parts/make.js";
import { focusNone, makeNone, whyNothing } from "../parts/nothing.js";
import { onceAFrame } from "../parts/once.js";
import { createTip } from "../parts/tip.js";
import { shareWithSign, weightAndShare } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { Boxes } from "./flame-boxes.js" */
/** @import { Answer, FlameBox, FlameInfo, FlameQuery } from "../pkg/proflens.js" */
/** A layout and what is said of it. @typedef {Boxes & FlameInfo} Flame */

/** A box is built when it takes this much of a pixel. */
const SMALLEST = 0.5;
/** So many times as wide it comes with its weight in words. */
const SAID = 80;
/** @param {App} app */
export function createFlame(app) {
  const { state, actions } = app;
  const element = make("section", "view flame");
  const head = make("div", "bar-line", element);
  const bar = make("div", "stands slides", head);
  const now = make("p", "now minor", head);
  const key = make("div", "legend", element);
  const { chart, sizer, canvas, walk } = createChart(element, "flame-box", "Flame graph");
  const none = makeNone(element);
  const tip = createTip(element);
  chart.setAttribute("aria-description", "The view Calls, key t, has the same tree as a table.");

  const map = createMap(element, {
    // Inside of a path there is nothing else to go to: it is left.
    go: (share) => (state.zoom.length ? zoomOut(0) : view.middle(share * axis())),
  });
  const painter = createPainter(canvas);
  const paper = createPaper(chart);
  const legend = createLegend(app, {
    changed: actions.changed,
    light(name) {
      if (lit === name) return;
      lit = name;
      draw();
    },
  });
  /** @type {Flame | null} */
  let flame = null;
  let rows = rowsOf({ rows: [] });
  /** How high a row is, and for which picture that was found: a zoom changes nothing of it. */
  let row = rowHeight(Infinity, 0);
  let measured = "";
  /** The same picture as it was before any zoom, for the map. */
  let overview = { of: "", flame: /** @type {Flame | null} */ (null), rows };
  /** The boxes that the search finds, the widest first. @type {number[]} */
  let hits = [];
  /** To which of them the way out of the zoom leads, once they are here. @type {1 | -1 | 0} */
  let leads = 0;
  /** The picture whose boxes were laid out last, however much of it was zoomed into. */
  let stood = "";
  /** The package that the others make way for. @type {string | null} */
  let lit = null;
  /** What decides about the layout besides how fine it is. */
  let shape = "";
  /** The boxes of pointer and keys, and whether the next arrow goes to what the search finds. */
  let [hover, cursor, hunting] = [-1, 0, false];
  /** @type {FlameBox | null} */
  let words = null;

  const axis = () => flame?.widths[0] || 1;
  const view = createWindow({
    axis,
    isHidden: () => Boolean(element.hidden),
    draw: () => draw(),
    rested: actions.setPart,
    arrived: actions.changed,
    refine: () => void question.refresh(),
  });

  /** What is zoomed into: another path begins without a closer look. */
  let stands = "";
  function query() {
    // Of the element, which is there whatever is in it. Before it is on screen nobody knows how fine it is to be.
    const width = element.clientWidth;
    if (width === 0 || !state.summary) return null;
    const here = JSON.stringify([state.revision, state.flame, state.pivot, state.zoom, state.up]);
    if (here !== stands) view.begin();
    stands = here;
    const fine = Math.max(200, width);
    const { closer } = view;
    return {
      pivot: state.pivot,
      inverted: isInverted(state),
      path: state.zoom,
      smallest: SMALLEST / fine,
      positiveOnly: state.newOnly && Boolean(state.summary.diff),
      search: state.q,
      closerFrom: closer.from,
      closerTo: closer.to,
      closerSmallest: 1 / (fine * closer.by),
      said: SAID,
    };
  }
  const question = app.ask.question("flame", query, { came: take });

  /** @param {FlameQuery} asked */
  const shapeOf = ({ pivot, inverted, path, positiveOnly }) =>
    JSON.stringify([state.revision, pivot, inverted, path, positiveOnly]);
  /** Whether other boxes are to come than those that are drawn. Only more detail of the same ones is waited for by nobody. */
  function isBehind() {
    const asked = query();
    const isOther = asked && (shapeOf(asked) !== shape || !question.isAbout("search", asked.search));
    return Boolean(isOther) && (view.isGliding() || question.isBehind());
  }

  /** @param {Answer<"flame">} answer @param {FlameQuery} asked */
  function take({ info, columns }, asked) {
    const of = shapeOf(asked);
    const same = of === shape;
    shape = of;
    const answer = { ...info, ...boxesOf(columns, info.total, huesFor(state.summary?.packages ?? [])) };
    const before = flame && cursor < flame.names.length ? { of: flame, box: cursor } : null;
    flame = answer;
    // A path that leads nowhere any more ends where it does; one that came since this was asked waits for its own answer.
    const path = asked.path ?? [];
    if (answer.path < path.length && JSON.stringify(path) === JSON.stringify(state.zoom))
      actions.setZoom(path.slice(0, answer.path), state.up, "replace");
    rows = rowsOf(answer);
    const picture = JSON.stringify([state.revision, asked.pivot, state.flame, asked.positiveOnly]);
    if (answer.path === 0 && (asked.closerFrom ?? 0) === (asked.closerTo ?? 0)) overview = { of: picture, flame, rows };
    else if (overview.of !== picture) overview = { of: "", flame: null, rows };
    hits = asked.search && !answer.searchError ? hitsOf(answer) : [];
    hover = -1;
    hideTip();
    // Rows are as high as there is room for them.
    if (answer.widths[0]) chart.hidden = false;
    measure();
    if (!same) {
      view.follow(state.part);
      cursor = answer.path;
    } else {
      // The same picture in more or less detail: what had the cursor keeps it, if it is still a box.
      cursor = before ? sameBox(before.of, before.box, answer) : -1;
      if (cursor < 0) cursor = answer.path;
    }
    // A zoom has fewer rows: what was clicked stays under the pointer all the same.
    const least = picture === stood && chart.scrollTop > 0 ? chart.scrollTop + chart.clientHeight : 0;
    stood = picture;
    sizer.style.height = `${Math.max(rows.count * row, least)}px`;
    if (!same) scrollTo(cursor);
    // Boxes have other numbers now, and perhaps other weights.
    tell();
    if (leads && !state.zoom.length && hits.length) toHit(leads, -1);
    leads = 0;
  }

  /** How high rows are, when another picture comes or the window changes. */
  function measure() {
    const of = JSON.stringify([state.revision, state.flame, state.pivot, state.newOnly, innerHeight]);
    if (of === measured) return;
    measured = of;
    row = rowHeight(rows.count, chart.clientHeight);
  }
  /** The box that another layout has in the place of one, -1 for none. @param {Flame} of @param {number} i @param {Flame} other */
  function sameBox(of, i, other) {
    const list = rows.rows.get(of.rows[i]) ?? [];
    const at = list[firstBehind(list, other, of.starts[i] + of.widths[i] / 2)];
    const name = of.texts[of.names[i]];
    if (at !== undefined && other.texts[other.names[at]] === name) return at;
    return other.names.findIndex((n) => other.texts[n] === name);
  }

  /**
   * Puts the cursor on the widest box of a function. If none of its boxes can be seen the zoom is left; if there is none then, the graph
   * stands around it.
   * @param {string} name
   */
  async function reveal(name) {
    await question.refresh();
    if (!flame) return;
    const { names, texts, widths } = flame;
    let widest = -1;
    for (let i = 0; i < names.length; i++) {
      if (texts[names[i]] === name && (widest < 0 || widths[i] > widths[widest])) widest = i;
    }
    if (widest < 0 && state.zoom.length) {
      zoomOut(0);
      return reveal(name);
    }
    if (widest < 0) return actions.setFlame({ pivot: name });
    cursor = widest;
    scrollTo(widest);
    tell();
    draw();
  }

  // Where things are

  const line = (/** @type {number} */ i) => /** @type {Flame} */ (flame).rows[i] - rows.first;
  /** The box at a place of the window, -1 for none. @param {number} x @param {number} y */
  function boxAt(x, y) {
    if (!flame) return -1;
    const rect = chart.getBoundingClientRect();
    if (x < rect.left || y < rect.top || y > rect.top + chart.clientHeight) return -1;
    const at = rows.first + Math.floor((y - rect.top + chart.scrollTop) / row);
    return boxOver(flame, rows, at, view.now, (x - rect.left) / chart.clientWidth);
  }
  /** @param {number} i */
  function scrollTo(i) {
    if (!flame) return;
    const y = line(i) * row;
    if (y < chart.scrollTop) chart.scrollTop = Math.max(0, y - 2 * row);
    else if (y + row > chart.scrollTop + chart.clientHeight) chart.scrollTop = y - chart.clientHeight + 3 * row;
  }

  // Zoom

  /** A box takes all of the width. @param {number} i */
  function zoomTo(i) {
    if (!flame) return;
    const names = pathTo(flame, i);
    const up = flame.rows[i] < 0;
    hideTip();
    view.move({ from: flame.starts[i], to: flame.starts[i] + flame.widths[i] });
    actions.setZoom(names, up);
  }
  /** Back to a part of the path. @param {number} length */
  function zoomOut(length) {
    view.all();
    actions.setZoom(state.zoom.slice(0, length), state.up);
  }
  /** To the next box that the search finds, or the one before. @param {1 | -1} step @param {number} [from] none of them: to the first */
  function toHit(step, from = cursor) {
    if (areOutside(state, flame, hits)) return ((leads = step), zoomOut(0));
    const i = hitBeside(hits, from, step);
    if (i === undefined || !flame) return;
    const to = windowFor({ start: flame.starts[i], width: flame.widths[i] }, view.now, chart.clientWidth);
    if (to) view.stretch(to);
    goTo(i);
  }
  /** The cursor goes to a box, and the selection with it. @param {number} i */
  function goTo(i) {
    if (!flame) return;
    cursor = i;
    scrollTo(i);
    tell();
    const name = flame.texts[flame.names[i]];
    if (name) actions.select(name, "replace");
    actions.changed();
    draw();
  }

  // Drawing

  const draw = onceAFrame(paint);
  function paint() {
    if (!flame || element.hidden || chart.clientWidth === 0) return;
    drawMap();
    painter.resize(chart.clientWidth, chart.clientHeight);
    painter.paint({ ...seen(flame), top: chart.scrollTop });
  }
  /** @param {Flame} flame */
  const seen = (flame) => ({
    flame,
    rows,
    row,
    window: view.now,
    diff: Boolean(state.summary?.changes),
    searching: state.q !== "" && !flame.searchError,
    selected: state.sel,
    hover,
    cursor: document.activeElement === chart || hits.includes(cursor) ? cursor : -1,
    title: titleOf(state, flame),
    pivot: state.pivot !== "",
    lit,
  });
  /** @param {"svg" | "png"} kind */
  function saveAs(kind) {
    if (flame) void saveFlame(app, { flame, rows, total: titleOf(state, flame) }, kind);
  }
  // With all of the graph in sight a map is of no use.
  function drawMap() {
    const { flame: all } = overview;
    const { from, to } = view.now;
    const inside = all && map.partOf(all, state.zoom.slice(0, flame?.path), state.up);
    const part = inside && {
      from: inside.from + (from / axis()) * (inside.to - inside.from),
      to: inside.from + (to / axis()) * (inside.to - inside.from),
    };
    if (!all || !part || part.to - part.from > 0.999) return map.hide();
    map.show(all, overview.rows, Boolean(state.summary?.changes), part);
  }
  chart.addEventListener("scroll", () => {
    hideTip();
    draw();
  });
  const resized = new ResizeObserver(() => {
    actions.changed();
    draw();
    if (!element.hidden) void question.refresh();
  });
  for (const part of [element, chart]) resized.observe(part);
  for (const kind of ["focus", "blur"]) chart.addEventListener(kind, draw);
  onTheme(actions.changed);
  let isPaper = false;
  for (const kind of ["beforeprint", "afterprint"])
    addEventListener(kind, () => {
      isPaper = kind === "beforeprint";
      drawAround();
      paint();
      if (isPaper && flame && !element.hidden) paper.put({ ...seen(flame), hover: -1, cursor: -1 });
      else paper.clear();
    });

  // What a box says

  const say = (/** @type {FlameBox} */ box) => sentences(state, box);
  /** In a line above, for those who have no pointer to rest on it: the box that is pointed at, or else the cursor's. @param {FlameBox | null} box */
  function sayNow(box) {
    now.textContent = box ? inShort(state, box) : "";
    now.title = now.textContent;
  }
  /** What the line says of the cursor's box. @type {FlameBox | null} */
  let ofCursor = null;
  /** Asks for the words of a box; those of another one come too late. @param {number} i @param {(box: FlameBox) => void} then */
  async function describe(i, then) {
    const box = await question.detail(i);
    if (box) then(box);
  }
  function hideTip() {
    tip.hide();
    words = null;
  }
  /** @param {number} x @param {number} y */
  function showTip(x, y) {
    if (!flame || hover < 0) return hideTip();
    const i = hover;
    const value = flame.values[i];
    const percent = `${Math.abs((value / flame.total) * 100).toFixed(1)}%`;
    const share = flame.total ? shareWithSign(percent, value, Boolean(state.summary?.changes)) : "";
    tip.show(
      tipOf(boxName(flame.texts[flame.names[i]]), Boolean(flame.inline[i]), words, words ? say(words) : [share]),
      x,
      y,
    );
  }
  /** The cursor's box, for those who hear it. */
  function tell() {
    if (!flame) return;
    const i = cursor;
    const name = boxName(flame.texts[flame.names[i]]);
    walk.stand(flame.texts[flame.names[i]], name, { level: Math.abs(flame.rows[i]) + 1 });
    void describe(i, (box) => {
      if (cursor !== i) return;
      walk.say([name, ...say(box)]);
      ofCursor = box.name ? box : null;
      if (hover < 0) sayNow(ofCursor);
    });
  }

  // Mouse, touch

  /** @param {number} i @param {number} x @param {number} y @param {boolean} isTouch */
  function point(i, x, y, isTouch) {
    if (i !== hover) {
      hover = i;
      words = null;
      draw();
      if (i < 0) sayNow(ofCursor);
      else
        void describe(i, (box) => {
          if (hover !== i) return;
          words = box;
          sayNow(box);
          if (tip.isShown()) showTip(x, y);
        });
    }
    if (!isTouch) showTip(x, y);
  }
  bindHand(chart, {
    point: (x, y, isTouch) => point(boxAt(x, y), x, y, isTouch),
    leave() {
      hover = -1;
      hideTip();
      sayNow(ofCursor);
      draw();
    },
    click(x, y) {
      const i = boxAt(x, y);
      if (i < 0 || !flame) return;
      cursor = i;
      const name = flame.texts[flame.names[i]];
      if (name) actions.select(name);
      zoomTo(i);
    },
    slideBy: view.slideBy,
    scale: view.scale,
    busy: hideTip,
  });

  // Keys

  chart.addEventListener("keydown", (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || !flame) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      Enter: () => zoomTo(cursor),
      Backspace: () => zoomOut(Math.max(0, state.zoom.length - 1)),
      0: () => zoomOut(0),
      n: () => toHit(1),
      N: () => toHit(-1),
      "=": () => view.scale(0.7, 0.5),
      "-": () => view.scale(1 / 0.7, 0.5),
    };
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      keys[key] = () => {
        const i = flame ? neighbour(flame, rows, cursor, key) : undefined;
        if (i === undefined || !flame) return;
        // What lies outside of the window comes into it.
        view.show(flame.starts[i] + flame.widths[i] / 2);
        goTo(i);
      };
    }
    if (!keys[e.key] || (/^n$/i.test(e.key) && hits.length === 0 && !areOutside(state, flame, hits))) return;
    e.preventDefault();
    if (hunting && hits.length && e.key.startsWith("Arrow")) toHit(1, -1);
    else keys[e.key]();
    hunting = false;
  });
  chart.addEventListener("focus", tell);

  /** What stands around the boxes. */
  function drawAround() {
    const isAbout = question.isAbout("search", state.q);
    const [at, outside] = [hits.indexOf(cursor) + 1, areOutside(state, flame, hits)];
    render(
      flameBar(
        app,
        {
          leftOut: isNarrow() ? 0 : (flame?.leftOut ?? 0),
          hits: state.q && isAbout && !flame?.searchError ? { at, count: hits.length, areOutside: outside } : null,
          legend: legend.button(flame),
          canSave: Boolean(flame?.widths[0]) && !question.refused(),
        },
        { toHit, saveAs },
      ),
      bar,
    );
    const path = flamePath(app, zoomOut);
    // On a phone the note has the path's place, while there is none.
    const said = path === nothing && isNarrow() ? noteOf(flame?.leftOut ?? 0, "A tap on a box zooms into it") : path;
    render(legend.template(flame, isPaper ? Number.POSITIVE_INFINITY : element.clientWidth, said), key);
    chart.hidden = flame !== null && !flame.widths[0];
    const gone = state.pivot && `No stack has ${state.pivot} any more.`;
    render(chart.hidden ? whyNothing(app, 0, 0, { gone }) : nothing, none);
  }

  return {
    element,
    draw() {
      if (!view.isGliding()) void question.refresh();
      if (flame && question.isFresh() && !view.isGliding() && view.isElsewhere(state.part)) view.follow(state.part);
      drawAround();
      draw();
    },
    focus: () => (chart.hidden ? focusNone(none) : chart.focus()),
    seek: () => void (hunting = true),
    isBehind,
    found: () =>
      found(
        app,
        question.isAbout("search", state.q) ? flame : null,
        (of) => `${weightAndShare(state.summary, of.matchedText, of.matchedPercent)} in matching stacks`,
      ),
    /** The function of the box at a place. @param {Element} target @param {number} x @param {number} y */
    nameAt(target, x, y) {
      const i = chart.contains(target) ? boxAt(x, y) : -1;
      return flame && i >= 0 ? flame.texts[flame.names[i]] : "";
    },
    reveal,
  };
}
