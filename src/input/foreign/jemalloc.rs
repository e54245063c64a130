//! Heaps of jemalloc: what `prof.dump` and `opt.prof_final` write.
//!
//! ```text
//! heap_v2/524288                                    of so many bytes one is sampled
//!   t*: 30: 3145728 [0: 0]                          of all threads: objects and bytes in use [allocated since the start]
//!   t3: 30: 3145728 [0: 0]
//! @ 0x55d000401010 0x55d000402020                   a stack, the leaf first
//!   t*: 20: 2097152 [0: 0]                          the same of it
//! MAPPED_LIBRARIES:                                 what is in the memory where
//! ```
//!
//! Objects are sampled by their size, so that one stands for `1 / (1 - e^(-size / rate))`, as jeprof and pprof count. There are no names:
//! addresses lie in mappings, and are those of calls, one byte before where they return to. Allocations are told where jemalloc counted
//! them (`prof_accum`).

use super::super::Opened;
use super::Wrong;
use crate::base::text::counted;
use crate::input::formats::builder::{Builder, Header};
use crate::input::formats::heap::{TYPES, unsample};
use crate::input::formats::lines::{Lines, is_map_marker, trim};
use crate::input::formats::numbers::{Base, Cursor, addresses, parse_int};
use crate::input::formats::{Refusal, maps};

const START: &[u8] = b"heap_v2/";

/// Whether a file begins so.
pub fn is_sign(start: &[u8]) -> bool {
    start.starts_with(START)
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Wrong {
        match refusal {
            Refusal::Final(error) => Wrong::Other(error),
            Refusal::Unrecognized => Wrong::Content("it is of another form".to_owned()),
        }
    }
}

/// Reads a whole file.
///
/// # Errors
///
/// It is wrong, or the memory does not suffice.
pub fn read(file: &[u8]) -> Result<Opened, Wrong> {
    let mut lines = Lines::new(file);
    lines.scan();
    let rate = lines.text().strip_prefix(START).map(trim).unwrap_or_default();
    let number = |digits: &[u8]| parse_int(digits, Base::Ten).map_err(Wrong::Content);
    let rate = number(rate)?;
    let mut stacks: Vec<u64> = Vec::new();
    let mut rows: Vec<(usize, [i64; 4])> = Vec::new();
    let mut has_stack = false;
    while lines.scan() {
        let line = trim(lines.text());
        if is_map_marker(line) {
            break;
        }
        if let Some(text) = line.strip_prefix(b"@") {
            addresses(text, &mut stacks).map_err(Wrong::Content)?;
            has_stack = true;
        } else if has_stack && let Some(text) = line.strip_prefix(b"t*:") {
            let counts = counts(text).ok_or_else(|| {
                Wrong::Content(format!(
                    "it has a line that cannot be read: {}",
                    String::from_utf8_lossy(line)
                ))
            })?;
            crate::base::room::one_more(&mut rows)?;
            rows.push((stacks.len(), counts));
            has_stack = false;
        }
    }
    let has_allocated = rows
        .iter()
        .any(|(_, [.., objects, bytes])| (*objects, *bytes) != (0, 0));
    let types = if has_allocated { &TYPES[..] } else { &TYPES[2..] };
    let mut builder = Builder::new(types.len());
    let (mut start, mut torn) = (0, 0_u64);
    for (end, [objects, bytes, all_objects, all_bytes]) in rows {
        let stack = &mut stacks[start..end];
        start = end;
        stack.iter_mut().for_each(|address| *address = address.wrapping_sub(1));
        torn += u64::from(objects == 0 && bytes != 0);
        let (objects, bytes) = unsample(objects, bytes, rate);
        let (all_objects, all_bytes) = unsample(all_objects, all_bytes, rate);
        let values = [all_objects, all_bytes, objects, bytes];
        builder.sample(stack, &values[values.len() - types.len()..])?;
    }
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    let profile = builder.finish(Header {
        types,
        period_type: (b"space", b"bytes"),
        period: rate,
        duration_nanos: 0,
    })?;
    let mut opened = Opened::from(profile);
    if torn > 0 {
        let verb = if torn == 1 { "says" } else { "say" };
        opened.notes.push(format!(
            "{} {verb} bytes of no objects, which count as nothing.",
            counted(torn, "stack")
        ));
    }
    Ok(opened)
}

/// `20: 2097152 [0: 0]`
fn counts(text: &[u8]) -> Option<[i64; 4]> {
    let mut cursor = Cursor::new(text);
    let mut counts = [0; 4];
    for (at, count) in counts.iter_mut().enumerate() {
        cursor.spaces();
        if at == 2 {
            cursor.literal(b"[")?;
            cursor.spaces();
        }
        *count = parse_int(cursor.digits()?, Base::Ten).ok()?;
        if at % 2 == 0 {
            cursor.literal(b":")?;
        }
    }
    Some(counts)
}
