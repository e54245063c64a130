//! An allocator that refuses: whatever a session is asked for with little memory, it answers or says why not, and lives.
//!
//! Each step of a session ([`steps`]) is carried out with a limit for all of its memory above what it has at that moment: first [`LEAST`], and
//! then twice as much and so on, until it is answered; less than twice as much where profiles are put together, many tables of which grow side
//! by side. So each of its allocations that is large beside what it takes in all is the one that is refused
//! at some limit, and one that nobody expects to be refused ends the program at once. Programs run for that, one for each thing of which a
//! profile may have many ([`KINDS`]); this one sees which of them did not come to their end, and where.
//!
//! What ends a program below [`LEAST`] is of no interest: so much is needed by pieces of a size that does not grow with the profile, by
//! options, sentences and the first rows of a table. What a kind takes is many times that.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

#[allow(dead_code, reason = "other programs use more of them")]
#[path = "../growth/builder.rs"]
mod builder;
#[allow(dead_code, missing_docs, reason = "other programs use more of them")]
#[path = "../../src/profile/messages.rs"]
mod messages;
#[path = "../growth/profiles.rs"]
mod profiles;
mod steps;
#[path = "../growth/texts.rs"]
mod texts;

use cap::Cap;
use proflens::Error;
use std::alloc::System;
use std::process::Command;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// So much memory is always left.
const LEAST: usize = 1 << 20;
/// So much is enough for anything here.
const ENOUGH: usize = 1 << 30;
/// Set for a program that runs itself, to the kind.
const CHILD: &str = "PROFLENS_MEMORY";

/// Of what there are many in a profile, and how many there are: so many that each table of them is larger than what is always left.
const KINDS: &[(&str, usize)] = &[
    ("samples of one stack", 60_000),
    ("samples", 8_000),
    ("deep stacks with labels", 6_000),
    ("values of a key", 14_000),
    ("numbers of a key", 14_000),
    ("keys of labels", 10_000),
    ("numbers of a key in a sample", 14_000),
    ("functions", 6_000),
    ("lines of a function", 10_000),
    ("binaries", 8_000),
    ("depth", 8_000),
    ("inlined calls", 6_000),
    ("sample types", 5_000),
    ("comments", 30_000),
    ("changes", 5_000),
    ("length of a name", 300_000),
    ("records of gperftools' heap", 10_000),
    ("groups of a goroutine profile as text", 4_000),
    ("goroutines of a dump", 4_000),
    ("goroutines with labels", 3_000),
    ("recursion", 6_000),
    ("keys of numbers", 6_000),
    ("length of a name with slashes", 300_000),
    ("length of a name with dots", 300_000),
    ("length of a mangled name", 100_000),
    ("records of a heap as text", 6_000),
    ("labels of a goroutine", 4_000),
    ("folded stacks", 8_000),
    ("samples of perf script", 6_000),
    ("nodes of a CPU profile of V8", 6_000),
    ("nodes of a heap profile of V8", 8_000),
    ("samples of speedscope", 8_000),
    ("stacks of a heap of jemalloc", 10_000),
    ("values of a key in a sample", 8_000),
    ("units of a key", 6_000),
    ("length of a name with brackets", 300_000),
    ("length of a name of Rust", 100_000),
    ("samples of OpenTelemetry", 6_000),
];

/// How a step went.
#[derive(Clone, Copy, PartialEq)]
enum Went {
    Answered,
    Refused,
}

/// What a program does that runs itself: all that a session can be asked for, each with little memory and then with more.
fn child(kind: &str) {
    let (name, many) = kind.rsplit_once(' ').unwrap();
    let all = profiles::KINDS.iter().chain(texts::KINDS);
    let kind = all.into_iter().find(|own| own.name == name).unwrap();
    let file = (kind.make)(many.parse().unwrap());
    let (mut refused, mut answered) = (0, 0);
    steps::carry_out(&file, &mut |step, done| {
        let mut left = LEAST;
        loop {
            println!("at {step} with {left} bytes");
            match within(left, done) {
                Went::Answered => answered += 1,
                Went::Refused if left < ENOUGH => {
                    refused += 1;
                    left += left / steps::slowness(step);
                    continue;
                }
                Went::Refused => panic!("{step} is refused with any memory"),
            }
            break;
        }
    });
    println!("lives, {refused} refused and {answered} answered");
}

/// Limits the memory to what there is and a little more, does something, and takes the limit away.
fn within(left: usize, done: &mut dyn FnMut() -> Result<(), Error>) -> Went {
    MEMORY.set_limit(MEMORY.allocated() + left).unwrap();
    let went = done();
    MEMORY.set_limit(usize::MAX).unwrap();
    match went {
        // What cannot be answered for another reason is as good as answered.
        Err(error) if steps::is_for_memory(&error) => {
            assert!(error.sentence().len() > 20, "{error:?}");
            Went::Refused
        }
        _ => Went::Answered,
    }
}

#[test]
fn nothing_ends_a_program_for_want_of_memory() {
    if let Ok(kind) = std::env::var(CHILD) {
        return child(&kind);
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let ends: Vec<String> = std::thread::scope(|scope| {
        let part = |part| scope.spawn(move || KINDS.iter().skip(part).step_by(cores).filter_map(end_of).collect());
        let parts: Vec<_> = (0..cores).map(part).collect();
        parts
            .into_iter()
            .flat_map(|part| -> Vec<String> { part.join().unwrap() })
            .collect()
    });
    assert!(ends.is_empty(), "\n{}", ends.join("\n"));
}

/// How the program for a kind has ended, if it should not have.
fn end_of((kind, many): &(&str, usize)) -> Option<String> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--test-threads", "1"])
        .env(CHILD, format!("{kind} {many}"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lives = said
        .lines()
        .find_map(|line| line.split_once("lives, ").map(|(_, said)| said));
    let last = said.lines().rev().find(|line| line.contains("at ")).unwrap_or("");
    match lives.and_then(|said| said.split(' ').next()?.parse::<usize>().ok()) {
        Some(0..10) => Some(format!("{kind}: nothing was refused, so nothing was tried")),
        Some(_) => None,
        None => {
            let why = String::from_utf8_lossy(&output.stderr);
            let why = why.lines().find(|line| !line.is_empty()).unwrap_or("");
            Some(format!("{kind} ended {last}: {why}"))
        }
    }
}
