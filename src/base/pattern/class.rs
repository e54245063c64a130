//! Sets of characters: ranges in any order in, ascending ones out.
//!
//! `[c-ea-b]` is the range from `a` to `e`.

use super::folding::other_cases;
use crate::base::sort::sort;

/// A range of characters, both ends included.
pub type Range = (u32, u32);

/// The last character.
const LAST: u32 = char::MAX as u32;

/// A set of characters as ranges, in any order while it is built.
#[derive(Debug, Clone, Default)]
pub struct Class {
    ranges: Vec<Range>,
}

impl Class {
    /// Adds a range; with `fold` also the other cases of its characters.
    pub fn add(&mut self, low: u32, high: u32, fold: bool) {
        self.ranges.push((low, high));
        if fold {
            self.fold(low, high);
        }
    }

    fn fold(&mut self, low: u32, high: u32) {
        // Beyond these no character has another case.
        for code in low.max(u32::from(b'A'))..=high.min(0x1e943) {
            let others = other_cases(code);
            self.ranges.extend(others.iter().map(|&other| (other, other)));
        }
    }

    /// Adds a named group or what is not in it.
    pub fn add_group(&mut self, group: impl IntoIterator<Item = Range>, negated: bool, fold: bool) {
        let mut members = Class::default();
        for (low, high) in group {
            members.add(low, high, fold);
        }
        if negated {
            members.negate();
        }
        self.ranges.append(&mut members.ranges);
    }

    /// Sorts the ranges and joins those that touch.
    fn tidy(&mut self) {
        sort(&mut self.ranges);
        let mut tidy: Vec<Range> = Vec::with_capacity(self.ranges.len());
        for &(low, high) in &self.ranges {
            match tidy.last_mut() {
                Some((_, end)) if low <= end.saturating_add(1) => *end = high.max(*end),
                _ => tidy.push((low, high)),
            }
        }
        self.ranges = tidy;
    }

    /// Everything that was not in the set.
    pub fn negate(&mut self) {
        self.tidy();
        let mut gaps = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if low > next {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            gaps.push((next, LAST));
        }
        self.ranges = gaps;
    }

    /// The class of all characters.
    pub fn all() -> Class {
        let mut class = Class::default();
        class.add(0, LAST, false);
        class
    }

    /// The ranges in ascending order. Surrogates, which only an escape can name, are in no text: they do no harm.
    pub fn into_ranges(mut self) -> Vec<Range> {
        self.tidy();
        self.ranges
    }
}

/// The class behind a backslash and a letter, and whether it is negated.
pub fn perl_group(letter: char) -> Option<(&'static [(u8, u8)], bool)> {
    let group: &[(u8, u8)] = match letter.to_ascii_lowercase() {
        'd' => &[(b'0', b'9')],
        's' => &[(b'\t', b'\n'), (b'\x0c', b'\r'), (b' ', b' ')],
        'w' => WORD,
        _ => return None,
    };
    Some((group, letter.is_ascii_uppercase()))
}

/// The characters of words, as `\w` and `\b` know them.
pub const WORD: &[(u8, u8)] = &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];

/// The class of a POSIX name such as `alpha`, without brackets.
pub fn posix_group(name: &str) -> Option<&'static [(u8, u8)]> {
    Some(match name {
        "alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        "alpha" => &[(b'A', b'Z'), (b'a', b'z')],
        "ascii" => &[(0, 0x7f)],
        "blank" => &[(b'\t', b'\t'), (b' ', b' ')],
        "cntrl" => &[(0, 0x1f), (0x7f, 0x7f)],
        "digit" => &[(b'0', b'9')],
        "graph" => &[(b'!', b'~')],
        "lower" => &[(b'a', b'z')],
        "print" => &[(b' ', b'~')],
        "punct" => &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
        "space" => &[(b'\t', b'\r'), (b' ', b' ')],
        "upper" => &[(b'A', b'Z')],
        "word" => WORD,
        "xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    })
}
