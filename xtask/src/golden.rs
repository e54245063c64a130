//! `cargo xtask golden`: in, testdata/golden/cases.tsv; out, what `go tool pprof` prints for each case, as
//! NAME.txt (standard output) and, where it refuses, NAME.err (`exit status N`, then standard error).
//!
//! This is the only writer of those files: the code under test never gets to bless its own output. A case whose
//! output differs between runs is refused, because pprof orders some ties by the address of a map's bucket.
//!
//! A case is a line `name<TAB>["-top", "cpu.pb.gz"]`: the file's name, made of the flags, and the arguments; files are
//! relative to testdata/. A line that starts with `#` is a comment.

use crate::go::Pprof;
use crate::sh;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The release whose text we print.
const GO_MINOR: u32 = 27;
/// How often each case must print the same.
const RUNS: usize = 3;

struct Case {
    name: String,
    arguments: Vec<String>,
}

#[derive(PartialEq, Eq)]
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
                write(&golden, &case.name, &output)?;
                written += 1;
            }
            None => {
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
        let (name, arguments) = line.split_once('\t').with_context(|| format!("{}: no tab", at()))?;
        let arguments = serde_json::from_str(arguments).with_context(|| format!("{}: no JSON array of texts", at()))?;
        if name.is_empty() || name.contains(['/', '\\']) || !names.insert(name) {
            bail!("{}: {name:?} is used twice, or is no file name", at());
        }
        cases.push(Case {
            name: name.to_owned(),
            arguments,
        });
    }
    Ok(cases)
}

/// What pprof prints for a case, if it always prints the same.
fn run(pprof: &Pprof, case: &Case, folder: &Path) -> Result<Option<Output>> {
    let mut first = None;
    for _ in 0..RUNS {
        let output = pprof
            .command(folder)?
            .args(&case.arguments)
            .output()
            .context("cannot start pprof")?;
        let status = output.status.code().context("pprof was killed")?;
        let stderr = if status == 0 { Vec::new() } else { output.stderr };
        let output = Output {
            status,
            stdout: output.stdout,
            stderr,
        };
        match &first {
            None => first = Some(output),
            Some(first) if *first == output => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(first)
}

fn write(golden: &Path, name: &str, output: &Output) -> Result<()> {
    let error = golden.join(format!("{name}.err"));
    fs::write(golden.join(format!("{name}.txt")), &output.stdout)?;
    if output.status == 0 {
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
