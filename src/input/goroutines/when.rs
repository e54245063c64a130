//! The time that a log has written beside a dump.
//!
//! `2026-11-28T18:02:12.686Z`, `2026/11/28 18:02:12`, `2026-11-28 18:02:12,686+02:00`, and the seconds that some loggers put
//! into `"ts"`. A time without a zone is taken for UTC: a dump says nothing of zones.

use super::header::digits;
use crate::base::clock::seconds_of;
use crate::base::text::find;

/// The first time in a text, in nanoseconds since 1970.
pub fn when(text: &[u8]) -> Option<i64> {
    let dated = (0..text.len()).filter(|&at| at == 0 || !text[at - 1].is_ascii_digit());
    dated
        .filter(|&at| matches!(text.get(at + 4), Some(b'-' | b'/')))
        .find_map(|at| dated_at(&text[at..]))
        .or_else(|| epoch(text))
}

/// `2026-11-28T18:02:12.686Z`
fn dated_at(text: &[u8]) -> Option<i64> {
    let (year, rest) = number(text, 4)?;
    let separator = *rest.first()?;
    let (month, rest) = number(rest.get(1..)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(&[separator])?, 2)?;
    let rest = rest.strip_prefix(b"T").or_else(|| rest.strip_prefix(b" "))?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (nanos, rest) = fraction(rest);
    let seconds = seconds_of(year, month, day) + hour * 3600 + minute * 60 + second - offset(rest);
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

/// So many digits as a number, and what is behind them.
fn number(text: &[u8], length: usize) -> Option<(i64, &[u8])> {
    let (own, rest) = text.split_at_checked(length)?;
    let is_number = own.iter().all(u8::is_ascii_digit);
    let number = own.iter().fold(0, |number, digit| number * 10 + i64::from(digit & 15));
    is_number.then_some((number, rest))
}

/// `.686` in nanoseconds, and what is behind it.
fn fraction(text: &[u8]) -> (i64, &[u8]) {
    let Some(rest) = text.strip_prefix(b".").or_else(|| text.strip_prefix(b",")) else {
        return (0, text);
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let nanos = (0..9).fold(0, |nanos, at| {
        let digit = if at < length { rest[at] & 15 } else { 0 };
        nanos * 10 + i64::from(digit)
    });
    (nanos, &rest[length..])
}

/// `+02:00` or `-0730` in seconds; 0 for anything else.
fn offset(text: &[u8]) -> i64 {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let sign = match text.first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return 0,
    };
    let read = || {
        let (hours, rest) = number(&text[1..], 2)?;
        let (minutes, _) = number(rest.strip_prefix(b":").unwrap_or(rest), 2)?;
        Some(sign * (hours * 3600 + minutes * 60))
    };
    read().unwrap_or(0)
}

/// `"ts":1764352932.686`, in seconds since 1970.
fn epoch(text: &[u8]) -> Option<i64> {
    let key = b"\"ts\":";
    let at = find(text, key)?;
    let (seconds, rest) = digits(text[at + key.len()..].trim_ascii_start())?;
    let seconds = i64::try_from(seconds).ok()?;
    seconds.checked_mul(1_000_000_000)?.checked_add(fraction(rest).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_logs() {
        let of = |text: &str| when(text.as_bytes());
        let expected = Some(1_795_888_932_686_000_000);
        for text in [
            "2026-11-28T18:02:12.686Z stderr F ",
            "2026-11-28 18:02:12,686 ERROR ",
            "12 2026/11/28 18:02:12.686000 panic",
            "web | 2026-11-28T20:02:12.686+02:00 ",
            "2026-11-28 10:32:12.686 -0730 ",
            r#"{"log":"x","time":"2026-11-28T18:02:12.686Z"}"#,
            r#"{"level":"error","ts":1795888932.686,"msg":"#,
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("2026/11/28 18:02:12 panic"), Some(1_795_888_932_000_000_000));
        for text in [
            "",
            "goroutine 1 [running]:",
            "2026-13-28T18:02:12Z",
            "2026-11-28T24:02:12Z",
            "2026-11-28",
            "12026-11-28T18:02:12Z",
            "Nov 28 18:02:12 web",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
