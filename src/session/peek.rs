//! One function between those that call it and those that it calls.

use super::flame::Stacks;
use super::{Session, display};
use crate::analysis::graph::{Edge, Graph, Limits};
use crate::analysis::stacks::FrameId;
use crate::base::error::Result;
use crate::base::map::Map;
use crate::base::measurement::percentage;
use crate::report::{Format, Neighbours, peek_text};
use serde::Serialize;
use std::rc::Rc;

/// A function and its neighbours.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Peek {
    /// Whether there is such a function in what the filters leave.
    pub found: bool,
    /// Its printed name.
    pub name: String,
    /// Its own value.
    pub flat: f64,
    /// The same as text.
    pub flat_text: String,
    /// The same as a share.
    pub flat_percent: String,
    /// Its value with all that it calls.
    pub cum: f64,
    /// The same as text.
    pub cum_text: String,
    /// The same as a share.
    pub cum_percent: String,
    /// Who calls it.
    pub callers: Vec<PeekEdge>,
    /// Whom it calls.
    pub callees: Vec<PeekEdge>,
    /// Its source file, where the granularity keeps files.
    pub file: String,
    /// pprof's text about it, to copy.
    pub text: String,
}

/// A call.
#[derive(Debug, Clone, Serialize)]
pub struct PeekEdge {
    /// The printed name of the other function.
    pub name: String,
    /// What passes through the call.
    pub weight: f64,
    /// The same as text.
    pub text: String,
    /// The same as a share of the function's cum.
    pub percent: String,
    /// Whether the call was inlined.
    pub inline: bool,
}

/// All nodes, untrimmed, with a way from names to them. The edges of one are counted when it is asked for.
pub struct Neighbourhood {
    stacks: Rc<Stacks>,
    graph: Graph,
    format: Format,
    nodes: Map<Vec<u8>, FrameId>,
}

impl Session {
    fn neighbourhood(&self) -> Result<Rc<Neighbourhood>> {
        self.cached(&self.neighbours, |session| {
            let stacks = session.stacks()?;
            let (context, set) = (&stacks.context, &stacks.set);
            let graph = Graph::new(set, &context.options, Limits::NONE);
            let format = context.graph_format(&graph);
            let mut nodes = Map::default();
            for &node in &graph.nodes {
                // Of nodes that print alike, the first in the order of reports.
                nodes.entry(set.printed_name(node)).or_insert(node);
            }
            Ok(Neighbourhood {
                stacks,
                graph,
                format,
                nodes,
            })
        })
    }

    /// The function of that printed name, between its callers and callees.
    pub fn peek(&self, name: &str) -> Result<Peek> {
        let hood = self.neighbourhood()?;
        let Some(&node) = hood.nodes.get(name.as_bytes()) else {
            return Ok(Peek {
                name: name.to_owned(),
                ..Peek::default()
            });
        };
        let mut neighbours = Neighbours::new(&hood.graph, &hood.stacks.set, &[node]);
        let (flat, cum) = (hood.graph.flat(node), hood.graph.cum(node));
        let share = |value: i64| percentage(value, hood.stacks.context.total).trim().to_owned();
        let edge = |edge: &Edge, other: FrameId| PeekEdge {
            name: display(&hood.stacks.set.printed_name(other)),
            weight: edge.weight as f64,
            text: hood.format.value(edge.weight),
            percent: percentage(edge.weight, cum).trim().to_owned(),
            inline: edge.inline,
        };
        Ok(Peek {
            found: true,
            name: name.to_owned(),
            flat: flat as f64,
            flat_text: hood.format.value(flat),
            flat_percent: share(flat),
            cum: cum as f64,
            cum_text: hood.format.value(cum),
            cum_percent: share(cum),
            callers: {
                let callers = neighbours.callers(&hood.stacks.set, node).iter();
                callers.map(|call| edge(call, call.from)).collect()
            },
            callees: {
                let callees = neighbours.callees(&hood.stacks.set, node).iter();
                callees.map(|call| edge(call, call.to)).collect()
            },
            file: display(hood.stacks.set.text(hood.stacks.set.frame(node).file)),
            text: display(&peek_text(
                &hood.stacks.context,
                &hood.stacks.set,
                &hood.graph,
                &hood.format,
                &mut neighbours,
                node,
            )),
        })
    }
}
