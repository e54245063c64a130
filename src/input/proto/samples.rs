//! Samples on their way into columns: one message at a time while the file arrives, their locations once it is whole.

use super::resolve::{Raw, RowsById, WideIds};
use super::wire::{self, Content, NotProto};
use crate::base::blocks::{Blocks, List};
use crate::base::columns::StringId;
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use crate::input::choice::Choice;
use crate::profile::{Label, Labels, Location};

/// The samples as they are read: until [`SampleColumns::resolve`] the entries of stacks are the file's ids of locations, less one. In most
/// files these are indices already.
#[derive(Default)]
pub struct SampleColumns {
    pub stacks: Blocks,
    pub starts: Vec<u32>,
    pub lengths: Vec<u32>,
    /// By sample type that is kept, the values of all samples.
    pub values: Vec<Vec<i64>>,
    pub labels: Labels,
    pub choice: Choice,
    /// Which of the values of a sample are kept, once it is known how many there are.
    kept: Vec<usize>,
    ids: Ids,
    /// How many values the first sample has.
    pub count: Option<usize>,
    /// The first sample with another number of values, and that number. Nothing behind it is stored.
    pub irregular: Option<(usize, usize)>,
    pub largest_string: u64,
    /// The values of the sample being read.
    row: Vec<i64>,
}

/// The ids of locations so far.
#[derive(Default)]
struct Ids {
    wide: WideIds,
    /// The largest of all entries.
    largest: u32,
}

/// Why a sample cannot be stored.
pub enum SampleRefusal {
    /// The bytes are no sample.
    NotProto(NotProto),
    /// The memory does not suffice.
    OutOfMemory,
}

impl From<NotProto> for SampleRefusal {
    fn from(reason: NotProto) -> Self {
        SampleRefusal::NotProto(reason)
    }
}

impl From<OutOfMemory> for SampleRefusal {
    fn from(_: OutOfMemory) -> Self {
        SampleRefusal::OutOfMemory
    }
}

impl SampleColumns {
    /// Reads a sample from its message into the columns.
    ///
    /// # Errors
    ///
    /// The bytes are no sample, or there is no room for it.
    pub fn read(&mut self, mut bytes: &[u8]) -> Result<(), SampleRefusal> {
        if self.irregular.is_some() {
            return self.check(bytes);
        }
        // Each id takes at least one byte.
        let mut stack = self.stacks.begin(bytes.len())?;
        self.row.clear();
        while !bytes.is_empty() {
            let field = wire::inlined_field(&mut bytes)?;
            match field.number {
                1 => match field.content {
                    Content::Bytes(packed) => self.ids.read(packed, &mut stack)?,
                    single => {
                        let ids = &mut self.ids;
                        single.for_each_number(|id| ids.push(id, &mut stack))?;
                    }
                },
                2 => {
                    let row = &mut self.row;
                    field.content.for_each_number(|value| row.push(value as i64))?;
                }
                3 => {
                    let label = read_label(field.content.bytes()?, &mut self.largest_string)?;
                    if let Some(label) = label
                        && !self.choice.drop_labels
                    {
                        self.labels.push(label)?;
                    }
                }
                _ => {}
            }
        }
        let start = stack.start;
        let length = stack.finish()?;
        let sample = self.starts.len();
        match self.count {
            None => {
                self.count = Some(self.row.len());
                self.kept = self.choice.columns(self.row.len());
                self.values.resize_with(self.kept.len(), Vec::new);
            }
            Some(count) if count != self.row.len() => self.irregular = Some((sample, self.row.len())),
            Some(_) => {}
        }
        for (column, &number) in self.values.iter_mut().zip(&self.kept) {
            one_more(column)?;
            column.extend(self.row.get(number));
        }
        one_more(&mut self.starts)?;
        one_more(&mut self.lengths)?;
        self.starts.push(start);
        self.lengths.push(length);
        self.labels.end_sample(sample)?;
        self.ids.wide.check()?;
        Ok(())
    }

    /// Reads a sample that is not stored. The profile is malformed either way, but bytes that are no sample mean that the
    /// file is no profile at all, and that is said first.
    fn check(&mut self, mut bytes: &[u8]) -> Result<(), SampleRefusal> {
        while !bytes.is_empty() {
            let field = wire::field(&mut bytes)?;
            match field.number {
                1 | 2 => field.content.for_each_number(|_| ())?,
                3 => {
                    read_label(field.content.bytes()?, &mut self.largest_string)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Turns the file's location ids into indices; answers the first sample with an id that no location has.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn resolve(&mut self, locations: &[Location]) -> Result<Option<usize>, OutOfMemory> {
        let missing = locations.len() as u32;
        let mut any_missing = false;
        // Nearly every file counts its locations 1, 2, 3: then an index is one less than an id.
        if counts_up(locations) {
            if self.ids.largest < missing {
                return Ok(None);
            }
            self.stacks.rewrite(missing, &mut |entry| {
                any_missing |= entry >= missing;
                entry.min(missing)
            })?;
        } else {
            let ids = RowsById::new(locations.iter().map(|location| location.id))?;
            let raw = Raw::new(&ids, &self.ids.wide)?;
            self.stacks.rewrite(missing, &mut |entry| {
                let index = raw.resolve(entry.wrapping_add(1)).unwrap_or(missing);
                any_missing |= index == missing;
                index
            })?;
        }
        if !any_missing {
            return Ok(None);
        }
        Ok((0..self.starts.len()).find(|&sample| {
            let stack = self.stacks.get(self.starts[sample], self.lengths[sample]);
            stack.iter().any(|entry| entry == missing)
        }))
    }

    /// Gives back what was reserved for more samples than there are.
    pub fn shrink(&mut self) {
        self.starts.shrink_to_fit();
        self.lengths.shrink_to_fit();
        self.values.iter_mut().for_each(Vec::shrink_to_fit);
        self.labels.shrink();
    }
}

impl Ids {
    /// Adds the entry of an id.
    #[inline(always)]
    fn push(&mut self, id: u64, stack: &mut List<'_>) {
        let entry = self.wide.narrow(id).wrapping_sub(1);
        self.largest = self.largest.max(entry);
        stack.push(entry);
    }

    /// Adds those of packed ids. Most profiles have some thousand locations, so that most ids have two bytes: four of them are looked at
    /// together.
    #[inline(always)]
    fn read(&mut self, mut packed: &[u8], stack: &mut List<'_>) -> Result<(), NotProto> {
        /// The bits that say whether a number goes on.
        const GOES_ON: u64 = 0x8080_8080_8080_8080;
        /// How they are in four numbers of two bytes.
        const TWO_BYTES_EACH: u64 = 0x0080_0080_0080_0080;
        /// Four times 1, and the highest bit of each of the four.
        const ONE_EACH: u64 = 0x0001_0001_0001_0001;
        const TOP_BITS: u64 = 0x8000_8000_8000_8000;
        loop {
            while let Some(&eight) = packed.first_chunk::<8>() {
                let eight = u64::from_le_bytes(eight);
                if eight & GOES_ON != TWO_BYTES_EACH {
                    break;
                }
                let four = eight & 0x007f_007f_007f_007f | (eight & 0x7f00_7f00_7f00_7f00) >> 1;
                // No id is 0, and one that is, in a byte too many, is not among four.
                if four.wrapping_sub(ONE_EACH) & !four & TOP_BITS != 0 {
                    break;
                }
                let four = four - ONE_EACH;
                let entries = [0, 16, 32, 48].map(|bit| (four >> bit) as u16);
                let [a, b, c, d] = entries;
                self.largest = self.largest.max(a.max(b).max(c.max(d)).into());
                stack.push_four(entries);
                packed = &packed[8..];
            }
            if packed.is_empty() {
                return Ok(());
            }
            self.push(wire::varint(&mut packed)?, stack);
        }
    }
}

/// Whether a sample that is not stored has labels.
///
/// # Errors
///
/// The bytes are no sample.
pub fn has_labels(mut bytes: &[u8]) -> Result<bool, NotProto> {
    while !bytes.is_empty() {
        if wire::field(&mut bytes)?.number == 3 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the ids of locations are 1, 2, 3 and so on.
fn counts_up(locations: &[Location]) -> bool {
    let mut ids = (1..).zip(locations);
    ids.all(|(number, location)| location.id == number)
}

/// Reads a label; none if it says nothing. Notes the largest index into the string table.
#[inline(always)]
fn read_label(mut bytes: &[u8], largest_string: &mut u64) -> Result<Option<Label>, NotProto> {
    let (mut key, mut text, mut number, mut unit) = (0, 0, 0, 0);
    while !bytes.is_empty() {
        let field = wire::inlined_field(&mut bytes)?;
        match field.number {
            1 => key = field.content.number()?,
            2 => text = field.content.number()?,
            3 => number = field.content.number()?,
            4 => unit = field.content.number()?,
            _ => {}
        }
    }
    *largest_string = (*largest_string).max(key);
    let key = StringId(key as u32);
    if text != 0 {
        *largest_string = (*largest_string).max(text);
        let value = StringId(text as u32);
        return Ok(Some(Label::Text { key, value }));
    }
    *largest_string = (*largest_string).max(unit);
    Ok((number != 0 || unit != 0).then_some(Label::Number {
        key,
        value: number as i64,
        unit: (unit != 0).then_some(StringId(unit as u32)),
    }))
}
