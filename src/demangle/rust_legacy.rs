//! Rust's first mangling, which borrows the form of C++: identifiers with their lengths, and a hash at the end.
//!
//! In: `_ZN4core3ptr13drop_in_place17h0123456789abcdefE`. Out: `core::ptr::drop_in_place`.

/// The text of a name; nothing if it is not in this form. What follows the `E` is a suffix, and is not shown.
pub fn demangle(name: &[u8]) -> Option<Vec<u8>> {
    let name = name.strip_prefix(b"_ZN")?;
    let end = match name.windows(2).rposition(|pair| pair == b"E.") {
        Some(dot) => dot,
        None => name.len() - usize::from(name.ends_with(b"E")),
    };
    if name.get(end) != Some(&b'E') {
        return None;
    }
    let (mut rest, hash) = name.get(..end)?.split_last_chunk::<19>()?;
    if rest.is_empty() || !is_hash(hash) {
        return None;
    }
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let (identifier, behind) = split_identifier(rest)?;
        if !out.is_empty() {
            out.extend_from_slice(b"::");
        }
        unescape(identifier, &mut out);
        rest = behind;
    }
    Some(out)
}

/// `17h` and 16 hexadecimal digits, of which so many differ that it can be no name of C++.
fn is_hash(text: &[u8; 19]) -> bool {
    let Some(digits) = text.strip_prefix(b"17h") else {
        return false;
    };
    let mut seen = 0_u16;
    for &digit in digits {
        match hex(digit) {
            Some(digit) => seen |= 1 << digit,
            None => return false,
        }
    }
    seen.count_ones() >= 5
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// An identifier and what follows it. pprof takes an underscore in front of it for a separator that counts, so that
/// `10__internal` is `_internal`.
fn split_identifier(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let mut length = 0_usize;
    for &digit in number {
        let digit = usize::from(digit - b'0');
        if length >= i32::MAX as usize / 10 - digit {
            return None;
        }
        length = length * 10 + digit;
    }
    if number.is_empty() {
        return None;
    }
    match rest.strip_prefix(b"_") {
        Some(rest) => rest.split_at_checked(length.checked_sub(1)?),
        None => rest.split_at_checked(length),
    }
}

/// Appends an identifier: `$LT$` is `<`, `$u7b$` is `{`, `..` is `::`. From an unknown escape on it stays as it is.
fn unescape(identifier: &[u8], out: &mut Vec<u8>) {
    let mut rest = match identifier {
        [b'_', rest @ ..] if rest.starts_with(b"$") => rest,
        _ => identifier,
    };
    while let Some((&byte, behind)) = rest.split_first() {
        if byte == b'$' {
            let Some((character, behind)) = escape(behind) else {
                return out.extend_from_slice(rest);
            };
            out.push(character);
            rest = behind;
        } else if let (b'.', Some(behind)) = (byte, behind.strip_prefix(b".")) {
            out.extend_from_slice(b"::");
            rest = behind;
        } else {
            out.push(byte);
            rest = behind;
        }
    }
}

/// The character of an escape behind its `$`, and what follows it.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    const ESCAPES: [(&[u8], u8); 8] = [
        (b"C$", b','),
        (b"SP$", b'@'),
        (b"BP$", b'*'),
        (b"RF$", b'&'),
        (b"LT$", b'<'),
        (b"GT$", b'>'),
        (b"LP$", b'('),
        (b"RP$", b')'),
    ];
    if let [b'u', high, low, b'$', rest @ ..] = text {
        let character = hex(*high)? << 4 | hex(*low)?;
        return (b' '..0x80).contains(&character).then_some((character, rest));
    }
    ESCAPES
        .iter()
        .find_map(|(code, character)| Some((*character, text.strip_prefix(*code)?)))
}
