// What is missing of the text of a program, and how to bring it.
//
// In: what the Session says of all files with weight, and of the function that is open. Out: one notice for all files, which unfolds to
// their list; and a word where the text of the open function is another version, or where it can have none.

import { html, nothing } from "lit-html";
import { count, counted, lastOf } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { MissingFiles, OpenInfo } from "../pkg/proflens.js" */

/** @param {MissingFiles} missing @param {{pick: () => void, pickFolder: () => void}} to */
export function missingFiles({ files, all, paths }, { pick, pickFolder }) {
  if (files === 0) return nothing;
  const which =
    all === 1
      ? `The text of ${lastOf(paths[0])} is missing.`
      : files === all
        ? `The text of all ${count(all)} files is missing.`
        : `The text of ${count(files)} of ${counted(all, "file")} is missing.`;
  return html`<details><summary><b>${which}</b> <span>Drop the folder of the program: it stays in this tab.</span></summary>
      <p>A file is found by the end of its path: the dropped one that shares the most folders with it is taken. A file dropped
        by itself needs no folder. Files of a Go module, <code>m@v1.0.0/x.go</code>, are found as <code>vendor/m/x.go</code>,
        in the module cache and in a checkout. The option <code>trim_path</code> takes a prefix off the paths of the profile,
        and <code>source_path</code> cuts them behind the name of its folder, as in pprof.</p>
      <ul>${paths.map((path) => html`<li><code>${path}</code></li>`)}</ul>
      ${files > paths.length ? html`<p>and ${count(files - paths.length)} more</p>` : nothing}
    </details>
    <span class="ways"><button @click=${pickFolder}>Choose a folder</button> <button @click=${pick}>Choose files</button></span>`;
}

/** @param {App} app @param {OpenInfo} open */
export function misfit(app, { function: { file }, found, beyond, wanted, fileLines }) {
  if (!file)
    return html`<p class="dim">The profile names no file for this function: its producer writes none, it was built without line
      tables, or the frame is no function.</p>`;
  if (!found || !beyond) return nothing;
  return html`<p class="misfit"><b>${app.pathOf(wanted) || lastOf(file)}</b> is another version: it has
    ${counted(fileLines, "line")}, and the profile has weight on ${counted(beyond, "line")} behind its end.
    Numbers and text may not belong together.</p>`;
}
