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
//! | `lines.rs` | the lines of a box: clean, and no more than fit one |
//! | `layout.rs` | the DOT |

mod layout;
mod lines;

use super::answers::View;
use super::{Session, display, search_pattern};
use crate::analysis::graph::{Edge, InlineMark, Limits, NodeId};
use crate::analysis::stacks::Paths;
use crate::base::error::Result;
use crate::base::measurement::percent;
use crate::report::picture::{Nodelet, Picture};
use crate::report::{self, Context, Format};
use lines::{box_lines, clean};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What is wanted of the call graph. How many nodes it has, and what a node is, is said by the options.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GraphQuery {
    /// A regular expression for names of nodes; empty for none.
    pub search: String,
}

/// The call graph as a table, and as a text that Graphviz lays out.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphInfo {
    /// pprof's lines about what is shown: the active filters, its share of the total, what was dropped for being small.
    pub header: Vec<String>,
    /// What is not shown because no drawing has so much of it, in a sentence; empty if everything is.
    pub left_out: String,
    /// The nodes, the most interesting first.
    pub nodes: Vec<GraphNode>,
    /// The calls between them, the heaviest first.
    pub edges: Vec<GraphEdge>,
    /// A graph in DOT whose nodes and edges have the ids of this table.
    pub dot: String,
    /// How many nodes there are at most unless the options say otherwise.
    pub usual_nodes: i64,
    /// What the file of a picture is called, without its ending.
    pub stem: String,
    /// How many nodes the search finds.
    pub matched: usize,
    /// The sum of flat over the nodes that it finds.
    pub matched_flat_text: String,
    /// `matched_flat_text` as a share of the total: `12.50%`.
    pub matched_flat_percent: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A node: a function or, at another granularity or in a tree of calls, a part of one.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphNode {
    /// Its id in the DOT: `n1`.
    pub id: String,
    /// The printed name. Nodes of a tree of calls may have the same one.
    pub name: String,
    /// What its box says, line by line: its name without what is too long for a box, and what it weighs.
    pub lines: Vec<String>,
    /// What it weighs, in the words of pprof: `0 of 30 (100%)`.
    pub weights: String,
    /// Its own value: of the samples that end in it.
    pub flat: f64,
    /// `flat` with its unit: `120ms`.
    pub flat_text: String,
    /// `flat` as a share of the total: `12.50%`.
    pub flat_percent: String,
    /// Its value with all that it calls.
    pub cum: f64,
    /// `cum` with its unit: `1.20s`.
    pub cum_text: String,
    /// `cum` as a share of the total: `12.50%`.
    pub cum_percent: String,
    /// `(inline)`, `(partial-inline)` or nothing: whether the calls to it that are shown were inlined.
    pub mark: &'static str,
    /// pprof's colour of its frame, `#rrggbb`: from green for -100 % of the total over grey to red for 100 %.
    pub color: String,
    /// pprof's colour of its inside.
    pub fill: String,
    /// The labels of its samples, each behind the one that it hangs on.
    pub labels: Vec<GraphLabel>,
    /// Whether the search finds it.
    pub found: bool,
}

/// A small box beside a node: some of the labels of its samples.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphLabel {
    /// Its id in the DOT: `l1`. The line to it has the id `to-l1`.
    pub id: String,
    /// The node or the box that it hangs on.
    pub from: String,
    /// What it says: labels as `key:value`, or sizes.
    pub lines: Vec<String>,
    /// What the samples with these labels weigh.
    pub weight: f64,
    /// `weight` with its unit: `1.20s`.
    pub text: String,
    /// Whether some of these samples only pass through the node.
    pub partial: bool,
}

/// A call between two nodes that are shown.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GraphEdge {
    /// Its id in the DOT: `e1`.
    pub id: String,
    /// The id of the caller: `n1`.
    pub from: String,
    /// The id of the callee: `n2`.
    pub to: String,
    /// What passes through the call.
    pub weight: f64,
    /// `weight` with its unit: `1.20s`.
    pub text: String,
    /// Whether the callee was inlined wherever the call was seen.
    pub inline: bool,
    /// Whether nodes that are not shown lie between the two.
    pub residual: bool,
    /// pprof's colour of its line; empty where there is nothing that it could be a share of.
    pub color: String,
}

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

/// The table before anything is searched for, and what a search needs.
struct Drawn {
    info: GraphInfo,
    format: Format,
    total: i64,
    /// By node, what is searched.
    names: Vec<Vec<u8>>,
    /// By node, its own value.
    flat: Vec<i64>,
}

impl Session {
    fn drawn(&self) -> Result<Rc<Drawn>> {
        let shown = self.shown()?;
        shown.once(|| Drawn::new(&shown.as_report(&report::DOT), &BOUNDS))
    }
}

/// The call graph: all of it comes with the answer.
pub struct Graph;

impl View for Graph {
    const NAME: &'static str = "graph";
    type Query = GraphQuery;
    type Info = GraphInfo;

    /// The call graph, with the nodes marked that a search finds.
    fn ask(session: &Session, query: GraphQuery) -> Result<(Graph, GraphInfo)> {
        let info = GraphInfo {
            usual_nodes: report::DOT.default_nodecount,
            stem: session.stem(),
            ..session.drawn()?.searched(&query.search)
        };
        Ok((Graph, info))
    }
}

impl Drawn {
    fn new(context: &Context, bounds: &Bounds) -> Result<Drawn> {
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
        let mut picture = Picture::new(context, limits, Paths::Placed)?;
        picture.format = context.readable_format();
        let mut missing = Missing {
            nodes: match is_bounded {
                true => picture.graph.shown.original_nodes - picture.graph.shown.nodes,
                false => 0,
            },
            edges: 0,
            labels: 0,
        };
        let edges = calls(&picture, bounds, &mut missing);
        let nodes = nodes(&picture, &edges, bounds, &mut missing);
        let table: Vec<GraphEdge> = (1..)
            .zip(&edges)
            .map(|(number, call)| edge(&picture, number, call))
            .collect();
        let names = picture
            .graph
            .nodes
            .iter()
            .map(|&node| picture.graph.name(node).to_vec());
        Ok(Drawn {
            names: names.collect(),
            flat: picture
                .graph
                .nodes
                .iter()
                .map(|&node| picture.graph.flat(node))
                .collect(),
            info: GraphInfo {
                header: picture.header(context).iter().map(|line| display(line)).collect(),
                left_out: missing.sentence(bounds),
                dot: layout::dot(&picture, &nodes, &edges, &table),
                nodes,
                edges: table,
                ..GraphInfo::default()
            },
            format: picture.format,
            total: context.selection.total,
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
        info.matched_flat_percent = percent(sum, self.total);
        info
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

/// The calls between nodes that are shown.
fn calls(picture: &Picture, bounds: &Bounds, missing: &mut Missing) -> Vec<Edge<NodeId>> {
    let mut calls: Vec<Edge<NodeId>> = picture
        .calls()
        .filter(|call| picture.place(call.to) > 0)
        .copied()
        .collect();
    missing.edges = calls.len().saturating_sub(bounds.edges);
    calls.truncate(bounds.edges);
    calls
}

fn nodes(picture: &Picture, calls: &[Edge<NodeId>], bounds: &Bounds, missing: &mut Missing) -> Vec<GraphNode> {
    let marks = marks(picture, calls);
    let mut labels = 0;
    let nodes = picture.graph.nodes.iter();
    let nodes = nodes.zip(marks).map(|(&node, mark)| {
        let (flat, cum) = (picture.graph.flat(node), picture.graph.cum(node));
        let id = node_id(picture.place(node));
        let weights = picture.weights(node);
        let mut lines = box_lines(picture, node);
        lines.extend(weights.iter().map(|line| clean(line.as_bytes())));
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
            lines,
            weights: weights.join(" "),
            flat: flat as f64,
            flat_text: picture.format.value(flat),
            flat_percent: picture.share(flat),
            cum: cum as f64,
            cum_text: picture.format.value(cum),
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

fn edge(picture: &Picture, number: usize, call: &Edge<NodeId>) -> GraphEdge {
    let value = picture.value(call);
    GraphEdge {
        id: format!("e{number}"),
        from: node_id(picture.place(call.from)),
        to: node_id(picture.place(call.to)),
        weight: value as f64,
        text: picture.format.value(value),
        inline: call.inline,
        residual: call.residual,
        color: picture.line(value).color,
    }
}

#[cfg(test)]
mod tests;
