//! The way back from a label to the tag filter that selects it: what a click on a value writes into tagfocus.
//!
//! In: a label's name, its value as it is printed, and the numbers behind it if it is one. Out: an expression that
//! tagfocus and tagignore read, none if there is no such expression: filters split at the first `=`, and know no number of
//! a unit that does not convert back.
//!
//! `tenant` with `acme, inc.` is `tenant=^acme\x2c inc\.$`; `bytes` with all from 1530 to 1541 is
//! `bytes=1530bytes:1541bytes`.

use super::labels::{EXACT_FLOATS, Range};
use crate::base::pattern::quote;

/// The expression for one value, and the same in the form that can be joined with others by `|`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LabelExpression {
    /// `tenant=^acme$`; empty if there is none.
    pub single: String,
    /// `^tenant:acme$`; empty if there is none, as for numbers.
    pub joinable: String,
}

/// The expression that selects the samples with this text as a value of the label `key`.
pub fn for_text(key: &[u8], value: &[u8]) -> LabelExpression {
    // A comma would begin another expression, and an equals sign end the name.
    let quote = |text: &[u8]| quote(text).replace(',', "\\x2c");
    let joinable = format!("^{}:{}$", quote(key), quote(value)).replace('=', "\\x3d");
    LabelExpression {
        single: match named(key) {
            Some(key) => format!("{key}=^{}$", quote(value)),
            None => joinable.clone(),
        },
        joinable,
    }
}

/// The expression for all numbers from `least` to `most`.
pub fn for_numbers(key: &[u8], unit: &str, (least, most): (i64, i64)) -> LabelExpression {
    let fits = |range: &String| {
        Range::parse(range).is_some_and(|range| range.contains(least, unit) && range.contains(most, unit))
    };
    // Bytes and seconds want their unit, which for all others is noise.
    let ranges = ["", unit].map(|unit| match least == most {
        // Of numbers as large as this, the range of one alone tells it from its neighbours.
        true if least.unsigned_abs() >= EXACT_FLOATS => format!("{least}{unit}:{most}{unit}"),
        true => format!("{least}{unit}"),
        false => format!("{least}{unit}:{most}{unit}"),
    });
    let range = ranges.into_iter().find(fits).zip(named(key));
    LabelExpression {
        single: range.map_or(String::new(), |(range, key)| format!("{key}={range}")),
        joinable: String::new(),
    }
}

/// The name as it can stand in front of the equals sign.
fn named(key: &[u8]) -> Option<&str> {
    let key = std::str::from_utf8(key).ok()?;
    (!key.is_empty() && !key.contains('=')).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (key, value, single, joinable) in [
            ("tenant", "acme", "tenant=^acme$", "^tenant:acme$"),
            (
                "tenant",
                "acme, inc.",
                r"tenant=^acme\x2c inc\.$",
                r"^tenant:acme\x2c inc\.$",
            ),
            ("worker", "3", "worker=^3$", "^worker:3$"),
            ("query", "a=b", "query=^a=b$", r"^query:a\x3db$"),
            ("a=b", "c", r"^a\x3db:c$", r"^a\x3db:c$"),
            ("", "c", "^:c$", "^:c$"),
        ] {
            let expression = for_text(key.as_bytes(), value.as_bytes());
            assert_eq!(
                (expression.single.as_str(), expression.joinable.as_str()),
                (single, joinable)
            );
        }
    }

    #[test]
    fn numbers() {
        for (key, unit, numbers, wanted) in [
            ("bytes", "bytes", (4096, 4096), "bytes=4096bytes"),
            ("bytes", "bytes", (1530, 1541), "bytes=1530bytes:1541bytes"),
            ("worker", "worker", (3, 3), "worker=3"),
            ("worker", "worker", (-3, 5), "worker=-3:5"),
            ("delay", "nanoseconds", (7, 7), "delay=7nanoseconds"),
            ("cost", "nanogcu", (7, 7), ""),
            ("", "bytes", (1, 1), ""),
        ] {
            assert_eq!(for_numbers(key.as_bytes(), unit, numbers).single, wanted);
        }
    }
}
