//! Where a dump was cut, and why: by its last line, and by lengths that buffers have.

use super::{Assembler, Expected};
use crate::base::text::find;
use crate::input::goroutines::dump::{Cut, Limit};

/// What a line is the start of, which may be all of it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Begun {
    /// Nothing that is of a dump.
    #[default]
    Nothing,
    /// A header.
    Header,
    /// The line before the stack of an ancestor.
    Ancestor,
}

/// How much of the last goroutine is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// All, as far as can be told.
    Whole,
    /// All, but behind it is the start of another.
    Begun,
    /// It may be all: the length of a text tells.
    Unsure,
    /// Not all.
    Inside,
}

impl Last {
    /// Whether it was cut, if a length may tell.
    fn is_inside(self, limit: Option<Limit>) -> bool {
        self == Last::Inside || self == Last::Unsure && limit.is_some()
    }
}

/// How the file ends for a writer of it.
#[derive(Clone, Copy, Default)]
pub struct End {
    /// Whether the last line is the writer's, and has no end.
    pub is_open: bool,
    /// How long the file is, if its last line is the writer's, or an open one of nobody's behind that.
    pub size: Option<u64>,
}

impl Assembler {
    /// A line is none of the dump's. If it comes where a buffer has ended, the dump was cut there, and it may be the rest of its last
    /// line.
    pub(super) fn interrupted(&mut self, line: &[u8]) {
        let before = self.size;
        let length = line.len() as u64;
        self.size += length + 1;
        if is_message(line) {
            self.message = 0;
        }
        if self.message > 0 || is_message(line) {
            self.message += length + 1;
        }
        self.others = self.others.saturating_add(1);
        if self.others > 1 {
            return;
        }
        let sizes = [before.saturating_sub(1), before, before + length];
        let size = sizes.into_iter().find(|&size| is_of_buffers(size));
        if let (Some(size), Some(dump)) = (size, self.dumps.last_mut()) {
            dump.cut = Some(Cut {
                limit: Some(Limit::Dump(size)),
                is_inside: self.open.is_some(),
            });
        }
    }

    /// A text of these lengths, with and without what is around it, ends here, in the middle of a line if it is open.
    pub fn text_ends(&mut self, sizes: [usize; 2], is_open: bool) {
        let mut sizes = sizes.into_iter().map(|size| size as u64);
        let limit = sizes.find(|&size| is_of_buffers(size)).map(Limit::Text);
        let last = self.last(is_open);
        let is_inside = last.is_inside(limit);
        if let Some(dump) = self.dumps.last_mut()
            && (is_inside || last == Last::Begun)
        {
            dump.cut = Some(Cut { limit, is_inside });
        }
    }

    /// The file ends here.
    pub fn finish(&mut self, end: End) {
        let End { is_open, size } = end;
        let last = self.last(is_open);
        let mut limit = self.limit(is_open, last);
        // A longer text tells only where something shows that the dump was cut, and where it ends with it.
        if limit.is_none() && last != Last::Whole && (self.others == 0 || self.others == 1 && is_open) {
            let crash = self.message_before + self.size - self.open_end(is_open);
            let crash = Some(crash).filter(|&size| self.message_before > 0 && is_of_buffers(size));
            let file = size.filter(|&size| is_of_buffers(size));
            limit = crash.map(Limit::Crash).or(file.map(Limit::File));
        }
        let is_inside = last.is_inside(limit);
        if let Some(open) = &mut self.open {
            open.is_explained |= is_inside;
        }
        self.end();
        if let Some(dump) = self.dumps.last_mut() {
            let known = dump.cut.and_then(|cut| cut.limit);
            if is_inside || last == Last::Begun || limit.is_some() {
                dump.cut = Some(Cut {
                    limit: known.or(limit),
                    is_inside,
                });
            }
            dump.settle();
        }
    }

    /// The dump's own length, if it is that of a buffer. Behind what has filled one, whoever printed it may have ended the line.
    fn limit(&self, is_open: bool, last: Last) -> Option<Limit> {
        let size = self.size - self.open_end(is_open);
        let size = match last == Last::Inside && !is_open && is_of_buffers(size.wrapping_sub(1)) {
            true => size - 1,
            false => size,
        };
        is_of_buffers(size).then_some(Limit::Dump(size))
    }

    /// How much of the end of its last line a dump lacks that is open.
    fn open_end(&self, is_open: bool) -> u64 {
        u64::from(is_open && self.size > 0)
    }

    /// How much of the last goroutine is there, by its last line, which has no end if it is open.
    fn last(&self, is_open: bool) -> Last {
        let line = self.last_line();
        let is_whole = is_whole(line);
        // Nobody has created the first one, which may end with any place.
        let has_creator = self.open.as_ref().is_some_and(|last| last.goroutine.id > 1);
        match self.expected {
            _ if is_open && self.begun == Begun::Header => Last::Begun,
            Expected::CreatorPlace => Last::Inside,
            Expected::Place if self.is_certain || is_open => Last::Inside,
            Expected::Place | Expected::Header => Last::Whole,
            Expected::Call if self.foreign_since_pause.is_some() => Last::Whole,
            Expected::Call if is_open && (self.others > 0 || has_creator || self.is_certain && !is_whole) => {
                Last::Inside
            }
            Expected::Call if is_open || has_creator || self.stack.is_empty() => Last::Unsure,
            Expected::Call => Last::Whole,
            // Behind the line of a `go` statement is how far from the start of its function it is.
            Expected::End if is_open && (self.begun == Begun::Ancestor || !is_whole) => Last::Inside,
            Expected::End => Last::Whole,
            Expected::Ancestor if !is_whole || is_open && self.others > 0 => Last::Inside,
            Expected::Ancestor if is_open => Last::Unsure,
            Expected::Ancestor => Last::Whole,
        }
    }

    /// The last line of the dump.
    pub(super) fn last_line(&self) -> &[u8] {
        let text = self.dumps.last().map_or(&[][..], |dump| &dump.text);
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let start = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        &text[start..]
    }

    /// What a line behind the last goroutine is the start of.
    pub(super) fn begins(&self, line: &[u8]) -> Begun {
        let is_behind = !self.is_apart && self.is_between() && !self.dumps.is_empty();
        if !is_behind || line.is_empty() {
            return Begun::Nothing;
        }
        let words: [(&[u8], Begun); 2] = [
            (b"goroutine ", Begun::Header),
            (b"[originating from goroutine ", Begun::Ancestor),
        ];
        let begun = words.into_iter().find(|(word, _)| {
            let shared = word.len().min(line.len());
            word[..shared] == line[..shared] && line.get(shared).is_none_or(u8::is_ascii_digit)
        });
        begun.map_or(Begun::Nothing, |(_, begun)| begun)
    }
}

/// Whether a line is the first one of a crash.
pub(super) fn is_message(line: &[u8]) -> bool {
    let starts: [&[u8]; 3] = [b"SIG", b"panic: ", b"fatal error: "];
    starts.iter().any(|start| line.starts_with(start))
}

/// Whether buffers are of this size: a power of two, from 1 KiB on.
fn is_of_buffers(size: u64) -> bool {
    size >= 1024 && size.is_power_of_two()
}

/// Whether a place has all that is printed behind it, as far as can be told: `main.go:5 +0x1d`, in a crash with `fp=0x1 sp=0x2 pc=0x3`.
pub(super) fn is_whole(place: &[u8]) -> bool {
    let behind = |text: &[u8], word: &[u8]| find(text, word).map(|at| at + word.len());
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let Some(at) = behind(place, b" +0x") else {
        return false;
    };
    let offset = digits(&place[at..]);
    let rest = &place[at + offset..];
    match rest {
        b"" => offset > 0,
        rest => behind(rest, b" pc=0x").is_some_and(|at| digits(&rest[at..]) > 0),
    }
}
