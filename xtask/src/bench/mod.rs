//! `cargo xtask bench`: in, profiles (given, or committed and generated ones); out, a table of what each stage takes
//! native and in wasm under Node, beside `go tool pprof -top` on the same file. `focus to top`: a filter is set, and the
//! first rows of Top come; `traces rows`: the view of stacks is asked, and its first rows come; `peek`, `graph`
//! (of 40 nodes, then of 20) and `source` likewise; `type to top`: another sample type is chosen. With `--waits`: what a user of the page waits
//! for ([`waits`]). With `--growth`: what twice as many of anything costs ([`growth`]). With `--frames`: how long the frames of the page are while the flame graph is zoomed and panned, for a small profile and
//! one of 3,000,000 samples.
//!
//! A dump of 100,000 goroutines, which pprof does not read, is measured beside what parts its text into lines: `wc -l` native, and
//! `String.split` under Node.
//!
//! Runs take turns, so that a busy moment of the machine hits all sides; both the minimum, which is closest to the
//! truth on a machine with other work, and the median, which shows how far other work disturbed, are printed.

mod figures;
mod growth;
mod waits;

use crate::build::{self, Mode};
use crate::go::Pprof;
use crate::{setup, sh};
use anyhow::{Context, Result, bail};
use figures::{Figures, collect, combine, median, megabytes, pair, ratio, wall};
use std::fs;
use std::path::{Path, PathBuf};

const RUNS: usize = 5;
/// pprof before this has another idea of some reports; for time it hardly matters.
const GO_MINOR: u32 = 21;
const COMMITTED: [&str; 2] = ["testdata/cpu.pb.gz", "testdata/heap-2.pb.gz"];
/// Numbers of samples of the generated profiles. The last is about 10 MB in gzip.
const GENERATED: [usize; 2] = [30_000, 250_000];
/// The same for frames.
const MANY: usize = 3_000_000;
/// The same for what a user waits for.
const WAITED: [usize; 2] = [GENERATED[1], MANY];

/// How many goroutines the generated dump has: 38 MB of text.
const GOROUTINES: usize = 100_000;

/// Once pprof has taken this many milliseconds on a file, it is not started again.
const ENOUGH_PPROF: f64 = 30_000.0;

struct Options {
    runs: usize,
    quick: bool,
    frames: bool,
    waits: bool,
    growth: bool,
    files: Vec<PathBuf>,
}

pub fn main(arguments: &[String]) -> Result<()> {
    let options = parse(arguments)?;
    let target = sh::target_folder()?;
    if options.growth {
        let program = ["--release", "--package", "proflens", "--example", "bench_growth"];
        sh::run(sh::locked("build").args(program))?;
        return growth::measure(&target.join("release"));
    }
    build::analyzer(Mode::Release)?;
    let examples = ["--example", "bench_stages", "--example", "generate_profile"];
    sh::run(
        sh::locked("build")
            .args(["--release", "--package", "proflens", "--bin", "proflens"])
            .args(examples),
    )?;
    let release = target.join("release");
    let files = match options.files.is_empty() {
        true if options.frames => vec![sh::root().join(COMMITTED[0]), generated(&target, &release, MANY)?],
        true if options.waits => WAITED
            .iter()
            .map(|&samples| generated(&target, &release, samples))
            .collect::<Result<_>>()?,
        true => usual_files(&target, &release, options.quick)?,
        false => options.files,
    };
    if options.frames {
        return frames(&files);
    }
    let pprof = Pprof::find(GO_MINOR)
        .map_err(|error| println!("without go tool pprof: {error:#}"))
        .ok();
    if let Some(pprof) = &pprof {
        println!("beside pprof of {}", pprof.version);
    }
    if options.waits {
        build::build(Mode::Release)?;
    }
    for file in &files {
        if options.waits {
            waits::measure(file, options.runs, &release, pprof.as_ref())?;
            continue;
        }
        measure(file, options.runs, &release, pprof.as_ref())
            .with_context(|| format!("cannot measure {}", file.display()))?;
    }
    Ok(())
}

fn parse(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        runs: RUNS,
        quick: false,
        frames: false,
        waits: false,
        growth: false,
        files: Vec::new(),
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--frames" => options.frames = true,
            "--waits" => options.waits = true,
            "--growth" => options.growth = true,
            "--runs" => {
                let value = arguments.next().context("--runs needs a number")?;
                options.runs = value
                    .parse()
                    .ok()
                    .filter(|&runs| runs > 0)
                    .with_context(|| format!("{value:?} is not a number of runs"))?;
            }
            flag if flag.starts_with('-') => {
                bail!("bench does not know {flag:?}; it takes --runs N, --quick, --frames, --waits, --growth and files")
            }
            file => options.files.push(
                Path::new(file)
                    .canonicalize()
                    .with_context(|| format!("cannot find {file}"))?,
            ),
        }
    }
    Ok(options)
}

/// The committed profiles, and the generated ones, which are kept in target/bench/.
fn usual_files(target: &Path, release: &Path, quick: bool) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = COMMITTED.iter().map(|file| sh::root().join(file)).collect();
    for samples in GENERATED.into_iter().take(if quick { 1 } else { GENERATED.len() }) {
        files.push(generated(target, release, samples)?);
    }
    if !quick {
        files.push(dump(target)?);
    }
    Ok(files)
}

/// A dump of goroutines as `debug=2` prints it, which is made once: forty kinds of stacks, waits of all lengths.
fn dump(target: &Path) -> Result<PathBuf> {
    let file = target.join("bench").join(format!("goroutines-{GOROUTINES}.txt"));
    if file.exists() {
        return Ok(file);
    }
    println!("generating {}", file.display());
    let mut text = String::from("goroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:21 +0x1d\n\n");
    for number in 1..GOROUTINES {
        let (kind, id) = (number % 40, number * 3);
        let state = ["chan send", "chan receive", "select", "IO wait", "sync.Mutex.Lock"][kind % 5];
        text.push_str(&match number % 7 {
            0 => format!("goroutine {id} [{state}]:\n"),
            minutes => format!("goroutine {id} [{state}, {minutes} minutes]:\n"),
        });
        for depth in 0..4 {
            let line = 10 + kind * 7 + depth;
            text.push_str(&format!(
                "example.com/app/work{kind}.(*Worker).step{depth}(0xc{number:09x}, {{0x{id:x}, 0x5}})\n\t/srv/app/work{kind}/worker.go:{line} \
                 +0x{line:x}\n"
            ));
        }
        text.push_str("created by example.com/app.Start in goroutine 1\n\t/srv/app/start.go:40 +0x25\n\n");
    }
    fs::write(&file, text)?;
    Ok(file)
}

/// A generated profile, which is made once.
fn generated(target: &Path, release: &Path, samples: usize) -> Result<PathBuf> {
    let folder = target.join("bench");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("generated-{samples}.pb.gz"));
    if !file.exists() {
        println!("generating {}", file.display());
        sh::run(
            sh::command(release.join("examples/generate_profile"))
                .arg(samples.to_string())
                .arg(&file),
        )?;
    }
    Ok(file)
}

/// Measures the frames of the page.
fn frames(files: &[PathBuf]) -> Result<()> {
    build::build(Mode::Release)?;
    let browser = setup::browser()?;
    println!(
        "{:28} {:10} {:>6} {:>22} {:>20}",
        "", "", "frames", "ms median / p95 / max", "script ms a frame"
    );
    let mut node = setup::node()?;
    node.arg("xtask/frames.mjs")
        .args(files)
        .env("PROFLENS_CHROMIUM", browser);
    for line in sh::capture(&mut node)?.lines() {
        let [file, gesture, frames, median, p95, worst, script] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("no figures: {line}");
        };
        let times = format!("{median} / {p95} / {worst}");
        println!("{file:28} {gesture:10} {frames:>6} {times:>22} {script:>20}");
    }
    Ok(())
}

fn measure(file: &Path, runs: usize, release: &Path, pprof: Option<&Pprof>) -> Result<()> {
    let (mut native, mut wasm) = (Figures::new(), Figures::new());
    for _ in 0..runs {
        for what in [None, Some("inflate")] {
            let stages = release.join("examples/bench_stages");
            collect(sh::command(stages).arg(file).args(what), &mut native)?;
            collect(setup::node()?.arg("xtask/bench.mjs").arg(file).args(what), &mut wasm)?;
        }
        let top = wall(sh::command(release.join("proflens")).arg("-top").arg(file))?;
        native.entry("command".to_owned()).or_default().push(top);
        if is_text(file) {
            if let Ok(lines) = wall(sh::command("wc").arg("-l").arg(file)) {
                native.entry("lines".to_owned()).or_default().push(lines);
            }
            // pprof refuses it.
            continue;
        }
        let spent: f64 = native.get("pprof").into_iter().flatten().sum();
        if let Some(pprof) = pprof.filter(|_| spent < ENOUGH_PPROF) {
            let top = wall(pprof.command(&sh::root())?.arg("-top").arg(file))?;
            native.entry("pprof".to_owned()).or_default().push(top);
        }
    }
    for figures in [&mut native, &mut wasm] {
        combine(figures, "decode", "open", "inflate", |open, inflate| open - inflate);
        combine(figures, "bytes to top", "open", "top", |open, top| open + top);
    }
    print(file, runs, &native, &wasm)
}

/// Whether it is a text rather than a profile.
fn is_text(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "txt")
}

fn print(file: &Path, runs: usize, native: &Figures, wasm: &Figures) -> Result<()> {
    let size = fs::metadata(file)?.len() as f64;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    println!(
        "\n{name}: {} MB, {} MB inflated, {} samples, traces of {} MB; {runs} runs",
        megabytes(size),
        megabytes(median(native, "inflated")),
        median(native, "samples"),
        megabytes(median(native, "text")),
    );
    println!(
        "{:14} {:>21} {:>21} {:>13}",
        "ms", "native min / median", "wasm min / median", "wasm / native"
    );
    for stage in [
        "inflate",
        "decode",
        "top",
        "bytes to top",
        "flame",
        "flame again",
        "traces",
        "focus to top",
        "traces rows",
        "peek",
        "graph",
        "source",
        "type to top",
    ] {
        let ratio = ratio(median(wasm, stage), median(native, stage));
        println!("{stage:14} {} {} {ratio:>13}", pair(native, stage), pair(wasm, stage));
    }
    println!("{:14} {}", "proflens -top", pair(native, "command"));
    if is_text(file) {
        println!("{:14} {} {}", "lines", pair(native, "lines"), pair(wasm, "lines"));
        println!(
            "opening takes {} as long as `wc -l`, in wasm {} as long as splitting the text into lines (medians)",
            ratio(median(native, "open"), median(native, "lines")),
            ratio(median(wasm, "open"), median(wasm, "lines")),
        );
    }
    if native.contains_key("pprof") {
        let pprof = median(native, "pprof");
        let to_wasm = ratio(pprof, median(wasm, "bytes to top"));
        let to_native = ratio(pprof, median(native, "command"));
        let runs = native.get("pprof").map_or(0, Vec::len);
        println!("{:14} {}  ({runs} runs)", "pprof -top", pair(native, "pprof"));
        println!(
            "pprof -top takes {to_wasm} as long as bytes to top in wasm, {to_native} as long as proflens -top (medians)"
        );
    }
    println!(
        "wasm memory from bytes to top: {} MB",
        megabytes(median(wasm, "memory"))
    );
    Ok(())
}
