//! Samples, as a parser reads them, to a Profile.
//!
//! A parser adds samples as stacks of addresses, then places the addresses in mappings, then finishes:
//!
//! ```text
//! sample [0x10, 0x20] 5    locations 0: 0x10, 1: 0x20
//! sample [0x20] 1
//! place 0x0-0x18 app       ids 1 and 2 in the order of use; 0x10 lies in app, 0x20 in a mapping made up for it
//! finish                   a Profile of two samples
//! ```
//!
//! Locations have no frames, except where Java names them.

use super::{Refusal, uninteresting};
use crate::base::blocks::Blocks;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::OutOfMemory;
use crate::base::room::one_more;
use crate::profile::{
    Function, FunctionId, Label, Labels, Line, Location, Mapping, MappingId, Profile, Samples, Symbols, ValueType,
};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What a profile says beside its samples.
pub struct Header<'a> {
    /// Kinds and units of the values.
    pub types: &'a [(&'a [u8], &'a [u8])],
    /// Kind and unit of the period; both may be empty.
    pub period_type: (&'a [u8], &'a [u8]),
    /// The number of events between two samples.
    pub period: i64,
    /// How long the profile was collected; 0 if unknown.
    pub duration_nanos: i64,
}

/// A profile being read.
pub struct Builder {
    /// The texts of the profile.
    pub strings: StringTable,
    /// What comments say about the locations and samples.
    pub symbols: Option<Symbols>,
    /// Names of locations, as only Java's profiles have them: the function and the line.
    pub names: FxHashMap<u32, (u32, i64)>,
    /// The functions that the names refer to: name and file.
    pub functions: Vec<(StringId, StringId)>,
    numbers: FxHashMap<u64, u32>,
    addresses: Vec<u64>,
    /// The locations of all stacks, one behind another.
    stacks: Vec<u32>,
    lengths: Vec<u32>,
    values: Vec<Vec<i64>>,
    labels: Labels,
    /// The locations that samples use, in the order of use, and where they lie. Set by [`Builder::place`].
    placed: Vec<(u32, Option<MappingId>)>,
    mappings: Vec<Mapping>,
}

/// More comparisons of an address with a mapping than this would take seconds; no program is that large.
const MOST_COMPARISONS: u64 = 1 << 31;

impl Builder {
    /// Begins a profile with this many values per sample.
    pub fn new(columns: usize) -> Builder {
        Builder {
            strings: StringTable::default(),
            symbols: None,
            names: FxHashMap::default(),
            functions: Vec::new(),
            numbers: FxHashMap::default(),
            addresses: Vec::new(),
            stacks: Vec::new(),
            lengths: Vec::new(),
            values: vec![Vec::new(); columns],
            labels: Labels::default(),
            placed: Vec::new(),
            mappings: Vec::new(),
        }
    }

    /// The number of samples so far.
    pub fn samples(&self) -> usize {
        self.lengths.len()
    }

    /// The number of locations so far.
    pub fn locations(&self) -> usize {
        self.addresses.len()
    }

    /// The number of the location at an address, if a sample had it.
    pub fn location(&self, address: u64) -> Option<u32> {
        self.numbers.get(&address).copied()
    }

    /// Adds a sample: the addresses of its frames, the leaf first, and a value per sample type.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn sample(&mut self, stack: &[u64], values: &[i64]) -> Result<(), OutOfMemory> {
        for &address in stack {
            let addresses = &mut self.addresses;
            let number = *self.numbers.entry(address).or_insert_with(|| {
                addresses.push(address);
                addresses.len() as u32 - 1
            });
            one_more(&mut self.stacks)?;
            self.stacks.push(number);
        }
        one_more(&mut self.lengths)?;
        self.lengths.push(stack.len() as u32);
        for (column, &value) in self.values.iter_mut().zip(values) {
            one_more(column)?;
            column.push(value);
        }
        Ok(())
    }

    /// Adds a sample that has the label `bytes`: the size of an allocated block.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn sized_sample(&mut self, stack: &[u64], values: &[i64], size: i64) -> Result<(), OutOfMemory> {
        self.labels.push(Label::Number {
            key: self.strings.intern(b"bytes"),
            value: size,
            unit: None,
        })?;
        self.labels.end_sample(self.samples())?;
        self.sample(stack, values)
    }

    /// Adds one to the first value of the last sample.
    pub fn count_again(&mut self) {
        if let Some(value) = self.values.first_mut().and_then(|column| column.last_mut()) {
            *value = value.wrapping_add(1);
        }
    }

    /// The locations of the last sample.
    pub fn last_stack(&self) -> &[u32] {
        let length = self.lengths.last().copied().unwrap_or_default() as usize;
        &self.stacks[self.stacks.len() - length..]
    }

    /// The address that most samples have second, and how many have it.
    pub fn most_common_second(&self) -> Option<(u64, usize)> {
        let mut counts = vec![0_usize; self.addresses.len()];
        self.for_each_stack(|stack| {
            if let [_, second, ..] = stack {
                counts[*second as usize] += 1;
            }
        });
        let (number, &count) = counts.iter().enumerate().max_by_key(|&(_, &count)| count)?;
        (count > 0).then_some((self.addresses[number], count))
    }

    fn for_each_stack(&self, mut each: impl FnMut(&[u32])) {
        let mut rest = self.stacks.as_slice();
        for &length in &self.lengths {
            let (stack, behind) = rest.split_at(length as usize);
            each(stack);
            rest = behind;
        }
    }

    /// Removes the second frame of the stacks whose first two addresses are as asked for.
    pub fn remove_second(&mut self, unwanted: impl Fn(u64, u64) -> bool) {
        let (mut read, mut write) = (0, 0);
        for length in &mut self.lengths {
            let end = read + *length as usize;
            let second = match self.stacks[read..end] {
                [first, second, ..] if unwanted(self.addresses[first as usize], self.addresses[second as usize]) => {
                    Some(read + 1)
                }
                _ => None,
            };
            for from in read..end {
                if Some(from) != second {
                    self.stacks[write] = self.stacks[from];
                    write += 1;
                }
            }
            *length -= u32::from(second.is_some());
            read = end;
        }
        self.stacks.truncate(write);
    }

    /// Finds the mapping of each address that is not 0 and not named. Locations that no sample uses any more are
    /// forgotten, and those that are left get their ids in the order of use.
    ///
    /// # Errors
    ///
    /// There are so many mappings and addresses that it would take seconds.
    pub fn place(&mut self, mappings: Vec<Mapping>) -> Result<(), Refusal> {
        let mut used = vec![false; self.addresses.len()];
        for &number in &self.stacks {
            if !std::mem::replace(&mut used[number as usize], true) {
                self.placed.push((number, None));
            }
        }
        if self.placed.len() as u64 * mappings.len() as u64 > MOST_COMPARISONS {
            return Err(Refusal::text(format!(
                "{} addresses in {} mappings are too many to find",
                self.placed.len(),
                mappings.len()
            )));
        }
        self.mappings = mappings;
        let mut made_up = None;
        for (number, place) in &mut self.placed {
            let address = self.addresses[*number as usize];
            if address == 0 || self.names.contains_key(number) {
                continue;
            }
            let found = find_mapping(&mut self.mappings, address);
            let index = found.or(made_up).unwrap_or_else(|| {
                self.mappings.push(Mapping {
                    limit: u64::MAX,
                    ..Mapping::default()
                });
                self.mappings.len() - 1
            });
            if found.is_none() {
                made_up = Some(index);
            }
            *place = Some(MappingId(index as u32));
        }
        for (id, mapping) in (1..).zip(&mut self.mappings) {
            mapping.id = id;
        }
        Ok(())
    }

    /// Makes all addresses 0: they were no addresses but the file's numbers for its locations.
    pub fn forget_addresses(&mut self) {
        self.addresses.fill(0);
    }

    /// Ends the profile, which drops the frames that pprof drops from profiles of its formats.
    ///
    /// # Errors
    ///
    /// That the memory does not suffice.
    pub fn finish(mut self, header: Header) -> Result<Profile, Refusal> {
        let mut value_type = |(kind, unit): (&[u8], &[u8])| ValueType {
            kind: self.strings.intern(kind),
            unit: self.strings.intern(unit),
        };
        let sample_types: Vec<ValueType> = header.types.iter().copied().map(&mut value_type).collect();
        let period_type = value_type(header.period_type);
        let mut indices = vec![0; self.addresses.len()];
        for (index, &(number, _)) in self.placed.iter().enumerate() {
            indices[number as usize] = index as u32;
        }
        let mut profile = Profile {
            sample_types,
            period_type,
            period: header.period,
            duration_nanos: header.duration_nanos,
            ..Profile::default()
        };
        let mut functions = vec![None; self.functions.len()];
        for &(number, mapping) in &self.placed {
            let first_line = profile.lines.len() as u32;
            let name = self.names.get(&number);
            if let Some(&(function, line)) = name {
                let known: &mut Option<FunctionId> = &mut functions[function as usize];
                let function = *known.get_or_insert_with(|| {
                    let (name, filename) = self.functions[function as usize];
                    profile.functions.push(Function {
                        id: profile.functions.len() as u64 + 1,
                        name,
                        system_name: name,
                        filename,
                        start_line: 0,
                    });
                    FunctionId(profile.functions.len() as u32 - 1)
                });
                profile.lines.push(Line {
                    function,
                    line,
                    column: 0,
                });
            }
            profile.locations.push(Location {
                id: profile.locations.len() as u64 + 1,
                mapping,
                address: self.addresses[number as usize],
                first_line,
                line_count: u32::from(name.is_some()),
                is_folded: false,
            });
        }
        let mut blocks = Blocks::default();
        let mut starts = Vec::with_capacity(self.lengths.len());
        let mut rest = self.stacks.as_mut_slice();
        for &length in &self.lengths {
            let (stack, behind) = rest.split_at_mut(length as usize);
            stack.iter_mut().for_each(|number| *number = indices[*number as usize]);
            starts.push(blocks.add(stack)?);
            rest = behind;
        }
        self.values.resize_with(profile.sample_types.len(), Vec::new);
        profile.samples = Samples::new(blocks, starts, self.lengths, self.values, self.labels);
        profile.mappings = self.mappings;
        // Only formats that keep all their stacks have comments: there, locations are in the order of use already.
        profile.symbols = self.symbols.map(Rc::new);
        profile.strings = self.strings.into();
        uninteresting::set_frames(&mut profile);
        Ok(profile)
    }
}

/// The mapping that an address lies in. One whose beginning was split off in the map grows to what it was.
fn find_mapping(mappings: &mut [Mapping], address: u64) -> Option<usize> {
    let holds = |mapping: &Mapping| mapping.start <= address && address < mapping.limit;
    if let Some(index) = mappings.iter().position(holds) {
        return Some(index);
    }
    let begins_before = |mapping: &Mapping| {
        mapping.offset != 0 && mapping.start.wrapping_sub(mapping.offset) <= address && address < mapping.start
    };
    let index = mappings.iter().position(begins_before)?;
    let mapping = &mut mappings[index];
    mapping.start = mapping.start.wrapping_sub(mapping.offset);
    mapping.offset = 0;
    Some(index)
}
