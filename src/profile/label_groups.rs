//! The labels of one sample by name, as most reports print them: `worker:[1 2]`.
//!
//! In: the labels in the order of the file. Out: texts and numbers apart, each name once, in the order in which names
//! are first met, with its values in order.

use crate::base::columns::StringId;
use crate::profile::Label;

/// A name and its values.
type Group<T> = (StringId, Vec<T>);

/// The labels of a sample grouped by name, texts and numbers apart.
#[derive(Debug, Default, PartialEq)]
pub struct LabelGroups {
    /// Those whose values are texts.
    pub texts: Vec<Group<StringId>>,
    /// Those whose values are numbers, each with its unit. As soon as one value of a name has a unit, all have one, an
    /// empty one if need be; see [`has_units`].
    pub numbers: Vec<Group<(i64, Option<StringId>)>>,
}

impl LabelGroups {
    /// Groups labels; groups and values keep the order in which they came.
    pub fn new(labels: impl Iterator<Item = Label>) -> LabelGroups {
        let mut groups = LabelGroups::default();
        for label in labels {
            match label {
                Label::Text { key, value } => add(&mut groups.texts, key, value),
                Label::Number { key, value, unit } => add(&mut groups.numbers, key, (value, unit)),
            }
        }
        groups
    }
}

/// Whether any of the values of a name has a unit.
pub fn has_units(values: &[(i64, Option<StringId>)]) -> bool {
    values.iter().any(|(_, unit)| unit.is_some())
}

fn add<T>(groups: &mut Vec<Group<T>>, key: StringId, value: T) {
    match groups.iter_mut().find(|(known, _)| *known == key) {
        Some((_, values)) => values.push(value),
        None => groups.push((key, vec![value])),
    }
}
