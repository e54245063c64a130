//! Restarts: between which snapshots the program was started anew.
//!
//! Certain are what cannot happen in one run: fewer objects were allocated in all than before, another build, numbers of goroutines
//! that begin anew. Likely is a total that falls by half while most of what had risen falls with it.

use super::series::Measure;
use super::snapshots::{Column, Snapshot, Snapshots};
use super::waits::Births;

/// What shows a restart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Restart {
    /// What was allocated since the start is less than before.
    Allocations,
    /// A total that only grows is less than before.
    Total,
    /// Numbers of goroutines come again.
    Numbers,
    /// The build id is another one.
    Build,
    /// The total fell by half, and most of what had risen with it.
    Fall,
}

impl Restart {
    /// How it is said.
    pub fn words(self) -> &'static str {
        match self {
            Restart::Allocations => "fewer objects were allocated in all than before",
            Restart::Total => "a total that only grows fell",
            Restart::Numbers => "the numbers of goroutines begin anew",
            Restart::Build => "the build is another one",
            Restart::Fall => "likely: the total fell by half, and most of what had risen with it",
        }
    }
}

/// So many stacks that had risen are evidence, if they fall together.
const RISEN: usize = 5;
/// Of so many snapshots it can be said that they are of programs in turn.
const IN_TURN: usize = 8;
/// Numbers of goroutines are handed to processors in lots of so many: one of a lot may come later than higher ones.
const LOT: usize = 16;

/// The restarts among snapshots in order, each `(snapshot, column)`: the place of the first one after each.
pub fn find(all: &Snapshots, places: &[(usize, usize)], measure: Measure) -> Vec<(usize, Restart)> {
    let mut restarts = Vec::new();
    let mut start = 0;
    for at in 1..places.len() {
        if let Some(restart) = between(all, &places[start..=at], measure) {
            restarts.push((at, restart));
            start = at;
        }
    }
    restarts
}

/// Of how many programs snapshots are, if they look like those of several in turn: started anew all the time, but not if every second or
/// third one is looked at; or totals that go from one level to another one and back each time.
pub fn in_turn(
    all: &Snapshots,
    places: &[(usize, usize)],
    restarts: &[(usize, Restart)],
    measure: Measure,
) -> Option<usize> {
    if places.len() < IN_TURN {
        return None;
    }
    let every = |programs: usize, start: usize| -> Vec<(usize, usize)> {
        places.iter().skip(start).step_by(programs).copied().collect()
    };
    let is_run = |programs: usize, start: usize| find(all, &every(programs, start), measure).is_empty();
    if restarts.len() * 3 >= places.len() {
        return [2, 3]
            .into_iter()
            .find(|&programs| (0..programs).all(|start| is_run(programs, start)));
    }
    let totals: Vec<f64> = places
        .iter()
        .map(|&(snapshot, column)| all.taken()[snapshot].columns[column].total as f64)
        .collect();
    let goes_back = totals
        .windows(3)
        .all(|three| (three[1] > three[0]) != (three[2] > three[1]));
    let way = |pair: &[f64]| (pair[pair.len() - 1] - pair[0]).abs();
    let between = totals.windows(2).map(way).fold(f64::INFINITY, f64::min);
    let within = totals.windows(3).map(way).fold(0.0, f64::max);
    (measure == Measure::Level && goes_back && between > 0.0 && between >= 2.0 * within).then_some(2)
}

/// Whether the program was started anew before the last one of `places`.
fn between(all: &Snapshots, places: &[(usize, usize)], measure: Measure) -> Option<Restart> {
    let [first, .., before, last] = places else {
        let [before, last] = places else { return None };
        return between_two(all, *before, *last, measure);
    };
    let restart = between_two(all, *before, *last, measure);
    let column = |&(snapshot, column): &(usize, usize)| &all.taken()[snapshot].columns[column];
    restart.or_else(|| {
        let falls = measure == Measure::Level && falls_together(column(first), column(before), column(last));
        falls.then_some(Restart::Fall)
    })
}

fn between_two(all: &Snapshots, before: (usize, usize), last: (usize, usize), measure: Measure) -> Option<Restart> {
    let (one, other) = (&all.taken()[before.0], &all.taken()[last.0]);
    if let (Some(one), Some(other)) = (allocated(all, one), allocated(all, other))
        && is_less(one, other)
    {
        return Some(Restart::Allocations);
    }
    if measure == Measure::Rate && is_less(one.columns[before.1].total, other.columns[last.1].total) {
        return Some(Restart::Total);
    }
    if let (Some(one), Some(other)) = (&one.births, &other.births)
        && begin_anew(one, other)
    {
        return Some(Restart::Numbers);
    }
    let (one, other) = (all.text(one.build_id), all.text(other.build_id));
    (!one.is_empty() && !other.is_empty() && one != other).then_some(Restart::Build)
}

/// How many objects were allocated since the program started, if the snapshot says it.
pub fn allocated(all: &Snapshots, snapshot: &Snapshot) -> Option<i64> {
    let mut columns = snapshot.columns.iter();
    let column = columns.find(|column| all.text(column.sample_type.kind) == b"alloc_objects");
    // A difference over some seconds is no total.
    column.filter(|_| snapshot.duration == 0).map(|column| column.total)
}

/// Whether a sum is less than before, by more than texts and protos of one moment are rounded.
fn is_less(before: i64, last: i64) -> bool {
    last < before.saturating_sub(before / 100)
}

/// Whether numbers that were given out are given to others.
fn begin_anew(before: &Births, last: &Births) -> bool {
    if last.highest() >= before.highest() {
        return false;
    }
    // None of them is higher than those before, so the new ones should not be new.
    let new = last.0.iter().filter(|born| before.find(born.id).is_none()).count();
    new >= LOT || new * 2 > last.0.len()
}

/// Whether the total falls by half, and most stacks that had risen fall by half, too.
fn falls_together(first: &Column, before: &Column, last: &Column) -> bool {
    if last.total > before.total / 2 {
        return false;
    }
    let value = |column: &Column, stack: u32| {
        let at = column.stacks.binary_search(&stack);
        at.map_or(0, |at| column.values[at])
    };
    let (mut risen, mut fallen) = (0, 0);
    for (&stack, &before) in before.stacks.iter().zip(&before.values) {
        if before > value(first, stack) {
            risen += 1;
            fallen += usize::from(value(last, stack) <= before / 2);
        }
    }
    risen >= RISEN && fallen * 5 >= risen * 3
}
