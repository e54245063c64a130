//! Tables of expressions. What is expected was printed by Go 1.27's regexp package for the same expressions.

use super::*;

#[test]
fn errors_are_gos() {
    for (text, wanted) in [
        ("(", "missing closing ): `(`"),
        ("(a|b", "missing closing ): `(a|b`"),
        ("a)", "unexpected ): `a)`"),
        ("[a", "missing closing ]: `[a`"),
        ("x[", "missing closing ]: `[`"),
        ("[", "missing closing ]: `[`"),
        ("[^", "missing closing ]: `[^`"),
        ("[]a", "missing closing ]: `[]a`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a|*", "missing argument to repetition operator: `*`"),
        ("(+)", "missing argument to repetition operator: `+`"),
        ("{3}", "missing argument to repetition operator: `{3}`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a*+?b", "invalid nested repetition operator: `*+?`"),
        ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`"),
        ("a??*", "invalid nested repetition operator: `??*`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"),
        ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("(((a{10}){10}){10}){2}", "invalid repeat count: `{2}`"),
        ("a{9999999999}", "invalid repeat count: `{9999999999}`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[a--b]", "invalid character class range: `a--`"),
        ("[[:nope:]]", "invalid character class range: `[:nope:]`"),
        (r"\1", r"invalid escape sequence: `\1`"),
        (r"\8", r"invalid escape sequence: `\8`"),
        (r"\y", r"invalid escape sequence: `\y`"),
        (r"\C", r"invalid escape sequence: `\C`"),
        (r"\xg1", r"invalid escape sequence: `\xg1`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000`"),
        (r"\x{}", r"invalid escape sequence: `\x{}`"),
        (r"[\y]", r"invalid escape sequence: `\y`"),
        (r"\p{Foo}", r"invalid character class range: `\p{Foo}`"),
        (r"\p{Grek}+", r"invalid character class range: `\p{Grek}`"),
        (r"\p{Unknown}", r"invalid character class range: `\p{Unknown}`"),
        (r"x\pXL", r"invalid character class range: `\pX`"),
        (r"[\p{^^L}]", r"invalid character class range: `\p{^^L}`"),
        (r"(?i)\P{^Foo}", r"invalid character class range: `\P{^Foo}`"),
        (r"\p{}", r"invalid character class range: `\p{}`"),
        (r"\p", r"invalid character class range: `\p`"),
        (r"[\p{Greek]", r"invalid character class range: `\p{Greek]`"),
        (r"[a-\pL]", r"invalid escape sequence: `\p`"),
        ("a\\", "trailing backslash at end of expression: ``"),
        ("(?=x)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<!x)", "invalid named capture: `(?<!x)`"),
        ("(?i", "invalid or unsupported Perl syntax: `(?i`"),
        ("(?", "invalid or unsupported Perl syntax: `(?`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?P<a", "invalid named capture: `(?P<a`"),
        ("(?P<a b>c)", "invalid named capture: `(?P<a b>`"),
        ("(?<>c)", "invalid named capture: `(?<>`"),
    ] {
        let message = Pattern::new(text).unwrap_err().to_string();
        assert_eq!(message, format!("error parsing regexp: {wanted}"), "{text}");
    }
}

#[test]
fn groups_may_be_nested_less_deeply_than_in_go() {
    let deep = "(".repeat(500) + &")".repeat(500);
    assert!(
        Pattern::new(&deep)
            .unwrap_err()
            .to_string()
            .contains("nests too deeply")
    );
}

#[test]
fn matches_are_gos() {
    for (text, haystack, wanted) in [
        ("", "anything", true),
        ("main", "x.main.y", true),
        ("^main", "x.main", false),
        ("main$", "x.main", true),
        ("main$", "x.main\n", false),
        ("^main$|^init$", "init", true),
        ("^main$|^init$", "initial", false),
        (r"^main\.\(\*T\)\.f$", "main.(*T).f", true),
        (r"\Qmain.(*T)\E.f", "main.(*T).f", true),
        (r"\Qa.b", "a.b", true),
        (r"\Qab\E+", "abbb", true),
        ("a|", "zzz", true),
        ("a.c", "a\nc", false),
        ("(?s)a.c", "a\nc", true),
        ("(?m)^b$", "a\nb\nc", true),
        ("(?i)MAIN", "main", true),
        ("(?i)k", "\u{212a}", true),
        ("(?i)straSSe", "STRASSE", true),
        ("(?i)ÄPFEL", "äpfel", true),
        ("(?i)σ", "ς", true),
        ("(?i:a)b", "AB", false),
        ("(?i:a)b", "Ab", true),
        ("a(?i)b|c", "C", true),
        ("(a(?i)b)c", "aBC", false),
        (r"\w", "é", false),
        (r"[^\w]", "é", true),
        (r"\s", "\u{b}", false),
        ("[[:space:]]", "\u{b}", true),
        ("[[:^alpha:]]", "a", false),
        (r"\bmain\b", "x-main-y", true),
        (r"\bmain\b", "xmain", false),
        ("a{,2}", "a{,2}", true),
        ("a{,2}", "aa", false),
        ("a{02}", "a{02}", true),
        ("^a{2,3}$", "aaaa", false),
        ("^a{2,}$", "aaaa", true),
        ("^(ab){2}$", "abab", true),
        ("a{x", "a{x", true),
        ("[a&&b]", "&", true),
        ("[[a]", "[", true),
        ("[]a]", "]", true),
        ("[^]a]", "]", false),
        ("[a-]", "-", true),
        (r"[\d-z]", "-", true),
        (r"\<", "<", true),
        (r"\101", "A", true),
        (r"\07", "\u{7}", true),
        (r"\x{e4}", "ä", true),
        (r"\x41", "A", true),
        ("[α-ω]", "β", true),
        (r"^\p{Greek}+$", "βΩ", true),
        (r"\p{Greek}", "beta", false),
        (r"^\pL\PL\p{^L}$", "é1.", true),
        (r"[^\p{Han}\d]", "漢字1", false),
        (r"[\p{Lu}-]", "a-b", true),
        (r"\p{Lu}", "ab", false),
        (r"(?i)\p{Lu}", "ab", true),
        (r"(?i)\P{Lu}", "ab", false),
        (r"\p{Cs}|\P{Any}", "any", false),
        ("[^a]", "", false),
        ("^^a$$", "a", true),
        ("a$b", "ab", false),
        ("(?U)a+", "aa", true),
        ("(?P<name>x)(?<other>y)", "xy", true),
        ("x*", "", true),
        ("go.shape.int", "go.shape.int", true),
        ("^*a", "a", true),
        ("a(?i)*", "", true),
        (r"^a{2}(?i)??$", "", true),
    ] {
        let pattern = Pattern::new(text).unwrap();
        assert_eq!(pattern.is_match(haystack.as_bytes()), wanted, "{text} in {haystack:?}");
        // The matcher agrees with the shortcut for plain texts.
        let matcher = matcher::Matcher::new(parse::parse(text).unwrap().program);
        assert_eq!(matcher.is_match(haystack), wanted, "{text} in {haystack:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_one_character_each() {
    assert!(Pattern::new("^a..b$").unwrap().is_match(b"a\xff\xfeb"));
    assert!(!Pattern::new("^a.b$").unwrap().is_match(b"a\xff\xfeb"));
    assert!(Pattern::new("b").unwrap().is_match(b"\xffb"));
}

#[test]
fn programs_stay_small() {
    // A thousand times a thousand characters, each repeated a thousand times.
    let large = format!("({})", "a{1000}".repeat(1100));
    let message = Pattern::new(&large).unwrap_err().to_string();
    assert!(
        message.starts_with("error parsing regexp: expression too large: `(a{1000}a"),
        "{message:.80}"
    );
}

#[test]
fn what_is_forgotten_is_found_again() {
    // The automaton would need 2^18 states, one for each of the last characters that may have been the a.
    let pattern = Pattern::new("a[ab]{17}c").unwrap();
    let mut state = 1_u32;
    let mut text: Vec<u8> = (0..60_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state >> 31 == 0 { b'a' } else { b'b' }
        })
        .collect();
    assert!(!pattern.is_match(&text));
    for end in (50_000..60_000).step_by(1777) {
        let before = text[end];
        text[end] = b'c';
        assert_eq!(pattern.is_match(&text), text[end - 18] == b'a', "{end}");
        text[end] = before;
    }
}
