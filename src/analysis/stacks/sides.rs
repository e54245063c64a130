//! Sides: what frames weighed before, where the stacks are those of a comparison.
//!
//! pprof's `-diff_base` takes the values of the base off, and marks its samples with the label `pprof::base`. So what a frame weighed
//! before is what is taken off; what it weighs after is the difference and that. Of `-base` nothing marks them, and nothing is known.

use super::{FrameId, StackSet, flats_and_cums};
use crate::profile::combine::BaseMark;

/// The base of a comparison: which of the stacks are of it.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    mark: BaseMark,
}

impl Base {
    /// Reads the stacks of a comparison; none if they are of no comparison, or if values are means, which cannot be taken off.
    pub fn of(set: &StackSet) -> Option<Base> {
        let mark = BaseMark::of(set.profile())?;
        (!set.is_mean()).then_some(Base { mark })
    }

    /// Whether a row is of it.
    pub fn has(self, set: &StackSet, row: usize) -> bool {
        // Whatever labels the filters leave: the mark is no label of the program.
        self.mark.is_on(set.profile(), set.sample(row))
    }

    /// What a row weighed before: 0 for those that are not of the base.
    pub fn before(self, set: &StackSet, row: usize) -> i64 {
        match self.has(set, row) {
            true => set.value(row).wrapping_neg(),
            false => 0,
        }
    }
}

/// What frames weighed in the base of a comparison, in the unit of the sample type.
pub struct Sides {
    /// By frame, the value of the stacks that end in it.
    flat: Vec<i64>,
    /// By frame, the value of the stacks that it is in.
    cum: Vec<i64>,
}

impl Sides {
    /// Reads the stacks of a comparison; none where there is no [`Base`].
    pub fn of(set: &StackSet) -> Option<Sides> {
        let base = Base::of(set)?;
        let before = |row: usize| base.before(set, row);
        let (flat, cum) = flats_and_cums(set, &before);
        Some(Sides { flat, cum })
    }

    /// What a frame weighed itself.
    pub fn flat(&self, frame: FrameId) -> i64 {
        self.flat[frame.index()]
    }

    /// What it weighed with all that it calls.
    pub fn cum(&self, frame: FrameId) -> i64 {
        self.cum[frame.index()]
    }
}
