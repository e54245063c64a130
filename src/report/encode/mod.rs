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
use crate::base::room::ask_for;
use crate::base::sink::Sink;
use crate::base::sort::sort_by_key;
use crate::base::text::truncate;
use crate::profile::label_groups::{LabelGroups, has_units};
use crate::profile::{FunctionId, Label, LocationId, Profile, ValueType, messages};
use prost::Message;
use prost::encoding::{self, WireType, encode_key, encode_varint};

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
    /// All frames, as the filters leave them.
    All,
    /// The physical function alone: `noinlines`.
    Physical {
        /// Whether columns stay: `showcolumns`.
        columns: bool,
    },
}

/// Writes the samples that are left as a profile.proto, in gzip.
///
/// # Errors
///
/// What `out` answers.
pub fn write(filtered: &Filtered, encoding: Encoding, out: &mut dyn Sink) -> Result<()> {
    let mut encoder = Encoder {
        filtered,
        profile: filtered.profile(),
        encoding,
        strings: StringTable::default(),
        numbers: vec![None; filtered.profile().strings.len()],
        out: Buffer::new(out),
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
    put_head(out, tag, packed.len());
    out.extend_from_slice(&packed);
}

/// Writes what stands in front of a message, a text or packed numbers.
fn put_head(out: &mut Vec<u8>, tag: u32, length: usize) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(length as u64, out);
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

    /// Writes a message as a field of the profile.
    fn message(&mut self, tag: u32, message: &impl Message) -> Result<()> {
        encoding::message::encode(tag, message, &mut self.out.text);
        self.out.checkpoint()
    }

    fn value_type(&mut self, value_type: ValueType) -> messages::ValueType {
        messages::ValueType {
            kind: self.text(value_type.kind),
            unit: self.text(value_type.unit),
        }
    }

    fn types(&mut self) -> Result<()> {
        for &sample_type in &self.profile.sample_types {
            let message = self.value_type(sample_type);
            self.message(1, &message)?;
        }
        Ok(())
    }

    /// Samples are too many to be messages first, and their lists are packed as pprof does it.
    fn samples(&mut self) -> Result<()> {
        let columns: Vec<&[i64]> = (0..self.profile.samples.columns())
            .map(|column| self.profile.samples.values(column))
            .collect();
        let ratio = self.encoding.ratio;
        let scaled = |value: i64| match ratio > 0.0 && ratio != 1.0 {
            true => truncate(value as f64 * ratio),
            false => value,
        };
        let (mut stack, mut sample): (Vec<u64>, Vec<u8>) = (Vec::new(), Vec::new());
        for row in 0..self.filtered.len() {
            let sites = self.filtered.stack(row).iter().map(LocationId);
            // A sample is written as a whole, with its length before it.
            ask_for(self.filtered.room_of_labels(row) * 4 + sites.len() as u64 * 40)?;
            let shown = sites.filter(|&site| !self.filtered.is_hidden(site));
            stack.clear();
            stack.extend(shown.map(|site| self.profile.locations[site.index()].id));
            put_list(&mut sample, 1, stack.iter().copied());
            let number = self.filtered.sample(row);
            let values = columns.iter().map(|column| scaled(column[number]) as u64);
            put_list(&mut sample, 2, values);
            self.labels(row, &mut sample);
            put_head(&mut self.out.text, 2, sample.len());
            self.out.text.extend_from_slice(&sample);
            sample.clear();
            self.out.checkpoint()?;
        }
        Ok(())
    }

    fn labels(&mut self, row: usize, sample: &mut Vec<u8>) {
        let mut labels: Vec<Label> = self.filtered.labels(row).collect();
        sort_by_key(&mut labels, |label| self.profile.text(label.key()));
        let groups = LabelGroups::new(labels.into_iter());
        for (key, values) in groups.texts {
            for value in values {
                let label = messages::Label {
                    key: self.text(key),
                    text: self.text(value),
                    ..messages::Label::default()
                };
                encoding::message::encode(3, &label, sample);
            }
        }
        for (key, values) in groups.numbers {
            let with_units = has_units(&values);
            for (number, unit) in values {
                let label = messages::Label {
                    key: self.text(key),
                    number,
                    unit: match with_units {
                        true => self.text(unit.unwrap_or(StringId::EMPTY)),
                        false => 0,
                    },
                    ..messages::Label::default()
                };
                encoding::message::encode(3, &label, sample);
            }
        }
    }

    fn mappings(&mut self) -> Result<()> {
        for mapping in &self.profile.mappings {
            let message = messages::Mapping {
                id: mapping.id,
                start: mapping.start,
                limit: mapping.limit,
                offset: mapping.offset,
                file: self.text(mapping.file),
                build_id: self.text(mapping.build_id),
                has_functions: mapping.has_functions,
                has_filenames: mapping.has_filenames,
                has_line_numbers: mapping.has_line_numbers,
                has_inline_frames: mapping.has_inline_frames && self.encoding.frames == Frames::All,
            };
            self.message(3, &message)?;
        }
        Ok(())
    }

    fn locations(&mut self) -> Result<()> {
        for (id, location) in self.profile.own_locations() {
            let mapping = location.mapping.map(|mapping| &self.profile.mappings[mapping.index()]);
            let lines = shown_lines(self.filtered, id, self.encoding.frames);
            let message = messages::Location {
                id: location.id,
                mapping_id: mapping.map_or(0, |mapping| mapping.id),
                address: location.address,
                lines: lines
                    .map(|line| messages::Line {
                        function_id: self.profile.functions[line.function.index()].id,
                        line: line.line,
                        column: line.column,
                    })
                    .collect(),
                is_folded: location.is_folded,
            };
            self.message(4, &message)?;
        }
        Ok(())
    }

    fn functions(&mut self) -> Result<()> {
        let functions = (0..).map(FunctionId).zip(&self.profile.functions);
        for (_, function) in functions.filter(|&(id, _)| !self.profile.is_twin(id)) {
            let message = messages::Function {
                id: function.id,
                name: self.text(function.name),
                system_name: self.text(function.system_name),
                filename: self.text(function.filename),
                start_line: function.start_line,
            };
            self.message(5, &message)?;
        }
        Ok(())
    }

    /// The string table, and the fields behind it, whose texts are in the table.
    fn rest(&mut self) -> Result<()> {
        let profile = self.profile;
        let before_comments = messages::Profile {
            drop_frames: self.text(profile.drop_frames),
            keep_frames: self.text(profile.keep_frames),
            time_nanos: profile.time_nanos,
            duration_nanos: profile.duration_nanos,
            period_type: Some(self.value_type(profile.period_type))
                .filter(|own| *own != messages::ValueType::default()),
            period: profile.period,
            ..messages::Profile::default()
        };
        let comments: Vec<i64> = profile.comments.iter().map(|&comment| self.text(comment)).collect();
        let behind_comments = messages::Profile {
            // pprof writes this one even if it is 0.
            default_sample_type: Some(self.text(profile.default_sample_type)),
            doc_url: self.text(profile.doc_url),
            ..messages::Profile::default()
        };
        for id in 0..self.strings.len() as u32 {
            let text = self.strings.get(StringId(id));
            put_head(&mut self.out.text, 6, text.len());
            self.out.text.extend_from_slice(text);
            self.out.checkpoint()?;
        }
        self.out.text.extend(before_comments.encode_to_vec());
        put_list(&mut self.out.text, 13, comments.iter().map(|&comment| comment as u64));
        self.out.text.extend(behind_comments.encode_to_vec());
        self.out.checkpoint()
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
