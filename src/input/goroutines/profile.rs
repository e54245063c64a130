//! A dump to a profile: goroutines that are alike in everything that is known of them are one sample.
//!
//! The sample type is `goroutine` in `count`, as in Go's own profile. Labels carry what a stack does not say, by the names that
//! CockroachDB's goroutine profiles have, so that both read alike:
//!
//! | label | |
//! |---|---|
//! | `go::goroutine_state` | what it waits for, or does |
//! | `go::goroutine_wait_minutes` | for how long, about; none where the runtime does not say |
//! | `go::goroutine_creator` | the function with the `go` statement, and the line |
//! | `go::goroutine_leaked`, `go::goroutine_locked` | `true` where the header says so |
//! | `go::goroutine`, `go::goroutine_created_by` | its number, and that of the one that began it, where a sample stands for one |
//! | any other | the program's own |

use super::dump::{Condition, Dump};
use crate::base::blocks::Blocks;
use crate::base::columns::StringId;
use crate::base::error::OutOfMemory;
use crate::profile::goroutine_labels::{self, CREATOR, ID, LEAKED, LOCKED, MINUTES, PARENT, STATE};
use crate::profile::{Function, FunctionId, Label, Labels, Line, Location, Profile, Samples, ValueType};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The profile of a dump, which learns of each of its goroutines the sample that it is in.
///
/// # Errors
///
/// The memory does not suffice.
pub fn profile(dump: &mut Dump) -> Result<Profile, OutOfMemory> {
    let mut profile = Profile::default();
    let mut strings = dump.strings.clone();
    let (goroutine, count) = (strings.intern(b"goroutine"), strings.intern(b"count"));
    let of_goroutines = ValueType {
        kind: goroutine,
        unit: count,
    };
    let stacks = locations(dump, &mut profile);
    let mut samples: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut values: Vec<i64> = Vec::new();
    let mut firsts: Vec<usize> = Vec::new();
    for (at, goroutine) in dump.goroutines.iter_mut().enumerate() {
        let next = values.len() as u32;
        let sample = *samples.entry((goroutine.stack, goroutine.condition)).or_insert(next);
        if sample == next {
            values.push(0);
            firsts.push(at);
        }
        values[sample as usize] += 1;
        goroutine.sample = sample;
    }
    let (mut blocks, mut starts, mut lengths) = (Blocks::default(), Vec::new(), Vec::new());
    let mut labels = Labels::default();
    for (sample, &first) in firsts.iter().enumerate() {
        let goroutine = &dump.goroutines[first];
        let stack = &stacks[goroutine.stack as usize];
        starts.push(blocks.add(stack)?);
        lengths.push(stack.len() as u32);
        let condition = &dump.conditions[goroutine.condition as usize];
        let creator = condition.creator.map(|frame| place(dump, frame));
        for label in of_condition(condition, creator.as_deref(), &mut strings) {
            labels.push(label)?;
        }
        if values[sample] == 1 {
            for (key, number) in [(ID, Some(goroutine.id)), (PARENT, goroutine.parent)] {
                if let Some(number) = number {
                    labels.push(Label::Number {
                        key: strings.intern(key),
                        value: number as i64,
                        unit: None,
                    })?;
                }
            }
        }
        labels.end_sample(sample)?;
    }
    profile.strings = Rc::new(strings);
    profile.sample_types = vec![of_goroutines];
    profile.period_type = of_goroutines;
    profile.period = 1;
    profile.time_nanos = dump.time_nanos;
    profile.samples = Samples::new(blocks, starts, lengths, vec![values], labels);
    Ok(profile)
}

fn of_condition(
    condition: &Condition,
    creator: Option<&[u8]>,
    strings: &mut crate::base::columns::StringTable,
) -> Vec<Label> {
    let mut labels = Vec::new();
    let text = |key: StringId, value: StringId| Label::Text { key, value };
    if condition.state != StringId::EMPTY {
        labels.push(text(strings.intern(STATE), condition.state));
    }
    if let Some(minutes) = condition.minutes {
        labels.push(Label::Number {
            key: strings.intern(MINUTES),
            value: i64::from(minutes),
            unit: None,
        });
    }
    if let Some(creator) = creator {
        labels.push(text(strings.intern(CREATOR), strings.intern(creator)));
    }
    for (is, key) in [(condition.is_leaked, LEAKED), (condition.is_locked, LOCKED)] {
        if is {
            labels.push(text(strings.intern(key), strings.intern(b"true")));
        }
    }
    labels.extend(condition.labels.iter().map(|&(key, value)| text(key, value)));
    labels
}

/// `main.start /p/main.go:40`
fn place(dump: &Dump, frame: u32) -> Vec<u8> {
    let frame = dump.frames[frame as usize];
    goroutine_labels::creator(dump.strings.get(frame.name), dump.strings.get(frame.file), frame.line)
}

/// Makes the functions and locations of all frames; answers the stacks as locations. Frames that were inlined are in one location with
/// the one that they were inlined into.
fn locations(dump: &Dump, profile: &mut Profile) -> Vec<Vec<u32>> {
    let mut functions: FxHashMap<(StringId, StringId), FunctionId> = FxHashMap::default();
    let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    let mut stacks = Vec::with_capacity(dump.stacks.len());
    for stack in &dump.stacks {
        let mut locations = Vec::new();
        let mut frames = Vec::new();
        for (at, &number) in stack.iter().enumerate() {
            frames.push(number);
            // What is left out may stand between.
            if dump.frames[number as usize].is_inlined && at + 1 < stack.len() {
                continue;
            }
            let frames = std::mem::take(&mut frames);
            if let Some(&location) = known.get(&frames) {
                locations.push(location);
                continue;
            }
            let first_line = profile.lines.len() as u32;
            for &number in &frames {
                let frame = dump.frames[number as usize];
                let next = FunctionId(profile.functions.len() as u32);
                let function = *functions.entry((frame.name, frame.file)).or_insert(next);
                if function == next {
                    profile.functions.push(Function {
                        id: u64::from(next.0) + 1,
                        name: frame.name,
                        system_name: frame.name,
                        filename: frame.file,
                        start_line: 0,
                    });
                }
                profile.lines.push(Line {
                    function,
                    line: i64::from(frame.line),
                    column: 0,
                });
            }
            let location = profile.locations.len() as u32;
            profile.locations.push(Location {
                id: u64::from(location) + 1,
                first_line,
                line_count: frames.len() as u32,
                ..Location::default()
            });
            known.insert(frames, location);
            locations.push(location);
        }
        stacks.push(locations);
    }
    stacks
}
