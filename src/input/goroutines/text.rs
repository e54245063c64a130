//! Bytes to lines: in UTF-8 or UTF-16, with or without a mark of order.
//!
//! A line ends with `\n`. A text that has none in its first 64 KiB (or in all of it), but `\r`, is of an old Mac or of a terminal: its
//! lines end with either. In all other texts `\r` is a byte like others: that of `\r\n` is taken off by who takes the line,
//! and those of a bar that grows in its line leave the numbers of lines as an editor counts them.

use memchr::{memchr, memchr2};

/// A line of more is handed on in parts: no dump has one.
const LONGEST: usize = 192 << 20;

/// So much of a text tells how its lines end.
const TELLING: usize = 64 << 10;

/// With what lines end.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Ends {
    /// That is not known yet: all that has come is kept.
    #[default]
    Unknown,
    /// `\n`
    Newline,
    /// `\n`, `\r`, or both.
    Return,
}

/// How the bytes are characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Encoding {
    /// UTF-8, or bytes of any meaning.
    Bytes,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

/// Parts bytes into lines.
#[derive(Default)]
pub struct Lines {
    /// None until enough bytes are here to tell.
    encoding: Option<Encoding>,
    ends: Ends,
    /// Whether the last byte has ended a line with `\r`, so that a `\n` is of the same end.
    is_behind_return: bool,
    /// What is not a whole line yet.
    rest: Vec<u8>,
    /// What is not a whole character yet, or not enough to tell the encoding.
    start: Vec<u8>,
    /// How many lines were handed on.
    number: u64,
}

impl Lines {
    /// Takes bytes, and hands on the lines that they end, each with its number from 1.
    pub fn push(&mut self, piece: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        let Some(encoding) = self.encoding else {
            self.start.extend_from_slice(piece);
            if self.start.len() >= 4 {
                let start = std::mem::take(&mut self.start);
                let behind = self.begin(&start);
                self.push(&start[behind..], on);
            }
            return;
        };
        match encoding {
            Encoding::Bytes => self.bytes(piece, on),
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let mut bytes = std::mem::take(&mut self.start);
                bytes.extend_from_slice(piece);
                let order = match encoding {
                    Encoding::Utf16Be => u16::from_be_bytes,
                    _ => u16::from_le_bytes,
                };
                let mut units: Vec<u16> = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
                // Half of a character waits for its other half.
                let mut kept = bytes.len() % 2;
                if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
                    units.pop();
                    kept += 2;
                }
                self.start = bytes[bytes.len() - kept..].to_vec();
                self.bytes(String::from_utf16_lossy(&units).as_bytes(), on);
            }
        }
    }

    /// Tells the encoding by the first bytes; answers how many of them are no text.
    fn begin(&mut self, start: &[u8]) -> usize {
        let (encoding, mark) = match *start {
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Bytes, 3),
            // Without a mark, as some programs write it.
            [first, 0, second, 0, ..] if first != 0 && second != 0 => (Encoding::Utf16Le, 0),
            [0, first, 0, second, ..] if first != 0 && second != 0 => (Encoding::Utf16Be, 0),
            _ => (Encoding::Bytes, 0),
        };
        self.encoding = Some(encoding);
        mark
    }

    fn bytes(&mut self, piece: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        match self.ends {
            Ends::Newline => self.lines(piece, on),
            Ends::Return => self.lines_of_returns(piece, on),
            Ends::Unknown => {
                let is_usual = memchr(b'\n', piece).is_some();
                if !is_usual && self.rest.len() + piece.len() < TELLING {
                    self.rest.extend_from_slice(piece);
                    return;
                }
                self.tell(is_usual, on);
                self.bytes(piece, on);
            }
        }
    }

    /// Tells with what lines end, by what was kept so far and whether a `\n` follows.
    fn tell(&mut self, is_usual: bool, on: &mut dyn FnMut(&[u8], u64)) {
        // What ends in a `\r` may be of a `\r\n`.
        let kept = self.rest.strip_suffix(b"\r").unwrap_or(&self.rest);
        if is_usual || memchr(b'\r', kept).is_none() {
            self.ends = Ends::Newline;
            return;
        }
        self.ends = Ends::Return;
        let rest = std::mem::take(&mut self.rest);
        self.lines_of_returns(&rest, on);
    }

    fn lines(&mut self, piece: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        let mut from = 0;
        while let Some(length) = memchr(b'\n', &piece[from..]) {
            self.line(&piece[from..from + length], on);
            from += length + 1;
        }
        self.keep(&piece[from..], on);
    }

    fn lines_of_returns(&mut self, piece: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        let mut from = 0;
        while let Some(length) = memchr2(b'\n', b'\r', &piece[from..]) {
            let is_return = piece[from + length] == b'\r';
            let was_return = std::mem::replace(&mut self.is_behind_return, is_return);
            if is_return || length > 0 || !self.rest.is_empty() || !was_return {
                self.line(&piece[from..from + length], on);
            }
            from += length + 1;
        }
        self.is_behind_return &= from == piece.len();
        self.keep(&piece[from..], on);
    }

    /// A line ends with these bytes.
    fn line(&mut self, end: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        self.number += 1;
        if self.rest.is_empty() {
            return on(end, self.number);
        }
        self.rest.extend_from_slice(end);
        on(&self.rest, self.number);
        self.rest.clear();
    }

    /// Keeps what is not a whole line yet.
    fn keep(&mut self, start: &[u8], on: &mut dyn FnMut(&[u8], u64)) {
        self.rest.extend_from_slice(start);
        if self.rest.len() > LONGEST {
            on(&self.rest, self.number + 1);
            self.rest.clear();
        }
    }

    /// How many lines were handed on that have ends.
    pub fn count(&self) -> u64 {
        self.number
    }

    /// The file ends: hands on the line that it ends in, if any, and answers whether there was one.
    pub fn finish(&mut self, on: &mut dyn FnMut(&[u8], u64)) -> bool {
        if self.encoding.is_none() {
            let start = std::mem::take(&mut self.start);
            let behind = self.begin(&start);
            self.bytes(&start[behind..], on);
        }
        if self.ends == Ends::Unknown {
            self.tell(false, on);
        }
        let is_open = !self.rest.is_empty();
        if is_open {
            let rest = std::mem::take(&mut self.rest);
            on(&rest, self.number + 1);
        }
        is_open
    }
}
