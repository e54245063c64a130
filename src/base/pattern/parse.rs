//! Go's syntax to a program, in one pass from left to right, with the errors that Go gives at the same place.
//!
//! `a|b*` becomes the instructions for `a`; at the bar these become the first of two alternatives; then come those for
//! `b`, which the star repeats. Whether a repetition is lazy does not matter to whether there is a match.

use super::PatternError;
use super::class::Class;
use super::folding::other_cases;
use super::literal::Literal;
use super::program::{Instruction, Look, Program};

/// An expression as it was read: a program to match with, and what makes that faster.
pub struct Parsed {
    /// The program that matches it.
    pub program: Program,
    /// The alternatives, if each is a text that may be bound to the start or the end.
    pub literals: Option<Vec<Literal>>,
}

/// Go's message of a kind about a part of the expression.
pub fn error(kind: &str, part: &str) -> PatternError {
    PatternError(format!("error parsing regexp: {kind}: `{part}`"))
}

/// The most that nested counted repetitions may multiply to, and each of them may count.
const MOST_REPEATS: u64 = 1000;

/// How deep groups may be nested. Go allows 1000.
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
    /// Where the last atom begins in the program.
    start: usize,
    /// Where the alternative begins.
    alternative: usize,
    /// How many jumps from the ends of alternatives there were before the group.
    jumps: usize,
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

/// The reader at a place of the expression, with what it has read so far.
pub(super) struct Parser<'a> {
    whole: &'a str,
    pub(super) rest: &'a str,
    program: Program,
    pub(super) flags: Flags,
    groups: Vec<Group>,
    /// The jumps from the ends of alternatives in all open groups.
    jumps: Vec<usize>,
    current: Group,
    literals: Option<Vec<Literal>>,
    has_surrogate: bool,
}

/// Reads an expression by Go's rules.
///
/// # Errors
///
/// Why it is no expression, in Go's words.
pub fn parse(whole: &str) -> Result<Parsed, PatternError> {
    let mut parser = Parser {
        whole,
        rest: whole,
        program: Program::default(),
        flags: Flags::default(),
        groups: Vec::new(),
        jumps: Vec::new(),
        current: Group::default(),
        literals: Some(vec![Literal::default()]),
        has_surrogate: false,
    };
    // Where the repetition began that was read just before, if one was.
    let mut last_repetition = None;
    while let Some(character) = parser.rest.chars().next() {
        last_repetition = parser.step(character, last_repetition)?;
    }
    if !parser.groups.is_empty() {
        return Err(error("missing closing )", whole));
    }
    parser.land();
    parser.program.push(Instruction::Match);
    if parser.has_surrogate {
        // Where Go compares texts instead of running a program, it compares with U+FFFD.
        let compared = parser.literals.take().and_then(Literal::compared);
        parser.literals = compared.map(|literal| vec![literal]);
    }
    Ok(Parsed {
        program: parser.program,
        literals: parser.literals,
    })
}

impl<'a> Parser<'a> {
    /// Reads one item; answers where it begins if it is a repetition.
    fn step(&mut self, character: char, last: Option<&'a str>) -> Result<Option<&'a str>, PatternError> {
        let before = self.rest;
        match character {
            '(' => self.open()?,
            '|' => {
                self.skip(1);
                self.current.settle();
                let jump = self.program.alternate(self.current.alternative);
                self.jumps.push(jump);
                self.current.alternative = self.program.end();
                match &mut self.literals {
                    Some(literals) if self.groups.is_empty() => literals.push(Literal::default()),
                    _ => self.literals = None,
                }
            }
            ')' => self.close()?,
            '^' => {
                self.skip(1);
                match self.flags.multi_line {
                    true => self.look(Look::LineStart),
                    false => self.at_start(),
                }
            }
            '$' => {
                self.skip(1);
                match self.flags.multi_line {
                    true => self.look(Look::LineEnd),
                    false => self.at_end(),
                }
            }
            '.' => {
                self.skip(1);
                match self.flags.dot_newline {
                    true => self.class_atom(Class::all()),
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
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// What was read since `before`.
    pub(super) fn since(&self, before: &'a str) -> &'a str {
        before.strip_suffix(self.rest).unwrap_or_default()
    }

    /// Begins an item of the program.
    fn begin_atom(&mut self) {
        self.current.settle();
        self.current.atom = Some(1);
        self.current.start = self.program.end();
    }

    /// Adds a look at what is around.
    pub(super) fn look(&mut self, look: Look) {
        self.literals = None;
        self.begin_atom();
        self.program.push(Instruction::Look(look));
    }

    /// Adds a character of a class.
    pub(super) fn class_atom(&mut self, class: Class) {
        self.literals = None;
        self.write_class(class);
    }

    fn write_class(&mut self, class: Class) {
        self.begin_atom();
        self.program.push_class(class.into_ranges());
    }

    pub(super) fn literal(&mut self, code: u32) {
        let fold = self.flags.fold && !other_cases(code).is_empty();
        // A surrogate, which only \x can name, is in no text.
        let character = char::from_u32(code);
        self.has_surrogate |= character.is_none();
        match self.last_literal() {
            Some(literal) if !literal.at_end && !fold => literal.push(character.unwrap_or(char::REPLACEMENT_CHARACTER)),
            _ => self.literals = None,
        }
        let mut class = Class::default();
        class.add(code, code, fold);
        self.write_class(class);
    }

    fn dot(&mut self) {
        let mut class = Class::default();
        class.add(u32::from(b'\n'), u32::from(b'\n'), false);
        class.negate();
        self.write_class(class);
        match self.last_literal() {
            Some(literal) if !literal.first.is_empty() && !literal.at_end => literal.others.push(Vec::new()),
            _ => self.literals = None,
        }
    }

    fn last_literal(&mut self) -> Option<&mut Literal> {
        self.literals.as_mut().and_then(|literals| literals.last_mut())
    }

    pub(super) fn at_start(&mut self) {
        self.begin_atom();
        self.program.push(Instruction::Look(Look::TextStart));
        match self.last_literal() {
            Some(literal) if literal.first.is_empty() && !literal.at_end => literal.at_start = true,
            _ => self.literals = None,
        }
    }

    pub(super) fn at_end(&mut self) {
        self.begin_atom();
        self.program.push(Instruction::Look(Look::TextEnd));
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
                return Err(error("invalid named capture", before.get(..=end).unwrap_or_default()));
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
        self.begin_atom();
        self.groups.push(self.current);
        self.current = Group {
            flags: flags_behind,
            largest: 1,
            alternative: self.program.end(),
            jumps: self.jumps.len(),
            ..Group::default()
        };
        Ok(())
    }

    fn close(&mut self) -> Result<(), PatternError> {
        self.skip(1);
        let Some(outer) = self.groups.pop() else {
            return Err(error("unexpected )", self.whole));
        };
        self.land();
        self.flags = self.current.flags;
        self.current.settle();
        let product = self.current.largest;
        self.current = outer;
        self.current.atom = Some(product);
        Ok(())
    }

    /// The jumps behind all alternatives but the last meet here.
    fn land(&mut self) {
        for jump in self.jumps.drain(self.current.jumps..) {
            self.program.land(jump);
        }
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
        let repeated = self.program.repeat(self.current.start, counts.least, counts.most);
        repeated.map_err(|_| error("expression too large", self.whole))
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
        let value = text.get(..digits).and_then(|digits| digits.parse().ok());
        let value = value.unwrap_or(MOST_REPEATS + 1);
        (digits > 0 && !leading_zero).then_some((value, digits))
    };
    let inner = text.strip_prefix('{')?;
    let (least, length) = number(inner)?;
    let rest = inner.get(length..)?;
    if rest.starts_with('}') {
        return Some((least, Some(least), length + 2));
    }
    let rest = rest.strip_prefix(',')?;
    if rest.starts_with('}') {
        return Some((least, None, length + 3));
    }
    let (most, most_length) = number(rest)?;
    rest.get(most_length..)?
        .starts_with('}')
        .then_some((least, Some(most), length + most_length + 3))
}
