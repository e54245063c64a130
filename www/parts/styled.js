// Custom properties on an element of a template. The page's policy forbids style attributes, and lit's own styleMap writes one.

import { Directive, directive } from "lit-html/directive.js";
import { nothing } from "lit-html";

/** @import { ElementPart } from "lit-html/directive.js" */

class Styled extends Directive {
  /** @param {Record<string, string>} _properties */
  render(_properties) {
    return nothing;
  }
  /** @override @param {ElementPart} part @param {[Record<string, string>]} properties */
  update(part, [properties]) {
    const { style } = /** @type {HTMLElement} */ (part.element);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return nothing;
  }
}

/** styled({"--share": "0.5"}) in the place of an attribute. */
export const styled = directive(Styled);
