//! Net: what a profile with negative values says of changes, which it was saved with, and how changes are written.

use crate::base::blocks::Entries;
use crate::profile::Profile;
use crate::profile::combine::BaseMark;
use rustc_hash::FxHashMap;

/// What a file with negative values says: it is a difference already.
#[derive(Clone, Copy)]
pub struct Net {
    /// The sum of what is more, over stacks.
    pub more: i64,
    /// The sum of what is less, over stacks, which is not negative.
    pub less: i64,
    /// What there was before, where the difference was saved with its base marked.
    pub before: Option<i64>,
}

impl Net {
    /// The changes in a column; none where no value is negative.
    pub fn of(profile: &Profile, column: usize) -> Option<Net> {
        let samples = &profile.samples;
        let values = samples.values(column);
        if values.iter().all(|&value| value >= 0) {
            return None;
        }
        // A saved difference has both sides of a stack as two samples: what has changed is their sum.
        let mut stacks: FxHashMap<Entries<'_>, i64> = FxHashMap::default();
        let mark = BaseMark::of(profile);
        let mut before = 0_i64;
        for (sample, &value) in values.iter().enumerate() {
            let sum = stacks.entry(samples.stack(sample)).or_default();
            *sum = sum.saturating_add(value);
            if mark.is_some_and(|mark| mark.is_on(profile, sample)) {
                before = before.saturating_sub(value);
            }
        }
        let mut net = Net {
            more: 0,
            less: 0,
            before: (before != 0).then_some(before),
        };
        for value in stacks.into_values() {
            match value > 0 {
                true => net.more = net.more.saturating_add(value),
                false => net.less = net.less.saturating_sub(value),
            }
        }
        Some(net)
    }
}

/// With a plus where it is more.
pub fn with_sign(text: String, value: i64) -> String {
    if value > 0 { format!("+{text}") } else { text }
}

/// A share with the sign of what it is of: it has none itself.
pub fn share_with_sign(share: String, value: i64) -> String {
    match value.signum() {
        -1 => format!("-{share}"),
        _ => with_sign(share, value),
    }
}
