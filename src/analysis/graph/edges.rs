//! The calls between frames: caller -> callee, counted once per row, jumping over frames that are not kept.
//!
//! Counting all calls of a large profile is far dearer than weighing its frames, so it is done on demand, and only for
//! the calls that a report shows: `peek` asks for what touches a few frames.

use super::pairs::Pairs;
use super::weights::PART;
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use std::ops::Range;

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
        let asked = Asked {
            set,
            rows,
            kept,
            calls,
            sites: calls.sites(set),
            kinds: (0..set.site_count() as u32)
                .map(|site| Kind::of(set, kept, site))
                .collect(),
        };
        let mut counter = Counter {
            next: vec![(NONE, 0); set.frame_places()],
            ..Counter::default()
        };
        for start in (0..set.len()).step_by(PART) {
            counter.count(&asked, start..set.len().min(start + PART))?;
        }
        Ok(Edges {
            edges: counter.counted.into_iter().map(Edge::from).collect(),
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

/// Which calls of which rows are counted.
struct Asked<'a> {
    set: &'a StackSet,
    rows: Option<&'a [bool]>,
    kept: Option<&'a [bool]>,
    calls: Calls<'a>,
    sites: Option<Vec<bool>>,
    /// By site, what there is to do.
    kinds: Vec<Kind>,
}

/// What a site has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No frame.
    Nothing,
    /// None that is kept.
    Dropped,
    /// Frames that are kept.
    Kept,
}

impl Kind {
    fn of(set: &StackSet, kept: Option<&[bool]>, site: u32) -> Kind {
        match set.site(site) {
            [] => Kind::Nothing,
            frames if kept.is_some_and(|kept| !frames.iter().any(|frame| kept[frame.frame().index()])) => Kind::Dropped,
            _ => Kind::Kept,
        }
    }
}

/// An edge while it is counted.
struct Counted {
    weight: i64,
    divisor: i64,
    from: FrameId,
    to: FrameId,
    /// The last row in which it was counted, from 1.
    row: u32,
    residual: bool,
    inline: bool,
}

impl From<Counted> for Edge {
    fn from(counted: Counted) -> Edge {
        Edge {
            from: counted.from,
            to: counted.to,
            weight: counted.weight,
            divisor: counted.divisor,
            residual: counted.residual,
            inline: counted.inline,
        }
    }
}

#[derive(Default)]
struct Counter {
    counted: Vec<Counted>,
    /// The number of each edge by its ends.
    known: Pairs,
    /// By the place of a frame in its site, what it called last, and the number of that edge. A place is a line of code, which mostly calls
    /// the same function again: then nothing has to be looked up.
    next: Vec<(u32, u32)>,
}

impl Counter {
    #[inline(never)]
    fn count(&mut self, asked: &Asked<'_>, rows: Range<usize>) -> Result<(), OutOfMemory> {
        let Asked { set, kept, calls, .. } = *asked;
        for row in rows {
            let (value, divisor) = (set.value(row), set.divisor(row));
            if value == 0 && divisor == 0 || asked.rows.is_some_and(|rows| !rows[row]) {
                continue;
            }
            let stack = set.stack(row);
            if let Some(sites) = &asked.sites
                && !stack.iter().any(|&site| sites[site as usize])
            {
                continue;
            }
            let mark = row as u32 + 1;
            let (mut parent, mut place) = (NONE, 0);
            let mut residual = false;
            for &site in stack.iter().rev() {
                match asked.kinds[site as usize] {
                    Kind::Nothing => continue,
                    Kind::Dropped => {
                        residual = true;
                        continue;
                    }
                    Kind::Kept => {}
                }
                let frames = set.site(site);
                let first = set.first_place(site);
                for (index, frame) in frames.iter().enumerate().rev() {
                    let id = frame.frame();
                    if kept.is_some_and(|kept| !kept[id.index()]) {
                        residual = true;
                        continue;
                    }
                    if parent != NONE && parent != id.0 && calls.include(parent, id.0) {
                        let (callee, number) = self.next[place];
                        let number = match callee == id.0 {
                            true => number,
                            false => self.number(place, FrameId(parent), id)?,
                        };
                        let edge = &mut self.counted[number as usize];
                        // Recursion counts once, as it was seen first.
                        if edge.row != mark {
                            edge.row = mark;
                            edge.weight = edge.weight.wrapping_add(value);
                            edge.divisor = edge.divisor.wrapping_add(divisor);
                            edge.residual |= residual;
                            edge.inline &= frame.is_inline();
                        }
                    }
                    (parent, place) = (id.0, first + index);
                    residual = false;
                }
            }
        }
        Ok(())
    }

    /// The number of an edge, which is new if it was not seen before.
    #[inline(never)]
    fn number(&mut self, place: usize, from: FrameId, to: FrameId) -> Result<u32, OutOfMemory> {
        let Counter {
            counted, known, next, ..
        } = self;
        let (number, is_new) = known.number(from.0, to.0)?;
        if is_new {
            one_more(counted)?;
            counted.push(Counted {
                weight: 0,
                divisor: 0,
                from,
                to,
                row: 0,
                residual: false,
                inline: true,
            });
        }
        next[place] = (to.0, number);
        Ok(number)
    }
}
