//! Where reports go: the output, a file that the user named, or one that is named for him.
//!
//! `tree >calls.txt` writes calls.txt. `callgrind` is for another program, so where the output is a terminal it goes to
//! the first of profile001.callgraph.out, profile002.callgraph.out and so on that does not exist yet. Both say
//! `Generating report in` and the name.

use super::Command;
use crate::clock::TimeZone;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::Profile;
use crate::report::{self, Context};
use crate::sources::Sources;
use std::io::{self, Write};
use std::rc::Rc;

/// Opens a file to write to.
pub type OpenFile<'a> = dyn FnMut(&str, Existing) -> io::Result<Box<dyn Write>> + 'a;

/// What becomes of a file that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is written anew.
    Replace,
    /// It is left alone, and opening it fails.
    Keep,
}

/// Where the text of a line goes.
pub struct Streams<'a> {
    /// Reports.
    pub out: &'a mut dyn Write,
    /// Whether somebody reads `out`, as opposed to a program: reports for programs go to files then.
    pub is_terminal: bool,
    /// Everything else, as lines.
    pub notes: &'a mut dyn FnMut(&str),
    /// Opens files for reports that are redirected; none where there are no files.
    pub open: Option<&'a mut OpenFile<'a>>,
    /// The source files of reports that show lines.
    pub sources: Rc<dyn Sources>,
}

/// Writes the report of a command, to a file if its options name one or if it is not for eyes.
pub fn write(profile: &Rc<Profile>, command: &Command, zone: &TimeZone, streams: &mut Streams<'_>) -> Result<()> {
    let Command {
        report,
        pattern,
        options,
    } = command;
    let mut context = Context::new(profile, options, report, pattern.as_deref(), zone)?;
    context.sources = Rc::clone(&streams.sources);
    context.warnings.iter().for_each(|warning| (streams.notes)(warning));
    let name = match options.output.as_str() {
        "" if report.file.is_empty() || !streams.is_terminal => None,
        "" => Some(FileName::First(report.file)),
        path => Some(FileName::Given(path)),
    };
    let (Some(name), Some(open)) = (&name, &mut streams.open) else {
        return match name {
            Some(FileName::Given(path)) => Err(Error::new(ErrorKind::Usage(format!(
                "there is no file {path} to write to here: use the download instead"
            )))),
            _ => report::write(&context, report, streams.out),
        };
    };
    let notes = &mut *streams.notes;
    let mut file = LateFile {
        name,
        notes,
        open,
        file: None,
    };
    report::write(&context, report, &mut file)?;
    file.flush()
        .map_err(|error| Error::new(ErrorKind::Output(error.to_string())))
}

/// How a file is called.
enum FileName<'a> {
    /// As the user wants.
    Given(&'a str),
    /// `profile001.` and this, or the first number from there on that is free.
    First(&'static str),
}

/// A file that is opened when there is something to write: a report that fails leaves none behind, as in pprof.
struct LateFile<'a, 'b> {
    name: &'a FileName<'a>,
    notes: &'a mut dyn FnMut(&str),
    open: &'a mut OpenFile<'b>,
    file: Option<Box<dyn Write>>,
}

impl LateFile<'_, '_> {
    fn file(&mut self) -> io::Result<&mut Box<dyn Write>> {
        if self.file.is_none() {
            self.file = Some(self.opened()?);
        }
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn opened(&mut self) -> io::Result<Box<dyn Write>> {
        match *self.name {
            FileName::Given(path) => {
                (self.notes)(&format!("Generating report in {path}"));
                (self.open)(path, Existing::Replace)
            }
            FileName::First(ending) => {
                for number in 1..10_000 {
                    let path = format!("profile{number:03}.{ending}");
                    match (self.open)(&path, Existing::Keep) {
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                        opened => {
                            if opened.is_ok() {
                                (self.notes)(&format!("Generating report in {path}"));
                            }
                            return opened;
                        }
                    }
                }
                Err(io::Error::other(format!(
                    "could not create file of the form profile001.{ending}"
                )))
            }
        }
    }
}

impl Write for LateFile<'_, '_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.file()?.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file()?.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::shell;
    use crate::testing::{assert_picture, profile};

    /// What a line writes and says where the files `existing` are there: `(output, notes and files)`.
    fn run(line: &str, is_terminal: bool, existing: &[&str]) -> (String, String) {
        let (mut out, mut said) = (Vec::new(), Vec::new());
        let mut opened = Vec::new();
        let mut open = |path: &str, mode: Existing| -> io::Result<Box<dyn Write>> {
            if existing.contains(&path) && mode == Existing::Keep {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            opened.push(format!("{path} opened"));
            Ok(Box::new(io::sink()))
        };
        let mut streams = Streams {
            out: &mut out,
            is_terminal,
            notes: &mut |note| said.push(note.to_owned()),
            open: Some(&mut open),
            sources: Rc::new(crate::sources::Dropped::default()),
        };
        let profile = profile("main;read 3");
        if let Err(error) = shell::run(&profile, &mut Options::default(), &TimeZone::Utc, line, &mut streams) {
            said.push(error.to_string());
        }
        said.extend(opened);
        (String::from_utf8(out).unwrap(), said.join("\n"))
    }

    #[test]
    fn reports_for_programs_go_to_the_first_file_that_is_free() {
        let (out, said) = run("callgrind", true, &["profile001.callgraph.out"]);
        assert_eq!(out, "");
        assert_picture(
            &said,
            "Generating report in profile002.callgraph.out
             profile002.callgraph.out opened",
        );
        let (out, said) = run("callgrind", false, &[]);
        assert!(
            out.starts_with("positions: instr line\nevents: samples(count)\n"),
            "{out}"
        );
        assert_eq!(said, "");
        let (out, said) = run("dot", true, &[]);
        assert!(out.starts_with("digraph \"app\" {\n"), "{out}");
        assert_eq!(said, "");
    }

    #[test]
    fn redirected_reports_go_to_their_file_unless_they_fail() {
        for line in ["callgrind >x", "dot > x"] {
            let (out, said) = run(line, true, &["x"]);
            assert_eq!(
                (out.as_str(), said.as_str()),
                ("", "Generating report in x\nx opened"),
                "{line}"
            );
        }
        let (out, said) = run("peek nothing >x", true, &[]);
        assert_eq!(
            (out.as_str(), said.as_str()),
            ("", "no matches found for regexp: nothing")
        );
    }
}
