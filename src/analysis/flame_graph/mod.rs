//! FlameGraph: stacks laid out as rows of boxes.
//!
//! In: a [`StackSet`] and a [`View`] of it. Out: boxes, each with its frame, its row, and where it lies on the axis of
//! values. `main;parse;read 30` and `main;parse 12` give, from the root on, the boxes `main` from 0 to 42, on it `parse`
//! from 0 to 42, and on that `read` from 0 to 30.
//!
//! The whole tree is never built: what is too small to be seen is not looked into, and what was looked into is kept in
//! [`Trees`]. So the first layout walks the stacks once, and the next ones walk those alone that were too small before.
//!
//! Boxes next to each other stand in the order of their widths, as on pprof's page; those of equal width in that of
//! frames.

mod tree;
mod walk;

use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::{OutOfMemory, Result};
use crate::base::pattern::Pattern;
use crate::base::room::ask_for;
use crate::base::room::one_more;
use crate::base::sort::sort_by;
use crate::base::text::is_shown_as;
pub use tree::{Node, Tree};

/// How stacks are laid out as boxes. The width of everything is 1.
#[derive(Debug, Clone, Default)]
pub struct View<'a> {
    /// The printed name of the function whose callees and callers are shown; empty for whole stacks.
    pub pivot: &'a str,
    /// Whether whole stacks stand on their leaf instead of their root, and whether the path leads to callers.
    pub inverted: bool,
    /// The printed names of the boxes from behind the start to the one that takes all of the width.
    pub path: &'a [String],
    /// How much of the width a box must take to be built, from 0 to 1.
    pub smallest: f64,
    /// Where boxes are built in more detail.
    pub closer: Closer,
    /// Whether widths are what is positive alone: in a comparison, the profile without its base.
    pub positive_only: bool,
}

/// A part of the axis that is looked at more closely. Without a width, there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Closer {
    /// Where it begins on the axis, from 0 to 1.
    pub from: f64,
    /// Where it ends on the axis; at `from` or before it, there is no such part.
    pub to: f64,
    /// How much of the whole width a box in it must take to be built.
    pub smallest: f64,
}

/// What samples weigh, in the unit of the sample type, gains and losses apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// The sum of what is positive: in a comparison, the profile.
    pub positive: i64,
    /// The sum of what is negative, as a magnitude: in a comparison, the base.
    pub negative: i64,
}

impl Weight {
    /// What is positive less what is negative: the sum of the values.
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

    /// How wide a box of this weight is; `positive_only` leaves the base of a comparison out.
    pub fn width(self, positive_only: bool) -> f64 {
        match positive_only {
            true => self.positive as f64,
            false => self.positive as f64 + self.negative as f64,
        }
    }
}

/// A box of a flame graph: a frame under one path of callers, or above one of callees.
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
    /// Where it begins on the axis, from 0 to 1.
    pub start: f64,
    /// How wide it is, from 0 to 1.
    pub width: f64,
    /// What the samples weigh whose stacks lead through it.
    pub weight: Weight,
    /// What those of them weigh whose stacks end here: at the leaf, or at the root where the way leads to callers.
    pub own: Weight,
}

/// A flame graph. The first box is the start; each box comes behind the one that it lies on and before those to its right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlameGraph {
    /// The boxes, each behind the one that it lies on.
    pub slabs: Vec<Slab>,
    /// How many boxes were left out for being too small, not counting those that would lie on them.
    pub left_out: usize,
    /// How much of the path there is: the rest of it leads nowhere.
    pub path: usize,
}

/// What was parted for earlier flame graphs of the same set.
#[derive(Default)]
pub struct Trees {
    /// Stacks as the view has them: all from the root or from the leaf, or from a pivot on the side that the path takes.
    main: Option<(Of, Tree)>,
    /// The other side of the pivot, for the stacks that a path has left.
    other: Option<(Of, Tree)>,
}

impl Trees {
    /// The tree of whole stacks, from the root or from the leaf: the one that a flame graph of them has, too.
    pub fn whole(&mut self, set: &StackSet, inverted: bool) -> &mut Tree {
        main_of(&mut self.main, set, &Of::whole(inverted), None)
    }
}

/// What a tree was parted for: what a [`View`] asks about it.
#[derive(Clone, PartialEq)]
struct Of {
    inverted: bool,
    pivot: String,
    path: Vec<String>,
}

impl Of {
    fn whole(inverted: bool) -> Of {
        Of {
            inverted,
            pivot: String::new(),
            path: Vec::new(),
        }
    }
}

/// The tree of all stacks that is kept for `key`, or a new one in its place.
fn main_of<'a>(main: &'a mut Option<(Of, Tree)>, set: &StackSet, key: &Of, marks: Option<&[bool]>) -> &'a mut Tree {
    kept(main, set, key, &mut || {
        Tree::new(set, !key.inverted, 0..set.len() as u32, marks)
    })
}

/// The tree that is kept for `key`, ready for another answer, or a new one in its place.
fn kept<'a>(
    kept: &'a mut Option<(Of, Tree)>,
    set: &StackSet,
    key: &Of,
    make: &mut dyn FnMut() -> Tree,
) -> &'a mut Tree {
    let known = kept.take().filter(|(of, tree)| of == key && tree.may_grow(set));
    // Another one is gone before the new one is made: each takes as much as its stacks.
    let mut tree = match known {
        Some((_, tree)) => tree,
        None => make(),
    };
    tree.begin(set);
    &mut kept.insert((key.clone(), tree)).1
}

impl FlameGraph {
    /// Lays stacks out. The trees are those of the same set, or empty.
    ///
    /// # Errors
    ///
    /// The memory does not suffice, or there are too many boxes; then the trees are gone.
    pub fn new(set: &StackSet, view: &View<'_>, trees: &mut Trees) -> Result<FlameGraph> {
        let made = FlameGraph::laid_out(set, view, trees);
        if made.is_err() {
            *trees = Trees::default();
        }
        made
    }

    fn laid_out(set: &StackSet, view: &View<'_>, trees: &mut Trees) -> Result<FlameGraph> {
        let marks = (!view.pivot.is_empty()).then(|| named(set, view.pivot));
        let marks = marks.as_deref();
        let mut key = Of {
            pivot: view.pivot.to_owned(),
            ..Of::whole(view.inverted)
        };
        let main = main_of(&mut trees.main, set, &key, marks);
        let root = main.node(0);
        let pivot = marks.and_then(|marks| marks.iter().position(|&marked| marked));
        let mut graph = FlameGraph::default();
        graph.slabs.push(Slab {
            frame: pivot.map(|frame| FrameId(frame as u32)),
            inline: false,
            row: 0,
            parent: 0,
            start: 0.0,
            width: root.weight.width(view.positive_only),
            weight: root.weight,
            own: Weight::default(),
        });
        let mut side = Side {
            up: marks.is_some() && view.inverted,
            set,
            positive_only: view.positive_only,
            cutoff: 0.0,
            closer: view.closer,
        };
        let node = side.follow(main, view.path, &mut graph);
        let at = graph.slabs.len() - 1;
        let width = graph.slabs[at].width;
        graph.slabs.iter_mut().for_each(|slab| slab.width = width);
        side.cutoff = width * view.smallest;
        side.closer.smallest = match view.closer.from < view.closer.to {
            true => width * view.closer.smallest.min(view.smallest),
            false => side.cutoff,
        };
        side.lay_out(main, node, at, &mut graph)?;
        if marks.is_some() {
            key.path = view.path.to_vec();
            let other = kept(&mut trees.other, set, &key, &mut || {
                Tree::new(set, view.inverted, main.rows(node), marks)
            });
            side.up = !side.up;
            side.lay_out(other, 0, 0, &mut graph)?;
        }
        Ok(graph)
    }
}

/// About how many bytes a box has in columns, with the texts of one that says what it weighs.
const COLUMNS: u64 = 256;

/// The boxes on one side of the start.
struct Side<'a> {
    /// Whether these are the callers of a pivot.
    up: bool,
    set: &'a StackSet,
    positive_only: bool,
    /// What a box must be wide.
    cutoff: f64,
    /// Where less is enough, in widths instead of shares.
    closer: Closer,
}

impl Side<'_> {
    /// Puts the boxes of a path on each other, as far as there are any; answers the node of the last one.
    fn follow(&self, tree: &mut Tree, path: &[String], graph: &mut FlameGraph) -> u32 {
        let mut at = 0;
        for name in path {
            let children = tree.open(self.set, at);
            let has_name = |child: &u32| is_shown_as(&self.set.printed_name(tree.node(*child).frame), name);
            let width = |child: u32| tree.node(child).weight.width(self.positive_only);
            // Those that print alike are told apart by what they weigh: nobody clicks on the smaller one.
            let widest = children
                .filter(has_name)
                .max_by(|&one, &other| width(one).total_cmp(&width(other)));
            let Some(child) = widest else {
                break;
            };
            self.close(tree, at, graph.slabs.len() - 1, graph);
            at = child;
            let slab = self.slab(tree, at, graph.slabs.len() - 1, graph);
            graph.slabs.push(slab);
            graph.path += 1;
        }
        at
    }

    /// Lays out what lies on a box, which is that of a node.
    fn lay_out(&self, tree: &mut Tree, node: u32, on: usize, graph: &mut FlameGraph) -> Result<()> {
        let mut ahead = self.spread(tree, node, on, graph);
        while let Some((node, slab)) = ahead.pop() {
            let number = graph.slabs.len();
            one_more(&mut graph.slabs)?;
            graph.slabs.push(slab);
            let next = self.spread(tree, node, number, graph);
            ahead.try_reserve(next.len()).map_err(|_| OutOfMemory)?;
            ahead.extend(next);
            tree.check()?;
        }
        tree.check()?;
        // The boxes are handed out as columns, in other words once more.
        Ok(ask_for(graph.slabs.len() as u64 * COLUMNS)?)
    }

    /// The boxes next to each other that lie on one, the last one first.
    fn spread(&self, tree: &mut Tree, node: u32, on: usize, graph: &mut FlameGraph) -> Vec<(u32, Slab)> {
        let children = tree.open(self.set, node);
        self.close(tree, node, on, graph);
        let mut boxes = Vec::new();
        for child in children {
            let slab = self.slab(tree, child, on, graph);
            if slab.width >= self.closer.smallest && slab.width > 0.0 {
                boxes.push((child, slab));
            } else if slab.width > 0.0 {
                graph.left_out += 1;
            }
        }
        sort_by(&mut boxes, |(_, one), (_, other)| {
            other.width.total_cmp(&one.width).then(one.frame.cmp(&other.frame))
        });
        let mut x = graph.slabs[on].start;
        for (_, slab) in &mut boxes {
            slab.start = x;
            x += slab.width;
        }
        let all = boxes.len();
        boxes.retain(|(_, slab)| {
            slab.width >= self.cutoff || slab.start < self.closer.to && slab.start + slab.width > self.closer.from
        });
        graph.left_out += all - boxes.len();
        boxes.reverse();
        boxes
    }

    /// The box of a node.
    fn slab(&self, tree: &Tree, node: u32, on: usize, graph: &FlameGraph) -> Slab {
        let node = tree.node(node);
        Slab {
            frame: Some(node.frame),
            inline: node.inline,
            row: graph.slabs[on].row + if self.up { -1 } else { 1 },
            parent: on as u32,
            start: 0.0,
            width: node.weight.width(self.positive_only),
            weight: node.weight,
            own: Weight::default(),
        }
    }

    /// Says of a box what ends in it, now that its node is open. Those of a pivot end on the side of its callees.
    fn close(&self, tree: &Tree, node: u32, number: usize, graph: &mut FlameGraph) {
        let slab = &mut graph.slabs[number];
        if slab.row != 0 || !self.up {
            slab.own = tree.node(node).own;
        }
    }
}

/// What the stacks weigh that have a frame whose printed name matches, each of them once; and which frames these are.
pub fn search(set: &StackSet, pattern: &Pattern) -> (Weight, Vec<bool>) {
    let frames = (0..set.frame_count() as u32).map(FrameId);
    let matching: Vec<bool> = frames.map(|frame| pattern.is_match(&set.printed_name(frame))).collect();
    let mut weight = Weight::default();
    rows_with(set, &matching).for_each(|row| weight.add(set.value(row as usize)));
    (weight, matching)
}

/// The rows whose stacks have one of the marked frames.
pub fn rows_with<'a>(set: &'a StackSet, marks: &[bool]) -> impl Iterator<Item = u32> + 'a {
    let has_mark = |site: u32| set.site(site).iter().any(|frame| marks[frame.frame().index()]);
    let sites: Vec<bool> = (0..set.site_count() as u32).map(has_mark).collect();
    let rows = 0..set.len() as u32;
    rows.filter(move |&row| set.stack(row as usize).iter().any(|site| sites[site as usize]))
}

/// By frame, whether it is shown with a name.
pub fn named(set: &StackSet, name: &str) -> Vec<bool> {
    let frames = (0..set.frame_count() as u32).map(FrameId);
    frames
        .map(|frame| is_shown_as(&set.printed_name(frame), name))
        .collect()
}

#[cfg(test)]
mod tests;
