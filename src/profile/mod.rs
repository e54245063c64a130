//! Profile: what a file says, checked and columnar. Nothing in it dangles.
//!
//! Made by [`crate::input`] from a file and by [`crate::profile::combine`] from several profiles; everything later only reads
//! it. A sample is a row over columns: its stack (location ids, the leaf first), one value per sample type, and its
//! labels. A location is one address with the functions that it stands for: several where calls were inlined,
//! innermost first, the physical function last.
//!
//! A profile is cheap to clone: the columns that grow with the samples are shared.

mod samples;

pub mod label_groups;

pub mod combine;

pub(crate) use samples::reserve;
pub use samples::{Label, Labels, Samples};

use crate::base::columns::{StringId, StringTable, id};
use crate::base::error::{Error, ErrorKind, Result};
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
    ///
    /// # Errors
    ///
    /// There is no such sample type, or none at all.
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

#[cfg(test)]
mod tests;
