//! Whether the time that a profile was collected can be what the file says.
//!
//! Of a file that says 1970-01-21, counting microseconds where nanoseconds are meant, 30ms with 4s of cpu in them are 30s.

use super::Profile;
use crate::base::clock::{is_plausible, is_plausible_duration};
use crate::base::measurement::{scale, understood};

/// From so many at a time on it is said how many they were.
pub const SEVERAL_AT_A_TIME: f64 = 1.5;

impl Profile {
    /// Whether it was collected at a time that cannot be, and its duration would explain that several things went on at a time: the file
    /// may count both in another unit, and then it explains nothing. 133 cores can be busy, but not on the word of such a file.
    pub fn is_overfull(&self) -> bool {
        let has_times = self.time_nanos != 0 && is_plausible_duration(self.duration_nanos);
        if !has_times || is_plausible(self.time_nanos) {
            return false;
        }
        let held = (0..self.sample_types.len()).map(|column| {
            let unit = self.display(self.sample_types[column].unit);
            let (nanos, name) = scale(1, understood(&unit), "ns");
            match name {
                "ns" => {
                    let values = self.samples.values(column).iter();
                    values.fold(0.0, |sum, &value| sum + (value as f64).abs()) * nanos
                }
                _ => 0.0,
            }
        });
        held.fold(0.0, f64::max) >= SEVERAL_AT_A_TIME * self.duration_nanos as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::profile_of;

    #[test]
    fn a_file_whose_time_cannot_be_explains_nothing_by_its_duration() {
        const MICROS: i64 = 1_790_000_000_000_000;
        let is_overfull = |types: &str, values: &str, time_nanos: i64, duration_nanos: i64| {
            let profile = profile_of(types, &format!("main {values}"));
            let profile = Profile {
                time_nanos,
                duration_nanos,
                ..profile
            };
            profile.is_overfull()
        };
        let cpu = "samples/count cpu/nanoseconds";
        for (types, values, time, duration, wanted) in [
            // 4s in 30ms, in truth 30s.
            (cpu, "400 4000000000", MICROS, 30_000_000, true),
            (cpu, "400 4000000000", MICROS * 1000, 30_000_000, false),
            (cpu, "400 4000000000", 0, 30_000_000, false),
            (cpu, "400 4000000000", MICROS, 30_000_000_000, false),
            ("wall/us", "4000000", MICROS, 30_000_000, true),
            ("space/bytes", "4000000000", MICROS, 30_000_000, false),
        ] {
            assert_eq!(
                is_overfull(types, values, time, duration),
                wanted,
                "{types} {values} at {time} in {duration}"
            );
        }
    }
}
