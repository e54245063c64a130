//! One measured step of a session with a profile of which one thing is many: in, the thing, how many, the step; out, what opening and the
//! step take, in milliseconds and in bytes of memory at the most. `cargo xtask bench --growth` runs it again and again with twice as many.
//!
//! ```text
//! bench_growth list                 the things, each with how many are enough to be measured, and the steps
//! bench_growth samples 100000 top   open_ms 41.2, open_bytes 9830400, step_ms 3.1, step_bytes 65536
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    missing_docs,
    reason = "it shares the profiles and steps of a test"
)]

#[path = "../tests/growth/builder.rs"]
mod builder;
#[path = "../src/profile/messages.rs"]
mod messages;
#[path = "../tests/growth/profiles.rs"]
mod profiles;
#[path = "../tests/growth/steps.rs"]
mod steps;

use cap::Cap;
use proflens::session::{Change, Session};
use std::alloc::System;
use std::sync::LazyLock;
use std::time::Instant;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What is many, and how many take some ten milliseconds.
const MANY: [(&str, usize); 8] = [
    ("samples", 200_000),
    ("stacks", 100_000),
    ("functions", 40_000),
    ("values of a key", 100_000),
    ("keys of labels", 20_000),
    ("sample types", 4_000),
    ("depth", 60_000),
    (SNAPSHOTS, 40),
];
/// Many profiles of a thousand samples, in place of a large one.
const SNAPSHOTS: &str = "snapshots";
const SAMPLES: usize = 1000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => list(),
        [thing, many, step] => measure(thing, many.parse().unwrap(), step),
        _ => panic!("usage: bench_growth list | THING MANY STEP"),
    }
}

fn list() {
    for (thing, many) in MANY {
        println!("thing {many} {thing}");
    }
    let mut session = Session::default();
    session.open("file", &file("samples", 10)).unwrap();
    steps::views(&mut session, "main.a", &|_| true, &mut |step, _| {
        println!("step {step}")
    });
}

/// How long this process has run on a core, in seconds, where the system says it: other work does not count then.
fn busy() -> f64 {
    static SINCE: LazyLock<Instant> = LazyLock::new(Instant::now);
    let said = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = said.and_then(|said| said.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| SINCE.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

fn file(thing: &str, many: usize) -> Vec<u8> {
    let kind = profiles::KINDS.iter().find(|kind| kind.name == thing).unwrap();
    (kind.make)(many)
}

fn measure(thing: &str, many: usize, wanted: &str) {
    let files = match thing {
        SNAPSHOTS => vec![file("stacks", SAMPLES); many],
        _ => vec![file(thing, many)],
    };
    let mut session = Session::default();
    let mut measured = [None; 2];
    let mut timed = |place: usize, work: &mut dyn FnMut()| {
        let (start, before, most) = (busy(), MEMORY.allocated(), MEMORY.max_allocated());
        work();
        let milliseconds = (busy() - start) * 1000.0;
        // What is the most at any time is known of what comes above all that was; of other work it is known what stays.
        let after = match MEMORY.max_allocated() {
            above if above > most => above,
            _ => MEMORY.allocated(),
        };
        measured[place] = Some((milliseconds, after.saturating_sub(before)));
    };
    timed(0, &mut || {
        for file in &files {
            session.open("file", file).unwrap();
        }
        session.change(&Change::default());
    });
    drop(files);
    steps::views(&mut session, "main.a", &|_| true, &mut |step, done| {
        if step == wanted {
            timed(1, done);
        }
    });
    let [Some((open, open_bytes)), Some((step, step_bytes))] = measured else {
        panic!("there is no step {wanted}");
    };
    println!("open_ms {open:.3}\nopen_bytes {open_bytes}\nstep_ms {step:.3}\nstep_bytes {step_bytes}");
}
