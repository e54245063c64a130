//! `cargo xtask fuzz-pprof N`: in, a number of cases and a seed; out, how many of them both programs answer alike.
//!
//! A case is a random profile under a random command line, run by `go tool pprof` and by us: `cargo xtask fuzz-pprof 1000
//! --seed 7`. The first difference is made small, printed, left in target/fuzz/found/, and ends the run with exit status 1;
//! `--case K` shows it again.

mod command;
mod generate;
mod mutate;
mod pools;
mod proto;
mod random;
mod run;
mod shrink;
mod typed;

use crate::go::Pprof;
use crate::sh;
use anyhow::{Context, Result, bail};
use mutate::Corpus;
use prost::Message;
use random::Random;
use run::{Output, Runner, Verdict};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The release whose text we print.
const GO_MINOR: u32 = 27;
const THREADS: usize = 2;
/// How often pprof runs before its output counts as one that never equals ours; fewer times while a case is made small.
const RERUNS: usize = 60;
const RERUNS_OF_SHRINKING: usize = 10;
const SHRINKING_BUDGET: usize = 600;

/// One run of both programs.
#[derive(Clone, PartialEq)]
struct Case {
    /// `top`, ... or `shell`.
    report: &'static str,
    /// The report comes first, if there is one.
    options: Vec<String>,
    lines: Vec<String>,
    sources: Vec<Source>,
    /// `-base` or `-diff_base` and its profile.
    base: Option<(&'static str, Source)>,
}

#[derive(Clone, PartialEq)]
enum Source {
    Profile(Box<proto::Profile>),
    /// A format before profile.proto: read with `-symbolize=none`, since pprof does not read the functions of its comments.
    OlderFormat(Vec<u8>),
    Bytes(Vec<u8>),
}

/// What came out, by report.
#[derive(Default)]
struct Counts {
    cases: u64,
    equal: u64,
    random: u64,
    same_lines: u64,
    no_answer: u64,
    failed: u64,
    by_report: BTreeMap<&'static str, u64>,
}

struct Options {
    count: u64,
    seed: u64,
    from: u64,
}

pub fn main(arguments: &[String]) -> Result<()> {
    let options = options(arguments)?;
    let pprof = Pprof::find(GO_MINOR)?;
    sh::run(sh::locked("build").args(["--release", "--quiet", "--package", "proflens"]))?;
    let target = sh::target_folder()?;
    let corpus = Corpus::read(&sh::root().join("testdata"))?;
    let runners: Vec<Runner> = (0..THREADS)
        .map(|number| Runner {
            pprof: &pprof,
            proflens: target.join("release/proflens"),
            folder: target.join(format!("fuzz/worker-{number}")),
        })
        .collect();
    let next = AtomicU64::new(options.from);
    let end = options.from + options.count;
    let counts = Mutex::new(Counts::default());
    let found = Mutex::new(None);
    let work = |runner: &Runner| -> Result<()> {
        runner.prepare()?;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= end {
                return Ok(());
            }
            let case = make(&corpus, options.seed, number);
            let verdict = runner.judge(&case, RERUNS)?;
            if let Verdict::Different { pprof, ours } = verdict {
                next.store(end, Ordering::Relaxed);
                let mut found = found.lock().map_err(|_| anyhow::anyhow!("the other thread failed"))?;
                found.get_or_insert((number, case, pprof, ours));
                return Ok(());
            }
            let mut counts = counts.lock().map_err(|_| anyhow::anyhow!("the other thread failed"))?;
            count(&mut counts, &case, &verdict);
            if counts.cases.is_multiple_of(500) {
                println!("{} of {} cases", counts.cases, options.count);
            }
        }
    };
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = runners.iter().map(|runner| scope.spawn(move || work(runner))).collect();
        for thread in threads {
            thread.join().map_err(|_| anyhow::anyhow!("a thread failed"))??;
        }
        anyhow::Ok(())
    })?;
    let counts = counts.into_inner().map_err(|_| anyhow::anyhow!("a thread failed"))?;
    let found = found.into_inner().map_err(|_| anyhow::anyhow!("a thread failed"))?;
    print(&counts, usize::from(found.is_some()));
    match (found, runners.first()) {
        (Some((number, case, pprof, ours)), Some(runner)) => {
            let small = shrink::shrink(&case, SHRINKING_BUDGET, &mut |case| {
                matches!(runner.judge(case, RERUNS_OF_SHRINKING), Ok(Verdict::Different { .. }))
            });
            let (pprof, ours) = match runner.judge(&small, RERUNS_OF_SHRINKING)? {
                Verdict::Different { pprof, ours } => (pprof, ours),
                _ => (pprof, ours),
            };
            show(runner, &small, &pprof, &ours, &target.join("fuzz/found"))?;
            bail!("seed {}, case {number}: the programs differ", options.seed)
        }
        _ => Ok(()),
    }
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        count: 1000,
        seed: 1,
        from: 0,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || {
            let value = words.next().with_context(|| format!("{word} needs a number"))?;
            value
                .parse()
                .with_context(|| format!("{word} needs a number, not {value:?}"))
        };
        match word.as_str() {
            "--seed" => options.seed = value()?,
            "--from" => options.from = value()?,
            "--case" => (options.from, options.count) = (value()?, 1),
            count => {
                options.count = count
                    .parse()
                    .with_context(|| format!("{count:?} is no number of cases"))?
            }
        }
    }
    Ok(options)
}

/// Case `number` of a seed.
fn make(corpus: &Corpus, seed: u64, number: u64) -> Case {
    let random = &mut Random::new(seed, number);
    let command = command::command(random, run::NOTHING);
    let mut case = Case {
        report: command.report,
        options: command.options,
        lines: command.lines,
        sources: Vec::new(),
        base: None,
    };
    if random.chance(0.1) {
        case.sources.push(Source::OlderFormat(corpus.older_format(random)));
        return case;
    }
    let first = match random.chance(0.3) {
        true => corpus.profile(random),
        false => generate::profile(random),
    };
    if random.chance(0.05) {
        case.sources
            .push(Source::Bytes(mutate::spoil(&first.encode_to_vec(), random)));
        return case;
    }
    for _ in 0..random.pick(&[0, 0, 0, 0, 0, 0, 1, 2]) {
        case.sources
            .push(Source::Profile(Box::new(generate::sibling(&first, random))));
    }
    if random.chance(0.25) {
        let flag = random.pick(&["-base", "-diff_base"]);
        case.base = Some((flag, Source::Profile(Box::new(generate::sibling(&first, random)))));
        if random.chance(0.3) {
            case.options.push("-normalize".to_owned());
        }
    }
    case.sources.insert(0, Source::Profile(Box::new(first)));
    case
}

fn count(counts: &mut Counts, case: &Case, verdict: &Verdict) {
    counts.cases += 1;
    *counts.by_report.entry(case.report).or_default() += 1;
    match verdict {
        Verdict::Equal => counts.equal += 1,
        Verdict::Random => counts.random += 1,
        Verdict::SameLines => counts.same_lines += 1,
        Verdict::NoAnswer => counts.no_answer += 1,
        Verdict::Different { .. } => counts.failed += 1,
    }
}

fn print(counts: &Counts, differences: usize) {
    println!(
        "{} cases: {} equal, {} random in pprof, {} random with the same lines, {} that pprof cannot answer, {differences} differences",
        counts.cases, counts.equal, counts.random, counts.same_lines, counts.no_answer
    );
    let reports: Vec<String> = counts
        .by_report
        .iter()
        .map(|(report, count)| format!("{report} {count}"))
        .collect();
    println!("{}", reports.join(", "));
}

/// Prints a difference and leaves its files in `folder`.
fn show(runner: &Runner, case: &Case, pprof: &Output, ours: &Output, folder: &Path) -> Result<()> {
    let arguments = runner.write(case)?;
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join(run::NOTHING)).with_context(|| format!("cannot make {}", folder.display()))?;
    for name in arguments.iter().filter_map(|argument| argument.rsplit('=').next()) {
        if name.ends_with(".pb") {
            fs::copy(runner.folder.join(name), folder.join(name))?;
        }
    }
    fs::write(folder.join("stdin"), case.lines.concat())?;
    for (name, output) in [("pprof", pprof), ("ours", ours)] {
        fs::write(folder.join(format!("{name}.out")), &output.stdout)?;
        fs::write(folder.join(format!("{name}.err")), &output.messages)?;
    }
    println!("in {}:\n  {}", folder.display(), arguments.join(" "));
    case.lines.iter().for_each(|line| print!("  typed: {line}"));
    println!("  exit status {} of pprof, {} of ours", pprof.status, ours.status);
    print_difference(
        "output",
        &String::from_utf8_lossy(&pprof.stdout),
        &String::from_utf8_lossy(&ours.stdout),
    );
    print_difference("messages", &pprof.messages, &ours.messages);
    Ok(())
}

/// The first lines that differ: `-` is what pprof prints, `+` what we print.
fn print_difference(what: &str, pprof: &str, ours: &str) {
    const SHOWN: usize = 5;
    if pprof == ours {
        return;
    }
    let equal = pprof
        .split('\n')
        .zip(ours.split('\n'))
        .take_while(|(pprof, ours)| pprof == ours)
        .count();
    println!("  {what}, from line {}:", equal + 1);
    for (mark, text) in [('-', pprof), ('+', ours)] {
        text.split('\n')
            .skip(equal)
            .take(SHOWN)
            .for_each(|line| println!("{mark} {line}"));
    }
}
