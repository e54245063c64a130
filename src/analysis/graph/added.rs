//! Added: a frame that is drawn although the limits leave it out, between its heaviest callers and callees.
//!
//! In: a drawing of `main` and `leaf` out of `main;mid;thin;leaf 5`. Out, with `mid` added: `main -> mid 5`, `mid -> thin 5` and
//! `thin -> leaf 5`. What the header says of the drawing stays what pprof says.

use super::call_tree::CallTree;
use super::{CallGraph, Calls, Edge, Edges, NodeId, visible_nodes};
use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::Result;

/// So many callers and so many callees come with a frame.
const NEIGHBOURS: usize = 3;
/// So many calls of each of them, and as many by it, are drawn however small they are: nothing that is added hangs loose.
const CALLS: usize = 4;

impl CallGraph {
    /// Adds a frame, and counts the calls anew; answers whether it did. There is nothing to add if the frame is among the nodes, or in no
    /// sample with a value.
    ///
    /// # Errors
    ///
    /// The memory does not suffice for the call paths.
    pub(super) fn add(&mut self, set: &StackSet, options: &Options, frame: FrameId, edge_cutoff: i64) -> Result<bool> {
        if self.nodes.iter().any(|&node| self.frame(node) == frame) {
            return Ok(false);
        }
        let added = self.with_neighbours(set, frame)?;
        if added.is_empty() {
            return Ok(false);
        }
        for node in added {
            if !self.nodes.contains(&node) {
                self.nodes.push(node);
                self.added += 1;
            }
        }
        self.keep_all(set, options)?;
        self.count_edges(set)?;
        self.drop_small_calls(edge_cutoff);
        Ok(true)
    }

    /// The node of a frame, its heaviest one in a tree, and those that it calls and is called by directly; nothing if it has no samples.
    fn with_neighbours(&self, set: &StackSet, frame: FrameId) -> Result<Vec<NodeId>> {
        let magnitude = |node: u32| self.weights.raw_cum(node as usize).wrapping_abs();
        let mut sides = [Vec::new(), Vec::new()];
        let node = match &self.tree {
            Some(tree) => {
                let nodes = 0..tree.len() as u32;
                let own = nodes.clone().filter(|&node| tree.frame(NodeId(node)) == frame);
                let Some(node) = own.max_by_key(|&node| magnitude(node)) else {
                    return Ok(Vec::new());
                };
                let node = NodeId(node);
                sides[0].extend(tree.parent(node).map(|caller| (caller.0, 0)));
                let callees = nodes.filter(|&callee| tree.parent(NodeId(callee)) == Some(node));
                sides[1].extend(callees.map(|callee| (callee, magnitude(callee))));
                node
            }
            None => {
                let mut marks = vec![false; set.frame_count()];
                marks[frame.index()] = true;
                let direct = Edges::new(set, None, Calls::Of(&marks))?;
                if direct.all().is_empty() && magnitude(frame.0) == 0 {
                    return Ok(Vec::new());
                }
                for call in direct.all() {
                    let (side, other) = match call.to == frame {
                        true => (0, call.from),
                        false => (1, call.to),
                    };
                    sides[side].push((other.0, call.weight.wrapping_abs()));
                }
                NodeId(frame.0)
            }
        };
        let neighbours = sides.into_iter().flat_map(|side| heaviest(side, NEIGHBOURS));
        Ok(std::iter::once(node).chain(neighbours.map(NodeId)).collect())
    }

    /// Only what is not among the nodes is jumped over.
    fn keep_all(&mut self, set: &StackSet, options: &Options) -> Result<()> {
        let mut shown = vec![false; self.weights.len()];
        self.nodes.iter().for_each(|node| shown[node.index()] = true);
        match &mut self.tree {
            // What was taken out of a tree does not come back.
            Some(tree) => {
                let (mut whole, _) = CallTree::new(set)?;
                let mut removed = vec![false; whole.len()];
                for node in visible_nodes(&self.weights, options.drop_negative) {
                    removed[node as usize] = !shown[node as usize];
                }
                whole.remove(&removed);
                *tree = whole;
            }
            None => self.kept = self.kept.take().map(|_| shown),
        }
        Ok(())
    }

    /// Drops calls below the cutoff, but the heaviest ones of what is added.
    fn drop_small_calls(&mut self, cutoff: i64) {
        let places = self.places();
        let is_shown = |node: NodeId| places[node.index()] > 0;
        let mut stays = vec![false; self.edges.len()];
        for &node in self.added() {
            for end in [|edge: &Edge<NodeId>| edge.from, |edge: &Edge<NodeId>| edge.to] {
                let calls = self.edges.iter().enumerate();
                let own = calls
                    .filter(|(_, edge)| end(edge) == node && is_shown(edge.from) && is_shown(edge.to))
                    .map(|(index, edge)| (index as u32, edge.weight.wrapping_abs()));
                for index in heaviest(own.collect(), CALLS) {
                    stays[index as usize] = true;
                }
            }
        }
        let mut index = 0;
        self.edges.retain(|edge| {
            index += 1;
            stays[index - 1] || !is_shown(edge.to) || edge.weight.wrapping_abs() >= cutoff
        });
    }
}

/// The first of some numbers by what they weigh.
#[expect(clippy::disallowed_methods, reason = "a few are taken, each in one pass")]
fn heaviest(mut all: Vec<(u32, i64)>, most: usize) -> Vec<u32> {
    let mut first = Vec::new();
    while first.len() < most && !all.is_empty() {
        let mut at = 0;
        for place in 1..all.len() {
            if all[place].1 > all[at].1 {
                at = place;
            }
        }
        // What is equal stays in its order.
        first.push(all.remove(at).0);
    }
    first
}
