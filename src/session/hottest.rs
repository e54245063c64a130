//! What is hot: the functions that a sentence about the profile names, and what their numbers are.
//!
//! Where time or memory goes, they are those that pprof's `top` puts first; where those are of Go's runtime, also those that come
//! first without it, with the numbers that they have once the runtime is hidden. Of who waits (blocking, mutexes, goroutines), what
//! counts is the innermost function of each stack that is not only a way to wait, with all that it calls.

use super::display;
use crate::analysis::runtime;
use crate::analysis::stacks::{FrameId, StackSet, cums, innermost};
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
            let waiting = innermost(set, |row| set.value(row), |frame| !inside[frame.index()]);
            if waiting.iter().any(|&weight| weight != 0) {
                let cums = cums(set, |row| set.value(row), |frame| waiting[frame.index()] != 0);
                return Hottest {
                    functions: named(largest(set, &cums)),
                    is_cum: true,
                    without_runtime: Vec::new(),
                };
            }
        }
        let functions = largest(set, set.weights().raw_flats());
        let inside = runtime::frames(profile, set, runtime::is_runtime);
        let is_first_inside = functions.first().is_some_and(|(frame, _)| inside[frame.index()]);
        let without_runtime = match is_first_inside {
            true => largest(
                set,
                &innermost(set, |row| set.value(row), |frame| !inside[frame.index()]),
            ),
            false => Vec::new(),
        };
        // One tells enough of it, and what is the same with the runtime is said once.
        let without_runtime = without_runtime
            .into_iter()
            .take(1)
            .filter(|own| !functions.contains(own) && functions.iter().take(1).all(|first| is_part(own.1, first.1)));
        Hottest {
            without_runtime: named(without_runtime.collect()),
            functions: named(functions),
            is_cum: false,
        }
    }
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
    let most = frames.first().map_or(0, |&(_, weight)| weight);
    frames.retain(|&(_, weight)| is_part(weight, most));
    frames
}

/// Whether a weight is a finding beside the largest: kilobytes beside gigabytes are nothing. The share is that below which pprof drops nodes.
fn is_part(weight: i64, most: i64) -> bool {
    u128::from(weight.unsigned_abs()) * LEAST >= u128::from(most.unsigned_abs())
}
