//! Numbers in texts, read where they stand and by Go's rules.
//!
//! A [`Cursor`] walks along a line: `Cursor::new(b"12: 34")` gives the digits `12`, then takes `:`, then blanks, then `34`.
//! [`parse_int`] makes numbers of them, with Go's words for what is none.

use crate::base::text::go_quote;

/// A place in a line, moved by what it takes.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    /// What is still to be read.
    pub rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Stands at the start of a line.
    pub fn new(rest: &'a [u8]) -> Cursor<'a> {
        Cursor { rest }
    }

    /// Takes the longest run of bytes of a kind, which may be empty.
    pub fn run(&mut self, kind: fn(u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().position(|&byte| !kind(byte));
        let (run, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest;
        run
    }

    /// Takes a run that is not empty.
    pub fn some(&mut self, kind: fn(u8) -> bool) -> Option<&'a [u8]> {
        Some(self.run(kind)).filter(|run| !run.is_empty())
    }

    /// Takes decimal digits; none if there is not even one.
    pub fn digits(&mut self) -> Option<&'a [u8]> {
        self.some(|byte| byte.is_ascii_digit())
    }

    /// Takes decimal digits with or without a minus before them.
    pub fn signed_digits(&mut self) -> Option<&'a [u8]> {
        let start = self.rest;
        let mut ahead = *self;
        let sign = usize::from(ahead.literal(b"-").is_some());
        let digits = ahead.digits()?;
        *self = ahead;
        Some(&start[..sign + digits.len()])
    }

    /// Takes hexadecimal digits of either case.
    pub fn hex(&mut self) -> Option<&'a [u8]> {
        self.some(|byte| byte.is_ascii_hexdigit())
    }

    /// Takes any number of spaces.
    pub fn spaces(&mut self) {
        self.run(|byte| byte == b' ');
    }

    /// Takes blanks, at least one.
    pub fn blanks(&mut self) -> Option<&'a [u8]> {
        self.some(is_blank)
    }

    /// Takes exactly this text.
    pub fn literal(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }
}

/// What `\s` is in Go's regular expressions.
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// What may stand in the list of addresses of a sample.
pub fn is_address_text(byte: u8) -> bool {
    matches!(byte, b' ' | b'x' | b'0'..=b'9' | b'a'..=b'f')
}

/// The rules by which a number is written.
#[derive(Clone, Copy, PartialEq)]
pub enum Base {
    /// Decimal digits.
    Ten,
    /// As in Go's source: `0x1f`, `0b1`, `0o17`, `017`, `1_000`.
    Prefix,
}

/// A number as Go's `strconv.ParseInt` reads it, or its message.
///
/// # Errors
///
/// Why it is no number of 64 bits.
pub fn parse_int(text: &[u8], base: Base) -> Result<i64, String> {
    let message = |why: &str| {
        let text = go_quote(&String::from_utf8_lossy(text));
        format!("strconv.ParseInt: parsing {text}: {why}")
    };
    let syntax = || message("invalid syntax");
    let range = || message("value out of range");
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        _ => (false, text),
    };
    let (radix, digits, prefixed) = match (base, digits) {
        (Base::Ten, _) => (10, digits, false),
        (_, [b'0', b'x' | b'X', digits @ ..]) if !digits.is_empty() => (16, digits, true),
        (_, [b'0', b'b' | b'B', digits @ ..]) if !digits.is_empty() => (2, digits, true),
        (_, [b'0', b'o' | b'O', digits @ ..]) if !digits.is_empty() => (8, digits, true),
        (_, [b'0', digits @ ..]) if !digits.is_empty() => (8, digits, true),
        _ => (10, digits, false),
    };
    if digits.is_empty() {
        return Err(syntax());
    }
    // An underscore stands between two digits, or behind the prefix.
    let mut separable = prefixed;
    let mut underscores_fit = true;
    let mut value: u64 = 0;
    for &byte in digits {
        if byte == b'_' && base == Base::Prefix {
            underscores_fit &= separable;
            separable = false;
            continue;
        }
        let digit = char::from(byte).to_digit(radix).ok_or_else(syntax)?;
        separable = true;
        // Go stops here, whatever follows.
        value = value
            .checked_mul(u64::from(radix))
            .and_then(|value| value.checked_add(u64::from(digit)))
            .ok_or_else(range)?;
    }
    if !underscores_fit || !separable {
        return Err(syntax());
    }
    let value = match negative {
        true => 0_i64.checked_sub_unsigned(value),
        false => i64::try_from(value).ok(),
    };
    value.ok_or_else(range)
}

/// The value of hexadecimal digits, if it fits 64 bits.
pub fn hex_value(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, &byte| {
        let digit = char::from(byte).to_digit(16)?;
        (value >> 60 == 0).then_some(value << 4 | u64::from(digit))
    })
}

/// Collects the addresses in a text, numbers such as `0x4a1f`, whatever stands between them. The message is pprof's.
///
/// # Errors
///
/// A number has more than 64 bits.
pub fn addresses(text: &[u8], found: &mut Vec<u64>) -> Result<(), String> {
    let mut cursor = Cursor::new(text);
    while let Some(&first) = cursor.rest.first() {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let mut number = cursor;
        let digits = match first {
            b'0' => number.literal(b"0x").and_then(|()| number.some(is_digit)),
            _ => None,
        };
        let Some(digits) = digits else {
            cursor.rest = &cursor.rest[1..];
            continue;
        };
        let value = hex_value(digits).ok_or_else(|| {
            let digits = String::from_utf8_lossy(digits);
            format!("failed to parse as hex 64-bit number: 0x{digits}")
        })?;
        found.push(value);
        cursor = number;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_prefix() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("-12", Some(-12)),
            ("+7", Some(7)),
            ("010", Some(8)),
            ("0x1F", Some(31)),
            ("0b101", Some(5)),
            ("0o17", Some(15)),
            ("1_000", Some(1000)),
            ("0x_f", Some(15)),
            ("0_7", Some(7)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("", None),
            ("-", None),
            ("09", None),
            ("0x", None),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("9223372036854775808", None),
            ("-9223372036854775809", None),
            ("1e3", None),
        ] {
            assert_eq!(parse_int(text.as_bytes(), Base::Prefix).ok(), wanted, "{text}");
        }
        assert_eq!(parse_int(b"010", Base::Ten), Ok(10));
        assert_eq!(
            parse_int(b"99999999999999999999x", Base::Ten).unwrap_err(),
            "strconv.ParseInt: parsing \"99999999999999999999x\": value out of range"
        );
    }

    #[test]
    fn addresses_in_text() {
        let read = |text: &str| {
            let mut found = Vec::new();
            addresses(text.as_bytes(), &mut found).map(|()| found)
        };
        assert_eq!(read("0x10 f+0x2: 00x3 0x0x4 0xg 0xA0x5"), Ok(vec![0x10, 2, 3, 0, 5]));
        assert_eq!(read("0x0000000000000000001"), Ok(vec![1]));
        assert_eq!(
            read("0x1 0x10000000000000000"),
            Err("failed to parse as hex 64-bit number: 0x10000000000000000".to_owned())
        );
    }
}
