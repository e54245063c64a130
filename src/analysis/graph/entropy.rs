//! Scores: which nodes make a picture interesting.
//!
//! A node that everything merely passes through says little; one where calls meet and part says much. So a node's
//! score is its cum times the entropy of its edges, in and out, and what it weighs itself.

use super::{Edge, NodeId};
use crate::analysis::stacks::Weights;
use crate::base::text::truncate;

/// One side of a node: the edges into it, or those out of it.
#[derive(Clone, Copy, Default)]
struct Side {
    total: i64,
    entropy: f64,
    has_edges: bool,
}

impl Side {
    fn add_total(&mut self, weight: i64) {
        self.has_edges = true;
        if weight > 0 {
            self.total = self.total.wrapping_add(weight);
        }
    }

    fn add_entropy(&mut self, weight: i64) {
        if self.total == 0 {
            return;
        }
        // In a comparison this may be infinite or no number at all: pprof goes on with it, and so do we.
        let share = weight.wrapping_abs() as f64 / self.total as f64;
        self.entropy += -share * share.log2();
    }

    /// A side without edges, an entry or a leaf, counts as if it had much to say.
    fn score(self) -> f64 {
        if self.has_edges { self.entropy } else { 1.0 }
    }
}

/// The scores of all nodes by index.
pub fn scores(edges: &[Edge<NodeId>], weights: &Weights) -> Vec<i64> {
    let mut sides: Vec<(Side, Side)> = (0..weights.len())
        .map(|node| {
            let total = weights.raw_flat(node);
            (
                Side::default(),
                Side {
                    total,
                    ..Side::default()
                },
            )
        })
        .collect();
    for edge in edges {
        sides[edge.to.index()].0.add_total(edge.weight);
        sides[edge.from.index()].1.add_total(edge.weight);
    }
    for edge in edges {
        sides[edge.to.index()].0.add_entropy(edge.weight);
        sides[edge.from.index()].1.add_entropy(edge.weight);
    }
    let scores = sides.into_iter().enumerate();
    scores
        .map(|(node, (incoming, mut outgoing))| {
            let (flat, cum) = (weights.raw_flat(node), weights.raw_cum(node));
            if flat > 0 {
                outgoing.add_entropy(flat);
            }
            let entropy = incoming.score() + outgoing.score();
            truncate(entropy * cum as f64).wrapping_add(flat)
        })
        .collect()
}
