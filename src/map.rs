//! Hash tables: a key in, its number or its value out, in the order in which keys came.
//!
//! All of them share one compiled table, [`Numbers`], which holds numbers with their hashes and leaves the keys where
//! they are: tables of many types would each be compiled anew. What comes out is in no random order.

use crate::error::OutOfMemory;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The hash of a key.
pub fn hash(key: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The hash of two numbers, where one is made so often that the usual hasher takes too long.
#[inline]
pub fn hash_pair(one: u32, other: u32) -> u64 {
    // Multiplying spreads the low bits upwards, so the upper half has something of all of them; the lower half has
    // not, and does not help.
    (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32
}

/// Numbers of things that are kept elsewhere, found by the hash of what they are and by a question.
#[derive(Clone, Default)]
pub struct Numbers {
    slots: HashTable<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

impl Slot {
    /// The table looks at both ends of the word.
    #[inline]
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// The half of a hash that is kept.
#[inline]
fn half(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

impl Numbers {
    /// The number of that hash for which `is` answers yes.
    pub fn find(&self, hash: u64, is: &mut dyn FnMut(u32) -> bool) -> Option<u32> {
        let hash = half(hash);
        let found = self
            .slots
            .find(Slot::spread(hash), |slot| slot.hash == hash && is(slot.number));
        found.map(|slot| slot.number)
    }

    /// Adds a number that is not there yet.
    pub fn insert(&mut self, hash: u64, number: u32) {
        let hash = half(hash);
        let slot = Slot { hash, number };
        self.slots
            .insert_unique(Slot::spread(hash), slot, |slot| Slot::spread(slot.hash));
    }

    /// Makes room for one more number.
    pub fn reserve(&mut self) -> Result<(), OutOfMemory> {
        let room = self.slots.try_reserve(1, |slot| Slot::spread(slot.hash));
        room.map_err(|_| OutOfMemory)
    }
}

/// Values by key.
#[derive(Clone)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
    numbers: Numbers,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map {
            entries: Vec::new(),
            numbers: Numbers::default(),
        }
    }
}

impl<K: Hash + Eq, V> Map<K, V> {
    fn find(&self, key: &K) -> Option<usize> {
        let found = self
            .numbers
            .find(hash(key), &mut |number| self.entries[number as usize].0 == *key);
        found.map(|number| number as usize)
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).map(|index| &self.entries[index].1)
    }

    /// The value of a key, made if there is none.
    pub fn entry(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = self.find(&key).unwrap_or_else(|| {
            let index = self.entries.len();
            self.numbers.insert(hash(&key), index as u32);
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
    fn hashes_of_pairs_differ_in_what_is_kept_of_them() {
        let pairs = (0..300).flat_map(|one| (0..300).map(move |other| (one, other)));
        let mut kept: Vec<u32> = pairs.map(|(one, other)| half(hash_pair(one, other))).collect();
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
