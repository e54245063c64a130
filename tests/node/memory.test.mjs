// The analyzer where its memory ends: it says so and lives, and less of a profile opens where the whole does not fit.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bounded } from "../bounded.mjs";
import { largeProfile } from "../profiles.mjs";

/** @import * as Proflens from "../../www/pkg/proflens.js" */
/** @import { Choice, Extent, Role, Session, Views } from "../../www/pkg/proflens.js" */

const file = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const module = readFileSync(file("www/pkg/proflens_bg.wasm"));
const SAMPLES = 12_000;
const large = largeProfile(SAMPLES);
/** As a file comes, piece by piece. */
const PIECE = 1 << 16;

/** An analyzer of its own, with so much memory. @param {number} pages @returns {Promise<typeof Proflens>} */
async function analyzer(pages) {
  const own = await import(`${file("www/pkg/proflens.js").href}?${pages}-${Math.random()}`);
  await own.default({ module_or_path: bounded(module, pages) });
  return own;
}

/** What is refused is a sentence; a trap is no answer. @template T @param {() => T} work @returns {T | Error & {extent?: Extent}} */
function answered(work) {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof Error && ["Refused", "StaleAnswer"].includes(error.name), String(error));
    return error;
  }
}

/** @param {typeof Proflens} own @param {Session} session @param {{choice?: Choice, keeps?: boolean}} [how] */
const open = (own, session, { choice, keeps } = {}) =>
  answered(() => {
    const loader = new own.Loader("large.pb");
    if (choice) loader.choose(Uint32Array.from(choice.sampleTypes ?? []), choice.dropLabels ?? false);
    if (keeps) loader.keep();
    for (let at = 0; at < large.length; at += PIECE) loader.push(large.subarray(at, at + PIECE));
    return session.add(loader);
  });

test("a profile that does not fit says how large it is, and less of it opens", async () => {
  let opened = 0;
  for (let pages = 40; pages < 140; pages += 4) {
    const own = await analyzer(pages);
    const session = new own.Session();
    const whole = open(own, session);
    // Beside what does not hold it there is what does not hold its first piece.
    if (!(whole instanceof Error && whole.extent)) continue;
    assert.deepEqual(
      whole.extent && { ...whole.extent, bytes: 0 },
      {
        samples: SAMPLES,
        bytes: 0,
        labels: true,
        sampleTypes: Array.from({ length: 8 }, (_, number) => [number, `type${number}`]),
        defaultType: 7,
      },
      `${pages} pages: ${whole.message}`,
    );
    assert.match(
      whole.message,
      /^Too large: this profile does not fit into the memory: it has 12,000 samples, and 1 MB unpacked\. Less of it may fit: .* \d MB of memory are in use\. The native command has no such limit\.$/,
    );
    const id = open(own, session, { choice: { sampleTypes: [2], dropLabels: true } });
    if (id instanceof Error) continue;
    opened++;
    const [profile] = session.change().profiles;
    assert.deepEqual(
      profile.sampleTypes.map(({ type }) => type),
      ["type2"],
    );
    assert.deepEqual(profile.notes, ["Of 8 sample types only type2 was kept, and labels were dropped."]);
    assert.equal(profile.samples, SAMPLES);
  }
  assert.ok(opened > 0, "there is a size at which less of it opens, and not all of it");
});

test("what is kept of a profile stays so when it is put away and comes back", async () => {
  const own = await analyzer(4000);
  const session = new own.Session();
  const choice = { sampleTypes: [1], dropLabels: true };
  const ids = [1, 2, 3].map(() => open(own, session, { choice, keeps: true }));
  session.change({ roles: ids.map((id) => ({ id: Number(id), role: "source" })) });
  const { info } = session.ask("tags", {});
  assert.deepEqual([info.keys.length, session.change().summary?.type], [0, "type1"]);
  // The first type, by which means are divided, is none of those that are there.
  const { refused } = session.change({ set: [["mean", "true"]] });
  assert.match(refused[0], /^mean divides by the first sample type of the file, which was not kept/);
  assert.deepEqual(session.change({ set: [["drop_negative", "true"]] }).refused, []);
});

test("four large profiles merge, or stay as they were", async () => {
  /** @type {Role[]} */
  const roles = ["source", "diff_base", "base"];
  /** @type {[keyof Views, object][]} */
  const views = [
    ["top", {}],
    ["trend", { by: "stacks" }],
    ["flame", { smallest: 0.001 }],
    ["trend", { by: "functions" }],
    ["traces", {}],
    ["tags", {}],
  ];
  const all = { merged: 0, refused: 0 };
  for (let pages = 90; pages < 700; pages += 60) {
    const own = await analyzer(pages);
    const session = new own.Session();
    const ids = [1, 2, 3, 4]
      .map((nth) => open(own, session, { keeps: nth > 1 }))
      .filter((id) => typeof id === "number");
    if (ids.length === 0) continue;
    for (const role of roles) {
      for (let count = 2; count <= ids.length; count++) {
        const before = session.change().profiles.map((own) => own.role);
        const { refused, profiles } = session.change({ roles: ids.slice(1, count).map((id) => ({ id, role })) });
        all[refused.length ? "refused" : "merged"]++;
        if (refused.length === 0) continue;
        assert.match(
          refused[0],
          /^there is not enough memory to put these \d profiles together\. Fewer of them may fit, /,
        );
        assert.deepEqual(
          profiles.map((own) => own.role),
          before,
        );
      }
      for (const [view, query] of views) answered(() => session.ask(view, query));
    }
    session.change({ roles: ids.slice(1).map((id) => ({ id, role: "off" })) });
    assert.equal(session.change().profiles[0].role, "source", "what was loaded stays");
  }
  assert.ok(all.merged > 10 && all.refused > 10, JSON.stringify(all));
});
