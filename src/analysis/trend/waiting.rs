//! What the goroutines of a row wait for, who began them, and for how long about: from the labels of dumps, else from the stack.

use super::place::Place;
use super::snapshots::Snapshots;
use crate::analysis::goroutines::derived_state;
use crate::base::columns::StringId;
use crate::profile::goroutine_labels::read_creator;
use rustc_hash::FxHashMap;

/// What is known of goroutines with the same stack.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Waiting {
    /// What they wait for, or do: the state of most of them; empty if nothing says it.
    pub state: String,
    /// Whether the stack says it, as opposed to a dump.
    pub is_derived: bool,
    /// How many are in that state, and how many there are in that snapshot; 0 of both where the stack says it.
    pub in_state: (i64, i64),
    /// The `go` statement that began most of them; empty if nothing says it.
    pub creator: Place,
    /// How many of them were begun there.
    pub begun_there: i64,
    /// The longest wait, in minutes, about.
    pub minutes: Option<i64>,
    /// How many have no minutes.
    pub without_minutes: i64,
    /// How many can never be woken, as the runtime has found.
    pub leaked: i64,
    /// The snapshot that says it, by number; none where the stack says it.
    pub snapshot: Option<usize>,
}

impl Waiting {
    /// What is known of stacks, by the numbers that they have here. `snapshots` are those of the trend in order: the last one that says
    /// something counts.
    pub fn of(all: &Snapshots, stacks: &[u32], snapshots: &[usize]) -> Option<Waiting> {
        let said = snapshots.iter().rev().find_map(|&snapshot| said(all, stacks, snapshot));
        said.or_else(|| derived(all, stacks))
    }
}

fn said(all: &Snapshots, stacks: &[u32], snapshot: usize) -> Option<Waiting> {
    let waits = &all.taken()[snapshot].waits;
    if waits.is_empty() {
        return None;
    }
    let mut states: FxHashMap<StringId, i64> = FxHashMap::default();
    let mut creators: FxHashMap<StringId, i64> = FxHashMap::default();
    let mut waiting = Waiting {
        snapshot: Some(snapshot),
        ..Waiting::default()
    };
    let mut count_all = 0;
    for (wait, count) in stacks.iter().flat_map(|&stack| waits.with(stack)) {
        let add = |sum: &mut i64| *sum = sum.wrapping_add(*count);
        add(states.entry(wait.state).or_default());
        add(creators.entry(wait.creator).or_default());
        add(&mut count_all);
        match wait.minutes {
            Some(minutes) => waiting.minutes = waiting.minutes.max(Some(minutes)),
            None => add(&mut waiting.without_minutes),
        }
        if wait.is_leaked {
            add(&mut waiting.leaked);
        }
    }
    // Of those that are equally many, the one that was met first.
    let most = |counts: FxHashMap<StringId, i64>| {
        let known = counts.into_iter().filter(|(text, _)| *text != StringId::EMPTY);
        known.max_by_key(|&(text, count)| (count, std::cmp::Reverse(text)))
    };
    let (state, in_state) = most(states)?;
    waiting.state = String::from_utf8_lossy(all.text(state)).into_owned();
    waiting.in_state = (in_state, count_all);
    if let Some((creator, count)) = most(creators) {
        let (function, file, line) = read_creator(all.text(creator));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        waiting.creator = Place {
            function: text(function),
            file: text(file),
            line,
        };
        waiting.begun_there = count;
    }
    Some(waiting)
}

fn derived(all: &Snapshots, stacks: &[u32]) -> Option<Waiting> {
    let state = stacks.iter().find_map(|&stack| derived_state(all.names(stack)))?;
    Some(Waiting {
        state: state.to_owned(),
        is_derived: true,
        ..Waiting::default()
    })
}
