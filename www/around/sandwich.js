// The selected function between two small flame graphs: of its callers, which stand on it, and of what it calls.
//
// In: the Session's layout around the selected function. Out: two charts on one axis, so that a box and what passes through it lie one
// above the other. A click, or Enter, selects the function of a box, and the sandwich is about that one then.

import { boxesOf, boxOver, LOW, neighbour, rowsBetween, rowsOf } from "../views/flame-boxes.js";
import { huesFor, onTheme } from "../views/colours.js";
import { createPainter } from "../views/flame-canvas.js";
import { createChart } from "../views/flame-chart.js";
import { boxName, sentences, tipOf, titleOf } from "../views/flame-words.js";
import { make } from "../parts/make.js";
import { onceAFrame } from "../parts/once.js";
import { createRefusal } from "../parts/refusal.js";
import { createTip } from "../parts/tip.js";

/** @import { App } from "../state/app.js" */
/** @import { State } from "../state/state.js" */
/** @import { Boxes } from "../views/flame-boxes.js" */
/** @import { FlameBox } from "../pkg/proflens.js" */

/** A box is built when it takes this much of a pixel, and says what it weighs when it is so many times as wide. */
const SMALLEST = 0.5;
const SAID = 80;
/** So many rows are in sight, if there are as many, however low the window is. */
const LEAST_ROWS = 5;
/** Where there is as much room as this, the sandwich is there until somebody wants it gone. */
const ROOMY = matchMedia("(min-width: 1800px)");

/** Whether callers and callees are flame graphs beside the view. @param {State} state */
export const isSandwich = ({ beside, view }) => (beside ? beside === "flames" : ROOMY.matches && view !== "flame");

/** Whether the place beside the view is wide: it is as wide in each view, whatever is in it there. @param {State} state */
export const isWide = ({ beside }) => (beside ? beside === "flames" : ROOMY.matches);

/** The views whose rows are few enough beside a flame graph of everything. */
const TABLES = ["top", "traces", "tags"];
/** Whether a flame graph of all stacks stands beside the table, where there is room for it and nothing is selected. @param {State} state */
export const isOverview = ({ sel, beside, view }) =>
  !sel && ROOMY.matches && beside !== "lists" && TABLES.includes(view);

/** @param {App} app */
export function createSandwich(app) {
  const { state, actions } = app;
  const element = make("div", "sandwich");
  const tip = createTip(element);
  /** @type {Boxes | null} */
  let flame = null;
  const axis = () => ({ from: 0, to: flame?.widths[0] || 1 });

  const asked = app.ask.question(
    "sandwich",
    () => {
      const width = element.clientWidth;
      if (!width || !(state.sel ? isSandwich(state) : isOverview(state))) return null;
      return {
        name: state.sel,
        smallest: SMALLEST / Math.max(200, width),
        said: SAID,
        positiveOnly: state.newOnly && Boolean(state.summary?.diff),
      };
    },
    {
      beside: true,
      showsWhy: true,
      came({ info, columns }) {
        flame = boxesOf(columns, info.total, huesFor(state.summary?.packages ?? []));
        const rows = rowsOf(flame);
        // All stacks have no callers.
        element.classList.toggle("whole", !flame.texts[flame.names[0]]);
        callers.show(rowsBetween(rows, rows.first, -1));
        callees.show(rowsBetween(rows, 0, rows.last));
      },
    },
  );
  const callers = createHalf("Callers", "None: stacks begin here.");
  const callees = createHalf("Callees", "None: it calls nothing that was sampled.");
  element.append(callers.element, callees.element);
  const refusal = createRefusal(element);
  new ResizeObserver(() => {
    if (!element.clientWidth) return;
    void asked.refresh();
    for (const half of [callers, callees]) half.fit();
  }).observe(element);
  onTheme(() => {
    for (const half of [callers, callees]) half.draw();
  });

  /** @param {string} label @param {string} none what is said where there is no box */
  function createHalf(label, none) {
    const half = make("section");
    const title = make("h3", "", half);
    const { chart, sizer, canvas, walk } = createChart(
      half,
      `sandwich-${label.toLowerCase()}-box`,
      `${label} as a flame graph`,
    );
    const nobody = make("p", "dim", half);
    title.textContent = label;
    nobody.textContent = none;
    const painter = createPainter(canvas);
    let rows = rowsBetween(rowsOf({ rows: [] }), 0, -1);
    let [hover, cursor] = [-1, -1];

    const draw = onceAFrame(() => {
      if (!flame || chart.hidden || chart.clientWidth === 0) return;
      painter.resize(chart.clientWidth, chart.clientHeight);
      painter.paint({
        flame,
        rows,
        row: LOW,
        window: axis(),
        top: chart.scrollTop,
        diff: Boolean(state.summary?.changes),
        searching: false,
        selected: "",
        hover,
        cursor: document.activeElement === chart ? cursor : -1,
        title: titleOf(state, flame),
        pivot: state.sel !== "",
        lit: null,
      });
    });

    /** As high as its rows, up to a third of the window, or more where it stands alone, and without half a row. */
    function fit() {
      const most = Math.max(LEAST_ROWS, Math.floor((innerHeight * (state.sel ? 0.33 : 0.75)) / LOW));
      chart.style.height = `${Math.min(rows.count, most) * LOW}px`;
    }

    /** @param {number} x in the window @param {number} y */
    function boxAt(x, y) {
      const rect = chart.getBoundingClientRect();
      if (!flame || x < rect.left || y < rect.top || y > rect.top + chart.clientHeight) return -1;
      const row = rows.first + Math.floor((y - rect.top + chart.scrollTop) / LOW);
      return boxOver(flame, rows, row, axis(), (x - rect.left) / chart.clientWidth);
    }
    /** @param {number} i @param {(box: FlameBox, name: string) => void} then with what the Session says of it */
    async function describe(i, then) {
      const box = await asked.detail(i);
      if (box && flame) then(box, boxName(flame.texts[flame.names[i]]));
    }
    /** @param {number} i */
    function choose(i) {
      const name = flame && i >= 0 ? flame.texts[flame.names[i]] : "";
      if (name && name !== state.sel) actions.select(name);
    }
    /** The cursor is on a box. @param {number} i */
    function stand(i) {
      cursor = i;
      const [name, row] = flame && i >= 0 ? [flame.texts[flame.names[i]], flame.rows[i]] : ["", 0];
      walk.stand(name, boxName(name), { level: Math.abs(row) + 1 });
    }
    /** The cursor goes to a box, which is said to those who hear it. @param {number} i */
    function goTo(i) {
      stand(i);
      if (!flame || i < 0) return;
      const y = (flame.rows[i] - rows.first) * LOW;
      if (y < chart.scrollTop || y + LOW > chart.scrollTop + chart.clientHeight)
        chart.scrollTop = Math.max(0, y - (chart.clientHeight - LOW) / 2);
      void describe(i, (box, name) => {
        if (cursor === i) walk.say([name, ...sentences(state, box, state.sel !== "")]);
      });
      draw();
    }

    chart.addEventListener("pointermove", (e) => {
      const i = boxAt(e.clientX, e.clientY);
      if (i === hover) return;
      hover = i;
      tip.hide();
      draw();
      if (i >= 0)
        void describe(i, (box, name) => {
          if (hover !== i) return;
          tip.show(
            tipOf(name, Boolean(flame?.inline[i]), box, sentences(state, box, state.sel !== "")),
            e.clientX,
            e.clientY,
          );
        });
    });
    chart.addEventListener("pointerleave", () => {
      hover = -1;
      tip.hide();
      draw();
    });
    chart.addEventListener("click", (e) => choose(boxAt(e.clientX, e.clientY)));
    chart.addEventListener("scroll", () => (tip.hide(), draw()));
    chart.addEventListener("focus", () => goTo(cursor));
    chart.addEventListener("blur", draw);
    chart.addEventListener("keydown", (e) => {
      if (!flame || e.altKey || e.ctrlKey || e.metaKey) return;
      if (e.key === "Enter") choose(cursor);
      else if (/^Arrow/.test(e.key)) {
        const next = neighbour(flame, rows, cursor, e.key);
        if (next !== undefined && flame.rows[next] >= rows.first && flame.rows[next] <= rows.last) goTo(next);
      } else return;
      e.preventDefault();
    });

    return {
      element: half,
      draw() {
        // In a drawing, where the focus of what goes away is kept.
        chart.hidden = rows.count === 0;
        draw();
      },
      fit: () => (fit(), draw()),
      /** Other boxes are there. @param {ReturnType<typeof rowsOf>} fresh */
      show(fresh) {
        rows = fresh;
        hover = -1;
        tip.hide();
        chart.setAttribute("aria-label", `${state.sel ? label : "All stacks"} as a flame graph`);
        // The boxes beside the function itself, on whichever side of it this is.
        const nearest = rows.first < 0 ? rows.last : rows.first;
        stand(rows.rows.get(nearest)?.[0] ?? -1);
        nobody.hidden = rows.first < 0 ? rows.count > 0 : rows.count > 1;
        if (rows.count) chart.hidden = false;
        sizer.style.height = `${rows.count * LOW}px`;
        fit();
        chart.scrollTop = rows.first < 0 ? chart.scrollHeight : 0;
        draw();
      },
    };
  }

  return {
    element,
    draw() {
      void asked.refresh();
      const why = asked.refused();
      refusal.say(why);
      element.classList.toggle("refused", why !== "");
      element.classList.toggle("stale", !why && !asked.isAbout("name", state.sel));
      for (const half of [callers, callees]) half.draw();
    },
  };
}
