// Where a line of source is on the web.
//
// In: a path of a profile, a line, and the template that the user gave for the files of the own program. Out: a URL, or "". What comes from a
// module cache says where it is from; what is Go's own is Go's.
//
//   /root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/lex.go 12   ->  https://github.com/BurntSushi/toml/blob/v1.4.0/lex.go#L12
//   /src/shop/rank.go 7, https://git.example/shop/{file}#L{line}     ->  https://git.example/shop/rank.go#L7   (trim_path=/src/shop)

const KEPT = "proflens.codehost";
/** What a template is refused for. */
const PLACES = /\{(file|path|line)\}/;

export function createCodeHost() {
  let template = "";
  try {
    const kept = localStorage.getItem(KEPT) ?? "";
    // Whoever has written it there, a link leads to the web or nowhere.
    if (!refusal(kept)) template = kept;
  } catch {
    // Without storage it holds for this page.
  }
  return {
    template: () => template,
    /** @param {string} text @returns {string} why it was refused, or "" */
    set(text) {
      text = text.trim();
      const why = text && refusal(text);
      if (why) return why;
      template = text;
      try {
        localStorage.setItem(KEPT, text);
      } catch {
        // The same.
      }
      return "";
    },
    /** @param {string} path as the profile has it @param {string} trimmed what is left of it by trim_path @param {number} line 0 for none */
    link: (path, trimmed, line) => linkOf(path, trimmed, line, template),
  };
}

/** @param {string} template */
export function refusal(template) {
  if (!/^https?:\/\//i.test(template)) return "A link begins with https:// or http://.";
  const [some, other] = ["1", "2"].map((place) => template.replaceAll(new RegExp(PLACES, "g"), place));
  if (!URL.canParse(some) || !URL.canParse(other)) return "This is no URL.";
  if (new URL(some).origin !== new URL(other).origin)
    return "The host has to be written out: a profile must not choose it.";
  if (!PLACES.test(template))
    return "It needs {file} (the path that is left by trim_path) or {path} (all of it), and may have {line}.";
  return "";
}

/** A path is no longer, in letters: as most systems have it. */
const LONGEST = 4096;

/** The first elements of the standard library's packages: what a build with -trimpath leaves of its paths begins with one of them. */
const STANDARD =
  /^(archive|bufio|builtin|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|vendor|weak)\//;

/** @param {string} path @param {string} trimmed @param {number} line @param {string} template */
export function linkOf(path, trimmed, line, template) {
  // No host has such a file, and to look for its module would take long.
  if (path.length > LONGEST) return "";
  path = path.replaceAll("\\", "/");
  // In a module cache, or what -trimpath leaves of it.
  const cached = /(?:^|\/pkg\/mod\/)([^/@]+\.[^/@]+\/[^@]+)@([^/]+)\/(.+)$/.exec(path);
  if (cached) return moduleLink(plain(cached[1]), plain(cached[2]), cached[3], line);
  // A GOPATH has folders like a GOROOT, but its packages begin with a domain or with no name of the standard library.
  const own =
    /(?:^|\/go(?:root)?[-/]?(\d+(?:\.\d+)*(?:rc\d+|beta\d+)?)?\/(?:libexec\/)?src\/)([^/].*\.(?:go|s))$/i.exec(path);
  if (own && STANDARD.test(own[2]))
    return github("golang/go", own[1] ? `go${own[1]}` : "master", `src/${own[2]}`, line);
  if (!template || !path) return "";
  const place = {
    file: encode(trimmed.replaceAll("\\", "/").replace(/^\/+/, "")),
    path: encode(path.replace(/^\/+/, "")),
    line: String(line || 1),
  };
  return template.replace(/\{(file|path|line)\}/g, (_, name) => place[/** @type {keyof typeof place} */ (name)]);
}

/** The module cache writes capitals as an exclamation mark and the small letter. @param {string} text */
const plain = (text) => text.replace(/!(.)/g, (_, letter) => letter.toUpperCase());
/** @param {string} text */
const encode = (text) => text.split("/").map(encodeURIComponent).join("/");

/** @param {string} module @param {string} version @param {string} file @param {number} line */
function moduleLink(module, version, file, line) {
  // v0.0.0-20240101120000-abcdef123456 names a commit, v2.0.0+incompatible a tag without its end.
  const ref = /-(?:0\.)?\d{14}-([0-9a-f]{12})$/.exec(version)?.[1] ?? version.replace(/\+incompatible$/, "");
  const toolchain = module === "golang.org/toolchain" && /-(go[\d.]+(?:rc\d+|beta\d+)?)\./.exec(`${version}.`);
  if (toolchain) return github("golang/go", toolchain[1].replace(/\.$/, ""), file, line);
  const [host, owner, name, ...below] = module.split("/");
  const folder = below.filter((part, i) => !(i === below.length - 1 && /^v\d+$/.test(part))).join("/");
  if (host === "golang.org" && owner === "x" && name) return github(`golang/${name}`, ref, file, line);
  if (host !== "github.com" || !name) return "";
  // A module below the repository's root has its folder in its tags.
  const tag = folder && ref === version ? `${folder}/${ref}` : ref;
  return github(`${owner}/${name}`, tag, folder ? `${folder}/${file}` : file, line);
}

/** @param {string} repository @param {string} ref @param {string} file @param {number} line */
const github = (repository, ref, file, line) =>
  `https://github.com/${repository}/blob/${encode(ref)}/${encode(file)}${line > 0 ? `#L${line}` : ""}`;
