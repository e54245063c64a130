//! Units: convert a value, choose the unit that reads best, print values and percentages.
//!
//! In: an `i64` with the unit that the profile gives it. Out: pprof's text: `scaled_label(1536, "bytes", "auto")`
//! is `1.50kB`, `percentage(1, 11)` is ` 9.09%`. There are three families of units and no others: no minutes, no
//! KiB. A value of an unknown unit prints as the plain number with its unit.

use crate::base::decimal;

/// One unit of a family: its printed name, how many base units it holds, and the spellings that mean it (lower
/// case, singular).
struct Unit {
    name: &'static str,
    factor: f64,
    spellings: &'static [&'static str],
}

/// Units that convert into each other, smallest first, and the one that is used when no better one is known.
struct Family {
    units: &'static [Unit],
    default: usize,
}

const fn unit(name: &'static str, factor: f64, spellings: &'static [&'static str]) -> Unit {
    Unit {
        name,
        factor,
        spellings,
    }
}

static FAMILIES: [Family; 3] = [
    Family {
        units: &[
            unit("B", 1.0, &["b", "byte"]),
            unit("kB", 1024.0, &["kb", "kbyte", "kilobyte"]),
            unit("MB", 1048576.0, &["mb", "mbyte", "megabyte"]),
            unit("GB", 1073741824.0, &["gb", "gbyte", "gigabyte"]),
            unit("TB", 1099511627776.0, &["tb", "tbyte", "terabyte"]),
            unit("PB", 1125899906842624.0, &["pb", "pbyte", "petabyte"]),
        ],
        default: 0,
    },
    Family {
        units: &[
            unit("ns", 1.0, &["ns", "nanosecond"]),
            unit("us", 1e3, &["us", "microsecond"]),
            unit("ms", 1e6, &["ms", "millisecond"]),
            unit("s", 1e9, &["s", "sec", "second"]),
            unit("hrs", 3600e9, &["hour", "hr"]),
        ],
        default: 3,
    },
    // Google compute units; their printed names are not among their spellings, so they never convert back.
    Family {
        units: &[
            unit("n*GCU", 1e-9, &["nanogcu"]),
            unit("u*GCU", 1e-6, &["microgcu"]),
            unit("m*GCU", 1e-3, &["milligcu"]),
            unit("GCU", 1.0, &["gcu"]),
            unit("k*GCU", 1e3, &["kilogcu"]),
            unit("M*GCU", 1e6, &["megagcu"]),
            unit("G*GCU", 1e9, &["gigagcu"]),
            unit("T*GCU", 1e12, &["teragcu"]),
            unit("P*GCU", 1e15, &["petagcu"]),
        ],
        default: 3,
    },
];

/// How many units of a total are enough for all values to be given in it: one, of every unit of every family, so that a total is said
/// as [`label`] says it alone, 2.44GB and not 2498.63MB. Of hours a hundredth is to be one, for fractions of them are no minutes.
fn enough(unit: &str) -> f64 {
    match unit {
        "hrs" => 100.0,
        _ => 1.0,
    }
}

/// The smaller side of a comparison is to be so much of a unit, or two decimals are not enough for it.
const LEAST_SIDE: f64 = 0.1;

/// What two decimals show of a change.
const LEAST_CHANGE: f64 = 0.01;

/// The larger side of a comparison is to be less than so much of the unit that is chosen for the smaller one.
const MOST_OF_A_SIDE: f64 = 100_000.0;

impl Family {
    fn find(&self, spelling: &str) -> Option<&Unit> {
        let lower = spelling.to_ascii_lowercase();
        let singular = match lower.strip_suffix('s') {
            Some(singular) if lower.len() > 2 => singular,
            _ => &lower,
        };
        self.units.iter().find(|unit| unit.spellings.contains(&singular))
    }

    /// The largest unit of which `base_units` is at least one.
    fn best(&self, base_units: f64) -> &Unit {
        self.units
            .iter()
            .rev()
            .find(|unit| base_units / unit.factor >= 1.0)
            .unwrap_or(&self.units[self.default])
    }
}

/// Converts `value` from one unit to another; the second part of the answer is the unit's printed name.
///
/// `to` may be `minimum` or `auto`: the unit that reads best. A target of another family gives the family's default
/// unit. A source unit that no family knows gives the number unchanged, named `to`.
pub fn scale<'a>(value: i64, from: &str, to: &'a str) -> (f64, &'a str) {
    if value < 0 && value != i64::MIN {
        let (scaled, name) = scale(-value, from, to);
        return (-scaled, name);
    }
    for family in &FAMILIES {
        let Some(source) = family.find(from) else {
            continue;
        };
        let base_units = value as f64 * source.factor;
        let target = match to {
            "minimum" | "auto" => family.best(base_units),
            _ => family.find(to).unwrap_or(&family.units[family.default]),
        };
        return (base_units / target.factor, target.name);
    }
    let name = match to {
        "count" | "sample" | "unit" | "minimum" | "auto" => "",
        _ => to,
    };
    (value as f64, name)
}

/// A unit as the page understands it: producers spell some that pprof does not scale and prints as they are. Its own spelling where
/// pprof knows it, or nobody does.
pub fn understood(unit: &str) -> &str {
    let known = match unit.trim() {
        // The sign of micro, and the Greek letter that looks like it.
        "\u{b5}s" | "\u{3bc}s" | "micros" | "usec" | "usecs" => "us",
        "nanos" | "nsec" | "nsecs" => "ns",
        "millis" | "msec" | "msecs" => "ms",
        // What pprof calls a kilobyte has 1024 bytes.
        "KiB" | "kib" | "Ki" | "kibibyte" | "kibibytes" => "kB",
        "MiB" | "mib" | "Mi" | "mebibyte" | "mebibytes" => "MB",
        "GiB" | "gib" | "Gi" | "gibibyte" | "gibibytes" => "GB",
        "TiB" | "tib" | "Ti" | "tebibyte" | "tebibytes" => "TB",
        "PiB" | "pib" | "Pi" | "pebibyte" | "pebibytes" => "PB",
        _ => return unit,
    };
    match FAMILIES.iter().any(|family| family.find(unit).is_some()) {
        true => unit,
        false => known,
    }
}

/// The units that values of a unit can be given in, smallest first; none if no family knows it.
pub fn units_like(unit: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    let families = FAMILIES.iter().filter(|family| family.find(unit).is_some());
    for family in families {
        for unit in family.units {
            // What `find` does not read cannot be asked for.
            if family.find(unit.name).is_some() {
                names.push(unit.name);
            }
        }
    }
    names
}

/// The unit that all values of a profile read well in, whose total is so large: the largest of which the total is at least one. What is
/// little of it has more digits: see [`fine_label`]. Of a comparison, whose sides have `total` and `other` (0 of anything else), that is the unit of the larger side;
/// but the next smaller one where else a side or the change would have no digits, and the larger one has not too many. None if no family knows
/// the unit.
pub fn readable_unit(total: i64, other: i64, from: &str) -> Option<&'static str> {
    let family = FAMILIES.iter().find(|family| family.find(from).is_some())?;
    let factor = family.find(from)?.factor;
    let [total, other] = [total, other].map(|side| side.unsigned_abs() as f64 * factor);
    let (least, most) = (total.min(other), total.max(other));
    let named = |unit: &&Unit| family.find(unit.name).is_some();
    let mut units = family.units.iter().rev().filter(named);
    let unit = units.find(|unit| most / unit.factor >= enough(unit.name));
    let unit = unit.or(family.units.first().filter(named))?;
    // Between two that look alike nobody would see what has changed.
    let change = if other == 0.0 { 0.0 } else { most - least };
    let has_digits =
        (least == 0.0 || least / unit.factor >= LEAST_SIDE) && (change == 0.0 || change / unit.factor >= LEAST_CHANGE);
    let next = units
        .next()
        .filter(|next| !has_digits && most / next.factor < MOST_OF_A_SIDE);
    Some(next.unwrap_or(unit).name)
}

/// The text of a value in unit `to`: two decimals, none if they are zero, the unit directly behind, and a bare `0`.
pub fn scaled_label(value: i64, from: &str, to: &str) -> String {
    let (scaled, name) = scale(value, from, to);
    let mut text = decimal::fixed(scaled, 2);
    if text.ends_with(".00") {
        text.truncate(text.len() - 3);
    }
    if text == "0" || text == "-0" {
        return "0".to_owned();
    }
    text.push_str(name);
    text
}

/// What has two digits behind the point, so that they say something: of megabytes and seconds a hundredth is small enough for anybody,
/// but one of a gigabyte is ten megabytes, which have to be told from fourteen.
fn least_of_two(unit: &str) -> f64 {
    match unit {
        "GB" | "TB" | "PB" => 0.1,
        _ => 0.01,
    }
}

/// The same for a column whose values have one unit, however little of it some are: those have four digits behind the point, and of what is
/// less than these can say it is said that it is less: `12.50MB`, `0.002MB`, `<0.0001MB`.
pub fn fine_label(value: i64, from: &str, to: &str) -> String {
    let (scaled, name) = scale(value, from, to);
    if value == 0 || scaled.abs() >= least_of_two(name) {
        return scaled_label(value, from, to);
    }
    let sign = if value < 0 { "-" } else { "" };
    match decimal::fixed(scaled.abs(), 4).trim_end_matches('0') {
        "0." => format!("{sign}<0.0001{name}"),
        digits => format!("{sign}{digits}{name}"),
    }
}

/// The text of a value in the unit that reads best.
pub fn label(value: i64, unit: &str) -> String {
    scaled_label(value, unit, "auto")
}

/// The same where all digits count: [`scaled_label`] rounds numbers beyond 2^53, as pprof does.
pub fn exact_label(value: i64, from: &str, to: &str) -> String {
    let text = scaled_label(value, from, to);
    let rounded = decimal::fixed(value as f64, 0);
    match text.strip_prefix(&rounded) {
        Some(unit) if !unit.starts_with(|c: char| c == '.' || c.is_ascii_digit()) => format!("{value}{unit}"),
        _ => text,
    }
}

/// `value` as a share of `total`, as reports print it outside their columns: `9.09%`, `100%`, `0.0042%`.
pub fn percent(value: i64, total: i64) -> String {
    percentage(value, total).trim_start_matches(' ').to_owned()
}

/// The same where people look at it: shares that no two digits can be seen of are said to be less, `<0.0001%`.
pub fn readable_percent(value: i64, total: i64) -> String {
    let text = percent(value, total);
    match text.contains('e') {
        true => "<0.0001%".to_owned(),
        false => text,
    }
}

/// So many processor cores: two digits behind the point, and of what is less than these can say that it is less.
pub fn cores(count: f64) -> String {
    match decimal::fixed(count, 2).as_str() {
        "0.00" if count > 0.0 => "<0.01".to_owned(),
        "-0.00" => "-<0.01".to_owned(),
        text => text.to_owned(),
    }
}

/// The same for a column: at least six characters, never a sign: ` 9.09%`, `  100%`, `0.0042%`.
pub fn percentage(value: i64, total: i64) -> String {
    let ratio = if total == 0 {
        0.0
    } else {
        (value as f64 / total as f64).abs() * 100.0
    };
    if (99.95..=100.05).contains(&ratio) {
        "  100%".to_owned()
    } else if ratio >= 1.0 {
        format!("{:>5}%", decimal::fixed(ratio, 2))
    } else {
        format!("{:>5}%", decimal::general(ratio, 2))
    }
}

/// Whether values of the two units can be added after conversion: equal texts, or one family.
pub fn compatible_units(one: &str, other: &str) -> bool {
    one == other
        || FAMILIES
            .iter()
            .any(|family| family.find(one).is_some() && family.find(other).is_some())
}

/// One unit of all that convert into a unit; itself where no family knows it.
pub fn unit_like(unit: &str) -> &str {
    let family = FAMILIES.iter().find(|family| family.find(unit).is_some());
    family.map_or(unit, |family| family.units[0].name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (value, from, to, wanted) in [
            (1536, "bytes", "auto", "1.50kB"),
            (1023, "bytes", "minimum", "1023B"),
            (10_000_000, "ns", "s", "0.01s"),
            (3599, "s", "auto", "3599s"),
            (3600, "s", "auto", "1hrs"),
            (1_000_000_000_000_000, "ns", "auto", "277.78hrs"),
            (5400, "count", "auto", "5400"),
            (5400, "samples", "samples", "5400samples"),
            (5400, "", "auto", "5400"),
            (-1536, "bytes", "auto", "-1.50kB"),
            (5_000_000_000, "ns", "kb", "5s"),
            (7, "goroutine", "ms", "7ms"),
            (0, "ns", "auto", "0"),
            (4, "μs", "auto", "4"),
            (90, "minutes", "auto", "90"),
            (1, "MBs", "kbyte", "1024kB"),
            (2000, "kilogcu", "auto", "2M*GCU"),
        ] {
            assert_eq!(scaled_label(value, from, to), wanted, "{value} {from} {to}");
        }
    }

    #[test]
    fn one_unit_reads_well_for_all_of_a_profile() {
        for (total, from, wanted) in [
            // A figure has one unit, whichever its own is.
            (2_620_000_000, "bytes", Some("GB")),
            (2_558_593, "kB", Some("GB")),
            (2498, "MB", Some("GB")),
            (2498, "GB", Some("TB")),
            (5_000_000_000, "bytes", Some("GB")),
            (40_000_000, "bytes", Some("MB")),
            (1023, "bytes", Some("B")),
            (1024, "bytes", Some("kB")),
            (1000, "nanoseconds", Some("us")),
            (999, "nanoseconds", Some("ns")),
            (1_000_000, "nanoseconds", Some("ms")),
            (3 << 20, "bytes", Some("MB")),
            (-4096, "bytes", Some("kB")),
            (5_590_000_000, "nanoseconds", Some("s")),
            (990_000_000, "nanoseconds", Some("ms")),
            (1_500_000, "nanoseconds", Some("ms")),
            (3 * 3600, "seconds", Some("s")),
            (14 * 3600, "seconds", Some("s")),
            (100 * 3600, "seconds", Some("hrs")),
            (1_234_567_890, "kb", Some("TB")),
            (0, "nanoseconds", Some("ns")),
            (7, "count", None),
        ] {
            assert_eq!(readable_unit(total, 0, from), wanted, "{total} {from}");
        }
    }

    #[test]
    fn what_is_little_of_a_unit_has_more_digits_of_it_and_no_other_unit() {
        for (value, to, wanted) in [
            (0, "MB", "0"),
            (442_368, "MB", "0.42MB"),
            (2058, "MB", "0.002MB"),
            (-2058, "MB", "-0.002MB"),
            (7864, "MB", "0.0075MB"),
            (16, "MB", "<0.0001MB"),
            (-16, "MB", "-<0.0001MB"),
            (3 << 20, "MB", "3MB"),
        ] {
            assert_eq!(fine_label(value, "bytes", to), wanted, "{value} {to}");
        }
        // Of gigabytes a tenth has two digits, and less than that tells ten megabytes from fourteen.
        for (mebibytes, wanted) in [(2498, "2.44GB"), (624, "0.61GB"), (14, "0.0137GB"), (10, "0.0098GB")] {
            assert_eq!(fine_label(mebibytes, "MB", "GB"), wanted, "{mebibytes}");
        }
        assert_eq!(fine_label(5_590_000_000, "ns", "hrs"), "0.0016hrs");
        assert_eq!(fine_label(7, "count", "count"), "7");
        for (count, wanted) in [(0.0, "0.00"), (0.004, "<0.01"), (-0.004, "-<0.01"), (2.456, "2.46")] {
            assert_eq!(cores(count), wanted);
        }
        for (value, total, wanted) in [
            (79, 100_000_000, "<0.0001%"),
            (42, 1_000_000, "0.0042%"),
            (1, 3, "33.33%"),
        ] {
            assert_eq!(readable_percent(value, total), wanted);
        }
    }

    #[test]
    fn a_comparison_has_the_unit_of_its_larger_side_if_the_other_one_keeps_its_digits() {
        for (total, other, from, wanted) in [
            (900_000, 2_700_000_000, "bytes", Some("MB")),
            (2_700_000_000, 900_000, "bytes", Some("MB")),
            (200, 202_000, "ms", Some("s")),
            (-200, 202_000, "ms", Some("s")),
            // Alike in GB, as in MB they are not: and alike in all is alike.
            (2_700_000_000, 2_700_900_000, "bytes", Some("MB")),
            (2_700_000_000, 2_800_000_000, "bytes", Some("GB")),
            (2_700_000_000, 2_700_000_000, "bytes", Some("GB")),
            (5480, 5500, "ms", Some("s")),
            // 12 MB are 0.01 of 5 GB.
            (12_000_000, 5_000_000_000, "bytes", Some("MB")),
            // 50 ms are less than a tenth of a second, but 202 s are six digits of milliseconds.
            (50, 202_000, "ms", Some("s")),
            (5, 9_000, "ms", Some("ms")),
            (3, 900, "bytes", Some("B")),
            (3, 900, "count", None),
        ] {
            assert_eq!(readable_unit(total, other, from), wanted, "{total} {other} {from}");
        }
    }

    #[test]
    fn units_that_pprof_does_not_scale_are_understood() {
        for (unit, wanted) in [
            ("\u{b5}s", "us"),
            ("\u{3bc}s", "us"),
            ("KiB", "kB"),
            ("GiB", "GB"),
            ("nanoseconds", "nanoseconds"),
            ("count", "count"),
            ("", ""),
        ] {
            assert_eq!(understood(unit), wanted, "{unit}");
        }
        // The text of reports is pprof's.
        assert_eq!(label(1_234_567, "\u{b5}s"), "1234567");
    }

    #[test]
    fn percentages() {
        for (value, total, wanted) in [
            (1, 11, " 9.09%"),
            (5, 11, "45.45%"),
            (1, 1, "  100%"),
            (9996, 10000, "  100%"),
            (-3, 10, "30.00%"),
            (0, 10, "    0%"),
            (5, 0, "    0%"),
            (7, 1000, "  0.7%"),
            (95, 10000, " 0.95%"),
            (999, 100_000, "    1%"),
            (42, 1_000_000, "0.0042%"),
            (12, 10_000_000, "0.00012%"),
            (12, 1_000_000_000, "1.2e-06%"),
            (10_293, 10_000, "102.93%"),
        ] {
            assert_eq!(percentage(value, total), wanted, "{value}/{total}");
        }
    }

    #[test]
    fn units_that_add_up() {
        assert!(compatible_units("ms", "nanoseconds"));
        assert!(compatible_units("widgets", "widgets"));
        assert!(!compatible_units("ms", "bytes"));
        assert!(!compatible_units("ms", "cycles"));
    }
}
