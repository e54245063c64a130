//! The tree of calls as rows: what is open of it, and the ways to what is worth opening.
//!
//! In: a [`Tree`] of stacks, which parts only what somebody looks into, and the steps that are open, each with the printed name of
//! its function. Out: the rows from the top to the bottom. `main;parse;read 30` and `main;parse 12` with `main` open give `main`
//! with 42 and, a level deeper, `parse` with 42, which has one child.
//!
//! Next to each other the heaviest come first, as they weigh in magnitude, and what is equal in the order of frames.

use super::flame_graph::{Node, Tree, Weight, rows_with};
use super::stacks::{FrameId, StackSet};
use crate::base::error::Result;
use crate::base::room::one_more;
use crate::base::sort::sort_by;
use crate::base::text::is_shown_as;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;

/// A node that is open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// The number of the step that it is below, which comes before it, from 1; 0 on the first level.
    pub within: u32,
    /// Its printed name. Nodes next to each other that print alike are open together.
    pub name: String,
}

/// A row of the tree.
#[derive(Debug, Clone, Copy)]
pub struct CallRow {
    /// The function that is called.
    pub frame: FrameId,
    /// Whether all calls of it were inlined.
    pub inline: bool,
    /// What the stacks weigh that lead here.
    pub weight: Weight,
    /// What those weigh that end here: at the leaf or, in a tree that stands on the leaf, at the root.
    pub own: Weight,
    /// How deep it is, from 1.
    pub level: u32,
    /// Which of its siblings it is, from 1, and how many there are.
    pub position: u32,
    /// How many nodes have the same parent.
    pub siblings: u32,
    /// How many nodes are below it.
    pub children: u32,
    /// The number of the row that it is below; none on the first level.
    pub parent: Option<u32>,
    /// The number of the step that has it open, from 1; 0 if it is closed.
    pub step: u32,
    /// That of the step that it is below; 0 on the first level.
    pub within: u32,
}

/// So many rows are opened at once, and so many steps of a way.
const MOST_ROWS: usize = 300;
const LONGEST_WAY: usize = 1000;
/// So many hits of a search are opened, and so many nodes looked into for them.
const MOST_HITS: usize = 12;
const MOST_LOOKS: usize = 4000;

/// The rows of what is open.
pub fn rows(set: &StackSet, tree: &mut Tree, open: &[Step]) -> Vec<CallRow> {
    // By step, and for the first level before them, the steps below it.
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); open.len() + 1];
    for (number, step) in open.iter().enumerate() {
        let within = step.within as usize;
        if within <= number {
            below[within].push(number);
        }
    }
    let step_of = |frame: FrameId, within: u32| {
        let steps = &below[within as usize];
        if steps.is_empty() {
            return 0;
        }
        let name = set.printed_name(frame);
        let step = steps.iter().find(|&&step| is_shown_as(&name, &open[step].name));
        step.map_or(0, |&step| step as u32 + 1)
    };
    let mut level = |node: u32, (depth, parent, within): (u32, Option<u32>, u32)| {
        let numbers = ordered(set, tree, node);
        let siblings = numbers.len() as u32;
        let mut rows = Vec::with_capacity(numbers.len());
        for (place, number) in numbers.into_iter().enumerate() {
            let children = tree.open(set, number).len() as u32;
            let Node {
                frame,
                inline,
                weight,
                own,
                ..
            } = tree.node(number);
            let row = CallRow {
                frame,
                inline,
                weight,
                own,
                level: depth,
                position: place as u32 + 1,
                siblings,
                children,
                parent,
                step: step_of(frame, within),
                within,
            };
            rows.push((number, row));
        }
        rows.reverse();
        rows
    };
    let mut rows = Vec::new();
    let mut ahead = level(0, (1, None, 0));
    while let Some((node, row)) = ahead.pop() {
        let number = rows.len() as u32;
        rows.push(row);
        if row.step > 0 {
            ahead.extend(level(node, (row.level + 1, Some(number), row.step)));
        }
    }
    rows
}

/// The steps that open a node and the heaviest node below it, down to where the stacks end. The first of them is the node.
pub fn heaviest(set: &StackSet, tree: &mut Tree, path: &[FrameId]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut next = node_at(set, tree, path);
    while let Some(node) = next.filter(|_| steps.len() < LONGEST_WAY) {
        next = ordered(set, tree, node).first().copied();
        if next.is_some() {
            steps.push(step(set, tree, node, steps.len() as u32));
        }
    }
    steps
}

/// The steps that open a node and what is below it, level by level, as far as that makes some hundred rows. The first of them is the node.
pub fn below(set: &StackSet, tree: &mut Tree, path: &[FrameId]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rows = 0;
    let mut ahead: VecDeque<(u32, u32)> = node_at(set, tree, path).map(|node| (node, 0)).into_iter().collect();
    while let Some((node, within)) = ahead.pop_front() {
        let children = ordered(set, tree, node);
        if children.is_empty() {
            continue;
        }
        rows += children.len();
        if !steps.is_empty() && rows > MOST_ROWS {
            break;
        }
        steps.push(step(set, tree, node, within));
        let number = steps.len() as u32;
        ahead.extend(children.into_iter().map(|child| (child, number)));
    }
    steps
}

/// The steps that open what has at least half of everything: where a tree begins to branch.
pub fn trunk(set: &StackSet, tree: &mut Tree) -> Vec<Step> {
    let all = tree.node(0).weight.width(false);
    let mut steps: Vec<Step> = Vec::new();
    let mut node = 0;
    while steps.len() < LONGEST_WAY {
        let children = tree.open(set, node);
        let width = |child: u32| tree_width(tree, child);
        let Some(child) = children.max_by(|&one, &other| width(one).total_cmp(&width(other))) else {
            break;
        };
        if width(child) * 2.0 < all || tree.open(set, child).is_empty() {
            break;
        }
        steps.push(step(set, tree, child, steps.len() as u32));
        node = child;
    }
    steps
}

/// The steps that open the ways to the heaviest nodes with a marked frame, the outermost on each way; as many as `hits`, and not more
/// than a search opens.
///
/// # Errors
///
/// The memory does not suffice, or more is looked into than may be.
pub fn ways(set: &StackSet, inverted: bool, marks: &[bool], hits: usize) -> Result<Vec<Step>> {
    let mut rows = Vec::new();
    for row in rows_with(set, marks) {
        one_more(&mut rows)?;
        rows.push(row);
    }
    // Of these stacks alone each way leads to a hit.
    let mut tree = Tree::new(set, !inverted, rows.iter().copied(), None);
    // By node that was looked into: it, the one above it, and its step once it has one.
    let mut seen: Vec<(u32, usize, Option<u32>)> = vec![(0, 0, Some(0))];
    let mut steps = Vec::new();
    let mut found = 0;
    let mut ahead = BinaryHeap::from([(u64::MAX, Reverse(0_u32), 0_usize)]);
    while let Some((_, Reverse(node), above)) = ahead.pop() {
        if node != 0 && marks[tree.node(node).frame.index()] {
            reach(set, &tree, &mut seen, above, &mut steps);
            found += 1;
            if found == hits.min(MOST_HITS) {
                break;
            }
            continue;
        }
        if seen.len() > MOST_LOOKS {
            break;
        }
        let number = match node {
            0 => 0,
            _ => seen.len(),
        };
        if node != 0 {
            seen.push((node, above, None));
        }
        for child in tree.open(set, node) {
            // Widths are not negative: their bits are in the same order.
            ahead.push((tree_width(&tree, child).to_bits(), Reverse(child), number));
        }
    }
    tree.check()?;
    Ok(steps)
}

/// Gives a node that was looked into its step, and those above it theirs before.
fn reach(set: &StackSet, tree: &Tree, seen: &mut [(u32, usize, Option<u32>)], node: usize, steps: &mut Vec<Step>) {
    let mut path = Vec::new();
    let mut at = node;
    while seen[at].2.is_none() {
        path.push(at);
        at = seen[at].1;
    }
    let mut within = seen[at].2.unwrap_or(0);
    for at in path.into_iter().rev() {
        let (node, _, own) = &mut seen[at];
        steps.push(step(set, tree, *node, within));
        within = steps.len() as u32;
        *own = Some(within);
    }
}

fn tree_width(tree: &Tree, node: u32) -> f64 {
    tree.node(node).weight.width(false)
}

fn step(set: &StackSet, tree: &Tree, node: u32, within: u32) -> Step {
    let name = set.printed_name(tree.node(node).frame);
    Step {
        within,
        name: String::from_utf8_lossy(&name).into_owned(),
    }
}

/// The node that a path of frames leads to from the root; none if there is no such path.
fn node_at(set: &StackSet, tree: &mut Tree, path: &[FrameId]) -> Option<u32> {
    let mut node = 0;
    for &frame in path {
        node = tree.open(set, node).find(|&child| tree.node(child).frame == frame)?;
    }
    Some(node)
}

/// The nodes below one, the heaviest first.
fn ordered(set: &StackSet, tree: &mut Tree, node: u32) -> Vec<u32> {
    let children: Range<u32> = tree.open(set, node);
    let mut keyed: Vec<(u64, u64, FrameId, u32)> = children
        .map(|child| {
            let Node { frame, weight, .. } = tree.node(child);
            (weight.net().unsigned_abs(), weight.width(false).to_bits(), frame, child)
        })
        .collect();
    sort_by(
        &mut keyed,
        |(net, width, frame, _), (other_net, other_width, other, _)| {
            other_net.cmp(net).then(other_width.cmp(width)).then(frame.cmp(other))
        },
    );
    keyed.into_iter().map(|(.., child)| child).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::filter::Filtered;
    use crate::analysis::flame_graph::{Trees, named};
    use crate::analysis::options::Options;
    use crate::analysis::stacks::{Objects, Paths};
    use crate::testing::{assert_picture, profile};
    use std::rc::Rc;

    fn set_of(picture: &str) -> StackSet {
        let filtered = Rc::new(Filtered::all(&profile(picture)));
        StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Trimmed)
    }

    /// The rows, indented by their levels: name, cum, own, `+` closed or `-` open.
    fn draw(set: &StackSet, inverted: bool, open: &[Step]) -> String {
        let mut trees = Trees::default();
        let rows = rows(set, trees.whole(set, inverted), open);
        let lines = rows.iter().enumerate().map(|(number, row)| {
            if let Some(parent) = row.parent {
                let parent = rows[parent as usize];
                assert_eq!((parent.level + 1, parent.step), (row.level, row.within), "row {number}");
            }
            assert!(row.position <= row.siblings);
            let name = String::from_utf8_lossy(&set.printed_name(row.frame)).into_owned();
            let own = match row.own.net() {
                0 => String::new(),
                own => format!(" own {own}"),
            };
            let mark = match (row.children, row.step) {
                (0, _) => "",
                (_, 0) => " +",
                _ => " -",
            };
            let indent = " ".repeat(row.level as usize - 1);
            format!("{indent}{name} {}{own}{mark}\n", row.weight.net())
        });
        lines.collect()
    }

    fn steps(picture: &[(u32, &str)]) -> Vec<Step> {
        let step = |&(within, name): &(u32, &str)| Step {
            within,
            name: name.to_owned(),
        };
        picture.iter().map(step).collect()
    }

    fn forest() -> StackSet {
        set_of(
            "main;parse;read 30
             main;parse 12
             main;write;flush 9
             main;write;read 50
             gc;read 5",
        )
    }

    #[test]
    fn only_what_is_open_has_rows() {
        let set = forest();
        assert_picture(&draw(&set, false, &[]), "main 101 +\ngc 5 +");
        let open = steps(&[(0, "main"), (1, "parse"), (1, "nosuch"), (7, "gc"), (9, "read")]);
        assert_picture(
            &draw(&set, false, &open),
            "main 101 -
              write 59 +
              parse 42 own 12 -
               read 30 own 30
             gc 5 +",
        );
        let open = steps(&[(0, "read"), (1, "write")]);
        assert_picture(
            &draw(&set, true, &open),
            "read 85 -
              write 50 -
               main 50 own 50
              parse 30 +
              gc 5 own 5
             parse 12 +
             flush 9 +",
        );
    }

    #[test]
    fn what_is_gone_and_what_is_new_is_ordered_by_magnitude() {
        let set = set_of(
            "main;less -20
             main;more 7
             main;same 40
             main;same -40",
        );
        assert_picture(
            &draw(&set, false, &steps(&[(0, "main")])),
            "main -13 -\n less -20 own -20\n more 7 own 7\n same 0",
        );
    }

    #[test]
    fn ways_lead_to_what_is_heavy_and_to_what_is_found() {
        let set = forest();
        let mut trees = Trees::default();
        let tree = trees.whole(&set, false);
        let path = |tree: &mut Tree, open: &[Step], row: usize| {
            let rows = rows(&set, tree, open);
            let mut path = vec![rows[row].frame];
            let mut at = rows[row].parent;
            while let Some(parent) = at {
                path.insert(0, rows[parent as usize].frame);
                at = rows[parent as usize].parent;
            }
            path
        };
        let main = path(tree, &[], 0);
        let wanted = steps(&[(0, "main"), (1, "write")]);
        assert_eq!(heaviest(&set, tree, &main), wanted);
        assert_eq!(
            below(&set, tree, &main),
            steps(&[(0, "main"), (1, "write"), (1, "parse")])
        );
        let leaf = path(tree, &wanted, 2);
        assert_eq!(heaviest(&set, tree, &leaf), []);
        assert_eq!(below(&set, tree, &leaf), []);
        assert_eq!(trunk(&set, tree), wanted);
        let found = |name: &str, hits: usize| ways(&set, false, &named(&set, name), hits).unwrap();
        assert_eq!(found("read", 1), wanted);
        let all = steps(&[(0, "main"), (1, "write"), (1, "parse"), (0, "gc")]);
        assert_eq!(found("read", 9), all);
        assert_eq!(found("main", 9), []);
        assert_eq!(found("nosuch", 9), []);
        let callers = ways(&set, true, &named(&set, "main"), 2).unwrap();
        assert_eq!(callers, steps(&[(0, "read"), (1, "write"), (1, "parse")]));
    }

    /// A tree that is as wide as it may be is opened in part, and one of any depth without recursion.
    #[test]
    fn what_is_opened_at_once_has_an_end() {
        let wide: String = (0..1000).map(|n| format!("a{n};b;c 1\n")).collect();
        let set = set_of(&format!(
            "all;{}",
            wide.replace('\n', "\nall;").trim_end_matches("all;")
        ));
        let mut trees = Trees::default();
        let all = rows(&set, trees.whole(&set, false), &[])[0].frame;
        assert_eq!(below(&set, trees.whole(&set, false), &[all]).len(), 1);
        let deep = vec!["f"; 3000].join(";");
        let set = set_of(&format!("{deep} 1"));
        let mut trees = Trees::default();
        let f = rows(&set, trees.whole(&set, false), &[])[0].frame;
        let way = heaviest(&set, trees.whole(&set, false), &[f]);
        assert_eq!(way.len(), LONGEST_WAY);
        assert_eq!(rows(&set, trees.whole(&set, false), &way).len(), LONGEST_WAY + 1);
    }
}
