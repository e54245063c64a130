//! The calls between frames: caller -> callee, counted once per row, jumping over frames that are not kept.
//!
//! Counting all calls of a large profile is far dearer than weighing its frames, so it is done on demand, and only for
//! the calls that a report shows: `peek` asks for what touches a few frames.

use super::pairs::Pairs;
use crate::analysis::stacks::{FrameId, SiteFrame, StackSet};
use crate::base::error::OutOfMemory;
use crate::base::parts::try_in_parts;
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
                .map(|site| kind_of(set, kept, site))
                .collect(),
        };
        let mut counter = Counter {
            next: vec![(NONE, 0); set.frame_places()],
            divisors: set.is_mean().then(Vec::new),
            ..Counter::default()
        };
        try_in_parts(set.len(), &mut |rows| counter.count(&asked, rows))?;
        Ok(Edges {
            edges: counter.edges(),
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
    /// By site, what it has: most are a single frame, and that is known at once.
    kinds: Vec<u32>,
}

/// What a site has, in a word: the frame that is kept, or one of these.
mod kind {
    /// It has no frame at all.
    pub const NOTHING: u32 = u32::MAX;
    /// Frames of which none is kept.
    pub const DROPPED: u32 = u32::MAX - 1;
    /// Several frames, of which some are kept.
    pub const SEVERAL: u32 = u32::MAX - 2;
}

/// The word of a site. One whose only frame was inlined is as good as several.
fn kind_of(set: &StackSet, kept: Option<&[bool]>, site: u32) -> u32 {
    let is_kept = |frame: &SiteFrame| kept.is_none_or(|kept| kept[frame.frame().index()]);
    match set.site(site) {
        [] => kind::NOTHING,
        frames if !frames.iter().any(is_kept) => kind::DROPPED,
        [frame] if !frame.is_inline() => frame.frame().0,
        _ => kind::SEVERAL,
    }
}

/// An edge while it is counted: what every row of it touches, in as little memory as there can be.
struct Counted {
    weight: i64,
    /// The last row in which it was counted, from 1.
    row: u32,
    residual: bool,
    inline: bool,
}

/// Where the walk along a stack is.
struct Walk {
    /// The number of the row, from 1.
    row: u32,
    value: i64,
    divisor: i64,
    /// The last frame that is kept; [`NONE`] before the first.
    parent: u32,
    /// The place of that frame in its site.
    place: usize,
    /// Whether frames that are not kept came after it.
    residual: bool,
}

#[derive(Default)]
struct Counter {
    counted: Vec<Counted>,
    /// By edge, its ends.
    ends: Vec<(FrameId, FrameId)>,
    /// By edge, the sum of the divisors, where means are wanted.
    divisors: Option<Vec<i64>>,
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
                && !stack.iter().any(|site| sites[site as usize])
            {
                continue;
            }
            let mut walk = Walk {
                row: row as u32 + 1,
                value,
                divisor,
                parent: NONE,
                place: 0,
                residual: false,
            };
            for site in stack.iter().rev() {
                match asked.kinds[site as usize] {
                    kind::NOTHING => {}
                    kind::DROPPED => walk.residual = true,
                    kind::SEVERAL => {
                        let first = set.first_place(site);
                        for (index, frame) in set.site(site).iter().enumerate().rev() {
                            let id = frame.frame();
                            match kept.is_some_and(|kept| !kept[id.index()]) {
                                true => walk.residual = true,
                                false => self.step(&mut walk, calls, id.0, first + index, frame.is_inline())?,
                            }
                        }
                    }
                    frame => self.step(&mut walk, calls, frame, set.first_place(site), false)?,
                }
            }
        }
        Ok(())
    }

    /// Goes on to a frame that is kept, and counts the call that leads there.
    #[inline(always)]
    fn step(
        &mut self,
        walk: &mut Walk,
        calls: Calls<'_>,
        id: u32,
        place: usize,
        inline: bool,
    ) -> Result<(), OutOfMemory> {
        if walk.parent != NONE && walk.parent != id && calls.include(walk.parent, id) {
            let (callee, number) = self.next[walk.place];
            let number = match callee == id {
                true => number,
                false => self.number(walk.place, FrameId(walk.parent), FrameId(id))?,
            };
            let edge = &mut self.counted[number as usize];
            // Recursion counts once, as it was seen first.
            if edge.row != walk.row {
                edge.row = walk.row;
                edge.weight = edge.weight.wrapping_add(walk.value);
                edge.residual |= walk.residual;
                edge.inline &= inline;
                if let Some(divisors) = &mut self.divisors {
                    divisors[number as usize] = divisors[number as usize].wrapping_add(walk.divisor);
                }
            }
        }
        (walk.parent, walk.place) = (id, place);
        walk.residual = false;
        Ok(())
    }

    /// All edges in the order in which they were first seen.
    fn edges(self) -> Vec<Edge> {
        let divisor = |number: usize| self.divisors.as_ref().map_or(0, |divisors| divisors[number]);
        let edges = self.counted.iter().zip(&self.ends).enumerate();
        edges
            .map(|(number, (counted, &(from, to)))| Edge {
                from,
                to,
                weight: counted.weight,
                divisor: divisor(number),
                residual: counted.residual,
                inline: counted.inline,
            })
            .collect()
    }

    /// The number of an edge, which is new if it was not seen before.
    #[inline(never)]
    fn number(&mut self, place: usize, from: FrameId, to: FrameId) -> Result<u32, OutOfMemory> {
        let Counter {
            counted,
            ends,
            divisors,
            known,
            next,
        } = self;
        let (number, is_new) = known.number(from.0, to.0)?;
        if is_new {
            one_more(counted)?;
            counted.push(Counted {
                weight: 0,
                row: 0,
                residual: false,
                inline: true,
            });
            one_more(ends)?;
            ends.push((from, to));
            if let Some(divisors) = divisors {
                one_more(divisors)?;
                divisors.push(0);
            }
        }
        next[place] = (to.0, number);
        Ok(number)
    }
}
