//! The order of the modules: each one uses only those above it in `lib.rs`, and only `web` knows JavaScript.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::fs;
use std::path::{Path, PathBuf};

/// Everything that only the boundary may name.
const JAVASCRIPT: [&str; 4] = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `lib.rs` in its order.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    let names = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// All files of a module: `x.rs`, or everything in `x/` and below.
fn files(module: &str) -> Vec<PathBuf> {
    let file = source().join(format!("{module}.rs"));
    if file.exists() {
        return vec![file];
    }
    let mut folders = vec![source().join(module)];
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

#[test]
fn modules_use_only_those_above() {
    let modules = modules();
    assert!(modules.len() > 15, "lib.rs lists {modules:?}");
    for (place, module) in modules.iter().enumerate() {
        for file in files(module) {
            // Tests may draw pictures with anything.
            if file.ends_with("tests.rs") {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in lines {
                for below in &modules[place + 1..] {
                    let used = [format!("crate::{below}::"), format!("crate::{below};")];
                    assert!(
                        !used.iter().any(|used| line.contains(used.as_str())),
                        "{} is above {below} in lib.rs, but uses it:\n{line}",
                        file.display()
                    );
                }
            }
        }
    }
}

#[test]
fn only_the_boundary_knows_javascript() {
    for module in modules().iter().filter(|module| *module != "web") {
        for file in files(module) {
            let text = fs::read_to_string(&file).unwrap();
            for name in JAVASCRIPT {
                assert!(!text.contains(name), "{} names {name}", file.display());
            }
        }
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    for module in modules() {
        for file in files(&module) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines: split it", file.display());
        }
    }
}
