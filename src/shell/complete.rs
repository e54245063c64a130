//! What a half-typed line may become: commands and options first, then functions.
//!
//! pprof completes only what is unique; a page can show a list, so here all candidates are given.

use crate::options::VARIABLES;
use crate::order::sort_texts;
use crate::profile::Profile;
use crate::report::{self, REPORTS};

/// More candidates than this are of no help.
const MOST: usize = 50;

/// The lines that `line` may become, in alphabetical order.
pub fn complete(profile: Option<&Profile>, line: &str) -> Vec<String> {
    let start = line.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let (before, word) = line.split_at(start);
    let mut words = before.split_whitespace();
    let candidates = match words.next() {
        None => match word.split_once('=') {
            Some((name, value)) => assignments(profile, name, value),
            None => names(word),
        },
        Some("help") => names(word),
        Some(command) => match report::find(command) {
            Some(report) if report.name != "tags" => functions(profile, word),
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
    names.extend(VARIABLES.iter().map(|variable| match variable.is_bool() {
        true => variable.name.to_owned(),
        false => format!("{}=", variable.name),
    }));
    names.retain(|name| name.starts_with(&prefix));
    sort_texts(&mut names);
    names
}

fn assignments(profile: Option<&Profile>, name: &str, value: &str) -> Vec<String> {
    let Some(variable) = VARIABLES.iter().find(|variable| variable.name == name.trim()) else {
        return Vec::new();
    };
    let mut values: Vec<String> = variable.choices.iter().map(|&choice| choice.to_owned()).collect();
    if variable.is_bool() {
        values.extend(["false".to_owned(), "true".to_owned()]);
    }
    if let (Some(profile), "sample_index") = (profile, variable.name) {
        values.extend(profile.sample_type_names());
    }
    if variable.is_pattern() && !value.is_empty() {
        values.extend(functions(profile, value));
    } else {
        values.retain(|candidate| candidate.starts_with(value));
    }
    values.into_iter().map(|value| format!("{name}={value}")).collect()
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
        if name.contains(part) && !name.contains(char::is_whitespace) {
            names.push(format!("{dash}{name}"));
        }
    }
    sort_texts(&mut names);
    names.dedup();
    names.truncate(MOST);
    names
}
