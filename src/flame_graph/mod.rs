//! FlameGraph: stacks laid out as rows of boxes.
//!
//! In: a [`StackSet`] and a [`View`] of it. Out: boxes, each with its frame, its row, and where it lies on the axis of
//! values. `main;parse;read 30` and `main;parse 12` give, from the root on, the boxes `main` from 0 to 42, on it `parse`
//! from 0 to 42, and on that `read` from 0 to 30.
//!
//! The whole tree is never built. The samples of a box are parted by their next frame, a part that is too small to be
//! seen is left out with all that is in it, and the others are parted in turn. So the time is that of walking the stacks
//! once, and what is zoomed into is laid out again in more detail.
//!
//! Boxes next to each other stand in the order of their widths, as on pprof's page; those of equal width in that of
//! frames.

mod spread;
mod walk;

use crate::pattern::Pattern;
use crate::stacks::{FrameId, SiteFrame, StackSet};
use spread::Spread;
use walk::Walk;

/// What is laid out.
#[derive(Debug, Clone, Default)]
pub struct View<'a> {
    /// The printed name of the function whose callees and callers are shown; empty for whole stacks.
    pub pivot: &'a str,
    /// Whether whole stacks stand on their leaf instead of their root, and whether the path leads to callers.
    pub inverted: bool,
    /// The printed names of the boxes from behind the start to the one that takes all of the width.
    pub path: &'a [String],
    /// How much of the width a box must take to be built.
    pub smallest: f64,
    /// Whether widths are what is positive alone: in a comparison, the profile without its base.
    pub positive_only: bool,
}

/// What samples weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// The sum of what is positive: in a comparison, the profile.
    pub positive: i64,
    /// The sum of what is negative, as a magnitude: in a comparison, the base.
    pub negative: i64,
}

impl Weight {
    /// Both, with their signs.
    pub fn net(self) -> i64 {
        self.positive.wrapping_sub(self.negative)
    }

    #[inline(always)]
    fn add(&mut self, value: i64) {
        match value < 0 {
            true => self.negative = self.negative.wrapping_sub(value),
            false => self.positive = self.positive.wrapping_add(value),
        }
    }

    fn width(self, positive_only: bool) -> f64 {
        match positive_only {
            true => self.positive as f64,
            false => self.positive as f64 + self.negative as f64,
        }
    }
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slab {
    /// What it stands for; none for all stacks.
    pub frame: Option<FrameId>,
    /// Whether all calls in it were inlined.
    pub inline: bool,
    /// Its row: 0 for the start, and 1, 2, ... from there; the callers of a pivot have the rows -1, -2, ...
    pub row: i32,
    /// The number of the box that it lies on; the start lies on itself.
    pub parent: u32,
    /// Where it begins.
    pub start: f64,
    /// How wide it is.
    pub width: f64,
    /// What its samples weigh.
    pub weight: Weight,
    /// What those of them weigh whose stacks end here: at the leaf, or at the root where the way leads to callers.
    pub own: Weight,
}

/// A flame graph. The first box is the start; each box comes behind the one that it lies on and before those to its right.
#[derive(Debug, Clone, Default)]
pub struct FlameGraph {
    /// The boxes.
    pub slabs: Vec<Slab>,
    /// How many boxes were left out for being too small, not counting those that would lie on them.
    pub left_out: usize,
    /// How much of the path there is: the rest of it leads nowhere.
    pub path: usize,
}

impl FlameGraph {
    /// Lays stacks out.
    pub fn new(set: &StackSet, view: &View<'_>) -> FlameGraph {
        let walk = Walk::new(set, !view.inverted);
        let pivot = (!view.pivot.is_empty()).then(|| named(set, view.pivot));
        let mut rows: Vec<u32> = (0..set.len() as u32).collect();
        let mut samples = walk.starts(&rows, pivot.as_deref());
        let sides = if pivot.is_some() && view.inverted { -1 } else { 1 };
        let pivot_frame = samples.first().and_then(|&sample| walk.current(sample));
        let mut spread = Spread::new(set, view.positive_only);
        spread.begin(pivot.as_ref().and(pivot_frame).map(SiteFrame::frame), &samples);
        let mut path = 0;
        for name in view.path {
            if !spread.follow(walk, &mut samples, &mut Named::new(set, name), sides) {
                break;
            }
            path += 1;
        }
        spread.finish_path(view.smallest);
        rows.clear();
        rows.extend(samples.iter().map(|sample| sample.row));
        spread.part(walk, &mut samples, sides);
        if pivot.is_some() {
            // The other side has those samples that the path has left.
            let walk = Walk::new(set, view.inverted);
            let mut samples = walk.starts(&rows, pivot.as_deref());
            spread.return_to_start();
            spread.part(walk, &mut samples, -sides);
        }
        FlameGraph {
            slabs: spread.slabs,
            left_out: spread.left_out,
            path,
        }
    }
}

/// What the stacks weigh that have a frame whose printed name matches, each of them once; and which frames these are.
pub fn search(set: &StackSet, pattern: &Pattern) -> (Weight, Vec<bool>) {
    let frames = (0..set.frame_count() as u32).map(FrameId);
    let matching: Vec<bool> = frames.map(|frame| pattern.is_match(&set.printed_name(frame))).collect();
    let has_match = |site: u32| set.site(site).iter().any(|frame| matching[frame.frame().index()]);
    let sites: Vec<bool> = (0..set.site_count() as u32).map(has_match).collect();
    let mut weight = Weight::default();
    for row in 0..set.len() {
        if set.stack(row).iter().any(|&site| sites[site as usize]) {
            weight.add(set.value(row));
        }
    }
    (weight, matching)
}

/// The frames that have a printed name.
fn named(set: &StackSet, name: &str) -> Vec<bool> {
    let frames = (0..set.frame_count() as u32).map(FrameId);
    frames.map(|frame| set.printed_name(frame) == name.as_bytes()).collect()
}

/// Tells frames with a printed name from others, asking each of them once.
struct Named<'a> {
    set: &'a StackSet,
    name: &'a str,
    known: Vec<Option<bool>>,
}

impl<'a> Named<'a> {
    fn new(set: &'a StackSet, name: &'a str) -> Named<'a> {
        Named {
            set,
            name,
            known: vec![None; set.frame_count()],
        }
    }

    fn has(&mut self, frame: FrameId) -> bool {
        *self.known[frame.index()].get_or_insert_with(|| self.set.printed_name(frame) == self.name.as_bytes())
    }
}

#[cfg(test)]
mod tests;
