//! A text of Go's, with the names from its comments, makes the reports that pprof makes of the profile.proto file of the
//! same moment: every case of testdata/golden/cases.tsv about one of testdata/twins, run with its twin.
//!
//! A text leaves out less than one might fear: the program's name and the time, the type arguments of generic functions,
//! and the names of the runtime's functions at the leaf, which the cases hide.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod cases;

use std::fs;
use std::path::{Path, PathBuf};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The cases: name and arguments, with the text in place of its twin.
fn cases() -> Vec<(String, Vec<String>)> {
    let table = fs::read_to_string(testdata().join("golden/cases.tsv")).unwrap();
    let twins = table.lines().filter(|line| line.starts_with("twins."));
    let cases = twins.map(|line| {
        let mut columns = line.split('\t');
        let name = columns.next().unwrap().to_owned();
        let arguments: Vec<String> = serde_json::from_str(columns.next().unwrap()).unwrap();
        let swap = |argument: String| argument.replace(".pb.gz", ".debug1.txt");
        (name, arguments.into_iter().map(swap).collect())
    });
    cases.collect()
}

/// What a text can know of a report.
fn comparable(report: &[u8]) -> String {
    const UNKNOWN: [&str; 3] = ["File: ", "Build ID: ", "Time: "];
    let report = String::from_utf8(report.to_vec()).unwrap();
    let lines = report
        .split_inclusive('\n')
        .filter(|line| !UNKNOWN.iter().any(|start| line.starts_with(start)));
    lines.map(without_type_arguments).collect()
}

/// `main.f[go.shape.[]int,go.shape.int]` is `main.f[...]` in a text.
fn without_type_arguments(line: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0;
    for (at, character) in line.char_indices() {
        match character {
            '[' if depth > 0 || line[at..].starts_with("[go.shape.") => depth += 1,
            ']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    kept.push_str("[...]");
                }
            }
            _ if depth > 0 => {}
            other => kept.push(other),
        }
    }
    kept
}

#[test]
fn texts_make_the_reports_of_their_twins() {
    let cases = cases();
    assert!(cases.len() > 40);
    let faults = cases::parallel(&cases, |(name, arguments)| {
        let expected = fs::read(testdata().join(format!("golden/{name}.txt"))).unwrap();
        let output = cases::run(&testdata(), arguments, "");
        assert_eq!(output.status, 0, "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let (expected, actual) = (comparable(&expected), comparable(&output.stdout));
        assert!(expected.lines().count() > 2, "{name}: {expected}");
        (expected != actual).then(|| {
            let difference = cases::difference(expected.as_bytes(), actual.as_bytes());
            format!("--- {name}: proflens {}\n{difference}", arguments.join(" "))
        })
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(
        faults.is_empty(),
        "{}\n{} of {} cases differ",
        faults.join("\n"),
        faults.len(),
        cases.len()
    );
}
