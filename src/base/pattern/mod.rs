//! Regular expressions with Go's meaning: text in, a [`Pattern`] or Go's error message out.
//!
//! pprof's users type RE2 syntax, where `\w` is ASCII, `[` in a class is a literal and `{,5}` is no repetition.
//! It is read by Go's rules. Only whether a text matches is ever asked, so groups capture nothing, and nobody need know
//! which of several matches comes first: that leaves a matcher of a few hundred lines.
//!
//! Why not a crate: `regex` makes the wasm 77 kB larger in brotli, a quarter of all there is; over 121,000 mangled names it needs
//! 15 to 116 ns for a name, and this module 91 to 1,373. `regex-lite` makes it 12 kB larger and needs 203 to 10,087. Both match
//! what this module matches, but would still have to be given Go's syntax and Go's messages.
//!
//! Refused, though Go allows it: groups nested more than 200 deep.
//!
//! | file | what it does |
//! |---|---|
//! | `parse.rs` | Go's syntax to a program, with Go's errors |
//! | `characters.rs` | escapes and bracketed classes |
//! | `class.rs`, `folding.rs` | sets of characters: ranges, named classes; folding of case |
//! | `unicode.rs` | `\p{Greek}` and the other Unicode classes |
//! | `program.rs` | the instructions |
//! | `matcher.rs` | runs them over a text |
//! | `literal.rs` | expressions that are just texts |

mod characters;
mod class;
mod folding;
mod literal;
mod matcher;
mod parse;
mod program;
mod unicode;

use literal::Literal;
use std::borrow::Cow;
use std::fmt;

/// A regular expression that was read.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    means: Means,
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
enum Means {
    /// Most expressions are names, whole or in part: these need no engine.
    Literals(Vec<Literal>),
    Program(Box<matcher::Matcher>),
}

impl Pattern {
    /// Reads an expression as Go's `regexp` does.
    ///
    /// # Errors
    ///
    /// Why it is no expression, in Go's words: ``missing closing ): `(` ``.
    pub fn new(text: &str) -> Result<Pattern, PatternError> {
        let parsed = parse::parse(text)?;
        let means = match parsed.literals {
            Some(literals) => Means::Literals(literals),
            None => Means::Program(Box::new(matcher::Matcher::new(parsed.program))),
        };
        Ok(Pattern {
            text: text.to_owned(),
            means,
        })
    }

    /// Whether the expression matches anywhere in a text. Bytes that are not UTF-8 count as U+FFFD each, as in Go.
    pub fn is_match(&self, haystack: &[u8]) -> bool {
        let (bytes, haystack) = (haystack, one_character_per_bad_byte(haystack));
        match &self.means {
            Means::Literals(literals) => literals.iter().any(|literal| match literal.is_raw {
                true => literal.is_match(bytes),
                false => literal.is_match(haystack.as_bytes()),
            }),
            Means::Program(matcher) => matcher.is_match(&haystack),
        }
    }

    /// The text that it was read from.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The expression that means exactly this text. Bytes that are not UTF-8 are U+FFFD each, which is how they are matched.
pub fn quote(text: &[u8]) -> String {
    let text = one_character_per_bad_byte(text);
    let mut quoted = String::with_capacity(text.len() + 2);
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$'
        ) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
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
