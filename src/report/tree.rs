//! `tree` and `peek`: each node between those that call it and those that it calls.

use super::header::report_lines;
use super::{Buffer, Context, Format};
use crate::analysis::graph::{Calls, Edge, Graph, sort_edges};
use crate::analysis::stacks::{FrameId, Paths, StackSet};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::percentage;
use crate::base::sink::Sink;
use crate::base::text::pad_left;

const SEPARATOR: &str = "----------------------------------------------------------+-------------\n";
const LEGEND: &str = "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t \n";

/// Writes the report `tree`: every node between its callers and its callees.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    write_nodes(context, out)
}

/// Writes `peek`: the nodes of `tree` whose printed names match, from the whole graph.
///
/// # Errors
///
/// No node matches the expression, or what `out` answers.
pub fn write_peek(context: &Context, out: &mut dyn Sink) -> Result<()> {
    write_nodes(context, out)
}

fn write_nodes(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let set = context.stacks(Paths::Trimmed)?;
    let graph = context.graph(&set);
    let format = context.graph_format(&graph);
    let wanted: Vec<FrameId> = match &context.pattern {
        Some(pattern) => {
            let nodes = graph.nodes.iter().copied();
            nodes
                .filter(|&node| pattern.is_match(&set.printed_name(node)))
                .collect()
        }
        None => graph.nodes.clone(),
    };
    if let Some(pattern) = &context.pattern
        && wanted.is_empty()
    {
        return Err(Error::new(ErrorKind::Usage(format!(
            "no matches found for regexp: {}",
            pattern.as_str()
        ))));
    }
    let mut out = Buffer::new(out);
    out.push(report_lines(context, &graph, &format).join(&b'\n'));
    out.push("\n");
    out.push(SEPARATOR);
    out.push(LEGEND);
    let mut neighbours = Neighbours::new(&graph, &set, &wanted)?;
    let mut sum = 0_i64;
    for &node in &wanted {
        sum = sum.wrapping_add(graph.flat(node));
        out.push(SEPARATOR);
        write_node(&mut out, context, &set, &graph, &format, &mut neighbours, (node, sum));
        out.checkpoint()?;
    }
    if !graph.nodes.is_empty() {
        out.push(SEPARATOR);
    }
    out.finish()
}

/// The block of `peek` for one node of a graph, with the legend above it.
pub fn peek_text(
    context: &Context,
    set: &StackSet,
    graph: &Graph,
    format: &Format,
    neighbours: &mut Neighbours,
    node: FrameId,
) -> Vec<u8> {
    let mut text = Vec::new();
    let mut out = Buffer::new(&mut text);
    [SEPARATOR, LEGEND, SEPARATOR].iter().for_each(|line| out.push(line));
    write_node(
        &mut out,
        context,
        set,
        graph,
        format,
        neighbours,
        (node, graph.flat(node)),
    );
    out.push(SEPARATOR);
    out.text
}

fn write_node(
    out: &mut Buffer<'_>,
    context: &Context,
    set: &StackSet,
    graph: &Graph,
    format: &Format,
    neighbours: &mut Neighbours,
    (node, sum): (FrameId, i64),
) {
    let (flat, cum, total) = (graph.flat(node), graph.cum(node), context.selection.totals.total);
    let edge = |out: &mut Buffer<'_>, edge: &Edge, other: FrameId| {
        pad_left(&mut out.text, format.value(edge.weight).as_bytes(), 50);
        out.print(format_args!(" {} |   ", percentage(edge.weight, cum)));
        out.push(set.printed_name(other));
        out.push(if edge.inline { " (inline)\n" } else { "\n" });
    };
    for incoming in neighbours.callers(set, node) {
        edge(out, incoming, incoming.from);
    }
    out.print(format_args!(
        "{:>10} {} {} {:>10} {}                | ",
        format.value(flat),
        percentage(flat, total),
        percentage(sum, total),
        format.value(cum),
        percentage(cum, total)
    ));
    out.push(set.printed_name(node));
    out.push("\n");
    for outgoing in neighbours.callees(set, node) {
        edge(out, outgoing, outgoing.to);
    }
}

/// The edges of some nodes, sorted when they are asked for.
pub struct Neighbours {
    /// By frame, the list of its edges; 0 for frames that are not wanted.
    lists: Vec<u32>,
    callers: Vec<Vec<Edge>>,
    callees: Vec<Vec<Edge>>,
}

impl Neighbours {
    /// Collects the edges of the wanted nodes.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn new(graph: &Graph, set: &StackSet, wanted: &[FrameId]) -> Result<Neighbours> {
        let mut lists = vec![0; set.frame_count()];
        for (number, node) in wanted.iter().enumerate() {
            lists[node.index()] = number as u32 + 1;
        }
        let mut neighbours = Neighbours {
            lists,
            callers: vec![Vec::new(); wanted.len()],
            callees: vec![Vec::new(); wanted.len()],
        };
        let edges = match wanted.len() == graph.nodes.len() {
            true => graph.edges(set, Calls::All)?,
            false => {
                let marks: Vec<bool> = neighbours.lists.iter().map(|&list| list != 0).collect();
                graph.edges(set, Calls::Of(&marks))?
            }
        };
        for &edge in edges.all() {
            if let Some(list) = neighbours.list(edge.to) {
                neighbours.callers[list].push(edge);
            }
            if let Some(list) = neighbours.list(edge.from) {
                neighbours.callees[list].push(edge);
            }
        }
        Ok(neighbours)
    }

    fn list(&self, node: FrameId) -> Option<usize> {
        (self.lists[node.index()] as usize).checked_sub(1)
    }

    /// The edges into a wanted node, in the order of reports.
    pub fn callers(&mut self, set: &StackSet, node: FrameId) -> &[Edge] {
        let Some(list) = self.list(node) else {
            return &[];
        };
        sort_edges(&mut self.callers[list], set);
        &self.callers[list]
    }

    /// The edges out of a wanted node, in the order of reports.
    pub fn callees(&mut self, set: &StackSet, node: FrameId) -> &[Edge] {
        let Some(list) = self.list(node) else {
            return &[];
        };
        sort_edges(&mut self.callees[list], set);
        &self.callees[list]
    }
}
