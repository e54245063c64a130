//! Numbers for pairs of nodes: who calls and who is called, each pair once, in the order in which they come.

use crate::base::error::OutOfMemory;
use crate::base::room::one_more_key;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// The pairs so far.
#[derive(Default)]
pub(super) struct Pairs {
    known: FxHashMap<(u32, u32), u32>,
}

impl Pairs {
    /// The number of a pair, and whether it is a new one: then it is how many there were before.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub(super) fn number(&mut self, from: u32, to: u32) -> Result<(u32, bool), OutOfMemory> {
        let count = self.known.len();
        one_more_key(&mut self.known)?;
        Ok(match self.known.entry((from, to)) {
            Entry::Occupied(number) => (*number.get(), false),
            Entry::Vacant(entry) => (*entry.insert(count as u32), true),
        })
    }
}
