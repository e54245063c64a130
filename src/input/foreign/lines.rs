//! A text as it comes, line by line.

use super::super::Opened;
use super::Wrong;
use crate::base::error::OutOfMemory;
use crate::base::text::{counted, go_quote};

/// Reads the lines of a format.
pub trait ByLine {
    /// Takes the next line, without its end.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or the line is such that nothing can be read any more.
    fn line(&mut self, line: &[u8]) -> Result<(), Wrong>;

    /// How many samples were read so far.
    fn samples(&self) -> usize;

    /// Makes the profile.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or there is no profile.
    fn finish(self: Box<Self>) -> Result<Opened, Wrong>;
}

/// A longer line is none of a profile.
const LONGEST: usize = 16 << 20;

/// A text on its way to who reads its lines.
pub struct Text {
    reader: Box<dyn ByLine>,
    /// The start of a line whose end has not come.
    begun: Vec<u8>,
}

impl Text {
    /// Begins a text for its reader.
    pub fn new(reader: Box<dyn ByLine>) -> Text {
        let begun = Vec::new();
        Text { reader, begun }
    }

    /// Takes the next piece.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, a line is too long, or what the reader answers.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<(), Wrong> {
        while let Some(end) = memchr::memchr(b'\n', piece) {
            let (line, rest) = (&piece[..end], &piece[end + 1..]);
            if self.begun.is_empty() {
                self.reader.line(without_return(line))?;
            } else {
                self.begin(line)?;
                self.reader.line(without_return(&self.begun))?;
                self.begun.clear();
            }
            piece = rest;
        }
        self.begin(piece)
    }

    fn begin(&mut self, part: &[u8]) -> Result<(), Wrong> {
        if self.begun.len() + part.len() > LONGEST {
            return Err(Wrong::Content(format!(
                "it has a line of more than {} MB",
                LONGEST >> 20
            )));
        }
        self.begun.try_reserve(part.len()).map_err(|_| OutOfMemory)?;
        self.begun.extend_from_slice(part);
        Ok(())
    }

    /// How many samples were read so far.
    pub fn samples(&self) -> usize {
        self.reader.samples()
    }

    /// Ends the text, of which the last line may have no end, and makes the profile.
    ///
    /// # Errors
    ///
    /// What the reader answers.
    pub fn finish(mut self) -> Result<Opened, Wrong> {
        if !self.begun.is_empty() {
            self.reader.line(without_return(&self.begun))?;
        }
        self.reader.finish()
    }
}

/// A line without the return that Windows ends it with.
pub fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines of the start of a file that are whole, but for blank ones and comments; the last one, too, where there is no other.
pub fn first_lines(start: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = match memchr::memrchr(b'\n', start) {
        Some(end) if start.len() >= super::super::HEAD => &start[..end],
        _ => start,
    };
    let lines = whole.split(|&byte| byte == b'\n').map(without_return);
    lines.filter(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"))
}

/// Lines that were left out, and the first of them.
#[derive(Default)]
pub struct LeftOut {
    count: u64,
    first: String,
}

impl LeftOut {
    /// Counts a line that is none of the format.
    pub fn add(&mut self, line: &[u8]) {
        if self.count == 0 {
            let start = &line[..line.len().min(240)];
            self.first = String::from_utf8_lossy(start).chars().take(60).collect();
        }
        self.count += 1;
    }

    /// What has to be said of them, where there are any: they are not `wanted`.
    pub fn sentence(&self, wanted: &str) -> Option<String> {
        (self.count > 0).then(|| {
            let (count, first) = (counted(self.count, "line"), go_quote(self.first.trim()));
            match self.count {
                1 => format!("{count} is not {wanted} and was left out: {first}."),
                _ => format!("{count} are not {wanted} and were left out; the first is {first}."),
            }
        })
    }
}
