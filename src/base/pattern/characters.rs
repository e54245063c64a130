//! Escapes and bracketed classes: the part of Go's syntax that names single characters and sets of them.

use super::PatternError;
use super::class::{Class, Range, perl_group, posix_group};
use super::parse::{Parser, error};
use super::program::Look;
use super::unicode;
use crate::base::text::find;

impl<'a> Parser<'a> {
    /// A backslash and what belongs to it.
    ///
    /// # Errors
    ///
    /// There is no such escape.
    pub(super) fn escape(&mut self) -> Result<(), PatternError> {
        let before = self.rest;
        match before.as_bytes().get(1) {
            Some(b'A') => {
                self.skip(2);
                self.at_start();
            }
            Some(b'z') => {
                self.skip(2);
                self.at_end();
            }
            Some(&letter @ (b'b' | b'B')) => {
                self.skip(2);
                self.look(match letter {
                    b'b' => Look::WordBoundary,
                    _ => Look::NoWordBoundary,
                });
            }
            Some(b'C') => return Err(error("invalid escape sequence", r"\C")),
            Some(b'Q') => {
                let quoted = before.get(2..).unwrap_or_default();
                let end = find(quoted.as_bytes(), br"\E");
                let text = end.and_then(|end| quoted.get(..end)).unwrap_or(quoted);
                text.chars().for_each(|character| self.literal(u32::from(character)));
                self.rest = end.and_then(|end| quoted.get(end + 2..)).unwrap_or_default();
            }
            Some(b'p' | b'P') => {
                let mut class = Class::default();
                self.unicode_class(&mut class)?;
                self.class_atom(class);
            }
            Some(&letter) if perl_group(char::from(letter)).is_some() => {
                let mut class = Class::default();
                self.perl_class(&mut class);
                self.class_atom(class);
            }
            _ => {
                let code = self.escaped_character()?;
                self.literal(code);
            }
        }
        Ok(())
    }

    /// Adds `\d` and the like if they stand next.
    fn perl_class(&mut self, class: &mut Class) -> bool {
        let letter = self.rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        let Some((group, negated)) = letter.and_then(perl_group) else {
            return false;
        };
        class.add_group(ascii(group), negated, self.flags.fold);
        self.skip(2);
        true
    }

    /// Adds `\p{Greek}` and the like if they stand next. A name of a single letter needs no braces, and one that begins with
    /// `^` is for everything else.
    fn unicode_class(&mut self, class: &mut Class) -> Result<bool, PatternError> {
        let before = self.rest;
        let is_capital = match before.as_bytes() {
            [b'\\', b'p', ..] => false,
            [b'\\', b'P', ..] => true,
            _ => return Ok(false),
        };
        let behind = before.get(2..).unwrap_or_default();
        let (name, length) = match behind.strip_prefix('{') {
            Some(braced) => match braced.split_once('}') {
                Some((name, _)) => (name, name.len() + 2),
                None => return Err(error("invalid character class range", before)),
            },
            None => {
                let length = behind.chars().next().map_or(0, char::len_utf8);
                (behind.get(..length).unwrap_or_default(), length)
            }
        };
        self.skip(2 + length);
        let (name, is_other) = match name.strip_prefix('^') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let group = unicode::class(name);
        let group = group.ok_or_else(|| error("invalid character class range", self.since(before)))?;
        let fold = self.flags.fold && unicode::is_folded(name);
        class.add_group(group, is_capital != is_other, fold);
        Ok(true)
    }

    /// Reads an escape that stands for one character.
    fn escaped_character(&mut self) -> Result<u32, PatternError> {
        let before = self.rest;
        self.skip(1);
        let Some(letter) = self.take() else {
            return Err(error("trailing backslash at end of expression", ""));
        };
        let code = match letter {
            '1'..='7' if !self.rest.starts_with(|c: char| ('0'..='7').contains(&c)) => None,
            '0'..='7' => {
                let mut code = u32::from(letter) - u32::from('0');
                for _ in 0..2 {
                    match self.rest.chars().next().and_then(|digit| digit.to_digit(8)) {
                        Some(digit) => {
                            code = code * 8 + digit;
                            self.skip(1);
                        }
                        None => break,
                    }
                }
                Some(code)
            }
            'x' => self.hexadecimal(),
            'a' => Some(0x07),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'v' => Some(0x0b),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => Some(u32::from(other)),
            _ => None,
        };
        code.ok_or_else(|| error("invalid escape sequence", self.since(before)))
    }

    fn take(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.skip(character.len_utf8());
        Some(character)
    }

    /// What follows `\x`: two digits, or any number of them in braces.
    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.take()?;
        if first != '{' {
            let second = self.take();
            return Some(first.to_digit(16)? * 16 + second?.to_digit(16)?);
        }
        let mut code = None;
        loop {
            match self.take()? {
                '}' => return code,
                digit => {
                    let value = code.unwrap_or(0) * 16 + digit.to_digit(16)?;
                    code = Some(value).filter(|&value| value <= char::MAX as u32);
                    code?;
                }
            }
        }
    }

    /// A class in brackets.
    ///
    /// # Errors
    ///
    /// The class does not end, or a range in it runs backwards.
    pub(super) fn class(&mut self) -> Result<(), PatternError> {
        let whole = self.rest;
        self.skip(1);
        let negated = self.rest.starts_with('^');
        if negated {
            self.skip(1);
        }
        let mut class = Class::default();
        let mut first = true;
        // A closing bracket that comes first is a member.
        while first || !self.rest.starts_with(']') {
            first = false;
            self.class_item(&mut class, whole)?;
        }
        self.skip(1);
        if negated {
            class.negate();
        }
        self.class_atom(class);
        Ok(())
    }

    fn class_item(&mut self, class: &mut Class, whole: &'a str) -> Result<(), PatternError> {
        if let Some(name) = self.rest.strip_prefix("[:")
            && let Some(end) = find(name.as_bytes(), b":]")
            && let (Some(whole_name), Some(name)) = (self.rest.get(..end + 4), name.get(..end))
        {
            let (name, negated) = match name.strip_prefix('^') {
                Some(name) => (name, true),
                None => (name, false),
            };
            let group = posix_group(name).ok_or_else(|| error("invalid character class range", whole_name))?;
            class.add_group(ascii(group), negated, self.flags.fold);
            self.skip(whole_name.len());
            return Ok(());
        }
        if self.unicode_class(class)? || self.perl_class(class) {
            return Ok(());
        }
        let before = self.rest;
        let low = self.class_character(whole)?;
        let mut high = low;
        // A dash before the closing bracket is a member.
        if self.rest.len() >= 2 && self.rest.starts_with('-') && !self.rest.starts_with("-]") {
            self.skip(1);
            high = self.class_character(whole)?;
            if high < low {
                return Err(error("invalid character class range", self.since(before)));
            }
        }
        class.add(low, high, self.flags.fold);
        Ok(())
    }

    fn class_character(&mut self, whole: &'a str) -> Result<u32, PatternError> {
        if self.rest.starts_with('\\') {
            return self.escaped_character();
        }
        match self.take() {
            Some(character) => Ok(u32::from(character)),
            None => Err(error("missing closing ]", whole)),
        }
    }
}

/// A group of ASCII as ranges of characters.
fn ascii(group: &[(u8, u8)]) -> impl Iterator<Item = Range> {
    group.iter().map(|&(low, high)| (u32::from(low), u32::from(high)))
}
