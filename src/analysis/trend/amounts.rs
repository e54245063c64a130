//! Amounts of a trend in words: values with their unit, rates, spans of time, moments.
//!
//! `1,371 goroutines`, `44.50MB`, `0.80 cores`, `250 a second`, `5.5 s`, `14:42:10`.

use super::Trend;
use super::series::{Measure, Series, Subject};
use crate::base::clock::TimeZone;
use crate::base::decimal;
use crate::base::measurement::{compatible_units, cores, fine_label, readable_unit, understood};

/// How values of a trend are said.
pub struct Amounts<'a> {
    series: &'a Series,
    zone: &'a TimeZone,
    /// What the values are in, and the one unit that all of them are given in.
    units: (&'a str, &'a str),
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
/// What slopes are said by.
const SPANS: [(f64, &str); 6] = [
    (1.0, "a second"),
    (MINUTE, "a minute"),
    (HOUR, "an hour"),
    (DAY, "a day"),
    (7.0 * DAY, "a week"),
    (30.0 * DAY, "a month"),
];
/// In less than so many seconds nobody sees a rate.
const SHORT: f64 = 1.0;

impl<'a> Amounts<'a> {
    /// Of a trend; times are in the zone.
    pub fn new(trend: &'a Trend, zone: &'a TimeZone) -> Amounts<'a> {
        let series = &trend.series;
        let from = understood(&series.sample_type.1);
        let most = trend
            .stacks
            .totals()
            .iter()
            .map(|total| total.abs())
            .fold(0.0, f64::max);
        let to = match trend.options.unit.as_str() {
            "minimum" | "auto" => readable_unit(most as i64, 0, from).unwrap_or("auto"),
            wanted if compatible_units(from, wanted) => wanted,
            _ => "auto",
        };
        Amounts {
            series,
            zone,
            units: (from, to),
        }
    }

    /// A value: `1,957`, `44.50MB`, `3.20MB/s`, `0.80 cores`.
    pub fn value(&self, value: f64) -> String {
        self.value_of(value, self.series.measure != Measure::Level, self.units.1)
    }

    /// How much came in all, in place of so much a second: `60 goroutines`.
    pub fn whole(&self, value: f64) -> String {
        let text = self.value_of(value, false, self.units.1);
        match self.noun_of(value) {
            "" => text,
            noun => format!("{text} {noun}"),
        }
    }

    fn value_of(&self, value: f64, is_rate: bool, to: &str) -> String {
        let unit = self.series.sample_type.1.as_str();
        if self.series.subject == Subject::Processor && self.series.measure == Measure::Busy && unit == "nanoseconds" {
            return format!("{} cores", cores(value / 1e9));
        }
        let is_count = matches!(unit, "" | "count" | "sample" | "samples" | "unit" | "objects");
        let text = match is_count {
            true if is_rate && value.abs() < 100.0 => without_zeros(decimal::fixed(value, 2)),
            true => thousands(value),
            false => fine_label(value.round() as i64, self.units.0, to),
        };
        match (is_rate, self.series.has_times || self.series.measure != Measure::Rate) {
            (false, _) => text,
            (true, true) => format!("{text}/s"),
            (true, false) => format!("{text} per snapshot"),
        }
    }

    /// A value with what it counts: `1,371 goroutines`.
    pub fn with_noun(&self, value: f64) -> String {
        let text = self.value(value);
        match self.noun(value) {
            "" => text,
            noun => format!("{text} {noun}"),
        }
    }

    /// The value with its sign: `+24`, `-1.50MB`.
    pub fn signed(&self, value: f64) -> String {
        match value > 0.0 {
            true => format!("+{}", self.value(value)),
            false => self.value(value),
        }
    }

    /// What is counted; empty where the unit says it.
    pub fn noun(&self, value: f64) -> &'a str {
        match self.series.measure {
            Measure::Level => self.noun_of(value),
            _ => "",
        }
    }

    fn noun_of(&self, value: f64) -> &'a str {
        let is_one = value.abs() == 1.0;
        match (self.series.sample_type.0.as_str(), self.series.sample_type.1.as_str()) {
            ("goroutine" | "goroutineleak", _) => {
                if is_one {
                    "goroutine"
                } else {
                    "goroutines"
                }
            }
            ("threadcreate", _) => {
                if is_one {
                    "thread"
                } else {
                    "threads"
                }
            }
            ("inuse_objects" | "objects", _) => {
                if is_one {
                    "object"
                } else {
                    "objects"
                }
            }
            (name, "count") => name,
            _ => "",
        }
    }

    /// A slope: `250 a second`, `3 a minute`, `8.10MB an hour`; `12 a snapshot` where there are no times. Of rates there is none, and
    /// of less than a second.
    pub fn slope(&self, slope: f64) -> Option<String> {
        if self.series.measure != Measure::Level {
            return None;
        }
        if !self.series.has_times {
            return Some(format!("{} a snapshot", self.slow(slope)));
        }
        if self.series.points.last().is_none_or(|last| last.at < SHORT) {
            return None;
        }
        let (seconds, name) = self.fitting(slope, 0);
        Some(format!("{} {name}", self.slow(slope * seconds)))
    }

    /// What comes in a span of time, in the unit that reads best: spans are chosen for it.
    fn slow(&self, value: f64) -> String {
        self.value_of(value, false, "auto")
    }

    /// What a column of slopes is said by, the largest of which is this one: how many seconds, and in words. At least a minute.
    pub fn per(&self, largest: f64) -> (f64, &'static str) {
        match (self.series.has_times, largest == 0.0) {
            (false, _) => (1.0, "a snapshot"),
            (true, true) => SPANS[1],
            (true, false) => self.fitting(largest, 1),
        }
    }

    /// The shortest span in which a slope is worth being counted, of those from a number on.
    fn fitting(&self, slope: f64, from: usize) -> (f64, &'static str) {
        // So much of it is worth being counted in.
        let least = match self.series.sample_type.1.as_str() {
            "bytes" => 65_536.0,
            "nanoseconds" => 1e6,
            _ => 1.0,
        };
        let fitting = SPANS[from..].iter().find(|(seconds, _)| slope.abs() * seconds >= least);
        *fitting.unwrap_or(&SPANS[SPANS.len() - 1])
    }

    /// From the first point to the last, or any other number of seconds: `5.5 s`, `12 min`, `3.5 h`; `over 12 snapshots` in place of `in
    /// 5.5 s` where there are no times.
    pub fn within(&self, span: f64) -> String {
        match self.series.has_times {
            true => format!("in {}", seconds(span)),
            false => format!("over {} snapshots", thousands(span + 1.0)),
        }
    }

    /// When a point was, with as many digits as the trend needs; `snapshot 4` where there are no times.
    pub fn moment(&self, point: usize) -> String {
        let points = &self.series.points;
        let Some(time) = points[point].time else {
            return format!("snapshot {}", point + 1);
        };
        let text = match self.series.is_local {
            true => TimeZone::Utc.format(time),
            false => self.zone.format(time),
        };
        let (date, clock) = (text.get(..10).unwrap_or(&text), text.get(11..19).unwrap_or_default());
        let span = points.last().map_or(0.0, |last| last.at);
        let minutes = clock.get(..5).unwrap_or_default();
        match span {
            span if span < 10.0 * MINUTE => clock.to_owned(),
            span if span < DAY => minutes.to_owned(),
            _ => format!("{date} {minutes}"),
        }
    }
}

/// Seconds in words: `0.52 s`, `5.5 s`, `12 min`, `3.5 h`, `4 days`.
pub fn seconds(span: f64) -> String {
    let (value, unit) = match span {
        span if span < 90.0 => (span, "s"),
        span if span < 90.0 * MINUTE => (span / MINUTE, "min"),
        span if span < 36.0 * HOUR => (span / HOUR, "h"),
        _ => (span / DAY, "days"),
    };
    let digits = match value {
        value if value < 1.0 => 2,
        value if value < 10.0 => 1,
        _ => 0,
    };
    format!("{} {unit}", without_zeros(decimal::fixed(value, digits)))
}

/// A whole number with commas: `1,371`.
pub fn thousands(value: f64) -> String {
    let digits = (value.abs().round() as u64).to_string();
    let mut text = String::new();
    if value.round() < 0.0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `5.50` is `5.5`, and `5.00` is `5`.
fn without_zeros(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_spans() {
        for (value, wanted) in [
            (0.0, "0"),
            (999.0, "999"),
            (1371.4, "1,371"),
            (-1234567.0, "-1,234,567"),
        ] {
            assert_eq!(thousands(value), wanted);
        }
        for (span, wanted) in [
            (0.524, "0.52 s"),
            (5.5, "5.5 s"),
            (60.2, "60 s"),
            (90.0, "1.5 min"),
            (720.0, "12 min"),
            (12_600.0, "3.5 h"),
            (345_600.0, "4 days"),
        ] {
            assert_eq!(seconds(span), wanted);
        }
    }
}
