//! One door for people and CI: `cargo xtask COMMAND` builds, serves, tests and measures, and does its own set-up.
//!
//! In: a command and its arguments. Out: its work, and exit status 0 if all of it succeeded.

#![allow(
    clippy::disallowed_methods,
    reason = "what tools change at random is small, and nobody waits for it"
)]

mod bench;
mod build;
mod fuzz;
mod go;
mod golden;
mod libfuzzer;
mod licenses;
mod pictures;
mod serve;
mod setup;
mod sh;
mod slim;
mod test;

use anyhow::{Result, bail};
use std::process::ExitCode;

struct Command {
    name: &'static str,
    arguments: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "build",
        arguments: "[--dev]",
        help: "builds the wasm into www/pkg/ and the finished site into dist/; --dev is quick to link and not minified",
        run: build::main,
    },
    Command {
        name: "serve",
        arguments: "[--dev] [--port N] [--no-build]",
        help: "builds, then serves dist/ on this machine only",
        run: serve::main,
    },
    Command {
        name: "test",
        arguments: "[--fast | PART [NAME...]] [--repeat N]",
        help: "runs every check, or one PART: format, lints, supply, native, growth, docs, site, node, browser, engines; a NAME narrows native down to the tests that have it in theirs, node and browser to the files that begin with it; --fast stops before the docs; --repeat runs the tests N times over",
        run: test::main,
    },
    Command {
        name: "golden",
        arguments: "[PART-OF-A-NAME...]",
        help: "lets `go tool pprof` write testdata/golden/ anew, all of it or the cases named",
        run: golden::main,
    },
    Command {
        name: "fuzz",
        arguments: "[TARGET...] [--minutes N] [--keep] [--input FILE]",
        help: "looks for inputs that break something, by coverage, for ten minutes over all targets; --keep puts the best inputs into testdata/fuzz/, --input runs one alone; needs a C++ compiler",
        run: libfuzzer::main,
    },
    Command {
        name: "fuzz-pprof",
        arguments: "N [--seed S] [--from K] [--case K]",
        help: "compares N random runs with those of `go tool pprof`; --from starts at a later case, --case runs that one alone",
        run: fuzz::main,
    },
    Command {
        name: "licenses",
        arguments: "",
        help: "writes docs/licenses/crates.txt anew, the licences of all crates that are shipped; after a change of dependencies",
        run: licenses::main,
    },
    Command {
        name: "bench",
        arguments: "[--runs N] [--quick] [--waits | --frames] [FILE...]",
        help: "times every stage, native and in wasm, beside `go tool pprof -top`; --quick leaves out the large generated profiles; --waits times what a user of the page waits for, --frames the frames of the flame graph instead",
        run: bench::main,
    },
    Command {
        name: "pictures",
        arguments: "[FOLDER [STATE...]]",
        help: "takes the pictures of the README, and of every state of the page into a folder",
        run: pictures::main,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", &[][..]),
    };
    if matches!(name, "help" | "--help" | "-h") {
        for command in COMMANDS {
            println!(
                "cargo xtask {} {}\n    {}",
                command.name, command.arguments, command.help
            );
        }
        return Ok(());
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => bail!("there is no command {name:?}; `cargo xtask help` lists them"),
    }
}
