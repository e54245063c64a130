//! Before: what the nodes and the calls of a drawing weighed in the base, where the stacks are those of a comparison.
//!
//! In: `main;read 30` and, of the base, `main;read -20`. Out: `read` weighed 20, and so did the call main -> read. Calls are counted as
//! those of the drawing are, over the same nodes, so that what they were and what they are can be put side by side.

use super::call_graph::of_nodes;
use super::redundant::Adjacency;
use super::{CallGraph, Calls, Edge, Edges, NodeId};
use crate::analysis::stacks::{Base, FrameId, Sides, StackSet};
use crate::base::error::Result;
use crate::base::room::collected;

/// By row, whether it is of the base of a comparison; none where nothing is compared.
fn base_rows(set: &StackSet) -> Result<Option<Vec<bool>>> {
    let Some(base) = Base::of(set) else {
        return Ok(None);
    };
    let rows = (0..set.len()).map(|row| base.has(set, row));
    Ok(Some(collected(set.len(), rows)?))
}

/// What the calls to and from a frame weighed before; none where nothing is compared. Calls that are new are not among them.
///
/// # Errors
///
/// The memory does not suffice.
pub fn calls_before(set: &StackSet, frame: FrameId) -> Result<Option<Vec<Edge>>> {
    let Some(rows) = base_rows(set)? else {
        return Ok(None);
    };
    let marks: Vec<bool> = (0..set.frame_count()).map(|number| number == frame.index()).collect();
    let mut edges = Edges::of_rows(set, Some(&rows), None, Calls::Of(&marks))?
        .all()
        .to_vec();
    edges
        .iter_mut()
        .for_each(|edge| edge.weight = edge.weight.wrapping_neg());
    Ok(Some(edges))
}

/// What was, in the unit of the sample type.
pub struct Before {
    /// By node, its own value.
    flat: Vec<i64>,
    /// By node, the value with all that it calls.
    cum: Vec<i64>,
    /// By call, in the order of the graph's.
    calls: Vec<i64>,
}

impl Before {
    /// Reads the stacks that a graph was made of; none if they are of no comparison that tells.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn of(graph: &CallGraph, set: &StackSet) -> Result<Option<Before>> {
        let Some(rows) = base_rows(set)? else {
            return Ok(None);
        };
        match &graph.tree {
            Some(tree) => {
                let (mut flat, mut cum) = (vec![0_i64; tree.len()], vec![0_i64; tree.len()]);
                for row in (0..set.len()).filter(|&row| rows[row]) {
                    let value = set.value(row).wrapping_neg();
                    let mut next = tree.leaf(row);
                    if let Some(leaf) = next {
                        flat[leaf.index()] = flat[leaf.index()].wrapping_add(value);
                    }
                    while let Some(node) = next {
                        cum[node.index()] = cum[node.index()].wrapping_add(value);
                        next = tree.parent(node);
                    }
                }
                // What passes through the call of a node is all that it has.
                let calls = graph.edges.iter().map(|edge| cum[edge.to.index()]).collect();
                Ok(Some(Before { flat, cum, calls }))
            }
            None => {
                let Some(sides) = Sides::of(set) else {
                    return Ok(None);
                };
                let frames = 0..set.frame_count() as u32;
                let base = of_nodes(&Edges::of_rows(set, Some(&rows), graph.kept.as_deref(), Calls::All)?);
                let frame_count = set.frame_count();
                let was = Adjacency::new(&base, frame_count, |edge| edge.from);
                let is = Adjacency::new(&graph.edges, frame_count, |edge| edge.from);
                let mut calls = vec![0_i64; graph.edges.len()];
                // By callee, what calls from one frame were.
                let mut weights = vec![0_i64; frame_count];
                for frame in (0..frame_count as u32).map(NodeId) {
                    let own = || was.of(frame).iter().map(|&index| &base[index as usize]);
                    own().for_each(|call| weights[call.to.index()] = call.weight.wrapping_neg());
                    for &index in is.of(frame) {
                        calls[index as usize] = weights[graph.edges[index as usize].to.index()];
                    }
                    own().for_each(|call| weights[call.to.index()] = 0);
                }
                Ok(Some(Before {
                    calls,
                    flat: frames.clone().map(|frame| sides.flat(FrameId(frame))).collect(),
                    cum: frames.map(|frame| sides.cum(FrameId(frame))).collect(),
                }))
            }
        }
    }

    /// What a node weighed itself.
    pub fn flat(&self, node: NodeId) -> i64 {
        self.flat[node.index()]
    }

    /// What it weighed with all that it calls.
    pub fn cum(&self, node: NodeId) -> i64 {
        self.cum[node.index()]
    }

    /// What passed through a call, by its place among the graph's.
    pub fn call(&self, place: usize) -> i64 {
        self.calls[place]
    }
}
