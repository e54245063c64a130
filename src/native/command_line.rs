//! pprof's command line: arguments in, what to do out. Nothing is read or written here.
//!
//! The syntax is that of Go's flags: `-top`, `--top`, `-nodecount=5`, `-nodecount 5`, switches without a value, and
//! everything from the first argument that is no flag on is a source.

use super::trend_flags::TrendWanted;
use crate::analysis::options::{self, Field, Options, VARIABLES};
use crate::base::demangle::Demangling;
use crate::base::error::{Error, Result};
use crate::base::text::go_quote;
use crate::profile::combine::{Comparison, Names, Preparation};
use crate::report::{self, REPORTS, Report};

/// What the command line asks for.
#[derive(Default)]
pub struct Invocation {
    /// The report to write and the regular expression behind it; none for the interactive shell.
    pub report: Option<(&'static Report, Option<String>)>,
    /// The options of the report, or those that the prompt begins with.
    pub options: Options,
    /// The files with the profiles to show, merged; never none.
    pub sources: Vec<String>,
    /// The file with the profile to compare with or to subtract.
    pub base: Option<(String, Comparison)>,
    /// What becomes of the profiles between file and report.
    pub preparation: Preparation,
    /// What to say before starting.
    pub notes: Vec<String>,
    /// What to say when the profiles are loaded and merged: pprof reads `-symbolize` then.
    pub later_notes: Vec<String>,
    /// The trend of the sources that is wanted; none if another report is.
    pub trend: Option<TrendWanted>,
    /// How files are opened.
    pub opening: Opening,
}

/// How files are opened: pprof refuses more, and keeps all of what it opens.
#[derive(Default)]
pub struct Opening {
    /// Whether files are opened that pprof refuses.
    pub lenient: bool,
    /// The sample types, each as `-sample_index` takes it; none for all of them.
    pub sample_types: Vec<String>,
    /// Whether labels are dropped.
    pub drop_labels: bool,
}

/// Why there is nothing to do.
#[derive(Debug)]
pub enum Refusal {
    /// The usage was asked for.
    Help,
    /// The licences of what this program is made of were asked for.
    Licenses,
    /// A flag is wrong: the usage is shown behind the message.
    Flag(String),
    /// The arguments contradict each other.
    Arguments(String),
}

/// Flags besides the reports, the variables and the choices: name, and whether a value follows.
static OTHER_FLAGS: &[(&str, bool)] = &[
    ("add_comment", true),
    ("all_frames", false),
    ("alloc_objects", false),
    ("alloc_space", false),
    ("base", true),
    ("buildid", true),
    ("contentions", false),
    ("diff_base", true),
    ("http", true),
    ("inuse_objects", false),
    ("inuse_space", false),
    ("lenient", false),
    ("mean_delay", false),
    ("no_browser", false),
    ("seconds", true),
    ("symbolize", true),
    ("timeout", true),
    ("tools", true),
    ("total_delay", false),
    ("tls_ca", true),
    ("tls_cert", true),
    ("tls_key", true),
];

/// Flags of our own, which act while files are read.
static OWN_FLAGS: &[(&str, bool)] = &[("keep_sample_types", true), ("drop_labels", false)];

/// Flags that select a sample type, in the order in which the first one wins.
static SAMPLE_TYPE_FLAGS: &[(&str, &str)] = &[
    ("total_delay", "delay"),
    ("mean_delay", "delay"),
    ("contentions", "contentions"),
    ("inuse_space", "inuse_space"),
    ("inuse_objects", "inuse_objects"),
    ("alloc_space", "alloc_space"),
    ("alloc_objects", "alloc_objects"),
];

/// Which flags there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Those of pprof.
    Pprof,
    /// Those of a trend, too.
    WithTrend,
}

/// The flags as they were given, the last one of a name last.
pub struct Flags {
    values: Vec<(String, String)>,
}

impl Flags {
    /// The last value of a flag; none if it is not given.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.values.iter().rev().filter(|(own, _)| own == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }
}

/// Whether a flag takes a value; none if there is no such flag.
fn takes_value(name: &str, flags: Known) -> Option<bool> {
    if flags == Known::WithTrend
        && let Some((_, takes_value)) = super::trend_flags::FLAGS.iter().find(|(other, _)| *other == name)
    {
        return Some(*takes_value);
    }
    let mut others = OTHER_FLAGS.iter().chain(OWN_FLAGS);
    if let Some((_, takes_value)) = others.find(|(other, _)| *other == name) {
        return Some(*takes_value);
    }
    if let Some(report) = report::find(name) {
        return Some(report.takes_pattern());
    }
    let variable = options::find(name)?;
    if variable.name != name {
        return Some(false);
    }
    // Variables with choices are set by the choices' own flags.
    variable.choices.is_empty().then(|| !variable.is_bool())
}

/// Reads the arguments behind the program's name.
///
/// # Errors
///
/// Help is asked for, a flag is wrong, or the arguments contradict each other.
pub fn parse(arguments: &[String]) -> Result<Invocation, Refusal> {
    let (flags, sources) = split(arguments)?;
    let mut invocation = Invocation {
        sources,
        ..Invocation::default()
    };
    if invocation.sources.is_empty() {
        return Err(Refusal::Flag("no profile source specified".to_owned()));
    }
    set_variables(&flags, &mut invocation.options)?;
    let mut wanted = REPORTS
        .iter()
        .filter_map(|&report| match (report.takes_pattern(), flags.get(report.name)) {
            (false, Some("true")) => Some((report, None)),
            (true, Some(pattern)) if !pattern.is_empty() => Some((report, Some(pattern.to_owned()))),
            _ => None,
        });
    invocation.report = wanted.next();
    if wanted.next().is_some() {
        return Err(Refusal::Arguments("must set at most one output format".to_owned()));
    }
    if flags.get("http").is_some_and(|address| !address.is_empty()) {
        return Err(Refusal::Arguments(
            "proflens has no server: open its page in a browser and drop the profile on it".to_owned(),
        ));
    }
    if flags.is_set("no_browser") {
        return Err(Refusal::Arguments("-no_browser only makes sense with -http".to_owned()));
    }
    select_sample_type(&flags, &mut invocation);
    invocation.trend = super::trend_flags::trend(&flags)?;
    if invocation.trend.is_some()
        && (invocation.report.is_some() || flags.get("base").or(flags.get("diff_base")).is_some())
    {
        return Err(Refusal::Arguments(
            "-trend is a report of its own, about its files alone: leave the others and bases out".to_owned(),
        ));
    }
    let base = |name| flags.get(name).filter(|path| !path.is_empty()).map(str::to_owned);
    invocation.base = match (base("base"), base("diff_base")) {
        (Some(_), Some(_)) => {
            return Err(Refusal::Arguments(
                "-base and -diff_base flags cannot both be specified".to_owned(),
            ));
        }
        (Some(path), None) => Some((path, Comparison::Subtract)),
        (None, Some(path)) => Some((path, Comparison::Compare)),
        (None, None) => None,
    };
    if invocation.options.normalize && invocation.base.is_none() {
        return Err(Refusal::Arguments("must have base profile to normalize by".to_owned()));
    }
    let text = |name| flags.get(name).unwrap_or_default().to_owned();
    let kept = flags.get("keep_sample_types").unwrap_or_default().split(',');
    invocation.opening = Opening {
        lenient: flags.is_set("lenient"),
        sample_types: kept.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        drop_labels: flags.is_set("drop_labels"),
    };
    invocation.preparation = Preparation {
        all_frames: flags.is_set("all_frames"),
        names: names(flags.get("symbolize").unwrap_or_default(), &mut invocation.later_notes),
        binary: String::new(),
        build_id: text("buildid"),
        comment: text("add_comment"),
        reread: invocation.report.is_none(),
    };
    Ok(invocation)
}

/// Separates flags and sources, and checks the flags one by one as Go does.
fn split(arguments: &[String]) -> Result<(Flags, Vec<String>), Refusal> {
    let mut values = Vec::new();
    let wants_trend = arguments
        .iter()
        .any(|argument| argument == "-trend" || argument == "--trend");
    let known = if wants_trend { Known::WithTrend } else { Known::Pprof };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.as_slice().first() {
        let dashless = match argument.strip_prefix('-') {
            None | Some("") => break,
            Some("-") => {
                rest.next();
                break;
            }
            Some(name) => name.strip_prefix('-').unwrap_or(name),
        };
        rest.next();
        if dashless.is_empty() || dashless.starts_with(['-', '=']) {
            return Err(Refusal::Flag(format!("bad flag syntax: {argument}")));
        }
        let (name, value) = match dashless.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (dashless, None),
        };
        let value = match (takes_value(name, known), value) {
            (None, _) if matches!(name, "h" | "help") => return Err(Refusal::Help),
            (None, _) if name == "licenses" => return Err(Refusal::Licenses),
            (None, _) => return Err(Refusal::Flag(format!("flag provided but not defined: -{name}"))),
            (Some(true), Some(value)) => value,
            (Some(true), None) => match rest.next() {
                Some(value) => value.clone(),
                None => return Err(Refusal::Flag(format!("flag needs an argument: -{name}"))),
            },
            (Some(false), None) => "true".to_owned(),
            (Some(false), Some(value)) => match value.as_str() {
                "1" | "t" | "T" | "true" | "TRUE" | "True" => "true".to_owned(),
                "0" | "f" | "F" | "false" | "FALSE" | "False" => "false".to_owned(),
                _ => {
                    return Err(Refusal::Flag(format!(
                        "invalid boolean value {} for -{name}: parse error",
                        go_quote(&value)
                    )));
                }
            },
        };
        let value = check_number(name, value)?;
        values.push((name.to_owned(), value));
    }
    Ok((Flags { values }, rest.cloned().collect()))
}

/// Go checks numbers where they stand, whatever follows. Whole ones become decimal.
fn check_number(name: &str, value: String) -> Result<String, Refusal> {
    // -seconds and -timeout are for sources on the network, which are not read here; only their form counts.
    let is_whole = match VARIABLES.iter().find(|variable| variable.name == name) {
        Some(variable) => match variable.field {
            Field::Int(..) => true,
            Field::Float(..) => false,
            _ => return Ok(value),
        },
        None if matches!(name, "seconds" | "timeout") => true,
        None => return Ok(value),
    };
    let checked = match is_whole {
        true => go_integer(&value).map(|number| number.to_string()),
        false => match Options::default().set(name, &value) {
            Ok(()) => Ok(value.clone()),
            Err(error) => Err(error.to_string().ends_with("value out of range")),
        },
    };
    checked.map_err(|is_beyond| {
        let reason = if is_beyond { "value out of range" } else { "parse error" };
        Refusal::Flag(format!("invalid value {} for flag -{name}: {reason}", go_quote(&value)))
    })
}

/// A whole number as Go's source has them: `10`, `0x1f`, `0b11`, `0o17`, `017`, `1_000`. The error says whether it is one
/// that 64 bits do not hold.
fn go_integer(text: &str) -> Result<i64, bool> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let (radix, digits) = match (lower.get(..2), lower.strip_prefix('0')) {
        (Some("0x"), _) => (16, &lower[2..]),
        (Some("0o"), _) => (8, &lower[2..]),
        (Some("0b"), _) => (2, &lower[2..]),
        (Some(_), Some(octal)) => (8, octal),
        _ => (10, lower.as_str()),
    };
    // An underscore stands between digits, the prefix counting as one.
    let after_prefix = digits.len() < lower.len();
    let inner = digits.strip_prefix('_').filter(|_| after_prefix).unwrap_or(digits);
    if inner.split('_').any(str::is_empty) || inner.starts_with(['+', '-']) {
        return Err(false);
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let signed = format!("{sign}{}", inner.replace('_', ""));
    i64::from_str_radix(&signed, radix).map_err(|error| {
        use std::num::IntErrorKind::{NegOverflow, PosOverflow};
        matches!(error.kind(), NegOverflow | PosOverflow)
    })
}

fn set_variables(flags: &Flags, options: &mut Options) -> Result<(), Refusal> {
    let refuse = |error: Error| Refusal::Arguments(error.to_string());
    for variable in VARIABLES {
        if variable.choices.is_empty() {
            if let Some(value) = flags.get(variable.name) {
                options.set(variable.name, value).map_err(refuse)?;
            }
            continue;
        }
        let chosen: Vec<&str> = variable
            .choices
            .iter()
            .copied()
            .filter(|choice| flags.is_set(choice))
            .collect();
        match chosen.as_slice() {
            [] => {}
            [choice] => options.set(variable.name, choice).map_err(refuse)?,
            several => {
                return Err(Refusal::Arguments(format!(
                    "conflicting options set: [{}]",
                    several.join(" ")
                )));
            }
        }
    }
    Ok(())
}

fn select_sample_type(flags: &Flags, invocation: &mut Invocation) {
    for (flag, sample_type) in SAMPLE_TYPE_FLAGS {
        if !flags.is_set(flag) {
            continue;
        }
        if *flag == "mean_delay" {
            invocation.options.mean = true;
        }
        match invocation.options.sample_index.is_empty() {
            true => (*sample_type).clone_into(&mut invocation.options.sample_index),
            false => invocation
                .notes
                .push(format!("Multiple value selections, ignoring -{flag}")),
        }
    }
}

/// What `-symbolize` says about names. What it says about binaries has no effect: none are read.
fn names(modes: &str, notes: &mut Vec<String>) -> Names {
    let mut demangling = Some(Demangling::Short);
    let mut force = false;
    for mode in modes.to_ascii_lowercase().split(':') {
        match mode {
            "" | "local" | "fastlocal" | "remote" | "demangle=default" => {}
            "none" | "no" => return Names::Keep,
            "force" => force = true,
            "demangle=full" => (demangling, force) = (Some(Demangling::Full), true),
            "demangle=templates" => (demangling, force) = (Some(Demangling::Templates), true),
            "demangle=none" => (demangling, force) = (None, true),
            _ => {
                notes.push(format!("ignoring unrecognized symbolization option: {modes}"));
                notes.push(
                    "expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]"
                        .to_owned(),
                );
            }
        }
    }
    match demangling {
        Some(demangling) => Names::Readable { demangling, force },
        None => Names::System,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(line: &str) -> Result<Invocation, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words).map_err(|refusal| match refusal {
            Refusal::Help => "help".to_owned(),
            Refusal::Licenses => "licenses".to_owned(),
            Refusal::Flag(text) | Refusal::Arguments(text) => text,
        })
    }

    #[test]
    fn whole_numbers_are_written_as_in_go() {
        for (text, wanted) in [
            ("10", Ok(10)),
            ("-0x1f", Ok(-31)),
            ("0b11", Ok(3)),
            ("017", Ok(15)),
            ("0o17", Ok(15)),
            ("0", Ok(0)),
            ("1_000", Ok(1000)),
            ("0x_F", Ok(15)),
            ("08", Err(false)),
            ("_1", Err(false)),
            ("1__0", Err(false)),
            ("0x", Err(false)),
            ("0x-1", Err(false)),
            ("", Err(false)),
            ("-9223372036854775808", Ok(i64::MIN)),
            ("9223372036854775808", Err(true)),
        ] {
            assert_eq!(go_integer(text), wanted, "{text}");
        }
        assert_eq!(parse_words("-top -nodecount=0x10 a.pb").unwrap().options.nodecount, 16);
    }

    #[test]
    fn flags_in_all_forms() {
        let invocation = parse_words("-top --nodecount=5 -focus main -cum -trim=F a.pb -b.pb").unwrap();
        assert_eq!(invocation.report.map(|(report, _)| report.name), Some("top"));
        assert_eq!(invocation.options.nodecount, 5);
        assert_eq!(invocation.options.focus, "main");
        assert_eq!(invocation.options.sort, "cum");
        assert!(!invocation.options.trim);
        assert_eq!(invocation.sources, ["a.pb", "-b.pb"]);
        assert!(!invocation.opening.lenient && parse_words("-lenient a.txt").unwrap().opening.lenient);
    }

    #[test]
    fn contradictions() {
        for (line, wanted) in [
            ("-top", "no profile source specified"),
            ("-nope x", "flag provided but not defined: -nope"),
            ("-nodecount=x a", "invalid value \"x\" for flag -nodecount: parse error"),
            ("-mean=x a", "invalid boolean value \"x\" for -mean: parse error"),
            ("-top -focus", "flag needs an argument: -focus"),
            ("-top -tree a", "must set at most one output format"),
            (
                "-base=b -diff_base=c a",
                "-base and -diff_base flags cannot both be specified",
            ),
            ("-normalize a", "must have base profile to normalize by"),
            ("-lines -files a", "conflicting options set: [files lines]"),
            ("-h", "help"),
            ("-licenses", "licenses"),
        ] {
            assert_eq!(parse_words(line).err().as_deref(), Some(wanted), "{line}");
        }
    }
}
