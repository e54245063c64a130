// A link of somebody else fetches nothing by itself: what it would load from elsewhere is asked for, by the host's name.
//
// In: what an address wants to load. Out: whether it may. The page's own folder needs no question, nor does what stands in the address itself;
// and who pastes or drops a link has named the host himself. What was agreed to in this tab may be loaded again by a reload.

import { agree, mayFetch } from "../engine/agreed.js";
import { otherHost } from "../engine/files.js";
import { counted } from "../text.js";

/** @import { Core } from "./app.js" */
/** @import { Input } from "../engine/files.js" */

/** The longest name of a file that is said, in characters. */
const LONGEST = 80;
/** So many are named in the sentence; of more their number is said, and their list can be unfolded. */
const FEW = 3;

/** @param {Pick<Core, "notice">} core */
export function createConsent({ notice }) {
  /** The address that is asked about: a question about another one is out of date. */
  let asked = {};

  return {
    /** The user has named these addresses, or agreed to them, by an event of his. @param {Input[]} inputs @param {Event} event */
    agree(inputs, event) {
      const urls = inputs.flatMap(({ source }) => (typeof source === "string" && !mayFetch(source) ? source : []));
      agree(urls, event);
    },
    isStrange,
    /** Loads at once what needs no question, and else asks. @param {Input[]} inputs @param {() => unknown} load */
    ask(inputs, load) {
      const question = (asked = {});
      const strange = inputs.filter(isStrange);
      if (strange.length === 0) return load();
      const hosts = [...new Set(strange.map(({ source }) => otherHost(String(source))))];
      const names = strange.length > FEW ? counted(strange.length, "profile") : strange.map(said).join(" and ");
      const from =
        hosts.length > FEW
          ? `${counted(hosts.length, "host")}, ${hosts.slice(0, FEW).join(", ")} among them`
          : hosts.join(" and ");
      notice({
        kind: "note",
        text: `This link wants to load ${names} from ${from}.`,
        holds: () => asked === question,
        ...(strange.length > FEW && { list: strange.map(({ source }) => String(source)) }),
        action: { label: "Load", run: (event) => (this.agree(strange, event), this.ask(inputs, load)) },
        more: [{ label: "Leave it", run: () => {} }],
      });
    },
  };
}

/** Whether it is elsewhere, and nobody has agreed to it. @param {Input} input */
function isStrange({ source }) {
  return typeof source === "string" && !mayFetch(source);
}

/** Marks that turn the direction of text would let a name be taken for a host. @param {Input} input */
function said({ name }) {
  const plain = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
