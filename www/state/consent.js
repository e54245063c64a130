// A link of somebody else fetches nothing by itself: what it would load from elsewhere is asked for, by the host's name.
//
// In: what an address wants to load. Out: whether it may. The page's own folder needs no question, nor does what stands in the address itself;
// and who pastes or drops a link has named the host himself. What was agreed to in this tab may be loaded again by a reload.

import { otherHost } from "../engine/files.js";
import { keepInTab, textsOfTab } from "./tab-texts.js";

/** @import { Core } from "./app.js" */
/** @import { Input } from "../engine/files.js" */

const AGREED = "proflens.agreed";
/** The longest name of a file that is said, in characters. */
const LONGEST = 80;

/** @param {Pick<Core, "notice">} core */
export function createConsent({ notice }) {
  /** The address that is asked about: a question about another one is out of date. */
  let asked = {};

  return {
    /** The user has named these addresses, or agreed to them. @param {Input[]} inputs */
    agree(inputs) {
      const urls = inputs.flatMap(({ source }) => (typeof source === "string" && otherHost(source) ? source : []));
      if (urls.length === 0) return;
      keepInTab(AGREED, [...new Set([...textsOfTab(AGREED), ...urls])]);
    },
    /** Loads at once what needs no question, and else asks. @param {Input[]} inputs @param {() => unknown} load */
    ask(inputs, load) {
      const question = (asked = {});
      const known = textsOfTab(AGREED);
      const strange = inputs.filter(
        ({ source }) => typeof source === "string" && otherHost(source) && !known.includes(source),
      );
      if (strange.length === 0) return load();
      const hosts = [...new Set(strange.map(({ source }) => otherHost(String(source))))];
      notice({
        kind: "note",
        text: `This link wants to load ${strange.map(said).join(" and ")} from ${hosts.join(" and ")}.`,
        holds: () => asked === question,
        action: { label: "Load", run: () => (this.agree(strange), load()) },
        more: [{ label: "Leave it", run: () => {} }],
      });
    },
  };
}

/** Marks that turn the direction of text would let a name be taken for a host. @param {Input} input */
function said({ name }) {
  const plain = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
