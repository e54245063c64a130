//! Graph: nodes with flat and cum, caller -> callee edges; trimming and order.
//!
//! In: a [`StackSet`]. Out: the frames that a report shows, in its order, with what they weigh. `main;parse;read 30`
//! and `main;parse 12` give `main` flat 0 and cum 42, `parse` 12 and 42, `read` 30 and 30, and the edges main -> parse
//! 42 and parse -> read 30.
//!
//! pprof builds the whole graph, drops what is too small, and builds the rest again from the samples, with edges that
//! jump over what was dropped. The weight of a node does not depend on what was dropped, so here nodes are weighed
//! once, and edges are counted once, for the nodes that stay, when a report asks for them.

mod added;
mod before;
mod call_graph;
mod call_tree;
mod edges;
mod entropy;
mod inlined;
mod order;
mod pairs;
mod redundant;
mod tags;

pub use before::{Before, calls_before};
pub use call_graph::{CallGraph, Candidates, Choice, NodeId, SHOWN_TAGS, Wanted};
pub use edges::{Calls, Edge, Edges};
pub use tags::{Tag, TagUnits};

use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, StackSet, Weights};
use crate::base::error::Result;
use crate::base::sort::sort_by;
use crate::base::text::truncate;
use order::{Ranked, Ties};
use std::rc::Rc;

/// How much of a graph is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The largest number of nodes; 0 or less for any.
    pub nodecount: i64,
    /// The share of the sum of flat that a node's cum must reach, from 0 to 1.
    pub nodefraction: f64,
    /// The share of the same sum that an edge must reach, from 0 to 1.
    pub edgefraction: f64,
}

impl Limits {
    /// No limits: every node and every edge is shown.
    pub const NONE: Limits = Limits {
        nodecount: 0,
        nodefraction: 0.0,
        edgefraction: 0.0,
    };
}

/// Whether a node was inlined where it is called from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineMark {
    /// It never was.
    None,
    /// Some callers call it, others have it inlined.
    Partial,
    /// It was inlined by all callers.
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

/// How much of a graph is shown, and what was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// The sum of what the nodes that are shown weigh themselves, in the unit of the sample type.
    pub flat: i64,
    /// How many nodes are shown.
    pub nodes: usize,
    /// How many there were before `nodecount` was applied.
    pub original_nodes: usize,
    /// How many nodes were dropped for being small.
    pub dropped_nodes: usize,
    /// How many edges were, where the report says so.
    pub dropped_edges: usize,
}

/// The nodes of a report, and what it takes to count the edges between them.
pub struct Graph {
    /// The nodes in the order of the report.
    pub nodes: Vec<FrameId>,
    /// What all frames weigh, shown or not.
    pub weights: Rc<Weights>,
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
    /// Weighs all frames, drops the nodes that the limits and `drop_negative` leave out, and orders the rest as `sort`
    /// says.
    pub fn new(set: &StackSet, options: &Options, limits: Limits) -> Graph {
        let weights = set.weights();
        let mut nodes = visible_nodes(&weights, options.drop_negative);
        let count = nodes.len();
        let node_cutoff = cutoff(&weights, &nodes, limits.nodefraction);
        let edge_cutoff = cutoff(&weights, &nodes, limits.edgefraction);
        if node_cutoff > 0 {
            nodes.retain(|&node| weights.raw_cum(node as usize).wrapping_abs() >= node_cutoff);
        }
        let dropped_nodes = count - nodes.len();
        let original_nodes = nodes.len();
        let mut nodes = sorted(set, &weights, &nodes, options.sort_by_cum());
        if let Ok(limit) = usize::try_from(limits.nodecount)
            && limit > 0
        {
            nodes.truncate(limit);
            nodes.retain(|node| !is_dropped_by_choice(&weights, node.index()));
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
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn edges(&self, set: &StackSet, calls: Calls<'_>) -> Result<Edges> {
        let mut edges = Edges::new(set, self.kept.as_deref(), calls)?;
        edges.drop_below(self.edge_cutoff, &self.nodes);
        Ok(edges)
    }

    /// Whether each of some nodes was inlined where it is called from. `set` is what the graph was made of.
    ///
    /// Walks all stacks, unless none of the nodes is inlined anywhere, so it is asked about the nodes that are looked at.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn inline_marks(&self, set: &StackSet, nodes: &[FrameId]) -> Result<Vec<InlineMark>> {
        Ok(inlined::marks(set, self.kept.as_deref(), self.edge_cutoff, nodes)?)
    }

    /// The weight of a node itself, as a mean where means are wanted.
    pub fn flat(&self, node: FrameId) -> i64 {
        self.weights.flat(node.index())
    }

    /// The weight of a node with all that it calls, as a mean where means are wanted.
    pub fn cum(&self, node: FrameId) -> i64 {
        self.weights.cum(node.index())
    }

    /// How much of the whole it shows, as headers say.
    pub fn shown(&self) -> Shown {
        let flat = self.nodes.iter().map(|&node| self.flat(node));
        Shown {
            flat: flat.fold(0, i64::wrapping_add),
            nodes: self.nodes.len(),
            original_nodes: self.original_nodes,
            dropped_nodes: self.dropped_nodes,
            dropped_edges: 0,
        }
    }
}

/// The frames of nodes in the order of text reports.
fn sorted(set: &StackSet, weights: &Weights, nodes: &[u32], by_cum: bool) -> Vec<FrameId> {
    let mut names: Vec<Vec<u8>> = vec![Vec::new(); set.frame_count()];
    let mut ranked = Vec::with_capacity(nodes.len());
    for &node in nodes {
        let frame = FrameId(node);
        names[frame.index()] = set.printed_name(frame);
        let (first, second) = magnitudes(weights, frame.index(), by_cum);
        ranked.push(Ranked {
            node,
            frame,
            first,
            second,
        });
    }
    let nodes = order::sorted(&ranked, &names, set, Ties::Free);
    nodes.into_iter().map(FrameId).collect()
}

/// Whether pprof drops a node when it chooses some of them: it takes the magnitude of the smallest number for negative.
fn is_dropped_by_choice(weights: &Weights, node: usize) -> bool {
    weights.raw_cum(node) == i64::MIN
}

/// How much of the sum of flat over `nodes` a fraction is: what weighs less is small.
fn cutoff(weights: &Weights, nodes: &[u32], fraction: f64) -> i64 {
    let flat = nodes.iter().map(|&node| weights.raw_flat(node as usize));
    let sum = flat.fold(0, i64::wrapping_add);
    truncate(sum as f64 * fraction).wrapping_abs()
}

/// The nodes that weigh anything, by index.
fn visible_nodes(weights: &Weights, drop_negative: bool) -> Vec<u32> {
    (0..weights.len() as u32)
        .filter(|&node| {
            let (flat, cum) = (weights.raw_flat(node as usize), weights.raw_cum(node as usize));
            let negative = flat < 0 || flat == 0 && cum < 0;
            (flat != 0 || cum != 0) && !(drop_negative && negative)
        })
        .collect()
}

/// What a text report orders a node by: its own magnitude and that of its cum, in the order in which they count.
fn magnitudes(weights: &Weights, node: usize, by_cum: bool) -> (i64, i64) {
    let flat = weights.raw_flat(node).wrapping_abs();
    let cum = weights.raw_cum(node).wrapping_abs();
    if by_cum { (cum, flat) } else { (flat, cum) }
}

/// pprof's order of a node's edges: by magnitude, then by the printed names of their ends. Edges of equal magnitude
/// and different sign are in no order there; here the smaller one comes first.
pub fn sort_edges(edges: &mut [Edge], set: &StackSet) {
    let names = |edge: &Edge| (set.printed_name(edge.from), set.printed_name(edge.to));
    sort_by(edges, |one, other| {
        let magnitudes = other.weight.wrapping_abs().cmp(&one.weight.wrapping_abs());
        magnitudes
            .then(one.weight.cmp(&other.weight))
            .then_with(|| names(one).cmp(&names(other)))
            .then_with(|| (one.from, one.to).cmp(&(other.from, other.to)))
    });
}

#[cfg(test)]
mod tests;
