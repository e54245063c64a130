//! Distinct stacks: a stack and its labels in, their row out, which equal ones share.
//!
//! Both are kept in columns, one row behind another, and a hash table finds rows by what the columns hold.

use crate::base::blocks::{Blocks, Entries};
use crate::base::columns::{add_number, one_more_number};
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use crate::profile::{Label, Labels};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Stacks with their labels, each pair once.
#[derive(Default)]
pub struct Distinct {
    rows: Rows,
    known: HashTable<u32>,
}

/// The pairs as columns.
#[derive(Default)]
pub struct Rows {
    /// The stacks, one behind another.
    pub stacks: Blocks,
    /// By row, where its stack begins.
    pub starts: Vec<u32>,
    /// By row, how long its stack is.
    pub lengths: Vec<u32>,
    /// The labels of all rows.
    pub labels: Labels,
}

impl Distinct {
    /// Makes room for so many more rows. Where there is room, no hash is computed twice.
    ///
    /// # Errors
    ///
    /// There is not enough memory.
    pub fn reserve(&mut self, additional: usize) -> Result<(), OutOfMemory> {
        let Distinct { rows, known } = self;
        let reserved = known.try_reserve(additional, |&row| rows.hash(row));
        reserved.map_err(|_| OutOfMemory)
    }

    /// The row of a stack with its labels, if there is one.
    pub fn find(&self, stack: &[u32], labels: &[Label]) -> Option<u32> {
        let is_equal = |&row: &u32| {
            let own = self.rows.labels.of(row as usize);
            self.rows.stack(row) == *stack && own.eq(labels.iter().copied())
        };
        let hash = hash(Entries::Wide(stack), labels.iter().copied());
        self.known.find(hash, is_equal).copied()
    }

    /// Adds a row that is not there yet; answers its number.
    ///
    /// # Errors
    ///
    /// There is not enough memory.
    pub fn add(&mut self, stack: &[u32], labels: &[Label]) -> Result<u32, OutOfMemory> {
        let Distinct { rows, known } = self;
        let row = rows.starts.len() as u32;
        one_more(&mut rows.starts)?;
        one_more(&mut rows.lengths)?;
        one_more_number(known, &|row| rows.hash(row))?;
        rows.starts.push(rows.stacks.add(stack)?);
        rows.lengths.push(stack.len() as u32);
        rows.labels.add(row as usize, labels.iter().copied())?;
        let hash = hash(Entries::Wide(stack), labels.iter().copied());
        add_number(known, hash, row, &|row| rows.hash(row));
        Ok(row)
    }

    /// The columns of all rows, each row once.
    pub fn into_rows(self) -> Rows {
        self.rows
    }
}

impl Rows {
    fn stack(&self, row: u32) -> Entries<'_> {
        self.stacks.get(self.starts[row as usize], self.lengths[row as usize])
    }

    fn hash(&self, row: u32) -> u64 {
        hash(self.stack(row), self.labels.of(row as usize))
    }
}

fn hash(stack: Entries<'_>, labels: impl Iterator<Item = Label>) -> u64 {
    let mut hasher = FxHasher::default();
    stack.iter().for_each(|location| hasher.write_u32(location));
    labels.for_each(|label| label.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::columns::StringId;

    #[test]
    fn equal_stacks_with_equal_labels_share_a_row() {
        let label = |value| Label::Text {
            key: StringId(1),
            value: StringId(value),
        };
        let mut distinct = Distinct::default();
        // Three labels for each stack, more rows than any table has room for at first.
        let pairs = (0..900_u32).map(|number| ([number / 3, 7], [label(number % 3)]));
        for (number, (stack, labels)) in pairs.clone().enumerate() {
            assert_eq!(distinct.find(&stack, &labels), None);
            assert_eq!(distinct.add(&stack, &labels).unwrap(), number as u32);
        }
        for (number, (stack, labels)) in pairs.enumerate() {
            assert_eq!(distinct.find(&stack, &labels), Some(number as u32));
        }
        assert_eq!(distinct.find(&[0, 7], &[]), None);
        assert_eq!(distinct.find(&[0], &[label(0)]), None);
    }
}
