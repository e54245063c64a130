//! `traces`: every sample with its labels, its value and its stack.

use super::{Buffer, Context, profile_lines};
use crate::columns::StringId;
use crate::error::Result;
use crate::measurement::label;
use crate::profile::Label;
use crate::stacks::{FrameId, Paths, StackSet};
use crate::text::pad_left;
use std::io::Write;

const SEPARATOR: &str = "-----------+-------------------------------------------------------\n";

/// Writes the report.
pub fn write(context: &Context, out: &mut dyn Write) -> Result<()> {
    let set = context.stacks(Paths::Full);
    let format = context.format();
    let names: Vec<Vec<u8>> = (0..set.frame_count() as u32)
        .map(|frame| set.printed_name(FrameId(frame)))
        .collect();
    let mut out = Buffer::new(out);
    out.push(profile_lines(context, &format).join(&b'\n'));
    out.push("\n");
    for row in 0..set.len() {
        let mut frames = set.frames_of(row).peekable();
        if frames.peek().is_none() {
            continue;
        }
        out.push(SEPARATOR);
        label_lines(context, &set, row).iter().for_each(|line| out.push(line));
        let value = match (set.value(row), set.divisor(row)) {
            (value, 0) => value,
            (value, divisor) => value.wrapping_div(divisor),
        };
        let mut value = format.value(value);
        for frame in frames {
            pad_left(&mut out.text, value.as_bytes(), 10);
            value.clear();
            out.push("   ");
            out.push(&names[frame.frame().index()]);
            out.push(if frame.is_inline() { " (inline)\n" } else { "\n" });
        }
        out.checkpoint()?;
    }
    out.push(SEPARATOR);
    out.finish()
}

/// The labels of a row, one line per key: texts first, then numbers, each group in the order of its padded lines.
pub fn label_lines(context: &Context, set: &StackSet, row: usize) -> Vec<Vec<u8>> {
    let (mut texts, mut numbers): (Vec<KeyValues>, Vec<KeyValues>) = Default::default();
    for label_of_row in set.labels(row) {
        match label_of_row {
            Label::Text { key, value } => add(&mut texts, key, set.label_text(value).to_vec()),
            Label::Number { key, value, .. } => {
                add(&mut numbers, key, label(value, context.units.get(key)).into_bytes());
            }
        }
    }
    let lines = |groups: Vec<KeyValues>| {
        let mut lines: Vec<Vec<u8>> = groups
            .into_iter()
            .map(|(key, values)| {
                let mut line = Vec::new();
                pad_left(&mut line, set.label_text(key), 10);
                line.extend_from_slice(b":  ");
                line.extend_from_slice(&values.join(&b' '));
                line.push(b'\n');
                line
            })
            .collect();
        lines.sort();
        lines
    };
    let mut all = lines(texts);
    all.extend(lines(numbers));
    all
}

/// A label's name with the texts of its values.
type KeyValues = (StringId, Vec<Vec<u8>>);

fn add(groups: &mut Vec<KeyValues>, key: StringId, value: Vec<u8>) {
    match groups.iter_mut().find(|(known, _)| *known == key) {
        Some((_, values)) => values.push(value),
        None => groups.push((key, vec![value])),
    }
}
