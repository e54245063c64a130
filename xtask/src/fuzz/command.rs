//! Makes up command lines: in, chance; out, the options of a run, and what is typed at the prompt if there is no report
//! among them.
//!
//! For example `-tree -focus=A -unit=ms -mean`, or no report and the lines `focus=A`, `top5 -cum main`.

use super::random::Random;
use super::typed;

/// The report of a run and the options beside it.
pub struct Command {
    /// `top`, `list`, ... or `shell`.
    pub report: &'static str,
    /// As given to the program, the report among them.
    pub options: Vec<String>,
    /// Typed at the prompt, each with its line's end.
    pub lines: Vec<String>,
}

const REPORTS: &[&str] = &[
    "top",
    "top",
    "text",
    "tree",
    "tree",
    "peek",
    "traces",
    "tags",
    "comments",
    "list",
    "raw",
    "proto",
    "topproto",
    "dot",
    "dot",
    "callgrind",
];
/// What matches some of the names of `generate` and of the real profiles, and a few expressions that are none.
const EXPRESSIONS: &[&str] = &[
    "A",
    "main",
    "B|C",
    ".",
    "zz",
    "^main",
    "\\.cc$",
    "go$",
    "Run",
    "runtime",
    "\\[",
    "\\(",
    "^$",
    "mallocgc",
    "(?i)MAIN",
    "std",
    "a\\.go",
    "[A-C]$",
    "func[0-9]",
    "main\\.(A|B)",
    "x{2}",
    "app",
    "Foo.*",
    "日",
    "(?s).",
    "\\bA\\b",
];
const BAD_EXPRESSIONS: &[&str] = &["(", "[", "a**", "\\", "?", "(?<", "x{1001}", "[z-a]", "\\8"];
const TAG_FILTERS: &[&str] = &[
    "ka:v1",
    "ka=v2",
    "bytes=1kb:",
    "4096",
    "v1,v2",
    "n=0:5000",
    "bytes=2048b",
    ":1mb",
    "latency=:10ms",
    "v",
    "10ms:1s",
    "kb",
    "request=.",
    "1s",
    "16:",
    "bytes=16bytes:1mb",
    "alignment=8",
    "n=-5",
    "zz",
    "n:1:2",
];
const KEYS: &[&str] = &["k", "ka", "bytes", "n", "kb", ".", "request", "zz", "^b", "pprof"];
const KEY_LISTS: &[&str] = &[
    "ka",
    "ka,bytes",
    "zz",
    "kb,n",
    "bytes",
    "n",
    "latency,ka,kb",
    "",
    "ka,ka",
];
/// Variables and values for them.
pub const VALUED: &[(&str, &[&str])] = &[
    ("tagfocus", TAG_FILTERS),
    ("tagignore", TAG_FILTERS),
    ("tagshow", KEYS),
    ("taghide", KEYS),
    ("tagroot", KEY_LISTS),
    ("tagleaf", KEY_LISTS),
    (
        "unit",
        &[
            "auto", "ms", "kb", "widgets", "minimum", "hrs", "GCU", "bytes", "s", "", "count",
        ],
    ),
    ("nodecount", &["1", "3", "7", "0", "-1", "80"]),
    ("nodefraction", &["0.01", "0.2", "0", "1", ".5"]),
    ("edgefraction", &["0.1", "0.4", "0"]),
    ("divide_by", &["2", "49", "0.1", "-3", "1e3", "0", "1024"]),
    ("trim_path", &["/q/x", "/proc", "/q/x:/q", "pkg"]),
    (
        "sample_index",
        &[
            "0",
            "1",
            "objects",
            "space",
            "cpu",
            "inuse_space",
            "alloc_space",
            "3",
            "9",
            "-1",
            "zz",
            "",
            "delay",
            "x",
        ],
    ),
];
/// Variables whose value is a regular expression.
pub const REGEXES: &[&str] = &["focus", "ignore", "hide", "show", "show_from", "prune_from"];
/// Flags without a value, or with one of Go's booleans.
pub const SWITCHES: &[&str] = &[
    "mean",
    "relative_percentages",
    "noinlines",
    "showcolumns",
    "compact_labels",
    "drop_negative",
    "cum",
    "flat",
    "trim=false",
    "all_frames",
    "call_tree",
    "symbolize=none",
    "normalize",
    "trim=0",
    "compact_labels=false",
    "noinlines=t",
];
const GRANULARITIES: &[&str] = &["lines", "functions", "files", "filefunctions", "addresses"];
const WRONG: &[&str] = &[
    "-nodecount=many",
    "-nosuchflag",
    "-trim=perhaps",
    "-divide_by=",
    "-nodefraction=x",
    "-top -tree",
    "-lines -files",
    "-symbolize=bad",
    "-unit=",
    "-cum -flat",
    "-total_delay",
    "-inuse_space",
    "-symbolize=demangle=full",
    "-add_comment=note",
    "-diff_base=",
    "-symbolize=demangle=none",
    "-symbolize=demangle=templates",
    "-nodecount=0x10",
    "-alloc_objects",
    "-seconds=5",
    "-output=",
    "-granularity=x",
    "-symbolize=fast",
];

/// A run; the option `-source_path` names `nothing`, an empty folder, wherever pprof would look for sources.
pub fn command(random: &mut Random, nothing: &str) -> Command {
    let shell = random.chance(1.0 / 6.0);
    let mut options = Vec::new();
    let mut lines = Vec::new();
    let report = if shell { "shell" } else { random.pick(REPORTS) };
    match report {
        "shell" => lines = (0..random.between(1, 4)).map(|_| typed::line(random) + "\n").collect(),
        "peek" | "list" => options.push(format!("-{report}={}", expression(random))),
        _ => options.push(format!("-{report}")),
    }
    // Most runs have few options, so that few cases die of "no samples left"; some have many, as rules meet each other.
    let share = random.pick(&[0.0, 0.03, 0.06, 0.12]);
    for (name, values) in VALUED {
        if random.chance(share) {
            options.push(format!("-{name}={}", random.pick(values)));
        }
    }
    for name in REGEXES {
        if random.chance(share) {
            options.push(format!("-{name}={}", expression(random)));
        }
    }
    for name in SWITCHES {
        // Equal paths of a call tree come in any order, and all numbers of a callgrind file depend on that order.
        let is_numbered = report == "callgrind" && *name == "call_tree";
        if random.chance(share) && !is_numbered {
            options.push(format!("-{name}"));
        }
    }
    if random.chance(0.25) {
        options.push(format!("-{}", random.pick(GRANULARITIES)));
    }
    if random.chance(0.02) {
        options.extend(random.pick(WRONG).split(' ').map(str::to_owned));
    }
    options.push(format!("-source_path={nothing}"));
    Command { report, options, lines }
}

/// A regular expression, rarely one that is none.
pub fn expression(random: &mut Random) -> &'static str {
    let bad = random.chance(0.02);
    random.pick(if bad { BAD_EXPRESSIONS } else { EXPRESSIONS })
}
