//! Text for people, one file per report, byte for byte as pprof prints it.
//!
//! In: a combined profile, the options, and which report. [`Context::new`] goes the way that all reports share
//! (units of labels, frames from labels, sample type, total, filters); the report then writes to a sink, line by
//! line, because some are larger than memory.
//!
//! [`REPORTS`] is the table of the reports; adding one is adding a row and a file.

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
mod tabs;
pub mod tags;
mod top;
mod traces;
mod tree;

use context::Numbers;
pub use context::{Context, Format, Request};
pub use header::profile_lines;
pub use top::{Row, header_lines, rows as top_rows};
pub use tree::{Neighbours, peek_text};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sink::Sink;
use std::fmt;

/// A report of pprof.
pub struct Report {
    /// Its name in the shell and, behind a dash, on the command line.
    pub name: &'static str,
    /// Whether a regular expression follows.
    pub takes_pattern: bool,
    /// How many nodes it shows unless told otherwise; 0 for any number.
    pub default_nodecount: i64,
    /// Whether nodes and edges that are too small are left out.
    pub trims: bool,
    /// What it tells frames apart by, whatever the options say; empty if they decide.
    pub granularity: &'static str,
    /// For reports that are not for eyes: how the file is called that takes them where the output is a terminal, behind
    /// `profile001.`. Empty for all others.
    pub file: &'static str,
    /// What it shows, in a line.
    pub help: &'static str,
    /// How to write it; none for those that show the program's assembly, which is not in a profile.
    pub write: Option<WriteReport>,
}

impl Report {
    /// Whether it can be written in parts, see [`Context::part`]: those that are as long as the profile has samples.
    pub fn has_parts(&self) -> bool {
        matches!(self.name, "raw" | "traces")
    }

    /// What a file with the report is called, when the profile is called `stem`.
    pub fn file_name(&self, stem: &str) -> String {
        match self.name {
            // The programs that open them look for these names.
            "callgrind" => format!("callgrind.out.{stem}"),
            "dot" => format!("{stem}.dot"),
            "proto" | "topproto" => format!("{stem}.{}.pb.gz", self.name),
            name => format!("{stem}.{name}.txt"),
        }
    }
}

/// Writes a report.
type WriteReport = fn(&Context, &mut dyn Sink) -> Result<()>;

macro_rules! reports {
    ($($name:literal $pattern:ident $nodecount:literal $trims:ident $granularity:ident $file:literal $write:expr,
        $help:literal;)*) => {
        /// All reports, in alphabetical order.
        pub static REPORTS: &[Report] = &[
            $(Report {
                name: $name,
                takes_pattern: reports!(@$pattern),
                default_nodecount: $nodecount,
                trims: reports!(@$trims),
                granularity: reports!(@$granularity),
                file: $file,
                help: $help,
                write: $write,
            }),*
        ];
    };
    (@regex) => { true };
    (@plain) => { false };
    (@trims) => { true };
    (@whole) => { false };
    (@any) => { "" };
    (@lines) => { "lines" };
    (@addresses) => { "addresses" };
}

reports! {
    "callgrind" plain 80 whole addresses "callgraph.out" Some(callgrind::write), "Outputs a graph in callgrind format";
    "comments" plain 80 trims any "" Some(comments::write), "Output all profile comments";
    "disasm" regex 80 whole addresses "" None, "Output assembly listings annotated with samples";
    "dot" plain 80 trims any "" Some(dot::write), "Outputs a graph in DOT format";
    "list" regex 80 whole lines "" Some(list::write), "Output annotated source for functions matching regexp";
    "peek" regex 80 whole any "" Some(tree::write_peek), "Output callers/callees of functions matching regexp";
    "proto" plain 80 whole addresses "pb.gz" Some(proto::write), "Outputs the profile in compressed protobuf format";
    "raw" plain 80 whole addresses "" Some(raw::write), "Outputs a text representation of the raw profile";
    "tags" plain 80 trims any "" Some(tags::write), "Outputs all tags in the profile";
    "text" plain 0 trims any "" Some(top::write), "Outputs top entries in text form";
    "top" plain 0 trims any "" Some(top::write), "Outputs top entries in text form";
    "topproto" plain 0 trims any "pb.gz" Some(proto::write_top), "Outputs top entries in compressed protobuf format";
    "traces" plain 80 trims any "" Some(traces::write), "Outputs all profile samples in text form";
    "tree" plain 80 trims any "" Some(tree::write), "Outputs a text rendering of call graph";
    "weblist" regex 80 whole addresses "" None, "Display annotated source in a web browser";
}

/// The report of that name.
pub fn find(name: &str) -> Option<&'static Report> {
    REPORTS.iter().find(|report| report.name == name)
}

/// The report of that name.
///
/// # Errors
///
/// There is none.
pub fn named(name: &str) -> Result<&'static Report> {
    find(name).ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no report {name}"))))
}

/// Writes a report. Warnings are in the context, for the caller to show.
pub fn write(context: &Context, report: &Report, out: &mut dyn Sink) -> Result<()> {
    match report.write {
        Some(write) => write(context, out),
        None => Err(Error::new(ErrorKind::Usage(format!(
            "{} shows assembly, which is in the program's binary and not in a profile: list shows the lines of the sources, \
             as does the Source view of the page",
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
