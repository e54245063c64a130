//! The words of Rust's second mangling: identifiers, in Punycode too, numbers and constants.
//!
//! In: `u9bcher_kva`. Out: `bücher`. Punycode's rules are those of RFC 3492.

use super::v0::Demangler;

impl<'a> Demangler<'a> {
    /// `[s <base-62-number>]`: tells equal names apart.
    pub(super) fn disambiguator(&mut self) -> i64 {
        match self.eat(b's') {
            true => self.base_62().wrapping_add(1),
            false => 0,
        }
    }

    /// `[u] <decimal-number> [_] <bytes>`; returns its length. Behind a `u` it is Punycode.
    pub(super) fn identifier(&mut self) -> usize {
        let is_punycode = self.eat(b'u');
        let name = self.bytes();
        match is_punycode {
            true => self.write_punycode(name),
            false => self.write(name),
        }
        name.len()
    }

    /// `<decimal-number> [_] <bytes>`
    pub(super) fn bytes(&mut self) -> &'a [u8] {
        if self.is_at_end() {
            self.fail();
        }
        let mut length = 0_u32;
        while self.peek().is_ascii_digit() {
            let digit = u32::from(self.next() - b'0');
            if length >= i32::MAX as u32 / 10 - digit {
                self.fail();
                return &[];
            }
            length = length * 10 + digit;
        }
        self.eat(b'_');
        let rest = self.name.get(self.at..self.end).unwrap_or_default();
        let name = rest.get(..length as usize).unwrap_or_default();
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        if name.len() < length as usize || !name.iter().all(is_word) {
            self.fail();
            return &[];
        }
        self.at += name.len();
        name
    }

    /// RFC 3492, with an underscore between the letters of ASCII and the code of all others.
    fn write_punycode(&mut self, text: &[u8]) {
        let split = text.iter().rposition(|&byte| byte == b'_');
        let (ascii, code) = match split {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (&[][..], text),
        };
        let mut characters = Vec::new();
        for &byte in ascii {
            characters.push(char::from(byte));
        }
        let (mut index, mut point, mut bias) = (0_u64, 128_u64, 72_u64);
        let mut code = code;
        while !code.is_empty() {
            // Moving what is behind it takes time.
            self.steps(1 + characters.len() / 16);
            let first_index = index;
            let (mut weight, mut position) = (1_u64, 36_u64);
            loop {
                let digit = match code {
                    [digit @ b'0'..=b'9', ..] => digit - b'0' + 26,
                    [digit @ (b'A'..=b'Z' | b'a'..=b'z'), ..] => (digit | 32) - b'a',
                    _ => return self.fail(),
                };
                code = &code[1..];
                let digit = u64::from(digit);
                index += digit * weight;
                let threshold = position.saturating_sub(bias).clamp(1, 26);
                if digit < threshold {
                    break;
                }
                if weight >= i32::MAX as u64 / 36 || self.has_failed {
                    return self.fail();
                }
                weight *= 36 - threshold;
                position += 36;
            }
            let count = characters.len() as u64 + 1;
            let mut delta = (index - first_index) / if first_index == 0 { 700 } else { 2 };
            delta += delta / count;
            bias = 0;
            while delta > 35 * 26 / 2 {
                delta /= 35;
                bias += 36;
            }
            bias += 36 * delta / (delta + 38);
            point += index / count;
            index %= count;
            let Some(character) = u32::try_from(point).ok().and_then(char::from_u32) else {
                return self.fail();
            };
            #[expect(clippy::disallowed_methods, reason = "what it takes is counted above, and limited")]
            characters.insert(index as usize, character);
            index += 1;
        }
        for character in characters {
            self.write(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// `<const>`: a number, a truth value, a character, or `p` for any.
    pub(super) fn constant(&mut self) {
        let tag = self.next();
        match tag {
            b'B' => return self.back_reference(|this| this.deeper(Demangler::constant)),
            b'p' => return self.write(b"_"),
            b'a' | b's' | b'l' | b'x' | b'n' | b'i' => {
                if self.eat(b'n') {
                    self.write(b"-");
                }
            }
            b'h' | b't' | b'm' | b'y' | b'o' | b'j' | b'b' | b'c' => {}
            _ => return self.fail(),
        }
        let (digits, value) = self.hexadecimal();
        match (tag, digits.len(), value) {
            (b'b', 1, 0) => self.write(b"false"),
            (b'b', 1, 1) => self.write(b"true"),
            (b'b', ..) | (b'c', 7.., _) => self.fail(),
            (b'c', ..) => {
                self.write(b"'");
                match value {
                    0x09 => self.write(b"\\t"),
                    0x0a => self.write(b"\\n"),
                    0x0d => self.write(b"\\r"),
                    0x27 => self.write(b"\\'"),
                    0x5c => self.write(b"\\\\"),
                    0x20..0x7f => self.write(&[value as u8]),
                    _ => {
                        self.write(b"\\u{");
                        self.write(digits);
                        self.write(b"}");
                    }
                }
                self.write(b"'");
            }
            (_, 17.., _) => {
                self.write(b"0x");
                self.write(digits);
            }
            _ => self.write_number(value),
        }
    }

    /// `{<hex-digit>} _`: the digits, of which there is one, without leading zeros, and what they are worth if that fits.
    fn hexadecimal(&mut self) -> (&'a [u8], u64) {
        let start = self.at;
        let mut value = 0_u64;
        let mut length = 0;
        while !self.is_at_end() {
            let digit = match self.next() {
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'f' => digit - b'a' + 10,
                b'_' => break,
                _ => 16,
            };
            length += 1;
            if digit == 16 || (value == 0 && digit == 0 && self.peek() != b'_') {
                self.fail();
            }
            value = (value << 4).wrapping_add(u64::from(digit));
        }
        if length == 0 {
            self.fail();
        }
        (self.name.get(start..start + length).unwrap_or_default(), value)
    }

    /// `{<0-9a-zA-Z>} _`: `_` is 0, `0_` is 1. Numbers that do not fit wrap around.
    pub(super) fn base_62(&mut self) -> i64 {
        if self.eat(b'_') {
            return 0;
        }
        let mut value = 0_i64;
        while !self.has_failed {
            let digit = match self.next() {
                b'_' => return value.wrapping_add(1),
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'z' => digit - b'a' + 10,
                digit @ b'A'..=b'Z' => digit - b'A' + 36,
                _ => {
                    self.fail();
                    break;
                }
            };
            value = value.wrapping_mul(62).wrapping_add(i64::from(digit));
        }
        0
    }
}
