//! Every format that pprof read before profile.proto: a whole file in, a Profile out.
//!
//! ```text
//! goroutine profile: total 5
//! 3 @ 0x4a1f02 0x4a2b10          one sample: its value, and where each frame returns to, the leaf first
//! #  0x4a1f01  main.wait+0x21  main.go:7     a comment to pprof; kept here as symbols
//! ```
//!
//! They hold addresses and perhaps a map of the memory, but no names, except those of Java. The parsers are tried in
//! pprof's order, and the first that recognises the file decides, so that a file means the same here and there, and is
//! refused with the same words.
//!
//! | file | formats |
//! |---|---|
//! | `cpu.rs` | binary CPU profiles of gperftools: words of 32 or 64 bits, either byte order, C++ and Java |
//! | `heap.rs` | heap texts of Go, tcmalloc and gperftools; growth, fragmentation |
//! | `count.rs` | counts of Go: goroutine, threadcreate, custom |
//! | `thread.rs` | threadz |
//! | `contention.rs` | block and mutex of Go, contentionz of C++ |
//! | `java.rs` | heap and contention of Java; the names of Java's CPU profiles |
//! | `sniff.rs` | whether a file can be any of these, told from how it begins |
//! | `lines.rs`, `numbers.rs` | what they have in common as texts |
//! | `builder.rs` | samples, as they are read, to a Profile |
//! | `maps.rs` | a map of the memory to mappings |
//! | `comments.rs` | what Go's comments say about the samples |
//! | `uninteresting.rs` | the frames that pprof drops from such profiles |

mod builder;
mod comments;
mod contention;
mod count;
mod cpu;
mod heap;
mod java;
mod lines;
mod maps;
mod numbers;
mod sniff;
mod thread;
mod uninteresting;

pub use sniff::{Guess, Sniffer};

use crate::base::error::{Error, ErrorKind, OutOfMemory};
use crate::profile::Profile;

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
        Refusal::Final(Error::new(ErrorKind::Legacy(message.into())))
    }
}

impl From<OutOfMemory> for Refusal {
    fn from(_: OutOfMemory) -> Refusal {
        Refusal::Final(Error::new(ErrorKind::OutOfMemory { samples: 0 }))
    }
}

/// Reads a whole file of one format, or refuses it.
type Parser = fn(&[u8]) -> Result<Profile, Refusal>;

/// The parsers in the order in which pprof tries them.
const PARSERS: [Parser; 6] = [
    cpu::parse,
    heap::parse,
    count::parse,
    thread::parse,
    contention::parse,
    java::parse,
];

/// Reads a file in whichever format it is.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    for parser in PARSERS {
        match parser(file) {
            Ok(mut profile) => {
                uninteresting::set_frames(&mut profile);
                return Ok(profile);
            }
            Err(Refusal::Unrecognized) => {}
            refused => return refused,
        }
    }
    Err(Refusal::Unrecognized)
}

#[cfg(test)]
mod tests;
