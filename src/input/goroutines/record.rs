//! Lines of dumps in the texts of records of JSON: which key has them, and who has written the record.
//!
//! ```text
//! {"log":"goroutine 7 [running]:\n","stream":"stderr"}                one line in each record
//! {"MESSAGE":"goroutine 7 [running]:","_SYSTEMD_UNIT":"api.service"}  those of others between
//!   "goroutine 7 [running]:",                                         one in each element of a list
//! ```

use super::header::unescape;
use super::prefix::{Cut, LONGEST, Prefix};
use crate::base::text::find;
use std::borrow::Cow;

/// Records whose texts are lines of one writer.
#[derive(Debug)]
pub struct Key {
    /// The key, with its quotes.
    key: Vec<u8>,
    /// What stands before each record.
    before: Prefix,
    /// The fields that tell the writer, and what they say.
    sources: Vec<(&'static [u8], Vec<u8>)>,
}

/// The fields by which collectors of logs tell who has written a record.
const SOURCES: [&[u8]; 14] = [
    b"\"container\"",
    b"\"container_name\"",
    b"\"container_id\"",
    b"\"pod\"",
    b"\"pod_name\"",
    b"\"podName\"",
    b"\"containerName\"",
    b"\"service\"",
    b"\"unit\"",
    b"\"_SYSTEMD_UNIT\"",
    b"\"CONTAINER_NAME\"",
    b"\"host\"",
    b"\"hostname\"",
    b"\"_HOSTNAME\"",
];

impl Key {
    /// The records that are like that of a line in which a quoted text begins here.
    pub fn new(line: &[u8], start: usize) -> Option<Key> {
        let key = key_before(&line[..start])?;
        let own = find(line, key)?;
        let record = line.iter().position(|&byte| byte == b'{').map_or(own, |at| at.min(own));
        if record > LONGEST {
            return None;
        }
        let source = |name: &&'static [u8]| Some((*name, value_of(line, name)?.to_vec()));
        Some(Key {
            key: key.to_vec(),
            before: Prefix::new(&line[..record]),
            sources: SOURCES.iter().filter(|name| **name != key).filter_map(source).collect(),
        })
    }

    /// Whether its fields or what stands before it tell who has written a record.
    pub fn is_name(&self) -> bool {
        !self.sources.is_empty() || self.before.is_name()
    }

    /// The text of a line that is such a record.
    pub fn text<'a>(&self, line: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let text = text_of(line, &self.key)?;
        if self.before.cut(line) == Cut::Nothing {
            return None;
        }
        let is_own = |(name, value): &(&[u8], Vec<u8>)| value_of(line, name) == Some(value);
        self.sources.iter().all(is_own).then(|| unescaped(text))
    }
}

/// A text without its escapes.
pub fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    unescape(text, &mut out);
    Cow::Owned(out)
}

/// The text of a line that is nothing but an element of a list.
pub fn listed(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let (start, end) = Texts::of(line).next().filter(|&(start, _)| start == 1)?;
    matches!(line.get(end..), Some(b"\"" | b"\",")).then_some(&line[start..end])
}

/// The quoted texts of a line: where they begin and end, without their quotes.
pub struct Texts<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Texts<'a> {
    /// The texts of this line.
    pub fn of(line: &'a [u8]) -> Texts<'a> {
        Texts { line, at: 0 }
    }
}

impl Iterator for Texts<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let start = self.at + self.line.get(self.at..)?.iter().position(|&byte| byte == b'"')? + 1;
        let mut end = start;
        while let Some(&byte) = self.line.get(end) {
            match byte {
                b'\\' => end += 2,
                b'"' => break,
                _ => end += 1,
            }
        }
        // What was cut has no end.
        let end = end.min(self.line.len());
        self.at = end + 1;
        Some((start, end))
    }
}

/// The key, with its quotes, whose text begins behind this.
fn key_before(start: &[u8]) -> Option<&[u8]> {
    let start = start.strip_suffix(b"\"")?.trim_ascii_end();
    let key = start.strip_suffix(b":")?.trim_ascii_end();
    let open = key.strip_suffix(b"\"")?.iter().rposition(|&byte| byte == b'"')?;
    Some(&key[open..])
}

/// What is behind a key in a line and its colon.
fn behind<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = find(line, key)? + key.len();
    Some(line[at..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start())
}

/// The quoted text of a key in a line.
fn text_of<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let rest = behind(line, key)?;
    let (start, end) = Texts::of(rest).next().filter(|_| rest.starts_with(b"\""))?;
    Some(&rest[start..end])
}

/// The value of a key in a line, a text or a word; none of an object or a list.
fn value_of<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    text_of(line, key).or_else(|| {
        let rest = behind(line, key)?;
        let end = rest
            .iter()
            .position(|byte| b",} \t".contains(byte))
            .unwrap_or(rest.len());
        Some(&rest[..end]).filter(|value| !value.is_empty() && !b"[{".contains(&value[0]))
    })
}
