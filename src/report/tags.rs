//! `tags`: for each label, its values with what the samples that have them weigh.
//!
//! ```text
//!  tenant: Total 5.5s of 8.2s (67.07%)
//!           3.1s (37.80%): acme
//!           2.4s (29.27%): globex
//! ```

use super::tabs::align;
use super::{Buffer, Context};
use crate::base::columns::StringId;
use crate::base::error::{OutOfMemory, Result};
use crate::base::measurement::{exact_label, percentage, scaled_label};
use crate::base::parts::try_in_parts;
use crate::base::room::{ask_for, one_more_key};
use crate::base::sink::Sink;
use crate::base::sort::{sort_by, sort_by_key};
use crate::profile::combine::BaseMark;
use crate::profile::{Label, Profile};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// What the samples that have a label weigh.
pub struct LabelWeights {
    /// The name of the label, byte for byte.
    pub name: Vec<u8>,
    /// The sum over its values, in the unit of the sample type.
    pub total: i64,
    /// Of that, what the samples of a base of `-diff_base` take off.
    pub taken_off: i64,
    /// Its values, the heaviest first.
    pub values: Vec<ValueWeight>,
}

/// What the samples that have a value of a label weigh.
pub struct ValueWeight {
    /// The value as it is printed; numbers that print alike are one value.
    pub text: Vec<u8>,
    /// The sum of what the samples weigh, in the unit of the sample type.
    pub weight: i64,
    /// Of that, what the samples of a base of `-diff_base` take off.
    pub taken_off: i64,
    /// What prints like this.
    pub kind: ValueKind,
}

/// What a printed value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A text.
    Text,
    /// Numbers, of which these are the smallest and the largest.
    Numbers(i64, i64),
    /// A text in some samples and numbers in others.
    Mixed,
}

impl ValueKind {
    fn and(self, other: ValueKind) -> ValueKind {
        use ValueKind::{Mixed, Numbers, Text};
        match (self, other) {
            (Text, Text) => Text,
            (Numbers(least, most), Numbers(other, another)) => Numbers(least.min(other), most.max(another)),
            _ => Mixed,
        }
    }
}

/// Writes the report: a paragraph per label, the heaviest value first.
///
/// # Errors
///
/// What `out` answers.
pub fn write(context: &Context, out: &mut dyn Sink) -> Result<()> {
    let format = context.format();
    let share = |value: i64| match context.selection.totals.total {
        total if total > 0 => format!(" ({})", percentage(value, total)),
        _ => String::new(),
    };
    let mut text = Vec::new();
    for label in weigh(context, Digits::Printed)? {
        let total = format!(
            ":\t Total {} of {}{}\n",
            format.value(label.total),
            format.value(context.selection.totals.total),
            share(label.total)
        );
        text.extend([&label.name, total.as_bytes()].concat());
        for value in label.values {
            let weight = format!(" \t{}{}:\t ", format.value(value.weight), share(value.weight));
            text.extend([weight.as_bytes(), &value.text, b"\n"].concat());
        }
        text.push(b'\n');
    }
    let mut out = Buffer::new(out);
    align(&text, &mut out.text)?;
    out.finish()
}

/// How numbers become texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// As pprof prints them, who rounds those beyond 2^53, and gives all of them in the unit of the values.
    Printed,
    /// Each in the unit that reads best for it, to the last digit where there is no other: no two numbers become one value for the unit
    /// that values are shown in.
    Own,
}

/// The labels in the order of their names.
///
/// # Errors
///
/// The memory does not suffice.
pub fn weigh(context: &Context, digits: Digits) -> Result<Vec<LabelWeights>, OutOfMemory> {
    let (filtered, profile) = (&context.selection.filtered, &context.selection.profile);
    let column = profile.samples.values(context.selection.column);
    // Profiles repeat few labels in many samples: they are counted as ids first and become texts afterwards.
    let mut sums: FxHashMap<(StringId, bool, i64), (i64, i64)> = FxHashMap::default();
    let mark = BaseMark::of(profile);
    try_in_parts(filtered.len(), &mut |rows| {
        for row in rows {
            let weight = column[filtered.sample(row)];
            let taken_off = match mark.is_some_and(|mark| mark.is_on(profile, filtered.sample(row))) {
                true => weight,
                false => 0,
            };
            for label in filtered.labels(row) {
                let label = match label {
                    Label::Text { key, value } => (key, true, i64::from(value.0)),
                    Label::Number { key, value, .. } => (key, false, value),
                };
                one_more_key(&mut sums)?;
                let (sum, of_base) = sums.entry(label).or_default();
                *sum = sum.wrapping_add(weight);
                *of_base = of_base.wrapping_add(taken_off);
            }
        }
        Ok(())
    })?;
    ask_for(room(&sums, profile))?;
    let values = sums.into_iter().map(|((key, is_text, value), (weight, taken_off))| {
        let (text, kind) = match is_text {
            true => (profile.text(StringId(value as u32)).to_vec(), ValueKind::Text),
            false => {
                let unit = context.selection.units.get(key);
                let text = match digits {
                    Digits::Printed => scaled_label(value, unit, &context.options.unit),
                    Digits::Own => exact_label(value, unit, "auto"),
                };
                (text.into_bytes(), ValueKind::Numbers(value, value))
            }
        };
        let value = ValueWeight {
            text,
            weight,
            taken_off,
            kind,
        };
        (key, value)
    });
    let mut values: Vec<(StringId, ValueWeight)> = values.collect();
    sort_by(&mut values, |(key, value), (other_key, other)| {
        let names = profile.text(*key).cmp(profile.text(*other_key));
        names.then_with(|| value.text.cmp(&other.text))
    });
    let mut labels: Vec<LabelWeights> = Vec::new();
    for (key, value) in values {
        let name = profile.text(key);
        if labels.last().is_none_or(|label| label.name != name) {
            labels.push(LabelWeights {
                name: name.to_vec(),
                total: 0,
                taken_off: 0,
                values: Vec::new(),
            });
        }
        let Some(label) = labels.last_mut() else {
            continue;
        };
        label.total = label.total.wrapping_add(value.weight);
        label.taken_off = label.taken_off.wrapping_add(value.taken_off);
        match label.values.last_mut().filter(|last| last.text == value.text) {
            Some(last) => {
                last.weight = last.weight.wrapping_add(value.weight);
                last.taken_off = last.taken_off.wrapping_add(value.taken_off);
                last.kind = last.kind.and(value.kind);
            }
            None => label.values.push(value),
        }
    }
    for label in &mut labels {
        // They are in the order of their texts, which those of equal weight keep.
        sort_by_key(&mut label.values, |value| Reverse(value.weight.wrapping_abs()));
    }
    Ok(labels)
}

/// About how many bytes values take while they become texts, are sorted and are parted by their labels.
fn room(sums: &FxHashMap<(StringId, bool, i64), (i64, i64)>, profile: &Profile) -> u64 {
    let text = |&(_, is_text, value): &(StringId, bool, i64)| match is_text {
        true => profile.text(StringId(value as u32)).len() as u64 * 2,
        false => 0,
    };
    sums.len() as u64 * 480 + sums.keys().map(text).fold(0, u64::saturating_add)
}
