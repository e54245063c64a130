//! Whether a file can be of a format older than profile.proto: its first bytes in, a [`Guess`] out.
//!
//! A profile.proto file is decoded as it comes and not kept, but a text is parsed whole, so the loader must know soon
//! which files to keep. `heap profile: 1: ...` is kept from its first line on; in a profile.proto file, which begins
//! with a line feed as it happens, the second line is neither blank nor a header, and nothing is kept.
//!
//! The guess may be wrong in one direction only: what it rules out no parser here would take.

use super::cpu;
use super::lines::{LONGEST_LINE, is_comment, trim};
use crate::base::text::find;

/// What the bytes so far allow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guess {
    /// It cannot be told yet.
    #[default]
    Open,
    /// It begins like one of these formats.
    Legacy,
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
        match cpu::guess(start) {
            Guess::Nothing => {}
            other => return other,
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
            if self.line == 0 && opens_file(line) || opens_text(line) {
                return Guess::Legacy;
            }
            if !is_comment(line) {
                return Guess::Nothing;
            }
            self.line = end + 1;
            self.searched = self.line;
        }
    }
}

/// Whether a text format has this line as its first.
fn opens_file(line: &[u8]) -> bool {
    let starts = |start: &str| line.starts_with(start.as_bytes());
    find(line, b"heap profile:").is_some()
        || starts("--- contention")
        || starts("--- mutex:")
        || matches!(trim(line), b"--- heapz 1 ---" | b"--- contentionz 1 ---")
}

/// Whether a text format has this line as its first behind comments.
fn opens_text(line: &[u8]) -> bool {
    let has = |part: &str| find(line, part.as_bytes()).is_some();
    has(" profile: total ") || has("--- threadz ") || has("--- Thread ")
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
                Guess::Legacy,
            ),
            (
                b"# comment\n\r\n goroutine profile: total 3\n and that is it",
                Guess::Legacy,
            ),
            (b"# comment\n--- mutex:\n and what else comes then", Guess::Nothing),
            (b"--- contentionz 1 ---\r\nformat = java\nresolution", Guess::Legacy),
            (b" --- heapz 1 ---\nformat = java\nresolution = bytes", Guess::Legacy),
            (b"# comment\n\n# and on it goes without an end, for all", Guess::Open),
            (
                b"\n\x04\x08\x01\x10\x02\n\x04\x08\x03\x10\x04\x12\x07\n\x02\x01\x02\x12\x01\x0a\x12 and so on",
                Guess::Nothing,
            ),
            (b"hea", Guess::Open),
            (long.as_bytes(), Guess::TooLong),
            (&binary, Guess::Legacy),
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
