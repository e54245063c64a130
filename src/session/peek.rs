//! One function between those that call it and those that it calls.

use super::answers::View;
use super::companions::Told;
use super::compared::{Compared, of_frame};
use super::hot_lines::{HotLine, HotLines};
use super::{Session, display, short_place};
use crate::analysis::graph::{Edge, Graph, Limits, calls_before};
use crate::analysis::stacks::{FrameId, Paths, Sides, StackSet};
use crate::base::error::Result;
use crate::base::measurement::readable_percent;
use crate::report::{Context, Format, Neighbours, peek_text};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Which function is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeekQuery {
    /// Its printed name; nothing is found where it is empty.
    pub name: String,
}

/// A function and its neighbours.
#[derive(Debug, Clone, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct PeekInfo {
    /// Whether there is such a function in what the filters leave.
    pub found: bool,
    /// Its name as it is printed; as it was asked for if it is not found.
    pub name: String,
    /// Its own value: of the stacks that end in it.
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
    /// What other sample types say of it, column by column of Top.
    pub companions: Vec<Told>,
    /// The line where it begins, or one of its own; empty if the profile does not say: `rank.go:31`.
    pub place: String,
    /// In how many other files functions of its name were met.
    pub other_files: usize,
    /// Its lines that weigh most, the heaviest first; none where the profile has no lines.
    pub lines: Vec<HotLine>,
    /// Who calls it, in pprof's order; empty at a root.
    pub callers: Vec<PeekEdge>,
    /// Whom it calls, in pprof's order; empty at a leaf.
    pub callees: Vec<PeekEdge>,
    /// Its source file, where the granularity keeps files.
    pub file: String,
    /// pprof's text about it, to copy.
    pub text: String,
}

/// A call of the function or by it, with what passes through.
#[derive(Debug, Clone, Serialize)]
pub struct PeekEdge {
    /// The printed name of the other function.
    pub name: String,
    /// What passes through the call.
    pub weight: f64,
    /// `weight` with its unit: `1.20s`.
    pub text: String,
    /// `weight` as a share of the function's `cum`: `12.50%`. Empty where these are no parts of it: of changes, some may be more and others less.
    pub percent: String,
    /// Before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// Whether the call was inlined.
    pub inline: bool,
}

/// The whole graph: all nodes, untrimmed, with a way from names to them. The edges of one are counted when it is asked for.
struct WholeGraph {
    context: Rc<Context>,
    set: Rc<StackSet>,
    graph: Graph,
    format: Format,
    sides: Rc<Option<Sides>>,
    /// By the name that is shown.
    nodes: FxHashMap<String, FrameId>,
}

/// The same with frames told apart as reports do it: what is chosen in their texts has that name.
struct AddedUp(WholeGraph);

impl WholeGraph {
    fn new(context: &Rc<Context>, set: Rc<StackSet>, sides: Rc<Option<Sides>>) -> WholeGraph {
        let context = Rc::clone(context);
        let graph = Graph::new(&set, &context.options, Limits::NONE);
        let format = context.readable_format();
        let mut nodes = FxHashMap::default();
        for &node in &graph.nodes {
            // Of nodes that print alike, the first in the order of reports.
            nodes.entry(display(&set.printed_name(node))).or_insert(node);
        }
        WholeGraph {
            context,
            set,
            graph,
            format,
            sides,
            nodes,
        }
    }
}

/// The function between its callers and callees: all of it comes with the answer.
pub struct Peek;

impl View for Peek {
    const NAME: &'static str = "peek";
    type Query = PeekQuery;
    type Info = PeekInfo;

    /// The function of that printed name, between its callers and callees.
    fn ask(session: &Session, PeekQuery { name }: PeekQuery) -> Result<(Peek, PeekInfo)> {
        let shown = session.shown()?;
        let whole = shown.once(|| Ok(WholeGraph::new(shown.whole(), shown.stacks()?, shown.sides()?)))?;
        if let Some(&node) = whole.nodes.get(&name) {
            return Ok((Peek, whole.told(session, name, node)?));
        }
        let set = shown.whole().stacks(Paths::Trimmed)?;
        if !Rc::ptr_eq(&set, &whole.set) {
            let sides = Rc::new(Sides::of(&set));
            let added_up = &shown
                .once(|| Ok(AddedUp(WholeGraph::new(shown.whole(), set, sides))))?
                .0;
            if let Some(&node) = added_up.nodes.get(&name) {
                return Ok((Peek, added_up.told(session, name, node)?));
            }
        }
        let info = PeekInfo {
            name,
            ..PeekInfo::default()
        };
        Ok((Peek, info))
    }
}

impl WholeGraph {
    fn told(&self, session: &Session, name: String, node: FrameId) -> Result<PeekInfo> {
        let HotLines { lines, other_files } =
            session.hot_lines(&self.set, node, self.context.selection.totals.total, &self.format);
        Ok(PeekInfo {
            companions: session.companions_of(&self.set, node),
            lines,
            other_files,
            ..self.peek(name, node)?
        })
    }

    fn peek(&self, name: String, node: FrameId) -> Result<PeekInfo> {
        let WholeGraph {
            context,
            set,
            graph,
            format,
            sides,
            ..
        } = self;
        let mut neighbours = Neighbours::new(graph, set, &[node])?;
        let (flat, cum) = (graph.flat(node), graph.cum(node));
        let share = |value: i64| readable_percent(value, context.selection.totals.total);
        // All of these calls are to the function or from it: by frame at the other end, what they were.
        let before = calls_before(set, node)?.map(|calls| {
            let mut sides = [vec![0_i64; set.frame_count()], vec![0_i64; set.frame_count()]];
            for call in calls {
                sides[0][call.from.index()] += i64::from(call.to == node) * call.weight;
                sides[1][call.to.index()] += i64::from(call.from == node) * call.weight;
            }
            sides
        });
        let edge = |edge: &Edge, other: FrameId, are_parts: bool| PeekEdge {
            name: display(&set.printed_name(other)),
            weight: edge.weight as f64,
            text: format.value(edge.weight),
            percent: match are_parts {
                true => readable_percent(edge.weight, cum),
                false => String::new(),
            },
            compared: before.as_ref().map(|before| {
                let before = before[usize::from(edge.from == node)][other.index()];
                Compared::new(before, edge.weight, format)
            }),
            inline: edge.inline,
        };
        let are_parts = |calls: &[Edge]| {
            let mut weights = calls.iter().map(|call| call.weight);
            weights.all(|weight| weight.signum() * cum.signum() >= 0 && weight.unsigned_abs() <= cum.unsigned_abs())
        };
        let calls = neighbours.callers(set, node);
        let is_whole = are_parts(calls);
        let callers = calls.iter().map(|call| edge(call, call.from, is_whole)).collect();
        let calls = neighbours.callees(set, node);
        let is_whole = are_parts(calls);
        let callees = calls.iter().map(|call| edge(call, call.to, is_whole)).collect();
        let (flat_compared, cum_compared) = of_frame(sides.as_ref().as_ref(), node, (flat, cum), format);
        let place = set.place(node);
        Ok(PeekInfo {
            lines: Vec::new(),
            other_files: 0,
            companions: Vec::new(),
            flat_compared,
            cum_compared,
            place: place.map_or(String::new(), |(file, line)| short_place(file, line)),
            found: true,
            name,
            flat: flat as f64,
            flat_text: format.value(flat),
            flat_percent: share(flat),
            cum: cum as f64,
            cum_text: format.value(cum),
            cum_percent: share(cum),
            callers,
            callees,
            file: display(set.text(set.frame(node).file)),
            text: display(&peek_text(context, set, graph, format, &mut neighbours, node)),
        })
    }
}
