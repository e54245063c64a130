// What is missing of a function's text, and how to bring it.
//
// In: what the Session says of the open function. Out: a template; nothing where the text is there and fits.

import { html, nothing } from "lit-html";
import { counted, lastOf } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { OpenInfo } from "../pkg/proflens.js" */

/** @param {App} app @param {OpenInfo} open @param {{pick: () => void, pickFolder: () => void}} to */
export function missing(app, { function: { file: path }, found, beyond, wanted, fileLines }, { pick, pickFolder }) {
  if (!path)
    return html`<div class="missing"><p>The profile names no file for this function: it was built without line tables,
      or the frame is no function.</p></div>`;
  if (found && !beyond) return nothing;
  const file = lastOf(path);
  if (found)
    return html`<div class="missing"><p><b>${app.pathOf(wanted) || file}</b> is another version: it has
      ${counted(fileLines, "line")}, and the profile has weight on ${counted(beyond, "line")} behind its end.
      Numbers and text may not belong together.</p></div>`;
  return html`<div class="missing"><p><b>The text of ${file} is missing.</b> Below are the lines that carry weight.
      The profile names it <code>${path}</code>: drop this file, or a folder that it is in, onto the page.
      It stays in this tab.</p>
    <p><button @click=${pick}>Choose the file</button> <button @click=${pickFolder}>Choose a folder</button></p>
    <details><summary>How a file is found</summary>
      <p>By the end of its path: <code>${wanted}</code> is looked for, and the dropped file that shares the most folders
        with it is taken. A file dropped by itself needs no folder. The option <code>trim_path</code> takes a prefix off
        the paths of the profile, and <code>source_path</code> cuts them behind the name of its folder, as in
        pprof.</p></details></div>`;
}
