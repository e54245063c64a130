//! `list`: the source lines of matching functions, each with what its line weighs.
//!
//! [`routines`] finds the functions with the files that they stand in, and the range of lines to show; [`write()`] prints
//! them with the text of the files, or with pprof's word on why there is none. The page's source view shows the same
//! routines, and counts every sample once.

use super::{Buffer, Context, Format};
use crate::analysis::graph::{Graph, Limits};
use crate::analysis::options::Options;
use crate::analysis::stacks::{FrameId, Objects, Paths, StackSet};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::percentage;
use crate::base::sink::Sink;
use crate::base::sort::sort_by_key;
use crate::base::text::pad_left;
use crate::input::sources::{Sources, lines, trim_path};
use rustc_hash::FxHashSet;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// A function in a file, with the lines of it that weigh something.
#[derive(Debug, Clone, PartialEq)]
pub struct Routine {
    /// The name of the function, byte for byte.
    pub name: Vec<u8>,
    /// Its file, trimmed; empty if the profile knows none for any of its frames.
    pub file: Vec<u8>,
    /// The line where it begins, where that tells it from others; 0 elsewhere.
    pub begin: i64,
    /// What its lines weigh themselves, together.
    pub flat: i64,
    /// What its lines weigh with all that they call, together: recursion through several lines counts several times.
    pub cum: i64,
    /// The lines with weight, ascending.
    pub lines: Vec<WeighedLine>,
    /// The lines to show: from the function's beginning, or five lines above the first with weight, to five below the
    /// last.
    pub range: RangeInclusive<i64>,
}

/// A line and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeighedLine {
    /// Its number in the file, from 1; 0 or less if the profile does not know it.
    pub line: i64,
    /// What it weighs itself, in the unit of the sample type.
    pub flat: i64,
    /// What it weighs with all that it calls.
    pub cum: i64,
}

/// How many lines are shown around those with weight.
const MARGIN: i64 = 5;

/// The samples with the frames that routines are made of, called as reports or as views do it.
///
/// # Errors
///
/// They are more than may be expanded.
pub fn stacks(context: &Context, paths: Paths) -> Result<Rc<StackSet>> {
    context.selection.stacks(&context.options, Objects::All, paths)
}

/// Whether functions of a name are told apart by where they begin, within a file.
pub type Apart = fn(&[u8]) -> bool;

/// What tells the routine of a frame from others: name, file, and the line where it begins, if that counts.
pub fn key(set: &StackSet, frame: FrameId, are_apart: Apart) -> (&[u8], &[u8], i64) {
    let frame = set.frame(frame);
    let (name, file) = (set.text(frame.name), set.text(frame.file));
    let begin = match !file.is_empty() && are_apart(name) {
        true => frame.start_line,
        false => 0,
    };
    (name, file, begin)
}

/// The functions whose frames are wanted, in the order of names, of files and of where they begin. A function without any file is there
/// once, without one.
pub fn routines(
    context: &Context,
    set: &StackSet,
    is_wanted: &dyn Fn(FrameId) -> bool,
    are_apart: Apart,
) -> Vec<Routine> {
    let graph = Graph::new(set, &context.options, Limits::NONE);
    let nodes = graph.nodes.iter().copied().filter(|&node| is_wanted(node));
    let weigh = |node: FrameId| {
        let weights = &graph.weights;
        (weights.raw_flat(node.index()), weights.raw_cum(node.index()))
    };
    routines_of(set, nodes.collect(), &weigh, are_apart)
}

/// The same of frames that are known to be wanted; `weigh` says what they weigh, flat and cum.
pub fn routines_of(
    set: &StackSet,
    mut nodes: Vec<FrameId>,
    weigh: &dyn Fn(FrameId) -> (i64, i64),
    are_apart: Apart,
) -> Vec<Routine> {
    sort_by_key(&mut nodes, |&node| (key(set, node, are_apart), set.frame(node).line));
    let mut routines: Vec<Routine> = Vec::new();
    for node in nodes {
        let (name, file, begin) = key(set, node, are_apart);
        let line = set.frame(node).line;
        let (flat, cum) = weigh(node);
        let start = match set.frame(node).start_line {
            0 => line.wrapping_sub(MARGIN),
            start => start,
        };
        let end = line.wrapping_add(MARGIN);
        if let Some(routine) = routines.last_mut()
            && routine.key() == (name, file, begin)
        {
            routine.add(WeighedLine { line, flat, cum }, start, end);
            continue;
        }
        // Frames without a file, which come first, count for nothing if others have one.
        if routines
            .last()
            .is_some_and(|routine| routine.name == name && routine.file.is_empty())
        {
            routines.pop();
        }
        routines.push(Routine {
            name: name.to_vec(),
            file: file.to_vec(),
            begin,
            flat,
            cum,
            lines: vec![WeighedLine { line, flat, cum }],
            range: start..=end,
        });
    }
    routines
}

impl Routine {
    /// What tells it from others, as [`key`] says it of frames.
    pub fn key(&self) -> (&[u8], &[u8], i64) {
        (&self.name, &self.file, self.begin)
    }

    fn add(&mut self, weighed: WeighedLine, start: i64, end: i64) {
        self.flat = self.flat.wrapping_add(weighed.flat);
        self.cum = self.cum.wrapping_add(weighed.cum);
        self.range = start.min(*self.range.start())..=end.max(*self.range.end());
        match self.lines.last_mut() {
            Some(last) if last.line == weighed.line => {
                last.flat = last.flat.wrapping_add(weighed.flat);
                last.cum = last.cum.wrapping_add(weighed.cum);
            }
            _ => self.lines.push(weighed),
        }
    }

    /// What a line weighs, flat and cum; nothing for lines that no sample has.
    pub fn weight(&self, line: i64) -> (i64, i64) {
        let found = self.lines.binary_search_by(|weighed| weighed.line.cmp(&line));
        found.map_or((0, 0), |index| (self.lines[index].flat, self.lines[index].cum))
    }

    /// Whether a line is among those with weight.
    pub fn has(&self, line: i64) -> bool {
        self.lines.binary_search_by(|weighed| weighed.line.cmp(&line)).is_ok()
    }

    /// The numbers of the lines to show of a file that has so many.
    pub fn shown(&self, count: usize) -> RangeInclusive<i64> {
        (*self.range.start()).max(1)..=(*self.range.end()).min(count as i64)
    }
}

/// What pprof looks for to find a file, and the folders where it looks for it.
pub fn wanted<'a>(options: &Options, sources: &dyn Sources, file: &'a [u8]) -> (&'a [u8], String) {
    let search = match options.source_path.as_str() {
        "" => sources.current_directory(),
        path => path.to_owned(),
    };
    (trim_path(file, &options.trim_path, &search), search)
}

/// Finds the text of a file as pprof looks for it, or pprof's message.
fn open(context: &Context, file: &[u8]) -> Result<Rc<[u8]>, Vec<u8>> {
    let (path, search) = wanted(&context.options, &*context.sources, file);
    context.sources.open(path, &search)
}

/// Writes the report: the functions that match, each with its lines.
///
/// # Errors
///
/// No function matches the expression, or what `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let Some(pattern) = &context.pattern else {
        return Err(Error::new(ErrorKind::Usage(
            "command list requires an argument".to_owned(),
        )));
    };
    let set = stacks(context, Paths::Trimmed)?;
    let is_wanted = |frame: FrameId| pattern.is_match(set.text(set.frame(frame).name));
    let routines = routines(context, &set, &is_wanted, |_| false);
    if routines.is_empty() {
        return Err(Error::new(ErrorKind::Usage(format!(
            "no matches found for regexp: {}",
            pattern.as_str()
        ))));
    }
    let format = context.format();
    let mut out = Buffer::new(out);
    out.print(format_args!(
        "Total: {}\n",
        format.value(context.selection.totals.total)
    ));
    let mut looked_for: FxHashSet<&[u8]> = FxHashSet::default();
    for routine in &routines {
        if routine.file.is_empty() {
            out.push("No source information for ");
            out.push(&routine.name);
            out.push("\n");
            continue;
        }
        out.push("ROUTINE ======================== ");
        out.push(&routine.name);
        out.push(" in ");
        out.push(&routine.file);
        out.print(format_args!(
            "\n{:>10} {:>10} (flat, cum) {} of Total\n",
            format.value(routine.flat),
            format.value(routine.cum),
            percentage(routine.cum, context.selection.totals.total)
        ));
        // pprof opens a file for the first line to show, and remembers what came of it. A routine that begins below the
        // lines with weight has none.
        if !looked_for.contains(routine.file.as_slice()) {
            if routine.shown(usize::MAX >> 1).is_empty() {
                out.checkpoint()?;
                continue;
            }
            looked_for.insert(&routine.file);
        }
        match open(context, &routine.file) {
            Ok(file) => write_lines(&mut out, routine, &file, &format),
            Err(message) => {
                out.push(" Error: ");
                out.push(&message);
                out.push("\n");
            }
        }
        out.checkpoint()?;
    }
    out.finish()
}

fn write_lines(out: &mut Buffer<'_>, routine: &Routine, file: &[u8], format: &Format) {
    let lines = lines(file);
    let dot = |value: i64| match value {
        0 => ".".to_owned(),
        value => format.value(value),
    };
    for number in routine.shown(lines.len()) {
        let (flat, cum) = routine.weight(number);
        pad_left(&mut out.text, dot(flat).as_bytes(), 10);
        out.push(" ");
        pad_left(&mut out.text, dot(cum).as_bytes(), 10);
        out.print(format_args!(" {number:>6}:"));
        // The range ends with the file.
        out.push(lines[number as usize - 1]);
        out.push("\n");
    }
}
