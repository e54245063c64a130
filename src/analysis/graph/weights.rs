//! What nodes weigh: dense arrays by node, and a mark per row so that recursion counts once.
//!
//! Nodes are counted by index: that of the frame, or that of the node of a call tree.

use crate::analysis::stacks::{StackSet, mean};
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use std::ops::Range;

/// How many rows are walked in one call. An engine of WebAssembly runs what it has compiled in haste until the next call; a walk through
/// all rows in one call would never come to the better code.
pub(super) const PART: usize = 4096;
/// In the place of a site's frame: it has none, or several.
const SEVERAL: u32 = u32::MAX;

/// What is known of a frame while rows are walked: beside each other, as they are wanted together.
#[derive(Clone, Copy, Default)]
struct Cell {
    cum: i64,
    flat: i64,
    /// The last row, counted from 1, in which it was seen.
    seen: u32,
}

/// Adds some rows to the cells of their frames, and to the divisors of flat and cum where means are wanted.
#[inline(never)]
fn weigh<const MEAN: bool>(
    set: &StackSet,
    rows: Range<usize>,
    singles: &[u32],
    seen: &mut [u32],
    cells: &mut [Cell],
    flat: &mut [i64],
    cum: &mut [i64],
) {
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
                    cum[frame as usize] = cum[frame as usize].wrapping_add(divisor);
                }
            }
        };
        for &site in set.stack(row) {
            match singles[site as usize] {
                // What a place stands for has been seen where it comes again, and it may stand for thousands of calls.
                SEVERAL => {
                    if std::mem::replace(&mut seen[site as usize], mark) != mark {
                        set.site(site).iter().for_each(|frame| see(frame.frame().0));
                    }
                }
                frame => see(frame),
            }
        }
        if leaf != SEVERAL {
            let cell = &mut cells[leaf as usize];
            cell.flat = cell.flat.wrapping_add(value);
            if MEAN {
                flat[leaf as usize] = flat[leaf as usize].wrapping_add(divisor);
            }
        }
    }
}

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
        let mut cells = vec![Cell::default(); frames];
        let mut divisors = set.is_mean().then(|| (vec![0; frames], vec![0; frames]));
        // Of most sites it is known at once which frame they are.
        let single = |site| match set.site(site) {
            [frame] => frame.frame().0,
            _ => SEVERAL,
        };
        let singles: Vec<u32> = (0..set.site_count() as u32).map(single).collect();
        // By site, the last row, counted from 1, in which it was met.
        let mut seen = vec![0; set.site_count()];
        for start in (0..set.len()).step_by(PART) {
            let rows = start..set.len().min(start + PART);
            match &mut divisors {
                None => weigh::<false>(set, rows, &singles, &mut seen, &mut cells, &mut [], &mut []),
                Some((flat, cum)) => weigh::<true>(set, rows, &singles, &mut seen, &mut cells, flat, cum),
            }
        }
        Weights {
            flat: cells.iter().map(|cell| cell.flat).collect(),
            cum: cells.iter().map(|cell| cell.cum).collect(),
            divisors,
        }
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
