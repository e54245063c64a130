//! Where reports go: the output, a file that the user named, or one that is named for him.

use super::Command;
use crate::analysis::budget::Budget;
use crate::analysis::selection::Selection;
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::input::sources::Sources;
use crate::profile::Profile;
use crate::report::{self, Context, Output, Request};
use std::rc::Rc;

/// How the file is called that a report is written to.
#[derive(Debug, Clone, Copy)]
pub enum FileName<'a> {
    /// The path that the user gave.
    Given(&'a str),
    /// `profile001.` and this, or the first number from there on that is free.
    First(&'static str),
}

/// The files that reports are redirected to, where there are any.
pub trait Files {
    /// Writes a report to a file, which is there only if the report begins.
    ///
    /// # Errors
    ///
    /// Those of the report, or why the file cannot be written.
    fn write(
        &mut self,
        name: FileName<'_>,
        notes: &mut dyn FnMut(&str),
        report: &mut dyn FnMut(&mut dyn Sink) -> Result<()>,
    ) -> Result<()>;
}

/// Packs what a report writes on its way into a sink: a compressor.
pub type Pack = fn(&mut dyn Sink, &mut dyn FnMut(&mut dyn Sink) -> Result<()>) -> Result<()>;

/// Where the text of a line goes.
pub struct Streams<'a> {
    /// Takes the reports that are not redirected.
    pub out: &'a mut dyn Sink,
    /// Whether somebody reads `out`, as opposed to a program: reports for programs go to files then.
    pub is_terminal: bool,
    /// Takes everything else that pprof says, line by line, without the line's end.
    pub notes: &'a mut dyn FnMut(&str),
    /// Files for reports that are redirected; none where there are no files.
    pub files: Option<&'a mut dyn Files>,
    /// How reports that are profiles are packed; none where they leave as they are.
    pub pack: Option<Pack>,
    /// The source files of reports that show lines.
    pub sources: Rc<dyn Sources>,
    /// How much work a report may be.
    pub budget: Budget,
    /// What is selected of the profile already, for reports that select the same; none where nothing is.
    pub known: Option<Rc<Selection>>,
}

/// Writes the report of a command, to a file if its options name one or if it is not for eyes.
///
/// # Errors
///
/// Those of the report, of its options and expression, and of what it is written to.
pub fn write(profile: &Rc<Profile>, command: &Command, zone: &TimeZone, streams: &mut Streams<'_>) -> Result<()> {
    let Command {
        report,
        pattern,
        options,
    } = command;
    let mut warnings = Vec::new();
    let request = Request {
        pattern: pattern.as_deref(),
        sources: Rc::clone(&streams.sources),
        budget: streams.budget,
        ..Request::plain(report, zone)
    };
    let context = Context::reusing(streams.known.as_ref(), profile, options, &request, &mut warnings);
    // pprof says its warnings as they come up, so those before an error stand before it.
    warnings.iter().for_each(|warning| (streams.notes)(warning));
    let context = context?;
    context
        .selection
        .warnings
        .iter()
        .for_each(|warning| (streams.notes)(warning));
    let name = match options.output.as_str() {
        "" => report
            .output
            .ending()
            .filter(|_| streams.is_terminal)
            .map(FileName::First),
        path => Some(FileName::Given(path)),
    };
    let pack = streams.pack.filter(|_| report.output == Output::Profile);
    let mut packed = |out: &mut dyn Sink| match pack {
        Some(pack) => pack(out, &mut |out| report::write(&context, report, out)),
        None => report::write(&context, report, out),
    };
    match (name, &mut streams.files) {
        (Some(name), Some(files)) => files.write(name, streams.notes, &mut packed),
        (Some(FileName::Given(path)), None) => Err(Error::new(ErrorKind::Usage(format!(
            "there is no file {path} to write to here: leave it out to have the report itself"
        )))),
        _ => packed(streams.out),
    }
}
