//! What is hot: the functions that a sentence about the profile names, and what their numbers are.
//!
//! Where time or memory goes, they are those that pprof's `top` puts first; where those are of a runtime, also those that come
//! first without it, with the numbers that they have once the runtime is hidden. Of who waits (blocking, mutexes, goroutines), what
//! counts is the innermost function of each stack that is not only a way to wait, with all that it calls.

use super::display;
use crate::analysis::goroutines::Owner;
use crate::analysis::runtime;
use crate::analysis::runtimes::{Rows, Runtimes};
use crate::analysis::stacks::{Frame, FrameId, StackSet, innermost};
use crate::base::parts::in_parts;
use crate::base::sort::sort_by;
use crate::profile::Profile;

/// So many functions are named.
const NAMED: usize = 3;
/// What has less than one part in so many of the first one is not named.
const LEAST: u128 = 200;

/// The functions with the largest magnitudes, the largest first, each with its value in the unit of the sample type.
pub struct Hottest {
    /// Those that the sentence names first.
    pub functions: Vec<(String, i64)>,
    /// Whether values are those of the functions with all that they call.
    pub is_cum: bool,
    /// What is hot when the runtime is hidden, where the first of `functions` is a runtime's.
    pub without: Option<Without>,
    /// Those of `functions` that are no functions.
    pub nameless: Vec<(String, Nameless)>,
    /// What samples without any stack weigh, which are in no function.
    pub stackless: i64,
}

/// What is hot without runtimes.
pub struct Without {
    /// The runtimes that are hidden.
    pub rows: Rows,
    /// The functions, each with its value.
    pub functions: Vec<(String, i64)>,
}

/// What a row without a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nameless {
    /// All of a binary.
    Binary,
    /// Places of which nothing is known.
    Unknown,
}

/// What a profile is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Where time or memory goes.
    Use,
    /// Who waits.
    Waiting,
}

impl Hottest {
    /// Reads it off the stacks of a profile.
    pub fn new(profile: &Profile, runtimes: &Runtimes, set: &StackSet, about: About) -> Hottest {
        let named = |ranked: Vec<(FrameId, i64)>| {
            let names = ranked.into_iter();
            names
                .map(|(frame, value)| (display(&set.printed_name(frame)), value))
                .collect::<Vec<_>>()
        };
        if about == About::Waiting {
            let waiting = waiting(profile, set);
            if waiting.iter().any(|&weight| weight != 0) {
                return Hottest {
                    functions: named(apart(set, &waiting)),
                    is_cum: true,
                    without: None,
                    nameless: Vec::new(),
                    stackless: stackless(set),
                };
            }
        }
        let functions = largest(set, set.weights().raw_flats());
        let of = runtimes.frames(profile, set);
        let without = without(set, &of, &functions);
        let nameless = functions.iter().filter_map(|&(frame, _)| {
            let is = nameless(set, frame)?;
            Some((display(&set.printed_name(frame)), is))
        });
        Hottest {
            without: without.map(|(rows, functions)| Without {
                rows,
                functions: named(functions),
            }),
            nameless: nameless.collect(),
            functions: named(functions),
            is_cum: false,
            stackless: stackless(set),
        }
    }
}

impl Hottest {
    /// Whether most is in a binary without names that is a file: `[app]`, and not `[[kernel.kallsyms]]`.
    pub fn is_in_a_file(&self) -> bool {
        let first = self.functions.first().map(|(name, _)| name);
        let is_first = |(name, is): &(String, Nameless)| Some(name) == first && *is == Nameless::Binary;
        self.nameless
            .iter()
            .any(|nameless| is_first(nameless) && !nameless.0.starts_with("[["))
    }
}

/// What the samples weigh of which the file has no stack: not those of which filters hide all frames.
fn stackless(set: &StackSet) -> i64 {
    let samples = &set.profile().samples;
    let mut sum = 0_i64;
    in_parts(set.len(), &mut |rows| {
        for row in rows.filter(|&row| samples.stack(set.sample(row)).is_empty()) {
            sum = sum.wrapping_add(set.value(row));
        }
    });
    sum
}

/// What comes first once the runtime of the first function is hidden, and that of the one that then comes first.
fn without(set: &StackSet, of: &[Rows], functions: &[(FrameId, i64)]) -> Option<(Rows, Vec<(FrameId, i64)>)> {
    let (mut first, most) = *functions.first()?;
    let mut found: Option<(Rows, Vec<(FrameId, i64)>)> = None;
    while let Some(row) = of[first.index()].first() {
        let rows = found
            .as_ref()
            .map_or(Rows::one(row), |(rows, _)| rows.and(Rows::one(row)));
        let left = largest(
            set,
            &innermost(set, |row| set.value(row), |frame| !of[frame.index()].has(rows)),
        );
        let Some(&(frame, _)) = left.first() else { break };
        first = frame;
        found = Some((rows, left));
    }
    // One tells enough of it, and what is the same with the runtime is said once.
    let (rows, mut left) = found?;
    left.truncate(1);
    left.retain(|own| !functions.contains(own) && is_part(own.1, most));
    (!left.is_empty()).then_some((rows, left))
}

/// What a frame stands for that is no function; none of one with a name, a file, or an address.
fn nameless(set: &StackSet, frame: FrameId) -> Option<Nameless> {
    let Frame {
        name,
        file,
        address,
        object,
        ..
    } = *set.frame(frame);
    if address != 0 || [name, file].iter().any(|&text| !set.text(text).is_empty()) {
        return None;
    }
    Some(match set.text(object) {
        b"" => Nameless::Unknown,
        _ => Nameless::Binary,
    })
}

/// By frame, what waits there: of the first frame of each stack that is the program's own, with all that it calls; of stacks in which
/// nothing is, of the one that says most of them.
fn waiting(profile: &Profile, set: &StackSet) -> Vec<i64> {
    let of_library =
        |name: &[u8], file: &[u8]| matches!(Owner::of(name, file), Owner::Runtime | Owner::Leads | Owner::Standard);
    let of_library = runtime::frames(profile, set, of_library);
    let inside = runtime::frames(profile, set, runtime::is_inside);
    let own = innermost(set, |row| set.value(row), |frame| !of_library[frame.index()]);
    let cum = |(frame, &own): (usize, &i64)| match own {
        0 => 0,
        _ => set.weights().raw_cum(frame),
    };
    let mut waiting: Vec<i64> = own.iter().enumerate().map(cum).collect();
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let mut frames = set.stack(row).iter().flat_map(|site| set.site(site));
            if frames.clone().any(|frame| !of_library[frame.frame().index()]) {
                continue;
            }
            if let Some(frame) = frames.rfind(|frame| !inside[frame.frame().index()]) {
                let sum = &mut waiting[frame.frame().index()];
                *sum = sum.wrapping_add(set.value(row));
            }
        }
    });
    waiting
}

/// The frames with the largest magnitudes.
fn largest(set: &StackSet, weights: &[i64]) -> Vec<(FrameId, i64)> {
    only_parts(ranked(set, weights, NAMED))
}

/// Those beside the first one that are findings.
fn only_parts(mut frames: Vec<(FrameId, i64)>) -> Vec<(FrameId, i64)> {
    let most = frames.first().map_or(0, |&(_, weight)| weight);
    frames.retain(|&(_, weight)| is_part(weight, most));
    frames
}

/// So many frames with the largest magnitudes.
fn ranked(set: &StackSet, weights: &[i64], count: usize) -> Vec<(FrameId, i64)> {
    let mut frames: Vec<(FrameId, i64)> = (0..)
        .map(FrameId)
        .zip(weights.iter().copied())
        .filter(|&(_, weight)| weight != 0)
        .collect();
    // Names are made for equal weights only: there may be half a million frames.
    sort_by(&mut frames, |&(one, weight), &(other, other_weight)| {
        let magnitudes = other_weight.wrapping_abs().cmp(&weight.wrapping_abs());
        magnitudes.then_with(|| set.printed_name(one).cmp(&set.printed_name(other)))
    });
    frames.truncate(count);
    frames
}

/// So many frames are looked at for those that do not contain one another.
const LOOKED_AT: usize = 16;

/// The frames with the largest magnitudes of which none is in a stack of another: what is in both would be said twice.
fn apart(set: &StackSet, weights: &[i64]) -> Vec<(FrameId, i64)> {
    let ranked = ranked(set, weights, LOOKED_AT);
    let mut place = vec![usize::MAX; set.frame_count()];
    for (at, (frame, _)) in ranked.iter().enumerate() {
        place[frame.index()] = at;
    }
    // By frame, a bit for each of those that it shares a stack with.
    let mut shares = vec![0_u32; ranked.len()];
    in_parts(set.len(), &mut |rows| {
        for row in rows.filter(|&row| set.value(row) != 0) {
            let frames = set.stack(row).iter().flat_map(|site| set.site(site));
            let places = frames
                .map(|frame| place[frame.frame().index()])
                .filter(|&at| at < ranked.len());
            let mask = places.fold(0_u32, |mask, at| mask | 1 << at);
            (0..ranked.len())
                .filter(|at| mask >> at & 1 == 1)
                .for_each(|at| shares[at] |= mask);
        }
    });
    let mut taken = 0_u32;
    let mut frames = Vec::new();
    for (at, &frame) in ranked.iter().enumerate() {
        if shares[at] & taken == 0 && frames.len() < NAMED {
            taken |= 1 << at;
            frames.push(frame);
        }
    }
    only_parts(frames)
}

/// Whether a weight is a finding beside the largest: kilobytes beside gigabytes are nothing. The share is that below which pprof drops nodes.
pub fn is_part(weight: i64, most: i64) -> bool {
    u128::from(weight.unsigned_abs()) * LEAST >= u128::from(most.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{Objects, Paths};
    use crate::testing::profile;
    use std::rc::Rc;

    #[test]
    fn who_waits_is_the_program_and_where_nothing_is_its_own_what_says_most() {
        let profile = profile(
            "main.main;main.query;database/sql.(*DB).conn;runtime.selectgo 90
             main.main;main.query;net.(*conn).Read;internal/poll.(*FD).Read 20
             main.main;main.reader;bufio.(*Reader).fill;io.(*pipe).read 50
             net/http.(*conn).serve;net/http.(*connReader).Read;internal/poll.(*FD).Read 40
             runtime.gcBgMarkWorker;runtime.gopark 7",
        );
        let filtered = Rc::new(Filtered::all(&profile));
        let set = StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Placed);
        let hottest = Hottest::new(&profile, &Runtimes::of(&profile), &set, About::Waiting);
        let wanted = [("main.query", 110), ("main.reader", 50), ("net/http.(*conn).serve", 40)];
        assert_eq!(hottest.functions, wanted.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn what_is_within_another_is_not_said_beside_it() {
        let profile = profile(
            "main.notify;sync.(*Mutex).Lock 110
             main.notify;main.await;sync.(*Mutex).Lock 52
             main.pool;sync.(*Mutex).Lock 7",
        );
        let filtered = Rc::new(Filtered::all(&profile));
        let set = StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Placed);
        let hottest = Hottest::new(&profile, &Runtimes::of(&profile), &set, About::Waiting);
        let wanted = [("main.notify", 162), ("main.pool", 7)];
        assert_eq!(hottest.functions, wanted.map(|(name, value)| (name.to_owned(), value)));
    }
}
