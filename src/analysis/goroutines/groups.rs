//! Groups: goroutines with the same stack, in the same state, begun by the same statement, counted together.
//!
//! In: stacks told apart by line, as the filters leave them. Out: the groups, the largest first. What the goroutines do is told by
//! their labels, else by their whole stacks, whatever the filters leave of those.
//!
//! Exactly the same are names, files and lines; alike are names without types and numbers of closures
//! ([`alike`](super::alike())), wherever in the function they stand. Neither minutes nor labels keep goroutines apart.

use super::alike;
use super::known::{Keys, STEPS, step};
use super::owner::{Owner, blocking, is_system, root, via};
use super::state::{RUNNABLE, derived_state};
use crate::analysis::stacks::{FrameId, SiteFrame, StackSet};
use crate::base::columns::{StringId, StringTable};
use crate::base::sort::sort_by_key;
use crate::profile::goroutine_labels::read_creator;
use crate::profile::{Label, LocationId, Profile};
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};
use std::cmp::Reverse;
use std::hash::Hasher;
use std::rc::Rc;

/// What makes goroutines the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Names, files and lines.
    Exact,
    /// Names without what compilers count.
    Alike,
}

/// Goroutines that are the same.
#[derive(Debug, Clone)]
pub struct Group {
    /// How many there are; in a comparison how many more, or fewer.
    pub count: i64,
    /// How many there were in the base of a comparison.
    pub before: i64,
    /// What they wait for, or do: a number in [`Groups::states`].
    pub state: u32,
    /// Whether only the stack says so.
    pub is_derived: bool,
    /// Whether nothing can wake them.
    pub is_leaked: bool,
    /// Whether they are the runtime's own.
    pub is_system: bool,
    /// The `go` statement that began the first of them, as a text of the profile.
    pub creator: Option<StringId>,
    /// Of their frames, the one of the program's own that they stand in.
    pub blocking: Option<u32>,
    /// By step of [`STEPS`], how many have waited so long.
    pub waits: [i64; STEPS.len()],
    /// The most minutes that one of them has waited.
    pub longest: i64,
    /// Which of [`Groups::rows_of`] are its rows.
    rows: (u32, u32),
}

/// All goroutines of a set of stacks in groups, with what they have in common.
pub struct Groups {
    /// The stacks that were grouped.
    pub set: Rc<StackSet>,
    /// What the labels of goroutines are called.
    pub keys: Keys,
    /// The groups, the largest first.
    pub groups: Vec<Group>,
    /// What goroutines wait for, or do. The first one, an empty text, is for those of whom nothing says it.
    pub states: Vec<Vec<u8>>,
    /// By frame of the set, whose code it is.
    pub owners: Vec<Owner>,
    /// The rows of all groups, those of one together.
    rows: Vec<u32>,
}

impl Groups {
    /// Groups what is left of a profile; `set` tells its frames apart by line.
    pub fn new(set: &Rc<StackSet>, likeness: Likeness) -> Groups {
        let profile = Rc::clone(set.profile());
        let owners: Vec<Owner> = (0..set.frame_count() as u32)
            .map(|frame| {
                let frame = set.frame(FrameId(frame));
                Owner::of(set.text(frame.name), set.text(frame.file))
            })
            .collect();
        let mut grouper = Grouper {
            set,
            profile: &profile,
            keys: Keys::of(&profile.strings),
            likeness,
            numbers: frame_numbers(set, likeness),
            known_states: vec![u32::MAX; profile.strings.len()],
            known_creators: vec![u32::MAX; profile.strings.len()],
            creators: StringTable::default(),
            states: vec![Vec::new()],
            numbers_of_states: FxHashMap::from_iter([(Vec::new(), 0)]),
            // A profile that shows the runtime shows it in each goroutine that waits.
            others: profile
                .functions
                .iter()
                .any(|function| profile.text(function.name) == b"runtime.gopark"),
            is_leaked: profile
                .sample_types
                .iter()
                .any(|kind| profile.text(kind.kind) == b"goroutineleak"),
        };
        let (mut groups, rows) = grouper.group();
        let (keys, states) = (grouper.keys, grouper.states);
        let mut frames = Vec::new();
        for group in &mut groups {
            let row = rows[group.rows.0 as usize] as usize;
            set.read_frames(row, &mut frames);
            let own: Vec<Owner> = frames.iter().map(|frame| owners[frame.frame().index()]).collect();
            group.blocking = blocking(&own).map(|frame| frame as u32);
            let names: Vec<&[u8]> = names_of(&profile, set.sample(row)).collect();
            let creator = group.creator.map(|creator| read_creator(profile.text(creator)).0);
            group.is_system = is_system(names.into_iter(), creator);
        }
        sort_by_key(&mut groups, |group| Reverse(group.count.unsigned_abs()));
        Groups {
            set: Rc::clone(set),
            keys,
            groups,
            states,
            owners,
            rows,
        }
    }

    /// The rows of a group, those of the set.
    pub fn rows_of(&self, group: &Group) -> &[u32] {
        &self.rows[group.rows.0 as usize..group.rows.1 as usize]
    }

    /// The frames of a group, the leaf first: those of its first row.
    pub fn frames_of(&self, group: &Group) -> Vec<SiteFrame> {
        self.set.frames_of(self.rows[group.rows.0 as usize] as usize)
    }

    /// Where its goroutines stand: a frame, and the call through which they wait. It is one of the program's own if there is any,
    /// else the one that says most.
    pub fn place(&self, group: &Group, frames: &[SiteFrame]) -> Option<(FrameId, Option<FrameId>)> {
        let frame = |index: usize| frames.get(index).map(|frame| frame.frame());
        let owners: Vec<Owner> = frames.iter().map(|frame| self.owners[frame.frame().index()]).collect();
        match group.blocking {
            Some(index) => {
                let through = via(&owners, index as usize).and_then(frame);
                frame(index as usize).map(|frame| (frame, through))
            }
            None => root(&owners).and_then(frame).map(|frame| (frame, None)),
        }
    }

    /// The name, the file and the line of the statement that began a group.
    pub fn creator(&self, group: &Group) -> Option<(&[u8], &[u8], i64)> {
        group
            .creator
            .map(|creator| read_creator(self.set.profile().text(creator)))
    }

    /// The program's own labels of a group, each with how many have it, the most frequent first.
    pub fn labels(&self, group: &Group) -> Vec<(Label, i64)> {
        let mut counts: FxHashMap<Label, i64> = FxHashMap::default();
        for &row in self.rows_of(group) {
            let own = self
                .set
                .labels(row as usize)
                .filter(|label| self.keys.is_own(label.key()));
            for label in own {
                *counts.entry(label).or_default() += self.set.value(row as usize);
            }
        }
        let mut labels: Vec<(Label, i64)> = counts.into_iter().collect();
        let text = |label: &Label| match *label {
            Label::Text { key, value } => (self.set.label_text(key), self.set.label_text(value), 0),
            Label::Number { key, value, .. } => (self.set.label_text(key), b"".as_slice(), value),
        };
        sort_by_key(&mut labels, |(label, count)| {
            (Reverse(count.unsigned_abs()), text(label))
        });
        labels
    }
}

/// The names of a sample's frames, the leaf first, whatever filters leave of them.
fn names_of(profile: &Profile, sample: usize) -> impl Iterator<Item = &[u8]> {
    let sites = profile.samples.stack(sample).iter();
    let lines = sites.flat_map(|site| profile.lines_of(LocationId(site)));
    lines.map(|line| profile.text(profile.functions[line.function.index()].name))
}

/// By frame, a number that frames share which are the same.
fn frame_numbers(set: &StackSet, likeness: Likeness) -> Vec<u32> {
    let frames = 0..set.frame_count() as u32;
    if likeness == Likeness::Exact {
        return frames.collect();
    }
    let mut names = StringTable::default();
    let number = |frame: u32| {
        let name = match set.text(set.frame(FrameId(frame)).name) {
            b"" => set.printed_name(FrameId(frame)),
            name => alike(name),
        };
        names.intern(&name).0
    };
    frames.map(number).collect()
}

/// What a row is known by.
#[derive(PartialEq, Eq, Clone, Copy)]
struct Kind {
    state: u32,
    is_derived: bool,
    is_leaked: bool,
    /// The first creator that is the same; 0 for none.
    creator: u32,
}

/// A group that was met: its hash, what it is known by, and its first row.
type Met = (u64, Kind, u32, u32);

struct Grouper<'a> {
    set: &'a StackSet,
    profile: &'a Profile,
    keys: Keys,
    likeness: Likeness,
    /// By frame, the first one that is the same.
    numbers: Vec<u32>,
    /// By text of the profile, the number of the state that it is, and of the creator; `u32::MAX` as long as it was not met.
    known_states: Vec<u32>,
    known_creators: Vec<u32>,
    /// Creators that are told apart, by their whole text or by what makes names alike.
    creators: StringTable,
    states: Vec<Vec<u8>>,
    numbers_of_states: FxHashMap<Vec<u8>, u32>,
    /// Whether those whose stacks say nothing do not wait.
    others: bool,
    /// Whether all of the profile are such that nothing can wake.
    is_leaked: bool,
}

impl Grouper<'_> {
    /// The groups in the order in which they are met, and the rows of all.
    fn group(&mut self) -> (Vec<Group>, Vec<u32>) {
        let mut groups: Vec<Group> = Vec::new();
        let mut of_rows: Vec<u32> = Vec::with_capacity(self.set.len());
        let mut met: HashTable<Met> = HashTable::new();
        let (mut frames, mut others) = (Vec::new(), Vec::new());
        for row in 0..self.set.len() {
            let known = self.keys.read(self.profile.samples.labels(self.set.sample(row)));
            let (state, is_derived) = self.state(known.state, row);
            let kind = Kind {
                state,
                is_derived,
                is_leaked: known.is_leaked || self.is_leaked,
                creator: known.creator.map_or(0, |creator| self.creator(creator)),
            };
            self.set.read_frames(row, &mut frames);
            let hash = self.hash(&kind, &frames);
            let found = met.find(hash, |&(own, own_kind, first, _)| {
                own == hash && own_kind == kind && {
                    self.set.read_frames(first as usize, &mut others);
                    self.is_same(&frames, &others)
                }
            });
            let group = match found {
                Some(&(.., group)) => group,
                None => {
                    let group = groups.len() as u32;
                    groups.push(Group {
                        count: 0,
                        before: 0,
                        state,
                        is_derived,
                        is_leaked: kind.is_leaked,
                        is_system: false,
                        creator: known.creator,
                        blocking: None,
                        waits: [0; STEPS.len()],
                        longest: 0,
                        rows: (0, 0),
                    });
                    met.insert_unique(hash, (hash, kind, row as u32, group), |&(own, ..)| own);
                    group
                }
            };
            of_rows.push(group);
            let (group, value) = (&mut groups[group as usize], self.set.value(row));
            group.count = group.count.wrapping_add(value);
            if known.is_base {
                group.before = group.before.wrapping_sub(value);
            }
            group.rows.1 += 1;
            let wait = &mut group.waits[step(known.minutes)];
            *wait = wait.wrapping_add(value);
            group.longest = group.longest.max(known.minutes);
        }
        // The rows of a group together, in their order.
        let mut start = 0;
        for group in &mut groups {
            let count = group.rows.1;
            group.rows = (start, start);
            start += count;
        }
        let mut rows = vec![0; of_rows.len()];
        for (row, &group) in of_rows.iter().enumerate() {
            let end = &mut groups[group as usize].rows.1;
            rows[*end as usize] = row as u32;
            *end += 1;
        }
        (groups, rows)
    }

    fn hash(&self, kind: &Kind, frames: &[SiteFrame]) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write_u32(kind.state * 4 + u32::from(kind.is_derived) * 2 + u32::from(kind.is_leaked));
        hasher.write_u32(kind.creator);
        for frame in frames {
            hasher.write_u32(self.numbers[frame.frame().index()]);
        }
        hasher.finish()
    }

    fn is_same(&self, one: &[SiteFrame], other: &[SiteFrame]) -> bool {
        let number = |frame: &SiteFrame| self.numbers[frame.frame().index()];
        one.iter().map(number).eq(other.iter().map(number))
    }

    /// The number of a row's state, and whether only its stack says so.
    fn state(&mut self, label: Option<StringId>, row: usize) -> (u32, bool) {
        if let Some(label) = label {
            if self.known_states[label.index()] == u32::MAX {
                self.known_states[label.index()] = self.intern_state(self.profile.text(label));
            }
            return (self.known_states[label.index()], false);
        }
        let derived = derived_state(names_of(self.profile, self.set.sample(row)));
        let derived = derived.or(self.others.then_some(RUNNABLE));
        (self.intern_state(derived.unwrap_or_default().as_bytes()), true)
    }

    fn intern_state(&mut self, text: &[u8]) -> u32 {
        if let Some(&known) = self.numbers_of_states.get(text) {
            return known;
        }
        let number = self.states.len() as u32;
        self.states.push(text.to_vec());
        self.numbers_of_states.insert(text.to_vec(), number);
        number
    }

    /// The number of a creator, from 1.
    fn creator(&mut self, creator: StringId) -> u32 {
        if self.known_creators[creator.index()] == u32::MAX {
            let text = self.profile.text(creator);
            let number = match self.likeness {
                Likeness::Exact => self.creators.intern(text),
                Likeness::Alike => self.creators.intern(&alike(read_creator(text).0)),
            };
            self.known_creators[creator.index()] = number.0 + 1;
        }
        self.known_creators[creator.index()]
    }
}

#[cfg(test)]
mod tests;
