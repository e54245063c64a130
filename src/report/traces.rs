//! `traces`: every sample with its labels, its value and its stack.

use super::{Buffer, Context, Format, profile_lines};
use crate::analysis::stacks::{FrameId, Paths, SiteFrame, StackSet, mean};
use crate::base::columns::StringId;
use crate::base::error::Result;
use crate::base::measurement::label;
use crate::base::room::ask_for;
use crate::base::sink::Sink;
use crate::base::sort::sort;
use crate::base::text::pad_left;
use crate::profile::label_groups::LabelGroups;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

const SEPARATOR: &str = "-----------+-------------------------------------------------------\n";

/// Writes the report, or the part of it that the context wants: a paragraph per sample.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let set = context.stacks(Paths::Full)?;
    let format = context.format();
    let lines = FrameLines::new(&set);
    let mut heads = Heads::new(context, &set)?;
    let mut out = Buffer::new(out);
    let rows = context.rows(set.len());
    let (is_first, is_last) = (rows.start == 0, rows.end == set.len());
    if is_first {
        out.push(profile_lines(context, &format).join(&b'\n'));
        out.push("\n");
    }
    let mut frames = Vec::new();
    for row in rows {
        set.read_frames(row, &mut frames);
        if frames.is_empty() {
            continue;
        }
        out.push(SEPARATOR);
        out.push(heads.of(row)?);
        let mut in_front = VALUE;
        for &frame in &frames {
            out.push(&lines.of(frame)[in_front..]);
            in_front = 0;
            out.checkpoint()?;
        }
    }
    if is_last {
        out.push(SEPARATOR);
    }
    out.finish()
}

/// How wide the column of values is.
const VALUE: usize = 10;

/// The line of every frame behind the first of a stack, put together once: a report has millions of them.
struct FrameLines {
    plain: Vec<Vec<u8>>,
    /// Empty where a frame is never inlined.
    inline: Vec<Vec<u8>>,
}

impl FrameLines {
    fn new(set: &StackSet) -> FrameLines {
        let line = |frame: usize, end: &[u8]| {
            let name = set.printed_name(FrameId(frame as u32));
            [[b' '; VALUE].as_slice(), b"   ", &name, end].concat()
        };
        let inlined = set.inlined_anywhere().into_iter().enumerate();
        FrameLines {
            plain: (0..set.frame_count()).map(|frame| line(frame, b"\n")).collect(),
            inline: inlined
                .map(|(frame, inlined)| {
                    if inlined {
                        line(frame, b" (inline)\n")
                    } else {
                        Vec::new()
                    }
                })
                .collect(),
        }
    }

    fn of(&self, frame: SiteFrame) -> &[u8] {
        let lines = if frame.is_inline() { &self.inline } else { &self.plain };
        &lines[frame.frame().index()]
    }
}

/// What stands before the first frame of a row: its labels, and its value. Most come again in a heap, whose samples have a label for
/// their size, and are put together only once.
struct Heads<'a> {
    context: &'a Context,
    set: &'a StackSet,
    format: Format,
    /// By the end of a hash, the last row that has it and its text.
    known: Vec<(usize, Vec<u8>)>,
    /// The text of a row that is too long to be kept.
    long: Vec<u8>,
}

/// So many heads are kept. A heap has fewer; a profile of which each sample has its own would only fill memory with more.
const MOST_HEADS: usize = 1 << 14;
/// How long they may be, in bytes.
const LONGEST_HEAD: usize = 256;

impl<'a> Heads<'a> {
    fn new(context: &'a Context, set: &'a StackSet) -> Result<Heads<'a>> {
        let kept = set.len().min(MOST_HEADS);
        ask_for((kept * (LONGEST_HEAD + size_of::<(usize, Vec<u8>)>())) as u64)?;
        Ok(Heads {
            context,
            set,
            format: context.format(),
            known: vec![(0, Vec::new()); kept],
            long: Vec::new(),
        })
    }

    fn of(&mut self, row: usize) -> Result<&[u8]> {
        let set = self.set;
        let value_of = |row| mean(set.value(row), set.divisor(row));
        let value = value_of(row);
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        for label in set.labels(row) {
            label.hash(&mut hasher);
        }
        let number = hasher.finish() as usize % self.known.len();
        let (known, text) = &mut self.known[number];
        let is_same = value == value_of(*known) && set.labels(row).eq(set.labels(*known));
        if text.is_empty() || !is_same {
            let mut fresh = label_lines(self.context, set, row)?.concat();
            pad_left(&mut fresh, self.format.value(value).as_bytes(), VALUE);
            if fresh.len() > LONGEST_HEAD {
                self.long = fresh;
                return Ok(&self.long);
            }
            (*known, *text) = (row, fresh);
        }
        Ok(text)
    }
}

/// The labels of a row, one line per key: texts first, then numbers, each group in the order of its padded lines.
fn label_lines(context: &Context, set: &StackSet, row: usize) -> Result<Vec<Vec<u8>>> {
    ask_for(set.room_of_labels(row) * 4)?;
    let groups = LabelGroups::new(set.labels(row));
    let line = |key: StringId, values: Vec<Vec<u8>>| {
        let mut line = Vec::new();
        pad_left(&mut line, set.label_text(key), VALUE);
        line.extend_from_slice(b":  ");
        line.extend_from_slice(&values.join(&b' '));
        line.push(b'\n');
        line
    };
    let texts = groups.texts.into_iter().map(|(key, values)| {
        let values = values.into_iter().map(|value| set.label_text(value).to_vec());
        line(key, values.collect())
    });
    let mut texts: Vec<Vec<u8>> = texts.collect();
    sort(&mut texts);
    let numbers = groups.numbers.into_iter().map(|(key, values)| {
        let unit = context.selection.units.get(key);
        let values = values.into_iter().map(|(value, _)| label(value, unit).into_bytes());
        line(key, values.collect())
    });
    let mut numbers: Vec<Vec<u8>> = numbers.collect();
    sort(&mut numbers);
    texts.append(&mut numbers);
    Ok(texts)
}
