//! Whether a file can be of any format but profile.proto: its first bytes in, a [`Guess`] out.
//!
//! A profile.proto file is decoded as it comes and not kept, but a text is parsed whole, so the loader must know soon
//! which files to keep. `heap profile: 1: ...` is kept from its first line on; in a profile.proto file, which begins
//! with a line feed as it happens, the second line is neither blank nor a header, and nothing is kept.
//!
//! Each format's own sign decides. The guess may be wrong in one direction only: what it rules out no reader would take.

use super::lines::{LONGEST_LINE, is_comment};
use super::{FORMATS, Sign};

/// What the bytes so far allow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guess {
    /// It cannot be told yet.
    #[default]
    Open,
    /// It begins like one of these formats.
    Known,
    /// A line is too long for every text, where the header would have to stand.
    TooLong,
    /// It is none of these formats.
    Nothing,
}

/// Looks at the start of a file while it grows.
#[derive(Default)]
pub struct Sniffer {
    /// Where the line begins that is looked at next.
    line: usize,
    /// How far no line feed was found.
    searched: usize,
}

impl Sniffer {
    /// Looks at what has come of the file, from its start. Once it answered other than [`Guess::Open`], it need not be
    /// asked again.
    pub fn guess(&mut self, start: &[u8]) -> Guess {
        for format in FORMATS {
            if let Sign::Bytes(guess) = format.sign {
                match guess(start) {
                    Guess::Nothing => {}
                    other => return other,
                }
            }
        }
        loop {
            let end = start[self.searched..].iter().position(|&byte| byte == b'\n');
            let line = &start[self.line..];
            let Some(end) = end else {
                self.searched = start.len();
                return match line.len() > LONGEST_LINE {
                    true => Guess::TooLong,
                    false => Guess::Open,
                };
            };
            let end = self.searched + end;
            let line = &start[self.line..end];
            if line.len() > LONGEST_LINE {
                return Guess::TooLong;
            }
            if is_sign(line, self.line == 0) {
                return Guess::Known;
            }
            if !is_comment(line) {
                return Guess::Nothing;
            }
            self.line = end + 1;
            self.searched = self.line;
        }
    }
}

/// Whether a format has this line as its first, or as its first behind blank lines and comments.
fn is_sign(line: &[u8], is_first: bool) -> bool {
    FORMATS.iter().any(|format| match format.sign {
        Sign::Bytes(_) => false,
        Sign::FirstLine(is_sign) => is_first && is_sign(line),
        Sign::Header(is_sign) => is_sign(line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_decide() {
        let long = format!("# x\n\n{}", "x".repeat(LONGEST_LINE + 1));
        let binary = [0_u8, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 16, 39, 0, 0, 0, 0, 0, 0];
        for (start, wanted) in [
            (
                &b"heap profile: 1: 2 [3: 4] @ heap/8\nmore, much more"[..],
                Guess::Known,
            ),
            (
                b"# comment\n\r\n goroutine profile: total 3\n and that is it",
                Guess::Known,
            ),
            (b"# comment\n--- mutex:\n and what else comes then", Guess::Nothing),
            (b"--- contentionz 1 ---\r\nformat = java\nresolution", Guess::Known),
            (b" --- heapz 1 ---\nformat = java\nresolution = bytes", Guess::Known),
            (b"# comment\n\n# and on it goes without an end, for all", Guess::Open),
            (
                b"\n\x04\x08\x01\x10\x02\n\x04\x08\x03\x10\x04\x12\x07\n\x02\x01\x02\x12\x01\x0a\x12 and so on",
                Guess::Nothing,
            ),
            (b"hea", Guess::Open),
            (long.as_bytes(), Guess::TooLong),
            (&binary, Guess::Known),
            (&binary[..19], Guess::Open),
            (&[0; 40], Guess::Open),
        ] {
            assert_eq!(
                Sniffer::default().guess(start),
                wanted,
                "{:?}",
                String::from_utf8_lossy(start)
            );
            // Byte by byte it is the same.
            let mut sniffer = Sniffer::default();
            let mut guesses = (0..=start.len()).map(|length| sniffer.guess(&start[..length]));
            let decided = guesses.find(|&guess| guess != Guess::Open);
            assert_eq!(decided.unwrap_or(Guess::Open), wanted);
        }
    }
}
