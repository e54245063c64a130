//! What is shipped carries the licences of all that is in it: docs/licenses/crates.txt has every crate in the version that Cargo.lock has,
//! and the command prints it.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const ANEW: &str = "`cargo xtask licenses` writes docs/licenses/crates.txt anew";

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn file() -> String {
    read("docs/licenses/crates.txt")
}

/// The crates of the file, as `name version`.
fn named() -> BTreeSet<String> {
    let text = file();
    let lines = text.lines().filter_map(|line| line.strip_prefix("  "));
    let crates = lines.filter_map(|line| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?);
        let is_version = version.split('.').count() >= 3 && version.starts_with(|digit: char| digit.is_ascii_digit());
        is_version.then(|| format!("{name} {version}"))
    });
    crates.collect()
}

/// The crates that are compiled into the program for a target, or that make parts of it while it is built. Cargo fetches nothing for that
/// where it has the crates that it compiles.
fn shipped(target: &str) -> BTreeSet<String> {
    let tree = [
        "tree",
        "--locked",
        "--package=proflens",
        "--edges=normal,build",
        "--prefix=none",
    ];
    let output = Command::new(env!("CARGO"))
        .args(tree)
        .args(["--format={p}", "--target", target])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // `serde_derive v1.0.229 (proc-macro) (*)`
    let crates = text.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" v")?;
        (name != "proflens").then(|| format!("{name} {}", rest.split(' ').next().unwrap_or_default()))
    });
    crates.collect()
}

#[test]
fn every_crate_that_is_shipped_has_its_licence_there() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let about = String::from_utf8(rustc.stdout).unwrap();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let named = named();
    for target in [host, "wasm32-unknown-unknown"] {
        let shipped = shipped(target);
        assert!(shipped.len() > 10, "{shipped:?}");
        let missing: Vec<&String> = shipped.difference(&named).collect();
        assert!(missing.is_empty(), "{missing:?} of {target} are missing: {ANEW}");
    }
}

#[test]
fn no_crate_is_there_that_is_gone() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    for name in named() {
        let (name, version) = name.split_once(' ').unwrap();
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&entry), "{name} {version} is not in Cargo.lock: {ANEW}");
    }
}

#[test]
fn the_command_prints_its_licence_and_theirs() {
    let output = Command::new(env!("CARGO_BIN_EXE_proflens"))
        .arg("-licenses")
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("proflens is licensed under"), "{printed:.100}");
    let all = [file(), read("docs/licenses/rust-std.txt")].join("\n");
    assert!(printed.ends_with(&all));
}

/// Its own licences change with its versions: a toolchain that is newer is to be looked through.
#[test]
fn the_standard_library_is_that_of_the_toolchain() {
    let toolchain = read("rust-toolchain.toml");
    let version = toolchain
        .lines()
        .find_map(|line| line.strip_prefix("channel = "))
        .unwrap();
    let begin = format!("The standard library of Rust {}, ", version.trim_matches('"'));
    assert!(read("docs/licenses/rust-std.txt").starts_with(&begin), "{begin}");
}
