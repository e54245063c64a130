//! Counts of stacks as text: Go's goroutine, threadcreate and custom profiles with `debug=1`.
//!
//! ```text
//! goroutine profile: total 5                       the name, which becomes the sample type
//! 3 @ 0x4a1f02 0x4a2b10                            three of them have this stack
//! # labels: {"gateway":"email"}                    Go's comments on them
//! #  0x4a1f01  main.wait+0x21  main.go:7
//! ```

use super::builder::{Builder, Header};
use super::comments::Comments;
use super::lines::{Lines, is_comment};
use super::numbers::{Base, Cursor, hex_value, parse_int};
use super::{Refusal, maps};
use crate::base::text::find;
use crate::profile::Profile;

/// Whether a file with this line behind its comments can be counts.
pub fn is_sign(line: &[u8]) -> bool {
    find(line, b" profile: total ").is_some()
}

/// Parses a profile of counts.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    let mut lines = Lines::new(file);
    while lines.scan() && is_comment(lines.text()) {}
    lines.check()?;
    let name = header(lines.text()).ok_or(Refusal::Unrecognized)?;
    let mut builder = Builder::new(1);
    let mut comments = Comments::default();
    let mut stack = Vec::new();
    while lines.scan() {
        let line = lines.text();
        if is_comment(line) {
            comments.read(line, &mut builder);
            continue;
        }
        if line.starts_with(b"---") {
            break;
        }
        stack.clear();
        let count = sample(line, &mut stack).ok_or_else(|| Refusal::text("malformed profile format"))?;
        comments.begin(&stack, &mut builder);
        stack.iter_mut().for_each(|address| *address = address.wrapping_sub(1));
        builder.sample(&stack, &[count])?;
    }
    lines.check()?;
    comments.end(&mut builder);
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    builder.finish(Header {
        types: &[(name, b"count")],
        period_type: (name, b"count"),
        period: 1,
        duration_nanos: 0,
    })
}

/// The name in `NAME profile: total 5`.
fn header(line: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(line);
    let name = cursor.some(|byte| !super::numbers::is_blank(byte))?;
    cursor.literal(b" profile: total ")?;
    cursor.digits()?;
    cursor.rest.is_empty().then_some(name)
}

/// Reads `3 @ 0x10 0x20`, to the end of the line: the count, and its addresses into `stack`.
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
    let count = parse_int(count, Base::Prefix).ok()?;
    (!stack.is_empty()).then_some(count)
}
