//! Twice as much of anything is about twice the work: for every reader, report and view, counted and not timed.
//!
//! Profiles are made of which one thing is many, and then twice as many: samples, labels, names, whatever a file can have
//! ([`profiles`], [`texts`]). Each step of a session is carried out with both, and what it costs is counted ([`counters`]). A step
//! that sorts takes a little more than twice as much; one that looks through a list for each entry of another four times.
//!
//! Counted are the regions of our crates alone: what std does within `contains`, `insert` and `remove` of a list is not seen. `insert` and
//! `remove` are refused by clippy.toml, but where the list is short by nature; of `contains` that is to be looked at by whoever reads it.
//!
//! `cargo xtask test growth` builds the program with counters and runs this. In a build without them it is ignored.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod builder;
mod counters;
mod inside;
#[allow(dead_code, missing_docs, reason = "other programs use more of them")]
#[path = "../../src/profile/messages.rs"]
mod messages;
mod profiles;
mod steps;
mod texts;

use counters::Counters;
use profiles::Kind;
use std::collections::BTreeMap;
use std::process::{Child, Command, ExitCode};

/// In this variable a process is told which kinds it looks at.
const PART: &str = "PROFLENS_GROWTH_PART";

/// So many of a thing, and then twice as many.
const MANY: usize = 500;
/// How much more twice as much may cost.
const MOST: f64 = 2.6;
/// What costs less than this for each of them is not looked at: to find out what is the same for all takes that.
const LITTLE: u64 = 30 * MANY as u64;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("growth: test");
        return ExitCode::SUCCESS;
    }
    let Some(counters) = Counters::find() else {
        println!(
            "\nrunning 1 test\ntest growth ... ignored, it is built without counters: `cargo xtask test growth` builds it with them"
        );
        println!("\ntest result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n");
        return ExitCode::SUCCESS;
    };
    let name = arguments.iter().find(|argument| !argument.starts_with('-'));
    let wanted = |kind: &&Kind| name.is_none_or(|name| kind.name.contains(name.as_str()));
    let kinds: Vec<&Kind> = [profiles::KINDS, texts::KINDS, inside::KINDS]
        .into_iter()
        .flatten()
        .filter(wanted)
        .collect();
    let Ok(part) = std::env::var(PART) else {
        return in_parts(&arguments, kinds.len());
    };
    let (mut measured, mut faults) = (0, 0);
    for kind in part_of(&kinds, &part) {
        let once = work(&counters, kind, MANY);
        let twice = work(&counters, kind, 2 * MANY);
        for (step, twice) in twice {
            let once = once.get(&step).copied().unwrap_or(0);
            measured += 1;
            if twice > LITTLE && twice as f64 > once as f64 * MOST {
                faults += 1;
                println!(
                    "{}, {step}: {once} and {twice}, {:.1} times",
                    kind.name,
                    twice as f64 / once as f64
                );
            }
        }
    }
    println!("{measured} steps, {faults} of them more than {MOST} times as much work with twice as much");
    match faults == 0 && measured > 0 {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The counters are those of a process: each core gets a process of its own, which looks at some of the kinds.
fn in_parts(arguments: &[String], kinds: usize) -> ExitCode {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts = cores.min(kinds).max(1);
    let counters = std::env::var("LLVM_PROFILE_FILE").unwrap();
    let start = |part: usize| {
        Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .env(PART, format!("{part}/{parts}"))
            .env("LLVM_PROFILE_FILE", format!("{counters}.{part}"))
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..parts).map(start).collect();
    // All of them are waited for.
    let failed = children
        .into_iter()
        .filter_map(|mut child| (!child.wait().unwrap().success()).then_some(()));
    match failed.count() == 0 {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Every so many-th kind: `0/2` is the first, the third, and so on.
fn part_of<'a>(kinds: &[&'a Kind], part: &str) -> Vec<&'a Kind> {
    let (part, parts) = part.split_once('/').unwrap();
    let (part, parts) = (part.parse().unwrap(), parts.parse().unwrap());
    kinds.iter().skip(part).step_by(parts).copied().collect()
}

/// By step of a session, how much work it is.
fn work(counters: &Counters, kind: &Kind, many: usize) -> BTreeMap<String, u64> {
    let file = (kind.make)(many);
    let mut work = BTreeMap::new();
    let mut before = counters.read();
    let carry_out = match inside::KINDS.iter().any(|own| own.name == kind.name) {
        true => steps::open_inside,
        false => steps::carry_out,
    };
    carry_out(&file, &mut |step, done| {
        done();
        let after = counters.read();
        *work.entry(step.to_owned()).or_insert(0) += after - before;
        before = after;
    });
    assert!(work.values().any(|&cost| cost > 0), "nothing is counted");
    work
}
