//! Runs the native command as the oracle ran pprof: in, a folder, arguments and what is typed; out, what was printed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a run printed.
pub struct Output {
    /// The exit status; -1 if a signal ended it.
    pub status: i32,
    /// The report.
    pub stdout: Vec<u8>,
    /// Messages.
    pub stderr: Vec<u8>,
}

/// Runs `proflens` in UTC, without a home.
pub fn run(folder: &Path, arguments: &[String], stdin: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proflens"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("TZ", "UTC")
        .env("HOME", "/nonexistent");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It fits a pipe's buffer; a command that ends before it read all of it is no failure.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: output.stderr,
    }
}

/// Does `check` for every case, on all cores, and returns the results in the order of the cases.
pub fn parallel<Case: Sync, R: Send>(cases: &[Case], check: impl Fn(&Case) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = cases.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = cases
            .chunks(share)
            .map(|cases| scope.spawn(|| cases.iter().map(&check).collect::<Vec<R>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// The first lines that differ, with two lines before them: `-` is what pprof prints, `+` what we print.
pub fn difference(expected: &[u8], actual: &[u8]) -> String {
    const SHOWN: usize = 6;
    let lines = |bytes| {
        String::from_utf8_lossy(bytes)
            .split_inclusive('\n')
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let (expected, actual) = (lines(expected), lines(actual));
    let same = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let mut text = format!("@@ line {} @@\n", same + 1);
    let mut add = |mark: char, lines: &[String]| {
        for line in lines.iter().take(SHOWN) {
            let line = line
                .strip_suffix('\n')
                .map_or_else(|| format!("{line}<no newline>"), str::to_owned);
            text += &format!("{mark}{line}\n");
        }
    };
    add(' ', &expected[same.saturating_sub(2)..same]);
    add('-', &expected[same..]);
    add('+', &actual[same..]);
    text
}
