//! What `cargo xtask test` was asked for: in, its arguments; out, the stages of each round.

use super::{Names, Part, Repeats, Speed, Stage};
use anyhow::{Context, Result, bail};

/// Which parts are run, narrowed down to which names, and how often.
pub struct Plan {
    parts: Vec<&'static Part>,
    pub names: Vec<String>,
    pub rounds: usize,
}

impl Plan {
    /// Reads `[--fast | PART [NAME...]] [--repeat N]`.
    ///
    /// # Errors
    /// Says which argument is none, and what could stand there.
    pub fn new(all: &'static [Part], arguments: &[String]) -> Result<Self> {
        let mut words = Vec::new();
        let (mut fast, mut rounds) = (false, 1);
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--fast" => fast = true,
                "--repeat" => rounds = number_of_rounds(rest.next())?,
                option if option.starts_with('-') => {
                    bail!("test does not know {option:?}; it takes --fast and --repeat N")
                }
                word => words.push(word.to_owned()),
            }
        }
        let Some((part, names)) = words.split_first() else {
            let wanted = |part: &&Part| !fast || part.speed == Speed::Fast;
            return Ok(Self {
                parts: all.iter().filter(wanted).collect(),
                names: Vec::new(),
                rounds,
            });
        };
        if fast {
            bail!("--fast is for a whole run: {part} alone is as fast as it can be");
        }
        let Some(found) = all.iter().find(|known| known.name == part) else {
            let known: Vec<&str> = all.iter().map(|part| part.name).collect();
            bail!("test has no part {part:?}; its parts are {}", known.join(", "));
        };
        if found.names == Names::Refused && !names.is_empty() {
            bail!("{part} is run as a whole: it takes no names, not even {:?}", names[0]);
        }
        Ok(Self {
            parts: vec![found],
            names: names.to_vec(),
            rounds,
        })
    }

    /// What is run in a round, counted from 1; what several parts need, once.
    pub fn stages(&self, round: usize) -> Vec<&'static Stage> {
        let mut stages: Vec<&Stage> = Vec::new();
        for stage in self.parts.iter().flat_map(|part| part.stages) {
            let due = round == 1 || stage.repeats == Repeats::EachRound;
            if due && !stages.iter().any(|known| known.title == stage.title) {
                stages.push(stage);
            }
        }
        stages
    }
}

fn number_of_rounds(argument: Option<&String>) -> Result<usize> {
    let text = argument.context("--repeat needs a number of rounds")?;
    match text.parse() {
        Ok(rounds) if rounds > 0 => Ok(rounds),
        _ => bail!("--repeat needs a number of rounds, not {text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::PARTS;
    use super::*;

    fn plan(arguments: &str) -> Result<Plan> {
        let arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
        Plan::new(PARTS, &arguments)
    }

    fn titles(plan: &Plan, round: usize) -> Vec<&'static str> {
        plan.stages(round).iter().map(|stage| stage.title).collect()
    }

    #[test]
    fn a_whole_run_has_every_part_and_builds_the_site_once() {
        let all = plan("--repeat 3").expect("a plan");
        assert_eq!(all.rounds, 3);
        let first = titles(&all, 1);
        assert_eq!(first.len(), 11, "{first:?}");
        assert_eq!(first.iter().filter(|title| **title == "site").count(), 1);
        assert_eq!(
            titles(&all, 2),
            [
                "tests, native",
                "tests, wasm in Node",
                "tests, page in a browser",
                "tests, three engines"
            ]
        );
        assert_eq!(
            titles(&plan("--fast").expect("a plan"), 1),
            ["format", "lints", "lints, wasm", "tests, native"]
        );
    }

    #[test]
    fn a_part_alone_is_narrowed_down_by_names() {
        let one = plan("browser top source").expect("a plan");
        assert_eq!(titles(&one, 1), ["site", "tests, page in a browser"]);
        assert_eq!(titles(&one, 2), ["tests, page in a browser"]);
        assert_eq!(one.names, ["top", "source"]);
    }

    #[test]
    fn what_is_no_argument_is_said() {
        for (arguments, reason) in [
            ("--quick", "does not know"),
            (
                "chrome",
                "its parts are format, lints, supply, native, growth, docs, site, node, browser, engines",
            ),
            ("docs top", "takes no names"),
            ("--fast browser", "whole run"),
            ("--repeat", "number of rounds"),
            ("--repeat 0", "number of rounds"),
        ] {
            let error = plan(arguments).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(reason), "{arguments}: {error}");
        }
    }
}
