//! `tags`: for each label, its values with what the samples that have them weigh.

use super::{Buffer, Context};
use crate::columns::StringId;
use crate::error::Result;
use crate::measurement::{percentage, scaled_label};
use crate::order::sort_by;
use crate::profile::Label;
use crate::text::{pad_left, width};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io::Write;

/// The weights of one label.
#[derive(Default)]
struct Weights {
    total: i64,
    /// By the text of the value: numbers that print alike are one.
    values: FxHashMap<Vec<u8>, i64>,
}

/// Writes the report.
pub fn write(context: &Context, out: &mut dyn Write) -> Result<()> {
    let format = context.format();
    let share = |value: i64| match context.total {
        total if total > 0 => format!(" ({})", percentage(value, total)),
        _ => String::new(),
    };
    let mut out = Buffer::new(out);
    for (key, weights) in weigh(context) {
        // The layout is that of a table with right-aligned cells, whose first column holds only the label's name.
        let mut name = key.clone();
        name.push(b':');
        let first_column = width(&name) + 1;
        pad_left(&mut out.text, &name, first_column);
        out.push(format!(
            " Total {} of {}{}\n",
            format.value(weights.total),
            format.value(context.total),
            share(weights.total)
        ));
        let mut values: Vec<(Vec<u8>, i64)> = weights.values.into_iter().collect();
        sort_by(&mut values, |(one, weight), (other, other_weight)| {
            let magnitudes = other_weight.wrapping_abs().cmp(&weight.wrapping_abs());
            magnitudes.then_with(|| one.cmp(other))
        });
        let cells: Vec<String> = values
            .iter()
            .map(|&(_, weight)| format!("{}{}:", format.value(weight), share(weight)))
            .collect();
        let second_column = cells.iter().map(|cell| width(cell.as_bytes())).max().unwrap_or(0) + 1;
        for ((value, _), cell) in values.iter().zip(&cells) {
            pad_left(&mut out.text, b"", first_column);
            pad_left(&mut out.text, cell.as_bytes(), second_column);
            out.push(" ");
            out.push(value);
            out.push("\n");
        }
        out.push("\n");
        out.checkpoint()?;
    }
    out.finish()
}

/// What the values of each label weigh, by label name.
fn weigh(context: &Context) -> BTreeMap<Vec<u8>, Weights> {
    let (filtered, profile) = (&context.filtered, &context.profile);
    let column = profile.samples.values(context.column);
    // Profiles repeat few labels in many samples: they are counted as ids first and become texts afterwards.
    let mut texts: FxHashMap<(StringId, StringId), i64> = FxHashMap::default();
    let mut numbers: FxHashMap<(StringId, i64), i64> = FxHashMap::default();
    for row in 0..filtered.len() {
        let weight = column[filtered.sample(row)];
        for label in filtered.labels(row) {
            let sum = match label {
                Label::Text { key, value } => texts.entry((key, value)).or_default(),
                Label::Number { key, value, .. } => numbers.entry((key, value)).or_default(),
            };
            *sum = sum.wrapping_add(weight);
        }
    }
    let mut labels: BTreeMap<Vec<u8>, Weights> = BTreeMap::new();
    let mut add = |key: StringId, value: Vec<u8>, weight: i64| {
        let weights = labels.entry(profile.text(key).to_vec()).or_default();
        weights.total = weights.total.wrapping_add(weight);
        let sum = weights.values.entry(value).or_default();
        *sum = sum.wrapping_add(weight);
    };
    for ((key, value), weight) in texts {
        add(key, profile.text(value).to_vec(), weight);
    }
    for ((key, value), weight) in numbers {
        let text = scaled_label(value, context.units.get(key), &context.options.unit);
        add(key, text.into_bytes(), weight);
    }
    labels
}
