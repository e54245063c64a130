//! The native command against a conformance corpus of pprof's outputs, if $PROFLENS_CORPUS names its folder.
//!
//! The folder holds cases.tsv: exit status, file with the expected standard output, JSON array of arguments, and a fourth
//! column that informs only. Expected output that pprof gzips is kept uncompressed, as `.bin`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod cases;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

struct Case {
    status: i32,
    stdout: String,
    arguments: Vec<String>,
}

#[derive(Default)]
struct Count {
    all: usize,
    passed: usize,
    pending: usize,
}

#[test]
fn corpus() {
    // Past the test runner, which shows what a passing test prints to nobody.
    let mut terminal = std::io::stdout();
    let Some(folder) = std::env::var_os("PROFLENS_CORPUS").map(PathBuf::from) else {
        let _ = writeln!(
            terminal,
            "PROFLENS_CORPUS is not set: the conformance corpus is not run"
        );
        return;
    };
    let table = fs::read_to_string(folder.join("cases.tsv")).unwrap();
    let cases: Vec<Case> = table.lines().skip(1).map(parse).collect();
    let pending = include_str!("corpus-pending.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pending: Vec<&str> = pending.collect();

    let faults = cases::parallel(&cases, |case| {
        let expected = fs::read(folder.join(&case.stdout)).unwrap();
        let output = cases::run(&folder, &case.arguments, "");
        let actual = inflated(output.stdout);
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
            Some(_) if is_pending(case, &pending) => count.pending += 1,
            Some(fault) => failed.push(format!("--- proflens {}\n{fault}", case.arguments.join(" "))),
        }
    }
    let passed: usize = counts.values().map(|count| count.passed).sum();
    let mut summary = format!("corpus: {passed} of {} cases pass\n", cases.len());
    for (report, Count { all, passed, pending }) in &counts {
        let rest = if *pending > 0 {
            format!(", {pending} pending")
        } else {
            String::new()
        };
        summary += &format!("  {report:14} {passed:4} of {all:4}{rest}\n");
    }
    let _ = terminal.write_all(summary.as_bytes());
    assert!(
        failed.is_empty(),
        "{}\n{} cases fail that are not pending",
        failed.join("\n"),
        failed.len()
    );
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

fn is_pending(case: &Case, pending: &[&str]) -> bool {
    let line = case.arguments.join(" ");
    pending.iter().any(|&pattern| {
        let matches = |argument: &String| {
            let name = argument.split('=').next().unwrap_or_default();
            name == pattern || (pattern.ends_with('/') && argument.split('=').any(|part| part.starts_with(pattern)))
        };
        line == pattern || case.arguments.iter().any(matches)
    })
}

/// Reports in gzip are compared by what they hold: the compressor is not part of the conformance.
fn inflated(stdout: Vec<u8>) -> Vec<u8> {
    if !stdout.starts_with(&[0x1f, 0x8b]) {
        return stdout;
    }
    let mut bytes = Vec::new();
    let mut inflater = Box::<proflens::input::gzip::Inflater>::default();
    let inflated = inflater.push(&stdout, &mut |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    });
    inflated.and_then(|()| inflater.finish()).unwrap();
    bytes
}
