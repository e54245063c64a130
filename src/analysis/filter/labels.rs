//! tagfocus and tagignore, and the units of numeric labels.
//!
//! `tagfocus=bytes=1kb:4kb` is a range and looks at numeric labels only; everything that is no range is a regular
//! expression and looks at text labels only.

use super::Memo;
use crate::base::columns::StringId;
use crate::base::error::{OutOfMemory, Result};
use crate::base::measurement::scale;
use crate::base::pattern::Pattern;
use crate::base::room::one_more_key;
use crate::base::sort::sort;
use crate::profile::{Label, Profile};
use rustc_hash::{FxHashMap, FxHashSet};

/// The unit of each numeric label, found once per profile, before any filter.
#[derive(Default, Clone)]
pub struct LabelUnits {
    units: FxHashMap<StringId, String>,
}

impl LabelUnits {
    /// The first unit that the profile gives for each label; without any, the label's name is its unit, except that
    /// `alignment` and `request` are bytes. Labels with several units are noted in `warnings`.
    pub fn of(profile: &Profile, warnings: &mut Vec<String>) -> LabelUnits {
        let mut first: FxHashMap<StringId, StringId> = FxHashMap::default();
        let mut others: FxHashMap<StringId, FxHashSet<StringId>> = FxHashMap::default();
        for label in profile.samples.all_labels().iter() {
            let Label::Number { key, unit, .. } = label else {
                continue;
            };
            let known = first.entry(key).or_insert(StringId::EMPTY);
            match unit {
                None | Some(StringId::EMPTY) => {}
                Some(unit) if *known == StringId::EMPTY => *known = unit,
                Some(unit) if *known != unit => {
                    others.entry(key).or_default().insert(unit);
                }
                Some(_) => {}
            }
        }
        let mut units = FxHashMap::default();
        for (key, unit) in first {
            let unit = match (unit, profile.text(key)) {
                (StringId::EMPTY, b"alignment" | b"request") => "bytes".to_owned(),
                (StringId::EMPTY, _) => profile.display(key),
                (unit, _) => profile.display(unit),
            };
            units.insert(key, unit);
        }
        let mut several: Vec<String> = others
            .into_iter()
            .map(|(key, units_of_key)| {
                let mut units_of_key: Vec<&[u8]> = units_of_key.iter().map(|&unit| profile.text(unit)).collect();
                sort(&mut units_of_key);
                let names: Vec<_> = units_of_key
                    .iter()
                    .map(|unit| String::from_utf8_lossy(unit).into_owned())
                    .collect();
                format!(
                    "For tag {} used unit {}, also encountered unit(s) {}",
                    profile.display(key),
                    units.get(&key).map_or("", String::as_str),
                    names.join(", ")
                )
            })
            .collect();
        sort(&mut several);
        warnings.append(&mut several);
        LabelUnits { units }
    }

    /// The unit of a label; empty for labels that are no numbers.
    pub fn get(&self, key: StringId) -> &str {
        self.units.get(&key).map_or("", String::as_str)
    }
}

/// A tag filter: the label that it looks at, if it names one, and what it wants.
pub struct LabelFilter {
    key: Option<String>,
    wanted: Wanted,
}

enum Wanted {
    Number(Range),
    /// With a key, one of them has to match a value; without, each has to match some `key:value`.
    Text(Vec<Pattern>),
}

/// A range of numbers in one unit, both ends included.
pub struct Range {
    least: Option<f64>,
    most: Option<f64>,
    unit: String,
    /// The only number that it has: of `N:N` where neighbours are the same as floats.
    only: Option<i64>,
}

/// From this on, neighbouring numbers are the same as floats.
pub const EXACT_FLOATS: u64 = 1 << 53;

impl LabelFilter {
    /// Reads `[key=]value`. Values that were read as ranges are noted.
    ///
    /// # Errors
    ///
    /// A part of the value is no regular expression; the message names the option.
    pub fn new(option: &str, text: &str, notes: &mut Vec<String>) -> Result<Option<LabelFilter>> {
        if text.is_empty() {
            return Ok(None);
        }
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (Some(key.to_owned()).filter(|key| !key.is_empty()), value),
            None => (None, text),
        };
        if let Some(range) = Range::parse(value) {
            notes.push(format!("{option}:Interpreted '{value}' as range, not regexp"));
            return Ok(Some(LabelFilter {
                key,
                wanted: Wanted::Number(range),
            }));
        }
        let mut patterns = Vec::new();
        for part in value.split(',') {
            match super::read_expression(option, part)? {
                Some(pattern) => patterns.push(pattern),
                // An empty expression matches everything.
                None => patterns.extend(Pattern::new("").ok()),
            }
        }
        Ok(Some(LabelFilter {
            key,
            wanted: Wanted::Text(patterns),
        }))
    }

    /// Whether it is one regular expression for all of `key:value`: such ones can be joined by "or".
    pub fn is_one_expression(&self) -> bool {
        self.key.is_none() && matches!(&self.wanted, Wanted::Text(patterns) if patterns.len() == 1)
    }

    /// Prepares to ask about the samples of a profile.
    pub fn matcher<'a>(&'a self, profile: &'a Profile, units: &'a LabelUnits) -> Matcher<'a> {
        // A label that no sample has never matches: an id beyond the table stands for it.
        let find = |key: &String| profile.strings.find(key.as_bytes()).unwrap_or(StringId(u32::MAX));
        let key = self.key.as_ref().map(find);
        let question = match &self.wanted {
            Wanted::Number(range) => Question::Number(range, FxHashMap::default()),
            Wanted::Text(patterns) if key.is_some() => {
                Question::Value(patterns.iter().map(|pattern| Memo::new(pattern, profile)).collect())
            }
            Wanted::Text(patterns) => Question::Pair(patterns, FxHashMap::default()),
        };
        Matcher {
            profile,
            units,
            key,
            question,
        }
    }
}

/// A tag filter at work, remembering answers: profiles repeat few labels many times.
pub struct Matcher<'a> {
    profile: &'a Profile,
    units: &'a LabelUnits,
    key: Option<StringId>,
    question: Question<'a>,
}

enum Question<'a> {
    Number(&'a Range, FxHashMap<(StringId, i64), bool>),
    Value(Vec<Memo<'a>>),
    /// Per number of a pattern, and pair of key and value, whether it matches.
    Pair(&'a [Pattern], FxHashMap<(usize, StringId, StringId), bool>),
}

impl Matcher<'_> {
    /// Whether a sample of the profile has what the filter wants.
    pub fn matches(&mut self, sample: usize) -> bool {
        let Matcher {
            profile,
            units,
            key: wanted_key,
            question,
        } = self;
        let mut labels = profile
            .samples
            .labels(sample)
            .filter(|label| wanted_key.is_none_or(|wanted| label.key() == wanted));
        match question {
            Question::Number(range, known) => labels.any(|label| match label {
                Label::Number { key, value, .. } => {
                    // What cannot be remembered is found out again.
                    let contains = || range.contains(value, units.get(key));
                    match one_more_key(known) {
                        Ok(()) => *known.entry((key, value)).or_insert_with(contains),
                        Err(OutOfMemory) => contains(),
                    }
                }
                Label::Text { .. } => false,
            }),
            Question::Value(patterns) => labels.any(|label| match label {
                Label::Text { value, .. } => patterns.iter_mut().any(|pattern| pattern.matches(value)),
                Label::Number { .. } => false,
            }),
            Question::Pair(patterns, known) => {
                let mut matched = vec![false; patterns.len()];
                for label in labels {
                    let Label::Text { key, value } = label else {
                        continue;
                    };
                    for (number, (any, pattern)) in matched.iter_mut().zip(patterns.iter()).enumerate() {
                        let is_match = || pattern.is_match(&[profile.text(key), b":", profile.text(value)].concat());
                        *any |= match one_more_key(known) {
                            Ok(()) => *known.entry((number, key, value)).or_insert_with(is_match),
                            Err(OutOfMemory) => is_match(),
                        };
                    }
                }
                matched.iter().all(|&matched| matched)
            }
        }
    }
}

impl Range {
    /// Reads `N`, `N:`, `:N` or `N:M`, where N and M are a number with a unit or none; anything else is no range.
    pub fn parse(text: &str) -> Option<Range> {
        let (least, most) = match text.split_once(':') {
            None => (Some(text), Some(text)),
            Some((least, "")) => (Some(least), None),
            Some(("", most)) => (None, Some(most)),
            Some((least, most)) => (Some(least), Some(most)),
        };
        let first = Quantity::parse(least.or(most)?)?;
        let (limit, unit) = scale(first.number, first.unit, first.unit);
        let unit = unit.to_owned();
        let second = match (least, most) {
            (Some(least), Some(most)) if least != most || text.contains(':') => {
                let second = Quantity::parse(most)?;
                let (second, second_unit) = scale(second.number, second.unit, &unit);
                // Limits that do not compare are no range.
                (second_unit == unit).then_some(second)?
            }
            _ => limit,
        };
        Some(Range {
            least: least.map(|_| limit),
            most: most.map(|_| second),
            unit,
            // pprof keeps the neighbours of such a number, too. This form of it, which nobody has a need to write, tells them apart.
            only: (text.contains(':') && least == most && first.number.unsigned_abs() >= EXACT_FLOATS)
                .then_some(first.number),
        })
    }

    /// Whether a number in a unit lies within.
    pub fn contains(&self, value: i64, unit: &str) -> bool {
        let (scaled, name) = scale(value, unit, &self.unit);
        name == self.unit
            && self.only.is_none_or(|only| only == value || scaled != value as f64)
            && self.least.is_none_or(|least| scaled >= least)
            && self.most.is_none_or(|most| scaled <= most)
    }
}

/// A number with its unit: `64mb`, `+3`.
struct Quantity<'a> {
    number: i64,
    unit: &'a str,
}

impl Quantity<'_> {
    fn parse(text: &str) -> Option<Quantity<'_>> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let digits = unsigned.len() - unsigned.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at_checked(text.len() - unsigned.len() + digits)?;
        let valid = digits > 0 && unit.bytes().all(|byte| byte.is_ascii_alphabetic());
        // A number beyond 64 bits makes pprof crash; here it is simply no range.
        let number = number.parse().ok().filter(|_| valid)?;
        Some(Quantity { number, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(range: &str, value: i64, unit: &str) -> Option<bool> {
        Range::parse(range).map(|range| range.contains(value, unit))
    }

    #[test]
    fn ranges() {
        for (range, value, unit, wanted) in [
            ("2048", 2048, "bytes", Some(false)),
            ("2048b", 2048, "bytes", Some(true)),
            ("2kb", 2048, "bytes", Some(true)),
            ("1kb:4kb", 2048, "bytes", Some(true)),
            ("1kb:4kb", 5000, "bytes", Some(false)),
            ("1kb:", 5000, "bytes", Some(true)),
            (":1kb", 5000, "bytes", Some(false)),
            ("7kb", 7, "n", Some(true)),
            ("3", 3, "n", Some(true)),
            ("-5:+5", 0, "n", Some(true)),
            ("1kb:10", 2048, "bytes", Some(true)),
            ("1:10kb", 0, "", None),
            ("a1", 0, "", None),
            ("1μs", 0, "", None),
            ("", 0, "", None),
            (":", 0, "", None),
            ("1:2:3", 0, "", None),
            ("9007199254740993", 9007199254740992, "", Some(true)),
            ("9007199254740993:9007199254740993", 9007199254740992, "", Some(false)),
            ("9007199254740993:9007199254740993", 9007199254740993, "", Some(true)),
            (
                "-9007199254740993:-9007199254740993",
                -9007199254740992,
                "n",
                Some(false),
            ),
        ] {
            assert_eq!(contains(range, value, unit), wanted, "{range} of {value}{unit}");
        }
    }
}
