//! Presets: sets of filters that people often want, made for the profile that is shown.
//!
//! In: the names and files of its functions, walked through once. Out: per preset the options that it sets, as ordinary
//! expressions, or the reason why it is of no use here. A preset is filters like any others afterwards.
//!
//! Of a service in Go, `Only frames of shop.example/search` is `show=^main\.|^shop\.example/search[./]`.

use super::answers::View;
use super::{Session, pattern};
use crate::analysis::go_module::Module;
use crate::analysis::join::{joined, joins};
use crate::analysis::options::{Options, find};
use crate::analysis::runtime::WAITING;
use crate::analysis::runtimes::{GO, Rows, Runtime, Runtimes, TABLE};
use crate::base::error::Result;
use crate::profile::Profile;
use serde::{Deserialize, Serialize};

/// A preset as it is offered beside the filters that are set.
#[derive(Debug, Clone, Serialize)]
pub struct Preset {
    /// What it is called.
    pub label: String,
    /// What it does, in sentences, with what it replaces.
    pub help: String,
    /// Expressions that come to options: to what is there, or in its place. One is empty if the profile has none.
    pub add: Vec<(&'static str, String)>,
    /// Why it cannot be chosen; empty if it can.
    pub why: String,
}

/// There is nothing to ask for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetsQuery {}

/// The presets, in the order of their menu: all of them come with the answer.
pub struct Presets;

impl View for Presets {
    const NAME: &'static str = "presets";
    type Query = PresetsQuery;
    type Info = Vec<Preset>;

    fn ask(session: &Session, _query: PresetsQuery) -> Result<(Presets, Vec<Preset>)> {
        let selection = session.selection()?;
        let profile = session.profile()?;
        let runtimes = session.runtimes(profile);
        let is_of_goroutines = profile.text(profile.sample_types[selection.column].kind) == b"goroutine";
        let found = Found::of(profile, &runtimes, is_of_goroutines)?;
        let Module { path, expression } = &found.module;
        let (module, no_module) = match path.as_str() {
            "" => ("the main module", NO_MODULE),
            path => (path, ""),
        };
        // Go's is offered for any profile, with the reason where it is of no use; others where they are in it.
        let mut presets = Vec::with_capacity(8);
        for (row, runtime) in TABLE.iter().enumerate() {
            match (runtimes.found.has(Rows::one(row)), row) {
                (true, _) => presets.push(Preset::hiding(runtime, "")),
                (false, GO) => presets.push(Preset::hiding(
                    runtime,
                    "No function of Go's runtime is in the profile.",
                )),
                (false, _) => {}
            }
        }
        presets.extend([
            Preset {
                label: format!("Only frames of {module}"),
                help: "All other frames go, and what they weigh is their callers'.".to_owned(),
                add: vec![("show", expression.clone())],
                why: no_module.to_owned(),
            },
            Preset {
                label: format!("Only stacks through {module}"),
                help: "What never comes by a function of it goes: the garbage collector, the scheduler.".to_owned(),
                add: vec![("focus", expression.clone())],
                why: no_module.to_owned(),
            },
            Preset {
                label: "No waiting for network, system or signals".to_owned(),
                help: "Goroutines go that wait for what comes from outside; those that wait for each other stay."
                    .to_owned(),
                add: vec![("ignore", WAITING.to_owned())],
                why: match (is_of_goroutines, found.waiting) {
                    (false, _) => "Only profiles of goroutines know who waits.",
                    (true, false) => "No goroutine waits for one of these.",
                    (true, true) => "",
                }
                .to_owned(),
            },
        ]);
        presets
            .iter_mut()
            .for_each(|preset| preset.stand_beside(&session.options));
        Ok((Presets, presets))
    }
}

const NO_MODULE: &str =
    "No function of the profile has an import path with a domain in it, nor is there a package main.";

impl Preset {
    /// The one that hides a runtime.
    fn hiding(runtime: &Runtime, why: &str) -> Preset {
        let Runtime {
            said, what, expression, ..
        } = runtime;
        let hidden = "Its frames go, and what they weigh is their callers'.";
        Preset {
            label: format!("Hide {said}"),
            help: match what {
                &"" => format!("{hidden} Stacks of the runtime alone go with it."),
                what => format!("{what} {hidden} Stacks of it alone go with it."),
            },
            add: vec![("hide", (*expression).to_owned())],
            why: why.to_owned(),
        }
    }

    /// Knows what is set already: then it cannot be chosen again, and says what it replaces.
    fn stand_beside(&mut self, options: &Options) {
        if !self.why.is_empty() {
            return;
        }
        let (mut is_set, mut replaced) = (true, Vec::new());
        for (option, expression) in &self.add {
            let Some(variable) = find(option) else { continue };
            let before = options.get(variable);
            let after = joined(options, variable, expression);
            is_set &= after == before;
            if !joins(variable, &before) && !before.is_empty() && after != before {
                replaced.push(format!("{option} {before}"));
            }
        }
        if is_set {
            self.why = "It is set.".to_owned();
        }
        if !replaced.is_empty() {
            self.help.push_str(&format!(" Replaces {}.", replaced.join(", ")));
        }
    }
}

/// What the functions of a profile say.
struct Found {
    /// Whether one waits for the network, the system or a signal.
    waiting: bool,
    module: Module,
}

impl Found {
    /// Who waits is of interest in profiles of goroutines alone, and a module is Go's: `main.rs:12 - app::run` is of no package `main`.
    fn of(profile: &Profile, runtimes: &Runtimes, is_of_goroutines: bool) -> Result<Found> {
        let waits = pattern(WAITING)?;
        let functions: Vec<(&[u8], &[u8])> = match runtimes.may_be_go {
            true => {
                let functions = profile.functions.iter();
                functions
                    .map(|function| (profile.text(function.name), profile.text(function.filename)))
                    .collect()
            }
            false => Vec::new(),
        };
        Ok(Found {
            waiting: is_of_goroutines && functions.iter().any(|(name, _)| waits.is_match(name)),
            module: Module::of(&functions),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile_of;
    use std::rc::Rc;

    /// Which presets of a profile with these functions cannot be chosen.
    fn refused(kind: &str, functions: &str) -> [bool; 4] {
        let session = Session {
            combined: Some(Rc::new(profile_of(&format!("{kind}/count"), &format!("{functions} 1")))),
            ..Session::default()
        };
        let (_, presets) = Presets::ask(&session, PresetsQuery {}).unwrap();
        [0, 1, 2, 3].map(|preset| !presets[preset].why.is_empty())
    }

    #[test]
    fn a_preset_that_would_match_nothing_says_so() {
        assert_eq!(refused("cpu", "main.main;runtime.main"), [false, false, false, true]);
        assert_eq!(refused("cpu", "main.runtime;runtimes.New"), [true, false, false, true]);
        assert_eq!(refused("cpu", "corp.example/runtime.Run"), [true, false, false, true]);
        assert_eq!(refused("cpu", "std::sort"), [true; 4]);
        assert_eq!(
            refused("goroutine", "internal/poll.runtime_pollWait"),
            [true, true, true, false]
        );
        assert_eq!(
            refused("goroutine", "internal/runtime/syscall.Syscall6"),
            [false, true, true, false]
        );
        assert_eq!(
            refused("goroutine", "example.com/syscall.Call"),
            [true, false, false, true]
        );
    }
}
