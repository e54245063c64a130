//! Threads as text, threadz of C++: one sample per thread.
//!
//! ```text
//! --- threadz 1 ---
//!
//! --- Thread 7eff063d9940 (name: main/25376) stack: ---
//!   PC: 0x10 main()
//!   0x20 start()
//! --- Thread 7eff04b95700 (name: t/25380) stack: ---
//!   [same as previous thread]                              counts the sample above once more
//! --- Memory map: ---
//! ```

use super::builder::{Builder, Header};
use super::lines::{Lines, is_comment, is_map_marker, trim};
use super::numbers::{Cursor, addresses};
use super::{Refusal, maps};
use crate::base::text::find;
use crate::profile::Profile;

/// Whether a file with this line behind its comments can be a thread dump.
pub fn is_sign(line: &[u8]) -> bool {
    find(line, b"--- threadz ").is_some() || find(line, b"--- Thread ").is_some()
}

/// Parses a thread dump.
///
/// # Errors
///
/// It is not of this format, or of it and wrong.
pub fn parse(file: &[u8]) -> Result<Profile, Refusal> {
    let mut lines = Lines::new(file);
    while lines.scan() && is_comment(lines.text()) {}
    let mut line = lines.text();
    if opens_dump(line) {
        while lines.scan() {
            line = lines.text();
            if is_map_marker(line) || line.starts_with(b"-") {
                break;
            }
        }
    } else if !opens_thread(line) {
        return Err(Refusal::Unrecognized);
    }
    let mut builder = Builder::new(1);
    let mut stack = Vec::new();
    while !is_map_marker(line) && !line.starts_with(b"---- no stack trace for") {
        if !opens_thread(line) {
            return Err(Refusal::Unrecognized);
        }
        stack.clear();
        line = thread(&mut lines, &mut stack)?;
        if stack.is_empty() {
            builder.count_again();
            continue;
        }
        // Those behind the leaf are where calls return to.
        stack
            .iter_mut()
            .skip(1)
            .for_each(|address| *address = address.wrapping_sub(1));
        builder.sample(&stack, &[1])?;
    }
    let mappings = maps::parse_behind_marker(&mut lines, &mut builder.strings)?;
    builder.place(mappings)?;
    builder.remove_second(|first, second| first == second.wrapping_add(1));
    builder.finish(Header {
        types: &[(b"thread", b"count")],
        period_type: (b"thread", b"count"),
        period: 1,
        duration_nanos: 0,
    })
}

/// Reads the addresses of one thread; answers the line behind them. A thread that is the same as the one before has none.
fn thread<'a>(lines: &mut Lines<'a>, stack: &mut Vec<u64>) -> Result<&'a [u8], Refusal> {
    let mut line: &[u8] = &[];
    let mut same = false;
    while lines.scan() {
        line = trim(lines.text());
        if line.starts_with(b"---") {
            break;
        }
        if find(line, b"same as previous thread").is_some() {
            same = true;
            continue;
        }
        addresses(line, stack).map_err(|why| {
            let line = String::from_utf8_lossy(line);
            Refusal::text(format!("malformed sample: {line}: {why}"))
        })?;
    }
    lines.check()?;
    if same {
        stack.clear();
    }
    Ok(line)
}

/// Whether a line has `--- threadz 1 ---` in it.
fn opens_dump(line: &[u8]) -> bool {
    behind(line, b"--- threadz ").any(|mut cursor| cursor.digits().is_some() && cursor.literal(b" ---").is_some())
}

/// Whether a line has `--- Thread 7eff063d9940 (name: NAME/25376) stack: ---` in it, with anything for the name.
fn opens_thread(line: &[u8]) -> bool {
    let header = |mut cursor: Cursor<'_>| {
        cursor.hex()?;
        cursor.literal(b" (name: ")?;
        Some(cursor.rest.len())
    };
    // Whatever ends a header that begins later also ends the first one.
    let Some(name) = behind(line, b"--- Thread ").find_map(header) else {
        return false;
    };
    let name = &line[line.len() - name..];
    behind(name, b"/").any(|mut cursor| cursor.digits().is_some() && cursor.literal(b") stack: ---").is_some())
}

/// The places behind each occurrence of a text.
fn behind<'a>(line: &'a [u8], text: &'static [u8]) -> impl Iterator<Item = Cursor<'a>> {
    let starts = (0..line.len()).filter(move |&start| line[start..].starts_with(text));
    starts.map(move |start| Cursor::new(&line[start + text.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        for (line, wanted) in [
            ("--- Thread 7eff (name: main/25376) stack: ---", true),
            ("x --- Thread A (name: a/b/1) stack: --- y", true),
            ("--- Thread  (name: a/1) stack: ---", false),
            ("--- Thread 1 (name: a) stack: ---", false),
            ("--- Thread 1 (name: /x) stack: ---", false),
        ] {
            assert_eq!(opens_thread(line.as_bytes()), wanted, "{line}");
        }
        assert!(opens_dump(b"> --- threadz 12 ---"));
        assert!(!opens_dump(b"--- threadz  ---"));
    }
}
