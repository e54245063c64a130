//! The samples as columns: stacks, values and labels, each sample a row.

use super::labels::{Label, Labels};
use crate::base::blocks::{Blocks, Entries};
use crate::base::error::OutOfMemory;
use crate::base::room::collected;
use std::rc::Rc;

/// From and up to which frame of a stack, counted from the leaf, it stays; none leaves all of it.
type Cut<'a> = dyn Fn(Entries<'_>) -> Option<(usize, usize)> + 'a;

/// The samples as columns, with an entry per sample in each.
#[derive(Clone, Default)]
pub struct Samples {
    stacks: Rc<Blocks>,
    starts: Rc<Vec<u32>>,
    lengths: Rc<Vec<u32>>,
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
        Samples::sharing(Rc::new(stacks), starts, lengths, values, labels)
    }

    /// Puts columns together around stacks that others use, too.
    pub(crate) fn sharing(
        stacks: Rc<Blocks>,
        starts: Vec<u32>,
        lengths: Vec<u32>,
        values: Vec<Vec<i64>>,
        labels: Labels,
    ) -> Samples {
        Samples {
            stacks,
            starts: Rc::new(starts),
            lengths: Rc::new(lengths),
            values: values.into_iter().map(Rc::new).collect(),
            labels: Rc::new(labels),
        }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The locations of a sample's stack, the leaf first, as indices of [`LocationId`](super::LocationId).
    #[inline]
    pub fn stack(&self, sample: usize) -> Entries<'_> {
        self.stacks.get(self.starts[sample], self.lengths[sample])
    }

    /// Where among all [`stacks`](Self::stacks) that of a sample begins, and how long it is.
    #[inline]
    pub fn stack_place(&self, sample: usize) -> (u32, u32) {
        (self.starts[sample], self.lengths[sample])
    }

    /// The locations of all stacks, one behind another; see [`stack_place`](Self::stack_place).
    pub fn stacks(&self) -> &Blocks {
        &self.stacks
    }

    /// The column itself: it is shared and not copied.
    pub(crate) fn column(&self, column: usize) -> Rc<Vec<i64>> {
        Rc::clone(&self.values[column])
    }

    /// The values of all samples in one sample type's column, in its unit.
    #[inline]
    pub fn values(&self, column: usize) -> &[i64] {
        &self.values[column]
    }

    /// The number of value columns: one per sample type.
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

    /// The labels of all samples.
    pub fn all_labels(&self) -> &Labels {
        &self.labels
    }

    /// Shortens each stack to the part of it that `cut` gives, from and up to which frame from the leaf; none leaves all of it.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(crate) fn cut_stacks(&mut self, cut: &Cut<'_>) -> Result<(), OutOfMemory> {
        let copied = |column: &[u32]| collected(column.len(), column.iter().copied());
        let (mut starts, mut lengths) = (copied(&self.starts)?, copied(&self.lengths)?);
        for sample in 0..self.len() {
            if let Some((begin, end)) = cut(self.stack(sample)) {
                starts[sample] += begin as u32;
                lengths[sample] = (end - begin) as u32;
            }
        }
        (self.starts, self.lengths) = (Rc::new(starts), Rc::new(lengths));
        Ok(())
    }

    /// Keeps only the named columns, in this order; a column may be named more than once.
    pub(crate) fn select_columns(&mut self, columns: &[usize]) {
        self.values = columns.iter().map(|&column| Rc::clone(&self.values[column])).collect();
    }

    /// The samples that are marked in `kept`, with new values.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(crate) fn with_values(&self, columns: Vec<Rc<Vec<i64>>>, kept: &[bool]) -> Result<Samples, OutOfMemory> {
        let count = kept.iter().filter(|&&kept| kept).count();
        if count == kept.len() {
            return Ok(Samples {
                values: columns,
                ..self.clone()
            });
        }
        let rows = || (0..self.len()).filter(|&sample| kept[sample]);
        let mut labels = Labels::default();
        for (new, row) in rows().enumerate() {
            labels.add(new, self.labels(row))?;
        }
        let mut values = Vec::with_capacity(columns.len());
        for column in &columns {
            values.push(Rc::new(collected(count, rows().map(|row| column[row]))?));
        }
        Ok(Samples {
            stacks: Rc::clone(&self.stacks),
            starts: Rc::new(collected(count, rows().map(|row| self.starts[row]))?),
            lengths: Rc::new(collected(count, rows().map(|row| self.lengths[row]))?),
            values,
            labels: Rc::new(labels),
        })
    }

    /// The same samples with other stacks.
    pub(crate) fn with_stacks(&self, stacks: Blocks, starts: Vec<u32>, lengths: Vec<u32>) -> Samples {
        Samples {
            stacks: Rc::new(stacks),
            starts: Rc::new(starts),
            lengths: Rc::new(lengths),
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
}
