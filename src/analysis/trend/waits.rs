//! What the labels of a snapshot say of its goroutines, and what a dump says of each of them.

use crate::base::columns::{StringId, StringTable};
use crate::base::error::OutOfMemory;
use crate::base::room::{collected, one_more_key};
use crate::base::sort::{sort, sort_by_key};
use crate::input::Dump;
use crate::profile::goroutine_labels::{CREATOR, LEAKED, MINUTES, STATE};
use crate::profile::{Label, Profile};
use rustc_hash::FxHashMap;

/// What is known of goroutines with one stack that wait alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Wait {
    /// Their stack, by its number among those of all snapshots.
    pub stack: u32,
    /// What they wait for, or do; empty if that is not known.
    pub state: StringId,
    /// The `go` statement that began them, as its label has it; empty if that is not known.
    pub creator: StringId,
    /// About how many minutes they have waited.
    pub minutes: Option<i64>,
    /// Whether nothing can wake them.
    pub is_leaked: bool,
}

/// What labels say: how many goroutines wait how, in order of their stacks. Nothing if the profile has no such labels.
#[derive(Clone, Default)]
pub struct Waits(Vec<(Wait, i64)>);

impl Waits {
    /// Reads the labels of a profile; `numbers` has the number of the stack of each sample.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn of(profile: &Profile, numbers: &[u32], strings: &mut StringTable) -> Result<Waits, OutOfMemory> {
        let find = |name: &[u8]| profile.strings.find(name);
        let (state, creator, minutes, leaked) = (find(STATE), find(CREATOR), find(MINUTES), find(LEAKED));
        if state.is_none() && creator.is_none() {
            return Ok(Waits::default());
        }
        let counts = (profile.samples.columns() > 0).then(|| profile.samples.values(0));
        let mut waits: FxHashMap<Wait, i64> = FxHashMap::default();
        for (sample, &stack) in numbers.iter().enumerate() {
            let mut wait = Wait {
                stack,
                state: StringId::EMPTY,
                creator: StringId::EMPTY,
                minutes: None,
                is_leaked: false,
            };
            for label in profile.samples.labels(sample) {
                match label {
                    Label::Text { key, value } if Some(key) == state => {
                        wait.state = strings.add(profile.text(value))?;
                    }
                    Label::Text { key, value } if Some(key) == creator => {
                        wait.creator = strings.add(profile.text(value))?;
                    }
                    Label::Text { key, .. } if Some(key) == leaked => wait.is_leaked = true,
                    Label::Number { key, value, .. } if Some(key) == minutes => wait.minutes = Some(value),
                    _ => {}
                }
            }
            one_more_key(&mut waits)?;
            let sum = waits.entry(wait).or_default();
            *sum = sum.wrapping_add(counts.map_or(0, |counts| counts[sample]));
        }
        let mut waits: Vec<(Wait, i64)> = collected(waits.len(), waits.into_iter())?;
        sort(&mut waits);
        Ok(Waits(waits))
    }

    /// Those with a stack.
    pub fn with(&self, stack: u32) -> &[(Wait, i64)] {
        let start = self.0.partition_point(|(wait, _)| wait.stack < stack);
        let end = self.0.partition_point(|(wait, _)| wait.stack <= stack);
        &self.0[start..end]
    }

    /// Whether labels say nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A goroutine of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Born {
    /// Its number in the process: numbers grow, and none returns.
    pub id: u64,
    /// Its stack, by its number among those of all snapshots.
    pub stack: u32,
    /// Whether it waits for something that another goroutine has to do.
    pub is_blocked: bool,
}

/// The goroutines of a dump, in order of their numbers.
#[derive(Clone, Default)]
pub struct Births(pub Vec<Born>);

/// What goroutines do that do not wait, or for nobody.
const AWAKE: [&[u8]; 9] = [
    b"",
    b"running",
    b"runnable",
    b"syscall",
    b"idle",
    b"sleep",
    b"preempted",
    b"copystack",
    b"waiting",
];

impl Births {
    /// Reads a dump; `numbers` has the number of the stack of each sample of its profile.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn of(dump: &Dump, numbers: &[u32]) -> Result<Births, OutOfMemory> {
        let is_blocked: Vec<bool> = dump
            .conditions
            .iter()
            .map(|condition| !AWAKE.contains(&dump.strings.get(condition.state)))
            .collect();
        let goroutines = dump.goroutines.iter().filter_map(|goroutine| {
            Some(Born {
                id: goroutine.id,
                stack: *numbers.get(goroutine.sample as usize)?,
                is_blocked: is_blocked[goroutine.condition as usize],
            })
        });
        let mut births: Vec<Born> = collected(dump.goroutines.len(), goroutines)?;
        sort_by_key(&mut births, |born| born.id);
        births.dedup_by_key(|born| born.id);
        Ok(Births(births))
    }

    /// The highest number that any goroutine has; 0 if there is none.
    pub fn highest(&self) -> u64 {
        self.0.last().map_or(0, |born| born.id)
    }

    /// The goroutine of a number.
    pub fn find(&self, id: u64) -> Option<&Born> {
        let at = self.0.binary_search_by_key(&id, |born| born.id).ok()?;
        self.0.get(at)
    }
}
