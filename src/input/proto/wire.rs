//! The protobuf wire format, read from a slice without copies.
//!
//! The rules are those of pprof's own decoder rather than protobuf's: a varint has at most ten bytes and bits that do
//! not fit are ignored, groups are refused, and unknown fields of every other wire type are skipped.

/// Why bytes are not a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NotProto {
    /// The bytes end within a field.
    Truncated,
    /// A field claims to be longer than any file that could be read.
    TooLong,
    /// A varint has more than ten bytes.
    BadVarint,
    /// A wire type that no profile uses.
    WireType,
    /// A known field has the wrong wire type.
    TypeMismatch,
    /// An index lies outside the string table, or there is no table.
    StringIndex,
    /// The first text of the string table is not empty.
    FirstString,
}

/// No field is longer than this: what is, is not a profile, and waiting for its end would fill the memory.
const LONGEST: u64 = i32::MAX as u64;

/// A field's number with its content.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The number that the message's description gives it.
    pub number: u64,
    /// What it holds, by its wire type.
    pub content: Content<'a>,
}

/// The content of a field by wire type.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire types 1 and 5, which no field of a profile has.
    Fixed,
    /// Wire type 2: a text, a message or a packed list.
    Bytes(&'a [u8]),
}

impl<'a> Content<'a> {
    /// The number of a numeric field.
    ///
    /// # Errors
    ///
    /// The field is a text or a message.
    #[inline]
    pub fn number(self) -> Result<u64, NotProto> {
        match self {
            Content::Varint(number) => Ok(number),
            _ => Err(NotProto::TypeMismatch),
        }
    }

    /// The bytes of a text or a message.
    ///
    /// # Errors
    ///
    /// The field is a number.
    #[inline]
    pub fn bytes(self) -> Result<&'a [u8], NotProto> {
        match self {
            Content::Bytes(bytes) => Ok(bytes),
            _ => Err(NotProto::TypeMismatch),
        }
    }

    /// Hands on each number of a repeated numeric field, packed or not.
    ///
    /// # Errors
    ///
    /// The field is neither a number nor a list of whole varints.
    #[inline(always)]
    pub fn for_each_number(self, mut each: impl FnMut(u64)) -> Result<(), NotProto> {
        let (mut single, mut bytes) = match self {
            Content::Varint(number) => (Some(number), [].as_slice()),
            Content::Bytes(bytes) => (None, bytes),
            Content::Fixed => return Err(NotProto::TypeMismatch),
        };
        // Most of a profile goes through this loop. `each` is called in one place, which makes it a part of the loop
        // rather than a function.
        loop {
            let number = match single.take() {
                Some(number) => number,
                None if bytes.is_empty() => return Ok(()),
                None => varint(&mut bytes)?,
            };
            each(number);
        }
    }
}

/// Reads a varint and moves `bytes` behind it.
///
/// # Errors
///
/// The bytes end within it, or it has more than 64 bits.
#[inline(always)]
pub fn varint(bytes: &mut &[u8]) -> Result<u64, NotProto> {
    // Almost every number of a profile has one or two bytes.
    match **bytes {
        [first, ..] if first < 0x80 => {
            *bytes = &bytes[1..];
            Ok(u64::from(first))
        }
        [first, second, ..] if second < 0x80 => {
            *bytes = &bytes[2..];
            Ok(u64::from(first & 0x7f) | u64::from(second) << 7)
        }
        _ => long_varint(bytes),
    }
}

#[inline(never)]
fn long_varint(bytes: &mut &[u8]) -> Result<u64, NotProto> {
    let mut number = 0;
    for index in 0..10 {
        let Some(&byte) = bytes.get(index) else {
            return Err(NotProto::Truncated);
        };
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            *bytes = &bytes[index + 1..];
            return Ok(number);
        }
    }
    Err(NotProto::BadVarint)
}

/// How many bytes at least the first field lacks to be whole; 0 if it is, or if it is none.
pub fn missing(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    let content = varint(&mut rest).and_then(|tag| match tag & 7 {
        0 => varint(&mut rest).map(|_| 0),
        1 => Ok(8),
        2 => varint(&mut rest),
        5 => Ok(4),
        _ => Ok(0),
    });
    match content {
        Ok(length) if length <= LONGEST => (length as usize).saturating_sub(rest.len()),
        Err(NotProto::Truncated) => 1,
        _ => 0,
    }
}

/// Reads the next field and moves `bytes` behind it.
///
/// # Errors
///
/// The bytes end within it ([`NotProto::Truncated`]), or they are no field.
pub fn field<'a>(bytes: &mut &'a [u8]) -> Result<Field<'a>, NotProto> {
    inlined_field(bytes)
}

/// The same, as a part of the loop that calls it: for the fields that a profile has many of.
///
/// # Errors
///
/// Those of [`field`].
#[inline(always)]
pub fn inlined_field<'a>(bytes: &mut &'a [u8]) -> Result<Field<'a>, NotProto> {
    let tag = varint(bytes)?;
    let content = match tag & 7 {
        0 => Content::Varint(varint(bytes)?),
        1 => {
            *bytes = bytes.get(8..).ok_or(NotProto::Truncated)?;
            Content::Fixed
        }
        2 => {
            let length = varint(bytes)?;
            if length > LONGEST {
                return Err(NotProto::TooLong);
            }
            let length = length as usize;
            let content = bytes.get(..length).ok_or(NotProto::Truncated)?;
            *bytes = &bytes[length..];
            Content::Bytes(content)
        }
        5 => {
            *bytes = bytes.get(4..).ok_or(NotProto::Truncated)?;
            Content::Fixed
        }
        _ => return Err(NotProto::WireType),
    };
    Ok(Field {
        number: tag >> 3,
        content,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_field_lacks() {
        for (bytes, wanted) in [
            // A number of two bytes, a text of three, eight bytes and four.
            (&[0x08, 0x80, 0x01][..], [1, 1, 1]),
            (&[0x0a, 0x03, b'a', b'b', b'c'], [1, 1, 3]),
            (&[0x09, 1, 2, 3, 4, 5, 6, 7, 8], [1, 8, 7]),
            (&[0x0d, 1, 2, 3, 4], [1, 4, 3]),
        ] {
            for (length, wanted) in wanted.into_iter().enumerate() {
                assert_eq!(missing(&bytes[..length]), wanted, "{length} of {bytes:?}");
            }
            assert_eq!(missing(bytes), 0);
        }
        // What is no field lacks nothing: it is refused.
        for bytes in [&[0x0b][..], &[0xff; 11], &[0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]] {
            assert_eq!(missing(bytes), 0, "{bytes:?}");
            assert!(field(&mut &bytes[..]).is_err_and(|reason| reason != NotProto::Truncated));
        }
    }

    #[test]
    fn varints() {
        for (bytes, wanted) in [
            (&[0x05][..], Ok(5)),
            (&[0x80, 0x01], Ok(128)),
            (&[0xff, 0xff, 0x03], Ok(65535)),
            (&[0xff; 9], Err(NotProto::Truncated)),
            (&[0xff; 11], Err(NotProto::BadVarint)),
            (&[], Err(NotProto::Truncated)),
            (
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
                Ok(u64::MAX),
            ),
            // The seven bits of the tenth byte do not fit: all but one are ignored.
            (
                &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
                Ok(1 << 63),
            ),
        ] {
            assert_eq!(varint(&mut &bytes[..]), wanted, "{bytes:?}");
        }
    }
}
