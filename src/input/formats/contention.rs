//! Contention as text: Go's block and mutex profiles with `debug=1`, contentionz of C++.
//!
//! ```text
//! --- mutex:                          or `--- contention:`, or `--- contentionz 1 ---`
//! cycles/second=2596104123
//! sampling period=5
//! 15897730 325 @ 0x4efe33 0x4ef0d0    cycles, events, and the stack that waited or made others wait
//! #  0x4efe32  sync.(*Mutex).Unlock+0x12  sync/mutex.go:65
//! ```

use super::builder::{Builder, Header};
use super::comments::Comments;
use super::lines::{Lines, is_comment, trim};
use super::numbers::{Base, Cursor, addresses, is_address_text, parse_int};
use super::{Refusal, maps};
use crate::base::text::truncate;
use crate::profile::Profile;

/// What the first lines say.
struct Attributes {
    cycles_per_second: i64,
    period: i64,
    duration_nanos: i64,
}

/// How the first line begins.
/// How its first line begins.
pub const STARTS: [&[u8]; 3] = [b"--- contentionz ", b"--- mutex:", b"--- contention:"];

/// Whether a file with this first line can be a contention profile.
pub fn is_sign(line: &[u8]) -> bool {
    STARTS.iter().any(|start| line.starts_with(start))
}

/// Parses a contention profile that is not Java's.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    let mut lines = Lines::new(file);
    if !lines.scan() {
        lines.check()?;
        return Err(Refusal::Unrecognized);
    }
    if !is_sign(lines.text()) {
        return Err(Refusal::Unrecognized);
    }
    let attributes = attributes(&mut lines)?;
    let mut builder = Builder::new(2);
    let mut comments = Comments::default();
    let mut stack = Vec::new();
    loop {
        let line = trim(lines.text());
        if line.starts_with(b"---") {
            break;
        }
        if is_comment(line) {
            comments.read(line, &mut builder)?;
        } else {
            stack.clear();
            let values = sample(line, &attributes, &mut stack)?;
            comments.begin(&stack, &mut builder);
            stack.iter_mut().for_each(|address| *address = address.wrapping_sub(1));
            builder.sample(&stack, &values)?;
        }
        if !lines.scan() {
            break;
        }
    }
    lines.check()?;
    comments.end(&mut builder);
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    builder.finish(Header {
        types: &[(b"contentions", b"count"), (b"delay", b"nanoseconds")],
        period_type: (b"contentions", b"count"),
        period: attributes.period,
        duration_nanos: attributes.duration_nanos,
    })
}

/// Reads lines such as `sampling period = 5`, and stops at the first that is none.
fn attributes(lines: &mut Lines) -> Result<Attributes, Refusal> {
    let mut attributes = Attributes {
        cycles_per_second: 0,
        period: 1,
        duration_nanos: 0,
    };
    while lines.scan() {
        let line = trim(lines.text());
        if is_comment(line) {
            continue;
        }
        if line.starts_with(b"---") {
            break;
        }
        let Some(equals) = line.iter().position(|&byte| byte == b'=') else {
            break;
        };
        let value = trim(&line[equals + 1..]);
        let number = || parse_int(value, Base::Prefix).map_err(|_| Refusal::Unrecognized);
        match trim(&line[..equals]) {
            b"cycles/second" => attributes.cycles_per_second = number()?,
            b"sampling period" => attributes.period = number()?,
            b"ms since reset" => attributes.duration_nanos = number()?.wrapping_mul(1_000_000),
            b"discarded samples" => {}
            // `format` and `resolution` among them: Java has those.
            _ => return Err(Refusal::Unrecognized),
        }
    }
    lines.check()?;
    Ok(attributes)
}

/// Reads a sample: contentions and delay, and its addresses into `stack`.
fn sample(line: &[u8], attributes: &Attributes, stack: &mut Vec<u64>) -> Result<[i64; 2], Refusal> {
    let (delay, count, addresses_text) = parts(line).ok_or(Refusal::Unrecognized)?;
    let malformed = |why: String| {
        let line = String::from_utf8_lossy(line);
        Refusal::text(format!("malformed sample: {line}: {why}"))
    };
    let mut delay = parse_int(delay, Base::Ten).map_err(malformed)?;
    let mut count = parse_int(count, Base::Ten).map_err(malformed)?;
    if attributes.period > 0 {
        if attributes.cycles_per_second > 0 {
            let cycles_per_nano = attributes.cycles_per_second as f64 / 1e9;
            delay = truncate(delay as f64 * attributes.period as f64 / cycles_per_nano);
        }
        count = count.wrapping_mul(attributes.period);
    }
    addresses(addresses_text, stack).map_err(malformed)?;
    Ok([count, delay])
}

/// Finds the first `delay count @ addresses` in a line. pprof's expression lets the two numbers touch, so `123 @` is a
/// delay of 12 and a count of 3.
fn parts(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut cursor = Cursor::new(line);
    while !cursor.rest.is_empty() {
        let Some(first) = cursor.digits() else {
            cursor.rest = &cursor.rest[1..];
            continue;
        };
        let mut ahead = cursor;
        ahead.spaces();
        let numbers = match ahead.digits() {
            Some(second) => Some((first, second)),
            None => {
                ahead = cursor;
                let (_, delay) = first.split_last()?;
                Some((delay, &first[delay.len()..])).filter(|_| !delay.is_empty())
            }
        };
        if let Some((delay, count)) = numbers
            && ahead.literal(b" @").is_some()
        {
            return Some((delay, count, ahead.run(is_address_text)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_touch() {
        let read = |line: &'static str| {
            let (delay, count, stack) = parts(line.as_bytes())?;
            let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).unwrap();
            Some((text(delay), text(count), text(stack)))
        };
        for (line, wanted) in [
            ("12 34 @ 0x1", Some(("12", "34", " 0x1"))),
            ("1 2 3 @ 0x1 g", Some(("2", "3", " 0x1 "))),
            ("123 @", Some(("12", "3", ""))),
            ("x7 8x 123 @", Some(("12", "3", ""))),
            ("5 @ 0x1", None),
            ("5 6@ 0x1", None),
        ] {
            assert_eq!(read(line), wanted, "{line}");
        }
    }
}
