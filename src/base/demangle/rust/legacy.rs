//! Rust's first mangling, which borrows the form of C++: identifiers with their lengths, and a hash at the end.
//!
//! In: `_ZN4core3ptr13drop_in_place17h0123456789abcdefE`. Out: `core::ptr::drop_in_place`.

/// Escapes of characters: the code behind the `$`, and the character.
const ESCAPES: &str = "C$,;SP$@;BP$*;RF$&;LT$<;GT$>;LP$(;RP$)";

/// The text of a name; nothing if it is not in this form. What follows the `E` is a suffix, and is not shown.
pub fn demangle(name: &[u8]) -> Option<Vec<u8>> {
    let name = name.strip_prefix(b"_ZN")?;
    let end = match crate::base::demangle::last_position(name, b"E.") {
        Some(dot) => dot,
        None => name.len().checked_sub(1)?,
    };
    let (name, end) = name.split_at_checked(end)?;
    let (mut rest, hash) = name.split_last_chunk::<19>()?;
    if end.first() != Some(&b'E') || rest.is_empty() || !is_hash(hash) {
        return None;
    }
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (identifier, behind) = split_identifier(rest)?;
        if !out.is_empty() {
            put(&mut out, b"::");
        }
        unescape(identifier, &mut out);
        rest = behind;
    }
    Some(out)
}

fn put(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(text);
}

/// `17h` and 16 hexadecimal digits, of which so many differ that it can be no name of C++.
fn is_hash(text: &[u8]) -> bool {
    let mut seen = 0_u32;
    for &digit in text.strip_prefix(b"17h").unwrap_or_default() {
        match hex(digit) {
            16.. => return false,
            digit => seen |= 1 << digit,
        }
    }
    seen.count_ones() >= 5
}

/// What a hexadecimal digit is worth; 16 if it is none.
fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => 16,
    }
}

/// An identifier and what follows it. pprof takes an underscore in front of it for a separator that counts, so that
/// `10__internal` is `_internal`.
fn split_identifier(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = text;
    let mut length = 0_usize;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        let digit = usize::from(digit - b'0');
        if length >= i32::MAX as usize / 10 - digit {
            return None;
        }
        length = length * 10 + digit;
        rest = behind;
    }
    if rest.len() == text.len() {
        return None;
    }
    if let [b'_', behind @ ..] = rest {
        rest = behind;
        length = length.checked_sub(1)?;
    }
    rest.split_at_checked(length)
}

/// Appends an identifier: `$LT$` is `<`, `$u7b$` is `{`, `..` is `::`. From an unknown escape on it stays as it is.
fn unescape(identifier: &[u8], out: &mut Vec<u8>) {
    let mut rest = match identifier {
        [b'_', behind @ ..] if behind.starts_with(b"$") => behind,
        _ => identifier,
    };
    while let [byte, behind @ ..] = rest {
        let character;
        (character, rest) = match (byte, behind) {
            (b'$', _) => match escape(behind) {
                Some(escaped) => escaped,
                None => return put(out, rest),
            },
            (b'.', [b'.', behind @ ..]) => {
                put(out, b":");
                (b':', behind)
            }
            _ => (*byte, behind),
        };
        put(out, &[character]);
    }
}

/// The character of an escape behind its `$`, and what follows it.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    if let &[b'u', high, low, b'$', ref rest @ ..] = text {
        let (high, low) = (hex(high), hex(low));
        // A character of ASCII that can be seen, or a blank.
        return (matches!(high, 2..8) && low < 16).then_some((high << 4 | low, rest));
    }
    let mut entries = ESCAPES.as_bytes().split(|&byte| byte == b';');
    entries.find_map(|entry| {
        let (character, code) = entry.split_last()?;
        Some((*character, text.strip_prefix(code)?))
    })
}
