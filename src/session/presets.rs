//! Presets: sets of filters that people often want, made for the profile that is shown.
//!
//! In: the names and files of its functions, walked through once. Out: per preset the options that it sets, as ordinary
//! expressions, or the reason why it is of no use here. A preset is filters like any others afterwards.
//!
//! Of a service in Go, `Only frames of shop.example/search` is `show=^main\.|^shop\.example/search[./]`.

use super::Session;
use super::answers::View;
use super::expressions::grown;
use crate::analysis::go_module::Module;
use crate::analysis::options::{Options, find};
use crate::analysis::runtime::{EXPRESSION, WAITING, is_runtime};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::pattern::Pattern;
use crate::profile::Profile;
use serde::{Deserialize, Serialize};

/// Filters with a name.
#[derive(Debug, Clone, Serialize)]
pub struct Preset {
    /// What it is called.
    pub label: String,
    /// What it does, in a sentence or two, with what it replaces.
    pub help: String,
    /// What it sets.
    pub set: Vec<PresetFilter>,
    /// Why it cannot be chosen; empty if it can.
    pub why: String,
}

/// An option that a preset sets.
#[derive(Debug, Clone, Serialize)]
pub struct PresetFilter {
    /// The option.
    pub option: &'static str,
    /// The preset's expression; empty if there is none for this profile.
    pub expression: String,
    /// What the option becomes: the expression alone, or with those that are already there.
    pub value: String,
}

/// The presets, as a view: all of it comes with the answer.
pub struct Presets;

/// It is asked for nothing in particular.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetsQuery {}

impl View for Presets {
    const NAME: &'static str = "presets";
    type Query = PresetsQuery;
    type Info = Vec<Preset>;

    fn ask(session: &Session, _query: PresetsQuery) -> Result<(Presets, Vec<Preset>)> {
        Ok((Presets, session.presets()?))
    }
}

impl Session {
    /// The presets, in the order of their menu.
    ///
    /// # Errors
    ///
    /// No profile is open, or it has no sample type of the name that is set.
    pub fn presets(&self) -> Result<Vec<Preset>> {
        let profile = self.profile()?;
        let column = profile.sample_index(&self.options.sample_index)?;
        let is_of_goroutines = profile.text(profile.sample_types[column].kind) == b"goroutine";
        let found = Found::of(profile, is_of_goroutines)?;
        let preset = |label: &str, help: &str, option, expression: &str, why: &str| {
            let filter = PresetFilter {
                option,
                expression: expression.to_owned(),
                value: grown(&self.options, option, expression),
            };
            offered(&self.options, label, help, filter, why)
        };
        let module = |labels: [&str; 2], help: &str, option| {
            let Module { path, expression } = &found.module;
            match path.as_str() {
                "" => preset(labels[1], help, option, "", NO_MODULE),
                path => preset(&format!("{} {path}", labels[0]), help, option, expression, ""),
            }
        };
        Ok(vec![
            preset(
                "Hide the Go runtime",
                "Its frames go, and what they weigh is their callers'. Stacks of the runtime alone go with it.",
                "hide",
                EXPRESSION,
                match found.runtime {
                    true => "",
                    false => "No function of Go's runtime is in the profile.",
                },
            ),
            module(
                ["Only frames of", "Only frames of the main module"],
                "All other frames go, and what they weigh is their callers'.",
                "show",
            ),
            module(
                ["Only stacks through", "Only stacks through the main module"],
                "What never comes by a function of it goes: the garbage collector, the scheduler.",
                "focus",
            ),
            preset(
                "No waiting for network, system or signals",
                "Goroutines go that wait for what comes from outside; those that wait for each other stay.",
                "ignore",
                WAITING,
                match (is_of_goroutines, found.waiting) {
                    (false, _) => "Only profiles of goroutines know who waits.",
                    (true, false) => "No goroutine waits for one of these.",
                    (true, true) => "",
                },
            ),
        ])
    }
}

const NO_MODULE: &str =
    "No function of the profile has an import path with a domain in it, nor is there a package main.";

/// A preset as it is offered beside the filters that are set.
fn offered(options: &Options, label: &str, help: &str, filter: PresetFilter, why: &str) -> Preset {
    let before = find(filter.option).map_or(String::new(), |variable| options.get(variable));
    let replaces = why.is_empty() && !before.is_empty() && filter.value == filter.expression && filter.value != before;
    Preset {
        label: label.to_owned(),
        help: match replaces {
            true => format!("{help} Replaces {} {before}.", filter.option),
            false => help.to_owned(),
        },
        why: match why {
            "" if filter.value == before => "It is set.".to_owned(),
            why => why.to_owned(),
        },
        set: vec![filter],
    }
}

/// What the functions of a profile say.
struct Found {
    /// Whether one is of Go's runtime.
    runtime: bool,
    /// Whether one waits for the network, the system or a signal.
    waiting: bool,
    module: Module,
}

impl Found {
    /// Who waits is of interest in profiles of goroutines alone.
    fn of(profile: &Profile, is_of_goroutines: bool) -> Result<Found> {
        let waits = Pattern::new(WAITING).map_err(|reason| Error::new(ErrorKind::Usage(reason.to_string())))?;
        let (mut runtime, mut waiting) = (false, false);
        let functions = profile.functions.iter();
        let functions: Vec<(&[u8], &[u8])> = functions
            .map(|function| (profile.text(function.name), profile.text(function.filename)))
            .collect();
        for (name, file) in &functions {
            runtime |= is_runtime(name, file);
            waiting |= is_of_goroutines && waits.is_match(name);
        }
        Ok(Found {
            runtime,
            waiting,
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
        let presets = session.presets().unwrap();
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
