//! What nodes weigh: dense arrays by node, and a mark per row so that recursion counts once.
//!
//! Nodes are counted by index: that of the frame, or that of the node of a call tree.

use super::frame_sums::FrameSums;
use super::{StackSet, mean};
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;

/// Flat and cum of every node.
pub struct Weights {
    flat: Vec<i64>,
    cum: Vec<i64>,
    /// The divisors, where means are wanted.
    divisors: Option<(Vec<i64>, Vec<i64>)>,
}

impl Weights {
    /// The weights of frames. Walks all stacks once; [`StackSet::weights`] keeps them.
    pub(super) fn new(set: &StackSet) -> Weights {
        let column = |sums: &[[i64; 2]], at: usize| sums.iter().map(|sum| sum[at]).collect();
        if set.is_mean() {
            let FrameSums { flat, cum } = FrameSums::new(set, &mut |row| [set.value(row), set.divisor(row)]);
            return Weights {
                flat: column(&flat, 0),
                cum: column(&cum, 0),
                divisors: Some((column(&flat, 1), column(&cum, 1))),
            };
        }
        let FrameSums { flat, cum } = FrameSums::new(set, &mut |row| [set.value(row)]);
        Weights {
            flat: flat.into_iter().flatten().collect(),
            cum: cum.into_iter().flatten().collect(),
            divisors: None,
        }
    }

    /// No weights yet, to be added node by node.
    pub(crate) fn empty(is_mean: bool) -> Weights {
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
    pub(crate) fn push(&mut self) -> Result<(), OutOfMemory> {
        let zero = |column: &mut Vec<i64>| {
            one_more(column)?;
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
    pub(crate) fn add_flat(&mut self, node: usize, value: i64, divisor: i64) {
        self.flat[node] = self.flat[node].wrapping_add(value);
        if let Some((flat, _)) = &mut self.divisors {
            flat[node] = flat[node].wrapping_add(divisor);
        }
    }

    /// Counts a row that a node is in.
    #[inline(always)]
    pub(crate) fn add_cum(&mut self, node: usize, value: i64, divisor: i64) {
        self.cum[node] = self.cum[node].wrapping_add(value);
        if let Some((_, cum)) = &mut self.divisors {
            cum[node] = cum[node].wrapping_add(divisor);
        }
    }

    /// By frame or node, the sum of the values of all rows that end in it.
    pub fn raw_flats(&self) -> &[i64] {
        &self.flat
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
