//! profile.proto: inflated bytes in, as they come; a checked [`Profile`] out.
//!
//! Two things follow one another. [`Decoder::push`] reads the top-level fields that have arrived whole, samples
//! straight into columns, and keeps nothing but an unfinished field. [`Decoder::finish`] then resolves what refers to
//! what (a file may define a location behind the sample that uses it) and checks it in pprof's order, so that the
//! message is pprof's when several things are wrong.

use super::rare;
use super::resolve::{Raw, RowsById, WideIds};
use super::wire::{self, Content, NotProto};
use crate::base::columns::{Blocks, StringId, StringTable};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::map::Set;
use crate::profile::{
    Function, Label, Labels, Line, Location, Mapping, MappingId, Profile, Samples, ValueType, messages, reserve,
};

/// Why a stream cannot become a profile.
#[derive(Debug)]
pub enum Refusal {
    /// It is not this format; another one may fit.
    NotProto(NotProto),
    /// It is this format, and wrong.
    Final(Error),
}

impl From<NotProto> for Refusal {
    fn from(reason: NotProto) -> Refusal {
        Refusal::NotProto(reason)
    }
}

/// A profile being read.
#[derive(Default)]
pub struct Decoder {
    /// The bytes of a field that has not arrived whole.
    pending: Vec<u8>,
    /// How many bytes were read as whole fields.
    consumed: u64,
    sample_types: Vec<messages::ValueType>,
    samples: SampleColumns,
    mappings: Vec<messages::Mapping>,
    locations: Vec<messages::Location>,
    functions: Vec<messages::Function>,
    strings: StringTable,
    /// The id of each entry of the file's string table, which may hold a text twice.
    string_ids: Vec<StringId>,
    drop_frames: i64,
    keep_frames: i64,
    time_nanos: i64,
    duration_nanos: i64,
    period_type: messages::ValueType,
    period: i64,
    comments: Vec<i64>,
    default_sample_type: i64,
    doc_url: i64,
}

impl Decoder {
    /// Reads the next piece of the file.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        let mut pending = std::mem::take(&mut self.pending);
        pending.extend_from_slice(piece);
        let mut rest = pending.as_slice();
        loop {
            let mut next = rest;
            let field = match wire::field(&mut next) {
                Ok(field) => field,
                Err(NotProto::Truncated) => break,
                Err(reason) => return Err(reason.into()),
            };
            self.consumed += (rest.len() - next.len()) as u64;
            rest = next;
            self.field(field.number, field.content)?;
        }
        let used = pending.len() - rest.len();
        pending.drain(..used);
        self.pending = pending;
        Ok(())
    }

    /// The number of samples read so far.
    pub fn samples(&self) -> usize {
        self.samples.starts.len()
    }

    /// How many bytes at the start of the file are whole fields.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    fn field(&mut self, number: u64, content: Content<'_>) -> Result<(), Refusal> {
        match number {
            1 => self.sample_types.push(rare::value_type(content)?),
            2 => self.sample(content.bytes()?)?,
            3 => self.mappings.push(rare::mapping(content)?),
            4 => self.locations.push(rare::location(content)?),
            5 => self.functions.push(rare::function(content)?),
            6 => {
                let text = content.bytes()?;
                if self.string_ids.is_empty() && !text.is_empty() {
                    return Err(NotProto::FirstString.into());
                }
                let id = self.strings.intern(text);
                self.string_ids.push(id);
            }
            7 => self.drop_frames = content.number()? as i64,
            8 => self.keep_frames = content.number()? as i64,
            9 => {
                let time = content.number()? as i64;
                if self.time_nanos != 0 {
                    return Err(Refusal::Final(Error::new(ErrorKind::Concatenated)));
                }
                self.time_nanos = time;
            }
            10 => self.duration_nanos = content.number()? as i64,
            11 => self.period_type = rare::value_type(content)?,
            12 => self.period = content.number()? as i64,
            13 => content.for_each_number(|index| self.comments.push(index as i64))?,
            14 => self.default_sample_type = content.number()? as i64,
            15 => self.doc_url = content.number()? as i64,
            _ => {}
        }
        Ok(())
    }

    fn sample(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let read = self.samples.starts.len();
        match self.samples.read(bytes) {
            Ok(()) => Ok(()),
            Err(SampleRefusal::NotProto(reason)) => Err(reason.into()),
            Err(SampleRefusal::OutOfMemory) => {
                Err(Refusal::Final(Error::new(ErrorKind::OutOfMemory { samples: read })))
            }
        }
    }

    /// Resolves and checks what was read.
    pub fn finish(mut self) -> Result<Profile, Refusal> {
        if !self.pending.is_empty() {
            return Err(NotProto::Truncated.into());
        }
        let texts = Texts(&self.string_ids);
        // Every index is looked up before anything is checked: one that lies outside means that this is no profile.
        let mappings = self
            .mappings
            .iter()
            .map(|mapping| texts.mapping(mapping))
            .collect::<Result<Vec<_>, NotProto>>()?;
        let functions = self
            .functions
            .iter()
            .map(|function| texts.function(function))
            .collect::<Result<Vec<_>, NotProto>>()?;
        let sample_types = self
            .sample_types
            .iter()
            .map(|sample_type| texts.value_type(sample_type))
            .collect::<Result<Vec<_>, NotProto>>()?;
        let comments = self
            .comments
            .iter()
            .map(|&comment| texts.get(comment))
            .collect::<Result<Vec<_>, NotProto>>()?;
        let period_type = texts.value_type(&self.period_type)?;
        let drop_frames = texts.get(self.drop_frames)?;
        let keep_frames = texts.get(self.keep_frames)?;
        let default_sample_type = texts.get(self.default_sample_type)?;
        let doc_url = texts.get(self.doc_url)?;
        if self.samples.largest_string >= self.string_ids.len() as u64 {
            return Err(NotProto::StringIndex.into());
        }
        if self.strings.len() != self.string_ids.len() {
            self.samples.labels.renumber_strings(&self.string_ids);
        }
        let (locations, lines) = self.resolve_locations();
        let unknown_location = self.samples.resolve(&locations);
        let malformed = |reason| Refusal::Final(Error::new(ErrorKind::Malformed(reason)));
        self.check_samples(unknown_location).map_err(malformed)?;
        self.check_tables().map_err(malformed)?;
        let SampleColumns {
            stacks,
            starts,
            lengths,
            values,
            labels,
            ..
        } = self.samples;
        let mut values = values;
        values.resize_with(sample_types.len(), Vec::new);
        Ok(Profile {
            strings: self.strings.into(),
            sample_types,
            default_sample_type,
            samples: Samples::new(stacks, starts, lengths, values, labels),
            mappings,
            locations,
            lines,
            functions,
            drop_frames,
            keep_frames,
            time_nanos: self.time_nanos,
            duration_nanos: self.duration_nanos,
            period_type,
            period: self.period,
            comments,
            doc_url,
            symbols: None,
        })
    }

    /// Locations with their frames; a frame whose function is not defined gets the id behind the last function.
    fn resolve_locations(&self) -> (Vec<Location>, Vec<Line>) {
        let mapping_ids = RowsById::new(self.mappings.iter().map(|mapping| mapping.id));
        let function_ids = RowsById::new(self.functions.iter().map(|function| function.id));
        let mut lines = Vec::new();
        let mut locations = Vec::with_capacity(self.locations.len());
        for location in &self.locations {
            let first_line = lines.len() as u32;
            lines.extend(location.lines.iter().map(|line| {
                Line {
                    function: crate::profile::FunctionId(
                        function_ids
                            .get(line.function_id)
                            .unwrap_or(self.functions.len() as u32),
                    ),
                    line: line.line,
                    column: line.column,
                }
            }));
            locations.push(Location {
                id: location.id,
                mapping: mapping_ids.get(location.mapping_id).map(MappingId),
                address: location.address,
                first_line,
                line_count: location.lines.len() as u32,
                is_folded: location.is_folded,
            });
        }
        (locations, lines)
    }

    /// The first contradiction within the samples, in pprof's words.
    fn check_samples(&self, unknown_location: Option<usize>) -> Result<(), String> {
        let types = self.sample_types.len();
        let samples = &self.samples;
        if types == 0 && !samples.starts.is_empty() {
            return Err("missing sample type information".to_owned());
        }
        let miscounted = match samples.count {
            Some(count) if count != types => Some((0, count)),
            _ => samples.irregular,
        };
        match (miscounted, unknown_location) {
            (Some((index, count)), unknown) if unknown.is_none_or(|unknown| index <= unknown) => {
                Err(format!("mismatch: sample has {count} values vs. {types} types"))
            }
            (_, Some(_)) => Err("sample has nil location".to_owned()),
            _ => Ok(()),
        }
    }

    /// The first contradiction within mappings, functions and locations, in pprof's words.
    fn check_tables(&self) -> Result<(), String> {
        check_ids(
            self.mappings.iter().map(|mapping| mapping.id),
            "found mapping with reserved ID=0",
            "mappings",
        )?;
        check_ids(
            self.functions.iter().map(|function| function.id),
            "found function with reserved ID=0",
            "functions",
        )?;
        let function_ids = RowsById::new(self.functions.iter().map(|function| function.id));
        let mut seen = Set::default();
        for location in &self.locations {
            let id = location.id;
            if id == 0 {
                return Err("found location with reserved id=0".to_owned());
            }
            if !seen.insert(id) {
                return Err(format!("multiple locations with same id: {id}"));
            }
            if location
                .lines
                .iter()
                .any(|line| function_ids.get(line.function_id).is_none())
            {
                return Err(format!("location id: {id} has a line with nil function"));
            }
        }
        Ok(())
    }
}

fn check_ids(ids: impl Iterator<Item = u64>, reserved: &str, table: &str) -> Result<(), String> {
    let mut seen = Set::default();
    for id in ids {
        if id == 0 {
            return Err(reserved.to_owned());
        }
        if !seen.insert(id) {
            return Err(format!("multiple {table} with same id: {id}"));
        }
    }
    Ok(())
}

/// The file's string table.
struct Texts<'a>(&'a [StringId]);

impl Texts<'_> {
    fn get(&self, index: i64) -> Result<StringId, NotProto> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.0.get(index))
            .copied()
            .ok_or(NotProto::StringIndex)
    }

    fn value_type(&self, message: &messages::ValueType) -> Result<ValueType, NotProto> {
        Ok(ValueType {
            kind: self.get(message.kind)?,
            unit: self.get(message.unit)?,
        })
    }

    fn mapping(&self, message: &messages::Mapping) -> Result<Mapping, NotProto> {
        Ok(Mapping {
            id: message.id,
            start: message.start,
            limit: message.limit,
            offset: message.offset,
            file: self.get(message.file)?,
            build_id: self.get(message.build_id)?,
            has_functions: message.has_functions,
            has_filenames: message.has_filenames,
            has_line_numbers: message.has_line_numbers,
            has_inline_frames: message.has_inline_frames,
        })
    }

    fn function(&self, message: &messages::Function) -> Result<Function, NotProto> {
        Ok(Function {
            id: message.id,
            name: self.get(message.name)?,
            system_name: self.get(message.system_name)?,
            filename: self.get(message.filename)?,
            start_line: message.start_line,
        })
    }
}

/// The samples as they are read: location ids are the file's until [`SampleColumns::resolve`].
#[derive(Default)]
struct SampleColumns {
    stacks: Blocks,
    starts: Vec<u32>,
    lengths: Vec<u32>,
    values: Vec<Vec<i64>>,
    labels: Labels,
    wide_ids: WideIds,
    /// How many values the first sample has.
    count: Option<usize>,
    /// The first sample with another number of values, and that number. Nothing behind it is stored.
    irregular: Option<(usize, usize)>,
    largest_string: u64,
    /// The values of the sample being read.
    row: Vec<i64>,
}

enum SampleRefusal {
    NotProto(NotProto),
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
    fn read(&mut self, mut bytes: &[u8]) -> Result<(), SampleRefusal> {
        if self.irregular.is_some() {
            return self.check(bytes);
        }
        // Each id takes at least one byte.
        let mut stack = self.stacks.begin(bytes.len())?;
        self.row.clear();
        while !bytes.is_empty() {
            let field = wire::inlined_field(&mut bytes)?;
            match field.number {
                1 => {
                    let wide_ids = &mut self.wide_ids;
                    field.content.for_each_number(|id| stack.push(wide_ids.narrow(id)))?;
                }
                2 => {
                    let row = &mut self.row;
                    field.content.for_each_number(|value| row.push(value as i64))?;
                }
                3 => {
                    let label = read_label(field.content.bytes()?, &mut self.largest_string)?;
                    if let Some(label) = label {
                        self.labels.reserve()?;
                        self.labels.push(label);
                    }
                }
                _ => {}
            }
        }
        let (start, length) = (stack.start, stack.len() as u32);
        let sample = self.starts.len();
        match self.count {
            None => {
                self.count = Some(self.row.len());
                self.values.resize_with(self.row.len(), Vec::new);
            }
            Some(count) if count != self.row.len() => self.irregular = Some((sample, self.row.len())),
            Some(_) => {}
        }
        for (column, &value) in self.values.iter_mut().zip(&self.row) {
            reserve(column)?;
            column.push(value);
        }
        reserve(&mut self.starts)?;
        reserve(&mut self.lengths)?;
        self.starts.push(start);
        self.lengths.push(length);
        self.labels.end_sample(sample);
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
    fn resolve(&mut self, locations: &[Location]) -> Option<usize> {
        let missing = locations.len() as u32;
        let any_missing = match counts_up(locations) {
            // Nearly every file counts its locations 1, 2, 3: then an index is one less than an id.
            true => self.stacks.pieces_mut().fold(false, |any, piece| {
                let mut largest = 0;
                for entry in piece.iter_mut() {
                    *entry = entry.wrapping_sub(1).min(missing);
                    largest = largest.max(*entry);
                }
                any || !piece.is_empty() && largest == missing
            }),
            false => {
                let ids = RowsById::new(locations.iter().map(|location| location.id));
                let raw = Raw::new(&ids, &self.wide_ids);
                self.stacks.pieces_mut().flatten().fold(false, |any, entry| {
                    *entry = raw.resolve(*entry).unwrap_or(missing);
                    any || *entry == missing
                })
            }
        };
        if !any_missing {
            return None;
        }
        (0..self.starts.len()).find(|&sample| {
            self.stacks
                .get(self.starts[sample], self.lengths[sample])
                .contains(&missing)
        })
    }
}

/// Whether the ids of locations are 1, 2, 3 and so on.
fn counts_up(locations: &[Location]) -> bool {
    let mut ids = (1..).zip(locations);
    ids.all(|(number, location)| location.id == number)
}

/// Reads a label; none if it says nothing. Notes the largest index into the string table.
fn read_label(mut bytes: &[u8], largest_string: &mut u64) -> Result<Option<Label>, NotProto> {
    let (mut key, mut text, mut number, mut unit) = (0, 0, 0, 0);
    while !bytes.is_empty() {
        let field = wire::field(&mut bytes)?;
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
