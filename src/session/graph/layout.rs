//! The DOT that Graphviz lays out for the page.
//!
//! In: the table. Out: a graph in which everything has the id that it has in the table, and takes the room that the page's
//! drawing of it takes:
//!
//! ```text
//! digraph {
//! graph [nodesep=0.1 ranksep=0.15]
//! node [shape=box fontname="Arial" margin="0.07,0.035" width=0 height=0]
//! edge [fontname="Arial" fontsize=10 arrowsize=0.7]
//! n1 [id=n1 fontsize=10 label="main\n0 of 30 (100%)"]
//! n2 [id=n2 fontsize=16 label="read\n30 (100%)"]
//! n1 -> n2 [id=e1 label="  30  " weight=101 penwidth=6]
//! }
//! ```
//!
//! The order of the statements is that of the report `dot`, which decides what Graphviz puts left and right.

use super::lines::clean;
use super::{GraphEdge, GraphLabel, GraphNode};
use crate::analysis::graph::{Edge, NodeId};
use crate::report::picture::Picture;

/// Writes the graph. `calls` are those of `edges`.
pub fn dot(picture: &Picture, nodes: &[GraphNode], calls: &[Edge<NodeId>], edges: &[GraphEdge]) -> String {
    // A window is smaller than paper, and Graphviz knows how wide the letters of this font are. Boxes are as large as their texts.
    let mut dot = String::from(
        "digraph {\ngraph [nodesep=0.1 ranksep=0.15]\n\
         node [shape=box fontname=\"Arial\" margin=\"0.07,0.035\" width=0 height=0]\n\
         edge [fontname=\"Arial\" fontsize=10 arrowsize=0.7]\n",
    );
    for row in nodes {
        let GraphNode {
            id,
            lines,
            letters,
            labels,
            ..
        } = row;
        dot.push_str(&format!(
            "{id} [id={id} fontsize={letters} label=\"{}\"]\n",
            quoted(lines)
        ));
        labels.iter().for_each(|label| add_label(&mut dot, label));
    }
    for (call, row) in calls.iter().zip(edges) {
        let line = picture.line(picture.value(call));
        let GraphEdge { id, from, to, .. } = row;
        dot.push_str(&format!(
            "{from} -> {to} [id={id} label=\"{}\"",
            quoted(&[edge_text(row)])
        ));
        for (name, number) in [("weight", line.weight), ("penwidth", line.penwidth)] {
            if number > 1 {
                dot.push_str(&format!(" {name}={number}"));
            }
        }
        if !nodes[picture.place(call.from) as usize - 1].labels.is_empty() {
            // Room for the small boxes between the node and what it calls.
            dot.push_str(" minlen=2");
        }
        dot.push_str("]\n");
    }
    dot.push_str("}\n");
    dot
}

/// How large letters are that pprof draws from 8 to 24 points large: from 10 to 16. With less between the smallest and the largest,
/// more of a graph can be read at once.
pub fn letters(size: i64) -> i64 {
    7 + size * 3 / 8
}

/// What a line says. Blanks keep it off the line.
fn edge_text(edge: &GraphEdge) -> String {
    let inline = if edge.inline { " inline" } else { "" };
    format!("  {}{inline}  ", clean(edge.text.as_bytes()))
}

fn add_label(dot: &mut String, label: &GraphLabel) {
    let GraphLabel { id, from, .. } = label;
    let (text, weight) = (quoted(&label.lines), quoted(&[clean(label.text.as_bytes())]));
    dot.push_str(&format!(
        "{id} [id={id} shape=box3d margin=\"0.1,0.07\" fontsize=10 label=\"{text}\"]\n{from} -> {id} [id=\"to-{id}\" label=\" {weight}\" weight=100]\n"
    ));
}

/// Lines as they may stand between double quotes: Graphviz reads escapes there, and HTML's names of characters.
fn quoted(lines: &[String]) -> String {
    let mut quoted = String::new();
    for (place, line) in lines.iter().enumerate() {
        if place > 0 {
            quoted.push_str("\\n");
        }
        for character in line.chars() {
            match character {
                '\\' => quoted.push_str("\\\\"),
                '"' => quoted.push_str("\\\""),
                '&' => quoted.push_str("&amp;"),
                character => quoted.push(character),
            }
        }
    }
    quoted
}
