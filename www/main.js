// Wiring: the skeleton of index.html, the state of state/app.js and the views. No computing here, and no state but the theme.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { createApp } from "./state/app.js";
import { acceptFiles, picked } from "./engine/files.js";
import { bindKeys, holdKeys, keySheet, keyTable } from "./views/keys.js";
import { answer } from "./views/answer.js";
import { createConsole } from "./views/console.js";
import { controls } from "./views/controls.js";
import { createFilters } from "./views/filters.js";
import { createFlame } from "./views/flame.js";
import { createFunctionMenu } from "./views/function-menu.js";
import { foot } from "./views/foot.js";
import { createGraph } from "./views/graph.js";
import { createInspector } from "./views/inspector.js";
import { createMenu } from "./views/menu.js";
import { notices } from "./views/notices.js";
import { createOptions } from "./views/options.js";
import { createReports } from "./views/reports.js";
import { createSource } from "./views/source.js";
import { createTags } from "./views/tags.js";
import { createTop } from "./views/top.js";
import { createTraces } from "./views/traces.js";
import { tray } from "./views/tray.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

let queued = false;
function invalidate() {
  if (queued) return;
  queued = true;
  requestAnimationFrame(draw);
}

/**
 * The views in the order of their tabs and digits. `searches` says whether the search field means something there,
 * `names: false` that no function can be shown in it.
 */
const VIEWS = [
  { id: "top", label: "Top", searches: true, create: () => createTop(app, { inspect }) },
  { id: "flame", label: "Flame", searches: true, create: () => createFlame(app) },
  { id: "graph", label: "Graph", searches: true, create: () => createGraph(app) },
  { id: "source", label: "Source", searches: true, create: () => createSource(app, { pick, pickFolder }) },
  { id: "traces", label: "Traces", searches: true, create: () => createTraces(app) },
  { id: "tags", label: "Tags", searches: true, names: false, create: () => createTags(app) },
  { id: "console", label: "Console", searches: false, names: false, create: () => createConsole(app) },
];

const app = createApp({
  changed: invalidate,
  draw,
  said: (text) => (at("said").textContent = text),
  views: VIEWS.map((v) => v.id),
});
const { state, actions } = app;
const menu = createMenu(at("desk"));
const functionMenu = createFunctionMenu(app, menu, {
  views: VIEWS.flatMap((v, i) => (v.names === false ? [] : [{ id: v.id, label: v.label, key: String(i + 1) }])),
  show: showIn,
  around,
  nameAt: (target, x, y) => views.get(state.view)?.nameAt?.(target, x, y) ?? "",
  inspect(name) {
    actions.select(name);
    inspect();
  },
});
const filters = createFilters(app, menu);
const inspector = createInspector(app, { menu: (at) => functionMenu.openAt(state.sel, at) });
const options = createOptions(app, () => toggleOptions(false));
createReports(app, at("reports"), toConsole);
/**
 * A view may know how to bring a function into sight, which one is drawn at a place of it, and that it works on although the Session
 * has answered.
 * @typedef {Omit<ReturnType<typeof createTop>, "reveal"> & {reveal?: (name: string) => unknown, nameAt?: (target: Element, x: number, y: number) => string, isLate?: () => boolean}} View
 */
/** Views are made when they are first shown. @type {Map<string, View>} */
const views = new Map();
let shown = "";
/** The view that is shown has not had its first answer since then. */
let opening = false;
/** The arrow keys walk along the tabs: the focus stays there. */
let walking = false;

function draw() {
  queued = false;
  const ready = state.summary?.ready ?? false;
  document.body.classList.toggle("empty", !ready);
  document.body.classList.toggle("busy", state.busy);
  document.body.dataset.view = state.view;
  document.title = ready ? `${state.summary?.title} · proflens` : "proflens";
  at("start").hidden = ready;
  at("desk").hidden = !ready;
  at("lens").hidden = !ready;
  at("report").hidden = !ready;
  at("tune").hidden = !ready;
  if (!ready) at("options").hidden = true;
  render(notices(app), at("notices"));
  render(tray(app), at("tray"));
  render(foot(app), at("foot"));
  render(controls(app), at("controls"));
  render(filters.template(), at("filters"));
  render(answer(app), at("answer"));
  if (ready) drawView();
  const hide = !ready || !state.sel;
  // The focus must not fall into the void when what had it goes away.
  if (hide && at("inspector").contains(document.activeElement)) views.get(state.view)?.focus();
  at("inspector").hidden = hide;
  render(inspector.template(), at("inspector"));
  focusInspector();
  if (!isOpening()) held.give();
  at("tune").setAttribute("aria-expanded", String(!at("options").hidden));
  render(at("options").hidden ? nothing : options.template(), at("options"));
}

/** @param {(typeof VIEWS)[number]} tab @returns {View} */
function viewOf(tab) {
  const known = views.get(tab.id);
  if (known) return known;
  const view = tab.create();
  views.set(tab.id, view);
  at("views").append(view.element);
  view.element.id = `view-${tab.id}`;
  view.element.setAttribute("role", "tabpanel");
  view.element.setAttribute("aria-labelledby", `tab-${tab.id}`);
  view.element.hidden = true;
  return view;
}

function drawView() {
  const tab = VIEWS.find((v) => v.id === state.view) ?? VIEWS[0];
  const view = viewOf(tab);
  for (const [id, v] of views) v.element.hidden = id !== tab.id;
  view.draw();
  const found = tab.searches ? view.found() : { error: "", text: "" };
  render(tabs(tab, found), at("tabs"));
  if (shown !== tab.id) {
    // The focus follows a change of view, but is not taken at the start.
    if (shown && !walking && document.activeElement?.id !== "search") view.focus();
    walking = false;
    opening = true;
    held.drop();
    // In a window that has no room for all tabs.
    at(`tab-${tab.id}`).scrollIntoView({ block: "nearest", inline: "nearest" });
    shown = tab.id;
  }
  opening &&= app.ask.waits(tab.id) || Boolean(view.isLate?.());
}

/** @param {(typeof VIEWS)[number]} current @param {{error: string, text: string}} found */
const tabs = (current, found) => html`<div role="tablist" aria-label="Views" @keydown=${tabKey}>${VIEWS.map(
  (v, i) =>
    html`<button role="tab" id="tab-${v.id}" aria-controls="view-${v.id}" aria-selected=${v === current}
      title="${v.label} (${i + 1})" @click=${() => actions.setView(v.id)}>${v.label}<kbd>${i + 1}</kbd></button>`,
)}</div>
  ${
    current.searches
      ? html`<div class="search">
        ${
          found.error
            ? html`<span class="refused" id="search-error" role="alert">${found.error}</span>`
            : found.text
              ? html`<span class="found" role="status">${found.text}</span>`
              : nothing
        }
        <input id="search" type="search" placeholder="Search: regular expression"
          aria-label="Search functions by regular expression" spellcheck="false" autocomplete="off" autocapitalize="off"
          aria-invalid=${found.error !== ""} aria-describedby="search-error" .value=${live(state.q)}
          @input=${(/** @type {Event} */ e) => actions.setSearch(/** @type {HTMLInputElement} */ (e.target).value)}
          @keydown=${searchKey} />${state.q ? nothing : html`<kbd>/</kbd>`}</div>`
      : nothing
  }`;

/** @param {KeyboardEvent} e */
function tabKey(e) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (!step) return;
  e.preventDefault();
  walking = true;
  const next = VIEWS[(VIEWS.findIndex((v) => v.id === state.view) + step + VIEWS.length) % VIEWS.length];
  actions.setView(next.id);
  at(`tab-${next.id}`).focus();
}

/** @param {KeyboardEvent} e */
function searchKey(e) {
  if (e.key === "Enter" || e.key === "ArrowDown") {
    e.preventDefault();
    views.get(state.view)?.focus();
  }
  if (e.key === "Escape") {
    e.stopPropagation();
    actions.setSearch("");
    views.get(state.view)?.focus();
  }
}

function toggleOptions(open = Boolean(at("options").hidden), byKey = true) {
  if (!state.summary?.ready) return;
  const had = at("options").contains(document.activeElement);
  at("options").hidden = !open;
  draw();
  // Who came by touch would get a keyboard over half of the page.
  if (open && byKey) options.focus();
  else if (!open && had) at("tune").focus();
}

/** Runs a line at the prompt. @param {string} line */
function toConsole(line) {
  actions.setView("console");
  views.get("console")?.focus();
  void (/** @type {ReturnType<typeof createConsole>} */ (/** @type {unknown} */ (views.get("console"))).run(line));
}

/** Selects a function in a view. @param {string} view @param {string} name */
function showIn(view, name) {
  actions.setView(view, name);
  views.get(view)?.reveal?.(name);
  views.get(view)?.focus();
}

/** The flame graph with a function between its callers and callees. @param {string} name */
function around(name) {
  actions.setView("flame", name, { pivot: name });
}

/** The menu of the selected function, at its row or at the inspector. */
function menuOfSelected() {
  const row = [...document.querySelectorAll("#views .selected[data-fn]")].find(
    (e) => e.getClientRects().length && /** @type {HTMLElement} */ (e).dataset.fn === state.sel,
  );
  functionMenu.openAt(state.sel, row ?? at("inspector").querySelector("h2"));
}

/** The function that is to be peeked at as soon as its numbers are there. */
let awaited = "";
/** Puts the focus into the inspector: on the first caller or callee, or on its first action. */
function inspect() {
  draw();
  // In a window that has room for one of them, the options cover it.
  if (!at("inspector").offsetParent) toggleOptions(false);
  awaited = state.sel;
  focusInspector();
}
function focusInspector() {
  if (!awaited) return;
  const to = awaited === state.sel && at("inspector").querySelector(":not(.stale) > :is(.edges, .actions) button");
  if (to instanceof HTMLElement) to.focus();
  // Of a function that is not there any more no numbers come.
  if (to || awaited !== state.sel || !app.ask.waits("peek")) awaited = "";
}

function clear() {
  if (at("options").contains(document.activeElement)) options.clear() || toggleOptions(false);
  else if (at("inspector").contains(document.activeElement)) views.get(state.view)?.focus();
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
at("tune").addEventListener("click", (e) => toggleOptions(undefined, e.detail === 0));
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
  views: VIEWS,
  search: () => at("search")?.focus(),
  filter: () => filters.focus("focus"),
  inspect,
  around,
  show: showIn,
  menu: menuOfSelected,
  clear,
  pick,
  options: () => toggleOptions(),
  reports: () => state.summary?.ready && at("reports").togglePopover(),
  sheet: () => {
    render(
      keySheet(table, () => sheet.close()),
      sheet,
    );
    sheet.showModal();
  },
});
const isOpening = () => opening || awaited !== "";
const held = holdKeys(table, (target) => isOpening() && (target === document.body || at("views").contains(target)));
bindKeys(table);
at("keys").addEventListener("click", () => table.find((k) => k.keys.includes("?"))?.run?.());
sheet.addEventListener("click", (e) => e.target === sheet && sheet.close());
at("inspector").addEventListener("keydown", (e) => {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const all = [...at("inspector").querySelectorAll(".edges button")];
  const i = all.indexOf(/** @type {Element} */ (e.target));
  if (i < 0) return;
  e.preventDefault();
  /** @type {HTMLElement | undefined} */ (all[i + (e.key === "ArrowDown" ? 1 : -1)])?.focus();
});

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

// Theme: the system's until the user says otherwise

const THEMES = [
  { name: "", icon: "◐", says: "follow the system" },
  { name: "light", icon: "○", says: "light" },
  { name: "dark", icon: "●", says: "dark" },
];
let theme = THEMES[0];
function showTheme(/** @type {string} */ name) {
  theme = THEMES.find((t) => t.name === name) ?? THEMES[0];
  if (theme.name) document.documentElement.dataset.theme = theme.name;
  else delete document.documentElement.dataset.theme;
  at("theme").textContent = theme.icon;
  at("theme").title = `Theme: ${theme.says}`;
  at("theme").setAttribute("aria-label", `Theme: ${theme.says}`);
}
at("theme").addEventListener("click", () => {
  showTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length].name);
  try {
    localStorage.setItem("proflens.theme", theme.name);
  } catch {
    // Without storage the choice holds for this page.
  }
});
try {
  showTheme(localStorage.getItem("proflens.theme") ?? "");
} catch {
  showTheme("");
}

// The first view is there before any file: what it asks goes with the first profile.
viewOf(VIEWS.find((v) => v.id === state.view) ?? VIEWS[0]);
void actions.openLinks();
invalidate();

// The page opens again without a network, where the browser and the address allow it
if (isSecureContext && "serviceWorker" in navigator) {
  addEventListener("load", () =>
    navigator.serviceWorker.register(new URL("./service-worker.js", import.meta.url)).catch(() => {}),
  );
}
