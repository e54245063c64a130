// A menu at a place of the window: a title, groups of items, and everything that a menu owes to the keyboard.
//
// In: what stands in it, and where. Out: one call of the chosen item's `run`, after the menu is gone and the focus is back where it was.
// There is one menu at a time. It stays inside of the window, and scrolls if the window is too small.

import { html, nothing, render } from "lit-html";

/**
 * `hint` stands beside the label, `note` below it; an item with `why` cannot be chosen, and says why.
 * @typedef {{label: string, key?: string, hint?: string, help?: string, note?: string, why?: string, run: () => void}} Item
 */
/** `note` is a sentence about all items, below them. @typedef {{label?: string, items: Item[], note?: string}} Group */
/**
 * `from` is where the focus returns to, if not to what has it.
 * @typedef {{label: string, title: unknown, groups: Group[], x: number, y: number, byKey: boolean, from?: Element | null}} Shown
 */

/** So far it stays from the window's edges. */
const MARGIN = 8;

/** @param {HTMLElement} parent what it belongs to */
export function createMenu(parent) {
  const element = document.createElement("div");
  element.id = "menu";
  // An automatic popover would close when the finger of a long press goes up.
  element.popover = "manual";
  parent.append(element);
  /** @type {Element | null} */
  let from = null;
  /** Which one is open. */
  let is = {};

  const isOpen = () => element.matches(":popover-open");
  const items = () => [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[role=menuitem]"))];

  /** What it shows may change while it is open, by what this answers. @param {Shown} shown @returns {(shown: Shown) => void} */
  function open(shown) {
    if (isOpen()) close();
    from = shown.from ?? document.activeElement;
    const mine = (is = {});
    render(template(shown), element);
    element.showPopover();
    place(shown);
    element.scrollTop = 0;
    /** @type {HTMLElement | null} */ (shown.byKey ? items()[0] : element.querySelector("[role=menu]"))?.focus();
    return (changed) => {
      if (!isOpen() || is !== mine) return;
      render(template(changed), element);
      place(changed);
    };
  }

  /** Puts it below the place if there is room, above it if there is, and else as low as it goes. @param {Shown} shown */
  function place(shown) {
    element.style.setProperty("left", "0");
    element.style.setProperty("top", "0");
    const { width, height } = element.getBoundingClientRect();
    const room = { x: document.documentElement.clientWidth, y: innerHeight };
    const below =
      shown.y + height + MARGIN <= room.y
        ? shown.y
        : shown.y - height >= MARGIN
          ? shown.y - height
          : room.y - height - MARGIN;
    element.style.setProperty("left", `${Math.max(MARGIN, Math.min(shown.x, room.x - width - MARGIN))}px`);
    element.style.setProperty("top", `${Math.max(MARGIN, below)}px`);
  }

  function close() {
    if (!isOpen()) return;
    const had = element.contains(document.activeElement) || document.activeElement === document.body;
    element.hidePopover();
    if (had && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    from = null;
  }

  /** @param {Item} item */
  function choose(item) {
    if (item.why) return;
    close();
    item.run();
  }

  /** @param {Shown} shown */
  const template = ({ label, title, groups }) => html`<div class="about" aria-hidden="true">${title}</div>
    <div role="menu" aria-label=${label} tabindex="-1" @keydown=${(/** @type {KeyboardEvent} */ e) => onKey(e, groups)}>
      ${groups.map(
        (
          g,
        ) => html`<div role="group" aria-label=${g.label ?? nothing}>${g.label ? html`<p aria-hidden="true">${g.label}</p>` : nothing}
          ${g.items.map(
            (item) => html`<button role="menuitem" tabindex="-1" aria-description=${about(item) || nothing}
              aria-keyshortcuts=${item.key ?? nothing} aria-disabled=${item.why ? "true" : nothing}
              title=${item.help ?? nothing} @click=${() => choose(item)} @pointermove=${hover}>
              <span><span class="label">${item.label}</span>${item.hint ? html` <small aria-hidden="true">${item.hint}</small>` : nothing}</span>${item.key ? html`<kbd aria-hidden="true">${item.key}</kbd>` : nothing}${item.why || item.note ? html`<small aria-hidden="true">${item.why || item.note}</small>` : nothing}</button>`,
          )}${g.note ? html`<p class="note" aria-hidden="true">${g.note}</p>` : nothing}</div>`,
      )}
    </div>`;

  /** The mouse takes the focus with it: one item is the current one, not two. @param {PointerEvent} e */
  function hover(e) {
    if (e.pointerType === "mouse") /** @type {HTMLElement} */ (e.currentTarget).focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} e @param {Group[]} groups */
  function onKey(e, groups) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: at <= 0 ? all.length - 1 : at - 1,
      Home: 0,
      End: all.length - 1,
    }[e.key];
    // Enter and Space press the button.
    if (e.key === "Enter" || e.key === " ") return;
    e.stopPropagation();
    if (to !== undefined) all[to]?.focus();
    else if (e.key === "Escape" || e.key === "Tab") close();
    else if (e.key.length === 1) {
      const list = groups.flatMap((g) => g.items);
      const keyed = list.find((item) => item.key === e.key);
      if (keyed) choose(keyed);
      else {
        const begins = (/** @type {Item} */ item) => item.label.toLowerCase().startsWith(e.key.toLowerCase());
        const next = [...list.keys()].map((i) => (at + 1 + i) % list.length).find((i) => begins(list[i]));
        if (next !== undefined) all[next].focus();
      }
    } else return;
    e.preventDefault();
  }

  document.addEventListener("pointerdown", (e) => !element.contains(/** @type {Node} */ (e.target)) && close(), true);
  document.addEventListener("wheel", (e) => !element.contains(/** @type {Node} */ (e.target)) && close(), {
    capture: true,
    passive: true,
  });
  addEventListener("resize", close);
  addEventListener("popstate", close);

  return { element, open, close, isOpen };
}

/** Everything about an item but its name. @param {Item} item */
const about = ({ hint, help, note, why }) =>
  [hint, help, note, why].flatMap((text) => (text ? [text.replace(/\.$/, "")] : [])).join(". ");

/** @typedef {ReturnType<typeof createMenu>} Menu */
