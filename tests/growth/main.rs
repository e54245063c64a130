//! Twice as much of anything is about twice the work: for every reader, report and view, counted and not timed.
//!
//! Profiles are made of which one thing is many, and then twice as many: samples, labels, names, whatever a file can have
//! ([`profiles`], [`texts`]). Each step of a session is carried out with both, and what it costs is counted ([`counters`]). A step
//! that sorts takes a little more than twice as much; one that looks through a list for each entry of another four times.
//!
//! `cargo xtask test growth` builds the program with counters and runs this. In a build without them it is ignored.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod builder;
mod counters;
#[allow(dead_code, missing_docs, reason = "other programs use more of them")]
#[path = "../../src/profile/messages.rs"]
mod messages;
mod profiles;
mod steps;
mod texts;

use counters::Counters;
use profiles::Kind;
use std::collections::BTreeMap;
use std::process::ExitCode;

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
    let wanted = |kind: &&Kind| match arguments.iter().find(|argument| !argument.starts_with('-')) {
        Some(name) => kind.name.contains(name.as_str()),
        None => true,
    };
    let (mut measured, mut faults) = (0, 0);
    for kind in profiles::KINDS.iter().chain(texts::KINDS).filter(wanted) {
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

/// By step of a session, how much work it is.
fn work(counters: &Counters, kind: &Kind, many: usize) -> BTreeMap<String, u64> {
    let file = (kind.make)(many);
    let mut work = BTreeMap::new();
    let mut before = counters.read();
    steps::carry_out(&file, &mut |step, done| {
        done();
        let after = counters.read();
        *work.entry(step.to_owned()).or_insert(0) += after - before;
        before = after;
    });
    assert!(work.values().any(|&cost| cost > 0), "nothing is counted");
    work
}
