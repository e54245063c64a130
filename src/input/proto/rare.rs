//! The rare messages of profile.proto: the bytes of one in, its numbers by field out. Strings are indices into the string
//! table.
//!
//! ```text
//! 08 01  10 80 80 04                 ->   a Mapping with id 1 and start 0x10000
//! ```
//!
//! They are read by the rules of `wire.rs`, which are those of pprof's own decoder and more lenient than prost's: numbers may
//! be too long, the last of several counts, and unknown fields are skipped.

use super::wire::{Content, NotProto, field};
use crate::profile::messages::{Function, Line, Mapping, ValueType};

/// A sample type, or what the period measures.
///
/// # Errors
///
/// The bytes are no such message, so the file is no profile.proto.
pub fn value_type(content: Content<'_>) -> Result<ValueType, NotProto> {
    let [kind, unit] = numbers(content)?;
    Ok(ValueType {
        kind: kind as i64,
        unit: unit as i64,
    })
}

/// Reads a binary and where it was loaded.
///
/// # Errors
///
/// The bytes are no such message, so the file is no profile.proto.
pub fn mapping(content: Content<'_>) -> Result<Mapping, NotProto> {
    let [
        id,
        start,
        limit,
        offset,
        file,
        build_id,
        functions,
        filenames,
        lines,
        inlines,
    ] = numbers(content)?;
    Ok(Mapping {
        id,
        start,
        limit,
        offset,
        file: file as i64,
        build_id: build_id as i64,
        has_functions: functions != 0,
        has_filenames: filenames != 0,
        has_line_numbers: lines != 0,
        has_inline_frames: inlines != 0,
    })
}

/// A place of code.
pub struct RawLocation {
    pub id: u64,
    pub mapping_id: u64,
    pub address: u64,
    /// Where its frames begin among all that were read.
    pub first_line: u32,
    pub line_count: u32,
    pub is_folded: bool,
}

/// Reads a place of code; its frames are put behind those that were read before.
///
/// # Errors
///
/// The bytes are no such message, so the file is no profile.proto.
pub fn location(content: Content<'_>, lines: &mut Vec<Line>) -> Result<RawLocation, NotProto> {
    let (mut numbers, first_line) = ([0; 5], lines.len() as u32);
    read(content, &mut numbers, Some(lines))?;
    let [id, mapping_id, address, _, folded] = numbers;
    Ok(RawLocation {
        id,
        mapping_id,
        address,
        first_line,
        line_count: lines.len() as u32 - first_line,
        is_folded: folded != 0,
    })
}

/// Reads a function: its names and where it begins.
///
/// # Errors
///
/// The bytes are no such message, so the file is no profile.proto.
pub fn function(content: Content<'_>) -> Result<Function, NotProto> {
    let [id, name, system_name, filename, start_line] = numbers(content)?;
    Ok(Function {
        id,
        name: name as i64,
        system_name: system_name as i64,
        filename: filename as i64,
        start_line: start_line as i64,
    })
}

fn line(content: Content<'_>) -> Result<Line, NotProto> {
    let [function_id, line, column] = numbers(content)?;
    Ok(Line {
        function_id,
        line: line as i64,
        column: column as i64,
    })
}

/// The numbers of the first `N` fields; 0 for those that are not there.
fn numbers<const N: usize>(content: Content<'_>) -> Result<[u64; N], NotProto> {
    let mut numbers = [0; N];
    read(content, &mut numbers, None)?;
    Ok(numbers)
}

/// Reads a message of numbers. Where there are lines, they are its fourth field. What is wrong within a message says
/// nothing about the file as a whole, such as that it was cut short.
// Where it is inlined, the array has a known length: a tenth of the time that a file takes to open.
#[inline(always)]
fn read(content: Content<'_>, numbers: &mut [u64], mut lines: Option<&mut Vec<Line>>) -> Result<(), NotProto> {
    let mut bytes = content.bytes()?;
    while !bytes.is_empty() {
        let field = field(&mut bytes).map_err(|_| NotProto::TypeMismatch)?;
        match (&mut lines, field.number) {
            (Some(lines), 4) => lines.push(line(field.content)?),
            (_, number) => {
                let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
                if let Some(number) = index.and_then(|index| numbers.get_mut(index)) {
                    *number = field.content.number()?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_field() {
        let read = |bytes: &[u8]| {
            mapping(Content::Bytes(bytes)).map(|mapping| (mapping.id, mapping.start, mapping.has_functions))
        };
        for (bytes, wanted) in [
            (&b"\x08\x01\x10\x80\x80\x04\x38\x07"[..], Ok((1, 0x10000, true))),
            // The last one counts; unknown fields of any type are skipped, and field 0 is unknown.
            (b"\x08\x01\x08\x02\x78\x05\x7a\x01x\x00\x01", Ok((2, 0, false))),
            // Bits beyond 64 go, which prost would refuse.
            (b"\x08\x81\x80\x80\x80\x80\x80\x80\x80\x80\x7e", Ok((1, 0, false))),
            (b"\x0a\x01x", Err(NotProto::TypeMismatch)),
            (b"\x08", Err(NotProto::TypeMismatch)),
            (b"\x0b", Err(NotProto::TypeMismatch)),
        ] {
            assert_eq!(read(bytes), wanted, "{bytes:?}");
        }
        assert_eq!(mapping(Content::Varint(1)).unwrap_err(), NotProto::TypeMismatch);
    }

    #[test]
    fn lines_of_a_location() {
        let bytes = b"\x08\x07\x22\x04\x08\x03\x10\x09\x22\x00\x28\x01";
        let mut lines = vec![Line::default()];
        let location = location(Content::Bytes(bytes), &mut lines).unwrap();
        assert_eq!((location.id, location.is_folded), (7, true));
        assert_eq!((location.first_line, location.line_count), (1, 2));
        let lines: Vec<(u64, i64)> = lines[1..].iter().map(|line| (line.function_id, line.line)).collect();
        assert_eq!(lines, [(3, 9), (0, 0)]);
    }
}
