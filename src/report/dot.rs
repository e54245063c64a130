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
//! What is written is what pprof writes, also where that is no DOT: a label with a double quote ends too early. The page has
//! a text of its own for its drawing.

use super::picture::{Extent, Nodelet, Picture, on_lines};
use super::{Buffer, Context};
use crate::analysis::graph::{Choice, Edge, NodeId};
use crate::analysis::stacks::Paths;
use crate::base::error::Result;
use crate::base::sink::Sink;
use crate::base::text::base;

/// Writes the report: one graph in DOT.
///
/// # Errors
///
/// The memory does not suffice for the graph, or what `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let extent = Extent {
        limits: context.limits(),
        tags: true,
        also: None,
        choice: Choice::Interest,
        own_units: false,
    };
    let picture = Picture::new(context, context.stacks(Paths::Trimmed)?, extent)?;
    let mut out = Buffer::new(out);
    begin(&picture, context, &mut out);
    let mut has_nodelets = Vec::with_capacity(picture.graph.nodes.len());
    for &id in &picture.graph.nodes {
        node(&picture, id, &mut out);
        let boxes = picture.nodelets(id);
        nodelets(&picture, id, &boxes, &mut out);
        has_nodelets.push(!boxes.is_empty());
        out.checkpoint()?;
    }
    for call in picture.calls() {
        let has_nodelets = has_nodelets[picture.place(call.from) as usize - 1];
        edge(&picture, call, has_nodelets, &mut out);
        out.checkpoint()?;
    }
    out.push("}\n");
    out.finish()
}

fn begin(picture: &Picture, context: &Context, out: &mut Buffer<'_>) {
    let profile = &context.selection.profile;
    let program = profile.mappings.first().map(|program| profile.text(program.file));
    let title = program.filter(|file| !file.is_empty()).map(base);
    out.push_all(&[b"digraph \"", title.unwrap_or(b"unnamed"), b"\" {\n"]);
    out.push("node [style=filled fillcolor=\"#f8f8f8\"]\nsubgraph cluster_L { \"");
    let lines = picture.legend(context);
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

fn node(picture: &Picture, node: NodeId, out: &mut Buffer<'_>) {
    let place = picture.place(node);
    out.print(format_args!("N{place} [label=\""));
    out.push(picture.name(node, b"\\n", |name| on_lines(&escaped(name), b"\\n")));
    out.push("\\n");
    out.push(picture.weights(node).join("\\n"));
    out.print(format_args!(
        "\" id=\"node{place}\" fontsize={} shape=box tooltip=\"",
        picture.font_size(node)
    ));
    out.push(escaped(picture.graph.name(node)));
    out.print(format_args!(
        " ({})\" color=\"{}\" fillcolor=\"{}\"]\n",
        picture.format.value(picture.graph.cum(node)),
        picture.foreground(node),
        picture.background(node)
    ));
}

fn nodelets(picture: &Picture, node: NodeId, boxes: &[Nodelet], out: &mut Buffer<'_>) {
    let node = format!("N{}", picture.place(node));
    let mut ids: Vec<String> = Vec::with_capacity(boxes.len());
    for nodelet in boxes {
        let source = nodelet.parent.map_or(&node, |parent| &ids[parent]);
        // The numbers hang on a node or on a box, whose names begin with one N less.
        let id = match nodelet.is_number {
            true => format!("N{source}_{}", nodelet.index),
            false => format!("{source}_{}", nodelet.index),
        };
        let weight = picture.format.value(nodelet.weight);
        let style = if nodelet.is_partial { " style=\"dotted\"" } else { "" };
        out.push_all(&[id.as_bytes(), b" [label = \"", &nodelet.lines.join(&b"\\n"[..])]);
        out.print(format_args!(
            "\" id=\"{id}\" fontsize=8 shape=box3d tooltip=\"{weight}\"]\n\
             {source} -> {id} [label=\" {weight}\" weight=100 tooltip=\"{weight}\" labeltooltip=\"{weight}\"{style}]\n"
        ));
        ids.push(id);
    }
}

fn edge(picture: &Picture, call: &Edge<NodeId>, has_nodelets: bool, out: &mut Buffer<'_>) {
    let value = picture.value(call);
    let text = picture.format.value(value);
    // What is not shown is called N0.
    let (from, to) = (picture.place(call.from), picture.place(call.to));
    out.print(format_args!("N{from} -> N{to} [label=\" {text}"));
    out.push(if call.inline { "\\n (inline)\"" } else { "\"" });
    let line = picture.line(value);
    for (name, number) in [("weight", line.weight), ("penwidth", line.penwidth)] {
        if number > 1 {
            out.print(format_args!(" {name}={number}"));
        }
    }
    if !line.color.is_empty() {
        out.print(format_args!(" color=\"{}\"", line.color));
    }
    let arrow = if call.residual { " ... " } else { " -> " };
    let name = |node| escaped(picture.graph.name(node));
    let (from, to) = (name(call.from), name(call.to));
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
    if call.residual {
        out.push(" style=\"dotted\"");
    }
    if has_nodelets {
        // Room for the small boxes between the node and what it calls.
        out.push(" minlen=2");
    }
    out.push("]\n");
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
