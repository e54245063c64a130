//! profile.proto: inflated bytes in, as they come; a checked [`Profile`] out.
//!
//! Two things follow one another. [`Decoder::push`] reads the top-level fields that have arrived whole, samples
//! straight into columns, and keeps nothing but an unfinished field. [`Decoder::finish`] then resolves what refers to
//! what (a file may define a location behind the sample that uses it) and checks it in pprof's order, so that the
//! message is pprof's when several things are wrong.
//!
//! Where the memory does not suffice, what was stored is given back and the rest is read all the same, and counted: how large the profile is
//! and which sample types it has, which is said at its end, is what a choice of less of it is made from.
//!
//! | file | what it does |
//! |---|---|
//! | `mod.rs` | the fields of the profile, and the checks |
//! | `samples.rs` | samples into columns |
//! | `wire.rs` | the wire format: fields out of bytes |
//! | `rare.rs` | the messages of which there are few: mappings, locations, functions |
//! | `texts.rs` | the file's string table, and rare messages with ids of texts |
//! | `resolve.rs` | the file's ids to rows of tables |

mod rare;
mod resolve;
mod samples;
mod texts;
pub mod wire;

pub use wire::NotProto;

use super::choice::Choice;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::{Error, ErrorKind, Extent, OutOfMemory, Result};
use crate::base::room::{collected, list, one_more};
use crate::profile::{FunctionId, Line, Location, MappingId, Profile, Samples, messages};
use rare::RawLocation;
use resolve::RowsById;
use rustc_hash::FxHashSet;
use samples::{SampleColumns, SampleRefusal};
use texts::Texts;
use wire::Content;

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

/// Why there is no profile at the end of a stream.
enum Unfinished {
    Refused(Refusal),
    OutOfMemory,
}

impl From<NotProto> for Unfinished {
    fn from(reason: NotProto) -> Unfinished {
        Unfinished::Refused(reason.into())
    }
}

impl From<OutOfMemory> for Unfinished {
    fn from(_: OutOfMemory) -> Unfinished {
        Unfinished::OutOfMemory
    }
}

/// A profile being read: tables and columns as far as the fields have come.
#[derive(Default)]
pub struct Decoder {
    /// The bytes of a field that has not arrived whole.
    pending: Vec<u8>,
    /// How many bytes were read as whole fields.
    consumed: u64,
    sample_types: Vec<messages::ValueType>,
    samples: SampleColumns,
    /// What is counted where samples are not stored.
    counted: Option<Counted>,
    mappings: Vec<messages::Mapping>,
    locations: Vec<RawLocation>,
    lines: Vec<messages::Line>,
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

/// Samples that are not stored.
#[derive(Default)]
struct Counted {
    samples: usize,
    /// Whether any of them has labels that could be dropped.
    labels: bool,
}

impl Decoder {
    /// A decoder that stores what a choice keeps. Nothing may have come yet.
    pub fn choose(&mut self, choice: Choice) {
        self.samples.choice = choice;
    }

    /// Stores no samples from now on, and gives back what it has of them, but counts them.
    pub fn count_on(&mut self) {
        let samples = std::mem::take(&mut self.samples);
        self.samples.choice = samples.choice;
        self.counted.get_or_insert(Counted {
            samples: samples.starts.len(),
            labels: !samples.labels.is_empty(),
        });
        (self.mappings, self.locations, self.lines) = Default::default();
        (self.functions, self.comments) = Default::default();
    }

    /// Reads the next piece of the file.
    ///
    /// # Errors
    ///
    /// The bytes are no profile.proto, or they are two behind one another; or the memory does not even suffice to count them.
    pub fn push(&mut self, mut piece: &[u8]) -> Result<(), Refusal> {
        // A field that lies in two pieces is put together, with no more than it takes. All others are read where they are.
        while !self.pending.is_empty() {
            let missing = wire::missing(&self.pending).min(piece.len());
            if missing == 0 {
                return Ok(());
            }
            self.keep(&piece[..missing])?;
            piece = &piece[missing..];
            if wire::missing(&self.pending) == 0 {
                let mut field = std::mem::take(&mut self.pending);
                self.fields(&field)?;
                field.clear();
                self.pending = field;
            }
        }
        let rest = self.fields(piece)?;
        self.keep(rest)
    }

    /// Keeps what is no whole field yet.
    fn keep(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if self.pending.try_reserve(bytes.len()).is_err() {
            self.count_on();
            self.pending.try_reserve(bytes.len()).map_err(|_| self.too_large())?;
        }
        self.pending.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads all fields that are whole; answers what is left.
    #[inline(never)]
    fn fields<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Refusal> {
        let mut rest = bytes;
        loop {
            let mut next = rest;
            let field = match wire::inlined_field(&mut next) {
                Ok(field) => field,
                Err(NotProto::Truncated) => return Ok(rest),
                Err(reason) => return Err(reason.into()),
            };
            let length = rest.len() - next.len();
            self.consumed += length as u64;
            rest = next;
            match (field.number, field.content) {
                // Nearly all of a file.
                (2, Content::Bytes(sample)) => self.sample(sample)?,
                (number, content) => {
                    if self.one_more(number, length).is_err() {
                        self.count_on();
                        let room = self.one_more(number, length);
                        room.map_err(|OutOfMemory| self.too_large())?;
                    }
                    self.field(number, content)?;
                }
            }
        }
    }

    /// The number of samples read so far.
    pub fn samples(&self) -> usize {
        match &self.counted {
            Some(counted) => counted.samples,
            None => self.samples.starts.len(),
        }
    }

    /// The names of the sample types, where their texts are known by now; none otherwise.
    pub fn sample_types(&self) -> Vec<String> {
        let names = self.sample_types.iter().map(|own| self.name(own.kind));
        names.collect::<Option<_>>().unwrap_or_default()
    }

    fn name(&self, index: i64) -> Option<String> {
        let id = Texts(&self.string_ids).get(index).ok()?;
        Some(String::from_utf8_lossy(self.strings.get(id)).into_owned())
    }

    /// How many bytes at the start of the file are whole fields.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Makes room for what a field becomes that is so many bytes long.
    fn one_more(&mut self, number: u64, length: usize) -> Result<(), OutOfMemory> {
        match number {
            3 | 4 | 5 | 13 if self.counted.is_some() => Ok(()),
            1 => one_more(&mut self.sample_types),
            3 => one_more(&mut self.mappings),
            4 => {
                one_more(&mut self.locations)?;
                // A line is two bytes at least.
                self.lines.try_reserve(length / 2).map_err(|_| OutOfMemory)
            }
            5 => one_more(&mut self.functions),
            6 => {
                one_more(&mut self.string_ids)?;
                self.strings.one_more(length)
            }
            13 => self.comments.try_reserve(length).map_err(|_| OutOfMemory),
            _ => Ok(()),
        }
    }

    fn field(&mut self, number: u64, content: Content<'_>) -> Result<(), Refusal> {
        match number {
            3 | 4 | 5 | 13 if self.counted.is_some() => {}
            1 => self.sample_types.push(rare::value_type(content)?),
            2 => return Err(NotProto::TypeMismatch.into()),
            3 => self.mappings.push(rare::mapping(content)?),
            4 => self.locations.push(rare::location(content, &mut self.lines)?),
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
        if let Some(counted) = &mut self.counted {
            counted.samples += 1;
            counted.labels = counted.labels || samples::has_labels(bytes)?;
            return Ok(());
        }
        match self.samples.read(bytes) {
            Ok(()) => Ok(()),
            Err(SampleRefusal::NotProto(reason)) => Err(reason.into()),
            Err(SampleRefusal::OutOfMemory) => {
                self.count_on();
                self.sample(bytes)
            }
        }
    }

    /// That the memory does not hold it, and how large it is.
    #[cold]
    fn too_large(&mut self) -> Refusal {
        let default = self.name(self.default_sample_type).unwrap_or_default();
        let sample_types = self.samples.choice.named(self.sample_types());
        let is_default = |(_, own): &&(u32, String)| *own == default && !own.is_empty();
        let default = sample_types.iter().find(is_default).or(sample_types.last());
        self.count_on();
        let labels = self.counted.as_ref().is_some_and(|counted| counted.labels);
        Refusal::Final(Error::new(ErrorKind::TooLarge(Extent {
            samples: self.samples(),
            bytes: self.consumed,
            labels: labels && !self.samples.choice.drop_labels,
            default_type: default.map_or(0, |(number, _)| *number),
            sample_types,
        })))
    }

    /// Resolves and checks what was read.
    ///
    /// # Errors
    ///
    /// The file ends within a field or refers to texts that it does not have, so it is no profile.proto; or it is one
    /// that contradicts itself, or for which the memory does not suffice.
    pub fn finish(mut self) -> Result<Profile, Refusal> {
        if !self.pending.is_empty() {
            return Err(NotProto::Truncated.into());
        }
        if self.counted.is_some() {
            return Err(self.too_large());
        }
        match self.resolve() {
            Ok(profile) => Ok(profile),
            Err(Unfinished::Refused(refusal)) => Err(refusal),
            Err(Unfinished::OutOfMemory) => Err(self.too_large()),
        }
    }

    fn resolve(&mut self) -> Result<Profile, Unfinished> {
        let texts = Texts(&self.string_ids);
        // Every index is looked up before anything is checked: one that lies outside means that this is no profile.
        let mut mappings = list(self.mappings.len())?;
        for mapping in &self.mappings {
            mappings.push(texts.mapping(mapping)?);
        }
        let mut functions = list(self.functions.len())?;
        for function in &self.functions {
            functions.push(texts.function(function)?);
        }
        let mut sample_types = list(self.sample_types.len())?;
        for sample_type in &self.sample_types {
            sample_types.push(texts.value_type(sample_type)?);
        }
        let mut comments = list(self.comments.len())?;
        for &comment in &self.comments {
            comments.push(texts.get(comment)?);
        }
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
        let (locations, lines) = self.resolve_locations()?;
        let unknown_location = self.samples.resolve(&locations)?;
        let malformed = |reason| Unfinished::Refused(Refusal::Final(Error::new(ErrorKind::Malformed(reason))));
        self.check_samples(unknown_location).map_err(malformed)?;
        self.check_tables()?.map_err(malformed)?;
        self.samples.shrink();
        let SampleColumns {
            stacks,
            starts,
            lengths,
            mut values,
            labels,
            choice,
            ..
        } = std::mem::take(&mut self.samples);
        values.resize_with(choice.columns(sample_types.len()).len(), Vec::new);
        let mut profile = Profile {
            strings: std::mem::take(&mut self.strings).into(),
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
            label_functions: None,
            symbols: None,
            lacks_divisor: false,
        };
        choice.tell(&mut profile);
        Ok(profile)
    }

    /// Locations with their frames; a frame whose function is not defined gets the id behind the last function.
    fn resolve_locations(&self) -> Result<(Vec<Location>, Vec<Line>), OutOfMemory> {
        let mapping_ids = RowsById::new(self.mappings.iter().map(|mapping| mapping.id))?;
        let function_ids = RowsById::new(self.functions.iter().map(|function| function.id))?;
        let unknown = self.functions.len() as u32;
        let lines = self.lines.iter().map(|line| Line {
            function: FunctionId(function_ids.get(line.function_id).unwrap_or(unknown)),
            line: line.line,
            column: line.column,
        });
        let locations = self.locations.iter().map(|location| Location {
            id: location.id,
            mapping: mapping_ids.get(location.mapping_id).map(MappingId),
            address: location.address,
            first_line: location.first_line,
            line_count: location.line_count,
            is_folded: location.is_folded,
        });
        let lines = collected(self.lines.len(), lines)?;
        Ok((collected(self.locations.len(), locations)?, lines))
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
    fn check_tables(&self) -> Result<Result<(), String>, OutOfMemory> {
        let mappings = self.mappings.iter().map(|mapping| mapping.id);
        if let Err(reason) = check_ids(mappings, "found mapping with reserved ID=0", "mappings")? {
            return Ok(Err(reason));
        }
        let functions = self.functions.iter().map(|function| function.id);
        if let Err(reason) = check_ids(functions, "found function with reserved ID=0", "functions")? {
            return Ok(Err(reason));
        }
        let function_ids = RowsById::new(self.functions.iter().map(|function| function.id))?;
        let mut seen = FxHashSet::default();
        seen.try_reserve(self.locations.len()).map_err(|_| OutOfMemory)?;
        for location in &self.locations {
            let id = location.id;
            if id == 0 {
                return Ok(Err("found location with reserved id=0".to_owned()));
            }
            if !seen.insert(id) {
                return Ok(Err(format!("multiple locations with same id: {id}")));
            }
            let lines = &self.lines[location.first_line as usize..][..location.line_count as usize];
            if lines.iter().any(|line| function_ids.get(line.function_id).is_none()) {
                return Ok(Err(format!("location id: {id} has a line with nil function")));
            }
        }
        Ok(Ok(()))
    }
}

fn check_ids(
    ids: impl ExactSizeIterator<Item = u64>,
    reserved: &str,
    table: &str,
) -> Result<Result<(), String>, OutOfMemory> {
    let mut seen = FxHashSet::default();
    seen.try_reserve(ids.len()).map_err(|_| OutOfMemory)?;
    for id in ids {
        if id == 0 {
            return Ok(Err(reserved.to_owned()));
        }
        if !seen.insert(id) {
            return Ok(Err(format!("multiple {table} with same id: {id}")));
        }
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
