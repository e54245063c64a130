//! Times in the names of files: `heap-2026-11-28T14:42:10.pb.gz`, `goroutine.20261128_144210.txt`, `heap.1764340930.pb.gz`.
//!
//! A name is read as a clock on the wall: only what lies between two names matters, so no zone is looked for.

use crate::base::clock::seconds_of;

const NANOS: i64 = 1_000_000_000;

/// The time in a name, in nanoseconds since 1970; none if there is no date with a time of day, and no number of seconds.
pub fn find(name: &str) -> Option<i64> {
    let bytes = name.as_bytes();
    let mut from = 0;
    while let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit) {
        let start = from + start;
        let digits = digits(&bytes[start..]);
        if let Some(time) = date_and_time(&bytes[start..]).or_else(|| since_1970(&bytes[start..start + digits])) {
            return Some(time);
        }
        from = start + digits;
    }
    None
}

/// A number that counts seconds, or thousandths, millionths or billionths of one, between 2001 and 2286.
fn since_1970(digits: &[u8]) -> Option<i64> {
    let unit = match digits.len() {
        10 => NANOS,
        13 => 1_000_000,
        16 => 1_000,
        19 => 1,
        _ => return None,
    };
    number(digits).filter(|_| digits[0] != b'0')?.checked_mul(unit)
}

/// `2026-11-28T14:42:10.5`, with any one byte between the numbers, or none.
fn date_and_time(text: &[u8]) -> Option<i64> {
    let mut rest = text;
    let year = field(&mut rest, 4)?;
    let parts = [(1, 12), (1, 31), (0, 23), (0, 59)];
    let mut numbers = [0; 4];
    for (at, (least, most)) in parts.into_iter().enumerate() {
        separator(&mut rest);
        numbers[at] = field(&mut rest, 2).filter(|number| (least..=most).contains(number))?;
    }
    if !(1990..2200).contains(&year) {
        return None;
    }
    let before = rest;
    separator(&mut rest);
    let mut nanos = 0;
    let second = match field(&mut rest, 2) {
        Some(second @ 0..=60) => {
            nanos = fraction(rest);
            second
        }
        // What follows is something else, but not more digits of the same number.
        _ if before.first().is_some_and(u8::is_ascii_digit) => return None,
        _ => 0,
    };
    let [month, day, hour, minute] = numbers;
    let seconds = seconds_of(year, month, day) + hour * 3600 + minute * 60 + second;
    Some(seconds * NANOS + nanos)
}

/// Nanoseconds of `.25`, or of `25` that is glued to the seconds.
fn fraction(text: &[u8]) -> i64 {
    let text = text.strip_prefix(b".").unwrap_or(text);
    let length = digits(text).min(9);
    let mut nanos = number(&text[..length]).unwrap_or(0);
    for _ in length..9 {
        nanos *= 10;
    }
    nanos
}

/// Takes a number of so many digits.
fn field(text: &mut &[u8], length: usize) -> Option<i64> {
    let taken = text
        .get(..length)
        .filter(|taken| taken.iter().all(u8::is_ascii_digit))?;
    *text = &text[length..];
    number(taken)
}

/// Takes what may stand between two numbers.
fn separator(text: &mut &[u8]) {
    if text.first().is_some_and(|byte| b"-_.:T tHhm+".contains(byte)) {
        *text = &text[1..];
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len())
}

fn number(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_names() {
        let noon = 1_795_871_530; // date -u -d '2026-11-28T14:32:10' +%s
        assert_eq!(seconds_of(2026, 11, 28), noon / 86_400 * 86_400);
        let at = |hours: i64, minutes: i64, seconds: i64| {
            Some((noon / 86_400 * 86_400 + hours * 3600 + minutes * 60 + seconds) * NANOS)
        };
        for (name, wanted) in [
            ("heap-2026-11-28T14:42:10.pb.gz", at(14, 42, 10)),
            ("heap-2026-11-28T14:42:10Z.pb.gz", at(14, 42, 10)),
            ("goroutine.20261128_144210.txt", at(14, 42, 10)),
            ("20261128T1442.pb", at(14, 42, 0)),
            ("2026-11-28 14.42.10 heap", at(14, 42, 10)),
            ("g_2026_11_28_14_42", at(14, 42, 0)),
            ("v1.2.3/heap-20261128144210.pb.gz", at(14, 42, 10)),
            ("heap-1795871530.pb.gz", Some(noon * NANOS)),
            ("heap-1795871530250.pb.gz", Some(noon * NANOS + 250_000_000)),
            (
                "heap-20261128T144210.500.pb",
                at(14, 42, 10).map(|time| time + 500_000_000),
            ),
            ("heap-2026-11-28.pb.gz", None),
            ("heap-12.pb.gz", None),
            ("heap-20269928T144210", None),
            ("heap-20261128144", None),
            ("", None),
        ] {
            assert_eq!(find(name), wanted, "{name}");
        }
    }
}
