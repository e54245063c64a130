// Presets: named sets of filters for what people filter most often.
//
// In: what is known of the profiles: their kind, the files they name, and the functions whose names contain a text. Out: per preset the
// options that it sets, as ordinary expressions, or the reason why it is of no use here. A preset is chips like any others afterwards.
//
//   cpu.pb.gz of a service in Go  ->  {label: "Only shop.example/search", set: [["show", "^main\\.|^shop\\.example/search[./]"]]}

/** The functions whose names contain a text, some of them if they are many. @typedef {(text: string) => Promise<string[]>} Probe */
/** `mainFile` is the file of main.main, "" if nobody knows. @typedef {{type: string, files: string[], mainFile: string, probe: Probe}} Known */
/** @typedef {{label: string, help: string, set: [option: string, expression: string][], why?: string}} Preset */

/** The packages of Go's runtime: runtime, runtime/..., internal/runtime/... Assembly without a package in its name stays, unless its file says so. */
const RUNTIME = "^(internal/)?runtime[./]";
/** What a goroutine that waits for the network, for the system or for a signal stands in. */
const WAITING = "^internal/poll\\.runtime_pollWait$|^(internal/runtime/)?syscall\\.|^os/signal\\.signal_recv$";

/** @type {((known: Known) => Promise<Preset>)[]} */
const TABLE = [
  async ({ probe }) => ({
    label: "Hide the Go runtime",
    help: "Its frames go, and what they weigh is their callers'. Stacks of the runtime alone go with it.",
    set: [["hide", RUNTIME]],
    why: matching(await probe("runtime"), RUNTIME) ? "" : "No function of Go's runtime is in the profile.",
  }),
  async (known) => {
    const { path, expression } = await moduleOf(known);
    return {
      label: path ? `Only frames of ${path}` : "Only frames of the main module",
      help: "All other frames go, and what they weigh is their callers'.",
      set: [["show", expression]],
      why: expression ? "" : NO_MODULE,
    };
  },
  async (known) => {
    const { path, expression } = await moduleOf(known);
    return {
      label: path ? `Only stacks through ${path}` : "Only stacks through the main module",
      help: "What never comes by a function of it goes: the garbage collector, the scheduler.",
      set: [["focus", expression]],
      why: expression ? "" : NO_MODULE,
    };
  },
  async ({ type, probe }) => ({
    label: "No waiting for network, system or signals",
    help: "Goroutines go that wait for what comes from outside; those that wait for each other stay.",
    set: [["ignore", WAITING]],
    why:
      type !== "goroutine"
        ? "Only profiles of goroutines know who waits."
        : (await Promise.all(["pollWait", "syscall.", "signal_recv"].map(probe))).some((names) =>
              matching(names, WAITING),
            )
          ? ""
          : "No goroutine waits for one of these.",
  }),
];

const NO_MODULE = "No function of the profile has an import path with a domain in it, nor is there a package main.";

/** @param {Known} known @returns {Promise<Preset[]>} */
export function findPresets(known) {
  // They ask for the same names: once is enough.
  /** @type {Map<string, Promise<string[]>>} */
  const asked = new Map();
  const probe = (/** @type {string} */ text) => {
    const answer = asked.get(text) ?? known.probe(text);
    asked.set(text, answer);
    return answer;
  };
  return Promise.all(TABLE.map((preset) => preset({ ...known, probe })));
}

/** @param {string[]} names @param {string} expression one that means the same to RE2 and here */
const matching = (names, expression) => names.some((name) => new RegExp(expression).test(name));

/** An import path whose first element is a domain, in front of a function's own name. */
const IMPORTED = /^((?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^/[({\s]+)*\/[^/.[({\s]+)\./i;
/** Where the first two elements behind the domain are the repository. */
const FORGES = /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)$/;
/** So many folders are looked at, those first that have a domain in their path. */
const FOLDERS = 200;

/**
 * The module that the program is made of, by the packages that are not dependencies: those live in a module cache, as `path@version`, or
 * below `vendor/`. Function names are asked for by the last folder of each file, which is the last element of an import path.
 * @param {Known} known @returns {Promise<{path: string, expression: string}>} the expression is "" if there is none
 */
export async function moduleOf({ files: paths, mainFile: main, probe }) {
  const [mainFile, ...files] = [main, ...paths].map((path) => path.replaceAll("\\", "/"));
  // What `go install path@version` built is in the module cache itself.
  const installed = /^.*@v[^/]*\//.exec(mainFile)?.[0] ?? "";
  const own = files.filter((file) => (installed && file.startsWith(installed)) || !/@v\d|(^|\/)vendor\//.test(file));
  const far = (/** @type {string} */ file) => (/[^/]\.[^/]*\//.test(file) ? 0 : 1);
  const folders = [
    ...new Set(
      [...own]
        .sort((a, b) => far(a) - far(b))
        .map((file) => (file.split("/").at(-2) ?? "").replace(/@v.*/, ""))
        .filter(Boolean),
    ),
  ].slice(0, FOLDERS);
  const foreign = files
    .filter((file) => !own.includes(file))
    .map((file) =>
      file
        .replace(/^.*\/(pkg\/mod|vendor)\//, "")
        .replace(/!(.)/g, "$1")
        .toLowerCase(),
    );
  const names = (await Promise.all(folders.map((folder) => probe(`/${folder}.`)))).flat();
  /** Packages with the number of their functions. @type {Map<string, number>} */
  const packages = new Map();
  for (const name of names) {
    const path = IMPORTED.exec(name)?.[1];
    if (
      path &&
      !foreign.some(
        (file) => file.startsWith(`${path.toLowerCase()}/`) || file.startsWith(`${rootOf(path).toLowerCase()}@`),
      )
    )
      packages.set(path, (packages.get(path) ?? 0) + 1);
  }
  const isMain = matching([...(await probe("main.main")), ...(await probe("main."))], "^main\\.");
  /** @type {Map<string, number>} */
  const roots = new Map();
  for (const [path, functions] of packages) roots.set(rootOf(path), (roots.get(rootOf(path)) ?? 0) + functions);
  const root = [...roots].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  // Where the repository is known, it is the module; elsewhere all that its packages have in common.
  const path = !root
    ? ""
    : FORGES.test(root.split("/")[0])
      ? root
      : common([...packages.keys()].filter((p) => rootOf(p) === root));
  const parts = [...(isMain ? ["^main\\."] : []), ...(path ? [`^${path.replace(/[.+%]/g, "\\$&")}[./]`] : [])];
  return { path: path || (isMain ? "package main" : ""), expression: parts.join("|") };
}

/** @param {string} path */
function rootOf(path) {
  const elements = path.split("/");
  return elements.slice(0, FORGES.test(elements[0]) ? 3 : 2).join("/");
}

/** The elements that paths have in common. @param {string[]} paths */
function common(paths) {
  const [first, ...rest] = paths.map((path) => path.split("/"));
  let length = first.length;
  for (const path of rest) while (path.slice(0, length).join("/") !== first.slice(0, length).join("/")) length--;
  return first.slice(0, length).join("/");
}
