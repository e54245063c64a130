//! The order of nodes: by magnitude, then by name, as pprof has it.

use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::go_sort;
use crate::base::sort::sort_by;
use std::cmp::Ordering;

/// A node to be ordered: heavier ones first, and equals by their texts.
pub struct Ranked {
    /// The node: a number that the caller gave it.
    pub node: u32,
    /// The frame that it stands for, whose texts decide between equals.
    pub frame: FrameId,
    /// What it is ordered by, a magnitude.
    pub first: i64,
    /// What decides between nodes that are called the same.
    pub second: i64,
}

/// Which order nodes that tie get: those that are called the same and weigh the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// pprof leaves it to chance; here everything that tells their frames apart decides, and then the order they had.
    Free,
    /// They had an order before, and get what Go's sorting makes of it.
    Sorted,
}

/// Orders nodes by magnitude, the largest first, then by printed name, then by the second magnitude. Answers the
/// nodes.
///
/// pprof compares addresses before names; printed names begin with the address, all digits of it, so names do it.
/// `names` holds the printed names by frame: profiles with thousands of equal values would make them again at every
/// comparison.
pub fn sorted(nodes: &[Ranked], names: &[Vec<u8>], set: &StackSet, ties: Ties) -> Vec<u32> {
    let mut order: Vec<&Ranked> = nodes.iter().collect();
    let by_first = |one: &Ranked, other: &Ranked| other.first.cmp(&one.first);
    let by_name = |one: &Ranked, other: &Ranked| names[one.frame.index()].cmp(&names[other.frame.index()]);
    let by_second = |one: &Ranked, other: &Ranked| other.second.cmp(&one.second);
    match ties {
        Ties::Free => sort_by(&mut order, |one, other| {
            let by_identity = || match one.frame == other.frame {
                true => Ordering::Equal,
                false => set.identity(one.frame).cmp(&set.identity(other.frame)),
            };
            let by_magnitudes = by_first(one, other)
                .then_with(|| by_name(one, other))
                .then_with(|| by_second(one, other));
            by_magnitudes.then_with(by_identity)
        }),
        Ties::Sorted => go_sort::sort_by(&mut order, |one, other| {
            // Different frames of one name are never weighed against each other.
            by_first(one, other).then_with(|| match one.frame == other.frame {
                true => by_second(one, other),
                false => by_name(one, other),
            })
        }),
    }
    order.iter().map(|ranked| ranked.node).collect()
}
