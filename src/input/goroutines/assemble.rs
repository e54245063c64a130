//! Lines to goroutines, and goroutines to dumps.
//!
//! In: the lines of a text as they were written, without what a log has put around them. Out: the dumps, and an account in
//! which no header is missing.
//!
//! A goroutine ends at an empty line, at the next header, or at what is no goroutine's. Lines that fit nothing are those of
//! others that wrote at the same time: they are counted and passed over. A number that comes again begins another dump,
//! but not in a crash, whose threads are printed one after another and repeat goroutines.

mod cut;
mod open;

use super::account::Account;
use super::dump::Dump;
use super::frame::{self, Mark};
use super::header::{Sight, look};
use super::markup;
use super::wrapped::{NARROWEST, Pieces};
use crate::base::columns::StringId;
use cut::Begun;
use open::Open;

pub use cut::End;

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
    /// How many lines of somebody else have come since the last one of the dump.
    others: u32,
    /// How long the message of a crash is so far, with all behind it; 0 without one.
    message: u64,
    /// How long that before the dump is.
    message_before: u64,
    /// What the last line is the start of.
    begun: Begun,
    /// The lines that fitted nothing since then, in the open goroutine.
    pieces: Pieces,
    /// How long the longest line of the dump is.
    widest: usize,
    /// Whether places have blanks before them: a line without is somebody else's then.
    is_indented: bool,
    /// Whether the lines are those of the value of a panic, which may be any text.
    is_in_value: bool,
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
        if std::mem::take(&mut self.others) > 0
            && let Some(dump) = self.dumps.last_mut()
        {
            // It was not cut where others have written something.
            dump.cut = None;
        }
        self.begun = Begun::Nothing;
        self.widest = self.widest.max(line.len());
        if !self.pieces.is_empty() {
            self.pieces.clear();
        }
        self.size += line.len() as u64 + 1;
        self.keep(line);
        true
    }

    /// Takes the next line if it is the place of a call that has come in pieces.
    fn is_of_pieces(&mut self, line: &[u8]) -> bool {
        if self.open.is_none() || self.expected != Expected::Call || !is_indented(line) || frame::place(line).is_none()
        {
            return false;
        }
        match self.pieces.call(self.widest) {
            Some(call) => {
                let widest = self.widest;
                let goes_on = self.goes_on(&call);
                self.widest = widest;
                goes_on && self.goes_on(line)
            }
            None => {
                self.account.unread += u64::from(self.foreign_since_pause.is_none());
                false
            }
        }
    }

    /// Takes the next line, whose number in the file is given; answers whether it is one of a dump.
    pub fn line(&mut self, line: &[u8], number: u64) -> bool {
        self.begun = Begun::Nothing;
        if self.goes_on(line) {
            return true;
        }
        if self.open.is_some() && line.trim_ascii().is_empty() {
            self.size += line.len() as u64 + 1;
            self.pause();
            return true;
        }
        if self.is_of_pieces(line) {
            return true;
        }
        let begun = self.begins(line);
        match look(line) {
            Sight::Header(at, header) => {
                self.end();
                self.begin(&header, number);
                let is_in_value = std::mem::take(&mut self.is_in_value);
                if let Some(open) = &mut self.open {
                    open.is_quoted = is_in_value && line.starts_with(b"\t");
                }
                self.size += (line.len() - at) as u64 + 1;
                self.keep(&line[at..]);
                return true;
            }
            Sight::Alike => self.account.refuse(line, number),
            Sight::None => self.foreign(line),
        }
        self.begun = begun;
        self.interrupted(line);
        false
    }

    /// An empty line: the goroutine is all there, if it is not that somebody else has written it. What goes on with it may follow.
    fn pause(&mut self) {
        match self.expected {
            Expected::Call if self.stack.is_empty() => {}
            Expected::Call | Expected::Place | Expected::CreatorPlace => self.foreign_since_pause = Some(0),
            Expected::Ancestor if !cut::is_whole(self.last_line()) => self.foreign_since_pause = Some(0),
            Expected::Header | Expected::End | Expected::Ancestor => self.end(),
        }
    }

    /// A line of somebody else, who writes to the same log.
    pub fn passes(&mut self, line: &[u8]) {
        self.is_apart |= self.is_between() && !line.trim_ascii().is_empty();
    }

    /// Whether the last goroutine is all there, as far as can be told.
    pub fn is_between(&self) -> bool {
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
        self.is_in_value = line.starts_with(b"panic: ") || self.is_in_value && line.starts_with(b"\t");
        if self.open.is_some() && self.foreign_since_pause.is_none() {
            self.pieces.push(line);
        }
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
        if let Some(dump) = self.dumps.last_mut()
            && cut::is_message(line)
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
        let mut name = match dump.strings.find(call.name) {
            Some(name) => name,
            None if frame::is_name(call.name) && !markup::is_changed(call.name) => dump.strings.intern(call.name),
            None => return false,
        };
        if let Some((before, _)) = self.call {
            // The last call has no place: it may be the start of this one, broken in its name.
            let start = dump.strings.get(before);
            if self.is_certain {
                self.account.unread += 1;
            } else if start.len() >= self.widest.max(NARROWEST) {
                let whole = [start, call.name].concat();
                name = dump.strings.intern(&whole);
            }
        }
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
        let place = frame::place(line).filter(|_| !markup::is_changed(line))?;
        let is_indented = is_indented(line);
        if !is_indented && (self.is_indented || !frame::is_path(place.file)) {
            return None;
        }
        self.is_indented |= is_indented;
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
                let creator = match dump.strings.find(name) {
                    None if markup::is_changed(name) => return false,
                    None => dump.strings.intern(name),
                    Some(known) => known,
                };
                open.creator = Some(creator);
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
            Mark::Unavailable => {
                open.is_explained = true;
                true
            }
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
}

/// Whether a line has blanks in front.
fn is_indented(line: &[u8]) -> bool {
    line.first().is_some_and(|byte| b" \t".contains(byte))
}

/// Behind an empty line and so many lines of others a goroutine does not go on any more.
const MOST_FOREIGN: u32 = 4;
/// So many lines with places are kept: a program has fewer.
const MOST_PLACES: usize = 1 << 16;
/// So much of both ends of a line is looked at for a time.
const MOST_RAW: usize = 256;
