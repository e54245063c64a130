//! Go's syntax to that of regex-lite, in one pass from left to right, with the errors that Go gives at the same place.
//!
//! Every atom is written in a form that stands for itself: `(?i)k` becomes `[\x{4B}-\x{4B}\x{6B}-\x{6B}\x{212A}-\x{212A}]`,
//! `.` becomes `[^\n]`, `$` becomes `\z`. So flags need not be carried over, and whether a repetition is lazy does not
//! matter to whether there is a match.

use super::class::{Class, other_cases, perl_group, posix_group};
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
struct Flags {
    fold: bool,
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
    /// The largest such product in the group.
    largest: u64,
    /// Where the last atom begins in what was written, and whether it is a repetition.
    start: usize,
    repeated: bool,
}

struct Translator<'a> {
    whole: &'a str,
    rest: &'a str,
    out: String,
    flags: Flags,
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
        literals: Some(vec![Literal::default()]),
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
                self.current.atom = None;
                self.out.push('|');
                match &mut self.literals {
                    Some(literals) if self.groups.is_empty() => literals.push(Literal::default()),
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
                self.atom(if self.flags.dot_newline { "(?s:.)" } else { r"[^\n]" });
            }
            '[' => self.class()?,
            '*' | '+' | '?' => {
                self.skip(1);
                let product = self.current.atom;
                self.repeat(before, last, product, &character.to_string())?;
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

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    /// What was read since `before`.
    fn since(&self, before: &'a str) -> &'a str {
        &before[..before.len() - self.rest.len()]
    }

    /// Writes an item that is not a text.
    fn atom(&mut self, text: &str) {
        self.literals = None;
        self.write_atom(text);
    }

    fn write_atom(&mut self, text: &str) {
        self.current.start = self.out.len();
        self.current.repeated = false;
        self.out.push_str(text);
        self.now_atom(1);
    }

    fn now_atom(&mut self, product: u64) {
        self.current.atom = Some(product);
        self.current.largest = self.current.largest.max(product);
    }

    fn literal(&mut self, code: u32) {
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
            Some(literal) if !literal.at_end => literal.text.push(character),
            _ => self.literals = None,
        }
        match character.is_ascii_alphanumeric() || !character.is_ascii() {
            true => self.write_atom(character.encode_utf8(&mut [0; 4])),
            false => self.write_atom(&format!(r"\x{{{code:X}}}")),
        }
    }

    fn last_literal(&mut self) -> Option<&mut Literal> {
        self.literals.as_mut().and_then(|literals| literals.last_mut())
    }

    fn at_start(&mut self) {
        self.write_atom(r"\A");
        match self.last_literal() {
            Some(literal) if literal.text.is_empty() && !literal.at_end => literal.at_start = true,
            _ => self.literals = None,
        }
    }

    fn at_end(&mut self) {
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
        self.current.start = self.out.len();
        self.current.repeated = false;
        self.out.push_str("(?:");
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
        let product = self.current.largest;
        self.current = outer;
        self.now_atom(product);
        Ok(())
    }

    /// Checks and writes a repetition whose operator was read since `before`; `product` is that of the repeated atom.
    fn repeat(
        &mut self,
        before: &'a str,
        last: Option<&'a str>,
        product: Option<u64>,
        operator: &str,
    ) -> Result<(), PatternError> {
        self.literals = None;
        if self.rest.starts_with('?') {
            self.skip(1);
        }
        if let Some(last) = last {
            return Err(error("invalid nested repetition operator", self.since(last)));
        }
        let Some(product) = product else {
            return Err(error("missing argument to repetition operator", self.since(before)));
        };
        // `a*(?i)?` repeats a repetition, where `a*?` would be a lazy one.
        if self.current.repeated {
            self.out.insert_str(self.current.start, "(?:");
            self.out.push(')');
        }
        self.current.repeated = true;
        self.out.push_str(operator);
        self.now_atom(product);
        Ok(())
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
        let times = most.unwrap_or(least);
        let product = self.current.atom.map(|product| match times {
            0 if most.is_some() => 1,
            times => product.saturating_mul(times.max(1)),
        });
        let operator = match most {
            Some(most) => format!("{{{least},{most}}}"),
            None => format!("{{{least},}}"),
        };
        self.repeat(before, last, product, &operator)?;
        if times.max(least) >= 2 && product.is_some_and(|product| product > MOST_REPEATS) {
            return Err(error("invalid repeat count", self.since(before)));
        }
        Ok(Some(before))
    }

    fn escape(&mut self) -> Result<(), PatternError> {
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
                self.atom(if letter == b'b' { r"\b" } else { r"\B" });
            }
            Some(b'C') => return Err(error("invalid escape sequence", r"\C")),
            Some(b'Q') => {
                let quoted = &before[2..];
                let (text, rest) = quoted.split_once(r"\E").unwrap_or((quoted, ""));
                text.chars().for_each(|character| self.literal(u32::from(character)));
                self.rest = rest;
            }
            Some(b'p' | b'P') => return Err(unicode_class(before)),
            Some(&letter) if perl_group(char::from(letter)).is_some() => {
                let mut class = Class::default();
                self.perl_class(&mut class);
                let mut text = String::new();
                class.write(&mut text);
                self.atom(&text);
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
        class.add_group(group, negated, self.flags.fold);
        self.skip(2);
        true
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

    fn class(&mut self) -> Result<(), PatternError> {
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
        let mut text = String::new();
        class.write(&mut text);
        self.atom(&text);
        Ok(())
    }

    fn class_item(&mut self, class: &mut Class, whole: &'a str) -> Result<(), PatternError> {
        if let Some(name) = self.rest.strip_prefix("[:")
            && let Some(end) = name.find(":]")
        {
            let whole_name = &self.rest[..end + 4];
            let (name, negated) = match name[..end].strip_prefix('^') {
                Some(name) => (name, true),
                None => (&name[..end], false),
            };
            let group = posix_group(name).ok_or_else(|| error("invalid character class range", whole_name))?;
            class.add_group(group, negated, self.flags.fold);
            self.skip(whole_name.len());
            return Ok(());
        }
        if self.rest.starts_with(r"\p") || self.rest.starts_with(r"\P") {
            return Err(unicode_class(self.rest));
        }
        if self.perl_class(class) {
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

/// The refusal of a Unicode class, or Go's error if it is not even one.
fn unicode_class(text: &str) -> PatternError {
    let after = text[2..].chars().next();
    let class = match after {
        None => return error("invalid character class range", text),
        Some('{') => match text.find('}') {
            None => return error("invalid character class range", text),
            Some(end) => &text[..=end],
        },
        Some(letter) => &text[..2 + letter.len_utf8()],
    };
    PatternError(format!(
        "the regular expression uses {class}, a Unicode class: RE2 has these, proflens does not; a range such as [α-ω] \
         says the same"
    ))
}
