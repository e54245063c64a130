//! Literal: a text that must occur, perhaps at the start or at the end, in place of an expression that says no more.
//!
//! It comes in pieces, between which stands any one character but a line break: people type `main.work` and mean the dot,
//! which to a regular expression is that character.

use crate::base::text::find;

/// A text in pieces, in UTF-8.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Literal {
    /// The first piece; not empty if others follow.
    pub first: Vec<u8>,
    /// The pieces behind it, each after any one character but a line break.
    pub others: Vec<Vec<u8>>,
    /// Whether it stands at the start.
    pub at_start: bool,
    /// Whether it stands at the end.
    pub at_end: bool,
    /// Whether bytes of the text that are not UTF-8 stay as they are.
    pub is_raw: bool,
}

impl Literal {
    /// Adds a character to the last piece.
    pub fn push(&mut self, character: char) {
        let piece = self.others.last_mut().unwrap_or(&mut self.first);
        piece.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// The only one of a list, if Go compares it with the bytes of the text instead of running a program.
    pub fn compared(mut literals: Vec<Literal>) -> Option<Literal> {
        let literal = literals.pop()?;
        (literals.is_empty() && literal.others.is_empty() && literal.at_start).then_some(Literal {
            is_raw: true,
            ..literal
        })
    }

    /// Whether it occurs in a text in UTF-8.
    pub fn is_match(&self, text: &[u8]) -> bool {
        if self.at_start {
            let behind = text.strip_prefix(self.first.as_slice());
            return behind.is_some_and(|behind| self.others_match(behind));
        }
        if self.at_end && self.others.is_empty() {
            return text.ends_with(&self.first);
        }
        // The occurrences may overlap, as in `aa.b` and aaaxb.
        let mut from = text;
        while let Some(at) = find(from, &self.first) {
            if self.others_match(&from[at + self.first.len()..]) {
                return true;
            }
            from = &from[at + 1..];
        }
        false
    }

    /// Whether the pieces behind the first one follow here.
    fn others_match(&self, mut rest: &[u8]) -> bool {
        for piece in &self.others {
            let length = match rest.first() {
                None | Some(b'\n') => return false,
                Some(0..0x80) => 1,
                Some(0x80..0xe0) => 2,
                Some(0xe0..0xf0) => 3,
                Some(_) => 4,
            };
            match rest.get(length..).and_then(|rest| rest.strip_prefix(piece.as_slice())) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        rest.is_empty() || !self.at_end
    }
}
