//! CallTree: a node per path. In: a [`StackSet`]. Out: nodes as columns of parents and frames, and what they weigh.
//!
//! `main;a;log 5` and `main;b;log 7` give five nodes where a graph has four: the `log` under `a` and that under `b`.
//!
//! A path is a node's number: a node is found by its parent and its frame in a hash table, so a frame of a stack costs a
//! look-up whatever its depth. Parents have smaller numbers than their children, which
//! makes every pass over the tree a loop. An edge needs no column of its own: what passes through the call of a node
//! is the node's cum.

use super::{Edge, NodeId};
use crate::analysis::stacks::{FrameId, StackSet, Weights};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::room::{one_more, one_more_key};
use rustc_hash::FxHashMap;

/// The node of every path from the root that a sample with a value takes.
#[derive(Clone)]
pub struct CallTree {
    /// By node, the node in front of it on the path; [`NONE`] for roots.
    parents: Vec<u32>,
    /// By node, its frame, shifted by one, and whether it was inlined wherever the path was taken.
    frames: Vec<u32>,
    /// By row, the node that it ends in; [`NONE`] for rows that do not count.
    leaves: Vec<u32>,
    /// By node, the node that calls it in what is left of the tree.
    callers: Vec<u32>,
    /// By node, whether dropped nodes lie between it and its caller; empty if none were dropped.
    residual: Vec<bool>,
}

/// Where there is no node.
pub const NONE: u32 = u32::MAX;

impl CallTree {
    /// Walks all stacks once.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or there are more paths than a tree may have.
    pub fn new(set: &StackSet) -> Result<(CallTree, Weights)> {
        let mut tree = CallTree {
            parents: Vec::new(),
            frames: Vec::new(),
            leaves: Vec::new(),
            callers: Vec::new(),
            residual: Vec::new(),
        };
        let mut weights = Weights::empty(set.is_mean());
        let mut known = FxHashMap::default();
        let most = set.tree_limits().paths;
        tree.leaves.try_reserve_exact(set.len()).map_err(|_| OutOfMemory)?;
        for row in 0..set.len() {
            let (value, divisor) = (set.value(row), set.divisor(row));
            let mut node = NONE;
            if value != 0 || divisor != 0 {
                for site in set.stack(row).iter().rev() {
                    for frame in set.site(site).iter().rev() {
                        node = tree.child(&mut known, &mut weights, node, frame.frame())?;
                        tree.frames[node as usize] &= !1 | u32::from(frame.is_inline());
                        weights.add_cum(node as usize, value, divisor);
                    }
                    if tree.len() > most {
                        return Err(Error::new(ErrorKind::TooManyCalls { most: most as u64 }));
                    }
                }
            }
            if node != NONE {
                weights.add_flat(node as usize, value, divisor);
            }
            tree.leaves.push(node);
        }
        tree.callers.try_reserve_exact(tree.len()).map_err(|_| OutOfMemory)?;
        tree.callers.extend_from_slice(&tree.parents);
        Ok((tree, weights))
    }

    /// The node of a frame under another node.
    #[inline(always)]
    fn child(
        &mut self,
        known: &mut FxHashMap<(u32, FrameId), u32>,
        weights: &mut Weights,
        parent: u32,
        frame: FrameId,
    ) -> Result<u32, OutOfMemory> {
        let CallTree { parents, frames, .. } = self;
        if let Some(&node) = known.get(&(parent, frame)) {
            return Ok(node);
        }
        let node = u32::try_from(parents.len())
            .ok()
            .filter(|&node| node != NONE)
            .ok_or(OutOfMemory)?;
        one_more_key(known)?;
        known.insert((parent, frame), node);
        one_more(parents)?;
        one_more(frames)?;
        parents.push(parent);
        frames.push(frame.0 << 1 | 1);
        weights.push()?;
        Ok(node)
    }

    /// The number of nodes, those that were detached or emptied included.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// The frame that a node stands for; other paths to it are other nodes.
    pub fn frame(&self, node: NodeId) -> FrameId {
        FrameId(self.frames[node.index()] >> 1)
    }

    /// The node in front of a node on its path.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.parents[node.index()];
        (parent != NONE).then_some(NodeId(parent))
    }

    /// The node that a row ends in.
    pub fn leaf(&self, row: usize) -> Option<NodeId> {
        let leaf = self.leaves[row];
        (leaf != NONE).then_some(NodeId(leaf))
    }

    /// Takes nodes out. What they call is called by their own caller then, and by none if they had none.
    pub fn remove(&mut self, removed: &[bool]) {
        self.residual.resize(self.len(), false);
        for node in 0..self.len() {
            let caller = self.callers[node];
            if caller == NONE || !removed[caller as usize] {
                continue;
            }
            // The caller is in front, so its own caller stays.
            self.callers[node] = self.callers[caller as usize];
            self.residual[node] = true;
            self.frames[node] &= !1 | self.frames[caller as usize];
        }
        for (caller, &removed) in self.callers.iter_mut().zip(removed) {
            if removed {
                *caller = NONE;
            }
        }
    }

    /// Makes a node a root.
    pub fn detach(&mut self, node: NodeId) {
        self.callers[node.index()] = NONE;
    }

    /// All calls in what is left of the tree.
    pub fn edges(&self, weights: &Weights) -> Vec<Edge<NodeId>> {
        let nodes = 0..self.len();
        nodes
            .filter(|&node| self.callers[node] != NONE)
            .map(|node| Edge {
                from: NodeId(self.callers[node]),
                to: NodeId(node as u32),
                weight: weights.raw_cum(node),
                divisor: weights.cum_divisor(node),
                residual: self.residual.get(node) == Some(&true),
                inline: self.frames[node] & 1 != 0,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{Objects, Paths, TreeLimits};
    use crate::testing::profile;
    use std::rc::Rc;

    #[test]
    fn a_tree_has_no_more_paths_than_it_may_have() {
        let paths = |most: usize| {
            let filtered = Rc::new(Filtered::all(&profile("main;a;log 5\nmain;b;log 7")));
            let set = StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Trimmed);
            let limits = TreeLimits {
                paths: most,
                ..TreeLimits::NONE
            };
            let made = CallTree::new(&set.limited(limits)).map(|(tree, _)| tree.len());
            made.map_err(|error| error.kind().clone())
        };
        assert_eq!(paths(5), Ok(5));
        assert_eq!(paths(4), Err(ErrorKind::TooManyCalls { most: 4 }));
    }
}
