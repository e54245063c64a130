//! `dot`: the graph of calls as a text that Graphviz draws.
//!
//! `main` calling `read`, which weighs 30 samples itself, is
//!
//! ```text
//! digraph "app" {
//! node [style=filled fillcolor="#f8f8f8"]
//! subgraph cluster_L { "File: app" [shape=box fontsize=16 label="File: app\l...\l" tooltip="app"] }
//! N1 [label="main\n0 of 30 (100%)" id="node1" fontsize=8 shape=box tooltip="main (30)" color="#b20000" ...]
//! N2 [label="read\n30 (100%)" id="node2" fontsize=24 shape=box tooltip="read (30)" color="#b20000" ...]
//! N1 -> N2 [label=" 30" weight=100 penwidth=6 color="#b20000" tooltip="main -> read (30)" labeltooltip="main -> read (30)"]
//! }
//! ```
//!
//! | file | what it writes |
//! |---|---|
//! | `mod.rs` | the frame, the legend, the edges |
//! | `nodes.rs` | the boxes of nodes |
//! | `nodelets.rs` | the small boxes of their tags |
//! | `colors.rs` | the colours of boxes and edges |

mod colors;
mod nodelets;
mod nodes;

use super::header::legend_lines;
use super::{Buffer, Context, Format, Numbers};
use crate::analysis::graph::{CallGraph, Edge, NodeId, mean};
use crate::analysis::stacks::{Paths, StackSet};
use crate::base::error::Result;
use crate::base::sink::Sink;
use crate::base::text::base;
use colors::{Role, color};

/// Writes the report.
///
/// # Errors
///
/// The memory does not suffice for the graph, or what `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let set = context.stacks(Paths::Trimmed);
    let unit = match context.selection.profile.strings.find(b"bytes") {
        Some(label) => context.selection.units.get(label),
        None => "",
    };
    let graph = CallGraph::drawing(&set, &context.options, context.limits(), unit)?;
    let mut values = graph.nodes.iter().map(|&node| (graph.flat(node), graph.cum(node)));
    let picture = Picture {
        format: context.format_for(&mut values, Numbers::Decimal),
        total: context.selection.total,
        set: &set,
        graph: &graph,
        places: graph.places(),
        has_callees: has_callees(&graph),
    };
    let mut out = Buffer::new(out);
    picture.begin(context, &mut out);
    let largest = picture.largest_flat();
    let mut has_nodelets = Vec::with_capacity(graph.nodes.len());
    for &node in &graph.nodes {
        picture.node(&mut out, node, largest);
        let before = out.text.len();
        picture.nodelets(&mut out, node);
        has_nodelets.push(out.text.len() > before);
        out.checkpoint()?;
    }
    for edge in graph.edges() {
        // What is not shown calls nobody, but it can be called: it is called N0 then.
        let place = picture.place(edge.from);
        if place > 0 {
            picture.edge(&mut out, edge, has_nodelets[place as usize - 1]);
            out.checkpoint()?;
        }
    }
    out.push("}\n");
    out.finish()
}

/// By node, whether it calls anything.
fn has_callees(graph: &CallGraph) -> Vec<bool> {
    let mut has_callees = vec![false; graph.places().len()];
    let edges = graph.edges().iter();
    edges.for_each(|edge| has_callees[edge.from.index()] = true);
    has_callees
}

/// All that a picture shows.
struct Picture<'a> {
    format: Format,
    total: i64,
    set: &'a StackSet,
    graph: &'a CallGraph,
    /// By node, its number in the picture; 0 for none.
    places: Vec<u32>,
    has_callees: Vec<bool>,
}

impl Picture<'_> {
    fn place(&self, node: NodeId) -> u32 {
        self.places[node.index()]
    }

    fn begin(&self, context: &Context, out: &mut Buffer<'_>) {
        let profile = &context.selection.profile;
        let program = profile.mappings.first().map(|program| profile.text(program.file));
        let title = program.filter(|file| !file.is_empty()).map(base);
        out.push_all(&[b"digraph \"", title.unwrap_or(b"unnamed"), b"\" {\n"]);
        out.push("node [style=filled fillcolor=\"#f8f8f8\"]\nsubgraph cluster_L { \"");
        let lines = legend_lines(context, &self.graph.shown, &self.format);
        let lines: Vec<Vec<u8>> = lines.iter().map(|line| escaped(line)).collect();
        out.push(lines.first().map_or(&b""[..], Vec::as_slice));
        out.push("\" [shape=box fontsize=16 label=\"");
        for line in &lines {
            out.push_all(&[line, b"\\l"]);
        }
        out.push("\"");
        if let Some(title) = title {
            out.push_all(&[b" tooltip=\"", title, b"\""]);
        }
        out.push("] }\n");
    }

    fn edge(&self, out: &mut Buffer<'_>, edge: &Edge<NodeId>, has_nodelets: bool) {
        let value = mean(edge.weight, edge.divisor);
        let text = self.format.value(value);
        let (from, to) = (self.place(edge.from), self.place(edge.to));
        out.print(format_args!("N{from} -> N{to} [label=\" {text}"));
        out.push(if edge.inline { "\\n (inline)\"" } else { "\"" });
        if self.total != 0 {
            let share_of = |whole: i64| {
                let share = value.wrapping_mul(whole).wrapping_div(self.total).wrapping_abs();
                1 + share.min(whole)
            };
            for (name, number) in [("weight", share_of(100)), ("penwidth", share_of(5))] {
                if number > 1 {
                    out.print(format_args!(" {name}={number}"));
                }
            }
            out.print(format_args!(" color=\"{}\"", self.color(value, Role::Foreground)));
        }
        let arrow = if edge.residual { " ... " } else { " -> " };
        let (from, to) = (escaped(self.graph.name(edge.from)), escaped(self.graph.name(edge.to)));
        for name in [" tooltip=\"", " labeltooltip=\""] {
            out.push_all(&[
                name.as_bytes(),
                &from,
                arrow.as_bytes(),
                &to,
                b" (",
                text.as_bytes(),
                b")\"",
            ]);
        }
        if edge.residual {
            out.push(" style=\"dotted\"");
        }
        if has_nodelets {
            // Room for the small boxes between the node and what it calls.
            out.push(" minlen=2");
        }
        out.push("]\n");
    }

    fn color(&self, value: i64, role: Role) -> String {
        color(value as f64 / self.total.wrapping_abs() as f64, role)
    }
}

/// Text as it may stand between double quotes. Lines end at the left.
fn escaped(text: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'\\' => escaped.extend_from_slice(b"\\\\"),
            b'"' => escaped.extend_from_slice(b"\\\""),
            b'\n' => escaped.extend_from_slice(b"\\l"),
            byte => escaped.push(byte),
        }
    }
    escaped
}
