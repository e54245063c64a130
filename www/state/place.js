// Where the page stands, and the way there and back: every step is an address.
//
// In: what is selected, searched and looked at. Out: the state, and the browser's history beside it. Until a profile is there the address
// is a wish: it is applied when the first one opens.

import {
  isSameFile,
  readFiles,
  readLinks,
  readParams,
  readPlace,
  WHOLE,
  writeFiles,
  writeParams,
  writeUrl,
} from "./address.js";
import { optionValue, orderOf } from "./state.js";
import { createSteps } from "./steps.js";

/** @import { Core } from "./app.js" */
/** @import { Part, Place } from "./address.js" */
/** A view with what is to be seen in it. @typedef {{view: string, name?: string, place?: Partial<Place>}} Sight */
/** How an address is remembered. @typedef {"push" | "replace" | "none" | "undo" | "redo"} How */
/** Who says which number a profile had first, and which it has now. @typedef {{keyOf: (id: number) => number, idOf: (key: number) => number}} Numbers */

/** A replacement waits so long, in milliseconds: while somebody types, browsers refuse more than some hundred a minute. */
const REPLACE_AFTER = 200;

/** @param {Core} core */
export function createPlace({ state, page, origins, numbers, on }) {
  const steps = createSteps();
  /** What a place has, among all that the page knows. */
  const fields = new Set(Object.keys(readPlace("", page.views)));
  /** The address as it was when no profile was there to apply it to. @type {string | null} */
  let wanted = location.search;
  /** Whether an address says which view it is of. @param {string} search */
  const namesView = (search) => new URLSearchParams(search).has("view");
  let isNamed = namesView(wanted);
  let later = 0;
  state.wanted = readFiles(location.hash);

  /** @param {How} how */
  function remember(how) {
    forgo();
    if (how === "replace" && steps.isBegun()) later = setTimeout(flush, REPLACE_AFTER);
    else if (how !== "none") write(how);
  }
  /** A replacement that waits is written now: it is of the entry that is left. */
  function flush() {
    if (later) write("replace");
    forgo();
  }
  /** It is not written. */
  function forgo() {
    clearTimeout(later);
    later = 0;
  }
  /** What is looked at, and no change of anything. */
  const unlooked = () => ({ ...state, view: page.views[0], sel: "", src: "", file: "", line: 0, q: "", part: WHOLE });
  /** The numbers of profiles in the place, as they were given first or as they are now. @param {(id: number) => number} numberOf */
  const numbered = (numberOf) => ({
    leftOut: state.leftOut.map(numberOf),
    snapshotOrder: state.snapshotOrder.map(numberOf),
  });
  /** How things stand, for the steps. @returns {Omit<import("./steps.js").Stand, "visit">} */
  const stand = () => ({
    options: writeParams(state.params),
    place: writeUrl([], { ...unlooked(), ...numbered(numbers.keyOf) }, page.views, []),
    parts: on.parts(),
    view: state.view,
  });
  /** @param {Exclude<How, "none">} how */
  function write(how) {
    // The last one was closed.
    if (state.profiles.length === 0 && wanted === "" && steps.isBegun()) return leave(how);
    if (state.profiles.length === 0 || wanted !== null) return;
    const links = state.profiles.flatMap((p) => {
      const { link, choice } = origins.get(p.id) ?? {};
      return link ? [{ url: link, role: p.role, choice }] : [];
    });
    const files = state.profiles.flatMap(({ id, role }) => {
      const { file, choice } = origins.get(id) ?? {};
      return file && role !== "off" ? [{ ...file, role, choice }] : [];
    });
    // Where another view than the first one comes by itself, any view is said.
    const views = (state.summary?.firstView || page.views[0]) === page.views[0] ? page.views : [];
    // While one of them is waited for, the address stays a view of all that it named.
    const named = state.wanted.length > 0 ? state.wanted : files;
    enter(how, writeUrl(state.params, { ...state, ...numbered(numbers.keyOf) }, views, links) + writeFiles(named));
  }
  /** @param {Exclude<How, "none">} how @param {string} url */
  function enter(how, url) {
    const [{ search, href }, now] = [new URL(url, location.href), stand()];
    if (how === "undo" || how === "redo") return steps.moved(how, url, now);
    if (href === location.href && steps.isSame(now)) return;
    // Which files they are is no step of its own, but the parts that they play are.
    if (search === location.search && !steps.haveOther(now.parts)) steps.replace(url, now);
    else steps[how](url, now);
  }

  /** The address is that of a page without profiles. @param {Exclude<How, "none">} how */
  const leave = (how) => enter(how, location.pathname);

  /** Goes to another place of the page. @param {Partial<Place>} place @param {How} [how] */
  function go(place, how = "push") {
    Object.assign(state, place);
    remember(how);
    page.changed();
  }

  /** The parts that an address gives to profiles that are here, null if it names none of them. @param {Location} address */
  function partsOf({ search, hash }) {
    const links = readLinks(search);
    const files = readFiles(hash);
    const named = state.profiles.flatMap(({ id }) => {
      const { link, file } = origins.get(id) ?? {};
      const mark = links.find(({ url }) => url === link) ?? files.find((own) => file && isSameFile(own, file));
      return mark ? [/** @type {import("./steps.js").Part} */ ([numbers.keyOf(id), mark.role])] : [];
    });
    return named.length > 0 ? named : null;
  }

  /** The file of the function whose source is shown when another name is selected. @param {string} name */
  const fileAt = (name) => (name === state.sel || state.src ? state.file : "");

  /** What an address asks for is applied to what is open. */
  function applied() {
    wanted = null;
    isNamed = true;
    state.wanted = [];
  }

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
    /**
     * The address changed under us. Answers what the options are to be and the parts of the profiles, as far as they are known; or null if
     * there is no profile to apply it to.
     */
    returned() {
      forgo();
      const at = steps.arrived();
      const { view } = state;
      Object.assign(state, readPlace(location.search, page.views));
      Object.assign(state, numbered(numbers.idOf));
      if (state.view !== view) page.draw();
      if (state.profiles.length > 0 || at) {
        applied();
        return { params: readParams(location.search), parts: at?.parts ?? partsOf(location) };
      }
      wanted = location.search;
      isNamed = namesView(wanted);
      state.wanted = readFiles(location.hash);
      return null;
    },
    /** Where a step leads: as `returned`, and what is looked at stays, unless that is what the step has changed. @param {"undo" | "redo"} how */
    stepped(how) {
      flush();
      const step = steps.step(how);
      if (!step) return null;
      const { to, parts, isOfPlace } = step;
      const { view, sel, src, file, line, q } = state;
      const shown = isOfPlace || view === to.led ? to.view : view;
      Object.assign(state, readPlace(to.place, page.views), { view: shown, sel, src, file, line, q });
      Object.assign(state, numbered(numbers.idOf));
      applied();
      return { params: readParams(to.options), parts };
    },
    /** Where the page stands, with profiles by the numbers that they had first. @returns {import("./address.js").Place} */
    here() {
      const own = Object.fromEntries(Object.entries(state).filter(([name]) => fields.has(name)));
      return /** @type {any} */ ({ ...own, ...numbered(numbers.keyOf) });
    },
    /** Stands there again. @param {import("./address.js").Place} there */
    stand(there) {
      forgo();
      Object.assign(state, there);
      Object.assign(state, numbered(numbers.idOf));
      applied();
    },
    /** The profiles are open of which a place has the numbers. @param {import("./address.js").Place} there */
    renumber({ leftOut, snapshotOrder }) {
      Object.assign(state, { leftOut, snapshotOrder });
      Object.assign(state, numbered(numbers.idOf));
    },
    /** What was remembered of profiles holds no more. */
    lost: steps.lost,

    actions: {
      /** @param {string} name @param {How} [how] */
      select(name, how = "push") {
        if (name !== state.sel) go({ file: fileAt(name), sel: name, line: 0 }, how);
      },
      /**
       * The view is there, and has the focus, when this returns: the next key belongs to it.
       * @param {string} view @param {string} [name] a function to select there, in the same step @param {Partial<Place>} [place] @param {How} [how]
       */
      setView(view, name = state.sel, place = {}, how = "push") {
        if (view === state.view && name === state.sel && Object.keys(place).length === 0) return;
        Object.assign(state, { file: fileAt(name), line: 0 }, place, { view, sel: name });
        remember(how);
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
