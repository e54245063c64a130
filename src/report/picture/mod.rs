//! Picture: what a drawing of the graph of calls shows, as texts, sizes and colours: the boxes, the lines between them, and
//! the small boxes of tags.
//!
//! In: the stacks. Out: what `dot` writes as pprof writes it, and what the page draws. `main` calling `read`, which weighs
//! 30 samples itself, is two boxes, `main` with `0 of 30 (100%)` in the smallest letters and `read` with `30 (100%)` in
//! the largest, and one line, `30`, as thick and as red as lines are.
//!
//! | file | what it knows |
//! |---|---|
//! | `mod.rs` | the lines, and what everything is a share of |
//! | `nodes.rs` | the boxes of nodes |
//! | `nodelets.rs` | the small boxes of their tags |
//! | `colors.rs` | the colours of boxes and lines |

mod colors;
mod nodelets;
mod nodes;

pub use nodelets::Nodelet;
pub use nodes::{on_lines, parts};

use super::header::legend_lines;
use super::{Context, Format, Numbers};
use crate::analysis::graph::{CallGraph, Candidates, Choice, Edge, Limits, NodeId, TagUnits, Wanted};
use crate::analysis::stacks::{FrameId, StackSet, mean};
use crate::base::error::Result;
use colors::{Role, color};
use std::rc::Rc;

/// All that a picture shows.
pub struct Picture {
    /// The nodes and edges.
    pub graph: CallGraph,
    /// How values are printed.
    pub format: Format,
    /// What is 100 %.
    total: i64,
    /// The stacks that it is made of.
    pub set: Rc<StackSet>,
    /// By node, its number in the picture; 0 for none.
    places: Vec<u32>,
    has_callees: Vec<bool>,
    /// The largest magnitude of what a node weighs itself.
    largest_flat: f64,
}

/// What a picture shows besides what the options say.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// How much of the graph.
    pub limits: Limits,
    /// Whether tags are boxes, and count among the nodes.
    pub tags: bool,
    /// A frame that is drawn whatever the limits say, with some of those that it calls and is called by.
    pub also: Option<FrameId>,
    /// Which nodes it has: reports have pprof's.
    pub choice: Choice,
    /// Whether each number of a tag is in the unit that reads best for it, and not in the one that the options want.
    pub own_units: bool,
}

/// How a line between two boxes looks.
pub struct Line {
    /// How much shorter and straighter it shall be than others, from 1 to 101.
    pub weight: i64,
    /// How thick it is, from 1 to 6.
    pub penwidth: i64,
    /// pprof's colour; empty where there is nothing that it could be a share of.
    pub color: String,
}

impl Extent {
    /// The same, asked of the graph.
    fn wanted<'a>(&self, context: &'a Context) -> Wanted<'a> {
        let unit = match context.selection.profile.strings.find(b"bytes") {
            Some(label) => context.selection.units.get(label),
            None => "",
        };
        Wanted {
            limits: self.limits,
            tag_units: self.tags.then_some(TagUnits {
                from: unit,
                to: match self.own_units {
                    true => "auto",
                    false => &context.options.unit,
                },
            }),
            also: self.also,
            choice: self.choice,
        }
    }
}

impl Picture {
    /// Chooses what is shown of stacks.
    ///
    /// # Errors
    ///
    /// There is not enough memory for the tags or for the tree of calls.
    pub fn new(context: &Context, set: Rc<StackSet>, extent: Extent) -> Result<Picture> {
        let candidates = Picture::candidates(context, &set, extent)?;
        Picture::chosen(context, set, extent, candidates)
    }

    /// What pictures are chosen from that differ in the number of their nodes, in their tags and in the frame that is drawn anyway.
    ///
    /// # Errors
    ///
    /// There is not enough memory for the tree of calls.
    pub fn candidates(context: &Context, set: &StackSet, extent: Extent) -> Result<Candidates> {
        Candidates::new(set, &context.options, &extent.wanted(context))
    }

    /// The picture that is chosen from such candidates.
    ///
    /// # Errors
    ///
    /// There is not enough memory for the tags or for the tree of calls.
    pub fn chosen(context: &Context, set: Rc<StackSet>, extent: Extent, from: Candidates) -> Result<Picture> {
        let graph = from.drawing(&set, &context.options, &extent.wanted(context))?;
        let mut values = graph.nodes.iter().map(|&node| (graph.flat(node), graph.cum(node)));
        let format = context.format_for(&mut values, Numbers::Decimal);
        let flat = graph.nodes.iter().map(|&node| graph.flat(node).wrapping_abs());
        Ok(Picture {
            format,
            total: context.selection.totals.total,
            places: graph.places(),
            has_callees: has_callees(&graph),
            largest_flat: flat.max().unwrap_or(0) as f64,
            set,
            graph,
        })
    }

    /// The number of a node, counted from 1; 0 for nodes that are not shown.
    pub fn place(&self, node: NodeId) -> u32 {
        self.places[node.index()]
    }

    /// The calls of the nodes that are shown, the largest first. What is not shown calls nobody, but it can be called.
    pub fn calls(&self) -> impl Iterator<Item = &Edge<NodeId>> {
        let calls = self.graph.edges().iter();
        calls.filter(|call| self.place(call.from) > 0)
    }

    /// What a call weighs, as a mean where means are wanted.
    pub fn value(&self, call: &Edge<NodeId>) -> i64 {
        mean(call.weight, call.divisor)
    }

    /// The line of a call that weighs so much.
    pub fn line(&self, value: i64) -> Line {
        if self.total == 0 {
            return Line {
                weight: 1,
                penwidth: 1,
                color: String::new(),
            };
        }
        let share_of = |whole: i64| {
            let share = value.wrapping_mul(whole).wrapping_div(self.total).wrapping_abs();
            1 + share.min(whole)
        };
        Line {
            weight: share_of(100),
            penwidth: share_of(5),
            color: self.color(value, Role::Foreground),
        }
    }

    /// A value as a share of the total: `34.70%`; that of a change has a sign where values have.
    pub fn share(&self, value: i64) -> String {
        self.format.share(value, self.total)
    }

    /// pprof's legend: what the profile is, which filters are active, how much is shown.
    pub fn legend(&self, context: &Context) -> Vec<Vec<u8>> {
        legend_lines(context, &self.graph.shown, &self.format)
    }

    fn color(&self, value: i64, role: Role) -> String {
        color(value as f64 / self.total.wrapping_abs() as f64, role)
    }
}

/// By node, whether it calls anything.
fn has_callees(graph: &CallGraph) -> Vec<bool> {
    let mut has_callees = vec![false; graph.places().len()];
    let edges = graph.edges().iter();
    edges.for_each(|edge| has_callees[edge.from.index()] = true);
    has_callees
}
