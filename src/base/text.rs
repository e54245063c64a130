//! Byte strings as pprof prints them: padding by characters, path rules, Go's spelling of numbers.
//!
//! In: names of a profile, which are bytes and need not be UTF-8. Out: bytes for a report.
//! `pad_left(out, b"1.50MB", 10)` writes `    1.50MB`.

use std::borrow::Cow;
use std::cmp::Ordering;

/// The number of characters of `text`, as the width of `%10s` counts them: code points, and one for each byte
/// that is not part of valid UTF-8.
pub fn width(text: &[u8]) -> usize {
    match std::str::from_utf8(text) {
        Ok(text) => text.chars().count(),
        Err(_) => text
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
            .sum(),
    }
}

/// Writes `text` right-aligned to `columns` characters; longer text is never cut (`%10s`).
pub fn pad_left(out: &mut Vec<u8>, text: &[u8], columns: usize) {
    let missing = columns.saturating_sub(width(text));
    out.resize(out.len() + missing, b' ');
    out.extend_from_slice(text);
}

/// Whether people see a text as `shown`: they see U+FFFD in place of what is not UTF-8.
pub fn is_shown_as(text: &[u8], shown: &str) -> bool {
    let has_replacement = || find(shown.as_bytes(), "\u{fffd}".as_bytes()).is_some();
    text == shown.as_bytes() || has_replacement() && String::from_utf8_lossy(text) == shown
}

/// Where a part first occurs in a text.
pub fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let Some((first, others)) = part.split_first() else {
        return Some(0);
    };
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let at = from + rest.iter().position(|byte| byte == first)?;
        from = at + 1;
        if text.get(from..).is_some_and(|behind| behind.starts_with(others)) {
            return Some(at);
        }
    }
    None
}

/// The last element of a path for people, also of one of Windows: `x.go` of `D:\a\x.go`.
pub fn file_name(path: &[u8]) -> &[u8] {
    let own = base(path);
    match own {
        [b'a'..=b'z' | b'A'..=b'Z', b':', b'\\', ..] | [b'\\', b'\\', ..] => {
            let from = own.iter().rposition(|&byte| byte == b'\\').map_or(0, |slash| slash + 1);
            &own[from..]
        }
        _ => own,
    }
}

/// The last element of a path as Go's `filepath.Base` gives it on Unix: `/a/b/` is `b`, `` is `.`, `//` is `/`.
pub fn base(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let Some(last) = path.iter().rposition(|&byte| byte != b'/') else {
        return b"/";
    };
    let path = &path[..=last];
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(slash) => &path[slash + 1..],
        None => path,
    }
}

/// The shortest equivalent path as Go's `filepath.Clean` gives it on Unix, without touching a disk:
/// `a//b/./c/..` is `a/b`, `/..` is `/`, `` is `.`.
pub fn clean(path: &[u8]) -> Cow<'_, [u8]> {
    if path.is_empty() {
        return Cow::Borrowed(b".");
    }
    // Most paths of a profile are clean already; only those with a suspicious element pay for the rewrite.
    let rooted = path[0] == b'/';
    let suspicious = path
        .split(|&byte| byte == b'/')
        .skip(usize::from(rooted))
        .any(|element| matches!(element, b"" | b"." | b".."));
    if !suspicious {
        return Cow::Borrowed(path);
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    for element in path.split(|&byte| byte == b'/') {
        match element {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(&last) if last != b".." => {
                    kept.pop();
                }
                _ if rooted => {}
                _ => kept.push(element),
            },
            _ => kept.push(element),
        }
    }
    let joined = kept.join(&b'/');
    Cow::Owned(match (rooted, joined.is_empty()) {
        (true, _) => [b"/", joined.as_slice()].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => joined,
    })
}

/// Compares names as people order them: `heap-2` comes before `heap-10`.
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let (Some(&own), Some(&its)) = (one.first(), other.first()) else {
            return one.len().cmp(&other.len());
        };
        if own.is_ascii_digit() && its.is_ascii_digit() {
            let (own_number, own_rest) = leading_number(one);
            let (its_number, its_rest) = leading_number(other);
            // Without zeros in front, the longer number is the larger.
            let compared = own_number
                .len()
                .cmp(&its_number.len())
                .then_with(|| own_number.cmp(its_number));
            if compared.is_ne() {
                return compared;
            }
            (one, other) = (own_rest, its_rest);
            continue;
        }
        if own != its {
            return own.cmp(&its);
        }
        (one, other) = (&one[1..], &other[1..]);
    }
}

/// The digits that a text begins with, without zeros in front, and the rest.
fn leading_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let zeros = text[..end].iter().position(|&byte| byte != b'0').unwrap_or(end);
    (&text[zeros..end], &text[end..])
}

/// `1 line`, `2 lines`
pub fn counted(count: u64, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {what}{ending}")
}

/// `a` or `an` before a word as it is spoken: `a heap`, `an allocs`, `a user`; letters by their names, `an n`.
pub fn article(word: &str) -> &'static str {
    let first = word.split(|character: char| !character.is_alphanumeric()).next();
    let first = first.unwrap_or_default().to_lowercase();
    let is_vowel = match first.as_str() {
        "a" | "e" | "f" | "h" | "i" | "l" | "m" | "n" | "o" | "r" | "s" | "x" => true,
        word if ["eu", "one", "uni", "usa", "use", "uti"]
            .iter()
            .any(|own| word.starts_with(own)) =>
        {
            false
        }
        word => word.len() > 1 && word.starts_with(['a', 'e', 'i', 'o', 'u']),
    };
    if is_vowel { "an" } else { "a" }
}

/// Text in double quotes as Go's `%q` prints it, for messages that repeat what the user typed.
pub fn go_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{c}' => quoted.push_str("\\f"),
            control if control < ' ' || control == '\u{7f}' => {
                quoted.push_str(&format!("\\x{:02x}", control as u32));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A float as an integer the way Go does it on amd64: toward zero, and the most negative integer for everything
/// that does not fit.
pub fn truncate(value: f64) -> i64 {
    // 2^63 itself does not fit; -2^63 does.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) {
        value as i64
    } else {
        i64::MIN
    }
}

/// A whole number with its digits in groups where it is long: `1,234,567`. Other texts stay.
pub fn grouped(text: String) -> String {
    let digits = text.trim_start_matches(['-', '+']);
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let sign = text.len() - digits.len();
    let mut grouped = String::with_capacity(text.len() * 4 / 3);
    for (index, character) in text.chars().enumerate() {
        if index > sign && (text.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_of_any_system() {
        for (path, wanted) in [
            ("/a/b/x.go", "x.go"),
            ("D:\\a\\b\\x.go", "x.go"),
            ("\\\\host\\x.go", "x.go"),
            // A backslash is a letter elsewhere.
            ("/a/b\\x.go", "b\\x.go"),
        ] {
            assert_eq!(file_name(path.as_bytes()), wanted.as_bytes(), "{path}");
        }
    }

    #[test]
    fn paths() {
        for (path, wanted) in [("", "."), ("/", "/"), ("///", "/"), ("/a/b/", "b"), ("a", "a")] {
            assert_eq!(base(path.as_bytes()), wanted.as_bytes(), "base {path}");
        }
        for (path, wanted) in [
            ("", "."),
            ("a//b", "a/b"),
            ("a/./b", "a/b"),
            ("a/b/..", "a"),
            ("../a", "../a"),
            ("a/../..", ".."),
            ("/..", "/"),
            ("/a/", "/a"),
            ("./", "."),
            ("/usr/lib/go/main.go", "/usr/lib/go/main.go"),
        ] {
            assert_eq!(&*clean(path.as_bytes()), wanted.as_bytes(), "clean {path}");
        }
    }

    #[test]
    fn names_are_ordered_by_their_numbers() {
        let mut names = [
            "heap-10",
            "heap-2",
            "heap-02b",
            "heap-",
            "Heap-3",
            "heap-1x9",
            "heap-1x10",
        ];
        names.sort_by(|one, other| natural(one, other));
        assert_eq!(
            names,
            [
                "Heap-3",
                "heap-",
                "heap-1x9",
                "heap-1x10",
                "heap-2",
                "heap-02b",
                "heap-10"
            ]
        );
    }

    #[test]
    fn quotes_and_integers() {
        assert_eq!(go_quote("a\"b\n\u{1}é"), "\"a\\\"b\\n\\x01é\"");
        assert_eq!(truncate(f64::NAN), i64::MIN);
        assert_eq!(truncate(1e19), i64::MIN);
        assert_eq!(truncate(-1.9), -1);
    }

    #[test]
    fn what_is_not_utf_8_is_known_by_what_is_shown_of_it() {
        assert!(is_shown_as(b"main", "main") && !is_shown_as(b"main", "main2"));
        assert!(is_shown_as(b"caf\xe9", "caf\u{fffd}") && !is_shown_as(b"caf\xe9", "caf"));
        assert!(is_shown_as("caf\u{fffd}".as_bytes(), "caf\u{fffd}"));
    }

    #[test]
    fn padding_counts_characters() {
        let mut out = Vec::new();
        pad_left(&mut out, "µs".as_bytes(), 4);
        pad_left(&mut out, b"\xff\xfe", 3);
        assert_eq!(out, [b"  ", "µs".as_bytes(), b" \xff\xfe"].concat());
    }

    #[test]
    fn articles_are_those_of_spoken_words() {
        for (word, wanted) in [
            ("heap", "a"),
            ("allocs", "an"),
            ("inuse_space", "an"),
            ("unnamed", "an"),
            ("user_time", "a"),
            ("units", "a"),
            ("n", "an"),
            ("x", "an"),
            ("X", "an"),
            ("z", "a"),
            ("u", "a"),
            ("n_calls", "an"),
            ("off-cpu", "an"),
            ("", "a"),
        ] {
            assert_eq!(article(word), wanted, "{word}");
        }
    }

    #[test]
    fn long_numbers_are_grouped() {
        for (text, wanted) in [
            ("6666666666", "6,666,666,666"),
            ("-123456", "-123,456"),
            ("+12345", "+12,345"),
            ("1815", "1,815"),
            ("815", "815"),
            ("12345ms", "12345ms"),
            ("12345.67", "12345.67"),
            ("", ""),
        ] {
            assert_eq!(grouped(text.to_owned()), wanted);
        }
    }
}
