//! Reports as files to take away: what there is, what the files are called, and their bytes, part by part.
//!
//! A [`Download`] holds all that it needs: what is shown may change while it is written. Between two parts a page can
//! do other things, so that a text of a gigabyte neither stops the other views nor has to fit the memory.

use super::answers::View;
use super::door::{Door, read};
use super::goroutines::{Goroutines, Listed};
use super::info::is_of_goroutines;
use super::top::Top;
use super::traces::{Folded, Traces};
use super::trend::Trends;
use super::{Role, Session, Ticket};
use crate::analysis::budget::Budget;
use crate::analysis::options::{self, Options};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input::sources::Sources;
use crate::report::{self, Context, Length, Output, REPORTS, Report, Request, Searched};
use crate::shell;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// A report that can be had.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportInfo {
    /// Its name in the shell.
    pub name: &'static str,
    /// What it is, in a line.
    pub help: &'static str,
    /// Which expression of [`ExpressionsInfo`](super::ExpressionsInfo) belongs behind it for a row of a view: `function`
    /// or `printed`; empty if none does.
    pub about: &'static str,
    /// The view whose rows it has, in the order of an answer; empty if it is no view's.
    pub view: &'static str,
    /// What the file is called.
    pub file: String,
    /// Whether it is a text for people; the others are for programs.
    pub readable: bool,
    /// Whether it is as long as the profile has samples.
    pub long: bool,
    /// Whether pprof has it; the others are ours, and no commands of the shell.
    pub command: bool,
}

/// A report that pprof does not have: what is on screen, for other programs.
struct OwnReport {
    name: &'static str,
    help: &'static str,
    /// What the file is called: `*` stands for what the profile is called.
    file: &'static str,
    /// The view whose rows it has.
    view: &'static str,
    /// Whether it has anything to say of what is open.
    is_there: fn(&Session) -> bool,
    start: Start,
}

/// Begins a report of ours: with the rows of an answer, or without one with all of them.
type Start = fn(&Session, Option<Ticket>) -> Result<Box<dyn Content>>;

/// The reports that pprof does not have, in the order in which menus have them.
static OWN_REPORTS: &[OwnReport] = &[
    OwnReport {
        name: "csv",
        help: "The table, all rows in its order, as comma-separated values",
        file: "*.top.csv",
        view: Top::NAME,
        is_there: |_| true,
        start: |session, ticket| Ok(Box::new(session.answered::<Top>(ticket)?)),
    },
    OwnReport {
        name: "folded",
        help: "The stacks, one per line, for flame graph tools",
        file: "*.folded",
        view: Traces::NAME,
        is_there: |_| true,
        start: |session, ticket| Ok(Box::new(Folded::of(session.answered(ticket)?))),
    },
    OwnReport {
        name: "goroutines",
        help: "The groups of goroutines, all rows in their order, as comma-separated values",
        file: "*.goroutines.csv",
        view: Goroutines::NAME,
        is_there: |session| session.combined.as_deref().is_some_and(is_of_goroutines),
        start: |session, ticket| Ok(Box::new(Listed(session.answered(ticket)?))),
    },
    OwnReport {
        name: "trend",
        help: "What grows, all rows in their order with the value in each snapshot, as comma-separated values",
        file: "*.trend.csv",
        view: Trends::NAME,
        is_there: Session::has_trend,
        start: |session, ticket| Ok(Box::new(session.answered::<Trends>(ticket)?.csv(session)?)),
    },
];

/// Which report is to be a file: one by its name, or that of a line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// The report's name; empty if there is a line.
    pub report: String,
    /// The regular expression behind it.
    pub pattern: Option<String>,
    /// Of a report that is a view's: the answer whose rows are wanted, in its order; without it all of them.
    pub ticket: Option<Ticket>,
    /// A line as typed at pprof's prompt.
    pub line: String,
}

impl Wanted {
    /// Reads what is to be a file.
    ///
    /// # Errors
    ///
    /// It is not of that form: a field that is not known, for instance.
    pub fn read<D: Door>(wanted: &D::Query) -> Result<Wanted> {
        read::<D, Wanted>("this is no download", wanted)
    }
}

/// The reports that can be downloaded: what is on screen, then those of pprof.
pub struct Reports;

/// It is asked for nothing in particular.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportsQuery {}

impl View for Reports {
    const NAME: &'static str = "reports";
    type Query = ReportsQuery;
    type Info = Vec<ReportInfo>;

    fn ask(session: &Session, _query: ReportsQuery) -> Result<(Reports, Vec<ReportInfo>)> {
        Ok((Reports, session.reports()))
    }
}

/// What a file is to hold, as rows that are written some at a time.
pub(super) trait Content {
    /// How many rows there are, counted as [`write`](Self::write) counts them.
    fn rows(&self) -> usize;

    /// Writes the rows of a range; what stands above them comes with the first one, what stands below with the last one.
    ///
    /// # Errors
    ///
    /// Those of the report, and what `out` answers.
    fn write(&mut self, range: Range<usize>, out: &mut dyn Sink) -> Result<()>;
}

/// A text that is there already.
impl Content for String {
    fn rows(&self) -> usize {
        1
    }

    fn write(&mut self, _range: Range<usize>, out: &mut dyn Sink) -> Result<()> {
        out.write(self.as_bytes())
    }
}

/// A report of pprof as it is written: its rows are samples, or there is one, which is all of it.
struct Written {
    context: Context,
    report: &'static Report,
}

impl Content for Written {
    fn rows(&self) -> usize {
        match self.report.length {
            Length::Short | Length::Samples => 1,
            Length::SamplesInParts => self.context.selection.filtered.len(),
        }
    }

    fn write(&mut self, range: Range<usize>, out: &mut dyn Sink) -> Result<()> {
        self.context.part = (self.report.length == Length::SamplesInParts).then_some(range);
        report::write(&self.context, self.report, out)
    }
}

/// A report on its way into a file.
pub struct Download {
    content: Box<dyn Content>,
    is_profile: bool,
    /// How many rows are written.
    done: usize,
}

impl Download {
    /// Writes about as many rows as are wanted; answers how much is done, which is 1 at the end and not before.
    ///
    /// # Errors
    ///
    /// Those of the report, and what `out` answers.
    pub fn write(&mut self, rows: usize, out: &mut dyn Sink) -> Result<f64> {
        let all = self.content.rows();
        let end = all.min(self.done.saturating_add(rows.max(1)));
        self.content.write(self.done..end, out)?;
        self.done = end;
        Ok(match end == all {
            true => 1.0,
            // Rows of a long report are never so many that the quotient becomes 1.
            false => end as f64 / all as f64,
        })
    }

    /// Whether it is a profile.proto.
    pub fn is_profile(&self) -> bool {
        self.is_profile
    }
}

impl Session {
    /// The reports that can be downloaded: what is on screen, then those of pprof.
    pub fn reports(&self) -> Vec<ReportInfo> {
        let stem = self.stem();
        let own = OWN_REPORTS.iter().filter(|report| (report.is_there)(self));
        let own = own.map(|report| ReportInfo {
            name: report.name,
            help: report.help,
            about: "",
            view: report.view,
            file: report.file.replace('*', &stem),
            readable: false,
            long: true,
            command: false,
        });
        let reports = REPORTS.iter().filter(|report| report.write.is_some());
        let pprofs = reports.map(|report| ReportInfo {
            name: report.name,
            help: report.help,
            about: match report.pattern {
                Searched::Nothing => "",
                Searched::Functions => "function",
                Searched::Nodes => "printed",
            },
            view: "",
            file: report.file_name(&stem),
            readable: report.output == Output::Text,
            long: report.length != Length::Short,
            command: true,
        });
        own.chain(pprofs).collect()
    }

    /// What the profile is called, without the endings that say what it is; both sides of a comparison.
    pub(super) fn stem(&self) -> String {
        let playing = |wanted: Role| self.loaded.iter().find(|loaded| loaded.role == wanted);
        let source = playing(Role::Source).map_or("", |loaded| &loaded.name);
        let mut stem = stem(source);
        if let Some(base) = playing(Role::Base).or(playing(Role::DiffBase)) {
            stem.push_str("-since-");
            stem.push_str(&self::stem(&base.name));
        }
        stem
    }

    /// Starts what is to be a file: a report as `go tool pprof -NAME` would write it, with all options as they are but full
    /// headers; what a line of the shell asks for; or the rows of a view.
    ///
    /// # Errors
    ///
    /// There is no such report, it wants a regular expression, it cannot be made, or both a report and a line are named.
    pub fn download(&self, wanted: &Wanted) -> Result<Download> {
        if !wanted.line.is_empty() {
            if !wanted.report.is_empty() {
                return Err(Error::new(ErrorKind::Usage(
                    "a download is that of a report or that of a line, not both: leave one of them out".to_owned(),
                )));
            }
            let command = self.command(&wanted.line)?;
            return self.start(command.report, &command.options, command.pattern.as_deref());
        }
        if wanted.report.is_empty() {
            return Err(Error::new(ErrorKind::Usage(
                "a download needs the name of a report, or a line".to_owned(),
            )));
        }
        if let Some(own) = OWN_REPORTS.iter().find(|own| own.name == wanted.report) {
            return Ok(Download {
                content: (own.start)(self, wanted.ticket)?,
                is_profile: false,
                done: 0,
            });
        }
        let report = report::named(&wanted.report)?;
        let options = Options {
            compact_labels: false,
            ..self.options.clone()
        };
        let pattern = wanted.pattern.as_deref().filter(|_| report.takes_pattern());
        if report.takes_pattern() && pattern.is_none() {
            return Err(Error::new(ErrorKind::Usage(format!(
                "command {} requires an argument",
                report.name
            ))));
        }
        self.start(report, &options, pattern)
    }

    /// What a view has answered, or without a ticket what it answers to a query without fields.
    ///
    /// # Errors
    ///
    /// The ticket is stale or one of another view, or nothing can be shown.
    fn answered<V: View<Query: Default>>(&self, ticket: Option<Ticket>) -> Result<Rc<V>> {
        match ticket {
            Some(ticket) => self.answers.view(ticket),
            None => Ok(Rc::new(V::ask(self, V::Query::default())?.0)),
        }
    }

    fn start(&self, report: &'static Report, options: &Options, pattern: Option<&str>) -> Result<Download> {
        let request = Request {
            pattern,
            sources: Rc::clone(&self.sources) as Rc<dyn Sources>,
            budget: Budget::PAGE,
            ..Request::plain(report, &self.zone)
        };
        let known = self.selection.borrow();
        let context = Context::reusing(known.as_ref(), self.profile()?, options, &request, &mut Vec::new())?;
        Ok(Download {
            content: Box::new(Written { context, report }),
            is_profile: report.output == Output::Profile,
            done: 0,
        })
    }

    /// The report that a line of the shell asks for.
    fn command(&self, line: &str) -> Result<shell::Command> {
        let words: Vec<&str> = line.split_whitespace().collect();
        shell::parse(&words, &self.options)
    }

    /// What a file with the report is called that a line asks for; empty if it asks for none.
    pub(super) fn file_of(&self, line: &str) -> String {
        self.command(line)
            .map_or(String::new(), |command| command.report.file_name(&self.stem()))
    }

    /// The file that a line of the shell writes to: one that it or the option `output` names, or that of a report for
    /// programs. Empty for lines whose text is to be shown.
    pub(super) fn destination(&self, line: &str) -> String {
        let name = line.split('=').next().unwrap_or_default().trim();
        if options::find(name).is_some() {
            return String::new();
        }
        match self.command(line) {
            Ok(command) if !command.options.output.is_empty() => {
                let path = command.options.output.as_str();
                path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
            }
            Ok(command) if command.report.output != Output::Text && command.report.write.is_some() => {
                command.report.file_name(&self.stem())
            }
            _ => String::new(),
        }
    }
}

/// The name of a file without the endings that say what it is, and without what has a meaning in paths and shells.
fn stem(name: &str) -> String {
    let mut name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    for end in [".gz", ".pb", ".pprof", ".prof", ".proto", ".profile"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    let mut stem = String::new();
    for character in name.trim_start_matches('.').chars() {
        stem.push(match character {
            '-' | '_' | '.' | '+' => character,
            _ if character.is_ascii_alphanumeric() => character,
            _ if !character.is_ascii() && !is_unseen(character) => character,
            _ => '-',
        });
    }
    if stem.is_empty() {
        stem.push_str("profile");
    }
    stem
}

/// Whether it is a control or a mark that cannot be seen: it would let a name look like another one.
const fn is_unseen(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for (name, wanted) in [
            ("heap-2.pb.gz", "heap-2"),
            ("pprof.server.samples.cpu.001.pb.gz", "pprof.server.samples.cpu.001"),
            ("debug/pprof/heap?gc=1", "heap-gc-1"),
            ("größe.prof", "größe"),
            ("cpu\u{202e}fdp.pb.gz", "cpu-fdp"),
            (".gz", "profile"),
            ("", "profile"),
        ] {
            assert_eq!(stem(name), wanted, "{name}");
        }
    }
}
