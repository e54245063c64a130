//! What is hot: the functions that a sentence about the profile names, and what their numbers are.
//!
//! Where time or memory goes, they are those that pprof's `top` puts first; where those are of Go's runtime, also those that come
//! first without it, with the numbers that they have once the runtime is hidden. Of who waits (blocking, mutexes, goroutines), what
//! counts is the innermost function of each stack that is not only a way to wait, with all that it calls.

use super::display;
use crate::analysis::runtime;
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::sort::sort_by;
use crate::profile::Profile;

/// So many functions are named.
const NAMED: usize = 3;

/// The functions with the largest magnitudes, the largest first, each with its value in the unit of the sample type.
pub struct Hottest {
    /// Those that the sentence names first.
    pub functions: Vec<(String, i64)>,
    /// Whether values are those of the functions with all that they call.
    pub is_cum: bool,
    /// What is hot when the runtime is hidden, where the first of `functions` is the runtime's.
    pub without_runtime: Vec<(String, i64)>,
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
    pub fn new(profile: &Profile, set: &StackSet, about: About) -> Hottest {
        let named = |ranked: Vec<(FrameId, i64)>| {
            let names = ranked.into_iter();
            names
                .map(|(frame, value)| (display(&set.printed_name(frame)), value))
                .collect::<Vec<_>>()
        };
        if about == About::Waiting {
            let inside = runtime::frames(profile, set, runtime::is_inside);
            let waiting = innermost(set, |frame| !inside[frame.index()]);
            if waiting.iter().any(|&weight| weight != 0) {
                let cums = cums(set, &waiting);
                return Hottest {
                    functions: named(largest(set, &cums)),
                    is_cum: true,
                    without_runtime: Vec::new(),
                };
            }
        }
        let functions = largest(set, &innermost(set, |_| true));
        let inside = runtime::frames(profile, set, runtime::is_runtime);
        let is_first_inside = functions.first().is_some_and(|(frame, _)| inside[frame.index()]);
        let without_runtime = match is_first_inside {
            true => largest(set, &innermost(set, |frame| !inside[frame.index()])),
            false => Vec::new(),
        };
        // One tells enough of it, and what is the same with the runtime is said once.
        let without_runtime = without_runtime
            .into_iter()
            .take(1)
            .filter(|own| !functions.contains(own));
        Hottest {
            without_runtime: named(without_runtime.collect()),
            functions: named(functions),
            is_cum: false,
        }
    }
}

/// Per frame the weight of the stacks in which it is the innermost one that `counts`.
fn innermost(set: &StackSet, counts: impl Fn(FrameId) -> bool) -> Vec<i64> {
    let mut weights = vec![0_i64; set.frame_count()];
    for row in 0..set.len() {
        let mut frames = set.stack(row).iter().flat_map(|&site| set.site(site));
        if let Some(frame) = frames.find(|frame| counts(frame.frame())) {
            let weight = &mut weights[frame.frame().index()];
            *weight = weight.wrapping_add(set.value(row));
        }
    }
    weights
}

/// Per frame that has weight in `wanted`, the weight of all stacks in which it is; 0 for the others.
fn cums(set: &StackSet, wanted: &[i64]) -> Vec<i64> {
    let mut weights = vec![0_i64; set.frame_count()];
    // The last row that counted for a frame: recursion counts once.
    let mut counted = vec![usize::MAX; set.frame_count()];
    for row in 0..set.len() {
        for frame in set.stack(row).iter().flat_map(|&site| set.site(site)) {
            let index = frame.frame().index();
            if wanted[index] != 0 && counted[index] != row {
                counted[index] = row;
                weights[index] = weights[index].wrapping_add(set.value(row));
            }
        }
    }
    weights
}

/// The frames with the largest magnitudes.
fn largest(set: &StackSet, weights: &[i64]) -> Vec<(FrameId, i64)> {
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
    frames.truncate(NAMED);
    frames
}
