//! Runs a case with both programs: in, a case; out, whether they print the same.
//!
//! pprof orders some ties by the address of a map's bucket. So a different output is a difference only if pprof, asked many
//! times, never prints ours: a `-tree` whose equal edges come in one of six orders is `Verdict::Random`.

use super::proto;
use super::{Case, Source};
use crate::go::Pprof;
use anyhow::{Context, Result};
use prost::Message;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The folder without files that `-source_path` names, so that no source is found by accident.
pub const NOTHING: &str = "nothing";
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// What a run printed, without what is not ours to print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Output {
    /// -1 if the time was over.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub messages: String,
}

pub enum Verdict {
    Equal,
    /// Our output is one of those that pprof prints.
    Random,
    /// pprof's output varies, and ours has the lines of one of them in another order.
    SameLines,
    /// pprof crashed or took too long: there is nothing to compare with.
    NoAnswer,
    Different {
        pprof: Output,
        ours: Output,
    },
}

/// Where one thread runs its cases.
pub struct Runner<'a> {
    pub pprof: &'a Pprof,
    pub proflens: PathBuf,
    pub folder: PathBuf,
}

impl Runner<'_> {
    /// Makes the folders of the runs.
    pub fn prepare(&self) -> Result<()> {
        for folder in ["home", NOTHING] {
            let folder = self.folder.join(folder);
            fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(())
    }

    /// Compares the programs on a case; before a difference is believed, pprof runs `reruns` times more.
    pub fn judge(&self, case: &Case, reruns: usize) -> Result<Verdict> {
        let verdict = self.compare(case, reruns)?;
        let output = self.folder.join("output.pb.gz");
        if !matches!(verdict, Verdict::Equal) || !case.report.ends_with("proto") || !output.is_file() {
            return Ok(verdict);
        }
        // What we write must be readable, too.
        let again = Case {
            report: "top",
            options: vec!["-top".to_owned()],
            lines: Vec::new(),
            sources: vec![Source::Bytes(fs::read(output)?)],
            base: None,
        };
        self.compare(&again, reruns)
    }

    fn compare(&self, case: &Case, reruns: usize) -> Result<Verdict> {
        let arguments = self.write(case)?;
        let (pprof, _) = self.run(self.pprof(), case, &arguments)?;
        let (ours, raw) = self.run(self.proflens(), case, &arguments)?;
        if pprof.status == -1 || pprof.messages.contains("\ngoroutine ") {
            return Ok(Verdict::NoAnswer);
        }
        let written = self.folder.join("output.pb.gz");
        let _ = fs::remove_file(&written);
        if case.report.ends_with("proto") && ours.status == 0 {
            fs::write(&written, raw)?;
        }
        if pprof == ours {
            return Ok(Verdict::Equal);
        }
        let mut outputs = BTreeSet::from([pprof.clone()]);
        for _ in 0..reruns {
            let (again, _) = self.run(self.pprof(), case, &arguments)?;
            if again == ours {
                return Ok(Verdict::Random);
            }
            outputs.insert(again);
        }
        if outputs.len() > 1 && outputs.iter().any(|output| lines(output, case) == lines(&ours, case)) {
            return Ok(Verdict::SameLines);
        }
        Ok(Verdict::Different { pprof, ours })
    }

    fn pprof(&self) -> Command {
        self.pprof.command_at(&self.folder, &self.folder.join("home"))
    }

    fn proflens(&self) -> Command {
        let mut command = Command::new(&self.proflens);
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("TZ", "UTC")
            .env("HOME", self.folder.join("home"));
        command
    }

    /// Writes the case's files; returns the arguments of the command line.
    pub fn write(&self, case: &Case) -> Result<Vec<String>> {
        let mut arguments = case.options.clone();
        let write = |name: &str, source: &Source| {
            let bytes = match source {
                Source::Profile(profile) => profile.encode_to_vec(),
                Source::OlderFormat(bytes) | Source::Bytes(bytes) => bytes.clone(),
            };
            let file = self.folder.join(name);
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))
        };
        if let Some((flag, source)) = &case.base {
            write("base.pb", source)?;
            arguments.push(format!("{flag}=base.pb"));
        }
        if case
            .sources
            .iter()
            .any(|source| matches!(source, Source::OlderFormat(_)))
        {
            arguments.push("-symbolize=none".to_owned());
        }
        for (number, source) in case.sources.iter().enumerate() {
            let name = format!("{number}.pb");
            write(&name, source)?;
            arguments.push(name);
        }
        Ok(arguments)
    }

    /// The output to compare, and standard output as it came.
    fn run(&self, mut command: Command, case: &Case, arguments: &[String]) -> Result<(Output, Vec<u8>)> {
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start a program")?;
        if let Some(mut stdin) = child.stdin.take() {
            // It fits a pipe's buffer; a program that ends before it read all of it is no failure.
            let _ = stdin.write_all(case.lines.concat().as_bytes());
        }
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        std::thread::scope(|scope| {
            let stdout = scope.spawn(move || read_all(stdout));
            let stderr = scope.spawn(move || read_all(stderr));
            let start = Instant::now();
            let status = loop {
                if let Some(status) = child.try_wait()? {
                    break status.code().unwrap_or(-2);
                }
                if start.elapsed() > TIME_LIMIT {
                    child.kill()?;
                    child.wait()?;
                    break -1;
                }
                std::thread::sleep(Duration::from_millis(1));
            };
            let raw = stdout.join().unwrap_or_default();
            let stderr = stderr.join().unwrap_or_default();
            let output = Output {
                status,
                stdout: proto::gunzip(&raw).unwrap_or_else(|_| raw.clone()),
                messages: messages(&String::from_utf8_lossy(&stderr)),
            };
            Ok((output, raw))
        })
    }
}

fn read_all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A pipe that breaks has given what it had.
    let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
    bytes
}

/// Messages without those about binaries that pprof looks for on the disk, and without the usage after a wrong flag: it
/// lists what only pprof has.
fn messages(text: &str) -> String {
    const ABOUT_BINARIES: [&str; 4] = [
        "Local symbolization failed for ",
        "Some binary filenames not available. ",
        "Try setting PPROF_BINARY_PATH ",
        "Main binary filename not available.",
    ];
    let lines = text.split_inclusive('\n');
    let lines = lines.filter(|line| !ABOUT_BINARIES.iter().any(|start| line.starts_with(start)));
    let lines = lines.take_while(|line| !line.starts_with("usage:") && !line.starts_with("Usage"));
    // How far into damaged data an inflater reads before it notices is its own affair.
    // And pprof names the sample types that do not go together by their addresses in memory.
    const VARYING: [&str; 2] = [" before offset ", "incompatible sample types "];
    let lines = lines.map(|line| match VARYING.iter().find_map(|part| line.split_once(part)) {
        Some((start, _)) => format!("{start}\n"),
        None => line.to_owned(),
    });
    lines.collect()
}

/// An output as the sorted lines of it, without the numbers of a drawing's nodes: equal nodes may swap them, and without sums
/// over the lines above. A profile is its samples, with their places in full.
fn lines<'a>(output: &'a Output, case: &Case) -> (i32, Vec<String>, Vec<&'a str>) {
    let mut messages: Vec<&str> = output.messages.lines().collect();
    messages.sort_unstable();
    if case.report.ends_with("proto")
        && let Ok(profile) = proto::Profile::decode(output.stdout.as_slice())
    {
        return (output.status, profile.in_no_order(), messages);
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    let is_drawing = stdout.contains("digraph ");
    let mut stdout: Vec<String> = stdout
        .lines()
        .map(|line| {
            if is_drawing {
                without_numbers(line)
            } else {
                without_running_sum(line)
            }
        })
        .collect();
    stdout.sort_unstable();
    (output.status, stdout, messages)
}

/// `0.02s 0.36% 89.07% 0.07s` without the third number, which adds up the lines above: it depends on their order.
fn without_running_sum(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [flat, share, sum, rest @ ..] if share.ends_with('%') && sum.ends_with('%') => {
            [&[*flat, *share], rest].concat().join(" ")
        }
        _ => line.to_owned(),
    }
}

/// `N12 -> N3 [weight=5]` as `N -> N [weight=5]`.
fn without_numbers(line: &str) -> String {
    let mut kept = String::new();
    for letter in line.chars() {
        let in_name = |name: &str| kept.ends_with(name);
        if !(letter.is_ascii_digit() && (in_name("N") || in_name("node"))) {
            kept.push(letter);
        }
    }
    kept
}
