//! Where a dump was cut, and why: by its last line, and by lengths that buffers have.

use super::{Assembler, Expected};
use crate::base::text::find;
use crate::input::goroutines::dump::{Cut, Limit};

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
        let is_inside = self.is_unfinished(is_open);
        if let Some(size) = sizes.find(|&size| is_of_buffers(size))
            && (is_inside || is_open && self.is_header_begun)
            && let Some(dump) = self.dumps.last_mut()
        {
            dump.cut = Some(Cut {
                limit: Some(Limit::Text(size)),
                is_inside,
            });
        }
    }

    /// The file ends here.
    pub fn finish(&mut self, end: End) {
        let End { is_open, size } = end;
        let mut is_inside = self.is_inside(is_open);
        let is_at_header = is_open && self.is_header_begun;
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
        let sizes = [Some(size), size.checked_sub(1).filter(|_| is_inside && !is_open)];
        let size = sizes.into_iter().flatten().find(|&size| is_of_buffers(size));
        size.map(Limit::Dump)
    }

    /// How much of the end of its last line a dump lacks that is open.
    fn open_end(&self, is_open: bool) -> u64 {
        u64::from(is_open && self.size > 0)
    }

    /// Whether the last goroutine is not all there, by its last line alone.
    fn is_inside(&self, is_open: bool) -> bool {
        match self.expected {
            Expected::CreatorPlace => true,
            Expected::Place => self.is_certain || is_open,
            // Nobody has created the first goroutine: it may end with any place.
            Expected::Call => {
                let has_creator = self.open.as_ref().is_some_and(|last| last.goroutine.id > 1);
                is_open && self.foreign_since_pause.is_none() && (self.others > 0 || has_creator)
            }
            // Behind the line of a `go` statement is how far from the start of its function it is.
            Expected::End => is_open && !self.dumps.last().is_some_and(|dump| has_offset(&dump.text)),
            Expected::Header | Expected::Ancestor => false,
        }
    }

    /// Whether the last goroutine may not be all there: what the length of a text has to bear out.
    fn is_unfinished(&self, is_open: bool) -> bool {
        let Some(open) = self.open.as_ref() else {
            return false;
        };
        let may_go_on = match self.expected {
            Expected::Call => {
                let has_creator = open.goroutine.id > 1;
                self.foreign_since_pause.is_none() && (is_open || has_creator || self.stack.is_empty())
            }
            Expected::Ancestor => is_open,
            Expected::Place | Expected::CreatorPlace | Expected::End | Expected::Header => false,
        };
        may_go_on || self.is_inside(is_open)
    }

    /// Whether a line that is cut behind the last goroutine is the start of a header.
    pub(super) fn begins_header(&self, line: &[u8]) -> bool {
        const WORD: &[u8] = b"goroutine ";
        let is_behind = !self.is_apart && self.is_between() && !self.dumps.is_empty();
        let is_start = match line.strip_prefix(WORD) {
            Some(rest) => rest.first().is_none_or(u8::is_ascii_digit),
            None => !line.is_empty() && WORD.starts_with(line),
        };
        is_behind && is_start
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

/// Whether the last line of a text has an offset behind its place.
fn has_offset(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let start = text.iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
    find(&text[start..], b" +0x").is_some()
}
