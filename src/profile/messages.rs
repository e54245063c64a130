//! profile.proto as prost types: a message in, its bytes out, and the other way round.
//!
//! What writes profiles writes these: `proto` and `topproto`, generated profiles, and the differential test, which also reads
//! what pprof writes. (Loading a file does not: it goes from the bytes straight into columns, in a third of the time and half of
//! the memory.) Fields are called as in the checked profile where both have them. A text is an index into
//! `strings`, which hold bytes: the names in a profile are not always UTF-8.
//!
//! pprof itself writes a field even if it is 0 only for `default_sample_type`, and packs a list of numbers only from three on,
//! where prost packs all.

use prost::Message;

/// A whole profile, as the file has it: texts are numbers into its table of strings.
#[derive(Clone, PartialEq, Message)]
pub struct Profile {
    /// What each value of a sample measures.
    #[prost(message, repeated, tag = "1")]
    pub sample_types: Vec<ValueType>,
    /// The samples, each a stack with its values.
    #[prost(message, repeated, tag = "2")]
    pub samples: Vec<Sample>,
    /// The binaries; the first one is the program itself.
    #[prost(message, repeated, tag = "3")]
    pub mappings: Vec<Mapping>,
    /// The places that stacks are made of.
    #[prost(message, repeated, tag = "4")]
    pub locations: Vec<Location>,
    /// The functions that lines refer to.
    #[prost(message, repeated, tag = "5")]
    pub functions: Vec<Function>,
    /// The texts; the first one is empty.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub strings: Vec<Vec<u8>>,
    /// A regular expression for frames that are dropped.
    #[prost(int64, tag = "7")]
    pub drop_frames: i64,
    /// A regular expression for exceptions.
    #[prost(int64, tag = "8")]
    pub keep_frames: i64,
    /// When the profile was taken, since 1970.
    #[prost(int64, tag = "9")]
    pub time_nanos: i64,
    /// How long it was collected.
    #[prost(int64, tag = "10")]
    pub duration_nanos: i64,
    /// What the period counts.
    #[prost(message, optional, tag = "11")]
    pub period_type: Option<ValueType>,
    /// The number of events between two samples.
    #[prost(int64, tag = "12")]
    pub period: i64,
    /// Free texts, as numbers of strings.
    #[prost(int64, repeated, tag = "13")]
    pub comments: Vec<i64>,
    /// The sample type that reports start with.
    #[prost(int64, optional, tag = "14")]
    pub default_sample_type: Option<i64>,
    /// Where the profile's kind is documented.
    #[prost(int64, tag = "15")]
    pub doc_url: i64,
}

/// What values measure: `cpu` in `nanoseconds`.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct ValueType {
    /// What is measured: the number of a string, `cpu` for instance.
    #[prost(int64, tag = "1")]
    pub kind: i64,
    /// In which unit: the number of a string, `nanoseconds` for instance.
    #[prost(int64, tag = "2")]
    pub unit: i64,
}

/// A stack with its values.
#[derive(Clone, PartialEq, Message)]
pub struct Sample {
    /// The ids of its locations, the leaf first.
    #[prost(uint64, repeated, tag = "1")]
    pub locations: Vec<u64>,
    /// A value for each sample type.
    #[prost(int64, repeated, tag = "2")]
    pub values: Vec<i64>,
    /// Its labels; the same name may occur again.
    #[prost(message, repeated, tag = "3")]
    pub labels: Vec<Label>,
}

/// A label: a text or a number.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Label {
    /// Its name: the number of a string.
    #[prost(int64, tag = "1")]
    pub key: i64,
    /// The text; 0 if it is a number.
    #[prost(int64, tag = "2")]
    pub text: i64,
    /// The number, where the label is not a text.
    #[prost(int64, tag = "3")]
    pub number: i64,
    /// The unit of the number.
    #[prost(int64, tag = "4")]
    pub unit: i64,
}

/// A binary, and where in the memory it was loaded.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Mapping {
    /// Any number but 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// The first address that it occupies.
    #[prost(uint64, tag = "2")]
    pub start: u64,
    /// The address behind its last one.
    #[prost(uint64, tag = "3")]
    pub limit: u64,
    /// Where in the file that begins.
    #[prost(uint64, tag = "4")]
    pub offset: u64,
    /// The path of its file: the number of a string.
    #[prost(int64, tag = "5")]
    pub file: i64,
    /// What tells builds apart.
    #[prost(int64, tag = "6")]
    pub build_id: i64,
    /// Whether its locations have functions.
    #[prost(bool, tag = "7")]
    pub has_functions: bool,
    /// Whether these have files.
    #[prost(bool, tag = "8")]
    pub has_filenames: bool,
    /// Whether lines have numbers.
    #[prost(bool, tag = "9")]
    pub has_line_numbers: bool,
    /// Whether inlined calls are told.
    #[prost(bool, tag = "10")]
    pub has_inline_frames: bool,
}

/// A place of code.
#[derive(Clone, PartialEq, Message)]
pub struct Location {
    /// Any number but 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// The id of its binary; 0 for none.
    #[prost(uint64, tag = "2")]
    pub mapping_id: u64,
    /// The address of the instruction.
    #[prost(uint64, tag = "3")]
    pub address: u64,
    /// Its frames, innermost first.
    #[prost(message, repeated, tag = "4")]
    pub lines: Vec<Line>,
    /// Whether it stands for several places.
    #[prost(bool, tag = "5")]
    pub is_folded: bool,
}

/// A frame of a location.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Line {
    /// The id of its function.
    #[prost(uint64, tag = "1")]
    pub function_id: u64,
    /// The line in the file.
    #[prost(int64, tag = "2")]
    pub line: i64,
    /// The column in the line.
    #[prost(int64, tag = "3")]
    pub column: i64,
}

/// A function, which lines of locations name by its id.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Function {
    /// Any number but 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// Its name for people: the number of a string.
    #[prost(int64, tag = "2")]
    pub name: i64,
    /// Its name for the linker.
    #[prost(int64, tag = "3")]
    pub system_name: i64,
    /// The source file that it is in: the number of a string.
    #[prost(int64, tag = "4")]
    pub filename: i64,
    /// The line where it begins.
    #[prost(int64, tag = "5")]
    pub start_line: i64,
}
