//! A text as Go's line scanner hands it out: lines without their ends, none of them longer than it takes.
//!
//! `"a\r\nb"` is the lines `a` and `b`. A parser asks [`Lines::scan`] for the next line, reads it as [`Lines::text`], and
//! asks [`Lines::check`] where pprof looks whether the scanner gave up.

use super::Refusal;
use crate::base::error::{Error, ErrorKind};
use crate::base::text::find;

/// The longest line that Go's scanner takes, in bytes without the line feed.
pub const LONGEST_LINE: usize = 65_535;

/// The lines of a text, one at a time.
pub struct Lines<'a> {
    rest: &'a [u8],
    line: &'a [u8],
    too_long: bool,
}

impl<'a> Lines<'a> {
    /// Stands before the first line.
    pub fn new(text: &'a [u8]) -> Lines<'a> {
        Lines {
            rest: text,
            line: &[],
            too_long: false,
        }
    }

    /// Goes to the next line, if there is one that is not too long.
    pub fn scan(&mut self) -> bool {
        self.line = &[];
        if self.rest.is_empty() || self.too_long {
            return false;
        }
        let reach = self.rest.len().min(LONGEST_LINE + 1);
        let (line, used) = match self.rest[..reach].iter().position(|&byte| byte == b'\n') {
            Some(end) => (&self.rest[..end], end + 1),
            None if reach <= LONGEST_LINE => (self.rest, reach),
            None => {
                self.too_long = true;
                return false;
            }
        };
        self.line = line.strip_suffix(b"\r").unwrap_or(line);
        self.rest = &self.rest[used..];
        true
    }

    /// The line; empty when there is none.
    pub fn text(&self) -> &'a [u8] {
        self.line
    }

    /// Fails if the lines ended at one that is too long.
    ///
    /// # Errors
    ///
    /// The lines ended at one that is too long.
    pub fn check(&self) -> Result<(), Refusal> {
        match self.too_long {
            true => Err(Refusal::Final(Error::new(ErrorKind::LineTooLong))),
            false => Ok(()),
        }
    }
}

/// Blanks beyond ASCII, as Go's `unicode.IsSpace` knows them.
const WIDE_BLANKS: [&str; 19] = [
    "\u{85}", "\u{a0}", "\u{1680}", "\u{2000}", "\u{2001}", "\u{2002}", "\u{2003}", "\u{2004}", "\u{2005}", "\u{2006}",
    "\u{2007}", "\u{2008}", "\u{2009}", "\u{200a}", "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}",
];

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ')
}

/// A text without blanks at its ends: Go's `strings.TrimSpace`.
pub fn trim(mut text: &[u8]) -> &[u8] {
    loop {
        match text {
            [first, rest @ ..] if is_blank(*first) => text = rest,
            [first, ..] if *first >= 0x80 => {
                match WIDE_BLANKS.iter().find_map(|blank| text.strip_prefix(blank.as_bytes())) {
                    Some(rest) => text = rest,
                    None => break,
                }
            }
            _ => break,
        }
    }
    loop {
        match text {
            [rest @ .., last] if is_blank(*last) => text = rest,
            [.., last] if *last >= 0x80 => {
                match WIDE_BLANKS.iter().find_map(|blank| text.strip_suffix(blank.as_bytes())) {
                    Some(rest) => text = rest,
                    None => break,
                }
            }
            _ => break,
        }
    }
    text
}

/// Whether a line says nothing to pprof: it is blank, or begins with `#`.
pub fn is_comment(line: &[u8]) -> bool {
    matches!(trim(line).first(), None | Some(b'#'))
}

/// Whether the memory map begins behind this line.
pub fn is_map_marker(line: &[u8]) -> bool {
    find(line, b"--- Memory map: ---").is_some() || find(line, b"MAPPED_LIBRARIES:").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> (Vec<&[u8]>, bool) {
        let mut lines = Lines::new(text);
        let mut all = Vec::new();
        while lines.scan() {
            all.push(lines.text());
        }
        (all, lines.check().is_ok())
    }

    #[test]
    fn ends_of_lines() {
        assert_eq!(lines(b"").0, [b""; 0]);
        assert_eq!(lines(b"\n\na").0, [b"".as_slice(), b"", b"a"]);
        assert_eq!(lines(b"a\r\nb\r\r\nc\r").0, [b"a".as_slice(), b"b\r", b"c"]);
    }

    #[test]
    fn the_longest_line() {
        for (length, end, fits) in [
            (LONGEST_LINE, "", true),
            (LONGEST_LINE, "\n", true),
            (LONGEST_LINE + 1, "", false),
            (LONGEST_LINE + 1, "\n", false),
        ] {
            let text = format!("first\n{}{end}", "x".repeat(length));
            let (lines, complete) = lines(text.as_bytes());
            assert_eq!(complete, fits, "{length} {end:?}");
            assert_eq!(lines.len(), 1 + usize::from(fits));
        }
    }

    #[test]
    fn blanks() {
        assert_eq!(
            trim("\u{a0}\u{3000} a\u{200b}b \u{85}\t".as_bytes()),
            "a\u{200b}b".as_bytes()
        );
        assert_eq!(trim(b"\x85a\xa0"), b"\x85a\xa0");
        assert!(is_comment("\u{2003}# x".as_bytes()));
        assert!(is_comment(b" \t"));
        assert!(!is_comment(b"1 @"));
    }
}
