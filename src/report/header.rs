//! The lines above reports: what the profile is, which filters are active, how much is shown.

use super::{Context, Format};
use crate::analysis::filter::active_filters;
use crate::analysis::graph::{Graph, Shown};
use crate::base::measurement::{label, percent, percentage, scale};
use crate::base::text::{base, truncate};

/// The lines about the profile itself: `File:`, `Build ID:`, comments, `Type:`, `Doc:`, `Time:`, `Duration:`, each
/// only if the profile has it.
pub fn profile_lines(context: &Context, format: &Format) -> Vec<Vec<u8>> {
    let profile = &context.selection.profile;
    let mut lines = Vec::new();
    let mut line = |name: &str, text: &[u8]| {
        if !text.is_empty() {
            lines.push([name.as_bytes(), text].concat());
        }
    };
    if let Some(program) = profile.mappings.first() {
        match profile.text(program.file) {
            b"" => {}
            file => line("File: ", base(file)),
        }
        line("Build ID: ", profile.text(program.build_id));
    }
    for &comment in &profile.comments {
        // A comment that begins with # is for programs. An empty one is a line of its own.
        match profile.text(comment) {
            [b'#', ..] => {}
            b"" => lines.push(Vec::new()),
            text => lines.push(text.to_vec()),
        }
    }
    let mut line = |name: &str, text: &[u8]| {
        if !text.is_empty() {
            lines.push([name.as_bytes(), text].concat());
        }
    };
    line("Type: ", &context.sample_type());
    line("Doc: ", profile.text(profile.doc_url));
    if profile.time_nanos != 0 {
        line("Time: ", context.zone.format(profile.time_nanos).as_bytes());
    }
    if profile.duration_nanos != 0 {
        line("Duration: ", duration(context, format).as_bytes());
    }
    lines
}

/// `2.50s, Total samples = 110ms ( 4.40%)`; without a share the blank in front of it stays.
fn duration(context: &Context, format: &Format) -> String {
    let nanos = context.selection.profile.duration_nanos;
    let (total_nanos, unit) = scale(
        context.selection.totals.total,
        &context.selection.sample_unit(),
        "nanoseconds",
    );
    let share = match unit == "ns" && total_nanos != 0.0 {
        true => format!("({})", percentage(truncate(total_nanos), nanos)),
        false => String::new(),
    };
    format!(
        "{}, Total samples = {} {share}",
        label(nanos, "nanoseconds"),
        format.value(context.selection.totals.total)
    )
}

/// The lines above `top`, `tree` and `peek`.
pub fn report_lines(context: &Context, graph: &Graph, format: &Format) -> Vec<Vec<u8>> {
    let mut lines = match context.options.compact_labels {
        true => Vec::new(),
        false => profile_lines(context, format),
    };
    lines.extend(filter_lines(context));
    lines.extend(
        share_lines(context, &graph.shown(), format)
            .into_iter()
            .map(String::into_bytes),
    );
    lines
}

/// What is said above what is shown, without the lines about the profile itself: which filters are active, how much there is of it.
pub fn header_lines(context: &Context, shown: &Shown, format: &Format) -> Vec<String> {
    let filters = filter_lines(context).into_iter();
    filters
        .map(|line| String::from_utf8_lossy(&line).into_owned())
        .chain(share_lines(context, shown, format))
        .collect()
}

/// `Active filters:` and one line per filter, cut at 80 bytes.
fn filter_lines(context: &Context) -> Vec<Vec<u8>> {
    let filters = active_filters(&context.options);
    if filters.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![b"Active filters:".to_vec()];
    lines.extend(filters.iter().map(|filter| {
        let text = filter.as_bytes();
        match text.get(..80) {
            Some(start) if text.len() > 80 => [b"   ", start, "…".as_bytes()].concat(),
            _ => [b"   ", text].concat(),
        }
    }));
    lines
}

/// The lines of a picture's legend: all that a report can have above it, and where pictures are explained.
pub fn legend_lines(context: &Context, shown: &Shown, format: &Format) -> Vec<Vec<u8>> {
    let mut lines = profile_lines(context, format);
    lines.extend(filter_lines(context));
    lines.extend(share_lines(context, shown, format).into_iter().map(String::into_bytes));
    lines.push(b"\nSee https://git.io/JfYMW for how to read the graph".to_vec());
    lines
}

/// How the line begins that says how much of the total is shown.
pub const SHOWING: &str = "Showing nodes accounting for";

/// How much of the total is shown, and what was left out.
fn share_lines(context: &Context, shown: &Shown, format: &Format) -> Vec<String> {
    let total = context.selection.totals.total;
    let mut lines = vec![format!(
        "{SHOWING} {}, {} of {} total",
        format.sum(shown.flat),
        percent(shown.flat, total),
        format.value(total)
    )];
    if total == 0 {
        return lines;
    }
    let mut dropped = |count: usize, what: &str, weight: &str, fraction: f64| {
        if count > 0 {
            // The text speaks of the total although the cutoff is a share of what the filters leave: pprof's words.
            let cutoff = format.value(truncate(total as f64 * fraction).wrapping_abs());
            let plural = if count > 1 { "s" } else { "" };
            lines.push(format!("Dropped {count} {what}{plural} ({weight} <= {cutoff})"));
        }
    };
    let options = &context.options;
    dropped(shown.dropped_nodes, "node", "cum", options.nodefraction);
    dropped(shown.dropped_edges, "edge", "freq", options.edgefraction);
    if shown.nodes > 0 && shown.nodes < shown.original_nodes {
        lines.push(format!(
            "Showing top {} nodes out of {}",
            shown.nodes, shown.original_nodes
        ));
    }
    lines
}
