//! Hash tables: a key in, its number or its value out, in the order in which keys came.
//!
//! All of them share one table, [`IdTable`], which holds numbers with their hashes and leaves the keys where they are.
//! The standard library's would be compiled anew, 2 kB each time, for each type. What comes out is in no random order.

use crate::base::error::OutOfMemory;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The hash of a key.
pub fn hash(key: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Finds ids by what they stand for: a hash table that holds nothing but ids, because the keys are in the columns.
///
/// It is one for all keys: who looks something up says whether an id is it. An id's hash is kept beside it, so that the
/// table grows without looking at the columns.
#[derive(Debug, Clone, Default)]
pub struct IdTable {
    /// A power of two of slots, of which a quarter is free: the upper half is a part of the hash, the lower one the id.
    slots: Vec<u64>,
    len: usize,
}

/// A free slot: no column is long enough for this id.
const FREE: u64 = u64::MAX;

/// The part of a hash that is kept. Multiplying spreads what differs into it; where it is searched for, its upper bits
/// decide.
#[inline(always)]
fn kept_hash(hash: u64) -> u32 {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

impl IdTable {
    /// The id of that hash that `is` says yes to.
    #[inline(always)]
    pub fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let hash = kept_hash(hash);
        let mut place = self.first_place(hash);
        loop {
            let slot = *self.slots.get(place).filter(|&&slot| slot != FREE)?;
            if (slot >> 32) as u32 == hash && is(slot as u32) {
                return Some(slot as u32);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds an id that is not in the table. The hash must spread, or differ in some bit at least, where keys differ.
    pub fn insert(&mut self, hash: u64, id: u32) {
        if self.is_full() {
            self.move_to(vec![FREE; self.next_size()]);
        }
        self.put(kept_hash(hash), id);
        self.len += 1;
    }

    /// Makes room for an id.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn reserve(&mut self) -> Result<(), OutOfMemory> {
        if self.is_full() {
            let mut slots = Vec::new();
            slots.try_reserve_exact(self.next_size()).map_err(|_| OutOfMemory)?;
            slots.resize(self.next_size(), FREE);
            self.move_to(slots);
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.len >= self.slots.len() / 4 * 3
    }

    fn next_size(&self) -> usize {
        (self.slots.len() * 2).max(16)
    }

    #[inline(always)]
    fn first_place(&self, hash: u32) -> usize {
        match self.slots.len() {
            0 => 0,
            size => ((u64::from(hash) * size as u64) >> 32) as usize,
        }
    }

    fn put(&mut self, hash: u32, id: u32) {
        let mut place = self.first_place(hash);
        while self.slots[place] != FREE {
            place = (place + 1) & (self.slots.len() - 1);
        }
        self.slots[place] = u64::from(hash) << 32 | u64::from(id);
    }

    fn move_to(&mut self, slots: Vec<u64>) {
        let before = std::mem::replace(&mut self.slots, slots);
        for slot in before.into_iter().filter(|&slot| slot != FREE) {
            self.put((slot >> 32) as u32, slot as u32);
        }
    }
}

/// Values by key.
#[derive(Debug, Clone)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
    ids: IdTable,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map {
            entries: Vec::new(),
            ids: IdTable::default(),
        }
    }
}

impl<K: Hash + Eq, V> Map<K, V> {
    fn find(&self, key: &K) -> Option<usize> {
        let found = self.ids.find(hash(key), |id| self.entries[id as usize].0 == *key);
        found.map(|id| id as usize)
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).map(|index| &self.entries[index].1)
    }

    /// The value of a key, made if there is none.
    pub fn entry(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = self.find(&key).unwrap_or_else(|| {
            let index = self.entries.len();
            self.ids.insert(hash(&key), index as u32);
            self.entries.push((key, make()));
            index
        });
        &mut self.entries[index].1
    }

    /// Whether the key is new; it is not afterwards.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        let before = self.entries.len();
        self.entry(key, || value);
        self.entries.len() > before
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys and values in the order in which keys came.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.entries.iter()
    }

    /// Like [`iter`](Self::iter), with the keys and values themselves.
    pub fn into_entries(self) -> Vec<(K, V)> {
        self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_their_keys_whatever_their_hashes() {
        // Hashes that are all different, all the same, and in pairs.
        let hashes: [fn(u32) -> u64; 3] = [|id| u64::from(id), |_| 7, |id| u64::from(id / 2) << 40];
        for hash in hashes {
            let mut table = IdTable::default();
            for id in 0..2_000 {
                assert_eq!(table.find(hash(id), |other| other == id), None);
                table.reserve().unwrap();
                table.insert(hash(id), id);
            }
            for id in 0..2_000 {
                assert_eq!(table.find(hash(id), |other| other == id), Some(id));
                assert_eq!(table.find(hash(id), |_| false), None);
            }
        }
    }

    #[test]
    fn pairs_of_numbers_are_spread_without_a_hash() {
        let pairs = (0..300_u64).flat_map(|one| (0..300_u64).map(move |other| one << 32 | other));
        let mut kept: Vec<u32> = pairs.map(kept_hash).collect();
        kept.sort_unstable();
        kept.dedup();
        assert!(kept.len() > 89_900, "{} of 90000", kept.len());
    }

    #[test]
    fn values_by_key_in_the_order_of_keys() {
        let mut map: Map<u64, u64> = Map::default();
        for index in 0..10_000_u64 {
            // Keys whose low halves are equal, and keys that come twice.
            *map.entry((index % 5000) << 32, || 0) += index;
        }
        assert_eq!(map.get(&(7 << 32)), Some(&(7 + 5007)));
        assert_eq!(map.get(&7), None);
        assert!(map.insert(7, 1) && !map.insert(7, 2));
        assert_eq!(map.get(&7), Some(&1));
        let entries = map.into_entries();
        assert_eq!(entries.len(), 5001);
        assert!(entries[..5000].is_sorted_by_key(|(key, _)| *key));
    }
}
