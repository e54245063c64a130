//! Points in time as text: nanoseconds since 1970 in, `2023-11-14 22:13:20 UTC` out.
//!
//! The time zone is a value that the caller brings, UTC unless told otherwise: text then depends on the profile alone.

use std::rc::Rc;

/// A year as it is on average, in nanoseconds.
pub const YEAR: i64 = 31_556_952_000_000_000;

/// Whether a profile can have been taken then, in nanoseconds since 1970: in this century. Clocks that were never set, and files that
/// count seconds, say something else.
pub fn is_plausible(nanos: i64) -> bool {
    (30 * YEAR..130 * YEAR).contains(&nanos)
}

/// Whether a profile can have been collected for so long: a millisecond or more, and less than a year.
pub fn is_plausible_duration(nanos: i64) -> bool {
    (1_000_000..YEAR).contains(&nanos)
}

/// A zone at one point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offset {
    /// Seconds east of UTC.
    pub seconds: i32,
    /// The abbreviation, such as `CET`; zones without one have a numeric form such as `+0545`.
    pub abbreviation: String,
}

/// What a zone says about a point in time, given in seconds since 1970.
type Rule = dyn Fn(i64) -> Offset;

/// The time zone of texts.
#[derive(Clone, Default)]
pub enum TimeZone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// The zone that the function knows.
    Local(Rc<Rule>),
}

/// Local zones are equal if they are the same function.
impl PartialEq for TimeZone {
    fn eq(&self, other: &TimeZone) -> bool {
        match (self, other) {
            (TimeZone::Utc, TimeZone::Utc) => true,
            (TimeZone::Local(own), TimeZone::Local(other)) => Rc::ptr_eq(own, other),
            _ => false,
        }
    }
}

impl TimeZone {
    fn at(&self, seconds: i64) -> Offset {
        match self {
            TimeZone::Utc => Offset {
                seconds: 0,
                abbreviation: "UTC".to_owned(),
            },
            TimeZone::Local(rule) => rule(seconds),
        }
    }

    /// A point in time to the second.
    pub fn format(&self, nanos: i64) -> String {
        let offset = self.at(nanos.div_euclid(NANOS));
        format!("{} {}", date_and_time(nanos, &offset), offset.abbreviation)
    }

    /// A point in time with all its digits and the offset, as Go prints it:
    /// `2023-11-14 22:13:20.123456789 +0000 UTC`.
    pub fn format_whole(&self, nanos: i64) -> String {
        let offset = self.at(nanos.div_euclid(NANOS));
        let minutes = offset.seconds.unsigned_abs() / 60;
        format!(
            "{}{} {}{:02}{:02} {}",
            date_and_time(nanos, &offset),
            fraction(nanos.rem_euclid(NANOS) as u64, 9),
            if offset.seconds < 0 { '-' } else { '+' },
            minutes / 60,
            minutes % 60,
            offset.abbreviation
        )
    }
}

const NANOS: i64 = 1_000_000_000;

fn date_and_time(nanos: i64, offset: &Offset) -> String {
    let local = nanos.div_euclid(NANOS) + i64::from(offset.seconds);
    let (year, month, day) = civil(local.div_euclid(86_400));
    let second_of_day = local.rem_euclid(86_400);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60
    )
}

/// What stands behind a whole number, with its point and without zeros at the end: `.5` for 500 of 3 digits.
fn fraction(digits: u64, width: usize) -> String {
    match digits {
        0 => String::new(),
        _ => format!(".{digits:0width$}").trim_end_matches('0').to_owned(),
    }
}

/// A duration as Go prints it: `1h0m0s`, `1.5ms`, `-2m3.25s`.
pub fn duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let nanos = nanos.unsigned_abs();
    let small = |unit: u64, digits: usize, name: &str| {
        format!("{sign}{}{}{name}", nanos / unit, fraction(nanos % unit, digits))
    };
    match nanos {
        0 => "0s".to_owned(),
        1..1_000 => small(1, 0, "ns"),
        1_000..1_000_000 => small(1_000, 3, "µs"),
        1_000_000..1_000_000_000 => small(1_000_000, 6, "ms"),
        _ => {
            let seconds = nanos / NANOS as u64;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let hours_text = if hours > 0 { format!("{hours}h") } else { String::new() };
            let minutes_text = if seconds >= 60 {
                format!("{minutes}m")
            } else {
                String::new()
            };
            let rest = fraction(nanos % NANOS as u64, 9);
            format!("{sign}{hours_text}{minutes_text}{}{rest}s", seconds % 60)
        }
    }
}

/// The form of an offset for zones that have no abbreviation: `+01`, `-0330`.
pub fn numeric_abbreviation(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match minutes % 60 {
        0 => format!("{sign}{:02}", minutes / 60),
        rest => format!("{sign}{:02}{rest:02}", minutes / 60),
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
fn civil(day: i64) -> (i64, i64, i64) {
    // Counted in eras of 400 years that begin on a 1st of March, so that leap days come last.
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day_of_month)
}

/// The first second of a day in UTC, counted from 1970: the inverse of [`civil`]. Months and days are counted from 1.
pub fn seconds_of(year: i64, month: i64, day: i64) -> i64 {
    // A year that begins in March, as above.
    let year = year - i64::from(month <= 2);
    let shifted_month = (month + 9) % 12;
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_there_and_back() {
        for day in (-800_000..800_000).step_by(13) {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(seconds_of(year, month, day_of_month), day * 86_400);
        }
    }

    #[test]
    fn points_in_time() {
        for (nanos, wanted) in [
            (1_700_000_000_123_456_789, "2023-11-14 22:13:20 UTC"),
            (0, "1970-01-01 00:00:00 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (951_782_400_000_000_000, "2000-02-29 00:00:00 UTC"),
        ] {
            assert_eq!(TimeZone::Utc.format(nanos), wanted);
        }
        let newfoundland = TimeZone::Local(Rc::new(|_| Offset {
            seconds: -12_600,
            abbreviation: numeric_abbreviation(-12_600),
        }));
        assert_eq!(newfoundland.format(0), "1969-12-31 20:30:00 -0330");
        assert_eq!(numeric_abbreviation(3600), "+01");
        assert_eq!(
            newfoundland.format_whole(-1),
            "1969-12-31 20:29:59.999999999 -0330 -0330"
        );
        assert_eq!(
            TimeZone::Utc.format_whole(1_500_000_000),
            "1970-01-01 00:00:01.5 +0000 UTC"
        );
    }

    #[test]
    fn durations() {
        for (nanos, wanted) in [
            (0, "0s"),
            (7, "7ns"),
            (1_500, "1.5µs"),
            (100_000_000, "100ms"),
            (2_500_000_000, "2.5s"),
            (-61_000_000_001, "-1m1.000000001s"),
            (3_600_000_000_000, "1h0m0s"),
            (16_502_830_000_000, "4h35m2.83s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(duration(nanos), wanted);
        }
    }
}
