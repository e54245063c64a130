// What has to be said above everything else: files that load, the offer for a second profile, errors, warnings of the report.

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { bytes, counted, kindOf, quoted, shown } from "../text.js";
import { chipNotes } from "../state/chip-notes.js";
import { isOlder, ofTwoPrograms } from "../state/offers.js";
import { styled } from "../parts/styled.js";
import { leading } from "../parts/words.js";
import { sentences, textOf } from "../views/trend-words.js";

/** @import { App } from "../state/app.js" */
/** @import { Drop, Load, Notice, Offer } from "../state/state.js" */
/** @import { Menu } from "./menu.js" */
/** @import { ProfileInfo, SentencePiece } from "../pkg/proflens.js" */
/** @import { Saving } from "../engine/downloads.js" */

/** @param {App} app @param {Menu} menu */
export const notices = (app, menu) => html`
  ${app.state.walks.length + app.state.loads.length ? html`<div class="loads">${app.state.walks.map(walking)} ${loads(app.state)}</div>` : nothing}
  ${app.state.saves.map(saving)}
  ${app.state.trouble ? html`<div class="notice error" role="alert"><p>${app.state.trouble}</p></div>` : nothing}
  ${app.state.late.map((name) => html`<div class="notice warning late" role="alert"><p>${NOT_COME(name)}</p></div>`)}
  ${notes(app, menu)}
  ${chipNotes(app.state).rest.map((text) => html`<div class="notice warning" role="alert"><p>${text}</p></div>`)}`;

/** @param {string} name of a file of the page */
const NOT_COME = (name) =>
  `The program of this page, ${name}, has not come yet: the host or the network is slow, or does not answer. It goes on when that comes; if nothing does, reload the page.`;

/** So many files are shown one by one. */
const FEW = 3;

/** @param {App["state"]} state */
function loads({ loads, loaded }) {
  if (loads.length + loaded <= FEW) return loads.map(loading);
  if (loads.length === 0) return nothing;
  const all = loads.length + loaded;
  return progress("Loading", counted(all, "file"), `${loaded} done`, loaded / all, () => {
    for (const { cancel } of loads) cancel();
  });
}

/** @param {Load} load */
function loading({ name, bytes: is, total, cancel }) {
  const share = total ? Math.min(1, is / total) : 0;
  return progress(
    "Loading",
    name,
    total ? `${bytes(is)} of ${bytes(total)}` : is ? bytes(is) : "waiting",
    share,
    cancel,
  );
}

/** @param {App["state"]["walks"][number]} walk */
const walking = ({ name, files, cancel }) => progress("Looking through", name, counted(files, "file"), 0, cancel);

/** @param {Saving} save */
const saving = ({ name, bytes: is, share, cancel, instead }) =>
  instead
    ? html`<div class="notice load" role="status">
        <p>Saving <b>${name}</b> <span class="num">the browser asks where to</span></p>
        <button @click=${instead}>Into the downloads folder instead</button>
        <button class="quiet" @click=${cancel}>Cancel</button>
      </div>`
    : progress("Saving", name, bytes(is), share, cancel);

/** @param {string} verb @param {string} name @param {string} done @param {number} share 0 if unknown @param {() => void} cancel */
const progress = (verb, name, done, share, cancel) => html`<div class="notice load">
  <p>${verb} <b>${name}</b> <span class="num">${done}</span></p>
  <div class="progress ${share ? "" : "unknown"}" role="progressbar" aria-label="${verb} ${name}" aria-valuemin="0"
    aria-valuemax="100" aria-valuenow=${share ? Math.round(share * 100) : nothing} aria-valuetext=${done}>
    <i ${styled({ "--share": String(share) })}></i>
  </div>
  <button class="quiet" @click=${cancel}>Cancel</button>
</div>`;

/** @param {App} app @param {Offer} o */
function offer({ state, actions }, { fresh, older, newer, isApart, compared, told, noTrend }) {
  const after = isOlder(older, newer) ? "was taken" : isApart && newer.id > older.id ? "was opened" : "is put";
  const which =
    after === "was taken" && older.time !== newer.time
      ? html`<b>${older.name}</b> (${older.time}) is older than <b>${newer.name}</b> (${newer.time})`
      : html`<b>${newer.name}</b> ${after} after <b>${older.name}</b>`;
  const last = fresh[fresh.length - 1];
  /** @type {import("../views/trend-words.js").Ways} */
  const ways = {
    compare: (base, source) => actions.compare(base, source, { view: "top" }),
    alone: (id) => actions.show(id),
    row: (sought) => ((state.sought = sought), actions.takeOffer("trend")),
    goroutines: (creator) => actions.show(newer.id, { view: "goroutines", name: "", place: { q: quoted(creator) } }),
    source: ({ function: name, file, line }) =>
      actions.show(newer.id, { view: "source", name, place: { file, src: "", line } }),
  };
  /** Compares them, and shows there what the words are about. @param {SentencePiece} piece */
  async function lead({ function: name, add }) {
    await actions.compare(older.id, newer.id, { view: "top", name: name || undefined });
    const refused = add.length > 0 && (await actions.addExpressions(add));
    if (refused) actions.failed(new Error(refused));
  }
  const programs = ofTwoPrograms(older, newer);
  // Here they are named with their files, before anything else.
  const pieces = compared?.pieces.filter(({ text }) => !programs || !text.startsWith("; they are of two programs"));
  const compare = `Compare: what changed since ${older.name}`;
  // What is said comes later than what can be done, which stays where it is: the one under the pointer may be half clicked.
  const ask = (
    /** @type {string} */ label,
  ) => html`<button class="primary" title="${[`${newer.name} against ${older.name} as the base`, programs].filter(Boolean).join("\n")}"
      aria-label=${label === compare ? nothing : `${label}: what changed since ${older.name}`}
      @click=${() => actions.takeOffer("compare")}>${label}</button>
    ${noTrend ? nothing : html`<button title="What grows over all ${newer.kind} profiles, how surely, and since when" @click=${() => actions.takeOffer("trend")}>Trend</button>`}`;
  const full = (
    /** @type {boolean} */ isInside,
  ) => html`<div class="notice ${isInside ? "" : "offer"}" role=${isInside ? nothing : "alert"}>
    <p>${another(older, newer)}: ${which}.${programs && html` <span class="programs">${programs}</span>`}</p>
    ${isInside ? nothing : ask(compare)}
    <button title="Add all of them up" @click=${() => actions.takeOffer("merge")}>Merge</button>
    <button title="Look at ${last.name} instead" @click=${() => actions.takeOffer("switch")}>Switch to ${last.name}</button>
    <button class="x" title="Leave it off" aria-label="Dismiss" @click=${() => actions.takeOffer("none")}>×</button>
    ${
      compared || told.length || noTrend
        ? html`<p class="told">${pieces ? pieces.map((piece) => words(piece, lead)) : sentences(told, ways)}${noTrend ? ` There is no trend: ${noTrend}.` : nothing}
            ${
              compared || told.length
                ? html`<button class="quiet copy" title="Copy what changed${compared ? "" : " as Markdown"}"
                    @click=${() => actions.copy(compared?.sentence ?? textOf(told), "what changed")}>Copy</button>`
                : nothing
            }</p>`
        : nothing
    }
  </div>`;
  // The first sentence of what is said below, for a line: without its links, which the unfolded one has. In Trend it is the first thing to be seen.
  const first = pieces ?? told[0]?.pieces ?? [];
  const brief =
    state.view === "trend" ? "" : first.map((piece) => ("brief" in piece && piece.brief) || piece.text).join("");
  return { full, ask, kind: kindOf(newer), programs, brief };
}

/** "Another heap profile"; an allocs profile is none. @param {ProfileInfo} older @param {ProfileInfo} newer */
function another(older, newer) {
  const [one, other] = [kindOf(older), kindOf(newer)];
  if (one === other) return `Another ${other} profile`;
  return `${older.article === "an" ? "An" : "A"} ${one} and ${newer.article} ${other} profile`;
}

/** Words of a sentence, which lead to what they are about. @param {SentencePiece} piece @param {(piece: SentencePiece) => unknown} lead */
function words(piece, lead) {
  const isWords = !piece.function && !piece.view && !piece.profile;
  if (isWords) return shown(piece.text);
  return leading(shown(piece.text), () => lead(piece), { title: "Compare them, and show this there" });
}

/** So many errors are in sight: many wrong files must not push the view out of the window. */
const NEWEST = 2;

/** Where there is no room for more than a line. */
const SMALL = "(max-width: 760px), (max-height: 480px)";

/** @param {App} app @param {Menu} menu */
function notes(app, menu) {
  const { state } = app;
  const notices = state.notices.filter((n) => n.holds?.() ?? true);
  const offered = state.offer ? offer(app, state.offer) : null;
  /** What is said of one drop. @type {Map<Drop, Notice[]>} */
  const drops = new Map(state.offer ? [[state.offer.of, []]] : []);
  for (const n of notices) if (n.of) drops.set(n.of, [...(drops.get(n.of) ?? []), n]);
  const folded = [...drops].filter(([drop, all]) => isMuch(all, drop === state.offer?.of));
  const single = notices.filter((n) => !folded.some(([drop]) => drop === n.of));
  const errors = single.filter((n) => n.kind === "error");
  // Over a profile that is open there is room for one line.
  const isOpen = state.profiles.length > 0;
  const earlier = isOpen && errors.length > 1 ? errors : errors.slice(0, -NEWEST);
  const rest = single.filter((n) => !earlier.includes(n));
  return html`${
    earlier.length
      ? html`<div class="notice error drop earlier" role="alert">
          <details><summary>${
            isOpen
              ? html`<b>${counted(earlier.length, "error")}</b>, the last: ${shown(errors[errors.length - 1].text)}`
              : counted(earlier.length, "earlier error")
          }</summary><div class="all">${listed(app, earlier)}</div></details>
          <button class="x" title="Dismiss ${earlier.length === 1 ? "it" : "all of them"}" aria-label="Dismiss ${counted(earlier.length, "error")}"
            @click=${() => earlier.forEach(app.actions.dismiss)}>×</button></div>`
      : nothing
  }${repeat(
    folded,
    ([drop]) => drop,
    ([drop, all]) => fold(app, menu, drop, all, drop === state.offer?.of ? offered : null),
  )}${offered && !folded.some(([drop]) => drop === state.offer?.of) ? offered.full(false) : nothing}${listed(app, rest)}`;
}

/** Whether what is said of a drop is more than a line or two: a few errors alone stay in sight. @param {Notice[]} all @param {boolean} isOffered */
function isMuch(all, isOffered) {
  if (isOffered && matchMedia(SMALL).matches) return true;
  return all.length + Number(isOffered) > 1 && (isOffered || all.some((n) => n.kind === "note") || all.length > NEWEST);
}

/** A drop in a line, with what most people want, and behind it all that is said. @param {App} app @param {Menu} menu @param {Drop} drop @param {Notice[]} all @param {ReturnType<typeof offer> | null} offered */
function fold(app, menu, drop, all, offered) {
  const isError = all.some((n) => n.kind === "error");
  const parts = all.map(
    ({ brief, text, kind }, i) => html`${i ? ", " : ""}<span class=${kind}>${brief ?? text}</span>`,
  );
  const others = pairsOf(app, all);
  const close = () => {
    all.forEach(app.actions.dismiss);
    if (offered) void app.actions.takeOffer("none");
  };
  return html`<div class="notice drop ${isError ? "error" : offered ? "offer" : ""}" role="alert">
    <details><summary><b>${counted(drop.files, "file")}</b>: ${drop.kinds || "none opened"}${offered?.programs && html`; <span class="note" title=${offered.programs}>${offered.kind} of two programs</span>`}${all.length ? html`; ${parts}` : nothing}${offered?.brief ? html`<span class="brief">${shown(offered.brief)}</span>` : nothing}</summary>
      <div class="all">${offered?.full(true) ?? nothing}${listed(app, all)}</div></details>
    ${offered?.ask(others.length ? `Compare ${offered.kind}` : "Compare") ?? nothing}${ofPairs(menu, others, Boolean(offered))}
    <button class="x" title="Dismiss all of it" aria-label="Dismiss" @click=${close}>×</button>
  </div>`;
}

/** So many pairs of other kinds have a button each in the line of a drop. */
const MOST_PAIRS = 2;

/** The other kinds of which two came. @param {App} app @param {Notice[]} all */
const pairsOf = ({ actions }, all) =>
  all.flatMap((n) =>
    [n.action, ...(n.more ?? [])].flatMap((a) =>
      a?.brief
        ? [{ label: a.label, kind: a.brief, run: (/** @type {Event} */ e) => (actions.dismiss(n), a.run(e)) }]
        : [],
    ),
  );

/** Every kind of which two came can be compared from the line: by a button, or where there is no room by a menu. @param {Menu} menu @param {ReturnType<typeof pairsOf>} found @param {boolean} isMore another pair has its button already */
function ofPairs(menu, found, isMore) {
  if (found.length <= (matchMedia(SMALL).matches ? 1 : MOST_PAIRS))
    return found.map(({ label, kind, run }) => html`<button title=${label} @click=${run}>Compare ${kind}</button>`);
  /** @param {MouseEvent} e */
  const open = (e) => {
    const from = /** @type {HTMLElement} */ (e.currentTarget);
    const { left, bottom } = from.getBoundingClientRect();
    menu.open({
      label: "Pairs to compare",
      title: "Compare",
      groups: [
        {
          items: found.map(({ label, kind, run }) => ({
            label: `Compare ${kind}`,
            note: label.replace(/^Compare /, ""),
            run: () => run(e),
          })),
        },
      ],
      x: left,
      y: bottom + 4,
      byKey: e.detail === 0,
      from,
    });
  };
  return html`<button aria-haspopup="menu" @click=${open}>${isMore ? "Compare others" : "Compare"} (${found.length})</button>`;
}

/** Each stays the element that it is when another one goes. @param {App} app @param {Notice[]} all */
const listed = (app, all) =>
  repeat(
    all,
    (n) => n,
    (n) => said(app, n),
  );

/** More things than this that can be done are behind a word. */
const MOST_WAYS = 3;

/** @param {App} app @param {Notice} n */
function said({ actions }, n) {
  const ways = [n.action, ...(n.more ?? [])].map((a) =>
    a
      ? html`<button @click=${(/** @type {Event} */ e) => (actions.dismiss(n), a.run(e))}>${a.label}</button>`
      : nothing,
  );
  const more = ways.slice(MOST_WAYS);
  return html`<div class="notice ${n.kind}" role="alert">
    <p>${n.text.split("\n").map(shown).join("\n")}</p>
    ${ways.slice(0, MOST_WAYS)}${more.length ? html`<details class="ways"><summary>${more.length} more</summary>${more}</details>` : nothing}
    <button class="x" title="Dismiss" aria-label="Dismiss" @click=${() => actions.dismiss(n)}>×</button>
    ${n.list ? html`<details class="list"><summary>All ${n.list.length}${n.kind === "error" ? ", and why" : nothing}</summary><ul>${n.list.map((one) => html`<li>${shown(one)}</li>`)}</ul></details>` : nothing}
  </div>`;
}
