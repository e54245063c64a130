//! The output and the error output of the process, where foreign texts are shown and never obeyed.
//!
//! A function may be called `\x1b]0;..`: a terminal would do what that says. So what is written to a terminal has its control characters,
//! and the marks that turn the direction of writing, as escapes. A file or another program gets every byte as it is, which is what pprof
//! writes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};

/// The standard output, buffered; for a person at a terminal with escapes.
pub fn output() -> BufWriter<impl Write> {
    let out = io::stdout().lock();
    let is_terminal = out.is_terminal();
    BufWriter::new(Visible::new(out, is_terminal))
}

/// A file that is written to; one that is a terminal (`/dev/tty`) with escapes.
pub fn shown(file: File) -> impl Write {
    let is_terminal = file.is_terminal();
    Visible::new(file, is_terminal)
}

/// Writes to the error output. Where nobody reads that, nobody is told.
pub fn tell(text: fmt::Arguments<'_>) {
    let out = io::stderr().lock();
    let is_terminal = out.is_terminal();
    let mut out = BufWriter::new(Visible::new(out, is_terminal));
    let _ = out.write_fmt(text).and_then(|()| out.flush());
}

/// Writes on what a terminal would do something else with than show it as what can be seen.
struct Visible<W> {
    out: W,
    is_terminal: bool,
    /// The beginning of a character, or of a line's end, whose rest has not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Visible<W> {
    fn new(out: W, is_terminal: bool) -> Visible<W> {
        Visible {
            out,
            is_terminal,
            begun: Vec::new(),
        }
    }
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.out.write(bytes);
        }
        let text = [&self.begun, bytes].concat();
        let mut visible = Vec::with_capacity(text.len());
        let done = push_visible(&mut visible, &text);
        self.begun = text[done..].to_vec();
        self.out.write_all(&visible)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        for byte in std::mem::take(&mut self.begun) {
            write!(self.out, "\\x{byte:02x}")?;
        }
        self.out.flush()
    }
}

/// Adds a text, what may hurt as escapes; answers how much of it was whole.
fn push_visible(visible: &mut Vec<u8>, text: &[u8]) -> usize {
    let mut done = 0;
    for chunk in text.utf8_chunks() {
        let valid = chunk.valid();
        let mut characters = valid.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let is_last = done + at + 1 == text.len();
            match character {
                '\r' if is_last => return done + at,
                '\r' if characters.peek().is_some_and(|&(_, next)| next == '\n') => visible.push(b'\r'),
                _ => push_character(visible, character),
            }
        }
        done += valid.len();
        let invalid = chunk.invalid();
        let is_begun = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if is_begun && done + invalid.len() == text.len() {
            return done;
        }
        for byte in invalid {
            visible.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
        done += invalid.len();
    }
    done
}

fn push_character(visible: &mut Vec<u8>, character: char) {
    match character {
        '\n' | '\t' => visible.push(character as u8),
        '\0'..='\x1f' | '\x7f' => visible.extend_from_slice(format!("\\x{:02x}", u32::from(character)).as_bytes()),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            visible.extend_from_slice(format!("\\u{:04x}", u32::from(character)).as_bytes());
        }
        _ => visible.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out of a text that is written so many bytes at a time.
    fn written(text: &[u8], is_terminal: bool, bytes: usize) -> Vec<u8> {
        let mut out = Visible::new(Vec::new(), is_terminal);
        for part in text.chunks(bytes) {
            out.write_all(part).unwrap();
        }
        out.flush().unwrap();
        out.out
    }

    #[test]
    fn a_terminal_is_shown_what_it_would_obey_however_it_comes() {
        for (text, wanted) in [
            (&b"\x1b]0;x\x07\x1b[31mred"[..], "\\x1b]0;x\\x07\\x1b[31mred"),
            (b"a\0b\x08c\x7fd", "a\\x00b\\x08c\\x7fd"),
            (
                "a\u{9b}31m\u{202e}gnp\u{2066}".as_bytes(),
                "a\\u009b31m\\u202egnp\\u2066",
            ),
            (b"\x9b31m\xff", "\\x9b31m\\xff"),
            (b"1\t2\r\n3\n", "1\t2\r\n3\n"),
            (b"over\rwritten\r", "over\\x0dwritten\\x0d"),
            ("größe \u{1f600} \u{7d42}".as_bytes(), "größe \u{1f600} \u{7d42}"),
            (b"cut \xe6\xbc", "cut \\xe6\\xbc"),
            (b"cut \xe6\xbcx\xe6", "cut \\xe6\\xbcx\\xe6"),
        ] {
            for bytes in [1, 2, 3, 100] {
                let shown = written(text, true, bytes);
                assert_eq!(String::from_utf8_lossy(&shown), wanted, "{bytes} bytes at a time");
            }
        }
    }

    #[test]
    fn all_else_gets_every_byte() {
        let text = b"\x1b[31m\0\r\xff\xe6\xbc \xe2\x80\xae\n";
        assert_eq!(written(text, false, 2), text);
    }
}
