//! Lines to goroutines, and goroutines to dumps.
//!
//! In: the lines of a text as they were written, without what a log has put around them. Out: the dumps, and an account in
//! which no header is missing.
//!
//! A goroutine ends at an empty line, at the next header, or at what is no goroutine's. Lines that fit nothing are those of
//! others that wrote at the same time: they are counted and passed over. A number that comes again begins another dump,
//! but not in a crash, whose threads are printed one after another and repeat goroutines.

use super::account::Account;
use super::dump::{Condition, Cut, Dump, Frame, Goroutine, hash};
use super::frame::{self, Mark};
use super::header::{Header, Sight, look};
use super::when::when;
use crate::base::columns::StringId;

/// What the next line can be.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Expected {
    /// Anything: no goroutine is open.
    #[default]
    Header,
    /// A call, or what ends the stack.
    Call,
    /// The place of the last call.
    Place,
    /// The place of the `go` statement.
    CreatorPlace,
    /// An empty line: all of the goroutine is there.
    End,
    /// The stack of another goroutine, which is passed over.
    Ancestor,
}

/// Puts the lines of a text together.
#[derive(Default)]
pub struct Assembler {
    /// The dumps so far.
    pub dumps: Vec<Dump>,
    /// The account so far.
    pub account: Account,
    expected: Expected,
    open: Option<Open>,
    stack: Vec<u32>,
    call: Option<(StringId, bool)>,
    /// How many lines of others have come since an empty line in the open goroutine; none without one.
    foreign_since_pause: Option<u32>,
    /// Whether anything but goroutines has come since the last one.
    is_apart: bool,
    /// The line of the file that is being taken, and the last one of somebody else, as they are in the file; of long ones the ends.
    raw: Vec<u8>,
    foreign: Vec<u8>,
    /// Whether a line has come that stands between the threads of a crash.
    is_next_thread: bool,
    /// Whether the last call has brackets: a word alone may be anything.
    is_certain: bool,
    /// How long the dump is so far as it was printed.
    size: u64,
    /// Whether a line of somebody else has come since the last one of the dump.
    is_interrupted: bool,
}

/// The goroutine that is being read.
struct Open {
    goroutine: Goroutine,
    condition: Condition,
    creator: Option<StringId>,
    /// It was there before: it is read to its end, and left out.
    is_repeated: bool,
}

impl Assembler {
    /// A line of the file is about to be taken: it may tell the time.
    pub fn sees(&mut self, line: &[u8]) {
        self.raw.clear();
        self.raw.extend_from_slice(&line[..line.len().min(MOST_RAW)]);
        let end = line.len().saturating_sub(MOST_RAW).max(self.raw.len());
        self.raw.extend_from_slice(&line[end..]);
    }

    /// Takes the next line if it goes on with the goroutine that is open.
    pub fn goes_on(&mut self, line: &[u8]) -> bool {
        if self.open.is_none() || !self.continued(line) {
            return false;
        }
        self.foreign_since_pause = None;
        self.is_apart = false;
        self.is_interrupted = false;
        self.size += line.len() as u64 + 1;
        self.keep(line);
        true
    }

    /// Takes the next line, whose number in the file is given; answers whether it is one of a dump.
    pub fn line(&mut self, line: &[u8], number: u64) -> bool {
        if self.goes_on(line) {
            return true;
        }
        if self.open.is_some() && line.trim_ascii().is_empty() {
            self.size += line.len() as u64 + 1;
            self.pause();
            return true;
        }
        match look(line) {
            Sight::Header(at, header) => {
                self.end();
                self.begin(&header, number);
                self.size += (line.len() - at) as u64 + 1;
                self.keep(&line[at..]);
                return true;
            }
            Sight::Alike => self.account.refuse(line, number),
            Sight::None => self.foreign(line),
        }
        self.interrupted(line);
        false
    }

    /// A line is none of the dump's. If it comes where a buffer has ended, the dump was cut there, and it may be the rest of its last
    /// line.
    fn interrupted(&mut self, line: &[u8]) {
        let before = self.size;
        self.size += line.len() as u64 + 1;
        if std::mem::replace(&mut self.is_interrupted, true) {
            return;
        }
        let sizes = [before.saturating_sub(1), before, before + line.len() as u64];
        let size = sizes.into_iter().find(|&size| is_of_buffers(size));
        if let (Some(size), Some(dump)) = (size, self.dumps.last_mut()) {
            dump.cut = Some(Cut {
                size: Some(size),
                is_inside: self.open.is_some(),
            });
        }
    }

    /// An empty line: the goroutine is all there, if it is not that somebody else has written it. What goes on with it may follow.
    fn pause(&mut self) {
        match self.expected {
            Expected::Call if self.stack.is_empty() => {}
            Expected::Call | Expected::Place | Expected::CreatorPlace => self.foreign_since_pause = Some(0),
            Expected::Header | Expected::End | Expected::Ancestor => self.end(),
        }
    }

    /// A line of somebody else, who writes to the same log.
    pub fn passes(&mut self, line: &[u8]) {
        self.is_apart |= self.is_between() && !line.trim_ascii().is_empty();
    }

    /// Whether the last goroutine is all there, as far as can be told.
    fn is_between(&self) -> bool {
        self.open.is_none() || self.foreign_since_pause.is_some() || self.expected == Expected::End
    }

    /// A line that fits nothing.
    fn foreign(&mut self, line: &[u8]) {
        if !line.is_empty() {
            std::mem::swap(&mut self.raw, &mut self.foreign);
        }
        if line.trim_ascii() == b"WARNING: DATA RACE" {
            self.end();
            self.account.races += 1;
        }
        self.threads(line.trim_ascii());
        if let Some(count) = &mut self.foreign_since_pause {
            *count += 1;
            if *count > MOST_FOREIGN {
                self.end();
            }
        }
        self.is_apart |= self.is_between() && !line.is_empty();
    }

    /// Between the threads of a crash stand a line of dashes and the signal again; the end of another program begins without.
    fn threads(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        let was_dashes = std::mem::replace(&mut self.is_next_thread, line == b"-----");
        let ends: [&[u8]; 3] = [b"SIG", b"panic: ", b"fatal error: "];
        if let Some(dump) = self.dumps.last_mut()
            && ends.iter().any(|end| line.starts_with(end))
        {
            dump.is_crash = was_dashes;
        }
    }

    /// Whether the line goes on with the goroutine that is open.
    fn continued(&mut self, line: &[u8]) -> bool {
        match self.expected {
            Expected::Place => {
                if let Some(place) = self.place(line) {
                    self.placed(place);
                    self.expected = Expected::Call;
                    return true;
                }
            }
            Expected::CreatorPlace => {
                if let Some(place) = self.place(line) {
                    self.created(place);
                    self.expected = Expected::End;
                    return true;
                }
            }
            Expected::Ancestor => {
                if frame::call(line).is_some() || frame::place(line).is_some() || frame::mark(line).is_some() {
                    return true;
                }
                return false;
            }
            Expected::Header | Expected::Call | Expected::End => {}
        }
        if let Some(mark) = frame::mark(line) {
            return self.marked(&mark);
        }
        if !matches!(self.expected, Expected::Call | Expected::Place) {
            return false;
        }
        let is_paused = self.foreign_since_pause.is_some();
        let Some(call) = frame::call(line).filter(|_| !is_paused || line.ends_with(b")")) else {
            return false;
        };
        let Some(dump) = self.dumps.last_mut() else {
            return false;
        };
        let name = match dump.strings.find(call.name) {
            Some(name) => name,
            None if frame::is_name(call.name) => dump.strings.intern(call.name),
            None => return false,
        };
        self.call = Some((name, call.is_inlined));
        self.is_certain = line.trim_ascii_end().ends_with(b")");
        self.expected = Expected::Place;
        if frame::is_placed(&call) {
            self.placed((StringId::EMPTY, 0));
            self.expected = Expected::Call;
        }
        true
    }

    /// The file and the line of a place; most lines with one come again.
    fn place(&mut self, line: &[u8]) -> Option<(StringId, u32)> {
        let dump = self.dumps.last_mut()?;
        let known = dump.known_places.get(line);
        if let Some(&place) = known {
            return Some(place);
        }
        let place = frame::place(line)?;
        let place = (
            dump.strings.intern(place.file),
            u32::try_from(place.line).unwrap_or(u32::MAX),
        );
        if dump.known_places.len() < MOST_PLACES {
            dump.known_places.insert(line.into(), place);
        }
        Some(place)
    }

    fn marked(&mut self, mark: &Mark<'_>) -> bool {
        let (Some(open), Some(dump)) = (&mut self.open, self.dumps.last_mut()) else {
            return false;
        };
        match *mark {
            Mark::CreatedBy(name, parent) => {
                if self.expected == Expected::End {
                    // That of an ancestor whose section was not seen.
                    return true;
                }
                open.creator = Some(dump.strings.intern(name));
                open.goroutine.parent = parent;
                self.expected = Expected::CreatorPlace;
                true
            }
            Mark::Elided(count) => {
                open.goroutine.elided = count.map_or(u32::MAX, |count| count.min(u64::from(u32::MAX - 1)) as u32);
                true
            }
            Mark::Ancestor => {
                self.expected = Expected::Ancestor;
                true
            }
            Mark::Unavailable => true,
            Mark::Broken => {
                open.goroutine.is_broken = true;
                true
            }
            Mark::RuntimeStack => {
                self.end();
                self.is_apart = true;
                false
            }
            Mark::NextThread => {
                self.end();
                false
            }
        }
    }

    /// The last call has its place.
    fn placed(&mut self, (file, line): (StringId, u32)) {
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

    fn created(&mut self, (file, line): (StringId, u32)) {
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

    fn begin(&mut self, header: &Header<'_>, number: u64) {
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
        if is_next {
            self.dumps.iter_mut().next_back().map(Dump::settle);
            self.size = 0;
            self.dumps.push(Dump {
                time_nanos: when(&self.raw).or_else(|| when(&self.foreign)).unwrap_or(0),
                ..Dump::default()
            });
        }
        self.foreign.clear();
        self.is_apart = false;
        self.is_interrupted = false;
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
        });
        self.expected = Expected::Call;
    }

    /// The open goroutine is all there.
    pub fn end(&mut self) {
        self.expected = Expected::Header;
        self.foreign_since_pause = None;
        self.call = None;
        let stack = std::mem::take(&mut self.stack);
        let (Some(open), Some(dump)) = (self.open.take(), self.dumps.last_mut()) else {
            return;
        };
        let Open {
            mut goroutine,
            condition,
            is_repeated,
            ..
        } = open;
        if is_repeated {
            dump.text.truncate(goroutine.text.0 as usize);
            return;
        }
        goroutine.stack = dump.stack(&stack);
        goroutine.condition = dump.condition(condition);
        goroutine.text.1 = dump.text.len() as u32;
        dump.goroutines.push(goroutine);
        self.stack = stack;
        self.stack.clear();
    }

    /// The file ends here, in the middle of a line if it has no end.
    pub fn finish(&mut self, is_open: bool) {
        let last = self.open.as_ref();
        let is_inside = match self.expected {
            Expected::CreatorPlace => true,
            Expected::Place => self.is_certain || is_open,
            // Nobody has created the first goroutine: it may end with any place.
            Expected::Call => is_open && (self.is_interrupted || last.is_some_and(|last| last.goroutine.id > 1)),
            Expected::Header | Expected::End | Expected::Ancestor => false,
        };
        let size = self.size - u64::from(is_open && self.size > 0);
        let size = Some(size).filter(|&size| is_of_buffers(size));
        self.end();
        if let Some(dump) = self.dumps.last_mut() {
            if is_inside || size.is_some() {
                dump.cut = Some(Cut { size, is_inside });
            }
            dump.settle();
        }
    }

    /// Keeps a line of the text of a goroutine, while the memory suffices and its place is a `u32`.
    fn keep(&mut self, line: &[u8]) {
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

/// Whether buffers are of this size: a power of two, from 1 KiB on.
fn is_of_buffers(size: u64) -> bool {
    size >= 1024 && size.is_power_of_two()
}

/// Behind an empty line and so many lines of others a goroutine does not go on any more.
const MOST_FOREIGN: u32 = 4;
/// So many lines with places are kept: a program has fewer.
const MOST_PLACES: usize = 1 << 16;
/// So much of both ends of a line is looked at for a time.
const MOST_RAW: usize = 256;
