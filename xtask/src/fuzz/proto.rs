//! Profiles of the differential test: what makes the messages of profile.proto easy to draw and to compare.
//!
//! prost writes and reads them, so no code under test takes part in making what it is tested with. `Profile::text("cpu")` is
//! the index of "cpu" in the string table.

use anyhow::{Context, Result, bail};
use prost::Message;

/// The same file as the analyzer's, and all of the analyzer that this program has.
#[path = "../../../src/profile/messages.rs"]
mod messages;

pub use messages::*;

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
            let function = self.functions.iter().find(|function| function.id == line.function_id);
            let function = function.map(|f| (text(f.name), text(f.system_name), text(f.filename), f.start_line));
            format!("{function:?} {} {}", line.line, line.column)
        };
        let place = |id: &u64| {
            let location = self.locations.iter().find(|location| location.id == *id);
            location.map(|place| {
                (
                    place.mapping_id,
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
