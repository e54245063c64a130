// Wiring: the skeleton of index.html, the state of state/app.js and the views. No computing here, and no state.

import { render } from "lit-html";
import { WHOLE } from "./state/address.js";
import { createApp } from "./state/app.js";
import { acceptFiles, picked } from "./engine/files.js";
import { holdBuild, keepOffline } from "./engine/offline.js";
import { bindKeys, holdKeys, keySheet, keyTable } from "./around/keys.js";
import { createAnswer } from "./around/answer.js";
import { createCalls } from "./views/calls.js";
import { createConsole } from "./views/console.js";
import { controls } from "./around/controls.js";
import { createFilters } from "./around/filters.js";
import { createFlame } from "./views/flame.js";
import { createFunctionMenu } from "./around/function-menu.js";
import { foot } from "./around/foot.js";
import { createArrival, keepFocus } from "./around/focus.js";
import { createGoroutines } from "./views/goroutines.js";
import { createGraph } from "./views/graph.js";
import { createInspector } from "./around/inspector.js";
import { createMenu } from "./around/menu.js";
import { kept } from "./around/kept.js";
import { notices } from "./around/notices.js";
import { onceAFrame } from "./parts/once.js";
import { createOptions } from "./around/options.js";
import { bindPrint } from "./around/print.js";
import { stopping } from "./around/stopping.js";
import { createReports } from "./around/reports.js";
import { createSource } from "./views/source.js";
import { createTabs } from "./around/tabs.js";
import { createTags } from "./views/tags.js";
import { bindTheme } from "./around/theme.js";
import { createTop } from "./views/top.js";
import { createTraces } from "./views/traces.js";
import { createTrend } from "./views/trend.js";
import { hasTrend } from "./state/profiles.js";
import { resting } from "./around/resting.js";
import { createSaid } from "./around/said.js";
import { fitTotals } from "./around/totals.js";
import { tray } from "./around/tray.js";
import { ignoreSecond } from "./around/twice.js";
import { wanted } from "./around/wanted.js";

/** @import { Tab } from "./around/tabs.js" */

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The views in the order of their tabs. Those that only some profiles have come with digits of their own: the others keep theirs. @type {Tab[]} */
const VIEWS = [
  {
    id: "top",
    key: "1",
    label: "Top",
    searches: true,
    create: () => createTop(app, { inspect: () => inspector.focus() }),
  },
  { id: "flame", key: "2", label: "Flame", searches: true, create: () => createFlame(app) },
  {
    id: "calls",
    key: "t",
    label: "Calls",
    searches: true,
    create: () => createCalls(app, { inspect: () => inspector.focus() }),
  },
  { id: "graph", key: "3", label: "Graph", searches: true, create: () => createGraph(app) },
  {
    id: "source",
    key: "4",
    label: "Source",
    searches: true,
    create: () => createSource(app, { pick, pickFolder }),
  },
  { id: "traces", key: "5", label: "Traces", searches: true, create: () => createTraces(app) },
  { id: "tags", key: "6", label: "Tags", searches: true, names: false, create: () => createTags(app) },
  { id: "console", key: "7", label: "Console", searches: false, names: false, create: () => createConsole(app) },
  {
    id: "goroutines",
    key: "8",
    label: "Goroutines",
    searches: true,
    when: ({ summary }) => summary?.goroutines ?? false,
    create: () => createGoroutines(app, { show: showIn, around }),
  },
  {
    id: "trend",
    key: "9",
    label: "Trend",
    searches: true,
    when: hasTrend,
    create: () => createTrend(app),
  },
];

const app = createApp({
  changed: onceAFrame(draw),
  draw,
  ...createSaid(at("said")),
  // boot.js says so where profiles are dropped.
  cannotStart: (why) => !dispatchEvent(new CustomEvent("cannotstart", { detail: why, cancelable: true })),
  views: VIEWS.map((v) => v.id),
  has: (id) => VIEWS.some((v) => v.id === id && shows(v)),
});
const { state, actions } = app;
/** Whether a view has anything to show of these profiles. @param {Tab} view */
function shows({ when }) {
  return when?.(state) ?? true;
}
const tabs = createTabs(app, VIEWS, { bar: at("tabs"), room: at("views"), opens: () => held.drop() });
const menu = createMenu(at("desk"));
const functionMenu = createFunctionMenu(app, menu, {
  views: () => VIEWS.filter((v) => v.names !== false && shows(v)),
  show: showIn,
  around,
  nameAt: (target, x, y) => tabs.view(state.view)?.nameAt?.(target, x, y) ?? "",
  inspect(name) {
    actions.select(name);
    inspector.focus();
  },
});
const filters = createFilters(app, menu, tabs.focus);
fitTotals(at("lens"));
const answer = createAnswer(app, at("answer"), showIn);
const inspector = createInspector(app, at("inspector"), {
  menu: (at) => functionMenu.openAt(state.sel, at),
  uncover: () => options.close(),
});
const options = createOptions(app, at("options"), { button: at("tune"), menu: at("more") });
createReports(app, at("reports"), { show: toConsole, prepare: tabs.prepare });

/** Whether profiles are kept: the choice of the start page. */
const keep = /** @type {HTMLInputElement} */ (at("keep"));

function focusMain() {
  if (state.summary?.ready) tabs.focus();
  else (at("resting").querySelector("button") ?? at("choose")).focus();
}
const goesOn = createArrival(focusMain);
function draw() {
  keepFocus(drawAll, focusMain);
  goesOn(state);
}
function drawAll() {
  const ready = state.summary?.ready ?? false;
  document.body.classList.toggle("empty", !ready && state.profiles.length === 0);
  document.body.classList.toggle("busy", state.busy);
  document.body.dataset.view = state.view;
  document.title = ready ? `${state.summary?.title} · proflens` : "proflens";
  const rests = !ready && state.profiles.length > 0;
  at("start").hidden = ready || rests;
  at("resting").hidden = !rests;
  render(resting(app), at("resting"));
  at("desk").hidden = !ready;
  at("lens").hidden = !ready;
  at("report").hidden = !ready;
  render(wanted(app, VIEWS), at("wanted"));
  render(kept(app), at("kept"));
  keep.checked = state.keeps.is;
  render(notices(app, menu), at("notices"));
  render(tray(app), at("tray"));
  render(foot(app), at("foot"));
  render(controls(app), at("controls"));
  render(filters.template(), at("filters"));
  answer.draw();
  if (ready) tabs.draw();
  inspector.draw();
  held.give();
  options.draw();
  render(stopping(app), at("stop"));
  app.settle();
}

/** Runs a line at the prompt, or begins one that is to be typed on. @param {string} line @param {boolean} isWhole */
function toConsole(line, isWhole) {
  actions.setView("console");
  tabs.focus();
  const prompt = tabs.view("console");
  if (isWhole) prompt?.run?.(line);
  else prompt?.begin?.(line);
}

/** Selects a function in a view. @param {string} view @param {string} name */
function showIn(view, name) {
  actions.setView(view, name);
  tabs.view(view)?.reveal?.(name);
  tabs.focus();
}

/** The flame graph with a function between its callers and callees. @param {string} name */
function around(name) {
  actions.setView("flame", name, { pivot: name, part: WHOLE });
}

/** The menu of the selected function, at its row or at the inspector. */
function menuOfSelected() {
  const row = [...document.querySelectorAll("#views .selected[data-fn]")].find(
    (e) => e.getClientRects().length && /** @type {HTMLElement} */ (e).dataset.fn === state.sel,
  );
  functionMenu.openAt(state.sel, row ?? at("inspector").querySelector("h2"));
}

function clear() {
  if (state.isLong) actions.stop();
  else if (options.hasFocus()) options.clear();
  else if (at("inspector").contains(document.activeElement)) tabs.focus();
  else if (state.q) actions.setSearch("");
  else if (state.sel) actions.select("");
  else if (state.offer) void actions.takeOffer("none");
}

// Files

const [picker, folderPicker] = ["picker", "folder-picker"].map((id) => /** @type {HTMLInputElement} */ (at(id)));
const pick = () => picker.click();
const pickFolder = () => folderPicker.click();
for (const input of [picker, folderPicker]) {
  input.addEventListener("change", () => {
    void actions.take(picked(input.files ?? []));
    input.value = "";
  });
}
at("open").addEventListener("click", pick);
at("choose").addEventListener("click", pick);
acceptFiles({
  opened: actions.open,
  found: actions.take,
  walk: actions.walk,
  refused: (sentence) => actions.failed(new Error(sentence)),
  over: (is) => document.body.classList.toggle("dropping", is),
});

// Keys

const sheet = /** @type {HTMLDialogElement} */ (at("sheet"));
const table = keyTable(app, {
  views: VIEWS.map((v) => ({ ...v, when: () => shows(v) })),
  // Again, it leads into the view.
  view: (id) => (id === state.view ? tabs.focus() : actions.setView(id)),
  search: () => at("search")?.focus(),
  filter: () => filters.focus("focus"),
  inspect: inspector.focus,
  around,
  show: showIn,
  menu: menuOfSelected,
  clear,
  pick,
  options: options.toggle,
  reports: () => state.summary?.ready && at("reports").togglePopover(),
  sheet: () => {
    render(
      keySheet(table, () => sheet.close()),
      sheet,
    );
    sheet.showModal();
  },
});
const held = holdKeys(
  table,
  (target) =>
    (target === document.body || at("views").contains(target)) && (inspector.isOpening() || tabs.isBehind(target)),
);
bindKeys(table);
// On a phone, the tools are the items of a menu.
at("more").addEventListener("click", () => {
  const tools = [...at("tools").querySelectorAll("button")].filter(
    // Those that stand in the bar are not in its menu.
    (b) => !b.hidden && b.offsetParent === null,
  );
  const { right, bottom } = at("more").getBoundingClientRect();
  menu.open({
    label: "More",
    title: "More",
    groups: [
      { items: tools.map((b) => ({ label: b.title.replace(/ \(.\)$/, ""), run: () => b.click() })) },
      { items: [{ label: "Copy a link to this view", run: () => actions.copy(location.href, "the link") }] },
    ],
    x: right,
    y: bottom + 4,
    byKey: false,
  });
});
at("keys").addEventListener("click", () => table.find((k) => k.keys.includes("?"))?.run?.());
sheet.addEventListener("click", (e) => e.target === sheet && sheet.close());

// Commands of the start page: a click copies

for (const code of document.querySelectorAll("[data-copy]")) {
  const text = code.textContent ?? "";
  const button = document.createElement("button");
  button.className = "quiet copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${text}`);
  button.addEventListener("click", async () => {
    await actions.copy(text, "the command");
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  code.after(button);
}

keep.disabled = !state.keeps.can;
keep.addEventListener("change", () => actions.setKeeping(keep.checked));

bindPrint(bindTheme(at("theme")), draw);

// Until now they could do nothing.
const dead = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#tools button, #choose"));
for (const button of dead) button.disabled = false;

ignoreSecond();
tabs.prepare(state.view);
void actions.openLinks();
actions.changed();

document.documentElement.dataset.started = "";

// The page opens again without a network, and keeps its files for as long as it is open

holdBuild();
addEventListener("load", () => void keepOffline());
