//! The samples of a profile as columns, and their labels.
//!
//! A sample is a row: where its stack begins among all stacks and how long it is, one value per sample type, and the labels
//! up to where they end. Columns are shared by profiles that were made of one another, so that another scale, other
//! sample types or shorter stacks copy nothing else.

use crate::base::columns::{Blocks, StringId};
use crate::base::error::OutOfMemory;
use std::rc::Rc;

/// The samples as columns.
#[derive(Clone, Default)]
pub struct Samples {
    stacks: Rc<Blocks>,
    starts: Vec<u32>,
    lengths: Vec<u32>,
    /// One column per sample type.
    values: Vec<Rc<Vec<i64>>>,
    labels: Rc<Labels>,
}

impl Samples {
    /// Puts columns together. All of them have one entry per sample; `labels` may have none at all.
    pub(crate) fn new(
        stacks: Blocks,
        starts: Vec<u32>,
        lengths: Vec<u32>,
        values: Vec<Vec<i64>>,
        labels: Labels,
    ) -> Samples {
        Samples {
            stacks: Rc::new(stacks),
            starts,
            lengths,
            values: values.into_iter().map(Rc::new).collect(),
            labels: Rc::new(labels),
        }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The locations of a sample's stack, the leaf first, as indices of [`LocationId`](super::LocationId).
    #[inline]
    pub fn stack(&self, sample: usize) -> &[u32] {
        self.stacks.get(self.starts[sample], self.lengths[sample])
    }

    /// Where among all [`stacks`](Self::stacks) that of a sample begins, and how long it is.
    #[inline]
    pub fn stack_place(&self, sample: usize) -> (u32, u32) {
        (self.starts[sample], self.lengths[sample])
    }

    /// The locations of all stacks.
    pub fn stacks(&self) -> &Blocks {
        &self.stacks
    }

    /// The values of all samples in one sample type's column.
    pub fn values(&self, column: usize) -> &[i64] {
        &self.values[column]
    }

    /// The number of value columns.
    pub fn columns(&self) -> usize {
        self.values.len()
    }

    /// Whether a sample's values are all 0.
    pub fn is_zero(&self, sample: usize) -> bool {
        self.values.iter().all(|column| column[sample] == 0)
    }

    /// The labels of a sample in the order of the file.
    pub fn labels(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        self.labels.of(sample)
    }

    /// All labels.
    pub fn all_labels(&self) -> &Labels {
        &self.labels
    }

    /// Shortens a stack to its part from `begin` up to `end`, counted from the leaf.
    pub(crate) fn cut_stack(&mut self, sample: usize, begin: usize, end: usize) {
        self.starts[sample] += begin as u32;
        self.lengths[sample] = (end - begin) as u32;
    }

    /// Keeps only the named columns, in this order; a column may be named more than once.
    pub(crate) fn select_columns(&mut self, columns: &[usize]) {
        self.values = columns.iter().map(|&column| Rc::clone(&self.values[column])).collect();
    }

    /// The samples that are marked in `kept`, with new values.
    pub(crate) fn with_values(&self, columns: Vec<Vec<i64>>, kept: &[bool]) -> Samples {
        if kept.iter().all(|&kept| kept) {
            let values = columns.into_iter().map(Rc::new).collect();
            return Samples { values, ..self.clone() };
        }
        let rows: Vec<usize> = (0..self.len()).filter(|&sample| kept[sample]).collect();
        let mut labels = Labels::default();
        for (new, &row) in rows.iter().enumerate() {
            self.labels(row).for_each(|label| labels.push(label));
            labels.end_sample(new);
        }
        Samples {
            stacks: Rc::clone(&self.stacks),
            starts: rows.iter().map(|&row| self.starts[row]).collect(),
            lengths: rows.iter().map(|&row| self.lengths[row]).collect(),
            values: columns
                .iter()
                .map(|column| Rc::new(rows.iter().map(|&row| column[row]).collect()))
                .collect(),
            labels: Rc::new(labels),
        }
    }

    /// The same samples with other stacks.
    pub(crate) fn with_stacks(&self, stacks: Blocks, starts: Vec<u32>, lengths: Vec<u32>) -> Samples {
        Samples {
            stacks: Rc::new(stacks),
            starts,
            lengths,
            ..self.clone()
        }
    }

    /// The same samples with other labels.
    pub(crate) fn with_labels(&self, labels: Labels) -> Samples {
        Samples {
            labels: Rc::new(labels),
            ..self.clone()
        }
    }

    /// The number of frames in all stacks together.
    pub fn stack_entries(&self) -> usize {
        self.stacks.len()
    }
}

/// A label of a sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// A text.
    Text {
        /// The label's name.
        key: StringId,
        /// Its value.
        value: StringId,
    },
    /// A number, with its unit if the file gives one.
    Number {
        /// The label's name.
        key: StringId,
        /// Its value.
        value: i64,
        /// Its unit.
        unit: Option<StringId>,
    },
}

impl Label {
    /// The label's name.
    pub fn key(self) -> StringId {
        match self {
            Label::Text { key, .. } | Label::Number { key, .. } => key,
        }
    }
}

/// The labels of all samples as columns.
#[derive(Clone, Default)]
pub struct Labels {
    /// For each sample, where its labels end. Empty if no sample has any.
    ends: Vec<u32>,
    keys: Vec<StringId>,
    /// Numbers, or string ids.
    values: Vec<i64>,
    /// A string id, or one of the two marks below.
    units: Vec<u32>,
}

/// In the unit column: the label is a text.
const TEXT: u32 = u32::MAX;
/// In the unit column: the label is a number without a unit.
const NO_UNIT: u32 = u32::MAX - 1;

impl Labels {
    /// Adds a label to the sample being built.
    pub(crate) fn push(&mut self, label: Label) {
        let (key, value, unit) = match label {
            Label::Text { key, value } => (key, i64::from(value.0), TEXT),
            Label::Number { key, value, unit } => (key, value, unit.map_or(NO_UNIT, |unit| unit.0)),
        };
        self.keys.push(key);
        self.values.push(value);
        self.units.push(unit);
    }

    /// Makes room for a label.
    ///
    /// # Errors
    ///
    /// There is no memory for it.
    pub(crate) fn reserve(&mut self) -> Result<(), OutOfMemory> {
        reserve(&mut self.keys)?;
        reserve(&mut self.values)?;
        reserve(&mut self.units)
    }

    /// Ends the labels of sample number `sample`. Samples before it that were not ended have none.
    pub(crate) fn end_sample(&mut self, sample: usize) {
        let end = self.keys.len() as u32;
        if self.ends.is_empty() && end == 0 {
            return;
        }
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.resize(sample, before);
        self.ends.push(end);
    }

    /// The labels of one sample.
    pub(crate) fn of(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        let (start, end) = match self.ends.get(sample) {
            Some(&end) => (if sample == 0 { 0 } else { self.ends[sample - 1] }, end),
            None => (0, 0),
        };
        (start as usize..end as usize).map(|index| self.get(index))
    }

    fn get(&self, index: usize) -> Label {
        let (key, value) = (self.keys[index], self.values[index]);
        match self.units[index] {
            TEXT => Label::Text {
                key,
                value: StringId(value as u32),
            },
            NO_UNIT => Label::Number { key, value, unit: None },
            unit => Label::Number {
                key,
                value,
                unit: Some(StringId(unit)),
            },
        }
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no sample has a label.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All labels, sample by sample.
    pub fn iter(&self) -> impl Iterator<Item = Label> + '_ {
        (0..self.keys.len()).map(|index| self.get(index))
    }

    /// Gives every string id a new number.
    pub(crate) fn renumber_strings(&mut self, renumbered: &[StringId]) {
        let change = |id: &mut StringId| *id = renumbered[id.index()];
        self.keys.iter_mut().for_each(change);
        for (unit, value) in self.units.iter_mut().zip(&mut self.values) {
            match *unit {
                TEXT => *value = i64::from(renumbered[*value as usize].0),
                NO_UNIT => {}
                id => *unit = renumbered[id as usize].0,
            }
        }
    }
}

/// Makes room for one more entry, doubling as `Vec` does, but reporting a lack of memory instead of aborting.
///
/// # Errors
///
/// There is no memory for it.
#[inline(always)]
pub(crate) fn reserve<T>(column: &mut Vec<T>) -> Result<(), OutOfMemory> {
    match column.len() < column.capacity() {
        true => Ok(()),
        false => double(column),
    }
}

#[cold]
#[inline(never)]
fn double<T>(column: &mut Vec<T>) -> Result<(), OutOfMemory> {
    column.try_reserve(column.len().max(64)).map_err(|_| OutOfMemory)
}
