//! What is fuzzed: a file for each target, which says what holds for any bytes, and panics where it does not.
//!
//! In: bytes. Out: nothing. `libfuzzer.rs` looks for bytes with which more of the code runs, `main.rs` repeats those that are
//! kept in `testdata/fuzz/`.

mod ask;
mod bytes;
mod demangle;
mod dot;
mod dot_reader;
mod dumps;
mod files;
mod lines;
#[allow(dead_code, missing_docs, reason = "other programs use more of them")]
#[path = "../../../src/profile/messages.rs"]
mod messages;
mod naive;
mod open;
mod patterns;
mod profiles;
mod sources;
#[allow(dead_code, reason = "the test of growth does more steps")]
#[path = "../../growth/steps.rs"]
mod steps;

/// Something that takes any bytes.
pub struct Target {
    /// What a person types; its inputs are in the folder of that name.
    pub name: &'static str,
    /// Panics where something does not hold.
    pub run: fn(&[u8]),
}

/// All targets, in the order in which they are run.
pub const TARGETS: &[Target] = &[
    Target {
        name: "open",
        run: open::run,
    },
    Target {
        name: "profiles",
        run: profiles::run,
    },
    Target {
        name: "lines",
        run: lines::run,
    },
    Target {
        name: "patterns",
        run: patterns::run,
    },
    Target {
        name: "demangle",
        run: demangle::run,
    },
    Target {
        name: "dumps",
        run: dumps::run,
    },
    Target {
        name: "sources",
        run: sources::run,
    },
    Target {
        name: "ask",
        run: ask::run,
    },
    Target {
        name: "dot",
        run: dot::run,
    },
];
