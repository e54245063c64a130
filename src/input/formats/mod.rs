//! Every format but profile.proto: a whole file in, a Profile out. Today these are the ones that pprof read before it.
//!
//! ```text
//! goroutine profile: total 5
//! 3 @ 0x4a1f02 0x4a2b10          one sample: its value, and where each frame returns to, the leaf first
//! #  0x4a1f01  main.wait+0x21  main.go:7     a comment to pprof; kept here as symbols
//! ```
//!
//! pprof's formats hold addresses and perhaps a map of the memory, but no names, except those of Java. The readers are
//! tried in pprof's order, and the first that recognises the file decides, so that a file means the same here and there,
//! and is refused with the same words.
//!
//! # Adding a reader
//!
//! A reader is one file here, declared above [`FORMATS`], and one row of that table. The row says by what sign a file is recognised while it still
//! arrives, so that it is kept, and which function reads it once it is whole. That function answers
//! [`Refusal::Unrecognized`] for what is not its format, [`Refusal::Final`] with a sentence for what is, but wrong. The
//! row may have a function that says more of the Profile than is in it. The reader makes its Profile with [`builder::Builder`] if stacks are addresses as in pprof's formats, which then drops the frames that
//! pprof drops; a format with names fills a [`Profile`](crate::profile::Profile) itself. Rows for formats that pprof does not know stand
//! behind pprof's.
//!
//! | file | formats |
//! |---|---|
//! | `cpu.rs` | binary CPU profiles of gperftools: words of 32 or 64 bits, either byte order, C++ and Java |
//! | `heap.rs` | heap texts of Go, tcmalloc and gperftools; growth, fragmentation |
//! | `count.rs` | counts of Go: goroutine, threadcreate, custom |
//! | `thread.rs` | threadz |
//! | `contention.rs` | block and mutex of Go, contentionz of C++ |
//! | `java.rs` | heap and contention of Java; the names of Java's CPU profiles |
//!
//! | file | what they share |
//! |---|---|
//! | `sniff.rs` | whether a file can be any of these, told from how it begins |
//! | `lines.rs`, `numbers.rs` | lines and numbers of texts, as Go reads them |
//! | `builder.rs` | samples, as they are read, to a Profile |
//! | `maps.rs` | a map of the memory to mappings |
//! | `comments.rs` | what Go's comments say about the samples |
//! | `uninteresting.rs` | the frames that pprof drops from such profiles |

pub(super) mod builder;
mod comments;
mod contention;
mod count;
mod cpu;
pub(super) mod heap;
mod java;
pub(super) mod lines;
pub(super) mod maps;
pub(super) mod numbers;
mod sniff;
mod thread;
mod uninteresting;

pub use numbers::{Base, hex_value, parse_int};
pub use sniff::{Guess, Sniffer};

use super::Opened;
use crate::base::error::{Error, ErrorKind, OutOfMemory};
use crate::base::text::{find, grouped};

/// Why a parser does not make a profile of a file.
#[derive(Debug)]
pub enum Refusal {
    /// It is not this format; another one may fit.
    Unrecognized,
    /// It is this format, and wrong.
    Final(Error),
}

impl Refusal {
    /// The file is of this format but for what the message says.
    fn text(message: impl Into<String>) -> Refusal {
        Refusal::Final(Error::new(ErrorKind::Format(message.into())))
    }
}

impl From<OutOfMemory> for Refusal {
    fn from(_: OutOfMemory) -> Refusal {
        Refusal::Final(Error::new(ErrorKind::OutOfMemory { samples: 0 }))
    }
}

/// A format of profiles.
struct Format {
    /// By what a file of it is recognised while it arrives.
    sign: Sign,
    /// Reads a whole file, or refuses it.
    read: fn(&[u8]) -> Result<Opened, Refusal>,
}

/// By what a format is recognised. A sign may take too much for its format, but must miss no file that its reader takes.
enum Sign {
    /// The first bytes; they may be too few to tell.
    Bytes(fn(&[u8]) -> Guess),
    /// The first line, without its end.
    FirstLine(fn(&[u8]) -> bool),
    /// The first line that is neither blank nor a comment.
    Header(fn(&[u8]) -> bool),
}

/// All formats, in the order in which they are tried: pprof's.
static FORMATS: &[Format] = &[
    Format {
        sign: Sign::Bytes(cpu::guess),
        read: |file| cpu::parse(file).map(Opened::from),
    },
    Format {
        sign: Sign::FirstLine(heap::is_sign),
        read: heap::parse,
    },
    Format {
        sign: Sign::Header(count::is_sign),
        read: count::parse,
    },
    Format {
        sign: Sign::Header(thread::is_sign),
        read: |file| thread::parse(file).map(Opened::from),
    },
    Format {
        sign: Sign::FirstLine(contention::is_sign),
        read: |file| contention::parse(file).map(Opened::from),
    },
    Format {
        sign: Sign::FirstLine(java::is_sign),
        read: |file| java::parse(file).map(Opened::from),
    },
];

/// Whether a profile begins with this line, and not only a section of one.
pub fn is_first_line(line: &[u8]) -> bool {
    let starts = |start: &&[u8]| line.starts_with(start);
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_count = || find(line, count::TOTAL).is_some_and(|at| at > 0 && line[..at].iter().all(is_word));
    [heap::START, THREADS].iter().any(starts)
        || contention::STARTS.iter().any(starts)
        || line.first().is_some_and(u8::is_ascii_alphabetic) && is_count()
}

/// How a thread dump begins, of which each thread begins with other words.
const THREADS: &[u8] = b"--- threadz ";

/// Where in a line of a log the first line of a profile begins.
pub fn first_line_within(line: &[u8]) -> Option<usize> {
    let heap = find(line, heap::START);
    let contention = contention::STARTS.iter().find_map(|start| find(line, start));
    let threads = find(line, THREADS);
    // The word in front is part of it: `goroutine profile: total 12`.
    let count = find(line, count::TOTAL).map(|at| {
        let word = line[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        at - word.count()
    });
    [heap, contention, threads, count].into_iter().flatten().min()
}

/// Reads a file in whichever format it is.
///
/// # Errors
///
/// That no format recognises it, or what is wrong with it in the words of the first that does.
pub fn parse(file: &[u8]) -> Result<Opened, Refusal> {
    for format in FORMATS {
        match (format.read)(file) {
            Err(Refusal::Unrecognized) => {}
            read => return read,
        }
    }
    Err(Refusal::Unrecognized)
}

/// That a text has fewer than it counts in its first line, if so: what lost its end reads as one that is whole.
fn missing(has: i128, counted: i128, noun: &str) -> Option<String> {
    (0..counted).contains(&has).then(|| {
        format!(
            "The text counts {} {noun}{} in its first line and has {} of them: its end is missing, or parts were left out.",
            grouped(counted.to_string()),
            if counted == 1 { "" } else { "s" },
            grouped(has.to_string()),
        )
    })
}

#[cfg(test)]
mod tests;
