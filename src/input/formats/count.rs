//! Counts of stacks as text: Go's goroutine, threadcreate and custom profiles with `debug=1`.
//!
//! ```text
//! goroutine profile: total 5                       the name, which becomes the sample type
//! 3 @ 0x4a1f02 0x4a2b10                            three of them have this stack
//! # labels: {"gateway":"email"}                    Go's comments on them
//! #  0x4a1f01  main.wait+0x21  main.go:7
//! 11 @                                             a stack that Go could not walk,
//! #  0x0                                           of which it says so
//! ```
//!
//! pprof refuses a record without addresses, as gccgo writes one for all goroutines that wait. Here it is read where the comment is
//! beneath it; without, the text was edited, or somebody else has written it.

use super::builder::{Builder, Header};
use super::comments::Comments;
use super::lines::{Lines, is_comment, trim};
use super::numbers::{Base, Cursor, hex_value, parse_int};
use super::{Refusal, maps, missing};
use crate::base::text::find;
use crate::input::Opened;
use crate::input::goroutines::without_stack;
use crate::profile::Profile;

/// Whether a file with this line behind its comments can be counts.
pub fn is_sign(line: &[u8]) -> bool {
    find(line, TOTAL).is_some()
}

/// Parses a profile of counts.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Opened, Refusal> {
    let mut lines = Lines::new(file);
    while lines.scan() && is_comment(lines.text()) {}
    lines.check()?;
    let (name, counted) = header(lines.text()).ok_or(Refusal::Unrecognized)?;
    let mut builder = Builder::new(1);
    let mut comments = Comments::default();
    let mut stack = Vec::new();
    // Whether the last record has no addresses, and no comment has said so yet.
    let mut is_unexplained = false;
    while lines.scan() {
        let line = lines.text();
        if is_comment(line) {
            is_unexplained &= !is_nowhere(line);
            comments.read(line, &mut builder)?;
            continue;
        }
        if is_unexplained || line.starts_with(b"---") {
            break;
        }
        stack.clear();
        let count = sample(line, &mut stack).ok_or_else(malformed)?;
        comments.begin(&stack, &mut builder);
        stack.iter_mut().for_each(|address| *address = address.wrapping_sub(1));
        builder.sample(&stack, &[count])?;
        is_unexplained = stack.is_empty();
    }
    if is_unexplained {
        return Err(malformed());
    }
    lines.check()?;
    comments.end(&mut builder);
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    let profile = builder.finish(Header {
        types: &[(name, b"count")],
        period_type: (name, b"count"),
        period: 1,
        duration_nanos: 0,
    })?;
    let mut opened = Opened::default();
    let noun = match name {
        b"goroutine" | b"goroutineleak" => "goroutine",
        b"threadcreate" => "thread",
        _ => "record",
    };
    opened.notes.extend(bare(&profile, noun));
    let has = profile.samples.values(0).iter().map(|&count| i128::from(count)).sum();
    opened.doubts.extend(missing(has, counted, noun));
    opened.profiles.push((profile, None));
    Ok(opened)
}

/// How many have no stack, if any.
fn bare(profile: &Profile, noun: &str) -> Option<String> {
    let counts = profile.samples.values(0).iter().map(|&count| count as u64);
    let bare = counts
        .clone()
        .zip(0..)
        .filter(|&(_, sample)| profile.samples.stack(sample).is_empty());
    let bare: u64 = bare.map(|(count, _)| count).fold(0, u64::wrapping_add);
    if bare == 0 {
        return None;
    }
    Some(without_stack(bare, counts.fold(0, u64::wrapping_add), noun))
}

fn malformed() -> Refusal {
    Refusal::text("malformed profile format")
}

/// Whether a comment says of a record that it has no stack: `#  0x0`.
fn is_nowhere(line: &[u8]) -> bool {
    trim(line)
        .strip_prefix(b"#")
        .is_some_and(|comment| trim(comment) == b"0x0")
}

/// What stands in the first line behind its name.
pub const TOTAL: &[u8] = b" profile: total ";

/// The name and the number in `NAME profile: total 5`; 0 for a number that is too large to count.
fn header(line: &[u8]) -> Option<(&[u8], i128)> {
    let mut cursor = Cursor::new(line);
    let name = cursor.some(|byte| !super::numbers::is_blank(byte))?;
    cursor.literal(TOTAL)?;
    let total = parse_int(cursor.digits()?, Base::Ten).unwrap_or_default();
    cursor.rest.is_empty().then_some((name, total.into()))
}

/// Reads `3 @ 0x10 0x20`, to the end of the line: the count, and its addresses, which may be none, into `stack`.
fn sample(line: &[u8], stack: &mut Vec<u64>) -> Option<i64> {
    let mut cursor = Cursor::new(line);
    let count = cursor.digits()?;
    cursor.literal(b" @")?;
    while !cursor.rest.is_empty() {
        cursor.literal(b" 0x")?;
        let digits = cursor.some(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))?;
        stack.push(hex_value(digits)?);
    }
    // A count that begins with 0 is octal here, as a number in Go is.
    parse_int(count, Base::Prefix).ok()
}
