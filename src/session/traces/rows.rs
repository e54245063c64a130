//! What the view of stacks hands out: groups in a line, and one with everything about it.

use crate::session::compared::Compared;
use serde::Serialize;

/// A group in a line.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceRow {
    /// What its samples weigh, in the unit of the sample type.
    pub value: f64,
    /// `value` with its unit: `1.20s`.
    pub value_text: String,
    /// `value_text` as a share of the total: `12.50%`.
    pub percent: String,
    /// The same before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// The number of its samples.
    pub samples: usize,
    /// The number of its frames.
    pub depth: usize,
    /// The frames next to the leaf, the leaf first; where everybody waits, from the first frame on that is not of the runtime.
    pub frames: Vec<String>,
    /// Those before them, of the runtime, in which it waits.
    pub parked: Vec<String>,
    /// The labels of its first sample, in a line.
    pub labels: String,
    /// Whether other samples have other labels.
    pub has_other_labels: bool,
}

/// A group with everything about it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceDetail {
    /// What it weighs, in the unit of the sample type.
    pub value: f64,
    /// `value` with its unit: `1.20s`.
    pub value_text: String,
    /// `value_text` as a share of the total: `12.50%`.
    pub percent: String,
    /// The same before and after, where two profiles are compared.
    pub compared: Option<Compared>,
    /// The number of its samples.
    pub samples: usize,
    /// All frames, the leaf first.
    pub frames: Vec<TraceFrame>,
    /// What its samples are labelled with.
    pub labels: Vec<LabelValues>,
    /// The stack in the layout of `traces`, to copy.
    pub text: String,
}

/// A frame of a stack.
#[derive(Debug, Clone, Serialize)]
pub struct TraceFrame {
    /// Its name as it is printed.
    pub name: String,
    /// Whether it was inlined.
    pub inline: bool,
}

/// A label of a group's samples.
#[derive(Debug, Clone, Serialize)]
pub struct LabelValues {
    /// The name of the label: `tenant`.
    pub key: String,
    /// Its values, the heaviest first, but for those that `more` counts.
    pub values: Vec<LabelValue>,
    /// How many more values there are.
    pub more: usize,
}

/// A value of a label.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelValue {
    /// The value as it is printed: `acme`, `4kB`.
    pub text: String,
    /// How many samples of the group have it.
    pub samples: usize,
    /// What they weigh, in the unit of the sample type.
    pub value: f64,
    /// `value` with its unit: `1.20s`.
    pub value_text: String,
}
