//! `cargo xtask fuzz`: in, targets and minutes; out, inputs that more of the code runs with, and a table of what was run.
//!
//! libFuzzer changes inputs and keeps those that reach what no other one did: the compiler's pass for coverage, which is in every
//! toolchain, counts that in a build of its own. Inputs gather in target/libfuzzer/corpus/; `--keep` puts the best of them into
//! testdata/fuzz/, where `cargo test` repeats them. What a target is and what holds for it, tests/fuzz/targets/ says.

use crate::{setup, sh};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Counters for edges and what is compared, as libFuzzer reads them.
const COUNTED: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=3",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Files of testdata that are inputs of a target, too.
const MORE: &[(&str, &str)] = &[
    ("open", "formats"),
    ("open", "foreign"),
    ("open", "hostile"),
    ("open", "synthetic"),
    ("open", "found"),
    ("dumps", "dumps"),
];

/// What an input may cost, and how long it may be. The memory is in megabytes.
const LIMITS: &[&str] = &["-timeout=10", "-rss_limit_mb=2048", "-max_len=4096"];

/// So many bytes of inputs are kept of a target, the smallest of those that reach all that is reached.
const KEPT: u64 = 20_000;
/// Inputs with such a name were faults: they are kept whatever they reach.
const FAULT: &str = "fault-";

const MINUTES: f64 = 10.0;

struct Options {
    targets: Vec<String>,
    minutes: f64,
    keeps: bool,
    input: Option<PathBuf>,
}

/// Where inputs are, and what runs them.
struct Fuzzer {
    program: PathBuf,
    folder: PathBuf,
    kept: PathBuf,
}

/// What was run of a target.
#[derive(Default, PartialEq, Debug)]
struct Run {
    runs: u64,
    runs_per_second: u64,
    edges: u64,
    inputs: u64,
    crashes: u64,
}

pub fn main(arguments: &[String]) -> Result<()> {
    let kept = sh::root().join("testdata/fuzz");
    let options = options(arguments, &targets(&kept)?)?;
    let folder = sh::target_folder()?.join("libfuzzer");
    let fuzzer = Fuzzer {
        program: build(&folder)?,
        folder,
        kept,
    };
    if let (Some(input), [target]) = (&options.input, options.targets.as_slice()) {
        return sh::run(fuzzer.command(target).arg(input));
    }
    let seconds = (options.minutes * 60.0 / options.targets.len() as f64).ceil();
    let mut rows = Vec::new();
    for target in &options.targets {
        println!("{target}: {seconds} seconds");
        rows.push((target.as_str(), fuzzer.run(target, seconds as u64)?));
        if options.keeps {
            fuzzer.keep(target)?;
        }
    }
    print!("{}", table(&rows));
    match rows.iter().map(|(_, run)| run.crashes).sum() {
        0 => Ok(()),
        crashes @ 1.. => bail!("{crashes} of {} targets crashed", rows.len()),
    }
}

/// The targets: each has its folder.
fn targets(kept: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(kept).with_context(|| format!("cannot read {}", kept.display()))?;
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// Reads `[TARGET...] [--minutes N] [--keep] [--input FILE]`.
fn options(arguments: &[String], known: &[String]) -> Result<Options> {
    let mut options = Options {
        targets: Vec::new(),
        minutes: MINUTES,
        keeps: false,
        input: None,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--keep" => options.keeps = true,
            "--minutes" => {
                let minutes = words.next().and_then(|word| word.parse().ok());
                let minutes = minutes.filter(|minutes: &f64| *minutes > 0.0 && minutes.is_finite());
                options.minutes = minutes.context("--minutes needs a number of minutes")?;
            }
            "--input" => {
                let file = words.next().context("--input needs a file")?;
                options.input = Some(std::path::absolute(file)?);
            }
            target if known.contains(word) => options.targets.push(target.to_owned()),
            target => bail!("there is no target {target:?}; there are {}", known.join(", ")),
        }
    }
    if options.input.is_some() && options.targets.len() != 1 {
        bail!("--input is for one target, which has to be named");
    }
    if options.targets.is_empty() {
        options.targets = known.to_vec();
    }
    Ok(options)
}

/// Builds the program with its counters, and libFuzzer.
fn build(folder: &Path) -> Result<PathBuf> {
    const COMPILERS: [&str; 3] = ["c++", "g++", "clang++"];
    if std::env::var_os("CXX").is_none() && COMPILERS.iter().all(|name| sh::find(name).is_none()) {
        bail!(
            "libFuzzer is compiled from C++: install a compiler ({}), or name one in CXX",
            COMPILERS.join(", ")
        );
    }
    // With a target named, what runs while it compiles is built without counters.
    let host = setup::host()?;
    let mut cargo = sh::locked("build");
    cargo
        .args(["--quiet", "--package", "proflens-fuzz", "--features", "libfuzzer"])
        .args(["--profile", "fuzz", "--target", &host, "--target-dir"])
        .arg(folder)
        .env("RUSTFLAGS", COUNTED.join(" "));
    sh::run(&mut cargo)?;
    Ok(folder.join(host).join("fuzz/proflens-fuzz"))
}

impl Fuzzer {
    fn command(&self, target: &str) -> Command {
        let mut command = sh::command(&self.program);
        command.env("PROFLENS_FUZZ", target).args(LIMITS);
        command
    }

    fn corpus(&self, target: &str) -> PathBuf {
        self.folder.join("corpus").join(target)
    }

    /// Fuzzes a target for some seconds, or until it crashes.
    fn run(&self, target: &str, seconds: u64) -> Result<Run> {
        let (corpus, found) = (self.corpus(target), self.folder.join("found"));
        for folder in [&corpus, &found] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let mut prefix = OsString::from("-artifact_prefix=");
        prefix.push(found.join(format!("{target}-")));
        let log = self.folder.join(format!("{target}.log"));
        let mut command = self.command(target);
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg("-print_final_stats=1")
            .arg(prefix)
            .stderr(File::create(&log).with_context(|| format!("cannot write {}", log.display()))?);
        let words = self.kept.join(format!("{target}.dict"));
        if words.is_file() {
            let mut argument = OsString::from("-dict=");
            argument.push(&words);
            command.arg(argument);
        }
        command.args([&corpus, &self.kept.join(target)]);
        let more = MORE.iter().filter(|(own, _)| *own == target);
        command.args(more.map(|(_, folder)| sh::root().join("testdata").join(folder)));
        let status = command
            .status()
            .with_context(|| format!("cannot start `{}`", sh::shown(&command)))?;
        let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        let mut run = Run::read(&said);
        if !status.success() {
            run.crashes = 1;
            println!("{}", reason(&said));
            match said.lines().find_map(|line| line.split_once("Test unit written to ")) {
                Some((_, file)) => println!("{file}\n  cargo xtask fuzz {target} --input {file}"),
                None => println!("{} says all of it", log.display()),
            }
        }
        Ok(run)
    }

    /// Keeps of all inputs those that reach all, as far as they are small.
    fn keep(&self, target: &str) -> Result<()> {
        let (best, kept) = (self.folder.join("best"), self.kept.join(target));
        let _ = fs::remove_dir_all(&best);
        fs::create_dir_all(&best)?;
        let mut command = self.command(target);
        command
            // Which edges are reached, not how often.
            .args(["-merge=1", "-set_cover_merge=1", "-use_counters=0"])
            .args([&best, &kept, &self.corpus(target)])
            .stderr(File::create(self.folder.join("merge.log"))?);
        sh::run(&mut command)?;
        let is_fault = |path: &Path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(FAULT))
        };
        for path in files(&kept)?.iter().filter(|path| !is_fault(path)) {
            fs::remove_file(path)?;
        }
        let mut bytes = 0;
        let mut small: Vec<(u64, PathBuf)> = Vec::new();
        for path in files(&best)? {
            small.push((fs::metadata(&path)?.len(), path));
        }
        small.sort();
        for (length, path) in small {
            bytes += length;
            if let (true, Some(name)) = (bytes <= KEPT, path.file_name()) {
                fs::copy(&path, kept.join(name))?;
            }
        }
        Ok(())
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

impl Run {
    /// Reads what libFuzzer says: lines such as `#8 NEW cov: 40 ft: 60 corp: 3/9b ...`, and numbers at the end.
    fn read(said: &str) -> Run {
        let mut run = Run::default();
        let mut shown = 0;
        for line in said.lines() {
            let number = |name: &str| {
                let (_, rest) = line.split_once(name)?;
                let digits = rest.trim_start();
                let end = digits.find(|digit: char| !digit.is_ascii_digit());
                digits[..end.unwrap_or(digits.len())].parse().ok()
            };
            if line.starts_with('#') {
                run.edges = number(" cov:").unwrap_or(run.edges);
                run.inputs = number(" corp:").unwrap_or(run.inputs);
                run.runs_per_second = number(" exec/s:").unwrap_or(run.runs_per_second);
                shown = number("#").unwrap_or(shown);
            }
            run.runs = number("stat::number_of_executed_units:").unwrap_or(run.runs);
            run.runs_per_second = number("stat::average_exec_per_sec:").unwrap_or(run.runs_per_second);
        }
        // A crash comes before the numbers at the end.
        run.runs = run.runs.max(shown);
        run
    }
}

/// Why it crashed: what a panic says, or libFuzzer.
fn reason(said: &str) -> String {
    let mut lines = said.lines().skip_while(|line| !line.contains(" panicked at "));
    let panic: Vec<&str> = lines
        .by_ref()
        .take(4)
        .take_while(|line| !line.starts_with("=="))
        .collect();
    match panic.is_empty() {
        true => said
            .lines()
            .find(|line| line.contains("ERROR: "))
            .unwrap_or("it ended")
            .to_owned(),
        false => panic.join("\n"),
    }
}

fn table(rows: &[(&str, Run)]) -> String {
    let mut text = format!(
        "{:10} {:>12} {:>8} {:>8} {:>8} {:>8}\n",
        "target", "runs", "runs/s", "edges", "inputs", "crashes"
    );
    for (target, run) in rows {
        text.push_str(&format!(
            "{target:10} {:>12} {:>8} {:>8} {:>8} {:>8}\n",
            run.runs, run.runs_per_second, run.edges, run.inputs, run.crashes
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_read() {
        let said = "#2\tINITED cov: 40 ft: 60 corp: 1/9b exec/s: 0 rss: 40Mb\n\
                    #900\tNEW    cov: 41 ft: 66 corp: 3/19b lim: 4 exec/s: 450 rss: 40Mb L: 1/1 MS: 1 ChangeBit-\n\
                    stat::number_of_executed_units: 1000\nstat::average_exec_per_sec:     500\n";
        let run = |runs, runs_per_second| Run {
            runs,
            runs_per_second,
            edges: 41,
            inputs: 3,
            crashes: 0,
        };
        assert_eq!(Run::read(said), run(1000, 500));
        let crashed: Vec<&str> = said.lines().take(2).collect();
        assert_eq!(Run::read(&crashed.join("\n")), run(900, 450));
    }

    #[test]
    fn a_crash_says_why() {
        let panic = "#7 NEW cov: 1\nthread 'x' (7) panicked at src/a.rs:1:2:\nno such row\n==9== ERROR: libFuzzer: deadly signal\n";
        assert_eq!(reason(panic), "thread 'x' (7) panicked at src/a.rs:1:2:\nno such row");
        let slow = "ALARM: working on the last Unit for 11 seconds\n==9== ERROR: libFuzzer: timeout after 11 seconds\n";
        assert_eq!(reason(slow), "==9== ERROR: libFuzzer: timeout after 11 seconds");
    }

    #[test]
    fn arguments_are_targets_and_minutes() {
        let known = ["ask".to_owned(), "open".to_owned()];
        let read = |arguments: &str| {
            let words: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
            options(&words, &known)
        };
        let all = read("--minutes 0.5").expect("options");
        assert_eq!(
            (all.targets.as_slice(), all.minutes, all.keeps),
            (&known[..], 0.5, false)
        );
        let one = read("open --keep").expect("options");
        assert_eq!(
            (one.targets.as_slice(), one.minutes, one.keeps),
            (&known[1..], MINUTES, true)
        );
        for (arguments, reason) in [
            ("shell", "there are ask, open"),
            ("--minutes many", "number of minutes"),
            ("--minutes 0", "number of minutes"),
            ("--input x", "has to be named"),
        ] {
            let error = read(arguments).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(reason), "{arguments}: {error}");
        }
    }
}
