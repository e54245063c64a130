//! The goroutine that is being read: how it begins, grows, and ends.

use super::{Assembler, Expected};
use crate::base::columns::StringId;
use crate::input::goroutines::dump::{Condition, Dump, Frame, Goroutine, hash};
use crate::input::goroutines::header::Header;
use crate::input::goroutines::when::when;

/// The goroutine that is being read.
pub(super) struct Open {
    pub(super) goroutine: Goroutine,
    pub(super) condition: Condition,
    pub(super) creator: Option<StringId>,
    /// It was there before: it is read to its end, and left out.
    pub(super) is_repeated: bool,
    /// It is in the value of a panic, so it is none if it has no frames.
    pub(super) is_quoted: bool,
    /// Why it has no frames is known.
    pub(super) is_explained: bool,
}

impl Assembler {
    /// The last call has its place.
    pub(super) fn placed(&mut self, (file, line): (StringId, u32)) {
        let (Some((name, is_inlined)), Some(dump)) = (self.call.take(), self.dumps.last_mut()) else {
            return;
        };
        let frame = dump.frame(Frame {
            name,
            file,
            line,
            is_inlined,
        });
        self.stack.push(frame);
    }

    /// The creator has its place.
    pub(super) fn created(&mut self, (file, line): (StringId, u32)) {
        let (Some(open), Some(dump)) = (&mut self.open, self.dumps.last_mut()) else {
            return;
        };
        let Some(name) = open.creator else {
            return;
        };
        open.condition.creator = Some(dump.frame(Frame {
            name,
            file,
            line,
            is_inlined: false,
        }));
    }

    /// A goroutine begins, and with it a dump if it is none of the last one.
    pub(super) fn begin(&mut self, header: &Header<'_>, number: u64) {
        self.account.taken += 1;
        let identity = (header.id, hash(&header.address));
        // A panic of one goroutine is a dump of one.
        let is_alone = self.is_apart && header.state == b"running";
        let is_next_thread = std::mem::take(&mut self.is_next_thread) && !header.address.is_empty();
        let is_next = match self.dumps.last_mut() {
            None => true,
            Some(dump) => {
                dump.is_crash |= is_next_thread;
                !dump.is_crash && (is_alone || dump.identities.contains(&identity))
            }
        };
        let message = std::mem::take(&mut self.message);
        if is_next {
            self.message_before = message;
            self.dumps.iter_mut().next_back().map(Dump::settle);
            self.size = 0;
            self.widest = 0;
            self.is_indented = false;
            self.dumps.push(Dump {
                time_nanos: when(&self.raw).or_else(|| when(&self.foreign)).unwrap_or(0),
                ..Dump::default()
            });
        }
        self.foreign.clear();
        self.is_apart = false;
        self.others = 0;
        let Some(dump) = self.dumps.last_mut() else {
            return;
        };
        dump.cut = None;
        let is_repeated = !dump.identities.insert(identity);
        self.account.repeated += u64::from(is_repeated);
        let strings = &mut dump.strings;
        let condition = Condition {
            state: strings.intern(header.state),
            minutes: header.minutes.map(|minutes| u32::try_from(minutes).unwrap_or(u32::MAX)),
            is_leaked: header.is_leaked,
            is_locked: header.is_locked,
            creator: None,
            labels: header
                .labels
                .iter()
                .map(|(key, value)| (strings.intern(key), strings.intern(value)))
                .collect(),
        };
        let start = dump.text.len() as u32;
        self.open = Some(Open {
            goroutine: Goroutine {
                id: header.id,
                parent: None,
                stack: 0,
                condition: 0,
                sample: 0,
                text: (start, start),
                line: number,
                elided: 0,
                is_broken: false,
            },
            condition,
            creator: None,
            is_repeated,
            is_quoted: false,
            is_explained: false,
        });
        self.expected = Expected::Call;
    }

    /// The open goroutine is all there.
    pub fn end(&mut self) {
        self.expected = Expected::Header;
        self.foreign_since_pause = None;
        self.pieces.clear();
        let is_unplaced = self.call.take().is_some() && self.is_certain;
        let stack = std::mem::take(&mut self.stack);
        let (Some(open), Some(dump)) = (self.open.take(), self.dumps.last_mut()) else {
            return;
        };
        let Open {
            mut goroutine,
            condition,
            is_repeated,
            is_quoted,
            is_explained,
            ..
        } = open;
        let start = goroutine.text.0 as usize;
        if is_quoted && stack.is_empty() {
            // Somebody has written a line like a header into the value of a panic.
            self.account.taken -= 1;
            self.account.repeated -= u64::from(is_repeated);
            let header = dump.text[start..].split(|&byte| byte == b'\n').next();
            self.account.refuse(header.unwrap_or_default(), goroutine.line);
            dump.text.truncate(start);
            self.is_apart = true;
            if dump.goroutines.is_empty() {
                self.dumps.pop();
            }
            return;
        }
        if is_repeated {
            dump.text.truncate(start);
            return;
        }
        self.account.unread += u64::from(is_unplaced && !is_explained);
        self.account.bare += u64::from(stack.is_empty() && !is_explained);
        goroutine.stack = dump.stack(&stack);
        goroutine.condition = dump.condition(condition);
        goroutine.text.1 = dump.text.len() as u32;
        dump.goroutines.push(goroutine);
        self.stack = stack;
        self.stack.clear();
    }

    /// Keeps a line of the text of a goroutine, while the memory suffices and its place is a `u32`.
    pub(super) fn keep(&mut self, line: &[u8]) {
        let Some(dump) = self.dumps.last_mut() else {
            return;
        };
        let length = line.len() + 1;
        if u32::try_from(dump.text.len() + length).is_err() || dump.text.try_reserve(length).is_err() {
            return;
        }
        dump.text.extend_from_slice(line);
        dump.text.push(b'\n');
    }
}
