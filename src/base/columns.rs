//! The columns that profiles are made of: typed ids, the string table, and long columns in blocks.
//!
//! Everything proportional to samples or frames lives in columns of `u32` or `i64`, and ids are newtypes over `u32`
//! into them, so that an id of one table cannot be used in another.

use crate::base::error::OutOfMemory;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Declares an id: a `u32` that is an index into one kind of column.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;

id! {
    /// A text of a [`StringTable`]. Texts are stored once, so ids of one table are equal when the texts are.
    StringId
}

impl StringId {
    /// The empty text, which every table starts with.
    pub const EMPTY: StringId = StringId(0);
}

/// Texts, each stored once, one behind another. A text is bytes: profiles may hold names that are not UTF-8.
#[derive(Clone)]
pub struct StringTable {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// The ids by their texts, which stay where they are.
    ids: HashTable<StringId>,
}

impl Default for StringTable {
    fn default() -> Self {
        let mut table = StringTable {
            bytes: Vec::new(),
            ends: Vec::new(),
            ids: HashTable::new(),
        };
        table.intern(b"");
        table
    }
}

impl StringTable {
    /// The id of `text`, which is added if it is new.
    pub fn intern(&mut self, text: &[u8]) -> StringId {
        if let Some(known) = self.find(text) {
            return known;
        }
        let StringTable { bytes, ends, ids } = self;
        let id = StringId(ends.len() as u32);
        bytes.extend_from_slice(text);
        ends.push(bytes.len() as u32);
        ids.insert_unique(hash(text), id, |&id| hash(slice(bytes, ends, id)));
        id
    }

    /// Makes room for a text of that length.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn one_more(&mut self, length: usize) -> Result<(), OutOfMemory> {
        let StringTable { bytes, ends, ids } = self;
        let full = |_| OutOfMemory;
        bytes.try_reserve(length).map_err(full)?;
        ends.try_reserve(1).map_err(full)?;
        ids.try_reserve(1, |&id| hash(slice(bytes, ends, id)))
            .map_err(|_| OutOfMemory)
    }

    /// The id of `text`, for which there is room if it is new.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn add(&mut self, text: &[u8]) -> Result<StringId, OutOfMemory> {
        if let Some(known) = self.find(text) {
            return Ok(known);
        }
        self.one_more(text.len())?;
        Ok(self.intern(text))
    }

    /// The id of `text` if the table has it.
    pub fn find(&self, text: &[u8]) -> Option<StringId> {
        let is_equal = |&id: &StringId| slice(&self.bytes, &self.ends, id) == text;
        self.ids.find(hash(text), is_equal).copied()
    }

    /// The text of an id.
    pub fn get(&self, id: StringId) -> &[u8] {
        slice(&self.bytes, &self.ends, id)
    }

    /// How long all texts are together, in bytes.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The number of different texts, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Adds the number of a thing to a table that has none of the same thing. `hash_of` is asked for all of them when the table grows:
/// through a pointer, so that the growth of such tables is compiled once.
pub fn add_number(known: &mut HashTable<u32>, hash: u64, number: u32, hash_of: &dyn Fn(u32) -> u64) {
    known.insert_unique(hash, number, |&number| hash_of(number));
}

/// Makes room for one more number in a table, which is compiled once as above.
///
/// # Errors
///
/// The memory does not suffice.
pub fn one_more_number(known: &mut HashTable<u32>, hash_of: &dyn Fn(u32) -> u64) -> Result<(), OutOfMemory> {
    let reserved = known.try_reserve(1, |&number| hash_of(number));
    reserved.map_err(|_| OutOfMemory)
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

#[inline]
fn slice<'a>(bytes: &'a [u8], ends: &[u32], id: StringId) -> &'a [u8] {
    let index = id.index();
    let start = if index == 0 { 0 } else { ends[index - 1] };
    &bytes[start as usize..ends[index] as usize]
}

/// How many entries one block of a [`Blocks`] covers, as a power of two: 4 MB of `u32`.
const BLOCK_BITS: u32 = 20;
const BLOCK: usize = 1 << BLOCK_BITS;

/// A long column of lists, such as the stacks of all samples, kept in blocks.
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
    entries: Vec<u32>,
    start: u32,
    capacity: usize,
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
        block.entries.try_reserve(longest).map_err(|_| OutOfMemory)?;
        Ok(List {
            start: block.start + first as u32,
            first,
            entries: &mut block.entries,
        })
    }

    /// Adds a whole list; answers where it begins.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn add(&mut self, entries: &[u32]) -> Result<u32, OutOfMemory> {
        let list = self.begin(entries.len())?;
        list.entries.extend_from_slice(entries);
        Ok(list.start)
    }

    fn grow(&mut self, longest: usize) -> Result<(), OutOfMemory> {
        let spans = longest.max(1).div_ceil(BLOCK);
        let start = u32::try_from(self.directory.len() * BLOCK).map_err(|_| OutOfMemory)?;
        let capacity = spans * BLOCK;
        if u32::try_from(start as usize + capacity).is_err() {
            return Err(OutOfMemory);
        }
        // The first block grows with its content: most profiles are small, and so is what they should take.
        let mut entries = Vec::new();
        let first = if self.blocks.is_empty() { longest } else { capacity };
        entries.try_reserve_exact(first).map_err(|_| OutOfMemory)?;
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
    pub fn get(&self, start: u32, length: u32) -> &[u32] {
        if length == 0 {
            return &[];
        }
        let block = &self.blocks[self.directory[(start >> BLOCK_BITS) as usize] as usize];
        let offset = (start - block.start) as usize;
        &block.entries[offset..offset + length as usize]
    }

    /// The entry at a position: one of those from a list's start on.
    #[inline(always)]
    pub fn at(&self, position: u32) -> u32 {
        let block = &self.blocks[self.directory[(position >> BLOCK_BITS) as usize] as usize];
        block.entries[(position - block.start) as usize]
    }

    /// All entries in pieces, to be rewritten in place.
    pub fn pieces_mut(&mut self) -> impl Iterator<Item = &mut [u32]> {
        self.blocks.iter_mut().map(|block| block.entries.as_mut_slice())
    }
}

/// A list at the end of [`Blocks`], being written.
pub struct List<'a> {
    /// Where it begins: what [`Blocks::get`] wants to know, with its length.
    pub start: u32,
    first: usize,
    entries: &'a mut Vec<u32>,
}

impl List<'_> {
    /// Adds an entry. The caller keeps to the length that it announced.
    #[inline(always)]
    pub fn push(&mut self, entry: u32) {
        self.entries.push(entry);
    }

    /// Adds four entries, with one look at whether there is room for them.
    #[inline(always)]
    pub fn push_four(&mut self, entries: [u32; 4]) {
        self.entries.extend_from_slice(&entries);
    }

    /// The number of entries so far.
    pub fn len(&self) -> usize {
        self.entries.len() - self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_stored_once() {
        let mut table = StringTable::default();
        let main = table.intern(b"main");
        let work = table.intern(b"work");
        assert_eq!(table.intern(b"main"), main);
        assert_eq!(table.get(work), b"work");
        assert_eq!(table.intern(b""), StringId::EMPTY);
        assert_eq!(table.find(b"gone"), None);
        assert_eq!(table.len(), 3);
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
            assert_eq!(entries[0], list);
            assert_eq!(entries[length - 1], list + length as u32 - 1);
        }
        assert_eq!(blocks.get(7, 0), &[] as &[u32]);
    }
}
