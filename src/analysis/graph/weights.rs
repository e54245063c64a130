//! What nodes weigh: dense arrays by node, and a mark per row so that recursion counts once.
//!
//! Nodes are counted by index: that of the frame, or that of the node of a call tree.

use crate::analysis::stacks::{StackSet, mean};
use crate::base::error::OutOfMemory;
use crate::profile::reserve;

/// Flat and cum of every node.
pub struct Weights {
    flat: Vec<i64>,
    cum: Vec<i64>,
    /// The divisors, where means are wanted.
    divisors: Option<(Vec<i64>, Vec<i64>)>,
}

impl Weights {
    /// The weights of frames. Walks all stacks once.
    pub fn new(set: &StackSet) -> Weights {
        let frames = set.frame_count();
        let mut weights = Weights {
            flat: vec![0; frames],
            cum: vec![0; frames],
            divisors: set.is_mean().then(|| (vec![0; frames], vec![0; frames])),
        };
        // The last row, counted from 1, in which a frame was seen.
        let mut seen = vec![0_u32; frames];
        for row in 0..set.len() {
            let (value, divisor) = (set.value(row), set.divisor(row));
            if value == 0 && divisor == 0 {
                continue;
            }
            let mark = row as u32 + 1;
            let mut leaf = None;
            for &site in set.stack(row) {
                for frame in set.site(site) {
                    let frame = frame.frame().index();
                    leaf.get_or_insert(frame);
                    if std::mem::replace(&mut seen[frame], mark) != mark {
                        weights.add_cum(frame, value, divisor);
                    }
                }
            }
            if let Some(leaf) = leaf {
                weights.add_flat(leaf, value, divisor);
            }
        }
        weights
    }

    /// No weights yet, to be added node by node.
    pub(super) fn empty(is_mean: bool) -> Weights {
        Weights {
            flat: Vec::new(),
            cum: Vec::new(),
            divisors: is_mean.then(|| (Vec::new(), Vec::new())),
        }
    }

    /// Adds a node that weighs nothing.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(super) fn push(&mut self) -> Result<(), OutOfMemory> {
        let zero = |column: &mut Vec<i64>| {
            reserve(column)?;
            column.push(0);
            Ok(())
        };
        zero(&mut self.flat)?;
        zero(&mut self.cum)?;
        match &mut self.divisors {
            Some((flat, cum)) => zero(flat).and_then(|()| zero(cum)),
            None => Ok(()),
        }
    }

    /// Counts a row that ends in a node.
    #[inline(always)]
    pub(super) fn add_flat(&mut self, node: usize, value: i64, divisor: i64) {
        self.flat[node] = self.flat[node].wrapping_add(value);
        if let Some((flat, _)) = &mut self.divisors {
            flat[node] = flat[node].wrapping_add(divisor);
        }
    }

    /// Counts a row that a node is in.
    #[inline(always)]
    pub(super) fn add_cum(&mut self, node: usize, value: i64, divisor: i64) {
        self.cum[node] = self.cum[node].wrapping_add(value);
        if let Some((_, cum)) = &mut self.divisors {
            cum[node] = cum[node].wrapping_add(divisor);
        }
    }

    /// The number of nodes that are weighed, shown or not.
    pub fn len(&self) -> usize {
        self.flat.len()
    }

    /// The sum of the values of all rows that end in the node.
    pub fn raw_flat(&self, node: usize) -> i64 {
        self.flat[node]
    }

    /// The sum of the values of all rows that the node is in.
    pub fn raw_cum(&self, node: usize) -> i64 {
        self.cum[node]
    }

    /// What [`raw_cum`](Self::raw_cum) is divided by where means are wanted; 0 for not at all.
    pub fn cum_divisor(&self, node: usize) -> i64 {
        self.divisors.as_ref().map_or(0, |(_, cum)| cum[node])
    }

    /// Like [`raw_flat`](Self::raw_flat), as a mean where means are wanted.
    pub fn flat(&self, node: usize) -> i64 {
        let divisor = self.divisors.as_ref().map_or(0, |(flat, _)| flat[node]);
        mean(self.raw_flat(node), divisor)
    }

    /// Like [`raw_cum`](Self::raw_cum), as a mean where means are wanted.
    pub fn cum(&self, node: usize) -> i64 {
        mean(self.raw_cum(node), self.cum_divisor(node))
    }
}
