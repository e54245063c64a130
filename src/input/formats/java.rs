//! Profiles of Java: heap and contention as text, and the names behind the samples of a CPU profile.
//!
//! ```text
//! --- heapz 1 ---                                    or contentionz
//! format = java
//! resolution = bytes
//!  7048 1 @ 0x00000003 0x00000004                    value and count, the leaf first
//!  0x00000003 com.foo.Bar.baz (Bar.java:12)          what the addresses are: numbers of these lines, no more
//!  0x00000004 com.foo.Bar.main (Bar.java)
//! ```

use super::Refusal;
use super::builder::{Builder, Header};
use super::heap::unsample;
use super::lines::trim;
use super::numbers::{Base, Cursor, addresses, hex_value, is_address_text, is_blank, parse_int};
use crate::base::text::base;
use crate::base::text::find;
use crate::profile::Profile;
use rustc_hash::FxHashMap;

/// Java samples its heap every 512 kB.
const HEAP_RATE: i64 = 524_288;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Heap,
    Contention,
}

impl Kind {
    /// What a file with this first line is.
    fn of(line: &[u8]) -> Option<Kind> {
        match trim(line) {
            b"--- heapz 1 ---" => Some(Kind::Heap),
            b"--- contentionz 1 ---" => Some(Kind::Contention),
            _ => None,
        }
    }
}

/// What the lines before the samples say.
#[derive(Default)]
struct Attributes {
    /// The unit of the second value; without it there are no sample types.
    resolution: Option<Vec<u8>>,
    /// Contentions per sample, where the file says it.
    period: Option<i64>,
    duration_nanos: i64,
}

/// Whether a file with this first line can be a heap or a contention profile of Java.
pub fn is_sign(line: &[u8]) -> bool {
    Kind::of(line).is_some()
}

/// Parses a heap or contention profile of Java.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    let end = file
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or(Refusal::Unrecognized)?;
    let kind = Kind::of(&file[..end]).ok_or(Refusal::Unrecognized)?;
    let mut rest = &file[end + 1..];
    let attributes = attributes(kind, &mut rest)?;
    let mut builder = Builder::new(2);
    samples(kind, &attributes, &mut rest, &mut builder)?;
    name_locations(rest, &mut builder)?;
    let (count, size) = match kind {
        Kind::Heap => (b"inuse_objects".as_slice(), b"inuse_space".as_slice()),
        Kind::Contention => (b"contentions".as_slice(), b"delay".as_slice()),
    };
    let types: &[(&[u8], &[u8])] = match &attributes.resolution {
        Some(unit) => &[(count, b"count"), (size, unit)],
        None if builder.samples() > 0 => return Err(Refusal::text("missing sample type information")),
        None => &[],
    };
    builder.finish(Header {
        types,
        period_type: match attributes.period {
            Some(_) => (b"contentions", b"count"),
            None => (b"", b""),
        },
        period: attributes.period.unwrap_or_default(),
        duration_nanos: attributes.duration_nanos,
    })
}

/// The next line that is complete and not blank, and what is left behind it.
fn next_line(mut rest: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        let line = trim(&rest[..end]);
        let behind = &rest[end + 1..];
        if !line.is_empty() {
            return Some((line, behind));
        }
        rest = behind;
    }
}

/// Reads lines such as `format = java`, and stops before the first that is none.
fn attributes(kind: Kind, rest: &mut &[u8]) -> Result<Attributes, Refusal> {
    let mut attributes = Attributes::default();
    while let Some((line, behind)) = next_line(rest) {
        let Some((name, value)) = attribute(line) else {
            break;
        };
        let number = || {
            parse_int(value, Base::Prefix).map_err(|why| {
                let line = String::from_utf8_lossy(line);
                Refusal::text(format!("failed to parse attribute {line}: {why}"))
            })
        };
        match (kind, name) {
            (_, b"format") if value == b"java" => {}
            (_, b"resolution") => attributes.resolution = Some(value.to_vec()),
            (Kind::Contention, b"sampling period") => attributes.period = Some(number()?),
            (Kind::Contention, b"ms since reset") => attributes.duration_nanos = number()?.wrapping_mul(1_000_000),
            _ => return Err(Refusal::Unrecognized),
        }
        *rest = behind;
    }
    Ok(attributes)
}

/// Finds the first `name=value` in a line; both are made of words and spaces.
fn attribute(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b' ';
    let mut cursor = Cursor::new(line);
    while !cursor.rest.is_empty() {
        let name = cursor.run(is_word);
        let equals = cursor.literal(b"=");
        if equals.is_none() && name.is_empty() {
            cursor.rest = &cursor.rest[1..];
        }
        let mut ahead = cursor;
        if equals.is_some()
            && !name.is_empty()
            && let Some(value) = ahead.some(is_word)
        {
            return Some((trim(name), trim(value)));
        }
    }
    None
}

/// Reads samples, and stops before the first line that is none.
fn samples(kind: Kind, attributes: &Attributes, rest: &mut &[u8], builder: &mut Builder) -> Result<(), Refusal> {
    let mut stack = Vec::new();
    while let Some((line, behind)) = next_line(rest) {
        let Some((size, count, addresses_text)) = sample(line) else {
            break;
        };
        let message = |what: &str, why: &str| {
            let line = String::from_utf8_lossy(line);
            Refusal::text(format!("{what} sample {line}: {why}"))
        };
        stack.clear();
        addresses(addresses_text, &mut stack).map_err(|why| {
            let line = String::from_utf8_lossy(line);
            Refusal::text(format!("malformed sample: {line}: {why}"))
        })?;
        let number = |digits| parse_int(digits, Base::Prefix).map_err(|why| message("parsing", &why));
        let (count, size) = (number(count)?, number(size)?);
        match kind {
            Kind::Heap if count == 0 => return Err(message("parsing", "second value must be non-zero")),
            Kind::Heap => {
                let (objects, bytes) = unsample(count, size, HEAP_RATE);
                builder.sized_sample(&stack, &[objects, bytes], size.wrapping_div(count))?;
            }
            Kind::Contention => {
                let period = attributes.period.filter(|&period| period != 0).unwrap_or(1);
                builder.sample(&stack, &[count.wrapping_mul(period), size.wrapping_mul(period)])?;
            }
        }
        *rest = behind;
    }
    Ok(())
}

/// Finds the first `7048 1 @ 0x3 0x4` in a line.
fn sample(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut cursor = Cursor::new(line);
    while !cursor.rest.is_empty() {
        let Some(size) = cursor.digits() else {
            cursor.rest = &cursor.rest[1..];
            continue;
        };
        let mut ahead = cursor;
        let spaces = |cursor: &mut Cursor| cursor.some(|byte| byte == b' ').map(|_| ());
        let rest = spaces(&mut ahead).and_then(|()| {
            let count = ahead.digits()?;
            spaces(&mut ahead)?;
            ahead.literal(b"@")?;
            spaces(&mut ahead)?;
            Some((count, ahead.run(is_address_text)))
        });
        if let Some((count, stack)) = rest {
            return Some((size, count, stack));
        }
    }
    None
}

/// Reads the names of locations, and ends their placing: the addresses were only numbers, so no mapping holds them.
///
/// # Errors
///
/// An address has more than 64 bits.
pub fn name_locations(text: &[u8], builder: &mut Builder) -> Result<(), Refusal> {
    let mut known = FxHashMap::default();
    for line in text.split(|&byte| byte == b'\n') {
        let line = trim(line);
        let Some((digits, name)) = location(line) else {
            continue;
        };
        let address = hex_value(digits).ok_or_else(|| {
            let (line, digits) = (String::from_utf8_lossy(line), String::from_utf8_lossy(digits));
            Refusal::text(format!(
                "parsing sample {line}: strconv.ParseUint: parsing \"{digits}\": value out of range"
            ))
        })?;
        let Some(location) = builder.location(address) else {
            continue;
        };
        let (function, file, line) = names(name);
        let function = builder.strings.intern(function);
        let file = builder.strings.intern(file);
        let functions = &mut builder.functions;
        let index = *known.entry(function).or_insert_with(|| {
            functions.push((function, file));
            functions.len() as u32 - 1
        });
        builder.names.insert(location, (index, line));
    }
    builder.place(Vec::new())?;
    builder.forget_addresses();
    Ok(())
}

/// Reads `0x00000003 com.foo.Bar.baz (Bar.java:12)`: the digits and what follows.
fn location(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut cursor = Cursor::new(line);
    cursor.literal(b"0x")?;
    let digits = cursor.hex()?;
    cursor.blanks()?;
    Some((digits, cursor.rest))
}

/// Function, file and line of a location's text.
fn names(text: &[u8]) -> (&[u8], &[u8], i64) {
    let closed = text.strip_suffix(b")");
    // The last blank with a parenthesis behind it, and something in the parentheses where that is asked for.
    let open_before = |end: usize| {
        let opens = |&at: &usize| is_blank(text[at]) && text[at + 1] == b'(';
        (0..end.saturating_sub(1)).rev().find(opens)
    };
    if let Some(inner) = closed
        && let Some(colon) = inner.iter().rposition(|&byte| byte == b':')
        && is_number(&inner[colon + 1..])
        && let Some(open) = open_before(colon.saturating_sub(1))
    {
        let line = parse_int(&inner[colon + 1..], Base::Ten).unwrap_or_default();
        return (&text[..open], &text[open + 2..colon], line.max(0));
    }
    if let Some(inner) = closed
        && let Some(open) = open_before(inner.len())
    {
        return (&text[..open], base(&text[open + 2..inner.len()]), 0);
    }
    match find(text, b"generated stub/JIT") {
        Some(_) => (b"STUB", b"", 0),
        None => (text, b"", 0),
    }
}

/// Digits, with or without a minus before them.
fn is_number(text: &[u8]) -> bool {
    let mut cursor = Cursor::new(text);
    cursor.signed_digits().is_some() && cursor.rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_locations() {
        for (text, wanted) in [
            ("com.foo.Bar.baz (Bar.java:12)", ("com.foo.Bar.baz", "Bar.java", 12)),
            ("a  (b (c.java:-3)", ("a  (b", "c.java", 0)),
            ("a  (b:1)", ("a ", "b", 1)),
            ("a (:1)", ("a", ":1", 0)),
            ("a (/lib/x.so)", ("a", "x.so", 0)),
            ("a ()", ("a", ".", 0)),
            ("a(b:1)", ("a(b:1)", "", 0)),
            (" (b:1)", ("", "b", 1)),
            ("x generated stub/JIT y", ("STUB", "", 0)),
            ("GC", ("GC", "", 0)),
            ("a (b:99999999999999999999)", ("a", "b", 0)),
        ] {
            let (function, file, line) = names(text.as_bytes());
            let text_of = |bytes| String::from_utf8_lossy(bytes).into_owned();
            let (function, file) = (text_of(function), text_of(file));
            assert_eq!((function.as_str(), file.as_str(), line), wanted, "{text}");
        }
    }

    #[test]
    fn attributes_of_lines() {
        let read = |line: &'static str| {
            let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).unwrap();
            attribute(line.as_bytes()).map(|(name, value)| (text(name), text(value)))
        };
        assert_eq!(read("sampling period = 100"), Some(("sampling period", "100")));
        assert_eq!(read("a-b=c-d"), Some(("b", "c")));
        assert_eq!(read("a==b=c"), Some(("b", "c")));
        assert_eq!(read("a=-=b"), None);
        assert_eq!(read("1 2 @ 0x3"), None);
    }
}
