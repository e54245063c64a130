//! Go's syntax to that of regex-lite, in one pass from left to right, with the errors that Go gives at the same place.
//!
//! Every atom is written in a form that stands for itself: `(?i)k` becomes `[\x{4B}-\x{4B}\x{6B}-\x{6B}\x{212A}-\x{212A}]`,
//! `.` becomes `[^\n]`, `$` becomes `\z`. So flags need not be carried over, and whether a repetition is lazy does not
//! matter to whether there is a match.

use super::class::Class;
use super::folding::other_cases;
use super::{Literal, PatternError};

/// An expression for regex-lite, and the texts that it stands for if it is nothing but texts.
pub struct Translation {
    /// For regex-lite.
    pub expression: String,
    /// The alternatives, if each is a text that may be bound to the start or the end.
    pub literals: Option<Vec<Literal>>,
}

/// Go's message of a kind about a part of the expression.
pub fn error(kind: &str, part: &str) -> PatternError {
    PatternError(format!("error parsing regexp: {kind}: `{part}`"))
}

/// The most that nested counted repetitions may multiply to, and each of them may count.
const MOST_REPEATS: u64 = 1000;

/// How deep groups may be nested. Go allows 1000; the engine here goes down one call per level.
const DEEPEST: usize = 200;

/// What `(?ims)` switch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) fold: bool,
    multi_line: bool,
    dot_newline: bool,
}

/// What is known about the group being read, and about the last atom in it.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    /// The flags to return to behind it.
    flags: Flags,
    /// What nested repetitions multiply to in the last atom; none if a repetition would have nothing to repeat.
    atom: Option<u64>,
    /// The largest such product before the last atom.
    largest: u64,
    /// Where the last atom begins in what was written.
    start: usize,
    /// If it is a repetition, of how many, and where its operator begins.
    repeated: Option<(Counts, usize)>,
}

impl Group {
    /// The last atom will not be repeated any more: what it multiplies to counts from here on.
    fn settle(&mut self) {
        self.largest = self.largest.max(self.atom.take().unwrap_or(1));
    }
}

/// How often an atom may occur in a row; without a most there is no bound.
#[derive(Debug, Clone, Copy)]
struct Counts {
    least: u64,
    most: Option<u64>,
}

impl Counts {
    /// `?`, `*`, `+` and `{1}`: a repetition of one of these by another is again one of these.
    fn is_simple(self) -> bool {
        self.least <= 1 && self.most.is_none_or(|most| most == 1)
    }

    /// What a simple repetition of a simple repetition is.
    fn of_simple(self, inner: Counts) -> Counts {
        Counts {
            least: self.least.min(inner.least),
            most: self.most.and(inner.most),
        }
    }

    fn write(self, out: &mut String) {
        match (self.least, self.most) {
            (0, None) => out.push('*'),
            (1, None) => out.push('+'),
            (0, Some(1)) => out.push('?'),
            (least, None) => out.push_str(&format!("{{{least},}}")),
            (least, Some(most)) => out.push_str(&format!("{{{least},{most}}}")),
        }
    }
}

/// The reader at a place of the expression, with what it has written so far.
pub(super) struct Translator<'a> {
    whole: &'a str,
    pub(super) rest: &'a str,
    out: String,
    pub(super) flags: Flags,
    groups: Vec<Group>,
    current: Group,
    literals: Option<Vec<Literal>>,
}

/// Reads an expression by Go's rules.
pub fn translate(whole: &str) -> Result<Translation, PatternError> {
    let mut translator = Translator {
        whole,
        rest: whole,
        out: String::new(),
        flags: Flags::default(),
        groups: Vec::new(),
        current: Group::default(),
        literals: Some(vec![Literal::new()]),
    };
    // Where the repetition began that was read just before, if one was.
    let mut last_repetition = None;
    while let Some(character) = translator.rest.chars().next() {
        last_repetition = translator.step(character, last_repetition)?;
    }
    if !translator.groups.is_empty() {
        return Err(error("missing closing )", whole));
    }
    Ok(Translation {
        expression: translator.out,
        literals: translator.literals,
    })
}

impl<'a> Translator<'a> {
    /// Reads one item; answers where it begins if it is a repetition.
    fn step(&mut self, character: char, last: Option<&'a str>) -> Result<Option<&'a str>, PatternError> {
        let before = self.rest;
        match character {
            '(' => self.open()?,
            '|' => {
                self.skip(1);
                self.current.settle();
                self.out.push('|');
                match &mut self.literals {
                    Some(literals) if self.groups.is_empty() => literals.push(Literal::new()),
                    _ => self.literals = None,
                }
            }
            ')' => self.close()?,
            '^' => {
                self.skip(1);
                match self.flags.multi_line {
                    true => self.atom("(?m:^)"),
                    false => self.at_start(),
                }
            }
            '$' => {
                self.skip(1);
                match self.flags.multi_line {
                    true => self.atom("(?m:$)"),
                    false => self.at_end(),
                }
            }
            '.' => {
                self.skip(1);
                match self.flags.dot_newline {
                    true => self.atom("(?s:.)"),
                    false => self.dot(),
                }
            }
            '[' => self.class()?,
            '*' | '+' | '?' => {
                self.skip(1);
                let counts = Counts {
                    least: u64::from(character == '+'),
                    most: (character == '?').then_some(1),
                };
                self.repeat(before, last, counts)?;
                return Ok(Some(before));
            }
            '{' => return self.counted(before, last),
            '\\' => self.escape()?,
            other => {
                self.skip(other.len_utf8());
                self.literal(u32::from(other));
            }
        }
        Ok(None)
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// What was read since `before`.
    pub(super) fn since(&self, before: &'a str) -> &'a str {
        &before[..before.len() - self.rest.len()]
    }

    /// Writes an item that is not a text.
    pub(super) fn atom(&mut self, text: &str) {
        self.literals = None;
        self.write_atom(text);
    }

    fn write_atom(&mut self, text: &str) {
        self.current.settle();
        self.current.atom = Some(1);
        self.current.start = self.out.len();
        self.current.repeated = None;
        self.out.push_str(text);
    }

    pub(super) fn literal(&mut self, code: u32) {
        // A surrogate, which only \x can name, is in no text.
        let Some(character) = char::from_u32(code) else {
            self.atom(r"(?:\b\B)");
            return;
        };
        if self.flags.fold && !other_cases(code).is_empty() {
            let mut class = Class::default();
            class.add(code, code, true);
            let mut text = String::new();
            class.write(&mut text);
            self.atom(&text);
            return;
        }
        match self.last_literal() {
            Some(literal) if !literal.at_end => literal.others.last_mut().unwrap_or(&mut literal.first).push(character),
            _ => self.literals = None,
        }
        match character.is_ascii_alphanumeric() || !character.is_ascii() {
            true => self.write_atom(character.encode_utf8(&mut [0; 4])),
            false => self.write_atom(&format!(r"\x{{{code:X}}}")),
        }
    }

    fn dot(&mut self) {
        self.write_atom(r"[^\n]");
        match self.last_literal() {
            Some(literal) if !literal.first.is_empty() && !literal.at_end => literal.others.push(String::new()),
            _ => self.literals = None,
        }
    }

    fn last_literal(&mut self) -> Option<&mut Literal> {
        self.literals.as_mut().and_then(|literals| literals.last_mut())
    }

    pub(super) fn at_start(&mut self) {
        self.write_atom(r"\A");
        match self.last_literal() {
            Some(literal) if literal.first.is_empty() && !literal.at_end => literal.at_start = true,
            _ => self.literals = None,
        }
    }

    pub(super) fn at_end(&mut self) {
        self.write_atom(r"\z");
        if let Some(literal) = self.last_literal() {
            literal.at_end = true;
        }
    }

    /// `(`, `(?:`, `(?flags)`, `(?P<name>`.
    fn open(&mut self) -> Result<(), PatternError> {
        self.literals = None;
        let before = self.rest;
        if !before.starts_with("(?") {
            self.skip(1);
            return self.begin_group(self.flags);
        }
        let name_start = match before.as_bytes() {
            [_, _, b'P', b'<', _, ..] => Some(4),
            [_, _, b'<', _, ..] => Some(3),
            _ => None,
        };
        if let Some(start) = name_start {
            let Some(end) = before.find('>') else {
                return Err(error("invalid named capture", before));
            };
            let name = before.get(start..end).unwrap_or_default();
            let valid = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
            if !valid {
                return Err(error("invalid named capture", &before[..=end]));
            }
            self.skip(end + 1);
            return self.begin_group(self.flags);
        }
        self.skip(2);
        let mut flags = self.flags;
        let mut value = true;
        let mut saw_flag = false;
        while let Some(character) = self.rest.chars().next() {
            self.skip(character.len_utf8());
            match character {
                'i' => flags.fold = value,
                'm' => flags.multi_line = value,
                's' => flags.dot_newline = value,
                'U' => {}
                '-' if value => {
                    value = false;
                    saw_flag = false;
                    continue;
                }
                ':' | ')' if value || saw_flag => {
                    let outer = self.flags;
                    self.flags = flags;
                    return if character == ':' {
                        self.begin_group(outer)
                    } else {
                        Ok(())
                    };
                }
                _ => break,
            }
            saw_flag = true;
        }
        Err(error("invalid or unsupported Perl syntax", self.since(before)))
    }

    fn begin_group(&mut self, flags_behind: Flags) -> Result<(), PatternError> {
        if self.groups.len() == DEEPEST {
            return Err(error("expression nests too deeply", self.whole));
        }
        self.write_atom("(?:");
        self.groups.push(self.current);
        self.current = Group {
            flags: flags_behind,
            largest: 1,
            ..Group::default()
        };
        Ok(())
    }

    fn close(&mut self) -> Result<(), PatternError> {
        self.skip(1);
        let Some(outer) = self.groups.pop() else {
            return Err(error("unexpected )", self.whole));
        };
        self.out.push(')');
        self.flags = self.current.flags;
        self.current.settle();
        let product = self.current.largest;
        self.current = outer;
        self.current.atom = Some(product);
        Ok(())
    }

    /// Checks and writes a repetition whose operator was read since `before`.
    fn repeat(&mut self, before: &'a str, last: Option<&'a str>, counts: Counts) -> Result<(), PatternError> {
        self.literals = None;
        if self.rest.starts_with('?') {
            self.skip(1);
        }
        if let Some(last) = last {
            return Err(error("invalid nested repetition operator", self.since(last)));
        }
        let Some(product) = self.current.atom else {
            return Err(error("missing argument to repetition operator", self.since(before)));
        };
        // None of something multiplies nothing, whatever is in it.
        let times = counts.most.unwrap_or(counts.least);
        let product = match counts.most {
            Some(0) => 1,
            _ => product.saturating_mul(times.max(1)),
        };
        if times >= 2 && product > MOST_REPEATS {
            return Err(error("invalid repeat count", self.since(before)));
        }
        self.current.atom = Some(product);
        self.write_repetition(counts);
        Ok(())
    }

    /// Writes a repetition of the last atom. That may be a repetition itself, since flags between two operators, as in
    /// `a*(?i)?`, keep them from being one. However many follow each other, what is written must not grow deeper, for
    /// the engine recurses into it.
    fn write_repetition(&mut self, counts: Counts) {
        if counts.most == Some(0) {
            self.out.truncate(self.current.start);
            self.out.push_str("(?:)");
            self.current.repeated = None;
            return;
        }
        let counts = match self.current.repeated {
            Some((inner, operator)) if inner.is_simple() && counts.is_simple() => {
                self.out.truncate(operator);
                counts.of_simple(inner)
            }
            // Others than simple ones multiply, and nine doublings exceed what Go allows.
            Some(_) => {
                self.out.insert_str(self.current.start, "(?:");
                self.out.push(')');
                counts
            }
            None => counts,
        };
        self.current.repeated = Some((counts, self.out.len()));
        counts.write(&mut self.out);
    }

    /// `{2}`, `{2,}` or `{2,5}`; everything else in braces is text.
    fn counted(&mut self, before: &'a str, last: Option<&'a str>) -> Result<Option<&'a str>, PatternError> {
        let Some((least, most, length)) = read_counts(before) else {
            self.skip(1);
            self.literal(u32::from('{'));
            return Ok(None);
        };
        self.skip(length);
        let too_many = least > MOST_REPEATS || most.is_some_and(|most| most > MOST_REPEATS || least > most);
        if too_many {
            return Err(error("invalid repeat count", self.since(before)));
        }
        self.repeat(before, last, Counts { least, most })?;
        Ok(Some(before))
    }
}

/// The two numbers in braces at the start of a text, the second one missing for `{2,}`, and the length of it all. A
/// number too large to be meant is one more than any that is allowed.
fn read_counts(text: &str) -> Option<(u64, Option<u64>, usize)> {
    let number = |text: &str| -> Option<(u64, usize)> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let leading_zero = digits > 1 && text.starts_with('0');
        let value = text[..digits].parse().unwrap_or(MOST_REPEATS + 1);
        (digits > 0 && !leading_zero).then_some((value, digits))
    };
    let inner = text.strip_prefix('{')?;
    let (least, length) = number(inner)?;
    let rest = &inner[length..];
    if rest.starts_with('}') {
        return Some((least, Some(least), length + 2));
    }
    let rest = rest.strip_prefix(',')?;
    if rest.starts_with('}') {
        return Some((least, None, length + 3));
    }
    let (most, most_length) = number(rest)?;
    rest[most_length..]
        .starts_with('}')
        .then_some((least, Some(most), length + most_length + 3))
}
