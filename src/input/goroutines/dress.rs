//! What others have put around the lines of a dump, taken off again.
//!
//! ```text
//! 2026-11-28T12:00:00.1Z stderr F goroutine 7 [running]:         a log's own words before each line
//! {"log":"goroutine 7 [running]:\n","stream":"stderr"}           each line in a record of JSON
//! level=error stack="goroutine 7 [running]:\nmain.main()\n..."   all of it in a quoted text
//! <pre>goroutine 7 [running]:                                    a page of HTML
//! ```
//!
//! What is around the lines is learnt from each header: what stands before it on its line is looked for on the lines that follow,
//! with other digits where a time or a count is, since these go on; a digit in a name (`api-1 |`) is another name. If they do not have it,
//! it stood before the header alone.

use super::frame;
use super::header::{Sight, look, unescape};
use crate::base::text::find;
use std::borrow::Cow;

/// What is around the lines.
#[derive(Default, Debug, PartialEq, Eq)]
enum Around {
    /// Nothing.
    #[default]
    Nothing,
    /// This was before a header; the next line of the stack shows whether it is before all lines.
    Perhaps(Vec<u8>),
    /// This, with any digits, is before each.
    Before(Vec<u8>),
    /// Each is the text of this key in a record of JSON; the key is with its quotes.
    Key(Vec<u8>),
}

/// Takes off what is around lines.
#[derive(Default)]
pub struct Dress {
    around: Around,
    is_html: bool,
    /// The start of a line that a log has parted.
    parted: Vec<u8>,
    scratch: Vec<u8>,
}

/// So deep quoted texts may be in quoted texts.
const DEEPEST: u32 = 3;

impl Dress {
    /// Whether nothing that is known is around the lines.
    pub fn is_nothing(&self) -> bool {
        self.around == Around::Nothing && !self.is_html
    }

    /// Hands on the lines that a line of the file stands for, each with whether it is one of a dump as it is printed: none where
    /// it is somebody else's, many where it holds a whole dump.
    pub fn lines(&mut self, line: &[u8], on: &mut dyn FnMut(&[u8])) {
        let line = match self.plain(line) {
            Cow::Borrowed(line) => line,
            Cow::Owned(line) => {
                self.dressed(&line, on);
                return;
            }
        };
        self.dressed(line, on);
    }

    /// Without colours, and without what HTML makes of some characters.
    fn plain<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        let mut line = Cow::Borrowed(line);
        if line.contains(&0x1b) {
            line = Cow::Owned(without_colours(&line));
        }
        if self.is_html && line.iter().any(|byte| b"&<".contains(byte)) {
            line = Cow::Owned(without_html(&line));
        }
        line
    }

    fn dressed(&mut self, line: &[u8], on: &mut dyn FnMut(&[u8])) {
        if let Around::Key(key) = &self.around
            && let Some(text) = text_of(line, key)
        {
            let mut out = std::mem::take(&mut self.scratch);
            out.clear();
            unescape(text, &mut out);
            each_line(&out, on);
            self.scratch = out;
            return;
        }
        if let Around::Perhaps(before) = &self.around
            && !line.trim_ascii().is_empty()
        {
            match cut(line, before) {
                Cut::Nothing if is_of_stack(line) => self.around = Around::Nothing,
                // Somebody else has written between: the next line will show it.
                Cut::Nothing if look(line) == Sight::None => return,
                Cut::Nothing => {}
                _ => self.around = Around::Before(before.clone()),
            }
        }
        if let Around::Before(before) = &self.around {
            match cut(line, before) {
                Cut::Behind(at) => {
                    if self.parted.is_empty() {
                        return self.bare(&line[at..], on);
                    }
                    let mut whole = std::mem::take(&mut self.parted);
                    whole.extend_from_slice(&line[at..]);
                    return self.bare(&whole, on);
                }
                Cut::Parted(at) => {
                    self.parted.extend_from_slice(&line[at..]);
                    return;
                }
                Cut::Nothing => {}
            }
            // A line of somebody else, unless it begins a goroutine with something else before it, or with nothing.
            match look(line) {
                Sight::None => return,
                Sight::Header(0, _) => self.around = Around::Nothing,
                Sight::Header(..) | Sight::Alike => {}
            }
        }
        self.bare(line, on);
    }

    /// A line with nothing around it that is known yet.
    fn bare(&mut self, line: &[u8], on: &mut dyn FnMut(&[u8])) {
        match look(line) {
            Sight::None => on(line),
            Sight::Header(0, _) => {
                on(line);
            }
            Sight::Header(at, _) => {
                let before = &line[..at];
                if before.trim_ascii_end().ends_with(b">") && before.contains(&b'<') {
                    self.is_html = true;
                    self.around = Around::Nothing;
                } else if !matches!(&self.around, Around::Before(known) if matches!(cut(line, known), Cut::Behind(_))) {
                    self.around = Around::Perhaps(before.to_vec());
                }
                on(&line[at..]);
            }
            Sight::Alike => {
                if !self.quoted(line, on, DEEPEST) {
                    on(line);
                }
            }
        }
    }

    /// Hands on what quoted texts of a line hold of dumps; answers whether there was any.
    fn quoted(&mut self, line: &[u8], on: &mut dyn FnMut(&[u8]), deepest: u32) -> bool {
        let mut any = false;
        let mut texts = Texts { line, at: 0 };
        while let Some((start, end)) = texts.next() {
            let text = &line[start..end];
            if !looks_alike(text) {
                continue;
            }
            let mut out = Vec::new();
            unescape(text, &mut out);
            let lines = out.strip_suffix(b"\n").unwrap_or(&out);
            if !lines.contains(&b'\n') {
                if let Sight::Header(..) = look(lines) {
                    // One line of many records: the key tells where the others are.
                    if let Some(key) = key_before(&line[..start]) {
                        self.around = Around::Key(key.to_vec());
                    }
                    on(lines);
                    any = true;
                } else if deepest > 0 && self.quoted(lines, on, deepest - 1) {
                    any = true;
                }
                continue;
            }
            each_line(&out, on);
            on(b"");
            any = true;
        }
        if !any && find(line, b"]:\\n").is_some() {
            // Escaped, but in no quotes.
            let mut out = Vec::new();
            unescape(line, &mut out);
            each_line(&out, on);
            on(b"");
            any = true;
        }
        any
    }
}

/// Whether a text has what begins a header.
fn looks_alike(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = find(rest, b"goroutine ") {
        rest = &rest[at + 10..];
        if rest.first().is_some_and(u8::is_ascii_digit) {
            return true;
        }
    }
    false
}

fn each_line(text: &[u8], on: &mut dyn FnMut(&[u8])) {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    for line in text.split(|&byte| byte == b'\n') {
        on(line.strip_suffix(b"\r").unwrap_or(line));
    }
}

/// What of a line is behind what stands before each.
enum Cut {
    /// It begins here.
    Behind(usize),
    /// It begins here, and goes on in the next line: the mark of CRI logs for that is a `P` in the place of an `F`.
    Parted(usize),
    /// It is not there.
    Nothing,
}

/// Compares the start of a line with what stands before each: digits may be others, and more or fewer.
fn cut(line: &[u8], before: &[u8]) -> Cut {
    let (mut at, mut own) = (0, 0);
    let mut is_parted = false;
    while let Some(&wanted) = before.get(own) {
        match line.get(at) {
            Some(byte)
                if wanted.is_ascii_digit() && byte.is_ascii_digit() && (line[at] != wanted || goes_on(before, own)) =>
            {
                if !goes_on(before, own) {
                    return Cut::Nothing;
                }
                at += digits(&line[at..]);
                own += digits(&before[own..]);
                continue;
            }
            Some(&byte) if byte == wanted => {}
            Some(b'P') if wanted == b'F' && before[..own].ends_with(b" ") && before[own + 1..].starts_with(b" ") => {
                is_parted = true;
            }
            // An empty line may have lost the blanks at its end.
            None if before[own..].trim_ascii().is_empty() => return Cut::Behind(at),
            _ => return Cut::Nothing,
        }
        at += 1;
        own += 1;
    }
    if is_parted { Cut::Parted(at) } else { Cut::Behind(at) }
}

/// Whether a line goes on with a stack as it is printed.
fn is_of_stack(line: &[u8]) -> bool {
    frame::mark(line).is_some() || frame::call(line).is_some_and(|call| frame::is_name(call.name))
}

/// Whether the digits at a place are of a time or a count: they are a word of their own, or stand with others between the signs of times.
fn goes_on(before: &[u8], place: usize) -> bool {
    let is_of_times = |byte: &u8| byte.is_ascii_digit() || b":.,/+TZ-".contains(byte);
    let is_blank = |byte: &u8| b" \t".contains(byte);
    let start = before[..place]
        .iter()
        .rposition(|byte| !is_of_times(byte))
        .map_or(0, |at| at + 1);
    let length = before[place..].iter().position(|byte| !is_of_times(byte));
    let end = length.map_or(before.len(), |length| place + length);
    let runs = before[start..end]
        .split(|byte| !byte.is_ascii_digit())
        .filter(|run| !run.is_empty());
    let is_word = before[..start].last().is_none_or(is_blank) && before.get(end).is_none_or(is_blank);
    is_word || runs.count() > 1
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The quoted texts of a line: where they begin and end, without their quotes.
struct Texts<'a> {
    line: &'a [u8],
    at: usize,
}

impl Texts<'_> {
    fn next(&mut self) -> Option<(usize, usize)> {
        let start = self.at + self.line.get(self.at..)?.iter().position(|&byte| byte == b'"')? + 1;
        let mut end = start;
        while let Some(&byte) = self.line.get(end) {
            match byte {
                b'\\' => end += 2,
                b'"' => break,
                _ => end += 1,
            }
        }
        // What was cut has no end.
        let end = end.min(self.line.len());
        self.at = end + 1;
        Some((start, end))
    }
}

/// The key, with its quotes, whose text begins behind this.
fn key_before(start: &[u8]) -> Option<&[u8]> {
    let start = start.strip_suffix(b"\"")?.trim_ascii_end();
    let key = start.strip_suffix(b":")?.trim_ascii_end();
    let open = key.strip_suffix(b"\"")?.iter().rposition(|&byte| byte == b'"')?;
    Some(&key[open..])
}

/// The quoted text of a key in a line.
fn text_of<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = find(line, key)? + key.len();
    let rest = line[at..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let (start, end) = Texts { line: rest, at: 0 }.next().filter(|_| rest.starts_with(b"\""))?;
    Some(&rest[start..end])
}

/// Without the sequences that colour a terminal: an escape, brackets, and all up to a letter.
fn without_colours(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.iter().position(|&byte| byte == 0x1b) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(sequence) = rest.strip_prefix(b"[") {
            let end = sequence.iter().position(u8::is_ascii_alphabetic);
            rest = end.map_or(&[][..], |end| &sequence[end + 1..]);
        }
    }
    out.extend_from_slice(rest);
    out
}

/// The characters that HTML writes in other words, and what ends an element at the end of a line.
fn without_html(line: &[u8]) -> Vec<u8> {
    const WORDS: [(&[u8], u8); 7] = [
        (b"&lt;", b'<'),
        (b"&gt;", b'>'),
        (b"&amp;", b'&'),
        (b"&quot;", b'"'),
        (b"&#34;", b'"'),
        (b"&#39;", b'\''),
        (b"&#43;", b'+'),
    ];
    let line = match line.strip_suffix(b">") {
        Some(_) => &line[..find(line, b"</").unwrap_or(line.len())],
        None => line,
    };
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&first, behind)) = rest.split_first() {
        match WORDS.iter().find(|(word, _)| first == b'&' && rest.starts_with(word)) {
            Some((word, byte)) => {
                out.push(*byte);
                rest = &rest[word.len()..];
            }
            None => {
                out.push(first);
                rest = behind;
            }
        }
    }
    out
}
