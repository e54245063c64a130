//! Sets of characters: ranges in, one bracket expression for regex-lite out.

use crate::order::sort_by;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A range of characters, both ends included.
type Range = (u32, u32);

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
    pub fn add_group(&mut self, group: &[(u8, u8)], negated: bool, fold: bool) {
        let mut members = Class::default();
        for &(low, high) in group {
            members.add(u32::from(low), u32::from(high), fold);
        }
        if negated {
            members.negate();
        }
        self.ranges.append(&mut members.ranges);
    }

    /// Sorts the ranges and joins those that touch.
    fn tidy(&mut self) {
        sort_by(&mut self.ranges, Range::cmp);
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

    /// Writes the set; an empty one as something that never matches.
    pub fn write(mut self, out: &mut String) {
        self.tidy();
        let characters: Vec<Range> = self.ranges.into_iter().flat_map(without_surrogates).collect();
        if characters.is_empty() {
            out.push_str(r"(?:\b\B)");
            return;
        }
        out.push('[');
        for (low, high) in characters {
            out.push_str(&format!(r"\x{{{low:X}}}-\x{{{high:X}}}"));
        }
        out.push(']');
    }
}

/// Surrogates are no characters, and no text has any.
fn without_surrogates((low, high): Range) -> impl Iterator<Item = Range> {
    let below = (low, high.min(0xd7ff));
    let above = (low.max(0xe000), high);
    [below, above].into_iter().filter(|(low, high)| low <= high)
}

/// The characters that differ from this one only in case, as Unicode folds single characters.
pub fn other_cases(code: u32) -> Vec<u32> {
    match char::from_u32(code) {
        // Two characters outside of ASCII fold to ASCII: the Kelvin sign and the long s.
        Some('k' | 'K') => vec![u32::from(b'k'), u32::from(b'K'), 0x212a],
        Some('s' | 'S') => vec![u32::from(b's'), u32::from(b'S'), 0x17f],
        Some(letter) if letter.is_ascii_alphabetic() => vec![code ^ 0x20],
        Some(letter) if letter.is_ascii() => Vec::new(),
        // The dotless i has a capital, but that one is the capital of i.
        Some('ı') => Vec::new(),
        // Pairs whose capitals are several characters, the same for both.
        Some('\u{390}' | '\u{1fd3}') => vec![0x390, 0x1fd3],
        Some('\u{3b0}' | '\u{1fe3}') => vec![0x3b0, 0x1fe3],
        Some('\u{fb05}' | '\u{fb06}') => vec![0xfb05, 0xfb06],
        Some(letter) => folded().get(&representative(letter)).cloned().unwrap_or_default(),
        None => Vec::new(),
    }
}

/// One character for all cases of a letter.
fn representative(letter: char) -> char {
    let single = |mut mapped: Box<dyn Iterator<Item = char>>| match (mapped.next(), mapped.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    };
    let upper = single(Box::new(letter.to_uppercase())).unwrap_or(letter);
    single(Box::new(upper.to_lowercase())).unwrap_or(upper)
}

/// All letters that have other cases, by their representative. Made when the first such letter is folded.
fn folded() -> &'static FxHashMap<char, Vec<u32>> {
    static FOLDED: OnceLock<FxHashMap<char, Vec<u32>>> = OnceLock::new();
    FOLDED.get_or_init(|| {
        let mut groups: FxHashMap<char, Vec<u32>> = FxHashMap::default();
        for code in u32::from(b'A')..=0x1e943 {
            if let Some(letter) = char::from_u32(code).filter(|letter| letter.is_alphabetic()) {
                groups.entry(representative(letter)).or_default().push(code);
            }
        }
        groups.retain(|_, members| members.len() > 1);
        groups
    })
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

const WORD: &[(u8, u8)] = &[(b'0', b'9'), (b'A', b'Z'), (b'_', b'_'), (b'a', b'z')];

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
