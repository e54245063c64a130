//! How the sentence says amounts: in their unit, and not at all where they cannot be right.

use super::doubts::OVERFLOW;
use super::sentence::Piece;
use crate::base::measurement::units_like;
use crate::base::text::grouped;
use crate::report::Format;

/// How amounts are said: long numbers in groups, and those of a unit that no family knows with its name.
pub struct Said<'a> {
    format: &'a Format,
    /// The name of the unit, behind a blank; empty where the values count what they are called.
    unit: String,
    /// Why they cannot be right, and are not said; empty if they can.
    doubt: &'static str,
}

impl<'a> Said<'a> {
    /// Amounts of a sample type, as a report formats them.
    pub fn new(format: &'a Format, unit: &str, sample_type: &str, doubt: &'static str) -> Said<'a> {
        // Cairo's begin with a blank, since pprof puts a unit right behind its number: `12555 steps`, of `steps`.
        let unit = unit.trim();
        let is_counted = || unit.replace('_', " ") == sample_type.replace('_', " ");
        let is_count = [
            "", "count", "counts", "sample", "samples", "unit", "units", "number", "1",
        ]
        .contains(&unit)
            || is_counted();
        Said {
            format,
            unit: match is_count || !units_like(unit).is_empty() {
                true => String::new(),
                false => format!(" {unit}"),
            },
            doubt,
        }
    }

    /// Whether nothing speaks against them.
    pub fn is_certain(&self) -> bool {
        self.doubt.is_empty()
    }

    /// Whether shares of the whole can be right: of a sum that does not fit none is.
    pub fn has_shares(&self) -> bool {
        self.doubt != OVERFLOW
    }

    /// An amount among others.
    pub fn number(&self, value: i64) -> String {
        grouped(self.format.value(value))
    }

    /// An amount that says its unit.
    pub fn value(&self, value: i64) -> String {
        match self.number(value) {
            text if text.ends_with(|c: char| c.is_ascii_digit()) => text + &self.unit,
            text => text,
        }
    }

    /// Words that say an amount and are found in a view; of one that cannot be right only that, and why.
    pub fn piece(&self, view: &'static str, text: impl Into<String>) -> Piece {
        let text = match self.is_certain() {
            true => text.into(),
            false => "its total is doubtful".to_owned(),
        };
        Piece {
            doubt: self.doubt,
            ..Piece::seen_in(view, text)
        }
    }
}
