//! Profile: what a file says, checked and columnar. Nothing in it dangles.
//!
//! Made by [`crate::input`] from a file and by [`crate::profile::combine`] from several profiles; everything later only reads
//! it. A sample is a row over columns: its stack (location ids, the leaf first), one value per sample type, and its
//! labels. A location is one address with the functions that it stands for: several where calls were inlined,
//! innermost first, the physical function last.
//!
//! A profile is cheap to clone: the columns that grow with the samples are shared.
//!
//! | file | what it holds |
//! |---|---|
//! | `mod.rs` | the profile and its tables: mappings, locations, functions |
//! | `samples.rs`, `labels.rs` | what grows with the samples |
//! | `symbols.rs` | what comments of texts say |
//! | `span.rs` | whether the time that it took can be what it says |
//! | `goroutine_labels.rs` | what labels say of goroutines |
//! | `label_groups.rs` | the labels of a sample as reports list them |
//! | `combine/` | several profiles into one |

mod labels;
mod samples;
mod span;
mod symbols;

pub mod messages;

pub mod goroutine_labels;

pub mod label_groups;

pub mod combine;

pub use labels::{Label, Labels};
pub use samples::Samples;
pub use span::SEVERAL_AT_A_TIME;
pub use symbols::{Place, Symbol, Symbols};

use crate::base::columns::{StringId, StringTable, id};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::names::{is_anonymous, is_named_in_brackets};
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
    /// How long it was collected, in nanoseconds; 0 if unknown.
    pub duration_nanos: i64,
    /// What the period counts; two empty texts if the file does not say.
    pub period_type: ValueType,
    /// The number of events between two samples, in the unit of the period's type.
    pub period: i64,
    /// Free text, printed in headers unless it starts with `#`.
    pub comments: Vec<StringId>,
    /// Where the profile's kind is documented; empty for none.
    pub doc_url: StringId,
    /// The first of the functions that stand for values of labels, as do those behind it: those of `tagroot` and `tagleaf`.
    pub label_functions: Option<FunctionId>,
    /// What a text says in comments about its samples. None once the profile is combined.
    pub symbols: Option<Rc<Symbols>>,
    /// Whether the first sample type of the file, by which means are divided, is none of those that were kept.
    pub lacks_divisor: bool,
}

/// The name and the unit of a measure, such as `cpu` in `nanoseconds`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ValueType {
    /// What is measured: `cpu`, `inuse_space`.
    pub kind: StringId,
    /// In which unit: `nanoseconds`, `bytes`; empty if the file does not say.
    pub unit: StringId,
}

/// A binary and where it was loaded.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// The first address that it occupies.
    pub start: u64,
    /// The first address behind it.
    pub limit: u64,
    /// Offset of `start` in the binary.
    pub offset: u64,
    /// The path of the binary where it ran.
    pub file: StringId,
    /// The binary's build id.
    pub build_id: StringId,
    /// Whether its locations are said to have function names.
    pub has_functions: bool,
    /// Whether they are said to have file names.
    pub has_filenames: bool,
    /// Whether they are said to have line numbers.
    pub has_line_numbers: bool,
    /// Whether they are said to have the frames of inlined calls.
    pub has_inline_frames: bool,
}

/// One place of code, and the calls that were inlined there.
#[derive(Clone, Debug, Default)]
pub struct Location {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// The binary that it lies in; none if the file does not say.
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

/// One frame of a location: a function, and where in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line {
    /// The function whose frame it is.
    pub function: FunctionId,
    /// The line in the function's file, from 1; 0 if unknown.
    pub line: i64,
    /// The column in that line, from 1; 0 if unknown.
    pub column: i64,
}

/// A function's names and file.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// The id that the file gave it; never 0, unique.
    pub id: u64,
    /// Its name for people: demangled, where that was done.
    pub name: StringId,
    /// Its name for the linker, mangled as it may be.
    pub system_name: StringId,
    /// The path of its source file where it was built; empty if unknown.
    pub filename: StringId,
    /// The line where the function begins; 0 if unknown.
    pub start_line: i64,
}

impl Profile {
    /// About how many bytes it takes to copy its tables, to combine them with others or to write them. Its samples and their labels are
    /// shared where they stay as they are; where new ones are made, whoever makes them asks for each column.
    pub fn room(&self) -> u64 {
        let tables = self.locations.len() * 160 + self.lines.len() * 64 + self.functions.len() * 128;
        let types = self.sample_types.len() * 600;
        (tables + types + self.strings.len() * 48 + self.strings.length() * 3) as u64
    }

    /// About how many bytes it takes to say everything once that it has words for: names, labels, sample types, comments.
    pub fn room_of_words(&self) -> u64 {
        let lists = self.strings.len() * 48 + self.sample_types.len() * 400 + self.comments.len() * 120;
        (lists + self.strings.length() * 6) as u64
    }

    /// About how many bytes labels take as texts, each by itself.
    pub fn room_of_labels(&self, labels: impl Iterator<Item = Label>) -> u64 {
        let text = |id: StringId| self.text(id).len() as u64;
        let length = |label: Label| match label {
            Label::Text { key, value } => text(key) + text(value),
            Label::Number { key, .. } => text(key) + 24,
        };
        labels.map(|label| length(label) + 64).sum()
    }

    /// Whether a function stands for a value of a label: its name is the value, its file the label.
    pub fn is_of_label(&self, function: FunctionId) -> bool {
        self.label_functions.is_some_and(|first| function >= first)
    }

    /// Whether a function stands for a number that pprof rounds, beside that which pprof has: it differs from it in its system name
    /// alone, which is the number with all its digits.
    pub fn is_twin(&self, function: FunctionId) -> bool {
        self.is_of_label(function) && self.functions[function.index()].system_name != StringId::EMPTY
    }

    /// The locations but for those of twins.
    pub fn own_locations(&self) -> impl Iterator<Item = (LocationId, &Location)> {
        let locations = (0..).map(LocationId).zip(&self.locations);
        locations.filter(|&(id, _)| {
            !self
                .lines_of(id)
                .first()
                .is_some_and(|line| self.is_twin(line.function))
        })
    }

    /// What views call a function: its name, or that of the linker where nothing but brackets that are its name were taken away.
    pub fn view_name(&self, function: &Function) -> StringId {
        match function.name != function.system_name && is_named_in_brackets(self.text(function.system_name)) {
            true => function.system_name,
            false => function.name,
        }
    }

    /// What views call a function that has no name of its own: with where it begins, `(anonymous) /app/db.js:44`. None for others, and
    /// where its file is unknown.
    pub fn placed_name(&self, function: &Function) -> Option<Vec<u8>> {
        let name = self.text(self.view_name(function));
        if function.filename == StringId::EMPTY || !is_anonymous(name) {
            return None;
        }
        let mut placed = [name, b" ", self.text(function.filename)].concat();
        if function.start_line != 0 {
            placed.extend_from_slice(format!(":{}", function.start_line).as_bytes());
        }
        Some(placed)
    }

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

    /// The path of the binary that a location lies in; empty if unknown.
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
    /// There is no such sample type; the message lists those that there are.
    pub fn sample_index(&self, name: &str) -> Result<usize> {
        let names = self.sample_type_names();
        if names.is_empty() {
            return Err(Error::new(ErrorKind::Usage("profile has no samples".to_owned())));
        }
        if name.is_empty() {
            let default = self.display(self.default_sample_type);
            let position = names.iter().position(|name| *name == default);
            return Ok(position.filter(|_| !default.is_empty()).unwrap_or(names.len() - 1));
        }
        sample_type(&names, name)
    }

    /// The names of the sample types, as messages list them: `[samples cpu]`.
    pub fn sample_type_names(&self) -> Vec<String> {
        self.sample_types
            .iter()
            .map(|sample_type| self.display(sample_type.kind))
            .collect()
    }
}

/// The number of a sample type, given by name or number, among the names of some.
///
/// # Errors
///
/// There is no such sample type; the message lists those that there are.
pub fn sample_type(names: &[String], name: &str) -> Result<usize> {
    if let Ok(index) = name.parse::<i64>() {
        let known = usize::try_from(index).ok().filter(|&index| index < names.len());
        return known.ok_or_else(|| {
            let last = names.len().saturating_sub(1);
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

#[cfg(test)]
mod tests;
