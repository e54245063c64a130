//! `callgrind`: the graph of calls as KCachegrind and its relatives read it.
//!
//! ```text
//! positions: instr line
//! events: cpu(ms)
//!
//! ob=(1) /bin/app
//! fl=(1) /src/main.go
//! fn=(1) main.main
//! 0x401000 12 30
//! cfl=(2) /src/read.go
//! cfn=(2) main.read
//! calls=0 +64 5
//! * * 20
//! ```
//!
//! A function has a line per address, with the address, the source line and what it weighs itself; the calls from
//! there follow. A name is written out once and numbered from then on, and an address may be told by its distance from
//! that of the node before.

use super::{Buffer, Context, Numbers};
use crate::analysis::graph::{CallGraph, NodeId};
use crate::analysis::stacks::{Frame, Objects, Paths, StackSet};
use crate::base::columns::{StringId, StringTable};
use crate::base::error::Result;
use crate::base::sink::Sink;
use crate::base::sort::{sort, sort_numbers};

/// Writes the report: a function per node of the graph, with its calls.
///
/// # Errors
///
/// The memory does not suffice for the graph, or what `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let set = context
        .selection
        .stacks(&context.options, Objects::All, Paths::Trimmed)?;
    let graph = CallGraph::listing(&set, &context.options)?;
    let mut values = graph.nodes.iter().map(|&node| (graph.flat(node), graph.cum(node)));
    let format = context.format_for(&mut values, Numbers::Whole);
    let names = callee_names(&set, &graph);
    let callees = graph.callees();
    let (mut objects, mut files, mut functions) = (Names::default(), Names::default(), Names::default());
    let mut before: Option<&Frame> = None;
    let mut out = Buffer::new(out);
    out.push("positions: instr line\nevents: ");
    out.push(context.sample_type());
    out.print(format_args!("({})\n", format.unit()));
    for &node in &graph.nodes {
        let frame = set.frame(graph.frame(node));
        let same = |other: &Frame| (other.object, other.file, other.name) == (frame.object, frame.file, frame.name);
        if !before.is_some_and(same) {
            out.push("\nob=");
            objects.push(&mut out, set.text(frame.object));
            out.push("\nfl=");
            files.push(&mut out, set.text(frame.file));
            out.push("\nfn=");
            functions.push(&mut out, set.text(frame.name));
            out.push("\n");
        }
        let address = address(before, frame.address);
        out.print(format_args!(
            "{address} {} {}\n",
            frame.line,
            format.whole(graph.flat(node))
        ));
        for &edge in callees.of(node) {
            let edge = &graph.edges()[edge as usize];
            let callee = set.frame(graph.frame(edge.to));
            out.push("cfl=");
            files.push(&mut out, set.text(callee.file));
            out.push("\ncfn=");
            functions.push(&mut out, &names.of(&set, edge.to, callee));
            let address = self::address(before, callee.address);
            out.print(format_args!("\ncalls=0 {address} {}\n", callee.line));
            out.print(format_args!("* * {}\n", format.whole(edge.weight)));
        }
        before = Some(frame);
        out.checkpoint()?;
    }
    out.finish()
}

/// An address, or how far it is from that of the node before if that is shorter.
fn address(before: Option<&Frame>, address: u64) -> String {
    let absolute = format!("{address:#x}");
    let Some(before) = before else {
        return absolute;
    };
    if before.address == address {
        return "*".to_owned();
    }
    let relative = format!("{:+}", address.wrapping_sub(before.address) as i64);
    if relative.len() < absolute.len() {
        relative
    } else {
        absolute
    }
}

/// Names that were written out, by number.
#[derive(Default)]
struct Names(StringTable);

impl Names {
    /// Writes `(1) name` the first time and `(1)` from then on; nothing for an empty name.
    fn push(&mut self, out: &mut Buffer<'_>, name: &[u8]) {
        let known = self.0.len();
        match self.0.intern(name) {
            StringId::EMPTY => {}
            id if id.index() < known => out.print(format_args!("({})", id.0)),
            id => {
                out.print(format_args!("({}) ", id.0));
                out.push(name);
            }
        }
    }
}

/// The names of nodes as callees. Functions of equal name and file would be one to KCachegrind, so they are numbered:
/// `main.run [2/3]`.
struct CalleeNames {
    /// By node, its place in the report counted from 1; 0 for nodes that are not listed, which have no name.
    places: Vec<u32>,
    /// By place, the number of its function among those of that name and file, counted from 1.
    numbers: Vec<u32>,
    /// By place, how many functions of that name and file there are.
    counts: Vec<u32>,
}

fn callee_names(set: &StackSet, graph: &CallGraph) -> CalleeNames {
    let count = graph.nodes.len();
    // In a call tree, a function is another one under each caller.
    let function = |place: usize| {
        let node = graph.nodes[place];
        (function_of(*set.frame(graph.frame(node))), graph.parent(node))
    };
    let name = |place: usize| {
        let (frame, _) = function(place);
        (frame.file, frame.name)
    };
    // Functions of one name and file stand together, and so do the nodes of a function, the first one in front.
    let mut order: Vec<u32> = (0..count as u32).collect();
    let key = |place: u32| (name(place as usize), function(place as usize));
    sort_numbers(&mut order, &|one, other| key(one).cmp(&key(other)));
    let mut names = CalleeNames {
        places: graph.places(),
        numbers: vec![0; count],
        counts: vec![0; count],
    };
    let same_name = |&one: &u32, &other: &u32| name(one as usize) == name(other as usize);
    for namesakes in order.chunk_by(same_name) {
        let mut firsts: Vec<u32> = Vec::new();
        let same_function = |&one: &u32, &other: &u32| function(one as usize) == function(other as usize);
        let functions = namesakes.chunk_by(same_function);
        firsts.extend(functions.filter_map(|nodes| nodes.first()));
        // They are numbered in the order of the report.
        sort(&mut firsts);
        for nodes in namesakes.chunk_by(same_function) {
            let number = nodes
                .first()
                .map_or(0, |first| firsts.partition_point(|other| other <= first));
            for &place in nodes {
                names.numbers[place as usize] = number as u32;
                names.counts[place as usize] = firsts.len() as u32;
            }
        }
    }
    names
}

/// The function that a frame belongs to: without the place in it, unless there is none that counts.
fn function_of(frame: Frame) -> Frame {
    if frame.address == 0 && frame.line == 0 {
        return frame;
    }
    Frame {
        address: 0,
        line: 0,
        column: 0,
        ..frame
    }
}

impl CalleeNames {
    fn of(&self, set: &StackSet, node: NodeId, frame: &Frame) -> Vec<u8> {
        let Some(place) = (self.places[node.index()] as usize).checked_sub(1) else {
            return Vec::new();
        };
        let mut name = set.text(frame.name).to_vec();
        let (number, count) = (self.numbers[place], self.counts[place]);
        if count > 1 {
            name.extend_from_slice(format!(" [{number}/{count}]").as_bytes());
        }
        name
    }
}
