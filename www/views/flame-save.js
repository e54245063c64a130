// The flame graph into a file, as SVG or PNG, with what is shown above it: the sentence, the filters, the zoom, the search.

import { save } from "../engine/downloads.js";
import { flameSvg } from "./flame-picture.js";
import { pngOf } from "./picture.js";

/** @import { App } from "../state/app.js" */
/** @import { State } from "../state/state.js" */
/** @import { Flame } from "./flame.js" */
/** @import { Rows } from "./flame-boxes.js" */

/** The lines below the title. @param {State} state */
function pictureLines(state) {
  const { summary, options, pivot, flame, zoom, q, newOnly } = state;
  const filters = options
    .filter((o) => o.group === "filter" && o.value !== o.default)
    .map((o) => `${o.name}=${o.value}`);
  return [
    summary?.sentence ?? "",
    [
      pivot ? `around ${pivot}` : flame === "leaf" ? "from the leaf" : "from the root",
      newOnly && summary?.diff ? "without the base" : "",
      ...filters,
      zoom.length ? `zoomed into ${zoom.join(" › ")}` : "",
      q ? `search ${q}` : "",
    ]
      .filter(Boolean)
      .join(" · "),
  ].filter(Boolean);
}

/** @param {App} app @param {{flame: Flame, rows: Rows, total: string}} what @param {"svg" | "png"} kind */
export async function saveFlame({ state, actions }, { flame, rows, total }, kind) {
  try {
    const svg = flameSvg({
      flame,
      rows,
      diff: Boolean(state.summary?.changes),
      searching: state.q !== "" && !flame.searchError,
      pivot: state.pivot !== "",
      title: state.summary?.title ?? "",
      total,
      said: pictureLines(state),
    });
    const file = `${flame.stem}-flame.${kind}`;
    const picture = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await pngOf(svg);
    actions.told(`Saved ${save(picture, file)}`);
  } catch (error) {
    actions.failed(error);
  }
}
