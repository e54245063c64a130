//! What a profile says that cannot be: when it was taken, how long it took, how much time it holds. Nothing is made of that.

use super::{Loaded, Role, Session};
use crate::base::clock::{YEAR, is_plausible, is_plausible_duration};
use crate::base::measurement::{scale, understood};
use crate::profile::Profile;
use crate::profile::combine::BaseMark;

const EARLY: &str = "No profile is from then: the file may count seconds or milliseconds where nanoseconds are meant.";
const LATE: &str = "No profile is from then: the file may count in another unit than nanoseconds, or the clock that it was taken by was wrong.";
const DURATION: &str = "No profile takes so long, or so short: the file may count in another unit than nanoseconds.";
const OVERFULL: &str = "The file's time is in another unit than nanoseconds, and so may be its duration, in which more went on at a time than one.";
const AMOUNT: &str = "No program spends or waits for so long: the file may count in another unit, or hold a point in time as a duration.";

/// Of amounts that add up to more than 64 bits hold: pprof adds them up all the same, and what is left of the sum may be negative.
pub const OVERFLOW: &str = "These values add up to more than 64 bits hold: what is left of their sum, as pprof has it, is wrong, and so is every share of it.";

/// So many things may go on at a time: more than any machine has of cores, or a program of threads and goroutines.
const MOST_AT_A_TIME: f64 = 1e6;
/// So long a single stack may have been met, in years, where nobody says how often.
const YEARS_OF_A_STACK: f64 = 10.0;

/// Why a profile cannot have been taken then, in nanoseconds since 1970; empty if it can, or says nothing.
pub fn of_time(nanos: i64) -> &'static str {
    match nanos {
        0 => "",
        _ if is_plausible(nanos) => "",
        // Before there were profiles.
        _ if (0..30 * YEAR).contains(&nanos) => EARLY,
        _ => LATE,
    }
}

/// Why a profile cannot have taken so long as it says; empty if it can, or says nothing.
pub fn of_duration(profile: &Profile) -> &'static str {
    match profile.duration_nanos {
        0 => "",
        nanos if !is_plausible_duration(nanos) => DURATION,
        _ if profile.is_overfull() => OVERFULL,
        _ => "",
    }
}

/// Why what a column holds cannot be, of a profile that took `span` nanoseconds, 0 if nobody knows; empty if it can.
pub fn of_amount(profile: &Profile, column: usize, span: i64) -> &'static str {
    if overflows(profile, column) {
        return OVERFLOW;
    }
    let unit = profile.display(profile.sample_types[column].unit);
    // What is no time is not looked through.
    let (nanos, "ns") = scale(1, understood(&unit), "ns") else {
        return "";
    };
    let sum = |column: usize| {
        let values = profile.samples.values(column).iter();
        values.fold(0.0, |sum, &value| sum + (value as f64).abs())
    };
    let total = sum(column) * nanos;
    let year = YEAR as f64;
    let names = profile.sample_type_names();
    let counts = ["contentions", "samples", "sample", "count", "events"];
    let events = names
        .iter()
        .position(|name| counts.contains(&name.as_str()))
        .filter(|&counted| counted != column)
        .map_or(0.0, sum);
    let is_too_long = match events > 0.0 {
        true => total / events > year,
        false => {
            let mut values = profile.samples.values(column).iter();
            values.any(|&value| (value as f64).abs() * nanos > YEARS_OF_A_STACK * year)
        }
    };
    match is_too_long || span > 0 && total / span as f64 > MOST_AT_A_TIME {
        true => AMOUNT,
        false => "",
    }
}

/// Whether the values of a column add up to more than 64 bits hold: those of each side, where both sides of a comparison are there.
fn overflows(profile: &Profile, column: usize) -> bool {
    let (mut more, mut less) = (0_u128, 0_u128);
    for &value in profile.samples.values(column) {
        let sum = if value < 0 { &mut less } else { &mut more };
        *sum += u128::from(value.unsigned_abs());
    }
    let whole = match BaseMark::of(profile) {
        Some(_) => more.max(less),
        None => more + less,
    };
    i64::try_from(whole).is_err()
}

impl Session {
    fn sources(&self) -> impl Iterator<Item = &Loaded> {
        self.loaded.iter().filter(|loaded| loaded.role == Role::Source)
    }

    /// Why the time of what is shown cannot be: one profile of several is enough.
    pub(super) fn time_doubt(&self, profile: &Profile) -> &'static str {
        let mut times = self.sources().map(|loaded| of_time(loaded.info.time_nanos as i64));
        times
            .find(|doubt| !doubt.is_empty())
            .unwrap_or(of_time(profile.time_nanos))
    }

    /// Why the duration of what is shown, which is the sum of all, cannot be.
    pub(super) fn duration_doubt(&self, profile: &Profile) -> &'static str {
        let mut doubts = self.sources().map(|loaded| loaded.info.duration_doubt);
        let own = doubts.find(|doubt| !doubt.is_empty());
        own.unwrap_or_else(|| of_duration(profile))
    }

    /// How long what is shown took, in nanoseconds; 0 if that is not known, or cannot be.
    pub(super) fn span(&self, profile: &Profile) -> i64 {
        match self.duration_doubt(profile) {
            "" => profile.duration_nanos,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile_of;

    #[test]
    fn sums_that_64_bits_do_not_hold_are_doubted_whatever_they_are_of() {
        let of = |picture: &str| of_amount(&profile_of("space/bytes", picture), 0, 0);
        assert_eq!(of("a 4611686018427387904\nb 4611686018427387904"), OVERFLOW);
        assert_eq!(of("a -9223372036854775808\nb 5"), OVERFLOW);
        assert_eq!(of("a 4611686018427387904\nb 4611686018427387903"), "");
        assert_eq!(of("a 4611686018427387904\nb -4611686018427387904"), OVERFLOW);
    }

    #[test]
    fn amounts_of_time_that_cannot_be() {
        const SECOND: i64 = 1_000_000_000;
        let hours = 474_466 * 3600 * SECOND;
        let is_doubtful = |types: &str, values: &str, column: usize, span: i64| {
            !of_amount(&profile_of(types, &format!("main;wait {values}")), column, span).is_empty()
        };
        let block = "contentions/count delay/nanoseconds";
        for (types, values, column, span, wanted) in [
            (block, format!("12 {hours}"), 1, 0, true),
            // A thousand goroutines for a month are as long, and can be.
            (block, format!("900000 {hours}"), 1, 0, false),
            (block, format!("12 {hours}"), 0, 0, false),
            ("delay/nanoseconds", hours.to_string(), 0, 0, true),
            ("delay/nanoseconds", (hours / 10).to_string(), 0, 0, false),
            ("huge/seconds", "999999999".to_owned(), 0, 0, true),
            ("huge/bytes", hours.to_string(), 0, 0, false),
            ("wall/nanoseconds", (248 * SECOND).to_string(), 0, SECOND, false),
            ("wall/nanoseconds", (2_000_000 * SECOND).to_string(), 0, SECOND, true),
            ("delta/nanoseconds", (-hours).to_string(), 0, 0, true),
        ] {
            assert_eq!(
                is_doubtful(types, &values, column, span),
                wanted,
                "{types} {values} in {span}"
            );
        }
    }
}
