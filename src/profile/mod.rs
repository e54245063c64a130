//! Profile: what a file says, checked and columnar. Nothing in it dangles.
//!
//! Made by [`crate::input`] from a file and by [`crate::profile::combine`] from several profiles; everything later only reads
//! it. A sample is a row over columns: its stack (location ids, the leaf first), one value per sample type, and its
//! labels. A location is one address with the functions that it stands for: several where calls were inlined,
//! innermost first, the physical function last.
//!
//! A profile is cheap to clone: the columns that grow with the samples are shared.

pub mod messages;

pub mod label_groups;

pub mod combine;

use crate::base::columns::{Blocks, StringId, StringTable, id};
use crate::base::error::{Error, ErrorKind, OutOfMemory, Result};
use crate::base::text::go_quote;
use std::rc::Rc;

id! {
    /// A place of code of a profile: an index into [`Profile::locations`].
    LocationId
}
id! {
    /// A function of a profile: an index into [`Profile::functions`].
    FunctionId
}
id! {
    /// A loaded binary of a profile: an index into [`Profile::mappings`].
    MappingId
}

/// A checked profile. Field names are those of profile.proto.
#[derive(Clone, Default)]
pub struct Profile {
    /// Every text that the other fields refer to.
    pub strings: Rc<StringTable>,
    /// What each value of a sample measures, in the order of the value columns. Never empty after `combine`.
    pub sample_types: Vec<ValueType>,
    /// The sample type that reports start with; empty if the file names none.
    pub default_sample_type: StringId,
    /// The samples, in the order of the file.
    pub samples: Samples,
    /// The binaries; the first one is the program itself.
    pub mappings: Vec<Mapping>,
    /// The places that stacks are made of.
    pub locations: Vec<Location>,
    /// The frames of all locations, one behind another; see [`Profile::lines_of`].
    pub lines: Vec<Line>,
    /// The functions that lines refer to.
    pub functions: Vec<Function>,
    /// Frames matching this regular expression are removed when the profile is prepared; empty for none.
    pub drop_frames: StringId,
    /// Exceptions from `drop_frames`; empty for none.
    pub keep_frames: StringId,
    /// When the profile was taken, in nanoseconds since 1970; 0 if unknown.
    pub time_nanos: i64,
    /// How long it was collected; 0 if unknown.
    pub duration_nanos: i64,
    /// What the period counts; two empty texts if the file does not say.
    pub period_type: ValueType,
    /// The number of events between two samples.
    pub period: i64,
    /// Free text, printed in headers unless it starts with `#`.
    pub comments: Vec<StringId>,
    /// Where the profile's kind is documented; empty for none.
    pub doc_url: StringId,
    /// What a text says in comments about its samples. None once the profile is combined.
    pub symbols: Option<Rc<Symbols>>,
}

/// What a text says in comments about its samples, which themselves are addresses. pprof skips it; [`crate::profile::combine`]
/// makes frames and labels of it, unless names are to stay as they are.
#[derive(Clone, Default)]
pub struct Symbols {
    /// What is known about each location.
    pub places: Vec<Place>,
    /// The frames of all places, one behind another.
    pub frames: Vec<Symbol>,
    /// The labels of each sample.
    pub labels: Labels,
}

/// What a text says about an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    #[default]
    Unknown,
    /// It lies in these [`Symbols::frames`], innermost first.
    Frames {
        /// The index of the first one.
        first: u32,
        /// Their number.
        count: u32,
    },
    /// It lies in one of the runtime's functions, which are not told apart.
    Runtime,
    /// It is where goroutines end, and stands for no call.
    Exit,
}

/// A frame as a text names it.
#[derive(Clone, Copy, Debug)]
pub struct Symbol {
    /// The function's name.
    pub function: StringId,
    /// Its file; empty if unknown.
    pub file: StringId,
    /// The line in the file; 0 if unknown.
    pub line: i64,
    /// Where the machine code begins that the frame is part of: that of the function itself, or of the one that it was
    /// inlined into.
    pub entry: u64,
}

/// The name and the unit of a measure, such as `cpu` in `nanoseconds`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ValueType {
    /// What is measured.
    pub kind: StringId,
    /// In which unit.
    pub unit: StringId,
}

/// A binary and where it was loaded.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// First address.
    pub start: u64,
    /// First address behind it.
    pub limit: u64,
    /// Offset of `start` in the binary.
    pub offset: u64,
    /// Path of the binary.
    pub file: StringId,
    /// The binary's build id.
    pub build_id: StringId,
    /// What is known about the locations of this mapping.
    pub has_functions: bool,
    /// See `has_functions`.
    pub has_filenames: bool,
    /// See `has_functions`.
    pub has_line_numbers: bool,
    /// See `has_functions`.
    pub has_inline_frames: bool,
}

/// One place of code, and the calls that were inlined there.
#[derive(Clone, Debug, Default)]
pub struct Location {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// The binary it lies in.
    pub mapping: Option<MappingId>,
    /// The instruction's address; 0 if unknown.
    pub address: u64,
    /// Its frames: the range of [`Profile::lines`] from the innermost to the physical function.
    pub first_line: u32,
    /// The number of its frames; 0 if the place is not symbolised.
    pub line_count: u32,
    /// Whether several places were folded into this one.
    pub is_folded: bool,
}

/// One frame of a location.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// The function.
    pub function: FunctionId,
    /// The line in the function's file; 0 if unknown.
    pub line: i64,
    /// The column in that line; 0 if unknown.
    pub column: i64,
}

/// A function's names and file.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// Its name for people.
    pub name: StringId,
    /// Its name for the linker.
    pub system_name: StringId,
    /// The source file.
    pub filename: StringId,
    /// The line where the function begins; 0 if unknown.
    pub start_line: i64,
}

/// The samples as columns.
#[derive(Clone, Default)]
pub struct Samples {
    stacks: Rc<Blocks>,
    starts: Vec<u32>,
    lengths: Vec<u32>,
    /// One column per sample type.
    values: Vec<Rc<Vec<i64>>>,
    labels: Rc<Labels>,
}

impl Samples {
    /// Puts columns together. All of them have one entry per sample; `labels` may have none at all.
    pub(crate) fn new(
        stacks: Blocks,
        starts: Vec<u32>,
        lengths: Vec<u32>,
        values: Vec<Vec<i64>>,
        labels: Labels,
    ) -> Samples {
        Samples {
            stacks: Rc::new(stacks),
            starts,
            lengths,
            values: values.into_iter().map(Rc::new).collect(),
            labels: Rc::new(labels),
        }
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The locations of a sample's stack, the leaf first, as indices of [`LocationId`].
    #[inline]
    pub fn stack(&self, sample: usize) -> &[u32] {
        self.stacks.get(self.starts[sample], self.lengths[sample])
    }

    /// Where among all [`stacks`](Self::stacks) that of a sample begins, and how long it is.
    #[inline]
    pub fn stack_place(&self, sample: usize) -> (u32, u32) {
        (self.starts[sample], self.lengths[sample])
    }

    /// The locations of all stacks.
    pub fn stacks(&self) -> &Blocks {
        &self.stacks
    }

    /// The values of all samples in one sample type's column.
    #[inline]
    pub fn values(&self, column: usize) -> &[i64] {
        &self.values[column]
    }

    /// The number of value columns.
    pub fn columns(&self) -> usize {
        self.values.len()
    }

    /// Whether a sample's values are all 0.
    pub fn is_zero(&self, sample: usize) -> bool {
        self.values.iter().all(|column| column[sample] == 0)
    }

    /// The labels of a sample in the order of the file.
    #[inline]
    pub fn labels(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        self.labels.of(sample)
    }

    /// All labels.
    pub fn all_labels(&self) -> &Labels {
        &self.labels
    }

    /// Shortens a stack to its part from `begin` up to `end`, counted from the leaf.
    pub(crate) fn cut_stack(&mut self, sample: usize, begin: usize, end: usize) {
        self.starts[sample] += begin as u32;
        self.lengths[sample] = (end - begin) as u32;
    }

    /// Keeps only the named columns, in this order; a column may be named more than once.
    pub(crate) fn select_columns(&mut self, columns: &[usize]) {
        self.values = columns.iter().map(|&column| Rc::clone(&self.values[column])).collect();
    }

    /// The samples that are marked in `kept`, with new values.
    pub(crate) fn with_values(&self, columns: Vec<Vec<i64>>, kept: &[bool]) -> Samples {
        if kept.iter().all(|&kept| kept) {
            let values = columns.into_iter().map(Rc::new).collect();
            return Samples { values, ..self.clone() };
        }
        let rows: Vec<usize> = (0..self.len()).filter(|&sample| kept[sample]).collect();
        let mut labels = Labels::default();
        for (new, &row) in rows.iter().enumerate() {
            self.labels(row).for_each(|label| labels.push(label));
            labels.end_sample(new);
        }
        Samples {
            stacks: Rc::clone(&self.stacks),
            starts: rows.iter().map(|&row| self.starts[row]).collect(),
            lengths: rows.iter().map(|&row| self.lengths[row]).collect(),
            values: columns
                .iter()
                .map(|column| Rc::new(rows.iter().map(|&row| column[row]).collect()))
                .collect(),
            labels: Rc::new(labels),
        }
    }

    /// The same samples with other stacks.
    pub(crate) fn with_stacks(&self, stacks: Blocks, starts: Vec<u32>, lengths: Vec<u32>) -> Samples {
        Samples {
            stacks: Rc::new(stacks),
            starts,
            lengths,
            ..self.clone()
        }
    }

    /// The same samples with other labels.
    pub(crate) fn with_labels(&self, labels: Labels) -> Samples {
        Samples {
            labels: Rc::new(labels),
            ..self.clone()
        }
    }

    /// The number of frames in all stacks together.
    pub fn stack_entries(&self) -> usize {
        self.stacks.len()
    }
}

/// A label of a sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// A text.
    Text {
        /// The label's name.
        key: StringId,
        /// Its value.
        value: StringId,
    },
    /// A number, with its unit if the file gives one.
    Number {
        /// The label's name.
        key: StringId,
        /// Its value.
        value: i64,
        /// Its unit.
        unit: Option<StringId>,
    },
}

impl Label {
    /// The label's name.
    pub fn key(self) -> StringId {
        match self {
            Label::Text { key, .. } | Label::Number { key, .. } => key,
        }
    }
}

impl Symbols {
    /// Adds a frame to a location, whose frames are the last ones if it has any.
    pub(crate) fn add(&mut self, location: u32, symbol: Symbol) {
        let place = &mut self.places[location as usize];
        match place {
            Place::Frames { count, .. } => *count += 1,
            _ => {
                *place = Place::Frames {
                    first: self.frames.len() as u32,
                    count: 1,
                }
            }
        }
        self.frames.push(symbol);
    }
}

/// The labels of all samples as columns.
#[derive(Clone, Default)]
pub struct Labels {
    /// For each sample, where its labels end. Empty if no sample has any.
    ends: Vec<u32>,
    keys: Vec<StringId>,
    /// Numbers, or string ids.
    values: Vec<i64>,
    /// A string id, or one of the two marks below.
    units: Vec<u32>,
}

/// In the unit column: the label is a text.
const TEXT: u32 = u32::MAX;
/// In the unit column: the label is a number without a unit.
const NO_UNIT: u32 = u32::MAX - 1;

impl Labels {
    /// Adds a label to the sample being built.
    pub(crate) fn push(&mut self, label: Label) {
        let (key, value, unit) = match label {
            Label::Text { key, value } => (key, i64::from(value.0), TEXT),
            Label::Number { key, value, unit } => (key, value, unit.map_or(NO_UNIT, |unit| unit.0)),
        };
        self.keys.push(key);
        self.values.push(value);
        self.units.push(unit);
    }

    /// Makes room for a label.
    pub(crate) fn reserve(&mut self) -> Result<(), OutOfMemory> {
        reserve(&mut self.keys)?;
        reserve(&mut self.values)?;
        reserve(&mut self.units)
    }

    /// Ends the labels of sample number `sample`. Samples before it that were not ended have none.
    pub(crate) fn end_sample(&mut self, sample: usize) {
        let end = self.keys.len() as u32;
        if self.ends.is_empty() && end == 0 {
            return;
        }
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.resize(sample, before);
        self.ends.push(end);
    }

    /// The labels of one sample.
    #[inline]
    pub(crate) fn of(&self, sample: usize) -> impl Iterator<Item = Label> + '_ {
        let (start, end) = match self.ends.get(sample) {
            Some(&end) => (if sample == 0 { 0 } else { self.ends[sample - 1] }, end),
            None => (0, 0),
        };
        (start as usize..end as usize).map(|index| self.get(index))
    }

    #[inline]
    fn get(&self, index: usize) -> Label {
        let (key, value) = (self.keys[index], self.values[index]);
        match self.units[index] {
            TEXT => Label::Text {
                key,
                value: StringId(value as u32),
            },
            NO_UNIT => Label::Number { key, value, unit: None },
            unit => Label::Number {
                key,
                value,
                unit: Some(StringId(unit)),
            },
        }
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no sample has a label.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All labels, sample by sample.
    pub fn iter(&self) -> impl Iterator<Item = Label> + '_ {
        (0..self.keys.len()).map(|index| self.get(index))
    }

    /// Gives every string id a new number.
    pub(crate) fn renumber_strings(&mut self, renumbered: &[StringId]) {
        let change = |id: &mut StringId| *id = renumbered[id.index()];
        self.keys.iter_mut().for_each(change);
        for (unit, value) in self.units.iter_mut().zip(&mut self.values) {
            match *unit {
                TEXT => *value = i64::from(renumbered[*value as usize].0),
                NO_UNIT => {}
                id => *unit = renumbered[id as usize].0,
            }
        }
    }
}

/// Makes room for one more entry, doubling as `Vec` does, but reporting a lack of memory instead of aborting.
#[inline(always)]
pub(crate) fn reserve<T>(column: &mut Vec<T>) -> Result<(), OutOfMemory> {
    match column.len() < column.capacity() {
        true => Ok(()),
        false => double(column),
    }
}

#[cold]
#[inline(never)]
fn double<T>(column: &mut Vec<T>) -> Result<(), OutOfMemory> {
    column.try_reserve(column.len().max(64)).map_err(|_| OutOfMemory)
}

impl Profile {
    /// The bytes of a text.
    #[inline]
    pub fn text(&self, id: StringId) -> &[u8] {
        self.strings.get(id)
    }

    /// A text for people: what is not UTF-8 in it is replaced.
    pub fn display(&self, id: StringId) -> String {
        String::from_utf8_lossy(self.text(id)).into_owned()
    }

    /// The frames of a location, innermost first.
    #[inline]
    pub fn lines_of(&self, location: LocationId) -> &[Line] {
        let location = &self.locations[location.index()];
        &self.lines[location.first_line as usize..][..location.line_count as usize]
    }

    /// The file of the binary that a location lies in; empty if unknown.
    pub fn mapping_file(&self, location: LocationId) -> StringId {
        match self.locations[location.index()].mapping {
            Some(mapping) => self.mappings[mapping.index()].file,
            None => StringId::EMPTY,
        }
    }

    /// The column of a sample type given by name or number; an empty text is the profile's own choice, or the last.
    /// `inuse_space` also finds `space`.
    pub fn sample_index(&self, name: &str) -> Result<usize> {
        let names = self.sample_type_names();
        if names.is_empty() {
            return Err(Error::new(ErrorKind::Usage("profile has no samples".to_owned())));
        }
        let last = names.len() - 1;
        let position = |wanted: &str| names.iter().position(|name| name == wanted);
        if name.is_empty() {
            let default = self.display(self.default_sample_type);
            return Ok(position(&default).filter(|_| !default.is_empty()).unwrap_or(last));
        }
        if let Ok(index) = name.parse::<i64>() {
            return usize::try_from(index)
                .ok()
                .filter(|&index| index <= last)
                .ok_or_else(|| {
                    Error::new(ErrorKind::Usage(format!(
                        "sample_index {name} is outside the range [0..{last}]"
                    )))
                });
        }
        let short = name.strip_prefix("inuse_").unwrap_or(name);
        names.iter().position(|own| own == name || own == short).ok_or_else(|| {
            let names = names.join(" ");
            Error::new(ErrorKind::Usage(format!(
                "sample_index {} must be one of: [{names}]",
                go_quote(name)
            )))
        })
    }

    /// The names of the sample types, as messages list them: `[samples cpu]`.
    pub fn sample_type_names(&self) -> Vec<String> {
        self.sample_types
            .iter()
            .map(|sample_type| self.display(sample_type.kind))
            .collect()
    }
}
