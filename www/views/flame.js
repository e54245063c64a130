// The flame graph: the Session lays it out, the canvas paints it, and this is what the hand does with it.
//
// In: the Session's answer for the page's options and search, for the way that the stacks stand (from the root, from the leaf, around a
// function) and for the path of boxes that was zoomed into. Out: boxes to zoom into by click, wheel, pinch and keys, a path back, and for
// each box its weight in words. Who cannot see it walks through the same boxes as a tree.

import { render } from "lit-html";
import { nothingLeft } from "../state/app.js";
import { WHOLE } from "../state/address.js";
import { flameBar } from "./flame-bar.js";
import { createPainter, firstBehind, ROW, rowsOf } from "./flame-canvas.js";
import { found } from "../parts/frame.js";
import { make } from "../parts/make.js";
import { boxName, isInverted, sentences, tipOf } from "./flame-words.js";
import { onceAFrame } from "../parts/once.js";
import { createTip } from "../parts/tip.js";

/** @import { App } from "../state/app.js" */
/** @import { Answer, FlameBox, FlameColumns, FlameInfo, FlameQuery } from "../pkg/proflens.js" */
/** A layout and what is said of it. @typedef {FlameColumns & FlameInfo} Flame */

/** A box is built when it takes this much of a pixel. */
const SMALLEST = 0.5;
/** How far the wheel zooms into one layout. */
const DEEPEST = 256;
/** Detail is asked for, and the address changed, when the hand has rested so many milliseconds. */
const REST = 120;
/** A zoom moves for so many milliseconds. */
const GLIDE = 150;

/** @param {App} app */
export function createFlame(app) {
  const { state, actions } = app;
  const element = make("section", "view flame");
  const bar = make("div", "bar-line", element);
  const chart = make("div", "chart", element);
  const sizer = make("div", "sizer", chart);
  const canvas = make("canvas", "", sizer);
  const none = make("p", "none", element);
  const item = make("div", "unseen", chart);
  const tip = createTip(element);
  chart.tabIndex = 0;
  chart.setAttribute("role", "tree");
  chart.setAttribute("aria-label", "Flame graph");
  canvas.setAttribute("aria-hidden", "true");
  item.id = "flame-box";
  item.setAttribute("role", "treeitem");

  const painter = createPainter(canvas);
  /** @type {Flame | null} */
  let flame = null;
  let rows = rowsOf({ rows: new Int32Array(), .../** @type {any} */ ({}) });
  /** What is in the window of the layout's axis, and the part of the place that it stands for. */
  let win = { from: 0, to: 1 };
  let part = WHOLE;
  /** What decides about the layout besides how fine it is. */
  let shape = "";
  /** The part of the axis that is wanted in more detail than the whole, by a factor; the same place twice for none. */
  let closer = { from: 0, to: 0, by: 1 };
  let hover = -1;
  let cursor = 0;
  /** @type {FlameBox | null} */
  let words = null;

  const whole = () => ({ from: 0, to: flame?.widths[0] || 1 });
  /** The window goes where the address says. */
  function follow() {
    still();
    const all = whole().to;
    part = state.part;
    win = { from: part.from * all, to: Math.max(part.to, part.from + 1 / DEEPEST) * all };
    look();
  }

  /** What is zoomed into: another path begins without a closer look. */
  let stands = "";
  function query() {
    const width = chart.clientWidth;
    // Before it is on screen nobody knows how fine it is to be.
    if (width === 0 || !state.summary) return null;
    const now = JSON.stringify([state.revision, state.flame, state.pivot, state.zoom, state.up]);
    if (now !== stands) {
      closer = { from: 0, to: 0, by: 1 };
      // A part of the picture before is none of the next one.
      clearTimeout(rests);
    }
    stands = now;
    const fine = Math.max(200, width);
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
    };
  }
  const question = app.ask.question("flame", query, { came: take });

  /** @param {Answer<"flame">} answer @param {FlameQuery} asked */
  function take({ info, columns }, asked) {
    const of = JSON.stringify([state.revision, asked.pivot, asked.inverted, asked.path, asked.positiveOnly]);
    const same = of === shape;
    shape = of;
    const name = flame && cursor < flame.names.length ? flame.texts[flame.names[cursor]] : "";
    const answer = { ...columns, ...info };
    flame = answer;
    // A path that leads nowhere any more ends where it does.
    if (answer.path < state.zoom.length) actions.setZoom(state.zoom.slice(0, answer.path), state.up, "replace");
    rows = rowsOf(answer);
    hover = -1;
    hideTip();
    if (!same) {
      follow();
      cursor = answer.path;
    } else {
      // The same picture in more or less detail: what had the cursor keeps it, if it is still a box.
      cursor = answer.names.findIndex((n) => answer.texts[n] === name);
      if (cursor < 0) cursor = answer.path;
    }
    sizer.style.height = `${rows.count * ROW}px`;
    if (!same) scrollTo(cursor);
    // Boxes have other numbers now, and perhaps other weights.
    tell();
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
    const list = rows.rows.get(rows.first + Math.floor((y - rect.top + chart.scrollTop) / ROW));
    if (!list || x < rect.left || y < rect.top || y > rect.top + chart.clientHeight) return -1;
    const value = win.from + ((x - rect.left) / chart.clientWidth) * (win.to - win.from);
    const i = list[firstBehind(list, flame, value)];
    return i !== undefined && flame.starts[i] <= value ? i : -1;
  }
  /** @param {number} i */
  function scrollTo(i) {
    if (!flame) return;
    const y = line(i) * ROW;
    if (y < chart.scrollTop) chart.scrollTop = Math.max(0, y - 2 * ROW);
    else if (y + ROW > chart.scrollTop + chart.clientHeight) chart.scrollTop = y - chart.clientHeight + 3 * ROW;
  }
  /** The names from behind the start to a box. @param {number} i */
  function pathTo(i) {
    const f = /** @type {Flame} */ (flame);
    const names = [];
    for (let at = i; at !== 0; at = f.parents[at]) names.unshift(f.texts[f.names[at]]);
    return names;
  }

  // Zoom

  let glide = 0;
  let rests = 0;
  /** A box is on its way to all of the width: what it is zoomed into is asked for when it is there. */
  let isGliding = false;
  /** What was moving moves no further. */
  function still() {
    cancelAnimationFrame(glide);
    clearTimeout(rests);
    isGliding = false;
  }
  /** @param {{from: number, to: number}} to */
  function move(to) {
    still();
    isGliding = true;
    const from = win;
    const begun = performance.now();
    const atOnce = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = (/** @type {number} */ now) => {
      const t = atOnce ? 1 : Math.min(1, (now - begun) / GLIDE);
      const e = 1 - (1 - t) ** 3;
      win = { from: from.from + (to.from - from.from) * e, to: from.to + (to.to - from.to) * e };
      draw();
      if (t < 1 && !element.hidden) glide = requestAnimationFrame(step);
      else {
        isGliding = false;
        actions.changed();
      }
    };
    glide = requestAnimationFrame(step);
  }
  /** A box takes all of the width. @param {number} i */
  function zoomTo(i) {
    if (!flame) return;
    const names = pathTo(i);
    const up = flame.rows[i] < 0;
    hideTip();
    move({ from: flame.starts[i], to: flame.starts[i] + flame.widths[i] });
    actions.setZoom(names, up);
  }
  /** Back to a part of the path. @param {number} length */
  function zoomOut(length) {
    still();
    win = whole();
    actions.setZoom(state.zoom.slice(0, length), state.up);
  }
  /** The window becomes smaller or larger around a place. @param {number} factor @param {number} share of the width, from the left */
  function scale(factor, share) {
    if (!flame) return;
    const all = whole();
    const span = Math.min(all.to, Math.max(all.to / DEEPEST, (win.to - win.from) * factor));
    const centre = win.from + (win.to - win.from) * share;
    slide(centre - span * share, span);
  }
  /** @param {number} from @param {number} [span] */
  function slide(from, span = win.to - win.from) {
    still();
    const all = whole().to;
    const start = Math.max(0, Math.min(all - span, from));
    win = { from: start, to: start + span };
    draw();
    rests = setTimeout(() => {
      if (element.hidden) return;
      part = span < all ? { from: win.from / all, to: win.to / all } : WHOLE;
      actions.setPart(part);
      look();
    }, REST);
  }
  /**
   * What was too small to be built may be large enough now. A part is asked for with half as much around it as is in it, at a pixel for a
   * box.
   */
  function look() {
    const all = whole().to;
    const span = win.to - win.from;
    const by = 2 ** Math.ceil(Math.log2(all / span));
    if (by <= 2 || (by <= closer.by && win.from >= closer.from && win.to <= closer.to)) return;
    closer = { from: Math.max(0, win.from - span / 2), to: Math.min(all, win.to + span / 2), by };
    void question.refresh();
  }

  // Drawing

  const draw = onceAFrame(paint);
  function paint() {
    if (!flame || element.hidden || chart.clientWidth === 0) return;
    painter.resize(chart.clientWidth, chart.clientHeight);
    painter.paint({
      flame,
      rows,
      window: win,
      top: chart.scrollTop,
      diff: Boolean(state.summary?.changes),
      searching: state.q !== "" && !flame.searchError,
      selected: state.sel,
      hover,
      cursor: document.activeElement === chart ? cursor : -1,
      title: title(),
      pivot: state.pivot !== "",
    });
  }
  /** What the box of all stacks says. */
  function title() {
    const { summary } = state;
    const total = summary?.diff ? `${summary.diff.baseText} → ${summary.diff.sourceText}` : summary?.totalText;
    return `${summary?.type ?? ""} ${total ?? ""}`;
  }
  chart.addEventListener("scroll", () => {
    hideTip();
    draw();
  });
  new ResizeObserver(() => {
    draw();
    if (!element.hidden) void question.refresh();
  }).observe(chart);
  for (const kind of ["focus", "blur"]) chart.addEventListener(kind, draw);
  for (const what of ["prefers-color-scheme: dark", "prefers-contrast: more", "forced-colors: active"])
    matchMedia(`(${what})`).addEventListener("change", draw);

  // What a box says

  const say = (/** @type {FlameBox} */ box) => sentences(state, box);
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
    const share = flame.total ? `${((flame.values[i] / flame.total) * 100).toFixed(1)}%` : "";
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
    item.setAttribute("aria-level", String(Math.abs(flame.rows[i]) + 1));
    item.setAttribute("aria-label", name);
    item.textContent = name;
    item.dataset.fn = flame.texts[flame.names[i]];
    chart.setAttribute("aria-activedescendant", item.id);
    void describe(i, (box) => cursor === i && item.setAttribute("aria-label", [name, ...say(box)].join(", ")));
  }

  // Mouse, touch

  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  /** What the pointer did since it went down. */
  let dragged = 0;
  chart.addEventListener("pointerdown", (e) => {
    pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    dragged = 0;
  });
  addEventListener("pointerup", (e) => pointers.delete(e.pointerId));
  addEventListener("pointercancel", (e) => pointers.delete(e.pointerId));
  chart.addEventListener("pointermove", (e) => {
    const before = pointers.get(e.pointerId);
    if (before && pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== e.pointerId)?.[1] ?? before;
      const [old, now] = [Math.abs(before.x - other.x), Math.abs(e.clientX - other.x)];
      if (old > 10 && now > 10)
        scale(old / now, ((e.clientX + other.x) / 2 - chart.getBoundingClientRect().left) / chart.clientWidth);
      dragged = 100;
    } else if (before && e.buttons) {
      const dx = e.clientX - before.x;
      dragged += Math.abs(dx);
      if (dragged > 4) slide(win.from - (dx / chart.clientWidth) * (win.to - win.from));
    }
    if (before) pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (dragged > 4 && before) return hideTip();
    const i = boxAt(e.clientX, e.clientY);
    if (i !== hover) {
      hover = i;
      words = null;
      draw();
      if (i >= 0)
        void describe(i, (box) => {
          if (hover !== i) return;
          words = box;
          if (tip.isShown()) showTip(e.clientX, e.clientY);
        });
    }
    if (e.pointerType !== "touch") showTip(e.clientX, e.clientY);
  });
  chart.addEventListener("pointerleave", () => {
    hover = -1;
    hideTip();
    draw();
  });
  chart.addEventListener("click", (e) => {
    if (dragged > 4) return;
    const i = boxAt(e.clientX, e.clientY);
    if (i < 0 || !flame) return;
    cursor = i;
    const name = flame.texts[flame.names[i]];
    if (name) actions.select(name);
    zoomTo(i);
  });
  chart.addEventListener(
    "wheel",
    (e) => {
      const sideways = Math.abs(e.deltaX) > Math.abs(e.deltaY);
      if (!e.ctrlKey && !e.metaKey && !sideways) return;
      e.preventDefault();
      hideTip();
      if (sideways && !e.ctrlKey) return slide(win.from + (e.deltaX / chart.clientWidth) * (win.to - win.from));
      scale(
        Math.exp(Math.max(-1, Math.min(1, e.deltaY / 200))),
        (e.clientX - chart.getBoundingClientRect().left) / chart.clientWidth,
      );
    },
    { passive: false },
  );

  // Keys

  /** The box that an arrow leads to. @param {string} key */
  function neighbour(key) {
    const f = /** @type {Flame} */ (flame);
    const row = f.rows[cursor];
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const list = rows.rows.get(row) ?? [];
      return list[list.indexOf(cursor) + (key === "ArrowLeft" ? -1 : 1)];
    }
    const away = key === "ArrowDown" ? row >= 0 : row <= 0;
    if (!away) return f.parents[cursor];
    const list = rows.rows.get(row + (key === "ArrowDown" ? 1 : -1)) ?? [];
    return list.slice(firstBehind(list, f, f.starts[cursor])).find((i) => f.parents[i] === cursor);
  }
  chart.addEventListener("keydown", (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || !flame) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      Enter: () => zoomTo(cursor),
      Backspace: () => zoomOut(Math.max(0, state.zoom.length - 1)),
      0: () => zoomOut(0),
      "=": () => scale(0.7, 0.5),
      "-": () => scale(1 / 0.7, 0.5),
    };
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      keys[key] = () => {
        const i = neighbour(key);
        if (i === undefined || !flame) return;
        cursor = i;
        scrollTo(i);
        // What lies outside of the window comes into it.
        const middle = flame.starts[i] + flame.widths[i] / 2;
        if (middle < win.from || middle > win.to) slide(middle - (win.to - win.from) / 2);
        tell();
        const name = flame.texts[flame.names[i]];
        if (name) actions.select(name, "replace");
        draw();
      };
    }
    if (!keys[e.key]) return;
    e.preventDefault();
    keys[e.key]();
  });
  chart.addEventListener("focus", tell);

  return {
    element,
    draw() {
      if (!isGliding) void question.refresh();
      if (flame && question.isFresh() && !isGliding && state.part !== part) follow();
      render(flameBar(app, flame?.leftOut ?? 0, zoomOut), bar);
      none.textContent =
        flame && !flame.widths[0]
          ? state.pivot
            ? `No stack has ${state.pivot} any more.`
            : nothingLeft(app, 0, 0)
          : "";
      chart.hidden = none.textContent !== "";
      draw();
    },
    focus: () => chart.focus(),
    found: () =>
      found(
        app,
        question.isAbout("search", state.q) ? flame : null,
        (of) => `${of.matchedText} (${of.matchedPercent}) in matching stacks`,
      ),
    /** The function of the box at a place. @param {Element} target @param {number} x @param {number} y */
    nameAt(target, x, y) {
      const i = chart.contains(target) ? boxAt(x, y) : -1;
      return flame && i >= 0 ? flame.texts[flame.names[i]] : "";
    },
    reveal,
  };
}
