//! Heap profiles as text: those of Go's `debug=1`, tcmalloc's and gperftools'; growth and fragmentation.
//!
//! ```text
//! heap profile: 309: 403408 [1436: 5332496] @ heap/262144     in use: objects, bytes [allocated: the same] @ kind/rate
//! 1: 4096 [3: 12288] @ 0x485533 0x489d73                      the same of one stack
//! #  0x489d72  main.fill+0x12  main.go:7                      Go's comment on it
//! ```
//!
//! Most kinds are samples of the allocations: an object is worth as many as it stands for, by its size and the rate.

use super::builder::{Builder, Header};
use super::comments::Comments;
use super::lines::{Lines, is_comment, is_map_marker, trim};
use super::numbers::{Base, Cursor, addresses, is_address_text, parse_int};
use super::{Refusal, maps, missing};
use crate::base::text::{find, truncate};
use crate::input::Opened;

/// The sample types, with allocations.
pub const TYPES: [(&[u8], &[u8]); 4] = [
    (b"alloc_objects", b"count"),
    (b"alloc_space", b"bytes"),
    (b"inuse_objects", b"count"),
    (b"inuse_space", b"bytes"),
];
/// Those without.
const FEW_TYPES: [(&[u8], &[u8]); 2] = [(b"objects", b"count"), (b"space", b"bytes")];

/// What the first line says.
struct Kind {
    period: i64,
    /// Whether values are samples, of the period as their rate.
    sampled: bool,
    /// Whether allocations differ from what is in use.
    allocations: bool,
    /// How many objects were allocated, before they are scaled, where records add up to that: in Go's texts. Else 0.
    allocated: i128,
}

/// Whether a file with this first line can be a heap.
pub fn is_sign(line: &[u8]) -> bool {
    find(line, START).is_some()
}

/// Parses a heap profile.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Opened, Refusal> {
    let mut lines = Lines::new(file);
    if !lines.scan() {
        lines.check()?;
        return Err(Refusal::Unrecognized);
    }
    let kind = kind(lines.text())?;
    let types = if kind.allocations { &TYPES[..] } else { &FEW_TYPES };
    let mut builder = Builder::new(types.len());
    let mut comments = Comments::default();
    let mut stack = Vec::new();
    let mut allocated = 0_i128;
    while lines.scan() {
        let line = trim(lines.text());
        if is_comment(line) {
            comments.read(line, &mut builder)?;
            continue;
        }
        if is_map_marker(line) {
            break;
        }
        let row = Row::read(line)?;
        let (values, size) = row.values(&kind)?;
        allocated += parse_int(row.allocated[0], Base::Ten).map_or(0, i128::from);
        stack.clear();
        addresses(row.stack, &mut stack).map_err(|why| malformed(line, &why))?;
        comments.begin(&stack, &mut builder);
        stack.iter_mut().for_each(|address| *address = address.wrapping_sub(1));
        builder.sized_sample(&stack, &values[values.len() - types.len()..], size)?;
    }
    lines.check()?;
    comments.end(&mut builder);
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    let mut opened = Opened::from(builder.finish(Header {
        types,
        period_type: (b"space", b"bytes"),
        period: kind.period,
        duration_nanos: 0,
    })?);
    opened
        .doubts
        .extend(missing(allocated, kind.allocated, "allocated object"));
    Ok(opened)
}

fn malformed(line: &[u8], why: &str) -> Refusal {
    Refusal::text(format!("malformed sample: {}: {why}", String::from_utf8_lossy(line)))
}

/// How its first line begins.
pub const START: &[u8] = b"heap profile:";

/// Reads the first line.
fn kind(line: &[u8]) -> Result<Kind, Refusal> {
    let starts = || {
        (0..line.len())
            .filter(|&start| line[start..].starts_with(START))
            .map(|start| Cursor::new(&line[start + START.len()..]))
    };
    if let Some((totals, mut cursor)) = starts().find_map(|mut cursor| {
        let totals = totals(&mut cursor)?;
        cursor.spaces();
        cursor.literal(b"@")?;
        cursor.spaces();
        cursor.rest.starts_with(b"heap").then_some((totals, cursor))
    }) {
        let name = cursor.run(|byte| matches!(byte, b'_' | b'a'..=b'z' | b'0'..=b'9'));
        let _ = cursor.literal(b"/");
        let rate = match cursor.digits() {
            Some(digits) => parse_int(digits, Base::Ten).map_err(|_| Refusal::Unrecognized)?,
            None => 0,
        };
        let [objects, bytes, all_objects, all_bytes] = totals;
        let differs = |all: &[u8], in_use: &[u8]| all != in_use && all != b"0";
        let (period, sampled) = match name {
            b"heapz_v2" | b"heap_v2" => (rate, true),
            // Go doubles the rate, as an early profiler of C++ did.
            b"heap" => (rate / 2, true),
            b"heapprofile" => (1, false),
            _ => return Err(Refusal::Unrecognized),
        };
        return Ok(Kind {
            period,
            sampled,
            allocations: differs(all_objects, objects) || differs(all_bytes, bytes),
            allocated: match name {
                b"heap" => parse_int(all_objects, Base::Ten).map_or(0, i128::from),
                _ => 0,
            },
        });
    }
    let is_growth = |mut cursor: Cursor| {
        totals(&mut cursor).is_some()
            && (cursor.rest.starts_with(b" @ growth") || cursor.rest.starts_with(b" @ fragmentation"))
    };
    match starts().any(is_growth) {
        true => Ok(Kind {
            period: 1,
            sampled: false,
            allocations: false,
            allocated: 0,
        }),
        false => Err(Refusal::Unrecognized),
    }
}

/// Reads `A: B [C: D]`.
fn totals<'a>(cursor: &mut Cursor<'a>) -> Option<[&'a [u8]; 4]> {
    cursor.spaces();
    let objects = cursor.digits()?;
    cursor.literal(b":")?;
    cursor.spaces();
    let bytes = cursor.digits()?;
    let [all_objects, all_bytes] = bracketed(cursor)?;
    Some([objects, bytes, all_objects, all_bytes])
}

/// Reads `[C: D]` with any spaces.
fn bracketed<'a>(cursor: &mut Cursor<'a>) -> Option<[&'a [u8]; 2]> {
    cursor.spaces();
    cursor.literal(b"[")?;
    cursor.spaces();
    let objects = cursor.digits()?;
    cursor.literal(b":")?;
    cursor.spaces();
    let bytes = cursor.digits()?;
    cursor.spaces();
    cursor.literal(b"]")?;
    Some([objects, bytes])
}

/// The line of a sample in its parts.
struct Row<'a> {
    line: &'a [u8],
    in_use: [&'a [u8]; 2],
    allocated: [&'a [u8]; 2],
    stack: &'a [u8],
}

impl<'a> Row<'a> {
    /// Finds the first place in a line where a sample can be read.
    fn read(line: &'a [u8]) -> Result<Row<'a>, Refusal> {
        let mut cursor = Cursor::new(line);
        while !cursor.rest.is_empty() {
            if let Some(row) = Row::read_at(line, cursor) {
                return Ok(row);
            }
            // What begins within the same number fails as the whole of it did.
            if cursor.signed_digits().is_none() {
                cursor.rest = &cursor.rest[1..];
            }
        }
        Err(Refusal::text("unexpected number of sample values: got 0, want 6"))
    }

    fn read_at(line: &'a [u8], mut cursor: Cursor<'a>) -> Option<Row<'a>> {
        let objects = cursor.signed_digits()?;
        cursor.literal(b":")?;
        cursor.spaces();
        let bytes = cursor.signed_digits()?;
        let allocated = bracketed(&mut cursor)?;
        cursor.literal(b" @")?;
        Some(Row {
            line,
            in_use: [objects, bytes],
            allocated,
            stack: cursor.run(is_address_text),
        })
    }

    /// The four values, those of allocations 0 where they are not wanted, and the size of an object.
    fn values(&self, kind: &Kind) -> Result<([i64; 4], i64), Refusal> {
        let mut size = 0;
        let mut pair = |[objects, bytes]: [&[u8]; 2], what: &str| {
            let number = |digits| parse_int(digits, Base::Ten).map_err(|why| malformed(self.line, &why));
            let (objects, bytes) = (number(objects)?, number(bytes)?);
            if objects == 0 && bytes != 0 {
                return Err(Refusal::text(format!(
                    "{what} count was 0 but {what} bytes was {bytes}"
                )));
            }
            if objects != 0 {
                size = bytes.wrapping_div(objects);
            }
            Ok(match kind.sampled {
                true => unsample(objects, bytes, kind.period),
                false => (objects, bytes),
            })
        };
        let (all_objects, all_bytes) = match kind.allocations {
            true => pair(self.allocated, "allocation")?,
            false => (0, 0),
        };
        let (objects, bytes) = pair(self.in_use, "inuse")?;
        Ok(([all_objects, all_bytes, objects, bytes], size))
    }
}

/// How many objects and bytes the sampled ones stand for: an object of size S is sampled with the probability
/// 1 - e^(-S/rate).
pub fn unsample(objects: i64, bytes: i64, rate: i64) -> (i64, i64) {
    if objects == 0 || bytes == 0 {
        return (0, 0);
    }
    if rate <= 1 {
        return (objects, bytes);
    }
    let size = bytes as f64 / objects as f64;
    let scale = 1.0 / (1.0 - (-size / rate as f64).exp());
    (truncate(objects as f64 * scale), truncate(bytes as f64 * scale))
}
