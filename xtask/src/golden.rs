//! `cargo xtask golden`: in, testdata/golden/cases.tsv; out, what `go tool pprof` prints for each case, as
//! NAME.txt (standard output) and, where it fails or is typed at, NAME.err (`exit status N`, then standard error).
//!
//! This is the only writer of those files: the code under test never gets to bless its own output. A case whose
//! output differs between runs is refused, because pprof orders some ties by the address of a map's bucket.
//!
//! A case is a line `name<TAB>["-top", "cpu.pb.gz"]<TAB>"standard input"`: the file's name, made of the flags; the
//! arguments, with files relative to testdata/; and what is typed at the prompt, if anything. A line that starts with `#`
//! is a comment.

use crate::go::Pprof;
use crate::sh;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// The release whose text we print.
const GO_MINOR: u32 = 27;
/// How often each case must print the same.
const RUNS: usize = 3;

struct Case {
    name: String,
    arguments: Vec<String>,
    stdin: String,
}

struct Output {
    status: i32,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

pub fn main(parts: &[String]) -> Result<()> {
    let testdata = sh::root().join("testdata");
    let golden = testdata.join("golden");
    let cases = cases(&golden.join("cases.tsv"))?;
    let pprof = Pprof::find(GO_MINOR)?;
    let (mut written, mut refused) = (0, 0);
    for case in &cases {
        if !parts.is_empty() && !parts.iter().any(|part| case.name.contains(part.as_str())) {
            continue;
        }
        match run(&pprof, case, &testdata)? {
            Some(output) => {
                write(&golden, case, &output)?;
                written += 1;
            }
            None => {
                remove(&golden.join(format!("{}.txt", case.name)))?;
                remove(&golden.join(format!("{}.err", case.name)))?;
                println!("refused, its output varies: {} {:?}", case.name, case.arguments);
                refused += 1;
            }
        }
    }
    let removed = remove_orphans(&golden, &cases)?;
    println!(
        "{written} written by {}, {refused} refused, {removed} without a case removed",
        pprof.version
    );
    if refused > 0 {
        bail!("take the cases that vary out of cases.tsv, or give them a flag that orders the ties");
    }
    Ok(())
}

fn cases(table: &Path) -> Result<Vec<Case>> {
    let text = fs::read_to_string(table).with_context(|| format!("cannot read {}", table.display()))?;
    let mut cases = Vec::new();
    let mut names = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = || format!("{}, line {}", table.display(), number + 1);
        let (name, rest) = line.split_once('\t').with_context(|| format!("{}: no tab", at()))?;
        let (arguments, stdin) = rest.split_once('\t').unwrap_or((rest, ""));
        let arguments = serde_json::from_str(arguments).with_context(|| format!("{}: no JSON array of texts", at()))?;
        if name.is_empty() || name.contains(['/', '\\']) || !names.insert(name) {
            bail!("{}: {name:?} is used twice, or is no file name", at());
        }
        let stdin = match stdin {
            "" => String::new(),
            json => serde_json::from_str(json).with_context(|| format!("{}: standard input is no JSON text", at()))?,
        };
        cases.push(Case {
            name: name.to_owned(),
            arguments,
            stdin,
        });
    }
    Ok(cases)
}

/// What pprof prints for a case, if it always prints the same report. Standard error may vary: warnings about labels come
/// in the order of a map. Then it is left empty, which the tests take for "anything".
fn run(pprof: &Pprof, case: &Case, folder: &Path) -> Result<Option<Output>> {
    let mut first = once(pprof, case, folder)?;
    for _ in 1..RUNS {
        let again = once(pprof, case, folder)?;
        if again.status != first.status || again.stdout != first.stdout {
            return Ok(None);
        }
        if again.stderr != first.stderr {
            first.stderr.clear();
        }
    }
    Ok(Some(first))
}

fn once(pprof: &Pprof, case: &Case, folder: &Path) -> Result<Output> {
    let mut command = pprof.command(folder)?;
    command
        .args(&case.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start pprof")?;
    if let Some(mut stdin) = child.stdin.take() {
        // It fits a pipe's buffer, so it needs no thread; a pprof that ends before it read all of it is no failure.
        let _ = stdin.write_all(case.stdin.as_bytes());
    }
    let output = child.wait_with_output()?;
    Ok(Output {
        status: output.status.code().context("pprof was killed")?,
        stdout: output.stdout,
        stderr: output.stderr,
    })
}

fn write(golden: &Path, case: &Case, output: &Output) -> Result<()> {
    let error = golden.join(format!("{}.err", case.name));
    fs::write(golden.join(format!("{}.txt", case.name)), &output.stdout)?;
    // What pprof says besides a report that succeeds is mostly about binaries that it looks for on this machine's disk.
    if output.status == 0 && case.stdin.is_empty() {
        remove(&error)
    } else {
        let status = format!("exit status {}\n", output.status);
        Ok(fs::write(error, [status.as_bytes(), &output.stderr].concat())?)
    }
}

/// Removes what belongs to no case any more.
fn remove_orphans(golden: &Path, cases: &[Case]) -> Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(golden)? {
        let path = entry?.path();
        let is_output = path
            .extension()
            .is_some_and(|extension| extension == "txt" || extension == "err");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if is_output && !cases.iter().any(|case| case.name == name) {
            remove(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
