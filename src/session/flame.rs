//! The flame graph: laid out, searched, and box by box.

use super::{Session, display, search_pattern};
use crate::analysis::flame_graph::{self, Closer, FlameGraph, Slab, Trees, Weight};
use crate::analysis::stacks::{FrameId, Paths, StackSet};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::percentage;
use crate::report::{Context, Format};
use serde::Serialize;
use std::rc::Rc;

/// Which flame graph is wanted.
#[derive(Debug, Clone, Default)]
pub struct FlameQuery {
    /// The printed name of the function whose callers and callees are shown; empty for whole stacks.
    pub pivot: String,
    /// Whether stacks stand on their leaf, and whether the path leads to callers.
    pub inverted: bool,
    /// The printed names of the boxes from behind the start to the one that takes all of the width.
    pub path: Vec<String>,
    /// How much of the width a box must take to be built.
    pub smallest: f64,
    /// Where boxes are built in more detail.
    pub closer: Closer,
    /// Whether the width leaves the base of a comparison out.
    pub positive_only: bool,
    /// A regular expression for names of functions; empty for none.
    pub search: String,
}

/// A flame graph in columns, a row per box; see [`Slab`].
#[derive(Debug, Clone, Default)]
pub struct Flame {
    /// The number of the frame's name.
    pub names: Vec<i32>,
    /// The row.
    pub rows: Vec<i32>,
    /// The box that it lies on.
    pub parents: Vec<i32>,
    /// Where it begins.
    pub starts: Vec<f64>,
    /// How wide it is.
    pub widths: Vec<f64>,
    /// What it weighs, the base taken off.
    pub values: Vec<f64>,
    /// Whether all calls in it were inlined.
    pub inline: Vec<u8>,
    /// The printed names. The first one, of all stacks, is empty.
    pub texts: Vec<String>,
    /// By name, whether it matches the search.
    pub matches: Vec<u8>,
}

/// What is above and around a flame graph.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameInfo {
    /// What shares are of.
    pub total: f64,
    /// How many boxes were too small to be built.
    pub left_out: usize,
    /// How many names of the path there are.
    pub path: usize,
    /// What the stacks weigh that have a matching frame.
    pub matched_text: String,
    /// The same as a share.
    pub matched_percent: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A box in words.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameBox {
    /// The printed name; empty for all stacks.
    pub name: String,
    /// The file of the function; empty if the profile does not say.
    pub file: String,
    /// The line where the function begins or, if that is unknown, one of its lines; 0 if the profile does not say.
    pub line: i64,
    /// What it weighs.
    pub text: String,
    /// The same as a share of the total.
    pub percent: String,
    /// The same as a share of the box that it lies on.
    pub of_parent: String,
    /// What the stacks weigh that end here.
    pub own_text: String,
    /// The same as a share of the total.
    pub own_percent: String,
    /// In a comparison, what it weighs in the profile; empty otherwise.
    pub source_text: String,
    /// In a comparison, what it weighs in the base; empty otherwise.
    pub base_text: String,
}

/// What flame graphs and the whole graph are made of: all stacks, with the names of reports.
pub struct Stacks {
    pub(super) context: Context,
    format: Format,
    pub(super) set: StackSet,
}

/// The last flame graph, and what was found out for it.
#[derive(Default)]
pub struct View {
    graph: FlameGraph,
    trees: Trees,
}

impl Session {
    pub(super) fn stacks(&self) -> Result<Rc<Stacks>> {
        self.cached(&self.stacks, |session| {
            let context = session.context("peek")?;
            Ok(Stacks {
                set: context.stacks(Paths::Trimmed),
                format: context.format(),
                context,
            })
        })
    }

    /// Lays a flame graph out.
    pub fn flame(&mut self, query: &FlameQuery) -> Result<(FlameInfo, Flame)> {
        let stacks = self.stacks()?;
        let Stacks { context, format, set } = &*stacks;
        let graph = FlameGraph::new(
            set,
            &flame_graph::View {
                pivot: &query.pivot,
                inverted: query.inverted,
                path: &query.path,
                smallest: query.smallest,
                closer: query.closer,
                positive_only: query.positive_only,
            },
            &mut self.flame_view.trees,
        );
        let (pattern, search_error) = search_pattern(&query.search);
        let found = pattern.map(|pattern| flame_graph::search(set, &pattern));
        let weight = found.as_ref().map_or(Weight::default(), |(weight, _)| *weight);
        let matched = weight.positive.wrapping_add(weight.negative);
        let info = FlameInfo {
            total: context.total as f64,
            left_out: graph.left_out,
            path: graph.path,
            matched_text: format.value(matched),
            matched_percent: share(matched, context.total),
            search_error,
        };
        let matching = found.map(|(_, matching)| matching).unwrap_or_default();
        let flame = columns(set, &graph.slabs, &matching);
        self.flame_view.graph = graph;
        Ok((info, flame))
    }

    /// A box of the last flame graph.
    pub fn flame_box(&self, number: usize) -> Result<FlameBox> {
        let stacks = self.stacks()?;
        let Stacks { context, format, set } = &*stacks;
        let slabs = &self.flame_view.graph.slabs;
        let slab = slabs
            .get(number)
            .ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no box {number}"))))?;
        let value = slab.weight.net();
        let parent = slabs[slab.parent as usize].weight.net();
        let (file, line) = slab.frame.and_then(|frame| set.place(frame)).unwrap_or_default();
        let compared = |part: i64| match slabs[0].weight.negative {
            0 => String::new(),
            _ => format.value(part),
        };
        Ok(FlameBox {
            name: slab
                .frame
                .map_or_else(String::new, |frame| display(&set.printed_name(frame))),
            file: display(file),
            line,
            text: format.value(value),
            percent: share(value, context.total),
            of_parent: share(value, parent),
            own_text: format.value(slab.own.net()),
            own_percent: share(slab.own.net(), context.total),
            source_text: compared(slab.weight.positive),
            base_text: compared(slab.weight.negative),
        })
    }
}

fn share(value: i64, total: i64) -> String {
    percentage(value, total).trim().to_owned()
}

/// The boxes for drawing, with each name once.
fn columns(set: &StackSet, slabs: &[Slab], matching: &[bool]) -> Flame {
    const NONE: u32 = u32::MAX;
    let mut flame = Flame {
        texts: vec![String::new()],
        matches: vec![0],
        ..Flame::default()
    };
    let mut numbers = vec![NONE; set.frame_count()];
    let mut number = |frame: FrameId, flame: &mut Flame| {
        let number = &mut numbers[frame.index()];
        if *number == NONE {
            *number = flame.texts.len() as u32;
            flame.texts.push(display(&set.printed_name(frame)));
            flame
                .matches
                .push(matching.get(frame.index()).copied().unwrap_or(false).into());
        }
        *number
    };
    for slab in slabs {
        let name = slab.frame.map_or(0, |frame| number(frame, &mut flame));
        flame.names.push(name as i32);
        flame.rows.push(slab.row);
        flame.parents.push(slab.parent as i32);
        flame.starts.push(slab.start);
        flame.widths.push(slab.width);
        flame.values.push(slab.weight.net() as f64);
        flame.inline.push(slab.inline.into());
    }
    flame
}
