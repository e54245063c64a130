//! Interned: the functions, places and stacks of many profiles, each once.
//!
//! In: a profile. Out: for each of its samples the number of its stack here. Two stacks are one if the functions, files and lines of
//! their frames are; addresses and binaries do not count, nor how calls were inlined: of stacks that differ only in that, the first one
//! is kept. A place without a name is known by its binary.

use super::meeting::{Meeting, Names, Part, is_of_goroutines};
use crate::base::blocks::{Blocks, Entries};
use crate::base::columns::{StringId, StringTable, add_number, one_more_number};
use crate::base::error::OutOfMemory;
use crate::base::room::{filled, list, one_more, one_more_key};
use crate::profile::{Function, FunctionId, Line, Location, LocationId, Mapping, MappingId, Profile};
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The functions, places and stacks of many profiles.
#[derive(Default)]
pub struct Interned {
    /// Every text that is referred to.
    pub strings: Rc<StringTable>,
    /// The binaries, by their files.
    pub mappings: Vec<Mapping>,
    /// The functions, by name and file.
    pub functions: Vec<Function>,
    /// The places, by their frames.
    pub locations: Vec<Location>,
    /// The frames of all places, one behind another.
    pub lines: Vec<Line>,
    /// The stacks, one behind another.
    pub stacks: Rc<Blocks>,
    /// Where each of them begins.
    pub starts: Vec<u32>,
    /// How many places each of them has.
    pub lengths: Vec<u32>,
    /// By stack, the names of the runtime's frames that stood above it, the leaf first.
    pub above: Vec<Vec<StringId>>,
    known_functions: FxHashMap<(StringId, StringId), FunctionId>,
    known_locations: HashTable<u32>,
    known_stacks: HashTable<u32>,
    /// By location, what its frames add to the hash of a stack.
    hashes: Vec<Rolling>,
}

/// A hash of a list of frames that does not care how they are grouped: a polynomial, and the power that shifts what is before it.
#[derive(Clone, Copy)]
struct Rolling {
    sum: u64,
    shift: u64,
}

/// The hash of a stack, of what its locations add by `hashes`.
fn rolling(stack: Entries<'_>, hashes: &[Rolling]) -> u64 {
    let hashes = stack.iter().map(|location| hashes[location as usize]);
    hashes.fold(Rolling::EMPTY, Rolling::then).hash()
}

/// An odd number with bits everywhere.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl Rolling {
    const EMPTY: Rolling = Rolling { sum: 0, shift: 1 };

    fn then(self, next: Rolling) -> Rolling {
        Rolling {
            sum: self.sum.wrapping_mul(next.shift).wrapping_add(next.sum),
            shift: self.shift.wrapping_mul(next.shift),
        }
    }

    fn of(line: &Line) -> Rolling {
        let key = u64::from(line.function.0) << 32 ^ line.line as u64;
        Rolling {
            sum: (key ^ key >> 29).wrapping_add(1).wrapping_mul(0xff51_afd7_ed55_8ccd),
            shift: BASE,
        }
    }

    /// A table looks at the high bits and the low ones.
    fn hash(self) -> u64 {
        let mixed = (self.sum ^ self.sum >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ mixed >> 32
    }
}

impl Interned {
    /// The stack of each sample, by its number here.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn read(&mut self, profile: &Profile) -> Result<Vec<u32>, OutOfMemory> {
        let names: Vec<StringId> = profile.sample_types.iter().map(|own| own.kind).collect();
        let of_goroutines = names.iter().any(|&name| is_of_goroutines(profile.text(name)));
        let mut reader = Reader::new(profile)?;
        let mut numbers = list(profile.samples.len())?;
        let mut locations: Vec<u32> = Vec::new();
        let mut meeting = of_goroutines.then(|| Meeting::of(profile));
        for sample in 0..profile.samples.len() {
            let stack = profile.samples.stack(sample);
            locations.clear();
            let mut above = Vec::new();
            match &mut meeting {
                None => {
                    for location in stack {
                        locations.push(reader.location(self, location)?);
                    }
                }
                Some(meeting) => {
                    meeting.read(stack);
                    for part in meeting.parts() {
                        locations.push(reader.part(self, part, meeting.names())?);
                    }
                    for &name in meeting.above() {
                        above.push(reader.string(self, name)?);
                    }
                }
            }
            let number = self.intern_stack(&locations)?;
            let known = &mut self.above[number as usize];
            if known.len() < above.len() {
                *known = above;
            }
            numbers.push(number);
        }
        Ok(numbers)
    }

    fn intern_stack(&mut self, stack: &[u32]) -> Result<u32, OutOfMemory> {
        let own = |number: u32| {
            self.stacks
                .get(self.starts[number as usize], self.lengths[number as usize])
        };
        let is_equal = |&number: &u32| {
            let known = own(number);
            known == *stack || self.frames(known).eq(self.frames(Entries::Wide(stack)))
        };
        let hash = rolling(Entries::Wide(stack), &self.hashes);
        if let Some(&known) = self.known_stacks.find(hash, is_equal) {
            return Ok(known);
        }
        let number = self.starts.len() as u32;
        one_more(&mut self.starts)?;
        one_more(&mut self.lengths)?;
        one_more(&mut self.above)?;
        let start = Rc::get_mut(&mut self.stacks).map(|stacks| stacks.add(stack));
        let start = match start {
            Some(start) => start?,
            None => self.copy_and_add(stack)?,
        };
        let (stacks, starts, lengths, hashes) = (&self.stacks, &mut self.starts, &mut self.lengths, &self.hashes);
        let hash_of = |starts: &[u32], lengths: &[u32], number: u32| {
            rolling(stacks.get(starts[number as usize], lengths[number as usize]), hashes)
        };
        one_more_number(&mut self.known_stacks, &|number| hash_of(starts, lengths, number))?;
        starts.push(start);
        lengths.push(stack.len() as u32);
        self.above.push(Vec::new());
        add_number(&mut self.known_stacks, hash, number, &|number| {
            hash_of(starts, lengths, number)
        });
        Ok(number)
    }

    /// Adds a stack where a profile that was made of the others is still in use, which keeps what it has.
    fn copy_and_add(&mut self, stack: &[u32]) -> Result<u32, OutOfMemory> {
        let mut stacks = Blocks::default();
        let mut starts = list(self.starts.len() + 1)?;
        for (&start, &length) in self.starts.iter().zip(&self.lengths) {
            let mut copy = stacks.begin(length as usize)?;
            starts.push(copy.start);
            self.stacks.get(start, length).iter().for_each(|entry| copy.push(entry));
            copy.finish()?;
        }
        let start = stacks.add(stack)?;
        (self.stacks, self.starts) = (Rc::new(stacks), starts);
        Ok(start)
    }

    /// The functions of a stack, the leaf first, by number.
    pub fn functions_of(&self, stack: u32) -> impl Iterator<Item = usize> {
        let stack = self
            .stacks
            .get(self.starts[stack as usize], self.lengths[stack as usize]);
        let lines = stack.iter().flat_map(|location| {
            let location = &self.locations[location as usize];
            &self.lines[location.first_line as usize..][..location.line_count as usize]
        });
        lines.map(|line| line.function.index())
    }

    /// The frames of a stack, the leaf first; of a place without a name, its binary.
    fn frames<'a>(&'a self, stack: Entries<'a>) -> impl Iterator<Item = (u32, i64)> + 'a {
        stack.iter().flat_map(|location| {
            let location = &self.locations[location as usize];
            let lines = &self.lines[location.first_line as usize..][..location.line_count as usize];
            let nameless = location.mapping.filter(|_| lines.is_empty());
            let lines = lines.iter().map(|line| (line.function.0, line.line));
            lines.chain(nameless.map(|mapping| (mapping.0, i64::MIN)))
        })
    }

    /// The number of the location with these frames; of one without any, with this binary.
    fn intern_location(&mut self, frames: &[Line], mapping: Option<MappingId>) -> Result<u32, OutOfMemory> {
        let nameless = mapping.filter(|_| frames.is_empty());
        let rolling = match nameless {
            Some(mapping) => Rolling::of(&Line {
                function: FunctionId(mapping.0),
                line: i64::MIN,
                column: 0,
            }),
            None => frames.iter().map(Rolling::of).fold(Rolling::EMPTY, Rolling::then),
        };
        let Interned {
            locations,
            lines,
            hashes,
            known_locations,
            ..
        } = self;
        let hash = rolling.hash();
        let is_equal = |&number: &u32| {
            let location = &locations[number as usize];
            let own = &lines[location.first_line as usize..][..location.line_count as usize];
            let is_same = |(own, other): (&Line, &Line)| own.function == other.function && own.line == other.line;
            own.len() == frames.len()
                && own.iter().zip(frames).all(is_same)
                && (!frames.is_empty() || location.mapping == mapping)
        };
        if let Some(&known) = known_locations.find(hash, is_equal) {
            return Ok(known);
        }
        let number = locations.len() as u32;
        one_more(locations)?;
        one_more(hashes)?;
        lines.try_reserve(frames.len()).map_err(|_| OutOfMemory)?;
        one_more_number(known_locations, &|number| hashes[number as usize].hash())?;
        locations.push(Location {
            id: u64::from(number) + 1,
            mapping,
            first_line: lines.len() as u32,
            line_count: frames.len() as u32,
            ..Location::default()
        });
        lines.extend_from_slice(frames);
        hashes.push(rolling);
        add_number(known_locations, hash, number, &|number| hashes[number as usize].hash());
        Ok(number)
    }

    fn function(&mut self, function: Function) -> Result<FunctionId, OutOfMemory> {
        one_more_key(&mut self.known_functions)?;
        one_more(&mut self.functions)?;
        let next = FunctionId(self.functions.len() as u32);
        let key = (function.name, function.filename);
        let known = *self.known_functions.entry(key).or_insert(next);
        if known == next {
            self.functions.push(Function {
                id: u64::from(next.0) + 1,
                ..function
            });
        }
        Ok(known)
    }
}

/// Reads a profile: what of it is known here by which number.
struct Reader<'a> {
    profile: &'a Profile,
    strings: Vec<Option<StringId>>,
    functions: Vec<Option<FunctionId>>,
    mappings: Vec<Option<MappingId>>,
    locations: Vec<Option<u32>>,
    parts: FxHashMap<(u32, u32, u32), u32>,
    lines: Vec<Line>,
}

impl<'a> Reader<'a> {
    fn new(profile: &'a Profile) -> Result<Reader<'a>, OutOfMemory> {
        Ok(Reader {
            profile,
            strings: filled(None, profile.strings.len())?,
            functions: filled(None, profile.functions.len())?,
            mappings: filled(None, profile.mappings.len())?,
            locations: filled(None, profile.locations.len())?,
            parts: FxHashMap::default(),
            lines: Vec::new(),
        })
    }

    fn string(&mut self, all: &mut Interned, id: StringId) -> Result<StringId, OutOfMemory> {
        let known = &mut self.strings[id.index()];
        match *known {
            Some(known) => Ok(known),
            None => Ok(*known.insert(Rc::make_mut(&mut all.strings).add(self.profile.text(id))?)),
        }
    }

    /// A location as it is.
    fn location(&mut self, all: &mut Interned, location: u32) -> Result<u32, OutOfMemory> {
        if let Some(known) = self.locations[location as usize] {
            return Ok(known);
        }
        let lines = self.profile.lines_of(LocationId(location));
        let number = self.intern(all, location, lines.iter().copied(), None)?;
        self.locations[location as usize] = Some(number);
        Ok(number)
    }

    /// Some of the frames of a location of a goroutine.
    fn part(&mut self, all: &mut Interned, part: &Part<'_>, names: &Names) -> Result<u32, OutOfMemory> {
        let key = (part.location, part.first, part.lines.len() as u32);
        if let Some(&known) = self.parts.get(&key) {
            return Ok(known);
        }
        let lines = part.lines.iter().copied();
        let number = self.intern(all, part.location, lines, Some(names))?;
        one_more_key(&mut self.parts)?;
        self.parts.insert(key, number);
        Ok(number)
    }

    fn intern(
        &mut self,
        all: &mut Interned,
        location: u32,
        lines: impl Iterator<Item = Line>,
        names: Option<&Names>,
    ) -> Result<u32, OutOfMemory> {
        self.lines.clear();
        for line in lines {
            let function = match self.functions[line.function.index()] {
                Some(known) => known,
                None => self.function(all, line.function, names)?,
            };
            self.functions[line.function.index()] = Some(function);
            one_more(&mut self.lines)?;
            self.lines.push(Line { function, ..line });
        }
        let mapping = self.profile.locations[location as usize].mapping;
        let mapping = mapping.map(|mapping| self.mapping(all, mapping)).transpose()?;
        all.intern_location(&self.lines, mapping)
    }

    fn function(
        &mut self,
        all: &mut Interned,
        id: FunctionId,
        names: Option<&Names>,
    ) -> Result<FunctionId, OutOfMemory> {
        let function = &self.profile.functions[id.index()];
        let name = match names.and_then(|names| names.other(id)) {
            Some(other) => Rc::make_mut(&mut all.strings).add(other)?,
            None => self.string(all, function.name)?,
        };
        let function = Function {
            id: 0,
            name,
            system_name: self.string(all, function.system_name)?,
            filename: self.string(all, function.filename)?,
            start_line: function.start_line,
        };
        all.function(function)
    }

    fn mapping(&mut self, all: &mut Interned, id: MappingId) -> Result<MappingId, OutOfMemory> {
        if let Some(known) = self.mappings[id.index()] {
            return Ok(known);
        }
        let mapping = &self.profile.mappings[id.index()];
        let file = self.string(all, mapping.file)?;
        one_more(&mut all.mappings)?;
        let known = all.mappings.iter().position(|own| own.file == file);
        let known = known.unwrap_or_else(|| {
            all.mappings.push(Mapping {
                id: all.mappings.len() as u64 + 1,
                file,
                has_functions: mapping.has_functions,
                has_filenames: mapping.has_filenames,
                has_line_numbers: mapping.has_line_numbers,
                has_inline_frames: mapping.has_inline_frames,
                ..Mapping::default()
            });
            all.mappings.len() - 1
        });
        let known = MappingId(known as u32);
        self.mappings[id.index()] = Some(known);
        Ok(known)
    }
}
