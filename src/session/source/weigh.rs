//! What functions and lines weigh for people: every sample counts once for each of them, whatever recursion leads through.
//!
//! pprof's `list` adds up what the lines of a function weigh: of `fib` in its line 10 that calls `fib` in its line 13, a sample of
//! 50ms is 100ms of the function. That text stays; a view says 50ms.

use super::Listing;
use crate::analysis::stacks::{Base, StackSet, mean};

/// What something weighs, and weighed before, in the unit of the sample type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    flat: i64,
    cum: i64,
    /// In the base of a comparison; 0 elsewhere.
    pub(super) flat_before: i64,
    pub(super) cum_before: i64,
    /// What flat and cum are divided by where means are wanted; 0 for not at all.
    flat_divisor: i64,
    cum_divisor: i64,
    /// The last row that counted, from 1.
    seen: u32,
}

/// A sample that is being counted.
#[derive(Clone, Copy)]
pub(super) struct Counting {
    /// Its row, from 1.
    mark: u32,
    value: i64,
    before: i64,
    divisor: i64,
}

impl Weight {
    /// Counts a sample, `is_leaf` where it ends in that.
    pub(super) fn add(&mut self, sample: Counting, is_leaf: bool) {
        let Counting {
            mark,
            value,
            before,
            divisor,
        } = sample;
        if is_leaf {
            self.flat = self.flat.wrapping_add(value);
            self.flat_before = self.flat_before.wrapping_add(before);
            self.flat_divisor = self.flat_divisor.wrapping_add(divisor);
        }
        if std::mem::replace(&mut self.seen, mark) != mark {
            self.cum = self.cum.wrapping_add(value);
            self.cum_before = self.cum_before.wrapping_add(before);
            self.cum_divisor = self.cum_divisor.wrapping_add(divisor);
        }
    }

    /// Whether nothing is there, and nothing was.
    pub(super) fn is_nothing(&self) -> bool {
        (self.flat, self.cum, self.flat_before, self.cum_before) == (0, 0, 0, 0)
    }

    /// The magnitudes of what flat and cum are, or are means of: as in the other views, these are what is ordered by.
    pub(super) fn sums(&self) -> (i64, i64) {
        (self.flat.wrapping_abs(), self.cum.wrapping_abs())
    }

    /// What is said of flat: a mean, where means are wanted. pprof's `list` has sums even then.
    pub(super) fn flat(&self) -> i64 {
        mean(self.flat, self.flat_divisor)
    }

    /// The same of cum.
    pub(super) fn cum(&self) -> i64 {
        mean(self.cum, self.cum_divisor)
    }

    /// The magnitudes of what is said of flat and cum.
    pub(super) fn magnitudes(&self) -> (i64, i64) {
        (self.flat().wrapping_abs(), self.cum().wrapping_abs())
    }
}

/// The samples that weigh something, or that means are taken of, too.
pub(super) fn samples(set: &StackSet, base: Option<Base>) -> impl Iterator<Item = (usize, Counting)> + '_ {
    let weighed = (0..set.len()).filter(|&row| set.value(row) != 0 || set.divisor(row) != 0);
    weighed.map(move |row| {
        let sample = Counting {
            mark: row as u32 + 1,
            value: set.value(row),
            before: base.map_or(0, |base| base.before(set, row)),
            divisor: set.divisor(row),
        };
        (row, sample)
    })
}

/// What `count` routines weigh, in their order. `routine_of` has by frame the number of its routine from 1; 0 for those of none.
pub(super) fn routines(set: &StackSet, count: usize, routine_of: &[u32], base: Option<Base>) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); count];
    for (row, sample) in samples(set, base) {
        let mut is_leaf = true;
        for frame in set.stack(row).iter().flat_map(|&site| set.site(site)) {
            let number = routine_of[frame.frame().index()];
            if number != 0 {
                weights[number as usize - 1].add(sample, is_leaf);
            }
            is_leaf = false;
        }
    }
    weights
}

impl Listing {
    /// What a function weighs, by its number.
    pub(super) fn weight(&self, number: u32) -> &Weight {
        &self.weights[number as usize]
    }
}
