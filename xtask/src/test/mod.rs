//! `cargo xtask test`: every check of the project in order, each with its name and duration; the last line adds up
//! what the test runners reported, as `N passed, N failed`.

use crate::build::{self, Mode};
use crate::{setup, sh};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// What a stage reported. A check that is no test runner counts only when it fails.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Tally {
    passed: u64,
    failed: u64,
}

pub fn main(arguments: &[String]) -> Result<()> {
    let mut fast = false;
    for argument in arguments {
        match argument.as_str() {
            "--fast" => fast = true,
            other => bail!("test does not know {other:?}; it takes --fast"),
        }
    }
    let mut report = Report::default();
    report.stage("format", format);
    report.stage("lints", lints);
    report.stage("lints, wasm", wasm_lints);
    report.stage("tests, native", native_tests);
    if !fast {
        report.stage("docs", docs);
        // Without a site there is nothing that the remaining stages could tell.
        if report.stage("site", || build::build(Mode::Release).map(|()| Tally::default())) {
            report.stage("tests, wasm in Node", node_tests);
            report.stage("tests, page in a browser", browser_tests);
        }
    }
    report.finish()
}

#[derive(Default)]
struct Report {
    total: Tally,
    lines: Vec<String>,
}

impl Report {
    /// Runs a stage and returns whether it succeeded. A failed stage does not keep the next ones from running.
    fn stage(&mut self, name: &str, run: impl FnOnce() -> Result<Tally>) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let tally = run().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Tally { passed: 0, failed: 1 }
        });
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        let line = format!("{name:26} {verdict:6} {:6.1} s", start.elapsed().as_secs_f64());
        println!("=== {line}");
        self.lines.push(line);
        self.total += tally;
        tally.failed == 0
    }

    fn finish(self) -> Result<()> {
        println!("\n{}", self.lines.join("\n"));
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        if self.total.failed > 0 {
            bail!("not everything passed");
        }
        Ok(())
    }
}

fn format() -> Result<Tally> {
    setup::cargo_component("fmt", "rustfmt")?;
    check(sh::cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Result<Tally> {
    setup::cargo_component("clippy", "clippy")?;
    check(sh::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn wasm_lints() -> Result<Tally> {
    setup::wasm_target()?;
    check(sh::cargo().args([
        "clippy",
        "--package",
        "proflens",
        "--lib",
        "--target",
        setup::WASM,
        "--",
        "-D",
        "warnings",
    ]))
}

/// Package by package: features that only the other one asks for would make cargo compile the shared crates twice.
fn native_tests() -> Result<Tally> {
    let mut tally = Tally::default();
    for package in ["proflens", "xtask"] {
        tally += runner(sh::cargo().args(["test", "--no-fail-fast", "--package", package]))?;
    }
    Ok(tally)
}

fn docs() -> Result<Tally> {
    let mut cargo = sh::cargo();
    cargo
        .args(["doc", "--package", "proflens", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    check(&mut cargo)
}

fn node_tests() -> Result<Tally> {
    runner(
        setup::node()?
            .args(["--test", "--test-reporter=spec"])
            .args(test_files("tests/node")?),
    )
}

fn browser_tests() -> Result<Tally> {
    let browser = setup::browser()?;
    // One file at a time: each has its own browser, and what they time should not depend on each other.
    let mut node = setup::node()?;
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .args(test_files("tests/browser")?);
    runner(node.env("PROFLENS_CHROMIUM", browser))
}

/// Node 20 takes no patterns.
fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(sh::root().join(folder)).with_context(|| format!("cannot read {folder}"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn check(command: &mut Command) -> Result<Tally> {
    sh::run(command).map(|()| Tally::default())
}

/// Runs a test runner, shows its output, and adds up its summaries.
fn runner(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = sh::lines(command, |line| {
        println!("{line}");
        tally += summary(line).unwrap_or_default();
    })?;
    if !succeeded && tally.failed == 0 {
        // It did not come as far as a summary: a compile error, a crash.
        eprintln!("`{}` failed", sh::shown(command));
        tally.failed = 1;
    }
    Ok(tally)
}

/// The counts in a line of a runner's summary: cargo's `test result: ok. 3 passed; 1 failed; ...`, Node's `ℹ pass 3`.
fn summary(line: &str) -> Option<Tally> {
    if let Some(result) = line.strip_prefix("test result: ") {
        let (_, counts) = result.split_once(". ")?;
        let count = |word| {
            counts
                .split("; ")
                .find_map(|part| part.strip_suffix(word)?.trim().parse().ok())
        };
        return Some(Tally {
            passed: count("passed")?,
            failed: count("failed")?,
        });
    }
    let (kind, count) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let count = count.parse().ok()?;
    match kind {
        "pass" => Some(Tally {
            passed: count,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Tally {
            passed: 0,
            failed: count,
        }),
        _ => None,
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_the_runners() {
        let counts = |line| summary(line).map(|tally| (tally.passed, tally.failed));
        let cargo =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counts(cargo), Some((12, 3)));
        assert_eq!(counts("ℹ pass 7"), Some((7, 0)));
        assert_eq!(counts("ℹ fail 2"), Some((0, 2)));
        assert_eq!(counts("ℹ cancelled 1"), Some((0, 1)));
        assert_eq!(counts("ℹ tests 10"), None);
        assert_eq!(counts("✔ the summary says pass 7 (1.2ms)"), None);
        assert_eq!(counts("test combine::tests::merges ... ok"), None);
    }
}
