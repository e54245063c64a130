// What the core says about single options, for their chips; and what looks like a range and was taken as a text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chipNotes } from "../../www/state/chip-notes.js";

/** @param {Record<string, string>} values @param {string[]} warnings */
function noted(values, warnings = []) {
  const names = ["focus", "show_from", "tagfocus", "tagignore", "tagroot"];
  const options = names.map((name) => ({ name, value: values[name] ?? "", default: "" }));
  const { notes, rest } = chipNotes(/** @type {any} */ ({ options, summary: { warnings } }));
  return { notes: Object.fromEntries([...notes].map(([name, { short, full }]) => [name, `${short}. ${full}`])), rest };
}

test("a warning that names an option is its chip's, and all others are for all", () => {
  const { notes, rest } = noted({ focus: "zzzz", show_from: "y", tagfocus: "4kb:" }, [
    "Focus expression matched no samples",
    "ShowFrom expression matched no samples",
    "tagfocus:Interpreted '4kb:' as range, not regexp",
    "TagRoot expression matched no samples",
    "For tag bytes used unit bytes, also encountered unit(s) kb",
  ]);
  assert.deepEqual(notes, {
    focus: "matches nothing. Focus expression matched no samples.",
    show_from: "matches nothing. ShowFrom expression matched no samples.",
    tagfocus:
      "as a range. tagfocus:Interpreted '4kb:' as range, not regexp: it keeps numbers between its ends, each included.",
  });
  assert.deepEqual(rest, [
    "TagRoot expression matched no samples",
    "For tag bytes used unit bytes, also encountered unit(s) kb",
  ]);
});

test("what looks like a range and is none says so, with the range that may be meant", () => {
  const { notes } = noted({ tagfocus: "bytes=0:256B", tagignore: "1ms:2kb" }, [
    "TagFocus expression matched no samples",
  ]);
  assert.equal(
    notes.tagfocus,
    "as a text, no range. TagFocus expression matched no samples. pprof takes it as a regular expression for the texts of the label bytes, and not as a range. For numbers between both, give both a unit: bytes=0B:256B.",
  );
  assert.match(
    notes.tagignore,
    /of all labels, and not as a range\. As a range its ends need units that can be compared\.$/,
  );
});

test("an expression that nobody would take for a range has no note", () => {
  for (const tagfocus of [
    "",
    ":",
    "tenant:initech",
    "phase=rank",
    "bytes:1024",
    "key=bytes:1",
    "a:b",
    "^key:1$",
    "http://x:80",
  ])
    assert.deepEqual(noted({ tagfocus }).notes, {}, tagfocus);
});

test("a range that no number is in is said to be one, and to match nothing", () => {
  const { notes } = noted({ tagfocus: "bytes=1kb:2kb", tagignore: "bytes=5kb:9kb" }, [
    "tagfocus:Interpreted '1kb:2kb' as range, not regexp",
    "tagignore:Interpreted '5kb:9kb' as range, not regexp",
    "TagFocus expression matched no samples",
    "TagIgnore expression matched no samples",
  ]);
  assert.equal(
    notes.tagfocus,
    "as a range, matches nothing. tagfocus:Interpreted '1kb:2kb' as range, not regexp: it keeps numbers between its ends, each included. TagFocus expression matched no samples.",
  );
  assert.match(notes.tagignore, /^as a range, matches nothing\. .*: it leaves out numbers between its ends/);
});
