//! The calls between frames: caller -> callee, counted once per row, jumping over frames that are not kept.
//!
//! Counting all calls of a large profile is far dearer than weighing its frames, so it is done on demand, and only for
//! the calls that a report shows: `peek` asks for what touches a few frames.

use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::OutOfMemory;
use crate::profile::reserve;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// A call from one node to another. Nodes are frames, except in a [`CallGraph`](super::CallGraph).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge<Node = FrameId> {
    /// The node that calls.
    pub from: Node,
    /// The node that is called.
    pub to: Node,
    /// The sum of the values of all rows with this call.
    pub weight: i64,
    /// The sum of their divisors, where means are wanted.
    pub divisor: i64,
    /// Whether frames that are not kept lie between the two.
    pub residual: bool,
    /// Whether the callee was inlined wherever the call was seen.
    pub inline: bool,
}

/// The calls that were asked for, each pair of nodes once.
#[derive(Default)]
pub struct Edges {
    edges: Vec<Edge>,
    /// How many calls were dropped for being small.
    pub dropped: usize,
}

/// No parent.
const NONE: u32 = u32::MAX;

/// Which calls are counted. The marks are by frame.
#[derive(Debug, Clone, Copy)]
pub enum Calls<'a> {
    /// Those between all frames that are kept.
    All,
    /// Those to and from the marked frames.
    Of(&'a [bool]),
}

impl Calls<'_> {
    fn are_none(self) -> bool {
        matches!(self, Calls::Of(marks) if !marks.contains(&true))
    }

    /// By site, whether it has a marked frame: a stack without one has none of these calls. None if every call counts.
    fn sites(self, set: &StackSet) -> Option<Vec<bool>> {
        let Calls::Of(marks) = self else {
            return None;
        };
        let is_marked = |site| set.site(site).iter().any(|frame| marks[frame.frame().index()]);
        Some((0..set.site_count() as u32).map(is_marked).collect())
    }

    #[inline(always)]
    fn include(self, from: u32, to: u32) -> bool {
        match self {
            Calls::All => true,
            Calls::Of(marks) => marks[to as usize] || marks[from as usize],
        }
    }
}

impl Edges {
    /// Counts the calls between frames that are `kept` (all if none).
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn new(set: &StackSet, kept: Option<&[bool]>, calls: Calls<'_>) -> Result<Edges, OutOfMemory> {
        Edges::of_rows(set, None, kept, calls)
    }

    /// The same of some rows only (all if none).
    pub(super) fn of_rows(
        set: &StackSet,
        rows: Option<&[bool]>,
        kept: Option<&[bool]>,
        calls: Calls<'_>,
    ) -> Result<Edges, OutOfMemory> {
        if calls.are_none() {
            return Ok(Edges::default());
        }
        let sites = calls.sites(set);
        let mut counter = Counter::default();
        for row in 0..set.len() {
            let (value, divisor) = (set.value(row), set.divisor(row));
            if value == 0 && divisor == 0 || rows.is_some_and(|rows| !rows[row]) {
                continue;
            }
            let stack = set.stack(row);
            if let Some(sites) = &sites
                && !stack.iter().any(|&site| sites[site as usize])
            {
                continue;
            }
            counter.row += 1;
            let mut parent = NONE;
            let mut residual = false;
            for &site in stack.iter().rev() {
                for frame in set.site(site).iter().rev() {
                    let id = frame.frame();
                    if kept.is_some_and(|kept| !kept[id.index()]) {
                        residual = true;
                        continue;
                    }
                    if parent != NONE && parent != id.0 && calls.include(parent, id.0) {
                        counter.count(Edge {
                            from: FrameId(parent),
                            to: id,
                            weight: value,
                            divisor,
                            residual,
                            inline: frame.is_inline(),
                        })?;
                    }
                    parent = id.0;
                    residual = false;
                }
            }
        }
        Ok(Edges {
            edges: counter.edges,
            dropped: 0,
        })
    }

    /// The calls, in the order in which they were first seen.
    pub fn all(&self) -> &[Edge] {
        &self.edges
    }

    /// Drops calls to `nodes` whose weight is below the cutoff.
    pub fn drop_below(&mut self, cutoff: i64, nodes: &[FrameId]) {
        // The magnitude of the smallest number is negative for pprof, and so it is below 0.
        if cutoff < 0 {
            return;
        }
        let largest = nodes.iter().map(|node| node.index() + 1).max().unwrap_or(0);
        let mut among = vec![false; largest];
        nodes.iter().for_each(|node| among[node.index()] = true);
        let before = self.edges.len();
        self.edges.retain(|edge| {
            let to_node = among.get(edge.to.index()) == Some(&true);
            !to_node || edge.weight.wrapping_abs() >= cutoff
        });
        self.dropped += before - self.edges.len();
    }
}

#[derive(Default)]
struct Counter {
    edges: Vec<Edge>,
    /// The last row in which each edge was counted.
    last_row: Vec<u32>,
    /// The number of each edge by its ends.
    known: FxHashMap<(FrameId, FrameId), u32>,
    row: u32,
}

impl Counter {
    #[inline(always)]
    fn count(&mut self, call: Edge) -> Result<(), OutOfMemory> {
        let Counter {
            edges,
            last_row,
            known,
            row,
        } = self;
        if known.len() == known.capacity() {
            known.try_reserve(1).map_err(|_| OutOfMemory)?;
        }
        match known.entry((call.from, call.to)) {
            Entry::Occupied(number) => {
                let number = *number.get() as usize;
                if std::mem::replace(&mut last_row[number], *row) == *row {
                    return Ok(());
                }
                let edge = &mut edges[number];
                edge.weight = edge.weight.wrapping_add(call.weight);
                edge.divisor = edge.divisor.wrapping_add(call.divisor);
                edge.residual |= call.residual;
                edge.inline &= call.inline;
            }
            Entry::Vacant(number) => {
                reserve(edges)?;
                reserve(last_row)?;
                number.insert(edges.len() as u32);
                edges.push(call);
                last_row.push(*row);
            }
        }
        Ok(())
    }
}
