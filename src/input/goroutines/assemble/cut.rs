//! Where a dump was cut, and why: by its last line, and by lengths that buffers have.

use super::{Assembler, Expected};
use crate::base::text::find;
use crate::input::goroutines::dump::{Cut, Limit};
use crate::input::goroutines::frame;

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
        let size = sizes.find(|&size| is_of_buffers(size));
        let is_inside = self.is_inside(is_open) || size.is_some() && self.is_unfinished(is_open);
        let is_at_header = is_open && self.begun == Begun::Header;
        if (is_inside || is_at_header)
            && let Some(dump) = self.dumps.last_mut()
        {
            dump.cut = Some(Cut {
                limit: size.map(Limit::Text),
                is_inside,
            });
        }
    }

    /// The file ends here.
    pub fn finish(&mut self, end: End) {
        let End { is_open, size } = end;
        let mut is_inside = self.is_inside(is_open);
        let is_at_header = is_open && self.begun == Begun::Header;
        // What was written behind the dump has been cut, if anything.
        let is_last = self.others == 0 || self.others == 1 && is_open;
        let mut limit = self.limit(is_open, is_inside);
        let size = size.filter(|&size| is_last && is_of_buffers(size));
        let crash = Some(self.message_before + self.size - self.open_end(is_open))
            .filter(|&size| self.message_before > 0 && is_last && is_of_buffers(size));
        if limit.is_none() && (size.is_some() || crash.is_some()) {
            is_inside |= self.is_unfinished(is_open);
            if is_inside || is_at_header {
                limit = crash.map(Limit::Crash).or(size.map(Limit::File));
            }
        }
        if let Some(open) = &mut self.open {
            open.is_explained |= is_inside;
        }
        self.end();
        if let Some(dump) = self.dumps.last_mut() {
            let known = dump.cut.and_then(|cut| cut.limit);
            if is_inside || is_at_header || limit.is_some() {
                dump.cut = Some(Cut {
                    limit: known.or(limit),
                    is_inside,
                });
            }
            dump.settle();
        }
    }

    /// The dump's own length, if it is that of a buffer. Behind what has filled one, whoever printed it may have ended the line.
    fn limit(&self, is_open: bool, is_inside: bool) -> Option<Limit> {
        let size = self.size - self.open_end(is_open);
        let size = match is_inside && !is_open && is_of_buffers(size.wrapping_sub(1)) {
            true => size - 1,
            false => size,
        };
        is_of_buffers(size).then_some(Limit::Dump(size))
    }

    /// How much of the end of its last line a dump lacks that is open.
    fn open_end(&self, is_open: bool) -> u64 {
        u64::from(is_open && self.size > 0)
    }

    /// Whether the last goroutine is not all there, by its last line alone.
    fn is_inside(&self, is_open: bool) -> bool {
        let last = self.last_line();
        match self.expected {
            Expected::CreatorPlace => true,
            Expected::Place => self.is_certain || is_open,
            Expected::Call => {
                let is_going_on = is_open && self.foreign_since_pause.is_none();
                is_going_on && (self.others > 0 || self.has_creator() || self.is_certain && !is_whole(last))
            }
            // Behind the line of a `go` statement is how far from the start of its function it is.
            Expected::End => is_open && (self.begun == Begun::Ancestor || !is_whole(last)),
            Expected::Ancestor if frame::place(last).is_some() => is_open && (self.others > 0 || !is_whole(last)),
            Expected::Ancestor => true,
            Expected::Header => false,
        }
    }

    /// The last line of the dump.
    pub(super) fn last_line(&self) -> &[u8] {
        let text = self.dumps.last().map_or(&[][..], |dump| &dump.text);
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let start = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        &text[start..]
    }

    /// Whether somebody has created the last goroutine: nobody has the first one, which may end with any place.
    fn has_creator(&self) -> bool {
        self.open.as_ref().is_some_and(|last| last.goroutine.id > 1)
    }

    /// Whether the last goroutine may not be all there: what the length of a text has to bear out.
    fn is_unfinished(&self, is_open: bool) -> bool {
        let may_go_on = match self.expected {
            Expected::Call => {
                self.foreign_since_pause.is_none() && (is_open || self.has_creator() || self.stack.is_empty())
            }
            Expected::Ancestor => is_open,
            Expected::Place | Expected::CreatorPlace | Expected::End | Expected::Header => false,
        };
        may_go_on || self.is_inside(is_open)
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
fn is_whole(place: &[u8]) -> bool {
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
