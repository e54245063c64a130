//! Lines to goroutines, and goroutines to dumps.
//!
//! In: the lines of a text as they were written, without what a log has put around them. Out: the dumps, each with its
//! goroutines in columns, and an account in which no header is missing.
//!
//! A goroutine ends at an empty line, at the next header, or at what is no goroutine's. Lines that fit nothing are those of
//! others that wrote at the same time: they are counted and passed over. A number that comes again begins another dump,
//! but not in a crash, whose threads are printed one after another and repeat goroutines.

use super::frame::{self, Mark};
use super::header::{Header, Sight, look};
use crate::base::columns::{StringId, StringTable};
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// A frame: a function, where in it, and whether it was inlined into the next one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Frame {
    /// The name of the function.
    pub name: StringId,
    /// The path of its file; empty if there is none.
    pub file: StringId,
    /// The line, or 0.
    pub line: u32,
    /// Whether the next frame is of the function into which it was inlined.
    pub is_inlined: bool,
}

/// What is known of a goroutine beside its stack.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Condition {
    /// What it waits for, or does.
    pub state: StringId,
    /// About how many minutes it has waited.
    pub minutes: Option<u32>,
    /// Whether nothing can ever wake it.
    pub is_leaked: bool,
    /// Whether it is locked to its thread.
    pub is_locked: bool,
    /// The `go` statement that began it: a frame's number in the dump's frames.
    pub creator: Option<u32>,
    /// Its labels, by name and value.
    pub labels: Vec<(StringId, StringId)>,
}

/// A goroutine of a dump.
#[derive(Clone, Debug)]
pub struct Goroutine {
    /// Its number in the process.
    pub id: u64,
    /// The number of the goroutine that began it, where that is said.
    pub parent: Option<u64>,
    /// Its stack: a number in the dump's stacks.
    pub stack: u32,
    /// What else is known: a number in the dump's conditions.
    pub condition: u32,
    /// The sample of the dump's profile that it is counted in.
    pub sample: u32,
    /// Where its text is in the dump's text: the first byte, and the first behind it.
    pub text: (u32, u32),
    /// The line of the file that its header is in, from 1.
    pub line: u64,
    /// How many frames are left out; `u32::MAX` if that is not said.
    pub elided: u32,
    /// Whether it is not all there: the runtime could not walk on, or the file ends in it.
    pub is_cut: bool,
}

/// All goroutines of a moment.
#[derive(Default)]
pub struct Dump {
    /// Names and paths.
    pub strings: StringTable,
    /// The frames of all stacks, each once.
    pub frames: Vec<Frame>,
    /// The stacks, each once: numbers of frames, the leaf first.
    pub stacks: Vec<Vec<u32>>,
    /// What is known of goroutines, each once.
    pub conditions: Vec<Condition>,
    /// The goroutines, in the order of the text.
    pub goroutines: Vec<Goroutine>,
    /// Their texts, one behind another.
    pub text: Vec<u8>,
    /// Lines with places as they are written, and what they say.
    known_places: FxHashMap<Box<[u8]>, (StringId, u32)>,
    known_frames: HashTable<u32>,
    known_stacks: HashTable<u32>,
    known_conditions: HashTable<u32>,
    /// Who is there: numbers, and the addresses that a crash adds.
    identities: FxHashSet<(u64, u64)>,
    /// Whether the threads of a crash follow one another.
    is_crash: bool,
}

/// What has become of every line that looks like a header.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Account {
    /// How many were read as goroutines.
    pub taken: u64,
    /// How many of those are goroutines that a crash has printed before.
    pub repeated: u64,
    /// The numbers of the lines that were not, and how they begin; the first hundred of them.
    pub refused: Vec<(u64, String)>,
    /// How many were not.
    pub refused_count: u64,
    /// How many race reports there are, whose goroutines are none of a population.
    pub races: u64,
}

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

/// Puts lines together.
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
    /// Takes the next line if it goes on with the goroutine that is open.
    pub fn goes_on(&mut self, line: &[u8]) -> bool {
        if self.open.is_none() || !self.continued(line) {
            return false;
        }
        self.foreign_since_pause = None;
        self.is_apart = false;
        self.keep(line);
        true
    }

    /// Takes the next line, whose number in the file is given.
    pub fn line(&mut self, line: &[u8], number: u64) {
        if self.goes_on(line) {
            return;
        }
        if self.open.is_some() && line.trim_ascii().is_empty() {
            self.pause();
            return;
        }
        match look(line) {
            Sight::Header(at, header) => {
                self.end();
                self.begin(&header, number);
                self.keep(&line[at..]);
            }
            Sight::Alike => self.account.refuse(line, number),
            Sight::None => self.foreign(line),
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

    /// A line that fits nothing.
    fn foreign(&mut self, line: &[u8]) {
        match line.trim_ascii() {
            b"WARNING: DATA RACE" => {
                self.end();
                self.account.races += 1;
            }
            b"-----" => {
                if let Some(dump) = self.dumps.last_mut() {
                    dump.is_crash = true;
                }
            }
            _ => {}
        }
        if let Some(count) = &mut self.foreign_since_pause {
            *count += 1;
            if *count > MOST_FOREIGN {
                self.end();
            }
        }
        let is_between = self.open.is_none() || self.foreign_since_pause.is_some();
        self.is_apart |= is_between && !line.is_empty();
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
                open.goroutine.is_cut = true;
                true
            }
            Mark::RuntimeStack => {
                self.end();
                self.is_apart = true;
                false
            }
            Mark::NextThread => {
                dump.is_crash = true;
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
        let is_next = match self.dumps.last() {
            None => true,
            Some(dump) => {
                let is_same_crash = dump.is_crash && !header.address.is_empty();
                !is_same_crash && (is_alone || dump.identities.contains(&identity))
            }
        };
        if is_next {
            self.dumps.push(Dump::default());
        }
        self.is_apart = false;
        let Some(dump) = self.dumps.last_mut() else {
            return;
        };
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
                is_cut: false,
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
    pub fn finish(&mut self, is_cut: bool) {
        let is_cut = is_cut && self.expected != Expected::End || self.expected == Expected::Place;
        if let Some(open) = &mut self.open {
            open.goroutine.is_cut |= is_cut;
        }
        self.end();
    }

    fn keep(&mut self, line: &[u8]) {
        if let Some(dump) = self.dumps.last_mut() {
            dump.text.extend_from_slice(line);
            dump.text.push(b'\n');
        }
    }
}

impl Account {
    fn refuse(&mut self, line: &[u8], number: u64) {
        self.refused_count += 1;
        if self.refused.len() < MOST_REFUSED {
            let start = &line[..line.len().min(120)];
            self.refused.push((number, String::from_utf8_lossy(start).into_owned()));
        }
    }
}

/// Behind an empty line and so many lines of others a goroutine does not go on any more.
const MOST_FOREIGN: u32 = 4;
/// So many lines with places are kept: a program has fewer.
const MOST_PLACES: usize = 1 << 16;
/// So many refused lines are shown.
const MOST_REFUSED: usize = 100;

impl Dump {
    fn frame(&mut self, frame: Frame) -> u32 {
        intern(&mut self.known_frames, &mut self.frames, &frame, |frame| *frame)
    }

    fn stack(&mut self, stack: &[u32]) -> u32 {
        intern(&mut self.known_stacks, &mut self.stacks, stack, <[u32]>::to_vec)
    }

    fn condition(&mut self, condition: Condition) -> u32 {
        intern(
            &mut self.known_conditions,
            &mut self.conditions,
            &condition,
            Clone::clone,
        )
    }
}

/// The number of a thing, which is added if it is new.
fn intern<T: Hash + Eq, Q: Hash + Eq + ?Sized>(
    known: &mut HashTable<u32>,
    all: &mut Vec<T>,
    wanted: &Q,
    own: impl Fn(&Q) -> T,
) -> u32
where
    T: std::borrow::Borrow<Q>,
{
    let found = known.find(hash(wanted), |&at| all[at as usize].borrow() == wanted);
    if let Some(&at) = found {
        return at;
    }
    let at = all.len() as u32;
    all.push(own(wanted));
    known.insert_unique(hash(wanted), at, |&at| hash(all[at as usize].borrow()));
    at
}

fn hash<T: Hash + ?Sized>(thing: &T) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}
