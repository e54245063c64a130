//! The columns that profiles are made of: typed ids, and the string table; long columns of lists are in `blocks.rs`.
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
}
