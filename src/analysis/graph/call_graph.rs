//! CallGraph: the nodes and edges of `dot` and `callgrind`, in a graph or a tree of calls.
//!
//! In: a [`StackSet`]. Out: nodes in the order of the report, all edges, and for pictures the tags of the nodes.
//!
//! A picture is made in pprof's steps. What is small goes, then all but the most interesting nodes go, and each time
//! edges jump over what went. How interesting a node is depends on its edges, so here they are counted before the
//! nodes are chosen, and again for those that stay: in a graph from the samples, in a tree by joining what is left.

use super::call_tree::CallTree;
use super::order::{self, Ranked, Ties};
use super::redundant::{self, Adjacency};
use super::tags::{NodeTags, TagUnits};
use super::{Calls, Edge, Edges, Limits, Shown, cutoff, entropy, is_dropped_by_choice, magnitudes, visible_nodes};
use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, StackSet, Weights};
use crate::base::columns::id;
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::sort::sort_by;
use std::rc::Rc;

id! {
    /// A node of a [`CallGraph`]: a frame or, in a tree, a frame at the end of one path from the root.
    NodeId
}

/// The nodes and edges of a report.
#[derive(Clone)]
pub struct CallGraph {
    /// The nodes in the order of the report.
    pub nodes: Vec<NodeId>,
    /// How much of the whole it shows, as headers say.
    pub shown: Shown,
    /// The tags of the nodes, for pictures.
    pub tags: NodeTags,
    /// The calls, also those of nodes that are not shown for weighing nothing, the largest first.
    pub(super) edges: Vec<Edge<NodeId>>,
    pub(super) weights: Rc<Weights>,
    /// Where nodes are paths.
    pub(super) tree: Option<CallTree>,
    /// By frame, whether it is a node; none if all are, or where nodes are paths.
    pub(super) kept: Option<Vec<bool>>,
    /// Printed names by frame; empty where none was needed.
    names: Vec<Vec<u8>>,
    /// How many of the nodes, the last ones, the limits leave out.
    pub(super) added: usize,
}

/// What a drawing shows of a graph.
pub struct Wanted<'a> {
    /// How much of it.
    pub limits: Limits,
    /// The units of the label `bytes`; none for a drawing without tags, which then are no boxes that count.
    pub tag_units: Option<TagUnits<'a>>,
    /// A frame that is drawn whatever the limits say, if it is in any sample.
    pub also: Option<FrameId>,
    /// Which nodes the limits leave.
    pub choice: Choice,
}

/// Which nodes a drawing has, of those that are large enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// Those that pprof finds most interesting.
    #[default]
    Interest,
    /// Half of them are the heaviest by flat: with few of them pprof's choice leaves out what is hot.
    Heaviest,
    /// Half of them are the largest by flat, half by cum, whatever their signs: what pprof takes for interest is a share of what calls of
    /// one sign add up to, and says nothing of changes.
    Changes,
}

/// What a picture is chosen from: the nodes that are large enough, the most interesting first. To count the calls between all of them is
/// most of the work of a picture, and one that has fewer nodes is chosen from the same.
#[derive(Clone)]
pub struct Candidates {
    graph: CallGraph,
    node_cutoff: i64,
    edge_cutoff: i64,
}

impl Candidates {
    /// Weighs all nodes, and orders those that the limits leave but for their number.
    ///
    /// # Errors
    ///
    /// The memory does not suffice for the call paths.
    pub fn new(set: &StackSet, options: &Options, wanted: &Wanted<'_>) -> Result<Candidates> {
        let limits = wanted.limits;
        let mut graph = CallGraph::new(set, options)?;
        let indices: Vec<u32> = graph.nodes.iter().map(|node| node.0).collect();
        let node_cutoff = cutoff(&graph.weights, &indices, limits.nodefraction);
        let edge_cutoff = cutoff(&graph.weights, &indices, limits.edgefraction);
        if node_cutoff > 0 {
            let weights = &graph.weights;
            let is_large = |node: &NodeId| weights.raw_cum(node.index()).wrapping_abs() >= node_cutoff;
            let large = graph.nodes.iter().copied().filter(is_large).collect();
            graph.shown.dropped_nodes = graph.keep(large);
        }
        graph.shown.original_nodes = graph.nodes.len();
        graph.count_edges(set)?;
        graph.sort_by_interest(set, Ties::Free);
        match wanted.choice {
            Choice::Interest => {}
            Choice::Heaviest => graph.take_turns(set),
            Choice::Changes => {
                graph.sort_nodes(set, Ties::Free, &|weights, node| magnitudes(weights, node, true));
                graph.take_turns(set);
            }
        }
        Ok(Candidates {
            graph,
            node_cutoff,
            edge_cutoff,
        })
    }

    /// What fits a picture, the most interesting nodes first, and behind them what is added. All but the number of nodes, the frame that is drawn anyway and the tags is to be what the candidates were made for.
    ///
    /// # Errors
    ///
    /// The memory does not suffice for the call paths or their tags.
    pub fn drawing(self, set: &StackSet, options: &Options, wanted: &Wanted<'_>) -> Result<CallGraph> {
        let Candidates {
            mut graph,
            node_cutoff,
            edge_cutoff,
        } = self;
        let limit = usize::try_from(wanted.limits.nodecount).unwrap_or(0);
        let candidates = match limit {
            0 => graph.nodes.len(),
            limit => limit.min(graph.nodes.len()),
        };
        let units = wanted.tag_units.as_ref();
        if let Some(units) = units {
            graph.collect_tags(set, candidates, units)?;
            graph.tags.drop_below(node_cutoff);
        }
        if limit > 0 {
            graph.drop_edges_below(edge_cutoff);
            let mut chosen = graph.nodes[..graph.most_interesting(limit)].to_vec();
            if graph.tree.is_none() {
                chosen.retain(|node| !is_dropped_by_choice(&graph.weights, node.index()));
            }
            if graph.keep(chosen) > 0 || wanted.choice != Choice::Interest {
                graph.count_edges(set)?;
                // pprof makes a graph anew here, but not a tree: what is left of it is in order.
                let ties = if graph.tree.is_some() { Ties::Sorted } else { Ties::Free };
                graph.sort_by_interest(set, ties);
            }
        }
        graph.shown.dropped_edges = graph.drop_edges_below(edge_cutoff);
        let mut graph = graph.finished();
        if let Some(frame) = wanted.also
            && graph.add(set, options, frame, edge_cutoff)?
            && let Some(units) = units
        {
            graph.collect_tags(set, graph.nodes.len(), units)?;
            graph.tags.drop_below(node_cutoff);
        }
        graph.sort_edges();
        redundant::remove(&mut graph.edges, &graph.nodes, graph.weights.len());
        Ok(graph)
    }
}

/// How many tags of one kind are shown beside a node.
pub const SHOWN_TAGS: usize = 4;

impl CallGraph {
    /// Everything, in the order of text reports.
    ///
    /// # Errors
    ///
    /// The memory does not suffice for the call paths or their tags.
    pub fn listing(set: &StackSet, options: &Options) -> Result<CallGraph> {
        let mut graph = CallGraph::new(set, options)?;
        graph.count_edges(set)?;
        // Nothing is too small but the smallest number of all, whose magnitude pprof takes for negative.
        graph.drop_edges_below(0);
        let by_cum = options.sort_by_cum();
        let rank = |weights: &Weights, node| magnitudes(weights, node, by_cum);
        graph.sort_nodes(set, Ties::Free, &rank);
        graph.sort_edges();
        graph.shown.original_nodes = graph.nodes.len();
        Ok(graph.finished())
    }

    /// All nodes in no order, without edges.
    fn new(set: &StackSet, options: &Options) -> Result<CallGraph> {
        let (tree, weights) = match options.call_tree {
            true => {
                let (tree, weights) = CallTree::new(set)?;
                (Some(tree), Rc::new(weights))
            }
            false => (None, set.weights()),
        };
        let nodes = visible_nodes(&weights, options.drop_negative);
        Ok(CallGraph {
            nodes: nodes.into_iter().map(NodeId).collect(),
            shown: Shown::default(),
            tags: NodeTags::default(),
            edges: Vec::new(),
            weights,
            tree,
            kept: None,
            names: vec![Vec::new(); set.frame_count()],
            added: 0,
        })
    }

    fn finished(mut self) -> CallGraph {
        let flat = self.nodes.iter().map(|&node| self.flat(node));
        self.shown.flat = flat.fold(0, i64::wrapping_add);
        self.shown.nodes = self.nodes.len();
        self
    }

    /// Leaves only these nodes; answers how many go.
    fn keep(&mut self, nodes: Vec<NodeId>) -> usize {
        let gone = self.nodes.len() - nodes.len();
        let before = std::mem::replace(&mut self.nodes, nodes);
        if gone == 0 {
            return 0;
        }
        match &mut self.tree {
            Some(tree) => {
                // Nodes that weigh nothing were never shown; the tree still leads through them.
                let mut removed = vec![false; tree.len()];
                before.iter().for_each(|node| removed[node.index()] = true);
                self.nodes.iter().for_each(|node| removed[node.index()] = false);
                tree.remove(&removed);
            }
            None => {
                let mut kept = vec![false; self.weights.len()];
                self.nodes.iter().for_each(|node| kept[node.index()] = true);
                self.kept = Some(kept);
            }
        }
        gone
    }

    pub(super) fn count_edges(&mut self, set: &StackSet) -> Result<()> {
        self.edges = match &self.tree {
            Some(tree) => tree.edges(&self.weights),
            None => of_nodes(&Edges::new(set, self.kept.as_deref(), Calls::All)?),
        };
        for index in 0..self.nodes.len() {
            self.name_frame(set, self.nodes[index]);
        }
        for index in 0..self.edges.len() {
            let Edge { from, to, .. } = self.edges[index];
            self.name_frame(set, from);
            self.name_frame(set, to);
        }
        Ok(())
    }

    fn name_frame(&mut self, set: &StackSet, node: NodeId) {
        let frame = self.frame(node);
        let name = &mut self.names[frame.index()];
        if name.is_empty() {
            *name = set.printed_name(frame);
        }
    }

    /// Drops calls to nodes whose weight is below the cutoff; answers how many.
    fn drop_edges_below(&mut self, cutoff: i64) -> usize {
        let mut shown = vec![false; self.weights.len()];
        self.nodes.iter().for_each(|node| shown[node.index()] = true);
        let before = self.edges.len();
        let tree = &mut self.tree;
        self.edges.retain(|edge| {
            let is_small = shown[edge.to.index()] && edge.weight.wrapping_abs() < cutoff;
            if let Some(tree) = tree
                && is_small
            {
                tree.detach(edge.to);
            }
            !is_small
        });
        before - self.edges.len()
    }

    fn sort_by_interest(&mut self, set: &StackSet, ties: Ties) {
        let scores = entropy::scores(&self.edges, &self.weights);
        let rank = |weights: &Weights, node: usize| {
            let flat = weights.raw_flat(node);
            (scores[node].wrapping_abs(), flat.wrapping_abs())
        };
        self.sort_nodes(set, ties, &rank);
    }

    /// Puts the nodes as they stand and the heaviest by flat in turn, so that half of the first ones are the heaviest, however many these
    /// are.
    fn take_turns(&mut self, set: &StackSet) {
        let as_they_stand = self.nodes.clone();
        self.sort_nodes(set, Ties::Free, &|weights, node| magnitudes(weights, node, false));
        let by_flat = std::mem::take(&mut self.nodes);
        let mut is_taken = vec![false; self.weights.len()];
        for (&heavy, &next) in by_flat.iter().zip(&as_they_stand) {
            let weighs = self.weights.raw_flat(heavy.index()) != 0;
            for node in [next].into_iter().chain(weighs.then_some(heavy)) {
                if !std::mem::replace(&mut is_taken[node.index()], true) {
                    self.nodes.push(node);
                }
            }
        }
    }

    fn sort_nodes(&mut self, set: &StackSet, ties: Ties, rank: &dyn Fn(&Weights, usize) -> (i64, i64)) {
        let mut ranked: Vec<Ranked> = Vec::with_capacity(self.nodes.len());
        for &node in &self.nodes {
            let (first, second) = rank(&self.weights, node.index());
            ranked.push(Ranked {
                node: node.0,
                frame: self.frame(node),
                first,
                second,
            });
        }
        let nodes = order::sorted(&ranked, &self.names, set, ties);
        self.nodes = nodes.into_iter().map(NodeId).collect();
    }

    /// pprof's order of edges: by magnitude, then by the names of their ends. Edges of equal magnitude and different
    /// sign are in no order there; here the smaller one comes first.
    fn sort_edges(&mut self) {
        let mut edges = std::mem::take(&mut self.edges);
        sort_by(&mut edges, |one, other| {
            let magnitudes = other.weight.wrapping_abs().cmp(&one.weight.wrapping_abs());
            magnitudes
                .then(one.weight.cmp(&other.weight))
                .then_with(|| self.name(one.from).cmp(self.name(other.from)))
                .then_with(|| self.name(one.to).cmp(self.name(other.to)))
                .then_with(|| (one.from, one.to).cmp(&(other.from, other.to)))
        });
        self.edges = edges;
    }

    /// Collects the tags of the first nodes.
    fn collect_tags(&mut self, set: &StackSet, nodes: usize, units: &TagUnits<'_>) -> Result<()> {
        let (nodes, node_count) = (&self.nodes[..nodes], self.weights.len());
        let tags = NodeTags::new(set, self.tree.as_ref(), nodes, node_count, units);
        self.tags = tags.map_err(|OutOfMemory| out_of_memory(set, "tags"))?;
        Ok(())
    }

    /// How many of the nodes make a picture of `limit` boxes, where tags are boxes, too.
    fn most_interesting(&self, limit: usize) -> usize {
        let mut boxes = 0;
        for (index, &node) in self.nodes.iter().enumerate() {
            let tags = self.tags.of(node).iter().filter(|tag| tag.raw_flat() != 0).count();
            boxes += 1 + tags.min(SHOWN_TAGS);
            if boxes >= limit {
                return index + 1;
            }
        }
        self.nodes.len()
    }

    /// The frame that a node stands for; with `call_tree` several nodes may stand for one.
    pub fn frame(&self, node: NodeId) -> FrameId {
        match &self.tree {
            Some(tree) => tree.frame(node),
            None => FrameId(node.0),
        }
    }

    /// The node in front of a node on its path; none in a graph.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.tree.as_ref()?.parent(node)
    }

    /// The printed name of a node.
    pub fn name(&self, node: NodeId) -> &[u8] {
        &self.names[self.frame(node).index()]
    }

    /// The weight of a node itself, as a mean where means are wanted.
    pub fn flat(&self, node: NodeId) -> i64 {
        self.weights.flat(node.index())
    }

    /// The weight of a node with all that it calls, as a mean where means are wanted.
    pub fn cum(&self, node: NodeId) -> i64 {
        self.weights.cum(node.index())
    }

    /// All calls in the order of reports. Some may come from or go to nodes that are not shown.
    pub fn edges(&self) -> &[Edge<NodeId>] {
        &self.edges
    }

    /// The nodes that the limits leave out, the frame that was asked for first.
    pub fn added(&self) -> &[NodeId] {
        &self.nodes[self.nodes.len() - self.added..]
    }

    /// The calls of each node as indices of [`edges`](Self::edges).
    pub fn callees(&self) -> Adjacency {
        Adjacency::new(&self.edges, self.weights.len(), |edge| edge.from)
    }

    /// By node, its place in the order of the report, counted from 1; 0 for nodes that are not shown.
    pub fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.weights.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            places[node.index()] = index as u32 + 1;
        }
        places
    }
}

/// Calls of a graph, whose nodes are frames.
pub(super) fn of_nodes(edges: &Edges) -> Vec<Edge<NodeId>> {
    let node = |edge: &Edge| Edge {
        from: NodeId(edge.from.0),
        to: NodeId(edge.to.0),
        weight: edge.weight,
        divisor: edge.divisor,
        residual: edge.residual,
        inline: edge.inline,
    };
    edges.all().iter().map(node).collect()
}

pub(super) fn out_of_memory(set: &StackSet, what: &str) -> Error {
    Error::new(ErrorKind::Usage(format!(
        "there is not enough memory for the {what} of {} samples: narrow them down, for instance with focus",
        set.len()
    )))
}
