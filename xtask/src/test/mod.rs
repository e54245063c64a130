//! `cargo xtask test`: every check of the project in order, or one part of them, once or several times over.
//!
//! Each stage says its name and how long it took; the last lines add up what the test runners reported, as
//! `N passed, N failed`, and say of each round which tests failed in it.

mod outcome;
mod plan;

use crate::build::{self, Mode};
use crate::setup::{self, Engine};
use crate::sh;
use anyhow::{Context, Result, bail};
use outcome::Outcome;
use plan::Plan;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// One part of the checks, which can be run alone.
struct Part {
    /// What a person types.
    name: &'static str,
    stages: &'static [Stage],
    /// Whether names behind the part's own narrow it down.
    names: Names,
    /// Whether `--fast` has it.
    speed: Speed,
}

/// One step of a part.
struct Stage {
    title: &'static str,
    /// Gets the names that the part is narrowed down to.
    run: fn(&[String]) -> Result<Outcome>,
    repeats: Repeats,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Taken,
    Refused,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speed {
    Fast,
    Slow,
}

/// What a compiler says does not change from round to round, what a test says may.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Once,
    EachRound,
}

/// Without it there is nothing that the parts behind it could tell.
const SITE: Stage = Stage {
    title: "site",
    run: site,
    repeats: Repeats::Once,
};

const PARTS: &[Part] = &[
    Part {
        name: "format",
        stages: &[Stage {
            title: "format",
            run: format,
            repeats: Repeats::Once,
        }],
        names: Names::Refused,
        speed: Speed::Fast,
    },
    Part {
        name: "lints",
        stages: &[
            Stage {
                title: "lints",
                run: lints,
                repeats: Repeats::Once,
            },
            Stage {
                title: "lints, wasm",
                run: wasm_lints,
                repeats: Repeats::Once,
            },
        ],
        names: Names::Refused,
        speed: Speed::Fast,
    },
    Part {
        name: "supply",
        stages: &[Stage {
            title: "supply chain",
            run: supply_chain,
            repeats: Repeats::Once,
        }],
        names: Names::Refused,
        speed: Speed::Slow,
    },
    Part {
        name: "native",
        stages: &[Stage {
            title: "tests, native",
            run: native_tests,
            repeats: Repeats::EachRound,
        }],
        names: Names::Taken,
        speed: Speed::Fast,
    },
    Part {
        name: "growth",
        stages: &[Stage {
            title: "growth",
            run: growth,
            repeats: Repeats::Once,
        }],
        names: Names::Taken,
        speed: Speed::Slow,
    },
    Part {
        name: "docs",
        stages: &[Stage {
            title: "docs",
            run: docs,
            repeats: Repeats::Once,
        }],
        names: Names::Refused,
        speed: Speed::Slow,
    },
    Part {
        name: "site",
        stages: &[SITE],
        names: Names::Refused,
        speed: Speed::Slow,
    },
    Part {
        name: "node",
        stages: &[
            SITE,
            Stage {
                title: "tests, wasm in Node",
                run: node_tests,
                repeats: Repeats::EachRound,
            },
        ],
        names: Names::Taken,
        speed: Speed::Slow,
    },
    Part {
        name: "browser",
        stages: &[
            SITE,
            Stage {
                title: "tests, page in a browser",
                run: browser_tests,
                repeats: Repeats::EachRound,
            },
        ],
        names: Names::Taken,
        speed: Speed::Slow,
    },
    Part {
        name: "engines",
        stages: &[
            SITE,
            Stage {
                title: "tests, three engines",
                run: engine_tests,
                repeats: Repeats::EachRound,
            },
        ],
        names: Names::Taken,
        speed: Speed::Slow,
    },
];

pub fn main(arguments: &[String]) -> Result<()> {
    let plan = Plan::new(PARTS, arguments)?;
    let mut rounds = Vec::new();
    for round in 1..=plan.rounds {
        if plan.rounds > 1 {
            println!("\n=== round {round} of {}", plan.rounds);
        }
        rounds.push(run(&plan, round));
    }
    summarize(&rounds)
}

/// Runs the stages of one round. A failed stage does not keep the next ones from running, unless they need what it makes.
fn run(plan: &Plan, round: usize) -> Round {
    let mut report = Round::default();
    for stage in plan.stages(round) {
        let outcome = report.stage(stage, &plan.names);
        if stage.title == SITE.title && outcome.failed > 0 {
            break;
        }
    }
    report
}

#[derive(Default)]
struct Round {
    total: Outcome,
    lines: Vec<String>,
}

impl Round {
    fn stage(&mut self, stage: &Stage, names: &[String]) -> Outcome {
        println!("\n=== {}", stage.title);
        let start = Instant::now();
        let outcome = (stage.run)(names).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Outcome::failure(stage.title)
        });
        let verdict = if outcome.failed == 0 { "ok" } else { "FAILED" };
        let line = format!("{:26} {verdict:6} {:6.1} s", stage.title, start.elapsed().as_secs_f64());
        println!("=== {line}");
        self.lines.push(line);
        self.lines.extend(outcome.skipped());
        self.lines.extend(outcome.slowest());
        self.total += outcome.clone();
        outcome
    }
}

fn summarize(rounds: &[Round]) -> Result<()> {
    for round in rounds {
        println!("\n{}", round.lines.join("\n"));
        println!("{} passed, {} failed", round.total.passed, round.total.failed);
    }
    let failed = rounds.iter().filter(|round| round.total.failed > 0).count();
    if rounds.len() > 1 {
        println!("\n{} of {} rounds passed", rounds.len() - failed, rounds.len());
    }
    for (i, round) in rounds.iter().enumerate() {
        for name in &round.total.failures {
            println!("round {}: FAILED {name}", i + 1);
        }
    }
    if failed > 0 {
        bail!("not everything passed");
    }
    Ok(())
}

fn format(_: &[String]) -> Result<Outcome> {
    setup::cargo_component("fmt", "rustfmt")?;
    check(sh::cargo().args(["fmt", "--all", "--check"]))?;
    biome("format")
}

fn lints(_: &[String]) -> Result<Outcome> {
    setup::cargo_component("clippy", "clippy")?;
    check(sh::locked("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    biome("lint")
}

/// Checks the page's JavaScript and CSS by the rules of biome.jsonc. `npx biome check --write` mends what it can.
fn biome(subcommand: &str) -> Result<Outcome> {
    setup::npm_packages()?;
    check(setup::node()?.args([
        "node_modules/@biomejs/biome/bin/biome",
        subcommand,
        "--error-on-warnings",
    ]))
}

fn wasm_lints(_: &[String]) -> Result<Outcome> {
    setup::wasm_target()?;
    check(sh::locked("clippy").args([
        "--package",
        "proflens",
        "--lib",
        "--target",
        setup::WASM,
        "--",
        "-D",
        "warnings",
    ]))
}

/// Whether licences and sources of all crates are those that deny.toml allows, and whether somebody has found a fault in one of them: the
/// second is asked of a database on the network, which is not always there.
fn supply_chain(_: &[String]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    if let Err(error) = setup::cargo_deny() {
        outcome.skip("cargo deny", &format!("{error:#}"));
        return Ok(outcome);
    }
    let deny = |arguments: &[&str]| {
        let mut cargo = sh::cargo();
        cargo.args(["deny", "--workspace"]).args(arguments);
        cargo
    };
    check(&mut deny(&["check", "licenses", "bans", "sources"]))?;
    match deny(&["fetch", "db"]).output() {
        Ok(fetched) if fetched.status.success() => check(&mut deny(&["check", "advisories"])),
        _ => {
            outcome.skip("advisories", "their database cannot be reached");
            Ok(outcome)
        }
    }
}

/// Package by package: features that only the other one asks for would make cargo compile the shared crates twice.
fn native_tests(names: &[String]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for package in ["proflens", "xtask"] {
        let mut cargo = sh::locked("test");
        cargo.args(["--no-fail-fast", "--package", package, "--"]).args(names);
        outcome += runner(&mut cargo)?;
    }
    Ok(outcome)
}

/// Work is counted in a build of its own, in which every region of code has a counter: in a file, which the program reads while it runs.
fn growth(names: &[String]) -> Result<Outcome> {
    let target = sh::target_folder()?.join("growth");
    let mut cargo = sh::locked("test");
    cargo
        .args(["--package", "proflens", "--test", "growth", "--target-dir"])
        .arg(&target)
        .arg("--")
        .args(names)
        .env(
            "RUSTFLAGS",
            "-Cinstrument-coverage -Cllvm-args=-runtime-counter-relocation",
        )
        .env("LLVM_PROFILE_FILE", target.join("counters.profraw%c"));
    check(&mut cargo)
}

fn docs(_: &[String]) -> Result<Outcome> {
    let mut cargo = sh::locked("doc");
    cargo
        .args(["--package", "proflens", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    check(&mut cargo)
}

fn site(_: &[String]) -> Result<Outcome> {
    build::build(Mode::Release).map(|()| Outcome::default())
}

fn node_tests(names: &[String]) -> Result<Outcome> {
    let mut node = node_runner()?;
    runner(node.args(test_files("tests/node", names)?))
}

fn browser_tests(names: &[String]) -> Result<Outcome> {
    let browser = setup::browser()?;
    let mut node = node_runner()?;
    // Two files more than there are cores, each with its own browser: there are always some that only wait, for a page or a slow host.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    node.arg(format!("--test-concurrency={}", cores.min(4) + 2))
        .args(test_files("tests/browser", names)?);
    runner(node.env("PROFLENS_CHROMIUM", browser))
}

/// The smoke of the main job in each engine. Without one of them that cannot be had here the others are still run.
fn engine_tests(names: &[String]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut node = node_runner()?;
    node.arg("--test-concurrency=2");
    let mut has_files = false;
    for file in test_files("tests/engines", names)? {
        let engine = engine_of(&file)?;
        match engine.program() {
            Ok(program) => {
                has_files = true;
                node.arg(file).env(engine.variable, program);
            }
            Err(error) => outcome.skip(engine.name, &format!("{error:#}")),
        }
    }
    if has_files {
        outcome += runner(&mut node)?;
    }
    Ok(outcome)
}

/// The engine that a file of tests/engines is for.
fn engine_of(file: &Path) -> Result<&'static Engine> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let engine = setup::ENGINES
        .iter()
        .find(|engine| name == format!("{}.test.mjs", engine.name));
    engine.with_context(|| format!("tests/engines/{name} is for no engine that setup.rs knows"))
}

/// Node's test runner, whose output a person reads, with the lines between that [`Outcome`] reads.
fn node_runner() -> Result<Command> {
    let mut node = setup::node()?;
    node.arg("--test");
    for reporter in ["spec", "./tests/reporter.mjs"] {
        node.arg(format!("--test-reporter={reporter}"))
            .arg("--test-reporter-destination=stdout");
    }
    Ok(node)
}

/// The test files of a folder whose names begin with one of `names`, or all of them. Node 20 takes no patterns.
fn test_files(folder: &str, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(sh::root().join(folder)).with_context(|| format!("cannot read {folder}"))? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let wanted = names.is_empty() || names.iter().any(|name| file.starts_with(name.as_str()));
        if wanted && file.ends_with(".test.mjs") {
            files.push(entry.path());
        }
    }
    if files.is_empty() {
        bail!("no file of {folder} begins with {}", names.join(" or "));
    }
    files.sort();
    Ok(files)
}

fn check(command: &mut Command) -> Result<Outcome> {
    sh::run(command).map(|()| Outcome::default())
}

/// Runs a test runner, shows its output, and adds up what it says.
fn runner(command: &mut Command) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let succeeded = sh::lines(command, |line| {
        if !outcome.read(line) {
            println!("{line}");
        }
    })?;
    if !succeeded && outcome.failed == 0 {
        // It did not come as far as a summary: a compile error, a crash.
        eprintln!("`{}` failed", sh::shown(command));
        outcome += Outcome::failure(&sh::shown(command));
    }
    Ok(outcome)
}
