//! Survivors: of the goroutines that were born between two dumps, how many are still there in a third.
//!
//! Numbers of goroutines do not come again, so three dumps show what counts cannot: of a leak all stay, of a load that rises they come
//! and go.

use super::snapshots::Snapshots;
use super::waits::Births;
use rustc_hash::FxHashMap;

/// So many have to be born for a word about them.
const BORN: u64 = 16;

/// What became of those that were born between the first and the second of three dumps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Survival {
    /// How many were born.
    pub born: u64,
    /// How many of them are there in the third.
    pub alive: u64,
    /// How many of them waited in the second for something that others have to do.
    pub blocked: u64,
    /// Whether their number rose from the first to the second, and from the second to the third.
    pub rose_twice: bool,
}

impl Survival {
    /// Whether enough were born to say something.
    pub fn tells(&self) -> bool {
        self.born >= BORN
    }

    /// Whether they stay: nine of ten are there and wait.
    pub fn stay(&self) -> bool {
        self.tells() && self.alive * 10 >= self.born * 9
    }

    /// Whether they come and go: not even half of them are there.
    pub fn leave(&self) -> bool {
        self.tells() && self.alive * 2 < self.born
    }

    /// Whether this alone may give a name to what grows.
    pub fn names(&self) -> bool {
        self.stay() && self.blocked * 10 >= self.born * 9 && self.rose_twice
    }
}

/// What three dumps say.
pub struct Survivors {
    /// The three snapshots, by number.
    pub dumps: [usize; 3],
    /// By stack: born, alive, blocked; and how many there are in each dump.
    stacks: FxHashMap<u32, ([u64; 3], [u64; 3])>,
}

impl Survivors {
    /// Reads the first, the middle and the last of the dumps among the snapshots of a trend, given in order; none if there are fewer
    /// than three.
    pub fn of(all: &Snapshots, snapshots: &[usize]) -> Option<Survivors> {
        let births = |snapshot: usize| all.taken()[snapshot].births.as_ref();
        let dumps: Vec<usize> = snapshots.iter().copied().filter(|&own| births(own).is_some()).collect();
        let dumps = [*dumps.first()?, *dumps.get(dumps.len() / 2)?, *dumps.last()?];
        let [first, middle, last] = dumps;
        if first == middle || middle == last {
            return None;
        }
        let (first, middle, last) = (births(first)?, births(middle)?, births(last)?);
        let mut stacks: FxHashMap<u32, ([u64; 3], [u64; 3])> = FxHashMap::default();
        for (dump, births) in [first, middle, last].into_iter().enumerate() {
            for born in &births.0 {
                stacks.entry(born.stack).or_default().1[dump] += 1;
            }
        }
        let is_there = |births: &Births, id: u64| births.find(id).is_some();
        for born in middle.0.iter().filter(|born| !is_there(first, born.id)) {
            let counts = &mut stacks.entry(born.stack).or_default().0;
            counts[0] += 1;
            counts[1] += u64::from(is_there(last, born.id));
            counts[2] += u64::from(born.is_blocked);
        }
        Some(Survivors { dumps, stacks })
    }

    /// What became of those with one of these stacks.
    pub fn with(&self, stacks: &[u32]) -> Survival {
        let mut survival = Survival::default();
        let mut there = [0; 3];
        for ([born, alive, blocked], counts) in stacks.iter().filter_map(|stack| self.stacks.get(stack)) {
            survival.born += born;
            survival.alive += alive;
            survival.blocked += blocked;
            there.iter_mut().zip(counts).for_each(|(there, count)| *there += count);
        }
        survival.rose_twice = there[0] < there[1] && there[1] < there[2];
        survival
    }
}
