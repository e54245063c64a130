//! A pprof command line -> the text that pprof prints.
//!
//! In: a line as typed at pprof's prompt. Out: the report on one stream, and what pprof says besides it (warnings,
//! `options`, `help`) on another. `top5 -cum json` is the five top nodes by cum of the samples through `json`;
//! `focus=json` sets an option that stays.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | assignments, shortcuts, reports |
//! | `output.rs` | where reports go: the output, or a file |
//! | `help.rs` | `help` and `options` |
//! | `complete.rs` | what a half-typed line may become |

mod complete;
mod help;
mod output;

pub use help::usage;
pub use output::{FileName, Files, Streams, write};

use crate::analysis::options::{self, Kind, Options};
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text::go_quote;
use crate::profile::Profile;
use crate::report::{self, Report, Words};
use std::rc::Rc;

/// Whether the shell goes on after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The next line may come.
    Continue,
    /// The line asked to leave.
    Quit,
}

/// A report that a line asks for, and the options that hold for it alone.
pub struct Command {
    /// Which report is wanted.
    pub report: &'static Report,
    /// The regular expression behind its name.
    pub pattern: Option<String>,
    /// The options of the shell, with what the line adds to them.
    pub options: Options,
}

/// Carries out one line. Assignments change `options`; nothing else does.
///
/// # Errors
///
/// What pprof says of a line that it does not understand or cannot carry out. Assignments in front of the one that is
/// refused count.
pub fn run(
    profile: &Rc<Profile>,
    options: &mut Options,
    zone: &TimeZone,
    line: &str,
    streams: &mut Streams<'_>,
) -> Result<Outcome> {
    for line in expand_shortcut(profile, line.trim()) {
        if let Some(done) = assign(profile, options, &line) {
            done?;
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["o" | "options", ..] => (streams.notes)(&help::options(profile, options)),
            ["exit" | "quit" | "q", ..] => return Ok(Outcome::Quit),
            ["help", topic @ ..] => (streams.notes)(&help::help(&topic.join(" "))?),
            words => {
                let command = parse(words, options)?;
                write(profile, &command, zone, streams)?;
            }
        }
    }
    Ok(Outcome::Continue)
}

/// What a half-typed line may become, each as a whole line.
pub fn complete(profile: Option<&Profile>, line: &str) -> Vec<String> {
    complete::complete(profile, line)
}

/// `:` clears filters, and the name of a sample type selects it.
fn expand_shortcut(profile: &Profile, line: &str) -> Vec<String> {
    let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
    if line == ":" {
        return lines(&["focus=", "ignore=", "hide=", "tagfocus=", "tagignore="]);
    }
    for name in profile.sample_type_names() {
        let select = format!("sample_index={name}");
        let mean = match line.strip_suffix(name.as_str()) {
            Some("") => return lines(&[&select]),
            Some("total_") => "mean=0",
            Some("mean_") => "mean=1",
            _ => continue,
        };
        return lines(&[mean, &select]);
    }
    lines(&[line])
}

/// Carries out `name=value` and the bare name of a switch; none if the line is no assignment.
fn assign(profile: &Profile, options: &mut Options, line: &str) -> Option<Result<()>> {
    let (name, value) = match line.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (line, None),
    };
    let name = name.trim();
    let variable = options::find(name)?;
    let is_switch = variable.name != name || variable.is_bool();
    let value = match value {
        None if !is_switch => {
            return Some(Err(Error::new(ErrorKind::Usage(format!(
                "please specify a value, e.g. {name}=<val>"
            )))));
        }
        None => "",
        // What follows the last //: is a comment, so that lines of `options` can be typed as they are.
        Some(value) => {
            let comment = value.as_bytes().windows(3).rposition(|three| three == b"//:");
            comment.and_then(|start| value.get(..start)).unwrap_or(value).trim()
        }
    };
    if variable.kind != Kind::SampleType {
        return Some(options.set(name, value));
    }
    Some(profile.sample_index(value).and_then(|index| {
        let kind = profile.display(profile.sample_types[index].kind);
        options.set(name, &kind)
    }))
}

/// Reads the words of a report command.
///
/// # Errors
///
/// There is no such report, its regular expression is missing, or a redirection has no file.
pub fn parse(words: &[&str], options: &Options) -> Result<Command> {
    let usage = |text: String| Err(Error::new(ErrorKind::Usage(text)));
    let (mut name, arguments) = words.split_first().map_or(("", words), |(name, rest)| (*name, rest));
    let mut arguments: Vec<&str> = arguments.to_vec();
    let mut found = report::find(name);
    if found.is_none() {
        // top10
        let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && digits < name.len() {
            let (letters, number) = name.split_at_checked(name.len() - digits).unwrap_or((name, ""));
            #[expect(clippy::disallowed_methods, reason = "once")]
            arguments.insert(0, number);
            name = letters;
            found = report::find(name);
        }
    }
    let Some(report) = found else {
        if options::find(name).is_some() {
            let value = arguments.first().unwrap_or(&"<val>");
            return usage(format!("did you mean: {name}={value}"));
        }
        if let Some((_, reason)) = help::ELSEWHERE.iter().find(|(other, _)| *other == name) {
            return usage(format!("{name}: {reason}"));
        }
        return usage(format!("unrecognized command: {}", go_quote(name)));
    };
    let mut arguments = arguments.into_iter();
    let pattern = match (
        report.takes_pattern(),
        report.takes_pattern().then(|| arguments.next()).flatten(),
    ) {
        (true, None) => return usage(format!("command {name} requires an argument")),
        (_, pattern) => pattern.map(str::to_owned),
    };
    let mut options = options.clone();
    let (mut focus, mut ignore) = (Vec::new(), Vec::new());
    while let Some(word) = arguments.next() {
        if let Ok(number) = word.parse::<i32>() {
            options.nodecount = i64::from(number);
        } else if let Some(path) = word.strip_prefix('>') {
            options.output = match (path, arguments.len()) {
                ("", 0) => return usage("unexpected end of line after >".to_owned()),
                ("", _) => arguments.next().unwrap_or_default().to_owned(),
                (path, _) => path.to_owned(),
            };
        } else if word == "-cum" || word == "--cum" {
            "cum".clone_into(&mut options.sort);
        } else if let Some(pattern) = word.strip_prefix('-') {
            ignore.push(pattern);
        } else {
            focus.push(word);
        }
    }
    let (focus_option, ignore_option) = match report.words {
        Words::Frames => (&mut options.focus, &mut options.ignore),
        Words::Labels => (&mut options.tagfocus, &mut options.tagignore),
    };
    for (words, option) in [(focus, focus_option), (ignore, ignore_option)] {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            *option = words.join("|");
        }
    }
    if options.nodecount == -1
        && let Some(nodecount) = report.shell_nodecount
    {
        options.nodecount = nodecount;
    }
    Ok(Command {
        report,
        pattern,
        options,
    })
}
