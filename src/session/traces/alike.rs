//! Which stacks are the same.

use crate::analysis::stacks::{SiteFrame, StackSet};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// Stacks by their frames, without making lists of them.
///
/// Sites with the same frames share a number. Of the frames of a site only the last one is not inlined, so two stacks have the
/// same frames exactly if their sites have the same numbers, but for sites that filters have hidden.
pub struct Alike<'a> {
    set: &'a StackSet,
    numbers: Vec<u32>,
}

impl<'a> Alike<'a> {
    const HIDDEN: u32 = u32::MAX;

    /// Reads which sites have the same frames.
    pub fn new(set: &'a StackSet) -> Alike<'a> {
        let mut known: FxHashMap<&[SiteFrame], u32> = FxHashMap::default();
        let numbers = (0..set.site_count() as u32).map(|site| match set.site(site) {
            [] => Alike::HIDDEN,
            frames => *known.entry(frames).or_insert(site),
        });
        Alike {
            set,
            numbers: numbers.collect(),
        }
    }

    /// The numbers of a row's sites, the leaf first.
    pub fn of(&self, row: usize) -> impl Iterator<Item = u32> {
        let numbers = self.set.stack(row).iter().map(|site| self.numbers[site as usize]);
        numbers.filter(|&number| number != Alike::HIDDEN)
    }

    /// The hash of a stack; none if it has no frames.
    pub fn hash(&self, row: usize) -> Option<u64> {
        let mut hasher = None;
        for number in self.of(row) {
            hasher.get_or_insert_with(FxHasher::default).write_u32(number);
        }
        hasher.map(|hasher| hasher.finish())
    }
}
