//! The labels of samples as columns.

use crate::base::columns::StringId;
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use std::hash::{Hash, Hasher};

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

impl Hash for Label {
    /// The unit says little: a name has the same one nearly everywhere.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let (key, value) = match *self {
            Label::Text { key, value } => (key, i64::from(value.0)),
            Label::Number { key, value, .. } => (key, value),
        };
        hasher.write_u32(key.0);
        hasher.write_i64(value);
    }
}

impl Label {
    /// The name of the label, of either kind.
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
    /// The numbers of labels, or for texts their string ids.
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
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    #[inline(always)]
    pub(crate) fn push(&mut self, label: Label) -> Result<(), OutOfMemory> {
        let (key, value, unit) = match label {
            Label::Text { key, value } => (key, i64::from(value.0), TEXT),
            Label::Number { key, value, unit } => (key, value, unit.map_or(NO_UNIT, |unit| unit.0)),
        };
        one_more(&mut self.keys)?;
        one_more(&mut self.values)?;
        one_more(&mut self.units)?;
        self.keys.push(key);
        self.values.push(value);
        self.units.push(unit);
        Ok(())
    }

    /// Adds labels to the sample being built, and ends it: its number is `sample`.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(crate) fn add(&mut self, sample: usize, labels: impl Iterator<Item = Label>) -> Result<(), OutOfMemory> {
        for label in labels {
            self.push(label)?;
        }
        self.end_sample(sample)
    }

    /// Ends the labels of sample number `sample`. Samples before it that were not ended have none.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    #[inline]
    pub(crate) fn end_sample(&mut self, sample: usize) -> Result<(), OutOfMemory> {
        let end = self.keys.len() as u32;
        if self.ends.is_empty() && end == 0 {
            return Ok(());
        }
        let before = self.ends.last().copied().unwrap_or(0);
        let missing = sample.saturating_sub(self.ends.len());
        if missing > 0 {
            self.ends.try_reserve(missing).map_err(|_| OutOfMemory)?;
            self.ends.resize(sample, before);
        }
        one_more(&mut self.ends)?;
        self.ends.push(end);
        Ok(())
    }

    /// Gives back what was reserved for more labels than there are.
    pub(crate) fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.values.shrink_to_fit();
        self.units.shrink_to_fit();
    }

    /// The labels of one sample, in the order of the file.
    #[inline(always)]
    pub(crate) fn of(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        let (start, end) = match self.ends.get(sample) {
            Some(&end) => (if sample == 0 { 0 } else { self.ends[sample - 1] }, end),
            None => (0, 0),
        };
        (start as usize..end as usize).map(|index| self.get(index))
    }

    #[inline(always)]
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

    /// How many labels all samples have.
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
