// The menu of a function: all that can be done with it, wherever its name is shown.
//
// In: a right click, a long press or the keyboard's menu key on an element that says `data-fn="full name"`, or a call of `open`. Out: the
// menu, whose items call the page's actions. A view whose names are no elements calls `open(name, x, y)` itself.

import { counted } from "../text.js";
import { ACTIONS } from "./inspector.js";
import { nameOf } from "../parts/name.js";

/** @import { App } from "../state/app.js" */
/** @import { ExpressionsInfo } from "../pkg/proflens.js" */
/** @import { Menu } from "./menu.js" */

/** A finger that rests so long, in milliseconds, means the menu; one that moves further than so many pixels means to scroll. */
const LONG = 500;
const STILL = 10;

/**
 * @param {App} app @param {Menu} menu
 * @param {{views: () => {id: string, label: string, key: string}[], show: (view: string, name: string) => void, around: (name: string) => void, inspect: (name: string) => void, nameAt: (target: Element, x: number, y: number) => string}} to
 *   the views that show functions, and which function is where no element says it
 */
export function createFunctionMenu(app, menu, to) {
  const { actions } = app;

  /**
   * Opens the menu of a function at a place of the window.
   * @param {string} name @param {number} x @param {number} y @param {{byKey?: boolean, from?: Element | null}} [how]
   */
  function open(name, x, y, { byKey = false, from = null } = {}) {
    /** @param {ExpressionsInfo | null} info what the Session says about the name, as soon as it does */
    const shown = (info) => ({
      label: `What can be done with ${name}`,
      title: nameOf(name),
      groups: [
        { label: "Filter", items: ACTIONS.map((a) => filterItem(a, name, info)), note: info?.shared },
        {
          label: "Show in",
          items: [
            ...to.views().map((v) => ({ label: v.label, key: v.key, run: () => to.show(v.id, name) })),
            {
              label: "Flame graph around it",
              key: "v",
              hint: "callers above, callees below",
              run: () => to.around(name),
            },
            { label: "Peek", key: "p", hint: "callers and callees", run: () => to.inspect(name) },
          ],
        },
        {
          label: "Copy",
          items: [
            { label: "Copy name", key: "c", run: () => actions.copy(name, "the name") },
            { label: "Copy as expression", key: "e", help: info?.copy, run: () => actions.copyExpression(name) },
          ],
        },
      ],
      x,
      y,
      byKey,
      from,
    });
    const known = app.expressions.known(name);
    const update = menu.open(shown(known));
    if (!known) app.expressions.of(name).then((info) => update(shown(info)), actions.failed);
  }

  /** @param {(typeof ACTIONS)[number]} action @param {string} name @param {ExpressionsInfo | null} info */
  function filterItem({ label, key, help, option }, name, info) {
    const { others = 0, why = "", sets = option } = info?.filters.find((f) => f.option === option) ?? {};
    const more = others ? `; it means ${counted(others, "other row")}, too` : "";
    return {
      label,
      key,
      hint: help,
      help: `pprof's option ${option}${sets === option ? "" : ` keeps no frame without a function: ${sets} takes all others out`}${more}`,
      why,
      run: () => actions.filterBy(option, name),
    };
  }

  /** Opens it at an element. @param {string} name @param {Element | null} element @param {Element | null} [from] */
  function openAt(name, element, from) {
    const box = element?.getBoundingClientRect();
    const seen = box && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    open(name, seen ? box.left + Math.min(24, box.width / 2) : innerWidth / 3, seen ? box.bottom : innerHeight / 4, {
      byKey: true,
      from,
    });
  }

  /** @param {EventTarget | null} target */
  const named = (target) =>
    target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-fn]")) : null;

  /** The function under a pointer. @param {MouseEvent} e */
  const nameAt = (e) =>
    named(e.target)?.dataset.fn || (e.target instanceof Element ? to.nameAt(e.target, e.clientX, e.clientY) : "");

  // What was selected before the click: some systems select the word under a right click before they say so.
  let selected = false;
  let timer = 0;
  let pressed = { x: 0, y: 0 };
  /** The finger that opened the menu goes up: that is no click. */
  let swallow = false;
  document.addEventListener(
    "pointerdown",
    (e) => {
      const selection = getSelection();
      selected = Boolean(
        selection && !selection.isCollapsed && selection.containsNode(/** @type {Node} */ (e.target), true),
      );
      swallow = false;
      clearTimeout(timer);
      // The name as it is now: rows are reused while they scroll.
      const name = nameAt(e);
      if (e.pointerType !== "touch" || !e.isPrimary || !name || menu.element.contains(/** @type {Node} */ (e.target)))
        return;
      pressed = { x: e.clientX, y: e.clientY };
      timer = setTimeout(() => {
        swallow = true;
        open(name, pressed.x, pressed.y);
      }, LONG);
    },
    true,
  );
  document.addEventListener(
    "pointermove",
    (e) => Math.hypot(e.clientX - pressed.x, e.clientY - pressed.y) > STILL && clearTimeout(timer),
    { capture: true, passive: true },
  );
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => clearTimeout(timer), true);
  document.addEventListener(
    "click",
    (e) => {
      if (!swallow) return;
      swallow = false;
      e.preventDefault();
      e.stopPropagation();
    },
    true,
  );

  document.addEventListener("contextmenu", (e) => {
    const target = /** @type {Element} */ (e.target);
    // A long press says this too, after the menu has come or just before.
    if (menu.element.contains(target) || swallow) return e.preventDefault();
    const byKey = e.button !== 2;
    // A table has the focus for the row that it is on.
    const current = byKey
      ? (named(target) ?? named(document.getElementById(target.getAttribute("aria-activedescendant") ?? "")))
      : null;
    const name = byKey ? current?.dataset.fn : nameAt(e);
    // Selected text, and Shift, get the browser's own menu.
    if (!name || selected || (e.shiftKey && !byKey)) return;
    e.preventDefault();
    clearTimeout(timer);
    if (byKey) openAt(name, current);
    else open(name, e.clientX, e.clientY);
  });

  return { open, openAt };
}

/** @typedef {ReturnType<typeof createFunctionMenu>} FunctionMenu */
