//! Which nodes were inlined where they are called from: `(inline)` and `(partial-inline)` of `top`.
//!
//! pprof marks a node by its edges, and only by those that are large enough to be shown. To count all of them is far dearer than to weigh
//! frames; here only calls of the nodes in question are looked at, which lie in few sites.

use super::InlineMark;
use super::pairs::Pairs;
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::OutOfMemory;
use crate::base::parts::try_in_parts;
use crate::base::room::one_more;
use std::ops::Range;

/// No caller.
const NONE: u32 = u32::MAX;

/// Whether each of some nodes was inlined. `kept` are all nodes by frame (all frames if none), and `cutoff` is what a call must weigh.
///
/// # Errors
///
/// The memory does not suffice.
pub fn marks(
    set: &StackSet,
    kept: Option<&[bool]>,
    cutoff: i64,
    nodes: &[FrameId],
) -> Result<Vec<InlineMark>, OutOfMemory> {
    // Most nodes are never inlined: no call of theirs is looked at.
    let anywhere = set.inlined_anywhere();
    let mut marked = vec![false; set.frame_count()];
    for node in nodes {
        marked[node.index()] = anywhere[node.index()];
    }
    let mut counter = Counter {
        last: vec![(NONE, 0); set.frame_count()],
        marked,
        ..Counter::default()
    };
    if counter.marked.contains(&true) {
        let has_marked = |site| set.site(site).iter().any(|frame| counter.marked[frame.frame().index()]);
        let is_kept = |frame: FrameId| kept.is_none_or(|kept| kept[frame.index()]);
        let innermost = |site| {
            let mut frames = set.site(site).iter().map(|frame| frame.frame());
            frames.find(|&frame| is_kept(frame)).map_or(NONE, |frame| frame.0)
        };
        let sites = 0..set.site_count() as u32;
        let sites = Sites {
            wanted: sites.clone().map(has_marked).collect(),
            innermost: sites.map(innermost).collect(),
        };
        counter.next = vec![(NONE, 0); set.site_count()];
        try_in_parts(set.len(), &mut |rows| counter.count(set, rows, kept, &sites))?;
    }
    let mut found = vec![(false, false); set.frame_count()];
    for call in &counter.calls {
        // The magnitude of the smallest number is negative for pprof, and so it is below 0.
        if cutoff >= 0 && call.weight.wrapping_abs() < cutoff {
            continue;
        }
        let (inline, called) = &mut found[call.to as usize];
        *inline |= call.inline;
        *called |= !call.inline;
    }
    let mark = |node: &FrameId| match found[node.index()] {
        (true, true) => InlineMark::Partial,
        (true, false) => InlineMark::All,
        _ => InlineMark::None,
    };
    Ok(nodes.iter().map(mark).collect())
}

/// What is to be known of sites: apart, as most are only asked for the first.
struct Sites {
    /// By site, whether it has a marked frame.
    wanted: Vec<bool>,
    /// By site, its innermost frame that is kept; [`NONE`] if it has none. That is who calls what the stack has next.
    innermost: Vec<u32>,
}

/// A call of a marked frame.
struct Call {
    to: u32,
    weight: i64,
    /// Whether it was inlined wherever it was seen.
    inline: bool,
    /// The last row in which it was counted, from 1.
    row: u32,
}

#[derive(Default)]
struct Counter {
    marked: Vec<bool>,
    calls: Vec<Call>,
    /// The number of each call by its ends.
    known: Pairs,
    /// By callee, the caller within the same site that was seen last, and the number of that call: mostly it is the next one, too.
    last: Vec<(u32, u32)>,
    /// By site, what its innermost frame called last, and the number of that call. A site is a line of code, which mostly calls the same.
    next: Vec<(u32, u32)>,
}

impl Counter {
    /// Counts the calls of some rows.
    #[inline(never)]
    fn count(
        &mut self,
        set: &StackSet,
        rows: Range<usize>,
        kept: Option<&[bool]>,
        sites: &Sites,
    ) -> Result<(), OutOfMemory> {
        let is_kept = |frame: FrameId| kept.is_none_or(|kept| kept[frame.index()]);
        for row in rows {
            let value = set.value(row);
            if value == 0 && set.divisor(row) == 0 {
                continue;
            }
            let stack = set.stack(row);
            for (at, site) in stack.iter().enumerate().rev() {
                if !sites.wanted[site as usize] {
                    continue;
                }
                let mut outer = stack.part(at + 1, stack.len()).iter();
                let outer = outer.find(|&site| sites.innermost[site as usize] != NONE);
                let mut caller = outer.map_or(NONE, |site| sites.innermost[site as usize]);
                // Where the call comes from another site, that one knows it.
                let mut from = outer;
                for frame in set.site(site).iter().rev() {
                    let id = frame.frame();
                    if !is_kept(id) {
                        continue;
                    }
                    if self.marked[id.index()] && caller != NONE && caller != id.0 {
                        let number = self.number(from, caller, id.0)?;
                        self.add(number, value, frame.is_inline(), row as u32 + 1);
                    }
                    (caller, from) = (id.0, None);
                }
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn add(&mut self, number: u32, weight: i64, inline: bool, row: u32) {
        let call = &mut self.calls[number as usize];
        // Recursion counts once, as it was seen first.
        if std::mem::replace(&mut call.row, row) != row {
            call.weight = call.weight.wrapping_add(weight);
            call.inline &= inline;
        }
    }

    /// The number of a call; `site` is where it comes from if that is not where the callee is.
    #[inline(always)]
    fn number(&mut self, site: Option<u32>, from: u32, to: u32) -> Result<u32, OutOfMemory> {
        let ((other, number), wanted) = match site {
            Some(site) => (self.next[site as usize], to),
            None => (self.last[to as usize], from),
        };
        match other == wanted {
            true => Ok(number),
            false => self.look_up(site, from, to),
        }
    }

    /// The same, which is new if it was not seen before.
    #[inline(never)]
    fn look_up(&mut self, site: Option<u32>, from: u32, to: u32) -> Result<u32, OutOfMemory> {
        let (number, is_new) = self.known.number(from, to)?;
        if is_new {
            one_more(&mut self.calls)?;
            self.calls.push(Call {
                to,
                weight: 0,
                inline: true,
                row: 0,
            });
        }
        match site {
            Some(site) => self.next[site as usize] = (to, number),
            None => self.last[to as usize] = (from, number),
        }
        Ok(number)
    }
}
