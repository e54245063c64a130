//! The order of nodes: by magnitude, then by name, as pprof has it.

use crate::stacks::{FrameId, StackSet};

/// A node to be ordered.
pub struct Ranked {
    /// The node.
    pub node: u32,
    /// Its frame.
    pub frame: FrameId,
    /// What it is ordered by, a magnitude.
    pub first: i64,
    /// What decides between nodes that are called the same.
    pub second: i64,
}

/// Orders nodes by magnitude, the largest first, then by printed name. What is still equal is ordered by the second
/// magnitude, by everything that tells the frames apart, and at last, in call trees, by which path came first.
///
/// pprof compares addresses before names; printed names begin with the address, all digits of it, so names do it.
/// `names` holds the printed names by frame: profiles with thousands of equal values would make them again at every
/// comparison.
pub fn sort(nodes: &mut [Ranked], names: &[Vec<u8>], set: &StackSet) {
    nodes.sort_unstable_by(|one, other| {
        let by_name = || names[one.frame.index()].cmp(&names[other.frame.index()]);
        let by_identity = || match one.frame == other.frame {
            true => one.node.cmp(&other.node),
            false => set.identity(one.frame).cmp(&set.identity(other.frame)),
        };
        let by_first = other.first.cmp(&one.first);
        by_first
            .then_with(by_name)
            .then_with(|| other.second.cmp(&one.second))
            .then_with(by_identity)
    });
}
