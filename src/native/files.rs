//! Reports into files: a name in, a file that is opened when there is something to write out.
//!
//! `tree >calls.txt` writes calls.txt. `callgrind` is for another program, so where the output is a terminal it goes to
//! the first of profile001.callgraph.out, profile002.callgraph.out and so on that does not exist yet. Both say
//! `Generating report in` and the name.

use super::terminal;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use crate::shell::{FileName, Files};
use std::fs::File;
use std::io::{self, BufWriter, Write};

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

/// An output of the system as a sink.
pub struct Stream<W>(pub W);

impl<W: Write> Sink for Stream<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).map_err(output_error)
    }
}

/// Errors of the system: an output that nobody reads any more wants no more.
pub fn output_error(error: io::Error) -> Error {
    Error::new(match error.kind() {
        io::ErrorKind::BrokenPipe => ErrorKind::Stopped,
        _ => ErrorKind::Output(error.to_string()),
    })
}

/// The files of a system, opened with a function.
pub struct OpenedFiles<'a>(pub &'a mut OpenFile<'a>);

impl Files for OpenedFiles<'_> {
    fn write(
        &mut self,
        name: FileName<'_>,
        notes: &mut dyn FnMut(&str),
        report: &mut dyn FnMut(&mut dyn Sink) -> Result<()>,
    ) -> Result<()> {
        let mut file = LateFile {
            name,
            notes,
            open: self.0,
            file: None,
        };
        report(&mut file)?;
        file.file().and_then(|file| file.flush()).map_err(output_error)
    }
}

/// A file that is opened when there is something to write: a report that fails leaves none behind, as in pprof.
struct LateFile<'a, 'b> {
    name: FileName<'a>,
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
        match self.name {
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

impl Sink for LateFile<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file().and_then(|file| file.write_all(bytes)).map_err(output_error)
    }
}

/// Opens a file of the system.
///
/// # Errors
///
/// Why it cannot be opened, in Go's words.
pub fn open_file(path: &str, existing: Existing) -> io::Result<Box<dyn Write>> {
    let file = match existing {
        Existing::Replace => File::create(path),
        Existing::Keep => File::create_new(path),
    };
    let file = file.map_err(|error| io::Error::new(error.kind(), io_message("open", path, &error)))?;
    Ok(Box::new(BufWriter::new(terminal::shown(file))))
}

/// What went wrong with a file, in Go's words.
pub fn io_message(verb: &str, path: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("{verb} {path}: no such file or directory"),
        io::ErrorKind::PermissionDenied => format!("{verb} {path}: permission denied"),
        io::ErrorKind::IsADirectory => format!("{verb} {path}: is a directory"),
        _ => format!("{verb} {path}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::budget::Budget;
    use crate::analysis::options::Options;
    use crate::base::clock::TimeZone;
    use crate::shell::{self, Streams};
    use crate::testing::{assert_picture, profile};
    use std::rc::Rc;

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
            files: Some(&mut OpenedFiles(&mut open)),
            pack: None,
            sources: Rc::new(crate::input::sources::Dropped::default()),
            budget: Budget::UNLIMITED,
            known: None,
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
