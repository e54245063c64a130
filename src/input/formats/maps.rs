//! A map of the memory, as text, to mappings: lines of `/proc/self/maps`, or shorter ones.
//!
//! ```text
//! 00400000-00500000 r-xp 00001000 08:01 123 /bin/app      range, permissions, offset, device, inode, file
//! 0x500000-0x600000: /lib/libc.so (@1000) abcdef12        range, file, offset, build id
//! build=/export                                           from here on, $build is /export
//! ```
//!
//! What can be no code is left out. Neighbours that belong together become one mapping, and what looks like the program
//! itself comes first.

use super::Refusal;
use super::lines::{Lines, is_map_marker, trim};
use super::numbers::{Cursor, hex_value};
use crate::base::columns::{StringId, StringTable};
use crate::base::text::find;
use crate::profile::Mapping;

/// More names than this nobody defines in a map.
const MOST_NAMES: usize = 100;
/// No line grows longer than this when names in it are replaced.
const LONGEST_REPLACED: usize = 1 << 20;

/// Reads the mappings behind the marker of the memory map, if there is one in what is left of a text.
///
/// # Errors
///
/// A line is too long, also by the names that are put into it, or the map defines too many names.
pub fn parse_behind_marker(lines: &mut Lines, strings: &mut StringTable) -> Result<Vec<Mapping>, Refusal> {
    while !is_map_marker(lines.text()) && lines.scan() {}
    lines.check()?;
    parse(lines, strings)
}

/// Reads mappings up to the end of a text.
///
/// # Errors
///
/// A line is too long, also by the names that are put into it, or the map defines too many names.
pub fn parse(lines: &mut Lines, strings: &mut StringTable) -> Result<Vec<Mapping>, Refusal> {
    let mut names = Vec::new();
    let mut mappings = Vec::new();
    while lines.scan() {
        let line = replace_names(without_log_prefix(lines.text()), &names)?;
        match entry(&line, strings) {
            Entry::Code(mapping) => mappings.push(mapping),
            Entry::Data => {}
            Entry::Other => {
                let Some(equals) = line.iter().position(|&byte| byte == b'=') else {
                    continue;
                };
                if names.len() == MOST_NAMES {
                    return Err(Refusal::text(format!(
                        "the memory map defines more than {MOST_NAMES} names"
                    )));
                }
                let name = [b"$", trim(&line[..equals])].concat();
                names.push((name, trim(&line[equals + 1..]).to_vec()));
            }
        }
    }
    lines.check()?;
    let mut mappings = join_neighbours(mappings);
    program_first(&mut mappings, strings);
    Ok(mappings)
}

/// A line that glog wrote begins with `... file.cc:12] `.
fn without_log_prefix(line: &[u8]) -> &[u8] {
    let Some(bracket) = line.iter().position(|byte| b"[]".contains(byte)) else {
        return line;
    };
    let (before, behind) = line.split_at(bracket);
    let colon = before.iter().rposition(|byte| !byte.is_ascii_digit());
    let numbered = colon.is_some_and(|colon| colon > 0 && colon + 1 < bracket && before[colon] == b':');
    match behind {
        [b']', blank, message @ ..] if numbered && super::numbers::is_blank(*blank) => message,
        _ => line,
    }
}

/// Replaces each `$name`, the one defined first where several fit.
fn replace_names(line: &[u8], names: &[(Vec<u8>, Vec<u8>)]) -> Result<Vec<u8>, Refusal> {
    let mut replaced = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(&first) = rest.first() {
        let fitting = match first {
            b'$' => names.iter().find(|(name, _)| rest.starts_with(name)),
            _ => None,
        };
        match fitting {
            Some((name, text)) => {
                replaced.extend_from_slice(text);
                rest = &rest[name.len()..];
            }
            None => {
                replaced.push(first);
                rest = &rest[1..];
            }
        }
        if replaced.len() > LONGEST_REPLACED {
            return Err(Refusal::text("names in the memory map stand for more and more names"));
        }
    }
    Ok(replaced)
}

/// What a line of a map is.
enum Entry {
    /// A mapping that may hold code.
    Code(Mapping),
    /// A mapping that cannot be executed.
    Data,
    /// No mapping.
    Other,
}

/// The parts of a line that is a mapping.
#[derive(Default)]
struct Parts<'a> {
    start: &'a [u8],
    limit: &'a [u8],
    permissions: &'a [u8],
    offset: &'a [u8],
    file: &'a [u8],
    build_id: &'a [u8],
}

fn entry(line: &[u8], strings: &mut StringTable) -> Entry {
    let Some(parts) = full(line).or_else(|| brief(line)) else {
        return Entry::Other;
    };
    if !parts.permissions.is_empty() && !parts.permissions.contains(&b'x') {
        return Entry::Data;
    }
    let numbers = [parts.start, parts.limit, parts.offset].map(hex_value);
    let [Some(start), Some(limit), Some(offset)] = numbers else {
        return Entry::Other;
    };
    Entry::Code(Mapping {
        start,
        limit,
        offset,
        file: strings.intern(parts.file),
        build_id: strings.intern(parts.build_id),
        ..Mapping::default()
    })
}

/// A line as `/proc/self/maps` has it.
fn full(line: &[u8]) -> Option<Parts<'_>> {
    ranges(line).find_map(|(mut parts, mut cursor)| {
        parts.permissions = behind_blanks(&mut cursor, Cursor::permissions).unwrap_or_default();
        // A number that a colon follows is the device already.
        let mut ahead = cursor;
        if let Some(offset) = behind_blanks(&mut ahead, Cursor::hex)
            && ahead.rest.first() != Some(&b':')
        {
            parts.offset = offset;
            cursor = ahead;
        }
        behind_blanks(&mut cursor, Cursor::hex)?;
        cursor.literal(b":")?;
        cursor.hex()?;
        behind_blanks(&mut cursor, Cursor::digits)?;
        parts.file = behind_blanks(&mut cursor, Cursor::word).unwrap_or_default();
        Some(parts)
    })
}

/// A line as other tools write it: everything but the range may be missing.
fn brief(line: &[u8]) -> Option<Parts<'_>> {
    let (mut parts, mut cursor) = ranges(line).next()?;
    parts.permissions = behind_blanks(&mut cursor, Cursor::permissions).unwrap_or_default();
    parts.file = behind_blanks(&mut cursor, Cursor::word).unwrap_or_default();
    parts.offset = behind_blanks(&mut cursor, Cursor::offset).unwrap_or_default();
    parts.build_id = behind_blanks(&mut cursor, Cursor::hex).unwrap_or_default();
    Some(parts)
}

/// The ways to read a range at the start of a line, the likelier first: `400000-500000`, and because the separator may be
/// missing, `4000005` as 400000 up to 5.
fn ranges(line: &[u8]) -> impl Iterator<Item = (Parts<'_>, Cursor<'_>)> {
    let mut cursor = Cursor::new(line);
    let _ = cursor.blanks();
    skip_prefix(&mut cursor);
    let at_digits = cursor;
    let digits = cursor.hex().unwrap_or_default();
    let separated = |separator: &[u8]| {
        let mut cursor = cursor;
        cursor.literal(separator)?;
        let _ = cursor.blanks();
        limit(digits, cursor)
    };
    let apart = separated(b"-")
        .or_else(|| separated(b""))
        .filter(|_| !digits.is_empty());
    let together = digits
        .split_last()
        .filter(|(_, start)| !start.is_empty())
        .and_then(|(_, start)| {
            let rest = &at_digits.rest[start.len()..];
            limit(start, Cursor { rest })
        });
    apart.into_iter().chain(together)
}

/// Reads the range's end, and the colon that may follow.
fn limit<'a>(start: &'a [u8], mut cursor: Cursor<'a>) -> Option<(Parts<'a>, Cursor<'a>)> {
    skip_prefix(&mut cursor);
    let limit = cursor.hex()?;
    let _ = cursor.literal(b":");
    let parts = Parts {
        start,
        limit,
        ..Parts::default()
    };
    Some((parts, cursor))
}

/// Takes `0x` where a hexadecimal digit follows; without one, the 0 is the number.
fn skip_prefix(cursor: &mut Cursor) {
    let mut ahead = *cursor;
    if ahead.literal(b"0x").is_some() && ahead.rest.first().is_some_and(u8::is_ascii_hexdigit) {
        *cursor = ahead;
    }
}

/// Takes blanks and what stands behind them, or nothing.
fn behind_blanks<'a>(cursor: &mut Cursor<'a>, take: impl Fn(&mut Cursor<'a>) -> Option<&'a [u8]>) -> Option<&'a [u8]> {
    let mut ahead = *cursor;
    ahead.blanks()?;
    let taken = take(&mut ahead)?;
    *cursor = ahead;
    Some(taken)
}

impl<'a> Cursor<'a> {
    fn permissions(&mut self) -> Option<&'a [u8]> {
        self.some(|byte| b"-rwxp".contains(&byte))
    }

    fn word(&mut self) -> Option<&'a [u8]> {
        self.some(|byte| !super::numbers::is_blank(byte))
    }

    /// Takes `(@1000)`.
    fn offset(&mut self) -> Option<&'a [u8]> {
        self.literal(b"(@")?;
        let digits = self.hex()?;
        self.literal(b")")?;
        Some(digits)
    }
}

/// Joins each mapping with the one before it where both are parts of one.
fn join_neighbours(mappings: Vec<Mapping>) -> Vec<Mapping> {
    let mut joined: Vec<Mapping> = Vec::with_capacity(mappings.len());
    for mapping in mappings {
        match joined.last_mut().filter(|last| belong_together(last, &mapping)) {
            Some(last) => {
                last.limit = mapping.limit;
                if mapping.file != StringId::EMPTY {
                    last.file = mapping.file;
                }
                if mapping.build_id != StringId::EMPTY {
                    last.build_id = mapping.build_id;
                }
            }
            None => joined.push(mapping),
        }
    }
    joined
}

fn belong_together(one: &Mapping, next: &Mapping) -> bool {
    let agree = |one: StringId, next: StringId| one == next || one == StringId::EMPTY || next == StringId::EMPTY;
    let end_in_file = one.offset.wrapping_add(one.limit.wrapping_sub(one.start));
    agree(one.file, next.file)
        && agree(one.build_id, next.build_id)
        && one.limit == next.start
        && (one.offset == 0 || next.offset == 0 || end_in_file == next.offset)
}

/// Puts the program itself first, and undoes what is known to hide where it begins.
fn program_first(mappings: &mut Vec<Mapping>, strings: &StringTable) {
    let program = mappings
        .iter()
        .position(|mapping| looks_like_program(strings.get(mapping.file)));
    if let Some(program) = program {
        mappings.swap(0, program);
    }
    if let [first, second, ..] = mappings.as_slice()
        && strings.get(first.file).starts_with(b"/anon_hugepage")
        && first.limit == second.start
    {
        #[expect(clippy::disallowed_methods, reason = "once")]
        mappings.remove(0);
    }
    // Where the linker puts programs by default.
    const USUAL_START: u64 = 0x40_0000;
    if let Some(first) = mappings.first_mut()
        && first.start.wrapping_sub(first.offset) == USUAL_START
    {
        first.start = USUAL_START;
        first.offset = 0;
    }
}

fn looks_like_program(file: &[u8]) -> bool {
    let mut name = Vec::with_capacity(file.len());
    let mut rest = file;
    const DELETED: &[u8] = b"(deleted)";
    while let Some(deleted) = find(rest, DELETED) {
        name.extend_from_slice(&rest[..deleted]);
        rest = &rest[deleted + DELETED.len()..];
    }
    name.extend_from_slice(rest);
    let name = trim(&name);
    name.first().is_some_and(|&first| first != b'[') && !is_library(name)
}

/// `libc.so`, `libc.so.6`, `libc.so_2`.
fn is_library(name: &[u8]) -> bool {
    let versioned = |window: &[u8]| matches!(window, [b'.', b's', b'o', b'.' | b'_', b'0'..=b'9']);
    name.ends_with(b".so") || name.windows(5).any(versioned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut strings = StringTable::default();
        let mappings = match parse(&mut Lines::new(text.as_bytes()), &mut strings) {
            Ok(mappings) => mappings,
            Err(Refusal::Final(error)) => return error.to_string(),
            Err(Refusal::Unrecognized) => return "unrecognized".to_owned(),
        };
        let name = |id| String::from_utf8_lossy(strings.get(id)).into_owned();
        let shown = mappings.iter().map(|mapping| {
            let Mapping {
                start, limit, offset, ..
            } = mapping;
            let text = format!(
                "{start:x}-{limit:x}@{offset:x} {} {}",
                name(mapping.file),
                name(mapping.build_id)
            );
            text.trim_end().to_owned()
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn shapes_of_lines() {
        for (line, wanted) in [
            (
                "00400000-00500000 r-xp 00001000 08:01 123 /bin/app",
                "400000-500000@1000 /bin/app",
            ),
            ("00400000-00500000 r-xp 00001000 08:01 123", "400000-500000@1000"),
            ("00400000-00500000 r-xp 08:01 123 a b", "400000-500000@0 a"),
            ("00400000-00500000 rw-p 00001000 08:01 123 /bin/app", ""),
            (
                "  0x400000-0x500000: /bin/app (@ff00) abc123",
                "400000-500000@ff00 /bin/app abc123",
            ),
            ("400000 500000 /bin/app", "400000-500000@0 /bin/app"),
            ("400000-500000: xfoo", "400000-500000@0"),
            ("400000-500000: python3", ""),
            ("400000x12", "40000-12@0"),
            ("4005", "400-5@0"),
            ("400 0x", "400-0@0"),
            ("4", ""),
            ("0x", ""),
            ("10000000000000000-20000000000000000: a", ""),
            ("I0 1 f.cc:12] 1-2: a", "1-2@0 a"),
            ("I0 1 f.cc:x] 1-2: a", ""),
        ] {
            assert_eq!(read(line), wanted, "{line}");
        }
    }

    #[test]
    fn names_stand_for_texts() {
        assert_eq!(read("n = /bin\nnm=/x\n1-2: $n/app$nm$x\n"), "1-2@0 /bin/app/binm$x");
        assert_eq!(read("n=x\nm=$n$n\n1-2: /$m$"), "1-2@0 /xx$");
        let mut doubling = "n00=xxxxxxxxxx\n".to_owned();
        (1..40).for_each(|number| doubling += &format!("n{number:02}=$n{0:02}$n{0:02};\n", number - 1));
        assert!(read(&doubling).contains("more and more names"));
    }

    #[test]
    fn neighbours_and_the_program() {
        assert_eq!(
            read("1000-2000 r-xp 00000000 08:01 1 /l.so\n2000-3000: [vdso]\n3000-4000: /bin/app\n4000-5000: /bin/app"),
            "3000-5000@0 /bin/app, 2000-3000@0 [vdso], 1000-2000@0 /l.so"
        );
        assert_eq!(
            read("200000-400000: /anon_hugepage\n400000-500000 r-xp 00001000 08:01 1 /bin/app"),
            "400000-500000@1000 /bin/app"
        );
        assert_eq!(
            read("401000-500000 r-xp 00001000 08:01 1 /bin/app"),
            "400000-500000@0 /bin/app"
        );
    }
}
