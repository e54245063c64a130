//! JSON, pulled out of a whole file.
//!
//! Values are slices of the file until somebody wants them: [`Value::fields`] and [`Value::items`] hand out slices of what an object or a
//! list has, [`Value::number`] and [`Value::text`] read one. Nothing is built of what nobody asks for, and nothing recurs, so that neither
//! large files nor deep ones cost memory. What is nested deeply is walked token by token ([`Tokens`]).

use super::Wrong;
use crate::base::decimal;
use std::borrow::Cow;

/// A value of a file.
#[derive(Clone, Copy)]
pub struct Value<'a>(pub &'a [u8]);

/// What a file is made of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Token<'a> {
    /// `{`, or `[` if it is a list.
    Open {
        /// Whether it is a list.
        is_list: bool,
    },
    /// `}`, or `]` if it is a list that ends.
    Close {
        /// Whether it is a list.
        is_list: bool,
    },
    /// A text, with its escapes and without its quotes.
    Text(&'a [u8]),
    /// A number, `true`, `false` or `null`.
    Plain(&'a [u8]),
    /// A colon, behind the key of a field.
    Colon,
    /// A comma.
    Comma,
}

/// The tokens of a text.
#[derive(Clone)]
pub struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Those of a value.
    pub fn new(value: Value<'a>) -> Tokens<'a> {
        let at = 0;
        Tokens { text: value.0, at }
    }

    /// The next one; none at the end, and where there is none.
    pub fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let blank = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let rest = &rest[blank..];
        let (token, length) = match rest[0] {
            b'{' => (Token::Open { is_list: false }, 1),
            b'[' => (Token::Open { is_list: true }, 1),
            b'}' => (Token::Close { is_list: false }, 1),
            b']' => (Token::Close { is_list: true }, 1),
            b':' => (Token::Colon, 1),
            b',' => (Token::Comma, 1),
            b'"' => {
                let length = text_length(&rest[1..])?;
                (Token::Text(&rest[1..1 + length]), length + 2)
            }
            _ => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"{}[]:,\"".contains(byte);
                let length = rest.iter().position(is_end).unwrap_or(rest.len());
                (Token::Plain(&rest[..length]), length)
            }
        };
        self.at += blank + length;
        Some(token)
    }

    /// The value that begins here.
    pub fn value(&mut self) -> Option<Value<'a>> {
        let mut ahead = self.clone();
        let mut depth = 0_usize;
        let mut start = None;
        loop {
            let token = ahead.next()?;
            if start.is_none() {
                let length = match token {
                    Token::Open { .. } => 1,
                    Token::Text(text) => text.len() + 2,
                    Token::Plain(text) => text.len(),
                    Token::Close { .. } | Token::Colon | Token::Comma => return None,
                };
                start = Some(ahead.at - length);
            }
            match token {
                Token::Open { .. } => depth += 1,
                Token::Close { .. } => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        let value = &self.text[start?..ahead.at];
        self.at = ahead.at;
        Some(Value(value))
    }
}

/// How long a text is up to its closing quote.
fn text_length(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', &text[at..])?;
        match text[at] {
            b'"' => return Some(at),
            _ if at + 2 > text.len() => return None,
            _ => at += 2,
        }
    }
}

/// What is said of a file that ends within a value, or has something else in its place.
pub fn broken() -> Wrong {
    Wrong::Content("its JSON is not whole: was it cut, or edited".to_owned())
}

impl<'a> Value<'a> {
    /// Hands on each field of an object, its key as it is written.
    ///
    /// # Errors
    ///
    /// It is no object that is whole; or what `each` answers.
    pub fn fields(self, mut each: impl FnMut(&'a [u8], Value<'a>) -> Result<(), Wrong>) -> Result<(), Wrong> {
        self.entries(&mut |key, value| each(key.ok_or_else(broken)?, value))
    }

    /// Hands on each entry of a list.
    ///
    /// # Errors
    ///
    /// It is no list that is whole; or what `each` answers.
    pub fn items(self, mut each: impl FnMut(Value<'a>) -> Result<(), Wrong>) -> Result<(), Wrong> {
        self.entries(&mut |key, value| match key {
            None => each(value),
            Some(_) => Err(broken()),
        })
    }

    fn entries(self, each: &mut dyn FnMut(Option<&'a [u8]>, Value<'a>) -> Result<(), Wrong>) -> Result<(), Wrong> {
        let mut tokens = Tokens::new(self);
        let Some(Token::Open { is_list }) = tokens.next() else {
            return Err(broken());
        };
        let mut ahead = tokens.clone();
        if ahead.next() == Some(Token::Close { is_list }) {
            return Ok(());
        }
        loop {
            let key = match is_list {
                true => None,
                false => match (tokens.next(), tokens.next()) {
                    (Some(Token::Text(key)), Some(Token::Colon)) => Some(key),
                    _ => return Err(broken()),
                },
            };
            each(key, tokens.value().ok_or_else(broken)?)?;
            match tokens.next() {
                Some(Token::Comma) => {}
                Some(Token::Close { is_list: ends }) if ends == is_list => return Ok(()),
                _ => return Err(broken()),
            }
        }
    }

    /// The field of an object with that key; the last one, if there are more.
    ///
    /// # Errors
    ///
    /// It is no object that is whole.
    pub fn field(self, wanted: &[u8]) -> Result<Option<Value<'a>>, Wrong> {
        let mut found = None;
        self.fields(|key, value| {
            if key == wanted {
                found = Some(value);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The number that it is; none if it is another value.
    pub fn number(self) -> Option<f64> {
        let text = std::str::from_utf8(self.0).ok()?;
        if let Ok(whole) = text.parse::<i64>() {
            return Some(whole as f64);
        }
        match self.0.first() {
            Some(b'-' | b'0'..=b'9') => decimal::parse(text).filter(|number| number.is_finite()),
            _ => None,
        }
    }

    /// The whole number that it is, with all its digits; none if it is another value.
    pub fn whole(self) -> Option<i64> {
        let text = std::str::from_utf8(self.0).ok()?;
        match text.parse() {
            Ok(whole) => Some(whole),
            Err(_) => self.number().map(|number| number.round() as i64),
        }
    }

    /// The text that it is; empty if it is another value.
    pub fn text(self) -> Cow<'a, [u8]> {
        match self.0 {
            [b'"', inner @ .., b'"'] => unescaped(inner),
            _ => Cow::Borrowed(b""),
        }
    }
}

/// A text without its escapes. Halves of characters that stand alone become the sign for what is not known.
pub fn unescaped(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\\') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let escape = rest.get(at + 1).copied().unwrap_or(b'\\');
        rest = rest.get(at + 2..).unwrap_or_default();
        match escape {
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'u' => {
                let mut unit = take_unit(&mut rest).unwrap_or(0xfffd);
                let mut ahead = rest;
                if (0xd800..0xdc00).contains(&unit)
                    && let Some(after) = ahead.strip_prefix(b"\\u")
                {
                    ahead = after;
                    if let Some(low @ 0xdc00..0xe000) = take_unit(&mut ahead) {
                        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        rest = ahead;
                    }
                }
                let character = char::from_u32(unit).unwrap_or('\u{fffd}');
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            other => out.push(other),
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Four digits of base 16.
fn take_unit(rest: &mut &[u8]) -> Option<u32> {
    let (digits, behind) = rest.split_at_checked(4)?;
    let unit = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    *rest = behind;
    Some(unit)
}

/// Whether a file that begins so is an object.
pub fn is_object(start: &[u8]) -> bool {
    without_mark(start).trim_ascii_start().starts_with(b"{")
}

/// A file without the mark that some put before UTF-8.
pub fn without_mark(file: &[u8]) -> &[u8] {
    file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file)
}

/// Whether the object that a file begins with has all these keys itself, as far as the start goes.
pub fn has_keys(start: &[u8], wanted: &[&[u8]]) -> bool {
    let mut tokens = Tokens::new(Value(without_mark(start)));
    let (mut missing, mut depth, mut last) = (wanted.to_vec(), 0_usize, None);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open { .. } => depth += 1,
            Token::Close { .. } => depth = depth.saturating_sub(1),
            Token::Colon if depth == 1 => {
                if let Some(Token::Text(key)) = last {
                    missing.retain(|own| *own != key);
                }
            }
            _ => {}
        }
        last = Some(token);
    }
    missing.is_empty()
}
