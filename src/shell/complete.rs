//! What a half-typed line may become: commands and options first, then functions.
//!
//! pprof completes only what is unique; a page can show a list, so here all candidates are given.

use crate::analysis::options::{Kind, VARIABLES};
use crate::base::measurement::units_like;
use crate::base::sort::sort;
use crate::base::text::find;
use crate::profile::Profile;
use crate::report::{self, REPORTS, Words};

/// More candidates than this are of no help.
const MOST: usize = 50;

/// The lines that `line` may become, in alphabetical order.
pub fn complete(profile: Option<&Profile>, line: &str) -> Vec<String> {
    let word = line.rsplit_once(char::is_whitespace).map_or(line, |(_, word)| word);
    let before = line.strip_suffix(word).unwrap_or_default();
    let mut words = before.split_whitespace();
    let candidates = match words.next() {
        None => match word.split_once('=') {
            Some((name, value)) => assignments(profile, name, value),
            None => names(word),
        },
        Some("help") => names(word),
        Some(command) => match report::find(command) {
            Some(report) if report.words == Words::Frames => functions(profile, word),
            _ => Vec::new(),
        },
    };
    candidates.into_iter().map(|word| format!("{before}{word}")).collect()
}

fn names(prefix: &str) -> Vec<String> {
    let prefix = prefix.to_ascii_lowercase();
    let mut names: Vec<String> = ["help", "options", "quit"]
        .iter()
        .map(|&name| name.to_owned())
        .collect();
    names.extend(
        REPORTS
            .iter()
            .filter(|report| report.write.is_some())
            .map(|report| report.name.to_owned()),
    );
    let own = VARIABLES.iter().filter(|variable| !variable.is_ours);
    names.extend(own.map(|variable| match variable.is_bool() {
        true => variable.name.to_owned(),
        false => format!("{}=", variable.name),
    }));
    names.retain(|name| name.starts_with(&prefix));
    sort(&mut names);
    names
}

/// Of a Boolean, a choice, a sample type, a unit or a label, all that begin like `value`; of a regular expression,
/// functions.
fn assignments(profile: Option<&Profile>, name: &str, value: &str) -> Vec<String> {
    let Some(variable) = VARIABLES.iter().find(|variable| variable.name == name.trim()) else {
        return Vec::new();
    };
    let switch = || ["false", "true"].map(str::to_owned).to_vec();
    let choices = || variable.choices.iter().map(|&choice| choice.to_owned()).collect();
    // Lists are completed behind their last comma.
    let (mut before, mut last) = ("", value);
    let mut values: Vec<String> = match (variable.kind, profile) {
        (Kind::Bool, _) => switch(),
        (Kind::Choice, _) => choices(),
        (Kind::Frames(_), _) => return prefixed(&format!("{name}="), functions(profile, value)),
        (Kind::SampleType, Some(profile)) => profile.sample_type_names(),
        (Kind::Unit, Some(profile)) => units(profile),
        (Kind::LabelNames, Some(profile)) => label_names(profile),
        (Kind::Labels, Some(profile)) => label_names(profile).iter().map(|name| format!("{name}=")).collect(),
        (Kind::LabelKeys, Some(profile)) => {
            last = value.rsplit_once(',').map_or(value, |(_, last)| last);
            before = value.strip_suffix(last).unwrap_or_default();
            label_names(profile)
        }
        (Kind::SampleType | Kind::Unit | Kind::LabelNames | Kind::Labels | Kind::LabelKeys, None)
        | (Kind::Nodes | Kind::Share | Kind::Divisor | Kind::Text, _) => Vec::new(),
    };
    values.retain(|candidate| candidate.starts_with(last));
    prefixed(&format!("{name}={before}"), values)
}

fn prefixed(prefix: &str, values: Vec<String>) -> Vec<String> {
    values.into_iter().map(|value| format!("{prefix}{value}")).collect()
}

/// The units that the values of a profile can be given in.
fn units(profile: &Profile) -> Vec<String> {
    let mut units = vec!["minimum", "auto"];
    for sample_type in &profile.sample_types {
        for unit in units_like(&profile.display(sample_type.unit)) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    units.into_iter().map(str::to_owned).collect()
}

/// The names of the labels, in alphabetical order.
fn label_names(profile: &Profile) -> Vec<String> {
    let mut known = vec![false; profile.strings.len()];
    let mut names = Vec::new();
    for label in profile.samples.all_labels().iter() {
        let key = label.key();
        if !std::mem::replace(&mut known[key.index()], true) {
            names.push(profile.display(key));
        }
    }
    sort(&mut names);
    names.truncate(MOST);
    names
}

/// Functions whose name contains the word; a dash in front of it stays.
fn functions(profile: Option<&Profile>, word: &str) -> Vec<String> {
    let (dash, part) = match word.strip_prefix('-') {
        Some(part) => ("-", part),
        None => ("", word),
    };
    let Some(profile) = profile.filter(|_| !part.is_empty()) else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for function in &profile.functions {
        let name = profile.display(function.name);
        if find(name.as_bytes(), part.as_bytes()).is_some() && !name.contains(char::is_whitespace) {
            names.push(format!("{dash}{name}"));
        }
    }
    sort(&mut names);
    names.dedup();
    names.truncate(MOST);
    names
}
