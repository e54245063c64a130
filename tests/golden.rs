//! The native command prints what `go tool pprof` prints, byte for byte: every case of testdata/golden/cases.tsv.
//!
//! The expected files are written by `cargo xtask golden`, that is by pprof, and by nothing else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod cases;

use std::fs;
use std::path::{Path, PathBuf};

struct Case {
    name: String,
    arguments: Vec<String>,
    stdin: String,
}

/// What pprof refuses and proflens opens, each with what is in its report.
const BEYOND: [(&str, &str); 1] = [(
    "goroutine.debug2.txt.top",
    "Showing nodes accounting for 227, 100% of 227 total",
)];

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn read_cases() -> Vec<Case> {
    let table = fs::read_to_string(testdata().join("golden/cases.tsv")).unwrap();
    let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| {
        let mut columns = line.split('\t');
        let name = columns.next().unwrap().to_owned();
        let arguments = serde_json::from_str(columns.next().unwrap()).unwrap();
        let stdin = columns
            .next()
            .filter(|json| !json.is_empty())
            .map(|json| serde_json::from_str(json).unwrap());
        Case {
            name,
            arguments,
            stdin: stdin.unwrap_or_default(),
        }
    })
    .collect()
}

fn beyond(case: &Case) -> Option<&'static (&'static str, &'static str)> {
    BEYOND.iter().find(|(name, _)| *name == case.name)
}

/// Reports every case that `check` finds fault with.
fn check_all(what: &str, check: impl Fn(&Case) -> Option<String> + Sync) {
    let cases = read_cases();
    let faults = cases::parallel(&cases, |case| {
        check(case).map(|fault| format!("--- {}: proflens {}\n{fault}", case.name, case.arguments.join(" ")))
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(
        faults.is_empty(),
        "{}\n{} of {} cases differ in their {what}",
        faults.join("\n"),
        faults.len(),
        cases.len()
    );
}

#[test]
fn reports_and_statuses_are_those_of_pprof() {
    check_all("report or status", |case| {
        let expected = fs::read(testdata().join(format!("golden/{}.txt", case.name)))
            .map_err(|_| format!("golden/{}.txt is missing; `cargo xtask golden` writes it", case.name));
        let expected = match expected {
            Ok(expected) => expected,
            Err(missing) => return Some(missing),
        };
        let status = expected_messages(&case.name).map_or(0, |(status, _)| status);
        let output = cases::run(&testdata(), &case.arguments, &case.stdin);
        if let Some((_, says)) = beyond(case) {
            let opens = output.status == 0 && String::from_utf8_lossy(&output.stdout).contains(says);
            let is_beyond = expected.is_empty() && status != 0 && opens;
            return (!is_beyond).then(|| "pprof does not refuse it, or it does not open\n".to_owned());
        }
        if output.stdout != expected {
            let messages = String::from_utf8_lossy(&output.stderr).into_owned();
            return Some(cases::difference(&expected, &output.stdout) + &messages);
        }
        (output.status != status).then(|| format!("exit status {} where pprof has {status}\n", output.status))
    });
}

#[test]
fn messages_are_those_of_pprof() {
    check_all("messages", |case| {
        let (_, expected) = expected_messages(&case.name).filter(|_| beyond(case).is_none())?;
        let expected = without_symbolization(&expected);
        let output = cases::run(&testdata(), &case.arguments, &case.stdin);
        let actual = String::from_utf8_lossy(&output.stderr).into_owned();
        let (expected, actual) = (without_offset(&expected), without_offset(&actual));
        // No message at all is recorded where those of pprof vary.
        let differs = !expected.is_empty() && actual != expected;
        differs.then(|| cases::difference(expected.as_bytes(), actual.as_bytes()))
    });
}

/// The status and the messages of a case that fails or is typed at.
fn expected_messages(name: &str) -> Option<(i32, String)> {
    let bytes = fs::read(testdata().join(format!("golden/{name}.err"))).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (status, messages) = text.split_once('\n').unwrap();
    Some((
        status.strip_prefix("exit status ").unwrap().parse().unwrap(),
        messages.to_owned(),
    ))
}

/// pprof looks for the profiled binaries on the disk and says when they are not there; we never look.
fn without_symbolization(messages: &str) -> String {
    const ABOUT_BINARIES: [&str; 4] = [
        "Local symbolization failed for ",
        "Some binary filenames not available. ",
        "Try setting PPROF_BINARY_PATH ",
        "Main binary filename not available.",
    ];
    let lines = messages.split_inclusive('\n');
    lines
        .filter(|line| !ABOUT_BINARIES.iter().any(|start| line.starts_with(start)))
        .collect()
}

/// How far into damaged data an inflater reads before it notices is its own affair.
fn without_offset(messages: &str) -> String {
    let lines = messages
        .split_inclusive('\n')
        .map(|line| match line.split_once(" before offset ") {
            Some((start, _)) => format!("{start}\n"),
            None => line.to_owned(),
        });
    lines.collect()
}

#[test]
fn every_golden_file_has_its_case() {
    let cases = read_cases();
    for entry in fs::read_dir(testdata().join("golden")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy();
        let is_output = path
            .extension()
            .is_some_and(|extension| extension == "txt" || extension == "err");
        assert!(
            !is_output || cases.iter().any(|case| case.name == name),
            "no case is named {name}"
        );
    }
}
