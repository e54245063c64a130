//! Frames with names, as a reader finds them, to a Profile.
//!
//! A reader asks for functions, places and stacks by what they are, and gets the same number for the same; samples that are alike in
//! stack and labels are one:
//!
//! ```text
//! function "parse" "/a.js" 3      -> 0
//! place [function 0, line 3]      -> 0
//! row [place 0], no labels        -> 0
//! add row 0, column 0, 12
//! ```

use crate::base::blocks::{Blocks, Entries};
use crate::base::columns::{StringId, StringTable, add_number};
use crate::base::error::OutOfMemory;
use crate::base::room::{filled, one_more};
use crate::profile::{
    Function, FunctionId, Label, Labels, Line, Location, Mapping, MappingId, Profile, Samples, ValueType,
};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::rc::Rc;

/// A profile on its way.
#[derive(Default)]
pub struct Maker {
    /// The texts of the profile.
    pub strings: StringTable,
    profile: Profile,
    mappings: HashTable<u32>,
    functions: HashTable<u32>,
    places: HashTable<u32>,
    rows: HashTable<u32>,
    stacks: Blocks,
    starts: Vec<u32>,
    lengths: Vec<u32>,
    /// How many frames all stacks have.
    frames: usize,
    values: Vec<Vec<i64>>,
    labels: Labels,
}

/// More frames than this are those of a file that is made to have them: trees of calls may mean far more than they are long.
const MOST_FRAMES: usize = 1 << 28;

/// A column of values: what is measured, and in which unit.
pub type Type<'a> = (&'a [u8], &'a [u8]);

fn hash_of(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let mut hasher = FxHasher::default();
    numbers.into_iter().for_each(|number| hasher.write_u64(number));
    hasher.finish()
}

fn of_function(function: &Function) -> u64 {
    let texts = [function.name, function.filename].map(|id| u64::from(id.0));
    hash_of([texts[0], texts[1], function.start_line as u64])
}

fn of_place(mapping: Option<MappingId>, address: u64, lines: &[Line]) -> u64 {
    let place = [mapping.map_or(0, |id| u64::from(id.0) + 1), address];
    let lines = lines
        .iter()
        .flat_map(|line| [u64::from(line.function.0), line.line as u64]);
    hash_of(place.into_iter().chain(lines))
}

fn of_row(stack: Entries<'_>, labels: impl Iterator<Item = Label>) -> u64 {
    let labels = labels.map(|label| match label {
        Label::Text { value, .. } => u64::from(value.0),
        Label::Number { value, .. } => value as u64,
    });
    hash_of(stack.iter().map(u64::from).chain(labels))
}

/// The number of a thing that is known, or the next, for which there is room then; whether it is new.
fn known(
    table: &mut HashTable<u32>,
    hash: u64,
    next: usize,
    is_same: impl FnMut(&u32) -> bool,
    hash_of: &dyn Fn(u32) -> u64,
) -> Result<(u32, bool), OutOfMemory> {
    if let Some(&number) = table.find(hash, is_same) {
        return Ok((number, false));
    }
    let next = u32::try_from(next).map_err(|_| OutOfMemory)?;
    table
        .try_reserve(1, |&number| hash_of(number))
        .map_err(|_| OutOfMemory)?;
    add_number(table, hash, next, hash_of);
    Ok((next, true))
}

impl Maker {
    /// The function of that name, in that file, which begins at that line; 0 if that is not known.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn function(&mut self, name: &[u8], file: &[u8], start_line: i64) -> Result<FunctionId, OutOfMemory> {
        let (name, file) = (self.strings.add(name)?, self.strings.add(file)?);
        self.function_of(name, file, start_line)
    }

    /// The same, of texts that are known.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn function_of(
        &mut self,
        name: StringId,
        filename: StringId,
        start_line: i64,
    ) -> Result<FunctionId, OutOfMemory> {
        let wanted = Function {
            id: self.profile.functions.len() as u64 + 1,
            name,
            system_name: name,
            filename,
            start_line,
        };
        let functions = &mut self.profile.functions;
        let is_same = |&number: &u32| {
            let own = &functions[number as usize];
            (own.name, own.filename, own.start_line) == (wanted.name, wanted.filename, start_line)
        };
        let hash = of_function(&wanted);
        let rehash = |number: u32| of_function(&functions[number as usize]);
        let (number, is_new) = known(&mut self.functions, hash, functions.len(), is_same, &rehash)?;
        if is_new {
            one_more(functions)?;
            functions.push(wanted);
        }
        Ok(FunctionId(number))
    }

    /// The binary of that path; none if it is empty.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn mapping(&mut self, file: &[u8]) -> Result<Option<MappingId>, OutOfMemory> {
        let file = self.strings.add(file)?;
        self.mapping_of(file)
    }

    /// The same, of a text that is known.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn mapping_of(&mut self, file: StringId) -> Result<Option<MappingId>, OutOfMemory> {
        if file == StringId::EMPTY {
            return Ok(None);
        }
        let mappings = &mut self.profile.mappings;
        let is_same = |&number: &u32| mappings[number as usize].file == file;
        let rehash = |number: u32| hash_of([u64::from(mappings[number as usize].file.0)]);
        let hash = hash_of([u64::from(file.0)]);
        let (number, is_new) = known(&mut self.mappings, hash, mappings.len(), is_same, &rehash)?;
        if is_new {
            one_more(mappings)?;
            mappings.push(Mapping {
                id: u64::from(number) + 1,
                file,
                has_functions: true,
                ..Mapping::default()
            });
        }
        Ok(Some(MappingId(number)))
    }

    /// The place with these frames, innermost first.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn place(&mut self, mapping: Option<MappingId>, address: u64, lines: &[Line]) -> Result<u32, OutOfMemory> {
        let profile = &mut self.profile;
        let own = |number: u32| {
            let location = &profile.locations[number as usize];
            let lines = &profile.lines[location.first_line as usize..][..location.line_count as usize];
            (location.mapping, location.address, lines)
        };
        let is_same = |&number: &u32| {
            let (own_mapping, own_address, own_lines) = own(number);
            let same_line = |(one, other): (&Line, &Line)| (one.function, one.line) == (other.function, other.line);
            own_mapping == mapping
                && own_address == address
                && own_lines.len() == lines.len()
                && own_lines.iter().zip(lines).all(same_line)
        };
        let rehash = |number: u32| {
            let (mapping, address, lines) = own(number);
            of_place(mapping, address, lines)
        };
        let hash = of_place(mapping, address, lines);
        let (number, is_new) = known(&mut self.places, hash, profile.locations.len(), is_same, &rehash)?;
        if is_new {
            let first_line = profile.lines.len() as u32;
            for &line in lines {
                one_more(&mut profile.lines)?;
                profile.lines.push(line);
            }
            one_more(&mut profile.locations)?;
            profile.locations.push(Location {
                id: u64::from(number) + 1,
                mapping,
                address,
                first_line,
                line_count: lines.len() as u32,
                is_folded: false,
            });
        }
        Ok(number)
    }

    /// The place of one frame.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn frame(&mut self, function: FunctionId, line: i64) -> Result<u32, OutOfMemory> {
        let column = 0;
        self.place(None, 0, &[Line { function, line, column }])
    }

    /// The row of samples with that stack, the leaf first, and these labels.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn row(&mut self, stack: &[u32], labels: &[Label]) -> Result<usize, OutOfMemory> {
        let Maker {
            stacks,
            starts,
            lengths,
            frames,
            labels: all,
            ..
        } = self;
        let own = |number: u32| stacks.get(starts[number as usize], lengths[number as usize]);
        let is_same = |&number: &u32| own(number) == *stack && all.of(number as usize).eq(labels.iter().copied());
        let rehash = |number: u32| of_row(own(number), all.of(number as usize));
        let hash = of_row(Entries::Wide(stack), labels.iter().copied());
        let (number, is_new) = known(&mut self.rows, hash, starts.len(), is_same, &rehash)?;
        if is_new {
            *frames += stack.len();
            if *frames > MOST_FRAMES {
                return Err(OutOfMemory);
            }
            one_more(starts)?;
            one_more(lengths)?;
            starts.push(stacks.add(stack)?);
            lengths.push(stack.len() as u32);
            all.add(number as usize, labels.iter().copied())?;
            for column in &mut self.values {
                one_more(column)?;
                column.push(0);
            }
        }
        Ok(number as usize)
    }

    /// Adds to a value of a row; a column that there was not yet is 0 elsewhere.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn add(&mut self, row: usize, column: usize, value: i64) -> Result<(), OutOfMemory> {
        while self.values.len() <= column {
            self.values.push(filled(0, self.starts.len())?);
        }
        let own = &mut self.values[column][row];
        *own = own.saturating_add(value);
        Ok(())
    }

    /// The text as the value of a label.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn label(&mut self, key: &[u8], value: &[u8]) -> Result<Label, OutOfMemory> {
        let (key, value) = (self.strings.add(key)?, self.strings.add(value)?);
        Ok(Label::Text { key, value })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// The values of a column.
    pub fn column(&mut self, column: usize) -> Option<&mut Vec<i64>> {
        self.values.get_mut(column)
    }

    /// Keeps these columns, in this order.
    pub fn choose_columns(&mut self, columns: &[usize]) {
        let mut all = std::mem::take(&mut self.values);
        let chosen = columns.iter().map(|&column| all.get_mut(column).map(std::mem::take));
        self.values = chosen.map(Option::unwrap_or_default).collect();
    }

    /// Ends the profile, with a column of values for each type. Where exactly one binary is a program it comes first, as in pprof; where
    /// several may be it, none is.
    ///
    /// # Errors
    ///
    /// The memory does not suffice.
    pub fn finish(mut self, types: &[Type<'_>]) -> Result<Profile, OutOfMemory> {
        self.values.truncate(types.len());
        while self.values.len() < types.len() {
            self.values.push(filled(0, self.starts.len())?);
        }
        self.put_program_first();
        let mut profile = self.profile;
        for &(kind, unit) in types {
            let (kind, unit) = (self.strings.add(kind)?, self.strings.add(unit)?);
            profile.sample_types.push(ValueType { kind, unit });
        }
        self.labels.shrink();
        profile.strings = Rc::new(self.strings);
        profile.samples = Samples::new(self.stacks, self.starts, self.lengths, self.values, self.labels);
        Ok(profile)
    }

    fn put_program_first(&mut self) {
        let Profile {
            mappings, locations, ..
        } = &mut self.profile;
        let strings = &self.strings;
        let is_program = |mapping: &Mapping| {
            let file = strings.get(mapping.file);
            let is_library = file.ends_with(b".so") || crate::base::text::find(file, b".so.").is_some();
            !file.starts_with(b"[") && !is_library
        };
        let mut programs = (0..mappings.len()).filter(|&at| is_program(&mappings[at]));
        let first = match (mappings.is_empty(), programs.next(), programs.next()) {
            (true, ..) => return,
            (_, Some(only), None) => only,
            _ => {
                mappings.push(Mapping {
                    file: StringId::EMPTY,
                    ..Mapping::default()
                });
                mappings.len() - 1
            }
        };
        mappings[..=first].rotate_right(1);
        for (id, mapping) in (1..).zip(mappings.iter_mut()) {
            mapping.id = id;
        }
        for location in locations {
            if let Some(MappingId(number)) = &mut location.mapping {
                *number = match (*number as usize).cmp(&first) {
                    std::cmp::Ordering::Less => *number + 1,
                    std::cmp::Ordering::Equal => 0,
                    std::cmp::Ordering::Greater => *number,
                };
            }
        }
    }
}
