//! Room: whether the memory has place for what is about to be made.
//!
//! What has an entry for each sample or label is a [`list`], and whoever makes one is refused where the memory ends. What grows by itself,
//! such as a tree of calls, asks for each piece ([`one_more`]) and can stop at any. What is made in many small pieces, a text for each name,
//! has none that would be the one that fails: so whoever begins it asks once for room for all of it ([`ask_for`]), and gives it back at
//! once for the pieces to take. That is for what there are few of, functions and places and keys: the memory of a page never shrinks, so
//! that what was asked for and not taken is lost to it.

use super::error::OutOfMemory;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

/// What is smaller than this many bytes is not asked for: nobody is refused for it.
const SMALL: u64 = 1 << 16;

/// Whether there is room for so many bytes.
///
/// # Errors
///
/// The memory does not suffice.
pub fn ask_for(bytes: u64) -> Result<(), OutOfMemory> {
    if bytes < SMALL {
        return Ok(());
    }
    let mut room: Vec<u8> = Vec::new();
    let bytes = usize::try_from(bytes).map_err(|_| OutOfMemory)?;
    room.try_reserve_exact(bytes).map_err(|_| OutOfMemory)?;
    // Or the compiler leaves out what nobody looks at, and answers that there is.
    std::hint::black_box(&room);
    Ok(())
}

/// An empty list with place for so many entries.
///
/// # Errors
///
/// The memory does not suffice.
pub fn list<T>(length: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut list = Vec::new();
    reserve(&mut list, length)?;
    Ok(list)
}

/// Makes room for so many more entries, and not for others behind them.
///
/// # Errors
///
/// The memory does not suffice.
pub fn reserve<T>(list: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    if list.capacity() - list.len() >= more {
        return Ok(());
    }
    list.try_reserve_exact(more).map_err(|_| OutOfMemory)?;
    beside(list.capacity() * size_of::<T>())
}

/// Whether there is room beside what has become so large, for the small pieces that nobody asks for.
fn beside(bytes: usize) -> Result<(), OutOfMemory> {
    const PIECES: u64 = 1 << 18;
    match (bytes as u64) < SMALL {
        true => Ok(()),
        false => ask_for(PIECES),
    }
}

/// A list that has the same entry so many times.
///
/// # Errors
///
/// The memory does not suffice.
pub fn filled<T: Copy>(entry: T, length: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut filled = list(length)?;
    filled.resize(length, entry);
    Ok(filled)
}

/// A list of what comes, `most` entries at most.
///
/// # Errors
///
/// The memory does not suffice.
pub fn collected<T>(most: usize, entries: impl Iterator<Item = T>) -> Result<Vec<T>, OutOfMemory> {
    let mut collected = list(most)?;
    collected.extend(entries.take(most));
    Ok(collected)
}

/// Makes room for one more entry, doubling as `Vec` does, but reporting a lack of memory instead of aborting.
///
/// # Errors
///
/// The memory does not suffice.
#[inline(always)]
pub fn one_more<T>(list: &mut Vec<T>) -> Result<(), OutOfMemory> {
    match list.len() < list.capacity() {
        true => Ok(()),
        false => double(list),
    }
}

#[cold]
#[inline(never)]
fn double<T>(list: &mut Vec<T>) -> Result<(), OutOfMemory> {
    list.try_reserve(list.len().max(64)).map_err(|_| OutOfMemory)?;
    beside(list.capacity() * size_of::<T>())
}

/// Makes room for one more key.
///
/// # Errors
///
/// The memory does not suffice.
#[inline]
pub fn one_more_key<K: Eq + Hash, V, S: BuildHasher>(map: &mut HashMap<K, V, S>) -> Result<(), OutOfMemory> {
    match map.len() < map.capacity() {
        true => Ok(()),
        false => {
            map.try_reserve(1).map_err(|_| OutOfMemory)?;
            beside(map.capacity() * size_of::<(K, V)>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_little_and_none_for_more_than_everything() {
        assert!(ask_for(1 << 16).is_ok());
        assert!(ask_for(u64::MAX).is_err());
        assert!(ask_for(u64::MAX / 4).is_err());
        assert_eq!(filled(7, 3).unwrap(), [7, 7, 7]);
        assert!(filled(7_u64, usize::MAX / 4).is_err());
        assert_eq!(collected(5, 1..3).unwrap(), [1, 2]);
        assert_eq!(collected(2, 1..9).unwrap(), [1, 2]);
    }
}
