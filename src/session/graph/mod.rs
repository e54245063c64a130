//! The call graph as a table: what its boxes and lines say, and a text that Graphviz lays out for the page.
//!
//! In: the options, and what is searched for. Out, of `main` calling `read`, which weighs 30 samples itself:
//!
//! ```text
//! n1 main  0 of 30 (100%)      n2 read  30 (100%)      e1 n1 -> n2  30      and DOT with the same ids
//! ```
//!
//! What is shown is what `dot` shows, see [`Picture`]. The texts, colours and weights are in the table; the DOT is there to
//! find out where everything goes, so it says no more than what takes room, and it is never longer than [`Bounds`] allow.
//!
//! | file | what it makes |
//! |---|---|
//! | `mod.rs` | the table, and which of its nodes a search finds |
//! | `answer.rs` | the types of the question and of the table |
//! | `lines.rs` | the lines of a box: clean, and no more than fit one |
//! | `layout.rs` | the DOT |

mod answer;
mod layout;
mod lines;

pub use answer::{GraphEdge, GraphInfo, GraphLabel, GraphNode, GraphQuery, Selected};

use super::answers::View;
use super::compared::{Compared, header};
use super::{Session, display, search_pattern};
use crate::analysis::graph::{Before, Candidates, Choice, Edge, InlineMark, Limits, NodeId};
use crate::analysis::stacks::{FrameId, StackSet};
use crate::base::error::Result;
use crate::report::picture::{Extent, Nodelet, Picture};
use crate::report::{self, Context, Format};
use lines::{box_lines, clean};
use std::cell::RefCell;
use std::rc::Rc;

/// How much a drawing has at most. Graphviz takes minutes for more, and nobody would find anything in it.
struct Bounds {
    nodes: usize,
    edges: usize,
    labels: usize,
}

const BOUNDS: Bounds = Bounds {
    nodes: 2000,
    edges: 10_000,
    labels: 2000,
};

/// So many drawings are kept.
const KEPT: usize = 4;

/// The table before anything is searched for, and what a search needs.
struct Drawn {
    /// What it is an answer to.
    query: GraphQuery,
    info: GraphInfo,
    format: Format,
    total: i64,
    /// By node, what is searched.
    names: Vec<Vec<u8>>,
    /// By node, its own value.
    flat: Vec<i64>,
}

/// What is kept until the next change.
#[derive(Default)]
struct Kept {
    /// What the last drawing was chosen from, and how.
    candidates: Option<(Choice, Candidates)>,
    drawn: Vec<Rc<Drawn>>,
}

impl Session {
    /// The last drawings that were asked for are kept: other searches find other nodes of the same, and the page tries how many nodes
    /// can be read.
    fn drawn(&self, mut query: GraphQuery) -> Result<Rc<Drawn>> {
        let shown = self.shown()?;
        if shown.options.nodecount != -1 {
            query.nodes = 0;
        }
        let kept = shown.once(|| Ok(RefCell::new(Kept::default())))?;
        if let Some(known) = kept.borrow().drawn.iter().find(|known| known.query == query) {
            return Ok(Rc::clone(known));
        }
        let mut context = shown.as_report(&report::DOT);
        if query.nodes > 0 {
            context.options.nodecount = i64::from(query.nodes);
        }
        let signed = self.summary()?.changes;
        let mut kept = kept.borrow_mut();
        let from = &mut kept.candidates;
        let drawn = Rc::new(Drawn::new(&context, shown.stacks()?, query, signed, &BOUNDS, from)?);
        let drawings = &mut kept.drawn;
        if drawings.len() == KEPT {
            #[expect(clippy::disallowed_methods, reason = "so few are kept")]
            drawings.remove(0);
        }
        drawings.push(Rc::clone(&drawn));
        Ok(drawn)
    }
}

/// The call graph: all of it comes with the answer.
pub struct Graph;

impl View for Graph {
    const NAME: &'static str = "graph";
    type Query = GraphQuery;
    type Info = GraphInfo;

    /// The call graph, with the nodes marked that a search finds.
    fn ask(session: &Session, mut query: GraphQuery) -> Result<(Graph, GraphInfo)> {
        let search = std::mem::take(&mut query.search);
        let info = GraphInfo {
            usual_nodes: report::DOT.default_nodecount,
            stem: session.stem(),
            ..session.drawn(query)?.searched(&search)
        };
        Ok((Graph, info))
    }
}

impl Drawn {
    /// `signed` says that values are changes, `kept` is what the last drawing of the same stacks was chosen from.
    fn new(
        context: &Context,
        set: Rc<StackSet>,
        query: GraphQuery,
        signed: bool,
        bounds: &Bounds,
        kept: &mut Option<(Choice, Candidates)>,
    ) -> Result<Drawn> {
        let wanted = context.limits();
        let is_bounded = !(1..=bounds.nodes as i64).contains(&wanted.nodecount);
        let limits = Limits {
            nodecount: if is_bounded {
                bounds.nodes as i64
            } else {
                wanted.nodecount
            },
            ..wanted
        };
        let also = frame_of(&set, &query.selected);
        let extent = Extent {
            limits,
            tags: query.labels,
            also,
            choice: match (query.nodes, signed) {
                (0, _) => Choice::Interest,
                (_, false) => Choice::Heaviest,
                (_, true) => Choice::Changes,
            },
            own_units: true,
        };
        let candidates = match kept {
            Some((choice, candidates)) if *choice == extent.choice => candidates.clone(),
            _ => {
                let candidates = Picture::candidates(context, &set, extent)?;
                kept.insert((extent.choice, candidates)).1.clone()
            }
        };
        let mut picture = Picture::chosen(context, set, extent, candidates)?;
        let format = context.readable_format();
        picture.format = format.clone();
        if signed {
            picture.format = format.clone().signed();
        }
        let mut missing = Missing {
            nodes: match is_bounded {
                true => picture.graph.shown.original_nodes - picture.graph.shown.nodes,
                false => 0,
            },
            edges: 0,
            labels: 0,
        };
        let shown = &picture.graph.nodes;
        let is_among = |frame: FrameId| shown.iter().any(|&node| picture.graph.frame(node) == frame);
        let selected = match also {
            _ if query.selected.is_empty() => Selected::None,
            Some(_) if !picture.graph.added().is_empty() => Selected::Added,
            Some(frame) if is_among(frame) => Selected::Shown,
            _ => Selected::Absent,
        };
        let before = Sides {
            before: Before::of(&picture.graph, &picture.set)?,
            format,
        };
        let edges = calls(&picture, bounds, &mut missing);
        let calls: Vec<Edge<NodeId>> = edges.iter().map(|&(_, call)| call).collect();
        let nodes = nodes(&picture, query.narrow, &before, &calls, bounds, &mut missing);
        let table: Vec<GraphEdge> = (1..)
            .zip(&edges)
            .map(|(number, call)| edge(&picture, &before, number, call))
            .collect();
        let own = picture.graph.nodes.iter();
        Ok(Drawn {
            query,
            names: own.clone().map(|&node| picture.graph.name(node).to_vec()).collect(),
            flat: own.map(|&node| picture.graph.flat(node)).collect(),
            info: GraphInfo {
                header: header(context, &picture.graph.shown, &before.format, before.before.is_some()),
                left_out: missing.sentence(bounds),
                selected,
                of_nodes: picture.graph.shown.original_nodes,
                dropped_nodes: picture.graph.shown.dropped_nodes,
                has_labels: picture.set.has_labels(),
                dot: layout::dot(&picture, &nodes, &calls, &table),
                nodes,
                edges: table,
                ..GraphInfo::default()
            },
            format: picture.format,
            total: context.selection.totals.total,
        })
    }

    fn searched(&self, search: &str) -> GraphInfo {
        let (pattern, search_error) = search_pattern(search);
        let mut info = self.info.clone();
        info.search_error = search_error;
        let Some(pattern) = pattern else {
            return info;
        };
        let mut sum = 0_i64;
        for (place, node) in info.nodes.iter_mut().enumerate() {
            node.found = pattern.is_match(&self.names[place]);
            if node.found {
                info.matched += 1;
                sum = sum.wrapping_add(self.flat[place]);
            }
        }
        info.matched_flat_text = self.format.value(sum);
        info.matched_flat_percent = self.format.share(sum, self.total);
        info
    }
}

/// The frame of a printed name, the first one if there are more.
fn frame_of(set: &StackSet, name: &str) -> Option<FrameId> {
    let mut frames = (0..set.frame_count() as u32).map(FrameId);
    frames.find(|&frame| !name.is_empty() && display(&set.printed_name(frame)) == name)
}

/// What was before, where two profiles are compared, and how it is printed.
struct Sides {
    before: Option<Before>,
    format: Format,
}

impl Sides {
    fn compared(&self, before: fn(&Before, NodeId) -> i64, node: NodeId, change: i64) -> Option<Compared> {
        let known = self.before.as_ref()?;
        Some(Compared::new(before(known, node), change, &self.format))
    }
}

/// What is left out for being too much.
struct Missing {
    nodes: usize,
    edges: usize,
    labels: usize,
}

impl Missing {
    fn sentence(&self, bounds: &Bounds) -> String {
        let parts: Vec<String> = [
            (self.nodes, "node", "nodes"),
            (self.edges, "call", "calls"),
            (self.labels, "box of labels", "boxes of labels"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
        if parts.is_empty() {
            return String::new();
        }
        format!(
            "Left out: {}, for a drawing has at most {} nodes, {} calls and {} boxes of labels",
            parts.join(", "),
            bounds.nodes,
            bounds.edges,
            bounds.labels
        )
    }
}

fn node_id(place: u32) -> String {
    format!("n{place}")
}

/// The calls between nodes that are shown, each with its place among all of the graph.
fn calls(picture: &Picture, bounds: &Bounds, missing: &mut Missing) -> Vec<(usize, Edge<NodeId>)> {
    let is_shown = |node: NodeId| picture.place(node) > 0;
    let all = picture.graph.edges().iter().copied().enumerate();
    let mut calls: Vec<(usize, Edge<NodeId>)> = all
        .filter(|(_, call)| is_shown(call.from) && is_shown(call.to))
        .collect();
    missing.edges = calls.len().saturating_sub(bounds.edges);
    calls.truncate(bounds.edges);
    calls
}

fn nodes(
    picture: &Picture,
    narrow: bool,
    sides: &Sides,
    calls: &[Edge<NodeId>],
    bounds: &Bounds,
    missing: &mut Missing,
) -> Vec<GraphNode> {
    let marks = marks(picture, calls);
    let mut labels = 0;
    let nodes = picture.graph.nodes.iter();
    let nodes = nodes.zip(marks).map(|(&node, mark)| {
        let (flat, cum) = (picture.graph.flat(node), picture.graph.cum(node));
        let id = node_id(picture.place(node));
        let weights = picture.weights(node);
        let mut boxes = picture.nodelets(node);
        let room = bounds.labels - labels;
        missing.labels += boxes.len().saturating_sub(room);
        boxes.truncate(room);
        let first = labels + 1;
        labels += boxes.len();
        GraphNode {
            labels: self::labels(picture, &id, first, &boxes),
            id,
            name: display(picture.graph.name(node)),
            lines: box_lines(picture, node, &weights, narrow),
            letters: layout::letters(picture.font_size(node)),
            added: picture.graph.added().contains(&node),
            flat_compared: sides.compared(Before::flat, node, flat),
            cum_compared: sides.compared(Before::cum, node, cum),
            weights: weights.join(" "),
            flat: flat as f64,
            flat_text: sides.format.value(flat),
            flat_percent: picture.share(flat),
            cum: cum as f64,
            cum_text: sides.format.value(cum),
            cum_percent: picture.share(cum),
            mark: mark.text(),
            color: picture.foreground(node),
            fill: picture.background(node),
            found: false,
        }
    });
    nodes.collect()
}

/// By node in the order of the picture, whether the calls to it were inlined.
fn marks(picture: &Picture, calls: &[Edge<NodeId>]) -> Vec<InlineMark> {
    let mut marks = vec![None; picture.graph.nodes.len()];
    for call in calls {
        let mark = &mut marks[picture.place(call.to) as usize - 1];
        *mark = match (call.inline, *mark) {
            (true, None | Some(InlineMark::All)) => Some(InlineMark::All),
            (false, None | Some(InlineMark::None)) => Some(InlineMark::None),
            _ => Some(InlineMark::Partial),
        };
    }
    marks.into_iter().map(|mark| mark.unwrap_or(InlineMark::None)).collect()
}

/// The small boxes of a node; `first` is the number of the first of them.
fn labels(picture: &Picture, node: &str, first: usize, boxes: &[Nodelet]) -> Vec<GraphLabel> {
    let id = |place: usize| format!("l{}", first + place);
    let labels = boxes.iter().enumerate().map(|(place, nodelet)| GraphLabel {
        id: id(place),
        from: nodelet.parent.map_or_else(|| node.to_owned(), id),
        lines: nodelet.lines.iter().map(|line| clean(line)).collect(),
        weight: nodelet.weight as f64,
        text: picture.format.value(nodelet.weight),
        partial: nodelet.is_partial,
    });
    labels.collect()
}

fn edge(picture: &Picture, sides: &Sides, number: usize, (place, call): &(usize, Edge<NodeId>)) -> GraphEdge {
    let value = picture.value(call);
    let before = sides.before.as_ref().map(|before| before.call(*place));
    GraphEdge {
        id: format!("e{number}"),
        from: node_id(picture.place(call.from)),
        to: node_id(picture.place(call.to)),
        weight: value as f64,
        text: picture.format.value(value),
        compared: before.map(|before| Compared::new(before, value, &sides.format)),
        inline: call.inline,
        residual: call.residual,
        color: picture.line(value).color,
    }
}

#[cfg(test)]
mod tests;
