// Where the page stands, and the way there and back: every step is an address.
//
// In: what is selected, searched and looked at. Out: the state, and the browser's history beside it. Until a profile is there the address
// is a wish: it is applied when the first one opens.

import { readFiles, readParams, readPlace, WHOLE, writeFiles, writeUrl } from "./address.js";
import { optionValue, orderOf } from "./state.js";
import { createSteps } from "./steps.js";

/** @import { Core } from "./app.js" */
/** @import { Part, Place } from "./address.js" */
/** How an address is remembered. @typedef {"push" | "replace" | "none"} How */

/** A replacement waits so long, in milliseconds: while somebody types, browsers refuse more than some hundred a minute. */
const REPLACE_AFTER = 200;

/** @param {Core} core */
export function createPlace({ state, page, origins, made }) {
  const steps = createSteps();
  /** The address as it was when no profile was there to apply it to. @type {string | null} */
  let wanted = location.search;
  /** Whether an address says which view it is of. @param {string} search */
  const namesView = (search) => new URLSearchParams(search).has("view");
  let isNamed = namesView(wanted);
  let later = 0;
  state.wanted = readFiles(location.hash);

  /** @param {How} how */
  function remember(how) {
    clearTimeout(later);
    if (how === "replace") later = setTimeout(() => write(how), REPLACE_AFTER);
    else if (how === "push") write(how);
  }
  /** @param {"push" | "replace"} how */
  function write(how) {
    if (!state.summary?.ready || wanted !== null) return;
    const links = state.profiles.flatMap((p) => {
      const url = origins.get(p.id)?.link;
      return url ? [{ url, role: p.role }] : [];
    });
    const files = state.profiles.flatMap(({ id, role }) => {
      const file = origins.get(id)?.file;
      return file && role !== "off" ? [{ ...file, role }] : [];
    });
    // Where another view than the first one comes by itself, any view is said.
    const views = state.summary.firstView === page.views[0] ? page.views : [];
    // While one of them is waited for, the address stays a view of all that it named.
    const named = state.wanted.length > 0 ? state.wanted : files;
    const url = writeUrl(state.params, state, views, links) + writeFiles(named);
    const { href, search } = new URL(url, location.href);
    // Which files they are is no step of its own.
    if (href !== location.href) steps[search === location.search ? "replace" : how](url);
  }

  /** Goes to another place of the page. @param {Partial<Place>} place @param {How} [how] */
  function go(place, how = "push") {
    Object.assign(state, place);
    remember(how);
    page.changed();
  }

  /** The file of the function whose source is shown when another name is selected. @param {string} name */
  const fileAt = (name) => (name === state.sel || state.src ? state.file : "");

  return {
    steps,
    remember,
    /** The options that the first profile brings with it; null if they are applied. */
    wish: () => (wanted === null ? null : readParams(wanted)),
    /** The address that is not applied yet, "" if it is. */
    asked: () => wanted ?? "",
    /** The wish is fulfilled. */
    fulfilled() {
      wanted = null;
    },
    /** The first profile is there: where nobody has named a view it is the one that the profile is opened for. */
    came() {
      const first = state.summary?.firstView;
      if (!isNamed && state.view === page.views[0] && first) state.view = first;
    },
    /** The plain page, which is what the next profile starts from. @param {string} [view] */
    restart(view = state.view) {
      wanted = "";
      isNamed = false;
      state.wanted = [];
      Object.assign(state, { ...readPlace("", page.views), view, tz: state.tz });
    },
    /** The address is that of a page without profiles. */
    leave() {
      steps.push(location.pathname);
      steps.begin();
    },
    /** The address changed under us. Answers what the options are to be, or null if there is no profile to apply it to. */
    returned() {
      clearTimeout(later);
      steps.arrived();
      const { view } = state;
      Object.assign(state, readPlace(location.search, page.views));
      if (state.view !== view) page.draw();
      if (state.summary?.ready) return readParams(location.search);
      wanted = location.search;
      isNamed = namesView(wanted);
      state.wanted = readFiles(location.hash);
      return null;
    },

    actions: {
      undo: async () => (await made(), steps.undo()),
      redo: async () => (await made(), steps.redo()),
      /** @param {string} name @param {How} [how] */
      select(name, how = "push") {
        if (name !== state.sel) go({ file: fileAt(name), sel: name, line: 0 }, how);
      },
      /**
       * The view is there, and has the focus, when this returns: the next key belongs to it.
       * @param {string} view @param {string} [name] a function to select there, in the same step @param {Partial<Place>} [place]
       */
      setView(view, name = state.sel, place = {}) {
        if (view === state.view && name === state.sel && Object.keys(place).length === 0) return;
        Object.assign(state, { file: fileAt(name), line: 0 }, place, { view, sel: name });
        remember("push");
        page.draw();
      },
      /** @param {string} q */
      setSearch: (q) => go({ q }, "replace"),
      /** How the flame graph stands: on the root ("") or on the leaf ("leaf"), or around a function. It is not zoomed then. @param {{flame?: string, pivot?: string}} stands */
      setFlame: (stands) => go({ zoom: [], up: false, part: WHOLE, ...stands }),
      /** What takes all of the width of the flame graph. @param {string[]} zoom @param {boolean} up @param {How} [how] */
      setZoom: (zoom, up, how) => go({ zoom, up, part: WHOLE }, how),
      /** The part of that width that is stretched over the window: moving it is no step. @param {Part} part */
      setPart: (part) => go({ part }, "replace"),
      /** What callers and callees are shown as. @param {"flames" | "lists"} beside */
      setBeside: (beside) => go({ beside }),
      /** @param {boolean} newOnly */
      setNewOnly: (newOnly) => go({ newOnly }),
      /** @param {boolean} labels whether the call graph draws their boxes */
      setLabels: (labels) => go({ labels }),
      /** @param {boolean} whole */
      setWhole: (whole) => go({ whole }),
      /** Which groups of goroutines are wanted. @param {Partial<Pick<Place, "alike" | "states" | "groupsBy" | "system">>} wanted */
      setGoroutines: (wanted) => go(wanted),
      /** The function whose source is shown: its file tells it from others of its name. @param {{name: string, file: string}} of @param {How} [how] */
      setSource({ name, file }, how = "push") {
        if (name !== state.sel || file !== state.file) go({ sel: name, file, src: "", line: 0 }, how);
      },
      /** The same where the selection is none of functions, and stays. @param {{name: string, file: string}} of @param {How} [how] */
      setSourceAlone({ name, file }, how = "push") {
        if (name !== state.src || file !== state.file) go({ src: name, file, line: 0 }, how);
      },
      /** What the rows of the trend are, and their order. @param {Partial<Pick<Place, "rows" | "rank" | "rankUp">>} rows */
      setRows: (rows) => go(rows),
      /** A snapshot takes no part in the trend, or does again. @param {number} id @param {boolean} is */
      leaveOut: (id, is) => go({ leftOut: [...state.leftOut.filter((own) => own !== id), ...(is ? [id] : [])] }),
      /** Puts the snapshots of the trend in order; without any, as they say themselves. @param {number[]} order @param {number[]} [leftOut] */
      orderSnapshots: (order, leftOut = state.leftOut) => go({ snapshotOrder: order, leftOut }),
      /** The page's own part of the table's order. @param {string} order */
      setOrder: (order) => go({ order }),
    },
  };
}

/**
 * The table's order after a click on a column: flat and cum are pprof's option `sort`, the rest is the page's own. Where everybody waits,
 * `flat` has to be said: without a word the order is another one.
 * @param {import("./state.js").State} state @param {"flat" | "cum" | "name"} column
 * @returns {{order: string, sort: string | null}} `sort` is what the option must become
 */
export function orderAfter(state, column) {
  const { column: now, descending } = orderOf(state);
  const down = now === column ? !descending : column !== "name";
  const largest = column === "flat" && state.summary?.waiting ? "flat" : "";
  const order = column === "name" ? (down ? "-name" : "name") : down ? largest : "up";
  return { order, sort: column !== "name" && optionValue(state, "sort") !== column ? column : null };
}
