//! Regular expressions with Go's meaning: text in, a [`Pattern`] or Go's error message out.
//!
//! pprof's users type RE2 syntax, where `\w` is ASCII, `[` in a class is a literal and `{,5}` is no repetition.
//! `translate.rs` reads that syntax by Go's rules and writes an equal expression for the crate `regex-lite`, in which
//! nothing is left to interpretation. Only whether a text matches is ever asked, so groups capture nothing.
//!
//! Refused, with a sentence of our own: `\p{Greek}` and the other Unicode classes, whose tables would be larger than the
//! engine, and groups nested more than 200 deep.
//!
//! | file | what it does |
//! |---|---|
//! | `translate.rs` | Go's syntax to that of regex-lite, with Go's errors |
//! | `characters.rs` | escapes and bracketed classes |
//! | `class.rs` | sets of characters: ranges, named classes, folding of case |

mod characters;
mod class;
mod folding;
mod translate;

use std::borrow::Cow;
use std::fmt;

/// A regular expression that was read.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

/// Why a regular expression was not read. What it displays is Go's message, or a sentence about what is refused here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[derive(Debug, Clone)]
enum Matcher {
    /// Most expressions are names, whole or in part: these need no engine.
    Literals(Vec<Literal>),
    Regex(regex_lite::Regex),
}

/// A text that must occur, perhaps at the start or at the end. It comes in pieces, between which stands any one character
/// but a line break: people type `main.work` and mean the dot, which to a regular expression is that character.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Literal {
    first: String,
    others: Vec<String>,
    at_start: bool,
    at_end: bool,
}

impl Literal {
    fn new() -> Literal {
        Literal {
            first: String::new(),
            others: Vec::new(),
            at_start: false,
            at_end: false,
        }
    }

    fn is_match(&self, haystack: &str) -> bool {
        if self.others.is_empty() {
            return match (self.at_start, self.at_end) {
                (true, true) => haystack == self.first,
                (true, false) => haystack.starts_with(&self.first),
                (false, true) => haystack.ends_with(&self.first),
                (false, false) => haystack.contains(&self.first),
            };
        }
        if self.at_start {
            return haystack
                .strip_prefix(&self.first)
                .is_some_and(|rest| self.others_match(rest));
        }
        // The occurrences may overlap, as in `aa.b` and aaaxb. The first piece is not empty.
        let mut from = haystack;
        while let Some(at) = from.find(&self.first) {
            if self.others_match(&from[at + self.first.len()..]) {
                return true;
            }
            let mut behind = from[at..].chars();
            behind.next();
            from = behind.as_str();
        }
        false
    }

    /// Whether the pieces behind the first one follow here.
    fn others_match(&self, mut rest: &str) -> bool {
        for piece in &self.others {
            let mut characters = rest.chars();
            if characters.next().is_none_or(|character| character == '\n') {
                return false;
            }
            match characters.as_str().strip_prefix(piece.as_str()) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        rest.is_empty() || !self.at_end
    }
}

/// The memory that a compiled expression may take. RE2 refuses programs of about that size, too.
const LARGEST: usize = 8 << 20;

impl Pattern {
    /// Reads an expression.
    pub fn new(text: &str) -> Result<Pattern, PatternError> {
        let translation = translate::translate(text)?;
        let matcher = match translation.literals {
            Some(literals) => Matcher::Literals(literals),
            None => {
                let regex = regex_lite::RegexBuilder::new(&translation.expression)
                    .size_limit(LARGEST)
                    .nest_limit(u32::MAX)
                    .build();
                // The translation is valid; what is left to fail is its size.
                Matcher::Regex(regex.map_err(|_| translate::error("expression too large", text))?)
            }
        };
        Ok(Pattern {
            text: text.to_owned(),
            matcher,
        })
    }

    /// Whether the expression matches anywhere in a text. Bytes that are not UTF-8 count as U+FFFD each, as in Go.
    pub fn is_match(&self, haystack: &[u8]) -> bool {
        let haystack = one_character_per_bad_byte(haystack);
        match &self.matcher {
            Matcher::Literals(literals) => literals.iter().any(|literal| literal.is_match(&haystack)),
            Matcher::Regex(regex) => regex.is_match(&haystack),
        }
    }

    /// The text that it was read from.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn one_character_per_bad_byte(text: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(
            text.utf8_chunks()
                .flat_map(|chunk| {
                    let bad = std::iter::repeat_n('\u{fffd}', chunk.invalid().len());
                    chunk.valid().chars().chain(bad)
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests;
