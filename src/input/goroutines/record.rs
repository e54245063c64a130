//! Lines of dumps in the texts of records of JSON and logfmt: which key has them, and who has written the record.
//!
//! ```text
//! {"log":"goroutine 7 [running]:\n","stream":"stderr"}                one line in each record
//! {"MESSAGE":"goroutine 7 [running]:","_SYSTEMD_UNIT":"api.service"}  those of others between
//! level=error msg="goroutine 7 [running]:"                            the same in logfmt
//!   "goroutine 7 [running]:",                                         one in each element of a list
//! [{"msg":"goroutine 7 [running]:"},{"msg":"main.main()"}]            all of them in one line
//! ```

use super::dump::hash;
use super::frame;
use super::header::unescape;
use super::markup;
use super::prefix::{Cut, LONGEST, Prefix};
use crate::base::text::find;
use std::borrow::Cow;

/// Records whose texts are lines of one writer.
#[derive(Debug)]
pub struct Key {
    /// The key, with its quotes; in logfmt with the sign behind it.
    key: Vec<u8>,
    /// What stands before each record.
    before: Prefix,
    /// The fields that tell the writer, and what they say.
    sources: Vec<(Vec<u8>, Vec<u8>)>,
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
        let is_logfmt = key.ends_with(b"=");
        let own = find(line, key)?;
        let record = match line
            .iter()
            .position(|&byte| byte == if is_logfmt { b'=' } else { b'{' })
        {
            Some(at) if is_logfmt => word_before(&line[..at]),
            Some(at) => at.min(own),
            None => own,
        };
        if record > LONGEST {
            return None;
        }
        let source = |&name: &&[u8]| {
            let name = match is_logfmt {
                true => [&name[1..name.len() - 1], b"="].concat(),
                false => name.to_vec(),
            };
            let value = value_of(line, &name).filter(|_| name != key)?.to_vec();
            Some((name, value))
        };
        Some(Key {
            key: key.to_vec(),
            before: Prefix::new(&line[..record]),
            sources: SOURCES.iter().filter_map(source).collect(),
        })
    }

    /// Whether its fields or what stands before it tell who has written a record.
    pub fn is_name(&self) -> bool {
        !self.sources.is_empty() || self.before.is_name()
    }

    /// Which keys it looks at.
    pub fn shape(&self) -> u64 {
        let names = self.sources.iter().map(|(name, _)| name);
        hash(&(&self.key, self.before.shape(), names.collect::<Vec<_>>()))
    }

    /// What tells who has written a line, if it is such a record; without a line, who has written those of this key.
    pub fn mark(&self, line: Option<&[u8]>) -> Option<u64> {
        let before = self.before.mark(line.unwrap_or(self.before.bytes()))?;
        let value = |(name, value): &'_ (Vec<u8>, Vec<u8>)| match line {
            Some(line) => value_of(line, name).map(hash),
            None => Some(hash(&value[..])),
        };
        let values: Option<Vec<u64>> = self.sources.iter().map(value).collect();
        Some(hash(&(before, values?)))
    }

    /// The text of a line that is such a record.
    pub fn text<'a>(&self, line: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let text = match self.key.ends_with(b"=") {
            true => value_of(line, &self.key)?,
            false => text_of(line, &self.key)?,
        };
        if self.before.cut(line) == Cut::Nothing {
            return None;
        }
        let is_own = |(name, value): &(Vec<u8>, Vec<u8>)| value_of(line, name) == Some(value);
        self.sources.iter().all(is_own).then(|| unescaped(text))
    }
}

/// A text without its escapes, and without the colours that they have held.
pub fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    unescape(text, &mut out);
    match memchr::memchr(0x1b, &out) {
        Some(_) => Cow::Owned(markup::plain(&out)),
        None => Cow::Owned(out),
    }
}

/// The text of a line that is nothing but an element of a list.
pub fn listed(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let (start, end) = Texts::of(line).next().filter(|&(start, _)| start == 1)?;
    matches!(line.get(end..), Some(b"\"" | b"\",")).then_some(&line[start..end])
}

/// The texts of a line that are like one of them, from that on, as the lines that they are: of the same key, or of none; none if they
/// are no goroutine.
pub fn all_like(line: &[u8], start: usize) -> Option<Vec<u8>> {
    let key = key_before(&line[..start]);
    let is_key = |end: usize| line[end.min(line.len())..].starts_with(b"\":");
    let all = Texts { line, at: start - 1 }.filter(|&(start, end)| key_before(&line[..start]) == key && !is_key(end));
    let (mut lines, mut is_dump) = (Vec::new(), false);
    for (at, (start, end)) in all.enumerate() {
        let text = unescaped(&line[start..end]);
        let is_call = || frame::call(&text).is_some_and(|call| text.ends_with(b")") && frame::is_name(call.name));
        is_dump |= at > 0 && is_call();
        if at > MOST_BEFORE_CALL && !is_dump {
            break;
        }
        lines.extend_from_slice(text.strip_suffix(b"\n").unwrap_or(&text));
        lines.push(b'\n');
    }
    is_dump.then_some(lines)
}

/// So many texts are behind that of a header before that of a call: times, and what others say.
const MOST_BEFORE_CALL: usize = 8;

/// The key of a text that begins behind this; none in a list.
pub fn key_of(line: &[u8], start: usize) -> Option<&[u8]> {
    key_before(&line[..start])
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

/// The key, with its quotes or the sign behind it, whose text begins behind this.
fn key_before(start: &[u8]) -> Option<&[u8]> {
    let start = start.strip_suffix(b"\"")?;
    if start.ends_with(b"=") {
        let word = &start[word_before(start)..];
        return (word.len() > 1 && word[..word.len() - 1].iter().all(u8::is_ascii_graphic)).then_some(word);
    }
    let key = start.trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
    let open = key.strip_suffix(b"\"")?.iter().rposition(|&byte| byte == b'"')?;
    Some(&key[open..])
}

/// Where the last word of a text begins.
fn word_before(text: &[u8]) -> usize {
    text.iter()
        .rposition(|byte| b" \t".contains(byte))
        .map_or(0, |at| at + 1)
}

/// What is behind a key in a line and its colon, or its sign in logfmt.
fn behind<'a>(line: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    if !key.ends_with(b"=") {
        let at = find(line, key)? + key.len();
        return Some(line[at..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start());
    }
    let mut from = 0;
    loop {
        let at = from + find(&line[from..], key)?;
        from = at + key.len();
        if word_before(&line[..at]) == at {
            return Some(&line[from..]);
        }
    }
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
        if key.ends_with(b"=") {
            return rest.split(|byte| b" \t".contains(byte)).next();
        }
        let end = rest
            .iter()
            .position(|byte| b",} \t".contains(byte))
            .unwrap_or(rest.len());
        Some(&rest[..end]).filter(|value| !value.is_empty() && !b"[{".contains(&value[0]))
    })
}
