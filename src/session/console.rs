//! Lines as typed at pprof's prompt: their text, up to a limit, and what a half-typed one may become.

use super::Session;
use crate::analysis::budget::Budget;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::room::ask_for;
use crate::base::sink::Sink;
use crate::input::sources::Sources;
use crate::shell::{self, Outcome, Streams};
use serde::Serialize;
use std::rc::Rc;

/// How much text [`Session::run_to_text`] gives at most, in bytes.
pub const LONGEST_TEXT: usize = 4 << 20;

/// What a line has done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Said {
    /// The file that the line would write to, which is not written here; empty if its text is to be shown.
    pub file: String,
    /// What pprof prints, up to [`LONGEST_TEXT`].
    pub output: String,
    /// Why the line was refused; empty if it was not.
    pub error: String,
    /// What a file with all of it is called, if there is more text than the output holds; otherwise empty.
    pub whole: String,
}

impl Session {
    /// Carries out a line whose text is to be shown, and says what has become of it. A line that would write to a file is not
    /// carried out: that is a download.
    pub fn type_in(&mut self, line: &str) -> Said {
        let file = self.destination(line);
        if !file.is_empty() {
            return Said {
                file,
                ..Said::default()
            };
        }
        match self.bounded(line) {
            Ok((output, is_cut)) => Said {
                output,
                whole: if is_cut { self.file_of(line) } else { String::new() },
                ..Said::default()
            },
            Err(error) => Said {
                error: error.sentence(),
                ..Said::default()
            },
        }
    }

    /// Carries out a line of pprof's shell: reports go to `out`, everything else that pprof says to `notes`.
    ///
    /// # Errors
    ///
    /// What pprof says of a line that it does not understand or cannot carry out, and an option that no report could be made
    /// with: pprof would take it.
    pub fn run(&mut self, line: &str, out: &mut dyn Sink, notes: &mut dyn FnMut(&str)) -> Result<()> {
        let profile = Rc::clone(self.profile()?);
        let mut options = self.options.clone();
        let zone = self.zone.clone();
        let mut streams = Streams {
            out,
            is_terminal: false,
            notes,
            files: None,
            pack: None,
            sources: Rc::clone(&self.sources) as Rc<dyn Sources>,
            budget: Budget::PAGE,
            known: self.selection.borrow().clone(),
        };
        let result = shell::run(&profile, &mut options, &zone, line, &mut streams);
        // Assignments count even if a later one on the line fails.
        let (options, refused) = self.admit(&self.options, options);
        self.replace_options(options)?;
        match result? {
            Outcome::Continue => refused.into_iter().next().map_or(Ok(()), Err),
            Outcome::Quit => Err(Error::new(ErrorKind::Usage(
                "there is nothing to leave here".to_owned(),
            ))),
        }
    }

    /// Carries out a line and gives all its text, up to [`LONGEST_TEXT`].
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run), behind what pprof says before them.
    pub fn run_to_text(&mut self, line: &str) -> Result<String> {
        Ok(self.bounded(line)?.0)
    }

    /// The text of a line up to [`LONGEST_TEXT`], and whether there is more.
    fn bounded(&mut self, line: &str) -> Result<(String, bool)> {
        let mut said = String::new();
        let mut out = Bounded::default();
        let result = self.run(line, &mut out, &mut |note| {
            said.push_str(note);
            said.push('\n');
        });
        match result {
            Ok(()) => {}
            Err(error) if *error.kind() == ErrorKind::Stopped => {}
            Err(error) if said.is_empty() => return Err(error),
            // pprof says its warnings before the error; both are of use.
            Err(error) => return Err(Error::new(ErrorKind::Usage(format!("{said}{error}")))),
        }
        // What is not UTF-8 becomes three times as long.
        ask_for(out.text.len() as u64 * 6)?;
        said.push_str(&String::from_utf8_lossy(&out.text));
        if out.is_full {
            said.push_str(&format!(
                "\n... stopped after {} MB: the report as a file has all of it\n",
                LONGEST_TEXT >> 20
            ));
        }
        Ok((said, out.is_full))
    }

    /// What a half-typed line may become, as whole lines.
    pub fn complete(&self, line: &str) -> Vec<String> {
        shell::complete(self.combined.as_deref(), line)
    }
}

/// Takes text up to a limit, and stops the report that writes more.
#[derive(Default)]
struct Bounded {
    text: Vec<u8>,
    is_full: bool,
}

impl Sink for Bounded {
    fn write(&mut self, text: &[u8]) -> Result<()> {
        let room = LONGEST_TEXT - self.text.len();
        if room < text.len() {
            // Up to the last whole line that fits.
            let end = text[..room]
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map_or(0, |line| line + 1);
            self.text.try_reserve(end).map_err(|_| OutOfMemory)?;
            self.text.extend_from_slice(&text[..end]);
            self.is_full = true;
            return Err(Error::new(ErrorKind::Stopped));
        }
        self.text.try_reserve(text.len()).map_err(|_| OutOfMemory)?;
        self.text.extend_from_slice(text);
        Ok(())
    }
}
