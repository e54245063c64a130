//! What nodes weigh: dense arrays by node, and a mark per row so that recursion counts once.
//!
//! Nodes are counted by index: that of the frame, or that of the node of a call tree.

use super::{StackSet, mean};
use crate::base::error::OutOfMemory;
use crate::base::parts::in_parts;
use crate::base::room::one_more;
use std::ops::Range;

/// In the place of a site's frame: it has none, or several.
const SEVERAL: u32 = u32::MAX;

/// What every row touches of its frames while rows are walked: beside each other, and in as little memory as there can be.
#[derive(Clone, Copy, Default)]
struct Cell {
    cum: i64,
    /// The last row, counted from 1, in which it was seen.
    seen: u32,
}

/// The sums while rows are walked.
struct Walk<'a> {
    set: &'a StackSet,
    /// By site, its frame if it is one alone: of most sites it is known at once.
    singles: Vec<u32>,
    /// By site of several frames, the last row, counted from 1, in which it was met.
    met: Vec<u32>,
    cells: Vec<Cell>,
    flat: Vec<i64>,
    /// The divisors of flat and cum; empty where no means are wanted.
    divisors: (Vec<i64>, Vec<i64>),
}

impl Walk<'_> {
    fn new(set: &StackSet) -> Walk<'_> {
        let frames = set.frame_count();
        let divisors = if set.is_mean() { frames } else { 0 };
        let single = |site| match set.site(site) {
            [frame] => frame.frame().0,
            _ => SEVERAL,
        };
        Walk {
            set,
            singles: (0..set.site_count() as u32).map(single).collect(),
            met: vec![0; set.site_count()],
            cells: vec![Cell::default(); frames],
            flat: vec![0; frames],
            divisors: (vec![0; divisors], vec![0; divisors]),
        }
    }

    /// Adds some rows.
    #[inline(never)]
    fn weigh<const MEAN: bool>(&mut self, rows: Range<usize>) {
        let Walk {
            set,
            singles,
            met,
            cells,
            flat,
            divisors: (flat_divisors, cum_divisors),
        } = self;
        for row in rows {
            let value = set.value(row);
            let divisor = if MEAN { set.divisor(row) } else { 0 };
            if value == 0 && divisor == 0 {
                continue;
            }
            let mark = row as u32 + 1;
            let mut leaf = SEVERAL;
            let mut see = |frame: u32| {
                if leaf == SEVERAL {
                    leaf = frame;
                }
                let cell = &mut cells[frame as usize];
                if cell.seen != mark {
                    cell.seen = mark;
                    cell.cum = cell.cum.wrapping_add(value);
                    if MEAN {
                        add(cum_divisors, frame, divisor);
                    }
                }
            };
            for site in set.stack(row) {
                match singles[site as usize] {
                    // What a place stands for has been seen where it comes again, and it may stand for thousands of calls.
                    SEVERAL => {
                        if std::mem::replace(&mut met[site as usize], mark) != mark {
                            set.site(site).iter().for_each(|frame| see(frame.frame().0));
                        }
                    }
                    frame => see(frame),
                }
            }
            if leaf != SEVERAL {
                add(flat, leaf, value);
                if MEAN {
                    add(flat_divisors, leaf, divisor);
                }
            }
        }
    }
}

#[inline(always)]
fn add(sums: &mut [i64], frame: u32, value: i64) {
    let sum = &mut sums[frame as usize];
    *sum = sum.wrapping_add(value);
}

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
        let mut walk = Walk::new(set);
        in_parts(set.len(), &mut |rows| match set.is_mean() {
            false => walk.weigh::<false>(rows),
            true => walk.weigh::<true>(rows),
        });
        Weights {
            flat: walk.flat,
            cum: walk.cells.iter().map(|cell| cell.cum).collect(),
            divisors: set.is_mean().then_some(walk.divisors),
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
