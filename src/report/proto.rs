//! `proto` and `topproto`: profile.proto, for pprof and every other reader.
//!
//! `proto` is what the filters leave of the profile. `topproto` is the table of `top` as a profile: a sample per row,
//! with its cum and its flat.

use super::Context;
use crate::analysis::filter::Filtered;
use crate::analysis::stacks::Paths;
use crate::base::blocks::Blocks;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::scale;
use crate::base::sink::Sink;
use crate::base::text::truncate;
use crate::profile::{Function, FunctionId, Labels, Line, Location, Profile, Samples, ValueType};
use crate::report::encode::{self, Encoding, Frames};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Writes the report `proto`: what the filters leave, in gzip.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let encoding = Encoding {
        frames: context.frames(),
        ratio: context.options.ratio(),
    };
    encode::write(&context.selection.filtered, encoding, out)
}

/// Writes the report `topproto`: a sample per row of `top`, in gzip.
///
/// # Errors
///
/// The memory does not suffice, or what `out` answers.
pub fn write_top(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let encoding = Encoding {
        frames: Frames::All,
        ratio: 1.0,
    };
    let profile = Rc::new(top_profile(context)?);
    encode::write(&Filtered::all(&profile), encoding, out)
}

fn top_profile(context: &Context) -> Result<Profile> {
    let set = context.stacks(Paths::Trimmed)?;
    let graph = context.graph(&set);
    let format = context.graph_format(&graph);
    let (from, to) = (context.selection.sample_unit(), format.unit());
    let mut strings = StringTable::default();
    let unit = strings.intern(to.as_bytes());
    let sample_types = ["cum", "flat"].map(|kind| ValueType {
        kind: strings.intern(kind.as_bytes()),
        unit,
    });
    let source = &context.selection.profile;
    let mut copy = |id: StringId| strings.intern(source.text(id));
    let period_type = ValueType {
        kind: copy(source.period_type.kind),
        unit: copy(source.period_type.unit),
    };
    let (mut locations, mut lines, mut functions) = (Vec::new(), Vec::new(), Vec::new());
    let mut known: FxHashMap<(StringId, StringId, i64), FunctionId> = FxHashMap::default();
    let mut stacks = Blocks::default();
    let mut starts = Vec::new();
    let (mut cums, mut flats) = (Vec::new(), Vec::new());
    for (index, &node) in graph.nodes.iter().enumerate() {
        let frame = set.frame(node);
        let function = Function {
            id: functions.len() as u64 + 1,
            name: strings.intern(set.text(frame.name)),
            filename: strings.intern(set.text(frame.file)),
            start_line: frame.start_line,
            ..Function::default()
        };
        let key = (function.name, function.filename, function.start_line);
        let function = *known.entry(key).or_insert_with(|| {
            functions.push(function);
            FunctionId(functions.len() as u32 - 1)
        });
        locations.push(Location {
            id: index as u64 + 1,
            address: frame.address,
            first_line: index as u32,
            line_count: 1,
            ..Location::default()
        });
        lines.push(Line {
            function,
            line: frame.line,
            column: frame.column,
        });
        let start = stacks.add(&[index as u32]);
        starts.push(start.map_err(|_| Error::new(ErrorKind::OutOfMemory { samples: index }))?);
        let scaled = |value: i64| truncate(scale(value, &from, to).0);
        cums.push(scaled(graph.cum(node)));
        flats.push(scaled(graph.flat(node)));
    }
    let lengths = vec![1; starts.len()];
    Ok(Profile {
        strings: Rc::new(strings),
        sample_types: sample_types.to_vec(),
        samples: Samples::new(stacks, starts, lengths, vec![cums, flats], Labels::default()),
        locations,
        lines,
        functions,
        time_nanos: source.time_nanos,
        duration_nanos: source.duration_nanos,
        period_type,
        period: source.period,
        ..Profile::default()
    })
}
