//! The native command against a conformance corpus of pprof's outputs, if $PROFLENS_CORPUS names its folder.
//!
//! The folder holds cases.tsv: exit status, file with the expected standard output, JSON array of arguments, and a fourth
//! column that informs only. Expected output that pprof gzips is kept uncompressed, as `.bin`.
//!
//! Whether there is a corpus is known only when the test runs, and then Rust's own harness has nothing but passed and
//! failed. So this file brings its own, which says `ignored` where there is none, in the words of the other one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod cases;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

struct Case {
    status: i32,
    stdout: String,
    arguments: Vec<String>,
}

#[derive(Default)]
struct Count {
    all: usize,
    passed: usize,
}

/// The only test here.
const NAME: &str = "corpus";

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--list") {
        println!("{NAME}: test");
        return ExitCode::SUCCESS;
    }
    let (verdict, [passed, failed, ignored, filtered]) = match std::env::var_os("PROFLENS_CORPUS") {
        _ if !is_wanted(&mut std::env::args().skip(1)) => ("", [0, 0, 0, 1]),
        None => (
            "ignored, PROFLENS_CORPUS does not say where the conformance corpus is",
            [0, 0, 1, 0],
        ),
        Some(folder) => match std::panic::catch_unwind(|| corpus(Path::new(&folder))) {
            Ok(()) => ("ok", [1, 0, 0, 0]),
            Err(_) => ("FAILED", [0, 1, 0, 0]),
        },
    };
    println!("\nrunning {}", if filtered == 0 { "1 test" } else { "0 tests" });
    if !verdict.is_empty() {
        println!("test {NAME} ... {verdict}");
    }
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; {filtered} filtered out\n"
    );
    ExitCode::from(if failed == 0 { 0 } else { 101 })
}

/// Whether the arguments of `cargo test` ask for this test: a part of its name, or none.
fn is_wanted(arguments: &mut dyn Iterator<Item = String>) -> bool {
    let (mut asked, mut named) = (false, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--skip" if arguments.next().is_some_and(|name| NAME.contains(&name)) => return false,
            "--test-threads" | "--format" | "--color" | "--logfile" => drop(arguments.next()),
            "--skip" => {}
            option if option.starts_with('-') => {}
            name => {
                asked = true;
                named |= NAME.contains(name);
            }
        }
    }
    named || !asked
}

fn corpus(folder: &Path) {
    let table = fs::read_to_string(folder.join("cases.tsv")).unwrap();
    let cases: Vec<Case> = table.lines().skip(1).map(parse).collect();
    let beyond = include_str!("corpus-beyond.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let beyond: Vec<&str> = beyond.collect();

    let faults = cases::parallel(&cases, |case| {
        let expected = fs::read(folder.join(&case.stdout)).unwrap();
        let output = cases::run(folder, &case.arguments, "");
        let actual = inflated(output.stdout);
        if is_beyond(case, &beyond) {
            return beyond_fault(case, &expected, output.status, &actual);
        }
        if actual != expected {
            return Some(cases::difference(&expected, &actual) + &String::from_utf8_lossy(&output.stderr));
        }
        (output.status != case.status).then(|| format!("exit status {}, not {}\n", output.status, case.status))
    });

    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut failed = Vec::new();
    for (case, fault) in cases.iter().zip(faults) {
        let count = counts.entry(report(case)).or_default();
        count.all += 1;
        match fault {
            None => count.passed += 1,
            Some(fault) => failed.push(format!("--- proflens {}\n{fault}", case.arguments.join(" "))),
        }
    }
    let passed: usize = counts.values().map(|count| count.passed).sum();
    let mut summary = format!("corpus: {passed} of {} cases pass\n", cases.len());
    for (report, Count { all, passed }) in &counts {
        summary += &format!("  {report:14} {passed:4} of {all:4}\n");
    }
    print!("{summary}");
    assert!(failed.is_empty(), "{}\n{} cases fail", failed.join("\n"), failed.len());
}

fn parse(line: &str) -> Case {
    let columns: Vec<&str> = line.split('\t').collect();
    let [status, stdout, arguments, _] = columns[..] else {
        panic!("not four columns: {line}")
    };
    Case {
        status: status.parse().unwrap(),
        stdout: stdout.to_owned(),
        arguments: serde_json::from_str(arguments).unwrap(),
    }
}

/// The report that a case asks for: what its counts are kept by.
fn report(case: &Case) -> &str {
    const REPORTS: [&str; 13] = [
        "-callgrind",
        "-comments",
        "-disasm",
        "-dot",
        "-list",
        "-peek",
        "-proto",
        "-raw",
        "-tags",
        "-top",
        "-topproto",
        "-traces",
        "-tree",
    ];
    let mut names = case
        .arguments
        .iter()
        .map(|argument| argument.split('=').next().unwrap_or_default());
    names.find(|name| REPORTS.contains(name)).unwrap_or("(other)")
}

fn is_beyond(case: &Case, beyond: &[&str]) -> bool {
    case.arguments
        .iter()
        .any(|argument| beyond.contains(&argument.as_str()))
}

/// What is wrong with a case of a file that proflens opens and pprof refuses.
fn beyond_fault(case: &Case, expected: &[u8], status: i32, actual: &[u8]) -> Option<String> {
    if case.status == 0 || !expected.is_empty() {
        return Some("pprof opens it: it does not belong into corpus-beyond.txt\n".to_owned());
    }
    (status != 0 || actual.is_empty()).then(|| format!("exit status {status}, {} bytes printed\n", actual.len()))
}

/// Reports in gzip are compared by what they hold: the compressor is not part of the conformance.
fn inflated(stdout: Vec<u8>) -> Vec<u8> {
    if !stdout.starts_with(&[0x1f, 0x8b]) {
        return stdout;
    }
    // Both write one member, with a header of ten bytes and eight bytes at its end.
    miniz_oxide::inflate::decompress_to_vec(&stdout[10..stdout.len() - 8]).unwrap()
}
