//! What the filters leave of a profile -> profile.proto, byte for byte what pprof writes before it compresses. Who takes the
//! bytes may compress them; pprof opens either.
//!
//! In: a [`Filtered`] and what becomes of frames and values. Out: bytes for a sink, so that a large profile is never
//! in memory as bytes. Fields come in the order of their numbers, and texts get their numbers in the order of first
//! use: types, labels, mappings, functions, then the profile's own. pprof opens the result with equal reports.

use super::Buffer;
use crate::analysis::filter::Filtered;
use crate::base::columns::{StringId, StringTable};
use crate::base::error::Result;
use crate::base::sink::Sink;
use crate::base::text::truncate;
use crate::profile::label_groups::{LabelGroups, has_units};
use crate::profile::{LocationId, Profile, ValueType};
use prost::encoding::{WireType, encode_key, encode_varint};

/// What becomes of frames and values on the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encoding {
    /// Which frames of a place are written.
    pub frames: Frames,
    /// What every value is multiplied by.
    pub ratio: f64,
}

/// Which frames of a place are written, and what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// All, as they are.
    All,
    /// The physical function alone: `noinlines`.
    Physical {
        /// Whether columns stay: `showcolumns`.
        columns: bool,
    },
}

/// Writes the profile.
pub fn write(filtered: &Filtered, encoding: Encoding, out: &mut dyn Sink) -> Result<()> {
    let mut encoder = Encoder {
        filtered,
        profile: filtered.profile(),
        encoding,
        strings: StringTable::default(),
        numbers: vec![None; filtered.profile().strings.len()],
        out: Buffer::new(out),
        field: Vec::new(),
    };
    encoder.types()?;
    encoder.samples()?;
    encoder.mappings()?;
    encoder.locations()?;
    encoder.functions()?;
    encoder.rest()?;
    encoder.out.finish()
}

struct Encoder<'a> {
    filtered: &'a Filtered,
    profile: &'a Profile,
    encoding: Encoding,
    /// The texts that were used so far.
    strings: StringTable,
    /// By id in the profile, the text's number in the new table.
    numbers: Vec<Option<i64>>,
    out: Buffer<'a>,
    /// The message being written, kept for its memory.
    field: Vec<u8>,
}

/// Writes a varint field unless it is 0.
fn put(out: &mut Vec<u8>, tag: u32, value: u64) {
    if value != 0 {
        encode_key(tag, WireType::Varint, out);
        encode_varint(value, out);
    }
}

/// Writes the first fields of a message, which are numbers.
fn put_numbers(out: &mut Vec<u8>, numbers: &[u64]) {
    for (tag, &number) in (1..).zip(numbers) {
        put(out, tag, number);
    }
}

/// Writes a message or a text.
fn put_bytes(out: &mut Vec<u8>, tag: u32, bytes: &[u8]) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// Writes a list of varints as Go's pprof does: packed if there are more than two.
fn put_list(out: &mut Vec<u8>, tag: u32, values: impl ExactSizeIterator<Item = u64>) {
    if values.len() <= 2 {
        for value in values {
            encode_key(tag, WireType::Varint, out);
            encode_varint(value, out);
        }
        return;
    }
    let mut packed = Vec::with_capacity(values.len() * 3);
    values.for_each(|value| encode_varint(value, &mut packed));
    put_bytes(out, tag, &packed);
}

impl Encoder<'_> {
    /// The number of a text in the new table.
    fn text(&mut self, id: StringId) -> i64 {
        let Encoder {
            strings,
            numbers,
            profile,
            ..
        } = self;
        *numbers[id.index()].get_or_insert_with(|| i64::from(strings.intern(profile.text(id)).0))
    }

    /// Writes `self.field` as a field of the profile.
    fn flush(&mut self, tag: u32) -> Result<()> {
        let mut head = Vec::with_capacity(16);
        encode_key(tag, WireType::LengthDelimited, &mut head);
        encode_varint(self.field.len() as u64, &mut head);
        self.out.push(head);
        self.out.push(&self.field);
        self.field.clear();
        self.out.checkpoint()
    }

    fn value_type(&mut self, value_type: ValueType) -> [u64; 2] {
        [self.text(value_type.kind) as u64, self.text(value_type.unit) as u64]
    }

    fn types(&mut self) -> Result<()> {
        for &sample_type in &self.profile.sample_types {
            let numbers = self.value_type(sample_type);
            put_numbers(&mut self.field, &numbers);
            self.flush(1)?;
        }
        Ok(())
    }

    fn samples(&mut self) -> Result<()> {
        let columns: Vec<&[i64]> = (0..self.profile.samples.columns())
            .map(|column| self.profile.samples.values(column))
            .collect();
        let ratio = self.encoding.ratio;
        let scaled = |value: i64| match ratio > 0.0 && ratio != 1.0 {
            true => truncate(value as f64 * ratio),
            false => value,
        };
        let mut stack: Vec<u64> = Vec::new();
        for row in 0..self.filtered.len() {
            let sites = self.filtered.stack(row).iter().map(|&site| LocationId(site));
            let shown = sites.filter(|&site| !self.filtered.is_hidden(site));
            stack.clear();
            stack.extend(shown.map(|site| self.profile.locations[site.index()].id));
            put_list(&mut self.field, 1, stack.iter().copied());
            let sample = self.filtered.sample(row);
            let values = columns.iter().map(|column| scaled(column[sample]) as u64);
            put_list(&mut self.field, 2, values);
            self.labels(row);
            self.flush(2)?;
        }
        Ok(())
    }

    fn labels(&mut self, row: usize) {
        let mut groups = LabelGroups::new(self.filtered.labels(row));
        let profile = self.profile;
        groups.texts.sort_by_key(|&(key, _)| profile.text(key));
        groups.numbers.sort_by_key(|&(key, _)| profile.text(key));
        let mut label = Vec::new();
        for (key, values) in groups.texts {
            for value in values {
                put(&mut label, 1, self.text(key) as u64);
                put(&mut label, 2, self.text(value) as u64);
                put_bytes(&mut self.field, 3, &label);
                label.clear();
            }
        }
        for (key, values) in groups.numbers {
            let with_units = has_units(&values);
            for (value, unit) in values {
                put(&mut label, 1, self.text(key) as u64);
                put(&mut label, 3, value as u64);
                if with_units {
                    put(&mut label, 4, self.text(unit.unwrap_or(StringId::EMPTY)) as u64);
                }
                put_bytes(&mut self.field, 3, &label);
                label.clear();
            }
        }
    }

    fn mappings(&mut self) -> Result<()> {
        for mapping in &self.profile.mappings {
            let numbers = [
                mapping.id,
                mapping.start,
                mapping.limit,
                mapping.offset,
                self.text(mapping.file) as u64,
                self.text(mapping.build_id) as u64,
                u64::from(mapping.has_functions),
                u64::from(mapping.has_filenames),
                u64::from(mapping.has_line_numbers),
                u64::from(mapping.has_inline_frames && self.encoding.frames == Frames::All),
            ];
            put_numbers(&mut self.field, &numbers);
            self.flush(3)?;
        }
        Ok(())
    }

    fn locations(&mut self) -> Result<()> {
        let mut field = Vec::new();
        for (index, location) in self.profile.locations.iter().enumerate() {
            let mapping = location.mapping.map(|mapping| &self.profile.mappings[mapping.index()]);
            let mapping_id = mapping.map_or(0, |mapping| mapping.id);
            put_numbers(&mut self.field, &[location.id, mapping_id, location.address]);
            for line in shown_lines(self.filtered, LocationId(index as u32), self.encoding.frames) {
                let function = &self.profile.functions[line.function.index()];
                put_numbers(&mut field, &[function.id, line.line as u64, line.column as u64]);
                put_bytes(&mut self.field, 4, &field);
                field.clear();
            }
            put(&mut self.field, 5, u64::from(location.is_folded));
            self.flush(4)?;
        }
        Ok(())
    }

    fn functions(&mut self) -> Result<()> {
        for function in &self.profile.functions {
            let numbers = [
                function.id,
                self.text(function.name) as u64,
                self.text(function.system_name) as u64,
                self.text(function.filename) as u64,
                function.start_line as u64,
            ];
            put_numbers(&mut self.field, &numbers);
            self.flush(5)?;
        }
        Ok(())
    }

    /// The string table, and the fields behind it, whose texts are in the table.
    fn rest(&mut self) -> Result<()> {
        let profile = self.profile;
        let drop_frames = self.text(profile.drop_frames);
        let keep_frames = self.text(profile.keep_frames);
        let period_type = self.value_type(profile.period_type);
        let comments: Vec<u64> = profile
            .comments
            .iter()
            .map(|&comment| self.text(comment) as u64)
            .collect();
        let default_sample_type = self.text(profile.default_sample_type);
        let doc_url = self.text(profile.doc_url);
        for id in 0..self.strings.len() as u32 {
            self.field.extend_from_slice(self.strings.get(StringId(id)));
            self.flush(6)?;
        }
        let mut rest = Vec::new();
        put(&mut rest, 7, drop_frames as u64);
        put(&mut rest, 8, keep_frames as u64);
        put(&mut rest, 9, profile.time_nanos as u64);
        put(&mut rest, 10, profile.duration_nanos as u64);
        if period_type != [0, 0] {
            put_numbers(&mut self.field, &period_type);
            put_bytes(&mut rest, 11, &self.field);
        }
        put(&mut rest, 12, profile.period as u64);
        put_list(&mut rest, 13, comments.iter().copied());
        // pprof writes this one even if it is 0.
        encode_key(14, WireType::Varint, &mut rest);
        encode_varint(default_sample_type as u64, &mut rest);
        put(&mut rest, 15, doc_url as u64);
        self.out.push(rest);
        Ok(())
    }
}

/// The frames of a place that are written, innermost first.
pub fn shown_lines(
    filtered: &Filtered,
    location: LocationId,
    frames: Frames,
) -> impl Iterator<Item = crate::profile::Line> + '_ {
    let mut lines = filtered.lines_of(location);
    if let Frames::Physical { .. } = frames {
        lines = &lines[lines.len().saturating_sub(1)..];
    }
    lines.iter().map(move |&line| match frames {
        Frames::Physical { columns: false } => crate::profile::Line { column: 0, ..line },
        _ => line,
    })
}
