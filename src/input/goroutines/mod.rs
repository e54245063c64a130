//! Dumps of goroutines: the texts of `debug=2`, of crashes and of logs, in whatever people hold them.
//!
//! ```text
//! goroutine 7 [chan send, 12 minutes]:
//! main.leak(0xc00001c0c0)
//!         /p/leak.go:53 +0x1d
//! created by main.start in goroutine 1
//!         /p/leak.go:40 +0x25
//! ```
//!
//! bytes -> lines (`text.rs`) -> lines of each writer (`streams.rs`) -> lines as they were printed (`dress.rs`) -> goroutines and
//! dumps (`assemble.rs`). All of it as the file arrives: of a log of a gigabyte only what is of goroutines is kept.
//!
//! | file | what it does |
//! |---|---|
//! | `text.rs` | bytes to lines: marks of order, UTF-16, ends of lines |
//! | `streams.rs` | which of the writers of a log has written a line |
//! | `stream.rs` | the lines of one writer |
//! | `markup.rs` | takes out what terminals, syslog and HTML write into lines |
//! | `dress.rs` | takes off what logs and JSON put around lines |
//! | `seal.rs` | which of many layers may be around a line |
//! | `prefix.rs` | what stands before lines: times, names, numbers |
//! | `record.rs`, `csv.rs` | lines in records of JSON and CSV |
//! | `header.rs` | the first line of a goroutine |
//! | `frame.rs` | the lines below it |
//! | `wrapped.rs` | calls that a terminal has broken into lines |
//! | `assemble.rs` | lines together to goroutines and dumps; `assemble/cut.rs`: where they were cut |
//! | `dump.rs` | a dump, in columns |
//! | `account.rs` | what has become of every header, and what is to be said |
//! | `when.rs` | the time that a log says |
//! | `profile.rs` | a dump as a profile |

mod account;
mod assemble;
mod csv;
mod dress;
mod dump;
mod frame;
mod header;
mod markup;
mod prefix;
mod profile;
mod record;
mod seal;
mod stream;
mod streams;
mod text;
mod when;
mod wrapped;

pub use account::{Account, without_stack};
pub use dump::Dump;

use streams::Streams;
use text::Lines;

pub use profile::profile;

/// Reads dumps as a file arrives.
#[derive(Default)]
pub struct Reader {
    lines: Lines,
    streams: Streams,
    /// How many bytes have come.
    size: u64,
}

impl Reader {
    /// Takes the next bytes of the file.
    pub fn push(&mut self, piece: &[u8]) {
        let Reader { lines, streams, size } = self;
        *size += piece.len() as u64;
        lines.push(piece, &mut |line, number| streams.line(line, number));
    }

    /// How many goroutines were read so far.
    pub fn goroutines(&self) -> usize {
        self.streams.goroutines() as usize
    }

    /// The file ends: the dumps in its order, and what has become of all headers.
    pub fn finish(self) -> (Vec<Dump>, Account) {
        let Reader {
            mut lines,
            mut streams,
            size,
        } = self;
        let is_open = lines.finish(&mut |line, number| streams.line(line, number));
        let last = lines.count() + u64::from(is_open);
        streams.finish(size, last, is_open)
    }
}

/// Whether a file that begins so is a text: UTF-16, or hardly any bytes that no text has.
pub fn is_text(start: &[u8; 4096]) -> bool {
    let is_strange = |byte: &u8| *byte < b' ' && !b"\t\n\r\x1b\0".contains(byte) || *byte == 0x7f;
    let strange = start.iter().filter(|byte| is_strange(byte)).count();
    let zeros = start.iter().filter(|&&byte| byte == 0).count();
    let is_wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    is_wide || strange * 50 <= start.len() && zeros * 3 <= start.len() * 2
}

#[cfg(test)]
mod tests;
