//! The messages of profile.proto: in, a message; out, its bytes, and the other way round.
//!
//! prost does both, so no code under test takes part in making what it is tested with. Strings are indices into the string
//! table, which holds bytes: the names in a profile are not always UTF-8. `Profile::text("cpu")` is the index of "cpu".

use anyhow::{Context, Result, bail};
use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub struct Profile {
    #[prost(message, repeated, tag = "1")]
    pub sample_types: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    pub samples: Vec<Sample>,
    #[prost(message, repeated, tag = "3")]
    pub mappings: Vec<Mapping>,
    #[prost(message, repeated, tag = "4")]
    pub locations: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    pub functions: Vec<Function>,
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub strings: Vec<Vec<u8>>,
    #[prost(int64, tag = "7")]
    pub drop_frames: i64,
    #[prost(int64, tag = "8")]
    pub keep_frames: i64,
    #[prost(int64, tag = "9")]
    pub time: i64,
    #[prost(int64, tag = "10")]
    pub duration: i64,
    #[prost(message, optional, tag = "11")]
    pub period_type: Option<ValueType>,
    #[prost(int64, tag = "12")]
    pub period: i64,
    #[prost(int64, repeated, tag = "13")]
    pub comments: Vec<i64>,
    #[prost(int64, tag = "14")]
    pub default_sample_type: i64,
    #[prost(int64, tag = "15")]
    pub doc_url: i64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct ValueType {
    #[prost(int64, tag = "1")]
    pub kind: i64,
    #[prost(int64, tag = "2")]
    pub unit: i64,
}

#[derive(Clone, PartialEq, Message)]
pub struct Sample {
    #[prost(uint64, repeated, tag = "1")]
    pub locations: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    pub values: Vec<i64>,
    #[prost(message, repeated, tag = "3")]
    pub labels: Vec<Label>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Label {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(int64, tag = "2")]
    pub text: i64,
    #[prost(int64, tag = "3")]
    pub number: i64,
    #[prost(int64, tag = "4")]
    pub unit: i64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Mapping {
    #[prost(uint64, tag = "1")]
    pub id: u64,
    #[prost(uint64, tag = "2")]
    pub start: u64,
    #[prost(uint64, tag = "3")]
    pub limit: u64,
    #[prost(uint64, tag = "4")]
    pub offset: u64,
    #[prost(int64, tag = "5")]
    pub file: i64,
    #[prost(int64, tag = "6")]
    pub build_id: i64,
    #[prost(bool, tag = "7")]
    pub has_functions: bool,
    #[prost(bool, tag = "8")]
    pub has_filenames: bool,
    #[prost(bool, tag = "9")]
    pub has_line_numbers: bool,
    #[prost(bool, tag = "10")]
    pub has_inline_frames: bool,
}

#[derive(Clone, PartialEq, Message)]
pub struct Location {
    #[prost(uint64, tag = "1")]
    pub id: u64,
    #[prost(uint64, tag = "2")]
    pub mapping: u64,
    #[prost(uint64, tag = "3")]
    pub address: u64,
    #[prost(message, repeated, tag = "4")]
    pub lines: Vec<Line>,
    #[prost(bool, tag = "5")]
    pub is_folded: bool,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Line {
    #[prost(uint64, tag = "1")]
    pub function: u64,
    #[prost(int64, tag = "2")]
    pub line: i64,
    #[prost(int64, tag = "3")]
    pub column: i64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Function {
    #[prost(uint64, tag = "1")]
    pub id: u64,
    #[prost(int64, tag = "2")]
    pub name: i64,
    #[prost(int64, tag = "3")]
    pub system_name: i64,
    #[prost(int64, tag = "4")]
    pub file: i64,
    #[prost(int64, tag = "5")]
    pub start_line: i64,
}

impl Profile {
    /// The index of a string, which is added if it is new. The first string is always the empty one.
    pub fn text(&mut self, text: impl AsRef<[u8]>) -> i64 {
        if self.strings.is_empty() {
            self.strings.push(Vec::new());
        }
        let text = text.as_ref();
        if let Some(at) = self.strings.iter().position(|string| string == text) {
            return at as i64;
        }
        self.strings.push(text.to_vec());
        self.strings.len() as i64 - 1
    }
}

/// Reads a profile, compressed or not.
pub fn read(bytes: &[u8]) -> Result<Profile> {
    Profile::decode(gunzip(bytes)?.as_slice()).context("no profile.proto")
}

/// The contents of a gzip member without options, such as Go's; other bytes stay as they are.
pub fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    if bytes.get(3) != Some(&0) {
        bail!("a gzip header with options");
    }
    let body = bytes.get(10..).context("a gzip header that is cut off")?;
    miniz_oxide::inflate::decompress_to_vec(body).map_err(|error| anyhow::anyhow!("gzip: {error}"))
}

impl Profile {
    /// The samples with all that belongs to them in place of ids, sorted: equal for profiles that differ in nothing but the
    /// order of samples, places and functions.
    pub fn in_no_order(&self) -> Vec<String> {
        let text = |index: i64| {
            let bytes = usize::try_from(index).ok().and_then(|index| self.strings.get(index));
            String::from_utf8_lossy(bytes.map_or(b"?", Vec::as_slice)).into_owned()
        };
        let types: Vec<String> = self
            .sample_types
            .iter()
            .map(|kind| text(kind.kind) + "/" + &text(kind.unit))
            .collect();
        let line = |line: &Line| {
            let function = self.functions.iter().find(|function| function.id == line.function);
            let function = function.map(|f| (text(f.name), text(f.system_name), text(f.file), f.start_line));
            format!("{function:?} {} {}", line.line, line.column)
        };
        let place = |id: &u64| {
            let location = self.locations.iter().find(|location| location.id == *id);
            location.map(|place| {
                (
                    place.mapping,
                    place.address,
                    place.lines.iter().map(line).collect::<Vec<String>>(),
                )
            })
        };
        let label = |label: &Label| (text(label.key), text(label.text), label.number, text(label.unit));
        let mut all: Vec<String> = self
            .samples
            .iter()
            .map(|sample| {
                let stack: Vec<_> = sample.locations.iter().map(place).collect();
                let labels: Vec<_> = sample.labels.iter().map(label).collect();
                format!("{types:?} {stack:?} {:?} {labels:?}", sample.values)
            })
            .collect();
        all.sort_unstable();
        all
    }
}
