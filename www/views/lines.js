// The lines of one function: numbers as `list` prints them, bars behind them, the text beside them, and whom each line calls.
//
// In: what the Session's source() says of the open function, and its lines as they scroll into sight. Out: a grid of any length; a line opens to its calls
// and its instructions; a call leads to the source of what is called; a strip and two keys lead from hot line to hot line. Without the text: the
// lines with weight, and a word on what is missing.

import { html, nothing, render } from "lit-html";
import { createCodeHost } from "../state/code-host.js";
import { count, counted, exactly, parts } from "../text.js";
import { nameOf } from "./name.js";
import { createPages } from "./pages.js";
import { createScroller } from "./scroller.js";
import { createStrip } from "./strip.js";
import { styled } from "./styled.js";
import { coloured, createSurvey } from "./survey.js";

/** @import { App } from "../state/app.js" */
/** @import { Source, SourceRow } from "../pkg/proflens.js" */
/** @typedef {{pick: () => void, pickFolder: () => void, select: (routine: {name: string, file: string}) => void, redraw: () => void}} Links */

const ROW_HEIGHT = 20;
/** So many instructions of a line the Session hands out. */
const SHOWN = 100;

/**
 * A number with its bar: the length is its share of the largest, in a diff the strength its share of the total.
 * @param {HTMLElement} cell @param {number} value @param {string} text @param {number} most @param {number} total @param {boolean} diff
 */
export function signed(cell, value, text, most, total, diff) {
  cell.textContent = text;
  cell.style.setProperty("--w", String(most ? Math.abs(value) / most : 0));
  cell.style.setProperty(
    "--strength",
    `${Math.round(30 + 70 * Math.min(1, Math.sqrt(Math.abs(value) / (total || 1))))}%`,
  );
  cell.classList.toggle("more", diff && value > 0);
  cell.classList.toggle("less", diff && value < 0);
}

/** @param {App} app @param {Links} to */
export function createLines(app, to) {
  const { state, client, actions } = app;
  const element = document.createElement("div");
  element.className = "pane code";
  const top = element.appendChild(document.createElement("header"));
  const grid = element.appendChild(document.createElement("div"));
  grid.className = "grid";
  grid.tabIndex = 0;
  // Until it is known what stands above it.
  grid.hidden = true;
  /** Whether the focus is to come to it then. */
  let awaited = false;
  grid.setAttribute("role", "treegrid");
  grid.setAttribute("aria-label", "Source lines");
  const head = grid.appendChild(document.createElement("div"));
  head.className = "row head";
  head.setAttribute("role", "row");
  render(
    html`<span class="gutter">${["flat", "cum", "line"].map(
      (label) => html`<span role="columnheader" class="num">${label}</span>`,
    )}</span><span role="columnheader" class="text">text</span>`,
    head,
  );
  const body = grid.appendChild(document.createElement("div"));
  body.className = "body";
  body.setAttribute("role", "rowgroup");

  /** @type {Source | null} */
  let source = null;
  /** The open function. @type {SourceRow | null} */
  let routine = null;
  /** What was asked for. */
  let wanted = "";
  let whole = false;
  let cursor = -1;
  let openedRow = -1;

  const host = createCodeHost();
  /** Whether the template for links is being written, and why it was refused. */
  let linking = { open: false, refused: "" };

  const survey = createSurvey(app, () => {
    for (const row of body.children) /** @type {any} */ (row).shown = null;
    list.invalidate();
    strip.draw();
    drawTop();
  });
  const pages = createPages(
    client,
    "sourceLines",
    (a, b) => client.call("sourceRows", "lines", a, b),
    () => list.invalidate(),
    actions.failed,
  );
  const list = createScroller({
    viewport: grid,
    body,
    rowHeight: ROW_HEIGHT,
    create: createRow,
    fill,
    drawn: (a, b) => (source && pages.want(a, b), strip.draw()),
  });
  const strip = createStrip(
    element,
    grid,
    () => survey.known.weights,
    (index) => list.place(Math.max(0, index - (list.rowsPerPage() >> 1))),
  );

  function createRow() {
    const row =
      /** @type {HTMLDivElement & {cells: HTMLElement[], source: HTMLElement, call: HTMLButtonElement, shown?: SourceRow | null}} */ (
        document.createElement("div")
      );
    row.className = "row";
    row.setAttribute("role", "row");
    const gutter = row.appendChild(document.createElement("span"));
    gutter.className = "gutter";
    gutter.setAttribute("role", "presentation");
    row.cells = ["num bar flat", "num bar cum", "num minor", "text"].map((cls, i) => {
      const cell = (i < 3 ? gutter : row).appendChild(document.createElement("span"));
      cell.className = cls;
      cell.setAttribute("role", "gridcell");
      return cell;
    });
    row.source = row.cells[3].appendChild(document.createElement("span"));
    row.source.className = "src";
    row.call = document.createElement("button");
    row.call.className = "call";
    // The keyboard has Shift+Enter on the line.
    row.call.tabIndex = -1;
    return row;
  }

  /** @param {ReturnType<typeof createRow>} row @param {number} index */
  function fill(row, index) {
    const data = pages.get(index);
    row.id = `line-${index}`;
    row.setAttribute("aria-rowindex", String(index + 2));
    row.classList.toggle("selected", index === cursor);
    if (data?.cum || data?.flat) row.setAttribute("aria-expanded", String(index === openedRow));
    else row.removeAttribute("aria-expanded");
    if (row.shown === data) return;
    row.shown = data;
    row.classList.toggle("blank", !data);
    if (!data || !source) return;
    const diff = Boolean(state.summary?.diff);
    const weight = Math.max(Math.abs(data.flat), Math.abs(data.cum));
    const total = Math.abs(state.summary?.total ?? 0);
    signed(row.cells[0], data.flat, dot(data.flat, data.flatText), source.largestLine[0], total, diff);
    signed(row.cells[1], data.cum, dot(data.cum, data.cumText), source.largestLine[1], total, diff);
    row.cells[2].textContent = data.line > 0 ? String(data.line) : "?";
    row.source.replaceChildren(...coloured(data.text, survey.known.colours?.[index] ?? []));
    row.call.remove();
    row.classList.toggle("cold", weight === 0);
    row.classList.toggle("more", diff && (data.cum || data.flat) > 0);
    row.classList.toggle("less", diff && (data.cum || data.flat) < 0);
    row.style.setProperty("--heat", `${Math.round(26 * Math.min(1, Math.sqrt(weight / (total || 1))))}%`);
    if (!data.name) return;
    const { base, rest } = parts(data.name);
    row.call.textContent = `→ ${base}${rest}${data.calls > 1 ? ` +${data.calls - 1}` : ""}`;
    row.call.dataset.fn = data.name;
    row.call.title = `To the source of ${data.name}${data.calls > 1 ? `, which it calls most; ${counted(data.calls - 1, "other")} behind the line` : ""}`;
    row.cells[3].append(row.call);
  }

  /** @param {Source} next @param {SourceRow | null} opened @param {SourceRow[]} first its first lines @param {string} name what was asked for */
  function show(next, opened, first, name) {
    const same =
      source !== null &&
      routine !== null &&
      opened !== null &&
      routine.name === opened.name &&
      routine.text === opened.text &&
      source.rows === next.rows;
    [source, routine, wanted] = [next, opened, name];
    grid.hidden = false;
    if (awaited && document.activeElement === document.body) grid.focus();
    awaited = false;
    pages.start(first);
    close();
    if (!same) cursor = -1;
    grid.setAttribute("aria-rowcount", String(source.rows + 1));
    const lengths = first.map((line) => Math.max(line.flatText.length, line.cumText.length));
    element.style.setProperty(
      "--num",
      String(Math.max(7, (routine?.cumText.length ?? 0) + 1, ...lengths) + (state.summary?.diff ? 1 : 0)),
    );
    element.style.setProperty(
      "--digits",
      String(Math.max(4, String(source.fileLines || (first.at(-1)?.line ?? 0)).length)),
    );
    element.style.setProperty("--widest", String(source.widest));
    for (const row of body.children) /** @type {any} */ (row).shown = null;
    list.setCount(source.rows);
    const of = source;
    void survey.look(source, routine?.text ?? "", () => source === of);
    // The header has another height now.
    drawTop();
    if (same) return;
    grid.scrollLeft = 0;
    const page = list.rowsPerPage();
    // The function from its beginning, unless what is hot would be out of sight.
    list.place(
      source.hot - source.start < page
        ? Math.max(0, source.start - (whole ? 2 : 0))
        : Math.max(0, source.hot - (page >> 1)),
    );
  }

  function close() {
    openedRow = -1;
    list.open(-1, null);
  }

  /** @param {number} index */
  async function toggle(index) {
    const data = pages.get(index);
    if (openedRow === index) return close();
    if (!data || (!data.cum && !data.flat)) return;
    try {
      const of = source;
      const rows = (/** @type {"calls" | "places"} */ which) => client.call("sourceRows", which, index, 0);
      const detail = await client.latest("sourceDetail", () => Promise.all([rows("calls"), rows("places")]));
      if (!detail || of !== source) return;
      const box = document.createElement("div");
      box.className = "detail";
      render(html`<div role="gridcell">${behind(data, ...detail)}</div>`, box);
      openedRow = index;
      list.open(index, box);
    } catch (error) {
      actions.failed(error);
    }
  }

  /** What is behind a line. @param {SourceRow} line @param {SourceRow[]} calls @param {SourceRow[]} places */
  function behind(line, calls, places) {
    const most = Math.max(0, ...calls.map((call) => Math.abs(call.cum)));
    const diff = Boolean(state.summary?.diff);
    return html`${
      calls.length
        ? html`<h3>Line ${line.line} calls</h3><ul class="edges">${calls.map(
            (call) => html`<li><button data-fn=${call.name} title="To the source of ${call.name}"
              class=${diff ? (call.cum < 0 ? "less" : "more") : ""}
              ${styled({ "--w": String(most ? Math.abs(call.cum) / most : 0) })}
              @click=${() => to.select({ name: call.name, file: "" })}>
              <span class="num">${call.cumText}</span><span class="num minor">${call.cumPercent}</span>${nameOf(call.name, call.inline ? "(inline)" : "")}</button></li>`,
          )}</ul>${line.calls > calls.length ? html`<p class="dim">and ${count(line.calls - calls.length)} more</p>` : nothing}`
        : html`<p class="dim">Line ${line.line} calls nothing that was sampled.</p>`
    }
      ${
        places.length
          ? html`<h3>Its instructions <small>flat, cum, address; what was inlined into the line${places.length === SHOWN ? `; the ${SHOWN} heaviest` : ""}</small></h3>
            <table>${places.map(
              (
                place,
              ) => html`<tr><td class="num">${dot(place.flat, place.flatText)}</td><td class="num">${dot(place.cum, place.cumText)}</td><td class="num dim">${place.name === "0" ? "" : place.name}</td>
                <td>${place.text
                  .split("\n")
                  .filter(Boolean)
                  .map(
                    (inlined) =>
                      html`<span class="inlined"><span class="dim">${inlined.split("\t", 1)}</span> ${inlined.slice(inlined.indexOf("\t") + 1)}</span>`,
                  )}</td></tr>`,
            )}</table>`
          : nothing
      }`;
  }

  /** @param {SourceRow} routine */
  async function copy({ name }) {
    try {
      // pprof's prompt takes words, and a name may have spaces.
      actions.copy(await client.call("run", `list ${exactly(name).replaceAll(" ", ".")}`), `the list of ${name}`);
    } catch (error) {
      actions.failed(error);
    }
  }

  function drawTop() {
    if (!source || !routine) {
      render(
        source && wanted
          ? html`<p class="missing">Nothing is left of <b>${wanted}</b> under the filters above, or it has no source line.</p>`
          : nothing,
        top,
      );
      return;
    }
    const of = routine;
    const path = app.pathOf(source.wanted);
    const sign = (/** @type {number} */ v) =>
      state.summary?.diff ? (v > 0 ? "signed more" : v < 0 ? "signed less" : "") : "";
    render(
      html`<div class="title"><h2 title=${routine.name}>${nameOf(routine.name)}</h2>
          <p class="figures"><span>flat</span> <b class=${sign(routine.flat)}>${routine.flatText}</b> ${routine.flatPercent} <span>cum</span> <b class=${sign(routine.cum)}>${routine.cumText}</b> ${routine.cumPercent}</p>
        </div>
        <div class="place"><p class="file" title="${routine.text}${source.found ? `\ntext: ${path}` : ""}"><bdi>${routine.text || "no file"}</bdi></p>
          ${hotNav()}
          ${
            routine.text
              ? html`<button class="toggle" aria-pressed=${whole}
                title="All lines of the file, with what all its functions weigh"
                @click=${() => ((whole = !whole), to.redraw())}>Whole file</button>`
              : nothing
          }
          <button class="quiet" title="Copy as pprof's list prints it" @click=${() => copy(of)}>Copy</button>
          ${routine.text ? hostLink(source, routine) : nothing}</div>
        ${linking.open ? hostForm() : nothing}
        ${missing(source, routine)}`,
      top,
    );
  }

  /** From hot line to hot line. */
  function hotNav() {
    const { hot } = survey.known;
    if (hot.length < 2) return nothing;
    return html`<span class="hot">${counted(hot.length, "hot line")}<button class="quiet icon"
      title="The hot line before (N)" aria-label="Previous hot line" @click=${() => jump(-1)}>↑</button
      ><button class="quiet icon" title="The next hot line (n)" aria-label="Next hot line" @click=${() => jump(1)}>↓</button></span>`;
  }
  /** @param {1 | -1} step */
  function jump(step) {
    const { hot } = survey.known;
    if (hot.length === 0) return;
    const next = step > 0 ? hot.find((row) => row > cursor) : hot.findLast((row) => cursor >= 0 && row < cursor);
    // Behind the last one the first one follows.
    moveTo(next ?? (step > 0 ? hot[0] : hot[hot.length - 1]));
    list.invalidate();
    drawTop();
  }

  /** The way to the text on the web. @param {Source} source @param {SourceRow} routine */
  function hostLink(source, routine) {
    const line = pages.get(cursor)?.line || pages.get(source.start)?.line || pages.get(0)?.line || 0;
    const url = host.link(routine.text, source.wanted, line);
    return html`${
      url
        ? html`<a class="button" href=${url} target="_blank" rel="noreferrer"
          title="Opens ${url}">${new URL(url).host} ↗</a>`
        : nothing
    }
      <button class="quiet" aria-expanded=${linking.open} title="How files of this program are found on a code host"
        @click=${() => toggleLinking()}>${url ? "Link" : "Link to a code host"} …</button>`;
  }
  function toggleLinking(open = !linking.open) {
    linking = { open, refused: "" };
    drawTop();
    /** @type {HTMLElement | null} */ (top.querySelector(open ? "#link-template" : ".place [aria-expanded]"))?.focus();
  }
  const hostForm = () => html`<form class="linking" @submit=${(/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    linking.refused = host.set(
      new FormData(/** @type {HTMLFormElement} */ (e.target)).get("template")?.toString() ?? "",
    );
    if (linking.refused) drawTop();
    else toggleLinking(false);
  }} @keydown=${(/** @type {KeyboardEvent} */ e) => e.key === "Escape" && ((e.preventDefault(), toggleLinking(false)))}>
      <label for="link-template">Link of a line</label>
      <input id="link-template" name="template" type="text" spellcheck="false" autocapitalize="off" autocomplete="off"
        placeholder="https://git.example/shop/blob/main/{file}#L{line}" .value=${host.template()}
        aria-invalid=${linking.refused !== ""} aria-describedby="link-help" />
      <button>Keep</button>
      <p id="link-help"
        class=${linking.refused ? "refused" : "dim"}>${linking.refused || html`<code>{file}</code> is the path that <code>trim_path</code> leaves, <code>{path}</code> all of it, <code>{line}</code> the line. Modules from GitHub and Go's own files need none.`}</p>
    </form>`;

  /** @param {Source} source @param {SourceRow} routine */
  function missing(source, routine) {
    if (!routine.text)
      return html`<div class="missing"><p>The profile names no file for this function: it was built without line tables, or the frame is no function.</p></div>`;
    const file = routine.text.slice(routine.text.lastIndexOf("/") + 1);
    if (source.found && !source.beyond) return nothing;
    if (source.found) {
      return html`<div class="missing"><p><b>${app.pathOf(source.wanted) || file}</b> is another version: it has ${counted(source.fileLines, "line")}, and the profile has weight on ${counted(source.beyond, "line")} behind its end.
        Numbers and text may not belong together.</p></div>`;
    }
    return html`<div class="missing"><p><b>The text of ${file} is missing.</b> Below are the lines that carry weight. The profile names it <code>${routine.text}</code>:
        drop this file, or a folder that it is in, onto the page. It stays in this tab.</p>
      <p><button @click=${to.pick}>Choose the file</button> <button @click=${to.pickFolder}>Choose a folder</button></p>
      <details><summary>How a file is found</summary>
        <p>By the end of its path: <code>${source.wanted}</code> is looked for, and the dropped file that shares the most folders with it is taken. A file dropped by itself needs no folder.
          The option <code>trim_path</code> takes a prefix off the paths of the profile, and <code>source_path</code> cuts them behind the name of its folder, as in pprof.</p></details></div>`;
  }

  /** @param {number} index */
  function moveTo(index) {
    if (!source || source.rows === 0) return;
    cursor = Math.max(0, Math.min(source.rows - 1, index));
    list.reveal(cursor);
    grid.setAttribute("aria-activedescendant", `line-${cursor}`);
  }

  grid.addEventListener("keydown", (e) => {
    if (e.target !== grid || e.ctrlKey || e.metaKey || e.altKey || !source) return;
    const page = list.rowsPerPage();
    const at = cursor < 0 ? source.hot - 1 : cursor;
    const move = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, cursor < 0 ? source.hot : cursor - 1),
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: source.rows - 1,
    }[e.key];
    const call = pages.get(cursor)?.name;
    if (move !== undefined) moveTo(move);
    else if (e.key === "n" || e.key === "N") jump(e.key === "n" ? 1 : -1);
    else if (e.key === "Enter" && e.shiftKey && call) to.select({ name: call, file: "" });
    else if (e.key === "Enter" && cursor >= 0) void toggle(cursor);
    else return;
    e.preventDefault();
  });
  element.addEventListener("keydown", (e) => {
    // Out of the detail, back to its line.
    if (e.key !== "Escape" || !(/** @type {HTMLElement} */ (e.target).closest(".detail"))) return;
    e.preventDefault();
    close();
    grid.focus();
  });
  body.addEventListener("click", (e) => {
    const target = /** @type {HTMLElement} */ (e.target);
    const row = target.closest(".row");
    if (!row || getSelection()?.toString()) return;
    const index = Number(row.id.slice("line-".length));
    const call = target.closest(".call") && pages.get(index)?.name;
    if (call) return to.select({ name: call, file: "" });
    moveTo(index);
    void toggle(index);
  });

  return {
    element,
    whole: () => whole,
    next: pages.next,
    show,
    draw() {
      drawTop();
      list.invalidate();
    },
    focus() {
      awaited = Boolean(grid.hidden);
      grid.focus();
    },
  };
}

/** `list` prints a dot where there is nothing. @param {number} value @param {string} text */
const dot = (value, text) => (value ? text : ".");
