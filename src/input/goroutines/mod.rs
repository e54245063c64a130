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
//! bytes -> lines (`text.rs`) -> lines as they were printed (`dress.rs`) -> goroutines and dumps (`dump.rs`). All of it as
//! the file arrives: of a log of a gigabyte only what is of goroutines is kept.
//!
//! | file | what it does |
//! |---|---|
//! | `text.rs` | bytes to lines: marks of order, UTF-16, ends of lines |
//! | `dress.rs` | takes off what logs, JSON and HTML put around lines |
//! | `header.rs` | the first line of a goroutine |
//! | `frame.rs` | the lines below it |
//! | `assemble.rs` | lines together to goroutines and dumps |
//! | `dump.rs` | a dump, in columns |
//! | `account.rs` | what has become of every header, and what is to be said |
//! | `when.rs` | the time that a log says |
//! | `profile.rs` | a dump as a profile |

mod account;
mod assemble;
mod dress;
mod dump;
mod frame;
mod header;
mod profile;
mod text;
mod when;

pub use account::Account;
pub use dump::Dump;

use assemble::Assembler;
use dress::Dress;

use text::Lines;

pub use profile::profile;

/// Reads dumps as a file arrives.
#[derive(Default)]
pub struct Reader {
    lines: Lines,
    dress: Dress,
    assembler: Assembler,
}

impl Reader {
    /// Takes the next bytes of the file.
    pub fn push(&mut self, piece: &[u8]) {
        let Reader {
            lines,
            dress,
            assembler,
        } = self;
        lines.push(piece, &mut |line, number| take(dress, assembler, line, number));
    }

    /// How many goroutines were read so far.
    pub fn goroutines(&self) -> usize {
        self.assembler.account.taken as usize
    }

    /// The file ends: the dumps in its order, and what has become of all headers.
    pub fn finish(mut self) -> (Vec<Dump>, Account) {
        let Reader {
            lines,
            dress,
            assembler,
        } = &mut self;
        let is_cut = lines.finish(&mut |line, number| take(dress, assembler, line, number));
        assembler.finish(is_cut);
        (self.assembler.dumps, self.assembler.account)
    }
}

/// Whether a file that begins so is a text: UTF-16, or hardly any bytes that no text has.
pub fn is_text(start: &[u8]) -> bool {
    let start = &start[..start.len().min(4096)];
    let is_strange = |byte: &u8| *byte < b' ' && !b"\t\n\r\x1b\0".contains(byte) || *byte == 0x7f;
    let strange = start.iter().filter(|byte| is_strange(byte)).count();
    let zeros = start.iter().filter(|&&byte| byte == 0).count();
    let is_wide = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    is_wide || strange * 50 <= start.len() && zeros * 3 <= start.len() * 2
}

/// Takes a line of the file.
fn take(dress: &mut Dress, assembler: &mut Assembler, line: &[u8], number: u64) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Nearly all lines of a dump as it is printed go on with a goroutine: they are looked at once.
    if dress.is_nothing() && assembler.goes_on(line) {
        return;
    }
    assembler.sees(line);
    let mut is_foreign = true;
    dress.lines(line, &mut |line| {
        is_foreign = false;
        assembler.line(line, number);
    });
    if is_foreign {
        assembler.passes(line);
    }
}

#[cfg(test)]
mod tests;
