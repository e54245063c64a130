//! The labels of one sample by name, as most reports print them: `worker:[1 2]`.
//!
//! In: the labels in the order of the file. Out: texts and numbers apart, each name once, in the order in which names
//! are first met, with its values in order.

use crate::base::columns::StringId;
use crate::profile::Label;
use rustc_hash::FxHashMap;

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
        let (mut texts, mut numbers) = (Known::default(), Known::default());
        for label in labels {
            match label {
                Label::Text { key, value } => add(&mut groups.texts, &mut texts, key, value),
                Label::Number { key, value, unit } => add(&mut groups.numbers, &mut numbers, key, (value, unit)),
            }
        }
        groups
    }
}

/// Whether any of the values of a name has a unit.
pub fn has_units(values: &[(i64, Option<StringId>)]) -> bool {
    values.iter().any(|(_, unit)| unit.is_some())
}

/// The numbers of groups by name: the names, and once they are many a table of them.
#[derive(Default)]
struct Known {
    names: Vec<StringId>,
    table: FxHashMap<StringId, u32>,
}

/// Up to so many names are looked through. Nearly all samples have fewer.
const FEW: usize = 8;

impl Known {
    /// The number of a name; that of a new one is how many there were.
    fn number(&mut self, name: StringId) -> usize {
        let Known { names, table } = self;
        let found = match names.len() {
            ..=FEW => names.iter().position(|own| *own == name),
            _ => table.get(&name).map(|&number| number as usize),
        };
        let number = found.unwrap_or(names.len());
        if found.is_none() {
            names.push(name);
            if names.len() > FEW {
                (table.len()..names.len()).for_each(|number| {
                    table.insert(names[number], number as u32);
                });
            }
        }
        number
    }
}

fn add<T>(groups: &mut Vec<Group<T>>, known: &mut Known, key: StringId, value: T) {
    match groups.get_mut(known.number(key)) {
        Some((_, values)) => values.push(value),
        None => groups.push((key, vec![value])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_their_order_however_many_they_are() {
        for many in [3, FEW as u32, FEW as u32 + 1, 50] {
            let text = |number: u32| Label::Text {
                key: StringId(number % many),
                value: StringId(number),
            };
            let groups = LabelGroups::new((0..3 * many).map(text)).texts;
            let wanted = (0..many).map(|key| {
                let values = [0, 1, 2].map(|time| StringId(key + time * many));
                (StringId(key), values.to_vec())
            });
            assert!(groups.into_iter().eq(wanted), "{many}");
        }
    }
}
