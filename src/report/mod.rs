//! Text for people, one file per report, byte for byte as pprof prints it.
//!
//! In: a combined profile, the options, and which report. [`Context::new`] goes the way that all reports share
//! (units of labels, frames from labels, sample type, total, filters); the report then writes to a sink, line by
//! line, because some are larger than memory.
//!
//! [`REPORTS`] is the table of the reports: adding one is adding a row and a file.

pub mod encode;

mod callgrind;
mod comments;
mod context;
pub mod csv;
mod dot;
pub mod folded;
mod header;
pub mod list;
pub mod picture;
mod proto;
mod raw;
mod table;
mod tabs;
pub mod tags;
mod top;
mod traces;
mod tree;
pub mod trend;

use context::Numbers;
pub use context::{Context, Format, Request};
pub use header::{SHOWING, header_lines, profile_lines};
pub use table::{DOT, LIST, Length, Output, REPORTS, Report, Searched, TOP, Words, find, named};
pub use top::{Row, rows as top_rows};
pub use tree::{Neighbours, peek_text};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room::ask_for;
use crate::base::sink::Sink;
use std::fmt;

/// Writes a report. Warnings are in the context, for the caller to show.
///
/// # Errors
///
/// The report shows assembly, which no profile has; there is nothing that it could show; or what `out` answers.
pub fn write(context: &Context, report: &Report, out: &mut dyn Sink) -> Result<()> {
    ask_for(context.selection.profile.room())?;
    match report.write {
        Some(write) => write(context, out),
        None => Err(Error::new(ErrorKind::Usage(format!(
            "{} shows assembly, which is in the program's binary and not in a profile: list shows the lines of the sources",
            report.name
        )))),
    }
}

/// Collects text and hands it on in large pieces.
struct Buffer<'a> {
    text: Vec<u8>,
    out: &'a mut dyn Sink,
}

/// How much text is collected before it is handed on.
const PIECE: usize = 64 * 1024;

impl<'a> Buffer<'a> {
    fn new(out: &'a mut dyn Sink) -> Buffer<'a> {
        Buffer { text: Vec::new(), out }
    }

    /// Called between lines: hands the text on when there is enough of it.
    fn checkpoint(&mut self) -> Result<()> {
        if self.text.len() < PIECE {
            return Ok(());
        }
        self.finish()
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn push(&mut self, text: impl AsRef<[u8]>) {
        self.text.extend_from_slice(text.as_ref());
    }

    fn print(&mut self, text: fmt::Arguments<'_>) {
        // Nothing can go wrong: it is added to the memory.
        let _ = fmt::Write::write_fmt(self, text);
    }

    fn push_all(&mut self, texts: &[&[u8]]) {
        texts.iter().for_each(|text| self.text.extend_from_slice(text));
    }
}

impl fmt::Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text);
        Ok(())
    }
}
