//! Graph: nodes with flat and cum, caller -> callee edges; trimming and order.
//!
//! In: a [`StackSet`]. Out: the frames that a report shows, in its order, with what they weigh. `main;parse;read 30`
//! and `main;parse 12` give `main` flat 0 and cum 42, `parse` 12 and 42, `read` 30 and 30, and the edges main -> parse
//! 42 and parse -> read 30.
//!
//! pprof builds the whole graph, drops what is too small, and builds the rest again from the samples, with edges that
//! jump over what was dropped. The weight of a node does not depend on what was dropped, so here nodes are weighed
//! once, and edges are counted once, for the nodes that stay, when a report asks for them.

mod edges;
mod weights;

pub use edges::{Calls, Edge, Edges};
pub use weights::Weights;

use crate::options::Options;
use crate::order::sort_by;
use crate::stacks::{FrameId, StackSet};
use crate::text::truncate;
use std::cmp::Ordering;

/// How much of a graph is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The largest number of nodes; 0 or less for any.
    pub nodecount: i64,
    /// The share of the sum of flat that a node's cum must reach.
    pub nodefraction: f64,
    /// The share that an edge must reach.
    pub edgefraction: f64,
}

impl Limits {
    /// Everything is shown.
    pub const NONE: Limits = Limits {
        nodecount: 0,
        nodefraction: 0.0,
        edgefraction: 0.0,
    };
}

/// Whether a node was inlined where it is called from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineMark {
    /// Never.
    None,
    /// By some callers.
    Partial,
    /// By all of them.
    All,
}

impl InlineMark {
    /// The mark as `top` prints it.
    pub fn text(self) -> &'static str {
        match self {
            InlineMark::None => "",
            InlineMark::Partial => "(partial-inline)",
            InlineMark::All => "(inline)",
        }
    }
}

/// The nodes of a report, and what it takes to count the edges between them.
pub struct Graph {
    /// The nodes in the order of the report.
    pub nodes: Vec<FrameId>,
    /// What all frames weigh, shown or not.
    pub weights: Weights,
    /// How many nodes there were before `nodecount` was applied.
    pub original_nodes: usize,
    /// How many nodes were dropped for being small.
    pub dropped_nodes: usize,
    /// By frame, whether it is a node; none if all are.
    kept: Option<Vec<bool>>,
    /// What an edge must weigh.
    edge_cutoff: i64,
}

impl Graph {
    /// Weighs, trims and orders.
    pub fn new(set: &StackSet, options: &Options, limits: Limits) -> Graph {
        let weights = Weights::new(set);
        let all = visible_nodes(&weights, options.drop_negative);
        let count = all.len();
        let sum = all
            .iter()
            .fold(0_i64, |sum, &node| sum.wrapping_add(weights.raw_flat(node)));
        let cutoff = |fraction: f64| truncate(sum as f64 * fraction).wrapping_abs();
        let (node_cutoff, edge_cutoff) = (cutoff(limits.nodefraction), cutoff(limits.edgefraction));
        let mut nodes = all;
        if node_cutoff > 0 {
            nodes.retain(|&node| weights.raw_cum(node).wrapping_abs() >= node_cutoff);
        }
        let dropped_nodes = count - nodes.len();
        let original_nodes = nodes.len();
        sort(&mut nodes, set, &weights, options.sort_by_cum());
        if let Ok(limit) = usize::try_from(limits.nodecount)
            && limit > 0
        {
            nodes.truncate(limit);
        }
        // Only when something was dropped do edges jump; a node without any weight keeps its edges otherwise.
        let kept = (nodes.len() < count).then(|| {
            let mut kept = vec![false; set.frame_count()];
            nodes.iter().for_each(|node| kept[node.index()] = true);
            kept
        });
        Graph {
            nodes,
            weights,
            original_nodes,
            dropped_nodes,
            kept,
            edge_cutoff,
        }
    }

    /// Counts the calls between nodes, and drops the small ones. `set` is what the graph was made of.
    pub fn edges(&self, set: &StackSet, calls: Calls<'_>) -> Edges {
        let mut edges = Edges::new(set, self.kept.as_deref(), calls);
        edges.drop_below(self.edge_cutoff, &self.nodes);
        edges
    }

    /// The weight of a node itself, as a mean where means are wanted.
    pub fn flat(&self, node: FrameId) -> i64 {
        self.weights.flat(node)
    }

    /// The weight of a node with all that it calls, as a mean where means are wanted.
    pub fn cum(&self, node: FrameId) -> i64 {
        self.weights.cum(node)
    }

    /// The sum of what the shown nodes weigh themselves.
    pub fn shown_flat(&self) -> i64 {
        let flat = self.nodes.iter().map(|&node| self.flat(node));
        flat.fold(0, i64::wrapping_add)
    }
}

/// The nodes that weigh anything.
fn visible_nodes(weights: &Weights, drop_negative: bool) -> Vec<FrameId> {
    (0..weights.len() as u32)
        .map(FrameId)
        .filter(|&node| {
            let (flat, cum) = (weights.raw_flat(node), weights.raw_cum(node));
            let negative = flat < 0 || flat == 0 && cum < 0;
            (flat != 0 || cum != 0) && !(drop_negative && negative)
        })
        .collect()
}

/// pprof's order of a text report: by magnitude, then by address where both nodes have one, then by name. What is
/// still equal is ordered by everything that tells the nodes apart.
fn sort(nodes: &mut [FrameId], set: &StackSet, weights: &Weights, by_cum: bool) {
    let magnitudes = |node: FrameId| {
        let flat = weights.raw_flat(node).wrapping_abs();
        let cum = weights.raw_cum(node).wrapping_abs();
        if by_cum { (cum, flat) } else { (flat, cum) }
    };
    // Names are made once: profiles with thousands of equal values would make them again at every comparison.
    let mut names: Vec<Vec<u8>> = vec![Vec::new(); set.frame_count()];
    nodes
        .iter()
        .for_each(|&node| names[node.index()] = set.printed_name(node));
    sort_by(nodes, |&one, &other| {
        let ((first, second), (other_first, other_second)) = (magnitudes(one), magnitudes(other));
        other_first
            .cmp(&first)
            .then_with(|| by_place(set, &names, one, other))
            .then_with(|| other_second.cmp(&second))
            .then_with(|| set.identity(one).cmp(&set.identity(other)))
    });
}

fn by_place(set: &StackSet, names: &[Vec<u8>], one: FrameId, other: FrameId) -> Ordering {
    let (address, other_address) = (set.frame(one).address, set.frame(other).address);
    if address != 0 && other_address != 0 && address != other_address {
        return address.cmp(&other_address);
    }
    names[one.index()].cmp(&names[other.index()])
}

/// pprof's order of a node's edges: by magnitude, then by the printed names of their ends. Edges of equal magnitude
/// and different sign are in no order there; here the names decide, too.
pub fn sort_edges(edges: &mut [Edge], set: &StackSet) {
    let names = |edge: &Edge| (set.printed_name(edge.from), set.printed_name(edge.to));
    sort_by(edges, |one, other| {
        let magnitudes = other.weight.wrapping_abs().cmp(&one.weight.wrapping_abs());
        magnitudes
            .then_with(|| names(one).cmp(&names(other)))
            .then_with(|| (one.from, one.to).cmp(&(other.from, other.to)))
    });
}

#[cfg(test)]
mod tests;
