//! What stands before the lines of a dump in a log, and whether a line has it.
//!
//! It is learnt from one line, and looked for on others. What goes on from line to line may be another: the digits of a time and of a
//! count, and how many blanks stand before a count that is written to the right, or before the bar of a column; the names of months and days; the mark of CRI's logs for a line in
//! parts; and
//! the signs with which grep says whether a line matches. Everything else tells who has written the line, so it has to be
//! there as it is; a digit in a name (`api-1 |`) is another name.

use super::dump::hash;
use super::header::digits;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// What stands before each line.
#[derive(Debug, Default)]
pub struct Prefix {
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

/// A part of a prefix; places are those in its bytes.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// These bytes, from one place to another.
    Exact(usize, usize),
    /// A number, of however many digits.
    Number,
    /// A number that is written to the right, with any blanks before it.
    Padded,
    /// Blanks before a bar, as many as the longest name has needed so far.
    Blanks,
    /// `:` or `-`: how grep divides what it says from the line.
    Divider,
    /// The name of a month or a day, or which half of a day it is.
    Calendar,
    /// An id of hexadecimal digits.
    Id,
    /// `F`, or `P` where the line goes on in the next one: the mark of CRI's logs.
    Whole,
}

/// What of a line is behind a prefix.
#[derive(Debug, PartialEq, Eq)]
pub enum Cut {
    /// It begins here.
    Behind(usize),
    /// It begins here, and goes on in the next line of the same writer.
    Parted(usize),
    /// The line does not have the prefix.
    Nothing,
}

/// A prefix is not longer than this: what is before is looked at for each line.
pub const LONGEST: usize = 4096;

/// What the ids in a prefix are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// They tell who has written the line.
    Named,
    /// Each line has another.
    Varied,
}

impl Prefix {
    /// The prefix that a line has shown.
    pub fn new(before: &[u8]) -> Prefix {
        Prefix::of(before, Ids::Named)
    }

    /// The same if the ids in it are other ones on each line.
    pub fn with_any_ids(before: &[u8]) -> Prefix {
        Prefix::of(before, Ids::Varied)
    }

    fn of(before: &[u8], ids: Ids) -> Prefix {
        let mut prefix = Prefix {
            bytes: before.to_vec(),
            parts: Vec::new(),
        };
        let dividers = of_grep(before);
        let (mut at, mut start) = (0, 0);
        // Whether the digits up to this place go on.
        let mut run = (false, 0);
        while at < before.len() {
            let mut length = before[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_word = at == 0 || !before[at - 1].is_ascii_alphanumeric();
            let of_word = |length: fn(&[u8]) -> Option<usize>| length(&before[at..]).filter(|_| is_word);
            let part = if let Some(own) = of_word(id).filter(|_| ids == Ids::Varied) {
                length = own;
                Some(Part::Id)
            } else if let Some(own) = of_word(calendar) {
                length = own;
                Some(Part::Calendar)
            } else if length > 0 {
                if at >= run.1 {
                    run = goes_on(before, at);
                }
                let is_counted = dividers.is_some_and(|(_, number, _)| number == at);
                (is_counted || run.0).then_some(Part::Number)
            } else if dividers.is_some_and(|(first, _, second)| first == Some(at) || second == at) {
                Some(Part::Divider)
            } else if before[at] == b'|' && before[start..at].ends_with(b" ") {
                Some(Part::Blanks)
            } else {
                is_whole(before, at).then_some(Part::Whole)
            };
            let end = at + length.max(1);
            let Some(mut part) = part else {
                at = end;
                continue;
            };
            let blanks = before[start..at].iter().rev().take_while(|&&byte| byte == b' ').count();
            let (mut own, mut behind) = (at, end);
            if matches!(part, Part::Blanks) {
                (own, behind) = (at - blanks, at);
            }
            if matches!(part, Part::Number) && blanks > 0 {
                own -= blanks;
                // In front, and behind a bracket, a wide number has no blanks; elsewhere one divides it from the word before.
                let is_free = own == 0 || before[own - 1] == b'[';
                own += usize::from(!is_free);
                part = Part::Padded;
            }
            prefix.exact(start, own);
            prefix.parts.push(part);
            (at, start) = (end, behind);
        }
        prefix.exact(start, before.len());
        prefix
    }

    fn exact(&mut self, start: usize, end: usize) {
        if start < end {
            self.parts.push(Part::Exact(start, end));
        }
    }

    /// What stood before the line that has shown it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it is made of: how long its parts are, whatever they say.
    pub fn shape(&self) -> u64 {
        let parts = self.parts.iter().map(|&part| match part {
            Part::Exact(start, end) => (std::mem::discriminant(&part), end - start),
            _ => (std::mem::discriminant(&part), 0),
        });
        hash(&parts.collect::<Vec<_>>())
    }

    /// What stands on a line where the prefix is the same on all lines of its writer; none if the line has nothing of this shape.
    pub fn mark(&self, line: &[u8]) -> Option<u64> {
        let mut hasher = FxHasher::default();
        let mut rest = line;
        for &part in &self.parts {
            if let Part::Exact(start, end) = part {
                let wanted = &self.bytes[start..end];
                let own = &rest[..wanted.len().min(rest.len())];
                own.iter().for_each(|&byte| hasher.write_u8(byte));
                // An empty line may have lost the blanks at its end.
                wanted[own.len()..].iter().for_each(|&byte| hasher.write_u8(byte));
                rest = &rest[own.len()..];
            } else {
                rest = &rest[length(part, rest)?..];
            }
        }
        Some(hasher.finish())
    }

    /// Whether it has a word, which is a name: other than those in times.
    pub fn is_name(&self) -> bool {
        let is_of_name = |byte: &u8| byte.is_ascii_alphabetic() && !b"TZ".contains(byte);
        let is_named =
            |part: &Part| matches!(*part, Part::Exact(start, end) if self.bytes[start..end].iter().any(is_of_name));
        self.parts.iter().any(is_named)
    }

    /// Looks for the prefix on a line.
    pub fn cut(&self, line: &[u8]) -> Cut {
        let (mut at, mut is_parted) = (0, false);
        for &part in &self.parts {
            let rest = &line[at..];
            let length = match part {
                Part::Exact(start, end) => {
                    let wanted = &self.bytes[start..end];
                    if !rest.starts_with(wanted) {
                        // An empty line may have lost the blanks at its end.
                        let lost = wanted.strip_prefix(rest).filter(|_| end == self.bytes.len());
                        return match lost {
                            Some(lost) if lost.trim_ascii().is_empty() => Cut::Behind(line.len()),
                            _ => Cut::Nothing,
                        };
                    }
                    wanted.len()
                }
                _ => match self::length(part, rest) {
                    Some(length) => length,
                    None => return Cut::Nothing,
                },
            };
            is_parted |= matches!(part, Part::Whole) && rest.starts_with(b"P");
            at += length;
        }
        if is_parted { Cut::Parted(at) } else { Cut::Behind(at) }
    }

    /// Where a line and the prefix are still alike and a word of it ends: behind which blanks of the prefix, and behind how many
    /// bytes of the line, the longest first. The last one is nothing of either.
    pub fn shared(&self, line: &[u8]) -> Vec<(usize, usize)> {
        let mut all = vec![(0, 0)];
        let (mut own, mut at) = (0, 0);
        for &part in &self.parts {
            let rest = &line[at..];
            let length = match part {
                Part::Exact(start, end) => {
                    let wanted = &self.bytes[start..end];
                    let common = wanted.iter().zip(rest).take_while(|(one, other)| one == other).count();
                    let ends = (1..=common).filter(|&length| b" \t".contains(&wanted[length - 1]));
                    all.extend(ends.map(|length| (start + length, at + length)));
                    if common < wanted.len() {
                        break;
                    }
                    own = end;
                    common
                }
                _ => {
                    let Some(length) = self::length(part, rest) else {
                        break;
                    };
                    own += self::length(part, &self.bytes[own..]).unwrap_or(0);
                    length
                }
            };
            at += length;
        }
        all.reverse();
        all.truncate(MOST_WORDS);
        all
    }
}

/// So many words of a prefix are taken off, one after another, to see whether what is left stands before lines.
const MOST_WORDS: usize = 16;

/// How long a part that can be other bytes is at the start of a text; none if it is not there.
fn length(part: Part, text: &[u8]) -> Option<usize> {
    let number = |text: &[u8]| digits(text).map(|(_, rest)| text.len() - rest.len());
    let is_one_of = |all: &[u8]| text.first().filter(|byte| all.contains(byte)).map(|_| 1);
    match part {
        Part::Exact(..) => None,
        Part::Number => number(text),
        Part::Padded => {
            let blanks = text.iter().take_while(|&&byte| byte == b' ').count();
            number(&text[blanks..]).map(|length| blanks + length)
        }
        Part::Blanks => Some(text.iter().take_while(|&&byte| byte == b' ').count()).filter(|&length| length > 0),
        Part::Divider => is_one_of(b":-"),
        Part::Calendar => calendar(text),
        Part::Id => id(text),
        Part::Whole => is_one_of(b"FP"),
    }
}

/// How long the name of a month, of a day, or of a half of it is at the start of a text.
fn calendar(text: &[u8]) -> Option<usize> {
    const NAMES: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun";
    let is_name = |name: &[u8]| text.starts_with(name);
    let length = match text.first()? {
        b'A' | b'P' if text[1..].starts_with(b"M") => 2,
        _ if NAMES.chunks_exact(3).any(is_name) => 3,
        _ => return None,
    };
    text.get(length)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        .then_some(length)
}

/// How long the word of hexadecimal digits at the start of a text is: a number, or at least as much as of a UUID's groups.
fn id(text: &[u8]) -> Option<usize> {
    let length = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let is_long = length >= 4 || text[..length].iter().all(u8::is_ascii_digit);
    let is_word = text.get(length).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (length > 0 && is_long && is_word).then_some(length)
}

/// Whether this is the mark of CRI's logs for a whole line: a word of its own.
fn is_whole(before: &[u8], at: usize) -> bool {
    before[at] == b'F' && before[..at].ends_with(b" ") && before[at + 1..].starts_with(b" ")
}

/// What `grep -n` has put in front: where the name of the file ends if it is there, where the number of the line begins, and where it
/// ends. `9:`, `file.log:9:`, and with `-` on the lines around those that match.
fn of_grep(before: &[u8]) -> Option<(Option<usize>, usize, usize)> {
    let number = |at: usize, divider: u8| {
        let length = before[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        (length > 0 && before.get(at + length) == Some(&divider)).then_some(at + length)
    };
    if let Some(end) = number(0, b':').or_else(|| number(0, b'-')) {
        return Some((None, 0, end));
    }
    let word = before
        .iter()
        .position(|byte| b" \t\"[|".contains(byte))
        .unwrap_or(before.len());
    // A name of a file has one of these.
    let name = before[..word].iter().position(|byte| b"./".contains(byte))? + 1;
    let of = |at: usize, divider: u8| {
        let end = (before[at] == divider).then(|| number(at + 1, divider)).flatten()?;
        Some((Some(at), at + 1, end))
    };
    let matched = (name..word).find_map(|at| of(at, b':'));
    // The name may have such numbers, too: that of the line is the last one, at the end.
    let around = || {
        (name..word)
            .filter_map(|at| of(at, b'-'))
            .rfind(|&(_, _, end)| end + 1 == before.len())
    };
    matched.or_else(around)
}

/// Whether the digits at a place are of a time or a count: they are a word of their own, or stand with others between the signs of times;
/// and where these end.
fn goes_on(before: &[u8], place: usize) -> (bool, usize) {
    let is_of_times = |byte: &u8| byte.is_ascii_digit() || b":.,/+TZ-".contains(byte);
    let is_blank = |byte: &u8| b" \t".contains(byte);
    let start = before[..place]
        .iter()
        .rposition(|byte| !is_of_times(byte))
        .map_or(0, |at| at + 1);
    let length = before[place..].iter().position(|byte| !is_of_times(byte));
    let end = length.map_or(before.len(), |length| place + length);
    let runs = before[start..end]
        .split(|byte| !byte.is_ascii_digit())
        .filter(|run| !run.is_empty());
    let is_word = before[..start].last().is_none_or(is_blank) && before.get(end).is_none_or(is_blank);
    (is_word || runs.count() > 1, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_may_be_another() {
        for (before, line, behind) in [
            ("web-1  | ", "web-1  | x", Some(9)),
            ("web-1  | ", "web-2  | x", None),
            ("web-1  | ", "web-1  |", Some(8)),
            ("web-1  | ", "web-1          | x", Some(17)),
            ("web-1  | ", "web-10 | x", None),
            ("| ", "| x", Some(2)),
            ("db  | 12 | ", "db | 9   | x", Some(11)),
            ("2026-11-28T12:00:09.9Z ", "2026-11-28T12:00:10.12Z x", Some(24)),
            (
                "Nov  9 23:59:59 web-1 app[7]: ",
                "Nov 10 00:00:00 web-1 app[7]: x",
                Some(30),
            ),
            (
                "Nov  9 23:59:59 web-1 app[7]: ",
                "Nov 10 00:00:00 web-2 app[7]: x",
                None,
            ),
            ("     9\t", "    10\tx", Some(7)),
            ("     9\t", "1000000\tx", Some(8)),
            ("[    9.999999] ", "[12345.000001] x", Some(15)),
            ("9:", "10:x", Some(3)),
            ("9:", "10-x", Some(3)),
            ("/var/log/app-1.log:9:", "/var/log/app-1.log-10-x", Some(22)),
            ("/var/log/app-1.log:9:", "/var/log/app-2.log-10-x", None),
            ("app-1-2.log-9-", "app-1-2.log:10:x", Some(15)),
            (
                "app.log:9:2026-11-28T12:00:09Z ",
                "app.log-10-2026-11-28T12:00:10Z x",
                Some(32),
            ),
        ] {
            let expected = behind.map_or(Cut::Nothing, Cut::Behind);
            assert_eq!(
                Prefix::new(before.as_bytes()).cut(line.as_bytes()),
                expected,
                "{before}{line}"
            );
        }
        let cri = Prefix::new(b"2026-11-28T12:00:09.9Z stderr F ");
        assert_eq!(cri.cut(b"2026-11-28T12:00:10.12Z stderr P x"), Cut::Parted(33));
    }

    #[test]
    fn what_is_shared_ends_with_words() {
        let prefix = Prefix::new(b"api-1  | 2026/11/28 12:00:00 ");
        assert_eq!(prefix.shared(b"api-1  | main.f()"), [(9, 9), (0, 0)]);
        assert_eq!(prefix.shared(b"main.f()"), [(0, 0)]);
    }
}
