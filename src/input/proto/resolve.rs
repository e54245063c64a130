//! From the ids of a file to indices: ids are any 64-bit numbers but 0, mostly 1, 2, 3 ...
//!
//! While samples are read, the table of locations is not complete, so ids are stored as they are when they fit 31
//! bits, and interned otherwise; one pass at the end turns them into indices.

use crate::base::error::OutOfMemory;
use crate::base::room::{collected, one_more, one_more_key};
use rustc_hash::FxHashMap;

/// Ids from here on are numbers of [`WideIds`].
const WIDE: u32 = 1 << 31;

/// The ids that do not fit a column of `u32`.
#[derive(Default)]
pub struct WideIds {
    numbers: FxHashMap<u64, u32>,
    ids: Vec<u64>,
    /// Whether the memory did not suffice for one of them.
    is_full: bool,
}

impl WideIds {
    /// The column entry for an id.
    #[inline(always)]
    pub fn narrow(&mut self, id: u64) -> u32 {
        if id < u64::from(WIDE) {
            id as u32
        } else {
            self.intern(id)
        }
    }

    #[inline(never)]
    fn intern(&mut self, id: u64) -> u32 {
        let WideIds { numbers, ids, is_full } = self;
        if one_more_key(numbers).and_then(|()| one_more(ids)).is_err() {
            *is_full = true;
            return WIDE;
        }
        *numbers.entry(id).or_insert_with(|| {
            ids.push(id);
            // Two thousand million different ids do not fit the memory before they overflow this.
            WIDE.wrapping_add(ids.len() as u32 - 1)
        })
    }

    /// Whether all of them are there: told apart from reading them, which is nearly all of opening a file.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    #[inline(always)]
    pub fn check(&self) -> Result<(), OutOfMemory> {
        match self.is_full {
            true => Err(OutOfMemory),
            false => Ok(()),
        }
    }
}

/// From id to index: an array while ids are dense, a hash table otherwise.
pub struct RowsById {
    dense: Vec<u32>,
    sparse: FxHashMap<u64, u32>,
}

/// In the dense array: no such id.
const NONE: u32 = u32::MAX;

impl RowsById {
    /// Indexes a table by the ids of its rows. Of equal ids the last one counts.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn new(ids: impl ExactSizeIterator<Item = u64>) -> Result<RowsById, OutOfMemory> {
        let reach = 2 * ids.len() as u64 + 64;
        let mut dense: Vec<u32> = Vec::new();
        let mut sparse = FxHashMap::default();
        for (index, id) in ids.enumerate() {
            if id < reach {
                if dense.len() <= id as usize {
                    let missing = id as usize + 1 - dense.len();
                    dense.try_reserve(missing).map_err(|_| OutOfMemory)?;
                    dense.resize(id as usize + 1, NONE);
                }
                dense[id as usize] = index as u32;
            } else {
                one_more_key(&mut sparse)?;
                sparse.insert(id, index as u32);
            }
        }
        Ok(RowsById { dense, sparse })
    }

    /// The index of the row with this id; id 0 means none.
    #[inline]
    pub fn get(&self, id: u64) -> Option<u32> {
        if id == 0 {
            return None;
        }
        match self.dense.get(id as usize) {
            Some(&index) if index != NONE && id < self.dense.len() as u64 => Some(index),
            _ if self.sparse.is_empty() => None,
            _ => self.sparse.get(&id).copied(),
        }
    }
}

/// Resolves the entries that [`WideIds::narrow`] made.
pub struct Raw<'a> {
    ids: &'a RowsById,
    /// The index of each wide id.
    wide: Vec<Option<u32>>,
}

impl<'a> Raw<'a> {
    /// Prepares to resolve against `ids`.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn new(ids: &'a RowsById, wide: &WideIds) -> Result<Raw<'a>, OutOfMemory> {
        let wide = collected(wide.ids.len(), wide.ids.iter().map(|&id| ids.get(id)))?;
        Ok(Raw { ids, wide })
    }

    /// The index of the row that an entry refers to.
    #[inline(always)]
    pub fn resolve(&self, entry: u32) -> Option<u32> {
        if entry < WIDE {
            self.ids.get(u64::from(entry))
        } else {
            self.wide[(entry - WIDE) as usize]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_ids_resolve() {
        let ids = [5, 1, u64::MAX, 1 << 40, 7_000_000];
        let table = RowsById::new(ids.into_iter()).unwrap();
        let mut wide = WideIds::default();
        let entries: Vec<u32> = ids.iter().map(|&id| wide.narrow(id)).collect();
        let unknown = wide.narrow(1 << 50);
        let raw = Raw::new(&table, &wide).unwrap();
        let indices: Vec<_> = entries.iter().map(|&entry| raw.resolve(entry)).collect();
        assert_eq!(indices, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(raw.resolve(unknown), None);
        assert_eq!(raw.resolve(0), None);
        assert_eq!(raw.resolve(6), None);
    }
}
