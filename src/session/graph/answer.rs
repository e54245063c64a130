//! What is asked about the call graph, and the table that is answered.

use crate::session::compared::Compared;
use serde::{Deserialize, Serialize};

/// What is wanted of the call graph. How many nodes it has, and what a node is, is said by the options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GraphQuery {
    /// A regular expression for names of nodes; empty for none.
    pub search: String,
    /// Whether labels are boxes, which count among the nodes, as in pprof's drawing.
    pub labels: bool,
    /// How many nodes there are at most where the option `nodecount` does not say it, half of them the heaviest by flat, and of changes
    /// the other half the largest by cum; 0 for as many as pprof draws, and those.
    pub nodes: u32,
    /// The printed name of a function that is among the nodes whatever the options say; empty for none.
    pub selected: String,
    /// Whether boxes are to be narrower, and higher.
    pub narrow: bool,
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
    /// Where the selected function is.
    pub selected: Selected,
    /// Whether there are labels that boxes can be made of.
    pub has_labels: bool,
    /// A graph in DOT whose nodes and edges have the ids of this table.
    pub dot: String,
    /// How many nodes there would be if their number had no limit.
    pub of_nodes: usize,
    /// How many more are left out because they are small.
    pub dropped_nodes: usize,
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

/// Where the selected function is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Selected {
    /// No function was named.
    #[default]
    None,
    /// Among the nodes.
    Shown,
    /// Among them because it is selected, with some of those that it calls and is called by.
    Added,
    /// In no sample that the filters leave.
    Absent,
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
    /// How large its letters are, in points: they say how much of it is its own, as pprof's do.
    pub letters: i64,
    /// Whether it is among the nodes only for the sake of the selected function.
    pub added: bool,
    /// What it weighs, in the words of pprof: `0 of 30 (100%)`. Changes have signs.
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
    /// Its own value before and after, where two profiles are compared.
    pub flat_compared: Option<Compared>,
    /// The same of its value with all that it calls.
    pub cum_compared: Option<Compared>,
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
    /// `weight` with its unit: `1.20s`. Changes have signs.
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
    /// `weight` with its unit: `1.20s`. Changes have signs.
    pub text: String,
    /// What passed through it before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// Whether the callee was inlined wherever the call was seen.
    pub inline: bool,
    /// Whether nodes that are not shown lie between the two.
    pub residual: bool,
    /// pprof's colour of its line; empty where there is nothing that it could be a share of.
    pub color: String,
}
