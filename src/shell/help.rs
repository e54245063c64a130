//! `help` and `options`: what there is to type, and what is set.

use crate::analysis::options::{self, CHOICE_HELP, Kind, Options, VARIABLES};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sort::sort;
use crate::profile::Profile;
use crate::report::{self, REPORTS};

/// Commands of pprof that start other programs, and what to do instead.
pub static ELSEWHERE: &[(&str, &str)] = &[
    ("eog", GRAPHVIZ),
    ("evince", GRAPHVIZ),
    ("gif", GRAPHVIZ),
    ("gv", GRAPHVIZ),
    (
        "kcachegrind",
        "proflens starts no other program: save the callgrind report and open it there",
    ),
    ("pdf", GRAPHVIZ),
    ("png", GRAPHVIZ),
    ("ps", GRAPHVIZ),
    ("svg", GRAPHVIZ),
    ("web", GRAPHVIZ),
];

const GRAPHVIZ: &str = "proflens starts no other program: save the dot report and draw it with Graphviz";

/// The lines of `options`: every variable with its value, in the order of their texts.
pub fn options(profile: &Profile, options: &Options) -> String {
    let mut lines: Vec<String> = VARIABLES
        .iter()
        .filter(|variable| variable.is_listed)
        .map(|variable| {
            let mut value = options.get(variable);
            let mut comment = String::new();
            let list = |names: &[String]| format!("//: [{}]", names.join(" | "));
            match variable.kind {
                Kind::Choice => {
                    let mut choices: Vec<String> = variable.choices.iter().map(|&choice| choice.to_owned()).collect();
                    sort(&mut choices);
                    comment = list(&choices);
                    if value.is_empty() {
                        "(default)".clone_into(&mut value);
                    }
                }
                Kind::SampleType => {
                    let names = profile.sample_type_names();
                    if value.is_empty() {
                        value = names.last().cloned().unwrap_or_default();
                    }
                    comment = list(&names);
                }
                Kind::Nodes if value == "-1" => "//: default".clone_into(&mut comment),
                _ if value.is_empty() => "\"\"".clone_into(&mut value),
                _ => {}
            }
            format!("  {:<25} = {value:<20} {comment}", variable.name)
        })
        .collect();
    sort(&mut lines);
    lines.join("\n")
}

/// The text of `help`, or of `help TOPIC`.
///
/// # Errors
///
/// There is no such topic.
pub fn help(topic: &str) -> Result<String> {
    if topic.is_empty() {
        return Ok(format!(
            "{}\n  :   Clear focus/ignore/hide/tagfocus/tagignore\n\n  type \"help <cmd|option>\" for more information\n",
            usage("")
        ));
    }
    if let Some(report) = report::find(topic) {
        let arguments = match report.takes_pattern() {
            true => "<func_regex> [focus_regex]* [-ignore_regex]*",
            false => "[n] [focus_regex]* [-ignore_regex]* [-cum] >f",
        };
        return Ok(format!(
            "{}\n  Usage:\n    {topic} {arguments}\n    Show at most n nodes, of samples that match a focus_regex and no ignore_regex.\n    \
             -cum orders by cumulative value; >f writes to the file f.\n",
            report.help
        ));
    }
    if let Some((_, help)) = CHOICE_HELP.iter().find(|(name, _)| *name == topic) {
        return Ok(format!("{help}\n"));
    }
    match options::find(topic) {
        Some(variable) => Ok(format!("{}\n", variable.help)),
        None => Err(Error::new(ErrorKind::Usage(format!("Unknown command: {topic}")))),
    }
}

/// Lists all reports and options, each name behind `prefix`: a dash on the command line, nothing in the shell.
pub fn usage(prefix: &str) -> String {
    let line = |name: &str, help: &str| {
        let summary = help.lines().next().unwrap_or_default();
        format!("    {:<16} {summary}", format!("{prefix}{name}"))
    };
    let mut reports: Vec<String> = REPORTS
        .iter()
        .map(|report| match report.write {
            Some(_) => line(report.name, report.help),
            None => line(report.name, &format!("{} (needs the binary)", report.help)),
        })
        .collect();
    sort(&mut reports);
    let title = match prefix {
        "" => {
            reports.push(format!("    {:<16} List options and their current values", "o/options"));
            reports.push(format!("    {:<16} Exit", "q/quit/exit/^D"));
            "  Commands:"
        }
        _ => "  Output formats (select at most one):",
    };
    let mut variables: Vec<String> = VARIABLES
        .iter()
        .filter(|variable| !variable.is_ours && variable.choices.is_empty())
        .map(|variable| line(variable.name, variable.help))
        .collect();
    sort(&mut variables);
    let mut groups: Vec<String> = VARIABLES
        .iter()
        .filter(|variable| !variable.is_ours && !variable.choices.is_empty())
        .map(|variable| {
            let choices = CHOICE_HELP.iter().filter(|(name, _)| variable.choices.contains(name));
            let choices: Vec<String> = choices.map(|(name, help)| format!("  {}", line(name, help))).collect();
            format!("    {}\n{}", variable.name, choices.join("\n"))
        })
        .collect();
    sort(&mut groups);
    format!(
        "{title}\n{}\n\n  Options:\n{}\n\n  Option groups (only set one per group):\n{}",
        reports.join("\n"),
        variables.join("\n"),
        groups.join("\n")
    )
}
