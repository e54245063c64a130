//! An allocator that refuses: whatever a session is asked for with little memory, it answers or says why not, and lives.
//!
//! The program runs itself again and again, each time with a limit for all of its memory above what it has at a step, from little to
//! enough. A refused allocation that nobody expects ends a program at once: the test sees that it did not come to its end. The
//! least that is left is [`LEAST`]: below that are pieces of a size that does not grow with the profile.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use cap::Cap;
use proflens::session::{Change, Door, Entry, Session, Wanted};
use proflens::{Error, Sink};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::alloc::System;
use std::process::Command;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Takes a report and forgets it.
struct Nothing;

impl Sink for Nothing {
    fn write(&mut self, _: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

/// So much memory is always left: that of options, sentences and the first rows of a table.
const LEAST: usize = 1 << 20;
/// So much is enough for anything here.
const ENOUGH: usize = 1 << 27;
/// Set for a program that runs itself, to the profile and the limit.
const CHILD: &str = "PROFLENS_MEMORY";

struct Json;

impl Door for Json {
    type Query = str;
    type Value = usize;

    fn read<T: DeserializeOwned>(query: &str) -> Result<T, String> {
        serde_json::from_str(query).map_err(|error| error.to_string())
    }

    /// What a door makes of an answer is the door's.
    fn object<T: Serialize + ?Sized>(_: &T) -> Result<usize, Error> {
        Ok(0)
    }
}

/// A profile: a text of gperftools' heap with many different stacks, of many or of few functions.
fn profile(kind: &str) -> Vec<u8> {
    let (records, depth) = match kind {
        "wide" => (20_000, 4),
        "deep" => (60, 6_000),
        _ => panic!("there is no profile {kind}"),
    };
    let mut text = String::from("heap profile: 1: 16 [1: 16] @ heapprofile\n");
    for record in 0..records {
        text.push_str("1: 16 [1: 16] @");
        for frame in 0..depth {
            let place = match kind {
                "deep" => record * depth + frame,
                _ => record * (depth - frame),
            };
            text.push_str(&format!(" 0x{:x}", 0x40_0000 + place * 16));
        }
        text.push('\n');
    }
    text.into_bytes()
}

const QUERIES: &[(&str, &str)] = &[
    ("flame", r#"{"smallest": 0, "said": 1}"#),
    ("flame", r#"{"smallest": 0, "inverted": true}"#),
    ("calls", r#"{"search": "4"}"#),
    ("graph", r#"{"nodes": 200}"#),
];

/// Limits the memory to what there is and a little more, does something, and takes the limit away. Whether it was answered.
fn within<T>(left: usize, done: impl FnOnce() -> Result<T, Error>) -> bool {
    MEMORY.set_limit(MEMORY.allocated() + left).unwrap();
    let answered = done();
    MEMORY.set_limit(usize::MAX).unwrap();
    match answered {
        Ok(_) => true,
        Err(error) => {
            assert!(error.sentence().len() > 20, "{error:?}");
            false
        }
    }
}

/// What a program does that runs itself: all that a session can be asked for, each with so little memory.
fn child(kind: &str, left: usize) {
    let file = profile(kind);
    say("opening");
    let mut first = Session::default();
    if within(left, || first.open("file", &file)) {
        first
            .open(
                "other",
                b"heap profile: 1: 1 [1: 1] @ heapprofile\n1: 1 [1: 1] @ 0x10\n",
            )
            .unwrap();
    }
    let mut counts = [0, 0];
    let mut count = |answered: bool| counts[usize::from(answered)] += 1;
    let open = || {
        let mut session = Session::default();
        session.open("file", &file).unwrap();
        session
    };
    let mut session = open();
    for entry in Entry::<Json>::VIEWS {
        let own = QUERIES
            .iter()
            .filter(|(view, _)| *view == entry.name)
            .map(|(_, query)| *query);
        for query in own.chain(["{}"]) {
            // Nothing is known from before.
            session.change(&serde_json::from_str(r#"{"set": [["focus", "."]]}"#).unwrap());
            session.change(&serde_json::from_str(r#"{"set": [["focus", ""]]}"#).unwrap());
            say(entry.name);
            count(within(left, || session.ask_by_name::<Json>(entry.name, query)));
        }
    }
    for report in session.reports() {
        say(report.name);
        count(within(left, || {
            let wanted = Wanted {
                report: report.name.to_owned(),
                pattern: Some("4".to_owned()),
                ..Wanted::default()
            };
            let mut download = session.download(&wanted)?;
            while download.write(1000, &mut Nothing)? < 1.0 {}
            Ok(())
        }));
    }
    for (option, value) in [
        ("granularity", "addresses"),
        ("focus", "4"),
        ("hide", "5"),
        ("tagroot", "bytes"),
    ] {
        say(option);
        let change = serde_json::json!({"set": [[option, value]]});
        let change = serde_json::from_value(change).unwrap();
        within(left, || Ok(session.change(&change)));
    }
    // Whatever was refused, the session goes on.
    session.change(&Change {
        params: Some(Vec::new()),
        ..Change::default()
    });
    assert!(session.ask_by_name::<Json>("top", "{}").is_ok());
    println!("lives, {} refused and {} answered", counts[0], counts[1]);
}

/// Where it is, should it end here.
fn say(step: &str) {
    println!("at {step}");
}

#[test]
fn no_view_and_no_report_ends_a_program_for_want_of_memory() {
    if let Ok(given) = std::env::var(CHILD) {
        let (kind, left) = given.split_once(' ').unwrap();
        return child(kind, left.parse().unwrap());
    }
    for kind in ["wide", "deep"] {
        let (mut left, mut refused) = (LEAST, 0);
        while left <= ENOUGH {
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--nocapture", "--test-threads", "1"])
                .env(CHILD, format!("{kind} {left}"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let lives = said
                .lines()
                .find_map(|line| line.split_once("lives, ").map(|(_, said)| said));
            let why = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().rev().find(|line| line.contains("at "));
            let Some(lives) = lives else {
                panic!("{kind} with {left} bytes left ended {last:?}: {why}");
            };
            refused += lives.split(' ').next().unwrap().parse::<usize>().unwrap();
            left *= 2;
        }
        assert!(refused > 20, "{kind}: nothing was refused, so nothing was tried");
    }
}
