// What the address is a view of, on the start page: a link keeps how the page stands, and the profile stays with who has it.

import { html, nothing } from "lit-html";
import { isPlace, readLinks, readParams } from "../state/address.js";
import { markDetail } from "../state/marks.js";
import { shown } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { Tab } from "./tabs.js" */

/** So many options are named. */
const FEW = 4;

/** @param {App} app @param {Tab[]} views */
export function wanted({ state }, views) {
  if (state.summary?.ready || state.loads.length || state.options.length === 0) return nothing;
  const { search } = location;
  const options = readParams(search).flatMap(([name, value]) => {
    const option = state.options.find((o) => o.url === name || o.name === name);
    return option ? [`${option.name}=${shown(value)}`] : [];
  });
  if (
    readLinks(search).length ||
    !(
      state.wanted.length ||
      options.length ||
      isPlace(
        search,
        // Behind the last profile that was closed its view stays, and nobody has asked for it.
        new URLSearchParams(search).has("view") ? state : { ...state, view: views[0].id },
        views.map((v) => v.id),
      )
    )
  )
    return nothing;
  const view = views.find(({ id }) => id === state.view)?.label;
  const what = [view, ...options.slice(0, FEW), ...(options.length > FEW ? ["…"] : [])].join(", ");
  const [bases, sources] = [true, false].map((is) => state.wanted.filter(({ role }) => (role !== "source") === is));
  const isMany = state.wanted.length > 1;
  return html`<p><strong>This link is a view</strong> (${what}) of ${sources.length ? listed(sources) : "a profile that it does not name"}${bases.length ? html` against ${listed(bases)}` : nothing}:
    drop ${isMany ? "them" : "it"} to continue.</p>`;
}

/** @param {import("../state/address.js").FileMark[]} files */
const listed = (files) =>
  files.map((file, i) => html`${i ? " and " : ""}<b>${shown(file.name)}</b> (${markDetail(file)})`);
