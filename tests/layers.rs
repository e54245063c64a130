//! The order of the code: a floor uses only those above it in `lib.rs`, inside a floor a module uses only those above it in
//! its `mod.rs`, and only the doors know where they are: in a page, or on a system.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Everything that only the boundary may name.
const JAVASCRIPT: [&str; 4] = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen"];

/// Where the core may be used from.
const DOORS: [&str; 2] = ["native", "web"];

/// What only a door may ask or speak of.
const PLACES: [&str; 10] = [
    "target_arch",
    "target_os",
    "the page",
    "a page",
    "the tab",
    "the browser",
    "the command line",
    "click",
    "download it",
    "native command",
];

/// The floors in which modules of the same floor are public and have an order.
const ORDERED: [&str; 4] = ["base", "profile", "input", "analysis"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules that a file declares behind this word, in its order.
fn modules(file: &Path, word: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix(word)?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The floors in the order of `lib.rs`: what is public there is used from outside, the others are not.
fn floors() -> Vec<String> {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("pub ").unwrap_or(line));
    let names = lines.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    names.filter(|name| *name != "testing").map(str::to_owned).collect()
}

/// All files of a module below a folder: `x.rs`, or everything in `x/` and below.
fn files(folder: &Path, module: &str) -> Vec<PathBuf> {
    let file = folder.join(format!("{module}.rs"));
    if file.exists() {
        return vec![file];
    }
    let mut folders = vec![folder.join(module)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let list = if path.is_dir() { &mut folders } else { &mut files };
            list.push(path);
        }
    }
    files
}

/// The lines of a file that are code of the program: no comments, and no tests, which may draw pictures with anything.
fn code(file: &Path) -> Vec<String> {
    let is_test = |part: Component<'_>| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs";
    if file.strip_prefix(source()).unwrap().components().any(is_test) {
        return Vec::new();
    }
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(str::to_owned).collect()
}

/// Fails where a module of a list uses one that stands below it; `prefix` is the path of the list.
fn assert_order(folder: &Path, prefix: &str, modules: &[String]) {
    for (place, module) in modules.iter().enumerate() {
        for file in files(folder, module) {
            for line in code(&file) {
                for below in &modules[place + 1..] {
                    let used = [format!("{prefix}{below}::"), format!("{prefix}{below};")];
                    assert!(
                        !used.iter().any(|used| line.contains(used.as_str())),
                        "{} is above {below}, but uses it:\n{line}",
                        file.display()
                    );
                }
            }
        }
    }
}

#[test]
fn floors_use_only_those_above() {
    let floors = floors();
    assert!(floors.len() > 6, "lib.rs lists {floors:?}");
    assert_order(&source(), "crate::", &floors);
}

#[test]
fn modules_of_a_floor_use_only_those_above() {
    for floor in ORDERED {
        let folder = source().join(floor);
        let modules = modules(&folder.join("mod.rs"), "pub mod ");
        assert!(!modules.is_empty(), "{floor} lists no modules");
        assert_order(&folder, &format!("crate::{floor}::"), &modules);
    }
}

#[test]
fn only_the_boundary_knows_javascript() {
    for module in floors().iter().filter(|module| *module != "web") {
        for file in files(&source(), module) {
            let text = fs::read_to_string(&file).unwrap();
            for name in JAVASCRIPT {
                assert!(!text.contains(name), "{} names {name}", file.display());
            }
        }
    }
}

#[test]
fn the_core_does_not_know_where_it_runs() {
    for module in floors().iter().filter(|module| !DOORS.contains(&module.as_str())) {
        for file in files(&source(), module) {
            for line in code(&file) {
                for word in PLACES {
                    assert!(!line.contains(word), "{} knows {word}:\n{line}", file.display());
                }
            }
        }
    }
}

/// What is known about a report or an option stands in its row of the table. Code that compares names decides again.
#[test]
fn nothing_asks_for_the_name_of_a_report_or_an_option() {
    let (tables, mut lines) = (["src/report/table.rs", "src/analysis/options/table.rs"], 0);
    for module in floors() {
        for file in files(&source(), &module) {
            if tables.iter().any(|table| file.ends_with(table)) {
                continue;
            }
            for line in code(&file) {
                for name in ["report.name", "variable.name"] {
                    let Some((before, after)) = line.split_once(name) else {
                        continue;
                    };
                    lines += 1;
                    let compares = after.trim_start().starts_with(['=', '!']) && after.contains('"');
                    let matches = before.ends_with("match ") || before.contains("matches!(");
                    assert!(!compares && !matches, "{} decides by a name:\n{line}", file.display());
                }
            }
        }
    }
    assert!(
        lines > 5,
        "names are printed in {lines} lines: are they called otherwise now?"
    );
}

#[test]
fn files_stay_small_enough_to_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["src", "tests", "examples", "xtask"]
        .map(|folder| root.join(folder))
        .into();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().and_then(OsStr::to_str);
            if path.is_dir() {
                folders.push(path);
            } else if ["rs", "js", "mjs", "ts"].map(Some).contains(&ending) {
                seen += 1;
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 500, "{} has {lines} lines: split it", path.display());
            }
        }
    }
    assert!(seen > 250, "only {seen} files were found");
}
