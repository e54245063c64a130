//! Long columns of lists in blocks, such as the stacks of all samples: two bytes an entry while entries are below 65,536, four otherwise.
//!
//! Stacks are most of what a profile takes, and nearly all profiles have fewer locations than that. Reading them waits for
//! memory, so half of it is also half of the time.

use crate::base::error::OutOfMemory;
use std::hash::{Hash, Hasher};

/// How many entries one block of a [`Blocks`] covers, as a power of two: 2 MB of `u16`.
const BLOCK_BITS: u32 = 20;
const BLOCK: usize = 1 << BLOCK_BITS;

/// A long column of lists, kept in blocks.
///
/// One doubling `Vec` would need three times its size while it grows, and one allocation in wasm cannot pass 2 GiB.
/// A list never straddles two blocks, so it is read as a slice; the space left at the end of a block is wasted, and
/// a list longer than a block gets a block of its own.
#[derive(Default)]
pub struct Blocks {
    blocks: Vec<Block>,
    /// For each `BLOCK` positions, the block that holds them.
    directory: Vec<u32>,
}

struct Block {
    entries: Column,
    start: u32,
    capacity: usize,
}

/// The entries of a block, in as many bytes as the largest of them needs.
enum Column {
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

/// The entries of a list, as they are stored. They are equal, and hash alike, if they are the same numbers.
#[derive(Clone, Copy, Debug)]
pub enum Entries<'a> {
    /// All of the block are below 65,536.
    Narrow(&'a [u16]),
    /// Some of the block are not.
    Wide(&'a [u32]),
}

impl Blocks {
    /// Begins a list of up to `longest` entries.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn begin(&mut self, longest: usize) -> Result<List<'_>, OutOfMemory> {
        let fits = match self.blocks.last() {
            Some(block) => block.entries.len() + longest <= block.capacity,
            None => false,
        };
        if !fits {
            self.grow(longest)?;
        }
        let block = self.blocks.last_mut().ok_or(OutOfMemory)?;
        let first = block.entries.len();
        block.entries.reserve(longest)?;
        Ok(List {
            start: block.start + first as u32,
            first,
            is_cut: false,
            entries: &mut block.entries,
        })
    }

    /// Adds a whole list; answers where it begins.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn add(&mut self, entries: &[u32]) -> Result<u32, OutOfMemory> {
        let mut list = self.begin(entries.len())?;
        entries.iter().for_each(|&entry| list.push(entry));
        let start = list.start;
        list.finish()?;
        Ok(start)
    }

    fn grow(&mut self, longest: usize) -> Result<(), OutOfMemory> {
        let spans = longest.max(1).div_ceil(BLOCK);
        let start = u32::try_from(self.directory.len() * BLOCK).map_err(|_| OutOfMemory)?;
        let capacity = spans * BLOCK;
        if u32::try_from(start as usize + capacity).is_err() {
            return Err(OutOfMemory);
        }
        // What comes behind entries that need four bytes mostly does, too.
        let mut entries = match self.blocks.last().map(|block| &block.entries) {
            Some(Column::Wide(_)) => Column::Wide(Vec::new()),
            _ => Column::Narrow(Vec::new()),
        };
        // The first block grows with its content: most profiles are small, and so is what they should take.
        entries.reserve_exact(if self.blocks.is_empty() { longest } else { capacity })?;
        let block = self.blocks.len() as u32;
        self.directory.extend(std::iter::repeat_n(block, spans));
        self.blocks.push(Block {
            entries,
            start,
            capacity,
        });
        Ok(())
    }

    /// The list of `length` entries that begins at `start`.
    #[inline]
    pub fn get(&self, start: u32, length: u32) -> Entries<'_> {
        if length == 0 {
            return Entries::Narrow(&[]);
        }
        let block = &self.blocks[self.directory[(start >> BLOCK_BITS) as usize] as usize];
        let offset = (start - block.start) as usize;
        match &block.entries {
            Column::Narrow(entries) => Entries::Narrow(&entries[offset..offset + length as usize]),
            Column::Wide(entries) => Entries::Wide(&entries[offset..offset + length as usize]),
        }
    }

    /// The entry at a position: one of those from a list's start on.
    #[inline(always)]
    pub fn at(&self, position: u32) -> u32 {
        let block = &self.blocks[self.directory[(position >> BLOCK_BITS) as usize] as usize];
        let offset = (position - block.start) as usize;
        match &block.entries {
            Column::Narrow(entries) => u32::from(entries[offset]),
            Column::Wide(entries) => entries[offset],
        }
    }

    /// Puts another entry in the place of each, `most` or less, and stores them in as many bytes as that needs.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn rewrite(&mut self, most: u32, new: &mut dyn FnMut(u32) -> u32) -> Result<(), OutOfMemory> {
        let is_narrow = u16::try_from(most).is_ok();
        for block in &mut self.blocks {
            match &mut block.entries {
                Column::Narrow(entries) if is_narrow => {
                    entries
                        .iter_mut()
                        .for_each(|entry| *entry = new((*entry).into()) as u16);
                }
                Column::Narrow(entries) => {
                    let mut wide = Vec::new();
                    wide.try_reserve_exact(entries.len()).map_err(|_| OutOfMemory)?;
                    wide.extend(entries.iter().map(|&entry| new(entry.into())));
                    block.entries = Column::Wide(wide);
                }
                Column::Wide(entries) if is_narrow => {
                    let mut narrow = Vec::new();
                    narrow.try_reserve_exact(entries.len()).map_err(|_| OutOfMemory)?;
                    narrow.extend(entries.iter().map(|&entry| new(entry) as u16));
                    block.entries = Column::Narrow(narrow);
                }
                Column::Wide(entries) => entries.iter_mut().for_each(|entry| *entry = new(*entry)),
            }
        }
        Ok(())
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|block| block.entries.len() == 0)
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Narrow(entries) => entries.len(),
            Column::Wide(entries) => entries.len(),
        }
    }

    #[inline(always)]
    fn reserve(&mut self, count: usize) -> Result<(), OutOfMemory> {
        let reserved = match self {
            Column::Narrow(entries) => entries.try_reserve(count),
            Column::Wide(entries) => entries.try_reserve(count),
        };
        reserved.map_err(|_| OutOfMemory)
    }

    fn reserve_exact(&mut self, count: usize) -> Result<(), OutOfMemory> {
        let reserved = match self {
            Column::Narrow(entries) => entries.try_reserve_exact(count),
            Column::Wide(entries) => entries.try_reserve_exact(count),
        };
        reserved.map_err(|_| OutOfMemory)
    }

    /// Stores what is there in four bytes each, with as much room behind it.
    #[inline(never)]
    fn widen(&mut self) -> Result<&mut Vec<u32>, OutOfMemory> {
        if let Column::Narrow(entries) = self {
            let mut wide = Vec::new();
            wide.try_reserve_exact(entries.capacity()).map_err(|_| OutOfMemory)?;
            wide.extend(entries.iter().map(|&entry| u32::from(entry)));
            *self = Column::Wide(wide);
        }
        match self {
            Column::Wide(entries) => Ok(entries),
            Column::Narrow(_) => Err(OutOfMemory),
        }
    }
}

/// A list at the end of [`Blocks`], being written.
pub struct List<'a> {
    /// Where it begins: what [`Blocks::get`] wants to know, with its length.
    pub start: u32,
    first: usize,
    /// Whether the memory did not suffice for an entry.
    is_cut: bool,
    entries: &'a mut Column,
}

impl List<'_> {
    /// Adds an entry. The caller keeps to the length that it announced.
    #[inline(always)]
    pub fn push(&mut self, entry: u32) {
        match self.entries {
            Column::Narrow(entries) => match u16::try_from(entry) {
                Ok(entry) => entries.push(entry),
                Err(_) => self.push_wide(entry),
            },
            Column::Wide(entries) => entries.push(entry),
        }
    }

    #[inline(never)]
    fn push_wide(&mut self, entry: u32) {
        match self.entries.widen() {
            Ok(entries) => entries.push(entry),
            Err(OutOfMemory) => self.is_cut = true,
        }
    }

    /// Adds four entries, with one look at whether there is room for them.
    #[inline(always)]
    pub fn push_four(&mut self, four: [u16; 4]) {
        match self.entries {
            Column::Narrow(entries) => entries.extend_from_slice(&four),
            Column::Wide(entries) => entries.extend_from_slice(&four.map(u32::from)),
        }
    }

    /// The number of entries, once all are there.
    ///
    /// # Errors
    ///
    /// The memory did not suffice for all of them.
    #[inline(always)]
    pub fn finish(self) -> Result<u32, OutOfMemory> {
        match self.is_cut {
            true => Err(OutOfMemory),
            false => Ok((self.entries.len() - self.first) as u32),
        }
    }
}

impl<'a> Entries<'a> {
    /// So many are they.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            Entries::Narrow(entries) => entries.len(),
            Entries::Wide(entries) => entries.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// One after the other.
    #[inline]
    pub fn iter(self) -> EntryIter<'a> {
        match self {
            Entries::Narrow(entries) => EntryIter::Narrow(entries.iter()),
            Entries::Wide(entries) => EntryIter::Wide(entries.iter()),
        }
    }

    /// Those from `begin` up to `end`.
    #[inline]
    pub fn part(self, begin: usize, end: usize) -> Entries<'a> {
        match self {
            Entries::Narrow(entries) => Entries::Narrow(&entries[begin..end]),
            Entries::Wide(entries) => Entries::Wide(&entries[begin..end]),
        }
    }

    /// One of them, counted from 0.
    #[inline]
    pub fn at(self, index: usize) -> u32 {
        match self {
            Entries::Narrow(entries) => entries[index].into(),
            Entries::Wide(entries) => entries[index],
        }
    }

    /// The first of them.
    #[inline]
    pub fn first(self) -> Option<u32> {
        self.iter().next()
    }
}

impl PartialEq for Entries<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Entries::Narrow(one), Entries::Narrow(other)) => one == other,
            (Entries::Wide(one), Entries::Wide(other)) => one == other,
            (one, other) => one.iter().eq(other.iter()),
        }
    }
}

impl Eq for Entries<'_> {}

impl PartialEq<[u32]> for Entries<'_> {
    fn eq(&self, other: &[u32]) -> bool {
        match *self {
            Entries::Narrow(_) => self.iter().eq(other.iter().copied()),
            Entries::Wide(entries) => entries == other,
        }
    }
}

impl Hash for Entries<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|entry| state.write_u32(entry));
    }
}

impl<'a> IntoIterator for Entries<'a> {
    type Item = u32;
    type IntoIter = EntryIter<'a>;

    #[inline]
    fn into_iter(self) -> EntryIter<'a> {
        self.iter()
    }
}

/// Walks through [`Entries`]. `for_each` asks once how they are stored, a loop for each of them.
#[derive(Clone)]
pub enum EntryIter<'a> {
    /// Two bytes each.
    Narrow(std::slice::Iter<'a, u16>),
    /// Four bytes each.
    Wide(std::slice::Iter<'a, u32>),
}

impl Iterator for EntryIter<'_> {
    type Item = u32;

    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        match self {
            EntryIter::Narrow(entries) => entries.next().map(|&entry| entry.into()),
            EntryIter::Wide(entries) => entries.next().copied(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            EntryIter::Narrow(entries) => entries.size_hint(),
            EntryIter::Wide(entries) => entries.size_hint(),
        }
    }

    #[inline(always)]
    fn fold<B, F: FnMut(B, u32) -> B>(self, first: B, mut add: F) -> B {
        match self {
            EntryIter::Narrow(entries) => entries.fold(first, |sum, &entry| add(sum, entry.into())),
            EntryIter::Wide(entries) => entries.fold(first, |sum, &entry| add(sum, entry)),
        }
    }
}

impl DoubleEndedIterator for EntryIter<'_> {
    #[inline(always)]
    fn next_back(&mut self) -> Option<u32> {
        match self {
            EntryIter::Narrow(entries) => entries.next_back().map(|&entry| entry.into()),
            EntryIter::Wide(entries) => entries.next_back().copied(),
        }
    }
}

impl ExactSizeIterator for EntryIter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxBuildHasher;
    use std::hash::BuildHasher;

    fn listed(entries: Entries<'_>) -> Vec<u32> {
        entries.iter().collect()
    }

    #[test]
    fn lists_stay_whole_across_blocks() {
        let mut blocks = Blocks::default();
        let mut lists = Vec::new();
        for (list, length) in [(1, 3), (2, BLOCK - 2), (3, 5), (4, 2 * BLOCK + 7), (5, 1)] {
            let entries: Vec<u32> = (0..length as u32).map(|entry| list + entry).collect();
            lists.push((list, blocks.add(&entries).unwrap(), length));
        }
        for (list, start, length) in lists {
            let entries = blocks.get(start, length as u32);
            assert_eq!(entries.len(), length);
            assert_eq!(entries.first(), Some(list));
            assert_eq!(entries.iter().next_back(), Some(list + length as u32 - 1));
            assert_eq!(blocks.at(start + length as u32 - 1), list + length as u32 - 1);
        }
        assert!(blocks.get(7, 0).is_empty());
    }

    #[test]
    fn entries_are_the_same_however_they_are_stored() {
        let mut blocks = Blocks::default();
        let narrow = blocks.add(&[1, 2, 65_535]).unwrap();
        assert!(matches!(blocks.get(narrow, 3), Entries::Narrow(_)));
        // The list that needs four bytes takes those before it along.
        let wide = blocks.add(&[3, 65_536, 4]).unwrap();
        assert!(matches!(blocks.get(narrow, 3), Entries::Wide(_)));
        assert_eq!(listed(blocks.get(narrow, 3)), [1, 2, 65_535]);
        assert_eq!(listed(blocks.get(wide, 3)), [3, 65_536, 4]);
        assert_eq!(listed(blocks.get(wide, 3).part(1, 3)), [65_536, 4]);

        let mut others = Blocks::default();
        others.add(&[1, 2, 65_535]).unwrap();
        let (one, other) = (blocks.get(narrow, 3), others.get(0, 3));
        assert!(one == other);
        assert!(other == one);
        for entries in [one, other] {
            assert!(entries == *[1, 2, 65_535].as_slice());
        }
        assert!(one != others.get(0, 2) && other != *[1, 2].as_slice());
        let hash = |entries: Entries<'_>| FxBuildHasher.hash_one(entries);
        assert_eq!(hash(one), hash(other));
    }

    #[test]
    fn a_list_that_grows_wide_keeps_its_place() {
        let mut blocks = Blocks::default();
        let mut list = blocks.begin(7).unwrap();
        list.push(9);
        list.push_four([1, 2, 3, 4]);
        list.push(70_000);
        list.push(5);
        let start = list.start;
        assert_eq!(list.finish().ok(), Some(7));
        assert_eq!(listed(blocks.get(start, 7)), [9, 1, 2, 3, 4, 70_000, 5]);
    }

    #[test]
    fn rewriting_stores_in_as_many_bytes_as_are_needed() {
        let mut blocks = Blocks::default();
        blocks.add(&[7, 1 << 30]).unwrap();
        blocks.rewrite(70_000, &mut |entry| entry % 70_000).unwrap();
        assert_eq!(listed(blocks.get(0, 2)), [7, (1 << 30) % 70_000]);
        blocks.rewrite(9, &mut |entry| entry % 10).unwrap();
        assert!(matches!(blocks.get(0, 2), Entries::Narrow([7, _])));
        blocks.rewrite(9, &mut |entry| 9 - entry).unwrap();
        assert_eq!(blocks.at(0), 2);
        blocks.rewrite(65_536, &mut |entry| 65_534 + entry).unwrap();
        assert_eq!(blocks.at(0), 65_536);
    }
}
