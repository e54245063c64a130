//! pprof's prompt: what it says first, and a loop over the lines that are typed.

use super::files::{OpenedFiles, Stream, open_file};
use super::{Disk, gzip, local_zone, say, terminal};
use crate::analysis::budget::Budget;
use crate::analysis::options::Options;
use crate::base::clock::TimeZone;
use crate::base::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use crate::report::{self, Context, Report, Request};
use crate::shell::{self, Outcome, Streams};
use std::io::{self, BufRead, Write};
use std::rc::Rc;

/// Carries out lines from the standard input until one asks to leave, or there are no more.
///
/// # Errors
///
/// That the input or the output cannot be used; what is wrong with a line is said, and the prompt goes on.
pub fn interact(profile: &Rc<Profile>, mut options: Options) -> Result<()> {
    let zone = local_zone();
    greeting(profile, &options, &zone).iter().for_each(|line| say(line));
    options.compact_labels = true;
    let mut lines = io::stdin().lock().lines();
    let output = |error: io::Error| Error::new(ErrorKind::Output(error.to_string()));
    loop {
        let mut out = io::stdout().lock();
        out.write_all(b"(pprof) ").and_then(|()| out.flush()).map_err(output)?;
        drop(out);
        let Some(line) = lines.next() else {
            return Ok(());
        };
        let mut out = Stream(terminal::output());
        let mut streams = Streams {
            out: &mut out,
            is_terminal: true,
            notes: &mut |note| say(note),
            files: Some(&mut OpenedFiles(&mut open_file)),
            pack: Some(gzip::pack),
            sources: Rc::new(Disk),
            budget: Budget::UNLIMITED,
            known: None,
        };
        match shell::run(profile, &mut options, &zone, &line.map_err(output)?, &mut streams) {
            Ok(Outcome::Continue) => {}
            Ok(Outcome::Quit) => return Ok(()),
            Err(error) => say(&error.to_string()),
        }
        out.0.flush().map_err(output)?;
    }
}

/// What is said before the first prompt.
fn greeting(profile: &Rc<Profile>, options: &Options, zone: &TimeZone) -> Vec<String> {
    let mut lines = Vec::new();
    // pprof greets before it filters: of the options, only those about values matter, and bad expressions do not.
    let options = Options {
        sample_index: options.sample_index.clone(),
        mean: options.mean,
        divide_by: options.divide_by,
        unit: options.unit.clone(),
        compact_labels: options.compact_labels,
        ..Options::default()
    };
    let mut warnings = Vec::new();
    let context = Context::new(profile, &options, &Request::plain(&Report::TEXT, zone), &mut warnings);
    lines.append(&mut warnings);
    if let Ok(context) = context {
        lines.extend(context.selection.warnings.iter().cloned());
        let profile_lines = report::profile_lines(&context, &context.format());
        let text: Vec<String> = profile_lines
            .iter()
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        lines.push(text.join("\n"));
        if context.selection.totals.total == 0 && profile.sample_types.len() > 1 {
            lines.push("No samples were found with the default sample value type.".to_owned());
            lines.push("Try \"sample_index\" command to analyze different sample values.".to_owned());
        }
    }
    lines.push("Entering interactive mode (type \"help\" for commands, \"o\" for options)".to_owned());
    lines
}
