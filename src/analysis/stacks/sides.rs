//! Sides: what frames weighed before, where the stacks are those of a comparison.
//!
//! pprof's `-diff_base` takes the values of the base off, and marks its samples with the label `pprof::base`. So what a frame weighed
//! before is what is taken off; what it weighs after is the difference and that. Of `-base` nothing marks them, and nothing is known.

use super::{FrameId, StackSet, cums, innermost};
use crate::profile::Label;
use crate::profile::combine::BASE_LABEL;

/// What frames weighed in the base of a comparison, in the unit of the sample type.
pub struct Sides {
    /// By frame, the value of the stacks that end in it.
    flat: Vec<i64>,
    /// By frame, the value of the stacks that it is in.
    cum: Vec<i64>,
}

/// By row, whether it is one of the base, whose values were taken off; none if the stacks are of no comparison, or if values are means,
/// which cannot be taken off.
pub fn base_rows(set: &StackSet) -> Option<Vec<bool>> {
    let key = set.find_label(BASE_LABEL.0)?;
    if set.is_mean() {
        return None;
    }
    let is_base = |label: Label| matches!(label, Label::Text { key: own, .. } if own == key);
    // Whatever labels the filters leave: the mark is the page's own.
    let samples = &set.profile().samples;
    Some(
        (0..set.len())
            .map(|row| samples.labels(set.sample(row)).any(is_base))
            .collect(),
    )
}

impl Sides {
    /// Reads the stacks of a comparison; none where nothing tells what was taken off, see [`base_rows`].
    pub fn of(set: &StackSet) -> Option<Sides> {
        let base = base_rows(set)?;
        let taken_off = |row: usize| match base[row] {
            true => set.value(row).wrapping_neg(),
            false => 0,
        };
        Some(Sides {
            flat: innermost(set, taken_off, |_| true),
            cum: cums(set, taken_off, |_| true),
        })
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
