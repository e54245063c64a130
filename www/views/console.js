// Console: pprof's prompt. What is typed here changes the same state as everything else on the page.
//
// In: lines. Out: the text that pprof prints, as it is. History is kept for this tab (arrows), Tab completes.

import { html, nothing, render } from "lit-html";
import { keepInTab, textsOfTab } from "../engine/tab-texts.js";

/** @import { App } from "../state/app.js" */
/** @typedef {{line: string, blocks: string[], error: string, whole: string, saving?: string}} Entry */

const KEPT = "proflens.console";
const KEEP = 200;
/** A long output is laid out in blocks of lines, of which the browser skips those out of sight. */
const BLOCK = 400;
const NOTHING = { output: "", error: "", whole: "" };

/** @param {App} app */
export function createConsole(app) {
  const { client, actions } = app;
  const element = document.createElement("section");
  element.className = "view console";
  /** @type {Entry[]} */
  let log = [];
  /** @type {string[]} */
  let past = textsOfTab(KEPT);
  let at = past.length;
  let draft = "";
  let running = false;
  let hints = /** @type {string[]} */ ([]);

  const input = () => /** @type {HTMLInputElement} */ (element.querySelector("input"));
  const toEnd = () => requestAnimationFrame(() => (element.scrollTop = element.scrollHeight));

  async function run(/** @type {string} */ line) {
    if (running) return;
    hints = [];
    if (line.trim() === "clear") {
      log = [];
      input().value = "";
      return draw();
    }
    if (line.trim()) past = [...past.filter((l) => l !== line), line].slice(-KEEP);
    at = past.length;
    keepInTab(KEPT, past);
    input().value = "";
    running = true;
    draw();
    const { output, error, whole } = line.trim() ? await answer(line) : NOTHING;
    running = false;
    log.push({ line, blocks: blocks(output), error, whole });
    draw();
    toEnd();
  }

  /** A line that writes to a file saves one. @param {string} line */
  async function answer(line) {
    const { file, ...said } = await actions.run(line);
    if (!file) return said;
    const saved = await actions.download({ line }, file);
    return { ...NOTHING, output: saved, error: saved ? "" : "Nothing was saved." };
  }

  /** @param {Entry} entry */
  async function saveWhole(entry) {
    entry.saving = "saving";
    draw();
    entry.saving = (await actions.download({ line: entry.line }, entry.whole, { long: true })) || undefined;
    draw();
  }

  async function complete() {
    const value = input().value;
    try {
      const all = await app.ask.latest("complete", () => client.call("complete", value));
      // Whoever has typed on meanwhile wants something else.
      if (!all || input().value !== value) return;
      const common = commonStart(all);
      if (common.length > value.length) input().value = common;
      hints = all.length > 1 ? all : [];
    } catch (error) {
      actions.failed(error);
    }
    draw();
    toEnd();
  }

  /** @param {KeyboardEvent} e */
  function key(e) {
    if (e.key === "Enter") void run(input().value);
    else if (e.key === "ArrowUp" || e.key === "ArrowDown") {
      if (at === past.length) draft = input().value;
      at = Math.max(0, Math.min(past.length, at + (e.key === "ArrowUp" ? -1 : 1)));
      input().value = past[at] ?? draft;
    } else if (e.key === "Tab" && !e.shiftKey && input().value.trim()) void complete();
    else if (e.key === "l" && e.ctrlKey) {
      log = [];
      draw();
    } else {
      if (e.key === "Escape") input().blur();
      if (hints.length) (hints = []), draw();
      return;
    }
    e.preventDefault();
    e.stopPropagation();
  }

  /** @param {Entry} entry */
  const shown = (entry) => html`<div class="entry">
    <p class="line"><span class="prompt">(pprof) </span>${entry.line}
      ${
        entry.blocks.length
          ? html`<button class="quiet copy"
            @click=${() => actions.copy(entry.blocks.join("\n"), "the output")}>Copy</button>`
          : nothing
      }</p>
    ${entry.blocks.map((b) => html`<pre>${b}</pre>`)}
    ${entry.error ? html`<p class="refused">${entry.error}</p>` : nothing}
    ${
      entry.whole
        ? html`<p class="cut">The output is longer than is shown here. <button class="link"
          ?disabled=${Boolean(entry.saving)}
          @click=${() => saveWhole(entry)}>${entry.saving ?? "Save all of it as a file"}</button></p>`
        : nothing
    }
  </div>`;

  function draw() {
    render(
      html`<div class="log" role="log">
          <p class="dim">pprof's own commands: <code>top5 -cum</code>, <code>peek json</code>, <code>traces</code>, <code>tree</code>, <code>tags</code>, <code>focus=main</code>, <code>sample_index=alloc_space</code>, <code>options</code>, <code>help</code>. Tab completes, arrows recall, <code>clear</code> clears.</p>
          ${log.map(shown)}
        </div>
        <div class="prompt-line"><label class="prompt" for="console-input">(pprof) </label><input id="console-input"
          type="text" spellcheck="false" autocomplete="off" autocapitalize="off" aria-label="pprof command"
          @keydown=${key} /></div>
        ${
          hints.length
            ? html`<p class="hints">${hints.slice(0, 60).map(
                (h) => html`<button class="quiet"
                  @click=${() => ((input().value = h), (hints = []), draw(), input().focus())}>${h}</button>`,
              )}${hints.length > 60 ? html`<span>and ${hints.length - 60} more</span>` : nothing}</p>`
            : nothing
        }
        <p class="running" ?hidden=${!running}>running</p>`,
      element,
    );
  }
  element.addEventListener("click", (e) => {
    if (e.target === element || /** @type {HTMLElement} */ (e.target).matches(".log")) input().focus();
  });

  draw();
  return {
    element,
    draw() {},
    focus: () => input().focus(),
    found: () => ({ error: "", text: "" }),
    /** A line that was not typed. @param {string} line */
    run: (line) => (toEnd(), run(line)),
    /** The beginning of a line, to be typed on. @param {string} line */
    begin: (line) => void (input().value = line),
  };
}

/** @param {string} output */
function blocks(output) {
  if (!output) return [];
  const lines = output.replace(/\n$/, "").split("\n");
  const all = [];
  for (let i = 0; i < lines.length; i += BLOCK) all.push(lines.slice(i, i + BLOCK).join("\n"));
  return all;
}

/** @param {string[]} texts */
function commonStart(texts) {
  let common = texts[0] ?? "";
  for (const t of texts) while (!t.startsWith(common)) common = common.slice(0, -1);
  return common;
}
