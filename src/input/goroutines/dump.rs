//! A dump: the goroutines of a moment in columns, their stacks and what else is known of them each once.

use crate::base::columns::{StringId, StringTable, add_number};
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
    /// Whether the runtime could not walk to the end of its stack.
    pub is_broken: bool,
}

/// What ends where a buffer is full, or another limit of sizes: how many bytes it has, a power of two of KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The dump, from its first header on.
    Dump(u64),
    /// The crash that printed it, from its message on.
    Crash(u64),
    /// The text that it is in: a record of a log.
    Text(u64),
    /// The file, all of it.
    File(u64),
}

/// Where a dump was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What is as long as a buffer, where that tells why.
    pub limit: Option<Limit>,
    /// Whether the last goroutine is not all there.
    pub is_inside: bool,
}

/// All goroutines of a moment.
#[derive(Default)]
pub struct Dump {
    /// The names of functions, and the paths of files.
    pub strings: StringTable,
    /// The frames of all stacks, each once.
    pub frames: Vec<Frame>,
    /// The stacks, each once: numbers of frames, the leaf first.
    pub stacks: Vec<Vec<u32>>,
    /// What is known of goroutines, each once.
    pub conditions: Vec<Condition>,
    /// The goroutines, in the order of the text.
    pub goroutines: Vec<Goroutine>,
    /// Their texts, one behind another; of a dump that is larger than the memory, only the first of them.
    pub text: Vec<u8>,
    /// When it was made, in nanoseconds since 1970, as the log around it says; 0 if it does not.
    pub time_nanos: i64,
    /// Whether it ends too early.
    pub cut: Option<Cut>,
    /// Lines with places as they are written, and what they say.
    pub(super) known_places: FxHashMap<Box<[u8]>, (StringId, u32)>,
    pub(super) known_frames: HashTable<u32>,
    pub(super) known_stacks: HashTable<u32>,
    pub(super) known_conditions: HashTable<u32>,
    /// Who is there: numbers, and the addresses that a crash adds.
    pub(super) identities: FxHashSet<(u64, u64)>,
    /// Whether the threads of a crash follow one another.
    pub(super) is_crash: bool,
}

impl Dump {
    /// The text of a goroutine as it was printed; empty if it was not kept.
    pub fn text_of(&self, goroutine: &Goroutine) -> &[u8] {
        let (start, end) = goroutine.text;
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Nothing comes any more: what was only of use for reading goes.
    pub(super) fn settle(&mut self) {
        self.known_places = FxHashMap::default();
        self.known_frames = HashTable::new();
        self.known_stacks = HashTable::new();
        self.known_conditions = HashTable::new();
        self.identities = FxHashSet::default();
        self.text.shrink_to_fit();
        self.goroutines.shrink_to_fit();
    }

    pub(super) fn frame(&mut self, frame: Frame) -> u32 {
        intern(&mut self.known_frames, &mut self.frames, &frame, |frame| *frame)
    }

    pub(super) fn stack(&mut self, stack: &[u32]) -> u32 {
        intern(&mut self.known_stacks, &mut self.stacks, stack, <[u32]>::to_vec)
    }

    pub(super) fn condition(&mut self, condition: Condition) -> u32 {
        intern(
            &mut self.known_conditions,
            &mut self.conditions,
            &condition,
            Clone::clone,
        )
    }
}

/// The number of a thing, which is added if it is new.
fn intern<T: std::borrow::Borrow<Q>, Q: Hash + Eq + ?Sized>(
    known: &mut HashTable<u32>,
    all: &mut Vec<T>,
    wanted: &Q,
    own: impl Fn(&Q) -> T,
) -> u32 {
    let found = known.find(hash(wanted), |&at| all[at as usize].borrow() == wanted);
    if let Some(&at) = found {
        return at;
    }
    let at = all.len() as u32;
    all.push(own(wanted));
    add_number(known, hash(wanted), at, &|at| hash(all[at as usize].borrow()));
    at
}

/// The hash of a thing, the same at all times.
pub(super) fn hash<T: Hash + ?Sized>(thing: &T) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}
