//! `top` and `text`: one line per node with its flat and cum values.

use super::header::report_lines;
use super::{Buffer, Context};
use crate::analysis::graph::{Graph, InlineMark};
use crate::analysis::stacks::{FrameId, Paths};
use crate::base::error::Result;
use crate::base::measurement::percentage;
use crate::base::sink::Sink;
use crate::base::text::pad_left;

/// A line of the report: a node and its weights, in the unit of the sample type.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The node: a frame of the graph's set.
    pub node: FrameId,
    /// Its own value: of the samples that end in it.
    pub flat: i64,
    /// The sum of the values of this row and those above.
    pub sum: i64,
    /// Its value with all that it calls.
    pub cum: i64,
}

/// The lines of the report in its order.
pub fn rows(graph: &Graph) -> Vec<Row> {
    let mut sum = 0_i64;
    let row = |&node: &FrameId| {
        let flat = graph.flat(node);
        sum = sum.wrapping_add(flat);
        Row {
            node,
            flat,
            sum,
            cum: graph.cum(node),
        }
    };
    graph.nodes.iter().map(row).collect()
}

/// Writes the report: the header, and a line per node.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let set = context.stacks(Paths::Trimmed)?;
    let graph = context.graph(&set);
    let format = context.graph_format(&graph);
    let mut out = Buffer::new(out);
    out.push(report_lines(context, &graph, &format).join(&b'\n'));
    out.push("\n      flat  flat%   sum%        cum   cum%\n");
    let marks = graph.inline_marks(&set, &graph.nodes)?;
    for (row, mark) in rows(&graph).into_iter().zip(marks) {
        pad_left(&mut out.text, format.value(row.flat).as_bytes(), 10);
        out.print(format_args!(
            " {} {} {:>10} {}  ",
            percentage(row.flat, context.selection.totals.total),
            percentage(row.sum, context.selection.totals.total),
            format.value(row.cum),
            percentage(row.cum, context.selection.totals.total)
        ));
        out.push(set.printed_name(row.node));
        if mark != InlineMark::None {
            out.push(" ");
            out.push(mark.text());
        }
        out.push("\n");
        out.checkpoint()?;
    }
    out.finish()
}
