// The tray: one chip per loaded profile with what it is and the role it plays. Of many that are off, a button has the list.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { commonTypes, isBase } from "../state/profiles.js";
import { bytes, counted, kindOf, shown as visible } from "../text.js";

/** @import { App } from "../state/app.js" */
/** @import { ProfileInfo, Role } from "../pkg/proflens.js" */

/** @type {{role: Role, label: string, help: string}[]} */
const ROLES = [
  { role: "source", label: "source", help: "what is looked at; several are merged" },
  { role: "base", label: "base", help: "is subtracted; percentages are of what remains" },
  { role: "diff_base", label: "diff base", help: "is compared with; percentages are of the base" },
  { role: "off", label: "off", help: "is loaded and takes no part" },
];

/** So many profiles have chips, however few play a part. */
const MOST = 5;

/** @param {App} app */
export function tray(app) {
  const { profiles } = app.state;
  const isMany = profiles.length > MOST;
  const shown = isMany ? profiles.filter((p) => p.role !== "off") : profiles;
  const others = isMany ? profiles.filter((p) => p.role === "off") : [];
  // Where more of them would tell more.
  const next = profiles.length === 1 ? app.state.summary?.next : "";
  return html`${chips(app, shown)}${next ? html`<p class="next dim" title=${next}>${next}</p>` : nothing}${
    others.length
      ? html`<button class="others" popovertarget="others" title="What is shown is not of these profiles; Trend counts them, too">${
          shown.length ? `+ ${others.length} more` : `${counted(others.length, "profile")} off`
        }</button>
        <div id="others" popover role="dialog" aria-label="Profiles that are off">
          <p>${chips(app, others)}</p>
          <button class="quiet" @click=${() => app.actions.closeAll(others.map((p) => p.id))}>Close all of them</button>
        </div>`
      : nothing
  }`;
}

/** @param {App} app @param {ProfileInfo[]} profiles */
const chips = (app, profiles) =>
  repeat(
    profiles,
    (p) => p.id,
    (p) => chip(app, p),
  );

/** `live`: a role that is refused must jump back in the select too. @param {App} app @param {ProfileInfo} p */
function chip({ state, actions }, p) {
  const strange = whyStrange(state.profiles, p);
  // What tells one from others; of one alone the sentence says it.
  const isOne = state.profiles.length === 1;
  const all = [
    p.name,
    `${kindOf(p)}${p.program ? ` of ${p.program}` : ""}`,
    p.time && `${p.time}${p.timeDoubt && ` (doubtful: ${p.timeDoubt})`}`,
    p.duration && `over ${p.duration}${p.durationDoubt && ` (doubtful: ${p.durationDoubt})`}`,
    ...p.sampleTypes.map((t) => `${t.type}: ${t.totalText}`),
    `${counted(p.samples, "sample")}, ${counted(p.locations, "location")}, ${counted(p.functions, "function")}`,
    `${bytes(p.size)}${p.inflated > p.size ? `, ${bytes(p.inflated)} inflated` : ""}`,
    ...p.comments.map((c) => `# ${c}`),
    ...p.notes,
    ...p.asides,
  ];
  return html`<div class="profile ${p.role}" title=${all.filter(Boolean).join("\n")}>
    <select aria-label="Role of ${p.name}" title=${ROLES.find((r) => r.role === p.role)?.help ?? ""} .value=${live(p.role)}
      @change=${(/** @type {Event} */ e) => take(/** @type {Role} */ (/** @type {HTMLSelectElement} */ (e.target).value))}>
      ${ROLES.map((r) => {
        const isVain = strange !== "" && r.role !== p.role && isBase(r.role);
        return html`<option value=${r.role} title=${r.help} ?selected=${r.role === p.role} ?disabled=${isVain}>${r.label}${
          isVain ? `: ${strange}` : strange && r.role === "source" ? ", alone" : ""
        }</option>`;
      })}
    </select>
    ${named(visible(p.name))}${isOne || !p.time || p.timeDoubt ? nothing : html`<small>${shortTime(p.time)}</small>`}
    <button class="x" title="Close ${p.name}" aria-label="Close ${p.name}" @click=${() => actions.close(p.id)}>×</button>
  </div>`;

  /** Who cannot be merged with the others is looked at alone. @param {Role} role */
  function take(role) {
    if (role === "source" && strange) void actions.show(p.id);
    else void actions.setRole(p.id, role);
  }
}

/** Where there is no room for all of a name these letters stay: what tells a file from the next one is often there. What it ends in goes first. */
const LAST = /(.{0,3}?)((?:\.[a-z\d]{1,6}){0,2})$/iu;

/** So many letters at the beginning are worth to be cut: fewer take no more room than the sign of it. */
const FEW = 4;

/** A name that is cut in its middle. @param {string} name */
function named(name) {
  const [all, last, ending] = LAST.exec(name) ?? ["", "", ""];
  const first = name.slice(0, name.length - all.length);
  return html`<b><span class=${first.length < FEW ? "few" : ""}>${first}</span><span>${last}</span>${ending && html`<span class="ending">${ending}</span>`}</b>`;
}

/** Why a profile that is off does not go with those that are not: what the Session has found, or that no sample type is in all. @param {ProfileInfo[]} profiles @param {ProfileInfo} p */
function whyStrange(profiles, p) {
  const others = profiles.filter(({ id, role }) => id !== p.id && role !== "off");
  if (p.role !== "off" || others.length === 0) return "";
  return p.unfit || (commonTypes([...others, p]).length === 0 ? "measures other things than the source" : "");
}

/** "2026-11-23 01:06:56 UTC" -> "11-23 01:06:56": the year and the zone are in the title. @param {string} time */
const shortTime = (time) => time.replace(/^\d{4}-(\d\d-\d\d \d\d:\d\d:\d\d).*$/, "$1");
